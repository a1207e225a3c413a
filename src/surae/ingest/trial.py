"""Trial documents: a published trial, or scenarios of one's own, written in TOML.

The sessions are in the vocabulary of :mod:`surae.ingest.protocol`. A document is checked key by
key against the records, which are the vocabulary; the first thing that is wrong is one line with
the file, the place and what is allowed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from functools import cache
from importlib.resources.abc import Traversable
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

from surae import evidence
from surae.errors import IngestError, nearest
from surae.ingest.fields import choice_at, count_at, number_at, table_at, tables_at, text_at
from surae.ingest.protocol import (
    KINDS,
    check_range,
    parse_everyday,
    parse_sessions,
    read_document,
    refuse_unknown,
)
from surae.records import Arm, Cohort, Outcome, Recurring, Trial, Unload

_TRIAL = ("key", "source", "role")
_COHORT = ("n", "sex", "age", "height", "mass", "training", "habit", "assumed")
_ARM = ("name", "weeks", "n", "sex", "age", "everyday", "condition", "assumed", "session")
_OUTCOME = (
    "structure", "quantity", "instrument", "week", "change", "change_abs", "unit", "baseline",
    "se", "since_week", "assumed",
)  # fmt: skip

UNITS: dict[str, dict[str, float]] = {
    "girth": {"cm": 1.0, "mm": 0.1, "m": 100.0},
    "thickness": {"mm": 1.0, "cm": 10.0},
    "csa": {"cm2": 1.0, "mm2": 0.01},
    "volume": {"cm3": 1.0, "ml": 1.0, "mm3": 0.001, "l": 1000.0},
}
"""Factors to the unit in which surae holds each quantity."""

_LOWEST, _HIGHEST = -1.0, 5.0
_LONGEST = 520.0


@dataclass(frozen=True, slots=True)
class Scenarios:
    """What one person might do, side by side; ``people`` says for whom, where the document does."""

    people: Cohort | None
    scenarios: tuple[Arm, ...]
    steps_per_day: float | None


def read_trial(path: Path | Traversable) -> Trial:
    """Return the trial that a document describes.

    Parameters
    ----------
    path
        A TOML document with ``schema = 1``, ``[trial]``, ``[cohort]`` and ``[[arm]]`` tables that
        hold ``[[arm.session]]`` and ``[[arm.outcome]]``.

    Raises
    ------
    IngestError
        If it cannot be read, or a key is unknown, missing, of the wrong type or out of range; if
        an outcome lies after the end of its arm; if two unloads fall on the same day.
    """
    where = path.name
    table = read_document(path)
    if "scenario" in table and "arm" not in table:
        raise IngestError(where, "holds scenarios and no arms; try `surae compare`")
    refuse_unknown(table, ("schema", "trial", "cohort", "everyday", "arm"), where, "top level")
    head = table_at(table, "trial", where)
    refuse_unknown(head, _TRIAL, where, "trial")
    arms = tables_at(table, "arm", where)
    if not arms:
        raise IngestError(where, "holds no [[arm]]")
    trial = Trial(
        key=text_at(head, "key", where, "trial"),
        source=text_at(head, "source", where, "trial", default=""),
        role=choice_at(Trial, "role", head, where, "trial", default="validation"),
        cohort=_cohort(table_at(table, "cohort", where), where),
        arms=tuple(_arm(row, where, _named("arm", n, row)) for n, row in enumerate(arms, 1)),
        steps_per_day=_steps(table, where),
    )
    _refuse_twins([arm.name for arm in trial.arms], where, "arm")
    return trial


def shipped_trials(release: str | None = None) -> tuple[Trial, ...]:
    """Return the trials of an evidence release, sorted by key.

    Raises
    ------
    EvidenceError
        If there is no such release.
    """
    return _shipped(evidence.RELEASE if release is None else release)


@cache
def _shipped(release: str) -> tuple[Trial, ...]:
    return tuple(read_trial(path) for path in evidence.trial_documents(release))


def read_scenarios(path: Path | Traversable) -> Scenarios:
    """Return the scenarios of a document with ``[[scenario]]`` in place of ``[[arm]]``.

    ``[cohort]`` may say whose they are; ``[trial]`` is not needed, and an outcome is refused.

    Raises
    ------
    IngestError
        As for a trial.
    """
    where = path.name
    table = read_document(path)
    if "arm" in table and "scenario" not in table:
        raise IngestError(where, "holds arms and no scenarios; try `surae validate`")
    known = ("schema", "name", "trial", "cohort", "everyday", "scenario")
    refuse_unknown(table, known, where, "top level")
    rows = tables_at(table, "scenario", where)
    if not rows:
        raise IngestError(where, "holds no [[scenario]]")
    scenarios = tuple(
        _arm(row, where, _named("scenario", n, row), kind="scenario")
        for n, row in enumerate(rows, 1)
    )
    _refuse_twins([arm.name for arm in scenarios], where, "scenario")
    people = _cohort(table_at(table, "cohort", where), where) if "cohort" in table else None
    return Scenarios(people, scenarios, _steps(table, where))


def _steps(table: Mapping[str, Any], where: str) -> float | None:
    """Return the everyday steps of all arms; what is eaten is stated arm by arm."""
    return parse_everyday(table, where, keys=("steps_per_day",)).steps_per_day


def _cohort(table: Mapping[str, Any], where: str) -> Cohort:
    place = "cohort"
    refuse_unknown(table, _COHORT, where, place)
    for key in ("age", "height", "mass"):
        if key in table:
            check_range(key, table[key], where, place)
    return Cohort(
        n=count_at(table, where, place),
        sex=choice_at(Cohort, "sex", table, where, place, default="mixed"),
        training=choice_at(Cohort, "training", table, where, place, default="untrained"),
        habit=_sessions(table, "habit", where, "habit")[0],
        assumed=_assumed(table, _COHORT, where, place),
        **{key: float(table[key]) for key in ("age", "height", "mass") if key in table},
    )


def _arm(table: Mapping[str, Any], where: str, place: str, kind: str = "arm") -> Arm:
    """Read an arm, or a scenario, which has neither participants nor outcomes."""
    extra = ("outcome",) if kind == "arm" else ()
    known = tuple(key for key in _ARM if kind == "arm" or key not in ("n", "sex", "age"))
    refuse_unknown(table, (*known, *extra), where, place)
    weeks = number_at(table, "weeks", where, place, needed=kind == "arm")
    if weeks is not None and not 0 < weeks <= _LONGEST:
        raise IngestError(where, f"`weeks` {weeks:g} is outside 0–{_LONGEST:g}", place)
    if "age" in table:
        check_range("age", table["age"], where, place)
    sessions, guessed = _sessions(table, "session", where, f"{place}, session")
    _refuse_two_unloads(sessions, weeks, where, place)
    choose = {
        key: choice_at(Arm, key, table, where, place)
        for key in ("sex", "condition")
        if key in table
    }
    arm = Arm(
        name=text_at(table, "name", where, place),
        weeks=weeks or 0.0,
        sessions=sessions,
        n=count_at(table, where, place),
        age=float(table["age"]) if "age" in table else None,
        **asdict(parse_everyday(table, where, place)),
        assumed=_assumed(table, _ARM, where, place) + guessed,
        **cast(Any, choose),
    )
    rows = tables_at(table, "outcome", where, place)
    read = (_outcome(row, arm, where, f"{place}, outcome {n}") for n, row in enumerate(rows, 1))
    return replace(arm, outcomes=tuple(read))


def _outcome(table: Mapping[str, Any], arm: Arm, where: str, place: str) -> Outcome:
    refuse_unknown(table, _OUTCOME, where, place)
    choices: dict[str, Any] = {
        key: choice_at(Outcome, key, table, where, place)
        for key in ("structure", "quantity", "instrument")
    }
    _check_measure(choices, where, place)
    week = cast(float, number_at(table, "week", where, place))
    since = number_at(table, "since_week", where, place, needed=False) or 0.0
    if week > arm.weeks:
        raise IngestError(
            where, f"`week` {week:g} is after the end of the arm at week {arm.weeks:g}", place
        )
    if not 0 <= since < week:
        raise IngestError(where, f"`since_week` {since:g} is not before `week` {week:g}", place)
    return Outcome(
        **choices,
        week=week,
        since_week=since,
        assumed=_assumed(table, _OUTCOME, where, place),
        **_change(table, choices["quantity"], where, place),
    )


def _check_measure(chosen: Mapping[str, Any], where: str, place: str) -> None:
    """Refuse a measure that nobody can take."""
    structure, quantity = chosen["structure"], chosen["quantity"]
    if quantity == "girth" and structure != "calf":
        raise IngestError(where, f"`girth` of {structure} is unknown; its structure is calf", place)
    if chosen["instrument"] == "tape" and quantity != "girth":
        raise IngestError(where, f"a tape reads girth, not `{quantity}`", place)


def _change(table: Mapping[str, Any], quantity: str, where: str, place: str) -> dict[str, Any]:
    """Read what changed: a fraction, an amount with its unit, or "ns"."""
    if ("change" in table) == ("change_abs" in table):
        raise IngestError(where, "needs one of `change` or `change_abs`", place)
    if "change" in table:
        for key in ("unit", "baseline"):
            if key in table:
                reason = f"`{key}` goes with `change_abs`; `change` is a fraction"
                raise IngestError(where, reason, place)
        return _relative(table, where, place)
    factor = _factor(table, quantity, where, place)
    keys = [key for key in ("change_abs", "baseline", "se") if key in table]
    read = {key: cast(float, number_at(table, key, where, place)) * factor for key in keys}
    _refuse_not_positive(read, where, place)
    return read


def _relative(table: Mapping[str, Any], where: str, place: str) -> dict[str, Any]:
    read: dict[str, Any] = {}
    if table["change"] != "ns":
        change = cast(float, number_at(table, "change", where, place))
        if not _LOWEST < change <= _HIGHEST:
            reason = f"`change` {change:g} is outside {_LOWEST:g}–{_HIGHEST:g}"
            raise IngestError(where, f"{reason}; it is a fraction, 0.124 is +12.4 %", place)
        read["change"] = change
    if "se" in table:
        read["se"] = number_at(table, "se", where, place)
    _refuse_not_positive(read, where, place)
    return read


def _refuse_not_positive(read: Mapping[str, Any], where: str, place: str) -> None:
    for key in ("se", "baseline"):
        if key in read and read[key] <= 0:
            raise IngestError(where, f"`{key}` {read[key]:g} is not above 0", place)


def _factor(table: Mapping[str, Any], quantity: str, where: str, place: str) -> float:
    """Return the factor from the stated unit to that of the quantity."""
    unit, known = table.get("unit"), UNITS[quantity]
    if not isinstance(unit, str) or unit not in known:
        said = "`unit` is missing" if unit is None else f"`unit` {unit!r} is no unit of {quantity}"
        raise IngestError(where, f"{said}; allowed: {', '.join(known)}", place)
    return known[unit]


def _sessions(
    table: Mapping[str, Any], key: str, where: str, place: str
) -> tuple[tuple[Recurring, ...], tuple[str, ...]]:
    """Read sessions, and the keys of them that the source did not state."""
    rows = table.get(key, [])
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise IngestError(where, f"`{key}` should be a list of tables", place)
    guessed: list[str] = []
    for n, row in enumerate(rows, 1):
        kind = KINDS.get(row.get("kind", ""))
        known = [field.name for field in fields(kind)] if kind else []
        named = _assumed(row, ["kind", *_when(), *known], where, f"{place} {n}")
        guessed += [f"{row.get('kind')}.{name}" for name in named]
    bare = [{k: v for k, v in row.items() if k != "assumed"} for row in rows]
    return parse_sessions(bare, where, place), tuple(guessed)


def _when() -> list[str]:
    return [field.name for field in fields(Recurring) if field.name != "activity"]


def _assumed(
    table: Mapping[str, Any], known: Sequence[str], where: str, place: str
) -> tuple[str, ...]:
    """Return the keys that a table marks as not stated by its source."""
    names = table.get("assumed", [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise IngestError(where, "`assumed` should be a list of keys", place)
    for name in names:
        if name not in known:
            hint = nearest(name, known) or f"; known: {', '.join(known)}"
            raise IngestError(where, f"`assumed` names {name!r}, which is no key here{hint}", place)
    return tuple(names)


def _refuse_two_unloads(
    sessions: Sequence[Recurring], weeks: float | None, where: str, place: str
) -> None:
    """Refuse unloads that overlap in time: nobody is in bed and in a cast at once."""
    end = float("inf") if weeks is None else weeks
    spans = sorted(
        (item.from_week, end if item.to_week is None else item.to_week)
        for item in sessions
        if isinstance(item.activity, Unload)
    )
    for (_, before), (start, _) in pairwise(spans):
        if start < before:
            reason = f"two unloads at once from week {start:g}; end one before the next begins"
            raise IngestError(where, reason, place)


def _refuse_twins(names: Sequence[str], where: str, kind: str) -> None:
    for name in names:
        if names.count(name) > 1:
            raise IngestError(where, f"two {kind}s are named {name!r}; name each apart")


def _named(kind: str, number: int, table: Mapping[str, Any]) -> str:
    name = table.get("name")
    return f"{kind} {number} ({name})" if isinstance(name, str) and name else f"{kind} {number}"
