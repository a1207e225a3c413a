"""The sample athlete's gym log: calf raises, bench press and rows, as a Hevy export."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal

import numpy as np

from sample_calendar import ILLNESS_WEEK
from sample_person import N_WEEKS, moment, stream

FIRST_GYM_WEEK = 9

_HEADER = (
    '"title","start_time","end_time","description","exercise_title","superset_id",'
    '"exercise_notes","set_index","set_type","weight_kg","reps","distance_km",'
    '"duration_seconds","rpe"'
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MISSED = ((17, 4), (21, 0))  # week, weekday
_SHARE_WITH_RPE = 0.85


@dataclass(frozen=True, slots=True)
class Exercise:
    """An exercise of the program.

    Parameters
    ----------
    title
        As Hevy names it.
    code
        As surae names it; empty where it does not work the calf.
    sets, reps
        Prescribed.
    start_kg, last_kg
        Load in the first and the last week.
    plate_kg
        Smallest step of the load.
    n_warmups
        Lighter sets before.
    """

    title: str
    code: str
    sets: int
    reps: int
    start_kg: float
    last_kg: float
    plate_kg: float
    n_warmups: int


@dataclass(frozen=True, slots=True)
class GymSet:
    """A set as done; ``rpe`` is true (NaN for a warm-up), ``rpe_logged`` says if it was noted."""

    exercise: Exercise
    index: int
    set_type: Literal["warmup", "normal"]
    load_kg: float
    reps: int
    rpe: float
    rpe_logged: bool


@dataclass(frozen=True, slots=True)
class Workout:
    """A visit to the gym."""

    start: datetime
    end: datetime
    title: str
    sets: tuple[GymSet, ...]


STANDING = Exercise("Standing Calf Raise (Smith)", "calf_raise_standing", 3, 12, 40.0, 65.0, 2.5, 1)
SEATED = Exercise("Seated Calf Raise", "calf_raise_seated", 3, 15, 20.0, 35.0, 2.5, 0)
_BENCH = Exercise("Bench Press (Barbell)", "", 3, 8, 27.5, 35.0, 2.5, 1)
_ROW = Exercise("Bent Over Row (Barbell)", "", 3, 10, 27.5, 37.5, 2.5, 0)

_PROGRAM = {0: ("Gym A", (STANDING, SEATED, _BENCH)), 4: ("Gym B", (STANDING, SEATED, _ROW))}


def workouts() -> tuple[Workout, ...]:
    """Return all visits by time: Mondays and Fridays from week 9."""
    done: list[Workout] = []
    for week in range(FIRST_GYM_WEEK, N_WEEKS + 1):
        for weekday in _PROGRAM:
            if week != ILLNESS_WEEK and (week, weekday) not in _MISSED:
                done.append(_workout(len(done), week, weekday))
    return tuple(done)


def _workout(number: int, week: int, weekday: int) -> Workout:
    """Return one visit."""
    rng = stream("gym", number)
    title, exercises = _PROGRAM[weekday]
    start = moment(week, weekday, time(18, 5)) + timedelta(minutes=int(rng.integers(-10, 25)))
    sets = tuple(one for exercise in exercises for one in _sets(exercise, week, rng))
    end = start + timedelta(minutes=int(3.2 * len(sets) + rng.integers(4, 12)))
    return Workout(start, end, title, sets)


def _sets(exercise: Exercise, week: int, rng: np.random.Generator) -> list[GymSet]:
    """Return the sets of one exercise: the load grows, the last set is the hardest."""
    grown = (week - FIRST_GYM_WEEK) / (N_WEEKS - FIRST_GYM_WEEK)
    goal = exercise.start_kg + grown * (exercise.last_kg - exercise.start_kg)
    load = exercise.plate_kg * math.floor(goal / exercise.plate_kg)
    light = exercise.plate_kg * round(0.5 * load / exercise.plate_kg)
    sets = [
        GymSet(exercise, i, "warmup", light, exercise.reps, math.nan, False)
        for i in range(exercise.n_warmups)
    ]
    fresh = 7.5 + 0.5 * int(rng.integers(0, 2))
    for i in range(exercise.sets):
        rpe = min(fresh + 0.5 * i + 0.5 * int(rng.integers(0, 2)), 10.0)
        reps = exercise.reps - (1 if rpe > 9 and rng.random() < 0.5 else 0)
        logged = bool(rng.random() < _SHARE_WITH_RPE)
        sets.append(GymSet(exercise, len(sets), "normal", load, reps, rpe, logged))
    return sets


def hevy_csv(done: tuple[Workout, ...]) -> str:
    """Return the export: newest visit first, texts quoted, numbers bare, empty where unknown."""
    lines = [_HEADER]
    for workout in reversed(done):
        for one in workout.sets:
            rpe = f"{one.rpe:g}" if one.rpe_logged else ""
            head = (workout.title, _hevy_time(workout.start), _hevy_time(workout.end), "")
            texts = ",".join(f'"{text}"' for text in (*head, one.exercise.title))
            rest = f'{one.index},"{one.set_type}",{one.load_kg:g},{one.reps},,,{rpe}'
            lines.append(f'{texts},,"",{rest}')
    return "\n".join(lines) + "\n"


def _hevy_time(when: datetime) -> str:
    """Return a time as Hevy writes it.

    >>> _hevy_time(datetime(2026, 3, 2, 18, 5))
    '2 Mar 2026, 18:05'
    """
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}, {when:%H:%M}"
