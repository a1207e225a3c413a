"""Apple's health export: one XML file of gigabytes, read as a stream.

Workouts become sessions; their routes are GPX files beside the export. Its document type, which
some versions of the system write wrongly, is cut off before anything reads it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from surae.errors import IngestError
from surae.ingest.guarded_xml import stream
from surae.ingest.json_text import number_of
from surae.ingest.sports import kind_and_surface
from surae.ingest.times import parse_time
from surae.records import Session, Skipped
from surae.units import METERS_PER_KM, SECONDS_PER_MINUTE

_DOCTYPE, _DOCTYPE_END = b"<!DOCTYPE", b"]>"
_LONGEST_DOCTYPE = 2**17
_ACTIVITY = "HKWorkoutActivityType"
_QUANTITY = "HKQuantityTypeIdentifier"
_DISTANCE = f"{_QUANTITY}DistanceWalkingRunning"
_STEPS = f"{_QUANTITY}StepCount"
_METERS_OF = {"m": 1.0, "km": METERS_PER_KM, "mi": 1609.344, "ft": 0.3048, "yd": 0.9144}
_SECONDS_OF = {"s": 1.0, "min": SECONDS_PER_MINUTE, "hr": 3600.0}
_PERSON = {
    "Height": ("height", "--height", {"m": 1.0, "cm": 0.01, "in": 0.0254, "ft": 0.3048}),
    "BodyMass": ("body mass", "--mass", {"kg": 1.0, "g": 0.001, "lb": 0.45359237}),
}
_MOST_DAYS = 40_000
_MOST_KINDS = 1000
_DAY = len("2024-01-01")

Read = tuple[tuple[Session, ...], tuple[Skipped, ...]]


class _Reader:
    """Collects workouts as they stream by; of the millions of records it keeps sums."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.sessions: list[Session] = []
        self.wrong: list[Skipped] = []
        self.workout: dict[str, str] | None = None
        self.counts: Counter[str] = Counter()
        self.person: dict[str, tuple[str, float]] = {}
        self.steps: Counter[tuple[str, str]] = Counter()

    def start(self, element: str, attributes: Mapping[str, str]) -> None:
        if element == "Record":
            self._record(attributes)
        elif element == "Workout":
            self.workout = dict(attributes)
        elif self.workout is None:
            return
        elif element == "WorkoutStatistics":
            self._statistics(self.workout, attributes)
        elif element == "MetadataEntry":
            self.workout[attributes.get("key", "")] = attributes.get("value", "")
        elif element == "FileReference":
            self.workout["route"] = attributes.get("path", "").lstrip("/")

    def end(self, element: str, _: str) -> None:
        if element != "Workout" or self.workout is None:
            return
        place = f"{self.name} (workout {len(self.sessions) + len(self.wrong) + 1})"
        try:
            self.sessions.append(_session(self.workout, self.name))
        except ValueError as error:
            self.wrong.append(Skipped(place, str(error)))
        self.workout = None

    @staticmethod
    def _statistics(workout: dict[str, str], attributes: Mapping[str, str]) -> None:
        """Note a workout's sum; exports before 2022 have it in the workout itself."""
        kind = attributes.get("type")
        if kind == _DISTANCE:
            workout["totalDistance"] = attributes.get("sum", "")
            workout["totalDistanceUnit"] = attributes.get("unit", "")
        elif kind == _STEPS:
            workout["steps"] = attributes.get("sum", "")

    def _record(self, attributes: Mapping[str, str]) -> None:
        kind = attributes.get("type", "")
        if kind in self.counts or len(self.counts) < _MOST_KINDS:
            self.counts[kind] += 1
        if kind == _STEPS:
            day = attributes.get("startDate", "")[:_DAY], attributes.get("sourceName", "")
            count = number_of(attributes.get("value", ""))
            if count > 0 and (day in self.steps or len(self.steps) < _MOST_DAYS):
                self.steps[day] += int(count)
        elif (word := kind.removeprefix(_QUANTITY)) in _PERSON:
            value = number_of(attributes.get("value", ""))
            value *= _PERSON[word][2].get(attributes.get("unit", ""), math.nan)
            latest = attributes.get("startDate", "")
            if math.isfinite(value) and latest >= self.person.get(word, ("", 0.0))[0]:
                self.person[word] = latest, value


