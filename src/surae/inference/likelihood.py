"""How an instrument's reading follows from the true size, and how likely a reading is.

A reading is scale × true size + bias + what standing, exercise and the time of day add for a while
+ the error of the session + the error of each repeat. Scale and bias are shared by all readings of
one kind (one instrument in the same hands); the error of the session by all repeats in it; only the
error of a repeat shrinks when a reading is repeated.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from surae import evidence
from surae.evidence import Row
from surae.evidence.instruments import OWN_HANDS, instrument_row
from surae.inference.priors import stream
from surae.records import Draws, Measurement

Array = NDArray[np.float64]

_CONDITION = {
    "standing": "minutes_standing",
    "exercise": "hours_since_training",
    "time_of_day": "hour",
}


@dataclass(frozen=True, slots=True)
class ReadingError:
    """What stands between a true size and its reading.

    Parameters
    ----------
    scale, scale_sd
        Reading over true size, shared by all readings of the kind, and how little it is known [-].
    bias, bias_sd
        Added to all readings of the kind, and how little it is known, in the unit of the reading.
    acute, acute_sd
        What the circumstances of this reading add for a while, and how little that is known.
    session_sd
        Error shared by the repeats of a session (SD).
    repeat_sd
        Error of one of the repeats (SD).
    repeats
        How many the value is the mean of.
    """

    scale: float
    scale_sd: float
    bias: float
    bias_sd: float
    acute: float
    acute_sd: float
    session_sd: float
    repeat_sd: float
    repeats: int

    @property
    def typical_error(self) -> float:
        """Error (SD) of the mean of the repeats around what this kind of reading would show."""
        return math.hypot(self.session_sd, self.repeat_sd / math.sqrt(self.repeats))

    @property
    def own_sd(self) -> float:
        """Error (SD) that this reading does not share with others of its kind."""
        return math.hypot(self.typical_error, self.acute_sd)


def reading_error(reading: Measurement) -> ReadingError:
    """Return the error of a reading, in the reading's unit.

    A stated ``error_sd`` takes the place of the error of one reading; session and repeat keep
    their proportion. A circumstance that is not known corrects nothing: ordinary circumstances are
    part of the typical error.

    Raises
    ------
    RecordError
        For an instrument that cannot read that quantity.

    >>> from datetime import UTC, datetime
    >>> tape = Measurement(datetime(2026, 1, 1, tzinfo=UTC), "calf", "girth", "tape", 37.0)
    >>> round(reading_error(tape).typical_error, 2)
    0.45
    >>> round(reading_error(replace(tape, repeats=4)).typical_error, 2)
    0.38
    """
    row = instrument_row(reading.instrument, reading.quantity, reading.structure, reading.observer)
    unit = reading.value if row["unit"] == "-" else 1.0
    session, repeat = row["session_error"] * unit, row["repeat_error"] * unit
    if math.isfinite(reading.error_sd):
        stated = reading.error_sd / math.hypot(session, repeat)
        session, repeat = session * stated, repeat * stated
    acute, acute_sd = acute_effect(reading)
    return ReadingError(
        scale=row["scale"],
        scale_sd=row["scale_sd"],
        bias=row["bias"],
        bias_sd=row["bias_sd"],
        acute=acute,
        acute_sd=acute_sd,
        session_sd=session,
        repeat_sd=repeat,
        repeats=reading.repeats,
    )


def typical_error(reading: Measurement) -> float:
    """Return the error (SD) of a reading around what its kind would show, in its unit."""
    return reading_error(reading).typical_error


def minimal_detectable_change(error: float, *, detection_factor: float) -> float:
    """Return the smallest change that two readings of one kind can tell from error, 95 %.

    Bias and scale are shared by both readings and fall out.

    >>> round(minimal_detectable_change(0.45, detection_factor=2.772), 2)
    1.25
    """
    return detection_factor * error


def acute_effect(reading: Measurement) -> tuple[float, float]:
    """Return what circumstances add to a reading, and the error (SD) of that, in its unit.

    Standing fills the leg with time, exercise swells it and fades, and the day adds from morning
    to evening; each counts from its reference in the evidence table ``acute_effects``.
    """
    added, variance = 0.0, 0.0
    for row in _acute_rows(reading.quantity, reading.structure):
        told = getattr(reading, _CONDITION[row["cause"]])
        if math.isfinite(told):
            unit = reading.value if row["unit"] == "-" else 1.0
            course = _course(row, told) - _course(row, row["reference"])
            added += unit * row["effect"] * course
            variance += (unit * row["effect_sd"] * course) ** 2
    return added, math.sqrt(variance)


def _course(row: Row, told: float) -> float:
    """Return the share of an effect that is there after some time [-]."""
    passed = told / row["time_constant"]
    if row["cause"] == "standing":
        return -math.expm1(-passed)
    return math.exp(-passed) if row["cause"] == "exercise" else passed


@cache
def _acute_rows(quantity: str, structure: str) -> tuple[Row, ...]:
    rows = (row for row in evidence.table("acute_effects") if row["quantity"] == quantity)
    return tuple(row for row in rows if row["structure"] in ("", structure) and structure != "fat")


def reading_kind(reading: Measurement) -> str:
    """Name the kind of a reading: readings of one kind share scale and bias."""
    hands = "self" if reading.observer in OWN_HANDS else reading.observer
    parts = (reading.instrument, reading.device, reading.quantity, reading.structure, hands)
    return " ".join(part for part in parts if part)


def offset_draws(reading: Measurement, true: ArrayLike, draws: Draws) -> Array:
    """Return what scale and bias of a reading's kind add to a true size, shape (draws,).

    Readings of one kind get the same deviations of scale and bias in each draw, so that what is
    wrong with an instrument is wrong with all of its readings.

    Parameters
    ----------
    reading
        Tells the kind.
    true
        True size, shape (draws,) or a number, in the unit of the reading.
    draws
        For their number and seed.
    """
    error = reading_error(reading)
    noise = stream(f"kind {reading_kind(reading)}", draws.seed).standard_normal((2, len(draws)))
    scale = error.scale + error.scale_sd * noise[0]
    added: Array = np.asarray(true) * (scale - 1) + error.bias + error.bias_sd * noise[1]
    return added


def expected_reading(
    reading: Measurement, true: ArrayLike, offset: ArrayLike | None = None
) -> tuple[Array, Array]:
    """Return the mean and spread of a reading of given true sizes, each of the shape of ``true``.

    Parameters
    ----------
    reading
        How it is taken; its value only sets the size of relative errors.
    true
        True size, in the unit of the reading: of shape (draws,) and any more.
    offset
        What scale and bias of the kind add, such as :func:`offset_draws`; if None their spread is
        part of the spread returned.
    """
    error, size = reading_error(reading), np.asarray(true, dtype=float)
    if offset is not None:
        return size + np.asarray(offset) + error.acute, np.full(size.shape, error.own_sd)
    shared = np.hypot(error.scale_sd * size, error.bias_sd)
    return error.scale * size + error.bias + error.acute, np.hypot(shared, error.own_sd)


def log_likelihood(reading: Measurement, true: ArrayLike, offset: ArrayLike | None = None) -> Array:
    """Return how likely a reading is for each true size, as a logarithm, of the shape of ``true``.

    The error has a Student distribution, so that one slip of the tape does not move a person.

    Parameters
    ----------
    reading, true, offset
        As for :func:`expected_reading`. Give the offset where several readings of one kind are
        multiplied: without it each would count the shared error as its own.
    """
    mean, spread = expected_reading(reading, true, offset)
    tail = evidence.parameter("reading_tail").mean
    constant = math.lgamma((tail + 1) / 2) - math.lgamma(tail / 2) - math.log(tail * math.pi) / 2
    z = (reading.value - mean) / spread
    found: Array = constant - np.log(spread) - (tail + 1) / 2 * np.log1p(z**2 / tail)
    return found


def predicted_reading(
    reading: Measurement, true: ArrayLike, draws: Draws, offset: ArrayLike | None = None
) -> Array:
    """Return draws of what the instrument would read, shape (draws,).

    Parameters
    ----------
    reading
        How and when it is taken; its value is not looked at but for the size of relative errors.
    true
        True size by draw, shape (draws,), in the unit of the reading.
    draws
        For their number and seed.
    offset
        As for :func:`expected_reading`; drawn for the kind of the reading if None.
    """
    shared = offset_draws(reading, true, draws) if offset is None else offset
    mean, spread = expected_reading(reading, true, shared)
    tail = evidence.parameter("reading_tail").mean
    noise = stream(f"reading {reading_kind(reading)} {reading.date_time}", draws.seed)
    found: Array = mean + spread * noise.standard_t(tail, len(draws))
    return found


def by_session(readings: Sequence[Measurement]) -> list[Measurement]:
    """Return one reading for each session: what one kind read of one side on one day.

    Their mean, with all their repeats. Readings whose circumstances or stated errors differ stay
    apart.
    """
    groups: dict[tuple[object, ...], list[Measurement]] = {}
    for reading in readings:
        told = (reading.error_sd, reading.hours_since_training, reading.minutes_standing)
        key = (reading_kind(reading), reading.side, reading.date_time.date(), *map(repr, told))
        groups.setdefault(key, []).append(reading)
    return [_mean(group) for group in groups.values()]


def _mean(group: Sequence[Measurement]) -> Measurement:
    repeats = [reading.repeats for reading in group]
    value = float(np.average([reading.value for reading in group], weights=repeats))
    return replace(group[0], value=value, repeats=sum(repeats))


def pooled(readings: Sequence[Measurement]) -> tuple[float, float]:
    """Return the true size that readings of one quantity tell, and its error (SD).

    Each is corrected for its circumstances; sessions are weighted by their errors; the error that
    the readings of one kind share does not shrink with their number.

    Parameters
    ----------
    readings
        At least one; all of one quantity of one structure, in one unit.
    """
    kinds: dict[str, list[Measurement]] = {}
    for reading in by_session(readings):
        kinds.setdefault(reading_kind(reading), []).append(reading)
    told = np.array([_pooled_kind(group) for group in kinds.values()])
    weights = told[:, 1] ** -2.0
    return float(np.average(told[:, 0], weights=weights)), float(weights.sum() ** -(1 / 2))


def _pooled_kind(group: Sequence[Measurement]) -> tuple[float, float]:
    errors = [reading_error(reading) for reading in group]
    values = [
        (reading.value - error.acute - error.bias) / error.scale
        for reading, error in zip(group, errors, strict=True)
    ]
    weights = np.array([max(error.own_sd, np.finfo(float).tiny) ** -2.0 for error in errors])
    mean = float(np.average(values, weights=weights))
    shared = math.hypot(errors[0].bias_sd, errors[0].scale_sd * mean)
    return mean, math.hypot(float(weights.sum() ** -(1 / 2)), shared)
