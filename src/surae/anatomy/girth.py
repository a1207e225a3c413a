"""From muscle, bone and fat to what a tape reads.

At its widest the lower leg is muscle and bone inside, an even layer of fat outside:
girth = roundness · 2 √(π · area inside) + 2π · fat thickness. Roundness, and how much area a volume
of muscle adds, were measured (:mod:`surae.anatomy.shape`).
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from surae import evidence
from surae.anatomy.shape import roundness
from surae.records import Person
from surae.units import MM_PER_CM

Array = NDArray[np.float64]


def inner_area(calf_girth: ArrayLike, fat_thickness: ArrayLike) -> Array:
    """Return the area of muscle and bone inside the fat [cm2].

    Parameters
    ----------
    calf_girth
        [cm].
    fat_thickness
        [mm], broadcast against the girth.

    Notes
    -----
    The cut is a little less round than a circle: its convex perimeter is 1.020 times that of a
    circle of its area in the measured leg.
    """
    around = np.asarray(calf_girth) - fat_girth(fat_thickness)
    area: Array = (around / roundness()) ** 2 / (2 * 2 * np.pi)
    return area


def fat_girth(fat_thickness: ArrayLike) -> Array:
    """Return what a layer [mm] adds to the perimeter of any convex curve [cm]."""
    return np.asarray(2 * np.pi * np.asarray(fat_thickness) / MM_PER_CM)


def girth_after(
    calf_girth: ArrayLike,
    fat_thickness: ArrayLike,
    volume_change: ArrayLike,
    fat_change: ArrayLike,
    *,
    section_per_volume: ArrayLike,
) -> Array:
    """Return the girth after the triceps surae and the fat have changed [cm].

    Parameters
    ----------
    calf_girth, fat_thickness
        Before the change [cm], [mm].
    volume_change
        Of the whole triceps surae of that leg [cm3].
    fat_change
        Of the thickness all round [mm].

    Notes
    -----
    *Assumes* a cut that keeps its roundness and growth spread along the muscle as its area is.
    *Valid for* changes of up to two fifths of the muscle. *Not for* swelling, which is not muscle.

    >>> g = girth_after(36.0, 6.0, 0.0, 1.0, section_per_volume=0.06)
    >>> round(float(g - 36.0), 2)
    0.63
    """
    area = inner_area(calf_girth, fat_thickness)
    area = area + np.asarray(volume_change) * np.asarray(section_per_volume)
    around = roundness() * 2 * np.sqrt(np.pi * np.maximum(area, 0.0))
    girth: Array = around + fat_girth(np.asarray(fat_thickness) + np.asarray(fat_change))
    return girth


def expected_girth(person: Person) -> tuple[float, float]:
    """Return the calf girth expected from height, mass, age and sex, and its spread (SD) [cm].

    Source: a log-linear regression on 6,068 measured adults (Gordon et al. 2014).
    """
    log_girth, spread = _regression(person)
    girth = float(np.exp(log_girth))
    return girth, girth * spread


def girth_range(person: Person, deviation: float) -> tuple[float, float]:
    """Return the girths that lie a number of standard deviations below and above [cm].

    The deviations are of the logarithm of girth.
    """
    log_girth, spread = _regression(person)
    low, high = np.exp(log_girth + np.array([-1, 1]) * deviation * spread)
    return float(low), float(high)


def _regression(person: Person) -> tuple[float, float]:
    """Return the expected logarithm of girth, and its standard deviation."""
    terms = _terms(person.sex)
    log_girth = (
        terms["intercept"]
        + terms["log_height"] * np.log(person.height)
        + terms["log_mass"] * np.log(person.mass)
        + terms["age"] * person.age
    )
    return float(log_girth), terms["residual_sd_log"]


@cache
def _terms(sex: str) -> dict[str, float]:
    rows = evidence.table("girth_regression")
    return {row["term"]: float(row["value"]) for row in rows if row["sex"] == sex}
