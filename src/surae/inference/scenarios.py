"""What a protocol does to one person's calf, from the steady state of a stated habit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from surae.anatomy.limb import limb_of
from surae.inference.girth import girth_forecast, girth_now
from surae.inference.outlook import Outlook
from surae.inference.tissue import Before, Tissue, tissue
from surae.inference.trials import arm_case, arm_mass, simulate_case
from surae.records import Arm, Draws, Person, Recurring
from surae.units import DAYS_PER_WEEK


def scenario_outlook(arm: Arm, habit: Sequence[Recurring], person: Person, draws: Draws) -> Outlook:
    """Simulate a scenario for a person of whom no log is known.

    Parameters
    ----------
    arm
        What is done, for ``arm.weeks``.
    habit
        What was done for months before.
    person
        Who does it.
    draws
        Parameter sets; the same ones make scenarios comparable draw by draw.
    """
    limb = limb_of(person)
    case = arm_case(arm, habit, person)
    mass = arm_mass(case, draws)
    result = simulate_case(case, draws, mass=mass)
    start = girth_now(person, (), result.today, draws)
    return Outlook(result, girth_forecast(result, person, limb, start, draws, mass))


def extended(arm: Arm, weeks: float) -> Arm:
    """Return a scenario seen over ``weeks``; what ends before, ends, and nothing follows it.

    >>> from surae.records import Run
    >>> arm = Arm(name="a", weeks=4, sessions=(Recurring(activity=Run(minutes=30)),))
    >>> extended(arm, 10).sessions[0].to_week, extended(arm, 10).weeks
    (4, 10)
    """
    end = arm.weeks or weeks
    sessions = tuple(
        item if item.to_week is not None and item.to_week <= end else replace(item, to_week=end)
        for item in arm.sessions
        if item.from_week < end
    )
    return replace(arm, weeks=weeks, sessions=sessions)


def scenario_tissue(arm: Arm, habit: Sequence[Recurring], person: Person, draws: Draws) -> Tissue:
    """Return what a scenario does to muscle and tendon beside growth, on the same days."""
    case = arm_case(arm, habit, person)
    return tissue(case.spectrum, draws, Before(slice(max(case.lead - DAYS_PER_WEEK, 0), case.lead)))
