"""The kind of activity by which trials are grouped."""

from __future__ import annotations

from surae.records import (
    Activity,
    Arm,
    CalfRaise,
    Hills,
    Hops,
    Outcome,
    Run,
    Sprint,
    Stairs,
    Stretch,
    Unload,
    Walk,
)

_ORDER: tuple[tuple[type[Activity], str], ...] = (
    (CalfRaise, "raises"),
    (Hops, "hops"),
    (Stretch, "stretching"),
    (Stairs, "stairs"),
    (Run, "running"),
    (Hills, "running"),
    (Sprint, "running"),
    (Walk, "walking"),
)

KINDS = (
    *dict.fromkeys(kind for _, kind in _ORDER),
    "no training",
    "unloading",
    "unloading with exercise",
    "recovery",
)
"""All kinds, in the order in which they are shown."""


def activity_kind(arm: Arm, outcome: Outcome) -> str:
    """Return the kind of activity that led to an outcome, one of :data:`KINDS`.

    Where several things were done, the first of raises, hops, stretching, stairs, running and
    walking names the kind. What is measured after an unloading has ended is recovery.

    >>> from surae.records import Recurring
    >>> bed = Recurring(activity=Unload(posture="bed_rest"), to_week=8)
    >>> arm = Arm(name="bed rest", weeks=20, sessions=(bed,))
    >>> tape = {"structure": "calf", "quantity": "girth", "instrument": "tape"}
    >>> [activity_kind(arm, Outcome(week=week, **tape)) for week in (8, 20)]
    ['unloading', 'recovery']
    """
    begun = [item for item in arm.sessions if item.from_week < outcome.week]
    rests = [item for item in begun if isinstance(item.activity, Unload)]
    kinds = {type(item.activity) for item in begun}
    if rests:
        end = max(arm.weeks if item.to_week is None else item.to_week for item in rests)
        if outcome.week > end:
            return "recovery"
        return "unloading" if kinds == {Unload} else "unloading with exercise"
    return next((kind for activity, kind in _ORDER if activity in kinds), "no training")
