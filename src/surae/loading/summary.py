"""A solved cycle in a few numbers per muscle."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from surae.anatomy.limb import Limb
from surae.loading.movement.curves import MovementCurves
from surae.loading.sharing import CycleForces
from surae.records import MUSCLES

Array = NDArray[np.float64]


def summarize(limb: Limb, curves: MovementCurves, cycle: CycleForces) -> tuple[Array, Array]:
    """Return what the movement atlas stores of a cycle.

    Parameters
    ----------
    limb, curves, cycle
        Whose leg, the movement, and what was solved.

    Returns
    -------
    muscles, tendon
        Shapes (groups, outputs) and (3,), as told in :mod:`surae.loading.atlas`.
    """
    step = curves.period / len(curves.angles)
    force = cycle.force / limb.max_isometric_force
    peak = force.argmax(axis=0)
    columns = np.arange(force.shape[1])
    impulse = force.sum(axis=0) * step
    largest = force[peak, columns]
    width = np.divide(impulse, largest, out=np.zeros_like(impulse), where=largest > 0)
    muscles = np.column_stack(
        [
            cycle.relative_tension[peak, columns],
            cycle.activation[peak, columns],
            largest,
            impulse,
            width,
            cycle.fiber_length[peak, columns],
        ]
    )
    heads = slice(0, len(MUSCLES))
    strongest = limb.max_isometric_force[heads] @ np.cos(limb.pennation_angle[heads])
    along = cycle.tendon_force / strongest
    tendon = np.array([along.max(), along.sum() * step, cycle.tendon_strain.max()])
    return muscles, tendon
