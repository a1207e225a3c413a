"""A plan in lines of text."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import date

from surae import evidence
from surae.app.numbers import percent, signed
from surae.app.plan_json import tape_split
from surae.app.plans import Made
from surae.planning import Goal, Plan
from surae.records import Activity, CalfRaise, Hills, Hops, Interval, Planned, Run, Sprint, Stairs
from surae.units import DAYS_PER_WEEK

OTHERWISE = (
    "each keeps the running that stays, and spends the minutes that the plan adds on one thing, "
    "in full from the first day and with any equipment"
)
"""What the named alternatives hold."""

_WIDTH = 88
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DIGITS = {"cm": 2, "cm3": 0, "%": 1}


def lines(made: Made) -> list[str]:
    """Return a plan as it is printed."""
    plan = made.plan
    told = [goal_sentence(plan), *_done(made), split_sentence(plan)]
    told += [f"Note: {note}." for note in (*plan.notes, *shrink_notes(plan))]
    told += ["", f"Sessions (version {made.version}):", *_weeks(plan)]
    told += ["", "Limits (the most that the plan asks of each):"]
    told += [f"  {use.name}: {use.worst:.4g} of {use.cap:.4g} {use.unit}" for use in plan.limits]
    told += ["", "The same time spent otherwise:", f"  ({OTHERWISE})"]
    told += [f"  {line}" for line in alternative_lines(plan)]
    told += ["", "What a little more would bring:"]
    told += [f"  {line}" for line in value_lines(plan)]
    told += ["", "A forecast, not medical advice; load limits do not prevent injury."]
    return [row for line in told for row in _wrapped(line)]


def _wrapped(line: str) -> list[str]:
    """Return a line in rows that fit a terminal; later rows are set in further."""
    inner = line[: len(line) - len(line.lstrip())]
    deeper = f"{inner}  " if inner else ""
    return textwrap.wrap(line, _WIDTH, initial_indent="", subsequent_indent=deeper) or [""]


def goal_sentence(plan: Plan) -> str:
    """Say how likely the goal is, and where it is out of reach, what is reachable."""
    return reached_words(plan.wish.goal, plan.p_goal, plan.change, plan.reachable)


def reached_words(goal: Goal, p_goal: float, change: Interval, reachable: float) -> str:
    """Say how likely a goal is, and where it is out of reach, what is reachable.

    Parameters
    ----------
    goal, p_goal, change, reachable
        As in :class:`surae.planning.Plan`.
    """
    unit, digits = goal.unit, _DIGITS[goal.unit]
    said = (
        f"Goal: {goal.words}. With this plan it is reached with a probability of "
        f"{percent(p_goal)}; expected is {_range(change, digits, unit)}."
    )
    if p_goal >= goal.probability:
        return said
    if goal.direction == "hold":
        within = f"{reachable:.{digits}f} {unit}"
        return f"{said} With {percent(goal.probability)}, it stays within {within}."
    return (
        f"{said} With the {percent(goal.probability)} you want, it is not reachable; reachable is "
        f"{signed(reachable, digits)} {unit}."
    )


def split_sentence(plan: Plan) -> str:
    """Say what a tape would read, and how much of it is muscle."""
    return split_words(*tape_split(plan))


def split_words(whole: Interval, muscle: Interval, other: Interval) -> str:
    """Say what a tape would read, and how much of it is muscle [cm]."""
    return (
        f"On a tape: {_range(whole, 2, 'cm')}; of it muscle {_range(muscle, 2, 'cm')}, fat and the "
        f"rest {_range(other, 2, 'cm')}."
    )


def shrink_notes(plan: Plan) -> tuple[str, ...]:
    """Return what a plan to shrink must say: no disuse, no starvation."""
    if plan.wish.goal.direction != "shrink":
        return ()
    most = evidence.parameter("energy_deficit_cap").mean
    deficit = plan.wish.limits.energy_deficit
    told = f"the {deficit:g} kcal/day that you eat below need" if deficit else "no energy deficit"
    return (
        "the plan keeps you running and walking; it never asks for bed rest or a cast",
        f"it goes along with {told}, and with no more than {most:g} kcal/day",
        "fat that you lose makes the tape read less and leaves the muscle as it is",
    )


def change_words(part: Interval, unit: str) -> str:
    """Return a change in the unit of a goal, with its range."""
    return _range(part, _DIGITS[unit], unit)


def _range(part: Interval, digits: int, unit: str) -> str:
    return (
        f"{signed(part.median, digits)} {unit} "
        f"(90 % range {signed(part.low, digits)} to {signed(part.high, digits)})"
    )


def _done(made: Made) -> list[str]:
    """Say what was done of the version before."""
    if made.done is None or made.before is None:
        return []
    done = made.done
    said = (
        f"Of {done.n_planned} sessions planned since {made.before.made.isoformat()}, "
        f"{done.n_done} were done ({percent(done.share)}), {len(done.missed)} missed; "
        f"{done.n_extra} days held something else. "
        f"The probability was {percent(made.before.p_goal)} then and is "
        f"{percent(made.plan.p_goal)} now. Missed sessions are not added on top."
    )
    return [said]


def amount(activity: Activity) -> str:
    """Return how much of an activity, in words.

    >>> amount(CalfRaise(sets=3, reps=12, load_rm=14, reps_in_reserve=2))
    '3 × 12 at 14RM, 2 in reserve'
    """
    match activity:
        case CalfRaise():
            load = " body weight" if activity.body_weight else ""
            load = f" at {activity.load_rm:g}RM" if activity.load_rm else load
            load = f" with {activity.load_kg:g} kg" if activity.load_kg else load
            load = f" at {activity.load_1rm:.0%} of 1RM" if activity.load_1rm else load
            load = f" with a band of {activity.band_n:g} N" if activity.band_n else load
            each = " each leg" if activity.legs == 1 else ""
            reserve = f", {activity.reps_in_reserve:g} in reserve"
            return f"{activity.sets} × {activity.reps:g}{each}{load}{reserve}"
        case Run():
            much = f"{activity.km:g} km" if activity.km else f"{activity.minutes:g} min"
            grade = f", grade {activity.grade:.0%}" if activity.grade else ""
            return f"{much} at {activity.speed:.3g} m/s{grade}, {activity.surface}"
        case Hills():
            return f"{activity.repeats} × {activity.seconds:g} s at grade {activity.grade:.0%}"
        case Sprint():
            much = f"{activity.seconds:g} s" if activity.seconds else f"{activity.metres:g} m"
            return f"{activity.repeats} × {much}"
        case Stairs():
            much = f"{activity.floors:g} floors" if activity.floors else f"{activity.minutes:g} min"
            return f"{much} {activity.style}"
        case Hops():
            return f"{activity.contacts} contacts"
    return ""


def _weeks(plan: Plan) -> list[str]:
    """Return the sessions by week; weeks like the one before are told once."""
    if not plan.sessions:
        return ["  none: your everyday life is enough for this goal"]
    first = plan.wish.case.today
    by_week: dict[int, list[Planned]] = {}
    for session in plan.sessions:
        by_week.setdefault(((session.day - first).days - 1) // DAYS_PER_WEEK, []).append(session)
    told: list[str] = []
    before: list[tuple[int, Activity]] = []
    told_from = alike = 0
    for week, sessions in sorted(by_week.items()):
        now = [(one.day.weekday(), one.activity) for one in sessions]
        lighter = ", lighter" if week in plan.lighter else ""
        if now == before:
            alike = week + 1
            continue
        told += _alike(told_from, alike)
        told.append(f"  week {week + 1}{lighter}:")
        told += [f"    {session_line(one)}" for one in sessions]
        before, told_from, alike = now, week + 1, week + 1
    return told + _alike(told_from, alike)


def _alike(first: int, last: int) -> list[str]:
    """Say that the weeks after one are like it, up to another."""
    if last <= first:
        return []
    weeks = f"week {last}" if last == first + 1 else f"weeks {first + 1} to {last}"
    return [f"  {weeks}: as week {first}"]


def session_line(session: Planned) -> str:
    """Return one session in a line."""
    return (
        f"{day_words(session.day)} {session.title}, {amount(session.activity)} "
        f"({session.minutes:g} min): {session.reason}"
    )


def day_words(day: date) -> str:
    """Return a day as ``Mon 2026-06-29``."""
    return f"{_DAYS[day.weekday()]} {day.isoformat()}"


def alternative_lines(plan: Plan) -> list[str]:
    """Return the named alternatives, a line each."""
    goal = plan.wish.goal
    digits = _DIGITS[goal.unit]
    return [
        f"{other.name}: {percent(other.p_goal)}, {_range(other.change, digits, goal.unit)}"
        + (f"; breaks {_and(other.breaks)}" if other.breaks else "")
        for other in plan.alternatives
    ]


def _and(names: Sequence[str]) -> str:
    return ", ".join(names[:2]) + (f" and {len(names) - 2} more" if len(names) > 2 else "")


def value_lines(plan: Plan) -> list[str]:
    """Return what more or less of something would bring, a line each."""
    unit, digits = plan.wish.goal.unit, _DIGITS[plan.wish.goal.unit]
    return [
        f"{value.what}: {signed(value.change, digits)} {unit}, "
        f"{signed(100 * value.p_goal, 1)} points of probability"
        for value in plan.values
    ]
