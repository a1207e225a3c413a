"""Kill imports at random moments while others import and read, and look at what is left.

``python tools/soak_import.py --kills 50`` prints a table; ``make soak`` runs it. After each kill
the store is checked: no file that was once committed may be gone, and no row may lack its file.
When everything has been imported, the store's export has to equal that of an import that nobody
disturbed, and the next round begins with an empty store.
"""

from __future__ import annotations

import argparse
import filecmp
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from fit_writer import encode_activity
from surae.app.store.catalog import open_store, store_exists
from surae.app.store.copies import read_copies
from surae.app.store.export import export_store
from surae.app.store.integrity import examine
from surae.app.store.recordings import read_samples
from surae.errors import StoreError

SURAE = str(Path(sys.executable).with_name("surae"))
START = datetime(2020, 1, 1, 8, tzinfo=UTC)
_LONGEST_RUN = 120.0


@dataclass
class Tally:
    """What happened."""

    kills: int = 0
    mid_import: int = 0
    mid_batch: int = 0
    rounds: int = 0
    reads: int = 0
    faults: list[str] = field(default_factory=list)


def make_source(folder: Path, n_files: int, n_records: int = 120) -> tuple[Path, Path]:
    """Write an archive of runs, every tenth a copy of the one before, as a folder and as a zip."""
    runs = folder / "runs"
    runs.mkdir(parents=True)
    for i in range(n_files):
        is_copy = i % 10 == 9
        start = START + timedelta(days=i - is_copy)
        speed = 2.5 + (i - is_copy) % 7 / 10
        records = [
            {"timestamp": start + timedelta(seconds=5 * s), "distance": 5 * s * speed}
            | ({} if is_copy else {"speed": speed, "heart_rate": 140 + s % 20})
            for s in range(n_records)
        ]
        content = encode_activity(records, {"sport": "running", "sub_sport": "generic"})
        (runs / f"run{i:04}.fit").write_bytes(content)
    zipped = folder / "runs.zip"
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(runs.iterdir(), reverse=True):
            archive.write(path, f"export/{path.name}")
    return runs, zipped


def run_import(source: Path, place: Path, workers: int) -> subprocess.Popen[bytes]:
    """Start an import as a process with a group of its own."""
    command = [SURAE, "import", str(source), "--store", str(place), "--workers", str(workers)]
    return subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )


class Reader(threading.Thread):
    """Reads all the time; whatever it has seen once has to stay."""

    def __init__(self, place: Path, tally: Tally) -> None:
        super().__init__(daemon=True)
        self.place, self.tally = place, tally
        self.seen: set[str] = set()
        self.done = threading.Event()
        self._dice = random.Random(1)  # noqa: S311

    def run(self) -> None:
        """Look, until told to stop."""
        while not self.done.is_set():
            try:
                self.look()
            except StoreError as error:
                self.tally.faults.append(f"reader: {error}")
            self.done.wait(0.02)

    def look(self) -> None:
        """Read the catalog and one recording; note what is gone."""
        if not store_exists(self.place):
            return
        with open_store(self.place) as store:
            copies = read_copies(store)
            now = {copy.key[0] for copy in copies}
            if self.seen - now:
                self.tally.faults.append(f"{len(self.seen - now)} committed files are gone")
            self.seen |= now
            if copies:
                read_samples(store.place, self._dice.choice(copies).samples)
            self.tally.reads += 1


def soak(folder: Path, kills: int, *, n_files: int, seed: int, longest: float = 2.5) -> Tally:
    """Kill so many imports and return what happened."""
    dice = random.Random(seed)  # noqa: S311
    runs, zipped = make_source(folder / "source", n_files)
    truth = exported(folder, "truth", runs)
    tally = Tally()
    while tally.kills < kills:
        tally.rounds += 1
        place = folder / f"store{tally.rounds}"
        reader = Reader(place, tally)
        reader.start()
        while tally.kills < kills and len(reader.seen) < n_files:
            one_kill(runs, zipped, place, dice.uniform(0.2, longest), dice, tally)
        finish(place, (runs, zipped), tally)
        reader.done.set()
        reader.join()
        compare(truth, place, tally)
        shutil.rmtree(place)
    return tally


def one_kill(
    runs: Path, zipped: Path, place: Path, wait: float, dice: random.Random, tally: Tally
) -> None:
    """Let two import at once, kill one of them or both, and check what is left."""
    workers = dice.choice([1, 1, 2])
    importers = [run_import(zipped, place, workers), run_import(runs, place, 1)]
    time.sleep(wait)
    victims = dice.choice([importers[:1], importers[1:], importers])
    alive = [one for one in victims if one.poll() is None]
    for victim in alive:
        os.kill(victim.pid, signal.SIGKILL)
    tally.kills += 1
    tally.mid_import += bool(alive)
    for importer in importers:
        survived = importer not in alive
        _, said = importer.communicate(timeout=_LONGEST_RUN)
        if survived and importer.returncode:
            tally.faults.append(f"an importer that nobody killed failed: {said.decode()}")
        if importer in alive and not gone(importer.pid):
            tally.faults.append("workers outlived their importer")
    check(place, tally)


def gone(group: int) -> bool:
    """Tell whether all processes of a group end within some seconds."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def check(place: Path, tally: Tally) -> None:
    """Let the doctor look."""
    if store_exists(place):
        findings = examine(place)
        tally.faults += findings.problems
        tally.mid_batch += bool(findings.leftovers)


def finish(place: Path, sources: tuple[Path, ...], tally: Tally) -> None:
    """Import the rest in peace; nothing may be left over."""
    for source in sources:
        done = run_import(source, place, 1)
        _, said = done.communicate(timeout=_LONGEST_RUN)
        if done.returncode:
            tally.faults.append(f"the last import failed: {said.decode()}")
    findings = examine(place)
    tally.faults += findings.problems + [f"at the end: {left}" for left in findings.leftovers]


def exported(folder: Path, name: str, runs: Path) -> Path:
    """Return the export of an import that nobody disturbs."""
    place = folder / name
    run_import(runs, place, 1).communicate(timeout=_LONGEST_RUN)
    with open_store(place) as store:
        export_store(store, folder / f"{name}-export")
    return folder / f"{name}-export"


def compare(truth: Path, place: Path, tally: Tally) -> None:
    """Note where a store differs from the one that nobody disturbed."""
    target = place.with_name(f"{place.name}-export")
    with open_store(place) as store:
        export_store(store, target)
    if not same(truth, target):
        tally.faults.append(f"the export of {place.name} differs")
    shutil.rmtree(target)


def same(one: Path, other: Path) -> bool:
    """Tell whether two folders hold the same files with the same bytes."""
    files = [
        sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
        for folder in (one, other)
    ]
    if files[0] != files[1]:
        return False
    _, unlike, unread = filecmp.cmpfiles(one, other, list(map(str, files[0])), shallow=False)
    return not unlike and not unread


def main() -> None:
    """Run it and print what happened."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--files", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tally = soak(Path(folder), arguments.kills, n_files=arguments.files, seed=arguments.seed)
    print(f"kills                                    {tally.kills}")
    print(f"  that hit a running import              {tally.mid_import}")
    print(f"  that left files which no row names     {tally.mid_batch}")
    print(f"stores filled and compared               {tally.rounds}")
    print(f"reads meanwhile                          {tally.reads}")
    print(f"faults                                   {len(tally.faults)}")
    for fault in tally.faults[:20]:
        print(f"  {fault}")
    sys.exit(bool(tally.faults))


if __name__ == "__main__":
    main()
