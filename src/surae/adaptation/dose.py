"""Contractions become a growth stimulus.

A dose rule is a function of the kinds of contraction; the stimulus of a day is counts × dose.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from surae import evidence
from surae.anatomy.force_curves import active_force_length
from surae.records import ContractionClasses

Array = NDArray[np.float64]

_CLOSE = 2 ** (2 * 2 * (2 + 1))
"""Numbers of one array that are worked on at a time."""


def tension_draws(
    classes: ContractionClasses, *, tension_scale: ArrayLike, sharing_rule: ArrayLike
) -> Array:
    """Return relative tension under the uncertain links of mechanics.

    How a moment is shared among the muscles is one of a few rules, drawn; tension that follows
    from an outer moment also scales with the lever of the tendon and specific tension; tension
    that follows from the person's own capacity does not.

    Parameters
    ----------
    classes
        Kinds of contraction at the central values of the links.
    tension_scale
        A number, or draws of shape (draws, 1).
    sharing_rule
        From 0 up to the number of rules; its whole part says which. Same shape.

    Returns
    -------
    Shape (draws, classes) [-].
    """
    center = evidence.central_values()["tension_scale"]
    last = len(classes.relative_tension) - 1
    rule = np.clip(np.floor(np.ravel(sharing_rule)), 0, last).astype(int)
    outer = (classes.external > 0) & (classes.passive == 0)
    link = np.where(outer, np.asarray(tension_scale, dtype=float) / center, 1.0)
    tension: Array = classes.relative_tension[rule] * link
    return tension


def sensed_tension_dose(
    classes: ContractionClasses,
    relative_tension: Array,
    *,
    tension_time_constant: ArrayLike,
    tension_threshold: ArrayLike,
    threshold_softness: ArrayLike,
    tension_exponent: ArrayLike,
    length_exponent: ArrayLike,
    stretch_factor: ArrayLike,
    tension_rise_time: float,
    cycle_nodes: float,
) -> Array:
    """Return the stimulus of one contraction of each kind under the sensed-tension rule.

    The fiber senses its tension through a slow sensor, τ y′ = u − y, in the periodic steady state
    of its cycle; what lies above a threshold counts, more so at long fiber lengths::

        dose = exp(a (l − 1)) ∫ softplus(y − θ)^p dt

    Parameters
    ----------
    classes
        Kinds of contraction.
    relative_tension
        Shape (draws, classes) or (classes,) [-].

    Returns
    -------
    Same shape; tension × seconds above the threshold [s].

    Notes
    -----
    *Assumes* one sensor for all fibers and no memory between sets. *Valid for* contractions of
    0.1 s to minutes. *Not for* electrically evoked contractions or restricted blood flow.
    A passive stretch is sensed through ``stretch_factor`` and has no threshold.

    Source of the idea: Ibata & Terentjev 2021.
    """
    # A fiber's tension is its force over its largest force, so short fibers sense little.
    tension = relative_tension * active_force_length(classes.fiber_length)
    nodes = round(cycle_nodes)
    shape = _pulse(classes, tension_rise_time, nodes)
    step = classes.cycle_period / nodes
    above = _time_above(
        tension,
        shape,
        step / np.asarray(tension_time_constant),
        np.asarray(tension_threshold),
        np.asarray(threshold_softness),
        np.asarray(tension_exponent),
    )
    bonus = np.exp(np.asarray(length_exponent) * (classes.fiber_length - 1))
    active = above * step * bonus
    hold = classes.contraction_duration * relative_tension
    passive = np.asarray(stretch_factor) * hold * bonus
    dose: Array = np.where(classes.passive > 0, passive, active)
    return dose


def _pulse(classes: ContractionClasses, rise_time: float, nodes: int) -> Array:
    """Return tension over its peak at even times of the cycle, shape (nodes, classes)."""
    time = (np.arange(nodes)[:, None] + 0.5) / nodes * classes.cycle_period
    duration = classes.contraction_duration
    rise = np.minimum(rise_time, duration / 2)
    ramp = np.minimum(time, duration - time) / rise
    return np.clip(ramp, 0.0, 1.0)


def _time_above(
    tension: Array,
    shape: Array,
    step: Array,
    threshold: Array,
    softness: Array,
    exponent: Array,
) -> Array:
    """Return the sum over a cycle of softplus(y − θ)^p, y the sensor's periodic steady state.

    Some draws are taken at a time, so that what is worked on stays close to the processor.
    """
    given = (tension, step, threshold, softness, exponent)
    wanted = np.broadcast_shapes(*(value.shape for value in given))
    flat = (int(np.prod(wanted[:-1])), wanted[-1])
    grid = [np.broadcast_to(value, wanted).reshape(flat) for value in given]
    total = np.empty(grid[0].shape)
    rows = max(_CLOSE // max(wanted[-1], 1), 1)
    for begin in range(0, len(total), rows):
        part = slice(begin, begin + rows)
        total[part] = _sum_above(shape, *(value[part] for value in grid))
    return total.reshape(wanted)


def _sum_above(
    shape: Array, tension: Array, step: Array, threshold: Array, softness: Array, exponent: Array
) -> Array:
    """Return the sum for some draws.

    Where the exponent is 1, softplus is the logarithm of 1 + e^x, and a sum of logarithms is the
    logarithm of a product, taken as seldom as the largest number allows.
    """
    nodes = _excess(shape, tension, step, threshold, softness)
    largest = float(np.max(tension / softness, initial=1.0))
    room = int(np.log(np.finfo(float).max) / (largest + 1))
    total = np.zeros_like(tension)
    if np.any(exponent != 1) or room < 1:
        for excess in nodes:
            total += (softness * np.logaddexp(0.0, excess)) ** exponent
        return total
    product, factor = np.ones_like(tension), np.empty_like(tension)
    for node, excess in enumerate(nodes, start=1):
        np.exp(excess, out=factor)
        factor += 1
        product *= factor
        if node % room == 0 or node == len(shape):
            total += np.log(product)
            product.fill(1.0)
    return softness * total


def _excess(
    shape: Array, tension: Array, step: Array, threshold: Array, softness: Array
) -> Iterator[Array]:
    """Yield (y − θ) / softness at each node of a cycle, the same array each time."""
    decay, follows = np.exp(-step), -np.expm1(-step)
    sensed, turn = np.zeros_like(decay), np.empty_like(decay)
    for pulse in shape:
        sensed *= decay
        sensed += np.multiply(follows, pulse, out=turn)
    sensed /= -np.expm1(-step * len(shape))
    excess = (tension * sensed - threshold) / softness
    rise, fall = follows * tension / softness, follows * threshold / softness
    for pulse in shape:
        excess *= decay
        np.multiply(rise, pulse, out=turn)
        turn -= fall
        excess += turn
        yield excess
