"""The week that serves a goal best, found by adding, taking away and exchanging units.

All schedules are judged under the same draws. A week is told by how many units of each candidate
it holds; how they fall on days is a rule, so that the choices are few and whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surae.planning.days import Frame, Units
from surae.planning.goal import Goal, score
from surae.planning.limits import Caps, carry
from surae.planning.progress import Progress, silent
from surae.planning.response import Response, Weeks, everyday
from surae.units import DAYS_PER_WEEK

Array = NDArray[np.float64]

PRICE = 3e-4
"""What a minute a week must add to the score to be asked for."""

_ROUNDS = 200
_USUAL = 10
"""Steps that a search usually takes."""

_SLACK = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What the search stands on.

    Parameters
    ----------
    frame, caps, response
        What there is, what holds, and what schedules lead to.
    goal
        What is wanted.
    kept
        What the weeks of the plan hold of what is kept.
    typical
        Of each weekday, the most that is kept on it: minutes, tendon and damage by name.
    share
        Shape (weeks, weekdays): how much of a session on a weekday the week feels.
    steps_per_day
        Everyday steps [1/day].
    """

    frame: Frame
    caps: Caps
    response: Response
    goal: Goal
    kept: Weeks
    typical: dict[str, Array]
    share: Array
    steps_per_day: float


def ground(
    frame: Frame, caps: Caps, response: Response, kept: Weeks, steps_per_day: float
) -> Ground:
    """Prepare a search."""
    days = np.array([frame.weekday(day) for day in range(frame.n_days)])
    typical = {
        name: np.stack([_largest(getattr(frame.kept, name)[days == k]) for k in range(7)])
        for name in ("minutes", "tendon", "damage")
    }
    return Ground(
        frame=frame,
        caps=caps,
        response=response,
        goal=response.goal,
        kept=kept,
        typical=typical,
        share=_share(days),
        steps_per_day=steps_per_day,
    )


def _largest(rows: Array) -> Array:
    return np.asarray(rows.max(axis=0, initial=0.0))


def _share(weekdays: NDArray[np.int64]) -> Array:
    """Return how much of each weekday's session the mean rolling week of each week holds."""
    n_days = len(weekdays)
    held = np.zeros((n_days, DAYS_PER_WEEK))
    for day in range(n_days):
        window = weekdays[max(day - DAYS_PER_WEEK + 1, 0) : day + 1]
        held[day] = np.bincount(window, minlength=DAYS_PER_WEEK)
    return np.stack(
        [held[begin : begin + DAYS_PER_WEEK].mean(axis=0) for begin in range(0, n_days, 7)]
    )


