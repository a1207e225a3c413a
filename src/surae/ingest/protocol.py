"""Protocol documents: what someone is to do, written in TOML.

A document is checked key by key against the activity records, which are the vocabulary; an unknown
key is an error that names the nearest known one.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, cast, get_type_hints

from surae.errors import IngestError, RecordError, nearest
from surae.records import (
    Activity,
    CalfRaise,
    Everyday,
    Hills,
    Hops,
    Protocol,
    Recurring,
    Run,
    Sprint,
    Stairs,
    Stretch,
    Unload,
    Walk,
)
from surae.units import METERS_PER_KM, NOMENCLATURE, SECONDS_PER_MINUTE, check

SCHEMA = 1
"""The version of the vocabulary."""

KINDS: dict[str, type[Activity]] = {
    "run": Run,
    "hills": Hills,
    "stairs": Stairs,
    "walk": Walk,
    "sprint": Sprint,
    "calf_raise": CalfRaise,
    "hops": Hops,
    "stretch": Stretch,
    "unload": Unload,
}
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_WHEN = ("per_week", "days", "from_week", "to_week", "progress_per_week")
_TOP = ("schema", "name", "session", "everyday")
_EVERYDAY = ("steps_per_day", "energy_balance", "protein")
_AMOUNTS: dict[str, tuple[tuple[str, ...], ...]] = {
    "run": (("minutes", "km"),),
    "stairs": (("minutes", "floors"),),
    "sprint": (("seconds", "metres"), ("speed", "effort")),
}
_LOADS = ("load_1rm", "load_rm", "load_kg", "body_weight", "band_n")
_CHECKED_AS = {"ankle_from": "ankle_angle", "ankle_to": "ankle_angle"}
_RANGES: dict[str, tuple[float, float]] = {
    "per_week": (0.01, 70),
    "from_week": (0, 520),
    "to_week": (0, 520),
    "progress_per_week": (-0.5, 1),
}


def read_protocol(path: Path) -> Protocol:
    """Return the protocol that a TOML document describes.

    Parameters
    ----------
    path
        A document with ``schema = 1``, ``[[session]]`` tables, and if wanted ``name`` and
        ``[everyday]`` with ``steps_per_day``, ``energy_balance``, ``protein``.

    Raises
    ------
    IngestError
        If it cannot be read, or a key is unknown, missing, of the wrong type or out of range.
    """
    where = path.name
    table = read_document(path)
    refuse_unknown(table, _TOP, where, "top level")
    return Protocol(
        sessions=parse_sessions(table.get("session", []), where),
        everyday=parse_everyday(table, where),
        name=str(table.get("name", "")),
    )


def read_document(path: Path | Traversable) -> dict[str, Any]:
    """Return the tables of a TOML document of this version of the vocabulary.

    Raises
    ------
    IngestError
        If it cannot be opened or is not such a document.
    """
    where = path.name
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise IngestError(str(path), f"cannot be opened: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise IngestError(where, "is not text in UTF-8, as a TOML document is") from None
    except tomllib.TOMLDecodeError as error:
        raise IngestError(where, f"is not valid TOML: {error}") from None
    check_schema(table, where)
    return table


def parse_everyday(
    table: Mapping[str, Any], where: str, place: str = "", keys: Sequence[str] = _EVERYDAY
) -> Everyday:
    """Return the ordinary day that a table states under ``everyday``.

    Raises
    ------
    IngestError
        If it holds another key, or a number outside its range.
    """
    everyday = table.get("everyday", {})
    if not isinstance(everyday, Mapping):
        raise IngestError(where, "`everyday` should be a table: [everyday]", place)
    place = f"{place}, everyday" if place else "everyday"
    refuse_unknown(everyday, keys, where, place)
    for key, value in everyday.items():
        check_range(key, value, where, place)
    return Everyday(**{key: float(value) for key, value in everyday.items()})


def check_schema(table: Mapping[str, Any], where: str) -> None:
    """Refuse a document of another version.

    Raises
    ------
    IngestError
        If ``schema`` is missing or not :data:`SCHEMA`.
    """
    found = table.get("schema")
    if found is None:
        raise IngestError(where, f"has no version; put `schema = {SCHEMA}` at the top")
    if found != SCHEMA or isinstance(found, bool):
        raise IngestError(where, f"`schema` {found!r} is not known, this version reads {SCHEMA}")


def parse_sessions(
    tables: Sequence[Mapping[str, Any]], where: str, place: str = "session"
) -> tuple[Recurring, ...]:
    """Return the recurring activities of a document's session tables.

    Parameters
    ----------
    tables
        The tables in their order.
    where
        The document's name, for messages.
    place
        What such a table is called in messages; its number from 1 follows.

    Raises
    ------
    IngestError
        For the first key that is unknown, missing, of the wrong type or out of range.
    """
    if not isinstance(tables, list | tuple) or not all(isinstance(row, Mapping) for row in tables):
        raise IngestError(where, f"`{place}` should be a list of tables: [[{place}]]")
    return tuple(_recurring(row, where, f"{place} {n}") for n, row in enumerate(tables, start=1))


def _recurring(table: Mapping[str, Any], where: str, place: str) -> Recurring:
    kind = table.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        problem = "`kind` is missing" if kind is None else f"`kind` {kind!r} is unknown"
        hint = nearest(str(kind), KINDS) or f"; known: {', '.join(KINDS)}"
        raise IngestError(where, problem + hint, place)
    place = f"{place}, {kind}"
    paced = ("pace",) if kind == "run" else ()
    keys = (*(field.name for field in fields(KINDS[kind])), *paced)
    refuse_unknown(table, ("kind", *_WHEN, *keys), where, place)
    own = {key: value for key, value in table.items() if key in keys}
    when = {key: value for key, value in table.items() if key in _WHEN}
    _check_choices(kind, own, where, place)
    if "pace" in own:
        own["speed"] = _speed_of_pace(own.pop("pace"), where, place)
    _check_ranges(own, where, place)
    activity = _built(KINDS[kind], own, where, place)
    timing = _timing(kind, when, where, place)
    return cast(Recurring, _built(Recurring, {"activity": activity, **timing}, where, place))


def _built(kind: type[Any], values: Mapping[str, Any], where: str, place: str) -> Any:
    """Make a record, whose own types say what a key may hold."""
    from pydantic import TypeAdapter, ValidationError

    hints = get_type_hints(kind)
    checked = {}
    for field in fields(kind):
        if field.name not in values:
            if field.default is MISSING:
                raise IngestError(where, f"`{field.name}` is missing", place)
            continue
        value = values[field.name]
        try:
            checked[field.name] = TypeAdapter(hints[field.name]).validate_python(value, strict=True)
        except ValidationError as error:
            said = error.errors(include_url=False)[0]["msg"].removeprefix("Input ")
            raise IngestError(where, f"`{field.name}` {value!r} {said}", place) from None
    return kind(**checked)


def _check_choices(kind: str, own: Mapping[str, Any], where: str, place: str) -> None:
    """Refuse an amount that is missing or said twice."""
    for choice in _AMOUNTS.get(kind, ()):
        if sum(key in own for key in choice) != 1:
            raise IngestError(where, f"needs one of `{'` or `'.join(choice)}`", place)
    for choice in (_LOADS, ("speed", "pace")):
        given = [key for key in choice if own.get(key, False) is not False]
        if len(given) > 1:
            raise IngestError(where, f"`{'` and `'.join(given)}` say the same twice", place)


def _timing(kind: str, when: dict[str, Any], where: str, place: str) -> dict[str, Any]:
    """Check when an activity recurs."""
    _check_ranges(when, where, place)
    if kind == "unload":
        if "per_week" in when or "days" in when:
            raise IngestError(where, "lasts all day; give `from_week` and `to_week`", place)
    elif ("per_week" in when) == ("days" in when):
        raise IngestError(where, "needs one of `per_week` or `days`", place)
    if when.get("to_week") is not None and when["to_week"] <= when.get("from_week", 0.0):
        raise IngestError(where, f"`to_week` {when['to_week']} is not after `from_week`", place)
    if "days" in when:
        when["days"] = _days(when["days"], where, place)
    return when


def _days(value: object, where: str, place: str) -> tuple[str, ...]:
    known = isinstance(value, list) and value and all(day in DAYS for day in value)
    if not isinstance(value, list) or not known or len(set(value)) < len(value):
        raise IngestError(where, f"`days` {value!r} should be some of {', '.join(DAYS)}", place)
    return tuple(value)


def _speed_of_pace(value: object, where: str, place: str) -> float:
    """Return the speed [m/s] of a pace in minutes and seconds per kilometer."""
    found = re.fullmatch(r"(\d{1,2}):([0-5]\d)", value) if isinstance(value, str) else None
    seconds = int(found[1]) * SECONDS_PER_MINUTE + int(found[2]) if found else 0.0
    if not seconds:
        raise IngestError(where, f"`pace` {value!r} should be minutes per km, as '5:30'", place)
    return METERS_PER_KM / seconds


def _check_ranges(values: Mapping[str, Any], where: str, place: str) -> None:
    for key, value in values.items():
        if key in _RANGES or key in _CHECKED_AS or key in NOMENCLATURE:
            check_range(key, value, where, place)


def check_range(key: str, value: object, where: str, place: str) -> None:
    """Refuse what is not a number, or lies outside the range of its quantity or of its key.

    Raises
    ------
    IngestError
        Naming the key, the value and what is allowed.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise IngestError(where, f"`{key}` {value!r} should be a number", place)
    low, high = _RANGES.get(key, (-math.inf, math.inf))
    if not low <= value <= high:
        raise IngestError(where, f"`{key}` {value:g} is outside {low:g}–{high:g}", place)
    name = _CHECKED_AS.get(key, key)
    if name not in NOMENCLATURE:
        return
    try:
        check(name, value)
    except RecordError as error:
        raise IngestError(where, str(error).replace(f"`{name}`", f"`{key}`"), place) from None


