"""Compare the FIT reader value by value with the official SDK and with fitdecode.

Every message of a file is compared: each column of the profile by name, each field by its number as
stored, and each developer field. Both oracles have gaps; ``EXPLAINED`` lists the known ones, and
whatever else differs is reported. ::

    python tools/compare_fit_readers.py FOLDER...

prints a row for each folder. Needs ``garmin-fit-sdk`` and ``fitdecode``; about five seconds for a
megabyte.
"""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import fitdecode
import garmin_fit_sdk
import numpy as np

from surae.ingest.fitfile import EPOCH, Messages, decode
from surae.ingest.fitfile.profile import Source, entries

ABSENT: list[Any] = ["absent"]

ORACLES = ("SDK", "fitdecode")

# What differs, from whom, and why.
EXPLAINED = {
    ("record.heart_rate", "fitdecode"): "only the SDK merges a strap's beats into the records",
    ("hr.event_timestamp", "fitdecode"): "fitdecode adds a date to the strap's clock",
    ("event.data", "fitdecode"): "fitdecode scales it by its sub-field; here it is as stored",
    ("workout_step.duration_value", "fitdecode"): "the same",
    ("lap.avg_speed", "SDK"): "the SDK overwrites the enhanced field with the plain one",
    ("event.data", "both"): "a field of one byte declared as two: here no value, there bytes",
    **{
        (f"{message}.{column}", "fitdecode"): "the field holds two numbers; here the first"
        for message in ("lap", "session")
        for column in ("avg_speed", "max_speed")
    },
}


class Difference(NamedTuple):
    """A value that does not agree with one oracle or with both."""

    field: str
    oracle: str
    ours: Any
    theirs: Any

    @property
    def reason(self) -> str:
        """Why they differ, as far as it is known."""
        return EXPLAINED.get((self.field, self.oracle), "")


@dataclass
class Oracle:
    """What another decoder made of a file: by message number, each message's values by key.

    Keys are names of the FIT profile (values in its units), field numbers (values as stored) and
    pairs of developer index and field number. ``stopped`` says why it gave up, if it did.
    """

    messages: dict[int, list[dict[Any, Any]]] = field(default_factory=dict)
    stopped: str = ""


@dataclass
class Agreement:
    """How many values were compared, and which differ."""

    counts: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)

    @property
    def unexplained(self) -> list[Difference]:
        """Differences without a known reason."""
        return [difference for difference in self.differences if not difference.reason]

    def add(self, other: Agreement) -> None:
        """Count another file in."""
        self.counts += other.counts
        self.differences += other.differences


def read_with_sdk(data: bytes) -> Oracle:
    """Return what the official SDK reads."""
    oracle = Oracle()

    def listen(number: int, message: dict[Any, Any]) -> None:
        oracle.messages.setdefault(number, []).append(message)

    stream = garmin_fit_sdk.Stream.from_byte_array(bytearray(data))
    _, errors = garmin_fit_sdk.Decoder(stream).read(
        convert_datetimes_to_dates=False,
        convert_types_to_strings=False,
        expand_sub_fields=False,
        enable_crc_check=False,
        mesg_listener=listen,
    )
    oracle.stopped = str(errors[0]) if errors else ""
    return oracle


def read_with_fitdecode(data: bytes) -> Oracle:
    """Return what fitdecode reads."""
    oracle = Oracle()
    options = {
        "processor": None,
        "check_crc": fitdecode.CrcCheck.DISABLED,
        "error_handling": fitdecode.ErrorHandling.IGNORE,
    }
    try:
        with fitdecode.FitReader(data, **options) as reader:
            for frame in reader:
                if frame.frame_type == fitdecode.FIT_FRAME_DATA:
                    messages = oracle.messages.setdefault(frame.global_mesg_num, [])
                    messages.append(_fitdecode_message(frame))
    except Exception as error:  # whatever it stops at, what came before was read
        oracle.stopped = str(error) or type(error).__name__
    return oracle


def _fitdecode_message(frame: Any) -> dict[Any, Any]:
    message: dict[Any, Any] = {}
    for item in frame.fields:
        stored = item.field_def
        if stored is not None:
            developer = getattr(stored, "dev_data_index", None)
            key = stored.def_num if developer is None else (developer, stored.def_num)
            message.setdefault(key, []).append(item.raw_value)
            if developer is not None:
                continue
        parent = item.parent_field or item.field
        value = item.raw_value if isinstance(item.value, str | bool) else item.value
        if parent is not None and value is not None:
            message.setdefault(parent.name, []).append(value)
    return message


def compare(data: bytes) -> Agreement:
    """Compare every value of a file with both oracles."""
    result = Agreement(Counter(files=1))
    file, oracles = decode(data), (read_with_sdk(data), read_with_fitdecode(data))
    for name, oracle in zip(ORACLES, oracles, strict=True):
        result.counts[f"{name} stopped"] += bool(oracle.stopped)
    for number in dict.fromkeys(n for part in file.parts for n in part.numbers):
        total = sum(len(part[number]) for part in file.parts)
        theirs = [oracle.messages.get(number, []) for oracle in oracles]
        result.counts["messages"] += total
        for name, oracle, found in zip(ORACLES, oracles, theirs, strict=True):
            if len(found) > total or (len(found) < total and not oracle.stopped):
                label = f"number of messages {number}"
                result.differences.append(Difference(label, name, total, len(found)))
        begin = 0
        for messages in (part[number] for part in file.parts):
            mine = slice(begin, begin + len(messages))
            _compare_messages(messages, [found[mine] for found in theirs], result)
            begin = mine.stop
    return result


Keys = list[tuple[Any, float]]


