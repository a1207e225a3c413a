"""Draws of muscle volume become draws of calf girth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from surae import evidence
from surae.anatomy.girth import expected_girth, fat_girth, girth_after, inner_area
from surae.anatomy.limb import Limb
from surae.anatomy.shape import girth_section, roundness
from surae.inference.body_mass import BodyMass, body_mass, calf_fat_change
from surae.inference.calf import calf_of
from surae.inference.likelihood import pooled
from surae.inference.priors import stream
from surae.records import Draws, Forecast, Measurement, Person

Array = NDArray[np.float64]

_MOST_LOST = 0.8
"""Largest share of the fat around the calf that a forecast takes away [-]."""


@dataclass(frozen=True, slots=True, eq=False)
class GirthForecast:
    """Calf girth and muscle volume under a forecast.

    Parameters
    ----------
    first_day
        Day of the first column.
    today_index
        Column of today.
    girth
        Shape (draws, days) [cm].
    volume
        Of each muscle now, shape (muscles, draws) [cm3].
    volume_change
        Of each muscle from today to each day, shape (muscles, draws, days) [cm3].
    girth_per_volume
        Girth that a small gain of each muscle adds, shape (muscles, draws) [1/cm2].
    fat, fat_change
        Thickness now, shape (draws,), and its change from today, shape (draws, days) [mm].
    mass
        Of the body, from today on.
    """

    first_day: date
    today_index: int
    girth: Array
    volume: Array
    volume_change: Array
    girth_per_volume: Array
    fat: Array
    fat_change: Array
    mass: BodyMass

    @property
    def girth_change(self) -> Array:
        """Change from today, shape (draws, days) [cm]."""
        return self.girth - self.girth[:, [self.today_index]]

    @property
    def girth_by_fat(self) -> Array:
        """What the change of fat adds to the girth from today, shape (draws, days) [cm]."""
        return fat_girth(self.fat_change)

    def day(self, index: int) -> date:
        """Return the date of a column."""
        return self.first_day + timedelta(days=index)


def girth_now(person: Person, readings: Sequence[Measurement], today: date, draws: Draws) -> Array:
    """Return draws of today's calf girth, shape (draws,) [cm].

    From the person's own readings of the habit weeks before today, where there are any; otherwise
    from height, mass, age and sex.
    """
    noise = stream("girth now", draws.seed).standard_normal(len(draws))
    recent = recent_girths(readings, today)
    if recent:
        mean, error = pooled(recent)
        return mean + error * noise
    expected, spread = expected_girth(person)
    girth: Array = expected + spread * noise
    return girth


def recent_girths(readings: Sequence[Measurement], today: date) -> list[Measurement]:
    """Return the readings of the calf's girth in the habit weeks up to today."""
    since = today - timedelta(weeks=evidence.parameter("habit_weeks").mean)
    return [
        r
        for r in readings
        if r.quantity == "girth" and r.structure == "calf" and since <= r.date_time.date() <= today
    ]


def girth_forecast(
    result: Forecast,
    person: Person,
    limb: Limb,
    start: Array,
    draws: Draws,
    mass: BodyMass | None = None,
) -> GirthForecast:
    """Turn relative volumes into girth around today's girth.

    Parameters
    ----------
    result
        Relative muscle volume.
    person, limb
        Whose calf.
    start
        Today's girth, shape (draws,) [cm]; muscle and fat are what a calf of that girth holds.
    draws
        For size, fat and shape.
    mass
        What the body weighs over the same days; of somebody who said nothing of food if None.
    """
    today = (result.today - result.first_day).days
    calf = calf_of(person, start, draws)
    volume, fat = calf.shape.volume[: len(result.volume)], calf.shape.fat_thickness
    change = volume[:, :, None] * (result.volume - 1)
    span = (result.first_day, result.today, result.volume.shape[-1])
    mass = mass or body_mass(person, (), span, draws)
    fat_change = np.maximum(calf_fat_change(person, mass, draws), -_MOST_LOST * fat[:, None])
    spread = draws["section_per_volume"] / evidence.parameter("section_per_volume").mean
    section = girth_section(calf.shape.shank_length)[:, None] * spread
    area = np.einsum("md,mdt->dt", section, change)  # each muscle by its own section [cm2]
    girth = girth_after(start[:, None], fat[:, None], area, fat_change, section_per_volume=1.0)
    per_volume = section * roundness() * np.sqrt(np.pi / inner_area(start, fat))
    return GirthForecast(
        result.first_day, today, girth, volume, change, per_volume, fat, fat_change, mass
    )
