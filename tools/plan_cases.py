"""Seeded people, goals and limits, and what a plan may never do, worked out apart from planning."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from surae.anatomy.limb import limb_of
from surae.inference import Case, prior_draws
from surae.loading import activity_load
from surae.planning import EQUIPMENT, Goal, Limits, Plan, Wish
from surae.records import Bout, CalfRaise, Hills, Person, Planned, Run, Sprint, Stairs

TODAY = date(2026, 6, 28)
N_DRAWS = 80


def wish_of(seed: int, n_draws: int = N_DRAWS) -> Wish:
    """Return a wish that the seed makes up."""
    rng = np.random.default_rng(seed)
    sex = ("female", "male")[int(rng.integers(2))]
    person = Person(
        height=round(float(rng.uniform(1.55, 1.95)), 2),
        mass=round(float(rng.uniform(50, 100)), 1),
        age=round(float(rng.uniform(18, 70))),
        sex=sex,
        steps_per_day=float(rng.choice([4000, 7000, 10000])),
    )
    weeks = int(rng.integers(4, 21))
    goal = Goal(
        direction=("grow", "grow", "hold", "shrink")[int(rng.integers(4))],
        by=TODAY + timedelta(days=weeks * 7 + int(rng.integers(0, 6))),
        change=None if rng.random() < 0.3 else round(float(rng.uniform(0.2, 1.2)), 1),
    )
    n_things = int(rng.integers(0, 5))
    limits = Limits(
        days=int(rng.integers(1, 7)),
        minutes=float(rng.choice([45, 60, 90, 120, 180, 300])),
        equipment=frozenset(rng.choice(EQUIPMENT[1:], n_things, replace=False).tolist()),
        disliked=frozenset(["hops", "run", "hills", "stairs"][: int(rng.integers(0, 3))]),
        damage_session=None if rng.random() < 0.7 else float(rng.choice([3, 5, 8])),
        tendon_week=None if rng.random() < 0.7 else float(rng.choice([6, 12, 25])),
    )
    done = _log(rng)
    first = min((bout.day for bout in done), default=TODAY)
    draws = prior_draws(n_draws, int(rng.integers(1, 1000)))
    case = Case(person, limb_of(person), draws, done, (), first, TODAY)
    return Wish(case, goal, limits)


def _log(rng: np.random.Generator) -> tuple[Bout, ...]:
    every = int(rng.choice([0, 0, 2, 3, 5]))
    raises = int(rng.choice([0, 0, 3, 5]))
    minutes = float(rng.uniform(15, 60))
    done = []
    if every:
        done += [Bout(TODAY - timedelta(days=k), Run(minutes=round(minutes)))
                 for k in range(0, 60, every)]  # fmt: skip
    if raises:
        lift = CalfRaise(sets=3, reps=12, load_rm=14, reps_in_reserve=2)
        done += [Bout(TODAY - timedelta(days=k), lift) for k in range(1, 60, raises)]
    return tuple(sorted(done, key=lambda bout: bout.day))


@dataclass
class Day:
    """What one day holds."""

    minutes: float = 0.0
    tendon: float = 0.0
    kilometers: float = 0.0
    damage: np.ndarray | None = None


def minutes_of(session: Planned) -> float:
    """Return the minutes of a session, counted from its activity."""
    match session.activity:
        case CalfRaise() as a:
            legs = 2 if a.legs == 1 else 1
            return a.sets * (a.reps * (a.seconds_up + a.seconds_down) * legs + a.rest_seconds) / 60
        case Run() as a:
            return a.minutes if a.minutes is not None else a.km * 1000 / a.speed / 60
        case Hills() as a:
            return a.repeats * (a.seconds + a.seconds * a.speed / 1.2) / 60
    return session.minutes


def kilometers_of(activity: object) -> float:
    """Return how far an activity runs [km]."""
    match activity:
        case Run() as a:
            return a.km if a.km is not None else a.minutes * 60 * a.speed / 1000
        case Hills() as a:
            return 2 * a.repeats * a.seconds * a.speed / 1000
        case Sprint() as a:
            return a.repeats * (a.metres or a.seconds * (a.speed or a.effort * 8.0)) / 1000
    return 0.0


def damage_of(activity: object, case: Case) -> np.ndarray:
    """Return seconds × excess of high tension per muscle, contraction by contraction."""
    total = np.zeros(3)
    for c in activity_load(activity, case.limb, case.person.mass).contractions:
        excess = np.maximum(np.asarray(c.relative_tension).mean(axis=0) - 0.6, 0) * (not c.passive)
        total += excess * c.contraction_duration * c.count
    return total


def tendon_of(activity: object, case: Case) -> float:
    """Return force × time of all tendon cycles over body weight [s]."""
    load = activity_load(activity, case.limb, case.person.mass)
    return sum(t.impulse * t.count for t in load.tendon)


def days_of(sessions: list[tuple[date, object, float, float]], case: Case) -> dict[date, Day]:
    """Add up sessions (day, activity, volume, minutes) by day."""
    kilometer = tendon_of(Run(km=1.0), case)
    hard = damage_of(CalfRaise(sets=1, reps=12, load_rm=13, reps_in_reserve=1), case).mean()
    found: dict[date, Day] = defaultdict(Day)
    for day, activity, volume, minutes in sessions:
        one = found[day]
        one.minutes += minutes
        one.tendon += volume * tendon_of(activity, case) / kilometer
        one.kilometers += volume * kilometers_of(activity)
        before = one.damage if one.damage is not None else np.zeros(3)
        one.damage = before + volume * damage_of(activity, case) / hard
    return found


def broken_rules(plan: Plan) -> list[str]:
    """Return every limit that a plan breaks; nothing of planning's own checking is used."""
    wish = plan.wish
    case, limits, goal = wish.case, wish.limits, wish.goal
    # The bins of the histogram round tensions and times, so loads differ in the third digit.
    near = 1.02
    sessions = [(s.day, s.activity, 1.0, minutes_of(s)) for s in plan.sessions]
    ahead = days_of(sessions, case)
    past = days_of([(b.day, b.activity, b.volume, 0.0) for b in case.done], case)
    said = {use.name: use for use in plan.limits}
    wrong = [f"{use.name} by its own account" for use in plan.limits if use.worst > use.cap + 1e-6]
    days = [TODAY + timedelta(days=k) for k in range(1, (goal.by - TODAY).days + 1)]
    wrong += [f"{day} is outside the plan" for day in ahead if day not in days]
    for day in days:
        week = [ahead[d] for k in range(7) if (d := day - timedelta(days=k)) in ahead]
        if sum(one.minutes > 0 for one in week) > limits.days:
            wrong.append(f"days up to {day}")
        if sum(one.minutes for one in week) > limits.minutes + 0.5:
            wrong.append(f"minutes up to {day}")
        cap = limits.tendon_week or said["Achilles load in any seven days"].cap
        if sum(one.tendon for one in week) > cap * near:
            wrong.append(f"tendon up to {day}")
    wrong += _long_runs(ahead, past) + _damage(ahead, past, days, plan, near)
    return wrong + _equipment(plan)


