"""The keys of a table in a TOML document, each checked as it is read.

Every function raises :class:`surae.errors.IngestError` with the file, the place, the key and what
is allowed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal, get_args, get_type_hints

from surae.errors import IngestError, nearest

_MOST_PEOPLE = 1_000_000


def table_at(table: Mapping[str, Any], key: str, where: str) -> Mapping[str, Any]:
    """Return the table under a key."""
    found = table.get(key)
    if not isinstance(found, Mapping):
        said = "is missing" if found is None else "should be a table"
        raise IngestError(where, f"[{key}] {said}")
    return found


def tables_at(
    table: Mapping[str, Any], key: str, where: str, place: str = ""
) -> list[Mapping[str, Any]]:
    """Return the tables under a key, none where it is missing."""
    rows = table.get(key, [])
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise IngestError(where, f"`{key}` should be a list of tables: [[{key}]]", place)
    return rows


def text_at(
    table: Mapping[str, Any], key: str, where: str, place: str, default: str | None = None
) -> str:
    """Return the text under a key; it may be left out, or empty, where there is a default."""
    value = table.get(key, default)
    if not isinstance(value, str) or (not value and default is None):
        said = "is missing" if value is None else f"{value!r} should be text"
        raise IngestError(where, f"`{key}` {said}", place)
    return value


def number_at(
    table: Mapping[str, Any], key: str, where: str, place: str, *, needed: bool = True
) -> float | None:
    """Return the finite number under a key; None where it is missing and not needed."""
    value = table.get(key)
    if value is None and not needed:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        said = "is missing" if value is None else f"{value!r} should be a number"
        also = ' or "ns"' if key == "change" and value is not None else ""
        raise IngestError(where, f"`{key}` {said}{also}", place)
    if not math.isfinite(value):
        raise IngestError(where, f"`{key}` {value} is not a finite number", place)
    return float(value)


def count_at(table: Mapping[str, Any], where: str, place: str) -> int | None:
    """Return the number of participants under ``n``, or None."""
    n = table.get("n")
    if n is None:
        return None
    if isinstance(n, bool) or not isinstance(n, int) or not 1 <= n <= _MOST_PEOPLE:
        raise IngestError(where, f"`n` {n!r} should be a whole number from 1", place)
    return n


def choice_at(
    record: type[Any],
    key: str,
    table: Mapping[str, Any],
    where: str,
    place: str,
    default: str | None = None,
) -> Any:
    """Return a word of the list that the record's own type states."""
    hint = get_type_hints(record)[key]
    allowed = [word for part in (hint, *get_args(hint)) for word in _words(part)]
    value = table.get(key, default)
    if value in allowed:
        return value
    if value is None:
        raise IngestError(where, f"`{key}` is missing; one of {', '.join(allowed)}", place)
    also = nearest(str(value), allowed) or f"; known: {', '.join(allowed)}"
    raise IngestError(where, f"`{key}` {value!r} is unknown{also}", place)


def _words(hint: Any) -> tuple[str, ...]:
    literal = getattr(hint, "__origin__", None) is Literal
    return tuple(get_args(hint)) if literal else ()
