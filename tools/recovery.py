"""How much of the spread of gain twelve sessions of readings take away, by how one measures.

Run as ``python tools/recovery.py [--people 11]``; writes docs/validation/recovery.md.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from surae.inference import Case
from surae.inference.calibrate import calibrate
from surae.records import Measurement
from synthetic_people import case_of, known_person, lifter_of, readings_on

SESSIONS = 12
GOAL = 0.6
BOTH_LEGS = "twelve weeks of log, then raises; MG and LG, both legs a session"


def runner_of(seed: int) -> Case:
    """Return a runner who takes up raises in the second month of the log."""
    return case_of(np.random.default_rng([seed, 7]), seed)


def read(case: Case, structures: tuple[str, ...]) -> Case:
    """Return the case with sessions of ultrasound, legs in turn, three pictures each."""
    wanted = [r for r in readings_on(case, "ultrasound", SESSIONS) if r.structure in structures]
    return replace(case, readings=tuple(replace(r, repeats=3) for r in wanted))


def one_leg(case: Case) -> Case:
    """Return the case of a lifter with one leg a session, in turn."""
    days = sorted({r.date_time for r in case.readings})
    turn = {day: "LR"[k % 2] for k, day in enumerate(days)}
    return replace(case, readings=tuple(r for r in case.readings if r.side == turn[r.date_time]))


def with_sections(case: Case) -> Case:
    """Return the case of one leg a session with a cross-section beside each thickness."""
    one = one_leg(case)
    sections: tuple[Measurement, ...] = tuple(replace(r, quantity="csa") for r in one.readings)
    return replace(one, readings=one.readings + sections)


def taped(case: Case) -> Case:
    """Return the case of a lifter with a tape instead."""
    legs = [r for r in one_leg(case).readings if r.structure == "MG"]
    tape = (replace(r, instrument="tape", structure="calf", quantity="girth") for r in legs)
    return replace(case, readings=tuple(tape))


DESIGNS: dict[str, Callable[[int], Case]] = {
    "runs, and raises from week 4 to 6 on; MG and LG, one leg a session": lambda s: read(
        runner_of(s), ("MG", "LG")
    ),
    "the same; MG, LG and SOL": lambda s: read(runner_of(s), ("MG", "LG", "SOL")),
    "twelve weeks of log, then raises; MG and LG, one leg a session": lambda s: one_leg(
        lifter_of(s)
    ),
    BOTH_LEGS: lifter_of,
    "the same log; thickness and cross-section, one leg a session": lambda s: with_sections(
        lifter_of(s)
    ),
    "the same log; a tape, three readings of one leg a session": lambda s: taped(lifter_of(s)),
}


@dataclass(frozen=True)
class Recovered:
    """What is left of the spread of gain: of itself, of its logarithm, and whether to trust it."""

    left: float
    left_of_log: float
    trustworthy: bool


def recovered(case: Case, seed: int) -> Recovered:
    """Learn from readings made up of a truth that was drawn from the prior."""
    posterior = calibrate(known_person(seed, "", case=case).case)
    after, before = posterior.draws["gain"], posterior.prior["gain"]
    return Recovered(
        float(after.std() / before.std()),
        float(np.log(after).std() / np.log(before).std()),
        posterior.diagnostics.trustworthy,
    )


def page(found: dict[str, list[Recovered]]) -> str:
    """Return the result as a page."""
    n = len(next(iter(found.values())))
    lines = [
        "# What twelve sessions of readings teach of the gain",
        "",
        f"{n} people drawn from the prior, half a year, {SESSIONS} sessions. SD of the gain after",
        "the readings over that before, median and quartiles over people; the same for its",
        "logarithm; fits that call themselves trustworthy. Made by `make recovery`.",
        "",
        "| log and readings | SD left | of the logarithm | trustworthy |",
        "|---|---|---|---|",
    ]
    for name, people in found.items():
        low, middle, high = np.quantile([p.left for p in people], (0.25, 0.5, 0.75))
        log = np.median([p.left_of_log for p in people])
        sound = sum(p.trustworthy for p in people)
        lines.append(f"| {name} | {middle:.2f} ({low:.2f} to {high:.2f}) | {log:.2f} | {sound} |")
    held = np.median([p.left for p in found[BOTH_LEGS]]) <= GOAL
    verdict = "holds" if held else "does not hold"
    lines += [
        "",
        f"The goal, at most {GOAL} with both legs scanned after a known habit, {verdict}.",
    ]
    return "\n".join([*lines, ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=11)
    parser.add_argument("--out", type=Path, default=Path("docs/validation/recovery.md"))
    asked = parser.parse_args()
    found = {}
    for name, design in DESIGNS.items():
        found[name] = [recovered(design(seed), seed) for seed in range(1, asked.people + 1)]
        sys.stderr.write(f"{name}: {np.median([p.left for p in found[name]]):.2f}\n")
    text = page(found)
    asked.out.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
