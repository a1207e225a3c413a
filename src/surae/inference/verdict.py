"""What a forecast says: grow, hold or shrink, by how much, by which cause, and when it shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from surae import evidence
from surae.evidence.binding import bind
from surae.inference.attribution import ELSE, FOOD, MASS, Attribution
from surae.inference.likelihood import minimal_detectable_change, typical_error
from surae.inference.outlook import Outlook
from surae.records import CAUSES, MUSCLES, Interval, Measurement

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Probabilities and sizes of the change from today to the last day.

    Parameters
    ----------
    p_grow, p_hold, p_shrink
        Probabilities that girth changes by more than the smallest worthwhile change; they sum to 1.
    girth_now, girth_change
        [cm].
    volume_change
        Of the triceps surae of one leg [cm3].
    by_muscle
        The same per muscle [cm3].
    relative_change
        Of the triceps surae [-].
    fat_change
        Of the fat around the calf [mm].
    girth_by_fat
        What that adds to the girth [cm].
    mass_change
        Of the body [kg].
    """

    p_grow: float
    p_hold: float
    p_shrink: float
    girth_now: Interval
    girth_change: Interval
    volume_change: Interval
    by_muscle: dict[str, Interval]
    relative_change: Interval
    fat_change: Interval
    girth_by_fat: Interval
    mass_change: Interval


@dataclass(frozen=True, slots=True)
class CauseShare:
    """What one cause adds from today to the last day: muscle [cm3] and girth [cm]."""

    cause: str
    volume_change: Interval
    girth_change: Interval


@dataclass(frozen=True, slots=True)
class Visible:
    """The smallest change an instrument can tell, and the day it may first be told."""

    instrument: str
    smallest_change: float
    day: date | None


def verdict(seen: Outlook) -> Verdict:
    """Sum up the last day of an outlook."""
    calf = seen.calf
    change = calf.girth_change[:, -1]
    worth = evidence.parameter("worthwhile_girth_change").mean
    grow, shrink = float(np.mean(change > worth)), float(np.mean(change < -worth))
    volumes = calf.volume_change[:, :, -1]
    return Verdict(
        p_grow=grow,
        p_hold=1 - grow - shrink,
        p_shrink=shrink,
        girth_now=Interval.of(calf.girth[:, calf.today_index]),
        girth_change=Interval.of(change),
        volume_change=Interval.of(volumes.sum(axis=0)),
        by_muscle={m: Interval.of(v) for m, v in zip(MUSCLES, volumes, strict=True)},
        relative_change=Interval.of(volumes.sum(axis=0) / calf.volume.sum(axis=0)),
        fat_change=Interval.of(calf.fat_change[:, -1]),
        girth_by_fat=Interval.of(calf.girth_by_fat[:, -1]),
        mass_change=Interval.of(calf.mass.change[:, -1]),
    )


def cause_shares(split: Attribution) -> tuple[CauseShare, ...]:
    """Return what each cause adds to muscle from today on, largest first.

    Causes that play no part are left out, and so is fat, which is no cause of muscle. What has no
    name is shown where its middle is more than a twentieth of a centimeter.
    """
    shares = [
        CauseShare(cause, Interval.of(part), Interval.of(wider))
        for cause, part, wider in zip(
            split.causes, split.volume_to_come, split.to_come, strict=True
        )
        if (cause in _MUSCULAR and np.any(part != 0))
        or (cause == ELSE and abs(np.median(wider)) >= _SHOWN)
    ]
    return tuple(sorted(shares, key=lambda s: -_weight(s.volume_change)))


_MUSCULAR = frozenset({*CAUSES, MASS, FOOD})
_SHOWN = 0.05
"""Change of girth from which what has no name of its own is shown [cm]."""


def _weight(part: Interval) -> float:
    """Order causes by how far they may move the muscle, the median counting double."""
    return 2 * abs(part.median) + max(abs(part.low), abs(part.high))


def first_visible(seen: Outlook, readings: Sequence[Measurement]) -> Visible:
    """Return when a tape could first tell the median change from its own error.

    The person's own readings say how good the tape is; without any, a self-measured tape is taken.
    """
    own = [typical_error(r) for r in readings if r.instrument == "tape"]
    error = float(np.median(own)) if own else evidence.parameter("tape_error_self").mean
    smallest = bind(minimal_detectable_change, evidence.central_values())(error)
    middle = np.median(seen.calf.girth_change, axis=0)
    ahead = np.arange(len(middle)) > seen.calf.today_index
    days = np.flatnonzero((np.abs(middle) >= smallest) & ahead)
    name = "tape, own readings" if own else "tape, measured by yourself"
    return Visible(name, smallest, seen.calf.day(int(days[0])) if len(days) else None)
