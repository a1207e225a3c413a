"""Tempered sequential Monte Carlo: particles go from a prior to a posterior in steps.

The target is the prior times the likelihood to a power that grows from 0 to 1. Each step is as
large as the spread of the weights allows; then the particles are drawn anew by weight, and moved
until they have forgotten where they stood. Coordinates are standard normal a priori, so that a move
that keeps a normal law fitted to the particles accepts often, in any number of dimensions. Beside
the coordinates each particle carries a member: an index into a finite set of equally likely things,
such as ways in which mechanics may be uncertain.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Members = NDArray[np.int64]
LogLikelihood = Callable[[Array, Members], Array]
"""Coordinates (particles, dimensions) and members (particles,) to log-likelihoods (particles,).

-∞ stands for what cannot be."""

_KEPT = 0.5
"""Share of effective particles that a step may leave."""
FORGOTTEN = 0.1
"""Largest correlation with where particles stood after the moves of a step, unless asked."""
_REACH = (0.25, 0.6, 1.0)
"""How far moves go: 1 proposes anew from the fitted law."""
_LEAST_ROUNDS, _MOST_ROUNDS = 4, 60
_MOST_STEPS = 60
_RIDGE = 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class Tempered:
    """Particles of a posterior, equally likely.

    Parameters
    ----------
    points
        Shape (particles, dimensions).
    members
        Shape (particles,).
    log_likelihood
        Shape (particles,).
    log_evidence
        Of the readings under the model.
    powers
        Of the likelihood at each step, the last is 1 unless the run was given up.
    acceptance
        Share of moves that were accepted at the last step.
    memory
        Largest correlation of a coordinate with where it stood before the last step's moves.
    """

    points: Array
    members: Members
    log_likelihood: Array
    log_evidence: float
    powers: tuple[float, ...]
    acceptance: float
    memory: float

    @property
    def finished(self) -> bool:
        """Whether the whole likelihood counts."""
        return self.powers[-1] == 1


def temper(
    log_likelihood: LogLikelihood,
    start: tuple[Array, Members],
    n_members: int,
    rng: np.random.Generator,
    progress: Callable[[float], None] | None = None,
    forgotten: float = FORGOTTEN,
) -> Tempered:
    """Take particles from the prior to the posterior.

    Parameters
    ----------
    log_likelihood
        Of many particles at once.
    start
        Draws from the prior: coordinates, standard normal where the likelihood is not -∞, and
        members, uniform.
    n_members
        How many members there are to choose from.
    rng
        The random stream, which is advanced.
    progress
        Called with the power reached.
    forgotten
        Largest correlation with where particles stood that the moves of a step may leave. Of few
        particles, one over the root of their number is left by chance.
    """
    points, members = start[0].copy(), start[1].copy()
    found = log_likelihood(points, members)
    power, evidence = 0.0, 0.0
    powers: list[float] = []
    acceptance, memory = 1.0, 0.0
    while power < 1 and len(powers) < _MOST_STEPS:
        step = _next_step(found, 1 - power)
        weights, gained = _weights(found, step)
        power, evidence = min(power + step, 1.0), evidence + gained
        chosen = _systematic(weights, rng)
        cloud = _Cloud(points[chosen], members[chosen], found[chosen], power, n_members)
        acceptance, memory = cloud.move(log_likelihood, rng, forgotten)
        points, members, found = cloud.points, cloud.members, cloud.found
        powers.append(power)
        if progress:
            progress(power)
    return Tempered(points, members, found, evidence, tuple(powers), acceptance, memory)


def _weights(found: Array, step: float) -> tuple[Array, float]:
    """Return normal weights of a step, and the logarithm of their mean before."""
    top = found.max()
    raw = np.exp(step * (found - top)) if np.isfinite(top) else np.ones_like(found)
    return raw / raw.sum(), float(np.log(raw.mean()) + step * top) if np.isfinite(top) else -np.inf


def _next_step(found: Array, left: float) -> float:
    """Return the largest step, at most what is left, that keeps enough effective particles."""

    def kept(step: float) -> float:
        weights, _ = _weights(found, step)
        return 1 / float(weights @ weights) / len(found)

    # Particles that cannot be stay out whatever the step.
    enough = _KEPT * float(np.mean(np.isfinite(found)))
    if kept(left) >= enough:
        return left
    low, high = 0.0, left
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if kept(middle) >= enough else (low, middle)
    return max(low, float(np.finfo(float).eps))


def _systematic(weights: Array, rng: np.random.Generator) -> Members:
    """Return indices drawn by weight, spread evenly."""
    places = (np.arange(len(weights)) + rng.random()) / len(weights)
    picked = np.searchsorted(np.cumsum(weights), places).astype(np.int64)
    return np.minimum(picked, len(weights) - 1)


class _Cloud:
    """Particles at one power, and the moves that keep its target."""

    def __init__(
        self, points: Array, members: Members, found: Array, power: float, n_members: int
    ) -> None:
        self.points, self.members, self.found, self.power = points, members, found, power
        self.middle = points.mean(axis=0)
        spread = np.atleast_2d(np.cov(points, rowvar=False)) + _RIDGE * np.eye(points.shape[1])
        self.root = np.linalg.cholesky(spread)
        self.inverse = np.linalg.inv(self.root)
        seen = np.bincount(members, minlength=n_members) / len(members)
        self.chance = (seen + 1 / n_members) / 2
        self.known = self._reference(points)

    def move(
        self, log_likelihood: LogLikelihood, rng: np.random.Generator, forgotten: float
    ) -> tuple[float, float]:
        """Move until the start is forgotten; return acceptance and what is left of memory."""
        before, accepted, memory = self.points.copy(), [], 1.0
        for turn in range(_MOST_ROUNDS):
            accepted.append(self._move_points(log_likelihood, rng))
            if len(self.chance) > 1:
                self._move_members(log_likelihood, rng)
            memory = _memory(before, self.points)
            if memory < forgotten and turn + 1 >= _LEAST_ROUNDS:
                break
        return float(np.mean(accepted)), memory

    def _move_points(self, log_likelihood: LogLikelihood, rng: np.random.Generator) -> float:
        n, n_dims = self.points.shape
        reach = np.asarray(_REACH)[rng.integers(len(_REACH), size=n)][:, None]
        fresh = rng.standard_normal((n, n_dims)) @ self.root.T
        kept = np.sqrt(1 - reach**2) * (self.points - self.middle)
        points = self.middle + kept + reach * fresh
        known, found = self._reference(points), log_likelihood(points, self.members)
        gain = self.power * (found - self.found) + known - self.known
        taken = np.log(rng.random(n)) < gain
        self.points[taken], self.found[taken] = points[taken], found[taken]
        self.known[taken] = known[taken]
        return float(taken.mean())

    def _reference(self, points: Array) -> Array:
        """Return the log prior less that of the fitted law, which the moves keep."""
        apart = (points - self.middle) @ self.inverse.T
        found: Array = (np.sum(apart**2, axis=1) - np.sum(points**2, axis=1)) / 2
        return found

    def _move_members(self, log_likelihood: LogLikelihood, rng: np.random.Generator) -> None:
        n = len(self.members)
        members = rng.choice(len(self.chance), size=n, p=self.chance)
        found = log_likelihood(self.points, members)
        gain = self.power * (found - self.found)
        gain += np.log(self.chance[self.members]) - np.log(self.chance[members])
        taken = np.log(rng.random(n)) < gain
        self.members[taken], self.found[taken] = members[taken], found[taken]


def _memory(before: Array, after: Array) -> float:
    """Return the largest correlation of a coordinate with what it was."""
    before, after = before - before.mean(axis=0), after - after.mean(axis=0)
    both = np.sum(before * after, axis=0)
    size = np.sqrt(np.sum(before**2, axis=0) * np.sum(after**2, axis=0))
    return float(np.max(both / np.maximum(size, np.finfo(float).tiny)))
