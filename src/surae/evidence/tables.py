"""The tables of a release: CSV files in the package, read once and never changed."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any, TypeAlias

from surae.errors import EvidenceError

RELEASE = "2026.1"
"""The release that is used unless another is asked for."""

Row: TypeAlias = Mapping[str, Any]
"""One row: text cells as ``str``, numbers as ``float`` (NaN where the cell is empty)."""

_NUMBERS = re.compile(r"(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\n)++")


def releases() -> tuple[str, ...]:
    """Return the names of the releases in the package, oldest first.

    >>> RELEASE in releases()
    True
    """
    names = (folder.name for folder in _root().iterdir() if folder.is_dir())
    return tuple(sorted(names, key=lambda name: [int(part) for part in name.split(".")]))


def folder(release: str | None = None) -> Traversable:
    """Return the folder of a release, the current one if none is named.

    Raises
    ------
    EvidenceError
        If there is no such release.
    """
    name = RELEASE if release is None else release
    if name not in releases():
        raise EvidenceError("releases", name, "unknown release", releases())
    return _root() / name


def table_names(release: str | None = None) -> tuple[str, ...]:
    """Return the names of the tables of a release, sorted.

    Raises
    ------
    EvidenceError
        If there is no such release.
    """
    files = (path.name for path in folder(release).iterdir())
    return tuple(sorted(name.removesuffix(".csv") for name in files if name.endswith(".csv")))


def table(name: str, release: str | None = None) -> tuple[Row, ...]:
    """Return a table of a release.

    A column is numeric if every cell that is not empty is a number, and text otherwise.

    Parameters
    ----------
    name
        File name without its ending, such as ``"studies"``.
    release
        A name of :func:`releases`; the current release if None.

    Returns
    -------
    The rows in the order of the file; they cannot be changed.

    Raises
    ------
    EvidenceError
        If there is no such release or table; the nearest name is offered.

    >>> [row["slope"] for row in table("muscle_volume") if row["muscle"] == "SOL"]
    [2.57]
    """
    return _table(name, RELEASE if release is None else release)


@cache
def _table(name: str, release: str) -> tuple[Row, ...]:
    known = table_names(release)
    if name not in known:
        raise EvidenceError(f"release {release}", name, "unknown table", known)
    rows = read(folder(release) / f"{name}.csv")
    columns = [column for column in (rows[0] if rows else {}) if _is_numeric(column, rows)]
    return tuple(
        MappingProxyType({**row, **{column: _float(row[column]) for column in columns}})
        for row in rows
    )


@cache
def arrays(name: str, release: str | None = None) -> Mapping[str, Any]:
    """Return the arrays of a release's ``.npz`` file by name; they cannot be changed.

    Raises
    ------
    EvidenceError
        If there is no such release or file.
    """
    import io

    import numpy as np

    path = folder(release) / f"{name}.npz"
    if not path.is_file():
        raise EvidenceError(f"release {release or RELEASE}", name, "no such arrays")
    with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as stored:
        found = {key: stored[key] for key in stored.files}
    for array in found.values():
        array.flags.writeable = False
    return MappingProxyType(found)


def trial_documents(release: str | None = None) -> tuple[Traversable, ...]:
    """Return the documents of the trials of a release, sorted by name.

    Raises
    ------
    EvidenceError
        If there is no such release.

    >>> "kinoshita_2023.toml" in [path.name for path in trial_documents()]
    True
    """
    paths = (path for path in (folder(release) / "trials").iterdir() if path.name.endswith(".toml"))
    return tuple(sorted(paths, key=lambda path: path.name))


def read(path: Traversable) -> list[dict[str, str]]:
    """Return the rows of an evidence file as they are written, without its comment line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def unknown(table: str, key: str) -> EvidenceError:
    """Return the error for a key that a table does not hold, for the caller to raise."""
    return EvidenceError(table, key, "no such row in this release")


def _is_numeric(column: str, rows: list[dict[str, str]]) -> bool:
    cells = [row[column] for row in rows if row[column]]
    return _NUMBERS.fullmatch("".join(f"{cell}\n" for cell in cells)) is not None


def _float(cell: str) -> float:
    return float(cell) if cell else math.nan


def _root() -> Traversable:
    return files("surae.evidence") / "releases"
