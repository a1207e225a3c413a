"""What one activity does to the muscles and the tendon of a leg."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surae.units import STANDARD_GRAVITY

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Contraction:
    """Like contractions of the three muscles, and how many of them.

    Parameters
    ----------
    relative_tension
        Peak force over isometric capacity at that length, under each rule of sharing, shape
        (rules, muscles) [-].
    fiber_length
        Over optimal length, shape (muscles,) [-].
    contraction_duration, cycle_period
        [s].
    count
        Contractions of one leg in the whole activity.
    external
        1 where tension follows from an outer moment, 0 where from the person's own capacity [-].
    passive
        1 for a stretched, inactive fiber [-].
    lengthening
        Share of the contraction in which the active fiber lengthens [-].
    """

    relative_tension: Array
    fiber_length: Array
    contraction_duration: float
    cycle_period: float
    count: float
    external: float = 1.0
    passive: float = 0.0
    lengthening: float = 0.0


@dataclass(frozen=True, slots=True)
class TendonLoad:
    """Like cycles of the Achilles tendon, and how many of them.

    Parameters
    ----------
    peak
        Peak force over body weight [-].
    impulse
        Force × time of a cycle over body weight [s].
    strain
        Peak strain [-].
    count
        Cycles of one leg in the whole activity.
    """

    peak: float
    impulse: float
    strain: float
    count: float

    @classmethod
    def of_newtons(
        cls, force: float, impulse: float, strain: float, mass: float, count: float
    ) -> TendonLoad:
        """Return a load given in [N] and [N s] for a body mass [kg]."""
        weight = mass * STANDARD_GRAVITY
        return cls(force / weight, impulse / weight, strain, count)


@dataclass(frozen=True, slots=True, eq=False)
class ActivityLoad:
    """All that an activity loads, in its own amount.

    Parameters
    ----------
    cause
        One of :data:`surae.records.CAUSES`.
    contractions
        Kinds of contraction with their counts.
    minutes
        Time spent, rest between sets included [min].
    steps
        Steps of both feet [1].
    tendon
        Kinds of tendon cycle with their counts.
    """

    cause: str
    contractions: tuple[Contraction, ...]
    minutes: float
    steps: float = 0.0
    tendon: tuple[TendonLoad, ...] = ()
