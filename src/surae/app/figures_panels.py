"""Panels under one another: change over weeks, one line per scenario.

A single line has its 90 % band; several have their 90 % range at the right end, where bands would
hide each other. Lines differ in color, in dashes and in the number at their end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
from numpy.typing import NDArray

from surae.app.numbers import signed

Array = NDArray[np.float64]

WIDTH = 440
_LEFT, _RIGHT, _HEAD, _LEGEND, _PANEL, _PLOT, _FOOT = 46, 64, 36, 20, 168, 118, 26
_COLORS = ("#0072b2", "#d55e00", "#009e73", "#aa4499", "#997700", "#44546a")
_LIGHT = ("#56b4e9", "#f5894a", "#3fcf9f", "#e39bd0", "#e0c040", "#a9b8cc")
_DASHES = ("none", "7 3", "2 3", "9 3 2 3", "4 4", "12 4")


def _style() -> str:
    lines = "".join(
        f".l{i}{{stroke:{color};stroke-dasharray:{dash}}}.t{i}{{fill:{color}}}"
        for i, (color, dash) in enumerate(zip(_COLORS, _DASHES, strict=True))
    )
    dark = "".join(f".l{i}{{stroke:{c}}}.t{i}{{fill:{c}}}" for i, c in enumerate(_LIGHT))
    return (
        ".bg{fill:#ffffff}.ink{fill:#1f2933}.soft{fill:#52606d}.grid{stroke:#d9e2ec}"
        ".zero{stroke:#829ab1}.line{fill:none;stroke-width:2.2}.end{stroke-width:1.6}"
        ".band{opacity:.18}text{font:12px system-ui,-apple-system,'Segoe UI',Roboto,sans-serif}"
        ".title{font-size:15px;font-weight:600}.panel{font-weight:600}"
        f"{lines}@media (prefers-color-scheme:dark){{.bg{{fill:#12181f}}.ink{{fill:#e4ebf1}}"
        f".soft{{fill:#9fb3c8}}.grid{{stroke:#2a3744}}.zero{{stroke:#627d98}}{dark}}}"
    )


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """One quantity over weeks.

    Parameters
    ----------
    title
        With its unit.
    bands
        One per scenario, shape (3, times): 5, 50 and 95 % quantiles.
    digits
        Of the numbers at the axis.
    """

    title: str
    bands: tuple[Array, ...]
    digits: int = 0


@dataclass(frozen=True, slots=True)
class _Scale:
    weeks: float
    low: float
    high: float
    top: float

    def x(self, week: float) -> float:
        return _LEFT + (WIDTH - _LEFT - _RIGHT) * week / self.weeks

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.top + _PLOT * (1 - share)


def panels_picture(
    title: str, names: Sequence[str], panels: Sequence[Panel], weeks: float, summary: str
) -> str:
    """Draw panels that share their weeks.

    Parameters
    ----------
    title
        Of the whole picture.
    names
        Of the scenarios, in the order of the bands.
    panels
        From top to bottom.
    weeks
        Where the last time lies; the others are a week apart from 0.
    summary
        The text alternative.

    Returns
    -------
    SVG text.
    """
    several = len(names) > 1
    head = _HEAD + (_LEGEND * len(names) if several else 0)
    height = head + _PANEL * len(panels) + _FOOT
    size = f'width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}"'
    words = 'style="max-width:100%;height:auto" role="img" aria-labelledby="panels-t panels-d"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {words}>',
        f'<title id="panels-t">{escape(title)}</title>',
        f'<desc id="panels-d">{escape(summary)}</desc>',
        f"<style>{_style()}</style>",
        f'<rect class="bg" width="{WIDTH}" height="{height}"/>',
        f'<text class="ink title" x="12" y="24">{escape(title)}</text>',
        *(_legend(names) if several else []),
    ]
    for n, panel in enumerate(panels):
        parts += _panel(panel, weeks, head + n * _PANEL)
    parts.append(
        f'<text class="soft" x="{(_LEFT + WIDTH - _RIGHT) / 2:.0f}" y="{height - 8}" '
        'text-anchor="middle">weeks</text>'
    )
    return "\n".join([*parts, "</svg>"]) + "\n"


def _legend(names: Sequence[str]) -> list[str]:
    parts = []
    for n, name in enumerate(names):
        y, kind = _HEAD + n * _LEGEND + 8, n % len(_COLORS)
        parts.append(f'<line class="line l{kind}" x1="12" x2="40" y1="{y}" y2="{y}"/>')
        label = escape(f"{n + 1} {name}")
        parts.append(f'<text class="ink" x="48" y="{y + 4}">{label}</text>')
    return parts


def _panel(panel: Panel, weeks: float, top: float) -> list[str]:
    values = np.concatenate([band.ravel() for band in panel.bands])
    low, high = min(float(values.min()), 0.0), max(float(values.max()), 0.0)
    margin = 0.06 * max(high - low, 10.0**-panel.digits)
    scale = _Scale(weeks, low - margin, high + margin, top + 26)
    parts = [f'<text class="ink panel" x="12" y="{top + 16}">{escape(panel.title)}</text>']
    parts += _grid(scale, panel.digits)
    count = panel.bands[0].shape[1]
    times = [*range(count - 1), weeks]
    for n, band in enumerate(panel.bands):
        parts += _line(scale, band, times, n, len(panel.bands))
    return parts


def _grid(scale: _Scale, digits: int) -> list[str]:
    parts = []
    for value in _ticks(scale.low, scale.high):
        y, name = scale.y(value), "zero" if value == 0 else "grid"
        label = signed(value, digits if value == round(value, digits) else digits + 1)
        parts += [
            f'<line class="{name}" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>',
            f'<text class="soft" x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{label}</text>',
        ]
    for week in _ticks(0, scale.weeks):
        x, y = scale.x(week), scale.top + _PLOT + 15
        parts.append(
            f'<text class="soft" x="{x:.1f}" y="{y:.0f}" text-anchor="middle">{week:g}</text>'
        )
    return parts


def _ticks(low: float, high: float) -> list[float]:
    """Return round values between two bounds, at most six.

    >>> _ticks(-3, 12)
    [0.0, 5.0, 10.0]
    >>> _ticks(0, 0.4)
    [0.0, 0.1, 0.2, 0.3, 0.4]
    """
    steps = [f * 10.0**p for p in range(-3, 4) for f in (1, 2, 5)]
    step = next((s for s in steps if (high - low) / s <= 5), steps[-1])
    first, last = int(np.ceil(low / step - 1e-9)), int(np.floor(high / step + 1e-9))
    return [float(round(step * k, 6)) for k in range(first, last + 1)]


def _line(scale: _Scale, band: Array, times: Sequence[float], n: int, n_lines: int) -> list[str]:
    def places(values: Array) -> list[str]:
        pairs = zip(times, values, strict=True)
        return [f"{scale.x(week):.1f},{scale.y(float(value)):.1f}" for week, value in pairs]

    kind = n % len(_COLORS)
    line = f'<polyline class="line l{kind}" points="{" ".join(places(band[1]))}"/>'
    if n_lines == 1:
        area = " ".join(places(band[0]) + places(band[2])[::-1])
        return [f'<polygon class="band t{kind}" points="{area}"/>', line]
    x = WIDTH - _RIGHT + 9 + min(13, 52 // n_lines) * n
    low, middle, high = (scale.y(float(value)) for value in band[:, -1])
    ends = f'x1="{x}" x2="{x}" y1="{low:.1f}" y2="{high:.1f}"'
    return [
        line,
        f'<line class="end l{kind}" style="stroke-dasharray:none" {ends}/>',
        f'<circle class="t{kind}" cx="{x}" cy="{middle:.1f}" r="3"/>',
        f'<text class="t{kind}" x="{x}" y="{low + 12:.1f}" text-anchor="middle">{n + 1}</text>',
    ]
