"""What the sample athlete runs in 26 weeks, and which device records it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal

from sample_person import N_WEEKS, moment, stream
from sample_terrain import HILL_FOOT, HILL_TOP

Kind = Literal["easy", "long", "hills", "treadmill", "trail"]
Leg = tuple[float, float]

TREADMILL_WEEKS = (3, 4, 5)
ILLNESS_WEEK = 15
TRAIL_WEEK = 20

_LIGHT_WEEKS = (4, 8, 12, 16, 20, 24)
_PHONE_ONLY = {(2, 1): "gpx", (7, 6): "gpx", (13, 1): "gpx.gz", (18, 6): "gpx"}  # week, weekday
_PHONE_TOO = ((6, 1), (11, 3), (22, 1))
_EVERY_SECOND = ((8, 3), (14, 1), (21, 1))
_PACKED_FROM = 14
_PAUSED = ((7, 5), (14, 5), (21, 1), (23, 5))


@dataclass(frozen=True, slots=True)
class PlannedRun:
    """A run before it is run.

    Parameters
    ----------
    number
        Counts from 0; the key of the run's stream of chance.
    week
        Counts from 1.
    start
        [UTC].
    kind
        What for.
    way
        Name of the way.
    legs
        Stretches in order: where along the way each ends [m] and its effort, a factor on speed.
    speed
        On level ground at effort 1 [m/s].
    files
        Names of the files in which it is recorded.
    every_second
        Whether the watch records each second or at irregular steps.
    paused
        Whether the runner stops the timer once.
    """

    number: int
    week: int
    start: datetime
    kind: Kind
    way: str
    legs: tuple[Leg, ...]
    speed: float
    files: tuple[str, ...] = ()
    every_second: bool = False
    paused: bool = False

    @property
    def day(self) -> date:
        """The day of the run."""
        return self.start.date()


def planned_runs() -> tuple[PlannedRun, ...]:
    """Return all runs by time, with their files."""
    runs: list[PlannedRun] = []
    for week in range(1, N_WEEKS + 1):
        for weekday, kind in _week(week):
            runs.append(_with_files(_run(len(runs), week, weekday, kind), weekday))
    return tuple(runs)


def _week(week: int) -> list[tuple[int, Kind]]:
    """Return weekday and kind of a week's runs: Tuesday, Thursday, Saturday, often Sunday."""
    if week in TREADMILL_WEEKS:
        return [(1, "treadmill"), (3, "treadmill"), (5, "treadmill")]
    if week == ILLNESS_WEEK:
        return [(5, "easy"), (6, "easy")]
    runs: list[tuple[int, Kind]] = [(1, "easy"), (3, "hills"), (5, "long")]
    if week == TRAIL_WEEK:
        runs[2] = (5, "trail")
    return runs if week in _LIGHT_WEEKS else [*runs, (6, "easy")]


_CLOCKS = {1: time(17, 40), 3: time(17, 25), 5: time(8, 5), 6: time(9, 30)}
_LEVEL_SPEED = {"easy": 2.70, "long": 2.62, "hills": 2.75, "treadmill": 2.72, "trail": 2.50}
_WAY_OF = {"easy": "river", "long": "valley", "hills": "hill", "trail": "ridge"}


def _run(number: int, week: int, weekday: int, kind: Kind) -> PlannedRun:
    """Plan one run; she gets a little faster and longer over the weeks."""
    rng = stream("plan", number)
    start = moment(week, weekday, _CLOCKS[weekday])
    start += timedelta(minutes=int(rng.integers(-15, 35)), seconds=int(rng.integers(0, 60)))
    grown = (week - 1) / (N_WEEKS - 1)
    level = _LEVEL_SPEED[kind] * (1 + 0.035 * grown) * float(rng.normal(1, 0.012))
    kilometers = {
        "easy": 5.8 + 1.2 * grown,
        "long": (9.5 + 5.5 * grown) * (0.75 if week in _LIGHT_WEEKS else 1.0),
        "treadmill": 6.5 if weekday == 5 else 5.5,
        "trail": 11.0,
        "hills": 0.0,
    }[kind]
    half = 500 * kilometers * float(rng.normal(1, 0.04))
    legs: tuple[Leg, ...] = ((half, 1.0), (0.0, 1.0))
    if kind == "treadmill":
        legs = ((2 * half, 1.0),)
    if kind == "hills":
        legs = _hill_legs(round(5 + 3 * grown))
    return PlannedRun(number, week, start, kind, _WAY_OF.get(kind, kind), legs, level)


def _hill_legs(repeats: int) -> tuple[Leg, ...]:
    """Return a warm-up, hard climbs with easy ways down, and the way home."""
    climbs = ((HILL_TOP + 20, 1.16), (HILL_FOOT - 30, 0.86)) * repeats
    return ((HILL_FOOT - 30, 0.97), *climbs, (0.0, 0.95))


def _with_files(run: PlannedRun, weekday: int) -> PlannedRun:
    """Decide on the run's recordings."""
    slot = (run.week, weekday)
    name = f"{run.day.isoformat()}-{run.kind}"
    packed = run.kind in ("long", "trail", "hills") or (weekday == 1 and run.week >= _PACKED_FROM)
    by_watch = f"{name}.fit.gz" if packed else f"{name}.fit"
    by_phone = f"{name}-phone.{_PHONE_ONLY.get(slot, 'gpx')}"
    if slot in _PHONE_ONLY:
        files: tuple[str, ...] = (by_phone,)
    elif slot in _PHONE_TOO:
        files = (by_watch, by_phone)
    else:
        files = (by_watch,)
    return replace(run, files=files, every_second=slot in _EVERY_SECOND, paused=slot in _PAUSED)
