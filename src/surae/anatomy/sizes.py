"""One muscle's size as volume, as largest cross-section and as thickness, both ways.

All three follow from the measured leg: a muscle keeps its profile along the leg and the form of its
cut, so that at the same length of shank its section goes as its volume, and its thickness as the
root of its section. That holds between people; how thickness changes while a muscle grows is
:func:`surae.anatomy.growth.thickness_after`.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from surae import evidence
from surae.anatomy.section import scanned_section
from surae.anatomy.shape import LEG_MUSCLES, measured_leg
from surae.records import MUSCLES
from surae.units import MM_PER_CM

Array = NDArray[np.float64]

_SCAN_LEVEL = {
    "MG": "scan_level_gastrocnemius",
    "LG": "scan_level_gastrocnemius",
    "SOL": "scan_level_soleus",
}


def largest_csa(muscle: str, volume: ArrayLike, shank_length: float) -> Array:
    """Return the largest cross-section of a muscle from its volume [cm2] from [cm3] and [cm].

    ``muscle`` is MG, LG, SOL, or TS for the three at the level where they are largest together.

    >>> round(float(largest_csa("SOL", 440.0, 39.0)), 1)
    27.2
    """
    area: Array = np.asarray(volume) * _largest_share(muscle) / shank_length
    return area


def volume_of_csa(muscle: str, area: ArrayLike, shank_length: float) -> Array:
    """Return the volume of a muscle from its largest cross-section [cm3] from [cm2] and [cm].

    >>> round(float(volume_of_csa("SOL", largest_csa("SOL", 440.0, 39.0), 39.0)), 6)
    440.0
    """
    volume: Array = np.asarray(area) * shank_length / _largest_share(muscle)
    return volume


def muscle_thickness(muscle: str, volume: ArrayLike, shank_length: float) -> Array:
    """Return the thickness where ultrasound is customary [mm], from volume [cm3] and length [cm].

    The shortest way through the middle of the cut; ``muscle`` is MG, LG or SOL.

    >>> round(float(muscle_thickness("MG", 260.0, 39.0)), 1)
    21.4
    """
    share, form = _scan_site(muscle)
    section = np.asarray(volume) * share / shank_length
    thickness: Array = MM_PER_CM * form * np.sqrt(section)
    return thickness


def volume_of_thickness(muscle: str, thickness: ArrayLike, shank_length: float) -> Array:
    """Return the volume of a muscle from its thickness [cm3] from [mm] and [cm].

    >>> round(float(volume_of_thickness("MG", muscle_thickness("MG", 260.0, 39.0), 39.0)), 6)
    260.0
    """
    share, form = _scan_site(muscle)
    section = (np.asarray(thickness) / (MM_PER_CM * form)) ** 2
    volume: Array = section * shank_length / share
    return volume


@cache
def _largest_share(muscle: str) -> float:
    """Return largest section × length of shank over volume in the measured leg [-]."""
    measured = measured_leg()
    rows = [LEG_MUSCLES.index(name) for name in (MUSCLES if muscle == "TS" else (muscle,))]
    area = measured.muscle_area[rows].sum(axis=0).max()
    return float(area * measured.shank_length / measured.muscle_volume[rows].sum())


@cache
def _scan_site(muscle: str) -> tuple[float, float]:
    """Return the share of section at the customary site, and thickness over its root [-]."""
    measured = measured_leg()
    wanted = evidence.parameter(_SCAN_LEVEL[muscle]).mean
    index = int(np.argmin(np.abs(measured.level - wanted)))
    section = scanned_section(index)
    form = section.thickness(muscle) / MM_PER_CM / np.sqrt(section.area(muscle))
    return float(measured.muscle_share[LEG_MUSCLES.index(muscle), index]), float(form)
