"""Each feature of the FIT format on files put together by hand."""

from __future__ import annotations

import struct

import numpy as np
import pytest

from fit_bytes import (
    BYTES,
    ENUM,
    FLOAT32,
    FLOAT64,
    SINT32,
    TEXT,
    UINT8,
    UINT16,
    UINT32,
    compressed,
    define,
    describe,
    message,
    part,
)
from surae.ingest.fitfile import EPOCH, Messages, decode, exercise_name, name_of

T0 = 1_000_000_000
FILE_ID = define(0, 0, [(0, 1, ENUM), (1, 2, UINT16)]) + message(0, b"\x04\xff\x00")
RECORD = define(1, 20, [(253, 4, UINT32), (3, 1, UINT8)])


def record(second: int, heart_rate: int) -> bytes:
    return message(1, struct.pack("<IB", T0 + second, heart_rate))


def only(data: bytes, message_name: str = "record") -> Messages:
    """Return the messages of a file that has one part and nothing wrong with it."""
    file = decode(data, check_crc=True)
    assert [str(damage) for damage in file.damage] == []
    (single,) = file.parts
    return single[message_name]


def one(fields: list[tuple[int, int, int]], payload: bytes, number: int = 20) -> Messages:
    """Return the messages of a file with a single one."""
    file = decode(part(define(1, number, fields) + message(1, payload)))
    assert file.damage == ()
    return file.parts[0][number]


# ------------------------------------------------------------------ values


def test_values_get_scale_offset_and_unit() -> None:
    fields = [(2, 2, UINT16), (6, 2, UINT16), (0, 4, SINT32), (41, 2, UINT16), (9, 2, UINT16)]
    payload = struct.pack("<HHiHh", (1500 + 500) * 5, 3210, 2**30, 2345, -250)
    fields[-1] = (9, 2, 0x83)
    messages = one(fields, payload)
    assert messages["altitude"].tolist() == [1500.0]
    assert messages["speed"].tolist() == [3.21]
    assert messages["position_lat"].tolist() == [90.0]
    assert messages["stance_time"].tolist() == [0.2345]  # 234.5 ms
    assert messages["grade"].tolist() == [-0.025]  # -2.5 %
    assert messages[6].tolist() == [3210.0]  # as stored


def test_every_base_type_and_its_invalid_number() -> None:
    kinds = {
        0x00: ("B", 5, 255), 0x01: ("b", -5, 127), 0x02: ("B", 5, 255), 0x83: ("h", -5, 32767),
        0x84: ("H", 5, 65535), 0x85: ("i", -5, 2**31 - 1), 0x86: ("I", 5, 2**32 - 1),
        0x88: ("f", 0.5, None), 0x89: ("d", 0.5, None), 0x0A: ("B", 5, 0), 0x8B: ("H", 5, 0),
        0x8C: ("I", 5, 0), 0x0D: ("B", 5, 255), 0x8E: ("q", -5, 2**63 - 1),
        0x8F: ("Q", 5, 2**64 - 1), 0x90: ("Q", 5, 0),
    }  # fmt: skip
    for big_endian in (False, True):
        for base, (letter, value, invalid) in kinds.items():
            code = (">" if big_endian else "<") + letter
            size = struct.calcsize(code)
            none = b"\xff" * size if invalid is None else struct.pack(code, invalid)
            definition = define(0, 20, [(200, size, base)], big_endian=big_endian)
            stored = only(part(definition, message(0, struct.pack(code, value)), message(0, none)))[
                200
            ]
            assert stored[0] == value, hex(base)
            assert np.isnan(stored[1]), hex(base)


def test_times_are_unix_seconds_and_codes_have_names() -> None:
    fields = [(253, 4, UINT32), (5, 1, ENUM), (6, 1, ENUM)]
    messages = one(fields, struct.pack("<IBB", T0, 1, 250), 18)
    assert messages["timestamp"].tolist() == [T0 + EPOCH]
    assert messages["sport"].tolist() == [1]
    assert messages.names("sport") == ["running"]
    assert messages.names("sub_sport") == ["250"]
    assert messages["trigger"].tolist() == [-1]  # not in the file
    assert messages.names("trigger") == [""]


