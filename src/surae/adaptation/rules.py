"""Rivals of the sensed-tension rule: other accounts of which contractions make a muscle grow.

Each is a documented function of the kinds of contraction, like
:func:`surae.adaptation.dose.sensed_tension_dose`; the dynamics after it are the same. They stay in
the package to be scored against the same trials. Under the fourth, micro-tear, muscles grow by what
is repaired: its dose is :func:`surae.adaptation.damage.damage_dose`, and protection lowers it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from surae.records import CAUSES, MUSCLES, ContractionClasses

Array = NDArray[np.float64]

RULES = ("sensed_tension", "hard_sets", "tension_time", "micro_tear")
"""Names of the dose rules, the default first."""

_SOLEUS = MUSCLES.index("SOL")
_STANDING, _SEATED = CAUSES.index("standing raises"), CAUSES.index("seated raises")


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
    >>> rest = [*np.ones((4, 1)), *np.zeros((2, 1))]
    >>> c = ContractionClasses(np.array([0]), one, np.ones((1, 1)), *rest)
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
