"""The shape of a lower leg: a measured one, scaled to a person.

One leg was measured whole (the Visible Human woman's); a person's leg is that leg with the
person's own length of shank, muscle volumes and fat. Levels run from 0 at the top of the tibia to 1
at the outer ankle. The man's leg, whose tibia is missing, says how far two legs differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from surae import evidence
from surae.anatomy.limb import muscle_volume
from surae.errors import RecordError
from surae.records import MUSCLES, Person
from surae.units import CM_PER_M, MM_PER_CM

Array = NDArray[np.float64]

LEG_MUSCLES = ("MG", "LG", "SOL", "TA", "EDL", "EHL", "PER", "TP", "FDL", "FHL")
"""Muscles of the lower leg, the triceps surae first; ``PER`` are both peroneals."""

BONES = ("TIBIA", "FIBULA")
ENVELOPE = "ENV"
MEASURED_LEG, SECOND_LEG = "female", "male"

_SHANK_SHARE = {"female": "shank_share_female", "male": "shank_share_male"}
_SOLEUS = LEG_MUSCLES.index("SOL")


@dataclass(frozen=True, slots=True, eq=False)
class MeasuredLeg:
    """What was measured on a scanned leg.

    Parameters
    ----------
    level
        Where it was cut, shape (levels,) [-].
    shank_length
        [cm].
    muscle_volume
        Shape (muscles,) [cm3].
    muscle_area
        Shape (muscles, levels) [cm2].
    bone_area, between_area
        Of both bones, and of what lies between muscles and bones inside the tape, shape (levels,)
        [cm2].
    roundness
        Convex perimeter over that of a circle of the same area, shape (levels,) [-].
    """

    level: Array
    shank_length: float
    muscle_volume: Array
    muscle_area: Array
    bone_area: Array
    between_area: Array
    roundness: Array

    @property
    def muscle_share(self) -> Array:
        """Area × length of shank over volume, shape (muscles, levels) [-]."""
        return self.muscle_area * self.shank_length / self.muscle_volume[:, None]


@cache
def measured_leg(leg: str = MEASURED_LEG) -> MeasuredLeg:
    """Return a scanned leg at the levels at which the first was measured whole.

    Of the second leg, muscles alone are known: the rest is NaN.
    """
    rows = evidence.table("leg_areas")
    whole = {r["level"]: r for r in rows if r["structure"] == ENVELOPE}
    level = np.array(sorted(whole))
    areas = {(r["structure"], r["level"]): r["area"] for r in rows if r["leg"] == leg}
    by_name = {
        name: np.array([areas.get((name, at), 0.0) for at in level])
        for name in (*LEG_MUSCLES, *BONES)
    }
    muscle = np.array([by_name[name] for name in LEG_MUSCLES])
    inside = np.array([areas.get((ENVELOPE, at), np.nan) for at in level])
    bone = by_name["TIBIA"] + by_name["FIBULA"]
    around = np.array([whole[at]["perimeter"] for at in level])
    values = {r["structure"]: r["value"] for r in evidence.table("leg_measures") if r["leg"] == leg}
    return MeasuredLeg(
        level=level,
        shank_length=values[""],
        muscle_volume=np.array([values[name] for name in LEG_MUSCLES]),
        muscle_area=muscle,
        bone_area=bone + 0 * inside,
        between_area=inside - muscle.sum(axis=0) - bone,
        roundness=around / (2 * np.sqrt(np.pi * inside)),
    )


@dataclass(frozen=True, slots=True, eq=False)
class LegShape:
    """A person's lower leg; numbers, or draws of them in trailing axes.

    Parameters
    ----------
    shank_length
        From the top of the tibia to the outer ankle [cm].
    volume
        Of each of :data:`LEG_MUSCLES`, shape (muscles, ...) [cm3].
    fat_thickness
        Under the skin, the same all round, shape (...) [mm].
    """

    shank_length: float
    volume: Array
    fat_thickness: Array

    def with_triceps(self, volume: ArrayLike, fat_thickness: ArrayLike | None = None) -> LegShape:
        """Return the leg with other volumes of MG, LG and SOL, shape (3, ...) [cm3], and fat."""
        fat = self.fat_thickness if fat_thickness is None else np.asarray(fat_thickness)
        triceps = np.asarray(volume, dtype=float)
        others = self.volume[len(triceps) :].reshape(-1, *(1,) * (triceps.ndim - 1))
        others = np.broadcast_to(others, (others.shape[0], *triceps.shape[1:]))
        return replace(self, volume=np.concatenate([triceps, others]), fat_thickness=fat)

    def scaled(self, factor: ArrayLike, fat_thickness: ArrayLike) -> LegShape:
        """Return the leg with all muscles multiplied by a factor, and other fat [mm]."""
        volume = np.multiply.outer(self.volume, np.asarray(factor, dtype=float))
        return replace(self, volume=volume, fat_thickness=np.asarray(fat_thickness, dtype=float))


def shank_length(person: Person) -> float:
    """Return the length of the lower leg by stature [cm].

    Source: heights of the tibia's top and the outer ankle of 6,068 adults (Gordon et al. 2014).

    >>> round(shank_length(Person(1.75, 70.0, 30.0, "male")), 1)
    39.4
    """
    return evidence.parameter(_SHANK_SHARE[person.sex]).mean * person.height * CM_PER_M


def leg_shape(person: Person, fat_thickness: float) -> LegShape:
    """Return the lower leg expected from height, mass and sex, with fat of a thickness [mm]."""
    rows: Mapping[object, evidence.Row] = {r["muscle"]: r for r in evidence.table("muscle_volume")}
    volume = [
        muscle_volume(person.height, person.mass, rows[name]["slope"], rows[name]["intercept"])
        for name in LEG_MUSCLES
    ]
    return LegShape(shank_length(person), np.array(volume), np.asarray(float(fat_thickness)))


def muscle_area(shape: LegShape) -> Array:
    """Return the area of each muscle along a leg, shape (muscles, ..., levels) [cm2].

    Each muscle keeps its profile: area = volume × share(level) ÷ length of the shank.
    """
    share = measured_leg().muscle_share
    per_length = shape.volume / shape.shank_length
    area: Array = np.einsum("m...,ml->m...l", per_length, share)
    return area


def area_along(shape: LegShape) -> Array:
    """Return the area inside the fat along a leg, shape (..., levels) [cm2].

    Bones scale with the length of the shank in both directions of the cut; what lies between the
    muscles (vessels, nerves, fascia) with the muscles' mean section.
    """
    measured = measured_leg()
    muscle = muscle_area(shape).sum(axis=0)
    bone = measured.bone_area * (shape.shank_length / measured.shank_length) ** 2
    inside: Array = muscle + bone + np.multiply.outer(swelling(shape), measured.between_area)
    return inside


def swelling(shape: LegShape) -> Array:
    """Return the muscles' mean section over that of the measured leg, shape (...) [-]."""
    measured = measured_leg()
    mean = measured.muscle_volume.sum() / measured.shank_length
    ratio: Array = shape.volume.sum(axis=0) / shape.shank_length / mean
    return ratio


