"""What there is to train with, in one word each."""

from __future__ import annotations

from collections.abc import Iterable

from surae.errors import PlanError, nearest
from surae.records import Activity, CalfRaise, Hills, Run, Stairs

EQUIPMENT = (
    "none",
    "step",
    "dumbbells",
    "band",
    "seated machine",
    "standing machine",
    "leg press",
    "stairs",
    "hills",
    "treadmill",
    "sand",
)
"""The words; a hyphen or an underscore stands for a space."""

DISLIKABLE = ("run", "hills", "stairs", "sprint", "calf_raise", "hops")
"""Kinds of session that a plan may be told to leave out."""


def parse_equipment(words: Iterable[str]) -> frozenset[str]:
    """Return what there is.

    Raises
    ------
    PlanError
        For a word that is unknown; the nearest is named.

    >>> sorted(parse_equipment(["step", "Seated-Machine"]))
    ['seated machine', 'step']
    >>> parse_equipment(["none"])
    frozenset()
    """
    found = {word.strip().lower().replace("-", " ").replace("_", " ") for word in words}
    for word in sorted(found - {""}):
        if word not in EQUIPMENT:
            hint = nearest(word, EQUIPMENT) or f"; known: {', '.join(EQUIPMENT)}"
            raise PlanError(f"equipment {word!r} is unknown{hint}")
    return frozenset(found - {"none", ""})


def parse_kinds(words: Iterable[str]) -> frozenset[str]:
    """Return the kinds that are to be left out.

    Raises
    ------
    PlanError
        For a word that is unknown; the nearest is named.
    """
    found = {word.strip().lower().replace("-", "_") for word in words} - {""}
    for word in sorted(found):
        if word not in DISLIKABLE:
            hint = nearest(word, DISLIKABLE) or f"; known: {', '.join(DISLIKABLE)}"
            raise PlanError(f"kind {word!r} cannot be left out{hint}")
    return frozenset(found)


def needed(activity: Activity) -> frozenset[str]:
    """Return what an activity shows that it needs, whoever does it.

    What a raise is done on is not seen in its keys, but for a step and a band.

    >>> sorted(needed(Run(minutes=20, surface="sand")))
    ['sand']
    """
    match activity:
        case Run(surface="sand" | "treadmill" as surface):
            return frozenset({surface})
        case Run(grade=grade) if abs(grade) > 0:
            return frozenset({"hills"})
        case Hills():
            return frozenset({"hills"})
        case Stairs():
            return frozenset({"stairs"})
        case CalfRaise(band_n=pull) if pull:
            return frozenset({"band"})
        case _:
            return frozenset()
