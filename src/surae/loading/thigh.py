"""Quadriceps and hamstrings beside the calf, for the same strides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from surae.anatomy.limb import Limb
from surae.evidence import bind, central_values
from surae.loading.atlas import Solved, demand, look_up
from surae.loading.effort import HAMSTRINGS, QUADRICEPS, TRICEPS, effort, group_sum
from surae.loading.movement import factor, running_cadence
from surae.records import Bout, Run
from surae.units import STANDARD_GRAVITY


@dataclass(frozen=True, slots=True)
class GroupLoad:
    """What a muscle group does in running.

    Parameters
    ----------
    group
        ``calf``, ``quadriceps`` or ``hamstrings``.
    effort
        Peak force over the peak force in a maximal hop; NaN where nobody measured it [-].
    impulse
        Force × time over a stride of one leg, over body weight [s].
    impulse_per_week
        The same summed over the strides of an ordinary week [s].
    """

    group: str
    effort: float
    impulse: float
    impulse_per_week: float


def thigh_beside_calf(
    limb: Limb, mass: float, bouts: tuple[Bout, ...], weeks: float
) -> tuple[GroupLoad, ...]:
    """Return what calf, quadriceps and hamstrings did in the runs among some bouts.

    Parameters
    ----------
    limb, mass
        Of the person; mass in [kg].
    bouts
        Done in the last weeks.
    weeks
        How many weeks they span.

    Returns
    -------
    One load per group, at the mean speed and grade; empty where nothing was run.
    """
    runs = [(bout.activity, bout.volume) for bout in bouts if isinstance(bout.activity, Run)]
    minutes = np.array([(run.minutes or 0.0) * volume for run, volume in runs])
    if minutes.sum() <= 0:
        return ()
    speed = float(np.average([run.speed for run, _ in runs], weights=minutes))
    needed = factor("surface", "road") * demand(limb, mass)
    solved = look_up(limb, "run", demand=needed, speed=speed, grade=0.0)
    cadence = bind(running_cadence, central_values())(speed)
    strides = float(minutes.sum()) * cadence / 2 / weeks
    return _groups(limb, mass, solved, strides)


def _groups(limb: Limb, mass: float, solved: Solved, strides: float) -> tuple[GroupLoad, ...]:
    efforts = effort(limb, mass, solved)
    weight = mass * STANDARD_GRAVITY
    members = (
        ("calf", TRICEPS, efforts["ankle"]),
        ("quadriceps", QUADRICEPS, efforts["knee"]),
        ("hamstrings", HAMSTRINGS, float("nan")),
    )
    impulses = [float(group_sum(solved.impulse, names).mean()) / weight for _, names, _ in members]
    return tuple(
        GroupLoad(group, share, impulse, impulse * strides)
        for (group, _, share), impulse in zip(members, impulses, strict=True)
    )
