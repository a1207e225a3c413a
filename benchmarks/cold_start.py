"""How long `surae --help` takes from nothing, against `import numpy`. Goal: at most twice.

Each command is started as a new process, in turn, so that a busy moment of the machine falls on
all of them alike; the medians are compared.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROUNDS = 15
GOAL = 2.0
SURAE = str(Path(sys.executable).with_name("surae"))
BASELINE = "python -c 'import numpy'"
COMMANDS = {
    BASELINE: [sys.executable, "-c", "import numpy"],
    "surae --version": [SURAE, "--version"],
    "surae --help": [SURAE, "--help"],
}


def seconds(command: list[str]) -> float:
    """Return the wall time of one run."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    """Measure and print a table."""
    for command in COMMANDS.values():  # fills the caches of files and compiled modules
        seconds(command)
    taken = {name: [] for name in COMMANDS}
    for _ in range(ROUNDS):
        for name, command in COMMANDS.items():
            taken[name].append(seconds(command))
    medians = {name: statistics.median(times) for name, times in taken.items()}
    print(f"medians of {ROUNDS} runs in turn; the goal is a ratio of at most {GOAL:g}")
    for name, median in medians.items():
        print(f"{name:28}{median * 1000:6.0f} ms{median / medians[BASELINE]:8.2f}")


if __name__ == "__main__":
    main()
