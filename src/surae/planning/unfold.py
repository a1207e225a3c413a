"""A week becomes a plan: it begins gently, rises, and grows lighter where a limit asks for it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from surae import evidence
from surae.planning.days import Frame, Units, without_stimulus
from surae.planning.limits import Caps, broken, first_days, uses
from surae.units import DAYS_PER_WEEK

Array = NDArray[np.float64]

_SCALES = np.arange(20, -1, -1) / 20


def unfold(frame: Frame, caps: Caps, week: Units) -> Units:
    """Return the units of every day of a plan, shape (days, candidates).

    Each week holds as much of the best week as the limits leave, looking at the log and at the
    weeks before it; limits look back only, so that a week never has to be taken back.

    Parameters
    ----------
    frame, caps
        What there is and what holds.
    week
        Units by weekday, shape (7, candidates).
    """
    units = np.zeros((frame.n_days, week.shape[1]), dtype=np.int64)
    bare = _bare(frame)
    for begin in range(0, frame.n_days, DAYS_PER_WEEK):
        days = range(begin, min(begin + DAYS_PER_WEEK, frame.n_days))
        full = np.stack([week[frame.weekday(day)] for day in days])
        full = _within_days(frame, caps, units, days, full) if caps.counted else full
        for scale in _SCALES:
            units[days] = _shortened(bare, caps, units, days, _scaled(frame, full, scale))
            table = first_days(bare.table(units), days[-1] + 1)
            if not broken(uses(table, caps)):
                break
    return units


def _within_days(frame: Frame, caps: Caps, units: Units, days: range, full: Units) -> Units:
    """Return days without those that the days just done leave no room for."""
    trained = np.concatenate(
        [
            caps.history.minutes[-caps.counted :] > 0,
            (frame.kept.minutes > 0) | units.any(axis=1),
        ]
    )
    full = full.copy()
    for k, day in enumerate(days):
        at = caps.counted + day
        week = trained[max(at - DAYS_PER_WEEK + 1, 0) : at]
        if not trained[at] and week.sum() >= caps.limits.days:
            full[k] = 0
        trained[at] |= full[k].any()
    return full


def _bare(frame: Frame) -> Frame:
    """Return a frame whose loads know no draws, which limits do not look at."""
    return Frame(
        frame.first_day,
        frame.n_days,
        frame.candidates,
        without_stimulus(frame.each),
        without_stimulus(frame.kept),
        frame.weekdays,
    )


def _scaled(frame: Frame, full: Units, scale: float) -> Units:
    """Return days with a share of their units; a session that would be too small is left out."""
    low = np.array([candidate.low for candidate in frame.candidates])
    part = np.floor(full * scale + 1e-9).astype(np.int64)
    keep = np.maximum(part, np.minimum(low, full)) if scale > 0.5 else part
    return np.where(keep >= low, keep, 0)


def _shortened(frame: Frame, caps: Caps, units: Units, days: range, wanted: Units) -> Units:
    """Return days whose runs are no longer than the runs before them allow."""
    far = np.flatnonzero(frame.each.kilometers > 0)
    wanted = wanted.copy()
    if not wanted[:, far].any():
        return wanted
    last = round(evidence.parameter("longest_run_days").mean)
    rise = evidence.parameter("longest_run_rise").mean
    first = evidence.parameter("first_run_distance").mean
    done = np.concatenate(
        [caps.history.kilometers, frame.kept.kilometers + units @ frame.each.kilometers]
    )
    n_past = len(caps.history.kilometers)
    for k, day in enumerate(days):
        longest = float(done[n_past + day - last : n_past + day].max(initial=0.0))
        room = max(rise * longest, first) - frame.kept.kilometers[day]
        for item in far:
            most = int(max(room, 0.0) / frame.each.kilometers[item] + 1e-9)
            wanted[k, item] = min(wanted[k, item], most)
            if wanted[k, item] < frame.candidates[item].low:
                wanted[k, item] = 0
            room -= wanted[k, item] * frame.each.kilometers[item]
        done[n_past + day] = frame.kept.kilometers[day] + wanted[k] @ frame.each.kilometers
    return wanted


def lighter_weeks(minutes: Array) -> tuple[int, ...]:
    """Return the weeks, from 0, that hold clearly less than the weeks on both sides.

    >>> lighter_weeks(np.array([60.0] * 21 + [30.0] * 7 + [60.0] * 7))
    (3,)
    """
    sums = np.add.reduceat(minutes, np.arange(0, len(minutes), DAYS_PER_WEEK))
    if len(minutes) % DAYS_PER_WEEK:
        sums = sums[:-1]
    return tuple(
        week
        for week in range(1, len(sums) - 1)
        if sums[week] < 0.9 * min(sums[week - 1], sums[week + 1])
    )
