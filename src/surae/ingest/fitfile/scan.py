"""Find the messages of a FIT file: one step per message, or one numpy call per run of messages.

A FIT file is a row of messages, each one byte of header and a payload. A definition message says
for one of 16 local slots which fields the data messages of that slot hold. Nothing is decoded
here: the result is where the messages of each layout begin.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

MAX_MESSAGES = 1 << 20
MAX_DEFINITIONS = 1 << 18
MAX_FIELDS = 1 << 15

_DEFINITION, _DEVELOPER = 16, 0x20
_NOWHERE = 1 << 60

# Runs are looked for after each window [bytes]; the window grows while there are none.
_FIRST_WINDOW, _LAST_WINDOW = 1 << 10, 1 << 16
_PERIODS, _AHEAD, _WORTH_IT = (1, 2, 3), 12, 64
_COUNT_EVERY = 1 << 20

# The slot that a header byte speaks of; definitions have one of their own.
_SLOT = bytes(h >> 5 & 3 if h & 0x80 else _DEFINITION if h & 0x40 else h & 15 for h in range(256))
_SLOT_TABLE = np.frombuffer(_SLOT, np.uint8)


@dataclass(frozen=True, slots=True)
class Damage:
    """A place in the file at which something is wrong, and what."""

    offset: int
    reason: str

    def __str__(self) -> str:
        return f"byte {self.offset}: {self.reason}"


class Place(NamedTuple):
    """Where a field lies in the payload [bytes] and the base type that the file gives it."""

    start: int
    size: int
    base: int


class Rows(NamedTuple):
    """Payloads of one layout: ``n`` rows in ``buffer``, ``stride`` bytes apart."""

    buffer: bytes | NDArray[np.uint8]
    first: int
    stride: int
    n: int


class Layout:
    """What the data messages under one definition look like, and where they begin.

    Parameters
    ----------
    data
        The whole file.
    definition
        The definition message from its architecture byte on.
    developer
        Whether developer fields follow the fields.
    """

    def __init__(self, data: bytes, definition: bytes, developer: bool) -> None:
        stop = 4 + 3 * definition[3]
        self.data = data
        self.big_endian = definition[0] != 0
        self.number = int.from_bytes(definition[1:3], "big" if self.big_endian else "little")
        self._fields = definition[4:stop]
        self._developer = definition[stop + 1 :] if developer else b""
        self.size = sum(self._fields[1::3]) + sum(self._developer[1::3])
        self.singles: list[int] = []
        self.runs: list[NDArray[np.int64]] = []

    @property
    def n_fields(self) -> int:
        """Number of fields, developer fields included."""
        return (len(self._fields) + len(self._developer)) // 3

    @cached_property
    def offsets(self) -> NDArray[np.int64]:
        """Position of each message's header byte, ascending [bytes]."""
        found = np.array(self.singles, np.int64)
        if self.runs:
            found = np.concatenate([found, *self.runs])
            found.sort(kind="stable")
        return found

    @cached_property
    def fields(self) -> dict[int, list[Place]]:
        """Places by field number; a number may be there twice."""
        found: dict[int, list[Place]] = {}
        start = 0
        for number, size, base in zip(*(self._fields[i::3] for i in range(3)), strict=True):
            if size:
                found.setdefault(number, []).append(Place(start, size, base))
            start += size
        return found

    @cached_property
    def developer(self) -> dict[tuple[int, int], Place]:
        """Places of the developer fields by (developer index, field number); base 13 is bytes."""
        found: dict[tuple[int, int], Place] = {}
        start = sum(self._fields[1::3])
        for number, size, index in zip(*(self._developer[i::3] for i in range(3)), strict=True):
            if size:
                found.setdefault((index, number), Place(start, size, 13))
            start += size
        return found

    @cached_property
    def rows(self) -> Rows:
        """The payloads: a view of the file where they are evenly spaced, otherwise a copy."""
        offsets, n = self.offsets, len(self.offsets)
        step = self.size + 1
        if int(offsets[-1] - offsets[0]) == (n - 1) * step:
            return Rows(self.data, int(offsets[0]) + 1, step, n)
        shape = (len(self.data) - self.size + 1, self.size)
        windows: NDArray[np.uint8] = np.ndarray(shape, np.uint8, self.data, 0, (1, 1))
        return Rows(windows[offsets + 1], 0, self.size, n)

    def trim(self, before: int) -> None:
        """Forget the messages from the byte ``before`` on."""
        self.offsets = self.offsets[self.offsets < before]
        self.__dict__.pop("rows", None)


@dataclass(slots=True)
class Budget:
    """What a whole file may hold, so that no file takes long or fills the memory."""

    messages: int = MAX_MESSAGES
    definitions: int = MAX_DEFINITIONS
    fields: int = MAX_FIELDS


