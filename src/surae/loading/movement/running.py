"""Running: measured curves on the level, and what speed, grade, ground and shoe do to them."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from surae import evidence
from surae.evidence import bind
from surae.loading.movement.curves import (
    ANGLES,
    MovementCurves,
    measured_running,
    running_shape,
    smooth_cycle,
    warped_phase,
)
from surae.records import Run
from surae.units import SECONDS_PER_MINUTE

Array = NDArray[np.float64]


@cache
def factor(name: str, level: str) -> float:
    """Return a movement factor of the evidence release, such as ``("surface", "sand")``."""
    for row in evidence.table("movement_factors"):
        if row["factor"] == name and row["level"] == level:
            return float(row["value"])
    raise evidence.unknown("movement_factors", f"{name} {level}")


@cache
def _grade_table(joint: str) -> tuple[Array, Array]:
    rows = [row for row in evidence.table("movement_factors") if row["factor"] == f"grade_{joint}"]
    points = sorted((float(row["level"]), float(row["value"])) for row in rows)
    grades, values = zip(*points, strict=True)
    return np.array(grades), np.array(values)


def grade_factor(joint: str, grade: float) -> float:
    """Return the moment of a joint on a grade over that on the level [-].

    Linear between the grades of the evidence table, held at its ends.

    >>> grade_factor("ankle", 0.0)
    1.0
    >>> grade_factor("ankle", 0.1) > 1 > grade_factor("ankle", -0.1)
    True
    """
    grades, values = _grade_table(joint)
    return float(np.interp(grade, grades, values))


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


def speed_factor(
    speed: float, *, running_moment_exponent: float, running_speed_plateau: float
) -> float:
    """Return the ankle moment at a speed over the measured curve that is used for it [-].

    1 between the slowest and the fastest measured speed; beyond them a power of speed, up to a
    plateau.

    >>> speed_factor(3.5, running_moment_exponent=0.25, running_speed_plateau=6.0)
    1.0
    """
    speeds, _, _ = measured_running("ankle_moment")
    reached = min(speed, running_speed_plateau)
    ratio = reached / min(max(reached, speeds[0]), speeds[-1])
    return float(ratio**running_moment_exponent)


def run_curves(
    run: Run,
    mass: float,
    *,
    cycle_nodes: float,
    curve_harmonics: float,
    grade_ankle_shift: float,
) -> MovementCurves:
    """Return one stride of running.

    Parameters
    ----------
    run
        Speed, grade, surface, foot strike, shoe and, where known, cadence.
    mass
        Of the body [kg].

    Notes
    -----
    *Assumes* that curves keep their shape between speeds and that grade, ground, strike and shoe
    act as factors on a moment. *Valid for* 1.5 to 9 m/s and −30 to +40 %. *Not for* starts, turns
    or braking.

    Source of the level curves: Fukuchi et al. 2017, three runners on a treadmill.
    """
    values = evidence.central_values()
    nodes = round(cycle_nodes)
    cadence = run.cadence or bind(running_cadence, values)(run.speed)
    period = 2 * SECONDS_PER_MINUTE / cadence
    stance = bind(contact_time, values)(run.speed, cadence) / period
    measured = float(running_shape("stance_share", run.speed, np.zeros(1))[0])
    phase = warped_phase(nodes, stance, measured)
    angles = np.column_stack([running_shape(name, run.speed, phase) for name in ANGLES])
    # Uphill the foot is set down on a slope, which dorsiflexes the ankle by a part of its angle.
    angles[:, 0] += grade_ankle_shift * np.degrees(np.arctan(run.grade))
    ankle, knee = moment_factors(run)
    moments = np.column_stack(
        [
            ankle * running_shape("ankle_moment", run.speed, phase),
            knee * running_shape("knee_moment", run.speed, phase),
        ]
    )
    smooth = bind(smooth_cycle, {"curve_harmonics": curve_harmonics})
    return MovementCurves(period, smooth(angles), mass * smooth(moments), stance)


def moment_factors(run: Run) -> tuple[float, float]:
    """Return what speed, grade, ground, strike and shoe make of ankle and knee moment [-]."""
    values = evidence.central_values()
    speed = bind(speed_factor, values)(run.speed)
    ankle = speed * grade_factor("ankle", run.grade) * factor("surface", run.surface)
    ankle *= factor("foot_strike", run.foot_strike) * factor("shoe", run.shoe)
    knee = speed * grade_factor("knee", run.grade) * factor("foot_strike_knee", run.foot_strike)
    return ankle, knee
