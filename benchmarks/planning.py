"""How good plans are, and what they cost: beside random schedules and beside a long CMA-ES run.

Usage: python benchmarks/planning.py [--first 0] [--cases 200] [--sample 6] [--evaluations 3000]

For seeded people, goals and limits: which limits a plan breaks (by the checker of the tests), in
how many cases it beats the median of 200 random feasible weeks of the same minutes, and for a
sample the best that CMA-ES finds in the same weeks under the same draws. CPU seconds of one
process.
"""

from __future__ import annotations

import argparse
import sys
import time
import warnings
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))

from plan_cases import broken_rules, wish_of
from surae.errors import PlanError
from surae.planning import Wish, make_plan
from surae.planning.goal import probability
from surae.planning.refine import refined, whole_worth
from surae.planning.response import weeks_of
from surae.planning.search import best_week, fits, laid_out, repeated, week_of
from surae.planning.unfold import unfold
from surae.planning.work import Work, prepare

N_RANDOM = 200


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--cases", type=int, default=200)
    arguments.add_argument("--first", type=int, default=0)
    arguments.add_argument("--sample", type=int, default=6)
    arguments.add_argument("--evaluations", type=int, default=3000)
    asked = arguments.parse_args()
    against_random(range(asked.first, asked.first + asked.cases))
    against_cma(asked.sample, asked.evaluations)
    cost()


def against_random(seeds: range) -> None:
    """Print how many plans break a limit, and how many beat random weeks."""
    broken = better = refused = compared = 0
    for seed in seeds:
        wish = wish_of(seed)
        try:
            plan = make_plan(wish)
        except PlanError:
            refused += 1
            continue
        wrong = broken_rules(plan)
        broken += bool(wrong)
        work = prepare(wish)
        week = week_of(work.on, best_week(work.on))
        minutes = float((week @ work.frame.each.minutes).sum())
        others = random_weeks(work, minutes, seed)
        compared += 1
        if not others:
            better += 1
            continue
        mine, *rest = probabilities(work, [week, *others])
        if mine >= np.median(rest):
            better += 1
        else:
            told = f"{mine:.3f} below the median {np.median(rest):.3f}"
            print(f"  case {seed}: {told}; {wish.goal.words}")
    print(f"{len(seeds)} cases, {refused} refused: {broken} break a limit; "
          f"{better} of {compared} at or above the median of {N_RANDOM} random weeks")  # fmt: skip


def probabilities(work: Work, weeks: list[np.ndarray]) -> list[float]:
    """Return the probability of the goal for weeks, repeated."""
    changes = work.on.response.change(repeated(work.on, np.stack(weeks)))
    return [probability(work.on.goal, change) for change in changes]


def random_weeks(work: Work, minutes: float, seed: int) -> list[np.ndarray]:
    """Return random weeks that fit and take as long."""
    rng = np.random.default_rng(seed)
    found: list[np.ndarray] = []
    if minutes <= 0:
        return found
    for _ in range(N_RANDOM * 15):
        totals = random_totals(work, minutes, rng)
        units = laid_out(work.frame, totals, work.on.typical["minutes"])
        if units is not None and fits(work.on, units):
            taken = (units @ work.frame.each.minutes).sum()
            if abs(taken - minutes) <= max(0.1 * minutes, 3):
                found.append(units)
        if len(found) == N_RANDOM:
            break
    return found


