"""The cycle of any activity, for one person."""

from __future__ import annotations

from surae import evidence
from surae.anatomy.limb import Limb
from surae.errors import RecordError
from surae.evidence import bind
from surae.loading.movement.curves import MovementCurves
from surae.loading.movement.hopping import hop_curves
from surae.loading.movement.raising import (
    load_fraction_of_rm,
    maximum_moment,
    raise_curves,
    raise_moment,
)
from surae.loading.movement.running import run_curves
from surae.loading.movement.stairs import stairs_curves
from surae.loading.movement.walking import walk_curves
from surae.records import (
    Activity,
    CalfRaise,
    Hills,
    Hops,
    Person,
    Run,
    Sprint,
    Stairs,
    Stretch,
    Unload,
    Walk,
)


def movement_curves(activity: Activity, person: Person, limb: Limb) -> MovementCurves:
    """Return one stride, contact or repetition of an activity.

    Raises
    ------
    RecordError
        For an activity without a cycle: a stretch, or days of unloading.
    """
    values, mass = evidence.central_values(), person.mass
    match activity:
        case Run():
            return bind(run_curves, values)(activity, mass)
        case Hills():
            up = Run(minutes=1, speed=activity.speed, grade=activity.grade)
            return bind(run_curves, values)(up, mass)
        case Sprint():
            return bind(run_curves, values)(_sprint(activity), mass)
        case Walk():
            return bind(walk_curves, values)(activity, mass)
        case Stairs():
            way = "up" if activity.direction == "both" else activity.direction
            return bind(stairs_curves, values)(way, activity.style, mass)
        case Hops():
            return bind(hop_curves, values)(activity.intensity, activity.legs, mass)
        case CalfRaise():
            return bind(raise_curves, values)(activity, _moment(activity, person, limb))
        case Stretch() | Unload():
            raise RecordError(
                "movement",
                type(activity).__name__.lower(),
                "movements with a cycle",
                "a stretch holds one posture; name run, walk, hills, sprint, stairs, hops or "
                "calf_raise",
            )


def _sprint(sprint: Sprint) -> Run:
    speed = sprint.speed or (sprint.effort or 1.0) * evidence.parameter("top_speed").mean
    return Run(minutes=1, speed=speed, surface="track", foot_strike="fore")


def _moment(raised: CalfRaise, person: Person, limb: Limb) -> float:
    """Return the ankle moment of a raise, from its load however it was stated [N m]."""
    values = evidence.central_values()
    if raised.load_1rm is None and raised.load_rm is None:
        return bind(raise_moment, values)(person.mass, person.height, raised)
    fraction = raised.load_1rm
    if fraction is None:
        fraction = bind(load_fraction_of_rm, values)(raised.load_rm or 1.0)
    return fraction * bind(maximum_moment, values)(limb, person.mass, person.height, raised)
