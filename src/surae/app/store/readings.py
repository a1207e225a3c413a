"""Readings typed by hand: each is kept like a file that holds it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from surae.app.store import codec
from surae.app.store.catalog import Store
from surae.app.store.files import digest, printable
from surae.app.store.log import reading_id
from surae.app.store.preparing import NOTHING, Prepared, prepare
from surae.app.store.publishing import publish
from surae.app.store.tables import UNITS
from surae.errors import IngestError
from surae.ingest.archive import Found
from surae.records import Measurement


def typed_reading(fields: Mapping[str, Any]) -> tuple[Measurement, Prepared]:
    """Return one reading, checked like a row of a measurement file, and what keeps it.

    Parameters
    ----------
    fields
        The columns of a measurement file; None where nothing was said.

    Raises
    ------
    IngestError
        If the reading cannot be believed.
    """
    row = {name: value for name, value in fields.items() if value is not None}
    row.setdefault("unit", UNITS[row["quantity"]])
    content = (json.dumps([row], indent=1, sort_keys=True) + "\n").encode()
    name = printable(f"typed-{row['date_time']}.json".replace(":", ""))
    prepared = prepare(Found(name, content), digest(content), len(content), NOTHING)
    if prepared.is_empty:
        reason = prepared.skipped[0][1] if prepared.skipped else "holds nothing"
        raise IngestError("the reading", reason.removeprefix("no usable row; "))
    return codec.reading_from(prepared.readings[0].record), prepared


def keep_reading(store: Store, prepared: Prepared) -> str:
    """Keep a reading; return what the user calls it by, or nothing where it was known already."""
    new = publish(store, [prepared])
    return reading_id((prepared.sha256, 1)) if new else ""
