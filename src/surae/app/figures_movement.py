"""A picture of one movement: force and fiber length of each calf muscle over the cycle."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import numpy as np
from numpy.typing import NDArray

from surae.app.movement import MovementReport
from surae.records import MUSCLES

Array = NDArray[np.float64]

WIDTH, HEIGHT = 720, 520
LEFT, RIGHT, TOP, PANEL, GAP = 62, 150, 44, 190, 56
COLORS = {"MG": "#d55e00", "LG": "#cc79a7", "SOL": "#0072b2", "AT": "#52606d"}
NAMES = {
    "MG": "medial gastroc.",
    "LG": "lateral gastroc.",
    "SOL": "soleus",
    "AT": "Achilles tendon",
}
_STYLE = """
.bg{fill:#ffffff}.ink{fill:#1f2933}.soft{fill:#52606d}.grid{stroke:#d9e2ec}
.band{opacity:.18}.line{fill:none;stroke-width:2.2}
text{font:13px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}.title{font-weight:600}
@media (prefers-color-scheme:dark){.bg{fill:#12181f}.ink{fill:#e4ebf1}.soft{fill:#9fb3c8}
.grid{stroke:#2a3744}}
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
    summary = _summary(report, forces)
    foot = f"share of the cycle ({report.curves.period:.2f} s), landing or start at 0"
    box = f'viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="move-title move-desc"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {box}>',
        f'<title id="move-title">{escape(report.text)}</title>',
        f'<desc id="move-desc">{escape(summary)}</desc>',
        f"<style>{_STYLE}</style>",
        f'<rect class="bg" width="{WIDTH}" height="{HEIGHT}"/>',
        *_panel("Force along the tendon (kN)", forces, TOP, from_zero=True),
        *_panel("Fiber length (of optimal)", lengths, TOP + PANEL + GAP, from_zero=False),
        f'<text class="soft" x="{LEFT}" y="{HEIGHT - 10}">{foot}</text>',
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _summary(report: MovementReport, forces: dict[str, Array]) -> str:
    peaks = ", ".join(
        f"{NAMES[name]} {values.max(axis=1).mean():.2f} kN" for name, values in forces.items()
    )
    return f"Peak forces in {report.text}: {peaks}."


def _panel(title: str, curves: dict[str, Array], top: float, *, from_zero: bool) -> list[str]:
    low = 0.0 if from_zero else min(float(values.min()) for values in curves.values())
    high = max(float(values.max()) for values in curves.values())
    margin = 0.06 * (high - low)
    low, high = (low if from_zero else low - margin), high + margin

    def y(value: float) -> float:
        return top + PANEL * (1 - (value - low) / (high - low))

    parts = [f'<text class="ink title" x="{LEFT}" y="{top - 12}">{title}</text>']
    for tick in np.linspace(low, high, 5):
        parts += _tick(float(tick), y(float(tick)))
    for k, (name, values) in enumerate(curves.items()):
        parts += _curve(name, values, y)
        place = f'x="{WIDTH - RIGHT + 12}" y="{top + 16 + 20 * k}"'
        parts.append(f'<text {place} fill="{COLORS[name]}">{NAMES[name]}</text>')
    for share in (0, 25, 50, 75, 100):
        x = LEFT + (WIDTH - LEFT - RIGHT) * share / 100
        place = f'x="{x:.0f}" y="{top + PANEL + 18}" text-anchor="middle"'
        parts.append(f'<text class="soft" {place}>{share} %</text>')
    return parts


def _tick(value: float, y: float) -> list[str]:
    """Draw a horizontal line and its number."""
    line = f'x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"'
    place = f'x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end"'
    return [f'<line class="grid" {line}/>', f'<text class="soft" {place}>{value:.2f}</text>']


def _curve(name: str, values: Array, y: Callable[[float], float]) -> list[str]:
    """Draw the mean over the rules as a line and their range as a band."""
    n = values.shape[1]
    xs = [LEFT + (WIDTH - LEFT - RIGHT) * k / n for k in range(n)]

    def points(row: Array) -> list[str]:
        return [f"{x:.1f},{y(float(v)):.1f}" for x, v in zip(xs, row, strict=True)]

    band = points(values.min(axis=0)) + points(values.max(axis=0))[::-1]
    line = points(values.mean(axis=0))
    color = COLORS[name]
    return [
        f'<polygon class="band" fill="{color}" points="{" ".join(band)}"/>',
        f'<polyline class="line" stroke="{color}" points="{" ".join(line)}"/>',
    ]
