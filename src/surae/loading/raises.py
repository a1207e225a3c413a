"""Calf raises: tension of every repetition of a set, from load, posture and nearness to failure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from surae import evidence
from surae.anatomy.force_curves import tendon_strain
from surae.anatomy.limb import Limb
from surae.anatomy.strength import fiber_lengths, triceps_force
from surae.evidence import bind
from surae.loading.atlas import RULES
from surae.loading.contraction import ActivityLoad, Contraction, TendonLoad
from surae.loading.movement.raising import load_fraction_of_rm, raise_capacity
from surae.records import MUSCLES, CalfRaise
from surae.units import STANDARD_GRAVITY

Array = NDArray[np.float64]


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


def load_fraction(limb: Limb, mass: float, raised: CalfRaise) -> float:
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
    fraction = force / bind(raise_capacity, values)(limb, mass, raised)
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
    limb: Limb,
    mass: float,
    raised: CalfRaise,
    *,
    minutes_per_set: float,
    tension_groups: float,
    seated_knee_angle: float,
    repetition_pause: float,
    raise_pull: float,
) -> ActivityLoad:
    """Return what the sets of a calf raise load.

    Repetitions of a set are gathered into ``tension_groups`` of like effort.
    """
    values = evidence.central_values()
    load = load_fraction(limb, mass, raised)
    efforts = bind(set_tension, values)(load, raised.reps, raised.reps_in_reserve)
    groups = np.array_split(efforts, min(round(tension_groups), len(efforts)))
    contractions = tuple(
        _repetition(
            limb,
            raised,
            float(group.mean()),
            repetition_pause,
            raise_pull,
            len(group) * raised.sets,
        )
        for group in groups
    )
    pull = load * bind(raise_capacity, values)(limb, mass, raised)
    seconds = _contraction_seconds(raised)
    tendon = TendonLoad(pull, pull * seconds, _strain(limb, mass, pull), raised.reps * raised.sets)
    cause = "seated raises" if raised.knee_angle >= seated_knee_angle else "standing raises"
    minutes = raised.sets * minutes_per_set
    return ActivityLoad(cause, contractions, minutes, tendon=(tendon,))


def _repetition(
    limb: Limb, raised: CalfRaise, effort: float, pause: float, pull: float, count: float
) -> Contraction:
    """Return like repetitions at an effort, in the middle of their range.

    In a set the three muscles share the effort alike, whatever rule a fresh muscle follows: the one
    that is recruited most tires first, and the others take over.
    """
    middle = (raised.ankle_from + raised.ankle_to) / 2
    heads = len(MUSCLES)
    seconds = _contraction_seconds(raised)
    return Contraction(
        relative_tension=np.full((len(RULES), heads), effort),
        fiber_length=fiber_lengths(limb, middle, raised.knee_angle, pull)[:heads],
        contraction_duration=seconds,
        cycle_period=seconds + pause,
        count=float(count),
        external=0.0,
        lengthening=_lengthening(raised),
    )


def _lengthening(raised: CalfRaise) -> float:
    """Return the share of the pull in which the fibers lengthen: the way down [-]."""
    if raised.action == "both":
        return raised.seconds_down / (raised.seconds_up + raised.seconds_down)
    return 1.0 if raised.action == "eccentric" else 0.0


def _strain(limb: Limb, mass: float, pull: float) -> float:
    """Return the strain of the tendon under a pull in body weights [-]."""
    return float(tendon_strain(pull * mass * STANDARD_GRAVITY / triceps_force(limb)))


def _contraction_seconds(raised: CalfRaise) -> float:
    """Return how long the muscle pulls in a repetition [s]."""
    if raised.action == "concentric":
        return raised.seconds_up
    if raised.action == "eccentric":
        return raised.seconds_down
    return raised.seconds_up + raised.seconds_down
