"""What the muscles pull while the Achilles tendon bears a given force."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surae.anatomy.force_curves import (
    active_force_length,
    force_velocity,
    passive_force_length,
    tendon_strain,
    tendon_strain_slope,
)
from surae.anatomy.limb import GROUPS, Limb
from surae.loading.sharing.curves import MovementCurves
from surae.loading.sharing.periodic import Harmonics, harmonics
from surae.loading.sharing.problem import NodeProblem, NodeSolution
from surae.loading.sharing.solver import solve_nodes
from surae.records import MUSCLES
from surae.units import MM_PER_M

Array = NDArray[np.float64]

CALF = np.array([float(group in MUSCLES) for group in GROUPS])
"""1 for the groups that pull on the Achilles tendon, 0 for the others."""


@dataclass(frozen=True, slots=True)
class Rules:
    """How moments are shared, and how closely the answer is sought."""

    exponent: float
    volume_power: float
    reserve_weight: float
    harmonics: int
    tolerance: float
    evaluations: float
    compiled: bool | None


@dataclass(frozen=True, slots=True, eq=False)
class Fibers:
    """State of the fibers: strain of the Achilles tendon (nodes,), the rest (nodes, groups)."""

    strain: Array
    length: Array
    velocity: Array


@dataclass(frozen=True, slots=True, eq=False)
class Shared:
    """Sharing among fibers in one state; forces along the tendon (nodes, groups) [N]."""

    fibers: Fibers
    isometric: Array
    passive: Array
    force: Array
    nodes: NodeSolution

    @property
    def tendon_force(self) -> Array:
        """Sum over the calf, shape (nodes,) [N]."""
        total: Array = self.force @ CALF
        return total


@dataclass(frozen=True, slots=True, eq=False)
class Pull:
    """The muscles of a leg in a movement, for any force of the Achilles tendon."""

    limb: Limb
    curves: MovementCurves
    rules: Rules
    lengths: Array
    rates: Array
    levers: Array
    harmonics: Harmonics

    @property
    def moves_foot(self) -> Array:
        """1 for groups that cross the ankle, whose passive force counts, 0 for the others.

        Without a tendon that gives, the passive force of muscles of the thigh comes out far larger
        than the measured moments of a swinging leg leave room for.
        """
        crossing: Array = np.any(self.levers[:, 0] != 0, axis=0).astype(float)
        return crossing

    @property
    def strength(self) -> float:
        """Largest isometric force of the calf [N]."""
        return float(self.limb.max_isometric_force @ CALF)

    def rate(self, force: Array) -> Array:
        """Return how fast a force of the tendon changes over the cycle, shape (nodes,) [N/s]."""
        return self.harmonics.slope(force) / self.curves.period

    def fibers(self, force: Array, rate: Array) -> Fibers:
        """Return the fibers while the tendon bears a force [N] that changes at a rate [N/s]."""
        limb, share = self.limb, force / self.strength
        strain = limb.tendon_compliance * tendon_strain(share)
        quickly = limb.tendon_compliance * tendon_strain_slope(share) * rate / self.strength
        tendon = limb.tendon_slack_length * (1 + np.outer(strain, CALF))
        along = limb.optimal_fiber_length * np.cos(limb.pennation_angle)
        length = np.maximum((self.lengths - tendon) / along, 0.0)
        velocity = (self.rates - limb.tendon_slack_length * np.outer(quickly, CALF)) / along
        return Fibers(strain, length, velocity)

    def share(self, force: Array, rate: Array) -> Shared:
        """Return how the muscles share the moments while the tendon bears a force."""
        limb, rules = self.limb, self.rules
        fibers = self.fibers(force, rate)
        along = limb.max_isometric_force * np.cos(limb.pennation_angle)
        isometric = along * active_force_length(fibers.length)
        passive = along * passive_force_length(fibers.length) * self.moves_foot
        capacity = isometric * force_velocity(fibers.velocity / limb.max_velocity)
        left = self.curves.moments - np.einsum("njg,ng->nj", self.levers, passive)
        problem = NodeProblem(
            self.levers * capacity[:, None, :],
            left,
            (limb.volume / limb.volume.mean()) ** rules.volume_power,
            rules.exponent,
            rules.reserve_weight / _strength(limb) ** 2,
        )
        nodes = solve_nodes(
            problem,
            node_tolerance=rules.tolerance,
            node_evaluations=rules.evaluations,
            compiled=rules.compiled,
        )
        return Shared(fibers, isometric, passive, nodes.activation * capacity + passive, nodes)


def pull_of(limb: Limb, curves: MovementCurves, rules: Rules) -> Pull:
    """Return the muscles of a leg in a movement; angles are smoothed before slopes are taken."""
    kept = harmonics(len(curves.angles), rules.harmonics)
    angles = kept.smooth(curves.angles)
    lengths = limb.muscle_tendon_lengths(angles)
    rates = kept.slope(lengths) / curves.period
    levers = limb.moment_arms(angles)[:, : curves.moments.shape[1]] / MM_PER_M
    return Pull(limb, curves, rules, lengths, rates, levers, kept)


def _strength(limb: Limb) -> float:
    """Return what all muscles could do at once, force × fiber length, as a scale [N m]."""
    return float(limb.max_isometric_force @ limb.optimal_fiber_length) / MM_PER_M
