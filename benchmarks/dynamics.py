"""How fast muscles are renewed: compiled, under NumPy, by SciPy's solver, and beside a roofline.

    OPENBLAS_NUM_THREADS=1 python benchmarks/dynamics.py [--out DIR]

Three years of a runner who does calf raises, three muscles, in one run and one thread. All peers do
the same work, that of a population under a log: the weekly stimulus from counts and doses, and
volume day by day, of which that of each Sunday is kept and no cause is credited. Every session of
the log is done more or less fully, so that no two days are alike. Protocols of trials repeat their
week instead; there the compiled path keeps the setpoint of days that are alike. A person-day is a
day of three muscles under one draw. CPU seconds are counted and of several runs in turn the fastest
counts.

The roofline is the least time in which this machine could do the work: its floating-point
operations at the speed of a large product of matrices, or its traffic with memory at the speed of
copying a large array, measured in the same run, whichever is longer.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np
from scipy.integrate import solve_ivp

from surae.adaptation import Habit, simulate
from surae.adaptation.turnover import weekly_sum
from surae.anatomy.limb import limb_of
from surae.evidence import bind
from surae.inference.forecast import dose_draws
from surae.inference.priors import discrepancy_draws, prior_draws
from surae.loading import load_spectrum, schedule
from surae.records import (
    MUSCLES,
    CalfRaise,
    LoadSpectrum,
    Person,
    Protocol,
    Recurring,
    Run,
    Walk,
)

N_DAYS, SOLVED = 3 * 365, 2
SIZES = (10, 200, 2000)
GOAL_NUMPY, GOAL_SOLVER, GOAL_ROOF, GOAL_SECONDS = 5.0, 10_000.0, 0.5, 0.5
WEEK = (
    Recurring(activity=Run(minutes=30), per_week=2),
    Recurring(activity=Run(minutes=50, speed=3.3), per_week=1),
    Recurring(activity=Run(minutes=60, grade=0.03), per_week=1),
    Recurring(activity=Run(minutes=30, grade=-0.05, speed=3.1), per_week=1),
    Recurring(activity=CalfRaise(sets=4, reps=12, load_rm=13, reps_in_reserve=1), per_week=3),
    Recurring(activity=CalfRaise(sets=4, reps=12, load_rm=13, knee_angle=90.0), per_week=2),
    Recurring(activity=Walk(minutes=30), per_week=2),
)
SUNDAYS = np.arange(6, N_DAYS, 7)


def spectrum(*, repeating: bool = False) -> LoadSpectrum:
    """Return what the runner's muscles feel in three years, each day done more or less fully."""
    person, start = Person(1.75, 72.0, 30.0, "male"), date(2024, 1, 1)
    laid = schedule(Protocol(sessions=WEEK), start, N_DAYS)
    felt = load_spectrum(laid, limb_of(person), person.mass, start, np.full(N_DAYS, 7000.0))
    done = 1.0 if repeating else np.random.default_rng(1).uniform(0.5, 1.5, (N_DAYS, 1))
    return replace(felt, counts=felt.counts * done, exposure=felt.exposure * done)


def work(felt: LoadSpectrum, n_draws: int) -> tuple[partial, np.ndarray]:
    """Return the dynamics of a spectrum, ready to run, and its doses."""
    draws = prior_draws(n_draws, 1)
    numbers = {name: float(draws[name][0]) for name in ("holding_steps", "exposure_scale")}
    dose = dose_draws(felt, draws)
    week = felt.counts[:7].sum(axis=0), felt.exposure[:7].sum(axis=0)
    habit = Habit(*week, 7000.0, draws["habit_share"])
    law = bind(simulate, {**draws.values, **numbers})
    return partial(law, felt, dose, discrepancy_draws(draws), habit), dose


def solver(felt: LoadSpectrum, n_draws: int) -> Callable[[], None]:
    """Return the same law of renewal, given to SciPy one draw and muscle at a time."""
    draws, week = prior_draws(n_draws, 1), weekly_sum(felt.counts)
    dose = dose_draws(felt, draws)
    response = [draws[f"response_{name.lower()}"] for name in MUSCLES]

    def one(d: int, m: int) -> None:
        mine = felt.classes.muscle == m
        fill = -np.expm1(-(week[:, mine] @ dose[d, mine]) / draws["stimulus_scale"][d])
        aim = 1 + draws["gain"][d] * response[m][d] * fill
        rate, regain = draws["turnover_rate"][d], draws["regain_rate"][d] - 1
        gap = draws["regain_gap"][d]

        def slope(day: float, state: np.ndarray) -> list[float]:
            target = aim[min(int(day), N_DAYS - 1)]
            regains = (target > state[0]) * min((state[1] - state[0]) / gap, 1.0)
            change = rate * (1 + regain * regains) * (target - state[0])
            return [change, max(change, 0.0) if state[0] >= state[1] else 0.0]

        solve_ivp(slope, (0, N_DAYS), [1.0, 1.0], t_eval=SUNDAYS, rtol=1e-6, max_step=1.0)

    return lambda: [one(d, m) for d in range(n_draws) for m in range(len(MUSCLES))] and None


