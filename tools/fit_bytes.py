"""Put FIT files together byte by byte, right or wrong, to test the reader with.

>>> record = define(0, 20, [(253, 4, 0x86), (3, 1, 0x02)])
>>> file = part(record, message(0, struct.pack("<IB", 1_000_000_000, 150)))
>>> len(file), file[8:12]
(34, b'.FIT')
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence

UINT8, ENUM, SINT8, TEXT, BYTES = 0x02, 0x00, 0x01, 0x07, 0x0D
UINT16, UINT32, SINT32, FLOAT32, FLOAT64 = 0x84, 0x86, 0x85, 0x88, 0x89

Fields = Iterable[tuple[int, int, int]]


def define(
    local: int,
    number: int,
    fields: Fields,
    *,
    big_endian: bool = False,
    developer: Sequence[tuple[int, int, int]] = (),
) -> bytes:
    """Return a definition message.

    ``fields`` are (number, size, base type), ``developer`` (number, size, developer index).
    """
    rows = [bytes(row) for row in fields]
    head = 0x40 | local | (0x20 if developer else 0)
    fixed = struct.pack(
        ">BBBHB" if big_endian else "<BBBHB", head, 0, big_endian, number, len(rows)
    )
    tail = bytes([len(developer)]) + b"".join(map(bytes, developer)) if developer else b""
    return fixed + b"".join(rows) + tail


def message(local: int, payload: bytes = b"") -> bytes:
    """Return a data message."""
    return bytes([local]) + payload


def compressed(local: int, low_bits: int, payload: bytes = b"") -> bytes:
    """Return a data message with a compressed timestamp."""
    return bytes([0x80 | local << 5 | low_bits]) + payload


def describe(index: int, number: int, base: int, name: str, unit: str) -> bytes:
    """Return definition and data (local type 15) of a developer field's description."""
    texts = [text.encode() + b"\0" for text in (name, unit)]
    fields = [(0, 1, 2), (1, 1, 2), (2, 1, 2), (3, len(texts[0]), 7), (8, len(texts[1]), 7)]
    values = bytes([index, number, base]) + b"".join(texts)
    return define(15, 206, fields) + message(15, values)


def part(
    *messages: bytes,
    header_size: int = 14,
    data_size: int | None = None,
    checksum: int | None = None,
) -> bytes:
    """Return a whole file, or one link of a chain."""
    body = b"".join(messages)
    size = len(body) if data_size is None else data_size
    header = struct.pack("<BBHI4s", header_size, 0x20, 2100, size, b".FIT")
    if header_size >= 14:
        header += struct.pack("<H", crc(header)) + bytes(header_size - 14)
    whole = header + body
    return whole + struct.pack("<H", crc(whole) if checksum is None else checksum)


def crc(data: bytes) -> int:
    """Return CRC-16/ARC, bit by bit.

    >>> hex(crc(b"123456789"))
    '0xbb3d'
    """
    value = 0
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ 0xA001 if value & 1 else value >> 1
    return value
