"""Calf raises: one slow repetition at a given load."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from surae.anatomy.limb import Limb
from surae.anatomy.strength import plantarflexion_moment, triceps_force
from surae.evidence import bind, central_values
from surae.loading.movement.curves import MovementCurves, phases
from surae.records import CalfRaise
from surae.units import STANDARD_GRAVITY

Array = NDArray[np.float64]


def raise_moment(
    mass: float,
    height: float,
    raised: CalfRaise,
    *,
    forefoot_lever: float,
    seated_leg_weight: float,
    seated_knee_angle: float,
) -> float:
    """Return the ankle moment of a calf raise, per leg [N m].

    Standing, a leg lifts its share of the body and of the added load; seated, the added load and
    the weight of the leg that rests on the forefoot. The lever is a share of height.
    """
    added = (raised.load_kg or 0.0) * STANDARD_GRAVITY + (raised.band_n or 0.0)
    if raised.knee_angle >= seated_knee_angle:
        force = added / raised.legs + seated_leg_weight * mass * STANDARD_GRAVITY
    else:
        force = (added + mass * STANDARD_GRAVITY) / raised.legs
    return forefoot_lever * height * force


def load_fraction_of_rm(repetitions: float, *, epley_repetitions: float) -> float:
    """Return the fraction of the one-repetition maximum that can be lifted a number of times [-].

    Source: Epley 1985: one-repetition maximum = load × (1 + repetitions / 30).

    >>> load_fraction_of_rm(10, epley_repetitions=30.0)
    0.75
    """
    return 1 / (1 + repetitions / epley_repetitions)


def raise_capacity(
    limb: Limb,
    mass: float,
    raised: CalfRaise,
    *,
    raise_capacity_standing: float,
    reference_force_per_mass: float,
) -> float:
    """Return the tendon force of a one-repetition maximum over body weight, per leg [-].

    The standing capacity of the reference adult, scaled by muscle force per body mass and by what
    fiber lengths leave of it in this posture.
    """
    full = CalfRaise(sets=1, reps=1)
    strongest = bind(plantarflexion_moment, central_values())
    here, standing = (
        strongest(limb, (r.ankle_from + r.ankle_to) / 2, r.knee_angle) for r in (raised, full)
    )
    strength = triceps_force(limb) / mass / reference_force_per_mass
    return float(raise_capacity_standing * strength * here / standing)


def maximum_moment(
    limb: Limb,
    mass: float,
    height: float,
    raised: CalfRaise,
    *,
    raise_lever: float,
    forefoot_lever: float,
) -> float:
    """Return the ankle moment of a one-repetition maximum in a posture, per leg [N m].

    Tendon force over ``raise_lever`` is the force under the forefoot, as for a load in kilograms.
    """
    tendon = bind(raise_capacity, central_values())(limb, mass, raised)
    return forefoot_lever * height * mass * STANDARD_GRAVITY * tendon / raise_lever


def raise_curves(
    raised: CalfRaise,
    moment: float,
    *,
    cycle_nodes: float,
    raise_hip_angle: float,
    seated_knee_angle: float,
) -> MovementCurves:
    """Return one repetition: up over ``seconds_up``, down over ``seconds_down``.

    Parameters
    ----------
    raised
        Posture, range and tempo.
    moment
        Ankle moment, the same over the range [N m].

    Notes
    -----
    *Assumes* a slow movement without acceleration, and no moment at the knee. *Valid for* knee 0
    to 110 degrees. *Not for* bouncing repetitions.
    """
    phase = phases(round(cycle_nodes))
    rising = raised.seconds_up / (raised.seconds_up + raised.seconds_down)
    lifted = np.interp(phase, [0.0, rising, 1.0], [0.0, 1.0, 0.0])
    smooth = (1 - np.cos(np.pi * lifted)) / 2
    ankle = raised.ankle_from + (raised.ankle_to - raised.ankle_from) * smooth
    hip = raise_hip_angle if raised.knee_angle >= seated_knee_angle else 0.0
    angles = np.column_stack(
        [ankle, np.full_like(ankle, raised.knee_angle), np.full_like(ankle, hip)]
    )
    moments = np.column_stack([np.full_like(ankle, moment), np.zeros_like(ankle)])
    return MovementCurves(raised.seconds_up + raised.seconds_down, angles, moments, 1.0)
