"""Write the FIT profile tables of :mod:`surae.ingest.fitfile` from the official SDK's profile.

Only facts are taken: numbers, names, scales, offsets, units. Which fields are read, their names
inside surae and their meaning are said in ``fit_fields.txt`` beside this file. To read one more
field, add a line there, install ``garmin-fit-sdk`` (a development dependency) and run::

    python tools/build_fit_profile.py [--check]

``--check`` writes nothing and fails where the tables are not what it would write.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parents[1] / "src" / "surae" / "ingest" / "fitfile"
SELECTION = Path(__file__).with_name("fit_fields.txt")

COLUMNS = (
    "message_number", "message", "column", "field_number", "field", "kind", "type", "array",
    "first_bit", "bits", "accumulates", "divisor", "offset", "unit", "meaning",
)  # fmt: skip

# Whole numbers that stand for something and are not counted or measured.
CODES = {
    "product", "device_type", "category_subtype", "exercise_name", "developer_data_index",
    "field_definition_number", "native_mesg_num", "native_field_num", "event_group",
}  # fmt: skip

SEMICIRCLES_PER_DEGREE = 2**31 / 180

# The unit of the FIT profile: the unit inside surae and how many of the former make one.
UNITS: dict[str, tuple[str, float]] = {
    "": ("-", 1),
    "m": ("m", 1),
    "mm": ("m", 1000),
    "m/s": ("m/s", 1),
    "s": ("s", 1),
    "ms": ("s", 1000),
    "bpm": ("1/min", 1),
    "rpm": ("1/min", 1),
    "Breaths/min": ("1/min", 1),
    "watts": ("W", 1),
    "J": ("J", 1),
    "kg": ("kg", 1),
    "kcal": ("kcal", 1),
    "kcal/day": ("kcal/day", 1),
    "C": ("degC", 1),
    "%": ("-", 100),
    "percent": ("-", 100),
    "years": ("years", 1),
    "cycles": ("1", 1),
    "lengths": ("1", 1),
    "V": ("V", 1),
    "semicircles": ("deg", SEMICIRCLES_PER_DEGREE),
}

TIMES = ("date_time", "local_date_time")

NUMBERS = {
    "uint8", "uint16", "uint32", "sint8", "sint16", "sint32", "uint8z", "uint16z", "uint32z",
    "float32", "weight", "localtime_into_day",
}  # fmt: skip


def main(arguments: list[str]) -> int:
    from garmin_fit_sdk.profile import Profile

    version = f"{Profile['version']['major']}.{Profile['version']['minor']}"
    head = f"# FIT profile {version}, written by tools/build_fit_profile.py\n"
    rows = list(_rows(Profile))
    tables = {
        "profile.csv": head + _csv(COLUMNS, rows),
        "names.csv": head + _csv(("type", "code", "name"), _names(Profile, rows)),
    }
    stale = [name for name, text in tables.items() if _read(TARGET / name) != text]
    if "--check" in arguments:
        print(f"stale: {', '.join(stale)}" if stale else "up to date")
        return bool(stale)
    for name, text in tables.items():
        (TARGET / name).write_text(text, encoding="utf-8")
    print(f"{len(rows)} rows in profile.csv, FIT profile {version}")
    return 0


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _csv(header: tuple[str, ...], rows: list[tuple[Any, ...]]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerows([header, *rows])
    return buffer.getvalue()


def _rows(profile: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of ``profile.csv`` in the order of the messages' numbers."""
    by_name = {message["name"]: number for number, message in profile["messages"].items()}
    blocks = list(_selection())
    for number, message in sorted((by_name[name], name) for name in {b[0] for b in blocks}):
        fields = profile["messages"][number]["fields"]
        known = {field["name"]: field for field in fields.values()}
        for _, column, sources, meaning in (b for b in blocks if b[0] == message):
            for source in sources:
                yield (number, message, column, *_source(known, source), meaning)


def _selection() -> Iterator[tuple[str, str, list[str], str]]:
    """Yield message, column, source fields and meaning of each line of ``fit_fields.txt``."""
    messages: list[str] = []
    for line in SELECTION.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            messages = line.strip("[]").split()
            continue
        left, meaning = line.split(": ", 1)
        column, _, sources = left.partition(" < ")
        for message in messages:
            yield message, column, (sources or column).split(", "), meaning


def _source(known: dict[str, Any], source: str) -> tuple[Any, ...]:
    """Return field number to unit of one source field, or of a component of it."""
    name, _, component = source.partition(".")
    field = known[name]
    if not component:
        return (field["num"], name, *_kind(field), "", "", 0, *_scale(field, 0))
    target = known[component]
    place = field["components"].index(target["num"])
    bits = field["bits"]
    accumulates = int(target["is_accumulated"])
    kind = ("number", field["base_type"], 0)
    return (
        field["num"], name, *kind, sum(bits[:place]), bits[place], accumulates,
        *_scale(field, place),
    )  # fmt: skip


def _kind(field: dict[str, Any]) -> tuple[str, str, int]:
    """Return how a field's values are shown, the type of its names, and whether it is an array."""
    kind = field["type"]
    array = int(field["array"] == "true" and kind != "string")
    if kind in TIMES:
        return "time", "", array
    if field["name"] in CODES:
        return "code", "", array
    if kind in NUMBERS:
        return "number", "", array
    return ("text", "", 0) if kind == "string" else ("code", "" if kind == "byte" else kind, array)


def _scale(field: dict[str, Any], place: int) -> tuple[str, str, str]:
    """Return divisor, offset and unit: value = raw / divisor - offset."""
    units = field["units"]
    unit, per = UNITS[units[place] if isinstance(units, list) else units]
    if field["type"] in TIMES:
        unit = "s"
    divisor, offset = field["scale"][place] * per, field["offset"][place] / per
    return repr(float(divisor)), repr(float(offset)), unit


def _names(profile: dict[str, Any], rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return the rows of ``names.csv``: types that occur in ``rows``, products and exercises."""
    types = profile["types"]
    wanted = {row[COLUMNS.index("type")] for row in rows} | {"garmin_product"}
    wanted |= {name for name in types if name.endswith("_exercise_name")}
    flags = {"message_index", "device_index"}  # numbers with marks, not names
    return [
        (kind, code, name)
        for kind in sorted(wanted & set(types) - flags)
        for code, name in sorted(types[kind].items())
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
