"""Sharing of joint moments among muscles, node by node.

The dual of the problem has one unknown per joint, the multiplier, and is convex: activation follows
from the multipliers, and the moment left unbalanced is the slope of the dual. A Newton method
finds where that slope is zero. Each node keeps its own step; where a full one overshoots, the dual
is searched along it until its slope has nearly vanished, since a step that merely goes down can
crawl along a kink for ever. The same mathematics runs over all nodes at once under NumPy and, where
Numba is installed, compiled node by node (:mod:`surae.loading.sharing.compiled`).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from surae.loading.sharing.problem import NodeProblem, NodeSolution

Array = NDArray[np.float64]
Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]

EPSILON = float(np.finfo(float).eps)

SMALL_STEP = EPSILON**0.5
"""Step over multiplier up to which the dual is taken as quadratic."""

SMALL_RATIO = EPSILON**0.5 / 2 ** (2 * 2)
"""Gain over the cost of full activation below which activation rises in proportion to it.

The power law is endlessly steep, or flat, at zero, which rounding cannot follow. The slope of the
cost is off by less than this.
"""

ROUNDING = EPSILON * 2 ** (2 * 2)
"""Relative difference within which two numbers are taken as equal."""

LEAST_SLACK = 0.5 ** (2 * 2 * 2)
"""How small the slope along a step has to become, over what it was, before the next is taken.

