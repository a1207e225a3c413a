"""One file that holds a whole store, and the way back.

A backup is a zip of the catalog, as it was at one moment, and of the files that it names. A
restore first brings the files, which have names of their own and disturb nothing, then replaces
the catalog in one transaction, and then removes what was replaced. Stopped anywhere, the store is
the one or the other.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from surae.app.store.catalog import (
    Store,
    connect,
    copy_catalog,
    migrate,
    open_store,
    version_of,
)
from surae.app.store.files import (
    adding_files,
    is_whole,
    original_path,
    samples_path,
    sync_folder,
)
from surae.app.store.integrity import RESTORING, finish_restoring
from surae.app.store.place import CATALOG
from surae.app.store.refusals import said
from surae.app.store.schema import MIGRATIONS
from surae.errors import StoreError

Progress = Callable[[int, int, str], None]

MANIFEST = "surae-backup.json"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_BATCH = 32


def back_up(store: Store, file: Path, *, progress: Progress | None = None) -> int:
    """Write a store into one file, while others may use it.

    Parameters
    ----------
    store
        What is kept.
    file
        A zip that is not there yet.
    progress
        Called after each file.

    Returns
    -------
    int
        How many files it holds beside the catalog.

    Raises
    ------
    StoreError
        If the file is there, something is missing from the store, or the disk refuses; no half
        file is left.
    """
    if file.exists():
        raise StoreError(f"{file} is there already; name a new file")
    half = file.with_name(f"{file.name}.part")
    with said(file, of_store=False):
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            with TemporaryDirectory(dir=file.parent) as folder:
                catalog = Path(folder) / CATALOG
                copy_catalog(store.connection, catalog)
                paths = _paths(catalog, store.place)
                _write_zip(half, catalog, paths, store.place, progress)
            half.replace(file)
            sync_folder(file.parent)
        finally:
            half.unlink(missing_ok=True)
    return len(paths)


def restore(
    file: Path, place: Path, *, replace: bool = False, progress: Progress | None = None
) -> int:
    """Make a store what it was when a backup was written.

    Parameters
    ----------
    file
        The backup.
    place
        The folder of the store, which may be there if it is empty.
    replace
        Give up what the store holds.
    progress
        Called after each file.

    Returns
    -------
    int
        How many files were brought back beside the catalog.

    Raises
    ------
    StoreError
        If the file is no backup or damaged, or the store holds something; the store is left as it
        was.
    """
    with _opened(file) as archive, TemporaryDirectory() as folder:
        catalog = _catalog_of(archive, Path(folder), file)
        with open_store(place, create=True) as store:
            if not replace and _holds_something(store):
                raise StoreError(
                    f"the store at {place} is not empty; --replace gives up what it holds"
                )
            paths = _paths(catalog, place)
            _bring(store, archive, paths, file, progress)
            with said(place), closing(sqlite3.connect(catalog)) as source:
                source.backup(store.connection)
                migrate(store.connection, place)
            _bring(store, archive, paths, file, None)
            finish_restoring(store)
    return len(paths)


def _paths(catalog: Path, place: Path) -> list[Path]:
    """Return the files that a catalog names."""
    with closing(sqlite3.connect(catalog)) as connection:
        files = connection.execute("SELECT sha256 FROM files ORDER BY 1").fetchall()
        samples = connection.execute(
            "SELECT DISTINCT samples FROM sessions WHERE samples != '' ORDER BY 1"
        ).fetchall()
    return [original_path(place, row[0]) for row in files] + [
        samples_path(place, row[0]) for row in samples
    ]


def _write_zip(
    half: Path, catalog: Path, paths: Sequence[Path], place: Path, progress: Progress | None
) -> None:
    """Write the zip; what is in it is compressed already, but for the catalog."""
    told = {"surae_backup": 1, "catalog_version": len(MIGRATIONS), "files": len(paths)}
    with half.open("wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
            _put(archive, MANIFEST, json.dumps(told).encode())
            _put(archive, CATALOG, catalog.read_bytes(), zipfile.ZIP_DEFLATED)
            for done, path in enumerate(paths, start=1):
                _put(archive, _name(path, place), _content(path, place))
                if progress:
                    progress(done, len(paths), path.name)
        file.flush()
        os.fsync(file.fileno())


def _put(
    archive: zipfile.ZipFile, name: str, content: bytes, how: int = zipfile.ZIP_STORED
) -> None:
    archive.writestr(zipfile.ZipInfo(name, _LONG_AGO), content, how)


def _content(path: Path, place: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise StoreError(
            f"{path.name[:12]} is missing from the store at {place}; run `surae doctor --fix` first"
        ) from None


def _name(path: Path, place: Path) -> str:
    return path.relative_to(place).as_posix()


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    """Open a backup; whatever is wrong with it is one line."""
    if not file.is_file():
        raise StoreError(f"no backup at {file}")
    try:
        with zipfile.ZipFile(file) as archive:
            told = json.loads(archive.read(MANIFEST))
            if told["surae_backup"] != 1:
                raise StoreError(f"the backup {file} was made by a newer surae; update surae")
            yield archive
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, zlib.error, EOFError) as error:
        raise StoreError(f"{file} is not a backup of a store, or is damaged: {error}") from None


def _catalog_of(archive: zipfile.ZipFile, folder: Path, file: Path) -> Path:
    """Return the catalog of a backup, unpacked and checked, and marked as being restored."""
    catalog = folder / CATALOG
    with archive.open(CATALOG) as member, catalog.open("wb") as target:
        shutil.copyfileobj(member, target)
    try:
        with closing(connect(catalog)) as connection:
            if version_of(connection) > len(MIGRATIONS):
                raise StoreError(f"the backup {file} was made by a newer surae; update surae")
            if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                raise StoreError(f"the catalog in the backup {file} is damaged")
            connection.execute("INSERT OR REPLACE INTO settings VALUES (?, '')", (RESTORING,))
    except sqlite3.Error as error:
        raise StoreError(f"the catalog in the backup {file} is damaged: {error}") from None
    return catalog


def _holds_something(store: Store) -> bool:
    tables = ("files", "settings", "exercises", "corrections", "skipped")
    return any(store.rows(f"SELECT 1 FROM {table} LIMIT 1") for table in tables)  # noqa: S608


def _bring(
    store: Store,
    archive: zipfile.ZipFile,
    paths: Sequence[Path],
    file: Path,
    progress: Progress | None,
) -> None:
    """Bring the files of a backup that the store lacks, each checked against its hash."""
    for begin in range(0, len(paths), _BATCH):
        batch = [path for path in paths[begin : begin + _BATCH] if not path.exists()]
        if batch:
            with store.writing(), adding_files(store.place) as adding:
                for path in batch:
                    adding.add(path, _checked(archive, path, store.place, file))
        if progress:
            progress(min(begin + _BATCH, len(paths)), len(paths), "")


def _checked(archive: zipfile.ZipFile, path: Path, place: Path, file: Path) -> bytes:
    name = _name(path, place)
    content = archive.read(name)
    if not is_whole(content, path):
        raise StoreError(f"the backup {file} is damaged at {name}")
    return content
