"""Grade from a noisy altitude, with what the noise leaves uncertain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surae.records.log import AltitudeSource

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Grade:
    """Rise over run along a recording.

    Parameters
    ----------
    grade
        Shape (samples,) [-].
    grade_sd
        Standard deviation of its error, shape (samples,) [-].
    window
        Distance over which altitude was averaged and differentiated; NaN where none was used [m].
    """

    grade: Array
    grade_sd: Array
    window: float


def smooth_grade(
    distance: Array,
    altitude: Array,
    source: AltitudeSource | None = None,
    *,
    grade_step: float,
    grade_window: float,
    grade_window_gps: float,
    grade_limit: float,
    altitude_noise: float,
    altitude_noise_gps: float,
    altitude_reach: float,
    altitude_reach_gps: float,
    unknown_grade_sd: float,
) -> Grade:
    """Return rise over run at each sample, from altitude smoothed over distance.

    Altitude is laid on an even grid of ``grade_step`` meters, averaged over a window and
    differentiated over the same span; point-to-point differences of a recorded altitude are noise.
    Satellites wander by meters over hundreds of meters, so their altitude needs a longer window
    than that of a barometer.

    Parameters
    ----------
    distance
        Shape (samples,), not decreasing [m].
    altitude
        Shape (samples,), NaN where missing [m].
    source
        What measured the altitude; one that is not known is smoothed as a barometer's and trusted
        as little as that of satellites.

    Returns
    -------
    Grade
        Level where no altitude is known, never beyond ``grade_limit`` [-].

    Notes
    -----
    *Assumes* that the error of the altitude is as large along the whole way, and that it is alike
    at two places by e to the power of minus their distance over its reach. A recording whose
    altitude scatters more about its own smooth course than the noise of its source is given that
    scatter. *Not for* the error of smoothing itself: a short steep ramp is seen flatter and longer.
    """
    window = grade_window_gps if source == "gps" else grade_window
    known = np.isfinite(distance) & np.isfinite(altitude)
    if np.count_nonzero(known) < 2 or np.ptp(distance[known]) < window:
        return Grade(
            np.zeros_like(distance), np.full_like(distance, unknown_grade_sd), float(np.nan)
        )
    along = np.maximum.accumulate(distance[known])
    grid = np.arange(along[0], along[-1] + grade_step, grade_step)
    raw = np.interp(grid, along, altitude[known])
    height = _moving_average(raw, window / grade_step)
    slope, span = _central_difference(height, grade_step, window)
    noise = altitude_noise if source == "barometer" else altitude_noise_gps
    reach = altitude_reach if source == "barometer" else altitude_reach_gps
    error = max(noise, float(np.std(raw - height))) * _amplification(window, grade_step, reach)
    at = np.nan_to_num(distance, nan=along[0])
    sd = np.interp(at, grid, error * window / span)
    grade = np.clip(np.interp(at, grid, slope), -grade_limit, grade_limit)
    return Grade(grade, np.minimum(sd, grade_limit), window)


def _moving_average(values: Array, width: float) -> Array:
    """Average over ``width`` points, the ends repeated."""
    half = max(int(width // 2), 1)
    padded = np.pad(values, half, mode="edge")
    total = np.concatenate(([0.0], np.cumsum(padded)))
    span = 2 * half + 1
    return (total[span:] - total[:-span]) / span


def _central_difference(height: Array, step: float, window: float) -> tuple[Array, Array]:
    """Difference over ``window`` meters around each point, shorter at the ends, and its span."""
    half = max(int(window / step) // 2, 1)
    last = len(height) - 1
    behind = np.maximum(np.arange(len(height)) - half, 0)
    ahead = np.minimum(np.arange(len(height)) + half, last)
    span: Array = np.maximum(ahead - behind, 1) * step
    return (height[ahead] - height[behind]) / span, span


def _amplification(window: float, step: float, reach: float) -> float:
    """Return how much an error of one meter of altitude becomes in the grade [1/m].

    The grade is a weighted sum of altitudes, so its variance is the weights' quadratic form with
    the correlation of the errors.
    """
    half = max(int(window / step // 2), 1)
    mean = np.full(2 * half + 1, 1 / (2 * half + 1))
    apart = np.zeros(2 * half + 1)
    apart[0], apart[-1] = 1, -1
    weights = np.convolve(mean, apart) / (2 * half * step)
    places = step * np.arange(len(weights))
    alike = np.exp(-np.abs(places[:, None] - places) / reach)
    return float(np.sqrt(weights @ alike @ weights))
