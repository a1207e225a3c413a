"""Several athletes in one store: each has a store of their own, inside the first one.

The first athlete's store is the folder itself, so that a store of one person needs nothing of this.
The others lie in ``athletes/KEY`` and work with every command: ``--store STORE/athletes/KEY``.
"""

from __future__ import annotations

import re
import shutil
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from surae.app.store.catalog import (
    ATHLETES,
    BACKUPS,
    INCOMING,
    ORIGINALS,
    SAMPLES,
    open_store,
    store_exists,
)
from surae.app.store.files import printable
from surae.app.store.people import read_person, write_person
from surae.app.store.place import CATALOG
from surae.app.store.refusals import said
from surae.errors import RecordError, StoreError, nearest

FIRST = "me"
"""The key of the athlete whose store is the folder itself."""

SAMPLE: Mapping[str, Any] = {
    "height": 1.68, "mass": 61.5, "age": 34.0, "sex": "female", "steps_per_day": 7500.0,
}  # fmt: skip
"""The invented runner that comes with surae."""

_NAME = "name"
_MOST_LETTERS = 60
_KEY_LETTERS = 40


@dataclass(frozen=True, slots=True)
class Athlete:
    """One of the athletes of a store.

    Parameters
    ----------
    key
        What addresses and commands call them.
    name
        What people call them.
    place
        The folder of their store.
    """

    key: str
    name: str
    place: Path


def athletes(place: Path) -> tuple[Athlete, ...]:
    """Return the athletes of a store, the first one first; empty where there is no store."""
    found = []
    if store_exists(place):
        found.append(Athlete(FIRST, _name_of(place, "You"), place))
    folder = place / ATHLETES
    if folder.is_dir():
        inside = sorted(path for path in folder.iterdir() if store_exists(path))
        found += [Athlete(path.name, _name_of(path, path.name), path) for path in inside]
    return tuple(found)


def find_athlete(place: Path, key: str) -> Athlete:
    """Return an athlete of a store.

    Raises
    ------
    StoreError
        If there is none of that key.
    """
    known = athletes(place)
    for athlete in known:
        if athlete.key == key:
            return athlete
    hint = nearest(key, [athlete.key for athlete in known])
    raise StoreError(f"the store has no athlete {key!r}{hint}")


def add_athlete(place: Path, name: str, facts: Mapping[str, Any]) -> Athlete:
    """Make a store for one more athlete; the first one gets the folder itself.

    Parameters
    ----------
    place
        The folder of the store.
    name
        What the athlete is called; empty for the first one.
    facts
        Height, mass, age and sex, and steps on an ordinary day.

    Raises
    ------
    RecordError
        For a fact that cannot be believed; nothing is made.
    StoreError
        If a fact is missing or the disk refuses.
    """
    known = {athlete.key for athlete in athletes(place)}
    first = FIRST not in known and not name.strip()
    shown = _checked_name(name) if name.strip() else "You"
    key = FIRST if first else _free_key(shown, known | {FIRST})
    folder = place if first else place / ATHLETES / key
    fresh = not store_exists(folder)
    try:
        with open_store(folder, create=True) as store:
            write_person(store, facts)
            with store.writing() as catalog:
                catalog.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (_NAME, shown))
    except (RecordError, StoreError):
        if fresh:
            _remove(folder)
        raise
    return Athlete(key, shown, folder)


def add_sample(place: Path) -> Athlete:
    """Add the sample runner with her files, or return her where she is already."""
    from surae.app.importing import import_files

    name = "Sample runner"
    for athlete in athletes(place):
        if athlete.name == name:
            return athlete
    athlete = add_athlete(place, name, SAMPLE)
    with as_file(files("surae.app") / "sample_athlete" / "files") as folder:
        import_files([folder], athlete.place)
    return athlete


def facts_of(place: Path) -> dict[str, Any]:
    """Return what the store of an athlete knows of them; empty where there is no store."""
    if not store_exists(place):
        return {}
    with open_store(place) as store:
        return read_person(store)


def change_facts(place: Path, facts: Mapping[str, Any]) -> None:
    """Keep what has changed of an athlete.

    Raises
    ------
    RecordError
        For a fact that cannot be believed; nothing changes.
    """
    with open_store(place) as store:
        write_person(store, facts)


def forget(place: Path, key: str) -> None:
    """Delete everything that is known of an athlete: originals, samples, readings, settings.

    Raises
    ------
    StoreError
        If there is no such athlete, or the disk refuses.
    """
    _remove(find_athlete(place, key).place)


def _remove(folder: Path) -> None:
    """Delete the parts of one store, and the folder where nothing else is in it."""
    parts = [CATALOG, f"{CATALOG}-wal", f"{CATALOG}-shm"]
    with said(folder):
        for name in parts:
            (folder / name).unlink(missing_ok=True)
        for name in (ORIGINALS, SAMPLES, INCOMING, BACKUPS):
            if (folder / name).is_dir():
                shutil.rmtree(folder / name)
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def _name_of(place: Path, otherwise: str) -> str:
    with open_store(place) as store:
        rows = store.rows("SELECT value FROM settings WHERE key = ?", (_NAME,))
    return str(rows[0]["value"]) if rows else otherwise


def _checked_name(name: str) -> str:
    plain = printable(name).strip()
    if not plain or len(plain) > _MOST_LETTERS:
        raise RecordError("name", repr(plain[:_MOST_LETTERS]), f"1–{_MOST_LETTERS} letters")
    return plain


def _free_key(name: str, taken: set[str]) -> str:
    """Return a key for a name: plain letters, and a number where it is taken.

    >>> _free_key("Ána María", set()), _free_key("ana", {"ana"}), _free_key("…", set())
    ('ana-maria', 'ana-2', 'athlete')
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain)[:_KEY_LETTERS].strip("-") or "athlete"
    if base not in taken:
        return base
    return next(key for n in range(2, len(taken) + 3) if (key := f"{base}-{n}") not in taken)
