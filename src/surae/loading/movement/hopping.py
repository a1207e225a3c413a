"""Hops and jumps on one or two legs."""

from __future__ import annotations

import numpy as np

from surae import evidence
from surae.evidence import bind
from surae.loading.movement.curves import (
    ANGLES,
    MOMENTS,
    MovementCurves,
    knot_shape,
    phases,
    smooth_cycle,
)
from surae.loading.movement.running import factor


def hop_curves(
    intensity: str,
    legs: int,
    mass: float,
    *,
    cycle_nodes: float,
    hop_period: float,
    hop_contact_time: float,
    hop_two_leg_share: float,
) -> MovementCurves:
    """Return one hop of one leg.

    Parameters
    ----------
    intensity
        ``low`` or ``high``.
    legs
        1 or 2; two legs share the load.
    mass
        Of the body [kg].

    Notes
    -----
    *Assumes* short contacts with a stiff knee. *Not for* landings from a height.
    """
    phase = phases(round(cycle_nodes))
    smooth = bind(smooth_cycle, evidence.central_values())
    angles = np.column_stack([knot_shape("hop", quantity, phase) for quantity in ANGLES])
    moments = np.column_stack([knot_shape("hop", quantity, phase) for quantity in MOMENTS])
    share = hop_two_leg_share if legs == 2 else 1.0
    moments *= mass * factor("hop_intensity", intensity) * share
    stance = hop_contact_time / hop_period
    return MovementCurves(hop_period, smooth(angles), smooth(moments), stance)
