"""Invented ways to run on, and the speed and effort that a grade asks for.

They lie in the open ocean, far from any real place.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from sample_person import stream

Array = NDArray[np.float64]

STEP = 5.0
"""Distance between the points of a way [m]."""

_ORIGIN = (30.0, -40.0)  # degrees north and east
_METERS_PER_DEGREE = 6371008.8 * np.pi / 180

# name: length [m], altitude at the start [m], and waves of the grade (wavelength [m], amplitude)
_WAYS: dict[str, tuple[float, float, tuple[tuple[float, float], ...]]] = {
    "river": (7000, 38, ((4100, 0.003), (1500, 0.004), (520, 0.004), (260, 0.002))),
    "valley": (11000, 38, ((5200, 0.008), (2300, 0.014), (900, 0.014), (380, 0.007))),
    "hill": (2600, 38, ((1700, 0.003), (610, 0.004), (280, 0.002))),
    "ridge": (8000, 120, ((2600, 0.02), (1150, 0.05), (540, 0.05), (240, 0.025))),
    "treadmill": (30000, 0, ()),
}

HILL_FOOT, HILL_TOP = 1900.0, 2220.0
"""Where the climb of the way "hill" begins and ends [m]."""

_HILL_GRADE = 0.095
_HILL_ROUNDING = 35.0  # over which the grade comes and goes [m]


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """A way in steps of :data:`STEP`: east and north of the origin, altitude [m], grade [-]."""

    east: Array
    north: Array
    altitude: Array
    grade: Array

    def at(self, along: Array, what: str) -> Array:
        """Return one of the columns at distances along the way [m]."""
        column: Array = getattr(self, what)
        return np.interp(along, STEP * np.arange(len(column)), column)


@cache
def way(name: str) -> Way:
    """Return the way of that name."""
    length, start, waves = _WAYS[name]
    rng = stream(f"way {name}")
    along = STEP * np.arange(int(length / STEP) + 1)
    grade = np.zeros_like(along)
    for wavelength, amplitude in waves:
        grade += amplitude * np.sin(2 * np.pi * (along / wavelength + rng.random()))
    if name == "hill":
        into, out_of = (along - HILL_FOOT), (HILL_TOP - along)
        shape = 1 / (1 + np.exp(-8 * np.minimum(into, out_of) / _HILL_ROUNDING))
        grade += shape * (_HILL_GRADE + 0.012 * np.sin(2 * np.pi * along / 130))
    heading = 2 * np.pi * rng.random() + np.zeros_like(along)
    for wavelength in (3100, 1300, 450, 170):
        heading += 0.45 * np.sin(2 * np.pi * (along / wavelength + rng.random()))
    return Way(
        east=STEP * np.cumsum(np.cos(heading)),
        north=STEP * np.cumsum(np.sin(heading)),
        altitude=start + STEP * np.cumsum(grade),
        grade=grade,
    )


def degrees(east: Array, north: Array) -> tuple[Array, Array]:
    """Return latitude and longitude of places around the origin [degrees]."""
    shrink = np.cos(np.radians(_ORIGIN[0]))
    return (
        _ORIGIN[0] + north / _METERS_PER_DEGREE,
        _ORIGIN[1] + east / (_METERS_PER_DEGREE * shrink),
    )


def cost(grade: float) -> float:
    """Return the energy cost of running [J/kg/m] (Minetti et al. 2002, -0.45 to 0.45)."""
    g = grade
    return ((((155.4 * g - 30.4) * g - 43.3) * g + 46.3) * g + 19.5) * g + 3.6


def slope_factor(grade: float) -> float:
    """Return how much of the level speed a runner keeps on a grade, at somewhat more effort uphill.

    >>> round(slope_factor(0.10), 2), round(slope_factor(-0.05), 2)
    (0.67, 1.08)
    """
    return float(min((cost(0) / cost(grade)) ** 0.8, 1.08))
