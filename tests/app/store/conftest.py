"""A small archive of one person's files, made here, and stores made of it."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from fit_writer import encode_activity
from soak_import import same
from surae.app.importing import import_files
from surae.app.store.catalog import open_store
from surae.app.store.export import export_store

START = datetime(2026, 3, 1, 8, tzinfo=UTC)


def make_fit(day: float = 0.0, *, n: int = 61, speed: float = 3.0, rich: bool = True) -> bytes:
    """Return a run at a steady speed, a record every ten seconds."""
    start = START + timedelta(days=day)
    channels = {"speed": speed, "altitude": 100.0, "cadence": 85, "heart_rate": 150} if rich else {}
    records = [
        {"timestamp": start + timedelta(seconds=10 * i), "distance": 10 * i * speed} | channels
        for i in range(n)
    ]
    return encode_activity(records, {"sport": "running", "sub_sport": "generic"})


def make_hevy(*rows: str, day: int = 28) -> bytes:
    """Return a Hevy export of one workout; a row is exercise,weight,reps,rpe."""
    columns = (
        "title,start_time,end_time,description,exercise_title,superset_id,exercise_notes,"
        "set_index,set_type,weight_kg,reps,distance_km,duration_seconds,rpe"
    )
    lines = [columns]
    for index, row in enumerate(rows):
        exercise, weight, reps, rpe = row.split(",")
        lines.append(
            f'Legs,"{day} May 2026, 18:05","{day} May 2026, 19:00",,{exercise},,,{index},normal,'
            f"{weight},{reps},,,{rpe}"
        )
    return "\n".join(lines).encode()


READINGS = b"""date_time,side,instrument,structure,quantity,value,unit
2026-03-02T07:30,L,tape,calf,girth,37.2,cm
2026-03-02T07:31,L,tape,calf,girth,37.4,cm
2026-03-02T07:32,L,tape,calf,girth,900,cm
"""


def contents() -> dict[str, bytes]:
    """Return files by name: runs, a copy, a gym log, readings, and what cannot be used."""
    return {
        "a.fit": make_fit(0),
        "b.fit.gz": gzip.compress(make_fit(1), mtime=0),
        "c.fit": make_fit(2)[:900],
        "deep/phone.fit": make_fit(0, rich=False),
        "deep/d.fit": make_fit(3),
        "gym.csv": make_hevy("Calf Raise,40,10,8", "Jumping Calf Thing,,20,"),
        "tape.csv": READINGS,
        "diary.fit": b"dear diary",
        "photo.jpg": b"\xff\xd8",
    }


def zipped(members: dict[str, bytes], *, backwards: bool = False) -> bytes:
    """Return a zip of files."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name in sorted(members, reverse=backwards):
            made.writestr(name, members[name])
    return file.getvalue()


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Return a folder of what a person has."""
    folder = tmp_path / "archive"
    for name, content in contents().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return where a store may be made."""
    return tmp_path / "store"


@pytest.fixture
def filled(archive: Path, place: Path) -> Path:
    """Return a store that holds the archive."""
    import_files([archive], place)
    return place


Exported = Callable[[Path], Path]


@pytest.fixture
def exported(tmp_path: Path) -> Exported:
    """Return a function that exports a store."""

    numbers = count()

    def export(store: Path) -> Path:
        folder = tmp_path / f"{store.name}-export-{next(numbers)}"
        with open_store(store) as opened:
            export_store(opened, folder)
        return folder

    return export


@pytest.fixture
def equal(exported: Exported) -> Callable[[Path, Path], bool]:
    """Return a function that tells whether two stores hold the same."""
    return lambda one, other: same(exported(one), exported(other))


@pytest.fixture(scope="session")
def fit() -> Callable[..., bytes]:
    return make_fit


@pytest.fixture(scope="session")
def hevy() -> Callable[..., bytes]:
    return make_hevy


@pytest.fixture(scope="session")
def zip_of() -> Callable[..., bytes]:
    return zipped


@pytest.fixture
def files() -> dict[str, bytes]:
    """Return the files of the archive by name."""
    return contents()
