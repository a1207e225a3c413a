"""What is said to build calves, at the same effort as a plan: named alternatives to judge it by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surae.planning.days import Frame, amounts, plus
from surae.planning.goal import Goal, probability
from surae.planning.limits import Caps, broken, uses
from surae.planning.loads import Loads, loads
from surae.planning.response import Response, weeks_of
from surae.records import Activity, CalfRaise, Hills, Interval, Run, Stairs

Array = NDArray[np.float64]

_STANDING = CalfRaise(sets=1, reps=12, load_rm=14, reps_in_reserve=2)
_SEATED = CalfRaise(sets=1, reps=12, load_rm=14, reps_in_reserve=2, knee_angle=90.0)
ACTIVITIES: tuple[Activity, ...] = (
    Hills(repeats=1, seconds=20, grade=0.1, speed=4.5),
    Stairs(minutes=1.0, style="run"),
    Run(minutes=1, speed=2.6, surface="trail"),
    Run(minutes=1, speed=2.4, surface="sand"),
    _SEATED,
    _STANDING,
    Run(minutes=1, speed=2.8),
)
"""What the strategies are made of, one unit each."""

NAMED: dict[str, tuple[float, ...]] = {
    "hill sprints": (1, 0, 0, 0, 0, 0, 0),
    "stairs": (0, 1, 0, 0, 0, 0, 0),
    "trails and sand": (0, 0, 1, 1, 0, 0, 0),
    "seated raises": (0, 0, 0, 0, 1, 0, 0),
    "standing raises": (0, 0, 0, 0, 0, 1, 0),
    "all together": (2, 2, 1, 1, 2, 2, 0),
    "running only": (0, 0, 0, 0, 0, 0, 1),
}
"""The share of each activity in the minutes of each strategy."""


@dataclass(frozen=True, slots=True)
class Strategy:
    """A named alternative.

    Parameters
    ----------
    name
        Of :data:`NAMED`.
    p_goal
        Probability of the goal.
    change
        Of the goal's target, in its unit.
    minutes
        In a week, what is kept included [min].
    breaks
        Names of limits that it would break.
    """

    name: str
    p_goal: float
    change: Interval
    minutes: float
    breaks: tuple[str, ...]


def strategies(
    response: Response, frame: Frame, caps: Caps, case: Any, effort: float, steps_per_day: float
) -> tuple[Strategy, ...]:
    """Return every named strategy in the place of what a plan adds.

    Parameters
    ----------
    response, frame, caps
        Of the plan.
    case
        The person and the draws.
    effort
        Minutes of a week that the strategy fills [min].
    steps_per_day
        Everyday steps [1/day].
    """
    each = loads(ACTIVITIES, case)
    found = []
    for name, shares in NAMED.items():
        table = _table(frame, each, np.array(shares), effort)
        change = response.change(weeks_of(table, caps.history, steps_per_day))
        found.append(_judged(name, response.goal, change, table, caps))
    return tuple(found)


def _table(frame: Frame, each: Loads, shares: Array, effort: float) -> Loads:
    """Spread the minutes of a week over the activities and the days of a plan."""
    minutes = effort * shares / shares.sum()
    units = minutes / each.minutes / len(frame.weekdays)
    days = [frame.weekday(day) in frame.weekdays for day in range(frame.n_days)]
    return plus(frame.kept, amounts(each, np.array(days)[:, None] * units))


def _judged(name: str, goal: Goal, change: Array, table: Loads, caps: Caps) -> Strategy:
    weeks = max(len(table.minutes) / 7, 1.0)
    return Strategy(
        name=name,
        p_goal=probability(goal, change),
        change=Interval.of(change),
        minutes=float(table.minutes.sum() / weeks),
        breaks=tuple(use.name for use in broken(uses(table, caps))),
    )
