"""A plan: sessions for a signed goal within limits, and what they lead to."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from surae.errors import PlanError
from surae.inference.outlook import Case, Outlook, outlook
from surae.planning.candidates import KINDS, Candidate, candidates
from surae.planning.days import Frame, amounts, bouts_of, day_units, sessions_of
from surae.planning.equipment import needed
from surae.planning.goal import Goal, change_of, check_goal, probability, reachable
from surae.planning.kept import (
    kept_at_ease,
    kept_by_document,
    kept_by_habit,
    refuse,
    shorter,
    spread_weekdays,
    usual_running,
)
from surae.planning.limits import HISTORY, Caps, Limits, LimitUse, broken, caps_of, halved, uses
from surae.planning.loads import Loads, loads, past
from surae.planning.reasons import with_reasons
from surae.planning.refine import refined
from surae.planning.response import Response, percent_per_unit, weeks_of
from surae.planning.search import Ground, best_week, fits, ground, week_of
from surae.planning.strategies import Strategy, strategies
from surae.planning.unfold import lighter_weeks, unfold
from surae.planning.worth import Value, limit_values, session_values
from surae.records import Bout, Everyday, Interval, Planned, Protocol
from surae.units import DAYS_PER_WEEK

Array = NDArray[np.float64]

_LESS, _SPARE_MASS = 300.0, 22.0
"""A small deficit [kcal/day], and the body mass over height squared that can spare it [kg/m2]."""

_TRIM = np.arange(9, -1, -1) / 10


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
        the day on which the first one was made.
    """

    case: Case
    goal: Goal
    limits: Limits
    keep: Protocol | None = None
    counted_from: date | None = None


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


def make_plan(wish: Wish, key: str = "") -> Plan:
    """Return the plan that serves a goal best within limits.

    Parameters
    ----------
    wish
        What is asked.
    key
        Of the plan that this one follows; made from the wish if empty.

    Raises
    ------
    RecordError
        For a goal in the past, or one that no calf could follow.
    PlanError
        For limits that cannot hold together.
    """
    work = prepare(wish)
    _refuse_empty(wish, work)
    totals = refined(work.on, best_week(work.on))
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


@dataclass(frozen=True, slots=True, eq=False)
class Work:
    """What a plan is made from: frame, caps, ground of the search, what is kept, and notes."""

    frame: Frame
    caps: Caps
    on: Ground
    kept: tuple[Planned, ...]
    counted: Case
    notes: tuple[str, ...]


def prepare(wish: Wish) -> Work:
    """Collect what the search needs, and refuse what cannot be."""
    case, goal, limits = wish.case, wish.goal, wish.limits
    counted = _counted(wish)
    n_days = (goal.by - case.today).days
    if n_days < 1:
        check_goal(goal, case.today, 1.0)
    possible = _possible(wish)
    each = loads([one.activity for one in possible], case)
    history = past(case, HISTORY)
    caps = caps_of(limits, history)
    kept, notes = _kept(wish, caps)
    food = _food(wish)
    anchor = outlook(counted, (*_since(wish), *bouts_of(kept)), goal.by, food)
    check_goal(goal, counted.today, percent_per_unit(goal, case.draws, anchor))
    table = _table(kept, case, n_days)
    taken = tuple(sorted({one.day.weekday() for one in kept}))
    frame = Frame(
        first_day=case.today + timedelta(days=1),
        n_days=n_days,
        candidates=possible,
        each=each,
        kept=table,
        weekdays=spread_weekdays(limits.days, limits.weekdays, taken),
    )
    weeks = weeks_of(table, history, case.person.steps_per_day)
    begun = (case.today - counted.today).days
    response = Response(counted, goal, anchor, weeks, begun, food)
    on = ground(frame, caps, response, weeks, case.person.steps_per_day)
    return Work(frame, caps, on, tuple(kept), counted, notes)


def _refuse_empty(wish: Wish, work: Work) -> None:
    """Refuse limits that leave no room for a single session."""
    if work.kept or wish.goal.direction != "grow":
        return
    on, frame = work.on, work.frame
    smallest = np.diag([candidate.low for candidate in frame.candidates])
    if any(fits(on, week_of(on, row.tolist())) for row in smallest):
        return
    minutes = (smallest @ frame.each.minutes).min()
    limits = wish.limits
    raise PlanError(
        f"no session fits within {limits.days} days, {limits.minutes:g} minutes a week and these "
        f"caps on load; the shortest takes {minutes:.0f} minutes: allow more minutes or load"
    )


def _counted(wish: Wish) -> Case:
    """Return the case as it was on the day from which the change counts."""
    since = wish.counted_from or wish.case.today
    case = wish.case
    return replace(
        case,
        today=since,
        first_day=min(case.first_day, since),
        done=tuple(bout for bout in case.done if bout.day <= since),
        readings=tuple(r for r in case.readings if r.date_time.date() <= since),
    )


