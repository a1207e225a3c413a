"""A sitting with a tape: what was read, one after the other, is checked and kept as one reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from surae.app.measuring import repeated, when
from surae.app.store.catalog import open_store
from surae.app.store.readings import keep_reading, typed_reading
from surae.errors import RecordError

_MOST = 10


def keep_sitting(
    place: Path, values: Sequence[float], taken: str | None, now: datetime, told: Mapping[str, Any]
) -> str:
    """Keep a girth that was read some times.

    Parameters
    ----------
    place
        The folder of the store.
    values
        What was read, in the unit that is told.
    taken
        When, as 2026-06-28T07:30; now if None.
    now
        With its zone.
    told
        What else can be said of a reading: side, unit, observer and others.

    Returns
    -------
    str
        What was kept, or that it was known.

    Raises
    ------
    IngestError, RecordError
        If it cannot be believed; nothing is kept.
    """
    if not 1 <= len(values) <= _MOST:
        raise RecordError("repeats", len(values), f"1–{_MOST}")
    value, repeats = repeated(values, None)
    date_time, hour = when(taken, None, now)
    reading, prepared = typed_reading(
        {
            "quantity": "girth",
            "structure": "calf",
            "instrument": "tape",
            "unit": "cm",
            **told,
            "value": value,
            "repeats": repeats,
            "date_time": date_time,
            "hour": hour,
        }
    )
    with open_store(place) as store:
        name = keep_reading(store, prepared)
    if not name:
        return "that reading is known; if it was taken again, give its time of day"
    return f"{name}: calf girth {value:g} {told.get('unit', 'cm')} on {reading.date_time:%Y-%m-%d}"
