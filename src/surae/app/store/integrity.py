"""Is everything there and whole? And what is to be done where it is not.

Recordings can always be made anew from the originals, and so can the catalog but for what the user
said. An original that is lost can only be imported again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from surae import __version__
from surae.app.store.catalog import (
    BACKUPS,
    INCOMING,
    ORIGINALS,
    SAMPLES,
    Store,
    connect,
    open_store,
    store_exists,
)
from surae.app.store.copies import SHOWN, read_names, shown_name
from surae.app.store.files import (
    check_original,
    empty_folder,
    find_original,
    original_path,
    stored_files,
)
from surae.app.store.place import CATALOG
from surae.app.store.preparing import NOTHING, prepare
from surae.app.store.publishing import known_files, publish
from surae.app.store.recordings import read_table
from surae.app.store.refusals import said
from surae.errors import StoreError

Progress = Callable[[int, int, str], None]

RESTORING = "restoring"
"""The setting that says that what a restore replaced still has to be removed."""


@dataclass(slots=True)
class Findings:
    """What was found, and what was done about it.

    Parameters
    ----------
    problems
        What is wrong and not mended, a sentence each.
    leftovers
        What an interrupted command left behind; it does no harm.
    fixed
        What was mended.
    n_files, n_recordings
        How much was looked at.
    """

    problems: list[str] = field(default_factory=list)
    leftovers: list[str] = field(default_factory=list)
    fixed: list[str] = field(default_factory=list)
    n_files: int = 0
    n_recordings: int = 0


@dataclass(slots=True)
class _State:
    """Hashes of what is lost, left over, or was read by another version of surae."""

    originals: dict[str, str] = field(default_factory=dict)
    undecoded: set[str] = field(default_factory=set)
    unnamed: list[str] = field(default_factory=list)
    unused: int = 0
    older: set[str] = field(default_factory=set)


def examine(place: Path, *, fix: bool = False, progress: Progress | None = None) -> Findings:
    """Check a store, and mend it if asked to.

    Parameters
    ----------
    place
        Its folder.
    fix
        Mend what can be mended.
    progress
        Called after each file.

    Raises
    ------
    StoreError
        If there is no store, or it cannot be used.
    """
    findings = Findings()
    if not store_exists(place) and not (place / ORIGINALS).is_dir():
        open_store(place)  # raises, as there is none
    damage = _catalog_damage(place)
    if damage and not fix:
        findings.problems.append(f"{damage}; `surae doctor --fix` makes it anew from the originals")
        return findings
    if damage:
        _set_aside(place)
    with open_store(place, create=bool(damage)) as store:
        if fix:
            finish_restoring(store)
        state = _look(store, findings, progress)
        if fix:
            _mend(store, state, findings)
        else:
            _report(store, state, findings)
    if damage:
        findings.fixed.insert(
            0, f"{damage}; made anew from the originals, without what you had told surae"
        )
    return findings


def finish_restoring(store: Store) -> None:
    """Remove what a restore replaced, if it was stopped before it could."""
    if store.rows("SELECT 1 FROM settings WHERE key = ?", (RESTORING,)):
        with store.writing() as catalog:
            known = {row["sha256"] for row in catalog.execute("SELECT sha256 FROM files")}
            for sha256, path in stored_files(store.place / ORIGINALS, ".gz"):
                if sha256 not in known:
                    path.unlink(missing_ok=True)
            _sweep(store, catalog)
            catalog.execute("DELETE FROM settings WHERE key = ?", (RESTORING,))


def _catalog_damage(place: Path) -> str:
    """Return what is wrong with the catalog itself, empty where nothing is."""
    if not store_exists(place):
        return "the catalog is missing"
    try:
        with closing(connect(place / CATALOG)) as connection:
            found = [row[0] for row in connection.execute("PRAGMA integrity_check(3)")]
            broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            return "the catalog is damaged"
        with said(place):
            raise
    if found != ["ok"]:
        return f"the catalog is damaged ({found[0]})"
    return f"the catalog is damaged ({len(broken)} rows name none)" if broken else ""


def _set_aside(place: Path) -> None:
    """Move a damaged catalog to the backups."""
    folder = place / BACKUPS
    folder.mkdir(exist_ok=True)
    number = 1 + sum(1 for _ in folder.glob("catalog-damaged-*.sqlite"))
    for tail in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            target = folder / f"catalog-damaged-{number}.sqlite{tail}"
            (place / f"{CATALOG}{tail}").replace(target)


def _look(store: Store, findings: Findings, progress: Progress | None) -> _State:
    """Compare rows and files, and files with their hashes."""
    state = _State()
    with store.reading():
        files = store.rows("SELECT sha256, reader FROM files ORDER BY sha256")
        sessions = store.rows("SELECT sha256, samples FROM sessions WHERE samples != ''")
    findings.n_files, findings.n_recordings = len(files), len(sessions)
    total = len(files) + len(sessions)
    for done, row in enumerate(files, start=1):
        if problem := _problem(partial(check_original, store.place, row["sha256"])):
            state.originals[row["sha256"]] = problem
        if row["reader"] != __version__:
            state.older.add(row["sha256"])
        _tell(progress, done, total)
    for done, row in enumerate(sessions, start=len(files) + 1):
        if _problem(partial(read_table, store.place, row["samples"], check=True)):
            state.undecoded.add(row["sha256"])
        _tell(progress, done, total)
    known = {row["sha256"] for row in files}
    kept = {row["samples"] for row in sessions}
    originals = stored_files(store.place / ORIGINALS, ".gz")
    state.unnamed = [sha256 for sha256, _ in originals if sha256 not in known]
    recordings = stored_files(store.place / SAMPLES, ".parquet")
    state.unused = sum(name not in kept for name, _ in recordings)
    return state


def _problem(look: Callable[[], object]) -> str:
    try:
        look()
    except StoreError as error:
        return str(error)
    return ""


def _tell(progress: Progress | None, done: int, total: int) -> None:
    if progress:
        progress(done, total, "")


def _report(store: Store, state: _State, findings: Findings) -> None:
    names = read_names(store)
    findings.problems += [
        f"{shown_name(names, sha256)}: {problem}; import that file again"
        for sha256, problem in state.originals.items()
    ]
    findings.problems += [
        f"{shown_name(names, sha256)}: its recording is lost; `surae doctor --fix` makes it anew"
        for sha256 in sorted(state.undecoded)
    ]
    if state.unnamed:
        findings.leftovers.append(
            f"{len(state.unnamed)} originals are not in the catalog; `surae doctor --fix` or the "
            "same import again takes them in"
        )
    if state.unused:
        findings.leftovers.append(
            f"{state.unused} recordings belong to nothing; `surae doctor --fix` removes them"
        )
    if state.older:
        findings.leftovers.append(
            f"{len(state.older)} files were read by another version of surae; "
            "`surae doctor --fix` reads them again"
        )


def _mend(store: Store, state: _State, findings: Findings) -> None:
    names = read_names(store)
    for sha256, problem in state.originals.items():
        _set_original_aside(store, sha256)
        findings.problems.append(f"{shown_name(names, sha256)}: {problem}; import that file again")
    again = sorted((state.undecoded | state.older) - state.originals.keys())
    n_again = sum(_decode_again(store, sha256, names) for sha256 in again)
    n_adopted = sum(_adopt(store, sha256) for sha256 in state.unnamed)
    with store.writing() as catalog:
        n_removed = _sweep(store, catalog)
    done = {
        f"{n_again} files were read again from their originals": n_again,
        f"{n_adopted} originals were taken into the catalog": n_adopted,
        f"{n_removed} leftover files were removed": n_removed,
    }
    findings.fixed += [text for text, number in done.items() if number]
    lost = sorted(state.undecoded & state.originals.keys())
    findings.problems += [f"{shown_name(names, sha256)}: its recording is lost" for sha256 in lost]


def _set_original_aside(store: Store, sha256: str) -> None:
    """Move a damaged original to the backups, so that a new import writes it again."""
    folder = store.place / BACKUPS
    folder.mkdir(exist_ok=True)
    with suppress(FileNotFoundError):
        original_path(store.place, sha256).replace(folder / f"original-damaged-{sha256}.gz")


def _decode_again(store: Store, sha256: str, names: dict[str, list[str]]) -> bool:
    """Read an original again; what the store has stays where that gives nothing."""
    given = known_files(store)[sha256][1]
    name = shown_name(names, sha256)
    found, size = find_original(store.place, sha256, name)
    prepared = prepare(found, sha256, size, given)
    if not prepared.is_empty:
        publish(store, [replace(prepared, name="")], replace=True)
    return not prepared.is_empty


def _adopt(store: Store, sha256: str) -> bool:
    """Take an original into the catalog that no row names."""
    try:
        original = find_original(store.place, sha256, sha256[:SHOWN])
    except StoreError:
        with store.writing():
            _set_original_aside(store, sha256)
        return False
    prepared = prepare(original[0], sha256, original[1], NOTHING)
    if prepared.is_empty:
        return False
    publish(store, [replace(prepared, name="")])
    return True


def _sweep(store: Store, catalog: sqlite3.Connection) -> int:
    """Remove recordings that belong to nothing and files that were not finished."""
    kept = {row["samples"] for row in catalog.execute("SELECT samples FROM sessions")}
    unused = [
        path for name, path in stored_files(store.place / SAMPLES, ".parquet") if name not in kept
    ]
    for path in unused:
        path.unlink(missing_ok=True)
    return len(unused) + empty_folder(store.place / INCOMING)
