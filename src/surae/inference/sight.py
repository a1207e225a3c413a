"""The true sizes that a person's readings look at, and how likely the readings are.

The calf is anchored at today: how large its muscles and its fat are now, how the legs differ, and
by what relative volumes they have come there. Legs share the person; each has its own size.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from surae import evidence
from surae.anatomy.girth import expected_girth, girth_after
from surae.anatomy.shape import LegShape, girth_section, leg_shape, tape_girth
from surae.anatomy.sizes import largest_csa, muscle_thickness
from surae.evidence.parameters import Parameter
from surae.inference.calf import calf_of
from surae.inference.likelihood import (
    ReadingError,
    by_session,
    error_density,
    reading_error,
    reading_kind,
)
from surae.inference.priors import stream
from surae.inference.unknowns import Unknown
from surae.records import MUSCLES, Draws, Measurement, Person
from surae.units import DAYS_PER_WEEK, MM_PER_CM

Array = NDArray[np.float64]
Values = Mapping[str, Array]

_METHOD = {
    "thickness": {
        "MG": "scale_thickness_gastrocnemius",
        "LG": "scale_thickness_gastrocnemius",
        "SOL": "scale_thickness_soleus",
    },
    "csa": dict.fromkeys(MUSCLES, "scale_csa"),
}
"""By what a method reads a gain larger than volume does; a loss it reads as it is."""
METHOD_SCALES = tuple(sorted({name for by in _METHOD.values() for name in by.values()}))
_FORM = {"thickness": "thickness_spread", "csa": "csa_spread"}
_SIZES = ("volume", "csa", "thickness")
_SIDES = {"L": (-1.0,), "R": (1.0,), None: (-1.0, 1.0)}
_FACTOR_NODES = np.linspace(0.3, 2.5, 200)


def readable(reading: Measurement) -> bool:
    """Tell whether the model says anything about what was read."""
    if reading.structure in MUSCLES:
        return reading.quantity in _SIZES
    if reading.structure == "TS":
        return reading.quantity in ("volume", "csa")
    return (reading.structure, reading.quantity) in (("calf", "girth"), ("fat", "thickness"))


@dataclass(frozen=True, slots=True)
class _Target:
    """One thing that may be read several times: where, of which leg, on which day."""

    structure: str
    quantity: str
    side: str | None
    day: int


class Sight:
    """What a person's readings look at.

    Parameters
    ----------
    person
        Whose calf.
    readings
        Those that :func:`readable` allows; their order does not matter.
    first_day, today
        Day 0 of the volumes, and the day on which sizes are anchored.
    fat_ahead
        Fat on each day less fat today where readings are still to come, (draws, days) [mm].
    """

    def __init__(
        self,
        person: Person,
        readings: Sequence[Measurement],
        first_day: date,
        today: date,
        fat_ahead: Array | None = None,
    ) -> None:
        self.person, self.today, self.fat_ahead = person, (today - first_day).days, fat_ahead
        in_order = sorted(by_session(sorted(readings, key=repr)), key=repr)
        self.readings = tuple(in_order)
        self.errors = tuple(reading_error(reading) for reading in in_order)
        self._targets = tuple(
            _Target(r.structure, r.quantity, r.side, max((r.date_time.date() - first_day).days, 0))
            for r in in_order
        )
        self.days = tuple(sorted({*(target.day for target in self._targets), self.today}))
        self._row = {day: k for k, day in enumerate(self.days)}

    @cached_property
    def _shape(self) -> LegShape:
        return leg_shape(self.person, 0.0)

    @cached_property
    def _around(self) -> Array:
        """Girth without fat of the expected leg times each factor [cm]."""
        return tape_girth(self._shape.scaled(_FACTOR_NODES, np.zeros_like(_FACTOR_NODES)))

    def unknowns(self, draws: Draws) -> tuple[list[Unknown], dict[str, Array]]:
        """Return what sizes and instruments leave unknown, and prior draws of it."""
        found, values = self._calf(draws)
        for name, prior in self._needed().items():
            found.append(Unknown(name, prior))
            if name in draws.values:
                values[name] = draws[name]
            else:
                values[name] = prior.draw(stream(name, draws.seed), len(draws))
        return found, values

    def _calf(self, draws: Draws) -> tuple[list[Unknown], dict[str, Array]]:
        """Return size and fat of today's calf: girth by build, shared between muscle and fat."""
        expected, spread = expected_girth(self.person)
        noise = stream("girth now", draws.seed).standard_normal(len(draws))
        shape = calf_of(self.person, expected * np.exp(spread / expected * noise), draws).shape
        size = shape.volume[0] / self._shape.volume[0]
        values = {"calf_size": size, "calf_fat": shape.fat_thickness}
        base = evidence.parameter("volume_spread")
        log = np.log(size)
        priors = {
            "calf_size": replace(
                base,
                name="calf_size",
                distribution="lognormal",
                mean=float(np.exp(log.mean())),
                sd=float(log.std()),
                low=float(_FACTOR_NODES[0]),
                high=float(_FACTOR_NODES[-1]),
            ),
            "calf_fat": replace(
                base,
                name="calf_fat",
                unit="mm",
                mean=float(shape.fat_thickness.mean()),
                sd=float(shape.fat_thickness.std()),
                low=0.0,
                high=np.inf,
            ),
        }
        return [Unknown(name, prior) for name, prior in priors.items()], values

    def _needed(self) -> dict[str, Parameter]:
        """Return the priors of what the readings call for."""
        found = {"leg_difference": evidence.parameter("leg_difference")}
        for reading, error in zip(self.readings, self.errors, strict=True):
            if reading.quantity in ("girth", "thickness") and reading.structure in ("calf", "fat"):
                found["fat_drift"] = evidence.parameter("fat_change_spread")
            if reading.quantity == "girth":
                found["section_per_volume"] = evidence.parameter("section_per_volume")
            elif reading.structure in MUSCLES:
                found |= _muscle_needs(reading)
            found |= _kind_needs(reading_kind(reading), error)
        return found

    def sizes(self, values: Values, volume: Array) -> list[Array]:
        """Return the true size that each reading looks at, each of shape (draws,).

        Parameters
        ----------
        values
            Parameters by name, shape (draws,).
        volume
            On :attr:`days`, over any size that does not change, shape (days, muscles, draws) [-].
        """
        ratio = volume / volume[self._row[self.today]]
        seen: dict[_Target, Array] = {}
        for target in self._targets:
            if target not in seen:
                sides = [self._size(target, side, values, ratio) for side in _SIDES[target.side]]
                seen[target] = sum(sides[1:], start=sides[0]) / len(sides)
        return [seen[target] for target in self._targets]

    def _size(self, target: _Target, side: float, values: Values, ratio: Array) -> Array:
        now = values["calf_size"] * np.exp(side * values["leg_difference"])
        change = ratio[self._row[target.day]] - 1
        if target.structure == "fat":
            return np.maximum(values["calf_fat"] + self._fat_change(target.day, values), 0.0)
        if target.quantity == "girth":
            return self._girth(target.day, now, values, change)
        parts = MUSCLES if target.structure == "TS" else (target.structure,)
        sizes = [self._muscle(m, target.quantity, now, values, change) for m in parts]
        return sum(sizes[1:], start=sizes[0])

    def _fat_change(self, day: int, values: Values) -> Array:
        """Return fat on a day less fat today [mm]: it drifts back in time as it does ahead."""
        if day > self.today and self.fat_ahead is not None:
            return self.fat_ahead[:, min(day, self.fat_ahead.shape[1] - 1)]
        return fat_drift(values["fat_drift"], [self.today - day])[:, 0]

    def _girth(self, day: int, now: Array, values: Values, change: Array) -> Array:
        volume = self._shape.volume[: len(MUSCLES), None] * now
        spread = values["section_per_volume"] / evidence.parameter("section_per_volume").mean
        area = self._section @ (volume * change) * spread
        drift = self._fat_change(day, values)
        girth, fat = self.girth_today(now, values["calf_fat"]), values["calf_fat"]
        return girth_after(girth, fat, area, drift, section_per_volume=1.0)

    @cached_property
    def _section(self) -> Array:
        """Section at the tape that each muscle gives for its volume, shape (muscles,) [1/cm]."""
        return girth_section(self._shape.shank_length)

    def girth_today(self, size: Array, fat: Array) -> Array:
        """Return the girth of a calf of a size [-] and fat [mm], shape (draws,) [cm]."""
        around = np.interp(size, _FACTOR_NODES, self._around)
        found: Array = around + 2 * np.pi * fat / MM_PER_CM
        return found

    def _muscle(
        self, muscle: str, quantity: str, now: Array, values: Values, change: Array
    ) -> Array:
        index = MUSCLES.index(muscle)
        own = values.get(f"muscle_share {muscle}", np.zeros(1))
        volume = self._shape.volume[index] * now * np.exp(own)
        if quantity == "volume":
            after: Array = volume * (1 + change[index])
            return after
        size = largest_csa if quantity == "csa" else muscle_thickness
        form = np.exp(values.get(f"{_FORM[quantity]} {muscle}", np.zeros(1)))
        scale = values.get(_METHOD[quantity][muscle], np.ones(1))
        read = np.maximum(1 + scale * change[index], np.finfo(float).tiny)
        found: Array = size(muscle, volume, self._shape.shank_length) * form * read
        return found

    def expected(self, values: Values, volume: Array) -> Array:
        """Return what each reading should show, shape (readings, draws)."""
        rows = []
        for reading, error, size in zip(
            self.readings, self.errors, self.sizes(values, volume), strict=True
        ):
            kind = reading_kind(reading)
            scale = error.scale + error.scale_sd * values.get(f"scale {kind}", np.zeros(1))
            bias = error.bias + error.bias_sd * values.get(f"bias {kind}", np.zeros(1))
            rows.append(scale * size + bias + error.acute)
        return np.stack(rows)

    @cached_property
    def spread(self) -> Array:
        """Error of each reading that it does not share, shape (readings,)."""
        return np.array([error.own_sd for error in self.errors])

    @cached_property
    def told(self) -> Array:
        """Value of each reading, shape (readings,)."""
        return np.array([reading.value for reading in self.readings])

    def log_likelihood(self, values: Values, volume: Array) -> Array:
        """Return how likely the readings are, as a logarithm, shape (draws,)."""
        error = self.told[:, None] - self.expected(values, volume)
        found: Array = error_density(error, self.spread[:, None]).sum(axis=0)
        return found


