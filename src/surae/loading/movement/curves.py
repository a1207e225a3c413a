"""Joint angles and moments over one cycle, and how they are put together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from surae import evidence
from surae.errors import RecordError

Array = NDArray[np.float64]

ANGLES = ("ankle_angle", "knee_angle", "hip_angle")
MOMENTS = ("ankle_moment", "knee_moment")


@dataclass(frozen=True, slots=True, eq=False)
class MovementCurves:
    """One cycle of a movement at even times; the end is not repeated.

    Parameters
    ----------
    period
        Time of the cycle [s].
    angles
        Shape (nodes, joints): ankle, knee, hip; dorsiflexion and flexion positive [deg].
    moments
        Shape (nodes, joints): ankle plantarflexion and knee extension positive [N m].
    stance
        Share of the cycle that the muscle is loaded, from node 0 on [-].

    Raises
    ------
    RecordError
        For a period that is not above 0, shapes that do not fit or numbers that are not finite.
    """

    period: float
    angles: Array
    moments: Array
    stance: float

    def __post_init__(self) -> None:
        if not 0 < self.period < np.inf:
            raise RecordError("cycle_period", f"{self.period:g} s", "what is above 0 s")
        nodes = len(self.angles)
        for name, columns in (("angles", ANGLES), ("moments", MOMENTS)):
            values = getattr(self, name)
            if values.shape != (nodes, len(columns)) or not nodes:
                raise RecordError(f"shape of {name}", values.shape, f"(nodes, {len(columns)})")
            if not np.all(np.isfinite(values)):
                raise RecordError(name, "not finite", "finite numbers", "look for gaps")

    @property
    def time(self) -> Array:
        """Time of each node, shape (nodes,) [s]."""
        return np.arange(len(self.angles)) * self.period / len(self.angles)


def phases(n_nodes: int) -> Array:
    """Return the share of the cycle at each node, shape (nodes,) [-]."""
    return np.arange(n_nodes) / n_nodes


@cache
def measured_running(quantity: str) -> tuple[Array, Array, Array]:
    """Return speeds, cosine and sine coefficients of a measured running curve.

    Shapes (speeds,), (speeds, harmonics) and (speeds, harmonics).
    """
    rows = [row for row in evidence.table("running_curves") if row["quantity"] == quantity]
    speeds = sorted({row["speed"] for row in rows})
    cosine = [[row["cosine"] for row in rows if row["speed"] == speed] for speed in speeds]
    sine = [[row["sine"] for row in rows if row["speed"] == speed] for speed in speeds]
    return np.array(speeds), np.array(cosine), np.array(sine)


def running_shape(quantity: str, speed: float, phase: Array) -> Array:
    """Return a measured running curve at a speed and at some phases, shape (nodes,).

    Linear in speed between the measured speeds, held at the slowest and fastest of them.
    """
    speeds, cosine, sine = measured_running(quantity)
    a = np.array([np.interp(speed, speeds, column) for column in cosine.T])
    b = np.array([np.interp(speed, speeds, column) for column in sine.T])
    angle = 2 * np.pi * phase[:, None] * np.arange(len(a))
    curve: Array = np.cos(angle) @ a + np.sin(angle) @ b
    return curve


@cache
def _knots(movement: str, quantity: str) -> tuple[Array, Array]:
    rows = [
        row
        for row in evidence.table("movement_knots")
        if row["movement"] == movement and row["quantity"] == quantity
    ]
    if not rows:
        raise evidence.unknown("movement_knots", f"{movement} {quantity}")
    return np.array([r["phase"] for r in rows]), np.array([r["value"] for r in rows])


def knot_shape(movement: str, quantity: str, phase: Array) -> Array:
    """Return a curve that passes near the knots of the evidence table, shape (nodes,).

    Knots are joined by straight lines around the cycle and smoothed to the harmonics that measured
    curves have.
    """
    where, value = _knots(movement, quantity)
    return np.interp(phase, where, value, period=1.0)


def smooth_cycle(curve: Array, *, curve_harmonics: float) -> Array:
    """Return a periodic curve without its higher harmonics, along the first axis.

    >>> wave = np.sin(2 * np.pi * np.arange(64) / 64)
    >>> bool(np.allclose(smooth_cycle(wave, curve_harmonics=14), wave))
    True
    """
    spectrum = np.fft.rfft(curve, axis=0)
    spectrum[round(curve_harmonics) + 1 :] = 0
    return np.fft.irfft(spectrum, n=len(curve), axis=0)


def warped_phase(n_nodes: int, stance: float, stance_of_shape: float) -> Array:
    """Return the phases of a shape whose stance is stretched to another share of the cycle.

    >>> warped_phase(4, 0.5, 0.25)
    array([0.   , 0.125, 0.25 , 0.625])
    """
    return np.interp(phases(n_nodes), [0.0, stance, 1.0], [0.0, stance_of_shape, 1.0])
