"""Times as files write them, read without regard to the machine's language."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY_FIRST = re.compile(r"(\d{1,2}) ([a-z]{3})[a-z.]* (\d{4}),? (\d{1,2}):(\d{2})(?::(\d{2}))?")
_MONTH_FIRST = re.compile(
    r"([a-z]{3})[a-z.]* (\d{1,2}),? (\d{4}),? (\d{1,2}):(\d{2})(?::(\d{2}))?\s*([ap])\.?m\.?"
)
_SPACED_ZONE = re.compile(r"(?<=\d)\s+([+-]\d{2}:?\d{2})$")
_NOON = 12


def parse_time(text: str, time_zone: tzinfo = UTC) -> datetime:
    """Return a time in UTC.

    Parameters
    ----------
    text
        ISO 8601 (a date alone means noon), ``28 May 2026, 18:05`` or ``Jan 1, 2024, 10:00 AM``.
    time_zone
        The zone of a time that names none.

    Raises
    ------
    ValueError
        For any other shape, or a time that does not exist.

    Examples
    --------
    >>> parse_time("28 May 2026, 18:05").isoformat()
    '2026-05-28T18:05:00+00:00'
    >>> parse_time("Jan 1, 2024, 12:30 AM").isoformat()
    '2024-01-01T00:30:00+00:00'
    >>> parse_time("2024-01-01T10:00:00.25+02:00").isoformat()
    '2024-01-01T08:00:00.250000+00:00'
    >>> parse_time("2024-01-01").isoformat()
    '2024-01-01T12:00:00+00:00'
    >>> parse_time("2024-01-01 10:00:00 -0500").isoformat()
    '2024-01-01T15:00:00+00:00'
    """
    try:
        words = " ".join(text.lower().split())
        moment = _written_out(words) or _iso(text.strip())
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=time_zone)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"not a time that surae reads: {text!r}") from None


def _iso(text: str) -> datetime:
    moment = datetime.fromisoformat(_SPACED_ZONE.sub(r"\1", text))
    return moment.replace(hour=_NOON) if len(text) <= len("2024-01-01") else moment


def _written_out(words: str) -> datetime | None:
    """Read the two shapes that spell the month."""
    if found := _DAY_FIRST.fullmatch(words):
        day, month, year, hour, minute, second = found.groups()
        return _moment(year, month, day, int(hour), minute, second)
    if found := _MONTH_FIRST.fullmatch(words):
        month, day, year, hour, minute, second, half = found.groups()
        if not 1 <= int(hour) <= _NOON:
            return None
        afternoon = _NOON if half == "p" else 0
        return _moment(year, month, day, int(hour) % _NOON + afternoon, minute, second)
    return None


def _moment(
    year: str, month: str, day: str, hour: int, minute: str, second: str | None
) -> datetime | None:
    if month not in _MONTHS:
        return None
    number = _MONTHS.index(month) + 1
    return datetime(int(year), number, int(day), hour, int(minute), int(second or 0))
