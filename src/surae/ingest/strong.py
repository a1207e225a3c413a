"""Strong's export, in the four shapes that it has had.

From 2015 a comma-separated file without units; later with ``Duration`` and ``RPE``; on Android
separated by semicolons, with ``Weight Unit``; from version 6 with ``Weight (kg)``. All are read by
the names of their columns, so a mixture of them is read too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from surae.errors import IngestError
from surae.ingest.options import Options, WeightUnit
from surae.ingest.rows import Row, read_csv
from surae.ingest.strength import Sessions, known_unit, none_if_zero, unit_or_ask, workouts

_NOT_SETS = {"rest timer", "note"}
_SET_TYPES = {"w": "warmup", "d": "dropset", "f": "failure"}
_WEIGHT = re.compile(r"weight(?: \((\w+)\))?")
_LENGTH = re.compile(r"(?:(\d+)h)?\s*(?:(\d+)m(?:in)?)?\s*(?:(\d+)s)?")
_CLOCK = re.compile(r"(\d+):(\d{2}):(\d{2})")
_SECONDS = (3600, 60, 1)


def read_strong(data: bytes, name: str, options: Options) -> Sessions:
    """Return the workouts of a Strong export, and the rows that cannot be used.

    Parameters
    ----------
    data, name
        The file and what to call it.
    options
        The unit is needed for a file that does not say its own.

    Raises
    ------
    IngestError
        If the unit is unknown or no row is usable.
    """
    rows = [(number, row) for number, row in read_csv(data, name) if not _is_note(row)]
    column, unit = _weight(rows[0][1] if rows else {}, name)
    if unit is None and not (rows and "weight unit" in rows[0][1]):
        unit = unit_or_ask((row for _, row in rows), name, options.weight_unit, column)
    sets = [(number, _set(row, column, unit, options.weight_unit)) for number, row in rows]
    return workouts(sets, name, "Strong", options)


def _is_note(row: Row) -> bool:
    return _cell(row, "set order").lower() in _NOT_SETS


def _weight(columns: Mapping[str, object], name: str) -> tuple[str, WeightUnit | None]:
    """Return the column of weights, and its unit where its name says it."""
    for column in columns:
        if found := _WEIGHT.fullmatch(column):
            unit = known_unit(found[1] or "")
            if found[1] and unit is None:
                raise IngestError(name, f"has weights in {found[1]}; known are kg and lbs", column)
            return column, unit
    return "weight", None


def _set(row: Row, column: str, unit: WeightUnit | None, told: WeightUnit | None) -> Row:
    """Return a row under the names that all apps share; Strong writes 0 for what is not logged."""
    return {
        "start_time": row.get("date"),
        "duration": _length(row),
        "title": row.get("workout name") or "",
        "exercise": row.get("exercise name") or "",
        "set_type": _SET_TYPES.get(_cell(row, "set order").lower(), "normal"),
        "weight": none_if_zero(row.get(column)),
        "weight_unit": unit or _cell(row, "weight unit") or told or "",
        "reps": none_if_zero(row.get("reps")),
        "duration_seconds": none_if_zero(row.get("seconds")),
        "rpe": none_if_zero(row.get("rpe")),
    }


def _length(row: Row) -> float | None:
    """Return how long a workout took [s], None where it does not say.

    >>> _length({"duration": "1h 5m"}), _length({"workout duration": "58m"})
    (3900.0, 3480.0)
    >>> _length({"duration (sec)": "3720"}), _length({"duration": "soon"})
    (3720.0, None)
    """
    columns = ("duration (sec)", "duration", "workout duration")
    cell = next((text for column in columns if (text := _cell(row, column).lower())), "")
    if cell.isdecimal():
        return float(cell)
    found = _CLOCK.fullmatch(cell) or _LENGTH.fullmatch(cell)
    if not found or not cell:
        return None
    parts = zip(found.groups(), _SECONDS, strict=True)
    return float(sum(int(part or 0) * seconds for part, seconds in parts))


def _cell(row: Row, column: str) -> str:
    return str(row.get(column) or "").strip()
