"""surae's own file of measurements: tape, ultrasound, MRI and others, as CSV or JSON.

Columns: ``date_time, side, instrument, structure, quantity, value, unit, error_sd, posture,
hours_since_training, observer, device, source, external_id, repeats, minutes_standing, hour``; the
first and the five from ``instrument`` to ``unit`` are needed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import UTC, tzinfo
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field, StringConstraints

from surae.errors import IngestError, RecordError
from surae.evidence.instruments import instrument_row
from surae.ingest.json_text import read_json
from surae.ingest.rows import EmptyIsNone, Row, convert, read_csv
from surae.ingest.times import parse_time
from surae.records import Measurement, Skipped
from surae.records.log import Instrument, Measured, Side, Structure
from surae.units import MM_PER_CM, check

Read = tuple[tuple[Measurement, ...], tuple[Skipped, ...]]

_CM_PER_INCH = 2.54
_KG_OF = {"kg": 1.0, "g": 0.001, "lb": 0.45359237}
_CM_OF = {"mm": 1 / MM_PER_CM, "cm": 1.0, "m": 100.0, "in": _CM_PER_INCH}
_UNITS: dict[str, dict[str, float]] = {
    "girth": _CM_OF,
    "length": _CM_OF,
    "thickness": {unit: factor * MM_PER_CM for unit, factor in _CM_OF.items()},
    "csa": {"mm2": 1 / MM_PER_CM**2, "cm2": 1.0},
    "volume": {"mm3": 1 / MM_PER_CM**3, "cm3": 1.0, "ml": 1.0, "l": 1000.0},
    "lean_mass": _KG_OF,
    "mass": _KG_OF,
}
_CHECKED_AS = {
    "girth": "calf_girth",
    "thickness": "muscle_thickness",
    "csa": "anatomical_csa",
    "volume": "muscle_volume",
    "lean_mass": "lean_mass",
    "mass": "mass",
}
_MOST_REPEATS = 100
_SIDES = {"left": "L", "right": "R", "l": "L", "r": "R"}
_SPELLINGS = {
    "²": "2",
    "³": "3",
    "^": "",
    "cc": "cm3",
    "inches": "in",
    "inch": "in",
    '"': "in",
    "lbs": "lb",
}


def _side(value: object) -> object:
    if not isinstance(value, str):
        return value
    word = value.strip().lower()
    return _SIDES.get(word, value) if word else None


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


Text = Annotated[str, StringConstraints(strip_whitespace=True)]
Hours = Annotated[float | None, Field(ge=0, allow_inf_nan=False), EmptyIsNone]


class _ReadingRow(BaseModel, extra="forbid"):
    """A row of the file."""

    date_time: Text
    instrument: Annotated[Instrument, BeforeValidator(_lower)]
    structure: Structure
    quantity: Annotated[Measured, BeforeValidator(_lower)]
    value: Annotated[float, Field(gt=0, allow_inf_nan=False)]
    unit: Text
    side: Annotated[Side | None, BeforeValidator(_side)] = None
    error_sd: Annotated[float | None, Field(gt=0, allow_inf_nan=False), EmptyIsNone] = None
    posture: Text = ""
    hours_since_training: Hours = None
    observer: Text = ""
    device: Text = ""
    source: Text = ""
    external_id: Text = ""
    repeats: Annotated[int | None, Field(ge=1, le=_MOST_REPEATS), EmptyIsNone] = None
    minutes_standing: Hours = None
    hour: Annotated[float | None, Field(ge=0, le=24, allow_inf_nan=False), EmptyIsNone] = None


def read_measurements(data: bytes, name: str, *, time_zone: tzinfo = UTC) -> Read:
    """Return the readings of a CSV file in the nomenclature's units, and the rows that are refused.

    Parameters
    ----------
    data, name
        The file and what to call it.
    time_zone
        The zone of times that name none.

    Raises
    ------
    IngestError
        If the file cannot be read or no row is usable.
    """
    return read_rows(read_csv(data, name), name, time_zone)


def read_measurements_json(data: bytes, name: str, *, time_zone: tzinfo = UTC) -> Read:
    """Return the readings of a JSON list of objects with the same keys, as for CSV.

    Raises
    ------
    IngestError
        If the file cannot be read or no row is usable.
    """
    return read_rows(_read_json(data, name), name, time_zone)


def read_rows(rows: Iterable[tuple[int, Row]], name: str, time_zone: tzinfo = UTC) -> Read:
    """Return the readings of numbered rows in the columns of surae's file, and what is refused.

    Raises
    ------
    IngestError
        If there are rows and none is usable.
    """
    made, wrong = convert(rows, _ReadingRow, lambda row: _measurement(row, time_zone), name)
    return tuple(made), tuple(wrong)


def _read_json(data: bytes, name: str) -> list[tuple[int, Row]]:
    content = read_json(data, name)
    if isinstance(content, dict):
        content = content.get("measurements")
    if not isinstance(content, list) or not all(isinstance(row, dict) for row in content):
        raise IngestError(name, "should be a list of measurements, each an object")
    return list(enumerate(content, start=1))


def _measurement(row: _ReadingRow, time_zone: tzinfo) -> Measurement:
    factor = _factor(row)
    _refuse_impossible(row)
    value = row.value * factor
    _check(row, value)
    return Measurement(
        date_time=parse_time(row.date_time, time_zone),
        structure=row.structure,
        quantity=row.quantity,
        instrument=row.instrument,
        value=value,
        side=row.side,
        error_sd=_or_unknown(row.error_sd) * factor,
        posture=row.posture,
        hours_since_training=_or_unknown(row.hours_since_training),
        observer=row.observer,
        device=row.device,
        source=row.source,
        external_id=row.external_id,
        repeats=row.repeats or 1,
        minutes_standing=_or_unknown(row.minutes_standing),
        hour=_or_unknown(row.hour),
    )


def _or_unknown(value: float | None) -> float:
    return math.nan if value is None else value


def _factor(row: _ReadingRow) -> float:
    """Return what turns the row's unit into the nomenclature's."""
    unit = row.unit.lower()
    for spelling, plain in _SPELLINGS.items():
        unit = unit.replace(spelling, plain)
    known = _UNITS[row.quantity]
    if unit not in known:
        raise RecordError("unit", repr(row.unit), f"those of a {row.quantity}: {', '.join(known)}")
    return known[unit]


def _refuse_impossible(row: _ReadingRow) -> None:
    if row.quantity == "girth" and row.structure != "calf":
        raise RecordError("structure", row.structure, "calf, the only girth there is")
    if row.instrument == "tape" and row.quantity != "girth":
        raise RecordError("quantity", row.quantity, "girth, all that a tape can measure")
    instrument_row(row.instrument, row.quantity, row.structure, row.observer)


def _check(row: _ReadingRow, value: float) -> None:
    """Refuse a value that cannot be believed, in the words of the file."""
    name = _quantity(row)
    scale = 1.0 if row.quantity != "length" else MM_PER_CM
    try:
        check(name, value * scale)
    except RecordError as error:
        given = f"{row.value:g} {row.unit} on {row.date_time}"
        side = f" ({'left' if row.side == 'L' else 'right'})" if row.side else ""
        others = (
            unit
            for unit, factor in _UNITS[row.quantity].items()
            if _believable(name, row.value * factor * scale)
        )
        hint = f"did you mean {unit}?" if (unit := next(others, "")) else "check it and its unit"
        raise RecordError(name, given + side, error.allowed, hint) from None


def _quantity(row: _ReadingRow) -> str:
    """Return the quantity of the nomenclature that a row gives."""
    if row.quantity == "thickness" and row.structure == "fat":
        return "fat_thickness"
    length = "tendon_slack_length" if row.structure == "AT" else "fascicle_length"
    return _CHECKED_AS.get(row.quantity, length)


def _believable(name: str, value: float) -> bool:
    try:
        check(name, value)
    except RecordError:
        return False
    return True
