"""Every copy of every session, and which of them count.

Nothing about the choice is stored but what the user corrected: the rule of
:mod:`surae.ingest.duplicates` is applied to all copies when they are read, so the result depends on
what was imported and never on the order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from surae.app.store import codec
from surae.app.store.catalog import Store
from surae.app.store.recordings import NAMES
from surae.ingest.duplicates import find_duplicates, only_tells
from surae.ingest.exercises import find_exercise, find_own_exercise
from surae.records import Samples, Session, StrengthSet

SHOWN = 12
"""How many digits of a hash are shown."""

INSTEAD, ALSO, NEVER = "instead", "also", "never"

Key = tuple[str, int]
Corrections = Mapping[Key, Mapping[str, str]]


@dataclass(frozen=True, slots=True, eq=False)
class Copy:
    """A session as one file recorded it.

    Parameters
    ----------
    key
        Hash of the file and place in it, from 1.
    name
        What the file is called.
    session
        Its record; the samples are an outline, without their values, and the name of its file
        follows the file's hash, so that two files of one name are told apart.
    samples
        Hash of the stored samples, empty where there are none.
    """

    key: Key
    name: str
    session: Session
    samples: str = ""

    @property
    def id(self) -> str:
        """What the user calls it by."""
        return f"{self.key[0][:SHOWN]}-{self.key[1]}"


@dataclass(frozen=True, slots=True, eq=False)
class LeftOut:
    """A copy that does not count, the one that does in its place, and why."""

    copy: Copy
    kept: Copy | None
    reason: str

    @property
    def only_tells(self) -> bool:
        """It is the row in an app's list of a recording that is kept, so no copy."""
        return self.kept is not None and only_tells(self.copy.session, self.kept.session)


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """Which copies count, by start, and which do not."""

    kept: tuple[Copy, ...]
    left_out: tuple[LeftOut, ...]


def read_copies(store: Store) -> tuple[Copy, ...]:
    """Return every copy, by hash and place."""
    names = read_names(store)
    own = read_exercises(store)
    rows = store.rows("SELECT * FROM sessions ORDER BY sha256, part")
    codes: dict[tuple[str, str], str] = {}
    copies = []
    for row in rows:
        outline = _outline(row["n_samples"], row["seconds"], row["channels"].split())
        name = shown_name(names, row["sha256"])
        key = (row["sha256"], row["part"])
        session = codec.session_from(row["record"], f"{key[0]}/{name}", outline)
        sets = tuple(_coded(item, own, codes) for item in session.sets)
        copies.append(Copy(key, name, replace(session, sets=sets), row["samples"]))
    return tuple(copies)


def read_names(store: Store) -> dict[str, list[str]]:
    """Return the names of each file, sorted."""
    names: dict[str, list[str]] = {}
    for row in store.rows("SELECT sha256, name FROM names ORDER BY sha256, name"):
        names.setdefault(row["sha256"], []).append(row["name"])
    return names


def shown_name(names: Mapping[str, list[str]], sha256: str) -> str:
    """Return what a file is called: the first of its names, or its hash."""
    return names.get(sha256, [sha256[:SHOWN]])[0]


def read_exercises(store: Store) -> dict[str, str]:
    """Return the user's exercise names and surae's codes for them."""
    rows = store.rows("SELECT name, exercise FROM exercises ORDER BY name")
    return {row["name"]: row["exercise"] for row in rows}


def read_corrections(store: Store, item: str) -> Corrections:
    """Return what the user corrected of each session or reading, by field."""
    found: dict[Key, dict[str, str]] = {}
    for row in store.rows("SELECT * FROM corrections WHERE item = ? ORDER BY 1, 3, 4", (item,)):
        found.setdefault((row["sha256"], row["part"]), {})[row["field"]] = row["value"]
    return found


def choose(copies: Iterable[Copy], corrections: Corrections = MappingProxyType({})) -> Choice:
    """Return which copies count: by the rule, then by what the user said.

    Parameters
    ----------
    copies
        In any order; the order changes nothing.
    corrections
        Of the field ``counts``: ``instead`` of the copy that the rule keeps, ``also`` beside it,
        or ``never``.
    """
    said = {key: fields["counts"] for key, fields in corrections.items() if "counts" in fields}
    every = {copy.key: copy for copy in sorted(copies, key=lambda copy: copy.key)}
    left_out = {
        key: LeftOut(every[key], None, "you left it out")
        for key, word in said.items()
        if word == NEVER and key in every
    }
    beside = {key: every[key] for key, word in said.items() if word == ALSO and key in every}
    judged = [copy for key, copy in every.items() if key not in left_out and key not in beside]
    kept, found = _by_rule(judged)
    pinned = [key for key in sorted(said) if said[key] == INSTEAD and key in found]
    if pinned:
        displaced = _displaced(pinned, found)
        kept, found = _by_rule([copy for copy in judged if copy.key not in displaced])
        left_out |= displaced
    together = [*kept, *beside.values()]
    together.sort(key=lambda copy: (copy.session.start, copy.name, copy.key))
    out = found | left_out
    return Choice(tuple(together), tuple(out[key] for key in sorted(out)))


def _by_rule(copies: Iterable[Copy]) -> tuple[list[Copy], dict[Key, LeftOut]]:
    """Return the copies that count by the rule, completed by the others, and the others."""
    by_session = {copy.session: copy for copy in copies}
    whole, left_out = find_duplicates(by_session)
    kept = [replace(by_session[session], session=full) for session, full in whole.items()]
    found = [
        LeftOut(by_session[session], by_session[other], reason)
        for session, (other, reason) in left_out.items()
    ]
    return kept, {out.copy.key: out for out in found}


def _displaced(pinned: Iterable[Key], found: Mapping[Key, LeftOut]) -> dict[Key, LeftOut]:
    """Return the copies that give way to the ones that the user chose."""
    displaced: dict[Key, LeftOut] = {}
    for key in pinned:
        mine = found[key]
        if key in displaced or mine.kept is None:
            continue
        rivals = [mine.kept]
        rivals += [o.copy for o in found.values() if o.kept is mine.kept and not o.only_tells]
        for rival in rivals:
            if rival.key != key:
                reason = "you chose the other copy"
                displaced[rival.key] = LeftOut(rival, mine.copy, reason)
    return displaced


def _outline(n_samples: int, seconds: float, channels: Iterable[str]) -> Samples | None:
    """Return samples of which only the number, the last time and the channels mean something."""
    if not n_samples:
        return None
    known = set(channels)
    return Samples(
        **{
            name: np.broadcast_to(0.0 if name in known else np.nan, n_samples) for name in NAMES[1:]
        },
        time=np.broadcast_to(seconds, n_samples),
    )


def _coded(
    item: StrengthSet, own: Mapping[str, str], codes: dict[tuple[str, str], str]
) -> StrengthSet:
    """Return a set with the exercise that the user, its file, or a later table names."""
    key = (item.name, item.exercise)
    if key not in codes:
        mine = find_own_exercise(item.name, own) if own else ""
        codes[key] = mine or item.exercise or find_exercise(item.name)
    code = codes[key]
    return item if code == item.exercise else replace(item, exercise=code)
