"""Everything that the store holds, as plain files: to keep, to read elsewhere, to import again."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Literal

from surae.app.store.catalog import Store
from surae.app.store.copies import (
    choose,
    read_copies,
    read_corrections,
    read_names,
    shown_name,
)
from surae.app.store.files import GZIP, original_pieces
from surae.app.store.log import read_readings
from surae.app.store.recordings import read_table
from surae.app.store.refusals import said
from surae.app.store.settings import SETTINGS, TABLES, settings_of
from surae.app.store.tables import (
    READINGS,
    SESSIONS,
    SETS,
    csv_text,
    reading_rows,
    session_rows,
    set_rows,
)
from surae.errors import StoreError

Progress = Callable[[int, int, str], None]
Samples = Literal["csv", "parquet", "none"]


def export_store(
    store: Store, folder: Path, *, samples: Samples = "csv", progress: Progress | None = None
) -> int:
    """Write everything into a new folder; equal stores give equal bytes.

    Parameters
    ----------
    store
        What is written.
    folder
        Where to; it may be there if it is empty.
    samples
        How recordings are written beside the originals.
    progress
        Called after each file.

    Returns
    -------
    int
        How many originals were written.

    Raises
    ------
    StoreError
        If the folder holds something, an original is lost, or the disk refuses; nothing is left.
    """
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise StoreError(f"{folder} is there and not empty; name a new folder")
    half = folder.with_name(f"{folder.name}.part")
    with said(folder, of_store=False):
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(parents=True)
        try:
            with store.reading():
                n_files = _write_all(store, half, samples, progress)
            if folder.exists():
                folder.rmdir()
            half.replace(folder)
        finally:
            shutil.rmtree(half, ignore_errors=True)
    return n_files


def _write_all(store: Store, folder: Path, samples: Samples, progress: Progress | None) -> int:
    settings = json.dumps(settings_of(store), ensure_ascii=False, indent=2, sort_keys=True)
    _write(folder / SETTINGS, settings + "\n")
    _write_tables(store, folder / TABLES)
    recordings = _recordings(store) if samples != "none" else []
    names = read_names(store)
    hashes = [row["sha256"] for row in store.rows("SELECT sha256 FROM files ORDER BY sha256")]
    total = len(hashes) + len(recordings)
    for done, sha256 in enumerate(hashes, start=1):
        name = shown_name(names, sha256)
        _write_original(store, folder / "originals" / sha256, name, sha256)
        if progress:
            progress(done, total, name)
    for done, (name, sha256) in enumerate(recordings, start=len(hashes) + 1):
        _write_recording(store, folder / TABLES / "samples", name, sha256, samples)
        if progress:
            progress(done, total, name)
    return len(hashes)


def _write_original(store: Store, folder: Path, name: str, sha256: str) -> None:
    """Write an original as it is inside; one that came compressed loses the end of its name."""
    pieces = original_pieces(store.place, sha256)
    first = next(pieces, b"")
    bare = name if first.startswith(GZIP) else name.removesuffix(".gz")
    folder.mkdir(parents=True)
    with (folder / safe_name(bare)).open("wb") as file:
        file.write(first)
        file.writelines(pieces)


def tables_of(store: Store) -> dict[str, str]:
    """Return sessions, sets and measurements as CSV, by name."""
    corrections = read_corrections(store, "session")
    choice = choose(read_copies(store), corrections)
    readings = read_readings(store)
    names = read_names(store)
    shown = {sha256: shown_name(names, sha256) for sha256, _ in readings}
    told = read_corrections(store, "reading")
    return {
        "sessions": csv_text(SESSIONS, session_rows(choice, corrections)),
        "sets": csv_text(SETS, set_rows(choice)),
        "measurements": csv_text(READINGS, reading_rows(readings, shown, told)),
    }


def _write_tables(store: Store, folder: Path) -> None:
    folder.mkdir()
    for name, text in tables_of(store).items():
        _write(folder / f"{name}.csv", text)


def _recordings(store: Store) -> list[tuple[str, str]]:
    """Return what each recording is called and the hash of its samples."""
    copies = [copy for copy in read_copies(store) if copy.samples]
    return [(copy.id, copy.samples) for copy in copies]


def _write_recording(store: Store, folder: Path, name: str, sha256: str, form: Samples) -> None:
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.csv
    import pyarrow.parquet as pq

    folder.mkdir(exist_ok=True)
    table = read_table(store.place, sha256)
    if form == "parquet":
        pq.write_table(table, folder / f"{name}.parquet", compression="zstd")
        return
    unknown = pa.scalar(None, pa.float64())
    columns = {
        channel: pc.if_else(pc.is_finite(table[channel]), table[channel], unknown)
        for channel in table.column_names
    }
    pyarrow.csv.write_csv(pa.table(columns), folder / f"{name}.csv")


def safe_name(name: str) -> str:
    """Return a name that is one file's name on every system.

    >>> safe_name("Lunch run?.fit"), safe_name("..")
    ('Lunch run_.fit', 'file')
    """
    bare = PurePosixPath(name.replace("\\", "/")).name
    plain = "".join("_" if c in '<>:"|?*' or ord(c) < ord(" ") else c for c in bare)
    return plain.strip(". ") or "file"


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
