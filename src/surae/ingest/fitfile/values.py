"""Numbers and texts of one field in the messages of one layout."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from surae.ingest.fitfile.scan import Layout, Place

Array = NDArray[Any]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

EXACT = 2.0**53
"""Whole numbers below this are exact in float64."""


class Base(NamedTuple):
    """A base type: its two byte orders, width [bytes], and the number for "no value"."""

    little: np.dtype[Any]
    big: np.dtype[Any]
    width: int
    invalid: int | None


def _base_type(code: str, invalid: int | None) -> Base:
    little = np.dtype("<" + code)
    return Base(little, np.dtype(">" + code), little.itemsize, invalid)


# Plain bytes are invalid only together: all of a field's are 255.
_BYTE = _base_type("u1", None)

_TEXT = 7
_BASES = {
    0: _base_type("u1", 0xFF),
    1: _base_type("i1", 0x7F),
    2: _base_type("u1", 0xFF),
    3: _base_type("i2", 0x7FFF),
    4: _base_type("u2", 0xFFFF),
    5: _base_type("i4", 0x7FFFFFFF),
    6: _base_type("u4", 0xFFFFFFFF),
    8: _base_type("f4", None),
    9: _base_type("f8", None),
    10: _base_type("u1", 0),
    11: _base_type("u2", 0),
    12: _base_type("u4", 0),
    13: _BYTE,
    14: _base_type("i8", 0x7FFFFFFFFFFFFFFF),
    15: _base_type("u8", 0xFFFFFFFFFFFFFFFF),
    16: _base_type("u8", 0),
}
_LOW_BITS = 31
_NO_BYTE = 255


def is_text(place: Place) -> bool:
    """Whether the file says that the field is a string."""
    return place.base & _LOW_BITS == _TEXT


def is_number(place: Place) -> bool:
    """Whether the field is no text, of a known base type and a multiple of its width in size."""
    base = _BASES.get(place.base & _LOW_BITS)
    return base is not None and not place.size % base.width


def n_values(place: Place) -> int:
    """Return how many values a field holds; one that cannot be what it says counts as bytes."""
    return place.size // _base(place).width


def widest(layout: Layout) -> int:
    """Return the number of values in the largest field of a layout."""
    fields = [place for places in layout.fields.values() for place in places]
    sizes = [n_values(place) for place in fields if not is_text(place)]
    return max([1, *sizes, *(place.size for place in layout.developer.values())])


def numbers(layout: Layout, place: Place, most: int | None) -> Floats:
    """Return a field as stored, NaN where invalid, shape (messages, values).

    With ``most`` no more than the first so many values are read, which bytes do not heed.
    """
    base = _base(place)
    width = place.size // base.width
    if most is not None and base is not _BYTE:
        width = min(most, width)
    dtype = base.big if layout.big_endian else base.little
    cells = _cells(layout, place, dtype, base.width, width)
    if base is _BYTE:
        out = cells.astype(np.float64)
        out[(cells == _NO_BYTE).all(axis=1)] = np.nan
    elif base.invalid is not None:
        out = cells.astype(np.float64)
        np.putmask(out, cells == base.invalid, np.nan)
    else:
        with np.errstate(invalid="ignore"):
            out = cells.astype(np.float64)
            out[np.isnan(out)] = np.nan  # a quiet one, whatever the bits
    return out


def fit(values: Floats, width: int | None) -> Floats:
    """Cut ``values`` to ``width`` columns, or fill them up with NaN."""
    n, has = values.shape
    if width is None or has == width:
        return values
    if has > width:
        return values[:, :width]
    return np.concatenate([values, np.full((n, width - has), np.nan)], axis=1)


def whole(values: Floats, missing: int) -> Ints:
    """Return whole numbers, ``missing`` where there is none."""
    return np.where(np.abs(values) < EXACT, values, missing).astype(np.int64)


def texts(layout: Layout, place: Place) -> Array:
    """Return texts up to their first zero byte, which may be missing; shape (messages,)."""
    dtype = np.dtype(f"S{place.size}")
    stored = _cells(layout, place, dtype, place.size, 1)[:, 0].tolist()
    out = np.empty(len(stored), object)
    out[:] = [text.partition(b"\0")[0].decode("utf-8", "replace") for text in stored]
    return out


def _base(place: Place) -> Base:
    base = _BASES.get(place.base & _LOW_BITS, _BYTE)
    return _BYTE if place.size % base.width else base


def _cells(layout: Layout, place: Place, dtype: np.dtype[Any], width: int, n: int) -> Array:
    """Return a field's stored values without a copy, shape (messages, n)."""
    buffer, first, stride, n_rows = layout.rows
    return np.ndarray((n_rows, n), dtype, buffer, first + place.start, (stride, width))
