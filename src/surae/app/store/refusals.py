"""What the operating system or SQLite refuses, said in one line."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from surae.errors import StoreError

_FULL = (errno.ENOSPC, errno.EDQUOT)
_CLAUSES = {
    sqlite3.SQLITE_BUSY: "is in use by another program; wait for it and try again",
    sqlite3.SQLITE_LOCKED: "is in use by another program; wait for it and try again",
    sqlite3.SQLITE_READONLY: "cannot be written to; check its permissions",
    sqlite3.SQLITE_PERM: "cannot be opened; check its permissions",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; check its permissions and the space on its disk",
    sqlite3.SQLITE_CORRUPT: "has a damaged catalog; run `surae doctor --fix`",
    sqlite3.SQLITE_NOTADB: "has a damaged catalog; run `surae doctor --fix`",
}
_PRIMARY = 0xFF


@contextmanager
def said(place: Path, *, of_store: bool = True) -> Iterator[None]:
    """Turn errors of files and of SQLite into a :class:`StoreError` that names the place.

    Parameters
    ----------
    place
        The store, or the file or folder that is written.
    of_store
        Whether it is the store.
    """
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise StoreError(_line(place, error, of_store=of_store)) from error


def _line(place: Path, error: Exception, *, of_store: bool) -> str:
    what = "the store at " if of_store else ""
    if is_full(error):
        left = "the store is whole" if of_store else "nothing was written"
        return f"the disk of {what}{place} is full; {left}: free some space and run the same again"
    said_of = _of_sqlite(error) if isinstance(error, sqlite3.Error) else _of_system(error)
    return f"{what}{place} {said_of}"


def is_full(error: BaseException | None) -> bool:
    """Tell whether an error, or what caused it, means that a disk is full."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in _FULL:
            return True
        if isinstance(error, sqlite3.Error) and _code(error) == sqlite3.SQLITE_FULL:
            return True
        error = error.__cause__
    return False


def _of_sqlite(error: sqlite3.Error) -> str:
    return _CLAUSES.get(_code(error), f"cannot be used: {error}")


def _of_system(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "changed while it was used; run the same again"
    reason = error.strerror if isinstance(error, OSError) else ""
    return f"cannot be used: {reason or error}"


def _code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & _PRIMARY
