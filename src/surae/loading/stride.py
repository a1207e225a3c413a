"""One stride: from speed, grade and ground to tendon force and relative tension.

Ankle moment and tendon force are separate layers: sources agree on ratios between conditions and
on moments, and disagree on newtons, because the lever of the tendon is the uncertain link.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from surae import evidence
from surae.anatomy.leg import Leg, capacities, fiber_lengths, triceps_moment_arm
from surae.units import MM_PER_M, SECONDS_PER_MINUTE

Array = NDArray[np.float64]


@cache
def factor(name: str, level: str) -> float:
    """Return a movement factor of the evidence release, such as ``("surface", "sand")``."""
    for row in evidence.table("movement_factors"):
        if row["factor"] == name and row["level"] == level:
            return float(row["value"])
    raise evidence.unknown("movement_factors", f"{name} {level}")


@cache
def _grade_table() -> tuple[Array, Array]:
    rows = [row for row in evidence.table("movement_factors") if row["factor"] == "grade"]
    points = sorted((float(row["level"]), float(row["value"])) for row in rows)
    grades, values = zip(*points, strict=True)
    return np.array(grades), np.array(values)


def grade_factor(grade: float) -> float:
    """Return the ankle moment on a grade over that on the level [-].

    Linear between the grades of the evidence table, held at its ends.

    >>> grade_factor(0.0)
    1.0
    >>> grade_factor(0.1) > 1 > grade_factor(-0.1)
    True
    """
    grades, values = _grade_table()
    return float(np.interp(grade, grades, values))


def running_moment(
    speed: float,
    *,
    running_moment_at_3: float,
    running_moment_exponent: float,
    running_speed_plateau: float,
    reference_speed: float,
) -> float:
    """Return the peak ankle moment of level running on a treadmill, over body mass [N m/kg].

    Notes
    -----
    *Assumes* a power of speed up to a plateau. *Valid for* 1.5 to 9 m/s.
    *Not for* spikes or starts.
    """
    ratio = min(speed, running_speed_plateau) / reference_speed
    return float(running_moment_at_3 * ratio**running_moment_exponent)


def running_cadence(
    speed: float, *, cadence_at_3: float, cadence_slope: float, reference_speed: float
) -> float:
    """Return the usual cadence at a speed [steps/min]."""
    return cadence_at_3 + cadence_slope * (speed - reference_speed)


def contact_time(
    speed: float, cadence: float, *, vertical_force_at_rest: float, vertical_force_slope: float
) -> float:
    """Return how long a foot is on the ground [s].

    Over a step the mean vertical force equals body weight, so contact time is the step time over
    the stance-averaged force in body weights, which rises linearly with speed (Weyand et al.).

    >>> t = contact_time(3.0, 170.0, vertical_force_at_rest=1.255, vertical_force_slope=0.1055)
    >>> round(t, 3)
    0.225
    """
    step = SECONDS_PER_MINUTE / cadence
    return step / (vertical_force_at_rest + vertical_force_slope * speed)


def stance_tension(
    leg: Leg,
    ankle_moment: float,
    knee_angle: float,
    *,
    triceps_moment_share: float,
    soleus_force_share: float,
    stance_ankle_angle: float,
    tension_scale: float,
) -> tuple[Array, Array]:
    """Share a peak ankle moment among the three muscles.

    The triceps surae carries its share of the moment; the soleus carries its share of the tendon
    force; the two heads split the rest by their strength.

    Parameters
    ----------
    leg
        The person's leg.
    ankle_moment
        Peak, plantarflexion positive [N m].
    knee_angle
        At that instant [deg].

    Returns
    -------
    relative_tension, fiber_length
        Each of shape (muscles,) [-].

    Notes
    -----
    *Assumes* that shares do not depend on speed or grade. *Valid for* ordinary running and walking.
    *Not for* telling which head works harder: that is not identified, and the share is drawn.
    """
    arm = triceps_moment_arm(leg, stance_ankle_angle, knee_angle) / MM_PER_M
    tendon_force = ankle_moment * triceps_moment_share / arm
    lengths = fiber_lengths(
        leg, stance_ankle_angle, knee_angle, tendon_force / leg.max_isometric_force.sum()
    )
    heads = leg.max_isometric_force[:2] / leg.max_isometric_force[:2].sum()
    shares = np.append((1 - soleus_force_share) * heads, soleus_force_share)
    tension: Array = tension_scale * tendon_force * shares / capacities(leg, lengths)
    return tension, lengths
