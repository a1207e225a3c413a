"""wger: answers of its REST interface, saved as JSON.

Each answer is a page with ``results``. Sets (``workoutlog``) name their exercise, and measurements
their category, by a number; the names stand in other answers. So several may be put into one
object under the names of their endpoints: ``{"workoutlog": [...], "exerciseinfo": [...],
"measurement": [...], "measurement-category": [...]}``, each a page or its results.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from surae.errors import IngestError
from surae.ingest.json_text import number_of, read_json, rows_of, text
from surae.ingest.measurements import read_rows
from surae.ingest.options import Options
from surae.ingest.rows import Row
from surae.ingest.strength import workouts
from surae.records import Measurement, Session, Skipped

_REPETITIONS = 1
_SECONDS_OF = {3: 1.0, 4: 60.0}
"""Seconds of a repetition unit that is a time."""

_ENGLISH = 2
_DATE = len("2024-01-01")
_UNITS = {1: "kg", 2: "lb"}
_CALF = re.compile(r"\bcalf|\bcalves|\bwade", re.IGNORECASE)
_SIDES = {"left": "L", "right": "R", "links": "L", "rechts": "R"}

Answers = Mapping[str, list[Mapping[str, Any]]]
Read = tuple[tuple[Session, ...], tuple[Measurement, ...], tuple[Skipped, ...]]


def read_wger(data: bytes, name: str, options: Options) -> Read:
    """Return the workouts and the calf girths of answers of wger, and what cannot be used.

    Parameters
    ----------
    data, name
        The file and what to call it.
    options
        What the user said; the file says its units.

    Raises
    ------
    IngestError
        If it holds neither, or no row is usable.
    """
    answers = _answers(read_json(data, name))
    sets = list(enumerate(_sets(answers), start=1))
    readings = list(enumerate(_readings(answers), start=1))
    if not sets and not readings:
        raise IngestError(name, _why_none(answers))
    sessions, wrong = workouts(sets, name, "wger", options) if sets else ((), ())
    girths, refused = read_rows(readings, name, options.time_zone) if readings else ((), ())
    return sessions, girths, (*wrong, *refused)


def _why_none(answers: Answers) -> str:
    if answers["measurement"] and not answers["measurement-category"]:
        return (
            "its measurements name their category by a number; put the answers of measurement and "
            "measurement-category into one object under these names"
        )
    return "answers of wger without a set or a calf girth"


def _answers(content: Any) -> dict[str, list[Mapping[str, Any]]]:
    """Return the rows of each endpoint; a bare page is known by what its rows hold."""
    pages = dict.fromkeys(("workoutlog", "exerciseinfo", "measurement", "measurement-category"))
    if isinstance(content, dict) and pages.keys() & content.keys():
        return {key: _results(content.get(key)) for key in pages}
    rows = _results(content)
    bare = "measurement" if any("category" in row for row in rows) else "workoutlog"
    return {key: rows if key == bare else [] for key in pages}


def _results(page: Any) -> list[Mapping[str, Any]]:
    return rows_of(page.get("results") if isinstance(page, dict) else page)


def _name(row: Mapping[str, Any]) -> str:
    """Return the name of an exercise, the English one where there are several."""
    told = [row, *rows_of(row.get("translations")), *rows_of(row.get("exercises"))]
    named = [one for one in told if text(one.get("name"))]
    named.sort(key=lambda one: one.get("language") != _ENGLISH)
    return text(named[0].get("name")) if named else ""


def _sets(answers: Answers) -> list[Row]:
    """Return the sets; those of one session, or of one day, share its first time."""
    names = {text(row.get("id")): _name(row) for row in answers["exerciseinfo"]}
    logs = answers["workoutlog"]
    keys = [text(row.get("session")) or text(row.get("date"))[:_DATE] for row in logs]
    starts: dict[str, str] = {}
    for key, row in zip(keys, logs, strict=True):
        starts[key] = min(starts.get(key, "~"), text(row.get("date")))
    return [_set(row, names, starts[key]) for key, row in zip(keys, logs, strict=True)]


def _set(row: Mapping[str, Any], names: Mapping[str, str], start: str) -> Row:
    """Return a set under the names that all apps share; older answers say ``reps``."""
    told = row.get("exercise") or row.get("exercise_base")
    number = text(told.get("id") if isinstance(told, dict) else told)
    name = _name(told) if isinstance(told, dict) else names.get(number, "")
    count = _known(row.get("repetitions", row.get("reps")))
    unit = row.get("repetitions_unit") or _REPETITIONS
    seconds = _SECONDS_OF.get(unit) if isinstance(unit, int) else None
    weight_unit = row.get("weight_unit") or 1
    return {
        "start_time": start,
        "exercise": name or f"wger exercise {number}",
        "weight": _known(row.get("weight")) or None,
        "weight_unit": _UNITS.get(weight_unit, "") if isinstance(weight_unit, int) else "",
        "reps": count if unit == _REPETITIONS else None,
        "duration_seconds": count * seconds if count and seconds else None,
        "reps_in_reserve": text(row.get("rir")).removesuffix("+"),
    }


def _known(value: Any) -> float | None:
    number = number_of(value)
    return None if math.isnan(number) else number


def _readings(answers: Answers) -> list[Row]:
    """Return the readings of categories that are called calf, in the columns of surae's file."""
    categories = {text(row.get("id")): row for row in answers["measurement-category"]}
    rows: list[Row] = []
    for row in answers["measurement"]:
        told = row.get("category")
        category = told if isinstance(told, dict) else categories.get(text(told), {})
        name = text(category.get("name"))
        if not _CALF.search(name):
            continue
        side = next((code for word, code in _SIDES.items() if word in name.lower()), "")
        rows.append(
            {
                "date_time": text(row.get("date")),
                "side": side,
                "instrument": "tape",
                "structure": "calf",
                "quantity": "girth",
                "value": number_of(row.get("value")),
                "unit": text(category.get("unit")) or "cm",
                "source": "wger",
                "external_id": text(row.get("id")),
            }
        )
    return rows