def refuse_unknown(table: Mapping[str, Any], known: Sequence[str], where: str, place: str) -> None:
    """Refuse a table that holds a key which is not known.

    Raises
    ------
    IngestError
        Naming the key and the nearest known one.
    """
    for key in table:
        if key not in known:
            hint = nearest(key, known) or f"; known: {', '.join(known)}"
            raise IngestError(where, f"`{key}` is unknown{hint}", place)


_SMALLEST: dict[str, dict[str, Any]] = {
    "run": {"minutes": 1.0},
    "hills": {"repeats": 1, "seconds": 60.0, "grade": 0.1, "speed": 3.0},
    "stairs": {"minutes": 1.0},
    "walk": {"minutes": 1.0},
    "sprint": {"repeats": 1, "seconds": 5.0, "effort": 1.0},
    "calf_raise": {"sets": 1, "reps": 1.0},
    "hops": {"contacts": 1},
    "stretch": {"minutes": 1.0},
}
"""The least of each kind, for a movement whose amount does not matter."""


def parse_movement(text: str) -> Activity:
    """Return an activity from words such as ``run speed=3.5 grade=0.1``.

    The first word is the kind; the others are keys of a protocol document. An amount need not be
    given.

    Raises
    ------
    IngestError
        If a word is unknown or not ``key=value``.
    RecordError
        For a value outside its range.

    >>> parse_movement("run speed=3.5 grade=0.1").grade
    0.1
    """
    kind, _, rest = text.strip().partition(" ")
    if kind not in _SMALLEST:
        hint = nearest(kind, _SMALLEST) or f"; known: {', '.join(_SMALLEST)}"
        raise IngestError("movement", f"{kind!r} is not a movement{hint}")
    given = dict(_word(word) for word in rest.split())
    keys = [field.name for field in fields(KINDS[kind])]
    refuse_unknown(given, keys, "movement", kind)
    values = {**_SMALLEST[kind], **given}
    values = _one_amount(kind, values, given)
    _check_choices(kind, values, "movement", kind)
    return cast(Activity, _built(KINDS[kind], values, "movement", kind))


def _one_amount(kind: str, values: dict[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out the default amount where the user gave another one."""
    for choice in _AMOUNTS.get(kind, ()):
        if set(choice) & set(given):
            values = {k: v for k, v in values.items() if k in given or k not in choice}
    return values


def _word(word: str) -> tuple[str, Any]:
    key, equals, value = word.partition("=")
    if not equals or not value:
        raise IngestError("movement", f"{word!r} should be key=value, as speed=3.5")
    if value in ("true", "false"):
        return key, value == "true"
    try:
        return key, int(value) if re.fullmatch(r"[+-]?\d+", value) else float(value)
    except ValueError:
        return key, value
