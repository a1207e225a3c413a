"""The list of activities in Strava's bulk export, ``activities.csv``.

Its columns are about 95, five of which bear a name twice with different units: the first *Elapsed
Time* and *Distance* are as the site shows them, the second are seconds and meters. A row names the
file of its recording; a row without one, entered by hand, is a session of its own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import UTC
from pathlib import PurePosixPath

from surae.errors import IngestError
from surae.ingest.json_text import number_of
from surae.ingest.rows import read_cells
from surae.ingest.sports import kind_and_surface
from surae.ingest.times import parse_time
from surae.records import Session, Skipped
from surae.records.activity import Surface
from surae.units import METERS_PER_KM

MOSTLY = 0.5
"""Share of the distance on dirt from which a run is one on trails."""

_TRUE = {"true", "1", "1.0", "yes"}
_NEEDED = ("activity date", "activity type")

Read = tuple[tuple[Session, ...], tuple[Skipped, ...]]


def read_strava_list(data: bytes, name: str) -> Read:
    """Return a session for each row, each naming the file of its recording, and unusable rows.

    Parameters
    ----------
    data, name
        The file and what to call it; recordings lie beside it.

    Raises
    ------
    IngestError
        If it has not the columns of such a list in English.
    """
    columns, rows = read_cells(data, name)
    missing = [column for column in _NEEDED if column not in columns]
    if missing:
        raise IngestError(name, f"lacks the columns {', '.join(missing)}; export it in English")
    if not rows:
        raise IngestError(name, "a list of activities that is empty")
    sessions: list[Session] = []
    wrong: list[Skipped] = []
    for number, cells in rows:
        try:
            sessions.append(_session(_Row(columns, cells), name))
        except ValueError as error:
            wrong.append(Skipped(f"{name} (row {number})", str(error)))
    return tuple(sessions), tuple(wrong)


class _Row:
    """The cells of a row by column name, the last or the first of a name."""

    def __init__(self, columns: Sequence[str], cells: Sequence[str]) -> None:
        pairs = list(zip(columns, (cell.strip() for cell in cells), strict=False))
        self._last: Mapping[str, str] = dict(pairs)
        self._first: Mapping[str, str] = dict(reversed(pairs))
        self._twice = {column for column in self._last if columns.count(column) > 1}

    def text(self, column: str) -> str:
        """Return the first cell under a name, empty where there is none."""
        return self._first.get(column, "")

    def number(self, column: str) -> float:
        """Return the last cell under a name as a number, NaN where it is none."""
        return number_of(self._last.get(column, "").replace(",", ""))

    def says_yes(self, column: str) -> bool:
        """Tell whether a cell under a name says yes."""
        return bool(_TRUE & {self._first.get(column, "").lower(), self._last.get(column, "")})

    @property
    def meters(self) -> float:
        """Distance [m]; a list with one such column has kilometers in it, with both, meters."""
        told = self.number("distance")
        meters = told if "distance" in self._twice else told * METERS_PER_KM
        return meters if meters > 0 else math.nan


def _session(row: _Row, name: str) -> Session:
    """Return the session of a row.

    Raises
    ------
    ValueError
        If it has no time that can be read.
    """
    kind, surface = kind_and_surface(row.text("activity type"))
    times = (row.number(column) for column in ("moving time", "elapsed time"))
    steps = row.number("total steps")
    file = row.text("filename")
    return Session(
        start=parse_time(row.text("activity date"), UTC),
        kind=kind,
        duration=next((time for time in times if time > 0), 0.0),
        distance=row.meters,
        file=name,
        surface=surface or (_dirt(row) if kind in ("run", "walk") else None),
        source="Strava",
        title=row.text("activity name"),
        commute=row.says_yes("commute"),
        n_steps=steps if steps > 0 else math.nan,
        listed=(PurePosixPath(name).parent / file).as_posix() if file else "",
    )


def _dirt(row: _Row) -> Surface | None:
    """Return the ground where most of the way was on dirt."""
    return "trail" if row.number("dirt distance") > MOSTLY * row.meters else None
