"""What of a plan was done: planned sessions beside the log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from surae.planning.candidates import session_minutes
from surae.records import Activity, Bout, CalfRaise, Planned, Stretch, Unload

Group = Literal["raises", "on foot"]

_ENOUGH = 0.5
_NEAR = (0, 1, -1)


@dataclass(frozen=True, slots=True)
class Adherence:
    """What was done of what was planned up to a day.

    Parameters
    ----------
    n_planned, n_done
        Sessions.
    missed
        Sessions that were not done, or less than half.
    n_extra
        Days with raises or running that no session asked for.
    """

    n_planned: int
    n_done: int
    missed: tuple[Planned, ...]
    n_extra: int

    @property
    def share(self) -> float:
        """Done over planned; 1 where nothing was planned."""
        return self.n_done / self.n_planned if self.n_planned else 1.0


def adherence(sessions: Sequence[Planned], done: Iterable[Bout], today: date) -> Adherence:
    """Compare a plan with what was done.

    A session counts as done when at least half of it was done on its day or the day before or
    after. Raises are counted in sets, everything on foot in minutes: a watch records hills and
    stairs as running or walking.

    Parameters
    ----------
    sessions
        Of the plan; those after ``today`` are not looked at.
    done
        Bouts since the plan was made.
    today
        The last day of the log.

    Examples
    --------
    >>> from surae.records import Run
    >>> day = date(2026, 7, 1)
    >>> plan = [Planned(day=day, activity=Run(minutes=30), minutes=30.0)]
    >>> adherence(plan, [Bout(day, Run(minutes=1), 20)], day).share
    1.0
    """
    due = [session for session in sessions if session.day <= today]
    left = _amounts(done)
    n_given = len(left)
    missed = []
    touched: set[tuple[date, Group]] = set()
    for session in due:
        group = _group(session.activity)
        wanted = _ENOUGH * _amount(session.activity)
        place = next(
            (
                (session.day + timedelta(days=shift), group)
                for shift in _NEAR
                if left.get((session.day + timedelta(days=shift), group), 0.0) >= wanted
            ),
            None,
        )
        if place is None:
            missed.append(session)
            continue
        touched.add(place)
        left[place] -= min(left[place], _amount(session.activity))
    return Adherence(len(due), len(due) - len(missed), tuple(missed), n_given - len(touched))


def _group(activity: Activity) -> Group:
    return "raises" if isinstance(activity, CalfRaise | Stretch) else "on foot"


def _amount(activity: Activity) -> float:
    return float(activity.sets) if isinstance(activity, CalfRaise) else session_minutes(activity)


def _amounts(done: Iterable[Bout]) -> dict[tuple[date, Group], float]:
    """Return sets and minutes by day."""
    found: dict[tuple[date, Group], float] = {}
    for bout in done:
        if isinstance(bout.activity, Unload):
            continue
        key = (bout.day, _group(bout.activity))
        found[key] = found.get(key, 0.0) + bout.volume * _amount(bout.activity)
    return found
