"""Which instrument reads what, and how well."""

from __future__ import annotations

from surae.errors import RecordError
from surae.evidence.tables import Row, table

OWN_HANDS = ("", "self")
"""Observers that count as the person."""


def instrument_row(instrument: str, quantity: str, structure: str, observer: str = "") -> Row:
    """Return the row of the table ``instruments`` that a reading belongs to.

    Parameters
    ----------
    instrument, quantity, structure, observer
        As in :class:`surae.records.Measurement`; an observer who is not the person is taken to be
        trained.

    Raises
    ------
    RecordError
        For an instrument that cannot read that quantity of that structure.

    >>> instrument_row("tape", "girth", "calf")["session_error"]
    0.36
    """
    rows = [row for row in table("instruments") if row["instrument"] == instrument]
    hands = "self" if observer in OWN_HANDS else "trained"
    fitting = [
        row
        for row in rows
        if row["quantity"] == quantity
        and row["structure"] in ("", structure)
        and row["observer"] in ("", hands)
    ]
    if not fitting:
        what = f"{quantity} of {structure} by {instrument}"
        known = dict.fromkeys(f"{row['quantity']} {row['structure']}".strip() for row in rows)
        raise RecordError("quantity", what, f"what {instrument} reads: {', '.join(known)}")
    return max(fitting, key=lambda row: bool(row["structure"]))
