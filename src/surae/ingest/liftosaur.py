"""Liftosaur's history export: a CSV with a row per set, planned and done side by side."""

from __future__ import annotations

from surae.ingest.options import Options
from surae.ingest.rows import Row, read_csv
from surae.ingest.strength import Sessions, none_if_zero, workouts

_YES = {"1", "true", "yes"}
_WEIGHT = ("completed weight", "weight")


def read_liftosaur(data: bytes, name: str, options: Options) -> Sessions:
    """Return the workouts of a Liftosaur export, and the rows that cannot be used.

    Parameters
    ----------
    data, name
        The file and what to call it.
    options
        What the user said; the file says its units.

    Raises
    ------
    IngestError
        If no row is usable.

    Notes
    -----
    Rows without completed repetitions were planned and not done; they are left out.
    """
    rows = read_csv(data, name)
    done = [(number, _set(row)) for number, row in rows if none_if_zero(row.get("completed reps"))]
    return workouts(done, name, "Liftosaur", options)


def _set(row: Row) -> Row:
    """Return a row under the names that all apps share."""
    which = next((start for start in _WEIGHT if f"{start} value" in row), _WEIGHT[0])
    warmup = str(row.get("is warmup set?") or "").strip().lower() in _YES
    return {
        "start_time": row.get("workout datetime"),
        "title": row.get("day name") or "",
        "exercise": row.get("exercise") or "",
        "set_type": "warmup" if warmup else "normal",
        "weight": none_if_zero(row.get(f"{which} value")),
        "weight_unit": str(row.get(f"{which} unit") or ""),
        "reps": row.get("completed reps"),
        "rpe": none_if_zero(row.get("completed rpe") or row.get("rpe")),
    }
