"""A line beside every session: what it is for, adds, costs, and what is lost without it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from surae.planning.days import day_units
from surae.planning.goal import Goal, probability
from surae.planning.loads import Loads
from surae.planning.response import Response, Weeks, everyday
from surae.records import MUSCLES, Planned
from surae.units import DAYS_PER_WEEK

Array = NDArray[np.float64]

_LITTLE = 0.1
_BLOCK = 32


def with_reasons(
    sessions: Sequence[Planned],
    response: Response,
    weeks: Weeks,
    each: Loads,
    steps_per_day: float,
) -> list[Planned]:
    """Return sessions with their reasons.

    Parameters
    ----------
    sessions
        Of the plan, by day.
    response, weeks
        What schedules lead to, and the weeks of this one.
    each
        Loads of the distinct activities, in the order in which they first occur.
    steps_per_day
        Everyday steps [1/day].
    """
    if not sessions:
        return []
    first = min(session.day for session in sessions)
    distinct, _ = day_units(sessions, first, 1)
    row = np.array([distinct.index(session.activity) for session in sessions])
    changes = _without(sessions, row, response, weeks, each, steps_per_day)
    whole = response.change(weeks)
    middle = float(np.median(whole))
    lines = []
    for session, k, change in zip(sessions, row, changes, strict=True):
        adds = middle - float(np.median(change))
        risk = probability(response.goal, whole) - probability(response.goal, change)
        reason = _line(session, response.goal, each, int(k), adds, risk)
        lines.append(replace(session, reason=reason))
    return lines


def _without(
    sessions: Sequence[Planned],
    row: NDArray[np.int64],
    response: Response,
    weeks: Weeks,
    each: Loads,
    steps_per_day: float,
) -> Array:
    """Return the change of the target where each session alone is left out, (sessions, draws)."""
    begin = response.first_day
    changes = []
    for start in range(0, len(sessions), _BLOCK):
        part = slice(start, start + _BLOCK)
        days = np.array([(session.day - begin).days for session in sessions[part]])
        at, felt = _felt(days, weeks.days)
        which = row[part]
        bare = everyday(each.steps[which] + steps_per_day) - everyday(np.asarray(steps_per_day))
        less = Weeks(
            stimulus=np.maximum(
                weeks.stimulus[at] - felt[..., None, None] * each.stimulus[which][:, None], 0.0
            ),
            exposure=np.maximum(
                weeks.exposure[at] - felt[..., None] * each.exposure[which][:, None], 0.0
            ),
            everyday=weeks.everyday[at] - felt * bare[:, None] / DAYS_PER_WEEK,
            days=weeks.days,
            row=weeks.row,
        )
        changes.append(response.change_without(weeks, at, less))
    return np.concatenate(changes)


def _felt(days: NDArray[np.int64], lengths: Array) -> tuple[NDArray[np.int64], Array]:
    """Return the two weeks that feel a session of a day, and how much of it, (sessions, 2)."""
    week = days // DAYS_PER_WEEK
    inside = days % DAYS_PER_WEEK
    last = len(lengths) - 1
    here = np.maximum(lengths[week] - inside, 0) / lengths[week]
    after = np.minimum(week + 1, last)
    spill = np.where(week < last, np.minimum(inside, lengths[after]) / lengths[after], 0.0)
    return np.stack([week, after], axis=1), np.stack([here, spill], axis=1)


def _line(session: Planned, goal: Goal, each: Loads, row: int, adds: float, risk: float) -> str:
    """Return what a session is for, adds, costs, and what is lost without it."""
    parts = [_purpose(session, goal, each.stimulus[row])]
    parts.append(f"adds {_signed(adds, goal)}")
    parts.append(f"costs the Achilles {each.tendon[row]:.1f} km of easy running")
    points = 100 * risk
    lost = "changes the probability by less than 0.1 points"
    if abs(points) >= _LITTLE:
        lost = f"{'costs' if points > 0 else 'brings'} {abs(points):.1f} points of probability"
    return f"{'; '.join(parts)}; skipping it once {lost}"


def _purpose(session: Planned, goal: Goal, stimulus: Array) -> str:
    if session.kept:
        if goal.direction == "shrink":
            return "running stays: it costs energy and hardly feeds the calf"
        return "running that stays"
    mean = stimulus.mean(axis=1)
    if mean.max() <= 0.01:
        return "no trial says what it does to a calf, so it only widens what may happen"
    felt = [m for m, value in zip(MUSCLES, mean, strict=True) if value >= 0.2 * mean.max()]
    return f"{_verb(goal)} {' and '.join([', '.join(felt[:-1]), felt[-1]] if felt[1:] else felt)}"


def _verb(goal: Goal) -> str:
    return {"grow": "builds", "hold": "holds", "shrink": "keeps"}[goal.direction]


def _signed(value: float, goal: Goal) -> str:
    digits = {"cm": 3, "cm3": 2, "%": 2}[goal.unit]
    text = f"{value:+.{digits}f}".replace("-", "−")
    return f"{text} {goal.unit}"
