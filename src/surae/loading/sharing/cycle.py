"""A whole cycle: joint moments and angles become force, length and velocity of every muscle.

The soleus and both heads of the gastrocnemius pull on one compliant tendon. Its force sets its
length, its length sets the fibers' lengths and velocities, those set what each muscle can give, and
the sharing of the moment sets the force: the force over the whole cycle is the root of that loop,
found by a Newton iteration. The tendons of the other muscles give under passive force alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surae.anatomy.force_curves import (
    active_force_length,
    force_velocity,
    passive_force_length,
    tendon_strain,
)
from surae.anatomy.limb import GROUPS, Limb
from surae.anatomy.strength import HEADS
from surae.evidence import bind, central_values
from surae.loading.movement.curves import MovementCurves
from surae.loading.sharing.problem import NodeProblem, NodeSolution
from surae.loading.sharing.solver import solve_nodes
from surae.units import MM_PER_M

Array = NDArray[np.float64]

ROOT = float(np.finfo(float).eps ** 0.5)
"""Step of a difference quotient, over the size of what is varied."""


@dataclass(frozen=True, slots=True, eq=False)
class CycleForces:
    """What every muscle does over a cycle.

    Parameters
    ----------
    force
        Along the tendon, passive force included, shape (nodes, groups) [N].
    activation
        Shape (nodes, groups) [-].
    fiber_length
        Over optimal length, shape (nodes, groups) [-].
    fiber_velocity
        Over the fastest shortening, lengthening positive, shape (nodes, groups) [-].
    relative_tension
        Active force over isometric capacity at that length, shape (nodes, groups) [-].
    reserve
        Moment that the muscles do not carry, shape (nodes, joints) [N m].
    tendon_force
        Of the three muscles on the Achilles tendon, shape (nodes,) [N].
    tendon_strain
        Shape (nodes,) [-].
    kkt_residual
        How far the worst node is from its optimum [-].
    beyond_capacity
        Whether some moment exceeds what the muscles can hold.
    n_iterations
        Newton iterations.
    status
        Empty where converged, otherwise a sentence.
    """

    force: Array
    activation: Array
    fiber_length: Array
    fiber_velocity: Array
    relative_tension: Array
    reserve: Array
    tendon_force: Array
    tendon_strain: Array
    kkt_residual: float
    beyond_capacity: bool
    n_iterations: int
    status: str


@dataclass(frozen=True, slots=True, eq=False)
class _Cycle:
    """What does not change while the tendon's force is sought."""

    limb: Limb
    arms: Array
    length: Array
    rate: Array
    moments: Array
    derivative: Array
    strongest: float
    rule: dict[str, float]
    slack: Array
    compiled: bool | None


@dataclass(frozen=True, slots=True, eq=False)
class _State:
    """Muscles under some force of the tendon."""

    length: Array
    velocity: Array
    isometric: Array
    passive: Array
    capacity: Array
    shared: NodeSolution

    @property
    def force(self) -> Array:
        """Along the tendon, shape (nodes, groups) [N]."""
        return self.shared.activation * self.capacity + self.passive

    @property
    def pull(self) -> Array:
        """Of the three muscles on the Achilles tendon, shape (nodes,) [N]."""
        total: Array = self.force[:, list(HEADS)].sum(axis=1)
        return total


def derivative_matrix(n_nodes: int, period: float, n_harmonics: int) -> Array:
    """Return the matrix that differentiates a periodic curve, its higher harmonics left out.

    Shape (nodes, nodes) [1/s].

    >>> wave = np.sin(2 * np.pi * np.arange(8) / 8)
    >>> (derivative_matrix(8, 2 * np.pi, 2) @ wave).round(6)[0]
    np.float64(1.0)
    """
    spectrum = np.fft.rfft(np.eye(n_nodes), axis=0)
    order = np.arange(len(spectrum))
    order[min(n_harmonics + 1, len(order) - 1) :] = 0
    turned = np.empty_like(spectrum)
    turned.real, turned.imag = -spectrum.imag, spectrum.real
    frequency = 2 * np.pi * order[:, None] / period
    matrix: Array = np.fft.irfft(frequency * turned, n=n_nodes, axis=0)
    return matrix


