"""What was read: sessions, sets, measurements, and what became of every file."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from surae.records.activity import Surface

Kind = Literal["run", "walk", "ride", "strength", "other"]
Side = Literal["L", "R"]
SetType = Literal["normal", "warmup", "drop", "failure"]
Instrument = Literal["tape", "ultrasound", "mri", "ct", "dxa", "scan3d", "caliper", "scale"]
Structure = Literal["calf", "MG", "LG", "SOL", "TS", "AT", "fat", "body"]
Measured = Literal["girth", "thickness", "csa", "volume", "length", "lean_mass", "mass"]
AltitudeSource = Literal["barometer", "gps"]


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """What a device recorded along a session; every array has shape (samples,).

    A channel that the device did not record is all NaN.

    Parameters
    ----------
    time
        Since the start of the session, strictly increasing [s].
    distance
        Along the ground since the start [m].
    speed
        [m/s].
    altitude
        [m].
    cadence
        Steps of both feet [steps/min].
    heart_rate
        [1/min].
    grade
        Rise over run as the device wrote it; on a treadmill, what the belt was set to [-].
    """

    time: NDArray[np.float64]
    distance: NDArray[np.float64]
    speed: NDArray[np.float64]
    altitude: NDArray[np.float64]
    cadence: NDArray[np.float64]
    heart_rate: NDArray[np.float64]
    grade: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))

    def __post_init__(self) -> None:
        if not len(self.grade):
            object.__setattr__(self, "grade", np.full(len(self.time), np.nan))

    def __len__(self) -> int:
        return len(self.time)


@dataclass(frozen=True, slots=True)
class StrengthSet:
    """One set of a strength exercise.

    Parameters
    ----------
    exercise
        surae's code of the exercise (``"calf_raise_standing"`` …), empty where it is unknown.
    name
        The name as the user's app wrote it.
    reps
        Repetitions, NaN where the app logged a time.
    load_kg
        Added load [kg]; NaN where none was logged.
    duration
        [s], NaN where unknown.
    reps_in_reserve
        Repetitions left before failure; NaN where no effort was logged.
    set_type, side
        As logged; ``side`` is None where both legs worked or the app did not say.
    """

    exercise: str
    name: str
    reps: float
    load_kg: float = math.nan
    duration: float = math.nan
    reps_in_reserve: float = math.nan
    set_type: SetType = "normal"
    side: Side | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Session:
    """One thing a person did, once, however many apps recorded it.

    Parameters
    ----------
    start
        Start, with time zone UTC.
    kind
        ``run``, ``walk``, ``ride``, ``strength`` or ``other``.
    duration
        Moving or timer time [s].
    distance
        [m], NaN where unknown.
    file
        Name of the file it was read from.
    samples
        What was recorded along it, where anything was.
    sets
        Its strength sets.
    surface
        Where the file or the user says; None where unknown.
    source
        The app or device that wrote the file.
    notes
        What was repaired or missing, one clause each.
    title
        What the person or the app called it.
    commute
        Whether the person marked it as a way to work.
    n_steps
        Steps of both feet that an app counted; NaN where none did.
    grade
        Of the whole session, where a treadmill or the user says; NaN elsewhere [-].
    altitude_source
        What measured its altitude; None where the file does not say.
    listed
        None for what a file of its own records. For a row of an app's list of activities: the name
        of the file with its recording, empty where the list names none.
    """

    start: datetime
    kind: Kind
    duration: float
    distance: float
    file: str
    samples: Samples | None = None
    sets: tuple[StrengthSet, ...] = ()
    surface: Surface | None = None
    source: str = ""
    notes: tuple[str, ...] = ()
    title: str = ""
    commute: bool = False
    n_steps: float = math.nan
    grade: float = math.nan
    altitude_source: AltitudeSource | None = None
    listed: str | None = None


@dataclass(frozen=True, slots=True)
class Measurement:
    """One reading of one structure with one instrument, in the nomenclature's unit.

    ``value`` is in cm (girth, length), mm (thickness), cm2 (csa), cm3 (volume) or kg (lean mass of
    the lower leg, mass of the body); ``error_sd`` has the same unit and is NaN where the reader
    gave none. ``fat`` is what lies under the skin of the calf. ``value`` is the mean of ``repeats``
    readings taken one after the other. What is not known of ``hours_since_training``,
    ``minutes_standing`` [min] and the ``hour`` of the day by the local clock [h] is NaN.
    """

    date_time: datetime
    structure: Structure
    quantity: Measured
    instrument: Instrument
    value: float
    side: Side | None = None
    error_sd: float = math.nan
    posture: str = ""
    hours_since_training: float = math.nan
    observer: str = ""
    device: str = ""
    source: str = ""
    external_id: str = ""
    repeats: int = 1
    minutes_standing: float = math.nan
    hour: float = math.nan


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file, or a part of one, that was not used, and why."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A copy of a session that was left out, the copy that was kept, and why."""

    file: str
    kept: str
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Log:
    """Everything that was read, sorted by time, and an account of every file.

    Parameters
    ----------
    sessions
        Distinct sessions by start.
    measurements
        Readings by time.
    n_files
        Files looked at, archive members included.
    duplicates, skipped
        What was left out and why.
    unknown_exercises
        Names of strength exercises that no table knows, sorted.
    """

    sessions: tuple[Session, ...]
    measurements: tuple[Measurement, ...] = ()
    n_files: int = 0
    duplicates: tuple[Duplicate, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    unknown_exercises: tuple[str, ...] = field(default=())
