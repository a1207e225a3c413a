"""What lies ahead of a person, week by week: sizes per muscle and leg, tendon load, damage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from surae.inference.outlook import Case, Outlook
from surae.inference.recovery import Recovery, lately, recovery
from surae.inference.seen import (
    NextReading,
    Schedule,
    next_readings,
    reading_schedule,
    true_sizes,
)
from surae.records import LoadSpectrum, Measurement
from surae.records.log import Instrument, Measured, Side, Structure
from surae.units import DAYS_PER_WEEK

Array = NDArray[np.float64]

_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
_READ_BY: tuple[tuple[Structure, Measured, Instrument], ...] = (
    ("calf", "girth", "tape"),
    ("MG", "volume", "mri"),
    ("LG", "volume", "mri"),
    ("SOL", "volume", "mri"),
    ("MG", "thickness", "ultrasound"),
    ("LG", "thickness", "ultrasound"),
    ("SOL", "thickness", "ultrasound"),
)
_SIDES: tuple[Side, ...] = ("L", "R")
_MORNING = time(8, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """A size of one leg on some days: median, 50 % and 90 % ranges.

    Parameters
    ----------
    structure, quantity, side
        What is meant.
    quantiles
        5, 25, 50, 75 and 95 %, shape (5, days), in the unit of the quantity.
    """

    structure: str
    quantity: str
    side: str
    quantiles: Array


@dataclass(frozen=True, eq=False)
class Ahead:
    """The weeks ahead.

    Parameters
    ----------
    days
        Today, then every seventh day, then the last.
    bands
        Girth, and volume and thickness of each muscle, of each leg.
    tendon
        Achilles load of the week before each of the days after today, of one leg: force × time over
        body weight, shape (weeks,) [s].
    schedules
        When a tape would first show the change, for one to five repeats.
    next_reading
        The measurement that narrows the forecast most for its effort.
    case, lately
        For what is worked out when it is asked for.
    """

    days: tuple[date, ...]
    bands: tuple[Band, ...]
    tendon: tuple[float, ...]
    schedules: tuple[Schedule, ...]
    next_reading: NextReading
    case: Case
    lately: LoadSpectrum

    @cached_property
    def recovery(self) -> Recovery:
        """Damage and recovery of each muscle."""
        return recovery(self.case, self.lately)


def ahead(case: Case, seen: Outlook, spectrum: LoadSpectrum) -> Ahead:
    """Return the weeks from today to the last day of an outlook.

    Parameters
    ----------
    case
        Draws from a prior or a posterior.
    seen, spectrum
        Of the same draws, log and plan.
    """
    today = (case.today - case.first_day).days
    rows = [*range(today, spectrum.n_days - 1, DAYS_PER_WEEK), spectrum.n_days - 1]
    days = tuple(case.first_day + timedelta(days=row) for row in rows)
    daily = spectrum.tendon_counts @ spectrum.tendon.impulse
    tendon = tuple(float(daily[begin + 1 : end + 1].sum()) for begin, end in pairwise(rows))
    change = seen.calf.girth_change
    own = [r for r in case.readings if r.quantity == "girth" and r.instrument == "tape"]
    schedules = reading_schedule(case, change, today, own)
    return Ahead(
        days,
        _bands(case, seen, days),
        tendon,
        schedules,
        next_readings(case, seen, change[:, -1])[0],
        case,
        lately(case, spectrum),
    )


def _bands(case: Case, seen: Outlook, days: Sequence[date]) -> tuple[Band, ...]:
    wanted = [
        Measurement(datetime.combine(day, _MORNING), structure, quantity, instrument, 1.0, side)
        for structure, quantity, instrument in _READ_BY
        for side in _SIDES
        for day in days
    ]
    sight, values, volume = true_sizes(case, seen, wanted)
    found: dict[tuple[str, str, str | None], dict[date, Array]] = {}
    for reading, size in zip(sight.readings, sight.sizes(values, volume), strict=True):
        key = (reading.structure, reading.quantity, reading.side)
        found.setdefault(key, {})[reading.date_time.date()] = np.quantile(size, _QUANTILES)
    return tuple(
        Band(structure, quantity, side, np.stack([at[day] for day in days], axis=1))
        for (structure, quantity, side), at in (
            ((s, q, side), found[s, q, side]) for s, q, _ in _READ_BY for side in _SIDES
        )
    )
