"""Causes that rose and fell together, so that no reading can tell them apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surae import evidence
from surae.adaptation.stimulus import present_causes
from surae.adaptation.turnover import weekly_sum
from surae.records import CAUSES, LoadSpectrum
from surae.units import DAYS_PER_WEEK

Array = NDArray[np.float64]

_TOGETHER = 0.9
_RAISES = ("standing raises", "seated raises")
_WEEKS = 8
"""Of each part of a contrast: half of them leave scans of two causes bound together [weeks]."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """Causes whose time went together, and the lowest correlation that binds them."""

    causes: tuple[str, ...]
    correlation: float

    @property
    def contrast(self) -> str:
        """What to do for a while so that readings can tell them apart."""
        raises = [cause for cause in self.causes if cause in _RAISES]
        first = (raises or self.causes)[0]
        rest = "the others" if len(self.causes) > 2 else next(c for c in self.causes if c != first)
        return f"{_WEEKS} weeks of {first} alone, then {_WEEKS} weeks of {rest} alone"


def moved_together(spectrum: LoadSpectrum) -> tuple[Bundle, ...]:
    """Return bundles of causes that rose and fell together.

    Their weekly time is looked at as it comes through in muscle: what alternates from week to week
    cannot be told apart by size either.

    Parameters
    ----------
    spectrum
        What was done; a plan that only repeats it adds nothing.
    """
    causes = present_causes(spectrum)[:-1]
    weeks = range(DAYS_PER_WEEK - 1, spectrum.n_days, DAYS_PER_WEEK)
    rate = np.array([evidence.parameter("turnover_rate").mean])
    weekly = weekly_sum(spectrum.exposure[:, causes])
    time = came_through(weekly.T, weeks, rate)[:, 0]
    close = _correlations(time)
    left, bundles = list(range(len(causes))), []
    while left:
        bundle = [left.pop(0)]
        # Complete linkage: each member went together with every other one.
        for other in list(left):
            if close[other, bundle].min() >= _TOGETHER:
                bundle.append(other)
                left.remove(other)
        if len(bundle) > 1:
            lowest = float(close[np.ix_(bundle, bundle)].min())
            bundles.append(Bundle(tuple(CAUSES[causes[k]] for k in bundle), lowest))
    return tuple(bundles)


def _correlations(time: Array) -> Array:
    """Return correlations of rows; those that never change went together."""
    apart = time - time.mean(axis=1, keepdims=True)
    size = np.sqrt(np.sum(apart**2, axis=1))
    steady = size <= np.finfo(float).eps * (1 + np.abs(time).sum(axis=1))
    size[steady] = 1.0
    close: Array = (apart / size[:, None]) @ (apart / size[:, None]).T
    close[np.ix_(steady, steady)] = 1.0
    return close


def came_through(aims: Array, days: Sequence[int], rates: Array) -> Array:
    """Return how much of a daily setpoint has come through by the end of some days.

    Parameters
    ----------
    aims
        Setpoint of each day, shape (rows, days) [-].
    days
        Ascending.
    rates
        Turnover rates, shape (rates,) [1/day].

    Returns
    -------
    Shape (rows, rates, wanted days); renewal starts from zero [-].

    >>> came_through(np.ones((1, 3)), [0, 2], np.array([0.1])).round(4).tolist()
    [[[0.0952, 0.2592]]]
    """
    kept = np.exp(-rates)
    state = np.zeros((len(aims), len(rates)))
    found = np.empty((len(aims), len(rates), len(days)))
    begin = 0
    for k, day in enumerate(days):
        ages = np.arange(day - begin, -1, -1)[:, None]
        state = state * kept ** (day + 1 - begin) + aims[:, begin : day + 1] @ (
            (1 - kept) * kept**ages
        )
        found[:, :, k], begin = state, day + 1
    return found
