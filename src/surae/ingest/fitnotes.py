"""FitNotes' export: a row per set, whose names are not quoted even where they hold a comma."""

from __future__ import annotations

import re
from collections.abc import Sequence

from surae.errors import IngestError
from surae.ingest.options import Options, WeightUnit
from surae.ingest.rows import Row, read_cells
from surae.ingest.strength import Sessions, known_unit, none_if_zero, unit_or_ask, workouts

_NAMES = 2
_NUMBER = re.compile(r"\s*-?\d*[.,]?\d*\s*")
_WEIGHT = re.compile(r"weight(?: \((\w+)\))?")
_CLOCK = re.compile(r"(?:(\d+):)?(\d{1,2}):(\d{2})")


def read_fitnotes(data: bytes, name: str, options: Options) -> Sessions:
    """Return the workouts of a FitNotes export, one per day, and the rows that cannot be used.

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

    Notes
    -----
    A comma in the name of an exercise makes a row longer. The name ends before the category, which
    stands before the first cell that can be a weight.
    """
    columns, cells = read_cells(data, name)
    weights = {c: known_unit(found[1] or "") for c in columns if (found := _WEIGHT.fullmatch(c))}
    if columns[: _NAMES + 1] != ["date", "exercise", "category"] or not weights:
        raise IngestError(name, "looks like a FitNotes export but lacks its columns", "row 1")
    first = columns.index(next(iter(weights)))
    rows: list[tuple[int, Row]] = [
        (n, dict(zip(columns, _repaired(row, first), strict=False))) for n, row in cells
    ]
    asked = None
    if "weight unit" not in columns and not any(weights.values()):
        column = next(iter(weights))
        asked = unit_or_ask((row for _, row in rows), name, options.weight_unit, column)
    sets = [(n, _set(row, weights, asked or options.weight_unit)) for n, row in rows]
    return workouts(sets, name, "FitNotes", options)


def _repaired(cells: Sequence[str], first_weight: int) -> list[str]:
    """Join the parts of a name that a comma has torn apart.

    Parameters
    ----------
    cells
        A row.
    first_weight
        Where the weight should stand.

    Examples
    --------
    >>> _repaired(["2024-01-02", "Calf Raise", " Seated", "Legs", "40", "kgs", "12", "", "", ""], 3)
    ['2024-01-02', 'Calf Raise, Seated', 'Legs', '40', 'kgs', '12', '', '', '']
    """
    places = range(first_weight, len(cells))
    found = next((place for place in places if _NUMBER.fullmatch(cells[place])), first_weight)
    names = ",".join(cells[1 : found - 1])
    return [cells[0], names, cells[found - 1], *cells[found:]] if len(cells) > found else [*cells]


def _set(row: Row, weights: dict[str, WeightUnit | None], asked: WeightUnit | None) -> Row:
    """Return a row under the names that all apps share; a newer file has a column per unit."""
    column = next((c for c in weights if none_if_zero(row.get(c)) is not None), next(iter(weights)))
    told = str(row.get("weight unit") or "").strip()
    return {
        "start_time": row.get("date"),
        "exercise": row.get("exercise") or "",
        "set_type": "warmup" if "warm" in str(row.get("kind") or "").lower() else "normal",
        "weight": none_if_zero(row.get(column)),
        "weight_unit": weights[column] or told or asked or "",
        "reps": none_if_zero(row.get("reps")),
        "duration_seconds": _seconds(str(row.get("time") or "")),
    }


def _seconds(text: str) -> object:
    """Return the seconds of ``1:30`` or ``0:01:30``; another text as it is.

    >>> _seconds("0:01:30"), _seconds("1:30"), _seconds("")
    (90, 90, '')
    """
    found = _CLOCK.fullmatch(text.strip())
    if not found:
        return text
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return (hours * 60 + minutes) * 60 + seconds or None
