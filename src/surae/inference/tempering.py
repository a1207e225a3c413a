"""Tempered sequential Monte Carlo: particles go from a prior to a posterior in steps.

The target is the prior times the likelihood to a power that grows from 0 to 1. Each step is as
large as the spread of the weights allows; then the particles are drawn anew by weight, and moved
until they have forgotten where they stood. Coordinates are standard normal a priori, so that a move
that keeps a normal law fitted to the particles accepts often, in any number of dimensions. Beside
the coordinates each particle carries a member: an index into a finite set of equally likely things,
such as ways in which mechanics may be uncertain. Traits tell how members differ; the middle of the
fitted law is linear in them, so that a particle that changes its member moves to where that member
wants it.
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
_LEAST_ON_THE_WAY = 2
_MOST_STEPS = 60
_RIDGE = 1e-3
_MEMBER_REACH = (0.0, 0.25, 0.6)
"""How far moves go that change the member too, beyond what the new member asks."""
ALIKE = np.zeros((1, 1))
"""Traits where there is one member."""
_DOUBT = 10.0
"""Particles that would speak against any relation between traits and coordinates."""


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
    traits: Array,
    rng: np.random.Generator,
    progress: Callable[[float], None] | None = None,
    forgotten: float = FORGOTTEN,
    on_the_way: float | None = None,
) -> Tempered:
    """Take particles from the prior to the posterior.

    Parameters
    ----------
    log_likelihood
        Of many particles at once.
    start
        Draws from the prior: coordinates, standard normal where the likelihood is not -∞, and
        members, uniform.
    traits
        Of the members that there are to choose from, of mean 0 and variance 1 or all 0, shape
        (members, traits). They speed up moves and change no target.
    rng
        The random stream, which is advanced.
    progress
        Called with the power reached.
    forgotten
        Largest correlation with where particles stood that the moves of a step may leave. Of few
        particles, one over the root of their number is left by chance.
    on_the_way
        The same for all steps but the last, whose particles are drawn anew by weight; as for the
        last if None.
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
        cloud = _Cloud(points[chosen], members[chosen], found[chosen], power, traits)
        limit, least = forgotten, _LEAST_ROUNDS
        if power < 1 and on_the_way is not None:
            limit, least = on_the_way, _LEAST_ON_THE_WAY
        acceptance, memory = cloud.move(log_likelihood, rng, limit, least)
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
        self, points: Array, members: Members, found: Array, power: float, traits: Array
    ) -> None:
        self.points, self.members, self.found, self.power = points, members, found, power
        self.middle = _middle(points, members, traits)
        apart = points - self.middle[members]
        spread = np.atleast_2d(np.cov(apart, rowvar=False)) + _RIDGE * np.eye(points.shape[1])
        self.root = np.linalg.cholesky(spread)
        self.inverse = np.linalg.inv(self.root)
        seen = np.bincount(members, minlength=len(traits)) / len(members)
        self.chance = (seen + 1 / len(traits)) / 2
        self.known = self._reference(points, members)

    def move(
        self,
        log_likelihood: LogLikelihood,
        rng: np.random.Generator,
        forgotten: float,
        least_rounds: int,
    ) -> tuple[float, float]:
        """Move until the start is forgotten; return acceptance and what is left of memory."""
        before, accepted, memory = self.points.copy(), [], 1.0
        for turn in range(_MOST_ROUNDS):
            accepted.append(self._move(log_likelihood, rng, self.members, _REACH))
            if len(self.chance) > 1:
                members = rng.choice(len(self.chance), size=len(self.members), p=self.chance)
                self._move(log_likelihood, rng, members, _MEMBER_REACH)
            memory = _memory(before, self.points)
            if memory < forgotten and turn + 1 >= least_rounds:
                break
        return float(np.mean(accepted)), memory

    def _move(
        self,
        log_likelihood: LogLikelihood,
        rng: np.random.Generator,
        members: Members,
        reaches: tuple[float, ...],
    ) -> float:
        """Propose members with points that keep the fitted law; return the share accepted."""
        n, n_dims = self.points.shape
        reach = np.asarray(reaches)[rng.integers(len(reaches), size=n)][:, None]
        fresh = rng.standard_normal((n, n_dims)) @ self.root.T
        kept = np.sqrt(1 - reach**2) * (self.points - self.middle[self.members])
        points = self.middle[members] + kept + reach * fresh
        known, found = self._reference(points, members), log_likelihood(points, members)
        gain = self.power * (found - self.found) + known - self.known
        taken = np.log(rng.random(n)) < gain
        self.members = np.where(taken, members, self.members)
        self.points[taken], self.found[taken] = points[taken], found[taken]
        self.known[taken] = known[taken]
        return float(taken.mean())

    def _reference(self, points: Array, members: Members) -> Array:
        """Return the log prior less that of the fitted law, which the moves keep."""
        apart = (points - self.middle[members]) @ self.inverse.T
        found: Array = (np.sum(apart**2, axis=1) - np.sum(points**2, axis=1)) / 2
        return found - np.log(self.chance[members])


def _middle(points: Array, members: Members, traits: Array) -> Array:
    """Return where particles of each member are expected, shape (members, dimensions)."""
    own, middle = traits[members], points.mean(axis=0)
    apart = own - own.mean(axis=0)
    doubt = _DOUBT * np.eye(traits.shape[1])
    slope = np.linalg.solve(apart.T @ apart + doubt, apart.T @ (points - middle))
    found: Array = middle + (traits - own.mean(axis=0)) @ slope
    return found


def _memory(before: Array, after: Array) -> float:
    """Return the largest correlation of a coordinate with what it was."""
    before, after = before - before.mean(axis=0), after - after.mean(axis=0)
    both = np.sum(before * after, axis=0)
    size = np.sqrt(np.sum(before**2, axis=0) * np.sum(after**2, axis=0))
    return float(np.max(both / np.maximum(size, np.finfo(float).tiny)))
