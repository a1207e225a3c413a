"""The person that the store belongs to, and the user's names for exercises."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from surae.app.person import AVERAGE
from surae.app.store.catalog import Store, open_store, store_exists
from surae.app.store.copies import read_copies, read_exercises
from surae.errors import StoreError
from surae.ingest.exercises import check_exercises, concerns_calf
from surae.records import Person

FACTS = ("height", "mass", "age", "sex", "steps_per_day")
"""What the store knows of the person, in the order in which it is asked."""


def read_person(store: Store) -> dict[str, Any]:
    """Return what is known of the person, by the names of :class:`surae.records.Person`."""
    rows = store.rows("SELECT key, value FROM settings")
    found = {row["key"]: row["value"] for row in rows}
    return {
        name: found[name] if name == "sex" else float(found[name])
        for name in FACTS
        if name in found
    }


def with_known(told: Mapping[str, Any], place: Path | None) -> dict[str, Any]:
    """Return facts as they were told, and for what was not told what the store at a place knows."""
    known: dict[str, Any] = {}
    if place is not None:
        with open_store(place) as store:
            known = read_person(store)
    return {name: known.get(name) if value is None else value for name, value in told.items()}


def write_person(store: Store, facts: Mapping[str, Any]) -> Person:
    """Keep what is known of the person; facts that are not given stay as they are.

    Raises
    ------
    RecordError
        For a value that cannot be believed; nothing is written.
    StoreError
        If a fact is missing.
    """
    given = {name: value for name, value in facts.items() if value is not None}
    person = _whole({**read_person(store), **given})
    with store.writing() as catalog:
        catalog.executemany(
            "INSERT OR REPLACE INTO settings VALUES (?, ?)",
            [(name, _text(getattr(person, name))) for name in FACTS],
        )
    return person


def meet(
    place: Path, given: Mapping[str, Any], ask: Callable[[str, Any], Any] | None = None
) -> Person:
    """Make a store where there is none, and keep who it belongs to.

    Parameters
    ----------
    place
        Its folder.
    given
        Facts that the user gave, None where nothing.
    ask
        Called with a fact's name and a default for what is neither given nor known; None where
        nobody can be asked.

    Raises
    ------
    RecordError, StoreError
        As for :func:`write_person`; no store is made.
    """
    known: dict[str, Any] = {}
    if store_exists(place):
        with open_store(place) as store:
            known = read_person(store)
    told = {name: value for name, value in given.items() if value is not None}
    if ask is not None and not (told and known):
        defaults = {"steps_per_day": AVERAGE["steps_per_day"], **known}
        for name in FACTS:
            if name not in told:
                told[name] = ask(name, defaults.get(name))
    _whole({**known, **told})
    with open_store(place, create=True) as store:
        return write_person(store, told)


def unknown_names(store: Store) -> dict[str, int]:
    """Return the exercise names that sound like the calf and are not known, and how many sets."""
    counts: dict[str, int] = {}
    with store.reading():
        copies = read_copies(store)
    for copy in copies:
        for item in copy.session.sets:
            if not item.exercise and concerns_calf(item.name):
                counts[item.name] = counts.get(item.name, 0) + 1
    return dict(sorted(counts.items()))


def map_exercise(store: Store, name: str, exercise: str) -> int:
    """Say which exercise of surae a name means; an empty code takes that back.

    Sets that are stored follow at once, as their codes are worked out when they are read.

    Returns
    -------
    int
        How many stored sets now have the code.

    Raises
    ------
    IngestError
        For a code that surae does not have.
    StoreError
        If there is nothing to take back.
    """
    if exercise:
        check_exercises({name: exercise})
    elif name not in read_exercises(store):
        raise StoreError(f"{name!r} was not mapped; `surae exercises --mapped` lists what was")
    with store.writing() as catalog:
        catalog.execute("DELETE FROM exercises WHERE name = ?", (name,))
        if exercise:
            catalog.execute("INSERT INTO exercises VALUES (?, ?)", (name, exercise))
    copies = read_copies(store)
    return sum(item.exercise == exercise for copy in copies for item in copy.session.sets)


def _whole(facts: Mapping[str, Any]) -> Person:
    for name in FACTS[:-1]:
        if name not in facts:
            raise StoreError(f"--{name} is needed; give it, or run `surae init` in a terminal")
    return Person(**facts)


def _text(value: object) -> str:
    return value if isinstance(value, str) else repr(value)
