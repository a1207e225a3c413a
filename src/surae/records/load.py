"""The narrow waist: what muscles felt, as counts of like contractions.

Left of these records stands mechanics, without biology; right of them biology, without mechanics.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

MUSCLES = ("MG", "LG", "SOL")

CAUSES = (
    "flat running",
    "uphill running",
    "downhill running",
    "soft ground",
    "sprints",
    "stairs",
    "walking",
    "standing raises",
    "seated raises",
    "hops",
    "stretching",
    "everyday walking",
)


@dataclass(frozen=True, slots=True, eq=False)
class ContractionClasses:
    """Kinds of contraction, each array of shape (classes,) unless said otherwise.

    Parameters
    ----------
    muscle
        Index into :data:`MUSCLES`.
    cause
        Index into :data:`CAUSES`.
    relative_tension
        Peak force over isometric capacity at that length under each rule of sharing, shape
        (rules, classes) [-].
    contraction_duration
        [s].
    cycle_period
        Time from one contraction to the next [s].
    fiber_length
        Over optimal fiber length, at the peak [-].
    external
        1 where tension follows from an outer moment (and so from moment arm, specific tension and
        sharing), 0 where it follows from the person's own capacity, as in a set near failure [-].
    passive
        1 where the fiber is stretched and not active, 0 otherwise [-].
    lengthening
        Share of the contraction in which the active fiber lengthens [-].
    """

    muscle: NDArray[np.int64]
    cause: NDArray[np.int64]
    relative_tension: NDArray[np.float64]
    contraction_duration: NDArray[np.float64]
    cycle_period: NDArray[np.float64]
    fiber_length: NDArray[np.float64]
    external: NDArray[np.float64]
    passive: NDArray[np.float64]
    lengthening: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.muscle)


@dataclass(frozen=True, slots=True, eq=False)
class TendonCycles:
    """Kinds of Achilles tendon cycle, each array of shape (cycles,).

    Parameters
    ----------
    cause
        Index into :data:`CAUSES`.
    peak
        Peak force over body weight [-].
    impulse
        Force × time of a cycle over body weight [s].
    strain
        Peak strain [-].
    """

    cause: NDArray[np.int64]
    peak: NDArray[np.float64]
    impulse: NDArray[np.float64]
    strain: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.cause)


@dataclass(frozen=True, slots=True, eq=False)
class LoadSpectrum:
    """How often each kind of contraction occurred on each day, for one leg.

    Parameters
    ----------
    first_day
        The day of row 0.
    classes
        The kinds of contraction.
    counts
        Shape (days, classes), contractions of one leg.
    steps
        Shape (days,), everyday and exercise steps that load the leg [1/day].
    unloaded
        Shape (days,), share of everyday loading taken away (1 in bed rest) [-].
    exposure
        Shape (days, causes), time spent per cause [min/day].
    tendon
        The kinds of tendon cycle.
    tendon_counts
        Shape (days, cycles), tendon cycles of one leg.
    in_cast
        Shape (days,), 1 on days in a cast, 0 otherwise [-].
    """

    first_day: date
    classes: ContractionClasses
    counts: NDArray[np.float64]
    steps: NDArray[np.float64]
    unloaded: NDArray[np.float64]
    exposure: NDArray[np.float64]
    tendon: TendonCycles
    tendon_counts: NDArray[np.float64]
    in_cast: NDArray[np.float64]

    @property
    def n_days(self) -> int:
        """Number of days."""
        return len(self.counts)
