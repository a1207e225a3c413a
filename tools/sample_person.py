"""The sample athlete: who she is, when her log runs, and the streams of chance behind it."""

from __future__ import annotations

import zlib
from datetime import UTC, date, datetime, time, timedelta

import numpy as np

from surae.records import Person

SEED = 20260628
FIRST_DAY = date(2025, 12, 29)  # a Monday
N_WEEKS = 26
TODAY = FIRST_DAY + timedelta(days=7 * N_WEEKS - 1)  # Sunday, 2026-06-28

PERSON = Person(height=1.68, mass=61.5, age=34, sex="female", steps_per_day=7500)


def stream(purpose: str, index: int = 0) -> np.random.Generator:
    """Return the stream of chance of one purpose, so that one more part reshuffles no other."""
    return np.random.default_rng((SEED, zlib.crc32(purpose.encode()), index))


def moment(week: int, weekday: int, clock: time) -> datetime:
    """Return a time of the log; weeks count from 1, Monday is 0, the athlete lives on UTC."""
    day = FIRST_DAY + timedelta(days=7 * (week - 1) + weekday)
    return datetime.combine(day, clock, tzinfo=UTC)
