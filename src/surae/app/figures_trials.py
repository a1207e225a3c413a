"""The forest plot: observed changes of trials against the predicted ones.

One narrow column, so that it reads on a phone as on a page; label above, interval below. Shape and
color both tell the marks apart, and the colors hold for color-blind eyes.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np

from surae.app.scoreboard import Board
from surae.app.scoreboard_text import measured, observed, points, sentence
from surae.inference.trials import Prediction

WIDTH, LEFT, RIGHT = 440, 14, 14
_ROW, _HEAD, _TOP, _GROUP = 34, 92, 24, 40
_CHARACTERS = 60
_STYLE = """
.bg{fill:#ffffff}.ink{fill:#1f2933}.soft{fill:#52606d}.grid{stroke:#d9e2ec}.zero{stroke:#829ab1}
.range{stroke:#0072b2;stroke-width:7;opacity:.35;stroke-linecap:butt}
.mean{stroke:#005a8c;stroke-width:3}.found{fill:#d55e00;stroke:#ffffff}
.silent{fill:#ffffff;stroke:#d55e00;stroke-width:2}.naive{fill:none;stroke:#52606d;stroke-width:1.5}
text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
.title{font-size:15px;font-weight:600}.group{font-size:14px;font-weight:600}
@media (prefers-color-scheme:dark){.bg{fill:#12181f}.ink{fill:#e4ebf1}.soft{fill:#9fb3c8}
.grid{stroke:#2a3744}.zero{stroke:#627d98}.range{stroke:#56b4e9}.mean{stroke:#8fd0f5}
.found{fill:#e69f00;stroke:#12181f}.silent{fill:#12181f;stroke:#e69f00}.naive{stroke:#9fb3c8}}
"""


class _Scale:
    """Maps a change to a place from left to right; what lies beyond the ends stays at them."""

    def __init__(self, predictions: Sequence[Prediction]) -> None:
        values = [v for p in predictions for v in (p.low, p.high, p.observed, p.naive)] or [0.0]
        self.low = min(-0.1, float(np.floor(10 * min(values)) / 10))
        self.high = max(0.1, float(np.ceil(10 * max(values)) / 10))

    def x(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return LEFT + (WIDTH - LEFT - RIGHT) * float(np.clip(share, 0, 1))

    @property
    def ticks(self) -> list[float]:
        """Round changes between the ends, at most nine."""
        tens = np.arange(round(10 * self.low), round(10 * self.high) + 1)
        return [float(t) / 10 for t in tens if t % (1 if len(tens) <= 9 else 2) == 0]


def forest_plot(board: Board) -> str:
    """Draw every outcome of a board: interval, mean, naive rule, and what was observed.

    Returns
    -------
    SVG text with a title and a summary in words.
    """
    scale = _Scale(board.predictions)
    body: list[str] = []
    y = float(_HEAD)
    for total, _ in board.scores():
        body.append(f'<text class="ink group" x="{LEFT}" y="{y + 22:.0f}">{total.name}</text>')
        y += _GROUP
        for prediction in board.of_role(total.name):
            body += _row(scale, prediction, y)
            y += _ROW
    height = y + _TOP
    summary = " ".join(f"{total.name}: {sentence(total)}." for total, _ in board.scores())
    names = (
        'style="max-width:100%;height:auto" role="img" aria-labelledby="forest-title forest-desc"'
    )
    box = f'width="{WIDTH}" height="{height:.0f}" viewBox="0 0 {WIDTH} {height:.0f}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {box} {names}>',
        '<title id="forest-title">Published trials: observed and predicted change</title>',
        f'<desc id="forest-desc">{escape(summary)}</desc>',
        f"<style>{_STYLE}</style>",
        f'<rect class="bg" width="{WIDTH}" height="{height:.0f}"/>',
        f'<text class="ink title" x="{LEFT}" y="24">Change in size (%)</text>',
        *_legend(),
        *_axis(scale, height),
        *body,
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _legend() -> list[str]:
    """Name the marks, in two lines under the title."""
    return [
        f'<line class="range" x1="{LEFT}" x2="34" y1="42" y2="42"/>',
        '<line class="mean" x1="24" x2="24" y1="36" y2="48"/>',
        '<text class="soft" x="42" y="46">predicted, 90 %</text>',
        '<path class="naive" d="M152 38l4 4-4 4-4-4z"/>',
        '<text class="soft" x="164" y="46">naive rule</text>',
        '<circle class="found" cx="248" cy="42" r="5"/>',
        '<text class="soft" x="259" y="46">observed</text>',
        '<circle class="silent" cx="326" cy="42" r="4"/>',
        '<text class="soft" x="337" y="46">not significant</text>',
    ]


def _axis(scale: _Scale, height: float) -> list[str]:
    parts = []
    for tick in scale.ticks:
        x, name = scale.x(tick), "zero" if tick == 0 else "grid"
        parts.append(
            f'<line class="{name}" x1="{x:.1f}" x2="{x:.1f}" y1="{_HEAD - 12}" '
            f'y2="{height - _TOP:.0f}"/>'
        )
        parts += [
            f'<text class="soft" x="{x:.1f}" y="{y:.0f}" text-anchor="middle">{_tick(tick)}</text>'
            for y in (_HEAD - 18, height - 8)
        ]
    return parts


def _tick(value: float) -> str:
    return f"{round(100 * value)}".replace("-", "−")


def _row(scale: _Scale, p: Prediction, y: float) -> list[str]:
    """Draw one outcome: its label, and 14 points below it the marks."""
    middle = y + 22
    low, high, mean = (scale.x(v) for v in (p.low, p.high, p.predicted))
    mark, size = ("silent", 4) if p.outcome.not_significant else ("found", 5)
    label = f"{measured(p)}: {p.trial}, {p.arm}"
    found = observed(p) + ("" if p.covered else " (outside)")
    said = (
        f"observed {found}, predicted {points(p.predicted)} ({points(p.low)} to {points(p.high)})"
    )
    naive, end = scale.x(p.naive), WIDTH - RIGHT
    shown = _shorten(label, _CHARACTERS - len(found))
    return [
        f"<g><title>{escape(f'{label}, week {p.outcome.week:g}: {said}')}</title>",
        f'<text class="ink" x="{LEFT}" y="{y + 10:.0f}">{escape(shown)}</text>',
        f'<text class="soft" x="{end}" y="{y + 10:.0f}" text-anchor="end">{escape(found)}</text>',
        f'<line class="range" x1="{low:.1f}" x2="{high:.1f}" y1="{middle}" y2="{middle}"/>',
        f'<line class="mean" x1="{mean:.1f}" x2="{mean:.1f}" y1="{middle - 6}" y2="{middle + 6}"/>',
        f'<path class="naive" d="M{naive:.1f} {middle - 4}l4 4-4 4-4-4z"/>',
        f'<circle class="{mark}" cx="{scale.x(p.observed):.1f}" cy="{middle}" r="{size}"/>',
        "</g>",
    ]


def _shorten(label: str, most: int) -> str:
    """Cut a label that would run into the number at its right.

    >>> _shorten("a long label", 8)
    'a long…'
    """
    return label if len(label) <= most else label[: most - 1].rstrip() + "…"
