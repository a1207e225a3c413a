"""What each muscle does over one cycle of a movement, on one compliant Achilles tendon.

The three muscles of the calf pull on one tendon. How far and how fast it stretches decides the
length and speed of their fibers, and these decide what they can pull: the force of the tendon is
not known before itself. It is found for the whole cycle at once, by a Newton method on the residual
G(F, dF/dt) − F, where G is what the muscles pull while the tendon bears F.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from surae.anatomy.limb import Limb
from surae.loading.sharing.curves import CycleForces, MovementCurves
from surae.loading.sharing.pull import Pull, Rules, Shared, pull_of
from surae.loading.sharing.solver import EPSILON

Array = NDArray[np.float64]

NUDGE = float(np.cbrt(EPSILON))
"""Step of the differences that stand for slopes, over the scale of the quantity."""

MEMORY = 2 * 2
"""Steps over which the gap of the tendon force has to narrow."""

SHORTEST = 0.5 ** (2 * 2 * 2)
"""Share of a Newton step below which no shorter one is tried."""


def solve_cycle(
    limb: Limb,
    curves: MovementCurves,
    *,
    sharing_exponent: float,
    sharing_volume_power: float,
    reserve_weight: float,
    reserve_limit: float,
    cycle_harmonics: float,
    cycle_tolerance: float,
    cycle_iterations: float,
    node_tolerance: float,
    node_evaluations: float,
    compiled: bool | None = None,
) -> CycleForces:
    """Return force, activation and fiber state of every muscle group over a cycle.

    Parameters
    ----------
    limb
        The person's leg.
    curves
        Joint angles and moments over the cycle.
    compiled
        As for :func:`surae.loading.sharing.solver.solve_nodes`.

    Returns
    -------
    Its ``status`` says in a sentence whether the tendon force settled, and whether the moments ask
    for more than the muscles can give.

    Notes
    -----
    *Assumes* sharing by least effort at each instant; fibers and tendon in line but for a constant
    angle; one Achilles tendon for the calf, tendons that do not stretch for all other muscles.
    *Valid for* repeated movements of healthy legs. *Not for* co-contraction, tremor, or the order
    in which motor units are recruited.
    """
    rules = Rules(
        sharing_exponent,
        sharing_volume_power,
        reserve_weight,
        round(cycle_harmonics),
        node_tolerance,
        node_evaluations,
        compiled,
    )
    pull = pull_of(limb, curves, rules)
    force, shared, iterations = _settle(pull, cycle_tolerance, round(cycle_iterations))
    return _answer(pull, shared, force, iterations, (cycle_tolerance, reserve_limit))


def _settle(pull: Pull, tolerance: float, limit: int) -> tuple[Array, Shared, int]:
    """Return the tendon force, the sharing under it and the Newton steps that were taken.

    The gap may widen for a few steps on the way; the narrowest one counts.
    """
    still = np.zeros(len(pull.lengths))
    force = pull.share(still, still).tendon_force
    shared = pull.share(force, pull.rate(force))
    gaps: list[float] = []
    best = force, shared
    for iteration in range(limit + 1):
        gap = shared.tendon_force - force
        gaps.append(float(np.linalg.norm(gap)))
        if gaps[-1] <= min(gaps):
            best = force, shared
        if np.abs(gap).max() <= tolerance * pull.strength or iteration == limit:
            break
        step = _newton(pull, force, shared.tendon_force)
        force, shared = _search(pull, force, step, max(gaps[-MEMORY:]))
    return *best, len(gaps) - 1


def _newton(pull: Pull, force: Array, now: Array) -> Array:
    """Return the step of the tendon force that closes the gap to first order, shape (nodes,) [N].

    The residual's Jacobian is diagonal but for the slope over the cycle, which has as many
    dimensions as harmonics are kept; only those are solved for.
    """
    rate, period = pull.rate(force), pull.curves.period
    by_force, by_rate = NUDGE * pull.strength, NUDGE * pull.strength / period
    level = (pull.share(force + by_force, rate).tendon_force - now) / by_force - 1
    speed = (pull.share(force, rate + by_rate).tendon_force - now) / by_rate / period
    kept = pull.harmonics
    alone = (force - now) / level
    coupling = kept.analysis @ ((speed / level)[:, None] * kept.slopes)
    waves = np.linalg.solve(np.eye(len(coupling)) + coupling, kept.analysis @ alone)
    step: Array = alone - speed / level * (kept.slopes @ waves)
    return step


def _search(pull: Pull, force: Array, step: Array, widest: float) -> tuple[Array, Shared]:
    """Return the first of ever shorter steps with a gap below ``widest``, or the shortest."""
    share = 1.0
    while True:
        trial = force + share * step
        shared = pull.share(trial, pull.rate(trial))
        gap = np.linalg.norm(shared.tendon_force - trial)
        if gap < (1 - share * NUDGE) * widest or share < SHORTEST:
            return trial, shared
        share /= 2


def _answer(
    pull: Pull, shared: Shared, force: Array, iterations: int, limits: tuple[float, float]
) -> CycleForces:
    tolerance, reserve_limit = limits
    nodes, fibers = shared.nodes, shared.fibers
    gap = float(np.abs(shared.tendon_force - force).max() / pull.strength)
    exceeded = nodes.exceeded(reserve_limit)
    holding = shared.isometric + shared.passive
    return CycleForces(
        period=pull.curves.period,
        force=shared.force,
        passive_force=shared.passive,
        activation=nodes.activation,
        fiber_length=fibers.length,
        fiber_velocity=fibers.velocity,
        relative_tension=shared.force / np.maximum(holding, np.finfo(float).tiny),
        reserve=nodes.reserve,
        exceeded=exceeded,
        tendon_force=shared.tendon_force,
        tendon_strain=fibers.strain,
        kkt_residual=nodes.kkt_residual,
        tendon_gap=gap,
        n_iterations=iterations,
        status=_status(gap, tolerance, nodes.reserve, exceeded),
    )


def _status(gap: float, tolerance: float, reserve: Array, exceeded: NDArray[np.bool_]) -> str:
    """Return what is to be known of an answer, in a sentence."""
    told = []
    if gap > tolerance:
        told.append(f"the tendon force did not settle: {gap:.2g} of its largest is left")
    if exceeded.any():
        most = np.abs(reserve).max()
        told.append(
            f"the moments exceed what the muscles can give in {exceeded.mean():.0%} of the cycle, "
            f"by up to {most:.3g} N m"
        )
    return "; ".join(told) or "settled"
