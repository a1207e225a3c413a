"""Running, walking, hills, sprints, stairs and hops as contractions of the three muscles."""

from __future__ import annotations

from surae import evidence
from surae.anatomy.leg import Leg
from surae.evidence.binding import bind
from surae.loading.contraction import ActivityLoad, Contraction
from surae.loading.stride import (
    contact_time,
    factor,
    grade_factor,
    running_cadence,
    running_moment,
    stance_tension,
)
from surae.records import Hills, Hops, Run, Sprint, Stairs, Walk
from surae.units import METERS_PER_KM, SECONDS_PER_MINUTE

SOFT = frozenset({"grass", "trail", "sand", "snow"})


def run_minutes(run: Run) -> float:
    """Return how long a run lasts [min]."""
    if run.minutes is not None:
        return run.minutes
    return (run.km or 0.0) * METERS_PER_KM / run.speed / SECONDS_PER_MINUTE


def running_cause(grade: float, surface: str, *, hill_grade: float) -> str:
    """Return the cause that a piece of running counts for: its grade decides before its ground.

    >>> running_cause(0.08, "trail", hill_grade=0.03)
    'uphill running'
    >>> running_cause(0.0, "trail", hill_grade=0.03)
    'soft ground'
    """
    if grade > hill_grade:
        return "uphill running"
    if grade < -hill_grade:
        return "downhill running"
    return "soft ground" if surface in SOFT else "flat running"


def _stride(leg: Leg, mass: float, run: Run) -> tuple[Contraction, float]:
    """Return the contraction of one stance, with a count of one, and the cadence."""
    values = evidence.central_values()
    moment = (
        bind(running_moment, values)(run.speed)
        * grade_factor(run.grade)
        * factor("surface", run.surface)
        * factor("foot_strike", run.foot_strike)
        * factor("shoe", run.shoe)
    )
    cadence = run.cadence or bind(running_cadence, values)(run.speed)
    tension, lengths = bind(stance_tension, values)(
        leg, moment * mass, values["running_knee_angle"]
    )
    contact = bind(contact_time, values)(run.speed, cadence)
    period = 2 * SECONDS_PER_MINUTE / cadence
    return Contraction(tension, lengths, contact, period, 1.0), cadence


def _repeat(contraction: Contraction, count: float) -> Contraction:
    return Contraction(
        contraction.relative_tension,
        contraction.fiber_length,
        contraction.contraction_duration,
        contraction.cycle_period,
        count,
        contraction.external,
        contraction.passive,
    )


def run_load(leg: Leg, mass: float, run: Run, *, hill_grade: float) -> ActivityLoad:
    """Return what a steady run loads."""
    stride, cadence = _stride(leg, mass, run)
    minutes = run_minutes(run)
    steps = minutes * cadence
    cause = running_cause(run.grade, run.surface, hill_grade=hill_grade)
    return ActivityLoad(cause, (_repeat(stride, steps / 2),), minutes, steps)


def hills_load(leg: Leg, mass: float, hills: Hills) -> ActivityLoad:
    """Return what hill repeats load: the way up; the way down adds steps."""
    run = Run(minutes=1, speed=hills.speed, grade=hills.grade)
    stride, cadence = _stride(leg, mass, run)
    minutes = hills.repeats * hills.seconds / SECONDS_PER_MINUTE
    up = minutes * cadence
    return ActivityLoad("uphill running", (_repeat(stride, up / 2),), minutes, 2 * up)


def sprint_load(leg: Leg, mass: float, sprint: Sprint, *, top_speed: float) -> ActivityLoad:
    """Return what sprints load; an effort is a share of an ordinary runner's top speed."""
    speed = sprint.speed or (sprint.effort or 1.0) * top_speed
    seconds = sprint.seconds if sprint.seconds is not None else (sprint.metres or 0.0) / speed
    stride, cadence = _stride(leg, mass, Run(minutes=1, speed=speed, surface="track"))
    minutes = sprint.repeats * seconds / SECONDS_PER_MINUTE
    steps = minutes * cadence
    return ActivityLoad("sprints", (_repeat(stride, steps / 2),), minutes, steps)


def walk_load(
    leg: Leg,
    mass: float,
    walk: Walk,
    *,
    walking_moment_ratio: float,
    walking_cadence: float,
    walking_stance_share: float,
    reference_speed: float,
) -> ActivityLoad:
    """Return what a walk loads: about half of the ankle moment of an ordinary run, for longer."""
    values = evidence.central_values()
    moment = bind(running_moment, values)(reference_speed) * walking_moment_ratio
    moment *= grade_factor(walk.grade) * factor("surface", walk.surface)
    tension, lengths = bind(stance_tension, values)(
        leg, moment * mass, values["walking_knee_angle"]
    )
    period = 2 * SECONDS_PER_MINUTE / walking_cadence
    steps = walk.minutes * walking_cadence
    stance = Contraction(tension, lengths, walking_stance_share * period, period, steps / 2)
    return ActivityLoad("walking", (stance,), walk.minutes, steps)


def stairs_load(
    leg: Leg,
    mass: float,
    stairs: Stairs,
    *,
    stairs_moment: float,
    stairs_cadence: float,
    stairs_per_floor: float,
    walking_stance_share: float,
) -> ActivityLoad:
    """Return what stairs load.

    Notes
    -----
    *Not for* claims about growth: no trial of stairs has measured a calf.
    """
    cadence = stairs_cadence * factor("stairs_style", stairs.style)
    minutes = stairs.minutes
    if minutes is None:
        minutes = (stairs.floors or 0.0) * stairs_per_floor / cadence
    values = evidence.central_values()
    moment = stairs_moment * factor("stairs_style", stairs.style)
    moment *= factor("stairs_direction", stairs.direction)
    tension, lengths = bind(stance_tension, values)(
        leg, moment * mass, values["walking_knee_angle"]
    )
    period = 2 * SECONDS_PER_MINUTE / cadence
    steps = minutes * cadence
    stance = Contraction(tension, lengths, walking_stance_share * period, period, steps / 2)
    return ActivityLoad("stairs", (stance,), minutes, steps)


def hops_load(
    leg: Leg,
    mass: float,
    hops: Hops,
    *,
    hop_moment: float,
    hop_contact_time: float,
    hop_period: float,
) -> ActivityLoad:
    """Return what hops and jumps load, per leg."""
    values = evidence.central_values()
    moment = hop_moment * factor("hop_intensity", hops.intensity) / hops.legs
    tension, lengths = bind(stance_tension, values)(
        leg, moment * mass, values["running_knee_angle"]
    )
    landing = Contraction(tension, lengths, hop_contact_time, hop_period, float(hops.contacts))
    minutes = hops.contacts * hop_period / SECONDS_PER_MINUTE
    return ActivityLoad("hops", (landing,), minutes, float(hops.contacts))
