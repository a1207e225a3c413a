"""What an export says beyond its originals: the person, corrections, names of files.

``surae export`` writes it as ``surae-export.json`` beside the originals, and ``surae import`` of
that folder, or of a zip of it, takes both in. The tables beside them are made from the originals
and are not read.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Literal

from pydantic import BaseModel, StringConstraints, ValidationError

from surae.app.store.catalog import Store
from surae.app.store.copies import read_names
from surae.app.store.corrections import put_correction
from surae.app.store.files import printable
from surae.app.store.people import read_person
from surae.app.store.plans import plan_documents, put_plans
from surae.app.store.preparing import Given
from surae.errors import IngestError
from surae.ingest.exercises import check_exercises
from surae.records import Person

SETTINGS = "surae-export.json"
TABLES = "tables"
_LARGEST = 256 * 2**20

Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class _File(BaseModel, extra="forbid"):
    sha256: Hash
    names: list[str]
    weight_unit: Literal["kg", "lb"] | None = None
    time_zone: str | None = None


class _Correction(BaseModel, extra="forbid"):
    sha256: Hash
    item: Literal["session", "reading"]
    part: int
    field: Literal["counts", "surface", "grade"]
    value: str


class _Skip(BaseModel, extra="forbid"):
    sha256: Hash | Literal[""]
    name: str
    place: str
    reason: str


class Settings(BaseModel, extra="forbid"):
    """The document."""

    surae_export: Literal[1]
    person: dict[str, float | str]
    exercises: dict[str, str]
    corrections: list[_Correction]
    files: list[_File]
    skipped: list[_Skip]
    plans: list[dict[str, Any]] = []


@dataclass(frozen=True, slots=True)
class Told:
    """What an export says about a file: its name, and what the user had said about it."""

    name: str
    given: Given


@dataclass(frozen=True, slots=True)
class Sources:
    """What to read.

    Parameters
    ----------
    paths
        Files, folders and archives.
    settings
        Of the exports among them.
    ignored
        Names of files that are not read, as ``find_files`` gives them.
    inside
        What the names of files in the store itself begin with, where it lies in a folder.
    """

    paths: tuple[Path, ...]
    settings: tuple[Settings, ...] = ()
    ignored: frozenset[str] = frozenset()
    inside: tuple[str, ...] = ()

    def ignores(self, name: str) -> bool:
        """Tell whether a file is not meant."""
        return name in self.ignored or name.startswith(self.inside)

    def told(self) -> Mapping[str, Told]:
        """Return what the exports say about files, by their hashes."""
        files = (file for settings in self.settings for file in settings.files)
        return {
            file.sha256: Told(
                printable(file.names[0]) if file.names else "",
                Given(file.weight_unit, file.time_zone),
            )
            for file in files
        }


def find_sources(paths: Sequence[Path], place: Path) -> Sources:
    """Tell exports, and the store itself, from other files.

    Parameters
    ----------
    paths
        What the user named.
    place
        The folder of the store.

    Raises
    ------
    IngestError
        If an export's settings cannot be read, or a file is a backup of a store.
    """
    read: list[Path] = []
    settings: list[Settings] = []
    ignored: set[str] = set()
    for path in paths:
        if (path / SETTINGS).is_file():
            settings.append(_parsed((path / SETTINGS).read_bytes(), str(path / SETTINGS)))
            read.append(path / "originals")
            continue
        read.append(path)
        if path.is_file() and zipfile.is_zipfile(path):
            found, names = _of_zip(path)
            settings += found
            ignored |= {f"{place}/{name}" for name in names for place in (path.name, path)}
    inside = tuple(name for path in paths for name in _inside(path, place))
    return Sources(tuple(read), tuple(settings), frozenset(ignored), inside)


def _inside(path: Path, place: Path) -> list[str]:
    """Return what the names of the store's files begin with where it lies in a folder."""
    if not path.is_dir() or not place.resolve().is_relative_to(path.resolve()):
        return []
    tail = place.resolve().relative_to(path.resolve())
    names = (PurePosixPath(path.name or path.resolve().name), PurePosixPath(path.as_posix()))
    return [f"{name / tail.as_posix()}/" for name in names]


def settings_of(store: Store) -> dict[str, Any]:
    """Return the document of a store, the same for stores that hold the same."""
    names = read_names(store)
    files = store.rows("SELECT sha256, weight_unit, time_zone FROM files ORDER BY sha256")
    exercises = store.rows("SELECT name, exercise FROM exercises ORDER BY name")
    return {
        "surae_export": 1,
        "person": read_person(store),
        "exercises": {row["name"]: row["exercise"] for row in exercises},
        "corrections": [
            dict(row) for row in store.rows("SELECT * FROM corrections ORDER BY 1, 2, 3, 4")
        ],
        "files": [
            {
                "sha256": row["sha256"],
                "names": names.get(row["sha256"], []),
                "weight_unit": row["weight_unit"] or None,
                "time_zone": row["time_zone"] or None,
            }
            for row in files
        ],
        "skipped": [dict(row) for row in store.rows("SELECT * FROM skipped ORDER BY 1, 2, 3, 4")],
        "plans": plan_documents(store),
    }


def apply_settings(store: Store, settings: Settings) -> None:
    """Take an export's settings over; what the store knows already stays.

    Raises
    ------
    RecordError, IngestError
        For a value that cannot be believed; nothing is taken over.
    """
    check_exercises(settings.exercises)
    if settings.person:
        Person(**settings.person)  # type: ignore[arg-type]
    known = {row["sha256"] for row in store.rows("SELECT sha256 FROM files")}
    with store.writing() as catalog:
        catalog.executemany(
            "INSERT OR IGNORE INTO settings VALUES (?, ?)",
            [(key, str(value)) for key, value in settings.person.items()],
        )
        catalog.executemany(
            "INSERT OR IGNORE INTO exercises VALUES (?, ?)", settings.exercises.items()
        )
        catalog.executemany(
            "INSERT OR IGNORE INTO names VALUES (?, ?)",
            [(file.sha256, _bare(name)) for file in settings.files for name in file.names
             if file.sha256 in known],
        )  # fmt: skip
        catalog.executemany(
            "INSERT OR IGNORE INTO skipped VALUES (?, ?, ?, ?)",
            [(s.sha256, *map(printable, (s.name, s.place, s.reason))) for s in settings.skipped],
        )
        put_plans(catalog, settings.plans)
        for one in settings.corrections:
            put_correction(catalog, one.item, (one.sha256, one.part), one.field, one.value)


def _of_zip(path: Path) -> tuple[list[Settings], list[str]]:
    """Return the settings in a zip, and the names of the members that are not read."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        if "surae-backup.json" in names:
            raise IngestError(str(path), "is a backup of a store; use `surae restore`")
        places = [name for name in names if PurePosixPath(name).name == SETTINGS]
        settings = []
        for name in places:
            with archive.open(name) as member:
                settings.append(_parsed(member.read(_LARGEST), f"{path}/{name}"))
    tables = [f"{name.removesuffix(SETTINGS)}{TABLES}/" for name in places]
    ignored = [name for name in names if any(name.startswith(table) for table in tables)]
    return settings, [*places, *ignored]


def _parsed(content: bytes, name: str) -> Settings:
    try:
        return Settings.model_validate(json.loads(content))
    except (ValidationError, ValueError, RecursionError) as error:
        first = str(error).splitlines()[0]
        raise IngestError(name, f"is not what `surae export` writes: {first}") from None


def _bare(name: str) -> str:
    return PurePosixPath(printable(name)).name
