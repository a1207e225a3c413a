"""The list of activities in a Garmin account's export, ``*_summarizedActivities.json``.

Lengths in it are centimeters and times milliseconds. It does not say which file holds a recording;
that is found by time. What was entered by hand is a session of its own.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from surae.errors import IngestError
from surae.ingest.json_text import number_of, read_json, rows_of, text
from surae.ingest.sports import kind_and_surface
from surae.records import Session, Skipped

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS_PER_S = 1000.0
_CM_PER_M = 100.0
_LATEST = 1e13
_SEVERAL = {"multi_sport", "multisport"}
_STARTS = ("beginTimestamp", "startTimeGmt", "startTimeGMT")
_LENGTHS = ("duration", "movingDuration", "elapsedDuration")

Read = tuple[tuple[Session, ...], tuple[Skipped, ...]]


def read_garmin_list(data: bytes, name: str) -> Read:
    """Return a session for each activity of the list, and those that cannot be used.

    Raises
    ------
    IngestError
        If it is not JSON, or holds no such list.
    """
    sessions: list[Session] = []
    wrong: list[Skipped] = []
    for number, row in enumerate(_rows(read_json(data, name)), start=1):
        try:
            sessions += [session] if (session := _session(row, name)) else []
        except ValueError as error:
            wrong.append(Skipped(f"{name} (activity {number})", str(error)))
    if not sessions and not wrong:
        raise IngestError(name, "a list of activities that is empty")
    return tuple(sessions), tuple(wrong)


def _rows(content: Any) -> Iterator[Mapping[str, Any]]:
    for part in rows_of(content if isinstance(content, list) else [content]):
        yield from rows_of(part.get("summarizedActivitiesExport"))


def _session(row: Mapping[str, Any], name: str) -> Session | None:
    """Return the session of an activity, None for the sum of several sports.

    Raises
    ------
    ValueError
        If it has no time that can be read.
    """
    told = row.get("activityType")
    sport = text(told.get("typeKey") if isinstance(told, dict) else told)
    if sport in _SEVERAL:
        return None
    kind, surface = kind_and_surface(sport or text(row.get("sportType")), sport)
    distance, steps = number_of(row.get("distance")), number_of(row.get("steps"))
    durations = (number_of(row.get(key)) for key in _LENGTHS)
    return Session(
        start=_start(row),
        kind=kind,
        duration=next((time / _MS_PER_S for time in durations if time > 0), 0.0),
        distance=distance / _CM_PER_M if distance > 0 else math.nan,
        file=name,
        surface=surface,
        source="Garmin Connect",
        title=text(row.get("name")),
        n_steps=steps if steps > 0 else math.nan,
        listed="",
    )


def _start(row: Mapping[str, Any]) -> datetime:
    told = (number_of(row.get(key)) for key in _STARTS)
    milliseconds = next((value for value in told if 0 < value < _LATEST), math.nan)
    if math.isnan(milliseconds):
        raise ValueError("has no start in world time")
    return _EPOCH + timedelta(milliseconds=milliseconds)
