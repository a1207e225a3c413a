"""A plan: sessions for a signed goal within limits, and what they lead to."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from surae.inference.outlook import outlook
from surae.planning.candidates import KINDS
from surae.planning.days import amounts, bouts_of, day_units, sessions_of
from surae.planning.equipment import needed
from surae.planning.goal import probability, reachable
from surae.planning.limits import Limits, uses
from surae.planning.loads import loads
from surae.planning.progress import Progress, part, silent
from surae.planning.reasons import with_reasons
from surae.planning.refine import refined
from surae.planning.response import Response, weeks_of
from surae.planning.search import best_week, week_of
from surae.planning.strategies import strategies
from surae.planning.unfold import lighter_weeks, unfold
from surae.planning.wish import Plan, Wish, done_since, food_of, goal_change
from surae.planning.work import Work, prepare, refuse_empty
from surae.planning.worth import Value, limit_values, session_values
from surae.records import Bout, Everyday, Interval, Planned
from surae.units import DAYS_PER_WEEK

Array = NDArray[np.float64]

_LESS, _SPARE_MASS = 300.0, 22.0
"""A small deficit [kcal/day], and the body mass over height squared that can spare it [kg/m2]."""


def make_plan(wish: Wish, key: str = "", progress: Progress = silent) -> Plan:
    """Return the plan that serves a goal best within limits.

    Parameters
    ----------
    wish
        What is asked.
    key
        Of the plan that this one follows; made from the wish if empty.
    progress
        Told the share of the work that is done; what it raises ends the search.

    Raises
    ------
    RecordError
        For a goal in the past, or one that no calf could follow.
    PlanError
        For limits that cannot hold together.
    """
    progress(0.0)
    work = prepare(wish)
    refuse_empty(wish, work)
    best = best_week(work.on, progress=part(progress, 0.4, 0.5))
    totals = refined(work.on, best, part(progress, 0.5, 0.7))
    progress(0.7)
    units = unfold(work.frame, work.caps, week_of(work.on, totals))
    sessions = _named(sorted([*work.kept, *sessions_of(work.frame, units)], key=_order))
    return _told(wish, work, key or _key(wish), sessions, totals)


def judged_plan(wish: Wish, sessions: Sequence[Planned], key: str) -> Plan:
    """Return somebody's own sessions as a plan, told and held to limits like one that was found.

    Parameters
    ----------
    wish
        What was asked.
    sessions
        Those after today count.
    key
        Of the plan.
    """
    work = prepare(wish)
    ahead = [one for one in sessions if wish.case.today < one.day <= wish.goal.by]
    return _told(
        wish, work, key, _named(sorted(ahead, key=_order)), [0] * len(work.on.frame.each.tendon)
    )


def _order(session: Planned) -> tuple[date, str, str]:
    return session.day, KINDS[type(session.activity)], repr(session.activity)


def _named(sessions: Sequence[Planned]) -> list[Planned]:
    """Give every session a name: its day, its kind, and which of that kind it is on the day."""
    seen: dict[tuple[date, str], int] = {}
    named = []
    for session in sessions:
        kind = KINDS[type(session.activity)]
        number = seen[session.day, kind] = seen.get((session.day, kind), 0) + 1
        named.append(replace(session, uid=f"{session.day.isoformat()}-{kind}-{number}"))
    return named


def _key(wish: Wish) -> str:
    """Return a short name that the same wish always gets."""
    text = f"{wish.case.person} {wish.goal.words} {wish.case.today}"
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _told(wish: Wish, work: Work, key: str, sessions: list[Planned], totals: Sequence[int]) -> Plan:
    """Run the simulator on the plan, and say everything about it."""
    case, goal, caps, frame = wish.case, wish.goal, work.caps, work.frame
    steps = case.person.steps_per_day
    distinct, units = day_units(sessions, frame.first_day, frame.n_days)
    each = loads(distinct, case)
    table = amounts(each, units)
    weeks = weeks_of(table, caps.history, steps)
    food, done = food_of(wish), (*done_since(wish), *bouts_of(sessions))
    seen = outlook(work.counted, done, goal.by, food)
    change = goal_change(goal, seen)
    begun = (case.today - work.counted.today).days
    response = Response(work.counted, goal, seen, weeks, begun, food)
    effort = _effort(wish, work, sessions)
    return Plan(
        wish=wish,
        key=key,
        sessions=tuple(with_reasons(sessions, response, weeks, each, steps)),
        seen=seen,
        p_goal=probability(goal, change),
        change=Interval.of(change),
        reachable=reachable(goal, change),
        limits=uses(table, caps, *_unwanted(sessions, wish.limits)),
        alternatives=strategies(response, frame, caps, case, effort, steps),
        values=(
            *session_values(work.on, totals),
            *limit_values(work.on, totals, steps),
            *_eating_less(wish, work, done, change),
        ),
        lighter=lighter_weeks(table.minutes),
        notes=work.notes,
    )


def _effort(wish: Wish, work: Work, sessions: Sequence[Planned]) -> float:
    """Return the minutes a week that a plan adds, or could add where it adds nothing [min]."""
    weeks = max(work.frame.n_days / DAYS_PER_WEEK, 1.0)
    added = sum(one.minutes for one in sessions if not one.kept) / weeks
    kept = sum(one.minutes for one in work.kept) / weeks
    return added or max(wish.limits.minutes - kept, 0.0)


def _eating_less(
    wish: Wish, work: Work, done: tuple[Bout, ...], change: Array
) -> tuple[Value, ...]:
    """Return what a small energy deficit would bring a person who wants to shrink and can spare it.

    Nobody below an ordinary body mass is shown it.
    """
    person, goal = wish.case.person, wish.goal
    if goal.direction != "shrink" or wish.limits.energy_deficit:
        return ()
    if person.mass / person.height**2 < _SPARE_MASS:
        return ()
    seen = outlook(work.counted, done, goal.by, Everyday(energy_balance=-_LESS))
    other = goal_change(goal, seen)
    return (
        Value(
            f"eating {_LESS:.0f} kcal a day below need, which is fat more than muscle",
            probability(goal, other) - probability(goal, change),
            float(np.median(other) - np.median(change)),
        ),
    )


def _unwanted(sessions: Sequence[Planned], limits: Limits) -> tuple[int, int]:
    """Return how many added sessions lack their equipment, and how many are of a kind left out."""
    added = [one.activity for one in sessions if not one.kept]
    lacking = sum(bool(needed(one) - limits.equipment) for one in added)
    return lacking, sum(KINDS[type(one)] in limits.disliked for one in added)
