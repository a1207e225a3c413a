"""What devices get wrong, set right where that is certain and said where it is not.

Each repair takes samples and returns them with a clause about what it did, empty where it did
nothing; a clause that ends in *kept* is a doubt and no repair. Limits are those of people: nobody
on foot moves faster than 12.5 m/s, climbs faster than 5 m/s or takes 240 steps a minute.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from surae.ingest.samples import Array, speed_of
from surae.records import Samples, Session

Bools = NDArray[np.bool_]

FASTEST_ON_FOOT = 12.5
"""[m/s]; the fastest sprinters reach it for a moment."""

FASTEST_FOR_LONG = 7.0
"""[m/s]; nobody runs an hour faster than 5.9."""

FASTEST_CLIMB = 5.0
"""Vertical speed on foot, falling included [m/s]."""

_SMALLEST_JUMP = 50.0
_SMALLEST_SPIKE = 6.0
_STANDSTILL = 1.0
_LONGEST_PAUSE = 10.0
_JUMP_REACH = 10.0
_STUCK_FOR = 60.0
_SENSOR_WRONG_FOR = 30.0
_DIFFERS = 0.2
_STANDING, _RUNNING = 0.5, 2.0
_STEPS = (140.0, 220.0)
_TOO_MANY_STEPS = 240.0
_LIKE = 0.15
_LONGEST_SESSION = 5 * 86_400.0
_SAME_TOTAL = 0.02


def mend(session: Session) -> Session:
    """Return a session with its samples repaired, and a note for each repair and doubt."""
    session = _with_length(session)
    if session.samples is None or session.kind not in ("run", "walk"):
        return session
    samples, notes = session.samples, []
    for repair in (take_out_jumps, thaw_speed, level_cadence, take_out_spikes):
        samples, note = repair(samples)
        notes += [note] if note else []
    notes += [doubt] if (doubt := _too_fast(samples)) else []
    if not notes:
        return session
    distance = _mended_total(session, session.samples, samples)
    if distance == session.distance and _closes(session.samples, session):
        notes.append("the total, which the last record closes, stays")
    return replace(session, samples=samples, distance=distance, notes=(*session.notes, *notes))


def take_out_jumps(samples: Samples) -> tuple[Samples, str]:
    """Take impossible steps out of the distance, and spread those that catch up a standstill.

    A receiver that lost its position stands still and then catches up: that way was covered. One
    that saw itself elsewhere adds a way that nobody covered, twice if it comes back.
    """
    known = np.flatnonzero(np.isfinite(samples.distance))
    time, distance = samples.time[known], samples.distance[known]
    steps, seconds = np.diff(distance), np.diff(time)
    jumps = np.flatnonzero((steps > FASTEST_ON_FOOT * seconds) & (steps > _SMALLEST_JUMP))
    if not len(jumps):
        return samples, ""
    pace = _usual_speed(np.delete(steps, jumps), np.delete(seconds, jumps))
    begins = np.searchsorted(distance, distance[jumps] - _STANDSTILL)
    caught_up = steps[jumps] <= FASTEST_FOR_LONG * (time[jumps + 1] - time[begins])
    out = jumps[~caught_up]
    taken = steps[out] - pace * np.minimum(seconds[out], _LONGEST_PAUSE)
    steps[out] -= taken
    distance = distance[0] + np.concatenate([[0.0], np.cumsum(steps)])
    for begin, jump in zip(begins[caught_up], jumps[caught_up], strict=True):
        ends, inside = [begin, jump + 1], slice(begin, jump + 2)
        distance[inside] = np.interp(time[inside], time[ends], distance[ends])
    everywhere = samples.distance.copy()
    everywhere[known] = distance
    mended = _respeeded(replace(samples, distance=everywhere), time[jumps])
    return mended, _told(
        ("impossible jumps in distance are taken out: {n}, {sum:.0f} m", len(out), taken.sum()),
        ("standstills that were caught up are spread: {n}", len(jumps) - len(out), 0.0),
    )


def _usual_speed(steps: Array, seconds: Array) -> float:
    """Return the middle of the speeds in motion, 0 where there is none [m/s]."""
    speed = steps / seconds
    moving = speed[speed > _STANDING]
    return float(np.median(moving)) if len(moving) else 0.0


def _respeeded(samples: Samples, jumps: Array) -> Samples:
    """Return samples whose speed around jumps follows from their distance."""
    around = np.concatenate([[-np.inf], jumps, [np.inf]])
    after = np.searchsorted(around, samples.time)
    distances = (samples.time - around[after - 1], around[after] - samples.time)
    near = np.minimum(*distances) <= _JUMP_REACH
    speed = np.where(near, speed_of(samples.time, samples.distance), samples.speed)
    return replace(samples, speed=speed)


def _told(*clauses: tuple[str, int, float]) -> str:
    """Return the clauses about something that happened, with its number and sum."""
    return "; ".join(text.format(n=n, sum=total) for text, n, total in clauses if n)


def thaw_speed(samples: Samples) -> tuple[Samples, str]:
    """Replace a speed that stands still while the distance says otherwise."""
    speed = samples.speed.copy()
    thawed = doubtful = 0.0
    for stretch in _stuck(samples):
        length = samples.time[stretch.stop - 1] - samples.time[stretch.start]
        way = samples.distance[stretch.stop - 1] - samples.distance[stretch.start]
        if not math.isfinite(way):
            continue
        told, moved = float(speed[stretch.start]), way / length
        if abs(moved - told) <= _DIFFERS * told:
            continue
        if moved < _STANDING:
            doubtful += length
            continue
        speed[stretch] = np.gradient(samples.distance[stretch], samples.time[stretch])
        thawed += length
    return replace(samples, speed=speed), _told(
        ("speed stands still for {sum:.0f} s and is taken from distance", int(thawed), thawed),
        (
            "speed does not change for {sum:.0f} s while distance stands still: kept",
            int(doubtful),
            doubtful,
        ),
    )


def level_cadence(samples: Samples) -> tuple[Samples, str]:
    """Halve or double the cadence where a sensor counted both feet twice, or every other step."""
    cadence = samples.cadence.copy()
    counted = cadence[cadence > 0]
    if not len(counted):
        return samples, ""
    plausible = counted[(counted > _STEPS[0]) & (counted < _STEPS[1])]
    whole = not len(plausible) and float(np.median(counted)) > _TOO_MANY_STEPS
    usual = float(np.median(plausible if len(plausible) else counted / (2 if whole else 1)))
    if usual < _STEPS[0]:
        return samples, ""
    running = np.nan_to_num(samples.speed) > _RUNNING
    high = (cadence > _TOO_MANY_STEPS) & (np.abs(cadence / 2 - usual) < _LIKE * usual)
    low = running & (np.abs(cadence * 2 - usual) < _LIKE * usual)
    high, low = (_long_stretches(where, samples.time) for where in (high, low))
    cadence[high] /= 2
    cadence[low] *= 2
    return replace(samples, cadence=cadence), _told(
        ("doubled cadence is set right in {n} samples", int(high.sum()), 0.0),
        ("halved cadence is set right in {n} samples", int(low.sum()), 0.0),
    )


def _long_stretches(where: Bools, time: Array) -> Bools:
    """Leave only stretches that last; a cadence on its way to 0 passes every value."""
    kept = np.zeros_like(where)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], where, [False]]).astype(int)))
    for begin, end in edges.reshape(-1, 2):
        kept[begin:end] = time[end - 1] - time[begin] >= _SENSOR_WRONG_FOR
    return kept


def take_out_spikes(samples: Samples) -> tuple[Samples, str]:
    """Take impossible steps out of the altitude, a spike's two and a barometer's reset alike.

    What lies between two such steps moves with them; most of the altitude stays where it was.
    """
    known = np.flatnonzero(np.isfinite(samples.altitude))
    altitude, time = samples.altitude[known], samples.time[known]
    steps = np.diff(altitude)
    wild = (np.abs(steps) > FASTEST_CLIMB * np.diff(time)) & (np.abs(steps) > _SMALLEST_SPIKE)
    if not wild.any():
        return samples, ""
    offset = np.concatenate([[0.0], np.cumsum(np.where(wild, steps, 0.0))])
    usual = float(np.median(offset))
    everywhere = samples.altitude.copy()
    everywhere[known] = altitude - (offset - usual)
    note = f"impossible steps in altitude are taken out: {np.count_nonzero(wild)}"
    return replace(samples, altitude=everywhere), note


def _stuck(samples: Samples) -> Iterator[slice]:
    """Yield the stretches in which the speed is the same for a minute and more."""
    same = np.diff(samples.speed) == 0
    edges = np.flatnonzero(np.diff(np.concatenate([[False], same, [False]]).astype(int)))
    for begin, end in edges.reshape(-1, 2):
        long_enough = samples.time[end] - samples.time[begin] >= _STUCK_FOR
        if long_enough and samples.speed[begin] > _STANDING:
            yield slice(int(begin), int(end) + 1)


def _too_fast(samples: Samples) -> str:
    moving: NDArray[np.float64] = samples.speed[samples.speed > _STANDING]
    if not len(moving) or (middle := float(np.median(moving))) <= FASTEST_FOR_LONG:
        return ""
    return f"moves at {middle:.1f} m/s, which is a ride and no run; kept"


def _with_length(session: Session) -> Session:
    """Take the length from the samples where the timer's cannot be."""
    if session.samples is None or 0 < session.duration <= _LONGEST_SESSION:
        return session
    note = f"its timer says {session.duration:.0f} s; its length is that of its records"
    recorded = float(session.samples.time[-1])
    return replace(session, duration=recorded, notes=(*session.notes, note))


def _mended_total(session: Session, before: Samples, after: Samples) -> float:
    """Return the distance without the jumps, where the told one was the sum with them."""
    known = np.flatnonzero(np.isfinite(before.distance))
    if not len(known) or _closes(before, session):
        return session.distance
    last, mended = (float(one.distance[known[-1]]) for one in (before, after))
    if abs(session.distance - last) > _SAME_TOTAL * session.distance:
        return session.distance
    return session.distance - last + mended


def _closes(samples: Samples, session: Session) -> bool:
    """Tell whether the last record brings the distance to a total at which people run.

    That is no jump of the person: the recording lacks a part of the way, and the total has it.
    """
    known = np.flatnonzero(np.isfinite(samples.distance))[-2:]
    if len(known) < 2:
        return False
    (step,), (seconds,) = np.diff(samples.distance[known]), np.diff(samples.time[known])
    jumps = step > max(_SMALLEST_JUMP, FASTEST_ON_FOOT * seconds)
    return bool(jumps and session.distance <= FASTEST_FOR_LONG * session.duration)
