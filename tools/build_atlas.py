"""Solve all movements over a grid for the reference adult and write the movement atlas.

    python tools/build_atlas.py

Takes minutes. What is written is read by ``surae.loading.atlas``; the grid, the rules of sharing
and what each number means are told there.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import time
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from surae import __version__, evidence
from surae.evidence import bind
from surae.loading.atlas import EXPONENTS, reference_adult, reference_limb
from surae.loading.movement import (
    MovementCurves,
    hop_curves,
    run_curves,
    stairs_curves,
    walk_curves,
)
from surae.loading.sharing import solve_cycle
from surae.loading.summary import summarize
from surae.records import Run, Walk

Array = NDArray[np.float64]
TARGET = Path(__file__).resolve().parents[1] / "src/surae/evidence/releases" / evidence.RELEASE
DEMANDS = (0.35, 0.5, 0.65, 0.8, 1.0, 1.25, 1.55, 1.9)
SPEEDS = (1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.5, 6.5, 8.0, 9.5)
GRADES = (-0.3, -0.2, -0.1, -0.05, 0.0, 0.05, 0.1, 0.2, 0.3, 0.4)
WALKS = (0.8, 1.1, 1.35, 1.7, 2.1)

CHAPTERS: dict[str, dict[str, tuple[float, ...]]] = {
    "run": {"demand": DEMANDS, "speed": SPEEDS, "grade": GRADES},
    "walk": {"demand": DEMANDS, "speed": WALKS, "grade": (-0.3, -0.15, 0.0, 0.15, 0.3)},
    "stairs_up": {"demand": DEMANDS},
    "stairs_down": {"demand": DEMANDS},
    "hop": {"demand": DEMANDS},
}


def curves(name: str, place: dict[str, float]) -> MovementCurves:
    """Return the cycle of a grid point for the reference adult; the demand scales its moments."""
    values, mass = evidence.central_values(), reference_adult().mass
    makers: dict[str, Callable[[], MovementCurves]] = {
        "run": lambda: bind(run_curves, values)(
            Run(minutes=1, speed=place["speed"], grade=place["grade"], surface="treadmill"), mass
        ),
        "walk": lambda: bind(walk_curves, values)(
            Walk(minutes=1, speed=place["speed"], grade=place["grade"]), mass
        ),
        "stairs_up": lambda: bind(stairs_curves, values)("up", "walk", mass),
        "stairs_down": lambda: bind(stairs_curves, values)("down", "walk", mass),
        "hop": lambda: bind(hop_curves, values)("high", 1, mass),
    }
    made = makers[name]()
    return MovementCurves(made.period, made.angles, made.moments * place["demand"], made.stance)


def solve(task: tuple[str, float, dict[str, float]]) -> tuple[Array, Array, str]:
    """Solve one grid point."""
    name, exponent, place = task
    limb, made = reference_limb(), curves(name, place)
    values = {**evidence.central_values(), "sharing_exponent": exponent}
    cycle = bind(solve_cycle, values)(limb, made)
    muscles, tendon = summarize(limb, made, cycle)
    return muscles, tendon, cycle.status


def tasks(name: str) -> Iterator[tuple[str, float, dict[str, float]]]:
    """Yield the grid points of a chapter, rule by rule."""
    axes = CHAPTERS[name]
    for exponent in EXPONENTS:
        for point in itertools.product(*axes.values()):
            yield name, exponent, dict(zip(axes, point, strict=True))


def build(name: str, pool_size: int) -> tuple[dict[str, Array | str], list[str]]:
    """Solve a chapter and return its arrays and what did not converge."""
    work = list(tasks(name))
    with get_context("spawn").Pool(pool_size) as pool:
        solved = pool.map(solve, work, chunksize=16)
    shape = (len(EXPONENTS), *(len(points) for points in CHAPTERS[name].values()))
    arrays: dict[str, Array | str] = {f"{name}.axes": ",".join(CHAPTERS[name])}
    arrays |= {f"{name}.{axis}": np.array(points) for axis, points in CHAPTERS[name].items()}
    muscles = np.array([item[0] for item in solved])
    tendon = np.array([item[1] for item in solved])
    arrays[f"{name}.values"] = muscles.reshape(*shape, *muscles.shape[1:]).astype(np.float32)
    arrays[f"{name}.tendon"] = tendon.reshape(*shape, tendon.shape[1]).astype(np.float32)
    arrays[f"{name}.solved"] = np.array([not item[2] for item in solved]).reshape(shape)
    wrong = [f"{task}: {item[2]}" for task, item in zip(work, solved, strict=True) if item[2]]
    return arrays, wrong


def main() -> None:
    """Build every chapter and write the atlas with its provenance."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=TARGET / "atlas.npz")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    os.environ["NUMBA_NUM_THREADS"] = "1"  # each worker solves on one core
    everything: dict[str, Array | str] = {}
    for name in CHAPTERS:
        begin = time.perf_counter()
        arrays, wrong = build(name, options.workers)
        everything |= arrays
        seconds = time.perf_counter() - begin
        print(f"{name}: {seconds:.0f} s, {len(wrong)} not converged", flush=True)
        for line in wrong[:5]:
            print("  " + line)
    note = {"version": __version__, "evidence": evidence.RELEASE, "exponents": EXPONENTS}
    everything["provenance"] = json.dumps(note)
    np.savez_compressed(options.out, **everything)
    print(f"{options.out.stat().st_size / 1e3:.0f} kB in {options.out}")


if __name__ == "__main__":
    main()
