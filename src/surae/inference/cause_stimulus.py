"""What each cause asks of each muscle, and how much of it has come through."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


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
