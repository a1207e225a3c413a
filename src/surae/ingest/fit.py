"""FIT files: watches and most apps."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from surae.errors import IngestError
from surae.ingest.clocks import Clocks, set_clocks
from surae.ingest.exercises import find_fit_exercise
from surae.ingest.fitfile import FitFile, Messages, Part, decode, exercise_name, name_of
from surae.ingest.samples import Array, build_and_name
from surae.ingest.sports import kind_and_surface
from surae.records import Samples, Session, StrengthSet
from surae.records.log import AltitudeSource

_NO_ACTIVITY = {"course", "segment", "workout", "schedules"}
_MARGIN = 2.0
_LARGEST_HEAD_START = 3600.0
_MOST_DAMAGE_SAID = 3
_CHANNELS = {
    "distance": "distance",
    "speed": "speed",
    "altitude": "altitude",
    "heart_rate": "heart_rate",
    "latitude": "position_lat",
    "longitude": "position_long",
    "grade": "grade",
}
_EXERCISE = ("category", "category_subtype")
_GPS_RECEIVERS = {0, 1, 2}
_BAROMETER = 4
_PHONE_APPS = {"strava"}


class _Window(NamedTuple):
    """A session message (None: made up), its start, and when its records and sets are [s]."""

    row: int | None
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
    file = decode(data, check_crc=True, name=name)
    sessions = [
        session
        for part in file.parts
        for session in _sessions(part, name, _damage(part, file), exercises or {})
    ]
    if not sessions:
        raise IngestError(name, _why_none(file))
    return tuple(sessions)


def _damage(part: Part, file: FitFile) -> tuple[str, ...]:
    """Return what is wrong with a part; what lies behind the last belongs to it."""
    end = math.inf if part is file.parts[-1] else part.header.end + 2
    found = [str(one) for one in file.damage if part.header.offset <= one.offset < end]
    more = len(found) - _MOST_DAMAGE_SAID
    return (*found[:_MOST_DAMAGE_SAID], *([f"{more} more places are damaged"] if more > 0 else ()))


def _why_none(file: FitFile) -> str:
    kinds = {kind for part in file.parts for kind in part["file_id"].names("type") if kind}
    if kinds - {"activity"}:
        return f"a FIT file of {', '.join(sorted(kinds)).replace('_', ' ')}, not an activity"
    return "a FIT file without an activity" + (f"; {file.damage[0]}" if file.damage else "")


def _sessions(
    part: Part, name: str, damage: tuple[str, ...], exercises: Mapping[str, str]
) -> Iterator[Session]:
    """Yield the sessions of one FIT file."""
    if _NO_ACTIVITY.intersection(part["file_id"].names("type")):
        return
    others = [*part["file_id"]["time_created"], *part["activity"]["timestamp"]]
    clocks = set_clocks(_starts(part["session"]), part["record"]["timestamp"], others)
    for window in _windows(part, clocks):
        session = _session(part, window, clocks, name, exercises)
        yield replace(session, notes=(*damage, *clocks.notes, *session.notes))


def _windows(part: Part, clocks: Clocks) -> list[_Window]:
    """Return the sessions of one FIT file; one is made up where the summary is missing."""
    told = np.flatnonzero(np.isfinite(clocks.starts))
    if len(told) > 1:
        return [_timed_window(part["session"], int(row), clocks) for row in told]
    if len(told) == 1:
        return [_Window(int(told[0]), _begin(float(clocks.starts[told[0]]), clocks.times))]
    rows = clocks.times if len(clocks.times) else _starts(part["set"])
    known = rows[np.isfinite(rows)]
    return [_Window(None, float(known[0]))] if len(rows) > 1 and len(known) else []


def _starts(messages: Messages) -> Array:
    """Return the start of each session or set [s]; its end where it has no start."""
    start, end = messages["start_time"], messages["timestamp"]
    return np.where(np.isnan(start), end, start)


def _timed_window(sessions: Messages, row: int, clocks: Clocks) -> _Window:
    start = float(clocks.starts[row])
    elapsed = _first(sessions, row, "total_elapsed_time", "total_timer_time")
    end = start + elapsed if elapsed >= 0 else float(sessions["timestamp"][row]) + clocks.shift
    return _Window(row, start, start - _MARGIN, end + _MARGIN)


def _begin(start: float, times: Array) -> float:
    """Return when a session began: its first record may come a moment before the summary's."""
    early = times[(start - _LARGEST_HEAD_START < times) & (times < start)]
    return float(early.min(initial=start))


def _session(
    part: Part, window: _Window, clocks: Clocks, name: str, exercises: Mapping[str, str]
) -> Session:
    sport, sub_sport = _sport(part, window.row)
    kind, surface = kind_and_surface(sport, sub_sport)
    inside = _inside(clocks.times, window)
    seconds = clocks.times[inside] - window.start
    samples, kind, guess = build_and_name(seconds, _columns(part["record"], inside), kind, sport)
    of_window = _inside(_starts(part["set"]) + clocks.shift, window)
    sets = tuple(_strength_sets(part["set"], of_window, exercises))
    missing = "it has no summary; duration and distance are those of its records"
    return Session(
        start=datetime.fromtimestamp(window.start, UTC),
        kind="strength" if sets and kind == "other" else kind,
        duration=_duration(part["session"], window.row, samples),
        distance=_total_distance(part["session"], window.row, samples),
        file=name,
        samples=samples,
        sets=sets,
        surface=surface,
        source=_source(part["file_id"]),
        notes=(*([missing] if window.row is None else ()), *guess),
        altitude_source=_altitude_source(part),
    )


