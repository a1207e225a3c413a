"""Damage files on purpose and read them: the worst that may come out is a refusal, soon.

    python tools/fuzz_ingest.py [NUMBER] [--seed SEED] [--jobs N]

Each round takes one of the files that :mod:`fuzz_files` makes, cuts it, flips, deletes or inserts
bytes of it, and reads it as an import would. A round fails if anything but an answer comes out, if
it takes more than 2 s, or if Python and NumPy ask for more than 300 MB at once.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from fuzz_files import seeds
from surae.ingest.archive import find_files
from surae.ingest.options import Options
from surae.ingest.reading import read_file

LONGEST = 2.0  # [s]
MOST_MEMORY = 300 * 2**20  # [bytes]
MUTATIONS = ("truncate", "flip", "delete", "insert", "repeat", "splice")


@dataclass(frozen=True, slots=True)
class Round:
    """What became of one damaged file."""

    number: int
    file: str
    mutation: str
    outcome: str
    seconds: float
    bytes: int

    @property
    def failed(self) -> bool:
        """Tell whether the round broke a rule."""
        slow = self.seconds > LONGEST
        return slow or self.bytes > MOST_MEMORY or self.outcome.startswith("raised")


def mutate(data: bytes, how: str, chance: random.Random, other: bytes = b"") -> bytes:
    """Return a damaged copy.

    >>> mutate(b"abcdef", "truncate", random.Random(3))
    b'a'
    """
    changed = bytearray(data)
    begin = chance.randrange(len(data))
    end = min(len(data), begin + chance.choice((1, 2, 16, 256, 4096)))
    if how == "truncate":
        del changed[begin:]
    elif how == "delete":
        del changed[begin:end]
    elif how == "insert":
        changed[begin:begin] = chance.randbytes(chance.choice((1, 2, 16, 1024)))
    elif how == "repeat":
        changed[begin:begin] = data[begin:end] * chance.choice((1, 2, 64))
    elif how == "splice":
        changed[begin:] = other[chance.randrange(len(other)) :]
    else:
        for _ in range(chance.choice((1, 4, 32))):
            changed[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(changed)


def one_round(number: int, seed: int, folder: Path) -> Round:
    """Damage a file that the number decides, and read it."""
    chance = random.Random(f"{seed} {number}")  # noqa: S311
    files = seeds()
    name = chance.choice(sorted(files))
    how = chance.choice(MUTATIONS)
    other = files[chance.choice(sorted(files))]
    data = mutate(files[name], how, chance, other)
    while chance.random() < 1 / 3:
        data = mutate(data or b"\0", chance.choice(MUTATIONS), chance, other)
    path = folder / f"{number}-{name}"
    path.write_bytes(data)
    tracemalloc.start()
    begin = time.perf_counter()
    try:
        outcome = _outcome(path)
    except Exception as error:  # whatever it is, it is the finding
        outcome = f"raised {type(error).__name__}: {error}"
    seconds = time.perf_counter() - begin
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    path.unlink()
    return Round(number, name, how, outcome, seconds, peak)


def _outcome(path: Path) -> str:
    contents = [read_file(found, Options("kg")) for found in find_files([path])]
    read = any(one.sessions or one.measurements for one in contents)
    said = any(one.skipped for one in contents)
    if not read and not said:
        return "raised nothing and said nothing"
    return "read" if read else "refused"


def rounds(numbers: range, seed: int, jobs: int = 1) -> Iterator[Round]:
    """Yield the rounds of some numbers, in any order."""
    with TemporaryDirectory() as folder:
        play = partial(one_round, seed=seed, folder=Path(folder))
        if jobs == 1:
            yield from map(play, numbers)
            return
        with ProcessPoolExecutor(jobs) as pool:
            yield from pool.map(play, numbers, chunksize=50)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("number", nargs="?", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=20260301)
    parser.add_argument("--jobs", type=int, default=1)
    asked = parser.parse_args()
    found = list(rounds(range(asked.number), asked.seed, asked.jobs))
    failed = [one for one in found if one.failed]
    for one in failed:
        print(f"FAILED {one}")
    told = Counter(f"{one.file.rpartition('.')[2]} {one.outcome}" for one in found)
    print(f"{len(found)} damaged files: {dict(sorted(told.items()))}")
    slowest, largest = max(one.seconds for one in found), max(one.bytes for one in found)
    print(f"slowest {slowest:.2f} s, most memory {largest / 2**20:.0f} MB, {len(failed)} failed")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
