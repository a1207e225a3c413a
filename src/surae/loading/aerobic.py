"""What training asked of heart and lungs, from heart rate and pace, by published methods."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from surae import evidence
from surae.records import Samples, Session
from surae.records.person import Sex
from surae.units import SECONDS_PER_MINUTE

Array = NDArray[np.float64]


def max_heart_rate(
    age: ArrayLike, *, heart_rate_at_birth: ArrayLike, heart_rate_decline: ArrayLike
) -> Array:
    """Return the maximal heart rate expected at an age [1/min] from [years].

    Source: Tanaka et al. 2001.

    >>> float(max_heart_rate(40.0, heart_rate_at_birth=208, heart_rate_decline=0.7))
    180.0
    """
    rate: Array = np.asarray(heart_rate_at_birth) - np.asarray(heart_rate_decline) * np.asarray(age)
    return rate


def reserve_share(heart_rate: ArrayLike, resting: ArrayLike, maximal: ArrayLike) -> Array:
    """Return the share of heart-rate reserve in use, 0 at rest and 1 at the maximum [-]."""
    rest = np.asarray(resting)
    share: Array = (np.asarray(heart_rate) - rest) / (np.asarray(maximal) - rest)
    return np.clip(share, 0.0, 1.0)


def training_impulse(minutes: ArrayLike, reserve: ArrayLike, sex: Sex) -> Array:
    """Return the training impulse of minutes at shares of heart-rate reserve [1], their sum.

    Parameters
    ----------
    minutes
        [min], broadcast against the reserve; the last axis is summed.
    reserve
        As from :func:`reserve_share` [-].
    sex
        The lactate curve of which.

    Notes
    -----
    Source: Banister's impulse, Morton et al. 1990: minutes × share × scale × e^(exponent × share).

    >>> round(float(training_impulse([60.0], [0.69], "male")))
    100
    """
    scale = evidence.parameter(_SCALE[sex]).mean
    exponent = evidence.parameter(_EXPONENT[sex]).mean
    share = np.asarray(reserve)
    impulse: Array = (np.asarray(minutes) * share * scale * np.exp(exponent * share)).sum(axis=-1)
    return impulse


_SCALE = {"female": "trimp_scale_female", "male": "trimp_scale_male"}
_EXPONENT = {"female": "trimp_exponent_female", "male": "trimp_exponent_male"}


def zone_load(
    minutes: ArrayLike,
    heart_rate: ArrayLike,
    maximal: ArrayLike,
    *,
    lowest_zone: float,
    zone_width: float,
    zones: float,
) -> Array:
    """Return minutes weighted by their heart-rate zone, 1 to 5, summed over the last axis [1].

    Source: Edwards 1993; zones are tenths of the maximal heart rate from one half on.

    >>> found = zone_load([10, 10], [105, 195], 200, lowest_zone=0.5, zone_width=0.1, zones=5)
    >>> float(found)
    60.0
    """
    above = (np.asarray(heart_rate) / np.asarray(maximal) - lowest_zone) / zone_width
    zone = np.clip(np.floor(above) + 1, 0.0, zones)
    load: Array = (np.asarray(minutes) * zone).sum(axis=-1)
    return load


def oxygen_uptake(power: ArrayLike, *, oxygen_energy: ArrayLike) -> Array:
    """Return the oxygen uptake of a metabolic power [ml/(kg min)] from [J/(kg s)].

    >>> round(float(oxygen_uptake(12.0, oxygen_energy=20.9)), 1)
    34.4
    """
    uptake: Array = np.asarray(power) * SECONDS_PER_MINUTE / np.asarray(oxygen_energy)
    return uptake


def max_oxygen_uptake(uptake: ArrayLike, reserve: ArrayLike, *, oxygen_at_rest: ArrayLike) -> Array:
    """Return the maximal oxygen uptake that a steady effort lets expect [ml/(kg min)].

    Parameters
    ----------
    uptake
        Of the effort [ml/(kg min)].
    reserve
        Share of heart-rate reserve in use, above 0 [-].

    Notes
    -----
    *Assumes* that the shares of the reserves of oxygen uptake and of heart rate are equal.
    *Not for* efforts of a few minutes, heat, or a heart rate that medicine holds down.
    Source: Swain et al. 2004.

    >>> round(float(max_oxygen_uptake(35.0, 0.7, oxygen_at_rest=3.5)), 1)
    48.5
    """
    rest = np.asarray(oxygen_at_rest)
    most: Array = rest + (np.asarray(uptake) - rest) / np.asarray(reserve)
    return most


def heart_minutes(session: Session) -> tuple[Array, Array]:
    """Return the heart rates of a session, rounded, and the minutes spent at each.

    Both of shape (rates,); empty where no heart rate was recorded.
    """
    samples = session.samples
    if samples is None or len(samples) < 2:
        return np.zeros(0), np.zeros(0)
    seconds = _believed_seconds(samples)
    rate = samples.heart_rate[1:]
    known = np.isfinite(rate) & (rate > 0)
    rates, where = np.unique(np.round(rate[known]), return_inverse=True)
    return rates, np.bincount(where, seconds[known], len(rates)) / SECONDS_PER_MINUTE


def moving_heart_rate(session: Session) -> tuple[float, float]:
    """Return the mean heart rate while moving [1/min], and the minutes it was known [min].

    NaN and 0 where no heart rate was recorded.
    """
    samples = session.samples
    if samples is None or len(samples) < 2:
        return math.nan, 0.0
    seconds = _believed_seconds(samples)
    rate = samples.heart_rate[1:]
    speed = np.where(np.isfinite(samples.speed[1:]), samples.speed[1:], np.inf)
    known = np.isfinite(rate) & (rate > 0) & (speed > evidence.parameter("standing_speed").mean)
    spent = seconds[known].sum()
    if not spent > 0:
        return math.nan, 0.0
    return float(rate[known] @ seconds[known] / spent), float(spent / SECONDS_PER_MINUTE)


def _believed_seconds(samples: Samples) -> Array:
    """Return the length of each interval; a pause counts as no more than a minute [s]."""
    return np.minimum(np.diff(samples.time), SECONDS_PER_MINUTE)
