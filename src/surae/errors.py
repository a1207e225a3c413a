"""The exception tree.

::

    SuraeError                 anything surae refuses, in one sentence
    ├── IngestError            a file cannot be read            (file, place, reason)
    ├── EvidenceError          a table breaks its own rules     (table, key, rule)
    ├── RecordError            a value cannot be believed       (quantity, value, allowed)
    ├── CalibrationError       a fit is not trustworthy         (diagnostic, value, limit)
    ├── PlanError              limits cannot hold together      (limits)
    └── StoreError             the store cannot do what is asked

The library raises; a face prints ``str(error)`` as one line. Each message says what is wrong,
where, what is allowed and what to do next. Anything else that escapes is a bug.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class SuraeError(Exception):
    """Base of every error that surae raises on purpose."""


class IngestError(SuraeError):
    """A file that cannot be read, or a place in it.

    Parameters
    ----------
    file
        The name shown to the user.
    reason
        What is wrong and what to do next, as a clause.
    place
        Row, byte offset or field, where known.
    """

    def __init__(self, file: str, reason: str, place: str = "") -> None:
        self.file, self.reason, self.place = file, reason, place
        super().__init__(f"{file}{f' ({place})' if place else ''}: {reason}")


class EvidenceError(SuraeError):
    """An evidence table that breaks a rule, or a key that it does not hold."""

    def __init__(self, table: str, key: str, rule: str, known: Iterable[str] = ()) -> None:
        self.table, self.key, self.rule = table, key, rule
        super().__init__(f"evidence table {table}, {key!r}: {rule}{nearest(key, known)}")


class RecordError(SuraeError):
    """A quantity whose value cannot be believed."""

    def __init__(self, quantity: str, value: object, allowed: str, hint: str = "") -> None:
        self.quantity, self.value, self.allowed = quantity, value, allowed
        tail = f"; {hint}" if hint else ""
        super().__init__(f"`{quantity}` {value} is outside {allowed}{tail}")


class CalibrationError(SuraeError):
    """A fit whose diagnostics do not allow it to be shown as a result."""

    def __init__(self, diagnostic: str, value: float, limit: str) -> None:
        self.diagnostic, self.value, self.limit = diagnostic, value, limit
        super().__init__(f"{diagnostic} is {value:.3g}, needed {limit}; the fit is not trustworthy")


class PlanError(SuraeError):
    """A goal or a set of limits that cannot hold together."""


class StoreError(SuraeError):
    """The store cannot do what is asked of it; it is left as it was."""


def nearest(key: str, known: Iterable[str]) -> str:
    """Return ``"; did you mean 'x'?"`` for the closest known key, or an empty string.

    >>> nearest("speeed", ["speed", "grade"])
    "; did you mean 'speed'?"
    >>> nearest("zzz", ["speed", "grade"])
    ''
    """
    match = get_close_matches(key, list(known), n=1)
    return f"; did you mean {match[0]!r}?" if match else ""
