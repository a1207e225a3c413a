"""Clocks that were not set, or count from another epoch.

A FIT device counts seconds from the end of 1989; before it has the time it counts from when it was
switched on. What is certain from other times in the same file is set right and said; what is not
stays as it is, and a session whose year cannot be believed is left out later.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from surae.ingest.fitfile import EPOCH
from surae.ingest.samples import Array

WORLD_TIME = float(EPOCH + 2**28)
"""Unix time before which a FIT time counts from when the device was switched on [s]."""

_FIRST_FILES = 1_199_145_600.0
_TOO_LATE = 4_102_444_800.0
_DAY = 86_400.0
_LONGEST = 3 * _DAY


class Clocks(NamedTuple):
    """Times that have been set right, and how.

    Parameters
    ----------
    starts
        Of the sessions, Unix [s].
    times
        Of the records, Unix; NaN for one that lies elsewhere [s].
    shift
        What was added to the times of sessions and sets [s].
    notes
        A clause for each thing that was set right.
    """

    starts: Array
    times: Array
    shift: float
    notes: tuple[str, ...]


def set_clocks(starts: Array, times: Array, others: Sequence[float]) -> Clocks:
    """Set the clocks of a file right where another of its times says how.

    Parameters
    ----------
    starts
        Of the sessions, shape (sessions,), Unix, NaN where unknown [s].
    times
        Of the records, shape (records,), Unix, NaN where unknown [s].
    others
        Other times of the file, the most telling first, Unix [s].

    Examples
    --------
    A watch without time, whose file was made by a phone that knew it:

    >>> made = 1.75e9
    >>> clocks = set_clocks(np.array([EPOCH + 60.0]), EPOCH + np.array([60.0, 61.0]), [made])
    >>> (clocks.starts - made).tolist(), (clocks.times - made).tolist()
    ([0.0], [0.0, 1.0])
    """
    shift, told = _start_shift(starts, times, others)
    starts = starts + shift
    known = starts[np.isfinite(starts)]
    if len(known):
        times, note = _near(times, float(known.min()))
    else:
        times, note = without_strays(times)
    return Clocks(starts, times, shift, tuple(text for text in (told, note) if text))


def believed(times: Array) -> NDArray[np.bool_]:
    """Tell which times a clock that was set can show, as bool of the same shape."""
    return np.asarray((times >= WORLD_TIME) & (times < _TOO_LATE))


def _start_shift(starts: Array, times: Array, others: Sequence[float]) -> tuple[float, str]:
    """Return what has to be added to the starts [s], and why."""
    known = starts[np.isfinite(starts)]
    seen = times[believed(times)]
    mostly = len(seen) > len(times) / 2
    anchors = [float(seen[0])] if mostly else []
    anchors += [time for time in others if bool(believed(np.array(time)))]
    if not len(known) or not anchors:
        return 0.0, ""
    start = float(known.min())
    if slip := _slip(start, anchors):
        return slip, "its start counts from another epoch and is set by the rest of the file"
    if believed(known).all() or any(abs(start - anchor) < _DAY for anchor in anchors):
        return 0.0, ""
    return anchors[0] - start, "its clock was not set; its start is taken from the rest of the file"


def _slip(time: float, anchors: Sequence[float]) -> float:
    """Return the epoch's offset by which a time misses an anchor, 0 where it is not that.

    Of two times twenty years apart the earlier is right, unless there were no such files then.
    """
    for offset in (-float(EPOCH), float(EPOCH)):
        later_is_right = min(time, time + offset) < _FIRST_FILES
        if any(abs(time + offset - anchor) < _DAY for anchor in anchors):
            return offset if (offset > 0) == later_is_right else 0.0
    return 0.0


def _near(times: Array, start: float) -> tuple[Array, str]:
    """Bring the records to the session that they belong to."""
    known = times[np.isfinite(times)]
    inside = (times >= start - _DAY) & (times <= start + _LONGEST)
    if 2 * np.count_nonzero(inside) >= len(known):
        return _only(times, inside)
    if slip := _slip(float(np.median(known)), [start]):
        return times + slip, "its records count from another epoch and are set by its start"
    if not believed(known).any() and np.ptp(known) < _LONGEST:
        return times + (
            start - known.min()
        ), "the clock of its records was not set; set by its start"
    return times, ""


def without_strays(times: Array) -> tuple[Array, str]:
    """Make times NaN that no clock shows, if most can be believed, and say how many.

    >>> without_strays(np.array([1.75e9, 1.75e9 + 1, 0.0]))[1]
    'records of another time are left out: 1'
    """
    good = believed(times)
    if 2 * good.sum() <= np.isfinite(times).sum():
        return times, ""
    middle = np.median(times[good])
    return _only(times, good & (np.abs(times - middle) < _LONGEST))


def _only(times: Array, inside: NDArray[np.bool_]) -> tuple[Array, str]:
    n_strays = np.count_nonzero(np.isfinite(times) & ~inside)
    if not n_strays:
        return times, ""
    return np.where(inside, times, np.nan), f"records of another time are left out: {n_strays}"
