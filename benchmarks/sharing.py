"""How fast joint moments are shared, in nodes and strides per second.

Goal: the compiled path at least 5,000 times as fast as SciPy's SLSQP, on the same nodes, in the
same run. SLSQP is given slopes, a fair start and the tolerance at which its activations are about
as good as 1e-6. OpenSim's static optimisation solves a stride of a leg with as many muscles, where
`opensim` is installed. Rounds take turns, so that a busy moment of the machine falls on all of them
alike; the best of each counts.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from importlib.util import find_spec

import numpy as np

from surae.anatomy.limb import limb_of, varied
from surae.evidence import central_values, parameter
from surae.evidence.binding import bind, parameter_names
from surae.loading.sharing import MovementCurves, NodeProblem, solve_cycle, solve_nodes
from surae.loading.sharing.pull import Rules, pull_of
from surae.records import Person

NODES = 96
STRIDES = 2000
ROUNDS = 8
SCIPY_NODES = 60
GOAL = 5000
VALUES = central_values()
PERSON = Person(1.75, 70.0, 30.0, "male")


def stride(load: float = 1.0) -> MovementCurves:
    """Return a stride like that of a runner at 3 m/s."""
    phase = 2 * np.pi * np.arange(NODES) / NODES

    def wave(*parts: tuple[float, float, float]) -> np.ndarray:
        shapes = (
            (h, (np.cos(phase - 2 * np.pi * c) - 1) / (2 * np.pi * w) ** 2) for h, c, w in parts
        )
        return sum((height * np.exp(shape) for height, shape in shapes), np.zeros(NODES))

    ankle = 4 + wave((20, 0.2, 0.07), (-24, 0.39, 0.06))
    knee = 15 + wave((25, 0.15, 0.08), (75, 0.68, 0.11))
    hip = 10 + wave((25, 0.05, 0.12), (-18, 0.38, 0.1), (28, 0.82, 0.12))
    moments = [wave((2.8, 0.21, 0.06)), wave((2.4, 0.15, 0.05), (-0.5, 0.92, 0.06))]
    return MovementCurves(
        0.72, np.column_stack([ankle, knee, hip]), load * PERSON.mass * np.column_stack(moments)
    )


def nodes_of_strides(exponent: float) -> NodeProblem:
    """Return the nodes of many strides by people who deviate as people do."""
    rng = np.random.default_rng(1)
    names = parameter_names(varied)
    draws = {name: parameter(name).draw(rng, STRIDES) for name in names}
    loads = rng.uniform(0.4, 0.9, STRIDES)
    rules = Rules(exponent, 1.0, VALUES["reserve_weight"], 14, 1e-10, 250, None)
    problems = []
    for i, load in enumerate(loads):
        limb = varied(limb_of(PERSON), **{name: float(draws[name][i]) for name in names})
        pull = pull_of(limb, stride(load), rules)
        moment = np.maximum(pull.curves.moments[:, 0], 0.0)
        force = moment / pull.levers[:, 0, 2]
        problems.append(pull.share(force, pull.rate(force)).nodes.problem)
    return NodeProblem(
        np.concatenate([problem.capacity for problem in problems]),
        np.concatenate([problem.moment for problem in problems]),
        problems[0].weight,
        exponent,
        problems[0].reserve_cost,
    )


def scipy_node(problem: NodeProblem, node: int, tolerance: float) -> np.ndarray:
    """Return the activations that SLSQP finds at one node."""
    from scipy.optimize import minimize

    muscles, power, scale = problem.weight.size, problem.exponent, 100.0
    levers = np.hstack([problem.capacity[node] / scale, np.eye(2)])
    moment, cost = problem.moment[node] / scale, problem.reserve_cost * scale**2
    found = minimize(
        lambda x: problem.weight @ np.abs(x[:muscles]) ** power + cost * x[muscles:] @ x[muscles:],
        np.concatenate([np.full(muscles, 0.2), np.zeros(2)]),
        jac=lambda x: np.concatenate(
            [power * problem.weight * np.abs(x[:muscles]) ** (power - 1), 2 * cost * x[muscles:]]
        ),
        bounds=[(0, 1)] * muscles + [(None, None)] * 2,
        constraints={"type": "eq", "fun": lambda x: levers @ x - moment, "jac": lambda x: levers},
        method="SLSQP",
        options={"ftol": tolerance, "maxiter": 1000},
    )
    return found.x[:muscles]


def best(work: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Return the shortest time of each piece of work, taken in turns [s]."""
    shortest = dict.fromkeys(work, np.inf)
    for _ in range(ROUNDS):
        for name, run in work.items():
            start = time.perf_counter()
            run()
            shortest[name] = min(shortest[name], time.perf_counter() - start)
    return shortest


def measure_nodes(exponent: float) -> None:
    solve = bind(solve_nodes, VALUES)
    problem = nodes_of_strides(exponent)
    nodes = len(problem.moment)
    picked = np.random.default_rng(2).choice(nodes, SCIPY_NODES, replace=False)
    work: dict[str, Callable[[], object]] = {"NumPy": lambda: solve(problem, compiled=False)}
    counts = {"NumPy": nodes}
    if find_spec("numba"):
        work["Numba"], counts["Numba"] = lambda: solve(problem, compiled=True), nodes
    for name, tolerance in (("SLSQP to 1e-6", 1e-15), ("SLSQP as it comes", 1e-6)):
        work[name] = lambda t=tolerance: [scipy_node(problem, node, t) for node in picked]
        counts[name] = SCIPY_NODES
    for run in work.values():
        run()
    per_second = {name: counts[name] / seconds for name, seconds in best(work).items()}
    exact = solve(problem).activation[picked]
    print(f"power {exponent:g}, {nodes:,} nodes of two joints and {problem.weight.size} muscles")
    for name, rate in per_second.items():
        print(f"  {name:20}{rate:14,.0f} nodes/s{rate / per_second['SLSQP to 1e-6']:10,.0f} ×")
    for name, tolerance in (("SLSQP to 1e-6", 1e-15), ("SLSQP as it comes", 1e-6)):
        gap = np.abs([scipy_node(problem, node, tolerance) for node in picked] - exact).max()
        print(f"  {name} differs from the exact activation by up to {gap:.1e}")
    reached = per_second.get("Numba", per_second["NumPy"]) / per_second["SLSQP to 1e-6"]
    print(f"  goal of {GOAL:,} × {'reached' if reached >= GOAL else 'missed'}")


def measure_strides() -> None:
    solve, limb, curves = bind(solve_cycle, VALUES), limb_of(PERSON), stride()
    paths = {"NumPy": False} | ({"Numba": True} if find_spec("numba") else {})
    work: dict[str, Callable[[], object]] = {
        name: lambda c=compiled: solve(limb, curves, compiled=c) for name, compiled in paths.items()
    }
    if find_spec("opensim"):
        from opensim_leg import static_optimisation

        work["OpenSim"] = static_optimisation(limb, curves)
    for run in work.values():
        run()
    print(f"a stride of {NODES} nodes with one compliant Achilles tendon")
    for name, seconds in best(work).items():
        print(f"  {name:20}{1 / seconds:10,.2f} strides/s")
    if not find_spec("opensim"):
        print("  OpenSim is not installed")


def main() -> None:
    for exponent in (2.0, 3.0):
        measure_nodes(exponent)
    measure_strides()


if __name__ == "__main__":
    sys.exit(main())
