"""What if: the habit of the last weeks with something more or less, answered at once.

It starts half a year back and takes fewer draws than an answer, so that it is quick; it therefore
says how a change differs from going on as lately, under the same draws, and leaves the verdict to
the answer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surae import evidence
from surae.anatomy.limb import limb_of
from surae.errors import RecordError
from surae.inference import Case, Outlook, Verdict, outlook, prior_draws, verdict
from surae.loading import bouts, schedule
from surae.planning import habit_weeks, repeat_habit
from surae.records import (
    Bout,
    CalfRaise,
    Draws,
    Hills,
    Interval,
    Log,
    Person,
    Protocol,
    Recurring,
    Run,
    Stairs,
    Walk,
)
from surae.units import DAYS_PER_WEEK

Array = NDArray[np.float64]
N_DRAWS = 100
_DAYS_BACK = 182


@dataclass(frozen=True, slots=True)
class Lever:
    """Something that can be done more or less of.

    Parameters
    ----------
    key
        Its name in addresses.
    label, unit
        What a person reads.
    low, high, step, usual
        The values that it takes, and the one that changes nothing.
    """

    key: str
    label: str
    unit: str
    low: float
    high: float
    step: float
    usual: float


LEVERS = (
    Lever("running", "Running", "% of what you do", 0, 200, 10, 100),
    Lever("raises", "Calf raises you do", "% of what you do", 0, 200, 10, 100),
    Lever("hills", "Hill repeats", "sessions a week", 0, 4, 1, 0),
    Lever("stairs", "Stairs", "minutes a week", 0, 120, 5, 0),
    Lever("standing", "More standing raises", "sets a week", 0, 30, 1, 0),
    Lever("seated", "More seated raises", "sets a week", 0, 30, 1, 0),
    Lever("weeks", "Looking ahead", "weeks", 4, 52, 1, 16),
)
"""What can be changed, in the order in which it is shown."""

_SESSIONS = 3
"""On how many days of a week stairs and raises are spread."""

_ADDED: dict[str, tuple[Recurring, float]] = {
    "hills": (Recurring(activity=Hills(repeats=8, seconds=60, grade=0.08, speed=3.0)), 1.0),
    "stairs": (Recurring(activity=Stairs(minutes=1), per_week=_SESSIONS), 1 / _SESSIONS),
    "standing": (
        Recurring(
            activity=CalfRaise(sets=1, reps=12, load_rm=13, reps_in_reserve=1), per_week=_SESSIONS
        ),
        1 / _SESSIONS,
    ),
    "seated": (
        Recurring(
            activity=CalfRaise(sets=1, reps=12, load_rm=13, reps_in_reserve=1, knee_angle=90.0),
            per_week=_SESSIONS,
        ),
        1 / _SESSIONS,
    ),
}
"""What each lever adds in a week, and the volume of each session for one unit of the lever."""


@dataclass(frozen=True, slots=True, eq=False)
class Explored:
    """What a change leads to, beside going on as lately.

    Parameters
    ----------
    levers
        The value of each lever.
    said, usual
        The last day under the change, and as lately.
    difference
        Girth under the change minus girth as lately, by the last day [cm].
    p_more
        Probability that it is more [-].
    volume_difference
        The same of muscle [cm3].
    first_day
        Of the columns of the bands.
    changed, as_lately
        5, 50 and 95 % of the change of girth each week from today, shape (3, weeks + 1) [cm].
    """

    levers: dict[str, float]
    said: Verdict
    usual: Verdict
    difference: Interval
    p_more: float
    volume_difference: Interval
    first_day: date
    changed: Array
    as_lately: Array


class Explorer:
    """Answers what-if questions for one log; made once, asked often.

    Parameters
    ----------
    log
        What was done.
    person
        By whom.
    seed
        Of the draws.
    learned
        Draws that the person's readings taught; those from before any reading if None.
    """

    def __init__(
        self, log: Log, person: Person, seed: int = 1, learned: Draws | None = None
    ) -> None:
        today = log.sessions[-1].start.date()
        since = max(log.sessions[0].start.date(), today - timedelta(days=_DAYS_BACK))
        recent = (s for s in log.sessions if s.start.date() >= since)
        self.case = Case(
            person=person,
            limb=limb_of(person),
            draws=prior_draws(N_DRAWS, seed) if learned is None else thinned(learned),
            done=tuple(b for session in recent for b in bouts(session)),
            readings=tuple(m for m in log.measurements if m.date_time.date() <= today),
            first_day=since,
            today=today,
        )
        stated = round(evidence.parameter("habit_weeks").mean)
        self._weeks = habit_weeks(self.case.done, today, stated)
        self._usual: dict[date, Outlook] = {}

    def explore(self, asked: dict[str, float]) -> Explored:
        """Answer one question.

        Raises
        ------
        RecordError
            For a lever that is not known, or a value outside its range.
        """
        levers = checked(asked)
        last_day = self.case.today + timedelta(days=round(levers["weeks"] * DAYS_PER_WEEK))
        usual = self._as_lately(last_day)
        changed = outlook(self.case, self._plan(levers, last_day), last_day)
        difference = changed.calf.girth_change[:, -1] - usual.calf.girth_change[:, -1]
        volumes = [seen.calf.volume_change[:, :, -1].sum(axis=0) for seen in (changed, usual)]
        return Explored(
            levers=levers,
            said=verdict(changed),
            usual=verdict(usual),
            difference=Interval.of(difference),
            p_more=float(np.mean(difference > 0)),
            volume_difference=Interval.of(volumes[0] - volumes[1]),
            first_day=self.case.today,
            changed=_weekly(changed),
            as_lately=_weekly(usual),
        )

    def _as_lately(self, last_day: date) -> Outlook:
        if last_day not in self._usual:
            self._usual[last_day] = outlook(self.case, self._habit(last_day), last_day)
        return self._usual[last_day]

    def _habit(self, last_day: date) -> tuple[Bout, ...]:
        return repeat_habit(self.case.done, self.case.today, last_day, self._weeks)

    def _plan(self, levers: dict[str, float], last_day: date) -> tuple[Bout, ...]:
        shares = {"running": levers["running"] / 100, "raises": levers["raises"] / 100}
        habit = (_scaled(bout, shares) for bout in self._habit(last_day))
        added = (
            bout for key in _ADDED if levers[key] for bout in self._added(key, levers, last_day)
        )
        return (*(bout for bout in habit if bout.volume > 0), *added)

    def _added(self, key: str, levers: dict[str, float], last_day: date) -> list[Bout]:
        recurring, share = _ADDED[key]
        if key == "hills":
            recurring, share = replace(recurring, per_week=levers[key]), 1 / levers[key]
        tomorrow = self.case.today + timedelta(days=1)
        days = (last_day - self.case.today).days
        planned = schedule(Protocol(sessions=(recurring,)), tomorrow, days)
        return [replace(bout, volume=bout.volume * share * levers[key]) for bout in planned]


def thinned(draws: Draws) -> Draws:
    """Return some of many draws, evenly taken."""
    each = max(len(draws) // N_DRAWS, 1)
    return replace(draws, values={name: value[::each] for name, value in draws.values.items()})


def checked(asked: dict[str, float]) -> dict[str, float]:
    """Return a value for every lever, the usual one where nothing is asked.

    Raises
    ------
    RecordError
        For a lever that is not known, or a value outside its range.

    >>> checked({"hills": 2})["hills"], checked({})["weeks"]
    (2, 16)
    """
    known = {lever.key: lever for lever in LEVERS}
    for key, value in asked.items():
        if key not in known:
            raise RecordError("lever", key, ", ".join(known))
        lever = known[key]
        if not lever.low <= value <= lever.high:
            raise RecordError(key, f"{value:g}", f"{lever.low:g}–{lever.high:g} {lever.unit}")
    return {key: asked.get(key, lever.usual) for key, lever in known.items()}


def explored_json(found: Explored) -> dict[str, Any]:
    """Return an answer as plain data."""
    names = ("low", "median", "high")
    return {
        "levers": found.levers,
        "p_grow": found.said.p_grow,
        "p_hold": found.said.p_hold,
        "p_shrink": found.said.p_shrink,
        "girth_change_cm": _plain(found.said.girth_change),
        "difference_cm": _plain(found.difference),
        "p_more": found.p_more,
        "volume_difference_cm3": _plain(found.volume_difference),
        "from": found.first_day.isoformat(),
        "weekly_cm": {
            key: dict(zip(names, np.round(band, 4).tolist(), strict=True))
            for key, band in (("changed", found.changed), ("as_lately", found.as_lately))
        },
    }


def _plain(part: Interval) -> dict[str, float]:
    return {name: round(getattr(part, name), 4) for name in ("median", "low", "high")}


def _scaled(bout: Bout, shares: dict[str, float]) -> Bout:
    if isinstance(bout.activity, Run | Walk):
        return replace(bout, volume=bout.volume * shares["running"])
    if isinstance(bout.activity, CalfRaise):
        return replace(bout, volume=bout.volume * shares["raises"])
    return bout


def _weekly(seen: Outlook) -> Array:
    change = seen.calf.girth_change[:, seen.calf.today_index :]
    days = [*range(0, change.shape[1] - 1, DAYS_PER_WEEK), change.shape[1] - 1]
    found: Array = np.quantile(change[:, days], (0.05, 0.5, 0.95), axis=0)
    return found
