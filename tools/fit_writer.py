"""Write activities as FIT files.

:func:`encode_activity` makes a whole activity from its records, :func:`encode` a file from any
messages. Values are given by the names and in the units of the FIT profile (m, m/s, s, kg, steps of
one foot per minute), with four conveniences: positions are in degrees, times are ``datetime`` with
a zone, the numbers of an enumeration may be given by name, and None or NaN writes "no value".

A file is a header of 14 bytes, definition and data messages, and a CRC-16 of all before it.
A definition is written when a new set of fields first occurs; more than 16 sets reuse the slots.

>>> from datetime import UTC, datetime, timedelta
>>> start = datetime(2026, 3, 1, 8, tzinfo=UTC)
>>> records = [
...     {"timestamp": start + timedelta(seconds=s), "distance": 3.0 * s, "speed": 3.0}
...     for s in range(61)
... ]
>>> file = encode_activity(records, {"sport": "running", "sub_sport": "treadmill"})
>>> file[8:12], crc16(file) == 0
(b'.FIT', True)
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from difflib import get_close_matches

from fit_profile import BASES, MESSAGES, NAMED_NUMBERS, Field

Value = int | float | str | datetime | Sequence[int | str] | None
Fields = Mapping[str, Value]
Message = tuple[str, Fields]
Pause = tuple[datetime, datetime]

EPOCH = 631065600
"""Unix time of the FIT epoch, 1989-12-31T00:00:00Z [s]."""

_PROTOCOL_VERSION = 0x20
_PROFILE_VERSION = 21170
_N_SLOTS = 16
_DEFINITION = 0x40
_FILE_ID: Fields = {
    "type": 4,  # an activity
    "manufacturer": 255,  # the number reserved for development
    "product": 1,
    "serial_number": 1,
}


def encode_activity(
    records: Sequence[Fields],
    session: Fields,
    *,
    laps: Sequence[Fields] = (),
    pauses: Sequence[Pause] = (),
    sets: Sequence[Fields] = (),
    file_id: Fields | None = None,
) -> bytes:
    """Return the FIT file of one activity with one session.

    Parameters
    ----------
    records
        ``record`` messages by time, each with a ``timestamp``; may be empty.
    session
        The ``session`` message: ``sport``, ``sub_sport`` and whatever is to differ from what the
        records say. Start, end, times, distance and mean speed are derived where they are not
        given; without records ``start_time`` and ``timestamp`` are needed.
    laps
        ``lap`` messages with ``start_time`` and ``timestamp``; none means one lap as long as the
        session.
    pauses
        Start and end of each time in which the timer stood still. They become ``event`` messages
        and are taken off the timer time.
    sets
        ``set`` messages of a strength activity.
    file_id
        What is to differ from the default ``file_id``.

    Returns
    -------
    bytes
        Messages in the order file_id, events and records by time, sets, laps, session, activity.

    Raises
    ------
    ValueError
        For an unknown field, a value that its field cannot hold, or a time without zone.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> begin, end = datetime(2026, 3, 1, 18, tzinfo=UTC), datetime(2026, 3, 1, 19, tzinfo=UTC)
    >>> calf_raise = {"timestamp": begin, "set_type": "active", "category": ["calf_raise"],
    ...               "repetitions": 12, "weight": 42.5}
    >>> session = {"sport": "training", "sub_sport": "strength_training",
    ...            "start_time": begin, "timestamp": end}
    >>> crc16(encode_activity([], session, sets=[calf_raise])) == 0
    True
    """
    whole = _derived(records, session, pauses)
    spans = ("start_time", "timestamp", "total_elapsed_time", "total_timer_time", "total_distance")
    one_lap = {key: whole[key] for key in spans if key in whole} | {"lap_trigger": "session_end"}
    all_laps = list(laps) or [one_lap]
    counts: Fields = {"first_lap_index": 0, "num_laps": len(all_laps), "trigger": "activity_end"}
    identity = {**_FILE_ID, "time_created": whole["start_time"], **(file_id or {})}
    last = {"timestamp": whole["timestamp"], "total_timer_time": whole["total_timer_time"]}
    return encode(
        [
            ("file_id", identity),
            *_by_time(records, _timer_events(whole, pauses)),
            *(("set", {"message_index": i, **row}) for i, row in enumerate(sets)),
            *(("lap", _closing("lap", i, lap)) for i, lap in enumerate(all_laps)),
            ("session", _closing("session", 0, {**counts, **whole})),
            ("activity", {**last, "num_sessions": 1, "type": 0, **_stop("activity")}),
        ]
    )


def encode(messages: Iterable[Message]) -> bytes:
    """Return the FIT file that holds ``messages``, pairs of name and fields, in their order.

    Raises
    ------
    ValueError
        For an unknown message or field, or a value that its field cannot hold.

    Notes
    -----
    Files chain by concatenation, and a cut or a changed byte makes a damaged one.
    """
    body = bytearray()
    slots: dict[bytes, int] = {}
    n_definitions = 0
    for name, fields in messages:
        if name not in MESSAGES:
            raise ValueError(f"unknown message {name!r}, known: {', '.join(MESSAGES)}")
        raw = [_raw(name, key, value) for key, value in fields.items()]
        definition = _definition(name, [field for field, _ in raw], [data for _, data in raw])
        if definition not in slots:
            slot = n_definitions % _N_SLOTS
            n_definitions += 1
            slots = {known: used for known, used in slots.items() if used != slot}
            slots[definition] = slot
            body += bytes((_DEFINITION | slot,)) + definition
        body.append(slots[definition])
        body += b"".join(data for _, data in raw)
    header = struct.pack("<BBHI4s", 14, _PROTOCOL_VERSION, _PROFILE_VERSION, len(body), b".FIT")
    file = header + struct.pack("<H", crc16(header)) + bytes(body)
    return file + struct.pack("<H", crc16(file))


def crc16(data: bytes) -> int:
    """Return the CRC of the FIT protocol, CRC-16/ARC; that of a whole file is 0.

    >>> hex(crc16(b"123456789"))
    '0xbb3d'
    """
    crc = 0
    for byte in data:
        crc = (crc >> 8) ^ _CRC_TABLE[(crc ^ byte) & 0xFF]
    return crc


def _crc_entry(value: int) -> int:
    """Return the CRC of one byte, bit by bit, with the reflected polynomial 0xA001."""
    for _ in range(8):
        value = (value >> 1) ^ (0xA001 if value & 1 else 0)
    return value


_CRC_TABLE = tuple(_crc_entry(value) for value in range(256))


def _derived(
    records: Sequence[Fields], session: Fields, pauses: Sequence[Pause]
) -> dict[str, Value]:
    """Complete the session with what its records say."""
    whole = dict(session)
    if records:
        whole.setdefault("start_time", records[0]["timestamp"])
        whole.setdefault("timestamp", records[-1]["timestamp"])
    start, end = _moment(whole, "start_time"), _moment(whole, "timestamp")
    paused = sum((resume - stop).total_seconds() for stop, resume in pauses)
    elapsed = (end - start).total_seconds()
    whole.setdefault("total_elapsed_time", elapsed)
    whole.setdefault("total_timer_time", elapsed - paused)
    timer, distance = whole["total_timer_time"], records[-1].get("distance") if records else None
    if isinstance(distance, int | float):
        whole.setdefault("total_distance", distance)
        if isinstance(timer, int | float) and timer > 0:
            whole.setdefault("enhanced_avg_speed", distance / timer)
    return whole


def _moment(fields: Fields, key: str) -> datetime:
    """Return the time under ``key``."""
    value = fields.get(key)
    if not isinstance(value, datetime):
        raise ValueError(f"session needs a {key}: give it, or records with a timestamp")
    return value


def _stop(event: str) -> Fields:
    return {"event": event, "event_type": "stop"}


def _closing(message: str, index: int, fields: Fields) -> Fields:
    """Return a lap or session with its number and its end."""
    return {"message_index": index, **_stop(message), **fields}


def _timer_events(whole: Fields, pauses: Sequence[Pause]) -> list[Fields]:
    """Return the timer's starts and stops."""
    moments: list[tuple[Value, str]] = [(whole["start_time"], "start")]
    for stop, resume in pauses:
        moments += [(stop, "stop_all"), (resume, "start")]
    moments.append((whole["timestamp"], "stop_all"))
    return [{"timestamp": when, "event": "timer", "event_type": what} for when, what in moments]


