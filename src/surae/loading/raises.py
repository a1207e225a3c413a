"""Calf raises: tension of every repetition of a set, from load, posture and nearness to failure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from surae import evidence
from surae.anatomy.leg import Leg, capacities, fiber_lengths
from surae.evidence.binding import bind
from surae.loading.contraction import ActivityLoad, Contraction
from surae.records import CalfRaise
from surae.units import STANDARD_GRAVITY

Array = NDArray[np.float64]


def load_fraction_of_rm(repetitions: float, *, epley_repetitions: float) -> float:
    """Return the fraction of the one-repetition maximum that can be lifted a number of times [-].

    Source: Epley 1985: one-repetition maximum = load × (1 + repetitions / 30).

    >>> load_fraction_of_rm(10, epley_repetitions=30.0)
    0.75
    """
    return 1 / (1 + repetitions / epley_repetitions)


def repetitions_to_failure(load_fraction: float, *, epley_repetitions: float) -> float:
    """Return how often a fraction of the one-repetition maximum can be lifted [1].

    The inverse of :func:`load_fraction_of_rm`.

    >>> round(repetitions_to_failure(0.75, epley_repetitions=30.0), 6)
    10.0
    """
    return epley_repetitions * (1 / load_fraction - 1)


def raise_tendon_force(
    mass: float,
    raised: CalfRaise,
    *,
    raise_lever: float,
    seated_leg_weight: float,
    seated_knee_angle: float,
) -> float:
    """Return the tendon force of a calf raise over body weight, per leg [-].

    Standing, a leg lifts its share of the body and of the added load; seated, the added load and
    the weight of the leg itself. ``raise_lever`` is tendon force over the force under the
    forefoot.
    """
    seated = raised.knee_angle >= seated_knee_angle
    added = (raised.load_kg or 0.0) / mass + (raised.band_n or 0.0) / (mass * STANDARD_GRAVITY)
    if seated:
        return raise_lever * (added / raised.legs + seated_leg_weight)
    return raise_lever * (1 + added) / raised.legs


def raise_capacity(
    leg: Leg,
    mass: float,
    raised: CalfRaise,
    *,
    raise_capacity_standing: float,
    reference_force_per_mass: float,
    raise_pull: float,
) -> float:
    """Return the tendon force of a one-repetition maximum over body weight, per leg [-].

    The standing capacity of the reference adult, scaled by muscle force per body mass and by what
    fiber lengths leave of it in this posture.
    """
    middle = (raised.ankle_from + raised.ankle_to) / 2
    here = capacities(leg, fiber_lengths(leg, middle, raised.knee_angle, raise_pull)).sum()
    full = CalfRaise(sets=1, reps=1)
    standing_middle = (full.ankle_from + full.ankle_to) / 2
    standing = capacities(leg, fiber_lengths(leg, standing_middle, 0.0, raise_pull)).sum()
    strength = leg.max_isometric_force.sum() / mass / reference_force_per_mass
    return float(raise_capacity_standing * strength * here / standing)


def load_fraction(leg: Leg, mass: float, raised: CalfRaise) -> float:
    """Return a set's load over the one-repetition maximum, however it was stated [-].

    A load that is known only in kilograms and does not fit the logged repetitions and effort is
    raised or lowered to what those allow.
    """
    values = evidence.central_values()
    if raised.load_1rm is not None:
        return raised.load_1rm
    if raised.load_rm is not None:
        return bind(load_fraction_of_rm, values)(raised.load_rm)
    force = bind(raise_tendon_force, values)(mass, raised)
    fraction = force / bind(raise_capacity, values)(leg, mass, raised)
    most = bind(load_fraction_of_rm, values)(raised.reps + raised.reps_in_reserve)
    return min(fraction, most)


def set_tension(load: float, reps: float, reserve: float, *, epley_repetitions: float) -> Array:
    """Return the relative tension of each repetition of a set.

    Capacity falls evenly from 1 to the load over the repetitions to failure, so tension over the
    momentary capacity rises from the load to 1; repetitions in reserve cut the rise.

    Parameters
    ----------
    load
        Over the one-repetition maximum [-].
    reps, reserve
        Done, and left before failure [1].

    Returns
    -------
    Shape (repetitions,), at most 1 [-].

    Notes
    -----
    *Assumes* linear fatigue within a set and full recovery between sets. *Valid for* sets of up to
    a few minutes. *Not for* blood-flow restriction or electrical stimulation.

    >>> set_tension(0.75, 10, 0, epley_repetitions=30.0).round(2)[[0, -1]]
    array([0.77, 1.  ])
    """
    possible = repetitions_to_failure(load, epley_repetitions=epley_repetitions)
    failure = max(min(possible, reps + reserve), reps)
    done = np.arange(1, max(round(reps), 1) + 1)
    capacity = 1 - (1 - load) * done / max(failure, 1)
    tension: Array = np.minimum(load / capacity, 1.0)
    return tension


def raises_load(
    leg: Leg,
    mass: float,
    raised: CalfRaise,
    *,
    raise_pull: float,
    minutes_per_set: float,
    tension_groups: float,
    seated_knee_angle: float,
    repetition_pause: float,
) -> ActivityLoad:
    """Return what the sets of a calf raise load.

    Repetitions of a set are gathered into ``tension_groups`` of like tension.
    """
    load = load_fraction(leg, mass, raised)
    tension = bind(set_tension, evidence.central_values())(
        load, raised.reps, raised.reps_in_reserve
    )
    middle = (raised.ankle_from + raised.ankle_to) / 2
    lengths = fiber_lengths(leg, middle, raised.knee_angle, raise_pull)
    seconds = _contraction_seconds(raised)
    groups = np.array_split(tension, min(round(tension_groups), len(tension)))
    contractions = tuple(
        Contraction(
            relative_tension=np.full(len(lengths), group.mean()),
            fiber_length=lengths,
            contraction_duration=seconds,
            cycle_period=seconds + repetition_pause,
            count=float(len(group) * raised.sets),
            external=0.0,
        )
        for group in groups
    )
    cause = "seated raises" if raised.knee_angle >= seated_knee_angle else "standing raises"
    return ActivityLoad(cause, contractions, minutes=raised.sets * minutes_per_set)


def _contraction_seconds(raised: CalfRaise) -> float:
    """Return how long the muscle pulls in a repetition [s]."""
    if raised.action == "concentric":
        return raised.seconds_up
    if raised.action == "eccentric":
        return raised.seconds_down
    return raised.seconds_up + raised.seconds_down
