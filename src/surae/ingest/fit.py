"""FIT files: watches and most apps."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import numpy as np

from surae.errors import IngestError
from surae.ingest.exercises import find_fit_exercise
from surae.ingest.fit_decoding import (
    Fields,
    FitPart,
    Value,
    category_number,
    decode,
    exercise_name,
)
from surae.ingest.samples import Array, build_and_name
from surae.ingest.sports import kind_and_surface
from surae.records import Samples, Session, StrengthSet

EPOCH = 631_065_600
"""Unix time of the FIT epoch, 1989-12-31T00:00:00Z [s]."""

_NO_ACTIVITY = ("course", "segment", "workout", "schedules")
_PLAIN = (float, int)
_MARGIN = 2.0
_LAST_TIME = 2**32
_LARGEST_HEAD_START = 3600.0
_CHANNELS = {
    "distance": ("distance", "", 1.0),
    "speed": ("enhanced_speed", "speed", 1.0),
    "altitude": ("enhanced_altitude", "altitude", 1.0),
    "cadence": ("cadence", "", 1.0),
    "heart_rate": ("heart_rate", "", 1.0),
    "latitude": ("position_lat", "", 180 / 2**31),
    "longitude": ("position_long", "", 180 / 2**31),
}
"""The field of each channel, its older name where there is one, and the unit in degrees."""


class _Window(NamedTuple):
    """A session message, its start, and the time its records and sets lie in, seconds of FIT."""

    fields: Fields
    start: float
    since: float = -math.inf
    until: float = math.inf


def read_fit(
    data: bytes, name: str, exercises: Mapping[str, str] | None = None
) -> tuple[Session, ...]:
    """Return the sessions of a FIT file, which may chain files and hold several sports.

    Parameters
    ----------
    data
        The file.
    name
        What to call it.
    exercises
        The user's own exercise names and surae's codes for them.

    Raises
    ------
    IngestError
        If it is not a FIT file, or holds no activity.
    """
    parts = decode(data, name)
    sessions = [
        _session(part, window, name, exercises) for part in parts for window in _windows(part)
    ]
    if not sessions:
        raise IngestError(name, _why_none(parts))
    return tuple(sessions)


def _why_none(parts: Sequence[FitPart]) -> str:
    kinds = {str(row.get("type")) for part in parts for row in part.messages["file_id"]}
    lost = [text for part in parts for text in part.lost]
    if kinds - {"activity", "None"}:
        return f"a FIT file of {', '.join(sorted(kinds)).replace('_', ' ')}, not an activity"
    return "a FIT file without an activity" + (f"; {lost[0]}" if lost else "")


def _windows(part: FitPart) -> list[_Window]:
    """Return the sessions of one FIT file; one is made up where the summary is missing."""
    if any(row.get("type") in _NO_ACTIVITY for row in part.messages["file_id"]):
        return []
    told = [row for row in part.messages["session"] if _when(row) > 0]
    if len(told) > 1:
        return [_timed_window(row) for row in told]
    if told:
        return [_Window(told[0], _start(told[0], part.messages["record"]))]
    return _made_up_window(part)


def _timed_window(row: Fields) -> _Window:
    start = _when(row)
    elapsed = _first(row, "total_elapsed_time", "total_timer_time")
    end = start + elapsed if elapsed >= 0 else _number(row.get("timestamp"))
    return _Window(row, start, start - _MARGIN, end + _MARGIN)


def _start(session: Fields, records: Sequence[Fields]) -> float:
    """Return when a session began: its first record may come a moment before the summary's."""
    start = _when(session)
    times = _column(records, "timestamp")
    early = times[(start - _LARGEST_HEAD_START < times) & (times < start)]
    return float(early.min(initial=start))


def _made_up_window(part: FitPart) -> list[_Window]:
    """Return a session for records or sets that no summary followed."""
    rows = part.messages["record"] or part.messages["set"]
    start = next((when for row in rows if (when := _when(row)) > 0), math.nan)
    if len(rows) < 2 or math.isnan(start):
        return []
    part.lost.append("it has no summary; duration and distance are those of its records")
    return [_Window({}, start)]