def _compare_messages(
    messages: Messages, theirs: list[list[dict[Any, Any]]], result: Agreement
) -> None:
    for label, ours, keys in _values(messages):
        for i, value in enumerate(ours):
            expected = [
                _expected(found[i], some) if i < len(found) and some else ABSENT
                for found, some in zip(theirs, keys, strict=True)
            ]
            have = [other is not ABSENT for other in expected]
            agree = [any(_same(value, o) for o in other) for other in expected]
            wrong = [n for n, h, a in zip(ORACLES, have, agree, strict=True) if h and not a]
            if not any(have):
                result.counts["no oracle has it"] += 1
            elif not wrong:
                result.counts["both agree" if all(have) else "the one that has it agrees"] += 1
            else:
                who = wrong[0] if any(agree) else "both"
                result.counts[f"differs from {who}"] += 1
                result.differences.append(Difference(label, who, value, expected))


def _values(messages: Messages) -> Iterator[tuple[str, list[Any], tuple[Keys, Keys]]]:
    """Yield name, values and the oracles' keys of all that surae reads from some messages."""
    number = messages.number
    columns = entries()[number].columns if number in entries() else {}
    for column in messages.columns:
        sources = columns[column]
        keys = [(name, _per(number, name)) for name in _names(number, column, sources)]
        known = [(name, per) for name, per in keys if name in _known_to_fitdecode(number)]
        yield f"{messages.name}.{column}", _ours(messages, column, sources[0]), (keys, known)
    for key in [*messages.numbers, *messages.developer]:
        ours = [_plain(value) for value in messages[key].tolist()]
        yield f"{number} field {key}", ours, ([], [(key, 1.0)])


def _names(number: int, column: str, sources: tuple[Source, ...]) -> list[str]:
    """Return the FIT names that a column may have in an oracle, best first."""
    known = garmin_fit_sdk.Profile["messages"][number]["fields"]
    return [column if s.bits else known[s.field_number]["name"] for s in sources]


def _per(number: int, name: str) -> float:
    """Return how many of the profile's units of a field make one of surae's."""
    fields = garmin_fit_sdk.Profile["messages"][number]["fields"].values()
    known = next(f for f in fields if f["name"] == name)
    every = (source for sources in entries()[number].columns.values() for source in sources)
    same = (s for s in every if s.field_number == known["num"] and not s.bits)
    source = next(same, None)
    return source.divisor / float(known["scale"][0]) if source else 1.0


def _known_to_fitdecode(number: int) -> set[str]:
    known = fitdecode.profile.MESSAGE_TYPES.get(number)
    return {f.name for f in known.fields.values()} if known else set()


def _ours(messages: Messages, column: str, source: Source) -> list[Any]:
    values = messages[column]
    if source.kind == "time":
        values = values - EPOCH
    if source.kind == "code":
        values = np.where(values < 0, np.nan, values)
    return [_plain(value) for value in values.tolist()]


def _plain(value: Any) -> Any:
    """Return a value without padding: None for nothing, a number for a list of one."""
    if isinstance(value, list):
        while value and isinstance(value[-1], float) and math.isnan(value[-1]):
            value = value[:-1]
        return _plain(value[0]) if len(value) == 1 else value or None
    return None if value == "" or (isinstance(value, float) and math.isnan(value)) else value


def _expected(message: dict[Any, Any], keys: Keys) -> list[Any]:
    """Return the first value that an oracle has under ``keys``, with others that it has there."""
    for key, per in keys:
        value = message.get(key)
        found = [_converted(value, per)]
        if isinstance(value, list):
            found += [_converted(v, per) for v in value]
        if any(v is not None for v in found):
            return found
    return [None]


def _converted(value: Any, per: float) -> Any:
    if isinstance(value, bytes):
        return value.rstrip(b"\0").decode("utf-8", "replace") or None
    if isinstance(value, list | tuple):
        return _plain([math.nan if v is None else _converted(v, per) for v in value])
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _plain(float(value) / per)
    return value


def _same(ours: Any, theirs: Any) -> bool:
    if ours is None or theirs is None:
        return ours is theirs
    if isinstance(ours, list) or isinstance(theirs, list):
        first, second = (v if isinstance(v, list) else [v] for v in (ours, theirs))
        return len(first) == len(second) and all(map(_same, first, second))
    if isinstance(ours, float) and isinstance(theirs, float):
        if math.isnan(ours) or math.isnan(theirs):
            return math.isnan(ours) and math.isnan(theirs)
        return math.isclose(ours, theirs, rel_tol=1e-12, abs_tol=1e-12)
    return bool(ours == theirs)


def fit_files(folder: Path) -> list[Path]:
    """Return the FIT files in a folder and below, by size."""
    files = (path for path in folder.rglob("*") if path.suffix.lower() == ".fit")
    return sorted(files, key=lambda path: (path.stat().st_size, path))


COLUMNS = (
    "files", "SDK stopped", "fitdecode stopped", "messages", "both agree",
    "the one that has it agrees", "differs from SDK", "differs from fitdecode",
    "differs from both", "no oracle has it",
)  # fmt: skip


def main(folders: Iterable[str]) -> int:
    """Print a row for each folder, then what differs and why."""
    everything = Agreement()
    print("| folder |", " | ".join(COLUMNS), "|")
    print("|---" * (1 + len(COLUMNS)) + "|")
    for folder in map(Path, folders):
        total = Agreement()
        for path in fit_files(folder):
            total.add(compare(path.read_bytes()))
        print(f"| {folder.name} |", " | ".join(f"{total.counts[c]:,}" for c in COLUMNS), "|")
        everything.add(total)
    seen = Counter((d.field, d.oracle, d.reason or "?") for d in everything.differences)
    for (name, oracle, reason), n in seen.most_common():
        print(f"| {name} | {oracle} | {n:,} | {reason} |")
    return bool(everything.unexplained)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
