"""What is inside a calf of a given girth: how much of it is muscle, and how much is fat."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from surae import evidence
from surae.anatomy.girth import expected_girth, girth_range
from surae.anatomy.shape import (
    LEG_MUSCLES,
    LegShape,
    area_along,
    calf_levels,
    leg_shape,
    measured_leg,
    tape_girth,
)
from surae.inference.priors import stream
from surae.records import MUSCLES, Draws, Interval, Person
from surae.units import MM_PER_CM, check

Array = NDArray[np.float64]

FAT = {"female": "fat_thickness_female", "male": "fat_thickness_male"}

NORMAL_90 = NormalDist().inv_cdf(0.95)
"""Standard deviations on either side of the middle that hold 90 % of a normal [-]."""

_LEAST_FACTOR = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Calf:
    """Draws of one calf that agree with each other: the shape has the girth.

    Parameters
    ----------
    shape
        Volumes of shape (muscles, draws) and fat of shape (draws,).
    girth
        Where it is widest, shape (draws,) [cm].
    """

    shape: LegShape
    girth: Array


@dataclass(frozen=True, slots=True)
class GirthReading:
    """Largest girth of the calf as measured, and its error (SD) [cm].

    Raises
    ------
    RecordError
        For a value that cannot be believed.
    """

    value: float
    error_sd: float

    def __post_init__(self) -> None:
        check("calf_girth", self.value)
        check("typical_error", self.error_sd)


@dataclass(frozen=True, slots=True)
class FatReading:
    """Thickness of the fat round the calf as measured, and its error (SD) [mm].

    Raises
    ------
    RecordError
        For a value that cannot be believed.
    """

    value: float
    error_sd: float

    def __post_init__(self) -> None:
        check("fat_thickness", self.value)
        check("typical_error", self.error_sd)


def calf_of(
    person: Person, girth: Array, draws: Draws, fat_reading: FatReading | None = None
) -> Calf:
    """Return what is inside calves of given girths.

    Muscle by the regression and fat by the prior make a girth that is not the given one. The
    difference goes to muscle and to fat in proportion to how little is known of either (their
    variances in girth): the exact posterior where both are normal and girth is their sum.

    Parameters
    ----------
    person
        Height and mass give the muscles, sex the fat.
    girth
        Draws of the girth, shape (draws,) [cm].
    draws
        For the spread of muscle and fat.
    fat_reading
        A thickness of the fat, where it was measured; it takes the place of the prior.
    """
    fat, least = _fat(person, draws, fat_reading)
    size = np.maximum(1 + draws["volume_spread"], 1 / 2)
    expected = leg_shape(person, 0.0)
    around = tape_girth(expected.scaled(size, np.zeros_like(size)))
    layer = 2 * np.pi / MM_PER_CM
    missing = girth - around - layer * fat
    muscle_part = np.var(around) / max(np.var(around) + np.var(layer * fat), np.finfo(float).tiny)
    fat = np.maximum(fat + (1 - muscle_part) * missing / layer, least)
    factor = _factor(expected, girth - layer * fat)
    return Calf(expected.scaled(factor, fat), girth)


def learned_calf(person: Person, draws: Draws) -> Calf | None:
    """Return today's calf as readings have taught it; None where draws are a prior's.

    Size and fat are among the draws then, and what is known of the share of each muscle.
    """
    if "calf_size" not in draws.values:
        return None
    shape = leg_shape(person, 0.0).scaled(draws["calf_size"], draws["calf_fat"])
    girth = tape_girth(shape)
    for row, muscle in enumerate(MUSCLES):
        if f"muscle_share {muscle}" in draws.values:
            shape.volume[row] *= np.exp(draws[f"muscle_share {muscle}"])
    return Calf(shape, girth)


def _fat(person: Person, draws: Draws, reading: FatReading | None) -> tuple[Array, float]:
    """Return draws of fat thickness before girth is looked at, and the least believed [mm]."""
    if reading is None:
        name = FAT[person.sex]
        return draws[name], evidence.parameter(name).low
    noise = stream("fat reading", draws.seed).standard_normal(len(draws))
    return np.maximum(reading.value + reading.error_sd * noise, 0.0), 0.0


def _factor(expected: LegShape, around: Array) -> Array:
    """Return by what all muscles must be multiplied for a girth without fat, shape (draws,) [-].

    At each level of the calf one factor gives that girth; the least of them gives it to the widest.
    """
    measured, calf = measured_leg(), calf_levels()
    bone = measured.bone_area[calf]
    bone = bone * (expected.shank_length / measured.shank_length) ** 2
    muscle = area_along(expected)[calf] - bone
    inside = (np.maximum(around, 0.0)[:, None] / measured.roundness[calf]) ** 2 / (4 * np.pi)
    factor: Array = np.maximum((inside - bone) / muscle, _LEAST_FACTOR).min(axis=1)
    return factor


@dataclass(frozen=True, slots=True)
class Body:
    """What is expected in and round a calf.

    Parameters
    ----------
    girth
        Largest girth [cm].
    fat_thickness
        [mm].
    volume
        By muscle, ``TS`` for MG, LG and SOL together [cm3].
    measured
        Whether girth was measured, or follows from height, mass, age and sex.
    """

    girth: Interval
    fat_thickness: Interval
    volume: dict[str, Interval]
    measured: bool


def body(
    person: Person,
    draws: Draws,
    girth_reading: GirthReading | None = None,
    fat_reading: FatReading | None = None,
) -> Body:
    """Return what is expected of a person's calf, with ranges that hold 90 %.

    A girth that was measured tells muscle from fat; so does a thickness of the fat.
    """
    noise = stream("girth now", draws.seed).standard_normal(len(draws))
    expected, spread = expected_girth(person)
    if girth_reading is None:
        girth = expected * np.exp(spread / expected * noise)
        shown = Interval(expected, *girth_range(person, NORMAL_90))
    else:
        girth = girth_reading.value + girth_reading.error_sd * noise
        half = NORMAL_90 * girth_reading.error_sd
        shown = Interval(
            girth_reading.value, girth_reading.value - half, girth_reading.value + half
        )
    calf = calf_of(person, girth, draws, fat_reading)
    volume = {
        name: Interval.of(values)
        for name, values in zip(LEG_MUSCLES, calf.shape.volume, strict=True)
    }
    triceps = Interval.of(calf.shape.volume[: len(MUSCLES)].sum(axis=0))
    fat = Interval.of(calf.shape.fat_thickness)
    return Body(shown, fat, {"TS": triceps, **volume}, girth_reading is not None)
