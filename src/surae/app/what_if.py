"""What would change the answer: the same simulator with one thing done differently."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from surae.inference import Case, Outlook, outlook
from surae.loading import schedule
from surae.records import Bout, CalfRaise, Everyday, Interval, Protocol, Recurring

RAISES = Recurring(
    activity=CalfRaise(sets=4, reps=12, load_rm=13, reps_in_reserve=1, knee_angle=0.0),
    per_week=3,
)


@dataclass(frozen=True, slots=True)
class Alternative:
    """One change of plan and what it does.

    Parameters
    ----------
    change
        What is done differently, as a clause in the gerund.
    girth_change
        Under the changed plan, from today to the last day [cm].
    difference
        Changed plan minus plan, draw by draw [cm].
    """

    change: str
    girth_change: Interval
    difference: Interval


def alternative(
    case: Case,
    plan: tuple[Bout, ...],
    last_day: date,
    everyday: Everyday | None,
    seen: Outlook,
) -> Alternative:
    """Run the simulator again without the raises of the plan, or with raises where it has none.

    Parameters
    ----------
    case, plan, last_day, everyday
        As for :func:`surae.inference.outlook`.
    seen
        The outlook of the plan itself; the same draws are used for both.
    """
    without = tuple(b for b in plan if not isinstance(b.activity, CalfRaise))
    if len(without) < len(plan):
        change, other = "leaving out the calf raises", without
    else:
        change = "adding standing calf raises, 4 sets of 12 close to failure three times a week,"
        tomorrow = case.today + timedelta(days=1)
        days = (last_day - case.today).days
        other = plan + schedule(Protocol(sessions=(RAISES,)), tomorrow, days)
    changed = outlook(case, other, last_day, everyday).calf.girth_change[:, -1]
    usual = seen.calf.girth_change[:, -1]
    return Alternative(change, Interval.of(changed), Interval.of(np.subtract(changed, usual)))
