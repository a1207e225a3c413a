"""Hold the sampler of learning to long runs of NUTS, on people whose truth is known.

Run as ``python tools/nuts.py``; writes docs/validation/nuts.md anew as each case ends. Needs the
extra ``nuts``.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import jax
import numpy as np
import numpyro
from numpy.typing import NDArray
from numpyro.diagnostics import effective_sample_size, split_gelman_rubin
from numpyro.infer import MCMC, NUTS

from mirror import Mirror
from one_member import by_tempering, by_tempering_all, problem_of
from surae.inference.calibrate import N_MEMBERS, N_PARTICLES, N_RUNS, Problem
from surae.inference.tempering import Tempered

Array = NDArray[np.float64]

CASES = (
    ("both", 1, False),
    ("ultrasound", 2, False),
    ("tape", 3, True),
    ("mri", 4, True),
    ("ultrasound", 5, True),
)
"""Way of measuring, seed, and whether what all people share is learned too."""
OCCASIONS = 8
WARMUP, SAMPLES, CHAINS, ACCEPT = 500, 1000, 4, 0.9
POOLED = 10
MEAN_GOAL, SD_GOAL = 0.1, 0.1
ESS_GOAL, RHAT_GOAL = 1000.0, 1.01


@dataclass(frozen=True, slots=True)
class Apart:
    """Where two posteriors differ most: in which mean, by how many SDs, and in which SD."""

    mean: float
    mean_of: str
    spread: float
    spread_of: str

    @property
    def held(self) -> bool:
        """Whether both goals are."""
        return self.mean <= MEAN_GOAL and abs(self.spread) <= SD_GOAL


@dataclass(frozen=True, slots=True)
class Row:
    """What was found of one case."""

    case: str
    unknowns: int
    shipped: Apart
    pooled: Apart
    ess: float
    rhat: float
    divergent: int
    cpu: tuple[float, float]

    @property
    def converged(self) -> bool:
        """Whether NUTS can serve as a reference."""
        return self.ess >= ESS_GOAL and self.rhat <= RHAT_GOAL


def by_nuts(
    mirror: Mirror, seed: int, warmup: int, samples: int, chains: int, accept: float = 0.8
) -> MCMC:
    """Return a finished run of NUTS, each chain from a draw of the prior of its own."""
    n = len(mirror.problem.space)

    def potential(point: jax.Array) -> jax.Array:
        return point @ point / 2 - mirror.log_likelihood(point)

    kernel = NUTS(potential_fn=potential, dense_mass=True, target_accept_prob=accept)
    mcmc = MCMC(
        kernel,
        num_warmup=warmup,
        num_samples=samples,
        num_chains=chains,
        chain_method="sequential",
        progress_bar=False,
    )
    tries = np.random.default_rng(seed).standard_normal((10 * chains, n))
    whose = np.full(len(tries), mirror.members[0])
    possible = np.isfinite(mirror.problem.log_likelihood(tries, whose))
    start = jax.numpy.asarray(tries[possible][:chains] if chains > 1 else tries[possible][0])
    mcmc.run(jax.random.PRNGKey(seed), init_params=start, extra_fields=("num_steps", "diverging"))
    return mcmc


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """Means and SDs of all that was learned, each of shape (names,)."""

    mean: Array
    sd: Array


def own_moments(problem: Problem, runs: Sequence[Tempered], shared: Sequence[str]) -> Moments:
    """Return the moments of particles: of scores in which priors are normal, and of the shared."""
    points = np.concatenate([run.points for run in runs]) @ problem.space._root.T
    members = np.concatenate([run.members for run in runs])
    more = [problem.members[name][members] for name in shared]
    both = np.column_stack([points, *more])
    return Moments(both.mean(axis=0), both.std(axis=0))


def long_moments(mirror: Mirror, chains: Array, shared: Sequence[str]) -> tuple[Moments, Array]:
    """Return the moments of a long run, and what it says draw by draw.

    What is shared is not in the draws, which sum over members: it has its mean given the draw.
    """
    scores = chains @ mirror.problem.space._root.T
    if not shared:
        return Moments(scores.mean(axis=(0, 1)), scores.std(axis=(0, 1))), scores
    each = jax.jit(jax.vmap(mirror.each_member))
    likely = np.stack([np.asarray(each(chain)) for chain in chains])
    weight = np.asarray(jax.nn.softmax(likely, axis=-1))
    values = np.column_stack([mirror.problem.members[name] for name in shared])
    given = weight @ values
    second = (weight @ values**2).mean(axis=(0, 1)) - given.mean(axis=(0, 1)) ** 2
    both = np.concatenate([scores, given], axis=-1)
    sd = np.concatenate([scores.std(axis=(0, 1)), np.sqrt(second)])
    return Moments(both.mean(axis=(0, 1)), sd), both


def apart(own: Moments, long: Moments, names: Sequence[str]) -> Apart:
    """Return where moments differ most."""
    means, spreads = np.abs(own.mean - long.mean) / long.sd, own.sd / long.sd - 1
    worst, widest = int(np.argmax(means)), int(np.argmax(np.abs(spreads)))
    return Apart(float(means[worst]), names[worst], float(spreads[widest]), names[widest])


def compare(way: str, seed: int, every: bool) -> Row:
    """Return how far means and SDs of one case lie apart."""
    problem = problem_of(way, seed, OCCASIONS)
    begin = time.process_time()
    if every:
        runs = [problem.run(k) for k in range(N_RUNS)]
    else:
        runs = [by_tempering(problem, seed, k) for k in range(N_RUNS)]
    middle = time.process_time()
    mirror = Mirror(problem, np.arange(N_MEMBERS) if every else np.array([seed]))
    mcmc = by_nuts(mirror, seed, WARMUP, SAMPLES, CHAINS, ACCEPT)
    end = time.process_time()
    shared = problem.shared if every else ()
    long, draws = long_moments(mirror, np.asarray(mcmc.get_samples(group_by_chain=True)), shared)
    more = [
        by_tempering_all(problem, k) if every else by_tempering(problem, seed, N_RUNS + k)
        for k in range(POOLED)
    ]
    names = [*(unknown.name for unknown in problem.unknowns), *shared]
    return Row(
        case=f"{way}, {N_MEMBERS if every else 1}",
        unknowns=len(names),
        shipped=apart(own_moments(problem, runs, shared), long, names),
        pooled=apart(own_moments(problem, more, shared), long, names),
        ess=float(effective_sample_size(draws).min()),
        rhat=float(split_gelman_rubin(draws).max()),
        divergent=int(mcmc.get_extra_fields()["diverging"].sum()),
        cpu=(middle - begin, end - middle),
    )


INTRO = f"""# Learning beside a long run of NUTS