def _long_runs(ahead: dict[date, Day], past: dict[date, Day]) -> list[str]:
    wrong = []
    for day, one in ahead.items():
        if one.kilometers <= 4.0 + 1e-6:
            continue
        before = [d for k in range(1, 31) for d in [day - timedelta(days=k)]]
        longest = max(
            (source[d].kilometers for source in (ahead, past) for d in before if d in source),
            default=0.0,
        )
        if one.kilometers > 1.1 * longest + 1e-6 and one.kilometers > 4.0 + 1e-6:
            wrong.append(f"run of {one.kilometers:.2f} km on {day} after {longest:.2f} km")
    return wrong


def _damage(
    ahead: dict[date, Day], past: dict[date, Day], days: list[date], plan: Plan, near: float
) -> list[str]:
    said = {use.name: use for use in plan.limits}
    limits = plan.wish.limits
    most = limits.damage_session or said["micro-damage of MG on a day"].cap
    carried = limits.damage_carried or said["micro-damage of MG not yet repaired"].cap
    wrong, there = [], np.zeros(3)
    for day in [TODAY - timedelta(days=k) for k in range(59, -1, -1)] + days:
        new = next((s[day].damage for s in (past, ahead) if day in s), None)
        there = there * 0.5 ** (1 / 1.5) + (new if new is not None else 0.0)
        if day > TODAY and new is not None and new.max() > most * near:
            wrong.append(f"damage on {day}: {new.max():.2f} over {most:.2f}")
        if day > TODAY and new is not None and there.max() > carried * near:
            wrong.append(f"unrepaired damage on {day}: {there.max():.2f} over {carried:.2f}")
    return wrong


_WORDS = {Run: "run", Hills: "hills", Stairs: "stairs", Sprint: "sprint", CalfRaise: "calf_raise"}


def _equipment(plan: Plan) -> list[str]:
    limits = plan.wish.limits
    wrong = []
    for session in plan.sessions:
        kind = _WORDS.get(type(session.activity), "hops")
        if kind in limits.disliked:
            wrong.append(f"{kind} is left out")
        needs = needs_of(session.activity)
        if needs and not needs & limits.equipment:
            wrong.append(f"{session.title} needs {needs}")
    return wrong


def needs_of(activity: object) -> set[str]:
    """Return what an activity needs, any one of them; empty where nothing."""
    match activity:
        case Run(surface="treadmill" | "sand" as surface):
            return {surface}
        case Run(surface="trail") | Hills():
            return {"hills"}
        case Stairs():
            return {"stairs"}
        case CalfRaise():
            return _raise_needs(activity)
    return set()


def _raise_needs(raised: CalfRaise) -> set[str]:
    if raised.band_n:
        return {"band"}
    if raised.load_rm and raised.knee_angle == 90:
        return {"seated machine", "dumbbells"}
    if raised.load_rm:
        return {"dumbbells"} if raised.legs == 1 else {"standing machine", "leg press"}
    return {"step"} if raised.ankle_from == 15 else set()


def with_limits(wish: Wish, **changes: object) -> Wish:
    """Return a wish with other limits."""
    return replace(wish, limits=replace(wish.limits, **changes))
