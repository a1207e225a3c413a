"""Raw columns of a recording become :class:`surae.records.Samples`.

Every reader of a device's file ends here, so one rule holds for all formats: times increase
strictly, distance starts at 0 and never falls, cadence counts the steps of both feet, and what a
device did not record is NaN.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from surae.records import Samples
from surae.records.log import Kind

Array = NDArray[np.float64]
Columns = Mapping[str, ArrayLike]

CHANNELS = (
    "distance", "speed", "altitude", "cadence", "heart_rate", "latitude", "longitude", "grade",
)  # fmt: skip

EARTH_RADIUS = 6_371_009.0
"""Mean radius of the Earth [m]."""

_LONGEST_SESSION = 2 * 86_400.0
_FASTEST_TRAVEL = 30.0
_BOTH_FEET = 120.0
_SPEED_WINDOW = 10.0
_STANDING, _SLOWEST_RUN, _FASTEST_RUN = 0.3, 2.0, 7.0
_NEARLY_ALL = 0.95
_BELIEVABLE = {
    "distance": (0.0, 2e6),
    "speed": (0.0, _FASTEST_TRAVEL),
    "altitude": (-500.0, 9000.0),
    "cadence": (0.0, 400.0),
    "heart_rate": (20.0, 250.0),
    "latitude": (-90.0, 90.0),
    "longitude": (-180.0, 180.0),
    "grade": (-0.6, 0.6),
}


def build_samples(time: ArrayLike, columns: Columns, kind: Kind) -> Samples | None:
    """Return what a device recorded, or None where nothing usable was.

    Parameters
    ----------
    time
        Of each row since the start of the session, in any order [s].
    columns
        By channel (:data:`CHANNELS`), each as long as ``time``: m, m/s, m, 1/min as the device
        counts it, 1/min, degrees, rise over run. A channel may be left out.
    kind
        Decides whether cadence means steps.

    Notes
    -----
    Rows of the same time are merged. Distance comes from position where none was recorded, then
    from speed, and is filled linearly between recorded values; speed comes from distance where
    none was recorded. Altitude that is 0 everywhere was not recorded.
    """
    seconds, table = _merge_rows(np.asarray(time, dtype=float), columns)
    if len(seconds) < 2:
        return None
    distance = _distance(seconds, table)
    speed = table["speed"]
    if not np.isfinite(speed).any():
        speed = speed_of(seconds, distance)
    altitude = table["altitude"]
    if not np.nan_to_num(altitude).any():
        altitude = np.full_like(seconds, np.nan)
    cadence = steps_per_minute(table["cadence"], kind)
    channels = (distance, speed, altitude, cadence, table["heart_rate"])
    if not any(np.isfinite(channel).any() for channel in channels):
        return None
    return Samples(seconds, *channels, table["grade"])


def build_and_name(
    time: ArrayLike, columns: Columns, kind: Kind, sport: str
) -> tuple[Samples | None, Kind, tuple[str, ...]]:
    """Return samples, their kind, and a note where the kind had to be guessed.

    Parameters
    ----------
    time, columns
        As for :func:`build_samples`.
    kind
        What the file's word for the sport means.
    sport
        That word; where it is empty, the kind is guessed from the speed.
    """
    samples = build_samples(time, columns, kind)
    if sport or samples is None or kind != "other":
        return samples, kind, ()
    guessed = guess_kind(samples)
    if guessed == "other":
        return samples, kind, ("names no sport",)
    note = f"names no sport; taken for a {guessed} by its speed"
    return build_samples(time, columns, guessed), guessed, (note,)


def guess_kind(samples: Samples) -> Kind:
    """Return the kind that speed suggests: nobody runs long above 7 m/s.

    >>> still = np.full(61, np.nan)
    >>> def at(speed):
    ...     time = np.arange(61.0)
    ...     return Samples(time, speed * time, np.full(61, speed), still, still, still)
    >>> guess_kind(at(1.3)), guess_kind(at(2.9)), guess_kind(at(8.0))
    ('walk', 'run', 'other')
    """
    speed = samples.speed[np.isfinite(samples.speed)]
    moving = speed[speed > _STANDING]
    if not moving.size or np.quantile(moving, _NEARLY_ALL) > _FASTEST_RUN:
        return "other"
    return "walk" if np.median(moving) < _SLOWEST_RUN else "run"


def steps_per_minute(cadence: Array, kind: Kind) -> Array:
    """Return steps of both feet per minute [1/min] from what a device calls cadence, shape (n,).

    Watches count one foot (FIT, TCX and most GPX) or both; whoever runs or walks takes more than
    40 and fewer than 120 strides per minute. For a ride, where cadence is the pedals', all is NaN.

    >>> steps_per_minute(np.array([0.0, 84.0, 85.5]), "run")
    array([  0., 168., 171.])
    >>> steps_per_minute(np.array([170.0, 172.0]), "run")
    array([170., 172.])
    """
    moving = cadence[cadence > 0]
    if kind not in ("run", "walk") or not moving.size:
        return np.full_like(cadence, np.nan)
    return cadence * 2 if np.median(moving) < _BOTH_FEET else cadence


def haversine(latitude: Array, longitude: Array) -> Array:
    """Return the distance between neighboring positions [m], shape (n - 1,).

    Parameters
    ----------
    latitude, longitude
        Positions [deg], shape (n,).

    Examples
    --------
    A minute of arc along a meridian is about a nautical mile.

    >>> haversine(np.array([0.0, 1 / 60]), np.array([0.0, 0.0])).round(1)
    array([1853.3])
    """
    north, east = np.radians(latitude), np.radians(longitude)
    half_chord = (
        np.sin(np.diff(north) / 2) ** 2
        + np.cos(north[:-1]) * np.cos(north[1:]) * np.sin(np.diff(east) / 2) ** 2
    )
    return np.asarray(2 * EARTH_RADIUS * np.arcsin(np.sqrt(np.clip(half_chord, 0, 1))))


def _merge_rows(time: Array, columns: Columns) -> tuple[Array, dict[str, Array]]:
    """Sort rows by time and merge those of the same time; the last value of a channel counts."""
    usable = (time >= 0) & (time <= _LONGEST_SESSION)
    seconds, row = np.unique(time[usable], return_inverse=True)
    table = {}
    for channel in CHANNELS:
        merged = np.full_like(seconds, np.nan)
        if channel in columns:
            values = np.asarray(columns[channel], dtype=float)[usable]
            low, high = _BELIEVABLE[channel]
            known = (values >= low) & (values <= high)
            merged[row[known]] = values[known]
        table[channel] = merged
    return seconds, table


def _distance(time: Array, table: Mapping[str, Array]) -> Array:
    """Return distance along the ground [m] from the best channel there is."""
    recorded = np.flatnonzero(np.isfinite(table["distance"]))
    if len(recorded) > 1:
        values = table["distance"][recorded]
        first = values[0] if values[0] <= _FASTEST_TRAVEL * max(time[recorded[0]], 1.0) else 0.0
        return _filled(time, recorded, first + _running_sum(np.diff(values)))
    latitude, longitude = table["latitude"], table["longitude"]
    placed = np.flatnonzero(np.nan_to_num(latitude * longitude))
    if len(placed) > 1:
        steps = haversine(latitude[placed], longitude[placed])
        return _filled(time, placed, _running_sum(steps))
    if np.isfinite(table["speed"]).any():
        return _running_sum(np.nan_to_num(table["speed"][1:]) * np.diff(time))
    return np.full_like(time, np.nan)


def _running_sum(steps: Array) -> Array:
    """Return the sum up to each step, from 0; a step backwards counts as none."""
    return np.concatenate([[0.0], np.cumsum(np.clip(steps, 0, None))])


def _filled(time: Array, known: NDArray[np.intp], values: Array) -> Array:
    """Fill between known values; what lies before the first or after the last is NaN."""
    return np.interp(time, time[known], values, left=np.nan, right=np.nan)


def speed_of(time: Array, distance: Array) -> Array:
    """Return the speed around each sample [m/s], over at least a window of ten seconds."""
    known = np.isfinite(distance)
    if known.sum() < 2:
        return np.full_like(time, np.nan)
    begin = np.clip(time - _SPEED_WINDOW / 2, time[known][0], None)
    end = np.clip(time + _SPEED_WINDOW / 2, None, time[known][-1])
    length = np.interp(end, time[known], distance[known])
    length = length - np.interp(begin, time[known], distance[known])
    return np.where(known, length / np.maximum(end - begin, 1.0), np.nan)
