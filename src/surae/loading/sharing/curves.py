"""What goes in and what comes out of a cycle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surae.anatomy.limb import JOINTS
from surae.errors import RecordError

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class MovementCurves:
    """Joint angles and moments of one leg over one cycle.

    Parameters
    ----------
    period
        Duration of the cycle [s].
    angles
        Ankle, knee and hip; dorsiflexion and flexion positive, shape (nodes, 3) [deg].
    moments
        Of the muscles about ankle and knee, and about the hip where it is to be balanced too;
        plantarflexion and extension positive, shape (nodes, 2) or (nodes, 3) [N m].

    Samples are even in time and do not repeat the first at the end.

    Raises
    ------
    RecordError
        For a period that is not above 0, shapes that do not fit or numbers that are not finite.
    """

    period: float
    angles: Array
    moments: Array

    def __post_init__(self) -> None:
        if not 0 < self.period < np.inf:
            raise RecordError("cycle_period", f"{self.period:g} s", "what is above 0 s")
        nodes = len(self.angles)
        for name, joints in (("angles", (len(JOINTS),)), ("moments", (2, len(JOINTS)))):
            values = getattr(self, name)
            if values.shape not in {(nodes, count) for count in joints} or not nodes:
                raise RecordError(f"shape of {name}", values.shape, f"(nodes, {joints[0]})")
            if not np.all(np.isfinite(values)):
                raise RecordError(name, "not finite", "finite numbers", "look for gaps")


@dataclass(frozen=True, slots=True, eq=False)
class CycleForces:
    """What each muscle group does over a cycle; groups in the order of ``anatomy.limb.GROUPS``.

    Parameters
    ----------
    period
        [s].
    force
        Along the tendon, active and passive, shape (nodes, groups) [N].
    passive_force
        The passive part of it, shape (nodes, groups) [N].
    activation
        Shape (nodes, groups), 0 to 1 [-].
    fiber_length
        Over optimal fiber length, shape (nodes, groups) [-].
    fiber_velocity
        Lengthening positive, shape (nodes, groups) [optimal lengths/s].
    relative_tension
        Force over what the muscle could hold still at that length, fully active, shape
        (nodes, groups) [-].
    reserve
        Moment that the muscles do not carry, shape (nodes, joints) [N m].
    exceeded
        Where the reserve is beyond its limit, shape (nodes,).
    tendon_force
        Of the triceps surae along the Achilles tendon, shape (nodes,) [N].
    tendon_strain
        Of the Achilles tendon over its slack length, shape (nodes,) [-].
    kkt_residual
        How far each node is from its optimum, shape (nodes,) [-].
    tendon_gap
        Largest difference between the force that stretches the tendon and the one that the muscles
        pull with, over their largest isometric force [-].
    n_iterations
        Newton steps of the tendon force.
    status
        A sentence; ``"settled"`` where all is well.
    """

    period: float
    force: Array
    passive_force: Array
    activation: Array
    fiber_length: Array
    fiber_velocity: Array
    relative_tension: Array
    reserve: Array
    exceeded: Flags
    tendon_force: Array
    tendon_strain: Array
    kkt_residual: Array
    tendon_gap: float
    n_iterations: int
    status: str