def _sport(part: Part, row: int | None) -> tuple[str, str]:
    """Return the sport and its detail in the profile's words, empty where no message has them."""
    told = [] if row is None else [(part["session"], row)]
    told += [(part[name], 0) for name in ("sport", "lap") if len(part[name])]
    words = ((m.names("sport")[i], m.names("sub_sport")[i]) for m, i in told)
    return next((pair for pair in words if pair[0]), ("", ""))


def _inside(times: Array, window: _Window) -> NDArray[np.bool_]:
    """Tell which rows lie in a window; all of them where a file has one session."""
    if window.until == math.inf:
        return np.ones(len(times), dtype=bool)
    return np.asarray((window.since <= times) & (times <= window.until))


def _columns(records: Messages, inside: NDArray[np.bool_]) -> dict[str, Array]:
    """Return the channels of records, cadence as the device counts it."""
    columns = {
        channel: records[name][inside] for channel, name in _CHANNELS.items() if name in records
    }
    cadence = records["cadence"] + np.nan_to_num(records["fractional_cadence"])
    fine = records["cadence256"]
    return columns | {"cadence": np.where(np.isnan(cadence), fine, cadence)[inside]}


def _duration(sessions: Messages, row: int | None, samples: Samples | None) -> float:
    """Return timer time, or the best substitute [s]."""
    told = _first(sessions, row, "total_timer_time", "total_elapsed_time")
    if told > 0:
        return told
    return float(samples.time[-1]) if samples else 0.0


def _total_distance(sessions: Messages, row: int | None, samples: Samples | None) -> float:
    """Return the distance [m]; 0, which a device without sensor writes, is unknown."""
    told = _first(sessions, row, "total_distance")
    if not told > 0 and samples is not None and np.isfinite(samples.distance).any():
        told = float(np.nanmax(samples.distance))
    return told if told > 0 else math.nan


def _strength_sets(
    rows: Messages, inside: NDArray[np.bool_], exercises: Mapping[str, str]
) -> Iterator[StrengthSet]:
    """Yield the sets that are no rests."""
    if not len(rows):
        return
    active = [name == "active" for name in rows.names("set_type")]
    categories, subtypes = (rows[name].reshape(len(rows), -1) for name in _EXERCISE)
    for row in np.flatnonzero(inside & active):
        category = _first_code(categories[row])
        subtype = _first_code(subtypes[row])
        name = "" if category is None else _exercise_name(category, subtype)
        yield StrengthSet(
            exercise=find_fit_exercise(category, subtype, name, exercises) if name else "",
            name=name,
            reps=float(rows["repetitions"][row]),
            load_kg=float(rows["weight"][row]),
            duration=float(rows["duration"][row]),
        )


def _exercise_name(category: int, subtype: int | None) -> str:
    """Return the name of an exercise in words, empty for one that the watch did not know.

    >>> _exercise_name(1, 8), _exercise_name(1, None), _exercise_name(1, 99)
    ('seated dumbbell toe raise', 'calf raise', 'calf raise 99')
    """
    word = name_of("exercise_category", category)
    if word in ("", "unknown"):
        return ""
    number = "" if subtype is None else f" {subtype}"
    known = "" if subtype is None else exercise_name(category, subtype)
    return (known or f"{word}{number}").replace("_", " ")


def _altitude_source(part: Part) -> AltitudeSource | None:
    """Return what measured the altitude, from the list of sensors that the device has built in."""
    devices = part["device_info"]
    built_in = {
        int(code)
        for code, link in zip(devices["device_type"], devices.names("source_type"), strict=True)
        if link == "local"
    }
    if _BAROMETER in built_in:
        return "barometer"
    phone = _PHONE_APPS.intersection(part["file_id"].names("manufacturer"))
    return "gps" if phone or built_in & _GPS_RECEIVERS else None


def _source(file_id: Messages) -> str:
    """Return maker and product, as far as the file names them."""
    if not len(file_id):
        return ""
    maker, product = file_id.names("manufacturer")[0], str(file_id["product_name"][0])
    if not product and maker == "garmin":
        product = name_of("garmin_product", int(file_id["product"][0]))
    words = [word for word in (maker, product) if word and word != "development"]
    return " ".join(words).replace("_", " ")


def _first(messages: Messages, row: int | None, *names: str) -> float:
    """Return the first of some fields that holds a number, NaN where none does."""
    values = (float(messages[name][row]) for name in names if row is not None)
    return next((value for value in values if math.isfinite(value)), math.nan)


def _first_code(codes: Array) -> int | None:
    """Return the first known code of a message, None where it has none."""
    return next((int(code) for code in codes if code >= 0), None)
