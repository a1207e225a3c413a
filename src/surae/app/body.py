"""What height, mass, age and sex say of a calf: for one person, or for a table of people."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ValidationError

from surae import __version__, evidence
from surae.anatomy.girth import expected_girth, girth_range
from surae.anatomy.shape import shank_length
from surae.app.calf_section import NAMES
from surae.errors import IngestError, RecordError
from surae.inference import Body, FatReading, GirthReading, body, prior_draws
from surae.inference.calf import NORMAL_90
from surae.inference.likelihood import pooled
from surae.ingest.rows import Row, read_csv
from surae.records import Interval, Measurement, Person
from surae.records.person import Sex

N_DRAWS = 1000
_FAT_ERROR = 1.0
_SHOWN = ("TS", "MG", "LG", "SOL")


def body_of(person: Person, girth: float | None, fat: float | None, seed: int) -> Body:
    """Return what is expected of a person's calf, or learned from a tape and a fat thickness.

    Raises
    ------
    RecordError
        For a reading that cannot be believed.
    """
    tape = None
    if girth is not None:
        tape = GirthReading(girth, evidence.parameter("tape_error_self").mean)
    layer = None if fat is None else FatReading(fat, _FAT_ERROR)
    return body(person, prior_draws(N_DRAWS, seed), tape, layer)


def body_of_readings(person: Person, readings: Sequence[Measurement], seed: int) -> Body:
    """Return what the newest girth and fat of a person's own readings say of the calf.

    Readings of the habit weeks up to the newest one count together.
    """
    told = []
    for quantity, structure in (("girth", "calf"), ("thickness", "fat")):
        alike = [r for r in readings if (r.quantity, r.structure) == (quantity, structure)]
        newest = max((r.date_time for r in alike), default=None)
        span = timedelta(weeks=evidence.parameter("habit_weeks").mean)
        recent = [r for r in alike if newest and newest - r.date_time <= span]
        told.append(pooled(recent) if recent else None)
    girth, fat = told
    tape = GirthReading(*girth) if girth else None
    layer = FatReading(*fat) if fat else None
    return body(person, prior_draws(N_DRAWS, seed), tape, layer)


def body_json(person: Person, found: Body, seed: int) -> dict[str, Any]:
    """Return a person's record: girth, muscle volumes and fat with 90 % ranges."""
    return {
        "height_m": person.height,
        "mass_kg": person.mass,
        "age": person.age,
        "sex": person.sex,
        "calf_girth_cm": round(found.girth.median, 3),
        "low": round(found.girth.low, 3),
        "high": round(found.girth.high, 3),
        "measured": found.measured,
        "fat_thickness_mm": _rounded(found.fat_thickness),
        "muscle_volume_cm3": {name: _rounded(part) for name, part in found.volume.items()},
        "shank_length_cm": round(shank_length(person), 2),
        "provenance": {
            "version": __version__,
            "evidence": evidence.RELEASE,
            "seed": seed,
            "draws": N_DRAWS,
        },
    }


def body_lines(person: Person, found: Body) -> list[str]:
    """Return what is printed for a person."""
    origin = "from your tape" if found.measured else "expected"
    lines = [
        f"{'calf girth, ' + origin:32} {_range(found.girth, 1)} cm",
        f"{'fat under the skin':32} {_range(found.fat_thickness, 1)} mm",
        "",
        "Muscle volume of one leg:",
    ]
    for name in _SHOWN:
        text = "triceps surae, all three" if name == "TS" else NAMES[name]
        lines.append(f"  {text:30} {_range(found.volume[name], 0)} cm³")
    lines += ["", f"Middle and 90 % range for {person.height:g} m, {person.mass:g} kg."]
    if not found.measured:
        lines.append("A tape tells more: surae body --girth CM.")
    return lines


def _range(part: Interval, digits: int) -> str:
    return f"{part.median:.{digits}f} ({part.low:.{digits}f} to {part.high:.{digits}f})"


def _rounded(part: Interval) -> dict[str, float]:
    return {name: round(value, 2) for name, value in asdict(part).items()}


class _PersonRow(BaseModel):
    """A row of a table of people; other columns are ignored."""

    height_m: float
    mass_kg: float
    age: float
    sex: Annotated[Sex, BeforeValidator(lambda v: v.strip().lower() if isinstance(v, str) else v)]


def table_records(path: Path) -> list[dict[str, Any]]:
    """Return a record for each row of a CSV with the columns height_m, mass_kg, age, sex.

    A row that cannot be believed has a record too, with its reason and without numbers, so that
    records and rows stay in step.

    Raises
    ------
    IngestError
        If the file is missing or is no such table, or none of its rows can be used.
    """
    rows = read_csv(_content(path), path.name)
    columns = {str(name) for _, row in rows for name in row}
    if missing := [name for name in _PersonRow.model_fields if name not in columns]:
        needed = ", ".join(_PersonRow.model_fields)
        raise IngestError(path.name, f"lacks the column {missing[0]}; needed are {needed}")
    records = [_record(number, row) for number, row in rows]
    if all("error" in record for record in records):
        first = records[0]
        raise IngestError(path.name, f"no usable row; {first['error']}", f"row {first['row']}")
    return records


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise IngestError(str(path), f"{reason}; give a CSV of people") from None


def _record(number: int, row: Row) -> dict[str, Any]:
    """Return the record of a row."""
    try:
        given = _PersonRow.model_validate(row)
        person = Person(given.height_m, given.mass_kg, given.age, given.sex)
    except (ValidationError, RecordError) as error:
        nothing = {"calf_girth_cm": None, "low": None, "high": None}
        return {"row": number, **nothing, "error": _reason(error)}
    low, high = girth_range(person, NORMAL_90)
    return {
        "row": number,
        "height_m": person.height,
        "mass_kg": person.mass,
        "age": person.age,
        "sex": person.sex,
        "calf_girth_cm": round(expected_girth(person)[0], 3),
        "low": round(low, 3),
        "high": round(high, 3),
    }


def _reason(error: ValidationError | RecordError) -> str:
    if isinstance(error, RecordError):
        return str(error)
    first = error.errors(include_url=False, include_context=False)[0]
    name = ".".join(str(part) for part in first["loc"])
    given = "" if first["type"] == "missing" else f" {first['input']!r}"
    return f"`{name}`{given}: {first['msg'][0].lower()}{first['msg'][1:]}"


def table_lines(records: list[dict[str, Any]]) -> list[str]:
    """Return what is printed for a table of people."""
    lines = ["  row   girth  90 % range, cm"]
    for record in records:
        if "error" in record:
            lines.append(f"{record['row']:5}   {record['error']}")
        else:
            middle, low, high = (record[name] for name in ("calf_girth_cm", "low", "high"))
            lines.append(f"{record['row']:5}   {middle:5.1f}  {low:.1f} to {high:.1f}")
    used = [r["calf_girth_cm"] for r in records if "error" not in r]
    mean = math.fsum(used) / len(used)
    return [*lines, "", f"{len(used)} of {len(records)} rows, mean girth {mean:.1f} cm"]
