"""Import a large archive and report time and peak memory.

    python benchmarks/import_archive.py [--gigabytes 3]

The archive is a zip of made-up runs, each a FIT file of about a megabyte with its own day, so that
no two are alike. Peak memory is that of the importing process and its workers, each by itself.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))

from fit_writer import encode_activity
from surae.ingest.fitfile.crc import crc16

START = datetime(2001, 1, 1, 8, tzinfo=UTC)
DAY = 86_400
SECONDS = 30_000
LIMIT = 500.0
SURAE = str(Path(sys.executable).with_name("surae"))


def activity(start: datetime) -> bytes:
    """Return one long run of about a megabyte."""
    rng = np.random.default_rng(1)
    speed = 2.8 + 0.1 * rng.standard_normal(SECONDS)
    distance = np.cumsum(speed)
    records = [
        {
            "timestamp": start + timedelta(seconds=k),
            "distance": float(distance[k]),
            "enhanced_speed": float(speed[k]),
            "enhanced_altitude": 100 + 20 * float(np.sin(k / 900)),
            "heart_rate": 150,
            "cadence": 84,
            "position_lat": 0.0001 * k,
            "position_long": 0.0001 * k,
        }
        for k in range(SECONDS)
    ]
    return encode_activity(records, {"sport": "running", "sub_sport": "generic"})


def clock_places(one: bytes, next_day: bytes) -> np.ndarray:
    """Return where the times of a file lie: where it differs from the same run a day later."""
    differ = np.flatnonzero(
        np.frombuffer(one[:-2], np.uint8) != np.frombuffer(next_day[:-2], np.uint8)
    )
    places = [int(differ[0])]
    for place in differ[1:].tolist():
        if place >= places[-1] + 4:
            places.append(place)
    return np.array(places)


def on_day(base: np.ndarray, places: np.ndarray, day: int) -> bytes:
    """Return the file with every time moved by some days, and its checksum."""
    moved = base.copy()
    index = places[:, None] + np.arange(4)
    times = moved[index].view("<u4")[:, 0] + np.uint32(day * DAY)
    moved[index] = times.astype("<u4").view(np.uint8).reshape(-1, 4)
    body = moved[:-2].tobytes()
    return body + crc16(body).to_bytes(2, "little")


def write_archive(path: Path, gigabytes: float) -> tuple[int, float]:
    """Write the zip and return how many files it holds and their size in gigabytes."""
    base = activity(START)
    places = clock_places(base, activity(START + timedelta(days=1)))
    content = np.frombuffer(base, np.uint8)
    number = round(gigabytes * 1e9 / len(base))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for day in range(number):
            archive.writestr(f"activities/{day:05}.fit", on_day(content, places, day))
    return number, number * len(base) / 1e9


def main() -> None:
    """Write, import, report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gigabytes", type=float, default=3.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        archive, store = Path(folder) / "archive.zip", Path(folder) / "store"
        number, size = write_archive(archive, options.gigabytes)
        begin = time.perf_counter()
        subprocess.run([SURAE, "import", archive, "--store", store, "--json"], check=True)
        seconds = time.perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        f"{number} files, {size:.2f} GB: {seconds:.0f} s, {1000 * seconds / number:.0f} ms a file"
    )
    print(f"peak memory of a process {peak:.0f} MB, goal under {LIMIT:.0f} MB")


if __name__ == "__main__":
    main()
