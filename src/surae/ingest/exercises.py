"""Names and codes of strength exercises, and which of them are calf raises.

The reviewed table beside this module, ``exercises.csv``, says which names and FIT codes
(category/subtype) mean which exercise; ``other`` is a reviewed name that sounds like the calf and
is no calf raise. How each calf raise is done stands in the evidence table ``calf_exercises``.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

from surae import evidence
from surae.errors import IngestError, nearest
from surae.records.log import Side

LoadType = Literal["external", "machine", "band"]

OTHER = "other"
"""The code of a reviewed exercise that is not a calf raise."""

_CALF_WORDS = re.compile(
    r"calf|calves|\bheel|soleus|gastroc|\btoe|\btib(ialis)?\b|ankle|achilles|plantar"
    r"|waden|gemelo|pantorrilla|mollet|panturrilha|polpacc"
    r"|^wger exercise \d"
)
_BOTH_LEGS = re.compile(r"\b(double|two|2|both|bilateral)[ -]*leg(ged|s)?\b|\bbilateral\b")
_SAME_WORD = {
    "calves": "calf",
    "legged": "leg",
    "one": "single",
    "1": "single",
    "unilateral": "single leg",
    "banded": "band",
    "tib": "tibialis",
    "three": "3",
}
_SIDE = re.compile(
    r"[\s\-–:,(]*\b(left|right|l(?=\W*$)|r(?=\W*$))\b(?:[\s-]*(?:leg|side))?[\s)]*", re.I
)
_FILLERS = {"a", "the", "on", "with", "using", "in", "at", "resistance"}
_EQUIPMENT = {
    "barbell", "dumbbell", "kettlebell", "machine", "smith", "weighted", "weight", "plate",
    "loaded", "cable", "lever", "bar", "body", "bodyweight",
}  # fmt: skip


class CalfRaiseKind(NamedTuple):
    """How a calf raise is done.

    ``knee_angle`` in degrees, 0 straight; ``legs`` that lift; ``load_type`` says what is lifted:
    ``external`` the body and the logged load (none means body weight), ``machine`` the logged load
    while the body is supported, ``band`` the body and a band's pull.
    """

    knee_angle: float
    legs: int
    load_type: LoadType


def calf_raise_of(exercise: str) -> CalfRaiseKind | None:
    """Return how a calf raise is done, None where the code is not one.

    >>> calf_raise_of("calf_raise_seated")
    CalfRaiseKind(knee_angle=90.0, legs=2, load_type='machine')
    >>> calf_raise_of("other") is None
    True
    """
    return _kinds().get(exercise)


def find_exercise(name: str, own: Mapping[str, str] | None = None) -> str:
    """Return surae's code of an exercise name, empty where no table knows it.

    Case, punctuation, plural, word order and the kind of weight do not matter. ``own`` holds the
    user's names and goes before the table.

    >>> find_exercise("Calf Raises, Standing (Dumbbell)")
    'calf_raise_standing'
    >>> find_exercise("Toes to Bar"), find_exercise("Bench Press")
    ('other', '')
    """
    mine = {_words(key): code for key, code in (own or {}).items()}
    words = _words(name)
    plain = words - _EQUIPMENT
    for table in (mine, _names()):
        if found := table.get(words) or table.get(plain):
            return found
    return ""


def find_fit_exercise(
    category: int | None, subtype: int | None, name: str, own: Mapping[str, str] | None = None
) -> str:
    """Return surae's code of a FIT exercise, empty where no table knows it.

    The category alone is never trusted: category 1, calf raise, also holds a toe raise, a push-up
    and a hip raise.

    >>> find_fit_exercise(1, 6, "seated calf raise"), find_fit_exercise(1, 11, "decline push up")
    ('calf_raise_seated', 'other')
    >>> find_fit_exercise(1, None, "calf raise")
    ''
    """
    mine = {_words(key): code for key, code in (own or {}).items()}
    return mine.get(_words(name)) or _fit_codes().get(f"{category}/{subtype}", "")


def find_own_exercise(name: str, own: Mapping[str, str]) -> str:
    """Return the code that the user gave an exercise name, empty where none.

    >>> find_own_exercise("My raise (Barbell)", {"my raise": "calf_raise_standing"})
    'calf_raise_standing'
    """
    mine = {_words(key): code for key, code in own.items()}
    words = _words(name)
    return mine.get(words) or mine.get(words - _EQUIPMENT) or ""


def split_side(name: str) -> tuple[Side | None, str]:
    """Return the side that a name of an exercise says, and the name without it, as one-legged.

    >>> split_side("Calf Raise (Left)"), split_side("Seated Calf Raise - R")
    (('L', 'single leg Calf Raise'), ('R', 'single leg Seated Calf Raise'))
    >>> split_side("Standing Calf Raise")
    (None, 'Standing Calf Raise')
    """
    found = _SIDE.search(name)
    if not found:
        return None, name
    rest = f"{name[: found.start()]} {name[found.end() :]}".strip()
    side: Side = "L" if found[1].lower().startswith("l") else "R"
    return side, f"single leg {rest}"


def concerns_calf(name: str) -> bool:
    """Tell whether a name sounds like the calf, its tendon or the ankle, or is only a number.

    >>> concerns_calf("Wadenheben"), concerns_calf("Ab Wheel")
    (True, False)
    """
    return _CALF_WORDS.search(name.lower().replace("_", " ")) is not None


def check_exercises(own: Mapping[str, str], name: str = "exercises") -> None:
    """Check the codes of the user's own exercise names.

    Raises
    ------
    IngestError
        For a code that surae does not have; the nearest is named.
    """
    known = [*_kinds(), OTHER]
    for key, code in own.items():
        if code not in known:
            hint = nearest(code, known) or f"; known: {', '.join(known)}"
            raise IngestError(name, f"{code!r} is not an exercise of surae{hint}", key)


def _words(name: str) -> frozenset[str]:
    """Return the words of a name in one spelling.

    >>> sorted(_words("One-Legged Calf Raises"))
    ['calf', 'leg', 'raise', 'single']
    """
    text = _BOTH_LEGS.sub(" ", name.lower().replace("_", " "))
    words = (_SAME_WORD.get(word, word) for word in re.findall(r"[^\W_]+", text))
    single = (
        re.sub(r"(?<=[a-z][a-z][^s])s$", "", word) for phrase in words for word in phrase.split()
    )
    return frozenset(single) - _FILLERS


@cache
def _rows() -> list[dict[str, str]]:
    text = (files("surae.ingest") / "exercises.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def _kinds() -> dict[str, CalfRaiseKind]:
    return {
        row["exercise"]: CalfRaiseKind(row["knee_angle"], int(row["legs"]), row["load_type"])
        for row in evidence.table("calf_exercises")
    }


@cache
def _names() -> dict[frozenset[str], str]:
    return {_words(row["name"]): row["exercise"] for row in _rows()}


@cache
def _fit_codes() -> dict[str, str]:
    return {row["fit_code"]: row["exercise"] for row in _rows() if row["fit_code"]}
