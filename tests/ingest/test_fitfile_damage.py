"""Chained files, headers, checksums, and files that are cut, broken or no FIT files."""

from __future__ import annotations

import struct

import numpy as np
import pytest

from fit_bytes import ENUM, UINT8, UINT16, UINT32, define, message, part
from surae.errors import IngestError
from surae.ingest.fitfile import MAX_BYTES, decode

T0 = 1_000_000_000
FILE_ID = define(0, 0, [(0, 1, ENUM), (1, 2, UINT16)]) + message(0, b"\x04\xff\x00")
RECORD = define(1, 20, [(253, 4, UINT32), (3, 1, UINT8)])


def record(second: int, heart_rate: int) -> bytes:
    return message(1, struct.pack("<IB", T0 + second, heart_rate))


def test_chained_files_are_parts() -> None:
    chain = part(FILE_ID, RECORD, record(0, 100)) + part(RECORD, record(9, 110), header_size=12)
    file = decode(chain, check_crc=True)
    assert file.damage == ()
    assert [single["record"]["heart_rate"].tolist() for single in file.parts] == [[100], [110]]
    assert file.parts[1].header.offset == len(part(FILE_ID, RECORD, record(0, 100)))


def test_a_longer_header_is_stepped_over() -> None:
    assert len(decode(part(RECORD, record(0, 100), header_size=20)).parts[0]["record"]) == 1


def test_wrong_checksums_are_damage_only_if_asked() -> None:
    data = part(RECORD, record(0, 100), checksum=1)
    assert decode(data).damage == ()
    (damage,) = decode(data, check_crc=True).damage
    assert damage.offset == len(data) - 2
    assert "checksum" in damage.reason
    header = bytearray(part(RECORD, record(0, 100)))
    header[1] ^= 1
    reasons = [damage.reason for damage in decode(bytes(header), check_crc=True).damage]
    assert len(reasons) == 2
    assert "header" in reasons[0]


# ------------------------------------------------------------------ damage


def test_what_is_no_fit_file_is_refused() -> None:
    for data in (b"", b"<gpx>", bytes(100), part(RECORD)[:11]):
        with pytest.raises(IngestError, match="no FIT header"):
            decode(data, name="run.fit")
    with pytest.raises(IngestError, match="larger than 32 MB"):
        decode(part(RECORD) + bytes(MAX_BYTES))


def test_a_file_cut_anywhere_gives_all_that_came_before() -> None:
    pieces = [FILE_ID, RECORD, *(record(i, 100 + i) for i in range(20))]
    data = part(*pieces)
    ends = np.cumsum([14 + len(FILE_ID) + len(RECORD)] + [6] * 20)[1:]
    for cut in range(12, len(data)):
        file = decode(data[:cut])
        n = int((ends <= cut).sum())
        rates = file.parts[0]["record"]["heart_rate"].tolist()
        assert rates == [100 + i for i in range(n)]
        assert bool(file.damage) == (cut < len(data) - 2), cut
    assert "ends 2 bytes before" not in str(decode(data[:-1]).damage)


def test_damage_says_what_and_where() -> None:
    start = len(part(RECORD, record(0, 100))) - 2
    undefined = part(RECORD, record(0, 100), message(7, b"123"), record(1, 101))
    (damage,) = decode(undefined).damage
    assert (damage.offset, str(damage)) == (
        start,
        f"byte {start}: a message of the undefined local type 7",
    )
    (cut,) = decode(part(RECORD, record(0, 100), b"\x01\x00")).damage
    assert (cut.offset, cut.reason) == (start, f"a message of 6 bytes is cut at byte {start + 2}")
    (cut,) = decode(part(RECORD, record(0, 100), b"\x42\0\0\x14\0\x09")).damage
    assert (cut.offset, cut.reason) == (start, f"a definition is cut at byte {start + 6}")
    assert len(decode(undefined).parts[0]["record"]) == 1


def test_a_damaged_part_does_not_take_the_next_with_it() -> None:
    chain = part(RECORD, record(0, 100), message(9)) + part(RECORD, record(5, 105))
    file = decode(chain)
    assert len(file.damage) == 1
    assert [single["record"]["heart_rate"].tolist() for single in file.parts] == [[100], [105]]


def test_what_follows_the_last_part_is_told() -> None:
    data = part(RECORD, record(0, 100))
    (damage,) = decode(data + b"rubbish").damage
    assert damage.offset == len(data)
    assert damage.reason == "no FIT header; the last 7 bytes are left out"


def test_a_recording_that_was_not_finished_is_read() -> None:
    data = part(RECORD, *(record(i, 100) for i in range(5)), data_size=0)[:-2]
    file = decode(data)
    assert len(file.parts[0]["record"]) == 5
    assert "header says no data" in file.damage[0].reason
