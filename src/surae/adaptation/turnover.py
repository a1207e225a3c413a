"""Stimulus becomes size: muscle is always being renewed towards a setpoint.

V′ = k (S − V), with S = 1 − (1 − S₀)(1 − h) + R·g·(1 − e^(−X/X₅₀)): everyday loading h holds the
muscle, training X adds to it, and R is the person's own response.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from surae.units import DAYS_PER_WEEK

Array = NDArray[np.float64]


def everyday_loading(
    steps_per_day: ArrayLike, unloaded: ArrayLike, *, holding_steps: ArrayLike
) -> Array:
    """Return everyday loading over what holds an ordinary calf, at most 1 [-].

    Parameters
    ----------
    steps_per_day
        Steps that load the leg, running included.
    unloaded
        Share taken away by bed rest, a cast or suspension [-].

    >>> everyday_loading([3500.0, 7000.0, 14000.0], 0.0, holding_steps=7000.0)
    array([0.5, 1. , 1. ])
    """
    share = np.minimum(np.asarray(steps_per_day) / np.asarray(holding_steps), 1.0)
    loading: Array = share * (1 - np.asarray(unloaded))
    return loading


def weekly_sum(daily: Array) -> Array:
    """Return the sum over the last seven days, along the first axis.

    >>> weekly_sum(np.ones(9)).tolist()
    [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 7.0, 7.0]
    """
    total = np.cumsum(daily, axis=0)
    total[DAYS_PER_WEEK:] -= total[:-DAYS_PER_WEEK].copy()
    return total


def loss_without_loading(everyday: ArrayLike, *, setpoint_unloaded: ArrayLike) -> Array:
    """Return how far the setpoint lies below 1 for want of everyday loading, as a number ≤ 0 [-].

    >>> float(loss_without_loading(0.0, setpoint_unloaded=0.57).round(2))
    -0.43
    """
    loss: Array = -(1 - np.asarray(setpoint_unloaded)) * (1 - np.asarray(everyday))
    return loss


def growth_from_training(
    weekly_stimulus: ArrayLike, response: ArrayLike, *, gain: ArrayLike, stimulus_scale: ArrayLike
) -> Array:
    """Return what a week's stimulus adds to the setpoint [-].

    Parameters
    ----------
    weekly_stimulus
        Of one muscle [s].
    response
        The muscle's largest addition in a typical person [-].

    >>> round(float(growth_from_training(60.0, 0.2, gain=1.0, stimulus_scale=60.0)), 3)
    0.126
    """
    fill = -np.expm1(-np.asarray(weekly_stimulus) / np.asarray(stimulus_scale))
    growth: Array = np.asarray(gain) * np.asarray(response) * fill
    return growth


def renew(volume: Array, setpoint: Array, days: float, *, turnover_rate: ArrayLike) -> Array:
    """Return the volume after some days at a constant setpoint, the exact solution.

    >>> v = renew(np.array(1.0), np.array(0.57), 30.0, turnover_rate=0.0126)
    >>> round(float(v), 3)
    0.865
    """
    kept = np.exp(-np.asarray(turnover_rate) * days)
    result: Array = setpoint + (volume - setpoint) * kept
    return result