def laid_out(frame: Frame, totals: Sequence[int], busy: Array) -> Units | None:
    """Return units by weekday, shape (7, candidates), None where they do not fit into sessions.

    Every candidate falls on as many days as its smallest session allows, the emptiest days first.

    Parameters
    ----------
    frame
        Candidates and weekdays.
    totals
        Units of each candidate in a week.
    busy
        Minutes that each weekday holds already, shape (7,) [min].
    """
    units = np.zeros((DAYS_PER_WEEK, len(totals)), dtype=np.int64)
    minutes = busy.astype(float)
    for item, total in enumerate(totals):
        if not total:
            continue
        candidate = frame.candidates[item]
        n_sessions = min(len(frame.weekdays), total // candidate.low)
        if n_sessions == 0 or -(-total // n_sessions) > candidate.high:
            return None
        days = sorted(frame.weekdays, key=lambda day: (minutes[day], day))[:n_sessions]
        for k, day in enumerate(days):
            units[day, item] = total // n_sessions + (k < total % n_sessions)
            minutes[day] += units[day, item] * frame.each.minutes[item]
    return units


def week_of(on: Ground, totals: Sequence[int]) -> Units:
    """Return a week that is known to fit into sessions, or an empty one, shape (7, candidates)."""
    found = laid_out(on.frame, totals, on.typical["minutes"])
    if found is None:
        return np.zeros((DAYS_PER_WEEK, len(totals)), dtype=np.int64)
    return found


def fits(on: Ground, units: Units) -> bool:
    """Tell whether a week, repeated, keeps to the limits that look at one week."""
    each, caps, kept = on.frame.each, on.caps, on.typical
    if (units @ each.minutes).sum() + kept["minutes"].sum() > caps.limits.minutes + _SLACK:
        return False
    tendon = units @ each.tendon + kept["tendon"]
    damage = units @ each.damage + kept["damage"]
    heavy = units.any(axis=1) & (kept["minutes"] == 0)
    return bool(
        heavy.sum() + (kept["minutes"] > 0).sum() <= caps.limits.days
        and tendon.sum() <= caps.tendon_week + _SLACK
        and tendon.max() <= caps.tendon_session + _SLACK
        and damage.max() <= caps.damage_session + _SLACK
        and carry(np.tile(damage, (3, 1))).max() <= caps.damage_carried + _SLACK
    )


def worth(on: Ground, weeks: Sequence[Units]) -> Array:
    """Return the score of weeks, repeated, shape (cases,)."""
    units = np.stack(weeks)
    minutes: Array = (units @ on.frame.each.minutes).sum(axis=-1)
    change = on.response.change(repeated(on, units))
    return score(on.goal, change) - PRICE * minutes


def repeated(on: Ground, units: NDArray[np.int64]) -> Weeks:
    """Return what the weeks of a plan hold where a week is repeated, shape (cases, 7, items)."""
    unique, row = _distinct(on)
    each = on.frame.each
    felt = on.share[unique] @ units
    shape = each.stimulus.shape
    stimulus = (felt @ each.stimulus.reshape(shape[0], shape[1] * shape[2])).reshape(
        *felt.shape[:-1], *shape[1:]
    )
    # Steps of kept sessions are in the kept weeks; a day's own are added here.
    more = everyday(units @ each.steps + on.steps_per_day).mean(axis=-1) - everyday(
        np.asarray(on.steps_per_day)
    )
    return Weeks(
        stimulus=stimulus + on.kept.stimulus[unique],
        exposure=felt @ each.exposure + on.kept.exposure[unique],
        everyday=np.minimum(more[:, None] + on.kept.everyday[unique], 1.0),
        days=on.kept.days,
        row=row,
    )


def _distinct(on: Ground) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the weeks that differ, and which of them each week is like."""
    keys = np.column_stack(
        [on.share, on.kept.exposure, on.kept.everyday, on.kept.stimulus.mean(axis=-1)]
    ).round(9)
    _, first, row = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    return first, row.ravel()


def best_week(
    on: Ground, start: Sequence[int] | None = None, progress: Progress = silent
) -> list[int]:
    """Return the units of each candidate in the best week that fits.

    Parameters
    ----------
    on
        What the search stands on.
    start
        A week to begin from; an empty one if None.
    progress
        Told a share that nears 1, since nobody knows how many steps there will be.
    """
    totals = list(start or [0] * len(on.frame.candidates))
    now = week_of(on, totals)
    if not fits(on, now):
        totals = [0] * len(totals)
        now = week_of(on, totals)
    best = float(worth(on, [now])[0])
    for taken in range(_ROUNDS):
        progress(taken / (taken + _USUAL))
        found = _step(on, totals, best)
        if found is None:
            return totals
        totals, best = found
    return totals


def _step(on: Ground, totals: list[int], best: float) -> tuple[list[int], float] | None:
    """Return the best neighbor that is better, None where there is none.

    Adding and taking away come first; exchanges are tried where these do not help.
    """
    for neighbors in (single(on, totals), exchanged(on, totals)):
        open_, weeks = [], []
        for case in neighbors:
            units = laid_out(on.frame, case, on.typical["minutes"])
            if units is not None and fits(on, units):
                open_.append(case)
                weeks.append(units)
        if weeks:
            values = worth(on, weeks)
            k = int(values.argmax())
            if values[k] > best + 1e-7:
                return open_[k], float(values[k])
    return None


def _more(on: Ground, totals: Sequence[int], item: int) -> list[int]:
    low = on.frame.candidates[item].low
    return [n + (1 if n else low) if k == item else n for k, n in enumerate(totals)]


def _less(on: Ground, totals: Sequence[int], item: int) -> list[int]:
    low = on.frame.candidates[item].low
    return [(n - 1 if n > low else 0) if k == item else n for k, n in enumerate(totals)]


def single(on: Ground, totals: list[int]) -> Iterator[list[int]]:
    """Yield the weeks with one unit more, three more, or one less of one candidate."""
    for item, number in enumerate(totals):
        more = _more(on, totals, item)
        yield more
        yield [n + 2 if k == item else n for k, n in enumerate(more)]
        if number:
            yield _less(on, totals, item)


def exchanged(on: Ground, totals: list[int]) -> Iterator[list[int]]:
    """Yield the weeks where some of one candidate makes room for another."""
    minutes = on.frame.each.minutes
    for old, number in enumerate(totals):
        if not number:
            continue
        for new, candidate in enumerate(on.frame.candidates):
            if new == old:
                continue
            for gone in {1, 2, number // 2, number} - {0}:
                left = number - gone
                if 0 < left < on.frame.candidates[old].low:
                    continue
                room = int((gone * minutes[old] + minutes[new] / 2) // minutes[new])
                here = totals[new] + max(room, 0 if totals[new] else candidate.low)
                yield [left if k == old else here if k == new else n for k, n in enumerate(totals)]
