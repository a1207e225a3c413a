"""Closed curves in a cut across the leg: their measures, and how one grows among others.

A curve is an array of corners x + iy [cm] in counterclockwise order; the last is joined to the
first. Real is toward the inner side of the leg, imaginary toward its front.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Curve = NDArray[np.complex128]


def area(curve: Curve) -> float:
    """Return the area inside [cm2].

    >>> area(np.array([0, 2, 2 + 1j, 1j]))
    2.0
    """
    return float(np.sum((curve.conj() * np.roll(curve, -1)).imag) / 2)


def perimeter(curve: Curve) -> float:
    """Return the length once round [cm].

    >>> perimeter(np.array([0, 2, 2 + 1j, 1j]))
    6.0
    """
    return float(np.sum(np.abs(np.roll(curve, -1) - curve)))


def center(curve: Curve) -> complex:
    """Return the center of the area inside [cm].

    >>> center(np.array([0, 2, 2 + 1j, 1j]))
    (1+0.5j)
    """
    after = np.roll(curve, -1)
    weight = (curve.conj() * after).imag / 2
    return complex(np.sum((curve + after) * weight) / (np.sum(weight) * (1 + 2)))


def crosses_itself(curve: Curve) -> bool:
    """Return whether two sides that are not neighbors meet.

    >>> crosses_itself(np.array([0, 1, 1 + 1j, 1j])), crosses_itself(np.array([0, 1, 1j, 1 + 1j]))
    (False, True)
    """
    start, end = curve, np.roll(curve, -1)
    side = end - start

    def left(points: Curve) -> NDArray[np.bool_]:
        return (side.conj()[:, None] * (points[None, :] - start[:, None])).imag > 0

    apart = left(start) != left(end)
    meet = apart & apart.T
    index = np.arange(len(curve))
    distance = np.abs(index[:, None] - index[None, :])
    neighbors = (distance <= 1) | (distance == len(curve) - 1)
    return bool(np.any(meet & ~neighbors))


def tape(points: Curve, fat_thickness: float, *, tape_directions: float) -> Curve:
    """Return the curve of a taut tape round points with an even layer between.

    In each direction the tape touches where the points reach farthest, moved out by the layer.

    Parameters
    ----------
    points
        Corners of everything inside, in any order [cm].
    fat_thickness
        Of the layer [cm].
    tape_directions
        In how many directions the tape is followed.

    Notes
    -----
    A layer t all round adds 2πt to a convex perimeter, whatever its shape (Steiner).

    >>> square = np.array([0, 1, 1 + 1j, 1j])
    >>> bare, padded = (tape(square, t, tape_directions=720) for t in (0.0, 0.1))
    >>> round(perimeter(bare), 3), round(perimeter(padded) - perimeter(bare), 3)
    (4.0, 0.628)
    """
    count = round(tape_directions)
    direction = np.exp(1j * 2 * np.pi * np.arange(count) / count)
    reach = (direction.conj()[:, None] * points[None, :]).real
    curve: Curve = points[np.argmax(reach, axis=1)] + fat_thickness * direction
    return curve


def shortest_chord(curve: Curve, *, tape_directions: float) -> float:
    """Return the shortest way through the center of a curve [cm]: the thickness of a muscle's cut.

    >>> slab = np.array([-2, 2, 2 + 1j, -2 + 1j])
    >>> round(shortest_chord(slab, tape_directions=180), 3)
    1.0
    """
    direction = np.exp(1j * np.pi * np.arange(round(tape_directions)) / round(tape_directions))
    turned = (curve - center(curve))[None, :] * direction.conj()[:, None]
    after = np.roll(turned, -1, axis=1)
    crosses = (turned.imag > 0) != (after.imag > 0)
    drop = np.where(crosses, turned.imag - after.imag, 1.0)
    place = turned.real + (after.real - turned.real) * turned.imag / drop
    ahead = np.where(crosses & (place > 0), place, np.inf).min(axis=1)
    behind = np.where(crosses & (place <= 0), -place, np.inf).min(axis=1)
    return float(np.min(ahead + behind))


def grow(
    curves: Sequence[Curve], log_growth: ArrayLike, *, growth_step: float
) -> tuple[Curve, ...]:
    """Let some areas swell and push everything else aside.

    Each swelling area is an even source of flow; elsewhere the flow neither gains nor loses area.
    A flow carries neighbors along, so curves that did not meet do not meet afterwards, and what is
    not a source keeps its area.

    Parameters
    ----------
    curves
        Closed curves [cm].
    log_growth
        Logarithm of the factor by which each area is to grow, shape (curves,) [-].
    growth_step
        Largest logarithm of growth in one midpoint step of the flow [-].

    Returns
    -------
    The curves afterwards, in the same order.

    Notes
    -----
    *Assumes* tissue that keeps its volume and slides freely, with no skin, fascia or bone that
    holds back. *Valid for* factors of 0.5 to 2: areas are then met within 1 %. *Not for* a muscle
    in contraction.
    """
    wanted = np.asarray(log_growth, dtype=float)
    n_steps = max(1, int(np.ceil(np.max(np.abs(wanted), initial=0.0) / growth_step)))
    grown = tuple(curves)
    for _ in range(n_steps):
        flow = _flow(grown, grown, wanted / n_steps)
        half = tuple(curve + move / 2 for curve, move in zip(grown, flow, strict=True))
        flow = _flow(half, half, wanted / n_steps)
        grown = tuple(curve + move for curve, move in zip(grown, flow, strict=True))
    return grown


def _flow(curves: Sequence[Curve], sources: Sequence[Curve], rate: Array) -> list[Curve]:
    """Return the velocity of curves under even sources inside others, a curve at a time.

    The field of an even source is −(1/2π) ∮ ln r n ds over its edge (Gauss).
    """
    strong = [(curve, r) for curve, r in zip(sources, rate, strict=True) if r != 0]
    if not strong:
        return [np.zeros_like(curve) for curve in curves]
    start = np.concatenate([curve for curve, _ in strong])
    side = np.concatenate([np.roll(curve, -1) - curve for curve, _ in strong])
    strength = np.concatenate([np.full(len(curve), r) for curve, r in strong]) / (2 * np.pi)
    inward = 1j * side / np.abs(side) * strength
    flows = []
    for curve in curves:
        potential = _log_potential(curve, start, side)
        flows.append(potential @ inward.real + 1j * (potential @ inward.imag))
    return flows


def _log_potential(places: Curve, start: Curve, side: Curve) -> Array:
    """Return ∫ ln r ds over straight sides as seen from places, shape (places, sides).

    On a side seen at right angles from a distance d, s counted from the foot of the perpendicular,
    ∫ ln r ds = [s ln r] − length + d φ, with φ the angle under which the side is seen.
    """
    length = np.abs(side)
    along = side / length
    x = start.real[None, :] - places.real[:, None]
    y = start.imag[None, :] - places.imag[:, None]
    begin = x * along.real + y * along.imag
    end = begin + length
    apart = np.abs(y * along.real - x * along.imag)
    nearest = np.finfo(float).tiny
    log_begin = np.log(np.maximum(begin * begin + apart * apart, nearest)) / 2
    log_end = np.log(np.maximum(end * end + apart * apart, nearest)) / 2
    seen = np.arctan2(apart * length, begin * end + apart * apart)
    potential: Array = end * log_end - begin * log_begin - length + apart * seen
    return potential
