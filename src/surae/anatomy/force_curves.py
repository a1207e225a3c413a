"""Force of a fiber and stretch of a tendon, as functions of normalised length.

The form is that of De Groote, Kinney, Rao & Fregly (2016); coefficients come from the evidence
table ``curves``.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from surae import evidence

Array = NDArray[np.float64]


@cache
def _curve(name: str) -> tuple[tuple[float, ...], ...]:
    rows = [row for row in evidence.table("curves") if row["curve"] == name]
    return tuple(tuple(float(row[c]) for c in ("c1", "c2", "c3", "c4")) for row in rows)


def active_force_length(fiber_length: ArrayLike) -> Array:
    """Return the active isometric force of a fiber over its largest.

    Parameters
    ----------
    fiber_length
        Over optimal fiber length, any shape [-].

    Returns
    -------
    Same shape, 0 to about 1 [-].

    Notes
    -----
    *Assumes* one length for all fibers of a muscle. *Valid for* 0.3 to 1.8.
    *Not for* submaximal activation, which shifts the optimum to longer lengths.

    >>> f = active_force_length([0.44, 1.0])
    >>> bool(f[0] < 0.1), bool(f[1] > 0.98)
    (True, True)
    """
    length = np.asarray(fiber_length, dtype=float)
    total = np.zeros_like(length)
    for height, center, width, slope in _curve("active_force_length"):
        total += height * np.exp(-0.5 * ((length - center) / (width + slope * length)) ** 2)
    return total


def force_velocity(velocity: ArrayLike) -> Array:
    """Return the force of a moving active fiber over that of a still one.

    Parameters
    ----------
    velocity
        Over the fastest shortening, lengthening positive, any shape [-].

    Returns
    -------
    Same shape, 0 at fastest shortening to about 1.8 in fast lengthening [-].

    Notes
    -----
    *Assumes* that velocity acts as a factor on the isometric force. *Valid for* -1 to 1.
    *Not for* history effects: force stays raised after a stretch, which no factor can say.

    >>> [round(float(f), 2) for f in force_velocity([-1.0, 0.0, 1.0])]
    [0.01, 1.0, 1.79]
    """
    ((scale, slope, shift, offset),) = _curve("force_velocity")
    factor = scale * np.arcsinh(slope * np.asarray(velocity, dtype=float) + shift) + offset
    return np.maximum(factor, 0.0)


def passive_force_length(fiber_length: ArrayLike) -> Array:
    """Return the passive force of a fiber over its largest active force.

    Parameters
    ----------
    fiber_length
        Over optimal fiber length, any shape [-].

    Returns
    -------
    Same shape, 0 at or below optimal length [-].
    """
    ((stiffness, strain, _, _),) = _curve("passive_force_length")
    length = np.asarray(fiber_length, dtype=float)
    rise = np.expm1(stiffness * np.minimum(length - 1, 1) / strain) / np.expm1(stiffness)
    force: Array = np.maximum(rise, 0.0)
    return force


def tendon_strain(force: ArrayLike) -> Array:
    """Return how far a tendon is stretched by a force.

    Parameters
    ----------
    force
        Over the largest isometric force of the muscles that pull on it, any shape [-].

    Returns
    -------
    Same shape, over slack length [-].

    >>> round(float(tendon_strain(1.0)), 3)
    0.051
    """
    ((height, shift, offset, stiffness),) = _curve("tendon")
    pull = np.maximum(np.asarray(force, dtype=float), 0.0)
    strain: Array = np.log((pull + offset) / height) / stiffness + shift - 1
    return np.maximum(strain, 0.0)


def tendon_strain_slope(force: ArrayLike) -> Array:
    """Return how much more a tendon is stretched by more force, the slope of its strain.

    Parameters
    ----------
    force
        As for :func:`tendon_strain` [-].

    Returns
    -------
    Same shape, strain per largest force, 0 for a slack tendon [-].

    >>> slope = (tendon_strain(0.5001) - tendon_strain(0.4999)) / 0.0002
    >>> round(float(tendon_strain_slope(0.5) / slope), 4)
    1.0
    """
    ((_, _, offset, stiffness),) = _curve("tendon")
    pull = np.asarray(force, dtype=float)
    return np.where(pull < 0, 0.0, 1 / (stiffness * (np.maximum(pull, 0.0) + offset)))
