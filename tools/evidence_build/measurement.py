"""Errors of measurement, spread of response and meta-analyses."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from evidence_build.cells import BuildError, Row, confirm, number, read, reading, words

COLUMNS = words(
    "topic group structure quantity instrument statistic value low high interval sd unit n role "
    "source status seen confidence note"
)


def build(source: Path, roles: Mapping[str, str]) -> list[Row]:
    """Return the rows of ``measurement_error.csv``.

    ``roles`` gives calibration or validation by source; a number from a study that is kept for
    validation is marked so here too.
    """
    raws = {raw["item"]: raw for raw in read(source / "training_error_and_meta.csv")}
    rows, done = [], set()
    for note in reading("errors.csv"):
        if note["item"] not in raws:
            raise BuildError(f"errors.csv reads an item that was not gathered: {note['item']}")
        raw = raws[note["item"]]
        numbers = {k: note[k] for k in ("value", "low", "high", "sd", "n")}
        confirm(numbers, " ".join(raw.values()), note["item"])
        row = {**note, **{k: number(v) for k, v in numbers.items()}}
        del row["item"]
        row["role"] = roles.get(row["source"], "")
        row["seen"] = "table" if raw["source_seen"] == "table" else "abstract"
        row["confidence"] = raw["confidence"]
        rows.append(row)
        done.add(note["item"])
    left = [item for item, raw in raws.items() if item not in done]
    if unread := [item for item in left if raws[item]["source_seen"] != "memory"]:
        raise BuildError(f"training_error_and_meta.csv: no reading for {unread}")
    return rows
