"""How the inside of a muscle changes when its volume does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from surae import evidence
from surae.anatomy.limb import Limb, max_isometric_force
from surae.evidence.binding import bind

Array = NDArray[np.float64]


def fiber_length_after(
    fiber_length: ArrayLike, volume_ratio: ArrayLike, *, fiber_length_exponent: ArrayLike
) -> Array:
    """Return fiber length after a muscle has grown by a ratio, in the unit given.

    Notes
    -----
    *Assumes* that a fixed part of relative growth goes into length, the rest into thickness of
    fibers. *Not for* growth by stretching, where length takes more.

    >>> round(float(fiber_length_after(50.0, 1.1, fiber_length_exponent=0.15)), 1)
    50.7
    """
    ratio: Array = np.power(volume_ratio, fiber_length_exponent)
    return np.asarray(fiber_length) * ratio


def thickness_after(
    muscle_thickness: ArrayLike, volume_ratio: ArrayLike, *, thickness_exponent: ArrayLike
) -> Array:
    """Return the thickness of a muscle after it has grown by a ratio, in the unit given.

    >>> round(float(thickness_after(20.0, 1.1, thickness_exponent=0.6)), 2)
    21.18
    """
    ratio: Array = np.power(volume_ratio, thickness_exponent)
    return np.asarray(muscle_thickness) * ratio


def pennation_after(
    pennation_angle: ArrayLike,
    volume_ratio: ArrayLike,
    *,
    thickness_exponent: ArrayLike,
    fiber_length_exponent: ArrayLike,
) -> Array:
    """Return the angle of the fibers after a muscle has grown by a ratio [rad].

    Fibers span the thickness: sin(angle) = thickness ÷ fiber length.

    >>> angle = pennation_after(
    ...     np.radians(20.0), 1.1, thickness_exponent=0.6, fiber_length_exponent=0.15
    ... )
    >>> round(float(np.degrees(angle)), 1)
    20.9
    """
    exponent = np.asarray(thickness_exponent) - np.asarray(fiber_length_exponent)
    sine = np.sin(pennation_angle) * np.asarray(volume_ratio) ** exponent
    angle: Array = np.arcsin(np.minimum(sine, 1.0))
    return angle


def grown_limb(limb: Limb, volume_ratio: Array) -> Limb:
    """Return a leg whose groups of muscles have grown by ratios, shape (groups,) [-].

    Volume stays PCSA × fiber length: what does not go into length makes fibers thicker, and so
    stronger.
    """
    values = evidence.central_values()
    volume = limb.volume * volume_ratio
    fiber = bind(fiber_length_after, values)(limb.optimal_fiber_length, volume_ratio)
    force = bind(max_isometric_force, values)
    before = force(limb.volume, limb.optimal_fiber_length)
    return replace(
        limb,
        volume=volume,
        optimal_fiber_length=fiber,
        pennation_angle=bind(pennation_after, values)(limb.pennation_angle, volume_ratio),
        max_isometric_force=limb.max_isometric_force * force(volume, fiber) / before,
    )
