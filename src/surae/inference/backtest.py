"""How good one's own forecasts would have been: refit on the past, score what followed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from surae.errors import SuraeError
from surae.inference.calibrate import calibrate
from surae.inference.outlook import Case, outlook
from surae.inference.seen import expected_readings
from surae.inference.sight import readable
from surae.records import Measurement

Array = NDArray[np.float64]

_MOST_FOLDS = 4


@dataclass(frozen=True, slots=True)
class Scored:
    """A reading beside what the readings before it let expect.

    Parameters
    ----------
    reading
        Mean of the repeats of one session.
    known_until
        Last day of the readings that the forecast knew.
    predicted, low, high
        Median and 90 % range of what the instrument would show, in the reading's unit.
    naive
        What the last readings of the same thing showed; the same unit.
    """

    reading: Measurement
    known_until: date
    predicted: float
    low: float
    high: float
    naive: float

    @property
    def covered(self) -> bool:
        """Whether the reading lies in its range."""
        return self.low <= self.reading.value <= self.high


@dataclass(frozen=True, slots=True)
class Backtest:
    """All readings that could be scored.

    Parameters
    ----------
    scored
        By day.
    trustworthy
        Whether every refit was.
    """

    scored: tuple[Scored, ...]
    trustworthy: bool

    @property
    def coverage(self) -> float:
        """Share of readings in their 90 % range [-]."""
        return float(np.mean([one.covered for one in self.scored]))

    @property
    def error(self) -> float:
        """Root-mean-square error relative to the readings [-]."""
        return self._rms([one.predicted for one in self.scored])

    @property
    def naive_error(self) -> float:
        """The same for the last reading taken again [-]."""
        return self._rms([one.naive for one in self.scored])

    def _rms(self, predicted: list[float]) -> float:
        told = np.array([one.reading.value for one in self.scored])
        return float(np.sqrt(np.mean((np.array(predicted) / told - 1) ** 2)))


def backtest(case: Case, progress: Callable[[float], None] | None = None) -> Backtest:
    """Refit on the past and score the readings that followed.

    The days of the readings after the first are cut into up to four parts of equal number; each
    part is forecast from all readings before it, with what was really done.

    Parameters
    ----------
    case
        The person, the log, the readings, prior draws.
    progress
        Called with the share of the work done.

    Raises
    ------
    SuraeError
        Where there are not readings on two days at least.
    """
    readings = [r for r in case.readings if readable(r) and r.date_time.date() >= case.first_day]
    days = sorted({r.date_time.date() for r in readings})
    if len(days) < 2:
        raise SuraeError(
            "a backtest needs readings of the calf on two days or more of the log, and there are "
            f"{len(days)}; add them with `surae measure`"
        )
    parts = np.array_split(np.array(days[1:], dtype=object), min(_MOST_FOLDS, len(days) - 1))
    scored: list[Scored] = []
    trustworthy = True
    for k, part in enumerate(parts):
        past = tuple(r for r in readings if r.date_time.date() < part[0])
        ahead = [r for r in readings if part[0] <= r.date_time.date() <= part[-1]]
        found, sound = _fold(case, past, ahead)
        scored, trustworthy = [*scored, *found], trustworthy and sound
        if progress:
            progress((k + 1) / len(parts))
    return Backtest(tuple(scored), trustworthy)


def _fold(
    case: Case, past: tuple[Measurement, ...], ahead: list[Measurement]
) -> tuple[list[Scored], bool]:
    """Forecast some readings from those before them."""
    until = max(r.date_time.date() for r in past)
    known = replace(
        case, readings=past, today=until, done=tuple(b for b in case.done if b.day <= until)
    )
    posterior = calibrate(known)
    then = replace(known, draws=posterior.draws)
    plan = tuple(b for b in case.done if b.day > until)
    seen = outlook(then, plan, max(r.date_time.date() for r in ahead))
    sessions, shown = expected_readings(then, seen, ahead)
    scored = []
    for reading, draws in zip(sessions, shown, strict=True):
        low, middle, high = np.quantile(draws, (0.05, 0.5, 0.95))
        last = _last_like(reading, past)
        naive = last if last is not None else float(middle)
        scored.append(Scored(reading, until, float(middle), float(low), float(high), naive))
    return scored, posterior.diagnostics.trustworthy


def _last_like(reading: Measurement, past: tuple[Measurement, ...]) -> float | None:
    """Return the mean of the last day's readings of the same thing, None where there are none."""

    def thing(r: Measurement) -> tuple[object, ...]:
        return (r.structure, r.quantity, r.instrument, r.side)

    like = [r for r in past if thing(r) == thing(reading)]
    if not like:
        return None
    last = max(r.date_time.date() for r in like)
    return float(np.mean([r.value for r in like if r.date_time.date() == last]))
