"""What a file is, told from its content; a name is only used to explain."""

from __future__ import annotations

import csv
import re
import zlib
from pathlib import PurePosixPath
from typing import Literal

from surae.errors import IngestError

Format = Literal[
    "fit",
    "gpx",
    "tcx",
    "golden_cheetah",
    "strava_list",
    "garmin_list",
    "apple_health",
    "hevy",
    "strong",
    "fitnotes",
    "liftosaur",
    "wger",
    "measurements_csv",
    "measurements_json",
    "hevy_measurements",
    "fhir",
]

SIZE_LIMIT = 256 * 2**20
"""The largest file that is read, and the most that a compressed one may expand to [bytes]."""

TEXT_LIMIT = 32 * 2**20
"""The largest log, list or table; ten years of anything are a tenth of it [bytes]."""

_HEAD = 4096
_SMALLEST_PIECE = 64
_GZIP = b"\x1f\x8b"
_FIT_AT = slice(8, 12)
_TAR_AT = slice(257, 262)
_LONGEST_HEADER = 32_768
_TAG = re.compile(r"<[^<>]*>")
_DOCTYPE = re.compile(r"<!DOCTYPE\s+(\w+)")
_ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)")
_XML: dict[str, Format] = {
    "gpx": "gpx",
    "TrainingCenterDatabase": "tcx",
    "HealthData": "apple_health",
}
_TABLES: tuple[tuple[frozenset[str], Format], ...] = (
    (frozenset({"activity id", "activity date", "filename"}), "strava_list"),
    (frozenset({"exercise_title", "set_index"}), "hevy"),
    (frozenset({"exercise name", "set order"}), "strong"),
    (frozenset({"workout datetime", "is warmup set?"}), "liftosaur"),
    (frozenset({"date", "exercise", "category", "reps"}), "fitnotes"),
    (frozenset({"quantity", "value", "unit"}), "measurements_csv"),
    (frozenset({"date", "left_calf_cm"}), "hevy_measurements"),
    (frozenset({"date", "left_calf_in"}), "hevy_measurements"),
)
_KEYS: tuple[tuple[frozenset[str], Format], ...] = (
    (frozenset({"summarizedActivitiesExport"}), "garmin_list"),
    (frozenset({"RIDE"}), "golden_cheetah"),
    (frozenset({"resourceType"}), "fhir"),
    (frozenset({"quantity", "unit"}), "measurements_json"),
    (frozenset({"workoutlog"}), "wger"),
    (frozenset({"measurement"}), "wger"),
    (frozenset({"repetitions_unit", "weight_unit"}), "wger"),
    (frozenset({"results", "category", "value"}), "wger"),
)
_DOCTYPES: dict[str, Format] = {"HealthData": "apple_health"}
_NOT_ACTIVITIES = {
    ".jpg", ".jpeg", ".png", ".gif", ".heic", ".webp", ".svg", ".mp4", ".mov", ".pdf", ".doc",
    ".docx", ".xlsx", ".kmz", ".html", ".css", ".js", ".md", ".txt", ".log", ".ini", ".stl",
}  # fmt: skip
_NOT_NAMES = ("license", "licence", "readme", "copying", "changelog", "thumbs.db", "desktop.ini")


def not_an_activity(name: str) -> str:
    """Return why a file need not even be opened, empty where it must be.

    >>> not_an_activity("media/photo.JPG"), not_an_activity("run.fit")
    ('not an activity file', '')
    """
    path = PurePosixPath(name.lower())
    if path.name.startswith(".") or "__macosx" in path.parts:
        return "a system file, not an activity"
    plain = path.suffix in _NOT_ACTIVITIES or path.name.startswith(_NOT_NAMES)
    return "not an activity file" if plain else ""


