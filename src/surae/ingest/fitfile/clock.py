"""Counters that wrap around, and the times of messages whose header holds five bits of time."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from surae.ingest.fitfile.scan import Layout

_TIMESTAMP = 253
_INVALID = 0xFFFFFFFF
_COMPRESSED = 0x80
_EXACT = 2.0**53


def unwrap(low: NDArray[np.int64], anchor: NDArray[np.float64], bits: int) -> NDArray[np.float64]:
    """Return the full values of a counter of which often only the low bits are known.

    Parameters
    ----------
    low
        Low bits, shape (readings,); ignored where ``anchor`` has a value.
    anchor
        Full values where known, NaN elsewhere, shape (readings,).
    bits
        Number of low bits.

    Returns
    -------
    ndarray
        Full values, shape (readings,). Before the first anchor the count begins at the first
        reading's low bits.

    >>> unwrap(np.array([250, 4, 0, 2]), np.array([np.nan, np.nan, 1000.0, np.nan]), 8).tolist()
    [250.0, 260.0, 1000.0, 1026.0]
    """
    known = np.abs(anchor) < _EXACT
    mask = (1 << bits) - 1
    full = np.floor(np.where(known, anchor, 0)).astype(np.int64)
    low = np.where(known, full & mask, low)
    count = np.cumsum(np.diff(low, prepend=low[:1]) & mask)
    last = np.maximum.accumulate(np.where(known, np.arange(len(low)), -1))
    if not len(low):
        return anchor
    base = np.where(last < 0, low[0], full[last] - count[last])
    return np.where(known, anchor, base + count).astype(np.float64)


class Clock:
    """The times of messages with a compressed timestamp in one part of a file.

    Such a header holds the low five bits of the time; the rest is carried on from the last message
    of any kind that had either.
    """

    def __init__(self, layouts: list[Layout]) -> None:
        self._layouts = layouts

    @cached_property
    def in_use(self) -> bool:
        """Whether any message has such a header."""
        if not self._layouts:
            return False
        every = np.frombuffer(self._layouts[0].data, np.uint8)
        offsets = np.concatenate([layout.offsets for layout in self._layouts])
        return bool((every[offsets] >= _COMPRESSED).any())

    @cached_property
    def times(self) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Byte offsets of such messages, ascending, and seconds since the FIT epoch.

        Both of shape (messages with such a header,); NaN where no full time came before.
        """
        offsets, headers, anchors = [], [], []
        for layout in self._layouts:
            header, full = _headers(layout), _timestamps(layout)
            use = (header >= _COMPRESSED) | np.isfinite(full)
            offsets.append(layout.offsets[use])
            headers.append(header[use])
            anchors.append(full[use])
        offset, anchor = np.concatenate(offsets), np.concatenate(anchors)
        order = offset.argsort()
        offset, anchor = offset[order], anchor[order]
        low = (np.concatenate(headers)[order] & 31).astype(np.int64)
        time = unwrap(low, anchor, 5)
        time[~np.maximum.accumulate(np.isfinite(anchor))] = np.nan
        wanted = np.isnan(anchor)
        return offset[wanted], time[wanted]

    def fill(self, offset: NDArray[np.int64], time: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return ``time`` with the gaps of messages at ``offset`` filled from their headers."""
        offsets, times = self.times
        if not len(offsets):
            return time
        at = np.searchsorted(offsets, offset).clip(max=len(offsets) - 1)
        return np.where(np.isnan(time) & (offsets[at] == offset), times[at], time)


def _headers(layout: Layout) -> NDArray[np.uint8]:
    """Return the messages' header bytes."""
    every = np.frombuffer(layout.data, np.uint8)
    return every[layout.offsets]


def _timestamps(layout: Layout) -> NDArray[np.float64]:
    """Return the full times that the messages of a layout hold, NaN where none."""
    buffer, first, stride, n = layout.rows
    for place in layout.fields.get(_TIMESTAMP, ()):
        if place.size == 4:
            code = ">u4" if layout.big_endian else "<u4"
            raw: NDArray[np.uint32] = np.ndarray((n,), code, buffer, first + place.start, (stride,))
            return np.where(raw == _INVALID, np.nan, raw)
    return np.full(n, np.nan)
