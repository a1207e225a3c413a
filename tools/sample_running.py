"""A run second by second, as it truly was, before any device saw it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from sample_calendar import PlannedRun
from sample_person import stream
from sample_terrain import STEP, Array, cost, slope_factor, way

Pause = tuple[float, float]

_WALKING_GRADE = 0.115  # above it she walks on the trail
_WALKING_SPEED = 1.8  # below it a step is a walking step [m/s]
_PAUSE_SECONDS = (45, 200)


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """What happened, each second in which the runner moved; arrays of shape (seconds,).

    Parameters
    ----------
    clock
        Time since the start, pauses included [s].
    distance
        Along the ground [m].
    speed
        [m/s].
    altitude
        Of the ground [m].
    grade
        In the direction of running [-].
    cadence
        Steps of both feet [steps/min].
    heart_rate
        [1/min].
    east, north
        Place from the origin [m].
    pauses
        Start and end of each stop, on the clock [s].
    """

    clock: Array
    distance: Array
    speed: Array
    altitude: Array
    grade: Array
    cadence: Array
    heart_rate: Array
    east: Array
    north: Array
    pauses: tuple[Pause, ...]

    def __len__(self) -> int:
        return len(self.clock)


def wander(rng: np.random.Generator, n: int, sd: float, memory: float) -> Array:
    """Return a stationary first-order random walk of ``n`` seconds with a memory [s]."""
    keep = math.exp(-1 / memory)
    kicks = rng.normal(0, sd * math.sqrt(1 - keep * keep), n)
    kicks[0] = rng.normal(0, sd)
    return np.array(list(accumulate(kicks.tolist(), lambda last, kick: keep * last + kick)))


def run_course(run: PlannedRun) -> Course:
    """Run a planned run."""
    rng = stream("course", run.number)
    steady = run.kind == "treadmill"
    ground = way(run.way)
    stretch = sum(abs(b[0] - a[0]) for a, b in zip(((0.0, 1.0), *run.legs), run.legs, strict=False))
    n = int(2.5 * stretch / run.speed)
    mood = np.exp(wander(rng, n, 0.004 if steady else 0.028, 90))
    mood *= np.exp(wander(rng, n, 0.006 if steady else 0.018, 7))
    steps = np.array(list(_strides(run, ground.grade.tolist(), mood.tolist())))
    along, speed, grade = steps.T
    clock, pauses = _clock(rng, len(speed), run.paused)
    return Course(
        clock=clock,
        distance=np.cumsum(speed),
        speed=speed,
        altitude=ground.at(along, "altitude"),
        grade=grade,
        cadence=_cadence(rng, speed, grade),
        heart_rate=_heart_rate(rng, speed, grade),
        east=ground.at(along, "east"),
        north=ground.at(along, "north"),
        pauses=pauses,
    )


def _clock(rng: np.random.Generator, n: int, paused: bool) -> tuple[Array, tuple[Pause, ...]]:
    """Return the clock of each moving second, and the pauses in it."""
    clock = np.arange(n, dtype=float)
    if not paused:
        return clock, ()
    stop = float(int(n * rng.uniform(0.35, 0.65)))
    length = float(rng.integers(*_PAUSE_SECONDS))
    return clock + length * (clock > stop), ((stop, stop + length),)


def _strides(
    run: PlannedRun, grades: list[float], mood: list[float]
) -> Iterator[tuple[float, float, float]]:
    """Yield place along the way [m], speed [m/s] and grade of each second."""
    place, speed, second = 0.0, 0.0, 0
    for end, effort in run.legs:
        sense = 1.0 if end > place else -1.0
        while sense * (end - place) > 0:
            grade = sense * grades[min(int(place / STEP), len(grades) - 1)]
            goal = run.speed * effort * slope_factor(grade) * mood[second]
            if run.kind == "trail" and grade > _WALKING_GRADE:
                goal = 1.45 * mood[second]
            speed += (goal - speed) / 3
            place = max(place + sense * speed, 0.0)
            second += 1
            yield place, speed, grade


def _cadence(rng: np.random.Generator, speed: Array, grade: Array) -> Array:
    """Return steps of both feet per minute: faster is quicker, and a walk is slower."""
    running = 169 + 9 * (speed - 2.7) + 15 * np.maximum(grade, 0)
    walking = 62 + 36 * speed
    share = 1 / (1 + np.exp(-12 * (speed - _WALKING_SPEED)))
    n = len(speed)
    noise = wander(rng, n, 1.2, 20) + rng.normal(0, 0.8, n)
    return np.asarray(share * running + (1 - share) * walking + noise)


def _heart_rate(rng: np.random.Generator, speed: Array, grade: Array) -> Array:
    """Return the heart rate: it lags behind the power and drifts upward with time."""
    power = speed * np.array([cost(g) for g in grade.tolist()]) / (2.7 * cost(0))
    minutes = np.arange(len(speed)) / 60
    goal = 60 + 86 * power + 0.13 * np.maximum(minutes - 12, 0)
    lagged = np.array(
        list(accumulate(goal.tolist(), lambda hr, to: hr + (to - hr) / 35, initial=92.0))
    )
    return np.clip(lagged[1:] + wander(rng, len(speed), 1.6, 25), 60, 186)
