"""What every export of a gym log comes to: sets by workout.

A reader of an app's export names its columns as :class:`SetRow` does; checking, units and grouping
are the same for all.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Annotated, NamedTuple

from pydantic import BaseModel, Field, StringConstraints

from surae.errors import IngestError
from surae.ingest.exercises import find_exercise, split_side
from surae.ingest.options import Options, WeightUnit
from surae.ingest.rows import Number, Row, convert
from surae.ingest.times import parse_time
from surae.records import Session, Skipped, StrengthSet
from surae.records.log import SetType, Side
from surae.units import quantity

Sessions = tuple[tuple[Session, ...], tuple[Skipped, ...]]

KG_PER_LB = 0.45359237

_UNITS: dict[str, WeightUnit] = {
    "kg": "kg",
    "kgs": "kg",
    "kilograms": "kg",
    "lb": "lb",
    "lbs": "lb",
    "pounds": "lb",
}
_SET_TYPES: dict[str, SetType] = {
    "": "normal",
    "normal": "normal",
    "warmup": "warmup",
    "dropset": "drop",
    "failure": "failure",
}
_TO_FAILURE = 10.0
_DECIMALS_OF_KG = 2
_LONGEST = timedelta(days=1)

Text = Annotated[str, StringConstraints(strip_whitespace=True)]
Amount = Annotated[float | None, Field(ge=0, allow_inf_nan=False), Number]


class SetRow(BaseModel):
    """A set as an app wrote it, under names that are the same for all apps."""

    start_time: Text
    end_time: Text = ""
    duration: Amount = None
    title: Text = ""
    exercise: Annotated[Text, Field(min_length=1)]
    set_type: Text = "normal"
    weight: Annotated[float | None, Field(ge=0, le=quantity("load_kg").high * 2), Number] = None
    weight_unit: Text = ""
    reps: Annotated[
        float | None, Field(ge=quantity("reps").low, le=quantity("reps").high), Number
    ] = None
    duration_seconds: Amount = None
    rpe: Annotated[float | None, Field(ge=0, le=_TO_FAILURE), Number] = None
    reps_in_reserve: Annotated[
        float | None, Field(ge=0, le=quantity("reps_in_reserve").high), Number
    ] = None
    side: Side | None = None


class _Workout(NamedTuple):
    """What the rows of one workout share."""

    start: datetime
    duration: float
    title: str
    note: str


def workouts(rows: Iterable[tuple[int, Row]], name: str, source: str, options: Options) -> Sessions:
    """Return the workouts of a gym log, and the rows that cannot be used.

    Parameters
    ----------
    rows
        By the names of :class:`SetRow`, with their line numbers.
    name
        What to call the file.
    source
        The app that wrote it.
    options
        What the user said.

    Raises
    ------
    IngestError
        If there are rows and none is usable.

    Notes
    -----
    The effort rating (RPE) becomes repetitions in reserve, 10 minus the rating.
    """

    def make(row: SetRow) -> tuple[_Workout, StrengthSet]:
        return _workout(row, options.time_zone), _strength_set(row, options.exercises)

    made, wrong = convert(rows, SetRow, make, name)
    sets: dict[_Workout, list[StrengthSet]] = {}
    for workout, item in made:
        sets.setdefault(workout, []).append(item)
    sessions = tuple(
        Session(
            start=workout.start,
            kind="strength",
            duration=workout.duration,
            distance=math.nan,
            file=name,
            sets=tuple(items),
            source=source,
            title=workout.title,
            notes=(workout.note,) if workout.note else (),
        )
        for workout, items in sets.items()
    )
    return sessions, tuple(wrong)


def unit_or_ask(rows: Iterable[Row], name: str, told: WeightUnit | None, column: str) -> WeightUnit:
    """Return the unit of a file that does not say it; a file without weights needs none.

    Raises
    ------
    IngestError
        If a row has a weight and the user has not said its unit.
    """
    if told is not None:
        return told
    if any(str(row.get(column) or "").strip(" 0.,") for row in rows):
        raise IngestError(name, "does not say its unit of weight; say kg or lb", column)
    return "kg"


def known_unit(word: str) -> WeightUnit | None:
    """Return the unit that a word means, None for another word.

    >>> known_unit("Lbs"), known_unit("stone")
    ('lb', None)
    """
    return _UNITS.get(word.strip().lower())


def none_if_zero(cell: object) -> object:
    """Return a cell, or None where it holds 0: many apps write it for what was not logged.

    >>> none_if_zero("0.0"), none_if_zero("10")
    (None, '10')
    """
    text = str(cell if cell is not None else "").strip()
    return None if not text.strip("0.,") else cell


def _workout(row: SetRow, time_zone: tzinfo) -> _Workout:
    start = parse_time(row.start_time, time_zone)
    if not row.end_time:
        return _Workout(start, row.duration or 0.0, row.title, "")
    length = parse_time(row.end_time, time_zone) - start
    if timedelta() <= length <= _LONGEST:
        return _Workout(start, length.total_seconds(), row.title, "")
    return _Workout(start, 0.0, row.title, "its end does not fit its start; its length is unknown")


def _strength_set(row: SetRow, exercises: Mapping[str, str]) -> StrengthSet:
    kind = row.set_type.lower().replace(" ", "").replace("_", "")
    if kind not in _SET_TYPES:
        raise ValueError(f"`set_type` {row.set_type!r}: should be {', '.join(_SET_TYPES)}")
    unit = known_unit(row.weight_unit)
    if unit is None and row.weight is not None:
        raise ValueError(f"`weight_unit` {row.weight_unit!r}: should be kg or lb")
    reserve = _known(row.reps_in_reserve)
    if row.rpe is not None:
        reserve = _TO_FAILURE - row.rpe
    told, plain = split_side(row.exercise)
    return StrengthSet(
        exercise=find_exercise(row.exercise, exercises) or find_exercise(plain, exercises),
        name=row.exercise,
        reps=_known(row.reps),
        load_kg=_kilograms(_known(row.weight), unit or "kg"),
        duration=_known(row.duration_seconds),
        reps_in_reserve=reserve,
        set_type=_SET_TYPES[kind],
        side=row.side or told,
    )


def _kilograms(weight: float, unit: WeightUnit) -> float:
    """Return a weight [kg] to ten grams, finer than any plate, so that the unit leaves no trace.

    >>> _kilograms(105.82, "lb"), _kilograms(48.0, "kg")
    (48.0, 48.0)
    """
    return round(weight * (KG_PER_LB if unit == "lb" else 1.0), _DECIMALS_OF_KG)


def _known(value: float | None) -> float:
    return math.nan if value is None else value
