"""The words of devices and apps for a sport become a kind and a surface."""

from __future__ import annotations

import re

from surae.records.activity import Surface
from surae.records.log import Kind

_STEMS: tuple[tuple[str, Kind], ...] = (
    ("run", "run"),
    ("jog", "run"),
    ("walk", "walk"),
    ("hik", "walk"),
    ("cycl", "ride"),
    ("bik", "ride"),
    ("rid", "ride"),
    ("strength", "strength"),
    ("weight", "strength"),
)
_NOT_ON_ONES_OWN_FEET = {"wheelchair", "transition", "horseback", "motorcycling"}
_SURFACES: dict[str, Surface] = {
    "treadmill": "treadmill",
    "indoor": "treadmill",
    "virtual": "treadmill",
    "trail": "trail",
    "track": "track",
    "street": "road",
    "road": "road",
}


def kind_and_surface(sport: str, sub_sport: str = "") -> tuple[Kind, Surface | None]:
    """Return surae's kind of a sport, and the surface where the words tell.

    >>> kind_and_surface("running", "treadmill")
    ('run', 'treadmill')
    >>> kind_and_surface("TrailRun")
    ('run', 'trail')
    >>> kind_and_surface("fitness_equipment", "indoor_walking")
    ('walk', 'treadmill')
    >>> kind_and_surface("swimming", "lap_swimming")
    ('other', None)
    """
    words, detail = _words(sport), _words(sub_sport)
    kind = _kind(words)
    if kind == "other":
        kind = _kind(detail)
    if kind not in ("run", "walk"):
        return kind, None
    told = (_SURFACES[word] for word in (*detail, *words) if word in _SURFACES)
    return kind, None if "me" in detail else next(told, None)


def _words(text: str) -> list[str]:
    """Split ``snake_case``, ``CamelCase`` and spaced words.

    >>> _words("VirtualRun"), _words("trail_running")
    (['virtual', 'run'], ['trail', 'running'])
    """
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    return re.findall(r"[a-z]+", spaced.lower())


def _kind(words: list[str]) -> Kind:
    if _NOT_ON_ONES_OWN_FEET.intersection(words):
        return "other"
    found = (kind for word in words for stem, kind in _STEMS if word.startswith(stem))
    return next(found, "other")