def test_sets_have_their_exercises() -> None:
    fields = [(0, 4, UINT32), (3, 2, UINT16), (4, 2, UINT16), (5, 1, UINT8), (7, 4, UINT16)]
    fields += [(8, 4, UINT16), (254, 4, UINT32)]
    payload = struct.pack("<IHHB2H2HI", 30_500, 12, 680, 1, 1, 65535, 18, 65535, T0)
    sets = one(fields, payload, 225)
    assert sets["duration"].tolist() == [30.5]
    assert sets["repetitions"].tolist() == [12]
    assert sets["weight"].tolist() == [42.5]
    assert sets.names("set_type") == ["active"]
    assert sets["category"].tolist() == [[1, -1]]
    assert sets["category_subtype"].tolist() == [[18, -1]]
    assert sets["timestamp"].tolist() == [T0 + EPOCH]
    assert exercise_name(1, 18) == "standing_calf_raise"
    assert name_of("exercise_category", 1) == "calf_raise"
    assert exercise_name(65534, 0) == ""


def test_texts_end_at_a_zero_byte_or_at_the_field() -> None:
    definition = define(0, 12, [(3, 6, TEXT)])
    texts = [b"Run\0xx", b"Trails", b"\0\0\0\0\0\0", "Läuf".encode() + b"\0", b"\xff\xfeab\0\0"]
    sport = only(part(definition, *(message(0, text) for text in texts)), "sport")
    assert sport["name"].tolist() == ["Run", "Trails", "", "Läuf", "\ufffd\ufffdab"]
    assert sport[3].tolist() == sport["name"].tolist()


def test_arrays_are_two_dimensional_and_may_differ_in_length() -> None:
    short = define(0, 78, [(0, 4, UINT16)]) + message(0, struct.pack("<2H", 800, 65535))
    long = define(0, 78, [(0, 6, UINT16)]) + message(0, struct.pack("<3H", 810, 820, 830))
    time = only(part(short, long), "hrv")["time"]
    np.testing.assert_array_equal(time, [[0.8, np.nan, np.nan], [0.81, 0.82, 0.83]])


def test_a_single_value_is_the_first_of_several() -> None:
    messages = one([(6, 4, UINT16)], struct.pack("<2H", 3000, 9000))
    assert messages["speed"].tolist() == [3.0]
    assert messages[6].tolist() == [[3000, 9000]]


def test_the_enhanced_field_comes_first_and_the_plain_one_fills_in() -> None:
    definition = define(0, 20, [(6, 2, UINT16), (73, 4, UINT32)])
    rows = [(2000, 2500), (2100, 0xFFFFFFFF), (0xFFFF, 2600), (0xFFFF, 0xFFFFFFFF)]
    messages = only(part(definition, *(message(0, struct.pack("<HI", *row)) for row in rows)))
    np.testing.assert_array_equal(messages["speed"], [2.5, 2.1, 2.6, np.nan])


def test_a_field_given_twice_counts_once() -> None:
    definition = define(0, 20, [(3, 1, UINT8), (3, 1, UINT8)])
    messages = only(part(definition, message(0, b"\x64\x65"), message(0, b"\xff\x66")))
    assert messages["heart_rate"].tolist() == [100, 102]


def test_a_type_that_the_profile_does_not_expect_is_still_read() -> None:
    assert one([(6, 8, FLOAT64)], struct.pack("<d", 3300.0))["speed"].tolist() == [3.3]
    assert np.isnan(one([(6, 3, TEXT)], b"abc")["speed"]).all()
    assert one([(3, 1, UINT8)], b"\x05", 12)["name"].tolist() == [""]
    assert one([(5, 4, FLOAT32)], struct.pack("<f", 1e30), 18)["sport"].tolist() == [-1]


def test_a_size_that_does_not_fit_the_type_is_bytes() -> None:
    messages = one([(6, 3, UINT16), (3, 1, UINT8)], b"\x01\x02\x03\x64")
    assert np.isnan(messages["speed"]).all()
    assert messages[6].tolist() == [[1, 2, 3]]
    assert messages["heart_rate"].tolist() == [100]


def test_an_unknown_base_type_is_bytes() -> None:
    messages = one([(200, 2, 0x1F), (3, 1, UINT8)], b"\x01\xff\x64")
    assert messages[200].tolist() == [[1, 255]]
    assert messages["heart_rate"].tolist() == [100]


# ------------------------------------------------------------------ messages


