"""A session that is still to be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from surae.records.activity import Activity


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One activity on one day of a plan.

    Parameters
    ----------
    day
        When.
    activity
        What, in its own amount.
    minutes
        How long it takes, rests included [min].
    title
        What it is called.
    reason
        Why it is there, in a line.
    uid
        The same for the same place in a plan, whatever version of it.
    kept
        Whether the person wants it whatever the plan.
    """

    day: date
    activity: Activity
    minutes: float
    title: str = ""
    reason: str = ""
    uid: str = ""
    kept: bool = False
