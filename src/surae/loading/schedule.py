"""A protocol becomes dated bouts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from surae.records import Bout, Protocol, Recurring, Unload
from surae.units import DAYS_PER_WEEK

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def schedule(protocol: Protocol, start: date, n_days: int) -> tuple[Bout, ...]:
    """Lay the activities of a protocol on days.

    Sessions given per week are spread evenly over it; a fraction of a session is carried as a
    smaller volume, so that a week holds exactly what was asked for.

    Parameters
    ----------
    protocol
        What is to be done.
    start
        Day 0 of week 0.
    n_days
        Days to fill.
    """
    return tuple(bout for item in protocol.sessions for bout in _recurring(item, start, n_days))


def _recurring(item: Recurring, start: date, n_days: int) -> Iterator[Bout]:
    last_week = n_days / DAYS_PER_WEEK if item.to_week is None else item.to_week
    for offset in range(n_days):
        week = offset / DAYS_PER_WEEK
        if not item.from_week <= week < last_week:
            continue
        day = start + timedelta(days=offset)
        volume = 1.0 if isinstance(item.activity, Unload) else _share(item, day, offset)
        if volume > 0:
            yield Bout(day, item.activity, volume * (1 + item.progress_per_week) ** int(week))


def _share(item: Recurring, day: date, offset: int) -> float:
    """Return how much of the activity falls on a day."""
    if item.days:
        return float(WEEKDAYS[day.weekday()] in item.days)
    begin = round(item.from_week * DAYS_PER_WEEK)
    slot = (offset - begin) % DAYS_PER_WEEK
    whole = int(item.per_week) or 1
    taken = {round(k * DAYS_PER_WEEK / whole) for k in range(min(whole, DAYS_PER_WEEK))}
    return item.per_week / len(taken) if slot in taken else 0.0
