"""GoldenCheetah's own files: JSON with samples, in kilometers and kilometers per hour."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import numpy as np

from surae.errors import IngestError
from surae.ingest.json_text import number_of, object_of, read_json, rows_of, text
from surae.ingest.samples import build_and_name
from surae.ingest.sports import kind_and_surface
from surae.records import Samples, Session
from surae.units import METERS_PER_KM

_SECONDS_PER_HOUR = 3600.0
_KEYS = {
    "distance": ("KM", METERS_PER_KM),
    "speed": ("KPH", METERS_PER_KM / _SECONDS_PER_HOUR),
    "altitude": ("ALT", 1.0),
    "heart_rate": ("HR", 1.0),
    "latitude": ("LAT", 1.0),
    "longitude": ("LON", 1.0),
    "grade": ("SLOPE", 0.01),
}
_TIME = "%Y/%m/%d %H:%M:%S"


def read_golden_cheetah(data: bytes, name: str) -> tuple[Session, ...]:
    """Return the session of a GoldenCheetah file.

    Raises
    ------
    IngestError
        If it is not JSON, or holds no samples with times.
    """
    content = read_json(data, name)
    ride = content.get("RIDE") if isinstance(content, dict) else None
    if not isinstance(ride, dict):
        raise IngestError(name, "holds no ride")
    tags = object_of(ride.get("TAGS"))
    sport = text(tags.get("Sport"))
    kind, surface = kind_and_surface(sport, text(tags.get("SubSport")))
    rows = rows_of(ride.get("SAMPLES"))
    seconds = np.array([number_of(row.get("SECS")) for row in rows])
    samples, kind, guess = build_and_name(seconds, _columns(rows), kind, sport)
    if samples is None:
        raise IngestError(name, "holds no samples with times")
    return (
        Session(
            start=_start(ride, name),
            kind=kind,
            duration=float(samples.time[-1]),
            distance=_last(samples),
            file=name,
            samples=samples,
            surface=surface,
            source=text(ride.get("DEVICETYPE")) or "GoldenCheetah",
            notes=guess,
            title=text(tags.get("Workout Code") or tags.get("Route")),
        ),
    )


def _columns(rows: list[Mapping[str, Any]]) -> dict[str, np.ndarray]:
    """Return the channels; a key that no sample has is left out."""
    columns = {
        channel: np.array([number_of(row.get(key)) for row in rows]) * scale
        for channel, (key, scale) in _KEYS.items()
        if any(key in row for row in rows)
    }
    cadence = next((key for key in ("RCAD", "CAD") if any(row.get(key) for row in rows)), None)
    if cadence:
        columns["cadence"] = np.array([number_of(row.get(cadence)) for row in rows])
    return columns


def _start(ride: Mapping[str, Any], name: str) -> datetime:
    told = text(ride.get("STARTTIME")).removesuffix("UTC").strip()
    try:
        return datetime.strptime(told, _TIME).replace(tzinfo=UTC)
    except ValueError:
        raise IngestError(name, f"has no start that surae reads: {told!r}", "STARTTIME") from None


def _last(samples: Samples) -> float:
    known = samples.distance[np.isfinite(samples.distance)]
    return float(known[-1]) if known.size and known[-1] > 0 else math.nan
