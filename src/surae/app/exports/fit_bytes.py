"""The bytes of small FIT files: definition and data messages between a header and a checksum."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from surae.ingest.fitfile.crc import crc16

ENUM, UINT16, UINT32, UINT32Z, TEXT = 0x00, 0x84, 0x86, 0x8C, 0x07

LONGEST_TEXT = 254
"""What a field of text holds, without its end [bytes]."""

_PACKED = {ENUM: "B", UINT16: "H", UINT32: "I", UINT32Z: "I"}
_PROTOCOL, _PROFILE, _DEFINITION = 0x20, 21218, 0x40


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a message: its number, base type and value."""

    number: int
    base: int
    value: int | str

    @property
    def raw(self) -> bytes:
        """Its bytes."""
        if isinstance(self.value, str):
            cut = self.value.encode("utf-8")[:LONGEST_TEXT].decode("utf-8", errors="ignore")
            return cut.encode("utf-8") + b"\0"
        return struct.pack("<" + _PACKED[self.base], self.value)


def fit_file(messages: Sequence[tuple[int, Sequence[Field]]]) -> bytes:
    """Return the FIT file of messages, each a number and its fields.

    >>> data = fit_file([(0, [Field(0, ENUM, 5)])])
    >>> data[8:12], len(data)
    (b'.FIT', 27)
    """
    body = b"".join(_message(number, fields) for number, fields in messages)
    head = struct.pack("<BBHI4s", 14, _PROTOCOL, _PROFILE, len(body), b".FIT")
    whole = head + struct.pack("<H", crc16(head)) + body
    return whole + struct.pack("<H", crc16(whole))


def _message(number: int, fields: Sequence[Field]) -> bytes:
    raw = [field.raw for field in fields]
    layout = b"".join(
        bytes((field.number, len(one), field.base)) for field, one in zip(fields, raw, strict=True)
    )
    definition = struct.pack("<BBBHB", _DEFINITION, 0, 0, number, len(fields)) + layout
    return definition + b"\0" + b"".join(raw)
