"""Curves over one cycle: smoothing and slopes by their harmonics."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Harmonics:
    """The harmonics that are kept of a cycle of even samples, its end not repeated.

    Parameters
    ----------
    waves
        Cosines and sines at the nodes, shape (nodes, waves) [-].
    slopes
        Their slopes over the cycle, shape (nodes, waves) [1/cycle].
    analysis
        Takes the amplitudes from a curve, shape (waves, nodes) [-].

    >>> turn = 2 * np.pi * np.arange(64) / 64
    >>> kept = harmonics(64, 14)
    >>> curve = 1 + np.sin(turn)
    >>> bool(np.allclose(kept.smooth(curve + np.sin(20 * turn)), curve))
    True
    >>> bool(np.allclose(kept.slope(curve), 2 * np.pi * np.cos(turn)))
    True
    """

    waves: Array
    slopes: Array
    analysis: Array

    def smooth(self, curves: Array) -> Array:
        """Return curves, nodes along the first axis, without faster harmonics."""
        smoothed: Array = curves.mean(axis=0) + self.waves @ (self.analysis @ curves)
        return smoothed

    def slope(self, curves: Array) -> Array:
        """Return the slopes of smoothed curves over the cycle [1/cycle]."""
        slope: Array = self.slopes @ (self.analysis @ curves)
        return slope


@cache
def harmonics(nodes: int, count: int) -> Harmonics:
    """Return the first ``count`` harmonics, or as many as the nodes resolve."""
    order = np.arange(1, min(count, (nodes - 1) // 2) + 1, dtype=float)
    angle = 2 * np.pi * np.outer(np.arange(nodes), order) / nodes
    cosine, sine = np.cos(angle), np.sin(angle)
    waves: Array = np.hstack([cosine, sine])
    slopes: Array = 2 * np.pi * np.hstack([-order * sine, order * cosine])
    return Harmonics(waves, slopes, np.multiply(2 / nodes, waves.T))
