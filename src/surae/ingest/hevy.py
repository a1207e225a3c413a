"""Hevy's workout export: a CSV with a row per set, in kilograms or pounds."""

from __future__ import annotations

from surae.errors import IngestError
from surae.ingest.options import Options, WeightUnit
from surae.ingest.rows import Row, read_csv
from surae.ingest.strength import Sessions, workouts

_WEIGHT_COLUMNS: dict[str, WeightUnit] = {"weight_kg": "kg", "weight_lbs": "lb", "weight_lb": "lb"}


def read_hevy(data: bytes, name: str, options: Options) -> Sessions:
    """Return the workouts of a Hevy export, and the rows that cannot be used.

    Parameters
    ----------
    data, name
        The file and what to call it.
    options
        The unit is used where the columns do not say; ``weight_kg`` and ``weight_lbs`` do.

    Raises
    ------
    IngestError
        If the unit is unknown or no row is usable.
    """
    rows = read_csv(data, name)
    unit = _unit(rows, name, options.weight_unit)
    return workouts([(number, _set(row, unit)) for number, row in rows], name, "Hevy", options)


def _unit(rows: list[tuple[int, Row]], name: str, told: WeightUnit | None) -> WeightUnit:
    columns = rows[0][1] if rows else {}
    units = {unit for column, unit in _WEIGHT_COLUMNS.items() if column in columns}
    if len(units) == 1:
        return units.pop()
    if told is None and "weight" in columns:
        raise IngestError(name, "does not say its unit of weight; say kg or lb", "weight")
    return told or "kg"


def _set(row: Row, unit: WeightUnit) -> Row:
    """Return a row under the names that all apps share."""
    told = next((row[column] for column in _WEIGHT_COLUMNS if column in row), row.get("weight"))
    return row | {"exercise": row.get("exercise_title", ""), "weight": told, "weight_unit": unit}