def seconds(peers: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Return the shortest CPU time of each, run in turn."""
    taken = dict.fromkeys(peers, float("inf"))
    for _ in range(rounds):
        for name, run in peers.items():
            begin = time.process_time()
            run()
            taken[name] = min(taken[name], time.process_time() - begin)
    return taken


def roofline() -> tuple[float, float]:
    """Return operations and bytes a second of one core."""
    a, b = np.ones((1000, 1000)), np.ones(20_000_000)
    c, target = np.empty_like(a), np.empty_like(b)
    target[:] = 0
    speed = seconds({"p": lambda: np.matmul(a, a, out=c), "m": lambda: np.copyto(target, b)}, 5)
    return 2 * 1000**3 / speed["p"], 2 * b.nbytes / speed["m"]


def least(felt: LoadSpectrum, n_draws: int, roof: tuple[float, float]) -> float:
    """Return the seconds that the roofline allows for the work.

    A product of counts and doses; per muscle and day 20 additions and multiplications of the law
    and 40 of an exponential function; doses are read once, kept volumes written once.
    """
    days, kinds, kept = N_DAYS * n_draws, felt.counts.shape[1], len(SUNDAYS) * n_draws
    operations = 2 * kinds * days + 60 * len(MUSCLES) * days
    moved = 8 * (kinds * n_draws + len(MUSCLES) * kept)
    return max(operations / roof[0], moved / roof[1])


def peak(n_draws: int, n_years: int) -> float:
    """Return by how many MB a simulation of some years lifts the peak of a process of its own."""
    code = (
        "import resource, sys; sys.path.insert(0, sys.argv[1]); import dynamics as d, numpy as np;"
        f"d.N_DAYS = {365 * n_years}; felt = d.spectrum(); run, _ = d.work(felt, {n_draws});"
        "rss = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss;"
        "before = rss(); run((), days=range(6, d.N_DAYS, 91)); print((rss() - before) / 1024)"
    )
    command = [sys.executable, "-c", code, str(Path(__file__).parent)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def report() -> list[str]:
    """Measure, and return the document."""
    felt, roof = spectrum(), roofline()
    text = [
        "# Dynamics, measured",
        "",
        "Generated by `make bench`: three years of a runner with raises",
        f"({felt.counts.shape[1]} kinds of contraction), three muscles, one thread, CPU seconds.",
        "The work is that of a population under a log in which no two days are alike; no cause is",
        "credited. A person-day is a day of three muscles under one draw. All peers keep every",
        "Sunday. All ratios are of this run; the machine was shared. The roofline is the least",
        "time in which this machine could do the work.",
        "",
        f"Measured roofline: {roof[0] / 1e9:.0f} GFlop/s, {roof[1] / 1e9:.1f} GB/s.",
        "",
        "| draws | compiled, person-days/s | NumPy ≥ 5 | `solve_ivp` ≥ 10,000 | roofline ≥ 0.5 |",
        "|---|---|---|---|---|",
    ]
    slow = SOLVED * N_DAYS / seconds({"solver": solver(felt, SOLVED)}, 1)["solver"]
    for n_draws in SIZES:
        run, _ = work(felt, n_draws)
        peers = {f: partial(run, (), days=SUNDAYS, compiled=f == "compiled") for f in PEERS}
        peers["compiled"]()
        taken = seconds(peers, 7)
        rate = n_draws * N_DAYS / taken["compiled"]
        text.append(
            f"| {n_draws} | {rate:,.0f} | {taken['NumPy'] / taken['compiled']:.1f} "
            f"| {rate / slow:,.0f} | {least(felt, n_draws, roof) / taken['compiled']:.2f} |"
        )
    run, _ = work(spectrum(repeating=True), max(SIZES))
    peers = {f: partial(run, (), days=SUNDAYS, compiled=f == "compiled") for f in PEERS}
    taken = seconds(peers, 7)
    text += [
        "",
        "Protocols of trials repeat their week, and the compiled path keeps the setpoint of days",
        f"that are alike: with {max(SIZES):,} draws it does",
        f"{max(SIZES) * N_DAYS / taken['compiled']:,.0f} person-days/s,",
        f"{taken['NumPy'] / taken['compiled']:.1f} times NumPy.",
    ]
    run, _ = work(felt, max(SIZES))
    whole = partial(run, (0, N_DAYS - 1))
    draws = prior_draws(max(SIZES), 1)
    both = {
        "NumPy": whole,
        "compiled": partial(whole, compiled=True),
        "dose": lambda: dose_draws(felt, draws),
    }
    taken = seconds(both, 5)
    text += [
        "",
        f"{max(SIZES):,} draws, three years, three muscles, every day and all causes kept:",
        f"{taken['NumPy']:.2f} s under NumPy (goal {GOAL_SECONDS}), {taken['compiled']:.2f} s",
        f"compiled; the sensed-tension doses before it take {taken['dose']:.3f} s.",
        "",
        "Rise of peak memory during a simulation of 2,000 draws with a day of each quarter kept:",
        f"{peak(2000, 3):.0f} MB for three years, {peak(2000, 12):.0f} MB for twelve.",
    ]
    return text


PEERS = ("compiled", "NumPy")


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the dynamics.")
    parser.add_argument("--out", type=Path, help="folder to write dynamics.md into")
    out = parser.parse_args().out
    text = report()
    if out:
        (out / "dynamics.md").write_text("\n".join(text) + "\n", encoding="utf-8")
    print("\n".join(text))


if __name__ == "__main__":
    main()
