"""Who does the work of the calf: its fibers or their tendon."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surae.anatomy.limb import Limb
from surae.loading.sharing.curves import CycleForces
from surae.loading.sharing.periodic import harmonics
from surae.loading.sharing.pull import CALF
from surae.units import MM_PER_M

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class WorkSplit:
    """Positive work of the triceps surae over a cycle.

    Parameters
    ----------
    fiber
        Done while fibers shorten [J].
    tendon
        Given back while the tendon shortens [J].
    """

    fiber: float
    tendon: float

    @property
    def tendon_share(self) -> float:
        """Share of the tendon in the positive work of both, 0 where none is done [-]."""
        both = self.fiber + self.tendon
        return self.tendon / both if both > 0 else 0.0


def work_split(limb: Limb, forces: CycleForces, *, cycle_harmonics: float) -> WorkSplit:
    """Return the positive work of the calf's fibers and of its tendon over a cycle.

    Notes
    -----
    *Assumes* that each of the three muscles stretches a length of tendon of its own by the strain
    that they share. *Not for* heat: a tendon gives back some 90 % of what it took up, here all.
    """
    along = limb.optimal_fiber_length * np.cos(limb.pennation_angle) / MM_PER_M
    fiber = -(forces.force * forces.fiber_velocity * along) @ CALF
    kept = harmonics(len(forces.force), round(cycle_harmonics))
    strain_rate = kept.slope(forces.tendon_strain) / forces.period
    tendon = -(forces.force * limb.tendon_slack_length / MM_PER_M) @ CALF * strain_rate
    return WorkSplit(_positive(fiber, forces.period), _positive(tendon, forces.period))


def _positive(power: Array, period: float) -> float:
    return float(np.maximum(power, 0.0).mean() * period)
