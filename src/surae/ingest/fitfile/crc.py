"""The checksum of the FIT protocol, CRC-16/ARC, over many stretches of the file at once.

A CRC without start value is linear: the checksum of two strings joined is that of the first, moved
on over as many zero bytes as the second has, exclusive-or that of the second; zero bytes in front
change nothing. So the file is filled up in front and cut into equal lanes, all lanes advance
together two bytes at a time, and neighbors are joined.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint16]

_POLYNOMIAL = 0xA001
_LANE = 128  # bytes in a lane, unless the file is so long that lanes would be too many
_MOST_LANES = 1 << 14


def crc16(data: bytes) -> int:
    """Return the checksum of ``data``.

    >>> hex(crc16(b"123456789"))
    '0xbb3d'
    """
    lanes = min(1 << (len(data) // _LANE).bit_length(), _MOST_LANES)
    filled = bytes(-len(data) % (2 * lanes)) + data
    words = np.frombuffer(filled, "<u2").reshape(lanes, -1)
    two_bytes, state = _two_bytes(), np.zeros(lanes, np.uint16)
    for column in np.ascontiguousarray(words.T):
        state = two_bytes.take(state ^ column)
    return _join(state, len(filled) // lanes)


def _join(state: Words, lane: int) -> int:
    """Join the checksums of neighboring lanes until one is left."""
    shift = _over_zeros(lane)
    while len(state) > 1:
        state = _apply(shift, state[::2]) ^ state[1::2]
        shift = _apply(shift, shift)
    return int(state[0])


def _apply(tables: Words, values: Words) -> Words:
    """Apply a linear map, given by its images of low and of high bytes, to 16-bit values."""
    mapped: Words = tables[0].take(values & 255) ^ tables[1].take(values >> 8)
    return mapped


@cache
def _tables() -> Words:
    """Return the map that moves a checksum on over one zero byte; shape (2, 256)."""
    low = np.arange(256, dtype=np.uint16)
    for _ in range(8):
        low = np.where(low & 1, low >> 1 ^ _POLYNOMIAL, low >> 1).astype(np.uint16)
    return np.stack([low, np.arange(256, dtype=np.uint16)])


@cache
def _two_bytes() -> Words:
    """Return the map over two zero bytes for all 65,536 values."""
    every = np.arange(1 << 16, dtype=np.uint32).astype(np.uint16)
    return _apply(_tables(), _apply(_tables(), every))


def _over_zeros(n_bytes: int) -> Words:
    """Return the map over ``n_bytes`` zero bytes, by repeated squaring."""
    step, total = _tables(), np.stack([np.arange(256), np.arange(256) << 8]).astype(np.uint16)
    while n_bytes:
        if n_bytes & 1:
            total = _apply(step, total)
        step, n_bytes = _apply(step, step), n_bytes >> 1
    return total
