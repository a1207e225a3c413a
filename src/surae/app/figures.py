"""Pictures as SVG text, the same for command line, report and page.

Colors hold for color-blind eyes and follow the reader's light or dark scheme; every picture
carries a text alternative.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

import numpy as np
from numpy.typing import NDArray

from surae.inference import GirthForecast
from surae.records import Measurement
from surae.units import CM_PER_INCH

Array = NDArray[np.float64]

WIDTH, HEIGHT = 720, 380
NARROW_WIDTH, NARROW_HEIGHT = 380, 330
LEFT, RIGHT, TOP, BOTTOM = 48, 14, 46, 40
_STYLE = """
.bg{fill:#ffffff}.ink{fill:#1d1f23}.soft{fill:#5b6069}.grid{stroke:#e6e3dc}.axis{stroke:#a39f96}
.wide{fill:#b3432b;opacity:.15}.narrow{fill:#b3432b;opacity:.27}
.middle{stroke:#9c3520;fill:none;stroke-width:2.4}
.today{stroke:#5b6069;stroke-dasharray:3 4}
.reading{fill:#1d1f23;stroke:#ffffff}.whisker{stroke:#1d1f23;opacity:.45}
text{font:13px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
.title{font-size:15px;font-weight:600}
@media (prefers-color-scheme:dark){.bg{fill:#1b1d21}.ink{fill:#ece9e3}.soft{fill:#a7aab0}
.grid{stroke:#2d3036}.axis{stroke:#6d7077}.wide,.narrow{fill:#f0906f}.middle{stroke:#f6a98e}
.reading{fill:#f7f3ea;stroke:#1b1d21}.whisker{stroke:#f7f3ea}.today{stroke:#a7aab0}}
"""


@dataclass(frozen=True, slots=True)
class _Scale:
    """Maps days and centimeters to places in the picture."""

    n_days: int
    low: float
    high: float
    width: int = WIDTH
    height: int = HEIGHT

    def x(self, day: float) -> float:
        return LEFT + (self.width - LEFT - RIGHT) * day / max(self.n_days - 1, 1)

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.base - (self.base - TOP) * share

    @property
    def right(self) -> int:
        return self.width - RIGHT

    @property
    def base(self) -> int:
        return self.height - BOTTOM


def girth_picture(
    calf: GirthForecast,
    readings: Sequence[Measurement],
    summary: str,
    *,
    narrow: bool = False,
    inches: bool = False,
) -> str:
    """Draw calf girth over the log and the forecast, with 50 % and 90 % bands and tape readings.

    Parameters
    ----------
    calf
        History and forecast.
    readings
        Tape readings to be shown as points with their error.
    summary
        The text alternative.
    narrow
        For a phone.
    inches
        In place of centimeters.

    Returns
    -------
    SVG text.
    """
    shown = max(calf.today_index - 2 * (calf.girth.shape[1] - calf.today_index), 0)
    days = np.arange(shown, calf.girth.shape[1])
    unit = CM_PER_INCH if inches else 1.0
    bands = np.quantile(calf.girth[:, days], (0.05, 0.25, 0.5, 0.75, 0.95), axis=0) / unit
    points = [(d, v / unit, e / unit) for d, v, e in _points(calf, readings, shown)]
    size = (NARROW_WIDTH, NARROW_HEIGHT) if narrow else (WIDTH, HEIGHT)
    scale = _scale(bands, points, size)
    title = f"{'Girth' if narrow else 'Calf girth'} ({'in' if inches else 'cm'})"
    parts = [
        *_head(scale, title, summary, "narrow" if narrow else "girth"),
        *_axes(scale, calf.day(shown)),
        *_bands(scale, bands),
        *_today(scale, calf.today_index - shown),
        *_readings(scale, points),
        *_legend(scale, with_readings=bool(points)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _head(scale: _Scale, title: str, summary: str, key: str) -> list[str]:
    """Open the picture, with its text alternative, its style and its title."""
    names = f'class="girth-picture" role="img" aria-labelledby="{key}-title {key}-desc"'
    box = f'viewBox="0 0 {scale.width} {scale.height}" {names}'
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" {box}>',
        f'<title id="{key}-title">Calf girth: history and forecast</title>',
        f'<desc id="{key}-desc">{escape(summary)}</desc>',
        f"<style>{_STYLE}</style>",
        f'<rect class="bg" width="{scale.width}" height="{scale.height}"/>',
        f'<text class="ink title" x="4" y="20">{title}</text>',
    ]


def _points(
    calf: GirthForecast, readings: Sequence[Measurement], shown: int
) -> list[tuple[int, float, float]]:
    """Return day, girth and error of each reading in view."""
    places = []
    for reading in readings:
        day = (reading.date_time.date() - calf.first_day).days - shown
        if reading.quantity == "girth" and day >= 0:
            error = reading.error_sd if np.isfinite(reading.error_sd) else 0.0
            places.append((day, reading.value, error))
    return places


def _scale(bands: Array, points: list[tuple[int, float, float]], size: tuple[int, int]) -> _Scale:
    values = [*bands[0], *bands[-1], *(v - e for _, v, e in points), *(v + e for _, v, e in points)]
    low, high = float(np.min(values)), float(np.max(values))
    margin = 0.08 * max(high - low, 1.0)
    return _Scale(bands.shape[1], low - margin, high + margin, *size)


def _axes(scale: _Scale, first_day: date) -> list[str]:
    """Draw horizontal lines with lengths, and dates below."""
    parts = []
    for value in _ticks(scale.low, scale.high):
        y = scale.y(value)
        parts.append(
            f'<line class="grid" x1="{LEFT}" x2="{scale.right}" y1="{y:.1f}" y2="{y:.1f}"/>'
        )
        parts.append(
            f'<text class="soft" x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:g}</text>'
        )
    base = scale.base
    parts.append(f'<line class="axis" x1="{LEFT}" x2="{scale.right}" y1="{base}" y2="{base}"/>')
    for day in _month_ticks(scale.n_days, first_day, scale.width // 90):
        label = first_day + timedelta(days=day)
        parts.append(
            f'<text class="soft month" x="{scale.x(day):.1f}" y="{base + 20}" '
            f'text-anchor="middle" data-month="{label:%Y-%m}">{label:%b %Y}</text>'
        )
    return parts


def _ticks(low: float, high: float) -> list[float]:
    """Return round values between two bounds, five or so."""
    span = high - low
    step = min((s for s in (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0) if span / s <= 7), default=20.0)
    first = np.ceil(low / step)
    return [float(round(step * k, 1)) for k in np.arange(first, np.floor(high / step) + 1)]


def _month_ticks(n_days: int, first_day: date, most: int) -> list[int]:
    """Return the firsts of months in view, thinned."""
    days = [d for d in range(n_days) if (first_day + timedelta(days=d)).day == 1]
    days = [d for d in days if 0.04 * n_days < d < 0.94 * n_days]
    return days[:: max(1, -(-len(days) // most))]


def _bands(scale: _Scale, bands: Array) -> list[str]:
    """Draw the 90 % and 50 % bands and the median."""
    days = range(bands.shape[1])

    def line(values: Array) -> list[str]:
        return [f"{scale.x(d):.1f},{scale.y(v):.1f}" for d, v in zip(days, values, strict=True)]

    def area(low: Array, high: Array, name: str) -> str:
        return f'<polygon class="{name}" points="{" ".join(line(low) + line(high)[::-1])}"/>'

    return [
        area(bands[0], bands[4], "wide"),
        area(bands[1], bands[3], "narrow"),
        f'<polyline class="middle" points="{" ".join(line(bands[2]))}"/>',
    ]


def _today(scale: _Scale, day: int) -> list[str]:
    x = scale.x(day)
    return [
        f'<line class="today" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP - 6}" y2="{scale.base}"/>',
        f'<text class="soft" x="{x - 6:.1f}" y="{TOP + 6}" text-anchor="end">log</text>',
        f'<text class="soft" x="{x + 6:.1f}" y="{TOP + 6}">forecast</text>',
    ]


def _readings(scale: _Scale, points: list[tuple[int, float, float]]) -> list[str]:
    parts = []
    for day, value, error in points:
        x, y = scale.x(day), scale.y(value)
        top, bottom = scale.y(value + error), scale.y(value - error)
        parts.append(
            f'<line class="whisker" x1="{x:.1f}" x2="{x:.1f}" y1="{top:.1f}" y2="{bottom:.1f}"/>'
        )
        parts.append(f'<circle class="reading" cx="{x:.1f}" cy="{y:.1f}" r="4"/>')
    return parts


def _legend(scale: _Scale, *, with_readings: bool) -> list[str]:
    """Name the marks, at the upper right."""
    marks = (
        ["reading", "middle", "narrow", "wide"] if with_readings else ["middle", "narrow", "wide"]
    )
    x, parts = float(scale.right), []
    for mark in marks:
        name, room = _LEGEND[mark]
        x -= room
        parts.append(_mark(mark, x))
        parts.append(f'<text class="soft" x="{x + 21:.0f}" y="20">{name}</text>')
    return parts


_LEGEND = {
    "wide": ("90 %", 60),
    "narrow": ("50 %", 60),
    "middle": ("median", 76),
    "reading": ("reading", 66),
}
"""What the marks are called, and the room that each takes [px]."""


def _mark(name: str, x: float) -> str:
    if name == "reading":
        return f'<circle class="reading" cx="{x + 10:.0f}" cy="16" r="4"/>'
    if name == "middle":
        return f'<line class="middle" x1="{x:.0f}" x2="{x + 16:.0f}" y1="16" y2="16"/>'
    return f'<rect class="{name}" x="{x:.0f}" y="10" width="16" height="12"/>'