@dataclass
class Walk:
    """A walk through the messages of one part, from byte ``pos`` to byte ``end``."""

    data: bytes
    pos: int
    end: int
    budget: Budget
    damage: list[Damage] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._bytes = np.frombuffer(self.data, np.uint8)
        self._known: dict[tuple[bytes, bool], Layout] = {}
        self._slots: list[Layout | None] = [None] * 17
        # A slot without layout leads far beyond the end, and its list keeps the place.
        self._trap: list[int] = []
        self._steps = [_NOWHERE] * 17
        self._notes = [self._trap.append] * 17
        self._window = _FIRST_WINDOW
        self._next_count = self.pos + _COUNT_EVERY

    def layouts(self) -> list[Layout]:
        """Walk, and return the layouts that have messages."""
        while self.pos < self.end and not self.damage:
            slot = self._messages()
            if self._trap:
                self.pos = self._trap.pop()
                if slot == _DEFINITION:
                    self._define()
                else:
                    self._stop(f"a message of the undefined local type {slot}")
            elif self.pos <= self.end:
                self._look_for_run()
            else:
                self._cut(slot)
        self.budget.messages -= self._n_singles()
        return [layout for layout in self._known.values() if len(layout.offsets)]

    def _messages(self) -> int:
        """Note where data messages begin, for a window or until one is not defined.

        Returns the slot of the last one.
        """
        data, steps, notes, pos, slot = self.data, self._steps, self._notes, self.pos, 0
        stop = min(self.end, pos + self._window)
        while pos < stop:
            slot = _SLOT[data[pos]]
            notes[slot](pos)
            pos += steps[slot]
        self.pos = pos
        return slot

    def _cut(self, slot: int) -> None:
        """Take back the last message, which does not end before the part does."""
        layout = self._slots[slot]
        if layout:
            self.pos = layout.singles.pop()
            self._stop(f"a message of {layout.size + 1} bytes is cut at byte {self.end}")

    def _look_for_run(self) -> None:
        """Where messages follow each other in the same order again and again, take all at once."""
        if self.pos >= self._next_count or self.budget.messages < _AHEAD:
            self._count()
        ahead, n = self._ahead(), 0
        for period in _PERIODS:
            if len(ahead) == _AHEAD and ahead[period:] == ahead[:-period] and not self.damage:
                n = self._run(ahead[:period])
                break
        self._window = _FIRST_WINDOW if n >= _WORTH_IT else min(2 * self._window, _LAST_WINDOW)

    def _ahead(self) -> list[int]:
        """Return the slots of the next messages, as far as they are defined."""
        slots: list[int] = []
        pos = self.pos
        while pos < self.end and len(slots) < _AHEAD:
            slot = _SLOT[self.data[pos]]
            pos += self._steps[slot]
            if pos > self.end:
                break
            slots.append(slot)
        return slots

    def _run(self, slots: list[int]) -> int:
        """Take the rounds of messages in these slots that follow; return how many."""
        starts = [0, *accumulate(self._steps[slot] for slot in slots)]
        step = starts.pop()
        n = min((self.end - self.pos) // step, max(self.budget.messages, 0) // len(slots))
        for slot, start in zip(slots, starts, strict=True):
            n = self._alike(slot, self.pos + start, step, n)
        for slot, start in zip(slots, starts, strict=True):
            layout = self._slots[slot]
            if layout:
                first = self.pos + start
                layout.runs.append(np.arange(first, first + n * step, step))
        self.pos += n * step
        self.budget.messages -= n * len(slots)
        return n

    def _alike(self, slot: int, first: int, step: int, most: int) -> int:
        """Return how many headers from ``first`` on, ``step`` apart, are of one slot."""
        n, width = 0, _WORTH_IT
        headers = self._bytes[first : first + most * step : step]
        while n < most:
            other = _SLOT_TABLE[headers[n : n + width]] != slot
            if other.any():
                return n + int(other.argmax())
            n += len(other)
            width *= 4
        return most

    def _count(self) -> None:
        """Stop where there are more messages than a device writes."""
        self._next_count = self.pos + _COUNT_EVERY
        if self._n_singles() >= self.budget.messages:
            self._stop(f"more than {MAX_MESSAGES:,} messages; the rest is left out")

    def _n_singles(self) -> int:
        return sum(len(layout.singles) for layout in self._known.values())

    def _define(self) -> None:
        """Read a definition message and give its slot the layout."""
        data, pos, header = self.data, self.pos, self.data[self.pos]
        stop = pos + 6
        stop += 3 * data[pos + 5] if stop <= self.end else 0
        if header & _DEVELOPER:
            stop += 1 + 3 * data[stop] if stop < self.end else 1
        if stop > self.end:
            return self._stop(f"a definition is cut at byte {self.end}")
        key = data[pos + 2 : stop], bool(header & _DEVELOPER)
        layout = self._known.get(key)
        if layout is None:
            layout = self._known[key] = Layout(data, *key)
            self.budget.fields -= 1 + layout.n_fields
        self.budget.definitions -= 1
        if min(self.budget.fields, self.budget.definitions) < 0:
            return self._stop("more definitions than a device writes; the rest is left out")
        slot = header & 15
        self._slots[slot] = layout
        self._steps[slot] = layout.size + 1
        self._notes[slot] = layout.singles.append
        self.pos = stop
        return None

    def _stop(self, reason: str) -> None:
        self.damage.append(Damage(self.pos, reason))
