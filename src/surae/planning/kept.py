"""What stays whatever the plan: a race plan, or the running that the person does anyway."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from surae import evidence
from surae.errors import PlanError
from surae.inference.outlook import Case
from surae.loading import schedule
from surae.planning.adherence import adherence
from surae.planning.candidates import KINDS, run_kilometers, session_minutes, times
from surae.planning.goal import Goal
from surae.planning.limits import Caps, Limits, LimitUse
from surae.records import Bout, Planned, Protocol, Run
from surae.units import DAYS_PER_WEEK, METERS_PER_KM, SECONDS_PER_MINUTE

_STEP = 5.0
_LEAST = 10.0
_SHARE = 0.5
_SPREAD = ((0,), (0, 3), (0, 2, 4), (0, 1, 3, 5), (0, 1, 2, 4, 5), (0, 1, 2, 3, 4, 5))


@dataclass(frozen=True, slots=True)
class Running:
    """An ordinary week of running: how often, how long, and on which weekdays."""

    per_week: int
    run: Run
    weekdays: tuple[int, ...]


def usual_running(case: Case) -> Running | None:
    """Return the running of the last weeks, None where there was hardly any."""
    weeks = evidence.parameter("habit_weeks").mean
    since = case.today - timedelta(weeks=weeks)
    recent = [b for b in case.done if b.day > since and isinstance(b.activity, Run)]
    days = sorted({bout.day for bout in recent})
    if not recent:
        return None
    known = min(weeks, max(1.0, ((case.today - days[0]).days + 1) / DAYS_PER_WEEK))
    per_week = round(len(days) / known)
    if per_week == 0:
        return None
    minutes = sum(bout.volume * session_minutes(bout.activity) for bout in recent)
    kilometers = sum(bout.volume * run_kilometers(bout.activity) for bout in recent)
    each = max(_LEAST, minutes / len(days))
    speed = kilometers * METERS_PER_KM / (minutes * SECONDS_PER_MINUTE)
    common = Counter(day.weekday() for day in days).most_common(min(per_week, DAYS_PER_WEEK))
    return Running(
        per_week=min(per_week, DAYS_PER_WEEK),
        run=Run(minutes=round(each, 1), speed=round(min(max(speed, 1.9), 6.0), 2)),
        weekdays=tuple(sorted(day for day, _ in common)),
    )


def spread_weekdays(days: int, allowed: Sequence[int], taken: Sequence[int]) -> tuple[int, ...]:
    """Return the weekdays of a plan: those already taken, then others far from them.

    >>> spread_weekdays(3, (), ()), spread_weekdays(3, (), (1, 5)), spread_weekdays(2, (5, 6), ())
    ((0, 2, 4), (1, 3, 5), (5, 6))
    """
    open_ = tuple(allowed) or tuple(range(DAYS_PER_WEEK))
    chosen = [day for day in taken if day in open_][:days]
    if not chosen and not allowed and days < DAYS_PER_WEEK:
        return _SPREAD[days - 1]
    while len(chosen) < min(days, len(open_)):
        free = [day for day in open_ if day not in chosen]
        chosen.append(max(free, key=lambda day: (_distance(day, chosen), -day)))
    return tuple(sorted(chosen))


def _distance(day: int, others: Sequence[int]) -> int:
    """Return how many days lie between a weekday and the nearest of others, round the week."""
    gaps = ((day - other) % DAYS_PER_WEEK for other in others)
    return min((min(gap, DAYS_PER_WEEK - gap) for gap in gaps), default=DAYS_PER_WEEK)


def kept_by_habit(running: Running, case: Case, goal: Goal, limits: Limits) -> list[Planned]:
    """Return the usual running as far as days and minutes allow.

    Where the calf is to grow, half of the minutes and of the load stay free for it.
    """
    number = min(running.per_week, limits.days)
    fewer = number < running.per_week and not limits.weekdays
    days = spread_weekdays(
        number,
        running.weekdays if fewer else limits.weekdays,
        () if fewer else running.weekdays,
    )
    share = _SHARE if goal.direction == "grow" else 1.0
    most = share * limits.minutes / len(days)
    minutes = running.run.minutes or 0.0
    if minutes > most:
        minutes = np.floor(most / _STEP) * _STEP if most >= _STEP else 0.0
    if minutes < min(_LEAST, most):
        return []
    run = replace(running.run, minutes=float(minutes))
    return _weekly(run, days, case.today, goal.by, "easy run, as usual")


def kept_before(before: Sequence[Planned], case: Case) -> list[Planned] | None:
    """Return what is still to come of what stayed in the plan before.

    A plan that is followed changes the running of the last weeks, which would then pass for the
    usual one. Where less than half of what was due was done, the plan was not followed, and None is
    returned; so it is where nothing stayed.
    """
    stayed = [session for session in before if session.kept]
    if not stayed or adherence(stayed, case.done, case.today).share < _SHARE:
        return None
    return [session for session in stayed if session.day > case.today]


def kept_at_ease(case: Case, goal: Goal, limits: Limits) -> list[Planned]:
    """Return short easy runs for someone who does not run: what a plan to shrink still holds."""
    days = spread_weekdays(min(2, limits.days), limits.weekdays, ())
    first = Run(km=evidence.parameter("first_run_distance").mean)
    minutes = min(session_minutes(first), limits.minutes / len(days))
    minutes = float(np.floor(minutes / _STEP) * _STEP)
    if minutes < _STEP or "run" in limits.disliked:
        return []
    return _weekly(Run(minutes=minutes), days, case.today, goal.by, "easy run")


def _weekly(
    run: Run, weekdays: Sequence[int], today: date, last: date, title: str
) -> list[Planned]:
    days = (today + timedelta(days=k) for k in range(1, (last - today).days + 1))
    return [
        Planned(day=day, activity=run, minutes=session_minutes(run), title=title, kept=True)
        for day in days
        if day.weekday() in weekdays
    ]


def kept_by_document(protocol: Protocol, today: date, last: date) -> list[Planned]:
    """Return the sessions of a protocol document, which stay as they are."""
    found: list[Bout] = list(schedule(protocol, today + timedelta(days=1), (last - today).days))
    planned = []
    for bout in found:
        activity = times(bout.activity, bout.volume) if bout.volume != 1 else bout.activity
        if type(activity) not in KINDS:
            raise PlanError("an unload is no session; leave it out of what must stay")
        title = KINDS[type(activity)].replace("_", " ")
        planned.append(
            Planned(
                day=bout.day,
                activity=activity,
                minutes=session_minutes(activity),
                title=f"{title}, which stays",
                kept=True,
            )
        )
    return planned


def shorter(sessions: Sequence[Planned], share: float) -> list[Planned]:
    """Return sessions with a share of their amount, those too short left out."""
    made = [replace(one, activity=times(one.activity, share)) for one in sessions]
    timed = [replace(one, minutes=session_minutes(one.activity)) for one in made]
    return [one for one in timed if one.minutes >= _STEP]


def refuse(broken: Sequence[LimitUse], caps: Caps) -> PlanError:
    """Return the error that names what cannot hold together with what must stay."""
    said = "; ".join(
        f"{use.name} {use.worst:.3g} against at most {use.cap:.3g} {use.unit}".replace(" -", "")
        for use in broken
    )
    told = f"{caps.limits.days} days and {caps.limits.minutes:g} minutes a week"
    return PlanError(
        f"the sessions that must stay cannot hold together with the limits ({told}): {said}; "
        "shorten what must stay, or raise these limits"
    )
