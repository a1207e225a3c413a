"""Grade from a noisy altitude."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def smooth_grade(
    distance: Array,
    altitude: Array,
    *,
    grade_step: float,
    grade_window: float,
    grade_limit: float,
) -> Array:
    """Return rise over run at each sample, from altitude smoothed over distance.

    Altitude is laid on an even grid of ``grade_step`` meters, averaged over ``grade_window``
    meters and differentiated over the same span; point-to-point differences of a recorded
    altitude are noise.

    Parameters
    ----------
    distance
        Shape (samples,), not decreasing [m].
    altitude
        Shape (samples,), NaN where missing [m].

    Returns
    -------
    Shape (samples,), zero where no altitude is known; never beyond ``grade_limit`` [-].
    """
    known = np.isfinite(distance) & np.isfinite(altitude)
    if np.count_nonzero(known) < 2 or np.ptp(distance[known]) < grade_window:
        return np.zeros_like(distance)
    along = np.maximum.accumulate(distance[known])
    grid = np.arange(along[0], along[-1] + grade_step, grade_step)
    height = _moving_average(np.interp(grid, along, altitude[known]), grade_window / grade_step)
    slope = _central_difference(height, grade_step, grade_window)
    at_samples = np.interp(np.nan_to_num(distance, nan=along[0]), grid, slope)
    return np.clip(at_samples, -grade_limit, grade_limit)


def _moving_average(values: Array, width: float) -> Array:
    """Average over ``width`` points, the ends repeated."""
    half = max(int(width // 2), 1)
    padded = np.pad(values, half, mode="edge")
    total = np.concatenate(([0.0], np.cumsum(padded)))
    span = 2 * half + 1
    return (total[span:] - total[:-span]) / span


def _central_difference(height: Array, step: float, window: float) -> Array:
    """Difference over ``window`` meters around each point, shorter at the ends."""
    half = max(int(window / step) // 2, 1)
    last = len(height) - 1
    behind = np.maximum(np.arange(len(height)) - half, 0)
    ahead = np.minimum(np.arange(len(height)) + half, last)
    slope: Array = (height[ahead] - height[behind]) / (np.maximum(ahead - behind, 1) * step)
    return slope