def solve_cycle(
    limb: Limb,
    curves: MovementCurves,
    *,
    sharing_exponent: float,
    reserve_cost: float,
    curve_harmonics: float,
    cycle_iterations: float,
    cycle_tolerance: float,
    compiled: bool | None = None,
) -> CycleForces:
    """Share the moments of a cycle among the muscles.

    Parameters
    ----------
    limb
        The person's leg.
    curves
        Angles and moments; ankle and knee are balanced, the hip's angle sets lengths alone.
    compiled
        As for :func:`surae.loading.sharing.solver.solve_nodes`. A single cycle is solved sooner
        without, because loading the compiler takes longer than the work.

    Returns
    -------
    CycleForces
        Moments balance up to ``reserve``; a moment that the muscles cannot hold is not clipped.

    Notes
    -----
    *Assumes* that people share moments by least summed activation^exponent, and stiff tendons but
    for the Achilles. *Valid for* walking to sprinting and slow raises. *Not for* telling which head
    works harder, which depends on the exponent.
    """
    rule = {"exponent": sharing_exponent, "reserve_cost": reserve_cost}
    cycle = _prepared(limb, curves, rule, round(curve_harmonics), compiled)
    force = _first_guess(cycle)
    state = _muscles(cycle, force, cycle.derivative @ force)
    gap = state.pull - force
    count = 0
    while count < cycle_iterations and np.abs(gap).max() > cycle_tolerance * cycle.strongest:
        force, state, gap = _newton(cycle, force, gap)
        count += 1
    return _told(cycle, force, state, np.abs(gap).max() / cycle.strongest, count, cycle_tolerance)


def _prepared(
    limb: Limb,
    curves: MovementCurves,
    rule: dict[str, float],
    n_harmonics: int,
    compiled: bool | None,
) -> _Cycle:
    derivative = derivative_matrix(len(curves.angles), curves.period, n_harmonics)
    length = limb.muscle_tendon_lengths(curves.angles)
    slack = _passive_tendons(limb, length)
    n_joints = curves.moments.shape[1]
    return _Cycle(
        limb=limb,
        arms=limb.moment_arms(curves.angles)[:, :n_joints] / MM_PER_M,
        length=length,
        rate=derivative @ (length - slack),
        moments=curves.moments,
        derivative=derivative,
        strongest=float(
            limb.max_isometric_force[list(HEADS)] @ np.cos(limb.pennation_angle[list(HEADS)])
        ),
        rule=rule,
        slack=slack,
        compiled=compiled,
    )


def _passive_tendons(limb: Limb, length: Array) -> Array:
    """Return tendon lengths before the Achilles is stretched, shape (nodes, groups) [mm].

    A muscle at rest and its tendon share a passive force, found by bisection; the tendon of the
    calf starts at slack length, for it is stretched by the force of the cycle.
    """
    low, high = np.zeros_like(length), np.ones_like(length)
    scale = np.cos(limb.pennation_angle) * limb.optimal_fiber_length
    for _ in range(round(central_values()["tendon_bisections"])):
        middle = (low + high) / 2
        tendon = limb.tendon_slack_length * (1 + tendon_strain(middle))
        pull = passive_force_length(np.maximum((length - tendon) / scale, 0.0))
        low, high = np.where(pull > middle, middle, low), np.where(pull > middle, high, middle)
    strain = tendon_strain(low)
    strain[:, list(HEADS)] = 0.0
    return np.asarray(limb.tendon_slack_length * (1 + strain))


def _first_guess(cycle: _Cycle) -> Array:
    """Return the tendon force if the triceps surae carried the plantarflexion moment alone."""
    arm = cycle.arms[:, 0, list(HEADS)].mean(axis=1)
    force: Array = np.clip(cycle.moments[:, 0] / arm, 0.0, cycle.strongest)
    return force