The first step asks for a half, each further one for half of that down to this.
"""


def solve_nodes(
    problem: NodeProblem,
    *,
    node_tolerance: float,
    node_evaluations: float,
    compiled: bool | None = None,
) -> NodeSolution:
    """Share the moments of every node among muscles.

    Parameters
    ----------
    problem
        What is asked; nodes do not depend on each other.
    compiled
        True for the compiled path, False for NumPy; None takes the compiled one where Numba is
        installed.

    Returns
    -------
    Activations, multipliers and reserves. A moment beyond the capacity of the muscles is carried by
    the reserve, which says so; nothing is clipped.

    Notes
    -----
    *Assumes* that effort, Σ weight · activation^exponent, is as small as it can be. *Valid for*
    exponents of about 1.5 to 5. *Not for* co-contraction, which costs effort and moves nothing.

    >>> one = NodeProblem(np.array([[[100.0, 50.0]]]), np.array([[75.0]]), np.ones(2), 2.0, 1e6)
    >>> shared = solve_nodes(one, node_tolerance=1e-12, node_evaluations=100, compiled=False)
    >>> shared.activation.round(4)
    array([[0.6, 0.3]])
    """
    limit = round(node_evaluations)
    if has_numba() if compiled is None else compiled:
        from surae.loading.sharing.compiled import solve

        return NodeSolution(problem, *solve(problem, node_tolerance, limit))
    found, count = _solve(problem, node_tolerance, limit)
    activation, multiplier = _finish(problem, found)
    reserve = multiplier / (2 * problem.reserve_cost)
    return NodeSolution(problem, activation, multiplier, reserve, count)


@cache
def has_numba() -> bool:
    """Return whether Numba is installed."""
    return find_spec("numba") is not None


@dataclass(frozen=True, slots=True, eq=False)
class _Search:
    """Nodes still searched: where each stands, the step that it tries, and what it learned of it.

    ``value`` and ``slope`` are those of the dual at ``stand``, the slope along the step. Shares of
    the step between ``low`` and ``high`` are still possible; along the step the dual has slope
    ``falling`` at the one and ``rising`` at the other.
    """

    node: Counts
    stand: Array
    step: Array
    share: Array
    value: Array
    slope: Array
    slack: Array
    low: Array
    falling: Array
    high: Array
    rising: Array

    def kept(self, which: Flags) -> _Search:
        """Return the search without the nodes that are done."""
        return _Search(*(getattr(self, field.name)[which] for field in fields(self)))

    @property
    def trial(self) -> Array:
        """Multipliers to be tried, shape (nodes, joints)."""
        return self.stand + self.share[:, None] * self.step


def _first(stand: Array) -> _Search:
    nothing, ones = np.zeros(len(stand)), np.ones(len(stand))
    return _Search(
        np.arange(len(stand)),
        stand,
        np.zeros_like(stand),
        ones,
        ones * np.inf,
        nothing,
        ones,
        nothing,
        nothing,
        ones * np.inf,
        nothing,
    )


def _solve(problem: NodeProblem, tolerance: float, limit: int) -> tuple[Array, Counts]:
    """Return the multipliers and how often each node was tried."""
    found = _start(problem)
    count = np.zeros(len(found), dtype=np.int64)
    search = _first(found.copy())
    accuracy = tolerance * (1 + np.abs(problem.moment).max(axis=1))
    for _ in range(limit):
        if not len(search.node):
            break
        trial = search.trial
        found[search.node] = trial
        count[search.node] += 1
        value, slopes, curvature = _dual(problem, search.node, trial)
        going = np.abs(slopes).max(axis=1) > accuracy[search.node]
        moved = np.abs(trial - search.stand) > ROUNDING * np.abs(trial)
        going &= moved.any(axis=1) | np.isinf(search.value)
        search = _next(search.kept(going), value[going], slopes[going], curvature[going])
    return found, count


def _next(search: _Search, value: Array, slopes: Array, curvature: Array) -> _Search:
    """Return the search after a trial: from there if it was good, with another share if not."""
    along = (search.step * slopes).sum(axis=1)
    lower = value <= search.value + ROUNDING * np.abs(value)
    enough = -search.slack * search.slope
    far = (along > enough) | ((along > 0) & ~lower)
    short = (along < -enough) & np.isfinite(search.high)
    far &= np.isfinite(search.value)
    taken = ~far & ~short
    step = np.where(taken[:, None], _newton(slopes, curvature), search.step)
    slope = np.where(taken, (step * slopes).sum(axis=1), search.slope)
    low, falling = np.where(short, search.share, search.low), np.where(short, along, search.falling)
    high, rising = np.where(far, search.share, search.high), np.where(far, along, search.rising)
    with np.errstate(invalid="ignore"):
        ratio = (falling / (falling - rising) + 0.5) / 2
        between = low + ratio * (high - low)
    return _Search(
        search.node,
        np.where(taken[:, None], search.trial, search.stand),
        step,
        np.where(taken, 1.0, between),
        np.where(taken, value, search.value),
        slope,
        np.where(taken, np.maximum(search.slack / 2, LEAST_SLACK), search.slack),
        np.where(taken, 0.0, low),
        np.where(taken, slope, falling),
        np.where(taken, np.inf, high),
        rising,
    )


def _newton(slopes: Array, curvature: Array) -> Array:
    """Return the step to where the slopes vanish; rounding cannot make the curvature singular."""
    damping = ROUNDING * np.trace(curvature, axis1=1, axis2=2)
    damped = curvature + damping[:, None, None] * np.eye(slopes.shape[1])
    return -np.asarray(np.linalg.solve(damped, slopes[..., None])[..., 0], dtype=float)


def _finish(problem: NodeProblem, found: Array) -> tuple[Array, Array]:
    """Return activations and multipliers after a last, small step that is taken as linear.

    Above a power of 2 a hardly active muscle rises so steeply with its gain that rounding of the
    multipliers alone would unbalance the moment; below, a step in activation would be too coarse.
    """
    everywhere = np.arange(len(found))
    _, slopes, curvature = _dual(problem, everywhere, found)
    step = _newton(slopes, curvature)
    small = np.abs(step).max(axis=1) <= SMALL_STEP * np.abs(found).max(axis=1)
    step *= (small & (problem.exponent >= 2))[:, None]
    gain, more = (np.einsum("njm,nj->nm", problem.capacity, by) for by in (found, step))
    activation = _response(problem, gain)
    activation = activation + _bend(problem, activation) * more
    return np.clip(activation, 0.0, 1.0), found + step


def _start(problem: NodeProblem) -> Array:
    """Return the multipliers at which the muscles that help, without limits, do what is asked."""
    levers, moment, power = problem.capacity, problem.moment, problem.exponent
    helping = np.einsum("njm,nj->nm", levers, moment) > 0
    joints = np.eye(moment.shape[1]) / (2 * problem.reserve_cost)
    ease = helping / (power * problem.weight)
    curvature = (levers * ease[:, None, :]) @ levers.transpose(0, 2, 1) + joints
    start = _newton(-moment, curvature)
    if power == 2:
        return start
    gain = np.maximum(np.einsum("njm,nj->nm", levers, start), 0.0)
    made = (gain * _root(gain / (power * problem.weight), power)).sum(axis=1)
    asked = (start * moment).sum(axis=1)
    scale = np.divide(asked, made, out=np.ones_like(made), where=made > 0)
    return np.asarray(start * scale[:, None] ** (power - 1), dtype=float)


def _root(ratio: Array, power: float) -> Array:
    """Return the activation for a gain over the cost of full activation, not limited to 1."""
    if power == 2:
        return ratio
    root = 1 / (power - 1)
    taken = np.sqrt(ratio) if root == 0.5 else ratio**root
    return np.where(ratio < SMALL_RATIO, ratio * SMALL_RATIO ** (root - 1), taken)


def _response(problem: NodeProblem, gain: Array) -> Array:
    """Return the activation at which one more costs as much as it gains."""
    ratio = np.maximum(gain, 0.0) / (problem.exponent * problem.weight)
    return np.minimum(_root(ratio, problem.exponent), 1.0)


def _bend(problem: NodeProblem, activation: Array) -> Array:
    """Return how fast activation rises with gain, 0 at its limits."""
    power, root = problem.exponent, 1 / (problem.exponent - 1)
    small = SMALL_RATIO**root
    steep = root * np.maximum(activation, small) ** (2 - power)
    steep = np.where(activation < small, SMALL_RATIO ** (root - 1), steep)
    return np.where((activation > 0) & (activation < 1), steep / (power * problem.weight), 0.0)


def _dual(problem: NodeProblem, node: Counts, multiplier: Array) -> tuple[Array, Array, Array]:
    """Return value, slopes and curvature of the dual at some nodes."""
    levers, moment = problem.capacity[node], problem.moment[node]
    power, weight, cost = problem.exponent, problem.weight, 2 * problem.reserve_cost
    gain = np.einsum("njm,nj->nm", levers, multiplier)
    activation = _response(problem, gain)
    bend = _bend(problem, activation)
    root, full = 1 / (power - 1), power * weight
    offset = (1 / power - 0.5) * full * SMALL_RATIO ** (1 + root)
    terms = np.where(activation >= 1, gain - weight, (1 - 1 / power) * gain * activation) + offset
    value = np.where(activation < SMALL_RATIO**root, gain * activation / 2, terms).sum(axis=1)
    value += (multiplier * (multiplier / (2 * cost) - moment)).sum(axis=1)
    slopes = np.einsum("njm,nm->nj", levers, activation) + multiplier / cost - moment
    curvature = (levers * bend[:, None, :]) @ levers.transpose(0, 2, 1)
    return value, slopes, curvature + np.eye(moment.shape[1]) / cost
