"""What sessions do to muscle and tendon beside growth: damage, repair, swelling, stiffness."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from surae.adaptation import damage as muscle
from surae.adaptation import tendon
from surae.adaptation.dose import tension_draws
from surae.adaptation.trajectory import Habit
from surae.adaptation.turnover import everyday_loading, weekly_sum
from surae.evidence import central_values
from surae.evidence.binding import bind, parameter_names
from surae.records import Draws, LoadSpectrum
from surae.units import DAYS_PER_WEEK

Array = NDArray[np.float64]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Tissue:
    """Muscle and tendon at the end of each day.

    Parameters
    ----------
    first_day
        Day of column 0.
    damage, swelling, protection
        Shape (muscles, draws, days): share of strength lost, swelling over volume, and the share
        of a bout's damage that is spared [-].
    acute
        Swelling right after the day's work, same shape [-].
    stiffness, area
        Of the Achilles tendon, over that of an ordinary walker, shape (draws, days) [-].
    """

    first_day: date
    damage: Array
    swelling: Array
    protection: Array
    acute: Array
    stiffness: Array
    area: Array

    @property
    def capacity(self) -> Array:
        """Strength over that of the unhurt muscle, shape (muscles, draws, days) [-]."""
        return 1 - self.damage

    @property
    def readiness(self) -> Array:
        """From 0, not ready for a hard bout, to 1, unhurt, shape (muscles, draws, days) [-]."""
        return bind(muscle.readiness, central_values())(self.damage)


@dataclass(frozen=True, slots=True, eq=False)
class Before:
    """What went on in the months before the first day.

    Parameters
    ----------
    days
        Days of the spectrum that stand for them.
    share
        How much of it was really done, shape (draws,) or a number [-].
    """

    days: slice
    share: ArrayLike = 1.0

    def week(self, counts: Array) -> Array:
        """Return an ordinary week of counts of shape (days, kinds), shape (1, kinds) [1/week]."""
        known = counts[self.days]
        weekly: Array = known.sum(axis=0, keepdims=True) / max(len(known) / DAYS_PER_WEEK, 1)
        return weekly


def tissue(spectrum: LoadSpectrum, draws: Draws, before: Before) -> Tissue:
    """Run damage, repair and the tendon over a spectrum, under every draw.

    Parameters
    ----------
    spectrum
        What muscles and tendon felt on each day.
    draws
        Parameter sets.
    before
        The habit whose steady state is the start.
    """
    tension = _columns(tension_draws, draws)(spectrum.classes)
    course = _damage(spectrum, tension, draws, before)
    load = muscle.muscle_load(
        spectrum.counts, spectrum.classes, muscle.acute_dose(spectrum.classes, tension)
    )
    acute = bind(muscle.acute_swelling, draws.values)(load, 0.0)
    stiffness = _stiffness(spectrum, draws, before)
    return Tissue(
        first_day=spectrum.first_day,
        damage=course.damage,
        swelling=course.swelling,
        protection=course.protection,
        acute=np.moveaxis(acute, 0, -1),
        stiffness=stiffness,
        area=_columns(tendon.tendon_area, draws)(stiffness),
    )


def spared(spectrum: LoadSpectrum, draws: Draws, dose: Array, habit: Habit) -> tuple[Array, Array]:
    """Return the share of each day's damage that protection lets through, and of the habit's.

    Parameters
    ----------
    dose
        Damage of one contraction of each class, shape (draws, classes) [s].
    habit
        Whose steady state is the start.

    Returns
    -------
    days, before
        Shapes (muscles, days, draws) and (muscles, 1, draws) [-].
    """
    start, course = _course(spectrum, draws, dose, habit.counts[None], habit.share)
    before = np.broadcast_to(start.protection, course.protection.shape[:2])[:, :, None]
    earlier = np.concatenate([before, course.protection[:, :, :-1]], axis=2)
    return 1 - np.moveaxis(earlier, 2, 1), 1 - np.moveaxis(before, 2, 1)


def _damage(
    spectrum: LoadSpectrum, tension: Array, draws: Draws, before: Before
) -> muscle.DamageCourse:
    """Run damage from the steady state of a habit."""
    dose = _columns(muscle.damage_dose, draws)(spectrum.classes, tension)
    return _course(spectrum, draws, dose, before.week(spectrum.counts), before.share)[1]


def _course(
    spectrum: LoadSpectrum, draws: Draws, dose: Array, week: Array, share: ArrayLike
) -> tuple[muscle.Condition, muscle.DamageCourse]:
    """Return the steady state of a habit, an ordinary ``week`` of it given, and what follows."""
    classes, values = spectrum.classes, draws.values
    of_load = bind(muscle.bout_damage, values)
    left = bind(muscle.fading, values)(1.0)
    daily = muscle.muscle_load(week, classes, dose)[0] / DAYS_PER_WEEK
    start = bind(muscle.habitual_condition, values)(of_load(daily * share), left)
    bouts = of_load(muscle.muscle_load(spectrum.counts, classes, dose))
    return start, bind(muscle.damage_course, values)(bouts, start, left)


def _stiffness(spectrum: LoadSpectrum, draws: Draws, before: Before) -> Array:
    """Return the stiffness of the tendon, shape (draws, days) [-]."""
    values = draws.values
    dose = _columns(tendon.tendon_dose, draws)(spectrum.tendon)
    everyday = bind(everyday_loading, central_values())(spectrum.steps, spectrum.unloaded)
    aim = bind(tendon.tendon_setpoint, values)
    weekly = weekly_sum(spectrum.tendon_counts) @ dose.T
    habit = (before.week(spectrum.tendon_counts) @ dose.T)[0] * before.share
    start = aim(habit, everyday[before.days].mean())
    setpoints = aim(weekly, everyday[:, None]).T
    return bind(tendon.tendon_course, values)(setpoints, start)


def _columns(function: Callable[..., T], draws: Draws) -> Callable[..., T]:
    """Give a function its parameters as columns, shape (draws, 1)."""
    values = {name: draws[name][:, None] for name in parameter_names(function)}
    return bind(function, values)
