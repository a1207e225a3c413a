"""One session along its way: height over distance, and how steep it was, as SVG."""

from __future__ import annotations

from html import escape

import numpy as np
from numpy.typing import NDArray

from surae.records import Session
from surae.units import KM_PER_MILE, M_PER_FOOT, METERS_PER_KM

Array = NDArray[np.float64]

WIDTH, HEIGHT = 720, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 14, 34, 36
_PIECES = 120
_LEAST_SPAN = 20.0
_STEEP = (0.02, 0.05, 0.09)
"""Grades from which a piece is drawn as hill, steep hill, and wall [-]."""


def profile(session: Session) -> tuple[Array, Array, Array] | None:
    """Return distance [m], height [m] and grade [-] along a session, or None where unknown.

    Shapes (pieces + 1,), (pieces + 1,) and (pieces,).
    """
    samples = session.samples
    if samples is None:
        return None
    known = np.isfinite(samples.distance) & np.isfinite(samples.altitude)
    if known.sum() < _PIECES // 4 or samples.distance[known][-1] <= samples.distance[known][0]:
        return None
    way, height = samples.distance[known], samples.altitude[known]
    ends = np.linspace(way[0], way[-1], _PIECES + 1)
    smooth = np.interp(ends, way, height)
    width = 5
    padded = np.pad(smooth, width // 2, mode="edge")
    smooth = np.convolve(padded, np.ones(width) / width, mode="valid")
    return ends, smooth, np.diff(smooth) / np.diff(ends)


def profile_sentence(session: Session) -> str:
    """Say how high and how steep a session went."""
    found = profile(session)
    if found is None:
        return "This session has no recording with heights."
    way, height, grade = found
    hilly = float(np.mean(np.abs(grade) >= _STEEP[0]))
    return (
        f"Height from {height.min():.0f} to {height.max():.0f} m over "
        f"{(way[-1] - way[0]) / METERS_PER_KM:.1f} km; {100 * hilly:.0f} % of the way is steeper "
        f"than 2 %, the steepest piece {100 * np.abs(grade).max():.0f} %."
    )


def profile_picture(session: Session, *, imperial: bool = False) -> str:
    """Draw height over distance, shaded by how steep it is; empty where there are no heights.

    Returns
    -------
    SVG text.
    """
    found = profile(session)
    if found is None:
        return ""
    way, height, grade = found
    low, high = float(height.min()), float(height.max())
    room = max(high - low, _LEAST_SPAN)
    low, high = low - 0.1 * room, low + 1.1 * room
    x = _LEFT + (WIDTH - _LEFT - _RIGHT) * (way - way[0]) / (way[-1] - way[0])
    base = HEIGHT - _BOTTOM
    y = base - (base - _TOP) * (height - low) / (high - low)
    line = " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(x, y, strict=True))
    names = 'class="profile-picture" role="img" aria-labelledby="profile-title profile-desc"'
    unit = (1 / M_PER_FOOT, "ft") if imperial else (1.0, "m")
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" {names}>',
        '<title id="profile-title">Height along the way</title>',
        f'<desc id="profile-desc">{escape(profile_sentence(session))}</desc>',
        f'<text class="ink title" x="4" y="20">Height ({unit[1]})</text>',
        *_pieces(x, y, grade, base),
        f'<polyline class="middle" points="{line}"/>',
        *_heights(low, high, base, unit[0]),
        *_distances(x, way, base, imperial=imperial),
    ]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _pieces(x: Array, y: Array, grade: Array, base: float) -> list[str]:
    return [
        f'<polygon class="steep-{np.searchsorted(_STEEP, abs(g))}" points="'
        f"{x[i]:.1f},{base} {x[i]:.1f},{y[i]:.1f} {x[i + 1]:.1f},{y[i + 1]:.1f} "
        f'{x[i + 1]:.1f},{base}"/>'
        for i, g in enumerate(grade)
    ]


def _heights(low: float, high: float, base: float, scale: float) -> list[str]:
    steps = (5, 10, 20, 50, 100, 200, 500, 1000, 2000)
    span = (high - low) * scale
    step = next((s for s in steps if span / s <= 4), steps[-1])
    first = int(np.ceil(low * scale / step))
    parts = []
    for value in range(first * step, int(high * scale) + 1, step):
        y = base - (base - _TOP) * (value / scale - low) / (high - low)
        ends = f'x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"'
        parts.append(f'<line class="grid" {ends}/>')
        parts.append(
            f'<text class="soft" x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value}</text>'
        )
    return parts


def _distances(x: Array, way: Array, base: float, *, imperial: bool) -> list[str]:
    scale, unit = (1 / KM_PER_MILE, "mi") if imperial else (1.0, "km")
    length = (way[-1] - way[0]) / METERS_PER_KM * scale
    step = next((s for s in (0.5, 1, 2, 5, 10, 20) if length / s <= 8), 50)
    parts = []
    for n in range(int(length / step) + 1):
        place = x[0] + (x[-1] - x[0]) * n * step / length
        label = f"{n * step:g}" + (f" {unit}" if n == 0 else "")
        parts.append(
            f'<text class="soft" x="{place:.1f}" y="{base + 20}" '
            f'text-anchor="middle">{label}</text>'
        )
    return parts
