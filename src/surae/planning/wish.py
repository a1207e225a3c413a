"""What is asked of a plan, and what a plan holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from surae.inference.outlook import Case, Outlook
from surae.planning.goal import Goal, change_of
from surae.planning.limits import Limits, LimitUse
from surae.planning.strategies import Strategy
from surae.planning.worth import Value
from surae.records import Bout, Everyday, Interval, Planned, Protocol

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Wish:
    """What is asked of a plan.

    Parameters
    ----------
    case
        The person, the log up to today, and the draws.
    goal, limits
        What is wanted, and what must hold.
    keep
        Sessions that must stay; the usual running as far as it fits if None.
    counted_from
        The day from which the change counts; today if None. A plan that is made anew counts from
        the day on which the first one was made, and its weekly limits count what was done since.
    before
        The sessions of the plan that this one follows.
    """

    case: Case
    goal: Goal
    limits: Limits
    keep: Protocol | None = None
    counted_from: date | None = None
    before: tuple[Planned, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Sessions, what they lead to, and how they compare.

    Parameters
    ----------
    wish
        What was asked.
    key
        The same for all versions of a plan.
    sessions
        By day, with reasons and names that stay the same.
    seen
        The simulator's outlook of log and plan.
    p_goal
        Probability of the goal.
    change, reachable
        Of the goal's target, in its unit: what is expected, and what is reached with the
        probability wanted.
    limits
        Each with its cap and the most that the plan asks of it.
    alternatives
        Named strategies at the same effort.
    values
        What a little more of a session or of a limit would bring.
    lighter
        Weeks, from 0, that are lighter than those beside them.
    notes
        What the reader must know.
    """

    wish: Wish
    key: str
    sessions: tuple[Planned, ...]
    seen: Outlook
    p_goal: float
    change: Interval
    reachable: float
    limits: tuple[LimitUse, ...]
    alternatives: tuple[Strategy, ...]
    values: tuple[Value, ...]
    lighter: tuple[int, ...]
    notes: tuple[str, ...]


def done_since(wish: Wish) -> tuple[Bout, ...]:
    """Return what was done after the day from which the change counts."""
    since = wish.counted_from or wish.case.today
    return tuple(bout for bout in wish.case.done if bout.day > since)


def food_of(wish: Wish) -> Everyday | None:
    """Return what the person eats below need, None where nothing was said."""
    deficit = wish.limits.energy_deficit
    return Everyday(energy_balance=-deficit) if deficit else None


def goal_change(goal: Goal, seen: Outlook) -> Array:
    """Return what an outlook does to the target of a goal, in its unit, shape (draws,)."""
    calf = seen.calf
    return change_of(goal, calf.girth_change[:, -1], calf.volume_change[:, :, -1], calf.volume)
