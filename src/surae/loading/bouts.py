"""A recorded session becomes bouts: amounts of like movement, in the words of a plan.

A run falls into pieces of like speed and grade; a gym session into its sets of calf raises. From
here on what was done and what is planned are the same thing.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from surae import evidence
from surae.evidence.binding import bind
from surae.loading.grade import smooth_grade
from surae.records import Activity, Bout, CalfRaise, Run, Samples, Session, StrengthSet, Walk
from surae.units import SECONDS_PER_MINUTE

Array = NDArray[np.float64]


class _Amount(NamedTuple):
    """Minutes, and the variance of the grade times minutes."""

    minutes: float = 0.0
    variance: float = 0.0

    def plus(self, minutes: float, variance: float) -> _Amount:
        return _Amount(self.minutes + float(minutes), self.variance + float(variance))


Pieces = dict[Activity, _Amount]
"""How much there was of each like movement."""


def bouts(session: Session) -> tuple[Bout, ...]:
    """Return what a session made the calves do; empty for a ride or a gym session without raises.

    Parameters
    ----------
    session
        A distinct session; warm-up sets count as sets with much in reserve.
    """
    day = session.start.date()
    if session.kind == "strength" or session.sets:
        sets = (calf_raise(item) for item in session.sets)
        return tuple(Bout(day, raised) for raised in sets if raised is not None)
    if session.kind not in ("run", "walk"):
        return ()
    return tuple(
        Bout(day, piece, amount.minutes, grade_sd=math.sqrt(amount.variance / amount.minutes))
        for piece, amount in _pieces(session).items()
        if amount.minutes > 0
    )


def calf_raise(item: StrengthSet) -> CalfRaise | None:
    """Return a logged set as a calf raise, or None where the exercise is none or has no count."""
    kinds = {row["exercise"]: row for row in evidence.table("calf_exercises")}
    kind = kinds.get(item.exercise)
    if kind is None or not item.reps >= 1:
        return None
    reserve = _reserve(item)
    # Kilograms on a machine or a band say little about the muscle; the effort says more.
    by_effort = math.isfinite(item.reps_in_reserve) or item.set_type in ("failure", "drop")
    by_effort = by_effort or kind["load_type"] != "external"
    return CalfRaise(
        sets=1,
        reps=item.reps,
        load_rm=item.reps + reserve if by_effort else None,
        load_kg=item.load_kg if math.isfinite(item.load_kg) and not by_effort else None,
        legs=1 if kind["legs"] == 1 or item.side else 2,
        knee_angle=float(kind["knee_angle"]),
        reps_in_reserve=reserve,
    )


def _reserve(item: StrengthSet) -> float:
    """Return the repetitions left before failure, assumed where the log does not say."""
    if math.isfinite(item.reps_in_reserve):
        return item.reps_in_reserve
    return {
        "failure": 0.0,
        "drop": 0.0,
        "warmup": evidence.parameter("warmup_reserve").mean,
    }.get(item.set_type, evidence.parameter("assumed_reserve").mean)


def _pieces(session: Session) -> Pieces:
    """Return minutes by like movement."""
    values = evidence.central_values()
    if session.samples is not None:
        pieces = bind(_from_samples, values)(session, session.samples)
        if bind(_tells_most, values)(session, pieces):
            return pieces
    return bind(_from_summary, values)(session)


def _tells_most(session: Session, pieces: Pieces, *, recorded_share: float) -> bool:
    """Say whether recorded movement makes up for enough of the session's time or distance.

    Who rests for an hour, or forgets to stop the watch, moves for little of the time.
    """
    spent = [(SECONDS_PER_MINUTE * a.minutes, p) for p, a in pieces.items()]
    seconds = sum(time for time, _ in spent)
    distance = sum(time * p.speed for time, p in spent if isinstance(p, Run | Walk))
    far = math.isfinite(session.distance) and session.distance > 0
    if far and distance >= recorded_share * session.distance:
        return True
    return seconds >= recorded_share * session.duration


def _from_summary(
    session: Session,
    *,
    run_walk_speed: float,
    walking_speed: float,
    standing_speed: float,
    speed_bin: float,
    fastest_speed: float,
    unknown_grade_sd: float,
) -> Pieces:
    """Return one piece at the mean speed, on the level unless the session says its grade.

    A mean speed at which nobody walks comes from long rests: the distance at an ordinary speed.
    """
    minutes = session.duration / SECONDS_PER_MINUTE
    speed = session.distance / session.duration if session.duration > 0 else math.nan
    default = Run().speed if session.kind == "run" else walking_speed
    if 0 < speed <= standing_speed:
        minutes, speed = session.distance / default / SECONDS_PER_MINUTE, math.nan
    speed = _binned(speed, speed_bin) if math.isfinite(speed) and speed > 0 else default
    speed = min(max(speed, speed_bin), fastest_speed)
    told = math.isfinite(session.grade)
    sd = 0.0 if told else unknown_grade_sd
    piece = _movement(session, speed, session.grade if told else 0.0, run_walk_speed)
    return {piece: _Amount(minutes, minutes * sd**2)}


def _from_samples(
    session: Session,
    samples: Samples,
    *,
    run_walk_speed: float,
    standing_speed: float,
    fastest_speed: float,
    speed_bin: float,
    grade_bin: float,
) -> Pieces:
    """Return minutes by bin of speed and grade; standing still and impossible speeds left out."""
    seconds, speed = _intervals(samples)
    grade, grade_sd = _grade(session, samples)
    moving = (speed > standing_speed) & (speed < fastest_speed)
    cells = np.column_stack([np.round(speed / speed_bin), np.round(grade[1:] / grade_bin)])[moving]
    unique, where = np.unique(cells, axis=0, return_inverse=True)
    spent = seconds[moving] / SECONDS_PER_MINUTE
    minutes = np.bincount(where.ravel(), spent)
    variance = np.bincount(where.ravel(), spent * grade_sd[1:][moving] ** 2)
    pieces: Pieces = {}
    for (v, g), *amount in zip(unique, minutes, variance, strict=False):
        piece = _movement(session, v * speed_bin, g * grade_bin, run_walk_speed)
        pieces[piece] = pieces.get(piece, _Amount()).plus(*amount)
    return pieces


def _grade(session: Session, samples: Samples) -> tuple[Array, Array]:
    """Return grade at each sample and its standard deviation.

    What a belt was set to goes before all; outdoors the altitude goes before what a device made of
    it. The altitude of a belt says nothing.
    """
    values = evidence.central_values()
    told = np.where(np.isnan(samples.grade), session.grade, samples.grade)
    belt = session.surface == "treadmill" or math.isfinite(session.grade)
    altitude = np.full_like(samples.altitude, np.nan) if belt else samples.altitude
    found = bind(smooth_grade, values)(samples.distance, altitude, session.altitude_source)
    use = np.isfinite(told) & (belt or math.isnan(found.window))
    return np.where(use, told, found.grade), np.where(use, 0.0, found.grade_sd)


def _intervals(samples: Samples) -> tuple[Array, Array]:
    """Return the length of each interval [s] and its speed, from distance where it is known."""
    seconds = np.diff(samples.time)
    by_distance = np.diff(samples.distance) / seconds
    speed = np.where(np.isfinite(by_distance), by_distance, samples.speed[1:])
    return seconds, np.nan_to_num(speed)


def _movement(session: Session, speed: float, grade: float, run_walk_speed: float) -> Activity:
    """Return one minute of running, or of walking below the speed where people change over."""
    surface = session.surface or "road"
    if session.kind == "run" and speed >= run_walk_speed:
        return Run(minutes=1, speed=round(speed, 2), grade=round(grade, 2), surface=surface)
    return Walk(minutes=1, speed=round(speed, 2), grade=round(grade, 2), surface=surface)


def _binned(value: float, width: float) -> float:
    return round(value / width) * width
