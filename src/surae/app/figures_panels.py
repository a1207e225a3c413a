"""Panels under one another: change over weeks, one line per scenario.

A single line has its 90 % band and says its last value; several have their 90 % range at the right
end, where bands would hide each other. Lines differ in color, in dashes and in the number at their
end.
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
PLOT, STRIP = 118, 56
"""Heights of a panel's plot, and of a low one."""
_LEFT, _RIGHT, _HEAD, _LEGEND, _FOOT = 46, 72, 36, 20, 26
_ABOVE, _BELOW, _GROUP = 26, 24, 30
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
        ".title{font-size:15px;font-weight:600}.panel,.last{font-weight:600}.small{font-size:11px}"
        ".group{font-size:13px;font-weight:600;letter-spacing:.03em}.fine{stroke-width:1.4}"
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
    times
        Weeks at which the bands lie; a week apart and the last week if empty.
    plot
        Height of the plot.
    reach
        A value that the axis has to reach, so that panels can be compared.
    group
        A heading over this panel and those that follow it.
    mark
        A time at which an upright line says "now"; none if None.
    """

    title: str
    bands: tuple[Array, ...]
    digits: int = 0
    times: tuple[float, ...] = ()
    plot: int = PLOT
    reach: float = 0.0
    group: str = ""
    mark: float | None = None

    @property
    def above(self) -> int:
        """Height over the plot."""
        return _ABOVE + (_GROUP if self.group else 0)

    @property
    def height(self) -> int:
        """Height with title and axis."""
        return self.above + self.plot + _BELOW


@dataclass(frozen=True, slots=True)
class _Scale:
    weeks: float
    low: float
    high: float
    top: float
    plot: int

    def x(self, week: float) -> float:
        return _LEFT + (WIDTH - _LEFT - _RIGHT) * week / self.weeks

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.top + self.plot * (1 - share)


def panels_picture(
    title: str,
    names: Sequence[str],
    panels: Sequence[Panel],
    weeks: float,
    summary: str,
    unit: str = "weeks",
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
    unit
        Of the times.

    Returns
    -------
    SVG text.
    """
    several = len(names) > 1
    head = _HEAD + _LEGEND * (len(names) if several else 1)
    height = head + sum(panel.height for panel in panels) + _FOOT
    size = f'width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}"'
    words = 'style="max-width:100%;height:auto" role="img" aria-labelledby="panels-t panels-d"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {words}>',
        f'<title id="panels-t">{escape(title)}</title>',
        f'<desc id="panels-d">{escape(summary)}</desc>',
        f"<style>{_style()}</style>",
        f'<rect class="bg" width="{WIDTH}" height="{height}"/>',
        f'<text class="ink title" x="12" y="24">{escape(title)}</text>',
        *(_legend(names) if several else _caption()),
    ]
    top = head
    for panel in panels:
        parts += _panel(panel, weeks, top)
        top += panel.height
    parts.append(
        f'<text class="soft" x="{(_LEFT + WIDTH - _RIGHT) / 2:.0f}" y="{height - 8}" '
        f'text-anchor="middle">{escape(unit)}</text>'
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


def _caption() -> list[str]:
    """Say what line and band of a single scenario are."""
    y = _HEAD + 8
    return [
        f'<line class="line l0" x1="12" x2="34" y1="{y}" y2="{y}"/>',
        f'<text class="soft" x="40" y="{y + 4}">median</text>',
        f'<rect class="band t0" x="98" y="{y - 6}" width="22" height="12"/>',
        f'<text class="soft" x="126" y="{y + 4}">90 % range; last value at the right</text>',
    ]


def _panel(panel: Panel, weeks: float, top: float) -> list[str]:
    values = np.concatenate([band.ravel() for band in panel.bands])
    low = min(float(values.min()), panel.reach, 0.0)
    high = max(float(values.max()), panel.reach, 0.0)
    margin = 0.06 * max(high - low, 10.0**-panel.digits)
    start = top + panel.above
    scale = _Scale(weeks, low - margin, high + margin, start, panel.plot)
    parts = [f'<text class="ink panel" x="12" y="{start - 10}">{escape(panel.title)}</text>']
    if panel.group:
        parts.append(f'<text class="soft group" x="12" y="{top + 18}">{escape(panel.group)}</text>')
    parts += _grid(scale, panel.digits)
    count = panel.bands[0].shape[1]
    times = panel.times or (*range(count - 1), weeks)
    parts += _now(scale, panel.mark) if panel.mark is not None else []
    for n, band in enumerate(panel.bands):
        parts += _line(scale, band, times, n, len(panel.bands))
    return parts if len(panel.bands) > 1 else parts + _last(scale, panel)


def _now(scale: _Scale, mark: float) -> list[str]:
    x, foot = scale.x(mark), scale.top + scale.plot
    return [
        f'<line class="zero" x1="{x:.1f}" x2="{x:.1f}" y1="{scale.top}" y2="{foot}"/>',
        f'<text class="soft small" x="{x + 3:.1f}" y="{scale.top + 10}">now</text>',
    ]


def _last(scale: _Scale, panel: Panel) -> list[str]:
    """Write the last median and its range beside the end of a single line."""
    low, middle, high = (float(value) for value in panel.bands[0][:, -1])
    x, lowest = WIDTH - _RIGHT + 5, scale.top + scale.plot - 12
    y = min(max(scale.y(middle) + 4, scale.top + 9), lowest)
    ends = f"{signed(low, panel.digits)}…{signed(high, panel.digits)}"
    return [
        f'<text class="t0 last" x="{x}" y="{y:.1f}">{signed(middle, max(panel.digits, 1))}</text>',
        f'<text class="soft small" x="{x}" y="{y + 13:.1f}">{ends}</text>',
    ]


def _grid(scale: _Scale, digits: int) -> list[str]:
    parts = []
    for value in _ticks(scale.low, scale.high, 5 if scale.plot == PLOT else 3):
        y, name = scale.y(value), "zero" if value == 0 else "grid"
        label = signed(value, digits if value == round(value, digits) else digits + 1)
        parts += [
            f'<line class="{name}" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>',
            f'<text class="soft" x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{label}</text>',
        ]
    for week in _ticks(0, scale.weeks):
        x, y = scale.x(week), scale.top + scale.plot + 15
        parts.append(
            f'<text class="soft" x="{x:.1f}" y="{y:.0f}" text-anchor="middle">{week:g}</text>'
        )
    return parts


def _ticks(low: float, high: float, steps: int = 5) -> list[float]:
    """Return round values between two bounds, at most one more than steps.

    >>> _ticks(-3, 12)
    [0.0, 5.0, 10.0]
    >>> _ticks(0, 0.4)
    [0.0, 0.1, 0.2, 0.3, 0.4]
    """
    sizes = [f * 10.0**p for p in range(-3, 4) for f in (1, 2, 5)]
    step = next((s for s in sizes if (high - low) / s <= steps), sizes[-1])
    first, last = int(np.ceil(low / step - 1e-9)), int(np.floor(high / step + 1e-9))
    return [float(round(step * k, 6)) for k in range(first, last + 1)]


def _line(scale: _Scale, band: Array, times: Sequence[float], n: int, n_lines: int) -> list[str]:
    def places(values: Array) -> list[str]:
        pairs = zip(times, values, strict=True)
        return [f"{scale.x(week):.1f},{scale.y(float(value)):.1f}" for week, value in pairs]

    kind = n % len(_COLORS)
    fine = " fine" if scale.plot == STRIP else ""
    line = f'<polyline class="line l{kind}{fine}" points="{" ".join(places(band[1]))}"/>'
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