def random_totals(work: Work, minutes: float, rng: np.random.Generator) -> list[int]:
    """Add random sessions until the minutes are full."""
    each, candidates = work.frame.each.minutes, work.frame.candidates
    totals = [0] * len(candidates)
    for item in rng.permutation(len(candidates)):
        room = minutes - float(np.dot(totals, each))
        most = int((room + each[item] / 2) // each[item])
        if most >= candidates[item].low:
            totals[item] = int(rng.integers(candidates[item].low, most + 1))
    return totals


def against_cma(n_cases: int, evaluations: int) -> None:
    """Print the best of CMA-ES beside the plan's own week, and what both cost."""
    seeds = (seed for seed in range(10_000) if wish_of(seed, 500).goal.direction == "grow")
    for seed, _ in zip(seeds, range(n_cases), strict=False):
        work = prepare(wish_of(seed, 500))
        began = time.process_time()
        mine = refined(work.on, best_week(work.on))
        own = time.process_time() - began
        began = time.process_time()
        theirs, trace = cma_week(work, evaluations, seed)
        long = time.process_time() - began
        first, second = full(work, mine), full(work, theirs)
        goal = whole_worth(work.on, mine)
        reached = next((seconds for seconds, value in trace if value >= goal * 0.999), np.inf)
        print(f"case {seed}: plan {first:.3f} in {own:.2f} s, CMA-ES {second:.3f} in {long:.1f} s; "
              f"as good as the plan after {reached:.1f} s")  # fmt: skip


def full(work: Work, totals: list[int]) -> float:
    """Return the probability of the goal with a week laid out over the whole plan."""
    units = unfold(work.frame, work.caps, week_of(work.on, totals))
    weeks = weeks_of(work.frame.table(units), work.caps.history, work.on.steps_per_day)
    return probability(work.on.goal, work.on.response.change(weeks))


def cma_week(
    work: Work, evaluations: int, seed: int
) -> tuple[list[int], list[tuple[float, float]]]:
    """Return the best week that CMA-ES finds, with restarts, and how its best value rose."""
    import cma

    on, n = work.on, len(work.frame.candidates)
    each = work.frame.each.minutes
    best, best_totals, spent, trace = -np.inf, [0] * n, 0, []
    began = time.process_time()
    rng = np.random.default_rng(seed)
    while spent < evaluations:
        start = rng.uniform(0, on.caps.limits.minutes / n / each)
        options = {"seed": int(rng.integers(1, 2**31)), "verbose": -9, "bounds": [0, None],
                   "maxfevals": evaluations - spent, "popsize": 16}  # fmt: skip
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            run = cma.CMAEvolutionStrategy(start, 4.0, options)
            while not run.stop() and spent < evaluations:
                asked = run.ask()
                totals = [rounded(work, x) for x in asked]
                values = judged(work, totals)
                run.tell(asked, [-value for value in values])
                spent += len(asked)
                k = int(np.argmax(values))
                if values[k] > best:
                    best, best_totals = values[k], totals[k]
                    trace.append((time.process_time() - began, best))
    return best_totals, trace


def rounded(work: Work, x: np.ndarray) -> list[int]:
    """Return whole units; less than half of the smallest session is none."""
    whole = []
    for value, candidate in zip(x, work.frame.candidates, strict=True):
        number = round(float(value))
        whole.append(max(number, candidate.low) if number >= candidate.low / 2 else 0)
    return whole


def judged(work: Work, cases: list[list[int]]) -> list[float]:
    """Return the score of each week's plan; what does not fit is worse the more it holds."""
    values = []
    for totals in cases:
        units = laid_out(work.frame, totals, work.on.typical["minutes"])
        if units is not None and fits(work.on, units):
            values.append(whole_worth(work.on, totals))
        else:
            values.append(-1 - float(np.dot(totals, work.frame.each.minutes)) / 1000)
    return values


def cost() -> None:
    """Print the CPU seconds of plans of sixteen weeks with 500 draws."""
    from dataclasses import replace
    from datetime import timedelta

    seconds = []
    for seed in range(6):
        wish = wish_of(seed, 500)
        by = wish.case.today + timedelta(weeks=16)
        wish = Wish(wish.case, replace(wish.goal, by=by), wish.limits)
        began = time.process_time()
        make_plan(wish)
        seconds.append(time.process_time() - began)
    print(f"a plan of 16 weeks with 500 draws: {np.median(seconds):.2f} s of CPU, "
          f"at most {max(seconds):.2f} s")  # fmt: skip


if __name__ == "__main__":
    main()
