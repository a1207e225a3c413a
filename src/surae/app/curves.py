"""Dose–response curves for one person: how much of a cause, from nothing to what people do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from surae.app.asked import Question
from surae.app.learning import Files, Looked, Share, look_ahead
from surae.app.stages import stage
from surae.errors import RecordError, nearest
from surae.inference.calibrate import Posterior
from surae.inference.curves import Curve, Dose, curve, minutes_a_week
from surae.inference.outlook import spectrum_of
from surae.loading import activity_load, schedule
from surae.records import (
    Activity,
    Bout,
    CalfRaise,
    Hops,
    Protocol,
    Recurring,
    Run,
    Sprint,
    Stairs,
    Stretch,
    Walk,
)
from surae.units import DAYS_PER_WEEK

_SHARES = (0.0, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0)
_SESSIONS = 3
_LEARNING = 0.4
"""Share of the work that learning is."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How a cause is counted, and what is meant where a person does none of it.

    Parameters
    ----------
    unit
        Of amounts.
    most
        What few people exceed, a judgement.
    done
        The movement, holding one unit; None for everyday walking.
    """

    unit: str
    most: float
    done: Activity | None


_MINUTES = "minutes a week"


def _raise(knee_angle: float) -> CalfRaise:
    return CalfRaise(sets=1, reps=12, load_rm=13, reps_in_reserve=1, knee_angle=knee_angle)


KINDS = {
    "flat running": Kind(_MINUTES, 600, Run(minutes=1)),
    "uphill running": Kind(_MINUTES, 200, Run(minutes=1, grade=0.08)),
    "downhill running": Kind(_MINUTES, 200, Run(minutes=1, grade=-0.08)),
    "soft ground": Kind(_MINUTES, 400, Run(minutes=1, surface="sand")),
    "sprints": Kind("sprints of 8 seconds a week", 40, Sprint(repeats=1, seconds=8, effort=0.95)),
    "stairs": Kind(_MINUTES, 200, Stairs(minutes=1)),
    "walking": Kind(_MINUTES, 1000, Walk(minutes=1)),
    "standing raises": Kind("sets a week", 40, _raise(0.0)),
    "seated raises": Kind("sets a week", 40, _raise(90.0)),
    "hops": Kind("contacts a week", 2000, Hops(contacts=1)),
    "stretching": Kind(_MINUTES, 400, Stretch(minutes=1)),
    "everyday walking": Kind("steps a day", 20_000, None),
}
"""Of every cause; a run without a stated speed is at an easy one."""


@dataclass(frozen=True, slots=True, eq=False)
class DoseResponse:
    """A curve, and what it rests on.

    Parameters
    ----------
    found
        The curve.
    unit
        Of its amounts.
    own
        Whether the movements are the person's; otherwise they are ordinary ones.
    today, last_day
        From when to when.
    posterior
        What the draws rest on.
    """

    found: Curve
    unit: str
    own: bool
    today: date
    last_day: date
    posterior: Posterior


def dose_response(
    cause: str,
    paths: Sequence[Path],
    question: Question,
    *,
    store: Path | None = None,
    files: Files | None = None,
    progress: Share | None = None,
) -> DoseResponse:
    """Return what more or less of a cause would do, the rest as planned.

    Parameters
    ----------
    cause
        One of :data:`surae.records.CAUSES`.
    paths, question, store, files, progress
        As for :func:`surae.app.learning.explain`.

    Raises
    ------
    RecordError
        For a cause that is not known.
    CalibrationError
        If the fit to the readings cannot be trusted.
    """
    if cause not in KINDS:
        hint = nearest(cause, KINDS) or ""
        raise RecordError("cause", cause, f"{', '.join(KINDS)}{hint}")
    first = stage(progress, 0, _LEARNING)
    looked = look_ahead(paths, question, store=store, files=files, progress=first)
    dose = _dose(cause, looked)
    last = stage(progress, _LEARNING, 1)
    amounts = amounts_of(cause, dose.now)
    found = curve(looked.case, dose, amounts, looked.everyday, last)
    return DoseResponse(
        found,
        KINDS[cause].unit,
        dose.now > 0,
        looked.case.today,
        looked.last_day,
        looked.learned.posterior,
    )


def amounts_of(cause: str, now: float) -> tuple[float, ...]:
    """Return amounts from nothing to what few people exceed, or to beyond what is done now.

    >>> amounts_of("standing raises", 9.0)
    (0.0, 2.0, 4.0, 8.0, 14.0, 20.0, 30.0, 40.0)
    """
    most = max(KINDS[cause].most, now)
    return tuple(share * most for share in _SHARES)


def _dose(cause: str, looked: Looked) -> Dose:
    """Return a cause as it is planned, or with one unit a week of ordinary movement added."""
    case, kind = looked.case, KINDS[cause]
    told = (looked.last_day, looked.everyday)
    planned = spectrum_of(case, looked.plan, *told)
    if kind.done is None:
        steps = looked.everyday.steps_per_day
        return Dose(cause, planned, planned, case.person.steps_per_day if steps is None else steps)
    today = (case.today - case.first_day).days
    minutes = minutes_a_week(planned, cause, today)
    each = activity_load(kind.done, case.limb, case.person.mass).minutes
    if minutes > 0:
        own = _counted(cause, looked) if isinstance(kind.done, CalfRaise) else minutes / each
        return Dose(cause, planned, planned, own)
    added = spectrum_of(case, looked.plan + _added(kind.done, looked), *told)
    return Dose(cause, planned, added, 1.0)


def _counted(cause: str, looked: Looked) -> float:
    """Return the sets of raises of a kind that are planned in a week."""
    case = looked.case
    sets = sum(
        bout.volume * bout.activity.sets
        for bout in looked.plan
        if isinstance(bout.activity, CalfRaise)
        and activity_load(bout.activity, case.limb, case.person.mass).cause == cause
    )
    return sets * DAYS_PER_WEEK / (looked.last_day - case.today).days


def _added(done: Activity, looked: Looked) -> tuple[Bout, ...]:
    """Return one unit a week, on three days of it."""
    item = Recurring(activity=done, per_week=_SESSIONS)
    tomorrow = looked.case.today + timedelta(days=1)
    days = (looked.last_day - looked.case.today).days
    planned = schedule(Protocol(sessions=(item,)), tomorrow, days)
    return tuple(Bout(bout.day, bout.activity, bout.volume / _SESSIONS) for bout in planned)
