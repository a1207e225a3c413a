"""A cut across a person's leg: outlines of muscles and bones that push each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from surae import evidence
from surae.anatomy import contour
from surae.anatomy.contour import Curve
from surae.anatomy.shape import (
    BONES,
    LEG_MUSCLES,
    MEASURED_LEG,
    LegShape,
    measured_leg,
    muscle_area,
    swelling,
)
from surae.evidence.binding import bind
from surae.units import MM_PER_CM

Array = NDArray[np.float64]

_ANCHOR = BONES[0]


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """Outlines of what a cut meets, by name [cm]; the middle of the tibia stays in place.

    Parameters
    ----------
    level
        Where the cut is, 0 at the knee to 1 at the ankle [-].
    outlines
        Curves of muscles and bones.
    swelling
        The muscles' mean section over that of the scanned leg [-].
    fat_thickness
        Of the layer round them [mm].
    """

    level: float
    outlines: Mapping[str, Curve]
    swelling: float
    fat_thickness: float

    @property
    def points(self) -> Curve:
        """All corners of all outlines."""
        return np.concatenate(list(self.outlines.values()))

    def inside(self) -> Curve:
        """Return the taut curve round muscles and bones."""
        return _tape(self.points, 0.0)

    def skin(self) -> Curve:
        """Return the taut curve round the fat, which a tape follows."""
        return _tape(self.points, self.fat_thickness / MM_PER_CM)

    def girth(self) -> float:
        """Return the length of the skin curve [cm]."""
        return contour.perimeter(self.skin())

    def area(self, name: str) -> float:
        """Return the area of a muscle or bone [cm2]."""
        return contour.area(self.outlines[name])

    def thickness(self, name: str) -> float:
        """Return the shortest way through the middle of a muscle's cut [mm]."""
        chord = bind(contour.shortest_chord, evidence.central_values())
        return MM_PER_CM * chord(self.outlines[name])


def _tape(points: Curve, layer: float) -> Curve:
    return bind(contour.tape, evidence.central_values())(points, layer)


@cache
def _scanned_outlines() -> Mapping[tuple[str, float], Curve]:
    """Return the outlines of the scanned leg by structure and level [cm]."""
    n_points = round(evidence.parameter("outline_points").mean)
    turn = 2 * np.pi * np.arange(n_points) / n_points
    rows = [r for r in evidence.table("leg_outlines") if r["leg"] == MEASURED_LEG]
    n_waves = sum(name.startswith("x_cos") for name in rows[0])
    waves = np.outer(np.arange(1, n_waves + 1), turn)
    cosines, sines = np.cos(waves), np.sin(waves)

    def curve(row: evidence.Row) -> Curve:
        x, y = (
            row[f"{axis}_mean"]
            + np.array([row[f"{axis}_cos{k + 1}"] for k in range(n_waves)]) @ cosines
            + np.array([row[f"{axis}_sin{k + 1}"] for k in range(n_waves)]) @ sines
            for axis in "xy"
        )
        return np.asarray(x + 1j * y)

    return MappingProxyType({(r["structure"], r["level"]): curve(r) for r in rows})


@cache
def scanned_section(index: int) -> Section:
    """Return the cut of the scanned leg at a level by index, without fat."""
    level = float(measured_leg().level[index])
    found = {name: curve for (name, at), curve in _scanned_outlines().items() if at == level}
    return Section(level, MappingProxyType(found), 1.0, 0.0)


def section_of(shape: LegShape, index: int, near: Section | None = None) -> Section:
    """Return the cut of a person's leg at a level by index.

    A known cut is enlarged or reduced as the muscles on the whole; then each muscle and bone swells
    or shrinks to its own area and pushes the others.

    Parameters
    ----------
    shape
        The leg; volumes and fat are numbers, not draws.
    index
        Of the level.
    near
        A cut of a similar leg at the same level to start from, which is quicker; the scanned one
        if None.

    >>> from surae.anatomy.shape import leg_shape
    >>> from surae.records import Person
    >>> leg = leg_shape(Person(1.75, 72.0, 30.0, "male"), fat_thickness=5.0)
    >>> now = section_of(leg, 9)
    >>> later = section_of(leg.with_triceps(1.1 * leg.volume[:3]), 9, near=now)
    >>> round(later.area("SOL") / now.area("SOL"), 2), round(later.girth() - now.girth(), 2)
    (1.1, 0.98)
    """
    start = scanned_section(index) if near is None else near
    scale = np.sqrt(float(swelling(shape)) / start.swelling)
    curves = [curve * scale for curve in start.outlines.values()]
    wanted = _areas(shape, index)
    growth = [
        np.log(wanted[name] / contour.area(curve))
        for name, curve in zip(start.outlines, curves, strict=True)
    ]
    grown = bind(contour.grow, evidence.central_values())(curves, growth)
    outlines = dict(zip(start.outlines, grown, strict=True))
    shift = contour.center(start.outlines[_ANCHOR]) - contour.center(outlines[_ANCHOR])
    moved = MappingProxyType({name: curve + shift for name, curve in outlines.items()})
    return Section(start.level, moved, float(swelling(shape)), float(shape.fat_thickness))


def _areas(shape: LegShape, index: int) -> dict[str, float]:
    """Return the area of every muscle and bone at a level [cm2]."""
    scanned = scanned_section(index)
    lengths = (shape.shank_length / measured_leg().shank_length) ** 2
    muscles = dict(zip(LEG_MUSCLES, muscle_area(shape)[:, index], strict=True))
    bones = {name: lengths * scanned.area(name) for name in BONES if name in scanned.outlines}
    return muscles | bones
