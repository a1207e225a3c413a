"""A plan as a table of days: units of each candidate on each day, beside what is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from surae.planning.candidates import Candidate, session_minutes
from surae.planning.loads import Loads
from surae.records import Activity, Bout, Planned

Array = NDArray[np.float64]
Units = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """What a schedule is made of.

    Parameters
    ----------
    first_day, n_days
        Of the plan.
    candidates, each
        The kinds of session, and the loads of one unit of each.
    kept
        The loads of each day of what stays whatever the plan.
    weekdays
        Days of the week that hold sessions, Monday 0.
    """

    first_day: date
    n_days: int
    candidates: tuple[Candidate, ...]
    each: Loads
    kept: Loads
    weekdays: tuple[int, ...]

    def weekday(self, day: int) -> int:
        """Return the weekday of a day of the plan."""
        return (self.first_day + timedelta(days=day)).weekday()

    def table(self, units: Units) -> Loads:
        """Return the loads of each day of a schedule, shape (days, candidates)."""
        return plus(self.kept, amounts(self.each, units))


def amounts(each: Loads, units: Units | Array) -> Loads:
    """Return the loads of rows that hold some of each activity, shape (rows, activities)."""
    shape = each.stimulus.shape
    flat = each.stimulus.reshape(shape[0], shape[1] * shape[2])
    return Loads(
        stimulus=(units @ flat).reshape(len(units), *shape[1:]),
        exposure=units @ each.exposure,
        steps=units @ each.steps,
        tendon=units @ each.tendon,
        damage=units @ each.damage,
        minutes=units @ each.minutes,
        kilometers=units @ each.kilometers,
    )


def plus(one: Loads, other: Loads) -> Loads:
    """Return the sum of two day tables."""
    return Loads(
        one.stimulus + other.stimulus,
        one.exposure + other.exposure,
        one.steps + other.steps,
        one.tendon + other.tendon,
        one.damage + other.damage,
        one.minutes + other.minutes,
        one.kilometers + other.kilometers,
    )


def without_stimulus(loads: Loads) -> Loads:
    """Return the same loads for a check of limits, which does not look at single draws."""
    return Loads(
        np.zeros((*loads.stimulus.shape[:-1], 0)),
        loads.exposure,
        loads.steps,
        loads.tendon,
        loads.damage,
        loads.minutes,
        loads.kilometers,
    )


def day_units(
    sessions: Sequence[Planned] | Sequence[Bout], first_day: date, n_days: int
) -> tuple[tuple[Activity, ...], Array]:
    """Return the distinct activities of sessions, and how much of each a day holds."""
    distinct = tuple(dict.fromkeys(session.activity for session in sessions))
    table = np.zeros((n_days, len(distinct)))
    for session in sessions:
        row = (session.day - first_day).days
        if 0 <= row < n_days:
            amount = session.volume if isinstance(session, Bout) else 1.0
            table[row, distinct.index(session.activity)] += amount
    return distinct, table


def sessions_of(frame: Frame, units: Units) -> list[Planned]:
    """Return the sessions of a schedule, without what is kept."""
    found = []
    for day, item in zip(*np.nonzero(units), strict=True):
        candidate = frame.candidates[item]
        activity = candidate.scaled(int(units[day, item]))
        found.append(
            Planned(
                day=frame.first_day + timedelta(days=int(day)),
                activity=activity,
                minutes=session_minutes(activity),
                title=candidate.title,
            )
        )
    return found


def bouts_of(sessions: Sequence[Planned]) -> tuple[Bout, ...]:
    """Return sessions as the simulator takes them."""
    return tuple(Bout(session.day, session.activity) for session in sessions)
