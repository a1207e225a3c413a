"""How long commands take from nothing: `surae --help` against `import numpy`, load against answer.

Goals: `surae --help` at most twice as long as `import numpy`; `surae load`, of files and of one
movement, at most as long as `surae answer` on the same files. Each command is started as a new
process, in turn, so that a busy moment of the machine falls on all of them alike; the medians are
compared.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

import surae

SURAE = str(Path(sys.executable).with_name("surae"))
SAMPLE = str(Path(surae.__file__).parent / "app" / "sample_athlete" / "files")
PERSON = ("--height", "1.68", "--mass", "61.5", "--age", "34", "--sex", "female")
NUMPY = {
    "python -c 'import numpy'": [sys.executable, "-c", "import numpy"],
    "surae --version": [SURAE, "--version"],
    "surae --help": [SURAE, "--help"],
}
ANSWER = {
    "surae answer": [SURAE, "answer", SAMPLE, *PERSON],
    "surae load": [SURAE, "load", SAMPLE, *PERSON],
    "surae load --movement": [SURAE, "load", "--movement", "run speed=3.5", *PERSON],
}


def seconds(command: list[str]) -> float:
    """Return the wall time of one run."""
    start = time.perf_counter()
    subprocess.run(
        command,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
    )
    return time.perf_counter() - start


def compare(commands: dict[str, list[str]], rounds: int, goal: float) -> None:
    """Measure commands and print a table; the first is what the others are held against."""
    for command in commands.values():  # fills the caches of files and compiled modules
        seconds(command)
    taken = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            taken[name].append(seconds(command))
    medians = {name: statistics.median(times) for name, times in taken.items()}
    first = next(iter(medians.values()))
    print(f"medians of {rounds} runs in turn; the goal is a ratio of at most {goal:g}")
    for name, median in medians.items():
        print(f"{name:28}{median * 1000:6.0f} ms{median / first:8.2f}")


def main() -> None:
    """Measure and print both tables."""
    compare(NUMPY, rounds=15, goal=2.0)
    compare(ANSWER, rounds=7, goal=1.0)


if __name__ == "__main__":
    main()
