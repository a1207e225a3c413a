"""Simulation-based calibration: posteriors of many people whose truth was drawn from the prior.

Ranks of the truth among posterior draws must be uniform, and 90 % intervals must hold nine in ten.
Run as ``python tools/sbc.py [--people 800]``; writes docs/validation/calibration.md. Takes two
processes; what it finds does not depend on how many.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from surae.inference.calibrate import calibrate
from synthetic_people import INSTRUMENTS, known_person, ranks

NAMES = (
    "gain",
    "habit_share",
    "calf_size",
    "leg_difference",
    "discrepancy standing raises",
    "discrepancy_past",
    "response_mg",
    "stimulus_scale",
    "turnover_rate",
    "tension_scale",
)
BINS = 10
CHI_SQUARE_99 = 21.67
"""99 % point of chi-square with nine degrees of freedom."""


@dataclass(frozen=True)
class Person:
    """Ranks of one person's truth, whether the fit was trustworthy, and its CPU seconds."""

    ranks: NDArray[np.float64]
    sound: bool
    seconds: float


def learned(seed: int) -> Person:
    """Learn from the readings of one person."""
    begin = time.process_time()
    ways = sorted(INSTRUMENTS)
    known = known_person(seed, ways[seed % len(ways)], n=4 + seed % 9)
    posterior = calibrate(known.case)
    found = ranks(posterior.draws, known.truth, NAMES)
    return Person(found, posterior.diagnostics.trustworthy, time.process_time() - begin)


def run(seeds: Iterable[int], processes: int = 1) -> tuple[NDArray[np.float64], int, float]:
    """Return ranks, shape (people, names), how many fits were trustworthy, and CPU seconds."""
    if processes == 1:
        people = [learned(seed) for seed in seeds]
    else:
        with ProcessPoolExecutor(processes) as pool:
            people = list(pool.map(learned, seeds))
    ranked = np.array([person.ranks for person in people])
    return ranked, sum(p.sound for p in people), sum(p.seconds for p in people)


def chi_square(ranked: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the chi-square of ten even bins against a uniform, by column."""
    expected = len(ranked) / BINS
    columns = []
    for column in ranked.T:
        seen = np.histogram(column, bins=BINS, range=(0, 1))[0]
        columns.append(float(((seen - expected) ** 2 / expected).sum()))
    return np.array(columns)


def coverage(ranked: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the share of truths inside the central 90 %, by column."""
    return np.asarray(np.mean((ranked > 0.05) & (ranked < 0.95), axis=0))


def page(ranked: NDArray[np.float64], sound: int, seconds: float) -> str:
    """Return the result as a page."""
    made = (
        f"{len(ranked)} synthetic people with a truth drawn from the prior, 182 days of running\n"
        "and raises, 4 to 12 occasions of tape, ultrasound, MRI, or tape and ultrasound. The rank\n"
        "of the truth among posterior draws should be uniform: chi-square of ten bins is below\n"
        f"{CHI_SQUARE_99} with 99 % probability. Made by `make sbc`."
    )
    fits = (
        f"Fits that call themselves trustworthy: {sound} of {len(ranked)}. "
        f"CPU time: {seconds / len(ranked):.1f} s a person."
    )
    lines = ["# Calibration on people whose truth is known", "", made, "", fits, ""]
    lines += ["| parameter | chi-square | inside 90 % |", "|---|---|---|"]
    for name, chi, inside in zip(NAMES, chi_square(ranked), coverage(ranked), strict=True):
        lines.append(f"| {name} | {chi:.1f} | {100 * inside:.1f} % |")
    overall = float(coverage(ranked).mean())
    lines += ["", f"All parameters together: {100 * overall:.1f} % inside 90 %.", ""]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=800)
    parser.add_argument("--out", type=Path, default=Path("docs/validation/calibration.md"))
    asked = parser.parse_args()
    text = page(*run(range(1, asked.people + 1), processes=2))
    asked.out.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
