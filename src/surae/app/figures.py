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

Array = NDArray[np.float64]

WIDTH, HEIGHT = 720, 380
LEFT, RIGHT, TOP, BOTTOM = 62, 18, 46, 48
_STYLE = """
.bg{fill:#ffffff}.ink{fill:#1f2933}.soft{fill:#52606d}.grid{stroke:#d9e2ec}.axis{stroke:#829ab1}
.wide{fill:#0072b2;opacity:.16}.narrow{fill:#0072b2;opacity:.30}
.middle{stroke:#005a8c;fill:none;stroke-width:2.4}
.today{stroke:#52606d;stroke-dasharray:4 4}
.reading{fill:#d55e00;stroke:#ffffff}.whisker{stroke:#d55e00;opacity:.55}
text{font:13px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
.title{font-size:16px;font-weight:600}
@media (prefers-color-scheme:dark){.bg{fill:#12181f}.ink{fill:#e4ebf1}.soft{fill:#9fb3c8}
.grid{stroke:#2a3744}.axis{stroke:#627d98}.wide,.narrow{fill:#56b4e9}.middle{stroke:#8fd0f5}
.reading{fill:#e69f00;stroke:#12181f}.whisker{stroke:#e69f00}.today{stroke:#9fb3c8}}
"""


@dataclass(frozen=True, slots=True)
class _Scale:
    """Maps days and centimeters to places in the picture."""

    n_days: int
    low: float
    high: float

    def x(self, day: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * day / max(self.n_days - 1, 1)

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share


def girth_picture(calf: GirthForecast, readings: Sequence[Measurement], summary: str) -> str:
    """Draw calf girth over the log and the forecast, with 50 % and 90 % bands and tape readings.

    Parameters
    ----------
    calf
        History and forecast.
    readings
        Tape readings to be shown as points with their error.
    summary
        The text alternative.

    Returns
    -------
    SVG text.
    """
    shown = max(calf.today_index - 2 * (calf.girth.shape[1] - calf.today_index), 0)
    days = np.arange(shown, calf.girth.shape[1])
    bands = np.quantile(calf.girth[:, days], (0.05, 0.25, 0.5, 0.75, 0.95), axis=0)
    points = _points(calf, readings, shown)
    scale = _scale(bands, points)
    box = f'viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="girth-title girth-desc"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {box}>',
        '<title id="girth-title">Calf girth: history and forecast</title>',
        f'<desc id="girth-desc">{escape(summary)}</desc>',
        f"<style>{_STYLE}</style>",
        f'<rect class="bg" width="{WIDTH}" height="{HEIGHT}"/>',
        f'<text class="ink title" x="{LEFT}" y="24">Calf girth (cm)</text>',
        *_axes(scale, calf.day(shown)),
        *_bands(scale, bands),
        *_today(scale, calf.today_index - shown),
        *_readings(scale, points),
        *_legend(bool(points)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


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


def _scale(bands: Array, points: list[tuple[int, float, float]]) -> _Scale:
    values = [*bands[0], *bands[-1], *(v - e for _, v, e in points), *(v + e for _, v, e in points)]
    low, high = float(np.min(values)), float(np.max(values))
    margin = max(0.08 * (high - low), 0.2)
    return _Scale(bands.shape[1], low - margin, high + margin)


def _axes(scale: _Scale, first_day: date) -> list[str]:
    """Draw horizontal lines with centimeters, and dates below."""
    parts = []
    for value in _ticks(scale.low, scale.high):
        y = scale.y(value)
        parts.append(
            f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        )
        parts.append(
            f'<text class="soft" x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:g}</text>'
        )
    base = HEIGHT - BOTTOM
    parts.append(f'<line class="axis" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{base}" y2="{base}"/>')
    for day in _month_ticks(scale.n_days, first_day):
        label = first_day + timedelta(days=day)
        parts.append(
            f'<text class="soft" x="{scale.x(day):.1f}" y="{base + 20}" '
            f'text-anchor="middle">{label:%b %Y}</text>'
        )
    return parts


def _ticks(low: float, high: float) -> list[float]:
    """Return round values between two bounds, five or so."""
    span = high - low
    step = min((s for s in (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0) if span / s <= 7), default=20.0)
    first = np.ceil(low / step)
    return [float(round(step * k, 1)) for k in np.arange(first, np.floor(high / step) + 1)]


def _month_ticks(n_days: int, first_day: date) -> list[int]:
    """Return the firsts of months in view, thinned to at most seven."""
    days = [d for d in range(n_days) if (first_day + timedelta(days=d)).day == 1]
    days = [d for d in days if 0.04 * n_days < d < 0.96 * n_days]
    return days[:: max(1, -(-len(days) // 7))]


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
        f'<line class="today" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}"/>',
        f'<text class="soft" x="{x - 6:.1f}" y="{TOP + 12}" text-anchor="end">log</text>',
        f'<text class="soft" x="{x + 6:.1f}" y="{TOP + 12}">forecast</text>',
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


def _legend(with_readings: bool) -> list[str]:
    """Name the marks, at the upper right."""
    parts = [
        '<rect class="wide" x="352" y="13" width="18" height="12"/>',
        '<text class="soft" x="375" y="24">90 %</text>',
        '<rect class="narrow" x="418" y="13" width="18" height="12"/>',
        '<text class="soft" x="441" y="24">50 %</text>',
        '<line class="middle" x1="484" x2="504" y1="19" y2="19"/>',
        '<text class="soft" x="509" y="24">median</text>',
    ]
    if with_readings:
        parts.append('<circle class="reading" cx="576" cy="19" r="4"/>')
        parts.append('<text class="soft" x="586" y="24">reading ± error</text>')
    return parts
