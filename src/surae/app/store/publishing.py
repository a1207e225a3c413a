"""Writing prepared files into the store: files first, then the rows that name them.

A file is written under another name, brought to the disk, renamed, and only then do rows that name
it become valid, in one transaction for a batch. Whoever is stopped in between leaves at most files
that no row names; the next import takes them in or removes them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from surae import __version__
from surae.app.store.catalog import Store
from surae.app.store.files import Adding, adding_files, original_path, samples_path
from surae.app.store.preparing import Given, Prepared


def known_files(store: Store) -> dict[str, tuple[str, Given]]:
    """Return the format and what the user said, of each file by its hash."""
    rows = store.rows("SELECT sha256, format, weight_unit, time_zone FROM files")
    return {row["sha256"]: (row["format"], _given(row)) for row in rows}


def publish(store: Store, batch: Sequence[Prepared], *, replace: bool = False) -> tuple[str, ...]:
    """Write files that were prepared, and what could not be used of them.

    Parameters
    ----------
    store
        Where to.
    batch
        Files; one that is there already only gets one more name.
    replace
        Replace what is there of these files.

    Returns
    -------
    tuple of str
        The hashes of the files that are new.

    Raises
    ------
    StoreError
        If it cannot be written; nothing of the batch is.
    """
    new = []
    with store.writing() as catalog, adding_files(store.place) as adding:
        for one in batch:
            if one.is_empty:
                catalog.execute(
                    "DELETE FROM skipped WHERE sha256 = ? AND name = ?", (one.sha256, one.name)
                )
                _skip(catalog, one.sha256, one.name, one.skipped)
                continue
            _keep_files(store, adding, one, replace=replace)
            if _add_file(catalog, one):
                new.append(one.sha256)
                _add_content(catalog, one)
            elif replace:
                _replace(catalog, one)
            _name(catalog, one.sha256, one.name)
    return tuple(new)


def skip(store: Store, files: Iterable[tuple[str, str]]) -> None:
    """Keep account of files that were not opened: their names and the reasons."""
    with store.writing() as catalog:
        for name, reason in files:
            _skip(catalog, "", name, (("", reason),))


def name_files(store: Store, names: Iterable[tuple[str, str]]) -> None:
    """Give files that are there one more name: pairs of hash and name."""
    with store.writing() as catalog:
        for sha256, name in names:
            _name(catalog, sha256, name)


def _keep_files(store: Store, adding: Adding, one: Prepared, *, replace: bool) -> None:
    path = original_path(store.place, one.sha256)
    if isinstance(one.original, bytes):
        adding.add(path, one.original, replace=replace)
    elif not path.exists():
        adding.add_pieces(path, one.original.pieces())
    for session in one.sessions:
        if session.recording:
            path = samples_path(store.place, session.recording.sha256)
            adding.add(path, session.recording.content, replace=replace)


def _add_file(catalog: sqlite3.Connection, one: Prepared) -> bool:
    """Add a file's row, unless it is there; another process may have been faster."""
    values = (
        one.sha256,
        one.size,
        one.format,
        one.given.weight_unit or "",
        one.given.time_zone or "",
        __version__,
    )
    added = catalog.execute("INSERT OR IGNORE INTO files VALUES (?, ?, ?, ?, ?, ?)", values)
    return added.rowcount == 1


def _add_content(catalog: sqlite3.Connection, one: Prepared) -> None:
    for part, session in enumerate(one.sessions, start=1):
        found = session.recording
        recorded = (
            (found.sha256, found.n_samples, found.seconds, " ".join(found.channels))
            if found
            else ("", 0, 0.0, "")
        )
        catalog.execute(
            "INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (one.sha256, part, session.start, session.record, *recorded),
        )
    catalog.executemany(
        "INSERT INTO readings VALUES (?, ?, ?, ?)",
        [(one.sha256, n, r.date_time, r.record) for n, r in enumerate(one.readings, start=1)],
    )
    catalog.execute("DELETE FROM skipped WHERE sha256 = ?", (one.sha256,))
    _skip(catalog, one.sha256, "", one.skipped)


def _replace(catalog: sqlite3.Connection, one: Prepared) -> None:
    for table in ("sessions", "readings"):
        catalog.execute(f"DELETE FROM {table} WHERE sha256 = ?", (one.sha256,))  # noqa: S608
    catalog.execute(
        "UPDATE files SET format = ?, weight_unit = ?, time_zone = ?, reader = ? WHERE sha256 = ?",
        (
            one.format,
            one.given.weight_unit or "",
            one.given.time_zone or "",
            __version__,
            one.sha256,
        ),
    )
    _add_content(catalog, one)


def _name(catalog: sqlite3.Connection, sha256: str, name: str) -> None:
    """Name a file; one without a name is known by its hash."""
    if name:
        catalog.execute("INSERT OR IGNORE INTO names VALUES (?, ?)", (sha256, name))


def _skip(
    catalog: sqlite3.Connection, sha256: str, name: str, places: Iterable[tuple[str, str]]
) -> None:
    catalog.executemany(
        "INSERT OR IGNORE INTO skipped VALUES (?, ?, ?, ?)",
        [(sha256, name, place, reason) for place, reason in places],
    )


def _given(row: sqlite3.Row) -> Given:
    return Given(row["weight_unit"] or None, row["time_zone"] or None)
