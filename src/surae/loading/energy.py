"""What moving costs: energy by speed, grade and ground.

Costs are above rest unless called gross. A cost of running keeps the shape in grade that Minetti
and others measured and is rescaled to a person's cost on the level; walking is interpolated between
measured grades.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from surae import evidence
from surae.evidence import bind
from surae.loading.gait import run_minutes, sprint_speed
from surae.loading.movement import factor
from surae.records import (
    Activity,
    Bout,
    CalfRaise,
    Hills,
    Hops,
    Run,
    Sprint,
    Stairs,
    Walk,
)
from surae.units import JOULES_PER_KILOCALORIE, SECONDS_PER_MINUTE, STANDARD_GRAVITY

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class EnergyCost:
    """Energy of an activity for one kilogram of body, and how long it takes.

    Parameters
    ----------
    net
        Above rest [J/kg].
    minutes
        [min].
    """

    net: float
    minutes: float

    def kilocalories(self, mass: float) -> float:
        """Return the energy above rest of a body of a mass [kcal] from [kg]."""
        return self.net * mass / JOULES_PER_KILOCALORIE


def running_cost(grade: ArrayLike, *, running_level_cost: ArrayLike) -> Array:
    """Return the energy to run a meter on hard ground [J/(kg m)].

    Parameters
    ----------
    grade
        Rise over run [-].

    Notes
    -----
    *Assumes* that people differ by a factor that is the same on every grade.
    *Valid for* grades of −0.45 to 0.45. *Not for* sprints.
    Source: Minetti et al. 2002, the polynomial in grade.

    >>> [round(float(running_cost(i, running_level_cost=3.4)), 2) for i in (-0.2, 0, 0.45)]
    [1.7, 3.4, 18.35]
    """
    shape = np.array(_running_shape())
    along = np.polyval(shape, np.asarray(grade, dtype=float))
    cost: Array = np.asarray(running_level_cost) * along / shape[-1]
    return cost


def walking_cost(
    speed: ArrayLike,
    grade: ArrayLike,
    *,
    walking_best_speed: ArrayLike,
    walking_speed_cost: ArrayLike,
) -> Array:
    """Return the energy to walk a meter on hard ground [J/(kg m)].

    Parameters
    ----------
    speed
        [m/s].
    grade
        Rise over run [-]; between the measured grades the cost is a straight line.
    """
    grades, costs = _walking_knots()
    away = np.asarray(speed) - np.asarray(walking_best_speed)
    level = np.interp(np.asarray(grade, dtype=float), grades, costs)
    cost: Array = level * (1 + np.asarray(walking_speed_cost) * away**2)
    return cost


def gross_cost(net: ArrayLike, speed: ArrayLike, *, resting_power: ArrayLike) -> Array:
    """Return the cost of a meter with rest counted in, from that above rest [J/(kg m)].

    >>> round(float(gross_cost(3.9, 2.78, resting_power=1.22)), 2)
    4.34
    """
    gross: Array = np.asarray(net) + np.asarray(resting_power) / np.asarray(speed)
    return gross


def activity_energy(activity: Activity) -> EnergyCost:
    """Return what an activity costs a typical person, in its own amount."""
    match activity:
        case Run():
            return _run(activity)
        case Walk():
            return _walk(activity.minutes, activity.speed, activity.grade, activity.surface)
        case Hills():
            return _hills(activity)
        case Sprint():
            speed = bind(sprint_speed, evidence.central_values())(activity)
            seconds = activity.seconds or (activity.metres or 0.0) / speed
            return _run(Run(minutes=activity.repeats * seconds / SECONDS_PER_MINUTE, speed=speed))
        case Stairs():
            return bind(_stairs, evidence.central_values())(activity)
        case CalfRaise():
            minutes = activity.sets * evidence.parameter("minutes_per_set").mean
            return bind(_exercise, evidence.central_values())(minutes)
        case Hops():
            period = evidence.parameter("hop_period").mean
            minutes = activity.contacts * period / SECONDS_PER_MINUTE
            return bind(_exercise, evidence.central_values())(minutes)
        case _:
            return EnergyCost(0.0, 0.0)


def energy_of(bouts: Iterable[Bout], mass: float) -> float:
    """Return the energy above rest of bouts [kcal] for a body mass [kg]."""
    return sum(activity_energy(bout.activity).kilocalories(mass) * bout.volume for bout in bouts)


def _run(run: Run) -> EnergyCost:
    level = evidence.parameter("running_level_cost").mean
    cost = float(running_cost(run.grade, running_level_cost=level))
    minutes = run_minutes(run)
    distance = minutes * SECONDS_PER_MINUTE * run.speed
    return EnergyCost(cost * factor("energy_run", run.surface) * distance, minutes)


def _walk(minutes: float, speed: float, grade: float, surface: str) -> EnergyCost:
    cost = float(bind(walking_cost, evidence.central_values())(speed, grade))
    distance = minutes * SECONDS_PER_MINUTE * speed
    return EnergyCost(cost * factor("energy_walk", surface) * distance, minutes)


def _hills(hills: Hills) -> EnergyCost:
    """Return the cost of the way up, and of the same way down at the pace of the recovery."""
    values = evidence.central_values()
    up = hills.repeats * hills.seconds / SECONDS_PER_MINUTE
    rise = _run(Run(minutes=up, speed=hills.speed, grade=hills.grade))
    slow = values["walking_speed" if hills.recovery == "walk" else "jogging_speed"]
    down = up * hills.speed / slow
    if hills.recovery == "walk":
        back = _walk(down, slow, -hills.grade, "road")
    else:
        back = _run(Run(minutes=down, speed=slow, grade=-hills.grade))
    return EnergyCost(rise.net + back.net, up + down)


def _stairs(
    stairs: Stairs,
    *,
    stairs_cadence: float,
    stairs_per_floor: float,
    stairs_rise: float,
    stairs_efficiency: float,
    stairs_down_share: float,
) -> EnergyCost:
    cadence = stairs_cadence * factor("stairs_style", stairs.style)
    minutes = stairs.minutes
    if minutes is None:
        minutes = (stairs.floors or 0.0) * stairs_per_floor / cadence
    up = minutes * cadence * stairs_rise * STANDARD_GRAVITY / stairs_efficiency
    share = {"up": 1.0, "down": stairs_down_share, "both": (1 + stairs_down_share) / 2}
    return EnergyCost(up * share[stairs.direction], minutes)


def _exercise(minutes: float, *, exercise_power: float) -> EnergyCost:
    return EnergyCost(minutes * SECONDS_PER_MINUTE * exercise_power, minutes)


@cache
def _running_shape() -> tuple[float, ...]:
    """Return the coefficients in grade, highest power first."""
    rows = (row for row in evidence.table("energy_cost") if row["quantity"] == "coefficient")
    return tuple(row["value"] for row in sorted(rows, key=lambda row: -row["argument"]))


@cache
def _walking_knots() -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return grades and the cost of walking at each."""
    rows = [row for row in evidence.table("energy_cost") if row["movement"] == "walk"]
    return tuple(row["argument"] for row in rows), tuple(row["value"] for row in rows)
