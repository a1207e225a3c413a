"""What is unknown of a person, as coordinates that are standard normal a priori.

A lognormal is its logarithm, a normal itself, a uniform its normal score, each from its middle in
its spreads. Bounds are kept by refusing what lies outside. Whatever prior draws are correlated in,
the coordinates are not: correlations are taken from the draws themselves.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from surae.errors import EvidenceError
from surae.evidence.parameters import Parameter

Array = NDArray[np.float64]

_error_function = np.frompyfunc(math.erf, 1, 1)
_score = np.frompyfunc(NormalDist().inv_cdf, 1, 1)
_SURELY = 4.0
"""A correlation of prior draws counts from this many standard errors on."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A number to be learned: its name among the draws, and its prior."""

    name: str
    prior: Parameter

    def __post_init__(self) -> None:
        if self.prior.distribution not in ("normal", "lognormal", "uniform"):
            kinds = "normal, lognormal or uniform"
            raise EvidenceError("parameters", self.prior.name, f"to be learned it must be {kinds}")

    def score(self, values: Array) -> Array:
        """Return standard normal scores of values."""
        prior = self.prior
        if prior.distribution == "uniform":
            share = (values - prior.low) / (prior.high - prior.low)
            return np.asarray(_score(np.clip(share, 1e-12, 1 - 1e-12)), dtype=float)
        if prior.distribution == "lognormal":
            return np.log(values / prior.mean) / prior.sd
        return (values - prior.mean) / prior.sd

    def value(self, scores: Array) -> Array:
        """Return values of standard normal scores, bounds not looked at."""
        prior = self.prior
        if prior.distribution == "uniform":
            share = (1 + np.asarray(_error_function(scores / math.sqrt(2)), dtype=float)) / 2
            return prior.low + (prior.high - prior.low) * share
        if prior.distribution == "lognormal":
            found: Array = prior.mean * np.exp(prior.sd * scores)
            return found
        return prior.mean + prior.sd * scores

    def limits(self) -> tuple[float, float]:
        """Return the scores of the bounds."""
        prior = self.prior
        if prior.distribution == "uniform":
            return -math.inf, math.inf
        if prior.distribution == "lognormal":
            low = math.log(prior.low / prior.mean) if prior.low > 0 else -math.inf
            return low / prior.sd, math.log(prior.high / prior.mean) / prior.sd
        return (prior.low - prior.mean) / prior.sd, (prior.high - prior.mean) / prior.sd


class Space:
    """Coordinates of some unknowns.

    Parameters
    ----------
    unknowns
        In the order of the coordinates.
    draws
        Prior draws of each by name, shape (draws,), from which correlations are taken.
    """

    def __init__(self, unknowns: Sequence[Unknown], draws: Mapping[str, Array]) -> None:
        self.unknowns = tuple(unknowns)
        scores = self._scores(draws)
        self._root = np.linalg.cholesky(_correlation(scores))
        self._inverse = np.linalg.inv(self._root)
        limits = np.array([unknown.limits() for unknown in self.unknowns]).reshape(-1, 2)
        self._low, self._high = limits.T

    def __len__(self) -> int:
        return len(self.unknowns)

    def _scores(self, values: Mapping[str, Array]) -> Array:
        return np.column_stack([u.score(np.asarray(values[u.name])) for u in self.unknowns])

    def points(self, values: Mapping[str, Array]) -> Array:
        """Return coordinates of values, shape (draws, unknowns)."""
        found: Array = self._scores(values) @ self._inverse.T
        return found

    def values(self, points: Array) -> tuple[dict[str, Array], NDArray[np.bool_]]:
        """Return values by name, and which of the points lie inside all bounds."""
        scores = points @ self._root.T
        inside = np.all((scores >= self._low) & (scores <= self._high), axis=1)
        scores = np.clip(scores, self._low, self._high)
        found = {u.name: u.value(scores[:, k]) for k, u in enumerate(self.unknowns)}
        return found, inside


def _correlation(scores: Array) -> Array:
    """Return the correlation of prior draws, that of chance taken as none."""
    found = np.atleast_2d(np.corrcoef(scores, rowvar=False))
    found[np.abs(found) < _SURELY / np.sqrt(len(scores))] = 0.0
    np.fill_diagonal(found, 1.0)
    return found
