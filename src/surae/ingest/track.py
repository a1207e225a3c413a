"""The points of a GPX or TCX track, collected while a document streams by."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from surae.errors import IngestError
from surae.ingest.samples import CHANNELS, build_and_name
from surae.ingest.times import parse_time
from surae.records import Samples, Session
from surae.records.activity import Surface
from surae.records.log import Kind


@dataclass(slots=True)
class Track:
    """One activity of a document; a point is a row, NaN where a channel is missing."""

    sport: str = ""
    seconds: float = 0.0
    meters: float = 0.0
    times: list[datetime | None] = field(default_factory=list)
    rows: list[dict[str, float]] = field(default_factory=list)

    def add_point(self, time: str, row: dict[str, float]) -> None:
        """Add a point; one without a readable time is kept as such and counted later."""
        try:
            self.times.append(parse_time(time))
        except ValueError:
            self.times.append(None)
        self.rows.append(row)


def number(text: str) -> float:
    """Return a number from a document, NaN where it is none or not finite.

    >>> number("3.5"), number("n/a"), number("inf")
    (3.5, nan, nan)
    """
    try:
        value = float(text)
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan


def session_of(
    track: Track,
    kind: Kind,
    surface: Surface | None,
    *,
    name: str,
    source: str,
    notes: tuple[str, ...],
) -> Session | None:
    """Return the session of a track, None where it has neither a duration nor two timed points."""
    timed = [(when, row) for when, row in zip(track.times, track.rows, strict=True) if when]
    if not timed:
        return None
    if len(timed) < len(track.rows):
        notes += (f"points without a time are left out: {len(track.rows) - len(timed)}",)
    if not any("distance" in row or "speed" in row for _, row in timed):
        notes += ("distance and speed are computed from positions",)
    start = min(when for when, _ in timed)
    seconds = [(when - start).total_seconds() for when, _ in timed]
    table = {channel: [row.get(channel, math.nan) for _, row in timed] for channel in CHANNELS}
    samples, kind, guess = build_and_name(seconds, table, kind, track.sport)
    duration = track.seconds if track.seconds > 0 else max(seconds)
    if duration <= 0:
        return None
    return Session(
        start=start,
        kind=kind,
        duration=duration,
        distance=_total(track, samples),
        file=name,
        samples=samples,
        surface=surface,
        source=source,
        notes=notes + guess,
    )


def require_times(tracks: list[Track], sessions: list[Session], name: str, damage: str) -> None:
    """Refuse a document that gave no session, saying why.

    Raises
    ------
    IngestError
        If ``sessions`` is empty.
    """
    if sessions:
        return
    if any(when for track in tracks for when in track.times):
        reason = "has only one point with a time"
    elif any(track.rows for track in tracks):
        reason = "its points have no times, so its speed is unknown; export it with times"
    else:
        reason = "holds no recorded track"
    raise IngestError(name, f"{reason}; {damage}" if damage else reason)


def _total(track: Track, samples: Samples | None) -> float:
    if track.meters > 0:
        return track.meters
    if samples is None or not np.isfinite(samples.distance).any():
        return math.nan
    last = float(np.nanmax(samples.distance))
    return last if last > 0 else math.nan
