"""Rivals of the sensed-tension rule: other accounts of which contractions make a muscle grow.

Each is a documented function of the kinds of contraction, like
:func:`surae.adaptation.dose.sensed_tension_dose`; the dynamics after it are the same. They stay in
the package to be scored against the same trials.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from surae.records import CAUSES, MUSCLES, ContractionClasses

Array = NDArray[np.float64]

RULES = ("sensed_tension", "hard_sets", "tension_time", "micro_tear")
"""Names of the dose rules, the default first."""

_SOLEUS = MUSCLES.index("SOL")
_STANDING, _SEATED = CAUSES.index("standing raises"), CAUSES.index("seated raises")
_LENGTHENING = (CAUSES.index("downhill running"), CAUSES.index("hops"), CAUSES.index("sprints"))


def hard_sets_dose(
    classes: ContractionClasses,
    relative_tension: Array,
    *,
    hard_tension: float,
    hard_repetitions: float,
) -> Array:
    """Return hard sets per contraction: what lifters count.

    A repetition near failure is one whose tension reaches ``hard_tension`` of the momentary
    capacity; ``hard_repetitions`` of them make a hard set. Standing raises count for all three
    muscles, seated raises for the soleus.

    Returns
    -------
    Shape of ``relative_tension`` [sets].

    Notes
    -----
    *Assumes* that all hard sets are alike. *Valid for* calf raises. *Not for* running, stretching
    or range of motion, of which it says nothing.

    >>> import numpy as np
    >>> one = np.array([_STANDING])
    >>> c = ContractionClasses(np.array([0]), one, np.ones((1, 1)), *np.ones((4, 1)), np.zeros(1))
    >>> hard_sets_dose(c, np.array([0.9]), hard_tension=0.8, hard_repetitions=5.0)
    array([0.2])
    """
    seated = (classes.cause == _SEATED) & (classes.muscle == _SOLEUS)
    counted = (classes.cause == _STANDING) | seated
    dose: Array = counted * (relative_tension >= hard_tension) / hard_repetitions
    return dose


def tension_time_dose(classes: ContractionClasses, relative_tension: Array) -> Array:
    """Return tension × time of each contraction, without threshold or delay [s].

    Notes
    -----
    *Assumes* that every newton second counts alike. *Valid for* nothing known: it promises growth
    from easy running. Kept as the warning.
    """
    dose: Array = relative_tension * classes.contraction_duration
    return dose


def micro_tear_dose(
    classes: ContractionClasses,
    relative_tension: Array,
    *,
    tear_exponent: ArrayLike,
    tear_length: ArrayLike,
    tear_lengthening: ArrayLike,
) -> Array:
    """Return the micro-damage of each contraction, which rest is said to repair into growth [-].

    Damage rises steeply with tension, with fiber length, and in contractions that lengthen the
    muscle: damage = u^q exp(b (l − 1)), times a factor downhill, in hops and in sprints.

    Notes
    -----
    *Assumes* that growth is repaired damage and that habitual damage is protected against: what
    the habit does each week is not new. *Valid for* showing what people are told. *Not for*
    forecasts: growth follows damage poorly.
    """
    lengthening = np.where(np.isin(classes.cause, _LENGTHENING), tear_lengthening, 1.0)
    steep = np.exp(np.asarray(tear_length) * (classes.fiber_length - 1))
    power = np.maximum(relative_tension, 0.0) ** np.asarray(tear_exponent)
    dose: Array = power * steep * lengthening * (1 - classes.passive)
    return dose
