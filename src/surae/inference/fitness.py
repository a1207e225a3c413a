"""What running gave beside the calf: energy, aerobic load and an estimate of aerobic fitness."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from surae import evidence
from surae.evidence import bind
from surae.inference.priors import stream
from surae.loading import bouts
from surae.loading.aerobic import (
    heart_minutes,
    max_heart_rate,
    max_oxygen_uptake,
    moving_heart_rate,
    oxygen_uptake,
    reserve_share,
    training_impulse,
    zone_load,
)
from surae.loading.energy import activity_energy
from surae.records import Draws, Interval, Person, Run, Session, Walk
from surae.units import DAYS_PER_WEEK, METERS_PER_KM, SECONDS_PER_MINUTE

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class SessionGain:
    """What one session gave.

    Parameters
    ----------
    session
        Which.
    kilometers, minutes
        On foot [km], moving [min].
    energy
        Above rest, shape (draws,) [kcal].
    impulse, zones
        Banister's and Edwards' aerobic load, shape (draws,); None without a heart rate [1].
    uptake
        Maximal oxygen uptake that it lets expect, shape (draws,); None where it was no steady run
        with a heart rate [ml/(kg min)].
    """

    session: Session
    kilometers: float
    minutes: float
    energy: Array
    impulse: Array | None
    zones: Array | None
    uptake: Array | None

    @property
    def day(self) -> date:
        """Return when it was."""
        return self.session.start.date()


@dataclass(frozen=True, slots=True)
class Gains:
    """What some weeks gave, as middle and 90 % range; None where no heart rate says it.

    Parameters
    ----------
    weeks
        How many weeks.
    kilometers, minutes
        A week, on foot.
    energy
        A week, above rest [kcal].
    impulse, zones
        Aerobic load a week by Banister and by Edwards [1].
    uptake
        Maximal oxygen uptake in the last of these weeks [ml/(kg min)].
    uptake_change
        What it changed by over these weeks [ml/(kg min)].
    n_heart
        Sessions with a heart rate.
    """

    weeks: float
    kilometers: float
    minutes: float
    energy: Interval
    impulse: Interval | None
    zones: Interval | None
    uptake: Interval | None
    uptake_change: Interval | None
    n_heart: int


def session_gains(sessions: Sequence[Session], person: Person, draws: Draws) -> list[SessionGain]:
    """Return what each session on foot gave.

    Parameters
    ----------
    sessions
        Of one person; the largest heart rate among them may raise the maximum expected for age.
    person
        Age gives the maximal heart rate, sex the weight of effort, mass the energy.
    draws
        For cost of running and heart rates.
    """
    on_foot = [s for s in sessions if s.kind in ("run", "walk")]
    rates = [heart_minutes(session) for session in on_foot]
    maximal = _maximal(person, draws, rates)
    gains = (
        _gain(session, told, person, draws, maximal)
        for session, told in zip(on_foot, rates, strict=True)
    )
    return [gain for gain in gains if gain.minutes > 0]


def gathered(gains: Sequence[SessionGain], draws: Draws, weeks: float) -> Gains:
    """Return what the sessions of some weeks gave together."""
    heart = [gain for gain in gains if gain.impulse is not None]
    nothing = np.zeros(len(draws))
    last, change = _trend([gain for gain in gains if gain.uptake is not None], draws)
    return Gains(
        weeks=weeks,
        kilometers=sum(gain.kilometers for gain in gains) / weeks,
        minutes=sum(gain.minutes for gain in gains) / weeks,
        energy=Interval.of(sum((gain.energy for gain in gains), nothing) / weeks),
        impulse=_summed([gain.impulse for gain in heart], weeks),
        zones=_summed([gain.zones for gain in heart], weeks),
        uptake=last,
        uptake_change=change,
        n_heart=len(heart),
    )


def _summed(parts: Sequence[Array | None], weeks: float) -> Interval | None:
    known = [part for part in parts if part is not None]
    return Interval.of(np.sum(known, axis=0) / weeks) if known else None


def _gain(
    session: Session,
    told: tuple[Array, Array],
    person: Person,
    draws: Draws,
    maximal: Array,
) -> SessionGain:
    done = bouts(session)
    moves = [(b.activity, b.volume) for b in done if isinstance(b.activity, Run | Walk)]
    costs = [activity_energy(activity) for activity, _ in moves]
    net = sum(cost.net * volume for cost, (_, volume) in zip(costs, moves, strict=True))
    minutes = sum(cost.minutes * volume for cost, (_, volume) in zip(costs, moves, strict=True))
    meters = sum(
        move.speed * (move.minutes or 0.0) * SECONDS_PER_MINUTE * volume for move, volume in moves
    )
    economy = draws["running_level_cost"] / evidence.parameter("running_level_cost").mean
    whole = sum(
        cost.kilocalories(person.mass) * v for cost, (_, v) in zip(costs, moves, strict=True)
    )
    rates, spent = told
    impulse, zones = None, None
    if len(rates):
        reserve = reserve_share(rates, draws["resting_heart_rate"][:, None], maximal[:, None])
        impulse = training_impulse(spent, reserve, person.sex)
        zones = bind(zone_load, evidence.central_values())(spent, rates, maximal[:, None])
    return SessionGain(
        session=session,
        kilometers=meters / METERS_PER_KM,
        minutes=minutes,
        energy=whole * economy,
        impulse=impulse,
        zones=zones,
        uptake=_uptake(session, net, minutes, economy, (draws, maximal)),
    )


def _maximal(person: Person, draws: Draws, rates: Sequence[tuple[Array, Array]]) -> Array:
    """Return draws of the maximal heart rate: that of age, unless a minute was spent above it."""
    expected = bind(max_heart_rate, evidence.central_values())(person.age)
    seen = [_sustained(rate, spent) for rate, spent in rates if len(rate)]
    maximal: Array = np.maximum(expected + draws["max_heart_rate_spread"], max(seen, default=0.0))
    return maximal


def _sustained(rates: Array, minutes: Array) -> float:
    """Return the largest rate that a minute of a session was spent at or above [1/min]."""
    above = np.cumsum(minutes[::-1])[::-1] >= 1
    return float(rates[above].max()) if above.any() else 0.0


def _uptake(
    session: Session, net: float, minutes: float, economy: Array, heart: tuple[Draws, Array]
) -> Array | None:
    """Return the maximal oxygen uptake that a steady run lets expect, shape (draws,)."""
    values, (draws, maximal) = evidence.central_values(), heart
    rate, known = moving_heart_rate(session)
    if session.kind != "run" or known < values["steady_minutes"] or known < minutes / 2:
        return None
    reserve = reserve_share(rate, draws["resting_heart_rate"], maximal)
    middle = float(np.median(reserve))
    if not values["steady_reserve_low"] <= middle <= values["steady_reserve_high"]:
        return None
    power = economy * net / (minutes * SECONDS_PER_MINUTE) + values["resting_power"]
    most = bind(max_oxygen_uptake, values)(bind(oxygen_uptake, values)(power), reserve)
    found: Array = most * np.exp(draws["uptake_error"])
    return found


def _trend(steady: Sequence[SessionGain], draws: Draws) -> tuple[Interval | None, Interval | None]:
    """Return the fitness at the last steady run and its change since the first, by a straight line.

    What is wrong with the heart rates of a person is wrong in every run, so that the change is
    known better than the level; how runs scatter about the line says how well.
    """
    if len(steady) < 1:
        return None, None
    seen = np.array([gain.uptake for gain in steady])
    days = np.array([gain.day.toordinal() for gain in steady], dtype=float)
    span = days.max() - days.min()
    if len(steady) <= 2 or span < DAYS_PER_WEEK:
        return Interval.of(seen.mean(axis=0)), None
    at = (days - days.max()) / span
    design = np.column_stack([np.ones_like(at), at])
    inverse = np.linalg.inv(design.T @ design)
    line = inverse @ design.T @ seen
    left = seen - design @ line
    noise = np.sqrt((left**2).sum(axis=0) / (len(steady) - 2))
    drawn = stream("fitness trend", draws.seed).standard_normal((2, len(draws)))
    line = line + np.linalg.cholesky(inverse) @ drawn * noise
    return Interval.of(line[0]), Interval.of(line[1])