def _by_time(records: Sequence[Fields], events: Sequence[Fields]) -> list[Message]:
    """Interleave records and events; at the same time a start comes first and a stop last."""
    keyed = [(_moment(record, "timestamp"), 1, "record", record) for record in records]
    for event in events:
        order = 0 if event["event_type"] == "start" else 2
        keyed.append((_moment(event, "timestamp"), order, "event", event))
    return [(name, fields) for _, _, name, fields in sorted(keyed, key=lambda row: row[:2])]


def _definition(name: str, fields: Sequence[Field], data: Sequence[bytes]) -> bytes:
    """Return a definition message without its header byte: little endian, number and layout."""
    layout = b"".join(
        bytes((field.number, len(raw), BASES[field.base].code))
        for field, raw in zip(fields, data, strict=True)
    )
    return struct.pack("<BBHB", 0, 0, MESSAGES[name][0], len(fields)) + layout


def _raw(message: str, key: str, value: Value) -> tuple[Field, bytes]:
    """Return the field of a name and the bytes of its value."""
    field = _field(message, key)
    base = BASES[field.base]
    if base.letter == "s":
        return field, str(value or "").encode() + b"\0"
    items = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    try:
        numbers = [_number(key, field, item) for item in items]
        return field, struct.pack(f"<{len(numbers)}{base.letter}", *numbers)
    except (struct.error, OverflowError):
        raise ValueError(f"{message}.{key} cannot hold {value!r} as {field.base}") from None


def _field(message: str, key: str) -> Field:
    """Look a field up and name the nearest where there is none."""
    fields = MESSAGES[message][1]
    if key not in fields:
        close = get_close_matches(key, fields, n=1)
        hint = f"; did you mean {close[0]!r}?" if close else ""
        raise ValueError(f"message {message} has no field {key!r} here{hint}")
    return fields[key]


def _number(key: str, field: Field, value: int | float | str | datetime | None) -> int:
    """Return the number that stands for a value in the file."""
    if value is None or value != value:
        return BASES[field.base].invalid
    if isinstance(value, str):
        names = NAMED_NUMBERS.get(key, {})
        if value not in names:
            raise ValueError(f"{key} has no name {value!r}, known: {', '.join(names) or 'none'}")
        return names[value]
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(f"{key} {value} needs a time zone")
        return round(value.timestamp()) - EPOCH
    return round((value + field.offset) * field.scale)