def test_messages_keep_their_order_and_place() -> None:
    lap = define(2, 19, [(254, 2, UINT16)])
    pieces = [FILE_ID, RECORD, record(0, 100), lap, message(2, b"\0\0"), record(1, 101)]
    data = part(*pieces)
    single = decode(data).parts[0]
    records, laps = single["record"], single["lap"]
    assert single.numbers == [0, 20, 19]
    assert records["heart_rate"].tolist() == [100, 101]
    assert records.offset[0] < laps.offset[0] < records.offset[1]
    assert [data[offset] for offset in records.offset] == [1, 1]
    assert [messages.name for messages in single] == ["file_id", "record", "lap"]


def test_a_redefinition_keeps_the_messages_in_order() -> None:
    other = define(1, 20, [(3, 1, UINT8), (253, 4, UINT32), (4, 1, UINT8)])
    pieces = [RECORD, record(0, 100), other, message(1, struct.pack("<BIB", 101, T0 + 1, 80))]
    messages = only(part(*pieces, RECORD, record(2, 102)))
    assert messages["heart_rate"].tolist() == [100, 101, 102]
    np.testing.assert_array_equal(messages["cadence"], [np.nan, 80, np.nan])
    assert (messages["timestamp"] - EPOCH - T0).tolist() == [0, 1, 2]


def test_both_byte_orders_in_one_file() -> None:
    big = define(2, 20, [(253, 4, UINT32), (5, 4, UINT32)], big_endian=True)
    messages = only(part(RECORD, record(0, 100), big, message(2, struct.pack(">II", T0 + 1, 250))))
    assert (messages["timestamp"] - EPOCH - T0).tolist() == [0, 1]
    np.testing.assert_array_equal(messages["distance"], [np.nan, 2.5])


@pytest.mark.parametrize("n", [1, 7, 8, 9, 200, 5000])
def test_runs_of_messages_of_any_length(n: int) -> None:
    lap = define(2, 19, [(254, 2, UINT16)]) + message(2, b"\0\0")
    first = [record(i, 60 + i % 100) for i in range(n)]
    second = [record(n + i, 60 + i % 100) for i in range(n)]
    messages = only(part(RECORD, *first, lap, *second))
    assert (messages["timestamp"] - EPOCH - T0).tolist() == list(range(2 * n))
    assert messages["heart_rate"].tolist() == [60 + i % 100 for i in range(n)] * 2


def test_interleaved_messages_of_many_kinds() -> None:
    kinds = [define(i, 20, [(253, 4, UINT32)] + [(100 + i, i, BYTES)] * (i > 0)) for i in range(16)]
    order = np.random.default_rng(7).integers(0, 16, 3000)
    rows = [message(int(k), struct.pack("<I", i) + bytes(int(k))) for i, k in enumerate(order)]
    messages = only(part(*kinds, *rows))
    assert (messages["timestamp"] - EPOCH).tolist() == list(range(3000))


def test_empty_definitions_and_fields_without_size() -> None:
    empty = define(2, 99, [])
    hollow = define(3, 20, [(3, 0, UINT8), (4, 1, UINT8), (200, 0, TEXT)])
    pieces = [empty, message(2), message(2), hollow, message(3, b"\x50"), message(2)]
    single = decode(part(*pieces)).parts[0]
    assert len(single[99]) == 3
    assert single[99].columns == []
    assert single["record"].columns == ["cadence"]
    assert np.isnan(single["record"]["heart_rate"]).all()


def test_what_a_file_has_and_has_not() -> None:
    single = decode(part(RECORD, record(0, 100))).parts[0]
    assert len(single["session"]) == 0
    assert single["session"]["total_distance"].shape == (0,)
    assert single["hr"]["filtered_bpm"].shape == (0, 1)
    messages = single["record"]
    assert "heart_rate" in messages
    assert 3 in messages
    assert "speed" not in messages
    assert (0, 0) not in messages
    assert np.isnan(messages["speed"]).tolist() == [True]
    assert np.isnan(messages[77]).tolist() == [True]
    for missing in ("sped", (0, 0)):
        with pytest.raises(KeyError):
            messages[missing]
    with pytest.raises(KeyError):
        single["rekord"]


# ------------------------------------------------------------------ compressed, packed, counted


