"""FIT workout files: what a watch leads through, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time

from surae.app.exports.fit_bytes import (
    ENUM,
    LONGEST_TEXT,
    TEXT,
    UINT16,
    UINT32,
    UINT32Z,
    Field,
    fit_file,
)
from surae.ingest.fitfile import EPOCH
from surae.ingest.planned import fit_name, fit_notes
from surae.planning.candidates import session_minutes
from surae.records import (
    Activity,
    CalfRaise,
    Hills,
    Hops,
    Planned,
    Run,
    Sprint,
    Stairs,
    Stretch,
    Walk,
)
from surae.units import CM_PER_M, METERS_PER_KM, SECONDS_PER_MINUTE

WEIGHT_SCALE = 100
"""Steps of a kilogram in which a workout tells weights."""

GRADE_SCALE = 10_000
"""Steps in which a workout tells a grade: hundredths of a percent."""

_FILE_ID, _WORKOUT, _STEP = 0, 26, 27
_TIME, _DISTANCE, _REPEAT, _REPS = 0, 1, 6, 29
_SPEED, _OPEN, _GRADE = 0, 2, 5
_ACTIVE, _REST, _RECOVERY = 0, 1, 4
_RUNNING, _TRAINING, _WALKING, _CLIMBING = 1, 10, 11, 48
_SUB = {"treadmill": 1, "trail": 3, "track": 4}
_STRENGTH = 20
_CALF_RAISE, _PLYO, _WARM_UP, _BANDED = 1, 20, 31, 37
_MS = 1000
_NEAR = 0.1


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a workout, in the numbers of the file.

    ``low`` and ``high`` bound the target; ``second`` is the speed beside a grade, in mm/s.
    """

    duration: int
    value: int
    intensity: int = _ACTIVE
    target: int = _OPEN
    low: int = 0
    high: int = 0
    second: tuple[int, int] | None = None
    repeats: int | None = None
    exercise: tuple[int, int] | None = None
    weight: float | None = None


def fit_workouts(sessions: Sequence[Planned]) -> dict[str, bytes]:
    """Return a FIT workout for each session, by file name."""
    return {f"{session.uid}.fit": fit_workout(session) for session in sessions}


def fit_workout(session: Planned) -> bytes:
    """Return a session as a FIT workout."""
    steps = steps_of(session.activity)
    sport, sub_sport = _sport(session.activity)
    made = datetime.combine(session.day, time(), UTC).timestamp() - EPOCH
    identity = [
        Field(0, ENUM, 5),
        Field(1, UINT16, 255),
        Field(2, UINT16, 1),
        Field(3, UINT32Z, 1),
        Field(4, UINT32, int(made)),
    ]
    workout = [
        Field(4, ENUM, sport),
        Field(11, ENUM, sub_sport),
        Field(6, UINT16, len(steps)),
        Field(8, TEXT, f"{session.day.isoformat()} {session.title}"[:60]),
    ]
    notes = _pieces(fit_notes(session), len(steps))
    told = [
        (_STEP, _fields(k, step, note))
        for k, (step, note) in enumerate(zip(steps, notes, strict=True))
    ]
    told[0][1].append(Field(0, TEXT, fit_name(session)))
    return fit_file([(_FILE_ID, identity), (_WORKOUT, workout), *told])


def _pieces(text: str, number: int) -> list[str]:
    """Return a text in pieces that a field can hold, one for each step."""
    parts = [text[k : k + LONGEST_TEXT] for k in range(0, len(text), LONGEST_TEXT)]
    return [*parts, *[""] * number][:number]


def _fields(index: int, step: Step, note: str) -> list[Field]:
    target_value = step.repeats if step.repeats is not None else 0
    found = [
        Field(254, UINT16, index),
        Field(1, ENUM, step.duration),
        Field(2, UINT32, step.value),
        Field(7, ENUM, step.intensity),
        Field(3, ENUM, step.target),
        Field(4, UINT32, target_value),
    ]
    if step.target != _OPEN:
        found += [Field(5, UINT32, step.low), Field(6, UINT32, step.high)]
    if step.second is not None:
        found += [Field(19, ENUM, _SPEED), Field(20, UINT32, 0)]
        found += [Field(21, UINT32, step.second[0]), Field(22, UINT32, step.second[1])]
    if step.exercise is not None:
        found += [Field(10, UINT16, step.exercise[0]), Field(11, UINT16, step.exercise[1])]
    if step.weight is not None:
        found += [Field(12, UINT16, round(step.weight * WEIGHT_SCALE)), Field(13, UINT16, 1)]
    return found + ([Field(8, TEXT, note)] if note else [])


