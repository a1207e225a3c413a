"""How long the load spectrum of 250 recorded runs takes from a store, and how it grows with them.

    python benchmarks/load_year.py [FOLDER]

The folder is that of any archive, ../shared/data/activities/runner_a if not given. Its files are
imported into a store that is thrown away. Goals: 250 runs, read from the store, cut into pieces and
gathered into the spectrum in under 3 s, Python's start included; and a cost that is linear in
seconds of running.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np

from surae.anatomy.limb import limb_of
from surae.app.answer import kept_log
from surae.loading import bouts, days_between, load_spectrum
from surae.records import Person, Session

RUNS, GOAL, ROUNDS = 250, 3.0, 3
FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data" / "activities" / "runner_a"
SURAE = str(Path(sys.executable).with_name("surae"))
ADULT = Person(1.75, 70.0, 30.0, "male")


def runs_of(place: Path) -> list[Session]:
    """Return the last runs of a store that were recorded second by second."""
    log = kept_log(place)
    return [s for s in log.sessions if s.kind == "run" and s.samples is not None][-RUNS:]


def spectrum_of(runs: list[Session]) -> int:
    """Gather runs into a spectrum and return its number of kinds of contraction."""
    first, last = runs[0].start.date(), max(run.start.date() for run in runs)
    done = [bout for run in runs for bout in bouts(run)]
    everyday = np.zeros(days_between(first, last))
    return len(load_spectrum(done, limb_of(ADULT), ADULT.mass, first, everyday).classes.muscle)


def recorded_seconds(runs: list[Session]) -> int:
    """Return how many seconds were recorded."""
    return round(sum(float(np.ptp(run.samples.time)) for run in runs))


def growth(runs: list[Session]) -> None:
    """Print the time of the same runs once, twice and four times over."""
    days = days_between(runs[0].start.date(), runs[-1].start.date())
    spectrum_of(runs)
    for times in (1, 2, 4):
        later = [timedelta(days=days * k) for k in range(times)]
        more = [replaced(run, gap) for gap in later for run in runs]
        taken = min(clocked(more) for _ in range(ROUNDS))
        seconds = recorded_seconds(more)
        each = 1e6 * taken / seconds
        print(
            f"{len(more):5} runs {seconds:10,} s recorded {taken:6.2f} s  {each:6.2f} µs a second"
        )


def replaced(run: Session, gap: timedelta) -> Session:
    """Return the same run on a later day."""
    return replace(run, start=run.start + gap)


def clocked(runs: list[Session]) -> float:
    """Return the time of one spectrum [s]."""
    begin = time.perf_counter()
    spectrum_of(runs)
    return time.perf_counter() - begin


def main() -> None:
    """Import once, measure from cold in new processes, then the growth."""
    if len(sys.argv) == 3 and sys.argv[1] == "--from-store":
        spectrum_of(runs_of(Path(sys.argv[2])))
        return
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    if not folder.is_dir():
        print(f"{folder} is not there: nothing was measured")
        return
    with tempfile.TemporaryDirectory() as name:
        environment = {**os.environ, "SURAE_STORE": name}
        person = ("--height", "1.75", "--mass", "70", "--age", "30", "--sex", "male")
        for command in (["init", *person, "--steps", "7000"], ["import", str(folder)]):
            subprocess.run([SURAE, *command], check=True, capture_output=True, env=environment)
        runs = runs_of(Path(name))
        times = []
        for _ in range(ROUNDS):
            begin = time.perf_counter()
            subprocess.run([sys.executable, __file__, "--from-store", name], check=True)
            times.append(time.perf_counter() - begin)
        print(
            f"{len(runs)} runs, {recorded_seconds(runs):,} s recorded: {min(times):.2f} s from the "
            f"store, from cold (goal {GOAL:g} s)"
        )
        growth(runs)


if __name__ == "__main__":
    main()
