"""The largest moment that the plantarflexors can hold in a posture."""

from __future__ import annotations

import numpy as np

from surae.anatomy.force_curves import active_force_length, tendon_strain
from surae.anatomy.limb import GROUPS, Limb, moment_arms, muscle_tendon_lengths
from surae.units import MM_PER_M

PLANTARFLEXORS = tuple(GROUPS.index(name) for name in ("MG", "LG", "SOL", "DPF"))
_HEADS = 3


def plantarflexion_moment(limb: Limb, ankle_angle: float, knee_angle: float) -> float:
    """Return the largest isometric plantarflexion moment [N m].

    All plantarflexors fully active; the shared tendon is in equilibrium with the force of the
    three muscles that pull on it, found by bisection, for force falls as the tendon gives.

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
    low, high = 0.0, 1.0
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        force = _forces(limb, ankle_angle, knee_angle, middle)
        reached = force[:_HEADS].sum() / _largest(limb)
        low, high = (middle, high) if reached > middle else (low, middle)
    force = _forces(limb, ankle_angle, knee_angle, low)
    arms = moment_arms(limb, np.array([[ankle_angle, knee_angle, 0.0]]))[0, 0]
    chosen = list(PLANTARFLEXORS)
    return float(force[chosen] @ arms[chosen]) / MM_PER_M
