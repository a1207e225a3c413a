"""Lengths and levers of the calf muscles over ankle and knee angle.

Smooth functions fitted by least squares to sampled geometry; the fit error is
:func:`path_error`. Angles in degrees, dorsiflexion and knee flexion positive.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from surae import evidence

Array = NDArray[np.float64]

_COLUMNS = {"length": "muscle_tendon_length", "arm": "ankle_moment_arm"}


@dataclass(frozen=True, slots=True, eq=False)
class _Fit:
    """Coefficients of a sum of one polynomial in the ankle and one in the knee angle."""

    coefficients: Array
    error: float


def _terms(ankle: Array, knee: Array, degree: int) -> Array:
    """Return the columns 1, a, a², …, k, k², … of shape (points, 1 + 2·degree)."""
    a, k = np.radians(ankle), np.radians(knee)
    powers = np.arange(1, degree + 1)
    return np.column_stack([np.ones_like(a), a[:, None] ** powers, k[:, None] ** powers])


@cache
def _fit(muscle: str, what: str) -> _Fit:
    rows = [row for row in evidence.table("geometry") if row["muscle"] == muscle]
    ankle, knee, value = (
        np.array([float(row[c]) for row in rows])
        for c in ("ankle_angle", "knee_angle", _COLUMNS[what])
    )
    terms = _terms(ankle, knee, round(evidence.parameter("path_degree").mean))
    coefficients = np.linalg.lstsq(terms, value, rcond=None)[0]
    return _Fit(coefficients, float(np.sqrt(np.mean((terms @ coefficients - value) ** 2))))


def _evaluate(muscle: str, what: str, ankle_angle: float, knee_angle: float) -> float:
    coefficients = _fit(muscle, what).coefficients
    terms = _terms(np.array([ankle_angle]), np.array([knee_angle]), len(coefficients) // 2)
    return float(terms[0] @ coefficients)


def muscle_tendon_length(muscle: str, ankle_angle: float, knee_angle: float) -> float:
    """Return the length of a muscle with its tendon in the reference adult [mm].

    >>> longer = muscle_tendon_length("MG", 20, 0) - muscle_tendon_length("MG", 0, 0)
    >>> bool(10 < longer < 20)
    True
    """
    return _evaluate(muscle, "length", ankle_angle, knee_angle)


def ankle_moment_arm(muscle: str, ankle_angle: float, knee_angle: float) -> float:
    """Return the lever of a muscle about the ankle, plantarflexion positive [mm]."""
    return _evaluate(muscle, "arm", ankle_angle, knee_angle)


def path_error(muscle: str) -> tuple[float, float]:
    """Return the root-mean-square fit error of length and moment arm [mm]."""
    return _fit(muscle, "length").error, _fit(muscle, "arm").error
