"""Files for the readers, made here and never copied from anyone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fit_writer import encode_activity
from surae.records import Log

START = datetime(2026, 3, 1, 8, tzinfo=UTC)

MakeFit = Callable[..., bytes]
MakeText = Callable[..., bytes]


def make_fit(
    *,
    start: datetime = START,
    n: int = 61,
    speed: float = 3.0,
    channels: bool = True,
    **session: Any,
) -> bytes:
    """Return a run at a steady speed, a record every ten seconds."""
    records = [
        {"timestamp": start + timedelta(seconds=10 * i), "distance": 10 * i * speed}
        | (
            {"speed": speed, "altitude": 100.0 + i, "cadence": 85, "heart_rate": 150}
            if channels
            else {}
        )
        for i in range(n)
    ]
    return encode_activity(records, {"sport": "running", "sub_sport": "generic"} | session)


def make_gpx(
    *, start: datetime = START, n: int = 61, speed: float = 3.0, sport: str = "running"
) -> bytes:
    """Return the same run as positions along a meridian."""
    degrees = speed * 10 / 111_194.9
    points = "".join(
        f'<trkpt lat="{-30 + i * degrees:.8f}" lon="10"><ele>{100 + i}</ele>'
        f"<time>{(start + timedelta(seconds=10 * i)).isoformat()}</time></trkpt>"
        for i in range(n)
    )
    kind = f"<type>{sport}</type>" if sport else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<gpx version="1.1" creator="test" xmlns="http://www.topografix.com/GPX/1/1">'
        f"<trk>{kind}<trkseg>{points}</trkseg></trk></gpx>"
    ).encode()


def facts(log: Log) -> Any:
    """Return everything that a log says, in a form that can be compared."""
    sessions = [
        (
            repr((s.start, s.kind, s.duration, s.distance, s.file, s.sets, s.surface, s.notes)),
            None
            if s.samples is None
            else tuple(getattr(s.samples, channel).tobytes() for channel in s.samples.__slots__),
        )
        for s in log.sessions
    ]
    rest = (log.n_files, log.duplicates, log.skipped, log.unknown_exercises, repr(log.measurements))
    return sessions, rest


def make_hevy(rows: Sequence[str], *, unit: str = "kg", title: str = "Legs") -> bytes:
    """Return a Hevy export of one workout; a row is exercise,set_type,weight,reps,rpe."""
    columns = (
        "title,start_time,end_time,description,exercise_title,superset_id,exercise_notes,"
        f"set_index,set_type,weight_{unit},reps,distance_km,duration_seconds,rpe"
    )
    lines = [columns]
    for index, row in enumerate(rows):
        exercise, set_type, weight, reps, rpe = row.split(",")
        lines.append(
            f'{title},"28 May 2026, 18:05","28 May 2026, 19:00",,{exercise},,,'
            f"{index},{set_type},{weight},{reps},,,{rpe}"
        )
    return "\n".join(lines).encode()


@pytest.fixture(scope="session")
def fit() -> MakeFit:
    return make_fit


@pytest.fixture(scope="session")
def gpx() -> MakeText:
    return make_gpx


@pytest.fixture(scope="session")
def hevy() -> MakeText:
    return make_hevy


@pytest.fixture(scope="session")
def all_of() -> Callable[[Log], Any]:
    return facts
