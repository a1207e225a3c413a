"""Damage, repair, swelling and protection of a muscle, day by day.

A bout hurts a share of what is whole; protection from earlier bouts spares it. Damage is repaired
at a rate of its own, water follows it in and leaves, protection fades over weeks:

    at a bout          D ← D + (1 − D)(1 − P) b        b = 1 − e^(−X / X_D)
                       P ← P + (C − P)(1 − (1 − b)^r)
    between bouts      D′ = −k_D D
                       E′ = k_E (β D − E)
                       P′ = −k_P P

D is the share of strength that is lost, E swelling over the muscle's volume, X the day's
lengthening under tension. Every step is elementwise and exact while no bout comes in between.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from surae.anatomy.force_curves import active_force_length
from surae.records import MUSCLES, ContractionClasses

Array = NDArray[np.float64]


class Condition(NamedTuple):
    """The state of muscles, arrays of one shape, such as (muscles, draws).

    Parameters
    ----------
    damage
        Share of strength that is lost [-].
    swelling
        Water that damage drew in, over the muscle's volume [-].
    protection
        Share of the damage of a bout that is spared [-].
    """

    damage: Array
    swelling: Array
    protection: Array


class Fading(NamedTuple):
    """What some days leave of each part of a condition, and how much swelling damage draws in."""

    damage: Array
    swelling: Array
    filling: Array
    protection: Array


class DamageCourse(NamedTuple):
    """Condition at the end of each day, arrays of shape (muscles, draws, days)."""

    damage: Array
    swelling: Array
    protection: Array


def fresh(shape: tuple[int, ...]) -> Condition:
    """Return the condition of muscles that know no bout."""
    return Condition(np.zeros(shape), np.zeros(shape), np.zeros(shape))


def damage_dose(
    classes: ContractionClasses,
    relative_tension: Array,
    *,
    damage_tension_exponent: ArrayLike,
    damage_length_exponent: ArrayLike,
    damage_without_lengthening: ArrayLike,
) -> Array:
    """Return what one contraction of each kind may damage.

    Time under tension, where tension counts by a power, long fibers more, and the time in which the
    fiber lengthens much more than the rest::

        dose = T (u f(l))^p exp(a (l − 1)) (λ + (1 − λ) c)

    Parameters
    ----------
    classes
        Kinds of contraction; λ is their share of lengthening.
    relative_tension
        Shape (draws, classes) or (classes,) [-].

    Returns
    -------
    Same shape [s].

    Notes
    -----
    *Assumes* that contractions add up within a day. *Valid for* voluntary contractions. *Not for*
    passive stretch, which is taken to damage nothing, nor for a blow.
    """
    tension = relative_tension * active_force_length(classes.fiber_length)
    share = np.asarray(damage_without_lengthening)
    weight = classes.lengthening + (1 - classes.lengthening) * share
    bonus = np.exp(np.asarray(damage_length_exponent) * (classes.fiber_length - 1))
    seconds = classes.contraction_duration * (classes.passive == 0)
    dose: Array = seconds * weight * bonus * tension ** np.asarray(damage_tension_exponent)
    return dose


def muscle_load(counts: Array, classes: ContractionClasses, dose: Array) -> Array:
    """Return the sum of counts × dose of each muscle, shape (days, muscles, draws).

    Parameters
    ----------
    counts
        Contractions, shape (days, classes) [1].
    classes
        Their kinds.
    dose
        Of one contraction, shape (draws, classes).
    """
    load = np.zeros((len(counts), len(MUSCLES), len(dose)))
    for m in range(len(MUSCLES)):
        mine = np.flatnonzero(classes.muscle == m)
        load[:, m] = counts[:, mine] @ dose[:, mine].T
    return load


def bout_damage(load: ArrayLike, *, damage_scale: ArrayLike) -> Array:
    """Return the share of strength that a day's load takes from a fresh, unprotected muscle [-].

    Parameters
    ----------
    load
        Sum of :func:`damage_dose` over the day's contractions [s].

    >>> bout_damage([0.0, 100.0, 1e9], damage_scale=1000.0).round(3)
    array([0.   , 0.095, 1.   ])
    """
    share: Array = -np.expm1(-np.asarray(load) / np.asarray(damage_scale))
    return share


def hurt(
    condition: Condition,
    bout: ArrayLike,
    *,
    protection_ceiling: ArrayLike,
    protection_per_damage: ArrayLike,
) -> Condition:
    """Return the condition right after a bout.

    Parameters
    ----------
    condition
        Before it; protection that it builds comes too late for itself.
    bout
        Its damage to a fresh, unprotected muscle, from :func:`bout_damage` [-].

    >>> kept = dict(protection_ceiling=0.8, protection_per_damage=5.0)
    >>> first = hurt(fresh((1,)), 0.1, **kept)
    >>> second = hurt(first._replace(damage=np.zeros(1)), 0.1, **kept)
    >>> first.damage.round(3), second.damage.round(3)
    (array([0.1]), array([0.067]))
    """
    spared = np.asarray(condition.protection)
    damage = condition.damage + (1 - condition.damage) * (1 - spared) * np.asarray(bout)
    room = np.maximum(np.asarray(protection_ceiling) - spared, 0.0)
    return condition._replace(
        damage=damage, protection=spared + room * _learned(bout, protection_per_damage)
    )


def _learned(bout: ArrayLike, per_damage: ArrayLike) -> Array:
    """Return which share of the protection that is still to be had a bout gives [-]."""
    learned: Array = 1 - (1 - np.asarray(bout)) ** np.asarray(per_damage)
    return learned


def fading(
    days: float,
    *,
    damage_half_life: ArrayLike,
    swelling_half_life: ArrayLike,
    swelling_per_damage: ArrayLike,
    protection_half_life: ArrayLike,
) -> Fading:
    """Return what some days without a bout leave of a condition, the exact solution.

    Notes
    -----
    Swelling is filled by damage and drained at its own rate; where both rates are equal, the limit
    is taken.
    """
    log2 = np.log(2)
    repair, drain = log2 / np.asarray(damage_half_life), log2 / np.asarray(swelling_half_life)
    gap = (drain - repair) * days
    mean = np.where(gap == 0, 1.0, -np.expm1(-gap) / np.where(gap == 0, 1.0, gap))
    kept = np.exp(-repair * days)
    return Fading(
        damage=kept,
        swelling=np.exp(-drain * days),
        filling=np.asarray(swelling_per_damage) * drain * days * kept * mean,
        protection=np.exp(-log2 * days / np.asarray(protection_half_life)),
    )


def recover(condition: Condition, left: Fading) -> Condition:
    """Return the condition after the days of a :func:`fading`.

    >>> left = fading(3.0, damage_half_life=1.5, swelling_half_life=1.5, swelling_per_damage=0.4,
    ...               protection_half_life=35.0)
    >>> recover(Condition(np.array(0.2), np.array(0.0), np.array(0.5)), left).damage.round(3)
    np.float64(0.05)
    """
    return Condition(
        condition.damage * left.damage,
        condition.swelling * left.swelling + condition.damage * left.filling,
        condition.protection * left.protection,
    )


def habitual_condition(
    bout: ArrayLike,
    left: Fading,
    *,
    protection_ceiling: ArrayLike,
    protection_per_damage: ArrayLike,
) -> Condition:
    """Return the condition that the same bout every day leads to, at the end of a day.

    Parameters
    ----------
    bout
        Of each day; a week's load is spread evenly over its days [-].
    left
        Of one day.
    """
    learned = _learned(bout, protection_per_damage)
    protection = (
        np.asarray(protection_ceiling)
        * learned
        * left.protection
        / (1 - left.protection * (1 - learned))
    )
    share = (1 - protection) * np.asarray(bout)
    morning = share / (1 - left.damage * (1 - share))
    swelling = morning * left.filling / (1 - left.swelling)
    return Condition(morning * left.damage, swelling, protection)


def damage_course(
    bouts: Array,
    start: Condition,
    left: Fading,
    *,
    protection_ceiling: ArrayLike,
    protection_per_damage: ArrayLike,
) -> DamageCourse:
    """Run days of bouts, each at the beginning of its day.

    Parameters
    ----------
    bouts
        From :func:`bout_damage`, shape (days, muscles, draws) [-].
    start
        Before the first day, arrays of shape (muscles, draws) or less.
    left
        Of one day.

    Returns
    -------
    DamageCourse
        At the end of each day: a bout's column is the morning after it.

    Notes
    -----
    *Assumes* that protection covers every kind of bout alike, and that repair does not slow down
    under new bouts. *Valid for* days to months. *Not for* strains and tears that need a physician,
    nor for bouts of hours such as an ultramarathon.
    """
    days, *shape = bouts.shape
    course = np.empty((len(start), days, *shape))
    now = start
    for day in range(days):
        if bouts[day].any():
            now = hurt(
                now,
                bouts[day],
                protection_ceiling=protection_ceiling,
                protection_per_damage=protection_per_damage,
            )
        now = recover(now, left)
        for kept, part in zip(course, now, strict=True):
            kept[day] = part
    return DamageCourse(*np.moveaxis(course, 1, -1))


def readiness(damage: ArrayLike, *, readiness_limit: ArrayLike) -> Array:
    """Return how ready a muscle is for a hard bout: 1 unhurt, 0 at the limit or beyond [-].

    >>> readiness([0.0, 0.05, 0.3], readiness_limit=0.1)
    array([1. , 0.5, 0. ])
    """
    ready: Array = np.maximum(1 - np.asarray(damage) / np.asarray(readiness_limit), 0.0)
    return ready


def acute_dose(classes: ContractionClasses, relative_tension: Array) -> Array:
    """Return what one contraction of each kind adds to the swelling right after work.

    Force × time, weighted by the share of the cycle under tension: between short contractions
    blood flows out again.

    Parameters
    ----------
    classes
        Kinds of contraction.
    relative_tension
        Shape (draws, classes) or (classes,) [-].

    Returns
    -------
    Same shape [s].
    """
    force = relative_tension * active_force_length(classes.fiber_length)
    share = classes.contraction_duration / classes.cycle_period
    dose: Array = force * classes.contraction_duration * share * (classes.passive == 0)
    return dose


def acute_swelling(
    load: ArrayLike,
    minutes: ArrayLike,
    *,
    acute_ceiling: ArrayLike,
    acute_scale: ArrayLike,
    acute_half_life: ArrayLike,
) -> Array:
    """Return the swelling of a muscle some minutes after a session, damage or not [-].

    Blood and water fill a muscle that has worked, and leave within an hour or two.

    Parameters
    ----------
    load
        Sum of :func:`acute_dose` over the session [s].
    minutes
        Since its end [min].

    >>> known = dict(acute_ceiling=0.25, acute_scale=240.0, acute_half_life=20.0)
    >>> acute_swelling(240.0, [0.0, 20.0], **known).round(3)
    array([0.158, 0.079])
    """
    full = -np.expm1(-np.asarray(load) / np.asarray(acute_scale))
    left = np.exp(-np.log(2) * np.asarray(minutes) / np.asarray(acute_half_life))
    swelling: Array = np.asarray(acute_ceiling) * full * left
    return swelling
