"""TCX files: Garmin's Training Center, and the exports of Strava, Polar and others."""

from __future__ import annotations

from collections.abc import Mapping

from surae.ingest.guarded_xml import stream
from surae.ingest.sports import kind_and_surface
from surae.ingest.track import Track, number, require_times, session_of
from surae.records import Session

_CHANNELS = {
    "LatitudeDegrees": "latitude",
    "LongitudeDegrees": "longitude",
    "AltitudeMeters": "altitude",
    "DistanceMeters": "distance",
    "Cadence": "cadence",
    "RunCadence": "cadence",
    "Speed": "speed",
    "Value": "heart_rate",
}


class _Reader:
    """Collects the activities of a document; a lap's own sums count for its activity."""

    def __init__(self) -> None:
        self.source = ""
        self.tracks: list[Track] = []
        self.starts: list[str] = []
        self.row: dict[str, float] | None = None
        self.time = ""
        self.in_creator = False

    def start(self, element: str, attributes: Mapping[str, str]) -> None:
        if element == "Activity":
            self.tracks.append(Track(sport=attributes.get("Sport", "")))
            self.starts.append("")
        elif element == "Trackpoint":
            self.row, self.time = {}, ""
        elif element == "Lap" and self.tracks and not self.starts[-1]:
            self.starts[-1] = attributes.get("StartTime", "")
        elif element in ("Creator", "Author"):
            self.in_creator = element == "Creator"

    def end(self, element: str, text: str) -> None:
        if not self.tracks:
            return
        if self.row is None:
            self._end_outside(element, text)
        elif element == "Trackpoint":
            self.tracks[-1].add_point(self.time, self.row)
            self.row = None
        elif element == "Time":
            self.time = text
        elif channel := _CHANNELS.get(element):
            self.row[channel] = number(text)

    def _end_outside(self, element: str, text: str) -> None:
        track = self.tracks[-1]
        if element == "TotalTimeSeconds" and number(text) > 0:
            track.seconds += number(text)
        elif element == "DistanceMeters" and number(text) > 0:
            track.meters += number(text)
        elif element == "Name" and self.in_creator:
            self.source = self.source or text


def read_tcx(data: bytes, name: str) -> tuple[Session, ...]:
    """Return a session for each activity of a TCX file.

    Raises
    ------
    IngestError
        If it has a document type, or no activity with times (a course has none).
    """
    reader = _Reader()
    damage = stream(data, name, reader.start, reader.end)
    notes = (damage,) if damage else ()
    sessions = []
    for track, start in zip(reader.tracks, reader.starts, strict=True):
        if not track.times and start:
            track.add_point(start, {})
        kind, surface = kind_and_surface(track.sport)
        session = session_of(track, kind, surface, name=name, source=reader.source, notes=notes)
        sessions += [session] if session else []
    require_times(reader.tracks, sessions, name, damage)
    return tuple(sessions)
