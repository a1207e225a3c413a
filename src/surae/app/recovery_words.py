"""Damage and recovery ahead, in sentences."""

from __future__ import annotations

from surae.app.numbers import percent, signed
from surae.inference.recovery import Hurt, Recovery
from surae.records import Interval
from surae.units import PERCENT

_NOTHING = 0.005
"""Loss of strength below which a muscle is called unhurt [-]."""


def recovery_sentences(found: Recovery) -> list[str]:
    """Say how hurt the muscles are today, in the coming week and at worst in the plan."""
    hurt = [one for one in found.today if one.lost.median >= _NOTHING]
    now = ", ".join(f"{one.muscle} {_lost(one.lost)}" for one in hurt) or "under 1 % anywhere"
    ready = min(found.today, key=lambda one: one.readiness.median)
    today = f"Strength lost to damage today: {now}"
    lines = [f"{today}; readiness for a hard session {percent(ready.readiness.median)}."]
    if found.worst_of_plan.lost.median < _NOTHING:
        return [*lines, "Nothing ahead takes 1 %.", _tendon(found)]
    lines.append(f"At worst in the coming week: {_worst(found.worst_of_week)}.")
    if found.worst_of_plan.day != found.worst_of_week.day:
        lines.append(f"At worst until the last day: {_worst(found.worst_of_plan)}.")
    spared = ", ".join(f"{one.muscle} {percent(one.protection.median)}" for one in found.today)
    return [*lines, f"Of another bout's damage are spared today: {spared}.", _tendon(found)]


def _worst(one: Hurt) -> str:
    return (
        f"{one.muscle} {_lost(one.lost)} on the morning after {one.day:%Y-%m-%d}, readiness "
        f"{percent(one.readiness.median)}"
    )


def _lost(part: Interval) -> str:
    low, high = (f"{PERCENT * value:.0f}" for value in (part.low, part.high))
    return f"{PERCENT * part.median:.0f} % (90 % range {low} to {high})"


def _tendon(found: Recovery) -> str:
    first, last = (signed(PERCENT * (part.median - 1), 0) for part in found.stiffness)
    return (
        f"The Achilles tendon's stiffness is {first} % against that of an ordinary walker today, "
        f"{last} % on the last day."
    )