def girth_along(shape: LegShape) -> Array:
    """Return what a taut tape reads along a leg, shape (..., levels) [cm].

    girth = roundness · 2 √(π · area inside) + 2π · fat: a layer adds 2πt to a convex perimeter.

    Notes
    -----
    *Assumes* that a cut keeps its roundness while it swells, which the flow of
    :func:`surae.anatomy.contour.grow` confirms within 1 % of the change. *Valid for* ordinary
    builds. *Not for* swollen legs.
    """
    around = measured_leg().roundness * 2 * np.sqrt(np.pi * area_along(shape))
    fat: Array = 2 * np.pi * np.asarray(shape.fat_thickness) / MM_PER_CM
    girth: Array = around + fat[..., None]
    return girth


@cache
def calf_levels() -> slice:
    """Return the levels of the calf: where the soleus has at least half of its largest section."""
    soleus = measured_leg().muscle_area[_SOLEUS]
    inside = np.flatnonzero(soleus >= soleus.max() / 2)
    return slice(int(inside[0]), int(inside[-1]) + 1)


def widest(shape: LegShape) -> int:
    """Return the index of the level with the largest girth of the calf; draws are averaged."""
    girth = girth_along(shape)
    calf = calf_levels()
    mean = girth.reshape(-1, girth.shape[-1]).mean(axis=0)
    return int(calf.start + np.argmax(mean[calf]))


def tape_girth(shape: LegShape, level: float | None = None) -> Array:
    """Return what a tape reads, shape (...) [cm].

    Parameters
    ----------
    shape
        Whose leg.
    level
        Where, from 0 at the knee to 1 at the ankle; where the calf is widest if None.

    Raises
    ------
    RecordError
        If the level is not on the leg.

    >>> shape = leg_shape(Person(1.75, 72.0, 30.0, "male"), fat_thickness=5.0)
    >>> round(float(tape_girth(shape)), 1), round(float(tape_girth(shape, 0.8)), 1)
    (36.5, 22.6)
    """
    girth = girth_along(shape)
    if level is None:
        return np.asarray(girth[..., calf_levels()].max(axis=-1))
    if not 0 <= level <= 1:
        raise RecordError("level", f"{level:g}", "0 (knee) to 1 (ankle)")
    flat = girth.reshape(-1, girth.shape[-1])
    at = np.array([np.interp(level, measured_leg().level, row) for row in flat])
    return at.reshape(girth.shape[:-1])


def scanned_shape() -> LegShape:
    """Return the measured leg itself, without fat."""
    measured = measured_leg()
    return LegShape(measured.shank_length, measured.muscle_volume, np.zeros(()))


def section_share(leg: str = MEASURED_LEG) -> Array:
    """Return area × length of shank over volume where the calf is widest, shape (muscles,) [-].

    A muscle's area there grows by its volume times this, over the length of the shank.

    >>> dict(zip(LEG_MUSCLES[:3], section_share()[:3].round(2).tolist(), strict=True))
    {'MG': 2.35, 'LG': 2.37, 'SOL': 1.84}
    """
    return measured_leg(leg).muscle_share[:, widest(scanned_shape())]


def girth_section(length: float) -> Array:
    """Return the area inside the fat that a volume of MG, LG and SOL adds, shape (3,) [1/cm].

    Its own area where the calf is widest, and what it adds to the space between the muscles.

    Parameters
    ----------
    length
        Of the shank [cm].
    """
    measured = measured_leg()
    between = measured.between_area[widest(scanned_shape())] * measured.shank_length
    share = section_share()[: len(MUSCLES)] + between / measured.muscle_volume.sum()
    section: Array = share / length
    return section


@cache
def roundness() -> float:
    """Return the convex perimeter over that of a circle of the same area, at the widest [-]."""
    return float(measured_leg().roundness[widest(scanned_shape())])