def _since(wish: Wish) -> tuple[Bout, ...]:
    """Return what was done after the day from which the change counts."""
    since = wish.counted_from or wish.case.today
    return tuple(bout for bout in wish.case.done if bout.day > since)


def _possible(wish: Wish) -> tuple[Candidate, ...]:
    """Return the kinds of session that a plan may add."""
    limits, case = wish.limits, wish.case
    found = candidates(limits.equipment, limits.disliked, case.limb, case.person.mass)
    if wish.goal.direction == "shrink":
        found = tuple(one for one in found if one.title == "easy run")
    if not found and wish.goal.direction != "shrink":
        there = ", ".join(sorted(limits.equipment)) or "none"
        out = ", ".join(sorted(limits.disliked))
        raise PlanError(
            f"equipment ({there}) and kinds left out ({out}) leave no session; allow one more"
        )
    return found


def _kept(wish: Wish, caps: Caps) -> tuple[list[Planned], tuple[str, ...]]:
    """Return what stays and what must be said about it."""
    case, goal, limits = wish.case, wish.goal, wish.limits
    if wish.keep is not None:
        kept = kept_by_document(wish.keep, case.today, goal.by)
        failed = _failed(kept, wish, caps)
        if failed:
            raise refuse(failed, caps)
        return kept, ()
    running = usual_running(case)
    if running is None:
        return (kept_at_ease(case, goal, limits) if goal.direction == "shrink" else []), ()
    if "run" in limits.disliked:
        return [], ("you leave out running, so your usual runs are not in the plan",)
    kept = kept_by_habit(running, case, goal, limits)
    room = halved(caps) if goal.direction == "grow" else caps
    for share in _TRIM:
        if not _failed(kept, wish, room):
            break
        kept = shorter(kept_by_habit(running, case, goal, limits), float(share)) if share else []
    return kept, _said_of(kept, running.per_week * (running.run.minutes or 0.0))


def _said_of(kept: Sequence[Planned], usual: float) -> tuple[str, ...]:
    """Say how much of the usual running fits."""
    if not kept:
        return ("your usual running does not fit into the limits and is not in the plan",)
    weeks = max(((kept[-1].day - kept[0].day).days + 1) / DAYS_PER_WEEK, 1.0)
    now = sum(one.minutes for one in kept) / weeks
    if now >= usual - 5:
        return ()
    return (f"of your usual {usual:.0f} minutes of running a week, about {now:.0f} fit",)


def _failed(kept: Sequence[Planned], wish: Wish, caps: Caps) -> tuple[LimitUse, ...]:
    n_days = (wish.goal.by - wish.case.today).days
    return broken(uses(_table(kept, wish.case, n_days), caps))


def _table(sessions: Sequence[Planned], case: Case, n_days: int) -> Loads:
    """Return the loads of each day of sessions."""
    distinct, units = day_units(sessions, case.today + timedelta(days=1), n_days)
    return amounts(loads(distinct, case), units)


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
    case, goal, caps = wish.case, wish.goal, work.caps
    steps = case.person.steps_per_day
    distinct, units = day_units(sessions, work.frame.first_day, work.frame.n_days)
    each = loads(distinct, case)
    table = amounts(each, units)
    weeks = weeks_of(table, caps.history, steps)
    food, done = _food(wish), (*_since(wish), *bouts_of(sessions))
    seen = outlook(work.counted, done, goal.by, food)
    change = goal_change(goal, seen)
    begun = (case.today - work.counted.today).days
    response = Response(work.counted, goal, seen, weeks, begun, food)
    p_goal = probability(goal, change)
    added = sum(one.minutes for one in sessions if not one.kept)
    n_weeks = max(work.frame.n_days / DAYS_PER_WEEK, 1.0)
    kept = sum(one.minutes for one in work.kept) / n_weeks
    effort = added / n_weeks or max(wish.limits.minutes - kept, 0.0)
    return Plan(
        wish=wish,
        key=key,
        sessions=tuple(with_reasons(sessions, response, weeks, each, steps, p_goal)),
        seen=seen,
        p_goal=p_goal,
        change=Interval.of(change),
        reachable=reachable(goal, change),
        limits=uses(table, caps, *_unwanted(sessions, wish.limits)),
        alternatives=strategies(response, work.frame, caps, case, effort, steps),
        values=(
            *session_values(work.on, totals),
            *limit_values(work.on, totals, steps),
            *_eating_less(wish, work, done, change),
        ),
        lighter=lighter_weeks(table.minutes),
        notes=work.notes,
    )


def _food(wish: Wish) -> Everyday | None:
    """Return what the person eats below need, None where nothing was said."""
    deficit = wish.limits.energy_deficit
    return Everyday(energy_balance=-deficit) if deficit else None


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


def goal_change(goal: Goal, seen: Outlook) -> Array:
    """Return what an outlook does to the target of a goal, in its unit, shape (draws,)."""
    calf = seen.calf
    return change_of(goal, calf.girth_change[:, -1], calf.volume_change[:, :, -1], calf.volume)
