"""iCalendar (RFC 5545): one event a session, whose name stays, so that a new version updates it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from surae.ingest.planned import activity_words
from surae.records import Planned

_WIDTH = 75


def calendar(
    sessions: Sequence[Planned], key: str, version: int, made: date, gone: Iterable[str] = ()
) -> str:
    """Return sessions as a calendar.

    Parameters
    ----------
    sessions
        Of the plan, by day.
    key
        Of the plan; with a session's own name it makes the event's, whatever the version.
    version
        From 1; it becomes the events' sequence, so that a calendar takes the newer.
    made
        The day on which this version was made.
    gone
        Names of sessions of earlier versions that this one does not have: they are canceled.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//surae//plan//EN", "CALSCALE:GREGORIAN"]
    lines.append("METHOD:PUBLISH")
    for session in sessions:
        lines += _event(session, key, version, made)
    for uid in sorted(gone):
        lines += _canceled(uid, key, version, made)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def _head(uid: str, key: str, version: int, made: date) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{uid}-{key}@surae",
        f"DTSTAMP:{made:%Y%m%d}T000000Z",
        f"SEQUENCE:{version - 1}",
    ]


def _event(session: Planned, key: str, version: int, made: date) -> list[str]:
    words = activity_words(session.activity)
    told = f"{session.minutes:g} min\n{session.reason}\n{words}"
    return [
        *_head(session.uid, key, version, made),
        f"DTSTART;VALUE=DATE:{session.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{session.day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escaped(session.title)}",
        f"DESCRIPTION:{escaped(told)}",
        f"X-SURAE-MOVEMENT:{escaped(words)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _canceled(uid: str, key: str, version: int, made: date) -> list[str]:
    day = date.fromisoformat(uid[:10])
    return [
        *_head(uid, key, version, made),
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        "SUMMARY:no longer planned",
        "STATUS:CANCELLED",
        "END:VEVENT",
    ]


def escaped(text: str) -> str:
    r"""Return text as a calendar writes it.

    >>> escaped("3 sets; rest, then\nmore")
    '3 sets\\; rest\\, then\\nmore'
    """
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def folded(line: str) -> list[str]:
    """Return a line in pieces of at most 75 bytes, each but the first begun by a space.

    >>> [len(part) for part in folded("x" * 160)]
    [75, 75, 12]
    """
    pieces, now = [], ""
    for sign in line:
        if len((now + sign).encode()) > _WIDTH:
            pieces.append(now)
            now = " "
        now += sign
    return [*pieces, now]