def _session(
    part: FitPart, window: _Window, name: str, exercises: Mapping[str, str] | None
) -> Session:
    fields = window.fields
    sport, sub_sport = _sport(part, fields)
    kind, surface = kind_and_surface(sport, sub_sport)
    rows = list(_within(part.messages["record"], window))
    seconds = _column(rows, "timestamp") - window.start
    samples, kind, guess = build_and_name(seconds, _columns(rows), kind, sport)
    sets = tuple(
        _strength_set(row, exercises)
        for row in _within(part.messages["set"], window)
        if row.get("set_type") in ("active", 1)
    )
    return Session(
        start=datetime.fromtimestamp(EPOCH + window.start, UTC),
        kind="strength" if sets and kind == "other" else kind,
        duration=_duration(fields, samples),
        distance=_total_distance(fields, samples),
        file=name,
        samples=samples,
        sets=sets,
        surface=surface,
        source=_source(part),
        notes=(*part.lost, *guess),
    )


def _sport(part: FitPart, fields: Fields) -> tuple[str, str]:
    """Return the sport and its detail in the profile's words, empty where no message has them."""
    rows = [fields, *part.messages["sport"], *part.messages["lap"]]
    row = next((row for row in rows if "sport" in row), {})
    return str(row.get("sport", "")), str(row.get("sub_sport", ""))


def _within(rows: Iterable[Fields], window: _Window) -> Iterable[Fields]:
    """Yield the rows of a window; all of them where a file has one session."""
    everything = window.until == math.inf
    return (row for row in rows if everything or window.since <= _when(row) <= window.until)


def _columns(rows: Sequence[Fields]) -> dict[str, Array]:
    """Return the channels of record messages, cadence as the device counts it."""
    table = {}
    for channel, (name, fallback, scale) in _CHANNELS.items():
        values = _column(rows, name)
        if fallback:
            values = np.where(np.isnan(values), _column(rows, fallback), values)
        table[channel] = values * scale
    return table | {
        "cadence": table["cadence"] + np.nan_to_num(_column(rows, "fractional_cadence"))
    }


def _column(rows: Sequence[Fields], name: str) -> Array:
    """Return a field of many messages; most values are plain numbers, which saves a call."""
    values = (row.get(name) for row in rows)
    plain = (value if type(value) in _PLAIN else _number(value) for value in values)
    return np.fromiter(plain, float, len(rows))


def _duration(fields: Fields, samples: Samples | None) -> float:
    """Return timer time, or the best substitute [s]."""
    told = _first(fields, "total_timer_time", "total_elapsed_time")
    if told > 0:
        return told
    return float(samples.time[-1]) if samples else 0.0


def _total_distance(fields: Fields, samples: Samples | None) -> float:
    """Return the distance [m]; 0, which a device without sensor writes, is unknown."""
    told = _number(fields.get("total_distance"))
    if not told > 0 and samples is not None and np.isfinite(samples.distance).any():
        told = float(np.nanmax(samples.distance))
    return told if told > 0 else math.nan


def _strength_set(row: Fields, exercises: Mapping[str, str] | None) -> StrengthSet:
    category, subtype = (_first_known(row.get(key)) for key in ("category", "category_subtype"))
    name, code = "", ""
    if category is not None and not isinstance(category, float):
        number = subtype if isinstance(subtype, int) else None
        name = exercise_name(category, number)
        code = find_fit_exercise(category_number(category), number, name, exercises)
    return StrengthSet(
        exercise=code,
        name=name,
        reps=_number(row.get("repetitions")),
        load_kg=_number(row.get("weight")),
        duration=_number(row.get("duration")),
    )


def _source(part: FitPart) -> str:
    row = next(iter(part.messages["file_id"]), {})
    told = (row.get(key) for key in ("manufacturer", "product_name", "garmin_product"))
    words = [text for text in told if isinstance(text, str) and text != "development"]
    return " ".join(words).replace("_", " ")


def _when(row: Fields) -> float:
    """Return the time of a message; NaN for one that a FIT clock cannot show."""
    when = _first(row, "start_time", "timestamp")
    return when if 0 < when < _LAST_TIME else math.nan


def _first(row: Fields, *names: str) -> float:
    """Return the first of some fields that holds a number, NaN where none does."""
    values = (_number(row.get(name)) for name in names)
    return next((value for value in values if math.isfinite(value)), math.nan)


def _number(value: Value) -> float:
    first = _first_known(value)
    if isinstance(first, int | float) and math.isfinite(first):
        return float(first)
    return math.nan


def _first_known(value: Value) -> int | float | str | None:
    """Return a value, or the first known one of an array."""
    if not isinstance(value, tuple):
        return value
    return next((item for item in value if item is not None), None)
