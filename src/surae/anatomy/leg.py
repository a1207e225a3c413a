"""One person's calf muscles as one record, with sources."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surae.anatomy.force_curves import active_force_length, tendon_strain
from surae.anatomy.limb import GROUPS, limb_of, pcsa
from surae.anatomy.paths import ankle_moment_arm, muscle_tendon_length
from surae.records import MUSCLES, Person

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Leg:
    """The triceps surae of one leg; arrays of shape (muscles,) in the order MG, LG, SOL.

    Parameters
    ----------
    volume
        [cm3].
    optimal_fiber_length, tendon_slack_length
        [mm].
    pennation_angle
        At optimal length [rad].
    max_isometric_force
        Along the fibers [N].
    length_scale
        Person's segment lengths over those of the reference adult [-].
    sources
        Keys of the sources that the numbers came from.
    """

    volume: Array
    optimal_fiber_length: Array
    tendon_slack_length: Array
    pennation_angle: Array
    max_isometric_force: Array
    length_scale: float
    sources: tuple[str, ...]

    @property
    def pcsa(self) -> Array:
        """Physiological cross-sectional area, shape (muscles,) [cm2]."""
        return pcsa(self.volume, self.optimal_fiber_length)


def leg_of(person: Person) -> Leg:
    """Return the calf of a person: the triceps surae of :func:`surae.anatomy.limb.limb_of`."""
    limb = limb_of(person)
    calf = [GROUPS.index(muscle) for muscle in MUSCLES]
    return Leg(
        volume=limb.volume[calf],
        optimal_fiber_length=limb.optimal_fiber_length[calf],
        tendon_slack_length=limb.tendon_slack_length[calf],
        pennation_angle=limb.pennation_angle[calf],
        max_isometric_force=limb.max_isometric_force[calf],
        length_scale=limb.length_scale,
        sources=limb.sources,
    )


def fiber_lengths(leg: Leg, ankle_angle: float, knee_angle: float, pull: float) -> Array:
    """Return the fiber lengths of the three muscles in a posture under load.

    Parameters
    ----------
    leg
        The person's leg.
    ankle_angle, knee_angle
        [deg].
    pull
        Force of the whole triceps surae over its largest isometric force: it stretches the one
        tendon that the three share [-].

    Returns
    -------
    Shape (muscles,), over optimal fiber length, never below zero [-].
    """
    whole = leg.length_scale * np.array(
        [muscle_tendon_length(m, ankle_angle, knee_angle) for m in MUSCLES]
    )
    tendon = leg.tendon_slack_length * (1 + tendon_strain(pull))
    fiber = (whole - tendon) / np.cos(leg.pennation_angle)
    lengths: Array = np.maximum(fiber / leg.optimal_fiber_length, 0.0)
    return lengths


def capacities(leg: Leg, lengths: Array) -> Array:
    """Return the isometric force along the tendon at given fiber lengths, shape (muscles,) [N]."""
    force: Array = (
        leg.max_isometric_force * active_force_length(lengths) * np.cos(leg.pennation_angle)
    )
    return force


def triceps_moment_arm(leg: Leg, ankle_angle: float, knee_angle: float) -> float:
    """Return the lever of the triceps surae, weighted by maximal force [mm]."""
    arms = np.array([ankle_moment_arm(m, ankle_angle, knee_angle) for m in MUSCLES])
    weights = leg.max_isometric_force / leg.max_isometric_force.sum()
    return float(leg.length_scale * (arms @ weights))
