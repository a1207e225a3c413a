"""Whatever the bytes: no error but IngestError, no file that takes long or fills the memory."""

from __future__ import annotations

import gc
import os
import random
import struct
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fit_bytes import (
    BYTES,
    FLOAT32,
    TEXT,
    UINT8,
    UINT16,
    UINT32,
    compressed,
    crc,
    define,
    describe,
    message,
    part,
)
from surae.errors import IngestError
from surae.ingest.fitfile import FitFile, decode
from surae.ingest.fitfile.crc import crc16
from surae.ingest.fitfile.profile import entries
from surae.ingest.fitfile.scan import MAX_MESSAGES

LONG = os.environ.get("SURAE_LONG_TESTS") == "1"
N_MUTANTS = 5000 if LONG else 400
MOST_SECONDS = 2.0
MOST_BYTES = 300 << 20
T0 = 1_000_000_000


def read_all(data: bytes) -> FitFile | None:
    """Decode and ask for everything, as a curious caller would."""
    try:
        file = decode(data, check_crc=True)
    except IngestError:
        return None
    for single in file.parts:
        for messages in single:
            n = len(messages)
            assert (np.diff(messages.offset) > 0).all()
            for column in messages.columns:
                assert len(messages[column]) == n
            for key in [*messages.numbers, *messages.developer]:
                assert len(messages[key]) == n
        single["record"]["heart_rate"]
    return file


def everything() -> bytes:
    """Return a small chain of files with all features of the format."""
    hr = define(13, 132, [(253, 4, UINT32), (0, 2, UINT16), (6, 1, UINT8), (9, 4, UINT32)])
    beats = define(14, 132, [(6, 8, UINT8), (10, 12, BYTES)])
    fields = [(253, 4, UINT32), (3, 1, UINT8), (8, 3, BYTES), (18, 1, UINT8), (6, 2, UINT16)]
    developer = define(1, 20, fields, developer=[(0, 4, 0), (1, 6, 0)])
    big = define(2, 18, [(253, 4, UINT32), (5, 1, 0), (110, 8, TEXT)], big_endian=True)
    rows = [
        message(1, struct.pack("<IB3sBHf6s", T0 + i, 100, b"abc", i, 2500, 1.5, b"hello!"))
        for i in range(12)
    ]
    first = part(
        define(0, 0, [(0, 1, 0), (1, 2, UINT16), (4, 4, UINT32)]) + message(0, bytes(7)),
        describe(0, 0, FLOAT32, "Power", "W") + describe(0, 1, TEXT, "Mode", ""),
        *[developer, *rows, big, message(2, struct.pack(">IB8s", T0, 1, b"Run\0\0\0\0\0"))],
        define(3, 20, [(3, 1, UINT8)]),
        *(compressed(3, i % 32, b"\x64") for i in range(20)),
    )
    moment = message(13, struct.pack("<IHBI", T0, 5, 60, 4000))
    return first + part(hr, moment, beats, message(14, bytes(range(20))))