def fat_drift(spread: Array, days: ArrayLike) -> Array:
    """Return how far fat may have drifted in some days, shape (draws, days) [mm]."""
    weeks = np.maximum(np.asarray(days), 0) / DAYS_PER_WEEK
    growth = np.sqrt(weeks / evidence.parameter("drift_weeks").mean)
    drift: Array = np.multiply.outer(spread, growth)
    return drift


def _muscle_needs(reading: Measurement) -> dict[str, Parameter]:
    """Return what a reading of one muscle leaves unknown of its share and form."""
    muscle, quantity = reading.structure, reading.quantity
    found = {f"muscle_share {muscle}": evidence.parameter("muscle_share_spread")}
    if quantity in _FORM:
        found[f"{_FORM[quantity]} {muscle}"] = evidence.parameter(_FORM[quantity])
    return found


def _kind_needs(kind: str, error: ReadingError) -> dict[str, Parameter]:
    """Return the standard normal priors of scale and bias of a kind of reading."""
    standard = replace(
        evidence.parameter("volume_spread"), mean=0.0, sd=1.0, low=-np.inf, high=np.inf
    )
    parts = (("scale", error.scale_sd), ("bias", error.bias_sd))
    return {
        f"{part} {kind}": replace(standard, name=f"{part} {kind}") for part, sd in parts if sd > 0
    }
