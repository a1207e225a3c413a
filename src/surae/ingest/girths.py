"""Calf girths and weighings of others: Hevy's body measurements, and FHIR observations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, tzinfo
from typing import Any

from surae.errors import IngestError
from surae.ingest.json_text import number_of, read_json, rows_of, text
from surae.ingest.measurements import Read, read_rows
from surae.ingest.rows import Row, read_csv

LOWER_LIMB_CIRCUMFERENCE = "413171006"
"""SNOMED CT code of the observation."""

_SIDES = {"left": "L", "right": "R"}
_SIDE_CODES = {"7771000": "L", "24028007": "R", "48979004": "L", "32696007": "R"}
_UNUSABLE = {"cancelled", "entered-in-error", "registered"}
_CALF_COLUMN = re.compile(r"(left|right)_calf_(cm|in)")
_WEIGHT_COLUMN = re.compile(r"weight_(kg|lbs?)")
_FIXED: Row = {"instrument": "tape", "structure": "calf", "quantity": "girth"}
_WEIGHING: Row = {"instrument": "scale", "structure": "body", "quantity": "mass"}


def read_hevy_measurements(data: bytes, name: str, time_zone: tzinfo = UTC) -> Read:
    """Return the calf girths and weighings of Hevy's measurement export.

    Raises
    ------
    IngestError
        If it is no table, or holds neither.
    """
    rows: list[tuple[int, Row]] = []
    for number, row in read_csv(data, name):
        for column, cell in row.items():
            if (read := _of_column(column)) and str(cell or "").strip():
                told = {"date_time": row.get("date"), "value": cell, "source": "Hevy"}
                rows.append((number, read | told))
    if not rows:
        reason = "a list of body measurements without one of the calf or a weight"
        raise IngestError(name, reason)
    return read_rows(rows, name, time_zone)


def _of_column(column: str) -> Row | None:
    """Return what a column of Hevy's list measures, None for what surae has no use for."""
    if found := _CALF_COLUMN.fullmatch(column):
        return _FIXED | {"side": found[1], "unit": found[2]}
    if found := _WEIGHT_COLUMN.fullmatch(column):
        return _WEIGHING | {"unit": found[1]}
    return None


def read_fhir(data: bytes, name: str, time_zone: tzinfo = UTC) -> Read:
    """Return the calf girths of a FHIR observation, a bundle of them, or a list.

    Raises
    ------
    IngestError
        If it holds no circumference of the lower limb.
    """
    rows = [
        (number, row)
        for number, resource in enumerate(_resources(read_json(data, name)), start=1)
        for row in _girths(resource)
    ]
    if not rows:
        raise IngestError(
            name,
            "a FHIR document without a circumference of the lower limb "
            f"(SNOMED {LOWER_LIMB_CIRCUMFERENCE})",
        )
    return read_rows(rows, name, time_zone)


def _resources(content: Any) -> Iterator[Mapping[str, Any]]:
    for item in rows_of(content if isinstance(content, list) else [content]):
        entries = [entry.get("resource") for entry in rows_of(item.get("entry"))]
        yield from rows_of(entries) if entries else [item]


def _girths(observation: Mapping[str, Any]) -> Iterator[Row]:
    """Yield the girths of an observation, its own and those of its components."""
    if observation.get("resourceType") != "Observation":
        return
    if observation.get("status") in _UNUSABLE:
        return
    for part in (observation, *rows_of(observation.get("component"))):
        value = part.get("valueQuantity")
        if LOWER_LIMB_CIRCUMFERENCE not in _codes(part.get("code")) or not isinstance(value, dict):
            continue
        when = observation.get("effectiveDateTime") or observation.get("issued")
        yield _FIXED | {
            "date_time": text(when),
            "side": _side(part) or _side(observation),
            "value": number_of(value.get("value")),
            "unit": text(value.get("unit") or value.get("code")),
            "source": "FHIR",
            "external_id": text(observation.get("id")),
        }


def _codes(concept: Any) -> list[str]:
    codings = rows_of(concept.get("coding")) if isinstance(concept, dict) else []
    return [text(coding.get("code")) for coding in codings]


def _side(part: Mapping[str, Any]) -> str:
    """Return the side that the body site says, in a code or in words."""
    site = part.get("bodySite")
    if not isinstance(site, dict):
        return ""
    by_code = next((_SIDE_CODES[code] for code in _codes(site) if code in _SIDE_CODES), "")
    words = [text(site.get("text")), *(text(c.get("display")) for c in rows_of(site.get("coding")))]
    said = " ".join(words).lower()
    return by_code or next((side for word, side in _SIDES.items() if word in said), "")
