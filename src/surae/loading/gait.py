"""Running, walking, hills, sprints, stairs and hops, looked up in the movement atlas."""

from __future__ import annotations

from dataclasses import replace

from surae import evidence
from surae.anatomy.limb import Limb
from surae.evidence import bind
from surae.loading.atlas import Solved, demand, look_up
from surae.loading.contraction import ActivityLoad, Contraction, TendonLoad
from surae.loading.movement import (
    contact_time,
    factor,
    grade_factor,
    running_cadence,
    walking_cadence_at,
)
from surae.records import MUSCLES, Hills, Hops, Run, Sprint, Stairs, Walk
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


def _cycles(
    solved: Solved,
    period: float,
    count: float,
    mass: float,
    rise_time: float,
    lengthening: float,
) -> tuple[Contraction, TendonLoad]:
    """Return like cycles of a movement as contractions of the three muscles, and of the tendon.

    A contraction lasts as long as a pulse of that rise time with the same peak and impulse.
    """
    heads = slice(0, len(MUSCLES))
    duration = solved.duration[:, heads].mean() + rise_time
    contraction = Contraction(
        relative_tension=solved.peak_tension[:, heads],
        fiber_length=solved.fiber_length[:, heads].mean(axis=0),
        contraction_duration=min(float(duration), period),
        cycle_period=period,
        count=count,
        lengthening=lengthening,
    )
    tendon = TendonLoad.of_newtons(
        float(solved.tendon_force.mean()),
        float(solved.tendon_impulse.mean()),
        float(solved.tendon_strain.mean()),
        mass,
        count,
    )
    return contraction, tendon


def _stride(limb: Limb, mass: float, run: Run) -> tuple[Contraction, TendonLoad, float]:
    """Return one stride of a run, and its cadence."""
    values = evidence.central_values()
    cadence = run.cadence or bind(running_cadence, values)(run.speed)
    period = 2 * SECONDS_PER_MINUTE / cadence
    factors = (
        factor("surface", run.surface)
        * factor("foot_strike", run.foot_strike)
        * factor("shoe", run.shoe)
    )
    solved = look_up(
        limb, "run", demand=factors * demand(limb, mass), speed=run.speed, grade=run.grade
    )
    # The atlas is solved at the usual cadence; contact, and with it duration, follow cadence.
    usual = bind(running_cadence, values)(run.speed)
    contact = bind(contact_time, values)
    longer = contact(run.speed, cadence) / contact(run.speed, usual)
    solved = replace(
        solved,
        duration=solved.duration * longer,
        impulse=solved.impulse * longer,
        tendon_impulse=solved.tendon_impulse * longer,
    )
    rise, share = values["tension_rise_time"], grade_factor("lengthening", run.grade)
    stride, tendon = _cycles(solved, period, 1.0, mass, rise, share)
    return stride, tendon, cadence


def _many(
    cause: str, stride: Contraction, tendon: TendonLoad, count: float, minutes: float, steps: float
) -> ActivityLoad:
    """Return a number of like strides of one leg."""
    return ActivityLoad(
        cause,
        (replace(stride, count=count),),
        minutes,
        steps,
        (replace(tendon, count=count),),
    )


def run_load(limb: Limb, mass: float, run: Run, *, hill_grade: float) -> ActivityLoad:
    """Return what a steady run loads."""
    stride, tendon, cadence = _stride(limb, mass, run)
    minutes = run_minutes(run)
    steps = minutes * cadence
    cause = running_cause(run.grade, run.surface, hill_grade=hill_grade)
    return _many(cause, stride, tendon, steps / 2, minutes, steps)


def hills_load(limb: Limb, mass: float, hills: Hills) -> ActivityLoad:
    """Return what hill repeats load: the way up; the way down adds steps."""
    run = Run(minutes=1, speed=hills.speed, grade=hills.grade)
    stride, tendon, cadence = _stride(limb, mass, run)
    minutes = hills.repeats * hills.seconds / SECONDS_PER_MINUTE
    up = minutes * cadence
    return _many("uphill running", stride, tendon, up / 2, minutes, 2 * up)


def sprint_speed(sprint: Sprint, *, top_speed: float) -> float:
    """Return the speed of a sprint; an effort is a share of an ordinary runner's top speed."""
    return sprint.speed or (sprint.effort or 1.0) * top_speed


def sprint_load(limb: Limb, mass: float, sprint: Sprint) -> ActivityLoad:
    """Return what sprints load."""
    speed = bind(sprint_speed, evidence.central_values())(sprint)
    seconds = sprint.seconds if sprint.seconds is not None else (sprint.metres or 0.0) / speed
    run = Run(minutes=1, speed=speed, surface="track", foot_strike="fore")
    stride, tendon, cadence = _stride(limb, mass, run)
    minutes = sprint.repeats * seconds / SECONDS_PER_MINUTE
    steps = minutes * cadence
    return _many("sprints", stride, tendon, steps / 2, minutes, steps)


def walk_load(limb: Limb, mass: float, walk: Walk) -> ActivityLoad:
    """Return what a walk loads."""
    values = evidence.central_values()
    needed = factor("surface_walk", walk.surface) * demand(limb, mass)
    solved = look_up(limb, "walk", demand=needed, speed=walk.speed, grade=walk.grade)
    cadence = bind(walking_cadence_at, values)(walk.speed)
    period = 2 * SECONDS_PER_MINUTE / cadence
    steps = walk.minutes * cadence
    rise, share = values["tension_rise_time"], grade_factor("lengthening", walk.grade)
    stride, tendon = _cycles(solved, period, 1.0, mass, rise, share)
    return _many("walking", stride, tendon, steps / 2, walk.minutes, steps)


def stairs_load(
    limb: Limb, mass: float, stairs: Stairs, *, stairs_cadence: float, stairs_per_floor: float
) -> ActivityLoad:
    """Return what stairs load.

    Notes
    -----
    *Not for* claims about growth: no trial of stairs has measured a calf.
    """
    style = factor("stairs_style", stairs.style)
    cadence = stairs_cadence * style
    minutes = stairs.minutes
    if minutes is None:
        minutes = (stairs.floors or 0.0) * stairs_per_floor / cadence
    ways = ("up", "down") if stairs.direction == "both" else (stairs.direction,)
    steps = minutes * cadence
    rise = evidence.central_values()["tension_rise_time"]
    strides = [
        _cycles(
            look_up(limb, f"stairs_{way}", demand=style * demand(limb, mass)),
            2 * SECONDS_PER_MINUTE / cadence,
            steps / 2 / len(ways),
            mass,
            rise,
            factor("lengthening", f"stairs_{way}"),
        )
        for way in ways
    ]
    muscles, tendons = zip(*strides, strict=True)
    return ActivityLoad("stairs", muscles, minutes, steps, tendons)


def hops_load(
    limb: Limb, mass: float, hops: Hops, *, hop_period: float, hop_two_leg_share: float
) -> ActivityLoad:
    """Return what hops and jumps load, per leg."""
    share = hop_two_leg_share if hops.legs == 2 else 1.0
    needed = factor("hop_intensity", hops.intensity) * share * demand(limb, mass)
    rise = evidence.central_values()["tension_rise_time"]
    solved, share = look_up(limb, "hop", demand=needed), factor("lengthening", "hop")
    landing, tendon = _cycles(solved, hop_period, float(hops.contacts), mass, rise, share)
    minutes = hops.contacts * hop_period / SECONDS_PER_MINUTE
    return ActivityLoad("hops", (landing,), minutes, float(hops.contacts), (tendon,))
