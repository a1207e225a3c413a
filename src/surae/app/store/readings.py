"""Readings typed by hand: each is kept like a file that holds it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from surae.app.store.catalog import Store
from surae.app.store.files import digest, printable
from surae.app.store.log import reading_id
from surae.app.store.preparing import NOTHING, prepare
from surae.app.store.publishing import publish
from surae.app.store.tables import UNITS
from surae.errors import IngestError
from surae.ingest.archive import Found

FIELDS = (
    "side", "instrument", "structure", "quantity", "value", "unit", "error_sd", "posture",
    "hours_since_training", "observer", "device",
)  # fmt: skip
"""What can be said of a reading beside its time: columns of a measurement file."""


def add_reading(store: Store, fields: Mapping[str, Any]) -> str:
    """Keep one reading, checked like a row of a measurement file.

    Parameters
    ----------
    store
        Where to.
    fields
        The columns of a measurement file; None where nothing was said.

    Returns
    -------
    str
        What was kept, or that it was known.

    Raises
    ------
    IngestError
        If the reading cannot be believed.
    """
    row = {name: value for name, value in fields.items() if value is not None}
    row.setdefault("unit", UNITS[row["quantity"]])
    content = (json.dumps([row], indent=1, sort_keys=True) + "\n").encode()
    sha256 = digest(content)
    name = printable(f"typed-{row['date_time']}.json".replace(":", ""))
    prepared = prepare(Found(name, content), sha256, len(content), NOTHING)
    if prepared.is_empty:
        reason = prepared.skipped[0][1] if prepared.skipped else "holds nothing"
        raise IngestError("the reading", reason.removeprefix("no usable row; "))
    new = publish(store, [prepared])
    if not new:
        return "that reading is known; if it was taken again, give --date with its time of day"
    side = f"{row['side']} " if "side" in row else ""
    what = f"{side}{row['structure']} {row['quantity']} {row['value']:g} {row['unit']}"
    return f"{reading_id((sha256, 1))}: {what} on {row['date_time']}"
