"""One person's whole leg: nine groups of muscles as one record, with sources.

Muscles that share a task are one group: ``DPF`` are the deep plantar flexors (TP, FHL, FDL, PL,
PB), ``VAS`` the three vasti, ``HAM`` the hamstrings that cross hip and knee. Within a group
lengths, levers and angles are means weighted by the members' strength in the reference adult, so
that volume = physiological cross-section × fiber length holds for groups as it does for muscles.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from surae import evidence
from surae.anatomy.paths import Paths, path_error, paths
from surae.evidence.binding import bind
from surae.records import Person
from surae.units import MM_PER_CM, PERCENT

Array = NDArray[np.float64]

MEMBERS = {
    "MG": ("MG",),
    "LG": ("LG",),
    "SOL": ("SOL",),
    "TA": ("TA",),
    "DPF": ("TP", "FHL", "FDL", "PL", "PB"),
    "VAS": ("VM", "VL", "VI"),
    "RF": ("RF",),
    "HAM": ("BFLH", "SM", "ST"),
    "BFSH": ("BFSH",),
}
"""Muscles by group."""

GROUPS = tuple(MEMBERS)
"""Order of groups in every array; the triceps surae comes first."""

JOINTS = ("ankle", "knee", "hip")

_MUSCLES = tuple(muscle for members in MEMBERS.values() for muscle in members)


@dataclass(frozen=True, slots=True, eq=False)
class Limb:
    """The muscles of one leg; arrays of shape (groups,) in the order of :data:`GROUPS`.

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
    max_velocity
        Fastest shortening [optimal lengths/s].
    slow_fiber_share
        Share of slow fibers, NaN where the release has none [-].
    length_scale
        Person's segment lengths over those of the reference adult [-].
    moment_arm_scale
        Levers about the ankle over those expected from the person's size [-].
    tendon_compliance
        Stretch of the Achilles tendon over that of the reference curve [-].
    sources
        Keys of the sources that the numbers came from.
    """

    volume: Array
    optimal_fiber_length: Array
    tendon_slack_length: Array
    pennation_angle: Array
    max_isometric_force: Array
    max_velocity: Array
    slow_fiber_share: Array
    length_scale: float
    moment_arm_scale: float
    tendon_compliance: float
    sources: tuple[str, ...]

    @property
    def pcsa(self) -> Array:
        """Physiological cross-sectional area, shape (groups,) [cm2]."""
        return pcsa(self.volume, self.optimal_fiber_length)

    def muscle_tendon_lengths(self, angles: ArrayLike) -> Array:
        """Return the person's muscle-tendon lengths, as :func:`muscle_tendon_lengths` [mm]."""
        bent = np.atleast_2d(np.asarray(angles, dtype=float))
        lengths = muscle_tendon_lengths(bent)
        neutral = muscle_tendon_lengths(bent * np.array([0, 1, 1]))
        return self.length_scale * (neutral + self.moment_arm_scale * (lengths - neutral))

    def moment_arms(self, angles: ArrayLike) -> Array:
        """Return the person's levers, as :func:`moment_arms` [mm]."""
        scales = self.length_scale * np.array([self.moment_arm_scale, 1, 1])
        return scales[:, None] * moment_arms(angles)


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


@lru_cache
def limb_of(person: Person) -> Limb:
    """Return the leg of a person from height and mass alone; one person has one leg.

    Fiber and tendon lengths are those of the reference model scaled by height; volumes follow
    the regression; force follows from both.
    """
    values = evidence.central_values()
    scale = person.height / values["reference_height"]
    volume = np.array(
        [sum(_volume(m, person.height, person.mass) for m in MEMBERS[g]) for g in GROUPS]
    )
    fiber = scale * _grouped("optimal_fiber_length")
    return Limb(
        volume=volume,
        optimal_fiber_length=fiber,
        tendon_slack_length=scale * _grouped("tendon_slack_length"),
        pennation_angle=np.radians(_grouped("pennation_angle")),
        max_isometric_force=bind(max_isometric_force, values)(volume, fiber),
        max_velocity=_grouped("max_contraction_velocity"),
        slow_fiber_share=_slow_fiber_share(),
        length_scale=scale,
        moment_arm_scale=1.0,
        tendon_compliance=1.0,
        sources=("handsfield_2014", "rajagopal_2016", "rajagopal_lai_uhlrich_2023"),
    )


