"""Heart rate that a strap kept by itself, worked out by hand."""

from __future__ import annotations

import struct

import numpy as np

from fit_bytes import BYTES, UINT8, UINT16, UINT32, define, message, part
from surae.ingest.fitfile import decode

T0 = 1_000_000_000
RECORD = define(1, 20, [(253, 4, UINT32), (3, 1, UINT8)])


def record(second: int, heart_rate: int) -> bytes:
    return message(1, struct.pack("<IB", T0 + second, heart_rate))


def strap(start: int, clock: int, gaps: list[int], rates: list[int]) -> bytes:
    """Return hr messages: a moment, and eight beats with twelve bits of the strap's clock."""
    anchor = define(13, 132, [(253, 4, UINT32), (0, 2, UINT16), (6, 1, UINT8), (9, 4, UINT32)])
    first = message(13, struct.pack("<IHBI", T0 + start, 16384, rates[0], clock))
    ticks = clock + np.cumsum(gaps)
    bits = sum(int(tick % 4096) << 12 * i for i, tick in enumerate(ticks))
    batch = define(14, 132, [(6, 8, UINT8), (10, 12, BYTES)])
    return anchor + first + batch + message(14, bytes(rates[1:]) + bits.to_bytes(12, "little"))


def test_beats_are_dated_and_merged_into_the_records() -> None:
    gaps = [1024, 1024, 2048, 512, 512, 1024, 1024, 1024]
    rates = [60, 61, 62, 63, 64, 65, 66, 67, 68]
    beats = strap(0, 2**32 - 3000, gaps, rates)
    records = [record(i, 255) for i in range(9)]
    single = decode(part(RECORD, *records, beats)).parts[0]
    clock = single["hr"]["event_timestamp"]
    assert clock[1, :3].tolist() == [(2**32 - 3000 + k * 1024) / 1024 for k in (1, 2, 4)]
    # Beats at 0.5, 1.5, 2.5, 4.5, 5.0, 5.5, 6.5, 7.5, 8.5 s, each held in quarter seconds.
    merged = single["record"]["heart_rate"]
    by_hand = [
        np.nan,  # (-1, 0]: none
        60,      # 0.5, 0.75, 1.0
        61,      # 60 at 1.25; 61 at 1.5, 1.75, 2.0: 60.75
        62,      # 61 at 2.25; 62 at 2.5, 2.75, 3.0: 61.75
        62,
        63,      # 62 at 4.25; 63 at 4.5, 4.75; 64 at 5.0: 63
        65,      # 64 at 5.25; 65 at 5.5, 5.75, 6.0: 64.75
        66,
        67,
    ]  # fmt: skip
    np.testing.assert_array_equal(merged, by_hand)


def test_beats_of_a_chained_file_reach_the_records_of_the_first() -> None:
    records = [record(i, 90) for i in range(4)]
    chain = part(RECORD, *records) + part(strap(0, 1000, [1024] * 8, [150] * 9))
    file = decode(chain)
    assert file.parts[0]["record"]["heart_rate"].tolist() == [90, 150, 150, 150]
    assert file.parts[0]["record"][3].tolist() == [90] * 4  # as stored


def test_beats_without_a_moment_are_left_out() -> None:
    batch = define(14, 132, [(6, 8, UINT8), (10, 12, BYTES)]) + message(14, bytes(20))
    file = decode(part(RECORD, record(0, 90), batch))
    assert file.parts[0]["record"]["heart_rate"].tolist() == [90]
