"""The messages of one number as columns.

A column is decoded when it is asked for and not kept: hold on to what you use. What a file says in
another type than the profile expects is still read where the bytes allow it; what cannot be a value
becomes NaN, −1 or an empty string, never an error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from surae.ingest.fitfile.clock import unwrap
from surae.ingest.fitfile.profile import Entry, Source, name_of
from surae.ingest.fitfile.scan import Layout, Place
from surae.ingest.fitfile.values import (
    Array,
    Floats,
    Ints,
    fit,
    is_number,
    is_text,
    n_values,
    numbers,
    texts,
    whole,
)

EPOCH = 631_065_600
"""Unix time of the FIT epoch, 1989-12-31T00:00:00Z [s]."""

Key = tuple[int, int]
Derive = Callable[["Messages", Floats], Floats]

_ALL = slice(None)
_PACKED_BYTES = 7  # more do not fit a 64-bit integer


@dataclass(frozen=True, slots=True)
class DeveloperField:
    """A field that an app defined in the file itself.

    Parameters
    ----------
    offset
        Position of the description in the file [bytes].
    index, number
        The developer's index in the file and the field's number: its key.
    name, unit
        As the app wrote them; values are in ``unit``.
    base
        FIT base type of the values.
    native_message, native_field
        Numbers of the profile's field that it stands for, −1 where it names none.
    """

    offset: int
    index: int
    number: int
    name: str
    unit: str
    base: int
    native_message: int
    native_field: int


class Descriptions:
    """The developer fields that the ``field_description`` messages of a part describe."""

    def __init__(self, messages: Messages) -> None:
        self._messages = messages

    @cached_property
    def by_key(self) -> dict[Key, list[DeveloperField]]:
        """Each field's descriptions in the order of the file, by index and number."""
        columns = (
            "developer_data_index", "field_definition_number", "field_name", "units",
            "fit_base_type_id", "native_mesg_num", "native_field_num",
        )  # fmt: skip
        rows = zip(*(self._messages[column].tolist() for column in columns), strict=True)
        found: dict[Key, list[DeveloperField]] = {}
        for offset, row in zip(self._messages.offset.tolist(), rows, strict=True):
            field = DeveloperField(offset, *row)
            if field.index >= 0 and field.number >= 0:
                found.setdefault((field.index, field.number), []).append(field)
        return found


class _Found(NamedTuple):
    """A field in the messages of one layout, and which of all messages those are."""

    layout: Layout
    where: Ints | slice
    place: Place


