"""What a plan must never pass, and how close a plan comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from surae import evidence
from surae.errors import PlanError
from surae.planning.equipment import DISLIKABLE
from surae.planning.loads import Loads
from surae.records import MUSCLES
from surae.units import DAYS_PER_WEEK

Array = NDArray[np.float64]

HISTORY = 60
"""Days of the log that limits look back on."""

_MONTH = 28
_ROW = 3
_SLACK = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a person says that a plan must keep to; None takes what the log allows.

    Parameters
    ----------
    days, minutes
        In any seven days [1], [min].
    weekdays
        Days of the week that may hold sessions, Monday 0; all if empty.
    equipment, disliked
        What there is, and kinds that are left out.
    tendon_week, tendon_session
        Achilles load as kilometers of easy level running [km].
    damage_session, damage_carried
        Micro-damage of a muscle on one day, and with what is not repaired yet [hard sets].
    energy_deficit
        That the person eats below need [kcal/day].
    """

    days: int = 3
    minutes: float = 120.0
    weekdays: tuple[int, ...] = ()
    equipment: frozenset[str] = frozenset()
    disliked: frozenset[str] = frozenset()
    tendon_week: float | None = None
    tendon_session: float | None = None
    damage_session: float | None = None
    damage_carried: float | None = None
    energy_deficit: float = 0.0

    def __post_init__(self) -> None:
        if not 1 <= self.days <= DAYS_PER_WEEK:
            raise PlanError(f"`days` {self.days} is outside 1–7 days a week; a plan needs one")
        if not 0 < self.minutes <= 7 * 1440:
            raise PlanError(f"`minutes` {self.minutes:g} is outside 1–10080 minutes a week")
        for name in ("tendon_week", "tendon_session", "damage_session", "damage_carried"):
            value = getattr(self, name)
            if value is not None and not value > 0:
                raise PlanError(f"`{name}` {value:g} should be above 0")
        most = evidence.parameter("energy_deficit_cap").mean
        if not 0 <= self.energy_deficit <= most:
            raise PlanError(
                f"`energy_deficit` {self.energy_deficit:g} kcal/day is outside 0–{most:g}; "
                "a plan goes along with no more, since more costs muscle and health"
            )
        if set(DISLIKABLE) <= self.disliked:
            raise PlanError("every kind of session is left out; allow at least one")
        if self.weekdays and len(self.weekdays) < self.days:
            object.__setattr__(self, "days", len(self.weekdays))


@dataclass(frozen=True, slots=True)
class LimitUse:
    """A limit and the most that a plan asks of it."""

    name: str
    unit: str
    cap: float
    worst: float

    @property
    def holds(self) -> bool:
        """Whether the plan keeps to it."""
        return self.worst <= self.cap * (1 + _SLACK) + _SLACK


@dataclass(frozen=True, slots=True, eq=False)
class Caps:
    """Limits in numbers, with the days before the plan that some of them look at.

    ``history`` holds :data:`HISTORY` days up to today, ``counted`` says how many of its last days
    weekly limits count too, the other fields are the caps of :class:`Limits`.
    """

    limits: Limits
    history: Loads
    tendon_week: float
    tendon_session: float
    damage_session: float
    damage_carried: float
    damage_week: float
    counted: int = 0


def caps_of(limits: Limits, history: Loads, counted: int = 0) -> Caps:
    """Return the caps: what was told, or a floor, or a little more than the last weeks held."""
    value = {name: evidence.parameter(name).mean for name in _FLOORS}
    weeks = round(evidence.parameter("habit_weeks").mean) * DAYS_PER_WEEK
    tendon, damage = history.tendon[-weeks:], history.damage[-weeks:]
    rise = value["habit_rise"]
    session = max(value["session_damage_cap"], rise * float(damage.max(initial=0.0)))
    carried = max(value["carried_damage_cap"], rise * float(carry(damage).max(initial=0.0)))
    week = max(value["tendon_week_floor"], rise * float(weekly(tendon).max(initial=0.0)))
    day = max(value["tendon_session_floor"], rise * float(tendon.max(initial=0.0)))
    damage_session = limits.damage_session or session
    return Caps(
        limits=limits,
        history=history,
        tendon_week=limits.tendon_week or week,
        tendon_session=limits.tendon_session or day,
        damage_session=damage_session,
        damage_carried=limits.damage_carried or carried,
        damage_week=limits.days * damage_session,
        counted=min(counted, DAYS_PER_WEEK - 1),
    )


