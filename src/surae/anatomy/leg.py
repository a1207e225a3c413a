"""One person's calf muscles as one record, with sources."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surae import evidence
from surae.anatomy.force_curves import active_force_length, tendon_strain
from surae.anatomy.paths import ankle_moment_arm, muscle_tendon_length
from surae.evidence.binding import bind
from surae.records import MUSCLES, Person
from surae.units import MM_PER_CM

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


def muscle_volume(height: float, mass: float, slope: float, intercept: float) -> float:
    """Return a muscle's volume by the regression on mass × height [cm3].

    Notes
    -----
    *Assumes* healthy young adults, 24 people scanned. *Valid for* ordinary builds.
    *Not for* children, obesity or trained bodybuilders.

    Source: Handsfield et al. 2014.

    >>> muscle_volume(1.70, 75.0, 2.57, 120.0)
    447.675
    """
    return slope * mass * height + intercept


def pcsa(volume: Array, optimal_fiber_length: Array) -> Array:
    """Return volume over fiber length [cm2] from [cm3] and [mm].

    >>> pcsa(np.array([440.0]), np.array([44.0]))
    array([100.])
    """
    return volume / (optimal_fiber_length / MM_PER_CM)


def max_isometric_force(volume: Array, fiber_length: Array, *, specific_tension: float) -> Array:
    """Return specific tension × PCSA along the fibers [N]."""
    return specific_tension * pcsa(volume, fiber_length)


def leg_of(person: Person) -> Leg:
    """Return the calf of a person from height and mass alone.

    Fiber and tendon lengths are those of the reference model scaled by height; volumes follow
    the regression; force follows from both.
    """
    volumes = {row["muscle"]: row for row in evidence.table("muscle_volume")}
    paths = {row["muscle"]: row for row in evidence.table("tendon_paths")}
    values = {name: p.mean for name, p in evidence.parameters().items()}
    scale = person.height / values["reference_height"]
    volume = np.array(
        [
            muscle_volume(
                person.height,
                person.mass,
                float(volumes[m]["slope"]),
                float(volumes[m]["intercept"]),
            )
            for m in MUSCLES
        ]
    )
    fiber = scale * _column(paths, "optimal_fiber_length")
    return Leg(
        volume=volume,
        optimal_fiber_length=fiber,
        tendon_slack_length=scale * _column(paths, "tendon_slack_length"),
        pennation_angle=np.radians(_column(paths, "pennation_angle")),
        max_isometric_force=bind(max_isometric_force, values)(volume, fiber),
        length_scale=scale,
        sources=("handsfield_2014", "rajagopal_2016"),
    )


def _column(rows: dict[str, evidence.Row], name: str) -> Array:
    return np.array([float(rows[m][name]) for m in MUSCLES])


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