Five synthetic people with {OCCASIONS} occasions of readings each, chosen beforehand. In two of them
what all people share is held at one of its joint draws; in the others it is learned too, from
{N_MEMBERS} draws, as `surae calibrate` does. Tempering is as shipped: {N_RUNS} runs of {N_PARTICLES:,}
particles. NumPyro's NUTS samples a mirror of the likelihood in JAX that sums over the draws:
{CHAINS} chains of {SAMPLES:,} after {WARMUP} of warm-up, each from another draw of the prior. It counts as
converged with R-hat at most {RHAT_GOAL} and an effective sample size (ESS) of at least {ESS_GOAL:,.0f} in every
unknown. Made by `make nuts`.

Shown is the unknown on which the two differ most: means, in posterior SDs (goal: at most {MEAN_GOAL}),
and SDs (goal: within {100 * SD_GOAL:.0f} %). Pooled are {POOLED} more runs of {N_PARTICLES:,} particles, in which chance
plays a lesser part; they tell an error of the sampler from that of 2,000 particles.

| readings, joint draws | unknowns | means apart | SD beside NUTS | pooled: means | pooled: SD | NUTS: least ESS, R-hat, divergent | CPU [s] |
|---|---|---|---|---|---|---|---|
"""  # noqa: E501


def line(row: Row) -> str:
    """Return a case as a line of the table."""
    ours, theirs = row.cpu
    both = " | ".join(
        f"{a.mean:.3f} ({a.mean_of}) | {100 * a.spread:+.1f} % ({a.spread_of})"
        for a in (row.shipped, row.pooled)
    )
    long = f"{row.ess:.0f}, {row.rhat:.3f}, {row.divergent}"
    return f"| {row.case} | {row.unknowns} | {both} | {long} | {ours:.1f}, {theirs:.1f} |\n"


def page(rows: Sequence[Row]) -> str:
    """Return the result as a page."""
    shipped, pooled = (sum(getattr(r, which).held for r in rows) for which in ("shipped", "pooled"))
    sure, total = sum(row.converged for row in rows), len(CASES)
    verdict = f"""
NUTS converged in {sure} of {total} cases. Both goals hold in {shipped} of {total}
as shipped, and in {pooled} pooled. CPU is that of tempering as shipped, and of NUTS
with compiling; {CHAINS * SAMPLES:,} draws could have been divergent.
"""
    return INTRO + "".join(line(row) for row in rows) + verdict


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("docs/validation/nuts.md"))
    asked = parser.parse_args()
    numpyro.enable_x64()
    rows: list[Row] = []
    for case in CASES:
        rows.append(compare(*case))
        sys.stderr.write(f"{rows[-1]}\n")
        asked.out.write_text(page(rows), encoding="utf-8")
    sys.stdout.write(page(rows))


if __name__ == "__main__":
    main()
