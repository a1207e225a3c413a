"""A picture of one movement: force and fiber length of each calf muscle over the cycle.

Drawn narrow, so that its letters can be read on a telephone.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from textwrap import wrap

import numpy as np
from numpy.typing import NDArray

from surae.app.movement import MovementReport
from surae.records import MUSCLES

Array = NDArray[np.float64]

WIDTH, LEFT, RIGHT, PANEL, GAP = 480, 44, 16, 190, 64
LINE = 18
COLORS = {"MG": "mg", "LG": "lg", "SOL": "sol", "AT": "at"}
NAMES = {
    "MG": "medial gastrocnemius",
    "LG": "lateral gastrocnemius",
    "SOL": "soleus",
    "AT": "Achilles tendon",
}
_STYLE = """
.bg{fill:#ffffff}.ink{fill:#1f2933}.soft{fill:#52606d}.grid{stroke:#d9e2ec}
.band{opacity:.18}.line{fill:none;stroke-width:2.2;stroke-linejoin:round}
.mg{--c:#b84a00}.lg{--c:#b0508f}.sol{--c:#0072b2}.at{--c:#52606d}
.band,.key{fill:var(--c)}.line{stroke:var(--c)}.at .line,.line.at{stroke-dasharray:6 3}
text{font:13px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
text.title{font-weight:600}text.head{font-size:15px;font-weight:600}
@media (prefers-color-scheme:dark){.bg{fill:#12181f}.ink{fill:#e4ebf1}.soft{fill:#9fb3c8}
.grid{stroke:#2a3744}.mg{--c:#f08a45}.lg{--c:#e09ac6}.sol{--c:#56b4e9}.at{--c:#b8c4d0}}
"""


def movement_picture(report: MovementReport) -> str:
    """Draw force and fiber length over the cycle; bands span the rules of sharing.

    Returns
    -------
    SVG text.
    """
    force = np.array([cycle.force for cycle in report.cycles]) / 1000
    length = np.array([cycle.fiber_length for cycle in report.cycles])
    tendon = np.array([cycle.tendon_force for cycle in report.cycles]) / 1000
    forces = {name: force[:, :, m] for m, name in enumerate(MUSCLES)} | {"AT": tendon}
    lengths = {name: length[:, :, m] for m, name in enumerate(MUSCLES)}
    head = wrap(f"{report.text}, one leg", 46)
    top = 24 + LINE * (len(head) + 3)
    under = top + PANEL + GAP
    foot = under + PANEL + 2.4 * LINE
    height = round(foot + 2 * LINE)
    box = f'viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="move-title move-desc"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {box} style="max-width:{2 * WIDTH}px">',
        f'<title id="move-title">{escape(report.text)}</title>',
        f'<desc id="move-desc">{escape(_summary(report, forces))}</desc>',
        f"<style>{_STYLE}</style>",
        f'<rect class="bg" width="{WIDTH}" height="{height}"/>',
        *(_text("ink head", LEFT, 12 + LINE * (k + 1), line) for k, line in enumerate(head)),
        *_keys(16 + LINE * (len(head) + 1)),
        *_panel("Force along the tendon, kN", forces, top + 12, from_zero=True),
        *_panel("Fiber length over optimal length", lengths, under, from_zero=False),
        _text("soft", LEFT, foot, f"share of the cycle of {report.curves.period:.2f} s; "
              "0 is landing, or the start"),
        _text("soft", LEFT, foot + LINE, "bands: three ways in which people may share the load"),
        "</svg>",
    ]  # fmt: skip
    return "\n".join(parts) + "\n"


def _text(style: str, x: float, y: float, text: str, anchor: str = "start") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text class="{style}" {place}>{escape(text)}</text>'


def _keys(top: float) -> list[str]:
    """Name the colors, two to a row."""
    parts = []
    for k, (name, text) in enumerate(NAMES.items()):
        x, y = LEFT + (k % 2) * (WIDTH - LEFT) / 2, top + LINE * (k // 2)
        line = f'x1="{x:.1f}" x2="{x + 20:.1f}" y1="{y - 4:.1f}" y2="{y - 4:.1f}"'
        parts.append(f'<line class="line {COLORS[name]}" {line}/>')
        parts.append(_text("ink", x + 26, y, text))
    return parts


def _summary(report: MovementReport, forces: dict[str, Array]) -> str:
    peaks = ", ".join(
        f"{NAMES[name]} {values.max(axis=1).mean():.2f} kN" for name, values in forces.items()
    )
    return f"Peak forces in {report.text}: {peaks}."


def ticks(low: float, high: float) -> list[float]:
    """Return round numbers that span a range, at most six of them.

    >>> ticks(0.0, 5.2)
    [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
    >>> ticks(0.31, 1.12)
    [0.2, 0.4, 0.6, 0.8, 1.0, 1.2]
    """
    rough = max(high - low, 1e-9) / 5
    size = 10.0 ** np.floor(np.log10(rough))
    step = next(size * factor for factor in (1, 2, 5, 10) if size * factor >= 0.95 * rough)
    first, last = np.floor(low / step + 1e-9), np.ceil(high / step - 1e-9)
    return [round(float(k * step), 10) for k in np.arange(first, last + 1)]


def _panel(title: str, curves: dict[str, Array], top: float, *, from_zero: bool) -> list[str]:
    low = 0.0 if from_zero else min(float(values.min()) for values in curves.values())
    marks = ticks(low, max(float(values.max()) for values in curves.values()))

    def y(value: float) -> float:
        return top + PANEL * (1 - (value - marks[0]) / (marks[-1] - marks[0]))

    parts = [_text("ink title", LEFT, top - 12, title)]
    for mark in marks:
        parts += _mark(mark, y(mark), digits=0 if marks[1] - marks[0] >= 1 else 1)
    for name, values in curves.items():
        parts += _curve(name, values, y)
    for share in (0, 25, 50, 75, 100):
        x = LEFT + (WIDTH - LEFT - RIGHT) * share / 100
        anchor = "end" if share == 100 else "middle"
        parts.append(_text("soft", x + (share == 100) * 8, top + PANEL + 18, f"{share} %", anchor))
    return parts


def _mark(value: float, y: float, *, digits: int) -> list[str]:
    """Draw a horizontal line and its number."""
    line = f'x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"'
    number = f"{value:.{digits}f}" if round(value, digits) == value else f"{value:g}"
    return [f'<line class="grid" {line}/>', _text("soft", LEFT - 8, y + 4, number, "end")]


def _curve(name: str, values: Array, y: Callable[[float], float]) -> list[str]:
    """Draw the mean over the rules as a line and their range as a band; the cycle is closed."""
    closed = np.column_stack([values, values[:, :1]])
    xs = np.linspace(LEFT, WIDTH - RIGHT, closed.shape[1])

    def points(row: Array) -> list[str]:
        return [f"{x:.1f},{y(float(v)):.1f}" for x, v in zip(xs, row, strict=True)]

    band = points(closed.min(axis=0)) + points(closed.max(axis=0))[::-1]
    line = points(closed.mean(axis=0))
    return [
        f'<polygon class="band {COLORS[name]}" points="{" ".join(band)}"/>',
        f'<polyline class="line {COLORS[name]}" points="{" ".join(line)}"/>',
    ]
