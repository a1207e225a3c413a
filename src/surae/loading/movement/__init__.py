"""Movements: joint angles and moments over a cycle, before any muscle is asked for.

A movement is told by its kind and by a few numbers (speed, grade, load). Level running is anchored
on measured curves; everything else on ratios between conditions, with what is judgement marked so
in the evidence tables.
"""

from surae.loading.movement.curves import MovementCurves, smooth_cycle
from surae.loading.movement.hopping import hop_curves
from surae.loading.movement.of_activity import movement_curves
from surae.loading.movement.raising import raise_curves, raise_moment
from surae.loading.movement.running import (
    contact_time,
    factor,
    grade_factor,
    run_curves,
    running_cadence,
)
from surae.loading.movement.stairs import stairs_curves
from surae.loading.movement.walking import walk_curves, walking_cadence_at

__all__ = [
    "MovementCurves",
    "contact_time",
    "factor",
    "grade_factor",
    "hop_curves",
    "movement_curves",
    "raise_curves",
    "raise_moment",
    "run_curves",
    "running_cadence",
    "smooth_cycle",
    "stairs_curves",
    "walk_curves",
    "walking_cadence_at",
]
