"""The only place that knows the FIT decoder: bytes in, plain values by the profile's names out.

A file may chain several FIT files. Each is cut out by its own header and decoded alone, so damage
in one does not reach the next, and everything before damage is kept.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import Any

from surae.errors import IngestError

Value = int | float | str | tuple[int | float | str | None, ...] | None
Fields = dict[str, Value]

_MAGIC = b".FIT"
_MAGIC_AT = 8
_SHORTEST_HEADER = 12
_SIZE_AT = 4
_KEPT = ("record", "session", "set", "sport", "lap", "file_id")
_NO_CATEGORY = 65534


@dataclass(slots=True)
class FitPart:
    """The messages of one FIT file that matter here, in file order, times in seconds of FIT."""

    messages: dict[str, list[Fields]] = field(default_factory=lambda: {name: [] for name in _KEPT})
    lost: list[str] = field(default_factory=list)


def decode(data: bytes, name: str) -> list[FitPart]:
    """Return what each FIT file in ``data`` holds.

    Raises
    ------
    IngestError
        If ``data`` does not begin as a FIT file.
    """
    parts: list[FitPart] = []
    begin = 0
    while begin < len(data):
        if not _is_header(data, begin):
            if not parts:
                raise IngestError(name, "is not a FIT file; check what it is and rename it")
            parts[-1].lost.append(f"{len(data) - begin} bytes after its end are not FIT data")
            break
        chunk, end = _cut(data, begin)
        parts.append(_decode_one(chunk))
        begin = end
    return parts


def exercise_name(category: int | str, subtype: int | None) -> str:
    """Return the profile's name of an exercise, empty for one that the watch did not know.

    Parameters
    ----------
    category
        Number, or its word where the decoder put one.
    subtype
        Number within the category, None where the file has none.

    Examples
    --------
    >>> exercise_name(1, 8), exercise_name("calf_raise", None), exercise_name(1, 99)
    ('seated dumbbell toe raise', 'calf raise', 'calf raise 99')
    """
    from fitdecode import profile

    words = profile.FIELD_TYPES["exercise_category"].enum
    word = words.get(category, category)
    if word == "unknown":
        return ""
    names = profile.FIELD_TYPES.get(f"{word}_exercise_name")
    number = "" if subtype is None else f" {subtype}"
    known = names.enum.get(subtype) if names else None
    return str(known or f"{word}{number}").replace("_", " ")


def category_number(category: int | str) -> int:
    """Return the number of an exercise category.

    >>> category_number("calf_raise"), category_number(37)
    (1, 37)
    """
    from fitdecode import profile

    words = profile.FIELD_TYPES["exercise_category"].enum
    by_word = {word: number for number, word in words.items()}
    return category if isinstance(category, int) else by_word.get(category, _NO_CATEGORY)


def _is_header(data: bytes, begin: int) -> bool:
    magic = data[begin + _MAGIC_AT : begin + _MAGIC_AT + len(_MAGIC)]
    return magic == _MAGIC and data[begin] >= _SHORTEST_HEADER


def _cut(data: bytes, begin: int) -> tuple[bytes, int]:
    """Return one FIT file and where it ends; one without a size ends with the data."""
    header_size = data[begin]
    (size,) = struct.unpack_from("<I", data, begin + _SIZE_AT)
    end = begin + header_size + size + 2
    if size:
        return data[begin:end], end
    rest = len(data) - begin - header_size
    header = bytearray(data[begin : begin + header_size])
    struct.pack_into("<I", header, _SIZE_AT, rest)
    return bytes(header) + data[begin + header_size :], len(data)


def _decode_one(chunk: bytes) -> FitPart:
    """Collect messages until the end or the first damage."""
    import fitdecode

    part = FitPart()
    reader = fitdecode.FitReader(
        chunk,
        processor=None,
        check_crc=fitdecode.CrcCheck.DISABLED,
        error_handling=fitdecode.ErrorHandling.IGNORE,
    )
    frames = iter(reader)
    n_read = 0
    while True:
        try:
            frame = next(frames, None)
        except Exception:  # the decoder fails on damaged bytes in more ways than it names
            part.lost.append(f"damaged or cut off after message {n_read}, the rest is lost")
            break
        if frame is None:
            if crc16(chunk):
                part.lost.append("its checksum does not match, a value may be wrong")
            break
        if frame.frame_type == fitdecode.FIT_FRAME_DATA:
            n_read += 1
            if frame.name in _KEPT:
                part.messages[frame.name].append(_fields(frame))
    return part


def _fields(frame: Any) -> Fields:
    """Return the profile's fields that have a value.

    A developer's field may bear the same name and is left out. A value that the decoder derived
    from another field does not replace one that the file has.
    """
    found: Fields = {}
    for item in frame.fields:
        if item.value is None or item.field is None:
            continue
        if item.field_def is None:
            found.setdefault(item.field.name, item.value)
        elif not item.field_def.is_dev:
            found[item.field.name] = item.value
    return found


def crc16(data: bytes) -> int:
    """Return the checksum of the FIT protocol, CRC-16/ARC; 0 over a file with its checksum.

    >>> hex(crc16(b"123456789"))
    '0xbb3d'
    """
    crc = 0
    for byte in data:
        crc = (crc >> 8) ^ _CRC[(crc ^ byte) & 0xFF]
    return crc


def _crc_of_byte(value: int) -> int:
    for _ in range(8):
        value = (value >> 1) ^ (0xA001 if value & 1 else 0)
    return value


_CRC = tuple(_crc_of_byte(value) for value in range(256))
