"""Body mass from today on: a slow energy balance, in which a person's own weighings come first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from surae import evidence
from surae.evidence import bind
from surae.inference.likelihood import by_session, pooled, reading_error
from surae.inference.priors import stream
from surae.records import Draws, Measurement, Person
from surae.units import DAYS_PER_WEEK

Array = NDArray[np.float64]

_LEAST_SHARE = 0.7
"""No forecast takes a body below this share of its mass [-]."""


@dataclass(frozen=True, slots=True, eq=False)
class BodyMass:
    """Body mass from today on.

    Parameters
    ----------
    now
        Today, shape (draws,) [kg].
    change
        Since today, 0 before, shape (draws, days) [kg].
    balance
        Energy eaten less energy spent on the first day to come, shape (draws,) [kcal/day].
    half_time
        Of its fading, shape (draws,) [day].
    stated
        The balance that was stated; None where nothing was [kcal/day].
    n_weighings
        Days with a weighing in the habit weeks up to today.
    today_index
        Column of today.
    """

    now: Array
    change: Array
    balance: Array
    half_time: Array
    stated: float | None
    n_weighings: int
    today_index: int

    @property
    def is_known(self) -> bool:
        """Whether food was stated or the body weighed, so that more is known than a wandering."""
        return self.stated is not None or self.n_weighings > 1

    @property
    def ratio(self) -> Array:
        """Mass over that of today, shape (draws, days) [-]."""
        return 1 + self.change / self.now[:, None]


def mass_change(
    energy_balance: ArrayLike,
    days: ArrayLike,
    *,
    energy_per_body_mass: ArrayLike,
    mass_half_time: ArrayLike,
) -> Array:
    """Return how far body mass is after days of an energy balance [kg].

    Parameters
    ----------
    energy_balance
        On the first day, eaten less spent [kcal/day].
    days
        Since then; 0 and less is no change.

    Notes
    -----
    *Assumes* that a lighter body spends less, so that the balance fades by half in each half-time.
    *Valid for* some months. *Not for* water, salt and carbohydrate, which move a scale in days.

    >>> weeks = np.array([7, 112])
    >>> mass_change(-500, weeks, energy_per_body_mass=7700, mass_half_time=300).round(2)
    array([-0.45, -6.41])
    """
    rate = np.log(2) / np.asarray(mass_half_time)
    faded = -np.expm1(-rate * np.maximum(np.asarray(days), 0)) / rate
    change: Array = np.asarray(energy_balance) / np.asarray(energy_per_body_mass) * faded
    return change


def weighings(readings: Sequence[Measurement], today: date) -> list[Measurement]:
    """Return a person's weighings in the habit weeks up to today, one a day."""
    since = today - timedelta(weeks=evidence.parameter("habit_weeks").mean)
    recent = [r for r in readings if r.quantity == "mass" and since <= r.date_time.date() <= today]
    return sorted(by_session(recent), key=lambda r: r.date_time)


def weighed(person: Person, readings: Sequence[Measurement], today: date) -> Person:
    """Return a person with the mass that the own weighings of the habit weeks say for today."""
    recent = weighings(readings, today)
    return replace(person, mass=_now(recent, today)[0]) if recent else person


def body_mass(
    person: Person,
    readings: Sequence[Measurement],
    days: tuple[date, date, int],
    draws: Draws,
    energy_balance: float | None = None,
) -> BodyMass:
    """Return draws of body mass over the days of a forecast.

    Parameters
    ----------
    person
        Whose mass is taken for today's where nobody weighed.
    readings
        The own weighings say today's mass and, where nothing is stated, how it has been going.
    days
        First day, today, number of days.
    draws
        Parameter sets.
    energy_balance
        Stated for the time from today on; if None, mass goes on as the weighings went, and without
        any it stays on average and wanders [kcal/day].
    """
    first, today, n_days = days
    recent = weighings(readings, today)
    noise = stream("body mass now", draws.seed).standard_normal(len(draws))
    now = np.full(len(draws), person.mass)
    if recent:
        mean, error = _now(recent, today)
        now = mean + error * noise
    balance = _balance(recent, draws, energy_balance)
    index = (today - first).days
    ahead = np.arange(n_days) - index
    columns = {name: draws[name][:, None] for name in ("energy_per_body_mass", "mass_half_time")}
    change = bind(mass_change, columns)(balance[:, None], ahead)
    change = np.maximum(change, (_LEAST_SHARE - 1) * now[:, None])
    half = draws["mass_half_time"]
    return BodyMass(now, change, balance, half, energy_balance, len(recent), index)


