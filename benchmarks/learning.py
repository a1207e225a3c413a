"""What learning from readings and a long forecast cost, beside NumPyro's NUTS and emcee.

    OPENBLAS_NUM_THREADS=1 python benchmarks/learning.py [--out DIR]

Needs the extra ``calibrate``. Each sampler runs in a process of its own, all of whose CPU seconds
count: the start of Python and compiling included.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))
WAY, SEED, OCCASIONS, MEMBER, WANTED = "both", 5, 12, 3, 1000
GOAL_NUTS, GOAL_FORECAST = 50.0, 1.0
REPEATS = 12
YEAR = 365


def tempering_one() -> dict[str, float]:
    """Sample under one member, as surae does."""
    from one_member import by_tempering, problem_of

    problem = problem_of(WAY, SEED, OCCASIONS)
    for run in range(2):
        by_tempering(problem, MEMBER, run)
    return {}


def tempering_all() -> dict[str, float]:
    """Learn as `surae calibrate` does, 400 members."""
    from surae.inference.calibrate import calibrate
    from synthetic_people import known_person

    calibrate(known_person(SEED, WAY, OCCASIONS).case)
    return {}


def particles(every: bool) -> dict[str, float]:
    """Return the effective number of the 2,000 particles of a posterior, from repeated runs."""
    from one_member import by_tempering, problem_of
    from surae.inference.priors import stream
    from surae.inference.tempering import temper

    problem, means, spread = problem_of(WAY, SEED, OCCASIONS), [], []
    for run in range(REPEATS):
        if every:
            rng = stream(f"repeat {run}", SEED)
            start = rng.standard_normal((1000, len(problem.space))), rng.integers(400, size=1000)
            points = temper(problem.log_likelihood, start, problem.traits, rng).points
        else:
            points = by_tempering(problem, MEMBER, run)
        means.append(points.mean(axis=0))
        spread.append(points.var(axis=0))
    noise = np.var(means, axis=0, ddof=1) / 2  # a posterior is made of two runs
    share = noise / np.mean(spread, axis=0)
    return {"ess": float(1 / share.mean()), "least": float(1 / share.max())}


def nuts(members: int, warmup: int, samples: int) -> dict[str, float]:
    """Sample with NumPyro; several members are summed over."""
    import numpyro
    from numpyro.diagnostics import effective_sample_size

    numpyro.enable_x64()
    from mirror import Mirror
    from nuts import by_nuts
    from one_member import problem_of

    which = np.array([MEMBER]) if members == 1 else np.arange(members)
    mirror = Mirror(problem_of(WAY, SEED, OCCASIONS), which)
    run = by_nuts(mirror, 1, warmup, samples, 1)
    points = np.asarray(run.get_samples(group_by_chain=True))
    return {"least": float(effective_sample_size(points).min())}


def walkers(steps: int) -> dict[str, float]:
    """Sample under one member with emcee."""
    import emcee

    from one_member import problem_of

    problem = problem_of(WAY, SEED, OCCASIONS)
    n = len(problem.space)
    rng = np.random.default_rng(1)

    def target(points: np.ndarray) -> np.ndarray:
        likely = problem.log_likelihood(points, np.full(len(points), MEMBER))
        return likely - (points**2).sum(axis=1) / 2

    sampler = emcee.EnsembleSampler(4 * n, n, target, vectorize=True)
    sampler.random_state = np.random.RandomState(1).get_state()
    sampler.run_mcmc(0.1 * rng.standard_normal((4 * n, n)), steps)
    tau = float(sampler.get_autocorr_time(discard=steps // 5, tol=0).max())
    return {"least": 4 * n * steps * 4 / 5 / tau, "tau": tau}


TASKS = {
    "tempering, one": tempering_one,
    "tempering, all": tempering_all,
    "particles, one": lambda: particles(False),
    "particles, all": lambda: particles(True),
    "nuts, one": lambda: nuts(1, 500, 1500),
    "nuts, all": lambda: nuts(400, 80, 60),
    "emcee, one": lambda: walkers(4000),
}


PEERS = ("nuts, one", "nuts, all", "emcee, one")


def cold(task: str) -> dict[str, float]:
    """Run a task in a process of its own and return what it found, and its CPU seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-W", "ignore", __file__, "--task", task]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    found = {**json.loads(told.splitlines()[-1]), "cpu": cpu}
    sys.stderr.write(f"{task}: {found}\n")
    return found


