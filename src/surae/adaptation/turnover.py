"""Stimulus becomes size: muscle is always being renewed towards a setpoint.

V′ = k (S − V), with S = 1 − (1 − S₀) r (1 − h) + R g (1 − e^(−X/X₅₀)): everyday loading h holds the
muscle, training makes up for what it lacks, X adds to it, and R is the person's own response.
Renewal is faster while a muscle regains a size that it had before, and in a cast. Every function is
elementwise. Those of a day's step take numbers as well as arrays, so that
:mod:`surae.adaptation.compiled` runs the same source, number by number.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from surae.units import DAYS_PER_WEEK

Array = NDArray[np.float64]


def everyday_loading(
    steps_per_day: ArrayLike,
    unloaded: ArrayLike,
    *,
    holding_steps: ArrayLike,
    loading_half: ArrayLike,
) -> Array:
    """Return everyday loading over what holds an ordinary calf, at most 1 [-].

    The first steps of a day count most: h = n (1 + κ) / (n + κ), with n the share of the steps that
    hold the calf.

    Parameters
    ----------
    steps_per_day
        Steps that load the leg, running included.
    unloaded
        Share taken away by bed rest, a cast or suspension [-].

    >>> everyday_loading([0.0, 700.0, 7000.0], 0.0, holding_steps=7000.0, loading_half=0.1).round(2)
    array([0.  , 0.55, 1.  ])
    """
    share = np.minimum(np.asarray(steps_per_day) / np.asarray(holding_steps), 1.0)
    half = np.asarray(loading_half)
    held = share * (1 + half) / (share + half)
    loading: Array = held * (1 - np.asarray(unloaded))
    return loading


def weekly_sum(daily: Array) -> Array:
    """Return the sum over the last seven days, along the first axis.

    >>> weekly_sum(np.ones(9)).tolist()
    [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 7.0, 7.0]
    """
    total = np.cumsum(daily, axis=0)
    total[DAYS_PER_WEEK:] -= total[:-DAYS_PER_WEEK].copy()
    return total


def loss_without_loading(everyday: Array, loss_share: Array, *, setpoint_unloaded: Array) -> Array:
    """Return how far the setpoint lies below 1 for want of everyday loading, as a number ≤ 0 [-].

    Parameters
    ----------
    everyday
        Everyday loading [-].
    loss_share
        Loss of this muscle over that of the gastrocnemius and soleus [-].

    >>> round(loss_without_loading(0.0, 1.0, setpoint_unloaded=0.57), 2)
    -0.43
    """
    loss: Array = (setpoint_unloaded - 1) * loss_share * (1 - everyday)
    return loss


def filled(amount: Array) -> Array:
    """Return 1 − e^(−x), to rounding for small amounts too [-].

    >>> round(float(filled(1.0)), 3)
    0.632
    """
    half = np.tanh(amount / 2)
    share: Array = 2 * half / (1 + half)
    return share


def loading_with_training(
    everyday: Array, weekly_stimulus: Array, *, stimulus_scale: Array, holding_ratio: Array
) -> Array:
    """Return the loading that holds a muscle when training makes up for what life lacks [-].

    Parameters
    ----------
    everyday
        Everyday loading [-].
    weekly_stimulus
        Of one muscle, in the unit of its scale.

    >>> round(float(loading_with_training(0.0, 60.0, stimulus_scale=60.0, holding_ratio=1.0)), 2)
    0.63
    """
    share = filled(holding_ratio * weekly_stimulus / stimulus_scale)
    loading: Array = everyday + (1 - everyday) * share
    return loading


def growth_from_training(
    weekly_stimulus: Array, response: Array | float, *, gain: Array | float, stimulus_scale: Array
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
    growth: Array = gain * response * filled(weekly_stimulus / stimulus_scale)
    return growth


def kept_share(days: float, faster: ArrayLike = 1.0, *, turnover_rate: ArrayLike) -> Array:
    """Return which share of its distance to the setpoint a muscle keeps over some days [-].

    Parameters
    ----------
    faster
        Renewal over the ordinary one [-].

    >>> round(float(kept_share(30.0, turnover_rate=0.0126)), 3)
    0.685
    """
    kept: Array = np.exp(-np.asarray(turnover_rate) * np.asarray(faster) * days)
    return kept


def kept_out_of_cast(
    volume: Array,
    setpoint: Array,
    largest: Array,
    kept: Array,
    kept_regaining: Array,
    regain_gap: Array,
) -> Array:
    """Return the kept share of a day out of a cast; as :func:`kept_today`."""
    regains = (setpoint > volume) * np.minimum((largest - volume) / regain_gap, 1.0)
    own: Array = kept + (kept_regaining - kept) * regains
    return own


def kept_today(
    volume: Array,
    setpoint: Array,
    largest: Array,
    cast: Array | float,
    kept: Array,
    kept_regaining: Array,
    kept_in_cast: Array,
    regain_gap: Array,
) -> Array:
    """Return the kept share that holds on a day.

    A muscle below the largest size that it had, and on its way back to it, regains: fully where
    it lies as far below as the gap, in proportion where it is nearer, so that the dips of an
    irregular week are no regain. In a cast it is renewed faster too.

    Parameters
    ----------
    volume, setpoint, largest
        Relative to an ordinary walker's [-].
    cast
        1 on a day in a cast, 0 otherwise [-].
    kept, kept_regaining, kept_in_cast
        As from :func:`kept_share` [-].
    regain_gap
        How far below its largest size a muscle fully regains [-].
    """
    own = kept_out_of_cast(volume, setpoint, largest, kept, kept_regaining, regain_gap)
    today: Array = own + (kept_in_cast - own) * cast
    return today


def renew(volume: Array, setpoint: Array, kept: Array) -> Array:
    """Return the volume after some days at a constant setpoint, the exact solution.

    >>> kept = kept_share(30.0, turnover_rate=0.0126)
    >>> round(float(renew(np.array(1.0), np.array(0.57), kept)), 3)
    0.865
    """
    result: Array = setpoint + (volume - setpoint) * kept
    return result


def renew_in_parts(
    volume: Array, setpoint: Array, largest: Array, cast: Array | float, parts: int, *shares: Array
) -> tuple[Array, Array]:
    """Return the volume after a step of several days, and the largest so far.

    A muscle that regains may reach its largest size within the step, and is renewed as ever from
    there on: the step is taken in equal parts.

    Parameters
    ----------
    volume, setpoint, largest, cast
        As of :func:`kept_today`; the setpoint holds over the step.
    parts
        How many.
    shares
        As of :func:`kept_today`, those of one part.
    """
    kept, kept_regaining, _, regain_gap = shares
    in_cast = np.any(cast)
    for _ in range(parts):
        if in_cast:
            today = kept_today(volume, setpoint, largest, cast, *shares)
        else:
            today = kept_out_of_cast(volume, setpoint, largest, kept, kept_regaining, regain_gap)
        volume = renew(volume, setpoint, today)
        largest = np.maximum(largest, volume)
    return volume, largest
