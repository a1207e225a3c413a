"""Static stretching: passive tension of a fiber held long."""

from __future__ import annotations

import numpy as np

from surae.anatomy.force_curves import passive_force_length
from surae.anatomy.limb import Limb
from surae.anatomy.strength import fiber_lengths
from surae.loading.atlas import RULES
from surae.loading.contraction import ActivityLoad, Contraction
from surae.records import MUSCLES, Stretch
from surae.units import SECONDS_PER_MINUTE


def stretch_load(limb: Limb, stretch: Stretch, *, stretch_hold: float) -> ActivityLoad:
    """Return what a static stretch loads, as holds of ``stretch_hold`` seconds.

    Notes
    -----
    *Assumes* that passive force follows from fiber length alone. *Valid for* ankle angles up to
    30 degrees. *Not for* judging tolerance or stretch intensity.
    """
    lengths = fiber_lengths(limb, stretch.ankle_angle, stretch.knee_angle, 0.0)[: len(MUSCLES)]
    passive = passive_force_length(lengths)
    hold = Contraction(
        relative_tension=np.tile(passive, (len(RULES), 1)),
        fiber_length=lengths,
        contraction_duration=stretch_hold,
        cycle_period=stretch_hold,
        count=stretch.minutes * SECONDS_PER_MINUTE / stretch_hold,
        passive=1.0,
    )
    return ActivityLoad("stretching", (hold,), stretch.minutes)