def forecast_seconds(years: int, n_draws: int) -> float:
    """Return the least CPU seconds of a forecast of a log of some years."""
    import dynamics
    from surae.inference import prior_draws
    from surae.inference.forecast import forecast

    dynamics.N_DAYS = YEAR * years
    spectrum, draws, taken = dynamics.spectrum(), prior_draws(n_draws, 1), []
    for _ in range(2):
        begin = time.process_time()
        forecast(spectrum, draws, date(2024 + years, 1, 1), 7000.0)
        taken.append(time.process_time() - begin)
    return min(taken)


def forecasts() -> list[str]:
    """Return the part of the page about forecasts."""
    sizes = [(10, 2000), (5, 2000), (10, 1000)]
    whole, half_days, half_draws = (forecast_seconds(*size) for size in sizes)
    held = "holds" if whole < GOAL_FORECAST else "does not hold"
    cpu = f"{whole:.2f} s of CPU (goal: under {GOAL_FORECAST:.0f} s; {held})"
    days, draws = f"{whole / half_days:.2f}", f"{whole / half_draws:.2f}"
    return [
        "## Forecast",
        "",
        f"Ten years of log with 2,000 draws, from the load spectrum on: {cpu}.",
        f"Over that of five years: {days}; over that of 1,000 draws: {draws} (2 is linear).",
    ]


def own_row(found: dict[str, dict[str, float]], members: str) -> tuple[str, float]:
    """Return the line of surae, and its CPU seconds to the wanted number of effective draws."""
    cpu, ess = found[f"tempering, {members}"]["cpu"], found[f"particles, {members}"]
    needed = cpu * max(1.0, WANTED / ess["ess"])
    label = f"{ess['least']:.0f} (mean {ess['ess']:.0f})"
    return f"| surae | {members} | {label} | {cpu:.1f} | {needed:.1f} | 1 |", needed


def peer_row(task: str, row: dict[str, float], own: float) -> str:
    """Return the line of a peer."""
    name, members = task.split(", ")
    needed = row["cpu"] * max(1.0, WANTED / row["least"])
    label = f"{row['least']:.0f} | {row['cpu']:.1f} | {needed:.1f} | {needed / own:.1f}"
    return f"| {name} | {members} | {label} |"


def sampling() -> list[str]:
    """Return the part of the page about sampling."""
    found = {task: cold(task) for task in TASKS}
    own = {members: own_row(found, members) for members in ("one", "all")}
    head = "| sampler | members | least ESS | CPU seconds | to ESS 1,000 | over surae |"
    lines = [head, "|---|---|---|---|---|---|", *(line for line, _ in own.values())]
    more = (peer_row(task, found[task], own[task.split(", ")[1]][1]) for task in PEERS)
    return [*lines, *more]


INTRO = f"""# What learning and forecasting cost

Learning is about a synthetic person with {OCCASIONS} occasions of tape and ultrasound over half a
year. What all people share is one joint draw, or any of 400 as `surae calibrate` has it; NUTS then
sums over the 400. Every sampler runs in a process of its own, the start of Python and compiling
count. CPU seconds to an effective sample size (ESS) of {WANTED:,} are scaled up where it was not
reached, and never down. The ESS of NUTS and emcee is that of the worst unknown by
the packages' own estimate; that of particles is the variance of the posterior over that of its mean
in {REPEATS} repeated runs, worst unknown and mean over unknowns, and is scaled by the mean.
Made by `python benchmarks/learning.py`.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "validation")
    parser.add_argument("--task", choices=sorted(TASKS))
    asked = parser.parse_args()
    if asked.task:
        print(json.dumps(TASKS[asked.task]()))
        return
    later = forecasts()
    print("\n".join(later), file=sys.stderr)
    text = "\n".join([INTRO, *sampling(), "", *later, ""])
    (asked.out / "learning.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
