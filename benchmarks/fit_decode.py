"""How fast FIT files are decoded, against fitdecode, the official SDK and pyroparse.

All decoders read the same bytes in one process, in turn, so that a busy moment of the machine
falls on all of them alike; of several rounds the fastest counts. Of the project's own reader two
things are measured: `import`, the columns that an import asks for, and `everything`, every column,
unnamed field and developer field of every message. fitdecode and the SDK always decode everything,
and run fewer rounds. pyroparse returns eleven columns of the records and is compared with `import`;
it is left out where it is not installed, and refuses damaged and multisport files.

    python benchmarks/fit_decode.py [FOLDER]

The folder is `../shared/data/activities` beside the repository unless another is given.
"""

from __future__ import annotations

import statistics
import sys
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import fitdecode
import garmin_fit_sdk

from surae.ingest.fitfile import FitFile, decode

ACTIVITIES = Path(__file__).resolve().parents[2] / "shared" / "data" / "activities"
LARGE = 300_000
GOALS = {"fitdecode": 100.0, "SDK": 30.0, "pyroparse": 1.0}
ROUNDS = {"import": 15, "everything": 15, "pyroparse": 15, "SDK": 3, "fitdecode": 2}
WANTED = {
    "record": (
        "timestamp", "distance", "speed", "altitude", "cadence", "fractional_cadence",
        "heart_rate", "power", "position_lat", "position_long", "temperature",
    ),
    "lap": ("start_time", "total_timer_time", "total_distance"),
    "session": ("start_time", "sport", "sub_sport", "total_timer_time", "total_distance"),
    "set": ("start_time", "category", "category_subtype", "repetitions", "weight"),
}  # fmt: skip


def read_import(path: Path) -> FitFile:
    """Read what an import asks for."""
    file = decode(path.read_bytes())
    for part in file.parts:
        for name, columns in WANTED.items():
            for column in columns:
                part[name][column]
    return file


def read_everything(path: Path) -> None:
    """Read every value of the file."""
    for part in decode(path.read_bytes()).parts:
        for messages in part:
            for key in [*messages.columns, *messages.unnamed, *messages.developer]:
                messages[key]


def read_sdk(path: Path) -> None:
    """Read with the official SDK, which does not check the CRC here either."""
    stream = garmin_fit_sdk.Stream.from_byte_array(bytearray(path.read_bytes()))
    garmin_fit_sdk.Decoder(stream).read(enable_crc_check=False)


def read_fitdecode(path: Path) -> None:
    """Read with fitdecode, without CRC."""
    options = {
        "check_crc": fitdecode.CrcCheck.DISABLED,
        "error_handling": fitdecode.ErrorHandling.IGNORE,
    }
    with (
        suppress(fitdecode.FitError),  # what came before the damage was read
        fitdecode.FitReader(path.read_bytes(), **options) as reader,
    ):
        for _ in reader:
            pass


def readers() -> dict[str, Callable[[Path], object]]:
    """Return the decoders that are there, by name."""
    found: dict[str, Callable[[Path], object]] = {
        "import": read_import,
        "everything": read_everything,
    }
    if find_spec("pyroparse"):
        import pyroparse

        found["pyroparse"] = lambda path: pyroparse.read_fit(str(path))
    return {**found, "SDK": read_sdk, "fitdecode": read_fitdecode}


def seconds(paths: list[Path]) -> dict[str, float]:
    """Return the fastest time of each decoder over some files, NaN where it refuses one."""
    taken: dict[str, list[float]] = {}
    every = readers()
    for turn in range(max(ROUNDS.values())):
        for name, read in every.items():
            if turn < ROUNDS[name]:
                begin = time.perf_counter()
                try:
                    for path in paths:
                        read(path)
                except Exception:  # it refuses the file
                    taken[name] = [float("nan")]
                    continue
                taken.setdefault(name, []).append(time.perf_counter() - begin)
    return {name: min(times) for name, times in taken.items()}


def shown(ratio: float) -> str:
    """Return a ratio for the table."""
    return f"{ratio:9.1f}x" if ratio == ratio else "   refused"


def row(label: str, size: int, n_messages: int, times: dict[str, float]) -> dict[str, float]:
    """Print one line and return the ratios to `import`."""
    ratios = {name: times[name] / times["import"] for name in GOALS if name in times}
    columns = [f"{times[name] * 1000:10.2f}" for name in ("import", "everything")]
    columns += [shown(ratio) for ratio in ratios.values()]
    more = [shown(times[name] / times["everything"]) for name in ("fitdecode", "SDK")]
    print(f"{label[-30:]:30}{size // 1000:6}{n_messages:9,}", *columns, " |", *more)
    return ratios


def small_files(folder: Path) -> None:
    """Print the cost of each of many small files."""
    paths = sorted(folder.glob("*.fit"))
    if not paths:
        return
    each = []
    for path in paths:
        read_import(path)
        begin = time.perf_counter()
        read_import(path)
        each.append((time.perf_counter() - begin) * 1000)
    print(
        f"\n{len(paths)} files of {folder.name}, import: {sum(each):.0f} ms together, "
        f"median {statistics.median(each):.2f} ms, largest {max(each):.2f} ms a file"
    )
    sample = paths[::20]
    size = sum(path.stat().st_size for path in sample)
    n_messages = sum(len(m) for path in sample for part in read_import(path).parts for m in part)
    row(f"{len(sample)} of them", size, n_messages, seconds(sample))


def main(arguments: list[str]) -> int:
    """Print a row for each large file, then the small ones."""
    warnings.simplefilter("ignore")
    folder = Path(arguments[0]) if arguments else ACTIVITIES
    unique = {path.stat().st_size: path for path in sorted(folder.rglob("*.fit"))}
    large = [path for size, path in sorted(unique.items(), reverse=True) if size >= LARGE]
    if not large:
        print(f"no FIT file of {LARGE:,} bytes or more in {folder}")
        return 2
    there = [name for name in GOALS if name in readers()]
    print("goals, over import:", ", ".join(f"{name} {GOALS[name]:g}x" for name in there))
    heads = [*(f"{name:>10}" for name in there), " | fitdecode        SDK"]
    print(f"{'':65} | over import {'':{11 * len(there) - 12}}| over everything")
    print(f"{'file':30}{'kB':>6}{'messages':>9}  import ms all ms   ", *heads)
    every = []
    for path in large:
        n_messages = sum(len(m) for part in decode(path.read_bytes()).parts for m in part)
        every.append(row(path.name, path.stat().st_size, n_messages, seconds([path])))
    for name in there:
        ratios = [r[name] for r in every if r[name] == r[name]]
        print(f"{name}: {min(ratios):.1f} to {max(ratios):.1f} on {len(ratios)} large files")
    small_files(folder / "runner_a")
    return int(any(r[name] < GOALS[name] for r in every for name in there))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
