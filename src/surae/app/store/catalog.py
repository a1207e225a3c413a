"""Opening the store: a folder with a catalog in SQLite, originals and samples.

Several processes may use a store at once. Readers see what was there when they began to read;
writers take turns, each for the moment of a short transaction.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from surae.app.store.place import CATALOG
from surae.app.store.refusals import said
from surae.app.store.schema import MIGRATIONS, Migration
from surae.errors import StoreError

ORIGINALS, SAMPLES, INCOMING, BACKUPS = "originals", "samples", "incoming", "backups"

ATHLETES = "athletes"
"""Folder of the stores of further athletes, inside the first one."""

_PARTS = {
    ATHLETES,
    ORIGINALS,
    SAMPLES,
    INCOMING,
    BACKUPS,
    CATALOG,
    f"{CATALOG}-wal",
    f"{CATALOG}-shm",
}
_PATIENCE = 60.0
_PAUSE = 0.05
_PRIVATE = 0o700


@dataclass(slots=True)
class Store:
    """An open store; use it in a ``with`` statement.

    Parameters
    ----------
    place
        Its folder.
    connection
        To its catalog, without implicit transactions.
    """

    place: Path
    connection: sqlite3.Connection

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(sqlite3.Error):
            self.connection.close()

    def rows(self, query: str, values: Sequence[object] = ()) -> list[sqlite3.Row]:
        """Return the rows of a query.

        Raises
        ------
        StoreError
            If the catalog cannot be read.
        """
        with said(self.place):
            return self.connection.execute(query, values).fetchall()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Let several queries see the same moment; inside another such moment, that one."""
        if self.connection.in_transaction:
            yield
            return
        self.rows("BEGIN")
        try:
            yield
        finally:
            with suppress(sqlite3.Error):
                self.connection.execute("COMMIT")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Hold the only right to write; all that is done inside is kept, or none of it.

        Raises
        ------
        StoreError
            If another program writes for longer than a minute, or the disk refuses.
        """
        with said(self.place):
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
                self.connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    self.connection.execute("ROLLBACK")
                raise


def open_store(place: Path, *, create: bool = False) -> Store:
    """Open a store, and bring an older one up to date.

    Parameters
    ----------
    place
        Its folder.
    create
        Make one where there is none.

    Raises
    ------
    StoreError
        If there is none, it is of a newer surae, or cannot be opened.
    """
    catalog = place / CATALOG
    if not catalog.exists():
        if not create:
            raise StoreError(f"no store at {place}; run `surae init` or give --store")
        _make_folders(place)
    with said(place):
        connection = connect(catalog, create=create)
        try:
            migrate(connection, place)
        except BaseException:
            connection.close()
            raise
    return Store(place, connection)


def store_exists(place: Path) -> bool:
    """Tell whether there is a store."""
    return (place / CATALOG).is_file()


def connect(catalog: Path, *, create: bool = False) -> sqlite3.Connection:
    """Return a connection whose transactions are explicit and durable.

    Where the disk is so full that the memory which processes share cannot be set up, the
    connection has the catalog to itself and needs none.
    """
    try:
        return _connect(catalog, create=create)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_IOERR:
            raise
        return _connect(catalog, create=create, alone=True)


def _connect(catalog: Path, *, create: bool, alone: bool = False) -> sqlite3.Connection:
    mode = "rwc" if create else "rw"
    address = f"{catalog.absolute().as_uri()}?mode={mode}"
    connection = sqlite3.connect(address, timeout=_PATIENCE, isolation_level=None, uri=True)
    try:
        connection.row_factory = sqlite3.Row
        if alone:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def migrate(
    connection: sqlite3.Connection, place: Path, migrations: Sequence[Migration] = MIGRATIONS
) -> None:
    """Apply the migrations that a catalog lacks, each after a backup of the catalog.

    Raises
    ------
    StoreError
        If the catalog is of a newer surae.
    """
    held = version_of(connection) > 0
    if not held:
        _write_ahead(connection)
    while (version := version_of(connection)) != len(migrations):
        if version > len(migrations):
            raise StoreError(
                f"the store at {place} was made by a newer surae (version {version} of its "
                f"catalog, known up to {len(migrations)}); update surae"
            )
        _step(connection, place if held else None, version, migrations[version])


def version_of(connection: sqlite3.Connection) -> int:
    """Return how many migrations a catalog has had."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _step(
    connection: sqlite3.Connection, place: Path | None, version: int, migration: Migration
) -> None:
    """Apply one migration, unless another process was faster; None for a place that is new."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        if version_of(connection) == version:
            if place is not None:
                _back_up(place, version)
            for statement in migration:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {version + 1}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _back_up(place: Path, version: int) -> None:
    """Copy the catalog as it is before a migration.

    A connection that is about to write cannot be copied from; another reads what was there before.
    """
    (place / BACKUPS).mkdir(mode=_PRIVATE, exist_ok=True)
    with closing(_connect(place / CATALOG, create=False)) as reader:
        copy_catalog(reader, place / BACKUPS / f"catalog-v{version}.sqlite")


def copy_catalog(connection: sqlite3.Connection, target: Path) -> None:
    """Copy a catalog that may be in use; the copy is one whole file, or is not there."""
    half = target.with_name(f"{target.name}.part")
    half.unlink(missing_ok=True)
    with closing(sqlite3.connect(half)) as copy:
        connection.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
    half.replace(target)


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Set the write-ahead log; SQLite does not wait for others by itself here."""
    for _ in range(int(_PATIENCE / _PAUSE)):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            time.sleep(_PAUSE)


def _make_folders(place: Path) -> None:
    with said(place):
        if place.exists() and not place.is_dir():
            raise StoreError(f"{place} is a file; the store is a folder, name another place")
        foreign = place.is_dir() and {path.name for path in place.iterdir()} - _PARTS
        # Where the catalog is there by now, another process has just made the store.
        if foreign and not (place / CATALOG).exists():
            raise StoreError(f"{place} holds other things and no store; name an empty folder")
        place.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
