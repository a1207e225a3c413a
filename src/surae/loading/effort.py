"""Effort: how close a muscle group works to the force it reaches in a maximal hop."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from surae.anatomy.limb import GROUPS, Limb
from surae.evidence import bind, central_values
from surae.loading.atlas import Solved, demand, look_up

Array = NDArray[np.float64]

TRICEPS = ("MG", "LG", "SOL")
QUADRICEPS = ("VAS", "RF")
HAMSTRINGS = ("HAM", "BFSH")


def group_sum(values: Array, groups: tuple[str, ...]) -> Array:
    """Return the sum over some muscle groups, along the last axis."""
    return np.asarray(values[..., [GROUPS.index(name) for name in groups]].sum(axis=-1))


def hop_reference(
    limb: Limb,
    mass: float,
    *,
    effort_speed: float,
    running_effort_ankle: float,
    running_effort_knee: float,
) -> tuple[float, float]:
    """Return the peak force of triceps surae and quadriceps in a maximal hop [N].

    Calibrated on running at ``effort_speed``, where both were measured as a share of hopping; so
    running at that speed is no test, and walking and sprinting are.

    Source: Kulmala et al. 2016.
    """
    run = look_up(limb, "run", demand=demand(limb, mass), speed=effort_speed, grade=0.0)
    ankle = float(run.tendon_force.mean())
    knee = float(group_sum(run.peak_force, QUADRICEPS).mean())
    return ankle / running_effort_ankle, knee / running_effort_knee


def effort(limb: Limb, mass: float, solved: Solved) -> dict[str, float]:
    """Return the effort of ankle and knee extensors, shares of a maximal hop [-]."""
    ankle, knee = bind(hop_reference, central_values())(limb, mass)
    return {
        "ankle": float(solved.tendon_force.mean()) / ankle,
        "knee": float(group_sum(solved.peak_force, QUADRICEPS).mean()) / knee,
    }
