"""What learning from readings and a long forecast cost, beside NumPyro's NUTS and emcee.

    python benchmarks/learning.py [--out DIR]

Needs the extra ``nuts``. Each sampler runs in a process of its own, all of whose CPU seconds
count: the start of Python and compiling included.
"""

from __future__ import annotations

import argparse
import json
import os
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
REPEATS, WARMUP, SAMPLES = 40, 500, 1500
ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
}
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
    from one_member import by_tempering, by_tempering_all, problem_of

    problem, means, spread = problem_of(WAY, SEED, OCCASIONS), [], []
    for run in range(REPEATS):
        found = by_tempering_all(problem, run) if every else by_tempering(problem, MEMBER, run)
        means.append(found.points.mean(axis=0))
        spread.append(found.points.var(axis=0))
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


def walkers(every: bool, steps: int) -> dict[str, float]:
    """Sample with emcee, on the likelihood that surae itself has."""
    import emcee

    from one_member import problem_of

    problem = problem_of(WAY, SEED, OCCASIONS)
    n, members = len(problem.space), np.arange(400) if every else np.array([MEMBER])
    rng = np.random.default_rng(1)

    def target(points: np.ndarray) -> np.ndarray:
        every = np.repeat(members, len(points))
        each = problem.log_likelihood(np.tile(points, (len(members), 1)), every)
        likely = np.logaddexp.reduce(each.reshape(len(members), -1), axis=0)
        return likely - (points**2).sum(axis=1) / 2

    sampler = emcee.EnsembleSampler(4 * n, n, target, vectorize=True)
    sampler.random_state = np.random.RandomState(1).get_state()
    sampler.run_mcmc(0.1 * rng.standard_normal((4 * n, n)), steps)
    tau = float(sampler.get_autocorr_time(discard=steps // 5, tol=0).max())
    return {"least": 4 * n * steps * 4 / 5 / tau, "tau": tau}


TASKS = {
    "tempering, one": tempering_one,
    "tempering, 400": tempering_all,
    "particles, one": lambda: particles(False),
    "particles, 400": lambda: particles(True),
    "warm-up, one": lambda: nuts(1, WARMUP, 10),
    "warm-up, 400": lambda: nuts(400, WARMUP, 10),
    "nuts, one": lambda: nuts(1, WARMUP, SAMPLES),
    "nuts, 400": lambda: nuts(400, WARMUP, SAMPLES),
    "emcee, one": lambda: walkers(False, 4000),
    "emcee, 400": lambda: walkers(True, 2000),
}


PEERS = ("nuts, one", "nuts, 400", "emcee, one", "emcee, 400")


def cold(task: str) -> dict[str, float]:
    """Run a task in a process of its own and return what it found, and its CPU seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-W", "ignore", __file__, "--task", task]
    env = {**os.environ, **ONE_THREAD}
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=env).stdout
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


def needed(cpu: float, ess: float, fixed: float = 0.0) -> float:
    """Return CPU seconds to the wanted number of effective draws, what is fixed spent once."""
    return fixed + (cpu - fixed) * WANTED / ess


def row(label: str, ess: float, cpu: float, wanted: float, own: float) -> str:
    """Return the line of a sampler."""
    name, members = label.split(", ")
    return f"| {name} | {members} | {ess:.0f} | {cpu:.1f} | {wanted:.1f} | {wanted / own:.1f} |"


def sampling() -> list[str]:
    """Return the part of the page about sampling."""
    found = {task: cold(task) for task in TASKS}
    lines = [
        "| sampler | joint draws | least ESS | CPU seconds | to ESS 1,000 | over surae |",
        "|---|---|---|---|---|---|",
    ]
    own, taken = {}, {}
    for members in ("one", "400"):
        cpu, ess = found[f"tempering, {members}"]["cpu"], found[f"particles, {members}"]["least"]
        own[members] = cpu * max(1.0, WANTED / ess)
        lines.append(row(f"surae, {members}", ess, cpu, own[members], own[members]))
    for task in PEERS:
        name, members = task.split(", ")
        fixed = found[f"warm-up, {members}"]["cpu"] if name == "nuts" else 0.0
        cpu, ess = found[task]["cpu"], found[task]["least"]
        taken[task] = needed(cpu, ess, min(fixed, cpu))
        lines.append(row(task, ess, cpu, taken[task], own[members]))
    times = taken["nuts, 400"] / own["400"]
    held = "holds" if times >= GOAL_NUTS else "does not hold"
    mean = found["particles, 400"]["ess"]
    return [
        *lines,
        "",
        f"Over the 400, NUTS needs {times:.0f} times the CPU of surae (goal: at least",
        f"{GOAL_NUTS:.0f}; {held}). The mean ESS of an unknown among surae's particles is",
        f"{mean:.0f}.",
    ]


INTRO = f"""# What learning and forecasting cost

Learning is about a synthetic person with {OCCASIONS} occasions of tape and ultrasound over half a
year. What all people share is one joint draw, or any of 400 as `surae calibrate` has it; NUTS and
emcee then sum over the 400, so that all sample one posterior. NUTS has one chain of {SAMPLES:,}
draws after {WARMUP} of warm-up, on a mirror of the likelihood in JAX; emcee has 56 walkers on the
likelihood of surae. Every sampler runs on one core in a process of its own, the start of Python
and compiling count. ESS is the effective sample size of the worst unknown: of NUTS and emcee by
the packages' own estimate; of surae's 2,000 particles the variance of the posterior over that of
its mean in {REPEATS} repeated runs. CPU seconds to an ESS of {WANTED:,} are those of the peers
scaled up or down, but for the start, compiling and warm-up of NUTS, which count once; those of
surae are those of all its particles. Made by `python benchmarks/learning.py`.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "validation")
    parser.add_argument("--task", choices=sorted(TASKS))
    asked = parser.parse_args()
    if asked.task:
        if hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
        print(json.dumps(TASKS[asked.task]()))
        return
    later = forecasts()
    print("\n".join(later), file=sys.stderr)
    text = "\n".join([INTRO, *sampling(), "", *later, ""])
    (asked.out / "learning.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
