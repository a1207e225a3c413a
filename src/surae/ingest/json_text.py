"""JSON, with a limit on what reading it may cost.

What a document costs in memory goes with its values, each of which stands before a comma, a
bracket or a brace; these are counted before anything is made of it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from surae.errors import IngestError
from surae.ingest.sniff import TEXT_LIMIT, text_of

VALUE_LIMIT = 2_000_000
"""The most values of a document: the samples of a day hold a quarter of it."""

_MARKS = (b",", b"[", b"{")


def read_json(data: bytes, name: str) -> Any:
    """Return the content of a JSON document.

    Raises
    ------
    IngestError
        If it is not JSON, or too large, or nested too deep.
    """
    if len(data) > TEXT_LIMIT:
        raise IngestError(name, f"is JSON of more than {TEXT_LIMIT >> 20} MB, it is not read")
    if sum(data.count(mark) for mark in _MARKS) > VALUE_LIMIT:
        raise IngestError(name, f"holds more than {VALUE_LIMIT} values, it is not read")
    try:
        return json.loads(text_of(data))
    except (ValueError, RecursionError) as error:
        raise IngestError(name, f"is not valid JSON: {error}") from None


def rows_of(content: Any) -> list[Mapping[str, Any]]:
    """Return the objects of a list, nothing where it is no list.

    >>> rows_of([{"a": 1}, 2, None]), rows_of(None)
    ([{'a': 1}], [])
    """
    return [row for row in content if isinstance(row, dict)] if isinstance(content, list) else []


def object_of(content: Any) -> Mapping[str, Any]:
    """Return an object, an empty one in place of anything else.

    >>> object_of({"a": 1}), object_of("a")
    ({'a': 1}, {})
    """
    return content if isinstance(content, dict) else {}


def number_of(value: Any) -> float:
    """Return a number, from text too; NaN where it is none or not finite.

    >>> number_of(" 4.5 "), number_of(None), number_of(True), number_of(10**400)
    (4.5, nan, nan, nan)
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return math.nan
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return math.nan
    return number if math.isfinite(number) else math.nan


def text(value: Any) -> str:
    """Return a text without the white space around it, empty where it is none.

    >>> text(" UTC "), text(7), text({})
    ('UTC', '7', '')
    """
    return str(value).strip() if isinstance(value, str | int | float) else ""
