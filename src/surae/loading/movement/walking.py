"""Walking: ordinary curves, scaled with speed and grade."""

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
from surae.loading.movement.running import factor, grade_factor
from surae.records import Walk
from surae.units import SECONDS_PER_MINUTE


def walking_cadence_at(
    speed: float, *, walking_cadence: float, walking_speed: float, walking_cadence_exponent: float
) -> float:
    """Return the usual cadence of walking at a speed [steps/min]."""
    return float(walking_cadence * (speed / walking_speed) ** walking_cadence_exponent)


def walk_curves(
    walk: Walk,
    mass: float,
    *,
    cycle_nodes: float,
    walking_speed: float,
    walking_moment_exponent: float,
    walking_stance_share: float,
    grade_ankle_shift: float,
) -> MovementCurves:
    """Return one stride of walking.

    Notes
    -----
    *Assumes* curves of one shape whose ankle moment and cadence are powers of speed. *Valid for*
    0.7 to 2.2 m/s. *Not for* limping or race walking.
    """
    pace = walk.speed / walking_speed
    phase = phases(round(cycle_nodes))
    smooth = bind(smooth_cycle, evidence.central_values())
    angles = np.column_stack([knot_shape("walk", name, phase) for name in ANGLES])
    angles[:, 0] += grade_ankle_shift * np.degrees(np.arctan(walk.grade))
    ankle, knee = (knot_shape("walk", name, phase) for name in MOMENTS)
    growth = pace**walking_moment_exponent
    ankle = (
        ankle * growth * grade_factor("ankle", walk.grade) * factor("surface_walk", walk.surface)
    )
    knee = knee * growth * grade_factor("knee", walk.grade)
    cadence = bind(walking_cadence_at, evidence.central_values())(walk.speed)
    moments = mass * np.column_stack([ankle, knee])
    period = 2 * SECONDS_PER_MINUTE / cadence
    return MovementCurves(period, smooth(angles), smooth(moments), walking_stance_share)
