"""The plan of someone who changes nothing: the last weeks again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from surae.records import Bout
from surae.units import DAYS_PER_WEEK


def repeat_habit(
    bouts: Iterable[Bout], today: date, last_day: date, weeks: int
) -> tuple[Bout, ...]:
    """Repeat the bouts of the last weeks, day by day, until a last day.

    Parameters
    ----------
    bouts
        What was done.
    today
        Last day of the log; the habit is what was done in ``weeks`` up to it, today included.
    last_day
        Where the plan ends.
    weeks
        How many weeks make the habit.

    Examples
    --------
    >>> from surae.records import Run
    >>> run = Bout(date(2026, 1, 10), Run(minutes=30))
    >>> [b.day.isoformat() for b in repeat_habit([run], date(2026, 1, 11), date(2026, 1, 31), 1)]
    ['2026-01-17', '2026-01-24', '2026-01-31']
    """
    span = timedelta(days=weeks * DAYS_PER_WEEK)
    recent = [bout for bout in bouts if today - span < bout.day <= today]
    ahead = (last_day - today) // timedelta(days=1)
    rounds = range(1, ahead // span.days + 2)
    moved = (replace(bout, day=bout.day + k * span) for k in rounds for bout in recent)
    return tuple(bout for bout in moved if bout.day <= last_day)


def habit_weeks(bouts: Iterable[Bout], today: date, weeks: int) -> int:
    """Return how many of the last weeks a log can speak for, at least one.

    A log shorter than the habit is repeated over the weeks it has.
    """
    days = [bout.day for bout in bouts if bout.day <= today]
    if not days:
        return weeks
    known = ((today - min(days)).days + DAYS_PER_WEEK) // DAYS_PER_WEEK
    return max(1, min(weeks, known))