def halved(caps: Caps) -> Caps:
    """Return caps that leave half of the load for what a plan adds."""
    return replace(
        caps,
        tendon_week=caps.tendon_week / 2,
        tendon_session=caps.tendon_session / 2,
        damage_session=caps.damage_session / 2,
        damage_carried=caps.damage_carried / 2,
    )


_FLOORS = (
    "session_damage_cap",
    "carried_damage_cap",
    "tendon_week_floor",
    "tendon_session_floor",
    "habit_rise",
)


def weekly(daily: Array) -> Array:
    """Return the sum of each day and the six before it, along the first axis."""
    total = np.cumsum(daily, axis=0, dtype=float)
    total[DAYS_PER_WEEK:] -= total[:-DAYS_PER_WEEK].copy()
    return total


def carry(damage: Array) -> Array:
    """Return the micro-damage that is there after each day, repaired with a half-life."""
    kept = 0.5 ** (1 / evidence.parameter("damage_half_life").mean)
    there = np.zeros_like(damage)
    now = np.zeros(damage.shape[1:])
    for day, new in enumerate(damage):
        now = now * kept + new
        there[day] = now
    return there


def uses(plan: Loads, caps: Caps, forbidden: int = 0, disliked: int = 0) -> tuple[LimitUse, ...]:
    """Return every limit with the most that a plan asks of it.

    Parameters
    ----------
    plan
        A row for each day from tomorrow on.
    caps
        What holds.
    forbidden, disliked
        Sessions that need what is not there, or are of a kind that is left out.
    """
    limits, done = caps.limits, caps.history
    trained, before = (one.minutes.astype(bool).astype(float) for one in (plan, done))
    days = _in_a_week(trained, before, caps.counted)
    minutes = _in_a_week(plan.minutes, done.minutes, caps.counted)
    return (
        LimitUse("training days in any seven days", "days", limits.days, days),
        LimitUse("minutes in any seven days", "min", limits.minutes, minutes),
        *_tendon_uses(plan, caps),
        *_damage_uses(plan, caps),
        longest_run(plan.kilometers, caps.history.kilometers),
        LimitUse("heavy weeks in a row", "weeks", _ROW, _heavy_row(plan, caps)),
        LimitUse("sessions without their equipment", "1", 0, forbidden),
        LimitUse("sessions of a kind left out", "1", 0, disliked),
        LimitUse(
            "energy deficit", "kcal/day", evidence.parameter("energy_deficit_cap").mean,
            limits.energy_deficit,
        ),
    )  # fmt: skip


def _most(values: Array) -> float:
    return round(float(values.max(initial=0.0)), 9)


def _in_a_week(plan: Array, done: Array, counted: int) -> float:
    """Return the most in seven days that a day of the plan ends.

    Parameters
    ----------
    plan, done
        Of each day of the plan, and of each day up to today.
    counted
        How many of the last days count, too.
    """
    days = np.concatenate([done[len(done) - counted :], plan])
    return _most(np.where(plan > 0, weekly(days)[counted:], 0.0))


