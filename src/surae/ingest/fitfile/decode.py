"""Decode FIT files into columns.

>>> definition = "40 00 00 1400 02  fd 04 86  06 02 84"  # record: timestamp, speed
>>> messages = "00 00ca9a3b c409 00 01ca9a3b ffff"
>>> body = bytes.fromhex(definition + messages)
>>> data = bytes.fromhex("0c 20 0000") + len(body).to_bytes(4, "little") + b".FIT" + body
>>> decode(data).parts[0]["record"]["speed"]
array([2.5, nan])
>>> print(*decode(data[:-3]).damage, sep=chr(10))
byte 31: a message of 7 bytes is cut at byte 35
byte 35: the file ends 5 bytes before its header says
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from surae.errors import IngestError
from surae.ingest.fitfile.clock import Clock
from surae.ingest.fitfile.columns import Derive, Descriptions, Messages
from surae.ingest.fitfile.crc import crc16
from surae.ingest.fitfile.heart_rate import Strap, strap_clock
from surae.ingest.fitfile.profile import Entry, entries, message_numbers
from surae.ingest.fitfile.scan import Budget, Damage, Layout, Walk
from surae.ingest.fitfile.values import widest

MAX_BYTES = 32 << 20
"""Largest file that is read; a device writes less than this in days."""

MAX_PARTS = 256
"""Most files chained in one."""

MAX_CELLS = 1 << 23
"""Most numbers that one column may hold."""

MAX_BEATS = 1 << 20
"""Most heart beats; a strap keeps those of a day."""

_MARK = b".FIT"
_MOST_VALUES = 255  # in one field
_RECORD, _DESCRIPTION, _HR = 20, 206, 132


class Header(NamedTuple):
    """The header of one part: where it is, and what it says of the part."""

    offset: int
    size: int
    protocol: int
    profile: int
    data_size: int

    @property
    def end(self) -> int:
        """First byte after the messages, where the checksum is."""
        return self.offset + self.size + self.data_size


class Part:
    """One file of a chain: a header and its messages by number.

    ``part["record"]`` gives the messages of a name in the profile, empty if the file has none;
    ``part[20]`` those of any number.
    """

    def __init__(self, header: Header, layouts: list[Layout], strap: Strap) -> None:
        self.header = header
        self._clock = Clock(layouts)
        self._strap = strap
        self._layouts: dict[int, list[Layout]] = {}
        for layout in layouts:
            self._layouts.setdefault(layout.number, []).append(layout)
        self._made: dict[int, Messages] = {}
        if _HR in self._layouts:
            strap.messages.append(self[_HR])

    @property
    def numbers(self) -> list[int]:
        """Numbers of the messages that the part has, in order of their first definition."""
        return list(self._layouts)

    def __iter__(self) -> Iterator[Messages]:
        return (self[number] for number in self._layouts)

    def __getitem__(self, key: str | int) -> Messages:
        """Return the messages of a name or number.

        Raises
        ------
        KeyError
            For a name that the profile does not have.
        """
        number = message_numbers()[key] if isinstance(key, str) else key
        if number not in self._made:
            self._made[number] = self._make(number)
        return self._made[number]

    def _make(self, number: int) -> Messages:
        entry = entries().get(number, Entry(number, "", {}))
        layouts = self._layouts.get(number, [])
        derive: dict[str, Derive] = {}
        clock = self._clock
        if "timestamp" in entry.columns and clock.in_use:
            derive["timestamp"] = lambda messages, time: clock.fill(messages.offset, time)
        if number == _RECORD and layouts and self._strap.messages:
            derive["heart_rate"] = self._strap.onto
        if number == _HR and layouts:
            derive["event_timestamp"] = strap_clock
        described = Descriptions(self[_DESCRIPTION]) if number != _DESCRIPTION else None
        return Messages(entry, layouts, described, derive)


@dataclass(frozen=True, slots=True)
class FitFile:
    """What could be read of a file, and what could not.

    Parameters
    ----------
    parts
        The chained files in it, mostly one.
    damage
        Where something is wrong. Everything before such a place was read.
    """

    parts: tuple[Part, ...]
    damage: tuple[Damage, ...]


def decode(data: bytes, *, check_crc: bool = False, name: str = "FIT file") -> FitFile:
    """Decode a FIT file.

    Parameters
    ----------
    data
        The whole file.
    check_crc
        Whether to compare the checksums; a wrong one is damage, and does not stop the decoder.
    name
        What the file is called in errors.

    Raises
    ------
    IngestError
        If there is no FIT header at the start, or the file is larger than :data:`MAX_BYTES`.
        Nothing else is raised, whatever the bytes.
    """
    if len(data) > MAX_BYTES:
        raise IngestError(name, f"is larger than {MAX_BYTES >> 20} MB; no device writes that")
    if _header(data, 0) is None:
        reason = "has no FIT header; check that the file is a .fit file and was copied whole"
        raise IngestError(name, reason, "byte 0")
    data = bytes(data)
    parts: list[Part] = []
    damage: list[Damage] = []
    budget, strap, pos = Budget(), Strap(), 0
    while pos < len(data):
        header = _header(data, pos)
        if header and _is_unfinished(data, header):
            header = header._replace(data_size=len(data) - pos - header.size)
            damage.append(Damage(pos + 4, "the header says no data; read to the end of the file"))
        if header is None or len(parts) == MAX_PARTS:
            what = "no FIT header" if header is None else f"more than {MAX_PARTS} files in one"
            damage.append(Damage(pos, f"{what}; the last {len(data) - pos} bytes are left out"))
            break
        parts.append(Part(header, _layouts(data, header, budget, damage), strap))
        if check_crc:
            damage += _wrong_checksums(data, header)
        pos = header.end + 2
    return FitFile(tuple(parts), tuple(sorted(damage, key=lambda wrong: wrong.offset)))


def _header(data: bytes, pos: int) -> Header | None:
    """Return the header at ``pos``, or None where there is none."""
    if pos + 12 > len(data) or data[pos] < 12 or data[pos + 8 : pos + 12] != _MARK:
        return None
    profile = int.from_bytes(data[pos + 2 : pos + 4], "little")
    data_size = int.from_bytes(data[pos + 4 : pos + 8], "little")
    return Header(pos, data[pos], data[pos + 1], profile, data_size)


def _is_unfinished(data: bytes, header: Header) -> bool:
    """Whether the device stopped before it wrote the length, although there are messages."""
    after = header.end + 2
    return not header.data_size and len(data) > after and _header(data, after) is None


def _layouts(data: bytes, header: Header, budget: Budget, damage: list[Damage]) -> list[Layout]:
    """Find the messages of one part and note what is wrong with it."""
    start, end = header.offset + header.size, header.end
    if end > len(data):
        short = end + 2 - len(data)
        damage.append(Damage(len(data), f"the file ends {short} bytes before its header says"))
    walk = Walk(data, start, min(end, len(data)), budget)
    layouts = walk.layouts()
    damage += walk.damage
    return _within_bounds(layouts, damage)


def _within_bounds(layouts: list[Layout], damage: list[Damage]) -> list[Layout]:
    """Leave out messages whose columns would fill the memory."""
    numbers: dict[int, list[Layout]] = {}
    for layout in layouts:
        numbers.setdefault(layout.number, []).append(layout)
    for number, some in numbers.items():
        most = MAX_BEATS if number == _HR else MAX_CELLS
        n = sum(len(layout.offsets) for layout in some)
        if n * _MOST_VALUES <= most:
            continue
        width = max(widest(layout) for layout in some)
        if n * width <= most:
            continue
        cut = int(np.sort(np.concatenate([layout.offsets for layout in some]))[most // width])
        damage.append(Damage(cut, f"more values in messages {number} than can be held; cut here"))
        for layout in some:
            layout.trim(cut)
    return [layout for layout in layouts if len(layout.offsets)]


def _wrong_checksums(data: bytes, header: Header) -> Iterator[Damage]:
    start, end = header.offset, header.end
    stored = int.from_bytes(data[start + 12 : start + 14], "little") if header.size >= 14 else 0
    if stored and stored != crc16(data[start : start + 12]):
        yield Damage(start + 12, "the header's checksum does not fit: some byte of it is wrong")
    if end + 2 <= len(data):
        stored = int.from_bytes(data[end : end + 2], "little")
        if stored != crc16(data[start:end]):
            yield Damage(end, "the checksum does not fit: some byte before it is wrong")
