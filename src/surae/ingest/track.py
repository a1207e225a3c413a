"""The points of a GPX or TCX track, collected while a document streams by."""

from __future__ import annotations

import math
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np

from surae.errors import IngestError
from surae.ingest.clocks import without_strays
from surae.ingest.samples import CHANNELS, build_and_name
from surae.ingest.times import parse_time
from surae.records import Samples, Session
from surae.records.activity import Surface
from surae.records.log import Kind

_NAN = math.nan
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _columns() -> dict[str, array[float]]:
    return {channel: array("d") for channel in CHANNELS}


@dataclass(slots=True)
class Track:
    """One activity of a document: a column per channel, NaN where a point lacks it.

    ``times`` are Unix [s], NaN for a point whose time cannot be read.
    """

    sport: str = ""
    seconds: float = 0.0
    meters: float = 0.0
    times: array[float] = field(default_factory=lambda: array("d"))
    columns: dict[str, array[float]] = field(default_factory=_columns)

    def add_point(self, time: str, row: Mapping[str, float]) -> None:
        """Add a point; one without a readable time is kept as such and counted later."""
        try:
            self.times.append(parse_time(time).timestamp())
        except ValueError:
            self.times.append(_NAN)
        for channel, column in self.columns.items():
            column.append(row.get(channel, _NAN))


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
    times, note = without_strays(np.array(track.times))
    timed = np.isfinite(times)
    if not timed.any():
        return None
    notes += (note,) if note else ()
    if n_untimed := int(np.isnan(track.times).sum()):
        notes += (f"points without a time are left out: {n_untimed}",)
    table = {channel: np.array(values)[timed] for channel, values in track.columns.items()}
    if not any(np.isfinite(table[channel]).any() for channel in ("distance", "speed")):
        notes += ("distance and speed are computed from positions",)
    start = float(np.min(times[timed]))
    seconds = times[timed] - start
    samples, kind, guess = build_and_name(seconds, table, kind, track.sport)
    duration = track.seconds if track.seconds > 0 else float(np.max(seconds))
    if duration <= 0:
        return None
    return Session(
        start=_EPOCH + timedelta(seconds=start),
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
    if any(np.isfinite(track.times).any() for track in tracks):
        reason = "has only one point with a time"
    elif any(track.times for track in tracks):
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
