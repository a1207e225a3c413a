"""What instruments would show on days past and to come, and which reading would teach most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
from numpy.typing import NDArray

from surae import evidence
from surae.inference.likelihood import minimal_detectable_change, typical_error
from surae.inference.outlook import Case, Outlook
from surae.inference.priors import stream
from surae.inference.sight import Sight
from surae.records import Measurement
from surae.units import DAYS_PER_WEEK

Array = NDArray[np.float64]

_MORNING = time(8, 0, tzinfo=UTC)
_WEEKS_APART = 2
_MOST_REPEATS = 5


def true_sizes(
    case: Case, seen: Outlook, readings: Sequence[Measurement]
) -> tuple[Sight, dict[str, Array], Array]:
    """Return what readings look at, the parameters they need, and volumes on their days.

    Parameters
    ----------
    case
        Draws from a prior or a posterior.
    seen
        Of the same draws, over all days of the readings.
    readings
        Taken or not; their values only set the size of relative errors.
    """
    sight = Sight(case.person, readings, case.first_day, case.today, seen.calf.fat_change)
    _, more = sight.unknowns(case.draws)
    values = {**more, **case.draws.values}
    days = np.minimum(sight.days, seen.result.volume.shape[-1] - 1)
    return sight, values, seen.result.volume[:, :, days].transpose(2, 0, 1)


def expected_readings(
    case: Case, seen: Outlook, readings: Sequence[Measurement]
) -> tuple[tuple[Measurement, ...], Array]:
    """Return sessions of readings, and draws of what they would show, (readings, draws).

    Parameters
    ----------
    case
        Draws from a prior or a posterior.
    seen
        Of the same draws, up to the last reading.
    readings
        Taken or not.
    """
    sight, values, volume = true_sizes(case, seen, readings)
    expected = sight.expected(values, volume)
    tail = evidence.parameter("reading_tail").mean
    noise = stream("readings to come", case.draws.seed).standard_t(tail, expected.shape)
    return sight.readings, expected + sight.spread[:, None] * noise


@dataclass(frozen=True, slots=True)
class NextReading:
    """A measurement that could be taken, and what it would teach.

    Parameters
    ----------
    instrument, structure, quantity
        What is read, how.
    day
        When.
    narrows
        Share of the variance of the forecast change of girth that it takes away [-].
    minutes
        What it costs, the way there included [min].
    """

    instrument: str
    structure: str
    quantity: str
    day: date
    narrows: float
    minutes: float


def next_readings(case: Case, seen: Outlook, target: Array) -> tuple[NextReading, ...]:
    """Return what could be read next, what teaches most for its effort first.

    Parameters
    ----------
    case
        Draws from a prior or a posterior.
    seen
        Of the same draws, under the plan.
    target
        What is to be known better, shape (draws,).

    Notes
    -----
    *Assumes* that the target depends on a reading linearly and that both are normal: the variance
    that a reading takes away is its covariance with the target squared, over its own variance,
    error included. *Valid for* ranking. *Not for* several readings at once.
    """
    wanted, minutes = _candidates(case, seen)
    sight, values, volume = true_sizes(case, seen, wanted)
    sizes = [float(np.median(size)) for size in sight.sizes(values, volume)]
    sized = [replace(r, value=s) for r, s in zip(sight.readings, sizes, strict=True)]
    sight, values, volume = true_sizes(case, seen, sized)
    shown = sight.expected(values, volume)
    own = shown.var(axis=1) + sight.spread**2
    apart = target - target.mean()
    taken = (shown @ apart / len(apart)) ** 2 / np.maximum(own, np.finfo(float).tiny)
    share = taken / max(float(target.var()), np.finfo(float).tiny)
    found = [
        NextReading(
            r.instrument,
            r.structure,
            r.quantity,
            r.date_time.date(),
            float(min(part, 1.0)),
            minutes[r.instrument, r.quantity],
        )
        for r, part in zip(sight.readings, share, strict=True)
    ]
    return tuple(sorted(found, key=lambda n: -n.narrows / n.minutes))


def _candidates(
    case: Case, seen: Outlook
) -> tuple[list[Measurement], dict[tuple[str, str], float]]:
    """Return readings that could be taken, every second week, and what each kind costs [min]."""
    last = seen.result.volume.shape[-1] - 1
    today = (case.today - case.first_day).days
    rows = evidence.table("reading_effort")
    wanted = [
        _planned(case.first_day + timedelta(days=day), row)
        for row in rows
        for day in range(today, last + 1, _WEEKS_APART * DAYS_PER_WEEK)
    ]
    return wanted, {(row["instrument"], row["quantity"]): row["minutes"] for row in rows}


def _planned(day: date, row: evidence.Row) -> Measurement:
    return Measurement(
        date_time=datetime.combine(day, _MORNING),
        structure=row["structure"],
        quantity=row["quantity"],
        instrument=row["instrument"],
        value=1.0,
        side="R",
    )


@dataclass(frozen=True, slots=True)
class Schedule:
    """Readings that would show a change soonest.

    Parameters
    ----------
    repeats
        How often to read on each of the two days.
    smallest_change
        That so many repeats can tell from error [cm].
    day
        Of the second reading; the first is today. None where the change is never large enough.
    """

    repeats: int
    smallest_change: float
    day: date | None


def reading_schedule(
    case: Case, girth_change: Array, today_index: int, own: Sequence[Measurement]
) -> tuple[Schedule, ...]:
    """Return when a tape would first show the median change, for each number of repeats.

    Parameters
    ----------
    case
        The person.
    girth_change
        From today, shape (draws, days) [cm].
    today_index
        Column of today.
    own
        The person's tape readings, which say how good the tape is.
    """
    factor = evidence.parameter("detection_factor").mean
    middle = np.abs(np.median(girth_change, axis=0))[today_index + 1 :]
    like = own[-1] if own else _planned(case.today, _TAPE)
    found = []
    for repeats in range(1, _MOST_REPEATS + 1):
        error = typical_error(replace(like, repeats=repeats))
        smallest = minimal_detectable_change(error, detection_factor=factor)
        seen = np.flatnonzero(middle >= smallest)
        day = case.today + timedelta(days=int(seen[0]) + 1) if len(seen) else None
        found.append(Schedule(repeats, smallest, day))
    return tuple(found)


_TAPE = {"structure": "calf", "quantity": "girth", "instrument": "tape"}
