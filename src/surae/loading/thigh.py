"""Quadriceps and hamstrings beside the calf, for the same strides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from surae import evidence
from surae.records import Bout, Run
from surae.units import SECONDS_PER_MINUTE


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
        Force × time over a stance, in body weights [s].
    impulse_per_week
        The same summed over the steps of one leg in an ordinary week, in body weights [s].
    """

    group: str
    effort: float
    impulse: float
    impulse_per_week: float


def effort(speed: float, group: str) -> float:
    """Return the peak force of a group over that in a maximal hop [-].

    Linear in speed between the measured points: walking, running and sprinting.

    >>> round(effort(4.1, "calf"), 2), round(effort(4.1, "quadriceps"), 2)
    (0.84, 0.63)
    """
    points = sorted(
        (float(row["level"]), float(row["value"]))
        for row in evidence.table("movement_factors")
        if row["factor"] == f"effort_{group}"
    )
    if not points:
        return float("nan")
    speeds, values = zip(*points, strict=True)
    return float(np.interp(speed, speeds, values))


def stance_impulse(group: str) -> float:
    """Return force × time of a group over one stance of running, in body weights [s]."""
    for row in evidence.table("movement_factors"):
        if row["factor"] == "stance_impulse" and row["level"] == group:
            return float(row["value"])
    raise evidence.unknown("movement_factors", f"stance_impulse {group}")


def thigh_beside_calf(bouts: tuple[Bout, ...], weeks: float) -> tuple[GroupLoad, ...]:
    """Return what calf, quadriceps and hamstrings did in the runs among some bouts.

    Parameters
    ----------
    bouts
        Done in the last weeks.
    weeks
        How many weeks they span.

    Returns
    -------
    One load per group; empty where nothing was run.
    """
    runs = [(bout.activity, bout.volume) for bout in bouts if isinstance(bout.activity, Run)]
    minutes = np.array([(run.minutes or 0.0) * volume for run, volume in runs])
    if minutes.sum() <= 0:
        return ()
    speed = float(np.average([run.speed for run, _ in runs], weights=minutes))
    cadence = evidence.parameter("cadence_at_3").mean
    stances = minutes.sum() * cadence / 2 / max(weeks, 1 / SECONDS_PER_MINUTE)
    return tuple(
        GroupLoad(group, effort(speed, group), impulse, impulse * stances)
        for group in ("calf", "quadriceps", "hamstrings")
        for impulse in (stance_impulse(group),)
    )
