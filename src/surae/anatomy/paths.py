"""Lengths and levers of the leg's muscles over ankle, knee and hip angle.

Polynomials in each angle, added up, are fitted by least squares to the sampled geometry of the
reference leg; length and levers are fitted apart, and :func:`path_error` is the error. Angles are
in degrees: dorsiflexion, knee flexion and hip flexion positive. Beyond the sampled angles a length
goes on in a straight line and a lever stays what it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from surae import evidence

Array = NDArray[np.float64]

ANGLES = ("ankle_angle", "knee_angle", "hip_angle")
_LENGTH = "muscle_tendon_length"
_ARMS = ("ankle_moment_arm", "knee_moment_arm", "hip_moment_arm")

# The table counts knee and hip levers in flexion; surae counts all three where they push off.
_SIGNS = np.array([1.0, -1.0, -1.0])


@dataclass(frozen=True, slots=True, eq=False)
class Paths:
    """Fitted paths of muscles, or of groups of muscles, in the reference leg.

    Parameters
    ----------
    low, high
        Sampled range of each angle, shape (joints,) [rad].
    constant
        Length and levers with all angles zero, shape (muscles, 4) [mm].
    coefficients
        Of the first and higher powers of each angle, shape (joints, powers, muscles, 4)
        [mm/rad^power].
    """

    low: Array
    high: Array
    constant: Array
    coefficients: Array

    def lengths(self, angles: Array) -> Array:
        """Return muscle-tendon lengths at angles [deg] of shape (nodes, joints).

        Shape (nodes, muscles) [mm].
        """
        inside, beyond = self._split(angles)
        values = self._evaluate(inside)[..., 0]
        slopes = np.einsum("njp,jpm->njm", _slopes(inside, self._powers), self.coefficients[..., 0])
        lengths: Array = values + np.einsum("nj,njm->nm", beyond, slopes)
        return lengths

    def arms(self, angles: Array) -> Array:
        """Return levers at angles [deg] of shape (nodes, joints).

        Shape (nodes, joints, muscles), positive where the muscle pushes off: plantarflexion, knee
        extension, hip extension [mm].
        """
        inside, _ = self._split(angles)
        arms: Array = np.moveaxis(self._evaluate(inside)[..., 1:], -1, 1)
        return arms

    def grouped(self, weights: Array) -> Paths:
        """Return the weighted mean paths of groups, ``weights`` of shape (groups, muscles)."""
        return Paths(
            self.low,
            self.high,
            weights @ self.constant,
            np.einsum("gm,jpmq->jpgq", weights, self.coefficients),
        )

    @property
    def _powers(self) -> int:
        return int(self.coefficients.shape[1])

    def _split(self, angles: Array) -> tuple[Array, Array]:
        """Return the angles inside the sampled range and what lies beyond it [rad]."""
        radians = np.radians(angles)
        inside = np.clip(radians, self.low, self.high)
        return inside, radians - inside

    def _evaluate(self, inside: Array) -> Array:
        terms = inside[..., None] ** np.arange(1, self._powers + 1)
        values: Array = self.constant + np.einsum("njp,jpmq->nmq", terms, self.coefficients)
        return values


def _slopes(inside: Array, powers: int) -> Array:
    """Return the derivatives of the first and higher powers of each angle."""
    power = np.arange(1, powers + 1)
    slopes: Array = power * inside[..., None] ** (power - 1)
    return slopes


def _samples(muscle: str) -> tuple[Array, Array]:
    """Return sampled angles [rad] of shape (points, joints) and length and levers (points, 4)."""
    rows = [row for row in evidence.table("geometry") if row["muscle"] == muscle]
    angles = np.radians([[float(row[name]) for name in ANGLES] for row in rows])
    lengths = np.array([float(row[_LENGTH]) for row in rows])
    arms = np.array([[float(row[name]) for name in _ARMS] for row in rows]) * _SIGNS
    return angles, np.column_stack([lengths, arms])


@cache
def _fit(muscle: str) -> tuple[Array, Array, Array]:
    """Return constant, coefficients and root-mean-square errors of one muscle."""
    angles, values = _samples(muscle)
    powers = round(evidence.parameter("path_degree").mean)
    spanned = np.flatnonzero(np.ptp(angles, axis=0) > 0)
    terms = angles[:, spanned, None] ** np.arange(1, powers + 1)
    design = np.column_stack([np.ones(len(angles)), terms.reshape(len(angles), -1)])
    solution = np.linalg.lstsq(design, values, rcond=None)[0]
    coefficients = np.zeros((len(ANGLES), powers, values.shape[1]))
    coefficients[spanned] = solution[1:].reshape(len(spanned), powers, -1)
    error: Array = np.sqrt(np.mean((design @ solution - values) ** 2, axis=0))
    return solution[0], coefficients, error


@cache
def paths(muscles: tuple[str, ...]) -> Paths:
    """Return the fitted paths of muscles of the reference leg."""
    fits = [_fit(muscle) for muscle in muscles]
    sampled = np.radians([[float(r[name]) for name in ANGLES] for r in evidence.table("geometry")])
    return Paths(
        sampled.min(axis=0),
        sampled.max(axis=0),
        np.stack([fit[0] for fit in fits]),
        np.stack([fit[1] for fit in fits], axis=2),
    )


def muscle_tendon_length(muscle: str, ankle_angle: float, knee_angle: float) -> float:
    """Return the length of a muscle with its tendon in the reference adult, hip straight [mm].

    >>> longer = muscle_tendon_length("MG", 20, 0) - muscle_tendon_length("MG", 0, 0)
    >>> bool(10 < longer < 20)
    True
    """
    return float(paths((muscle,)).lengths(np.array([[ankle_angle, knee_angle, 0.0]]))[0, 0])


def ankle_moment_arm(muscle: str, ankle_angle: float, knee_angle: float) -> float:
    """Return the lever of a muscle about the ankle, plantarflexion positive [mm]."""
    return float(paths((muscle,)).arms(np.array([[ankle_angle, knee_angle, 0.0]]))[0, 0, 0])


def path_error(muscle: str) -> tuple[float, float, float, float]:
    """Return the root-mean-square fit error of length and of ankle, knee and hip lever [mm]."""
    length, ankle, knee, hip = _fit(muscle)[2]
    return float(length), float(ankle), float(knee), float(hip)
