"""Simulation-based calibration: posteriors of many people whose truth was drawn from the prior.

Ranks of the truth among posterior draws must be uniform, and 90 % intervals must hold nine in ten.
Run as ``python tools/sbc.py [--people 400]``; writes docs/validation/calibration.md.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable
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


def run(seeds: Iterable[int]) -> tuple[NDArray[np.float64], int]:
    """Return ranks, shape (people, names), and how many fits were trustworthy."""
    found, sound = [], 0
    ways = sorted(INSTRUMENTS)
    for seed in seeds:
        known = known_person(seed, ways[seed % len(ways)], n=4 + seed % 9)
        posterior = calibrate(known.case)
        sound += posterior.diagnostics.trustworthy
        found.append(ranks(posterior.draws, known.truth, NAMES))
    return np.array(found), sound


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
    parser.add_argument("--people", type=int, default=400)
    parser.add_argument("--out", type=Path, default=Path("docs/validation/calibration.md"))
    asked = parser.parse_args()
    begin = time.process_time()
    ranked, sound = run(range(1, asked.people + 1))
    text = page(ranked, sound, time.process_time() - begin)
    asked.out.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
