"""The profile: which fields surae reads, what it calls them, how they become its units.

The tables ``profile.csv`` and ``names.csv`` are written by ``tools/build_fit_profile.py``. A column
may have several source fields; the first that holds a value counts. Fields without an entry stay
readable by number.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Source(NamedTuple):
    """One field of a message as the source of a column.

    ``value = raw / divisor - offset`` in ``unit``. ``kind`` is ``number``, ``time``, ``code`` or
    ``text``; ``type`` names the table of a code's names. A source with ``bits`` is a part of the
    field, from ``first_bit`` on; if it ``accumulates`` it is a counter that wraps around.
    """

    field_number: int
    kind: str
    type: str
    array: bool
    first_bit: int
    bits: int
    accumulates: bool
    divisor: float
    offset: float
    unit: str
    meaning: str


class Entry(NamedTuple):
    """A message of the profile: its number, name and columns."""

    number: int
    name: str
    columns: dict[str, tuple[Source, ...]]


@cache
def entries() -> dict[int, Entry]:
    """Return the profile's messages by number."""
    found: dict[int, Entry] = {}
    for row in _table("profile.csv"):
        number = int(row["message_number"])
        entry = found.setdefault(number, Entry(number, row["message"], {}))
        earlier = entry.columns.get(row["column"], ())
        entry.columns[row["column"]] = (*earlier, _source(row))
    return found


@cache
def message_numbers() -> dict[str, int]:
    """Return the numbers of the profile's messages by name."""
    return {entry.name: number for number, entry in entries().items()}


def name_of(kind: str, code: int) -> str:
    """Return the name of a code, or an empty string where the table has none.

    >>> name_of("sport", 1)
    'running'
    >>> name_of("sport", 250)
    ''
    """
    return _names().get((kind, code), "")


def exercise_name(category: int, subtype: int) -> str:
    """Return the FIT name of an exercise within its category, empty where there is none.

    >>> exercise_name(1, 18)
    'standing_calf_raise'
    """
    return name_of(f"{name_of('exercise_category', category)}_exercise_name", subtype)


@cache
def _names() -> dict[tuple[str, int], str]:
    return {(row["type"], int(row["code"])): row["name"] for row in _table("names.csv")}


def _table(name: str) -> list[dict[str, str]]:
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()[1:]))


def _source(row: dict[str, str]) -> Source:
    return Source(
        field_number=int(row["field_number"]),
        kind=row["kind"],
        type=row["type"],
        array=row["array"] == "1",
        first_bit=int(row["first_bit"] or 0),
        bits=int(row["bits"] or 0),
        accumulates=row["accumulates"] == "1",
        divisor=float(row["divisor"]),
        offset=float(row["offset"]),
        unit=row["unit"],
        meaning=row["meaning"],
    )