class Messages:
    """All messages of one number in one part of a file, in the order of the file.

    Parameters
    ----------
    entry
        The profile's entry; without columns for a number that the profile does not know.
    layouts
        Where the messages are.
    described
        The part's developer fields.
    derive
        Columns that need more than their own fields: functions of messages and of values.

    Attributes
    ----------
    number, name
        The message's number and its name in the profile, empty where it has none.
    offset
        Position of each message in the file, ascending, shape (messages,) [bytes].
    """

    def __init__(
        self,
        entry: Entry,
        layouts: Iterable[Layout] = (),
        described: Descriptions | None = None,
        derive: Mapping[str, Derive] | None = None,
    ) -> None:
        self.number, self.name, self._columns = entry
        self._layouts = list(layouts)
        self._described = described
        self._derive = derive or {}
        self.offset: Ints = np.empty(0, np.int64)
        self._places: list[Ints | slice] = [_ALL]
        if len(self._layouts) == 1:
            self.offset = self._layouts[0].offsets
        elif self._layouts:
            self._interleave([layout.offsets for layout in self._layouts])

    def _interleave(self, offsets: list[Ints]) -> None:
        """Put the messages of several layouts into the order of the file."""
        self.offset = np.concatenate(offsets)
        order = self.offset.argsort(kind="stable")
        rank = np.empty_like(order)
        rank[order] = np.arange(len(order))
        self._places = list(np.split(rank, np.cumsum([len(some) for some in offsets])[:-1]))
        self.offset = self.offset[order]

    def __len__(self) -> int:
        return len(self.offset)

    def __contains__(self, key: object) -> bool:
        """Whether the file has the column, field number or developer field."""
        if isinstance(key, str):
            sources = self._columns.get(key, ())
            return key in self._derive or any(s.field_number in self._present for s in sources)
        return key in self._present or key in self.developer

    def __getitem__(self, key: str | int | Key) -> Array:
        """Return a column by name, a field by its number, or a developer field by its key.

        A column by name is float64 in the profile's unit (NaN where there is no value; times are
        Unix seconds), int64 for codes (−1) or str objects (""). Its shape is (messages,), for
        array fields (messages, values). One that this file does not have is empty of values.

        By number or key, values are as stored, without scale, NaN where invalid, of shape
        (messages, values) if any message holds several.

        Raises
        ------
        KeyError
            For a name that the profile does not have, or a developer field that the file has not.
        """
        if isinstance(key, str):
            return self._column(key)
        if isinstance(key, tuple):
            return self._developer(key)
        found = self._find(key)
        if found and is_text(found[0].place):
            return self._text(found)
        return _squeezed(self._stored(found))

    @property
    def columns(self) -> list[str]:
        """Names of the profile's columns that the file has."""
        first = ((name, sources[0].field_number) for name, sources in self._columns.items())
        return [name for name, number in first if number in self._present or name in self]

    @property
    def numbers(self) -> list[int]:
        """Numbers of the fields that the file has."""
        return list(self._present)

    @property
    def unnamed(self) -> list[int]:
        """Numbers of the fields that the file has and no column reads."""
        read = {s.field_number for sources in self._columns.values() for s in sources}
        return [number for number in self._present if number not in read]

    @cached_property
    def developer(self) -> dict[Key, DeveloperField]:
        """The developer fields that the file has in this message and describes."""
        used = dict.fromkeys(key for layout in self._layouts for key in layout.developer)
        known = self._described.by_key if self._described and used else {}
        return {key: known[key][-1] for key in used if key in known}

    def names(self, column: str) -> list[str]:
        """Return the names of a code column; the number in words where it has no name."""
        kind = self._columns[column][0].type
        codes = self[column].reshape(len(self), -1)[:, :1].ravel().tolist()
        return ["" if code < 0 else name_of(kind, code) or str(code) for code in codes]

    @cached_property
    def _present(self) -> dict[int, None]:
        return dict.fromkeys(number for layout in self._layouts for number in layout.fields)

    def _find(self, number: int) -> list[_Found]:
        """Return where a field is; it may be twice in one layout."""
        if len(self._layouts) == 1:
            layout = self._layouts[0]
            return [_Found(layout, _ALL, place) for place in layout.fields.get(number, ())]
        return [
            _Found(layout, where, place)
            for layout, where in zip(self._layouts, self._places, strict=False)
            for place in layout.fields.get(number, ())
        ]

    def _column(self, name: str) -> Array:
        sources = self._columns[name]
        kind = sources[0].kind
        if kind == "text":
            return self._text(self._find(sources[0].field_number))
        values = self._first_valid(sources)
        values = values if sources[0].array else values[:, 0]
        if name in self._derive:
            values = self._derive[name](self, values)
        if kind == "code":
            return whole(values, -1)
        return values + EPOCH if kind == "time" else values

    def _first_valid(self, sources: tuple[Source, ...]) -> Floats:
        """Return, message by message, the first source that has a value, in the profile's unit."""
        values = self._scaled(sources[0])
        for source in sources[1:]:
            if source.field_number in self._present:
                found = self._component(source, values) if source.bits else self._scaled(source)
                values = np.where(np.isnan(values), found, values)
        return values

    def _scaled(self, source: Source) -> Floats:
        found = [some for some in self._find(source.field_number) if is_number(some.place)]
        values = self._stored(found, None if source.array else 1)
        if source.divisor != 1:
            values /= source.divisor
        if source.offset:
            values -= source.offset
        return values

    def _component(self, source: Source, full: Floats) -> Floats:
        """Return the part of a packed field, unwrapped from ``full`` on where it is a counter."""
        packed = self._stored(self._find(source.field_number), _PACKED_BYTES)
        there = ~np.isnan(packed[:, 0])
        word = (whole(packed, 0) & 255) @ (1 << 8 * np.arange(_PACKED_BYTES))
        low = word >> source.first_bit & (1 << source.bits) - 1
        values = np.full((len(self), 1), np.nan)
        if not source.accumulates:
            values[there, 0] = low[there] / source.divisor
            return values
        anchor = full[:, 0] * source.divisor
        use = there | ~np.isnan(anchor)
        values[use, 0] = unwrap(low[use], anchor[use], source.bits) / source.divisor
        return values

    def _developer(self, key: Key) -> Array:
        """Return a developer field; a message counts under the last description before it."""
        if not self._described or key not in self.developer:
            raise KeyError(key)
        described = self._described.by_key[key]
        versions = [self._found_developer(key, field.base) for field in described]
        if is_text(versions[0][0].place):
            return self._text(versions[0])
        stored = [self._stored(version) for version in versions]
        if len(stored) == 1 and described[0].offset < self.offset[0]:
            return _squeezed(stored[0])
        width = max(values.shape[1] for values in stored)
        out = np.full((len(self), width), np.nan)
        for field, values in zip(described, stored, strict=True):
            after = self.offset > field.offset
            out[after] = fit(values, width)[after]
        return _squeezed(out)

    def _found_developer(self, key: Key, base: int) -> list[_Found]:
        """Return where a developer field is, to be read as ``base``."""
        return [
            _Found(layout, where, layout.developer[key]._replace(base=base))
            for layout, where in zip(self._layouts, self._places, strict=False)
            if key in layout.developer
        ]

    def _stored(self, found: list[_Found], width: int | None = None) -> Floats:
        """Return the values of a field as stored, shape (messages, values)."""
        if len(found) == 1 and len(self._layouts) == 1:
            return fit(numbers(found[0].layout, found[0].place, width), width)
        if width is None:
            width = max((n_values(some.place) for some in found), default=1)
        out = np.full((len(self), width), np.nan)
        later = None
        for layout, where, place in reversed(found):
            values = fit(numbers(layout, place, width), width)
            if layout is later:  # there twice: the first that has a value
                values = np.where(np.isnan(values), out[where], values)
            out[where] = values
            later = layout
        return out

    def _text(self, found: list[_Found]) -> Array:
        out = np.full(len(self), "", object)
        for layout, where, place in found:
            if is_text(place):
                out[where] = texts(layout, place)
        return out


def _squeezed(values: Floats) -> Floats:
    return values[:, 0] if values.shape[1] == 1 else values
