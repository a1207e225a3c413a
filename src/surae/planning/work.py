"""What a plan is made from: what there is, what holds, what is kept, and the first run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from surae.errors import PlanError
from surae.inference.outlook import Case, outlook
from surae.planning.candidates import Candidate, candidates
from surae.planning.days import Frame, amounts, bouts_of, day_units
from surae.planning.goal import check_goal
from surae.planning.kept import (
    kept_at_ease,
    kept_before,
    kept_by_document,
    kept_by_habit,
    refuse,
    shorter,
    spread_weekdays,
    usual_running,
)
from surae.planning.limits import HISTORY, Caps, LimitUse, broken, caps_of, halved, uses
from surae.planning.loads import Loads, loads, past
from surae.planning.response import Response, percent_per_unit, weeks_of
from surae.planning.search import Ground, fits, ground, week_of
from surae.planning.wish import Wish, done_since, food_of
from surae.records import Planned
from surae.units import DAYS_PER_WEEK

Array = NDArray[np.float64]

_TRIM = np.arange(9, -1, -1) / 10


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
    caps = caps_of(limits, history, (case.today - counted.today).days)
    kept, notes = _kept(wish, caps)
    food = food_of(wish)
    anchor = outlook(counted, (*done_since(wish), *bouts_of(kept)), goal.by, food)
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


def refuse_empty(wish: Wish, work: Work) -> None:
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
        failed = _failed(kept, wish, replace(caps, counted=0))
        if failed:
            raise refuse(failed, caps)
        return kept, ()
    stayed = kept_before(wish.before, case)
    if stayed is not None and not _failed(stayed, wish, replace(caps, counted=0)):
        return _beside_done(stayed, wish, caps), ()
    running = usual_running(case)
    if running is None:
        return (kept_at_ease(case, goal, limits) if goal.direction == "shrink" else []), ()
    if "run" in limits.disliked:
        return [], ("you leave out running, so your usual runs are not in the plan",)
    kept = kept_by_habit(running, case, goal, limits)
    room = replace(halved(caps) if goal.direction == "grow" else caps, counted=0)
    for share in _TRIM:
        if not _failed(kept, wish, room):
            break
        kept = shorter(kept_by_habit(running, case, goal, limits), float(share)) if share else []
    said = _said_of(kept, running.per_week * (running.run.minutes or 0.0))
    return _beside_done(kept, wish, caps), said


def _beside_done(kept: list[Planned], wish: Wish, caps: Caps) -> list[Planned]:
    """Return what stays, without sessions of the first week that the days just done crowd out."""
    fitting: list[Planned] = []
    crowded = bool(caps.counted) and bool(_failed(kept, wish, caps))
    for one in kept:
        soon = crowded and (one.day - wish.case.today).days < DAYS_PER_WEEK
        if not soon or not _failed([*fitting, one], wish, caps):
            fitting.append(one)
    return fitting


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