def test_compressed_timestamps_carry_on_from_any_message() -> None:
    base = T0 - T0 % 32 + 30  # low five bits: 30
    event = define(2, 21, [(253, 4, UINT32)])
    short = define(1, 20, [(3, 1, UINT8)])
    pieces = [short, compressed(1, 5, b"\x63"), event, message(2, struct.pack("<I", base))]
    pieces += [compressed(1, low, b"\x64") for low in (30, 31, 1, 4, 4, 3)]
    pieces += [
        message(2, struct.pack("<I", base + 100)),
        compressed(1, (30 + 100 + 1) % 32, b"\x65"),
    ]
    messages = only(part(*pieces))
    passed = [np.nan, 0, 1, 3, 6, 6, 37, 101]
    np.testing.assert_array_equal(messages["timestamp"] - EPOCH - base, passed)
    assert "timestamp" in messages.columns


def test_a_long_run_of_compressed_timestamps() -> None:
    definition = define(1, 20, [(3, 1, UINT8)])
    start = define(2, 21, [(253, 4, UINT32)]) + message(2, struct.pack("<I", T0))
    rows = [compressed(1, (T0 + i) % 32, bytes([i % 200])) for i in range(1, 1001)]
    messages = only(part(start, definition, *rows))
    assert (messages["timestamp"] - EPOCH - T0).tolist() == list(range(1, 1001))


def test_packed_speed_and_distance() -> None:
    def packed(speed: float, distance: float) -> bytes:
        word = round(speed * 100) | (round(distance * 16) % 4096) << 12
        return message(0, word.to_bytes(3, "little"))

    travelled = [0.0, 100.0, 250.0, 300.0, 550.0]  # wraps at 256 m
    rows = [packed(2.5, distance) for distance in travelled]
    messages = only(part(define(0, 20, [(8, 3, BYTES)]), *rows, message(0, b"\xff" * 3)))
    np.testing.assert_array_equal(messages["distance"], [*travelled, np.nan])
    np.testing.assert_array_equal(messages["speed"], [2.5] * 5 + [np.nan])


def test_a_counter_goes_on_from_a_full_value() -> None:
    full = define(1, 20, [(19, 4, UINT32)])
    low = define(0, 20, [(18, 1, UINT8)])
    pieces = [full, message(1, struct.pack("<I", 1000)), low, message(0, bytes([1000 % 256 + 5]))]
    pieces += [message(0, bytes([(1000 + 60) % 256]))]
    assert only(part(*pieces))["total_cycles"].tolist() == [1000, 1005, 1060]


# ------------------------------------------------------------------ developer fields


def test_developer_fields_have_name_unit_and_type() -> None:
    definition = define(
        1, 20, [(3, 1, UINT8)], developer=[(0, 2, 0), (1, 4, 0), (2, 5, 0), (9, 2, 3)]
    )
    pieces = [describe(0, 0, UINT16, "Power", "W"), describe(0, 1, FLOAT32, "Ratio", "")]
    pieces += [describe(0, 2, TEXT, "Mode", ""), definition]
    rows = [(100, 250, 0.5, b"flat\0", 7), (101, 65535, 0.25, b"hilly", 8)]
    messages = only(part(*pieces, *(message(1, struct.pack("<BHf5sH", *row)) for row in rows)))
    assert messages["heart_rate"].tolist() == [100, 101]
    np.testing.assert_array_equal(messages[0, 0], [250, np.nan])
    assert messages[0, 1].tolist() == [0.5, 0.25]
    assert messages[0, 2].tolist() == ["flat", "hilly"]
    names = {key: (field.name, field.unit) for key, field in messages.developer.items()}
    assert names == {(0, 0): ("Power", "W"), (0, 1): ("Ratio", ""), (0, 2): ("Mode", "")}
    assert (3, 9) not in messages  # not described
    assert messages.developer[0, 0].native_field == -1


def test_a_developer_field_described_anew() -> None:
    definition = define(1, 20, [], developer=[(0, 2, 0)])
    row = message(1, b"\x01\x02")
    pieces = [definition, row, describe(0, 0, UINT16, "a", "m"), row]
    messages = only(part(*pieces, describe(0, 0, UINT8, "b", "m"), row))
    nan = np.nan
    np.testing.assert_array_equal(messages[0, 0], [[nan, nan], [513, nan], [1, 2]])
    assert messages.developer[0, 0].name == "b"
