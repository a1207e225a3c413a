"""From muscle, bone and fat to what a tape reads.

The lower leg at its widest level is taken as a round cut: muscle and bone inside, an even layer
of fat outside, so that girth = 2π (√(area inside / π) + fat thickness).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from surae import evidence
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
    """
    radius = np.asarray(calf_girth) / (2 * np.pi) - np.asarray(fat_thickness) / MM_PER_CM
    area: Array = np.pi * radius**2
    return area


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
    *Assumes* a round leg and growth spread along the muscle as its volume is. *Valid for* changes
    of up to a quarter of the muscle. *Not for* swelling, which is not muscle.

    >>> g = girth_after(36.0, 6.0, 0.0, 1.0, section_per_volume=0.067)
    >>> round(float(g - 36.0), 2)
    0.63
    """
    area = inner_area(calf_girth, fat_thickness)
    area = area + np.asarray(volume_change) * np.asarray(section_per_volume)
    fat = (np.asarray(fat_thickness) + np.asarray(fat_change)) / MM_PER_CM
    girth: Array = 2 * np.pi * (np.sqrt(np.maximum(area, 0.0) / np.pi) + fat)
    return girth


def expected_girth(person: Person) -> tuple[float, float]:
    """Return the calf girth expected from height, mass, age and sex, and its spread (SD) [cm].

    Source: a log-linear regression on 6,068 measured adults (Gordon et al. 2014).
    """
    rows = [r for r in evidence.table("girth_regression") if r["sex"] == person.sex]
    terms = {row["term"]: float(row["value"]) for row in rows}
    log_girth = (
        terms["intercept"]
        + terms["log_height"] * np.log(person.height)
        + terms["log_mass"] * np.log(person.mass)
        + terms["age"] * person.age
    )
    girth = float(np.exp(log_girth))
    return girth, girth * terms["residual_sd_log"]
