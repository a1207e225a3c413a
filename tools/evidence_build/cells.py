"""Cells and tables: reading, numbers, and the one way in which a release file is written."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

RELEASE = "2026.1"
DATE = "2026-11-23"
READINGS = Path(__file__).parent / "readings"

EMPTY = "empty"
"""What a reading says to empty a cell."""

Row = dict[str, str]


class BuildError(Exception):
    """The gathered files say something that the readings do not cover."""


def words(text: str) -> list[str]:
    """Return the words of a text, as the names of columns."""
    return text.split()


def read(path: Path, encoding: str = "utf-8") -> list[Row]:
    """Return the rows of a CSV file, cells stripped, comment lines left out."""
    if not path.is_file():
        raise BuildError(f"{path} is missing; name the folder of the gathered evidence")
    with path.open(newline="", encoding=encoding) as file:
        lines = (line for line in file if not line.startswith("#"))
        return [{k: (v or "").strip() for k, v in row.items()} for row in csv.DictReader(lines)]


def reading(name: str) -> list[Row]:
    """Return a table of what a person read in the gathered files."""
    return read(READINGS / name)


def number(value: float | str | None) -> str:
    """Return a number as a cell: shortest form, at most ten digits, empty where there is none.

    >>> number(12.40), number(0.1 + 0.2), number(None), number("3.0")
    ('12.4', '0.3', '', '3')
    """
    if value is None or value == "":
        return ""
    number = float(value)
    return "" if math.isnan(number) else f"{round(number, 9) + 0.0:.10g}"


def numbers_in(text: str) -> set[float]:
    """Return the sizes of the numbers in a text.

    >>> sorted(numbers_in("SOL -5.1, MG -8.0 (2.90,-0.81)"))
    [0.81, 2.9, 5.1, 8.0]
    """
    return {float(found) for found in re.findall(r"\d+(?:\.\d+)?|\.\d+", text)}


def confirm(values: Mapping[str, str], text: str, where: str) -> None:
    """Refuse a reading whose number, as it is or in percent, is not in the text it reads."""
    known = numbers_in(text)
    for name, value in values.items():
        if value in ("", EMPTY):
            continue
        size = abs(float(value))
        if not any(math.isclose(n, size) or math.isclose(n, 100 * size) for n in known):
            raise BuildError(f"{where}: {name} = {value} is not in the gathered text")


def override(row: Row, reading: Mapping[str, str], names: Iterable[str]) -> Row:
    """Return ``row`` with the cells that a reading fills or empties."""
    changed = {n: "" if reading[n] == EMPTY else reading[n] for n in names if reading.get(n)}
    return {**row, **changed}


def write(folder: Path, name: str, columns: Sequence[str], rows: Iterable[Row]) -> int:
    """Write one table of the release and return its number of rows."""
    path = folder / f"{name}.csv"
    count = 0
    with path.open("w", newline="", encoding="utf-8") as file:
        file.write(f"# surae evidence {name}.csv release {RELEASE} {DATE}\n")
        writer = csv.DictWriter(file, columns, lineterminator="\n", restval="")
        writer.writeheader()
        for row in rows:
            writer.writerow(row)
            count += 1
    return count
