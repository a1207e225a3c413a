"""GPX files, versions 1.0 and 1.1, with the extensions that Garmin, Strava and others add."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from surae.ingest.guarded_xml import stream
from surae.ingest.sports import kind_and_surface
from surae.ingest.track import Track, number, require_times, session_of
from surae.records import Session
from surae.records.log import AltitudeSource

_CHANNELS = {
    "ele": "altitude",
    "speed": "speed",
    "hr": "heart_rate",
    "heartrate": "heart_rate",
    "cad": "cadence",
    "cadence": "cadence",
    "runcadence": "cadence",
}
_PHONES = (
    "phone", "android", "apple health", "runkeeper", "nike", "endomondo", "mapmyrun", "runtastic",
    "gps logger",
)  # fmt: skip
_STRAVA_NUMBERS = {"1": "ride", "4": "hike", "9": "run", "10": "walk", "17": "ride", "18": "ride"}


class _Reader:
    """Collects the tracks of a document."""

    def __init__(self) -> None:
        self.creator = ""
        self.tracks: list[Track] = []
        self.row: dict[str, float] | None = None
        self.time = ""

    def start(self, element: str, attributes: Mapping[str, str]) -> None:
        if element == "gpx":
            self.creator = attributes.get("creator", "")
        elif element == "trk":
            self.tracks.append(Track())
        elif element == "trkpt":
            position = (("latitude", "lat"), ("longitude", "lon"))
            self.row = {channel: number(attributes.get(key, "")) for channel, key in position}
            self.time = ""

    def end(self, element: str, text: str) -> None:
        if not self.tracks:
            return
        if self.row is None:
            if element == "type" and not self.tracks[-1].times:
                self.tracks[-1].sport = _STRAVA_NUMBERS.get(text, text)
        elif element == "trkpt":
            self.tracks[-1].add_point(self.time, self.row)
            self.row = None
        elif element == "time":
            self.time = text
        elif channel := _CHANNELS.get(element.lower()):
            self.row[channel] = number(text)


def _altitude_source(creator: str) -> AltitudeSource | None:
    """Return what measured the altitude, as far as the program that wrote the file tells.

    A phone's altitude is that of its satellites. A file from elsewhere may have that of a
    barometer, of satellites or of a map.

    >>> _altitude_source("StravaGPX iPhone"), _altitude_source("Garmin Edge with Barometer")
    ('gps', 'barometer')
    >>> _altitude_source("Garmin Connect") is None
    True
    """
    words = creator.lower()
    if "barometer" in words:
        return "barometer"
    return "gps" if any(word in words for word in _PHONES) else None


def read_gpx(data: bytes, name: str) -> tuple[Session, ...]:
    """Return a session for each track of a GPX file; its segments are one session.

    Raises
    ------
    IngestError
        If it has a document type, or no recorded track with times.
    """
    reader = _Reader()
    damage = stream(data, name, reader.start, reader.end)
    notes = (damage,) if damage else ()
    sessions = []
    for track in reader.tracks:
        kind, surface = kind_and_surface(track.sport)
        session = session_of(track, kind, surface, name=name, source=reader.creator, notes=notes)
        altitude_source = _altitude_source(reader.creator)
        sessions += [replace(session, altitude_source=altitude_source)] if session else []
    require_times(reader.tracks, sessions, name, damage)
    return tuple(sessions)
