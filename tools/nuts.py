"""Hold the sampler of learning to a long run of NUTS, on people whose truth is known.

Run as ``python tools/nuts.py``; writes docs/validation/nuts.md. Needs the extra ``calibrate``.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import jax
import numpy as np
import numpyro
from numpy.typing import NDArray
from numpyro.diagnostics import effective_sample_size, gelman_rubin
from numpyro.infer import MCMC, NUTS

from mirror import Mirror
from one_member import by_tempering, problem_of
from surae.inference.calibrate import N_PARTICLES, N_RUNS, Problem

Array = NDArray[np.float64]

CASES = (("both", 1), ("ultrasound", 2), ("tape", 3), ("mri", 4), ("ultrasound", 5))
OCCASIONS = 8
WARMUP, SAMPLES, CHAINS = 500, 1500, 2
MEAN_GOAL, SD_GOAL = 0.1, 0.1


def by_nuts(mirror: Mirror, seed: int, warmup: int, samples: int, chains: int) -> MCMC:
    """Return a finished run of NUTS from the middle of the prior."""
    n = len(mirror.problem.space)

    def potential(point: jax.Array) -> jax.Array:
        return point @ point / 2 - mirror.log_likelihood(point)

    kernel = NUTS(potential_fn=potential, dense_mass=True)
    mcmc = MCMC(
        kernel,
        num_warmup=warmup,
        num_samples=samples,
        num_chains=chains,
        chain_method="sequential",
        progress_bar=False,
    )
    rng = np.random.default_rng(seed)
    start = 0.1 * rng.standard_normal((chains, n) if chains > 1 else n)
    key = jax.random.PRNGKey(seed)
    mcmc.run(key, init_params=jax.numpy.asarray(start), extra_fields=("num_steps", "diverging"))
    return mcmc


def scores(problem: Problem, points: Array) -> Array:
    """Return what was learned, as scores in which the prior is normal."""
    return np.asarray(points @ problem.space._root.T)


def compare(way: str, seed: int) -> dict[str, object]:
    """Return how far means and spreads of one case lie apart."""
    problem = problem_of(way, seed, OCCASIONS)
    begin = time.process_time()
    runs = [by_tempering(problem, seed, k) for k in range(N_RUNS)]
    middle = time.process_time()
    mcmc = by_nuts(Mirror(problem, np.array([seed])), seed, WARMUP, SAMPLES, CHAINS)
    end = time.process_time()
    chains = np.asarray(mcmc.get_samples(group_by_chain=True))
    long = scores(problem, chains.reshape(-1, chains.shape[-1]))
    short = scores(problem, np.concatenate(runs))
    apart = np.abs(short.mean(axis=0) - long.mean(axis=0)) / long.std(axis=0)
    spread = short.std(axis=0) / long.std(axis=0) - 1
    worst, widest = int(np.argmax(apart)), int(np.argmax(np.abs(spread)))
    names = [unknown.name for unknown in problem.unknowns]
    return {
        "case": f"{way}, seed {seed}",
        "unknowns": len(names),
        "mean": float(apart[worst]),
        "mean of": names[worst],
        "spread": float(spread[widest]),
        "spread of": names[widest],
        "ess": float(effective_sample_size(chains).min()),
        "rhat": float(gelman_rubin(chains).max()),
        "divergences": int(mcmc.get_extra_fields()["diverging"].sum()),
        "cpu": (middle - begin, end - middle),
    }


def page(rows: list[dict[str, object]]) -> str:
    """Return the result as a page."""
    held = all(r["mean"] <= MEAN_GOAL and abs(r["spread"]) <= SD_GOAL for r in rows)  # type: ignore[operator,arg-type]
    lines = [
        "# Learning beside a long run of NUTS",
        "",
        f"Five synthetic people, {OCCASIONS} occasions of readings each. What all people share is",
        "held at one of its joint draws, another in each case; the person's own unknowns are",
        f"sampled by tempering ({N_RUNS} runs of {N_PARTICLES} particles) and by NumPyro's NUTS",
        f"({CHAINS} chains of {SAMPLES} after {WARMUP} of warm-up) on a mirror of the likelihood",
        "in JAX. Shown is the unknown on which they differ most, on the scale on which priors are",
        f"normal: means, in posterior SDs (goal: at most {MEAN_GOAL}), and SDs (goal: within",
        f"{100 * SD_GOAL:.0f} %). Made by `make nuts`.",
        "",
        "| case | unknowns | means apart | SD beside NUTS | its ESS, R-hat, divergent | CPU [s] |",
        "|---|---|---|---|---|---|",
    ]
    for r in rows:
        ours, theirs = r["cpu"]  # type: ignore[misc]
        lines.append(
            f"| {r['case']} | {r['unknowns']} | {r['mean']:.3f} ({r['mean of']}) "
            f"| {100 * r['spread']:+.1f} % ({r['spread of']}) "  # type: ignore[operator]
            f"| {r['ess']:.0f}, {r['rhat']:.3f}, {r['divergences']} | {ours:.1f}, {theirs:.1f} |"
        )
    verdict = "Both goals hold in all cases." if held else "Not every goal holds."
    return "\n".join([*lines, "", verdict, ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("docs/validation/nuts.md"))
    asked = parser.parse_args()
    numpyro.enable_x64()
    rows = []
    for way, seed in CASES:
        rows.append(compare(way, seed))
        sys.stderr.write(f"{rows[-1]}\n")
    text = page(rows)
    asked.out.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
