"""A person from what was given, and what had to be assumed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from surae.records import Everyday, Person

AVERAGE: Mapping[str, Any] = {
    "height": 1.72,
    "mass": 70.0,
    "age": 35.0,
    "sex": "male",
    "steps_per_day": 7000.0,
}
_SHOWN = {"height": "1.72 m", "mass": "70 kg", "age": "35 years", "sex": "male"}


def person_from(given: Mapping[str, Any]) -> Person:
    """Return a person; what was not given is taken from an average adult.

    Raises
    ------
    RecordError
        For a value that cannot be believed.
    """
    return Person(**{**AVERAGE, **{k: v for k, v in given.items() if v is not None}})


def everyday_from(deficit: float | None, protein: float | None) -> Everyday:
    """Return the food that was stated: energy eaten less than spent [kcal/day] and protein.

    Raises
    ------
    RecordError
        For a value that cannot be believed.
    """
    return Everyday(energy_balance=None if deficit is None else -deficit, protein=protein)


def assumed(given: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what was assumed, as clauses such as ``"height 1.72 m"``.

    >>> assumed({"height": 1.8, "mass": 80, "age": None, "sex": "male"})
    ('age 35 years',)
    """
    return tuple(f"{name} {text}" for name, text in _SHOWN.items() if given.get(name) is None)