def _muscles(cycle: _Cycle, force: Array, rate: Array) -> _State:
    """Return lengths, velocities and shared forces under a tendon force and its rate."""
    limb = cycle.limb
    on_tendon = np.isin(np.arange(len(GROUPS)), HEADS)
    relative = np.maximum(force, 0.0) / cycle.strongest
    step = ROOT
    strain = limb.tendon_compliance * tendon_strain(relative)
    slope = (
        limb.tendon_compliance * (tendon_strain(relative + step) - tendon_strain(relative)) / step
    )
    stretch = cycle.slack + limb.tendon_slack_length * np.outer(strain, on_tendon)
    stretching = limb.tendon_slack_length * np.outer(slope * rate / cycle.strongest, on_tendon)
    scale = np.cos(limb.pennation_angle) * limb.optimal_fiber_length
    length = np.maximum((cycle.length - stretch) / scale, 0.0)
    velocity = np.clip((cycle.rate - stretching) / scale / limb.max_velocity, -1.0, 1.0)
    strongest = limb.max_isometric_force * np.cos(limb.pennation_angle)
    isometric = strongest * active_force_length(length)
    passive = strongest * passive_force_length(length)
    capacity = isometric * force_velocity(velocity)
    left = cycle.moments - np.einsum("njm,nm->nj", cycle.arms, passive)
    problem = NodeProblem(cycle.arms * capacity[:, None], left, np.ones(len(GROUPS)), **cycle.rule)
    shared = bind(solve_nodes, central_values())(problem, compiled=cycle.compiled)
    return _State(length, velocity, isometric, passive, capacity, shared)


def _newton(cycle: _Cycle, force: Array, gap: Array) -> tuple[Array, _State, Array]:
    """Take one step, shortened until the gap becomes smaller."""
    rate = cycle.derivative @ force
    small = cycle.strongest * ROOT**0.5
    quick = small / np.abs(cycle.derivative).max()
    here = force + gap
    by_force = (_muscles(cycle, force + small, rate).pull - here) / small
    by_rate = (_muscles(cycle, force, rate + small / quick).pull - here) / (small / quick)
    slope = np.diag(by_force - 1) + by_rate[:, None] * cycle.derivative
    step = np.linalg.lstsq(slope, -gap, rcond=None)[0]
    share = 1.0
    while True:
        trial = np.maximum(force + share * step, 0.0)
        state = _muscles(cycle, trial, cycle.derivative @ trial)
        left = state.pull - trial
        if np.linalg.norm(left) < np.linalg.norm(gap) or share < ROOT**0.5:
            return trial, state, left
        share /= 2


def _told(
    cycle: _Cycle, force: Array, state: _State, gap: float, count: int, tolerance: float
) -> CycleForces:
    """Gather the result and say whether it can be trusted."""
    reserve = state.shared.reserve
    carried = np.abs(reserve) <= tolerance * (1 + np.abs(cycle.moments).max()) / tolerance**0.5
    active = state.shared.activation * state.capacity
    tension: Array = np.divide(active, state.isometric, out=0 * active, where=state.isometric > 0)
    status = ""
    if gap > tolerance:
        status = f"the tendon force did not settle after {count} iterations (gap {gap:.1e})"
    return CycleForces(
        force=state.force,
        activation=state.shared.activation,
        fiber_length=state.length,
        fiber_velocity=state.velocity,
        relative_tension=tension,
        reserve=reserve,
        tendon_force=state.pull,
        tendon_strain=cycle.limb.tendon_compliance * tendon_strain(force / cycle.strongest),
        kkt_residual=float(state.shared.kkt_residual.max()),
        beyond_capacity=not bool(carried.all()),
        n_iterations=count,
        status=status,
    )


def tendon_share_of_work(limb: Limb, curves: MovementCurves, cycle: CycleForces) -> Array:
    """Return the tendon's share of the positive work of each muscle with its tendon.

    Work is force along the tendon times shortening, counted where it is positive.

    Returns
    -------
    Shape (groups,), NaN where a unit does no positive work [-].
    """
    derivative = derivative_matrix(
        len(curves.angles), curves.period, round(central_values()["curve_harmonics"])
    )
    unit = -derivative @ limb.muscle_tendon_lengths(curves.angles) / MM_PER_M
    on_tendon = np.isin(np.arange(len(GROUPS)), HEADS)
    stretch = limb.tendon_slack_length * np.outer(cycle.tendon_strain, on_tendon)
    tendon = -derivative @ stretch / MM_PER_M
    whole = np.maximum(cycle.force * unit, 0.0).sum(axis=0)
    part = np.maximum(cycle.force * tendon, 0.0).sum(axis=0)
    share: Array = np.divide(part, whole, out=np.full_like(whole, np.nan), where=whole > 0)
    return share
