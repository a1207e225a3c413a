"""The largest moment that the plantarflexors can hold in a posture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from surae.anatomy.force_curves import active_force_length, tendon_strain
from surae.anatomy.limb import GROUPS, Limb
from surae.units import MM_PER_M

Array = NDArray[np.float64]

PLANTARFLEXORS = tuple(GROUPS.index(name) for name in ("MG", "LG", "SOL", "DPF"))
HEADS = tuple(GROUPS.index(name) for name in ("MG", "LG", "SOL"))
"""The three muscles that pull on the Achilles tendon."""


def triceps_force(limb: Limb) -> float:
    """Return the largest force of the triceps surae along the tendon [N]."""
    heads = list(HEADS)
    return float(limb.max_isometric_force[heads] @ np.cos(limb.pennation_angle[heads]))


def fiber_lengths(limb: Limb, ankle_angle: float, knee_angle: float, pull: float) -> Array:
    """Return fiber lengths in a posture under load, the hip straight.

    Parameters
    ----------
    limb
        The person's leg.
    ankle_angle, knee_angle
        [deg].
    pull
        Force of the triceps surae over its largest: it stretches the tendon that the three share;
        the tendons of other muscles are taken at slack length [-].

    Returns
    -------
    Shape (groups,), over optimal length, never below zero [-].
    """
    return _stretched(limb, limb.muscle_tendon_lengths([[ankle_angle, knee_angle, 0.0]])[0], pull)


def _stretched(limb: Limb, whole: Array, pull: float) -> Array:
    """Return fiber lengths of muscles whose length with their tendon is known."""
    strain = np.zeros(len(GROUPS))
    strain[list(HEADS)] = limb.tendon_compliance * tendon_strain(pull)
    fiber = (whole - limb.tendon_slack_length * (1 + strain)) / np.cos(limb.pennation_angle)
    lengths: Array = np.maximum(fiber / limb.optimal_fiber_length, 0.0)
    return lengths


def _isometric_forces(limb: Limb, whole: Array, pull: float) -> Array:
    """Return the full isometric force of every group along its tendon, shape (groups,) [N]."""
    lengths = _stretched(limb, whole, pull)
    along = np.cos(limb.pennation_angle)
    force: Array = limb.max_isometric_force * active_force_length(lengths) * along
    return force


def plantarflexion_moment(
    limb: Limb, ankle_angle: float, knee_angle: float, *, tendon_bisections: float
) -> float:
    """Return the largest isometric plantarflexion moment [N m].

    All plantarflexors are fully active; the shared tendon is in equilibrium with the three muscles
    that pull on it, found by bisection, for their force falls as the tendon gives.

    Parameters
    ----------
    limb
        The person's leg.
    ankle_angle, knee_angle
        [deg].

    Notes
    -----
    *Assumes* full activation, not moving. *Not for* the moment of a real test, which antagonists
    and incomplete activation lower.
    """
    heads = list(HEADS)
    largest = triceps_force(limb)
    posture = [[ankle_angle, knee_angle, 0.0]]
    whole = limb.muscle_tendon_lengths(posture)[0]
    low, high = 0.0, 1.0
    for _ in range(round(tendon_bisections)):
        middle = (low + high) / 2
        pull = _isometric_forces(limb, whole, middle)[heads].sum() / largest
        low, high = (middle, high) if pull > middle else (low, middle)
    force = _isometric_forces(limb, whole, low)
    arms = limb.moment_arms(posture)[0, 0]
    chosen = list(PLANTARFLEXORS)
    return float(force[chosen] @ arms[chosen]) / MM_PER_M
