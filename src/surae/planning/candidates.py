"""Kinds of session that a plan may hold, each in units that may be added one by one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from surae import evidence
from surae.anatomy.limb import Limb
from surae.evidence import bind
from surae.loading.raises import load_fraction, repetitions_to_failure
from surae.records import Activity, CalfRaise, Hills, Hops, Run, Sprint, Stairs, Stretch, Walk
from surae.units import METERS_PER_KM, SECONDS_PER_MINUTE

_WALKING_DOWN, _JOGGING_DOWN = 1.2, 2.2
_SPRINT_REST, _HOP_SECONDS, _HOP_REST = 90.0, 0.5, 3.0
_RESERVE = 2
_FEWEST, _MOST = 8, 30
_BAND = 150.0

KINDS: dict[type[Activity], str] = {
    Run: "run",
    Hills: "hills",
    Stairs: "stairs",
    Walk: "walk",
    Sprint: "sprint",
    CalfRaise: "calf_raise",
    Hops: "hops",
    Stretch: "stretch",
}
"""The word of a protocol document for each kind."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A kind of session.

    Parameters
    ----------
    title
        What it is called.
    activity
        One unit of it: a set, a repeat, some minutes.
    low, high
        Fewest and most units of one session.
    needs
        What it needs of :data:`surae.planning.equipment.EQUIPMENT`; any one of them is enough.
    """

    title: str
    activity: Activity
    low: int
    high: int
    needs: frozenset[str] = frozenset()

    @property
    def kind(self) -> str:
        """The word of a protocol document."""
        return KINDS[type(self.activity)]

    def scaled(self, units: int) -> Activity:
        """Return a session of some units."""
        return times(self.activity, units)


def times(activity: Activity, units: float) -> Activity:
    """Return an activity with its amount multiplied.

    >>> times(Run(minutes=5), 6).minutes
    30.0
    """
    match activity:
        case CalfRaise(sets=sets):
            return replace(activity, sets=round(sets * units))
        case Run(km=km) if km is not None:
            return replace(activity, km=float(km * units))
        case Run(minutes=minutes) | Walk(minutes=minutes) | Stretch(minutes=minutes):
            return replace(activity, minutes=float((minutes or 0.0) * units))
        case Stairs(floors=floors) if floors is not None:
            return replace(activity, floors=float(floors * units))
        case Stairs(minutes=minutes):
            return replace(activity, minutes=float((minutes or 0.0) * units))
        case Hills(repeats=repeats) | Sprint(repeats=repeats):
            return replace(activity, repeats=max(1, round(repeats * units)))
        case Hops(contacts=contacts):
            return replace(activity, contacts=max(1, round(contacts * units)))
    return activity


def session_minutes(activity: Activity) -> float:
    """Return how long a session takes, rests and ways back included [min].

    Raises of one leg are done by both, one after the other.

    >>> session_minutes(CalfRaise(sets=4, reps=12))
    10.4
    >>> session_minutes(Hills(repeats=8, seconds=45, grade=0.08, speed=3.2))
    22.0
    """
    match activity:
        case CalfRaise():
            work = activity.reps * (activity.seconds_up + activity.seconds_down)
            legs = 2 if activity.legs == 1 else 1
            seconds = activity.sets * (work * legs + activity.rest_seconds)
        case Run():
            told = activity.minutes
            if told is None:
                told = (activity.km or 0.0) * METERS_PER_KM / activity.speed / SECONDS_PER_MINUTE
            seconds = told * SECONDS_PER_MINUTE
        case Hills():
            down = _JOGGING_DOWN if activity.recovery == "jog" else _WALKING_DOWN
            back = activity.seconds * activity.speed / down
            seconds = activity.repeats * (activity.seconds + back)
        case Sprint():
            speed = activity.speed or (activity.effort or 1.0) * _top_speed()
            each = activity.seconds or (activity.metres or 0.0) / speed
            seconds = activity.repeats * (each + _SPRINT_REST)
        case Hops():
            seconds = activity.contacts * (_HOP_SECONDS + _HOP_REST)
        case Stairs():
            seconds = _stair_minutes(activity) * SECONDS_PER_MINUTE
        case Walk() | Stretch():
            seconds = activity.minutes * SECONDS_PER_MINUTE
        case _:
            return 0.0
    return round(seconds / SECONDS_PER_MINUTE, 1)


def run_kilometers(activity: Activity) -> float:
    """Return how far is run in a session, ways back of hills included [km]."""
    match activity:
        case Run(km=km) if km is not None:
            return float(km)
        case Run():
            seconds = (activity.minutes or 0.0) * SECONDS_PER_MINUTE
            return seconds * activity.speed / METERS_PER_KM
        case Hills():
            return 2 * activity.repeats * activity.seconds * activity.speed / METERS_PER_KM
        case Sprint():
            speed = activity.speed or (activity.effort or 1.0) * _top_speed()
            each = activity.metres or (activity.seconds or 0.0) * speed
            return activity.repeats * each / METERS_PER_KM
    return 0.0


def _top_speed() -> float:
    return evidence.parameter("top_speed").mean


def _stair_minutes(stairs: Stairs) -> float:
    if stairs.minutes is not None:
        return stairs.minutes
    values = evidence.central_values()
    return (stairs.floors or 0.0) * values["stairs_per_floor"] / values["stairs_cadence"]


def candidates(
    equipment: frozenset[str], disliked: frozenset[str], limb: Limb, mass: float
) -> tuple[Candidate, ...]:
    """Return the kinds of session that are possible.

    Parameters
    ----------
    equipment, disliked
        What there is, and kinds that are left out.
    limb, mass
        Of the person; they say how often body weight can be lifted. Mass in [kg].
    """
    known = (*raises(limb, mass), *_RUNNING)
    return tuple(
        item
        for item in known
        if (not item.needs or item.needs & equipment) and item.kind not in disliked
    )


def raises(limb: Limb, mass: float) -> tuple[Candidate, ...]:
    """Return the calf raises, body weight first."""
    floor = CalfRaise(sets=1, reps=1, body_weight=True, legs=1, ankle_from=0.0)
    step = replace(floor, ankle_from=15.0)
    band = replace(floor, body_weight=False, band_n=_BAND)
    machine = CalfRaise(sets=1, reps=12, load_rm=14, reps_in_reserve=_RESERVE)
    heavy = replace(machine, reps=8, load_rm=10)
    seated = replace(machine, knee_angle=90.0)
    return (
        _raise("one-leg calf raises on the floor", _near_failure(floor, limb, mass)),
        _raise("one-leg calf raises on a step", _near_failure(step, limb, mass), "step"),
        _raise("one-leg calf raises with a band", _near_failure(band, limb, mass), "band"),
        _raise("one-leg calf raises with a dumbbell", replace(machine, legs=1), "dumbbells"),
        _raise("seated calf raises with dumbbells", replace(seated, reps=15, load_rm=17),
               "dumbbells"),
        _raise("standing calf raises", machine, "standing machine"),
        _raise("heavy standing calf raises", heavy, "standing machine"),
        _raise("calf presses on the leg press", machine, "leg press"),
        _raise("seated calf raises", seated, "seated machine"),
    )  # fmt: skip


def _raise(title: str, activity: CalfRaise, *needs: str) -> Candidate:
    return Candidate(title, activity, 2, 8, frozenset(needs))


def _near_failure(raised: CalfRaise, limb: Limb, mass: float) -> CalfRaise:
    """Return a raise with as many repetitions as leave two in reserve."""
    fraction = load_fraction(limb, mass, replace(raised, reps=1, reps_in_reserve=0.0))
    possible = bind(repetitions_to_failure, evidence.central_values())(fraction)
    reps = min(max(round(possible) - _RESERVE, _FEWEST), _MOST)
    return replace(raised, reps=reps, reps_in_reserve=float(max(round(possible) - reps, _RESERVE)))


_RUNNING = (
    Candidate("easy run", Run(minutes=5, speed=2.8), 3, 12),
    Candidate("easy treadmill run", Run(minutes=5, speed=2.8, surface="treadmill"), 3, 12,
              frozenset({"treadmill"})),
    Candidate("uphill treadmill run", Run(minutes=2, speed=2.4, grade=0.1, surface="treadmill"),
              4, 12, frozenset({"treadmill"})),
    Candidate("hill sprints", Hills(repeats=1, seconds=20, grade=0.1, speed=4.5), 4, 12,
              frozenset({"hills"})),
    Candidate("hill repeats", Hills(repeats=1, seconds=60, grade=0.08, speed=3.2), 4, 10,
              frozenset({"hills"})),
    Candidate("trail run", Run(minutes=5, speed=2.6, surface="trail"), 3, 12,
              frozenset({"hills"})),
    Candidate("sand run", Run(minutes=5, speed=2.4, surface="sand"), 2, 8, frozenset({"sand"})),
    Candidate("stairs, walked", Stairs(minutes=2.0), 3, 12, frozenset({"stairs"})),
    Candidate("stairs, run", Stairs(minutes=1.0, style="run"), 4, 12, frozenset({"stairs"})),
    Candidate("sprints", Sprint(repeats=1, seconds=8, effort=0.9), 4, 8),
    Candidate("low hops", Hops(contacts=20), 2, 6),
)  # fmt: skip
