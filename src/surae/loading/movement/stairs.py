"""Stairs, up and down, walked and run."""

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
from surae.units import SECONDS_PER_MINUTE


def stairs_curves(
    direction: str,
    style: str,
    mass: float,
    *,
    cycle_nodes: float,
    stairs_cadence: float,
    walking_stance_share: float,
) -> MovementCurves:
    """Return one stride on stairs.

    Parameters
    ----------
    direction, style
        ``up`` or ``down``; ``walk`` or ``run``.
    mass
        Of the body [kg].

    Notes
    -----
    *Assumes* ordinary steps. *Not for* claims about growth: no trial of stairs has measured a calf.
    """
    name = f"stairs_{direction}"
    phase = phases(round(cycle_nodes))
    smooth = bind(smooth_cycle, evidence.central_values())
    angles = np.column_stack([knot_shape(name, quantity, phase) for quantity in ANGLES])
    moments = np.column_stack([knot_shape(name, quantity, phase) for quantity in MOMENTS])
    moments *= mass * factor("stairs_style", style)
    period = 2 * SECONDS_PER_MINUTE / (stairs_cadence * factor("stairs_style", style))
    return MovementCurves(period, smooth(angles), smooth(moments), walking_stance_share)
