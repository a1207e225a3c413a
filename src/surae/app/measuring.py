"""Taking a reading: repeats of one sitting are kept as their mean, and how many there were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from surae.app.store.catalog import open_store
from surae.app.store.readings import FIELDS, add_reading
from surae.errors import RecordError

_MOST = 10
_DIGITS = 3


def add_repeats(
    place: Path, values: Sequence[float], date_time: str, fields: Mapping[str, Any]
) -> str:
    """Keep a girth that was read some times, one after the other.

    Parameters
    ----------
    place
        The folder of the store.
    values
        What was read, in the unit of the fields.
    date_time
        When, as 2026-06-28 or with a time of day.
    fields
        What else can be said of a reading: side, unit, observer and others.

    Returns
    -------
    str
        What was kept.

    Raises
    ------
    IngestError, RecordError
        If it cannot be believed; nothing is kept.
    """
    if not 1 <= len(values) <= _MOST:
        raise RecordError("repeats", len(values), f"1–{_MOST}")
    reading: dict[str, Any] = dict.fromkeys(FIELDS)
    reading |= {"quantity": "girth", "structure": "calf", "instrument": "tape", "unit": "cm"}
    reading |= {**fields, "value": round(fmean(values), _DIGITS), "date_time": date_time}
    if "repeats" in FIELDS and len(values) > 1:
        reading["repeats"] = len(values)
    with open_store(place) as store:
        return add_reading(store, reading)