def mutant(data: bytes, chance: random.Random) -> bytes:
    """Return ``data`` with a few bytes changed, inserted, deleted, or its end cut."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        at = chance.randrange(len(out))
        kind = chance.randrange(5)
        if kind == 0:
            out[at] = chance.randrange(256)
        elif kind == 1:
            out[at] ^= 1 << chance.randrange(8)
        elif kind == 2:
            out[at:at] = chance.randbytes(chance.randrange(1, 9))
        elif kind == 3:
            del out[at : at + chance.randrange(1, 9)]
        else:
            out[at : at + 4] = chance.choice((b"\0", b"\xff")) * 4
        if len(out) < 20:
            return bytes(out)
    return bytes(out[: chance.randrange(len(out))]) if chance.random() < 0.1 else bytes(out)


def test_mutants_raise_nothing_else() -> None:
    data = everything()
    assert read_all(data) is not None
    chance = random.Random(20)  # noqa: S311
    read = sum(read_all(mutant(data, chance)) is not None for _ in range(N_MUTANTS))
    assert read > N_MUTANTS / 2  # most got past the header


def test_mutants_of_real_files_raise_nothing_else(shared_data: Path) -> None:
    files = [p for p in sorted(shared_data.rglob("*.fit")) if p.stat().st_size < 30_000]
    chance = random.Random(21)  # noqa: S311
    for _ in range(N_MUTANTS // 4):
        read_all(mutant(chance.choice(files).read_bytes(), chance))


@given(st.binary(max_size=300))
def test_any_bytes_after_a_header(body: bytes) -> None:
    read_all(part(body))


@given(st.data())
def test_any_definition_and_payload(data: st.DataObject) -> None:
    byte = st.integers(0, 255)
    number = data.draw(st.sampled_from([0, 3, 18, 19, 20, 21, 78, 132, 206, 207, 225, 9999]))
    columns = entries()[number].columns.values() if number in entries() else ()
    numbers = st.sampled_from([253, *(s.field_number for sources in columns for s in sources)])
    sizes, bases = st.integers(0, 12), st.one_of(st.sampled_from([2, 0x86, 0x88, 0x89, 13]), byte)
    fields = data.draw(st.lists(st.tuples(numbers, sizes, bases), max_size=6))
    size = sum(field[1] for field in fields)
    rows = data.draw(st.lists(st.binary(min_size=size, max_size=size), max_size=4))
    definition = define(1, number, fields, big_endian=data.draw(st.booleans()))
    read_all(part(definition, *(message(1, row) for row in rows), *(
        compressed(1, i, row) for i, row in enumerate(rows)
    )))  # fmt: skip


@given(st.binary(max_size=3000))
def test_the_checksum_is_that_of_the_plain_algorithm(data: bytes) -> None:
    assert crc16(data) == crc(data)


def test_the_checksum_of_long_data() -> None:
    data = random.Random(5).randbytes(300_001)  # noqa: S311
    assert crc16(data) == crc(data)
    assert crc16(data + crc(data).to_bytes(2, "little")) == 0


# ------------------------------------------------------------------ time and memory

SIZE = (32 << 20) - 100


def as_part(body: bytes) -> bytes:
    return part(data_size=len(body), checksum=0)[:14] + body[: SIZE - 16] + b"\0\0"


def one_byte_messages() -> bytes:
    return as_part(define(0, 20, []) + define(1, 20, []) + b"\0\1" * (SIZE // 2))


def two_byte_messages() -> bytes:
    wide = define(1, 20, [(i, 255, UINT8) for i in range(250)]) + message(1, bytes(255 * 250))
    return as_part(wide + define(0, 20, [(3, 1, UINT8)]) + b"\0\x64" * (SIZE // 2))


def only_definitions() -> bytes:
    return as_part(define(0, 20, []) * (SIZE // 6))


def unlike_definitions() -> bytes:
    pieces = [
        define(0, 20, [(i % 256, 1, i // 256 % 256), (i // 65536, 0, i % 251)]) + b"\0\x01"
        for i in range(200_000)
    ]
    return as_part(b"".join(pieces))


def long_definitions() -> bytes:
    pieces = [
        define(0, 20, [(j, 0, (i + j) % 256) for j in range(255)]) + b"\0" for i in range(20_000)
    ]
    return as_part(b"".join(pieces))


def many_parts() -> bytes:
    return part() * (SIZE // 16)


def short_runs() -> bytes:
    run = b"\0\x64" * 600
    return as_part(define(0, 20, [(3, 1, UINT8)]) + define(1, 19, []) + (run + b"\1") * 27_000)


def many_beats() -> bytes:
    anchor = define(0, 132, [(253, 4, UINT32), (6, 255, UINT8), (9, 252, UINT32)])
    beat = message(0, struct.pack("<I", T0) + bytes(range(255)) + bytes(range(252)))
    records = define(1, 20, [(253, 4, UINT32)]) + message(1, struct.pack("<I", T0)) * 1000
    return as_part(records + anchor + beat * (SIZE // len(beat) - 20))


def compressed_messages() -> bytes:
    start = define(2, 20, [(253, 4, UINT32)]) + message(2, struct.pack("<I", T0))
    pair = define(0, 20, []) + define(1, 21, [])
    return as_part(start + pair + b"\x81\xa5" * (SIZE // 2))


def long_texts() -> bytes:
    return as_part(define(0, 12, [(3, 255, TEXT)]) + message(0, b"x" * 255) * (SIZE // 256))


@pytest.mark.parametrize(
    "make",
    [
        one_byte_messages, two_byte_messages, only_definitions, unlike_definitions,
        long_definitions, many_parts, short_runs, many_beats, compressed_messages, long_texts,
    ],
)  # fmt: skip
def test_no_file_takes_long_or_fills_the_memory(make: Callable[[], bytes]) -> None:
    data = make()
    gc.collect()
    begin = time.process_time()
    file = decode(data, check_crc=True)
    use(file)
    seconds = time.process_time() - begin
    assert file.damage
    assert sum(len(messages) for single in file.parts for messages in single) <= 2 * MAX_MESSAGES
    assert seconds < MOST_SECONDS
    del file
    tracemalloc.start()
    try:
        use(decode(data, check_crc=True))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak + len(data) < MOST_BYTES


def use(file: FitFile) -> None:
    """Ask for what an import asks for."""
    wanted = {
        "record": ("timestamp", "distance", "speed", "altitude", "heart_rate", "cadence"),
        "session": ("start_time", "sport", "total_distance"),
        "sport": ("name",),
    }
    for single in file.parts:
        for name, columns in wanted.items():
            for column in columns:
                single[name][column]
