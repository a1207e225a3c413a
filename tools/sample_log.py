"""The log as it truly was: what the product would read if every device were perfect."""

from __future__ import annotations

from sample_calendar import PlannedRun
from sample_gym import Workout
from sample_running import Course
from surae.records import Log, Samples, Session, StrengthSet
from surae.records.activity import Surface

_SURFACES: dict[str, Surface] = {"treadmill": "treadmill", "trail": "trail"}


def true_log(runs: list[tuple[PlannedRun, Course]], visits: tuple[Workout, ...]) -> Log:
    """Return every run and visit as a session, once, without measurement error."""
    sessions = [_run_session(run, course) for run, course in runs]
    sessions += [_gym_session(visit) for visit in visits]
    return Log(sessions=tuple(sorted(sessions, key=lambda session: session.start)))


def _run_session(run: PlannedRun, course: Course) -> Session:
    samples = Samples(
        time=course.clock,
        distance=course.distance,
        speed=course.speed,
        altitude=course.altitude,
        cadence=course.cadence,
        heart_rate=course.heart_rate,
    )
    return Session(
        start=run.start,
        kind="run",
        duration=float(len(course)),
        distance=float(course.distance[-1]),
        file=run.files[0],
        samples=samples,
        surface=_SURFACES.get(run.kind, "road"),
    )


def _gym_session(visit: Workout) -> Session:
    sets = tuple(
        StrengthSet(
            exercise=one.exercise.code,
            name=one.exercise.title,
            reps=float(one.reps),
            load_kg=one.load_kg,
            reps_in_reserve=10.0 - one.rpe,
            set_type=one.set_type,
        )
        for one in visit.sets
    )
    return Session(
        start=visit.start,
        kind="strength",
        duration=(visit.end - visit.start).total_seconds(),
        distance=float("nan"),
        file="gym.csv",
        sets=sets,
    )