def read_apple_health(chunks: Iterable[bytes], name: str) -> Read:
    """Return the workouts of an export, and what else was in it and is not used.

    Parameters
    ----------
    chunks
        The document, in pieces.
    name
        What to call it; routes lie in a folder beside it.

    Raises
    ------
    IngestError
        If it holds neither workouts nor records, or does what no such file does.
    """
    reader = _Reader(name)
    damage = stream(_without_doctype(chunks), name, reader.start, reader.end)
    if not reader.sessions and not reader.counts:
        reason = "an Apple Health export without workouts"
        raise IngestError(name, f"{reason}; {damage}" if damage else reason)
    unused = [Skipped(name, _unused(reader))] if reader.counts else []
    lost = [Skipped(name, damage)] if damage else []
    return tuple(reader.sessions), (*reader.wrong, *unused, *lost)


def _without_doctype(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield a document without its document type, which has to end in the first pieces."""
    pieces = iter(chunks)
    head = b""
    for piece in pieces:
        head += piece
        if len(head) >= _LONGEST_DOCTYPE:
            break
    head = head.lstrip()
    begin = head.find(_DOCTYPE, 0, _LONGEST_DOCTYPE)
    end = head.find(_DOCTYPE_END, begin, _LONGEST_DOCTYPE) if begin >= 0 else -1
    yield head if end < 0 else head[:begin] + head[end + len(_DOCTYPE_END) :]
    yield from pieces


def _session(workout: Mapping[str, str], name: str) -> Session:
    """Return the session of a workout.

    Raises
    ------
    ValueError
        If it has no time that can be read.
    """
    words = workout.get("workoutActivityType", "").removeprefix(_ACTIVITY)
    kind, surface = kind_and_surface(words)
    if kind in ("run", "walk") and workout.get("HKIndoorWorkout") == "1":
        surface = "treadmill"
    start = parse_time(workout.get("startDate", ""))
    steps = number_of(workout.get("steps", ""))
    route = workout.get("route", "")
    return Session(
        start=start,
        kind=kind,
        duration=_amount(workout, "duration", _SECONDS_OF),
        distance=_amount(workout, "totalDistance", _METERS_OF) or math.nan,
        file=name,
        surface=surface,
        source=workout.get("sourceName", ""),
        n_steps=steps if steps > 0 else math.nan,
        listed=(PurePosixPath(name).parent / route).as_posix() if route else "",
    )


def _amount(workout: Mapping[str, str], key: str, units: Mapping[str, float]) -> float:
    """Return an amount in the unit that stands beside it, 0 where there is none."""
    value = number_of(workout.get(key, "")) * units.get(workout.get(f"{key}Unit", ""), math.nan)
    return value if value > 0 else 0.0


def _unused(reader: _Reader) -> str:
    """Say what the export holds beside workouts, and what of it the person can tell surae."""
    told = [
        f"{what} {reader.person[key][1]:.4g} ({option})"
        for key, (what, option, _) in _PERSON.items()
        if key in reader.person
    ]
    if reader.steps:
        told.append(f"{_steps_per_day(reader.steps):.0f} steps a day, runs included (--steps)")
    hint = f"; it says {', '.join(told)}" if told else ""
    return f"{reader.counts.total()} records of {len(reader.counts)} kinds are not used{hint}"


def _steps_per_day(steps: Mapping[tuple[str, str], int]) -> float:
    """Return the mean of days on which steps were counted, by the device that counted most."""
    days: dict[str, int] = {}
    for (day, _), count in steps.items():
        days[day] = max(days.get(day, 0), count)
    return sum(days.values()) / len(days)
