"""What a watch and a phone make of a run: sampling, noise, drift and dropouts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sample_calendar import PlannedRun
from sample_person import stream
from sample_running import Course, wander
from sample_terrain import Array, degrees

_BAROMETER_NOISE = 0.3  # [m]
_STEPS_OF_SMART_RECORDING = (0.05, 0.10, 0.15, 0.20, 0.20, 0.30)  # shares of 1 to 6 s


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """What a device kept; arrays of shape (samples,), NaN where a value is missing.

    Parameters
    ----------
    clock
        Whole seconds since the start of the run.
    distance
        [m].
    speed
        [m/s].
    altitude
        [m].
    cadence
        Steps of both feet [steps/min].
    heart_rate
        [1/min].
    latitude, longitude
        [degrees].
    """

    clock: Array
    distance: Array
    speed: Array
    altitude: Array
    cadence: Array
    heart_rate: Array
    latitude: Array
    longitude: Array

    def __len__(self) -> int:
        return len(self.clock)

    def only(self, keep: NDArray[np.bool_]) -> Recording:
        """Return the samples that ``keep`` marks."""
        return Recording(*(getattr(self, name)[keep] for name in self.__slots__))


def watch(run: PlannedRun, course: Course) -> Recording:
    """Return what the watch recorded."""
    rng = stream("watch", run.number)
    n, indoors = len(course), run.kind == "treadmill"
    felt = np.convolve(np.pad(course.speed, 1, mode="edge"), np.full(3, 1 / 3), mode="valid")
    speed = np.maximum(felt * rng.normal(1, 0.006) + wander(rng, n, 0.04, 3), 0)
    altitude = course.altitude + _barometer(rng, course.clock)
    latitude, longitude = _position(rng, course, 2.0)
    if indoors:
        altitude, latitude, longitude = (np.full(n, np.nan) for _ in range(3))
    cadence, heart_rate = course.cadence.copy(), np.round(course.heart_rate)
    keep = _kept(rng, n, run.every_second)
    for begin, length in _dropouts(rng, n, 0 if indoors else int(rng.choice(3, p=(0.4, 0.4, 0.2)))):
        gap = slice(begin, begin + length)
        latitude[gap] = longitude[gap] = np.nan
        if rng.random() < 0.4:
            keep[gap] = False
    if rng.random() < 0.15:
        begin, length = _dropouts(rng, n, 1)[0]
        cadence[begin : begin + length] = np.nan
    distance = np.cumsum(speed)
    whole = Recording(
        course.clock, distance, speed, altitude, cadence, heart_rate, latitude, longitude
    )
    return whole.only(keep)


def phone(run: PlannedRun, course: Course, *, strap: bool) -> Recording:
    """Return what a phone recorded: started late, no barometer; heart rate and cadence by strap."""
    rng = stream("phone", run.number)
    n = len(course)
    latitude, longitude = _position(rng, course, 2.5)
    altitude = course.altitude + rng.normal(0, 4) + wander(rng, n, 1.8, 120)
    none = np.full(n, np.nan)
    cadence, heart_rate = (course.cadence, np.round(course.heart_rate)) if strap else (none, none)
    keep = np.zeros(n, dtype=bool)
    keep[int(rng.integers(4, 20)) : n - int(rng.integers(0, 10)) : 6] = True
    for begin, length in _dropouts(rng, n, int(rng.integers(0, 3))):
        keep[begin : begin + length] = False
    whole = Recording(course.clock, none, none, altitude, cadence, heart_rate, latitude, longitude)
    return whole.only(keep)


def _position(rng: np.random.Generator, course: Course, sd: float) -> tuple[Array, Array]:
    """Return latitude and longitude with an error that wanders slowly [degrees]."""
    n = len(course)
    east, north = wander(rng, n, sd, 60), wander(rng, n, sd, 60)
    return degrees(course.east + east, course.north + north)


def _barometer(rng: np.random.Generator, clock: Array) -> Array:
    """Return the error of an altitude from air pressure: offset, weather and noise [m]."""
    n, hours = len(clock), clock / 3600
    weather = rng.normal(0, 2.5) * hours + wander(rng, n, 0.6, 1200)
    return rng.normal(0, 3) + weather + wander(rng, n, _BAROMETER_NOISE, 4)


def _kept(rng: np.random.Generator, n: int, every_second: bool) -> NDArray[np.bool_]:
    """Mark the seconds that the watch keeps."""
    if every_second:
        return np.ones(n, dtype=bool)
    keep = np.zeros(n, dtype=bool)
    steps = rng.choice(6, size=n, p=_STEPS_OF_SMART_RECORDING) + 1
    at = np.cumsum(steps) - steps[0]
    keep[at[at < n]] = True
    keep[-1] = True
    return keep


def _dropouts(rng: np.random.Generator, n: int, count: int) -> list[tuple[int, int]]:
    """Return begin and length of ``count`` dropouts of 20 to 60 s, not at the ends."""
    return [(int(rng.integers(90, n - 150)), int(rng.integers(20, 61))) for _ in range(count)]