def fed(mass: BodyMass, protein: float | None) -> dict[str, Any]:
    """Return what a forecast is told of food and body mass, by argument name.

    Parameters
    ----------
    mass
        Over the days of the forecast; it counts where food was stated or the body weighed.
    protein
        Eaten from today on; enough if None [g/(kg day)].
    """
    ahead = np.arange(mass.change.shape[1])[:, None] - mass.today_index
    faded = mass.balance * np.exp2(-np.maximum(ahead, 0) / mass.half_time) * (ahead > 0)
    enough = evidence.parameter("protein_saturation").mean
    return {
        "energy_balance": faded if mass.is_known else None,
        "protein": None if protein is None else np.where(ahead > 0, protein, enough),
        "mass_ratio": mass.ratio.T if mass.is_known else 1.0,
    }


def calf_fat_change(person: Person, mass: BodyMass, draws: Draws) -> Array:
    """Return how the fat around the calf follows body mass, shape (draws, days) [mm].

    Part of a change of mass is fat, and a kilogram of fat is so many millimeters around the calf;
    both are uncertain. Beside it the fat may drift at the same mass.
    """
    per_kg = draws[_PER_KG[person.sex]] * draws["fat_share_of_mass"]
    ahead = np.arange(mass.change.shape[1]) - mass.today_index
    weeks = np.maximum(ahead, 0) / DAYS_PER_WEEK
    drift = np.sqrt(weeks / evidence.parameter("drift_weeks").mean)
    change: Array = per_kg[:, None] * mass.change + draws["fat_at_steady_mass"][:, None] * drift
    return change


_PER_KG = {"female": "calf_fat_per_kg_female", "male": "calf_fat_per_kg_male"}


def _balance(recent: Sequence[Measurement], draws: Draws, stated: float | None) -> Array:
    """Return draws of the energy balance of the coming weeks, shape (draws,) [kcal/day]."""
    drift, whole = draws["energy_drift"], evidence.parameter("energy_drift").sd
    ahead = evidence.parameter("weight_habit_spread").mean
    if stated is not None:
        return stated * (1 + draws["stated_energy_spread"]) + drift * ahead / whole
    line = _slope(recent)
    if line is None:
        return drift
    energy = evidence.parameter("energy_per_body_mass").mean
    seen, error = (part * energy for part in line)
    prior = whole**2 - ahead**2
    mean = seen * prior / (prior + error**2)
    spread = np.sqrt(prior * error**2 / (prior + error**2) + ahead**2)
    return np.asarray(mean + spread * drift / whole)


def _now(recent: Sequence[Measurement], today: date) -> tuple[float, float]:
    """Return today's mass by a line through the weighings, and its error (SD) [kg].

    The line's slope is believed as far as the spread of people's energy balance lets it be.
    """
    mean, error = pooled(recent)
    line = _slope(recent)
    if line is None:
        return mean, error
    energy = evidence.parameter("energy_per_body_mass").mean
    prior = (evidence.parameter("energy_drift").sd / energy) ** 2
    slope = line[0] * prior / (prior + line[1] ** 2)
    middle = float(np.mean([r.date_time.date().toordinal() for r in recent]))
    since = today.toordinal() - middle
    left = np.sqrt(prior * line[1] ** 2 / (prior + line[1] ** 2)) * since
    return mean + slope * since, float(np.hypot(error, left))


def _slope(recent: Sequence[Measurement]) -> tuple[float, float] | None:
    """Return how mass went over the weighings and the error (SD) of that [kg/day], if they tell."""
    days = np.array([r.date_time.date().toordinal() for r in recent], dtype=float)
    if len(recent) < 2 or np.ptp(days) < DAYS_PER_WEEK:
        return None
    errors = [reading_error(r) for r in recent]
    values = np.array([r.value - e.acute for r, e in zip(recent, errors, strict=True)])
    away = days - days.mean()
    spread = float(away @ away)
    slope = float(away @ values) / spread
    return slope, float(np.mean([error.own_sd for error in errors])) / spread ** (1 / 2)