def unpack(data: bytes, name: str) -> bytes:
    """Return the content of a gzip file, or ``data`` as it is; what precedes damage is kept.

    Raises
    ------
    IngestError
        If it expands beyond :data:`SIZE_LIMIT`, or nothing can be recovered.
    """
    if not data.startswith(_GZIP):
        return data
    expander = zlib.decompressobj(wbits=31)
    try:
        content = expander.decompress(data, SIZE_LIMIT + 1)
    except zlib.error:
        content = _before_damage(data)
    if len(content) > SIZE_LIMIT:
        raise IngestError(name, f"expands to more than {SIZE_LIMIT >> 20} MB, it is not read")
    if not content:
        raise IngestError(name, "a damaged gzip file, nothing could be recovered")
    return content


def _before_damage(data: bytes) -> bytes:
    """Return what a damaged gzip file holds up to the damage."""
    expander = zlib.decompressobj(wbits=31)
    content = bytearray()
    piece = max(len(data) // _HEAD, _SMALLEST_PIECE)
    for begin in range(0, len(data), piece):
        try:
            content += expander.decompress(data[begin : begin + piece], SIZE_LIMIT)
        except zlib.error:
            break
        if len(content) > SIZE_LIMIT:
            break
    return bytes(content)


def recognize(data: bytes, name: str) -> Format:
    """Return the format of a file's content.

    Raises
    ------
    IngestError
        If surae reads no such file; the reason says what it seems to be.
    """
    if not data or data.isspace():
        raise IngestError(name, "is empty")
    if data[_FIT_AT] == b".FIT":
        return "fit"
    found = _of_text(text_of(data[:_HEAD]).lstrip(), name) if _is_text(data) else None
    if found:
        return found
    if re.search(r"\.fit(\.gz)?$", name.lower()):
        raise IngestError(name, "is named .fit but is not a FIT file; check what it is")
    if data[_TAR_AT] == b"ustar":
        raise IngestError(name, "a tar archive; unpack it or use zip")
    raise IngestError(name, "not an activity file")


def streams(head: bytes) -> bool:
    """Tell from its first bytes whether a file is of a kind that is read as a stream.

    >>> streams(b"<?xml version='1.0'?><!DOCTYPE HealthData ["), streams(b"<gpx>")
    (True, False)
    """
    try:
        return _is_text(head) and _of_text(text_of(head).lstrip(), "") == "apple_health"
    except IngestError:
        return False


def text_of(data: bytes) -> str:
    """Return a file's text, whatever encoding it is in.

    >>> text_of("höhe".encode("utf-16")), text_of("höhe".encode("cp1252"))
    ('höhe', 'höhe')
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def columns_of(text: str) -> tuple[list[str], str]:
    """Return the column names of a CSV text in small letters, and its delimiter.

    >>> columns_of('"Title";"Reps"')
    (['title', 'reps'], ';')
    """
    first = re.split(r"[\r\n]", text.lstrip("\ufeff"), maxsplit=1)[0][:_LONGEST_HEADER]
    delimiter = max(",;\t", key=first.count)
    try:
        names = next(csv.reader([first], delimiter=delimiter), [])
    except csv.Error:
        return [], delimiter
    return [_TAG.sub("", name).strip().lower() for name in names], delimiter


def _is_text(data: bytes) -> bool:
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    return wide or b"\0" not in data[:_HEAD]


def _of_text(head: str, name: str) -> Format | None:
    if head.startswith("<"):
        return _of_xml(head, name)
    if head.startswith(("{", "[")):
        keys = set(re.findall(r'"([^"\\]*)"\s*:', head))
        return next((form for needed, form in _KEYS if needed <= keys), None)
    columns = set(columns_of(head)[0])
    return next((form for needed, form in _TABLES if needed <= columns), None)


def _of_xml(head: str, name: str) -> Format:
    bare = re.sub(r"<!--.*?-->|<\?.*?\?>", "", head, flags=re.DOTALL)
    doctype = _DOCTYPE.search(bare)
    if doctype and doctype[1] in _DOCTYPES:
        return _DOCTYPES[doctype[1]]
    root = _ROOT.search(bare)
    if root and root[1] in _XML:
        return _XML[root[1]]
    kind = f" of <{root[1]}>" if root else ""
    raise IngestError(name, f"an XML file{kind}, not an activity")
