"""Sharing beside general optimisers, in one run: nodes per second and strides per second.

Nodes are solved beside SciPy's SLSQP, strides beside OpenSim's static optimisation of a leg with as
many muscles, where the package opensim is installed; OpenSim's tendons are rigid there, surae's
Achilles tendon is compliant and converged.

python benchmarks/sharing.py
"""

from __future__ import annotations

import time
from collections.abc import Callable
from importlib.util import find_spec

import numpy as np
from scipy.optimize import minimize

from surae.anatomy.limb import limb_of
from surae.evidence import bind, central_values
from surae.loading.movement import movement_curves
from surae.loading.sharing import NodeProblem, solve_cycle, solve_nodes
from surae.records import Person, Run

NODES, SAMPLE, GOAL = 20_000, 60, 5000.0


def problems(n_nodes: int) -> NodeProblem:
    """Return random nodes of two joints and nine muscles that can be solved."""
    rng = np.random.default_rng(1)
    sign = np.array([[1, 1, 1, -1, 1, 0, 0, 0, 0], [-1, -1, 0, 0, 0, 1, 1, -1, -1]])
    capacity = sign * rng.uniform(5, 150, (n_nodes, 2, 9))
    moment = np.einsum("njm,nm->nj", capacity, rng.uniform(0, 0.6, (n_nodes, 9)))
    return NodeProblem(capacity, moment, np.ones(9), 2.0, 10.0)


def by_slsqp(asked: NodeProblem, k: int) -> np.ndarray:
    """Solve one node with SciPy's SLSQP, reserves included."""

    def cost(x: np.ndarray) -> float:
        return float(np.sum(x[:9] ** 2) + asked.reserve_cost * np.sum(x[9:] ** 2))

    rule = {
        "type": "eq",
        "fun": lambda x: asked.capacity[k] @ x[:9] + x[9:] - asked.moment[k],
    }
    limits = [(0, 1)] * 9 + [(None, None)] * 2
    return minimize(
        cost, np.full(11, 0.1), bounds=limits, constraints=rule, method="SLSQP",
        options={"ftol": 1e-12, "maxiter": 300},
    ).x[:9]  # fmt: skip


def seconds(work: Callable[[], object], repeats: int = 3) -> float:
    """Return the shortest time of some runs."""
    times = []
    for _ in range(repeats):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return min(times)


def main() -> None:
    """Print rates and ratios."""
    asked, values = problems(NODES), central_values()
    share = bind(solve_nodes, values)
    share(asked, compiled=True)
    compiled = NODES / seconds(lambda: share(asked, compiled=True))
    plain = NODES / seconds(lambda: share(asked, compiled=False), 1)
    general = SAMPLE / seconds(lambda: [by_slsqp(asked, k) for k in range(SAMPLE)], 1)
    solution = share(asked, compiled=True)
    gap = max(np.abs(solution.activation[k] - by_slsqp(asked, k)).max() for k in range(SAMPLE))
    print(
        f"compiled {compiled:12,.0f} nodes/s  {compiled / general:8,.0f} x SLSQP (goal {GOAL:,.0f})"
    )
    print(f"NumPy    {plain:12,.0f} nodes/s  {plain / general:8,.0f} x SLSQP")
    print(f"SLSQP    {general:12,.0f} nodes/s")
    print(f"worst KKT residual {solution.kkt_residual.max():.1e} at {NODES} nodes")
    print(f"largest difference from SLSQP {gap:.1e} at {SAMPLE} nodes")
    strides()


def strides() -> None:
    """Print strides per second, whole cycles with the tendon converged, beside OpenSim."""
    person = Person(1.75, 70.0, 30.0, "male")
    limb = limb_of(person)
    curves = movement_curves(Run(minutes=1, speed=3.3), person, limb)
    solve = bind(solve_cycle, central_values())
    work: dict[str, Callable[[], object]] = {
        "surae, compiled": lambda: solve(limb, curves, compiled=True),
        "surae, NumPy": lambda: solve(limb, curves, compiled=False),
    }
    if find_spec("opensim"):
        from opensim_leg import static_optimisation

        work["OpenSim"] = static_optimisation(limb, curves)
    rates = {}
    for name, run in work.items():
        run()
        rates[name] = 1 / seconds(run)
        print(f"{name:16}{rates[name]:9,.2f} strides/s of {len(curves.angles)} nodes")
    if "OpenSim" in rates:
        ratio = rates["surae, compiled"] / rates["OpenSim"]
        print(f"compiled over OpenSim's static optimisation: {ratio:,.0f} x")
    else:
        print("OpenSim (the package opensim) is not installed: not compared")


if __name__ == "__main__":
    main()
