"""What the user says about what was read: kept apart from it, and undone at will."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Mapping
from typing import get_args

from surae.app.store.catalog import Store
from surae.app.store.copies import (
    ALSO,
    INSTEAD,
    NEVER,
    SHOWN,
    Key,
    choose,
    read_copies,
)
from surae.app.store.log import read_readings, reading_id
from surae.errors import RecordError, StoreError, nearest
from surae.records.activity import Surface
from surae.units import check

AUTOMATIC = "auto"
COUNTS = (INSTEAD, ALSO, NEVER)
SURFACES: tuple[str, ...] = get_args(Surface)

_ALLOWED = {"counts": COUNTS, "surface": SURFACES}
_SOME = 4


def find_item(store: Store, named: str) -> tuple[str, Key]:
    """Return whether an identifier means a session or a reading, and its key.

    Parameters
    ----------
    store
        The store.
    named
        What ``surae log`` or ``surae measure`` prints; the first digits are enough where they mean
        one thing.

    Raises
    ------
    StoreError
        If nothing, or more than one thing, is meant.
    """
    every = _identifiers(store)
    exact = [item for item, name in every.items() if name == named]
    found = exact or [item for item, name in every.items() if named and name.startswith(named)]
    if len(found) == 1:
        return found[0]
    if found:
        some = ", ".join(sorted(every[item] for item in found)[:_SOME])
        raise StoreError(f"{named!r} may mean {some}; give more of it")
    raise StoreError(
        f"nothing is called {named!r}; `surae log` and `surae measure` list what there is"
    )


def correct(store: Store, named: str, changes: Mapping[str, str]) -> str:
    """Correct a session or a reading; the word ``auto`` takes a correction back.

    Parameters
    ----------
    store, named
        The store, and the identifier of the session or reading.
    changes
        ``counts``: ``instead`` of the copy that the rule keeps, ``also`` beside it, or ``never``;
        ``surface``: what was run on; ``grade``: of all of the session [rise over run].

    Returns
    -------
    str
        The identifier in full.

    Raises
    ------
    StoreError
        If nothing is called so, or it cannot be corrected in this way.
    RecordError
        For a value that cannot be believed.
    """
    item, key = find_item(store, named)
    told = {field: _checked(field, value) for field, value in changes.items()}
    _refuse_unfit(store, item, key, told)
    with store.writing() as catalog:
        if told.get("counts") == INSTEAD:
            _unpin_rivals(store, catalog, key)
        for field, value in told.items():
            _write(catalog, item, key, field, value)
    return _identifiers(store)[item, key]


def put_correction(
    catalog: sqlite3.Connection, item: str, key: Key, field: str, value: str
) -> None:
    """Write a correction that was checked before."""
    catalog.execute(
        "INSERT OR REPLACE INTO corrections VALUES (?, ?, ?, ?, ?)",
        (key[0], item, key[1], field, value),
    )


def _write(catalog: sqlite3.Connection, item: str, key: Key, field: str, value: str) -> None:
    if value != AUTOMATIC:
        put_correction(catalog, item, key, field, value)
        return
    catalog.execute(
        "DELETE FROM corrections WHERE sha256 = ? AND item = ? AND part = ? AND field = ?",
        (key[0], item, key[1], field),
    )


def _identifiers(store: Store) -> dict[tuple[str, Key], str]:
    """Return what each session and reading is called."""
    keys = [(row["sha256"], row["part"]) for row in store.rows("SELECT * FROM sessions")]
    sessions = {("session", key): f"{key[0][:SHOWN]}-{key[1]}" for key in keys}
    return sessions | {("reading", key): reading_id(key) for key in read_readings(store)}


def _checked(field: str, value: str) -> str:
    if value == AUTOMATIC:
        return value
    if field == "grade":
        return repr(check("grade", _number(value)))
    allowed = (*_ALLOWED[field], AUTOMATIC)
    if value not in allowed:
        raise RecordError(field, repr(value), ", ".join(allowed), nearest(value, allowed)[2:])
    return value


def _number(text: str) -> float:
    """Return a grade written as 0.05 or 5%."""
    try:
        bare = text.strip().removesuffix("%")
        return float(bare) / (100 if bare != text.strip() else 1)
    except ValueError:
        raise RecordError("grade", repr(text), "numbers such as 0.05 or 5%") from None


def _refuse_unfit(store: Store, item: str, key: Key, told: Mapping[str, str]) -> None:
    if item == "reading" and any(
        pair not in (("counts", NEVER), ("counts", AUTOMATIC)) for pair in told.items()
    ):
        raise StoreError("a reading can only be left out (never) or taken back in (auto)")
    if told.get("grade", AUTOMATIC) == AUTOMATIC:
        return
    session = next(copy.session for copy in read_copies(store) if copy.key == key)
    if math.isnan(session.distance):
        raise StoreError("this session knows no distance, so a grade means nothing for it")


def _unpin_rivals(store: Store, catalog: sqlite3.Connection, key: Key) -> None:
    """Let no two copies of one session both be the chosen one."""
    choice = choose(read_copies(store))
    heads = {
        out.copy.key: out.kept.key for out in choice.left_out if out.kept and not out.only_tells
    }
    head = heads.get(key, key)
    group = {head, *(other for other, first in heads.items() if first == head)}
    catalog.executemany(
        "DELETE FROM corrections WHERE sha256 = ? AND item = 'session' AND part = ?"
        " AND field = 'counts' AND value = 'instead'",
        sorted(group),
    )
