"""The same run from two apps counts once.

Nobody does two things at once, so sessions that overlap in time are copies or parts of one thing.
Two rounds decide, neither of which depends on the order of the files: among copies of like length
the richest stays, and among what still overlaps the longest stays, which drops parts of a whole.
A row of an app's list of activities belongs to the recording that it names, or to the one at its
time, and adds to it what the recording does not say; a row without a recording is a session.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Any

import numpy as np

from surae.records import Duplicate, Session

OVERLAP = 0.5
"""Share of the shorter session from which two are one: more would be counted twice than lost."""

DISTANCE_TOLERANCE = 0.1
"""Difference in distance of two recordings of one run, over the longer."""

SETS_ALIKE = 0.8
"""Share of sets, by repetitions and load, from which two logs of one day are one."""

_DAY = 86_400.0
_ONE_DAY = timedelta(days=1)
_ON_FOOT = {"run", "walk"}
_MOVING = {"run", "walk", "ride"}
_CHANNELS = ("altitude", "cadence", "speed", "distance", "heart_rate")
_WORDS = {"strength": "strength session", "other": "session"}

Reason = Callable[[Session, Session], str]
LeftOut = dict[Session, tuple[Session, str]]


def drop_duplicates(
    sessions: Iterable[Session],
) -> tuple[tuple[Session, ...], tuple[Duplicate, ...]]:
    """Return distinct sessions by start, and the copies that were left out.

    Parameters
    ----------
    sessions
        In any order; the order changes nothing.
    """
    whole, left_out = find_duplicates(sessions)
    account = [
        Duplicate(session.file, kept.file, reason)
        for session, (kept, reason) in left_out.items()
        if not only_tells(session, kept)
    ]
    account.sort(key=lambda copy: (copy.file, copy.kept, copy.reason))
    return tuple(whole.values()), tuple(account)


def find_duplicates(sessions: Iterable[Session]) -> tuple[dict[Session, Session], LeftOut]:
    """Return which sessions count, and for each other one which is kept for it, and why.

    Parameters
    ----------
    sessions
        In any order. Of their samples only the number, the last time, and whether anything was
        recorded in a channel are looked at.

    Returns
    -------
    dict, dict
        The sessions that count, by start, each with what it and its copies say together; and the
        others.
    """
    copies = sorted(sessions, key=_richness)
    left_out = _named_recordings(copies)
    copies = [session for session in copies if session not in left_out]
    distinct = _keep_first(copies, _copy_of, left_out)
    by_length = sorted(distinct, key=lambda session: (_is_row(session), -_meters(session)))
    whole = _keep_first(by_length, _part_of, left_out)
    added: defaultdict[Session, list[Session]] = defaultdict(list)
    account: LeftOut = {}
    for session in left_out:
        kept, reason = _kept(session, left_out)
        added[kept].append(session)
        account[session] = kept, reason
    full = {one: _completed(one, sorted(added[one], key=_richness)) for one in whole}
    return dict(sorted(full.items(), key=lambda pair: _order(pair[1]))), account


def only_tells(session: Session, kept: Session) -> bool:
    """Tell whether a session is the row in a list of a recording that is kept, so no copy."""
    return _is_row(session) and not _is_row(kept)


def _is_row(session: Session) -> bool:
    return session.listed is not None


def _named_recordings(sessions: Iterable[Session]) -> LeftOut:
    """Return the rows of lists whose recording is there, with the session that it holds.

    Where files came one by one, the folder that a list names is not known; the name then decides.
    """
    of_file: defaultdict[str, list[Session]] = defaultdict(list)
    rows = []
    for session in sessions:
        if _is_row(session):
            rows.append(session)
            continue
        for name in {session.file, PurePosixPath(session.file).name}:
            of_file[name.removesuffix(".gz")].append(session)
    named: LeftOut = {}
    for row in rows:
        path = PurePosixPath((row.listed or "").removesuffix(".gz"))
        found = of_file.get(str(path)) or [
            one for one in of_file.get(path.name, ()) if abs(one.start - row.start) < _ONE_DAY
        ]
        if found:
            nearest = min(found, key=lambda one: abs(one.start - row.start))
            named[row] = nearest, "is its row in a list"
    return named


def _completed(kept: Session, others: Sequence[Session]) -> Session:
    """Return a session with what only its copies, or its rows in lists, say."""
    if not others:
        return kept
    kind = next((row.kind for row in others if row.listed and row.kind != "other"), kept.kind)
    note = () if kind == kept.kind else (f"taken for a {kind}, as the app's list says",)
    everyone = (kept, *others)
    told: dict[str, Any] = {
        "kind": kind,
        "surface": next((s.surface for s in everyone if s.surface and s.kind == kind), None),
        "title": next((s.title for s in everyone if s.title), ""),
        "commute": any(s.commute for s in everyone),
        "n_steps": next((s.n_steps for s in everyone if s.n_steps > 0), kept.n_steps),
        "grade": next((s.grade for s in everyone if math.isfinite(s.grade)), kept.grade),
        "notes": kept.notes + note,
    }
    new = {key: value for key, value in told.items() if value is not getattr(kept, key)}
    return replace(kept, **new) if new else kept


def _keep_first(sessions: Iterable[Session], reason: Reason, left_out: LeftOut) -> list[Session]:
    """Keep each session for which ``reason`` names no earlier one that it repeats."""
    by_day: defaultdict[int, list[Session]] = defaultdict(list)
    kept = []
    for session in sessions:
        begin, end = _span(session)
        days = range(int(begin // _DAY), int(end // _DAY) + 1)
        rivals = dict.fromkeys(rival for day in days for rival in by_day[day])
        found = next(((rival, why) for rival in rivals if (why := reason(session, rival))), None)
        if found:
            left_out[session] = found
            continue
        kept.append(session)
        for day in days:
            by_day[day].append(session)
    return kept


def _kept(session: Session, left_out: LeftOut) -> tuple[Session, str]:
    """Return the copy that is kept in the end: a rival may itself be part of a longer session."""
    kept, reason = left_out[session]
    while kept in left_out:
        kept, reason = left_out[kept]
    return kept, reason


def _copy_of(session: Session, kept: Session) -> str:
    """Return why a session is a copy of a richer one, empty where it is not."""
    at_once = _same_time(session, kept) and _same_distance(session, kept)
    if not at_once and not _same_sets(session, kept):
        return ""
    what = _WORDS.get(kept.kind, kept.kind)
    return f"the same {what} at the same time; the kept copy {_advantage(kept, session)}"


def _part_of(session: Session, kept: Session) -> str:
    """Return why a session is a part of a longer one, empty where it is not."""
    exclusive = session.kind == kept.kind and session.kind in _MOVING
    if not exclusive or not _same_time(session, kept):
        return ""
    return f"lies within a longer {kept.kind}, which is kept ({_km(session)} of {_km(kept)})"


def _same_time(one: Session, other: Session) -> bool:
    """Tell whether the sessions overlap enough to be one, given what they are called."""
    if one.sets and other.sets and one.file == other.file:
        return False  # one app does not list a workout twice
    (a, b), (c, d) = _span(one), _span(other)
    overlap, lengths = min(b, d) - max(a, c), (b - a, d - c)
    if one.kind == other.kind:
        return overlap > 0 and overlap >= OVERLAP * min(lengths)
    alike = {one.kind, other.kind} <= _ON_FOOT or "other" in (one.kind, other.kind)
    return alike and overlap > 0 and overlap >= OVERLAP * max(lengths)


def _same_sets(one: Session, other: Session) -> bool:
    """Tell whether two logs hold the same sets on one day: some apps write no time of day."""
    if not one.sets or not other.sets or one.file == other.file:
        return False
    if one.start.date() != other.start.date():
        return False
    mine, others = _counted(one), _counted(other)
    most = max(mine.total(), others.total())
    return most > 1 and (mine & others).total() >= SETS_ALIKE * most


def _counted(session: Session) -> Counter[str]:
    return Counter(f"{one.reps:g} x {one.load_kg:g}" for one in session.sets if one.reps > 0)


def _same_distance(one: Session, other: Session) -> bool:
    if _is_row(one) or _is_row(other):
        return True
    longer = max(one.distance, other.distance)
    if math.isnan(one.distance + other.distance):
        return True
    return abs(one.distance - other.distance) <= DISTANCE_TOLERANCE * longer


def _span(session: Session) -> tuple[float, float]:
    """Return begin and end [s]; a recording may go on longer than its timer."""
    begin = session.start.timestamp()
    recorded = session.samples.time[-1] if session.samples else 0.0
    return begin, begin + max(session.duration, float(recorded))


def _richness(session: Session) -> tuple[Any, ...]:
    """Sort the richest first, by what a session knows and at last by name, so order is settled."""
    return (
        _is_row(session),
        session.kind == "other",
        -len(session.sets),
        math.isnan(session.distance),
        session.samples is None,
        *(not has for has in _recorded(session)),
        -(len(session.samples) if session.samples else 0),
        len(session.notes),
        -session.duration,
        *_order(session),
    )


def _recorded(session: Session) -> list[bool]:
    samples = session.samples
    return [
        samples is not None and bool(np.isfinite(getattr(samples, channel)).any())
        for channel in _CHANNELS
    ]


def _advantage(kept: Session, other: Session) -> str:
    """Say why the kept copy is the better one."""
    if kept.kind != other.kind and other.kind == "other":
        return f"says that it is a {kept.kind}"
    if len(kept.sets) > len(other.sets):
        return f"has {len(kept.sets)} sets, this one {len(other.sets)}"
    if math.isnan(other.distance) and not math.isnan(kept.distance):
        return "knows its distance"
    if other.samples is None and kept.samples is not None:
        return "has the recording, this one only its summary"
    for channel, here, there in zip(_CHANNELS, _recorded(kept), _recorded(other), strict=True):
        if here and not there:
            return f"has {channel.replace('_', ' ')}"
    n_kept, n_other = (len(s.samples) if s.samples else 0 for s in (kept, other))
    if n_kept > n_other:
        return f"has {n_kept} samples, this one {n_other}"
    if len(kept.notes) < len(other.notes):
        return "needed less repair"
    return "comes first, they are equally rich"


def _meters(session: Session) -> float:
    return 0.0 if math.isnan(session.distance) else session.distance


def _km(session: Session) -> str:
    return f"{_meters(session) / 1000:.2f} km"


def _order(session: Session) -> tuple[Any, ...]:
    told = session.listed or "", session.title, str(session.n_steps), session.surface or ""
    return session.start, session.kind, session.file, session.duration, _meters(session), *told
