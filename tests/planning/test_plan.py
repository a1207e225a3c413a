"""Plans: no limit is broken, the search is good, and every number is the simulator's."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from plan_cases import TODAY, broken_rules, wish_of
from surae.app.plan_json import tape_split
from surae.errors import PlanError, RecordError
from surae.inference import outlook, prior_draws
from surae.planning import Goal, Limits, Plan, Wish, make_plan
from surae.planning.adherence import adherence
from surae.planning.days import bouts_of, sessions_of
from surae.planning.goal import probability
from surae.planning.kept import kept_before, usual_running
from surae.planning.refine import refined, whole_worth
from surae.planning.response import weeks_of
from surae.planning.search import best_week, fits, laid_out, repeated, week_of, worth
from surae.planning.strategies import NAMED
from surae.planning.unfold import unfold
from surae.planning.wish import goal_change
from surae.planning.work import prepare
from surae.records import Bout, CalfRaise, Protocol, Recurring, Run, Unload, Walk


def grow(wish: Wish, **changes: object) -> Wish:
    """Return a wish to grow by half a centimeter in sixteen weeks."""
    goal = Goal(direction="grow", by=TODAY + timedelta(weeks=16), change=0.5)
    limits = Limits(days=3, minutes=120, equipment=frozenset({"step", "seated machine"}))
    return Wish(wish.case, goal, replace(limits, **changes))


@pytest.fixture(scope="module")
def plan() -> Plan:
    """Return a plan to grow."""
    return make_plan(grow(wish_of(3)))


@pytest.mark.parametrize("block", range(8))
def test_no_plan_breaks_a_limit(block: int) -> None:
    for seed in range(block * 5, block * 5 + 5):
        made = make_plan(wish_of(seed, 24))
        assert broken_rules(made) == [], f"case {seed}"


def test_the_checker_sees_what_is_broken(plan: Plan) -> None:
    tight = replace(plan.wish, limits=replace(plan.wish.limits, days=2, minutes=60))
    wrong = broken_rules(replace(plan, wish=tight))
    assert any("days" in one for one in wrong)
    assert any("minutes" in one for one in wrong)
    far = replace(plan.sessions[0], activity=Run(km=30.0))
    assert any("run of" in one for one in broken_rules(replace(plan, sessions=(far,))))


@pytest.mark.parametrize("seed", [0, 3, 7, 11, 21, 28])
def test_the_stand_in_agrees_with_the_simulator(seed: int) -> None:
    wish = wish_of(seed, 200)
    work = prepare(wish)
    units = unfold(work.frame, work.caps, week_of(work.on, best_week(work.on)))
    table = work.frame.table(units)
    guessed = work.on.response.change(weeks_of(table, work.caps.history, work.on.steps_per_day))
    sessions = [*work.kept, *sessions_of(work.frame, units)]
    told = goal_change(wish.goal, outlook(wish.case, bouts_of(sessions), wish.goal.by))
    assert np.median(guessed) == pytest.approx(np.median(told), abs=0.04)
    assert probability(wish.goal, guessed) == pytest.approx(probability(wish.goal, told), abs=0.05)


@pytest.mark.parametrize("seed", [3, 5, 19, 28, 44])
def test_a_plan_beats_the_median_of_random_weeks(seed: int) -> None:
    work = prepare(wish_of(seed))
    rng = np.random.default_rng(seed)
    week = week_of(work.on, best_week(work.on))
    each, candidates = work.frame.each.minutes, work.frame.candidates
    minutes = float((week @ each).sum())
    others = []
    for _ in range(4000):
        totals = [0] * len(candidates)
        for item in rng.permutation(len(candidates)):
            most = int((minutes - np.dot(totals, each)) // each[item])
            if most >= candidates[item].low:
                totals[item] = int(rng.integers(candidates[item].low, most + 1))
        units = laid_out(work.frame, totals, work.on.typical["minutes"])
        if units is not None and fits(work.on, units) and len(others) < 200:
            others.append(units)
    changes = work.on.response.change(repeated(work.on, np.stack([week, *others])))
    mine, *rest = (probability(work.on.goal, change) for change in changes)
    assert mine >= np.median(rest)


def test_the_best_week_has_no_better_neighbor() -> None:
    work = prepare(grow(wish_of(3)))
    totals = best_week(work.on)
    best = worth(work.on, [week_of(work.on, totals)])[0]
    for item, number in enumerate(totals):
        for step in (-1, 1):
            case = [n + step if k == item else n for k, n in enumerate(totals)]
            units = (
                laid_out(work.frame, case, work.on.typical["minutes"]) if min(case) >= 0 else None
            )
            if units is not None and number and fits(work.on, units):
                assert worth(work.on, [units])[0] <= best + 1e-6


@pytest.mark.parametrize("seed", [3, 7])
def test_within_two_percent_of_cma_es(seed: int) -> None:
    cma = pytest.importorskip("cma")
    on = prepare(wish_of(seed)).on
    low = [candidate.low for candidate in on.frame.candidates]
    mine = whole_worth(on, refined(on, best_week(on)))

    def cost(x: np.ndarray) -> float:
        whole = [round(value) for value in x]
        totals = [n if n >= least else 0 for n, least in zip(whole, low, strict=True)]
        units = laid_out(on.frame, totals, on.typical["minutes"])
        if units is None or not fits(on, units):
            return 1 + float(np.dot(totals, on.frame.each.minutes)) / 1000
        return -whole_worth(on, totals)

    options = {"seed": 7, "verbose": -9, "bounds": [0, None], "maxfevals": 600}
    found = cma.fmin2(cost, np.full(len(low), 3.0), 3.0, options)[1]
    assert mine >= -found.result.fbest - 0.02


def test_the_same_wish_gives_the_same_plan(plan: Plan) -> None:
    again = make_plan(grow(wish_of(3)))
    assert again.sessions == plan.sessions
    assert (again.p_goal, again.key) == (plan.p_goal, plan.key)


def test_what_a_plan_says(plan: Plan) -> None:
    assert [other.name for other in plan.alternatives] == list(NAMED)
    assert all(session.reason for session in plan.sessions)
    assert len({session.uid for session in plan.sessions}) == len(plan.sessions)
    assert all(use.holds for use in plan.limits)
    assert any(value.what.startswith("one set a week more") for value in plan.values)
    assert any(value.what == "one more day a week" for value in plan.values)
    standing = next(other for other in plan.alternatives if other.name == "standing raises")
    running = next(other for other in plan.alternatives if other.name == "running only")
    assert standing.p_goal > running.p_goal
    told = goal_change(
        plan.wish.goal, outlook(plan.wish.case, bouts_of(plan.sessions), plan.wish.goal.by)
    )
    assert plan.p_goal == probability(plan.wish.goal, told)


def test_more_time_never_makes_a_goal_less_likely() -> None:
    found = [make_plan(grow(wish_of(3), minutes=m)).p_goal for m in (30, 90, 240)]
    assert found[0] <= found[1] + 0.02 <= found[2] + 0.04


def test_a_goal_out_of_reach_says_what_is_reachable() -> None:
    wish = grow(wish_of(3))
    plan = make_plan(replace(wish, goal=replace(wish.goal, change=4.0)))
    assert plan.p_goal < 0.1
    assert 0 < plan.reachable < 4
    assert any(isinstance(session.activity, CalfRaise) for session in plan.sessions)


@pytest.mark.parametrize("seed", [3, 5, 30])
def test_shrinking_keeps_running_and_never_rests(seed: int) -> None:
    wish = wish_of(seed)
    goal = Goal(direction="shrink", by=TODAY + timedelta(weeks=16), change=0.5)
    limits = Limits(days=4, minutes=150, equipment=frozenset({"step", "stairs"}))
    plan = make_plan(Wish(wish.case, goal, limits))
    assert plan.sessions
    assert all(isinstance(session.activity, Run) for session in plan.sessions)
    assert not any(isinstance(session.activity, Unload) for session in plan.sessions)


def test_limits_that_cannot_hold_together_are_named() -> None:
    wish = grow(wish_of(3))
    race = Protocol(
        sessions=(Recurring(activity=Run(minutes=90), days=("mon", "wed", "fri", "sun")),)
    )
    with pytest.raises(PlanError, match=r"must stay.*training days.*minutes"):
        make_plan(replace(wish, keep=race))
    quiet = replace(wish.case, done=())
    with pytest.raises(PlanError, match="no session fits"):
        make_plan(replace(wish, case=quiet, limits=replace(wish.limits, minutes=2)))
    out = frozenset({"run", "sprint", "calf_raise", "hops"})
    with pytest.raises(PlanError, match="leave no session"):
        make_plan(replace(wish, limits=replace(wish.limits, disliked=out, equipment=frozenset())))


def test_a_race_plan_stays() -> None:
    wish = grow(wish_of(3), minutes=150)
    quiet = replace(
        wish.case,
        done=tuple(Bout(TODAY - timedelta(days=k), Run(minutes=40)) for k in range(0, 56, 3)),
    )
    race = Protocol(sessions=(Recurring(activity=Run(minutes=40), days=("tue", "sat")),))
    plan = make_plan(replace(wish, case=quiet, keep=race))
    kept = [session for session in plan.sessions if session.kept]
    assert {session.day.weekday() for session in kept} == {1, 5}
    assert len(kept) >= 31
    assert broken_rules(plan) == []


def test_goals_that_cannot_be() -> None:
    wish = grow(wish_of(3))
    with pytest.raises(RecordError, match="name a later day"):
        make_plan(replace(wish, goal=replace(wish.goal, by=TODAY)))
    fast = Goal(direction="grow", by=TODAY + timedelta(weeks=2), change=30, unit="%")
    with pytest.raises(RecordError, match="30 % in 2 weeks"):
        make_plan(replace(wish, goal=fast))
    with pytest.raises(PlanError, match="outside 1–7 days"):
        Limits(days=0)
    with pytest.raises(PlanError, match="outside 0–500"):
        Limits(energy_deficit=900)


def later(plan: Plan, days: int, *extra: Bout, share: float = 1.0) -> Wish:
    """Return the wish to plan anew after some days, with a share of the plan and more done."""
    now = TODAY + timedelta(days=days)
    due = [b for b in bouts_of(plan.sessions) if b.day <= now]
    done = tuple(sorted([*due[: round(share * len(due))], *extra], key=lambda bout: bout.day))
    case = replace(plan.wish.case, today=now, done=plan.wish.case.done + done)
    return replace(plan.wish, case=case, counted_from=TODAY, before=plan.sessions)


@pytest.mark.parametrize("weeks", [1, 3, 8])
def test_replanning_counts_from_the_first_day(plan: Plan, weeks: int) -> None:
    wish = later(plan, 7 * weeks)
    followed = make_plan(wish, plan.key)
    assert followed.key == plan.key
    assert all(session.day > wish.case.today for session in followed.sessions)
    assert followed.p_goal == pytest.approx(plan.p_goal, abs=0.02)
    idle = make_plan(later(plan, 7 * weeks, share=0.0), plan.key)
    assert idle.p_goal < followed.p_goal


def test_running_stays_as_it_was_planned_where_it_was_done(plan: Plan) -> None:
    stayed = [one for one in plan.sessions if one.kept]
    usual = usual_running(plan.wish.case)
    assert stayed
    assert stayed[0].minutes < usual.run.minutes, "the plan shortens the usual runs"
    wish = later(plan, 21)
    assert usual_running(wish.case).run.minutes < usual.run.minutes, "which now seem usual"
    again = make_plan(wish, plan.key)
    assert [(one.day, one.activity) for one in again.sessions if one.kept] == [
        (one.day, one.activity) for one in stayed if one.day > wish.case.today
    ]
    assert kept_before(plan.sessions, later(plan, 21, share=0.0).case) is None
    assert kept_before([one for one in plan.sessions if not one.kept], wish.case) is None


@pytest.mark.parametrize("extra", [(1, 2, 3), (2, 4, 6), (5, 6, 7), (1, 2, 3, 4, 5, 6, 7)])
def test_days_just_done_count_in_any_seven(plan: Plan, extra: tuple[int, ...]) -> None:
    done = [Bout(TODAY + timedelta(days=k), Run(minutes=20)) for k in extra]
    wish = later(plan, 7, *done, share=0.0)
    again = make_plan(wish, plan.key)
    minutes = dict.fromkeys((TODAY + timedelta(days=k) for k in range(1, 113)), 0.0)
    for bout in done:
        minutes[bout.day] += 20
    for session in again.sessions:
        minutes[session.day] += session.minutes
    for session in again.sessions:
        week = [minutes.get(session.day - timedelta(days=k), 0.0) for k in range(7)]
        assert sum(value > 0 for value in week) <= wish.limits.days
        assert sum(week) <= wish.limits.minutes + 1e-6
    assert all(use.holds for use in again.limits)
    assert len({s.day for s in again.sessions if s.day > TODAY + timedelta(days=14)}) >= 3 * 13


def test_days_before_the_first_plan_do_not_count(plan: Plan) -> None:
    busy = tuple(Bout(TODAY - timedelta(days=k), Run(minutes=20)) for k in range(7))
    case = replace(plan.wish.case, done=plan.wish.case.done + busy)
    first = make_plan(replace(plan.wish, case=case))
    assert len({s.day for s in first.sessions if s.day <= TODAY + timedelta(days=7)}) == 3


def test_walking_takes_no_day_of_training(plan: Plan) -> None:
    walks = [Bout(TODAY + timedelta(days=k), Walk(minutes=60)) for k in range(1, 8)]
    again = make_plan(later(plan, 7, *walks), plan.key)
    assert len({s.day for s in again.sessions if s.day <= TODAY + timedelta(days=14)}) == 3


def test_adherence_counts_sets_and_minutes(plan: Plan) -> None:
    day = TODAY + timedelta(days=14)
    due = [session for session in plan.sessions if session.day <= day]
    found = adherence(plan.sessions, bouts_of(due), day)
    assert (found.n_planned, found.n_done, found.n_extra) == (len(due), len(due), 0)
    raises = [b for b in bouts_of(due) if not isinstance(b.activity, CalfRaise)]
    found = adherence(plan.sessions, raises, day)
    assert all(isinstance(session.activity, CalfRaise) for session in found.missed)
    extra = Bout(TODAY + timedelta(days=3), CalfRaise(sets=9, reps=10))
    assert adherence([], [extra], day).n_extra == 1


def test_draws_decide_the_probability() -> None:
    wish = grow(wish_of(3))
    wide = replace(wish, case=replace(wish.case, draws=prior_draws(400, 9)))
    assert make_plan(wide).p_goal == pytest.approx(make_plan(wish).p_goal, abs=0.15)


def test_a_deficit_makes_the_tape_read_less_by_fat() -> None:
    wish = wish_of(3)
    goal = Goal(direction="shrink", by=TODAY + timedelta(weeks=16), change=0.3)
    kept = Limits(days=3, minutes=120)
    plan = make_plan(Wish(wish.case, goal, kept))
    eating_less = make_plan(Wish(wish.case, goal, replace(kept, energy_deficit=400)))
    assert eating_less.p_goal > plan.p_goal
    assert tape_split(eating_less)[2].median < tape_split(plan)[2].median - 0.05
    assert any(value.what.startswith("eating 300 kcal") for value in plan.values)
    heavy = wish.case.person.mass / wish.case.person.height**2
    lean = replace(wish.case.person, mass=wish.case.person.mass * 20 / heavy)
    spare = make_plan(Wish(replace(wish.case, person=lean), goal, kept))
    assert not any(value.what.startswith("eating") for value in spare.values)
