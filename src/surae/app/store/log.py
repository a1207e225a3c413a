"""What the store knows, as the records that the rest of surae works with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from surae.app.store import codec
from surae.app.store.catalog import Store
from surae.app.store.copies import (
    NEVER,
    SHOWN,
    Choice,
    Copy,
    choose,
    read_copies,
    read_corrections,
    read_names,
    shown_name,
)
from surae.app.store.recordings import read_samples
from surae.ingest.reading import distinct_readings, unknown_exercises
from surae.records import Duplicate, Log, Measurement, Samples, Session, Skipped

_EVERY = 10.0
"""Seconds between the points of a recording that is made up from its summary."""


def read_choice(store: Store) -> Choice:
    """Return which copies count."""
    with store.reading():
        return choose(read_copies(store), read_corrections(store, "session"))


def load_log(store: Store) -> Log:
    """Return everything that counts, with its recordings, and an account of every file.

    Raises
    ------
    StoreError
        If something is missing or damaged.
    """
    with store.reading():
        corrections = read_corrections(store, "session")
        choice = choose(read_copies(store), corrections)
        readings = effective_readings(store)
        skipped = read_skipped(store)
        n_files = store.rows("SELECT count(*) FROM files")[0][0]
    sessions = tuple(
        load_session(store, copy, corrections.get(copy.key, {})) for copy in choice.kept
    )
    return Log(
        sessions=sessions,
        measurements=readings,
        n_files=n_files + len({s.file for s in skipped if not s.file.endswith(")")}),
        duplicates=duplicates_of(choice),
        skipped=skipped,
        unknown_exercises=unknown_exercises(sessions),
    )


def duplicates_of(choice: Choice) -> tuple[Duplicate, ...]:
    """Return the copies that do not count, by the names of their files."""
    found = [
        Duplicate(out.copy.name, out.kept.name if out.kept else "", out.reason)
        for out in choice.left_out
        if not out.only_tells
    ]
    return tuple(sorted(found, key=lambda copy: (copy.file, copy.kept, copy.reason)))


def read_skipped(store: Store) -> tuple[Skipped, ...]:
    """Return what could not be used, and why."""
    names = read_names(store)
    rows = store.rows("SELECT * FROM skipped")
    found = {
        Skipped(
            " ".join(filter(None, (row["name"] or shown_name(names, row["sha256"]), row["place"]))),
            row["reason"],
        )
        for row in rows
    }
    return tuple(sorted(found, key=lambda skip: (skip.file, skip.reason)))


def read_readings(store: Store) -> dict[tuple[str, int], Measurement]:
    """Return every reading of every file, by the file's hash and the place in it."""
    rows = store.rows("SELECT sha256, part, record FROM readings ORDER BY sha256, part")
    return {(row["sha256"], row["part"]): codec.reading_from(row["record"]) for row in rows}


def effective_readings(store: Store) -> tuple[Measurement, ...]:
    """Return the readings that count, by time: each once, without those the user left out."""
    corrections = read_corrections(store, "reading")
    readings = read_readings(store)
    refused = {
        repr(reading)
        for key, reading in readings.items()
        if corrections.get(key, {}).get("counts") == NEVER
    }
    by_file: dict[str, list[Measurement]] = {}
    for (sha256, _), reading in readings.items():
        if repr(reading) not in refused:
            by_file.setdefault(sha256, []).append(reading)
    return distinct_readings(by_file.values())


def reading_id(key: tuple[str, int]) -> str:
    """Return what the user calls a reading by."""
    return f"{key[0][:SHOWN]}-r{key[1]}"


def load_session(store: Store, copy: Copy, said: Mapping[str, str]) -> Session:
    """Return a session with its recording and what the user corrected of it."""
    samples = read_samples(store.place, copy.samples) if copy.samples else None
    session = replace(copy.session, file=copy.name, samples=samples)
    return corrected(session, said)


def corrected(session: Session, said: Mapping[str, str]) -> Session:
    """Return a session with the surface and the grade that the user gave it.

    A grade holds for all of a session: its altitude becomes that of a steady climb.

    >>> from datetime import UTC, datetime
    >>> run = Session(datetime(2026, 1, 1, tzinfo=UTC), "run", 600.0, 1500.0, "a.fit")
    >>> belt = corrected(run, {"surface": "treadmill", "grade": "0.05"})
    >>> belt.surface, belt.samples.altitude[-1].item()
    ('treadmill', 75.0)
    """
    if surface := said.get("surface"):
        session = replace(session, surface=surface)  # type: ignore[arg-type]
    if told := said.get("grade"):
        grade = float(told)
        session = replace(session, grade=grade, samples=_inclined(session, grade))
    return session


def _inclined(session: Session, grade: float) -> Samples | None:
    samples = session.samples or _made_up(session)
    if samples is None or not np.isfinite(samples.distance).any():
        return session.samples
    steady = np.full(len(samples), grade)
    return replace(samples, altitude=grade * samples.distance, grade=steady)


def _made_up(session: Session) -> Samples | None:
    """Return a steady recording of a session of which only a summary is known."""
    if not session.distance > 0 or not session.duration > 0:
        return None
    time = np.linspace(0.0, session.duration, max(2, int(session.duration / _EVERY)))
    absent = np.broadcast_to(np.nan, len(time))
    speed = session.distance / session.duration
    return Samples(time, speed * time, np.full(len(time), speed), absent, absent, absent)
