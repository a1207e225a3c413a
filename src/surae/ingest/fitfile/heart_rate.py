"""Heart rate that a strap kept by itself and sent after the session, put onto the records.

Such ``hr`` messages, often in a file chained to the session's, hold a moment (``timestamp`` with
the strap's clock), then batches of beats whose strap time has twelve bits. The rate of a beat holds
until the next, for at most five seconds, in steps of a quarter second; a record gets the mean of
the steps since the record before it, if there are steps after it. This is what the official SDK
does, done here by sums instead of by lists.
"""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np

from surae.ingest.fitfile.clock import unwrap
from surae.ingest.fitfile.columns import Messages
from surae.ingest.fitfile.values import Floats, fit, whole

_TICKS = 1024  # of the strap's clock in a second
_ROUND = 2**32 / _TICKS  # [s] until it begins again
_STEP = 0.25
_MOST_STEPS = 20
_EVENT_TIMESTAMP, _EVENT_TIMESTAMP_12 = 9, 10


class Beats(NamedTuple):
    """Time [s, Unix] and rate [1/min] of each beat, shape (beats,), by time."""

    time: Floats
    rate: Floats


class Strap:
    """The beats that a file and the files chained to it hold."""

    def __init__(self) -> None:
        self.messages: list[Messages] = []

    @cached_property
    def beats(self) -> Beats:
        """All beats by time."""
        with np.errstate(all="ignore"):
            found = [beats(messages) for messages in self.messages]
        time = np.concatenate([some.time for some in found])
        rate = np.concatenate([some.rate for some in found])
        order = time.argsort(kind="stable")
        return Beats(time[order], rate[order])

    def onto(self, records: Messages, rate: Floats) -> Floats:
        """Return the records' heart rate, replaced where the strap has beats."""
        return merged(self.beats, records["timestamp"], rate)


def beats(hr: Messages) -> Beats:
    """Return the beats of ``hr`` messages that can be dated, in their order."""
    rate, clock = hr["filtered_bpm"], hr["event_timestamp"]
    width = min(rate.shape[1], clock.shape[1])
    start = hr["timestamp"] + np.nan_to_num(hr["fractional_timestamp"])
    known = np.isfinite(start) & np.isfinite(clock[:, 0])
    last = np.maximum.accumulate(np.where(known, np.arange(len(hr)), -1))
    time = start[last][:, None] + (clock[:, :width] - clock[last, :1]) % _ROUND
    time[last < 0] = np.nan
    use = np.isfinite(time) & np.isfinite(rate[:, :width])
    return Beats(time[use], rate[:, :width][use])


def strap_clock(hr: Messages, _: Floats) -> Floats:
    """Return the strap's clock at each beat, shape (messages, beats) [s]."""
    full = hr[_EVENT_TIMESTAMP].reshape(len(hr), -1)
    packed = hr[_EVENT_TIMESTAMP_12].reshape(len(hr), -1)
    packed = packed[:, : packed.shape[1] // 3 * 3]
    first, middle, last = (whole(packed[:, i::3], 0) for i in range(3))
    pairs = np.stack([first | (middle & 15) << 8, middle >> 4 | last << 4], axis=-1)
    n_packed = 2 * first.shape[1]
    width = max(full.shape[1], n_packed)
    clock = fit(full, width).copy()
    low = np.zeros((len(hr), width), np.int64)
    low[:, :n_packed] = pairs.reshape(len(hr), -1)
    use = np.isfinite(clock)
    use[:, :n_packed] |= np.repeat(np.isfinite(packed[:, ::3]), 2, axis=1)
    clock[use] = unwrap(low[use], clock[use], 12)
    return clock / _TICKS


def merged(strap: Beats, end: Floats, rate: Floats) -> Floats:
    """Return the records' heart rate, replaced where the strap has beats.

    Parameters
    ----------
    strap
        The beats.
    end
        Times of the records, shape (records,) [s, Unix]; NaN where unknown.
    rate
        Their own heart rate, shape (records,) [1/min].
    """
    use = np.isfinite(end)
    if not len(strap.time) or not use.any():
        return rate
    held, end = _Held(strap), end[use]
    n_end, sum_end = held.until(end)
    n_start, sum_start = held.until(np.maximum.accumulate(np.append(end[0] - 1, end[:-1])))
    n, total = n_end - n_start, sum_end - sum_start
    # A record of the same second as the one before gets the last step alone.
    again = np.append(False, np.diff(end) == 0) & (n_end > 0)
    n[again], total[again] = 1, held.rate_at(end[again])
    good = (n > 0) & (n_end < held.n_before[-1])
    out = rate.copy()
    out[np.flatnonzero(use)[good]] = np.floor(total[good] / n[good] + 0.5)
    return out


class _Held:
    """Beats held for quarter seconds: how many steps there are up to a moment, and their sum."""

    def __init__(self, strap: Beats) -> None:
        self.strap = strap
        gap = np.diff(strap.time, append=strap.time[-1:])
        self.n_held = np.clip(np.ceil(gap / _STEP) - 1, 0, _MOST_STEPS)
        self.n_before = np.append(0, np.cumsum(1 + self.n_held))
        self.sum_before = np.append(0, np.cumsum((1 + self.n_held) * strap.rate))

    def until(self, moment: Floats) -> tuple[Floats, Floats]:
        """Return the number of steps up to and at each moment, and the sum of their rates."""
        time, rate = self.strap
        beat = np.searchsorted(time, moment, "right") - 1
        steps = 1 + np.minimum(np.floor((moment - time[beat]) / _STEP), self.n_held[beat])
        n = np.where(beat < 0, 0, self.n_before[beat] + steps)
        return n, np.where(beat < 0, 0, self.sum_before[beat] + steps * rate[beat])

    def rate_at(self, moment: Floats) -> Floats:
        """Return the rate of the last beat up to each moment."""
        last: Floats = self.strap.rate[np.searchsorted(self.strap.time, moment, "right") - 1]
        return last