def varied(
    limb: Limb,
    *,
    volume_spread: float,
    fiber_length_scale: float,
    moment_arm_scale: float,
    tendon_compliance_scale: float,
    specific_tension_scale: float,
) -> Limb:
    """Return a leg that deviates from the expected one as people of one size do.

    Notes
    -----
    *Assumes* that a deviation is shared by all muscles of a leg. Longer fibers take the room that
    they need from the tendon, so that a muscle stays where it was on its force–length curve, and
    with the same volume they make it weaker. A longer lever about the ankle moves the muscle
    further for the same angle.

    >>> person = Person(1.70, 75.0, 30.0, "male")
    >>> same = dict(volume_spread=0.0, fiber_length_scale=1.0, tendon_compliance_scale=1.0)
    >>> long = varied(limb_of(person), **same, moment_arm_scale=1.1, specific_tension_scale=1.0)
    >>> round(float(long.moment_arms([0, 0, 0])[0, 0, 2]), 1)
    45.5
    """
    longer = (fiber_length_scale - 1) * limb.optimal_fiber_length * np.cos(limb.pennation_angle)
    strength = specific_tension_scale * (1 + volume_spread) / fiber_length_scale
    return replace(
        limb,
        volume=limb.volume * (1 + volume_spread),
        optimal_fiber_length=limb.optimal_fiber_length * fiber_length_scale,
        tendon_slack_length=limb.tendon_slack_length - longer,
        max_isometric_force=limb.max_isometric_force * strength,
        moment_arm_scale=limb.moment_arm_scale * moment_arm_scale,
        tendon_compliance=limb.tendon_compliance * tendon_compliance_scale,
    )


def muscle_tendon_lengths(angles: ArrayLike) -> Array:
    """Return the lengths of muscles with their tendons in the reference adult.

    Parameters
    ----------
    angles
        Ankle, knee and hip, dorsiflexion and flexion positive, shape (nodes, joints) [deg].

    Returns
    -------
    Shape (nodes, groups) [mm].

    >>> straight, bent = muscle_tendon_lengths([[0, 0, 0], [0, 90, 0]])
    >>> [round(float(value)) for value in straight[:3] - bent[:3]]
    [30, 33, 0]
    """
    return _group_paths().lengths(np.atleast_2d(np.asarray(angles, dtype=float)))


def moment_arms(angles: ArrayLike) -> Array:
    """Return the levers of muscles about ankle, knee and hip in the reference adult.

    Parameters
    ----------
    angles
        As for :func:`muscle_tendon_lengths`, shape (nodes, joints) [deg].

    Returns
    -------
    Shape (nodes, joints, groups), positive for plantarflexion, knee extension and hip extension
    [mm].

    >>> ankle, knee, hip = moment_arms([[0, 0, 0]])[0]
    >>> bool(ankle[GROUPS.index("TA")] < 0 < ankle[0]), bool(knee[0] < 0 < hip[GROUPS.index("HAM")])
    (True, True)
    """
    return _group_paths().arms(np.atleast_2d(np.asarray(angles, dtype=float)))


def fit_errors() -> dict[str, tuple[float, float, float, float]]:
    """Return, by muscle, the error of fitted length and of ankle, knee and hip lever [mm].

    Root mean square over the sampled angles.
    """
    return {muscle: path_error(muscle) for muscle in _MUSCLES}


@cache
def _weights() -> Array:
    """Return the share of each muscle in its group's strength, shape (groups, muscles)."""
    values = evidence.central_values()
    height, mass = values["reference_height"], values["reference_mass"]
    strength = {m: _volume(m, height, mass) / _path(m, "optimal_fiber_length") for m in _MUSCLES}
    weights = np.array(
        [[strength[m] if m in MEMBERS[group] else 0.0 for m in _MUSCLES] for group in GROUPS]
    )
    shares: Array = weights / weights.sum(axis=1, keepdims=True)
    return shares


@cache
def _group_paths() -> Paths:
    return paths(_MUSCLES).grouped(_weights())


def _volume(muscle: str, height: float, mass: float) -> float:
    (row,) = (r for r in evidence.table("muscle_volume") if r["muscle"] == muscle)
    return muscle_volume(height, mass, float(row["slope"]), float(row["intercept"]))


def _path(muscle: str, quantity: str) -> float:
    (row,) = (r for r in evidence.table("tendon_paths") if r["muscle"] == muscle)
    return float(row[quantity])


def _grouped(quantity: str) -> Array:
    mean: Array = _weights() @ np.array([_path(muscle, quantity) for muscle in _MUSCLES])
    return mean


@cache
def _slow_fiber_share() -> Array:
    """Return the mean over sources of a group's own share, or else of those of its members."""
    rows = [r for r in evidence.table("architecture") if r["quantity"] == "slow_fiber_share"]
    shares = []
    for group, members in MEMBERS.items():
        names = {group, "GAS"} if group in ("MG", "LG") else {group, *members}
        percent = [float(row["value"]) for row in rows if row["muscle"] in names]
        shares.append(np.mean(percent) if percent else np.nan)
    return np.array(shares) / PERCENT
