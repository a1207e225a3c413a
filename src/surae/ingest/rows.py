"""Tables: rows of text in, checked records out, with every error of a row said at once."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from pydantic import BaseModel, BeforeValidator, ValidationError

from surae.errors import IngestError, RecordError
from surae.ingest.sniff import TEXT_LIMIT, columns_of, text_of
from surae.records import Skipped

Row = dict[str, object]
Model = TypeVar("Model", bound=BaseModel)
Made = TypeVar("Made")

_MOST_SHOWN = 20

EmptyIsNone = BeforeValidator(
    lambda value: None if isinstance(value, str) and not value.strip() else value
)
"""Reads an empty cell as a missing value."""


def _number(value: object) -> object:
    """Read an empty cell as a missing value, and a decimal comma as a point."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    return (text.replace(",", ".") if text.count(",") == 1 else text) or None


Number = BeforeValidator(_number)
"""Reads a cell of a number, empty or with a decimal comma."""


def read_cells(data: bytes, name: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return a CSV file's column names in small letters, and its rows with their line numbers.

    Raises
    ------
    IngestError
        If it is no CSV, or larger than any log.
    """
    if len(data) > TEXT_LIMIT:
        raise IngestError(name, f"is a table of more than {TEXT_LIMIT >> 20} MB, it is not read")
    text = text_of(data)
    columns, delimiter = columns_of(text)
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter)
    try:
        next(reader, None)
        rows = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise IngestError(name, f"is not a table: {error}", f"row {reader.line_num}") from None
    return columns, rows


def read_csv(data: bytes, name: str) -> list[tuple[int, Row]]:
    """Return the rows of a CSV file with their line numbers; column names in small letters.

    Raises
    ------
    IngestError
        If it is no CSV, or has two columns of one name.
    """
    columns, rows = read_cells(data, name)
    twice = sorted({column for column in columns if columns.count(column) > 1})
    if twice:
        raise IngestError(name, f"has two columns {', '.join(twice)}", "row 1")
    return [(number, dict(zip(columns, cells, strict=False))) for number, cells in rows]


def convert(
    rows: Iterable[tuple[int, Row]],
    model: type[Model],
    make: Callable[[Model], Made],
    name: str,
) -> tuple[list[Made], list[Skipped]]:
    """Check each row against ``model`` and make a record of it.

    Returns
    -------
    made, skipped
        The records, and the rows that cannot be believed with every reason.

    Raises
    ------
    IngestError
        If there are rows and none of them is usable; it says what is wrong with the first.
    """
    made: list[Made] = []
    wrong: list[Skipped] = []
    for number, row in rows:
        place = f"{name} (row {number})"
        try:
            made.append(make(model.model_validate(row)))
        except ValidationError as error:
            wrong.append(Skipped(place, _reasons(error)))
        except (RecordError, ValueError) as error:
            wrong.append(Skipped(place, str(error)))
    if wrong and not made:
        first = wrong[0]
        raise IngestError(
            name, f"no usable row; {first.reason}", first.file.rpartition("(")[2][:-1]
        )
    return made, _shown(wrong, name)


def _reasons(error: ValidationError) -> str:
    """Return one clause per wrong cell."""
    clauses = []
    for problem in error.errors(include_url=False, include_context=False):
        key = ".".join(str(part) for part in problem["loc"]) or "row"
        said = problem["msg"].removeprefix("Value error, ").removeprefix("Input ")
        given = "" if problem["type"] == "missing" else f" {problem['input']!r}"
        clauses.append(f"`{key}`{given}: {said[0].lower()}{said[1:]}")
    return "; ".join(clauses)


def _shown(wrong: Sequence[Skipped], name: str) -> list[Skipped]:
    if len(wrong) <= _MOST_SHOWN:
        return list(wrong)
    rest = Skipped(name, f"{len(wrong) - _MOST_SHOWN} more rows cannot be used")
    return [*wrong[:_MOST_SHOWN], rest]