def steps_of(activity: Activity) -> list[Step]:
    """Return the steps of an activity; what is repeated is told once and then repeated."""
    match activity:
        case CalfRaise():
            return _raise_steps(activity)
        case Run() | Walk():
            return [_run_step(activity)]
        case Hills():
            back = session_minutes(activity) * SECONDS_PER_MINUTE / activity.repeats
            work = _aimed(_TIME, activity.seconds * _MS, activity.grade, activity.speed)
            rest = Step(_TIME, round((back - activity.seconds) * _MS), _RECOVERY)
            return [work, rest, _again(activity.repeats)]
        case Sprint():
            return _sprint_steps(activity)
        case Hops():
            return [Step(_REPS, activity.contacts, exercise=(_PLYO, 0xFFFF))]
        case Stretch():
            held = round(activity.minutes * SECONDS_PER_MINUTE * _MS)
            return [Step(_TIME, held, exercise=(_WARM_UP, 37))]
        case Stairs():
            spent = round(session_minutes(activity) * SECONDS_PER_MINUTE * _MS)
            return [Step(_TIME, spent)]
    raise AssertionError(activity)


def _again(times: int) -> Step:
    return Step(_REPEAT, 0, repeats=times)


def _raise_steps(raised: CalfRaise) -> list[Step]:
    work = Step(_REPS, round(raised.reps), exercise=exercise_of(raised), weight=raised.load_kg)
    rest = Step(_TIME, round(raised.rest_seconds * _MS), _REST)
    return [work, rest, _again(raised.sets)]


def exercise_of(raised: CalfRaise) -> tuple[int, int]:
    """Return the FIT category and name of a calf raise.

    >>> exercise_of(CalfRaise(sets=3, reps=12, load_kg=20))
    (1, 19)
    >>> exercise_of(CalfRaise(sets=3, reps=12, knee_angle=90, load_kg=30))
    (1, 7)
    """
    if raised.band_n is not None:
        return _BANDED, 4
    weighted = raised.load_kg is not None or raised.load_rm is not None
    weighted = weighted or raised.load_1rm is not None
    if raised.knee_angle >= 60:
        return _CALF_RAISE, 7 if weighted else 6
    if raised.knee_angle >= 30 and raised.legs == 1:
        return _CALF_RAISE, 10 if weighted else 9
    if raised.legs == 1:
        return _CALF_RAISE, 16 if weighted else 15
    return _CALF_RAISE, 19 if weighted else 18


def _run_step(run: Run | Walk) -> Step:
    km = run.km if isinstance(run, Run) else None
    if km is not None:
        return _aimed(_DISTANCE, km * METERS_PER_KM * CM_PER_M, run.grade, run.speed)
    minutes = run.minutes or 0.0
    return _aimed(_TIME, minutes * SECONDS_PER_MINUTE * _MS, run.grade, run.speed)


def _aimed(duration: int, value: float, grade: float, speed: float) -> Step:
    """Return a step whose target is a grade, with the speed beside it, or a speed."""
    near = (round((speed - _NEAR) * _MS), round((speed + _NEAR) * _MS))
    if grade > 0:
        wanted = round(grade * GRADE_SCALE)
        return Step(duration, round(value), target=_GRADE, low=wanted, high=wanted, second=near)
    return Step(duration, round(value), target=_SPEED, low=near[0], high=near[1])


def _sprint_steps(sprint: Sprint) -> list[Step]:
    if sprint.seconds is not None:
        kind, value = _TIME, sprint.seconds * _MS
    else:
        kind, value = _DISTANCE, (sprint.metres or 0.0) * CM_PER_M
    work = Step(kind, round(value))
    if sprint.speed is not None:
        work = _aimed(kind, value, 0.0, sprint.speed)
    return [work, Step(_TIME, 90 * _MS, _REST), _again(sprint.repeats)]


def _sport(activity: Activity) -> tuple[int, int]:
    match activity:
        case Run(surface=surface):
            return _RUNNING, _SUB.get(surface, 0)
        case Hills():
            return _RUNNING, 0
        case Sprint():
            return _RUNNING, _SUB["track"]
        case Walk():
            return _WALKING, 0
        case Stairs():
            return _CLIMBING, 0
        case _:
            return _TRAINING, _STRENGTH
