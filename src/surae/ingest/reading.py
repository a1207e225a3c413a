"""From paths to a :class:`surae.records.Log`: every file is read, or listed with its reason."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from functools import partial
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from surae.errors import IngestError, RecordError
from surae.ingest.archive import Found, count_files, find_files
from surae.ingest.duplicates import drop_duplicates
from surae.ingest.exercises import check_exercises, concerns_calf
from surae.ingest.options import Options, WeightUnit
from surae.ingest.repairs import mend
from surae.ingest.sniff import Format, recognize, unpack
from surae.records import Log, Measurement, Session, Skipped

Progress = Callable[[int, int, str], None]

# What reads a format: its module, its function, and what that gives.
_READERS: dict[Format, tuple[str, str, str]] = {
    "gpx": ("gpx", "read_gpx", "sessions"),
    "tcx": ("tcx", "read_tcx", "sessions"),
    "golden_cheetah": ("golden_cheetah", "read_golden_cheetah", "sessions"),
    "strava_list": ("strava", "read_strava_list", "list"),
    "garmin_list": ("garmin", "read_garmin_list", "list"),
    "hevy": ("hevy", "read_hevy", "gym log"),
    "strong": ("strong", "read_strong", "gym log"),
    "fitnotes": ("fitnotes", "read_fitnotes", "gym log"),
    "liftosaur": ("liftosaur", "read_liftosaur", "gym log"),
    "wger": ("wger", "read_wger", "gym log"),
    "measurements_csv": ("measurements", "read_measurements", "measurements"),
    "measurements_json": ("measurements", "read_measurements_json", "measurements"),
    "hevy_measurements": ("girths", "read_hevy_measurements", "measurements"),
    "fhir": ("girths", "read_fhir", "measurements"),
}

_FIRST_YEAR, _LAST_YEAR = 2000, 2100
_LONGEST = 30 * 86_400.0
_WORTH_WORKERS = 50
_AHEAD_PER_WORKER = 8


@dataclass(frozen=True, slots=True)
class Content:
    """What one file gave."""

    sessions: tuple[Session, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    skipped: tuple[Skipped, ...] = ()


def read_log(
    paths: Sequence[Path],
    *,
    weight_unit: WeightUnit | None = None,
    time_zone: tzinfo = UTC,
    exercises: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    n_workers: int = 1,
) -> Log:
    """Read everything that files, folders and zip archives hold.

    Parameters
    ----------
    paths
        In any order; the order changes nothing.
    weight_unit
        ``"kg"`` or ``"lb"``, for a strength log that does not say.
    time_zone
        The zone of strength logs and measurements, which write local times.
    exercises
        The user's exercise names and surae's codes for them.
    progress
        Called after each file with the number done, the number known so far, and its name.
    n_workers
        Processes to decode with where there are many files; the result is the same. More than one
        needs a program whose main module can be imported.

    Returns
    -------
    Log
        Distinct sessions and measurements, and an account of every file. A file that cannot be
        read is in ``skipped``, never an error.

    Raises
    ------
    IngestError
        If a path does not exist or ``exercises`` names no exercise of surae.
    """
    own = dict(exercises or {})
    check_exercises(own)
    n_known = count_files(paths)
    options = Options(weight_unit, time_zone, own)
    workers = n_workers if n_known > _WORTH_WORKERS else 1
    contents: list[Content] = []
    for name, content in _read_all(find_files(paths), options, workers):
        contents.append(content)
        if progress:
            progress(len(contents), max(n_known, len(contents)), name)
    return _log(contents)


def read_file(found: Found, options: Options) -> Content:
    """Read one file; what cannot be read becomes a reason."""
    if found.problem:
        return Content(skipped=(Skipped(found.name, found.problem),))
    try:
        if found.large:
            content = _read_stream(found.large.pieces(), found.name)
        else:
            data = unpack(found.data, found.name)
            content = _read_format(recognize(data, found.name), data, found.name, options)
    except IngestError as error:
        place = f" ({error.place})" if error.place else ""
        return Content(skipped=(Skipped(error.file + place, error.reason),))
    except RecordError as error:
        return Content(skipped=(Skipped(found.name, str(error)),))
    return _or_empty(_without_impossible(content), found.name)


def _read_stream(pieces: Iterable[bytes], name: str) -> Content:
    from surae.ingest.apple_health import read_apple_health

    sessions, skipped = read_apple_health(pieces, name)
    return Content(sessions, skipped=skipped)


def _read_format(form: Format, data: bytes, name: str, options: Options) -> Content:
    """Hand a file to the reader of its format, which is imported when first needed."""
    if form == "apple_health":
        return _read_stream([data], name)
    if form == "fit":
        from surae.ingest.fit import read_fit

        return Content(read_fit(data, name, options.exercises))
    module, function, gives = _READERS[form]
    read = getattr(import_module(f"surae.ingest.{module}"), function)
    if gives == "sessions":
        return Content(read(data, name))
    if gives == "list":
        sessions, skipped = read(data, name)
        return Content(sessions, skipped=skipped)
    if gives == "measurements":
        readings, skipped = read(data, name, time_zone=options.time_zone)
        return Content(measurements=readings, skipped=skipped)
    return _read_gym_log(read, data, name, options)


def _read_gym_log(read: Callable[..., Any], data: bytes, name: str, options: Options) -> Content:
    match read(data, name, options):
        case (sessions, readings, skipped):
            return Content(sessions, readings, skipped)
        case (sessions, skipped):
            return Content(sessions, skipped=skipped)
    raise AssertionError(name)


def _without_impossible(content: Content) -> Content:
    """Repair sessions, and move those whose clock cannot be right to the skipped."""
    mended = [mend(session) for session in content.sessions]
    wrong = [Skipped(s.file, why) for s in mended if (why := _impossible(s))]
    sessions = tuple(session for session in mended if not _impossible(session))
    return Content(sessions, content.measurements, (*content.skipped, *wrong))


def _or_empty(content: Content, name: str) -> Content:
    """Say of a file that gave nothing that it is empty, so that every file is accounted for."""
    if content.sessions or content.measurements or content.skipped:
        return content
    return Content(skipped=(Skipped(name, "holds no activity, no set and no reading"),))


def _impossible(session: Session) -> str:
    year = session.start.year
    if not _FIRST_YEAR <= year < _LAST_YEAR:
        return f"its clock says {year}; only {_FIRST_YEAR}–{_LAST_YEAR} is believed"
    if not 0 <= session.duration <= _LONGEST:
        return f"lasts {session.duration / 86_400:.0f} days by its clock, which is not believed"
    return ""


def _read_all(
    files: Iterable[Found], options: Options, n_workers: int
) -> Iterator[tuple[str, Content]]:
    """Yield the content of each file, in order."""
    if n_workers < 2:
        yield from ((found.name, read_file(found, options)) for found in files)
        return
    from concurrent.futures import Future, ProcessPoolExecutor

    read = partial(read_file, options=options)
    waiting: deque[tuple[str, Future[Content]]] = deque()
    with ProcessPoolExecutor(n_workers, mp_context=get_context("spawn")) as pool:
        for found in files:
            waiting.append((found.name, pool.submit(read, found)))
            if len(waiting) > _AHEAD_PER_WORKER * n_workers:
                name, future = waiting.popleft()
                yield name, future.result()
        for name, future in waiting:
            yield name, future.result()


def _log(contents: Sequence[Content]) -> Log:
    """Put the files' contents in one order and count each session once."""
    sessions, duplicates = drop_duplicates(s for one in contents for s in one.sessions)
    readings = distinct_readings(one.measurements for one in contents)
    skipped = sorted((s for one in contents for s in one.skipped), key=lambda s: (s.file, s.reason))
    return Log(
        sessions=sessions,
        measurements=readings,
        n_files=len(contents),
        duplicates=duplicates,
        skipped=tuple(skipped),
        unknown_exercises=unknown_exercises(sessions),
    )


def unknown_exercises(sessions: Iterable[Session]) -> tuple[str, ...]:
    """Return the names of exercises that sound like the calf and that no table knows, sorted."""
    items = (item for session in sessions for item in session.sets)
    names = {item.name for item in items if not item.exercise and concerns_calf(item.name)}
    return tuple(sorted(names))


def distinct_readings(files: Iterable[Iterable[Measurement]]) -> tuple[Measurement, ...]:
    """Return readings by time; the same file twice counts once, the same reading twice does not.

    A reading is told by its text, in which a missing number equals a missing number.

    Parameters
    ----------
    files
        The readings of each file, in any order.
    """
    found: Counter[str] = Counter()
    by_text: dict[str, Measurement] = {}
    for readings in map(tuple, files):
        by_text |= {repr(reading): reading for reading in readings}
        found |= Counter(repr(reading) for reading in readings)
    return tuple(sorted((by_text[text] for text in found.elements()), key=_reading_order))


def _reading_order(reading: Measurement) -> tuple[Any, ...]:
    return reading.date_time, reading.structure, reading.quantity, reading.side or "", repr(reading)
