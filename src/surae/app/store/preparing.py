"""A file becomes what the store keeps of it; this part runs in workers and touches no store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo

from surae.app.store import codec
from surae.app.store.files import digest, packed, printable
from surae.app.store.recordings import channels_of, parquet_of
from surae.errors import IngestError, RecordError
from surae.ingest.archive import Found, Large
from surae.ingest.options import Options, WeightUnit
from surae.ingest.reading import Content, read_file
from surae.ingest.sniff import recognize, unpack
from surae.records import Session, Skipped


@dataclass(frozen=True, slots=True)
class Given:
    """What the user said about files that do not say it themselves; None where nothing.

    Parameters
    ----------
    weight_unit
        Of strength logs, ``"kg"`` or ``"lb"``.
    time_zone
        Of local times, such as ``"Europe/Berlin"``.
    """

    weight_unit: WeightUnit | None = None
    time_zone: str | None = None


NOTHING = Given()


@dataclass(frozen=True, slots=True)
class Recording:
    """The samples of a session, ready to be written."""

    content: bytes
    sha256: str
    n_samples: int
    seconds: float
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PreparedSession:
    """A session, ready to be written."""

    start: str
    record: str
    recording: Recording | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PreparedReading:
    """A reading, ready to be written."""

    date_time: str
    record: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """All that the store keeps of a file.

    Parameters
    ----------
    sha256, size, name
        Of its content.
    original
        Its content, compressed, or where to stream it from; empty where nothing could be used.
    """

    sha256: str
    size: int
    name: str
    format: str
    given: Given
    original: bytes | Large
    sessions: tuple[PreparedSession, ...]
    readings: tuple[PreparedReading, ...]
    skipped: tuple[tuple[str, str], ...]

    @property
    def is_empty(self) -> bool:
        """Nothing in it could be used."""
        return not self.sessions and not self.readings

    @property
    def notes(self) -> tuple[str, ...]:
        """What had to be repaired or guessed, each once."""
        return tuple(dict.fromkeys(note for s in self.sessions for note in s.notes))

    @property
    def weight(self) -> int:
        """How many bytes will be written."""
        recordings = (len(s.recording.content) for s in self.sessions if s.recording)
        original = len(self.original) if isinstance(self.original, bytes) else 0
        return original + sum(recordings)


def prepare(found: Found, sha256: str, size: int, given: Given) -> Prepared:
    """Decode a file.

    Parameters
    ----------
    found
        What the file holds, or where to stream it from, and its name without folder.
    sha256, size
        Of its content.
    given
        What the user said about it.
    """
    read = read_file(found, Options(given.weight_unit, zone(given.time_zone)))
    usable = bool(read.sessions or read.measurements)
    return Prepared(
        sha256=sha256,
        size=size,
        name=found.name,
        format=_format(found) if usable else "",
        given=given,
        original=(found.large or packed(found.data)) if usable else b"",
        sessions=tuple(_session(session) for session in read.sessions),
        readings=_readings(read),
        skipped=tuple(
            dict.fromkeys((_place(s, found.name), printable(s.reason)) for s in read.skipped)
        ),
    )


def zone(name: str | None) -> tzinfo:
    """Return a time zone by its name.

    Raises
    ------
    RecordError
        If there is no such zone.
    """
    if not name or name.upper() == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise RecordError("time-zone", name, "names such as Europe/Berlin") from None


def _format(found: Found) -> str:
    head = next(iter(found.large.pieces()), b"") if found.large else found.data
    try:
        return recognize(unpack(head, found.name), found.name)
    except IngestError:
        return ""


def _place(skipped: Skipped, name: str) -> str:
    """Return where in the file something was left out, empty where all of it was."""
    return printable(skipped.file.removeprefix(name).strip())


def _session(session: Session) -> PreparedSession:
    return PreparedSession(
        start=session.start.isoformat(),
        record=codec.session_text(session),
        recording=_recording(session),
        notes=session.notes,
    )


def _recording(session: Session) -> Recording | None:
    samples = session.samples
    if samples is None:
        return None
    content = parquet_of(samples)
    return Recording(
        content=content,
        sha256=digest(content),
        n_samples=len(samples),
        seconds=float(samples.time[-1]),
        channels=channels_of(samples),
    )


def _readings(read: Content) -> tuple[PreparedReading, ...]:
    return tuple(
        PreparedReading(reading.date_time.isoformat(), codec.reading_text(reading))
        for reading in read.measurements
    )
