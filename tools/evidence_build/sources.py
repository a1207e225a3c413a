"""The bibliography: read by a person, and rows that were added to the release by hand."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from evidence_build.cells import BuildError, Row, read, reading, words

COLUMNS = words("key citation doi url licence origin")


def build(release: Path, used: Iterable[str]) -> list[Row]:
    """Return the rows of ``sources.csv``, by key.

    Rows of the bibliography that a table uses carry the origin ``built``. Rows with the origin
    ``hand`` in the file that is being replaced are kept as they are; one that has the key of a
    built row takes its place.
    """
    known = {row["key"]: {**row, "origin": "built"} for row in reading("sources.csv")}
    hand = {row["key"]: row for row in _present(release) if row["origin"] == "hand"}
    needed = set(used)
    if missing := sorted(needed - known.keys() - hand.keys()):
        raise BuildError(f"readings/sources.csv lacks {', '.join(missing)}")
    return [row for _, row in sorted((known | hand).items()) if row["key"] in needed | hand.keys()]


def _present(release: Path) -> list[Row]:
    path = release / "sources.csv"
    return read(path) if path.is_file() else []
