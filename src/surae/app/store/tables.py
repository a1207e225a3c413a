"""What the store knows as tables, for other programs; the columns carry their units."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from surae.app.store.copies import NEVER, Choice, Copy, Corrections, Key
from surae.app.store.log import corrected, reading_id
from surae.records import Measurement

Row = Sequence[object]

SESSIONS = (
    "session", "file", "start", "kind", "duration_s", "distance_m", "surface", "grade", "source",
    "samples", "sets", "counts", "kept_copy", "why_not", "notes",
)  # fmt: skip
SETS = (
    "session", "set", "exercise", "name", "reps", "load_kg", "duration_s", "reps_in_reserve",
    "set_type", "side", "counts",
)  # fmt: skip
READINGS = (
    "reading", "file", "date_time", "side", "instrument", "structure", "quantity", "value", "unit",
    "error_sd", "posture", "hours_since_training", "observer", "device", "source", "external_id",
    "repeats", "minutes_standing", "hour", "counts",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
UNITS = {
    "girth": "cm", "length": "cm", "thickness": "mm", "csa": "cm2", "volume": "cm3",
    "lean_mass": "kg", "mass": "kg",
}  # fmt: skip
"""The unit in which surae keeps each measured quantity."""


def session_rows(choice: Choice, corrections: Corrections) -> list[Row]:
    """Return a row for every copy of every session, by start."""
    reasons = {out.copy.key: out for out in choice.left_out}
    copies = [*choice.kept, *(out.copy for out in choice.left_out)]
    rows: list[Row] = []
    for copy in sorted(copies, key=lambda copy: (copy.session.start, copy.key)):
        said = corrections.get(copy.key, {})
        session = corrected(copy.session, {"surface": said.get("surface", "")})
        out = reasons.get(copy.key)
        rows.append(
            (
                copy.id,
                copy.name,
                session.start.isoformat(),
                session.kind,
                session.duration,
                session.distance,
                session.surface,
                said.get("grade"),
                session.source,
                len(session.samples) if session.samples else 0,
                len(session.sets),
                "no" if out else "yes",
                out.kept.id if out and out.kept else "",
                out.reason if out else "",
                "; ".join(session.notes),
            )
        )
    return rows


def set_rows(choice: Choice) -> list[Row]:
    """Return a row for every set of every copy, by start of its session."""
    counting = {copy.key for copy in choice.kept}
    copies: list[Copy] = [*choice.kept, *(out.copy for out in choice.left_out)]
    return [
        (
            copy.id,
            number,
            item.exercise,
            item.name,
            item.reps,
            item.load_kg,
            item.duration,
            item.reps_in_reserve,
            item.set_type,
            item.side,
            "yes" if copy.key in counting else "no",
        )
        for copy in sorted(copies, key=lambda copy: (copy.session.start, copy.key))
        for number, item in enumerate(copy.session.sets, start=1)
    ]


def reading_rows(
    readings: Mapping[Key, Measurement], names: Mapping[str, str], corrections: Corrections
) -> list[Row]:
    """Return a row for every reading of every file, by time."""
    rows: list[Row] = []
    for key, found in sorted(readings.items(), key=lambda item: (item[1].date_time, item[0])):
        refused = corrections.get(key, {}).get("counts") == NEVER
        rows.append(
            (
                reading_id(key),
                names[key[0]],
                found.date_time.isoformat(),
                found.side,
                found.instrument,
                found.structure,
                found.quantity,
                found.value,
                UNITS[found.quantity],
                found.error_sd,
                found.posture,
                found.hours_since_training,
                found.observer,
                found.device,
                found.source,
                found.external_id,
                found.repeats,
                found.minutes_standing,
                found.hour,
                "no" if refused else "yes",
            )
        )
    return rows


def csv_text(columns: Row, rows: Iterable[Row]) -> str:
    r"""Return a table as CSV; what is unknown is empty, and no cell can run as a formula.

    >>> csv_text(("a", "b"), [(-1.5, math.nan), ("x,y", None), ("=1+1", "-")])
    'a,b\n-1.5,\n"x,y",\n\'=1+1,\'-\n'
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def _cell(value: Any) -> object:
    unknown = value is None or (isinstance(value, float) and math.isnan(value))
    return "" if unknown else harmless(value)


def harmless(value: Any) -> Any:
    """Return a cell with a quote before what a spreadsheet would run as a formula."""
    dangerous = isinstance(value, str) and value.startswith(_FORMULA)
    return f"'{value}" if dangerous else value