def _tendon_uses(plan: Loads, caps: Caps) -> tuple[LimitUse, ...]:
    unit = "km of easy running"
    start = evidence.parameter("tendon_start").mean
    ahead = len(caps.history.tendon)
    month = np.cumsum(np.concatenate([np.zeros(1), caps.history.tendon, plan.tendon]))
    ends = np.arange(ahead, ahead + len(plan.tendon)) - DAYS_PER_WEEK + 1
    before = (month[ends] - month[ends - _MONTH]) / (_MONTH / DAYS_PER_WEEK)
    rise = weekly(plan.tendon) / np.maximum(before, start)
    cap = evidence.parameter("habit_rise").mean
    return (
        LimitUse("Achilles load in any seven days", unit, caps.tendon_week,
                 _in_a_week(plan.tendon, caps.history.tendon, caps.counted)),
        LimitUse("Achilles load on a day", unit, caps.tendon_session, _most(plan.tendon)),
        LimitUse("Achilles load of a week over the four weeks before", "-", cap, _most(rise)),
    )  # fmt: skip


def _damage_uses(plan: Loads, caps: Caps) -> tuple[LimitUse, ...]:
    first = round(evidence.parameter("first_weeks").mean * DAYS_PER_WEEK)
    used = max(
        evidence.parameter("first_damage_cap").mean,
        evidence.parameter("habit_rise").mean * _most(caps.history.damage[-_MONTH:]),
    )
    there = carry(np.concatenate([caps.history.damage, plan.damage]))[len(caps.history.damage) :]
    found = [
        LimitUse(
            "micro-damage on a day of the first weeks",
            "hard sets",
            min(used, caps.damage_session),
            _most(plan.damage[:first]),
        )
    ]
    for m, muscle in enumerate(MUSCLES):
        found += [
            LimitUse(f"micro-damage of {muscle} on a day", "hard sets", caps.damage_session,
                     _most(plan.damage[:, m])),
            LimitUse(f"micro-damage of {muscle} not yet repaired", "hard sets",
                     caps.damage_carried, _most(there[:, m])),
        ]  # fmt: skip
    return tuple(found)


def longest_run(ahead: Array, before: Array) -> LimitUse:
    """Return how far the runs of a plan go beyond the longest of the thirty days before each.

    Someone who has not run lately may start with a short run.
    """
    days = round(evidence.parameter("longest_run_days").mean)
    first = evidence.parameter("first_run_distance").mean
    cap = evidence.parameter("longest_run_rise").mean
    every = np.concatenate([before, ahead])
    worst = 0.0
    for day in np.flatnonzero(ahead > 0):
        at = len(before) + int(day)
        longest = float(every[max(at - days, 0) : at].max(initial=0.0))
        worst = max(worst, ahead[day] / max(longest, first / cap))
    return LimitUse("a run over the longest of the last thirty days", "-", cap, round(worst, 9))


def _heavy_row(plan: Loads, caps: Caps) -> float:
    """Return the most weeks in a row that come near a weekly cap."""
    near = evidence.parameter("near_cap").mean
    run = most = 0
    for begin in range(0, len(plan.tendon), DAYS_PER_WEEK):
        week = slice(begin, begin + DAYS_PER_WEEK)
        tendon = plan.tendon[week].sum() / caps.tendon_week
        damage = plan.damage[week].sum(axis=0).max(initial=0.0) / caps.damage_week
        run = run + 1 if max(tendon, damage) >= near else 0
        most = max(most, run)
    return float(most)


def broken(found: Sequence[LimitUse]) -> tuple[LimitUse, ...]:
    """Return the limits that do not hold."""
    return tuple(use for use in found if not use.holds)


def first_days(plan: Loads, n_days: int) -> Loads:
    """Return the first rows of a day table."""
    return replace(
        plan,
        stimulus=plan.stimulus[:n_days],
        exposure=plan.exposure[:n_days],
        steps=plan.steps[:n_days],
        tendon=plan.tendon[:n_days],
        damage=plan.damage[:n_days],
        minutes=plan.minutes[:n_days],
        kilometers=plan.kilometers[:n_days],
    )
