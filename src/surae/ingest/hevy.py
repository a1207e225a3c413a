"""Hevy's workout export: a CSV with a row per set, in kilograms or pounds."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, Field, StringConstraints

from surae.errors import IngestError
from surae.ingest.exercises import find_exercise
from surae.ingest.rows import EmptyIsNone, Row, convert, read_csv
from surae.ingest.times import parse_time
from surae.records import Session, Skipped, StrengthSet
from surae.records.log import SetType
from surae.units import quantity

WeightUnit = Literal["kg", "lb"]

KG_PER_LB = 0.45359237
_WEIGHT_COLUMNS: dict[str, WeightUnit] = {"weight_kg": "kg", "weight_lbs": "lb", "weight_lb": "lb"}
_SET_TYPES: dict[str, SetType] = {
    "": "normal",
    "normal": "normal",
    "warmup": "warmup",
    "dropset": "drop",
    "failure": "failure",
}
_TO_FAILURE = 10.0
_DECIMALS_OF_KG = 2

Text = Annotated[str, StringConstraints(strip_whitespace=True)]


class _SetRow(BaseModel):
    """A row as Hevy writes it; the weight's unit has been taken from its column."""

    title: Text = ""
    start_time: Text
    end_time: Text = ""
    exercise_title: Annotated[Text, Field(min_length=1)]
    set_type: Text = "normal"
    weight: Annotated[float | None, Field(ge=0, le=quantity("load_kg").high * 2), EmptyIsNone] = (
        None
    )
    reps: Annotated[
        float | None, Field(ge=quantity("reps").low, le=quantity("reps").high), EmptyIsNone
    ] = None
    duration_seconds: Annotated[float | None, Field(ge=0), EmptyIsNone] = None
    rpe: Annotated[float | None, Field(ge=0, le=_TO_FAILURE), EmptyIsNone] = None


class _Workout(NamedTuple):
    """What the rows of one workout share."""

    start: datetime
    end: datetime
    title: str


def read_hevy(
    data: bytes,
    name: str,
    *,
    weight_unit: WeightUnit | None = None,
    time_zone: tzinfo = UTC,
    exercises: Mapping[str, str] | None = None,
) -> tuple[tuple[Session, ...], tuple[Skipped, ...]]:
    """Return the workouts of a Hevy export, and the rows that cannot be used.

    Parameters
    ----------
    data, name
        The file and what to call it.
    weight_unit
        For a file whose columns do not say; ``weight_kg`` and ``weight_lbs`` do.
    time_zone
        Where the times were written down.
    exercises
        The user's own exercise names and surae's codes for them.

    Raises
    ------
    IngestError
        If the unit is unknown or no row is usable.

    Notes
    -----
    The effort rating (RPE) becomes repetitions in reserve, 10 minus the rating.
    """
    rows = read_csv(data, name)
    unit = _unit(rows, name, weight_unit)

    def make(row: _SetRow) -> tuple[_Workout, StrengthSet]:
        start = parse_time(row.start_time, time_zone)
        end = parse_time(row.end_time, time_zone) if row.end_time else start
        return _Workout(start, end, row.title), _strength_set(row, unit, exercises)

    made, wrong = convert([(n, _one_weight(row)) for n, row in rows], _SetRow, make, name)
    workouts: dict[_Workout, list[StrengthSet]] = {}
    for workout, item in made:
        workouts.setdefault(workout, []).append(item)
    sessions = tuple(_session(workout, sets, name) for workout, sets in workouts.items())
    return sessions, tuple(wrong)


def _unit(rows: list[tuple[int, Row]], name: str, told: WeightUnit | None) -> WeightUnit:
    columns = rows[0][1] if rows else {}
    units = {unit for column, unit in _WEIGHT_COLUMNS.items() if column in columns}
    if len(units) == 1:
        return units.pop()
    if told is None and "weight" in columns:
        raise IngestError(name, "does not say its unit of weight; say kg or lb", "weight")
    return told or "kg"


def _one_weight(row: Row) -> Row:
    """Return a row whose weight stands under one name, whatever its unit."""
    told = next((row[column] for column in _WEIGHT_COLUMNS if column in row), row.get("weight"))
    return row | {"weight": told}


def _strength_set(
    row: _SetRow, unit: WeightUnit, exercises: Mapping[str, str] | None
) -> StrengthSet:
    kind = row.set_type.lower().replace(" ", "").replace("_", "")
    if kind not in _SET_TYPES:
        raise ValueError(f"`set_type` {row.set_type!r}: should be {', '.join(_SET_TYPES)}")
    reserve = math.nan if row.rpe is None else _TO_FAILURE - row.rpe
    return StrengthSet(
        exercise=find_exercise(row.exercise_title, exercises),
        name=row.exercise_title,
        reps=_known(row.reps),
        load_kg=_kilograms(_known(row.weight), unit),
        duration=_known(row.duration_seconds),
        reps_in_reserve=reserve,
        set_type=_SET_TYPES[kind],
    )


def _kilograms(weight: float, unit: WeightUnit) -> float:
    """Return a weight [kg] to ten grams, finer than any plate, so that the unit leaves no trace.

    >>> _kilograms(105.82, "lb"), _kilograms(48.0, "kg")
    (48.0, 48.0)
    """
    return round(weight * (KG_PER_LB if unit == "lb" else 1.0), _DECIMALS_OF_KG)


def _known(value: float | None) -> float:
    return math.nan if value is None else value


def _session(workout: _Workout, sets: list[StrengthSet], name: str) -> Session:
    return Session(
        start=workout.start,
        kind="strength",
        duration=max((workout.end - workout.start).total_seconds(), 0.0),
        distance=math.nan,
        file=name,
        sets=tuple(sets),
        source="Hevy",
    )
