"""Records as JSON text, and back: what is written is what is read.

The fields of a record are taken from its class, so a field that is added later is kept, and one
that an older text lacks gets its default. A number that is unknown is null.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from surae.records import Measurement, Samples, Session, StrengthSet


def dumps(value: object) -> str:
    """Return JSON text in ASCII, the same for the same content."""
    return json.dumps(value, allow_nan=False, separators=(",", ":"))


def session_text(session: Session) -> str:
    """Return a session as text, without its recording and its file."""
    plain = _plain(session, leave=("samples", "file", "sets"))
    return dumps({**plain, "sets": [_plain(item) for item in session.sets]})


def session_from(text: str, file: str, samples: Samples | None = None) -> Session:
    """Return the session of a text, with its file's name and its recording."""
    found = json.loads(text)
    found["sets"] = tuple(StrengthSet(**_known(StrengthSet, item)) for item in found["sets"])
    found["start"] = datetime.fromisoformat(found["start"])
    return Session(**_known(Session, found), file=file, samples=samples)


def reading_text(reading: Measurement) -> str:
    """Return a reading as text."""
    return dumps(_plain(reading))


def reading_from(text: str) -> Measurement:
    """Return the reading of a text."""
    found = json.loads(text)
    found["date_time"] = datetime.fromisoformat(found["date_time"])
    return Measurement(**_known(Measurement, found))


def _plain(record: Any, leave: tuple[str, ...] = ()) -> dict[str, Any]:
    values = {f.name: getattr(record, f.name) for f in fields(record) if f.name not in leave}
    return {name: _json(value) for name, value in values.items()}


def _json(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        return int(value)
    return float(value) if isinstance(value, float) else value


def _known(record: Any, found: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a record's fields; null is NaN where the field is a number."""
    types = {f.name: str(f.type) for f in fields(record)}
    return {name: _typed(value, types[name]) for name, value in found.items() if name in types}


def _typed(value: Any, kind: str) -> Any:
    if value is None and kind == "float":
        return math.nan
    return tuple(value) if isinstance(value, list) else value
