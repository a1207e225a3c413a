"""Folders and zip archives, walked without unpacking them.

A zip may hold zips; one that is large lies in an unnamed temporary file while it is read. What a
member is called decides nothing but its place in the account; what it expands to is capped, one by
one and for an archive as a whole.
"""

from __future__ import annotations

import os
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple

from surae.errors import IngestError
from surae.ingest.sniff import SIZE_LIMIT, not_an_activity, streams

ARCHIVE_LIMIT = 8 * 2**30
"""The most that an archive may expand to in all [bytes]."""

NESTED_LIMIT = 4 * 2**30
"""The largest zip within a zip [bytes]."""

_IN_MEMORY = 2**26
_PIECE = 2**20
_HEAD = 4096
_DEEPEST = 3
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Large:
    """A file, or a member of an archive, that is too large to be held in memory."""

    path: Path
    member: str = ""

    def pieces(self) -> Iterator[bytes]:
        """Yield its content up to the end or the first damage."""
        try:
            with ExitStack() as stack:
                if self.member:
                    archive = stack.enter_context(zipfile.ZipFile(self.path))
                    file: IO[bytes] = stack.enter_context(archive.open(self.member))
                else:
                    file = stack.enter_context(self.path.open("rb"))
                while piece := file.read(_PIECE):
                    yield piece
        except _DAMAGE:
            return


@dataclass(frozen=True, slots=True)
class Found:
    """A file that was looked at: its content, where to stream it from, or why there is none."""

    name: str
    data: bytes = b""
    problem: str = ""
    large: Large | None = None


@dataclass(slots=True)
class _Budget:
    """How many bytes an archive may still expand to."""

    left: int = ARCHIVE_LIMIT


def find_files(paths: Iterable[Path]) -> Iterator[Found]:
    """Yield every file in files, folders and zip archives, in an order that names alone decide.

    Raises
    ------
    IngestError
        If a path does not exist, before anything is read.
    """
    for name, path in _listed(paths):
        yield from _open(path, name)


def count_files(paths: Iterable[Path]) -> int:
    """Return how many files there are, not counting what lies in zips within zips."""
    return sum(_count(path) for _, path in _listed(paths))


def _listed(paths: Iterable[Path]) -> list[tuple[str, Path]]:
    """Return each file once, with the name that it is reported by, sorted by that name."""
    files: dict[Path, tuple[str, Path]] = {}
    for name, path in sorted(_named(paths).items()):
        for place, file in _walk(path, name):
            files.setdefault(file.resolve(), (place, file))
    return sorted(files.values())


def _named(paths: Iterable[Path]) -> Mapping[str, Path]:
    """Name each path by its last part, or in full where two share it."""
    distinct = list(dict.fromkeys(paths))
    for path in distinct:
        if not path.exists():
            raise IngestError(str(path), "does not exist; check the path")
    short = [path.name or path.resolve().name for path in distinct]
    return {
        str(path) if short.count(name) > 1 else name: path
        for path, name in zip(distinct, short, strict=True)
    }


def _walk(path: Path, name: str) -> Iterator[tuple[str, Path]]:
    if not path.is_dir():
        yield name, path
        return
    for folder, _, files in os.walk(path):
        inside = Path(folder).relative_to(path)
        for file in files:
            yield (PurePosixPath(name) / inside / file).as_posix(), Path(folder) / file


def _count(path: Path) -> int:
    if not _is_zip(path):
        return 1
    try:
        with zipfile.ZipFile(path) as archive:
            return sum(not info.is_dir() for info in archive.infolist())
    except _DAMAGE:
        return 1


def _is_zip(path: Path) -> bool:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return False
        with path.open("rb") as file:
            return file.read(4) in _ZIP
    except OSError:
        return False


def _open(path: Path, name: str) -> Iterator[Found]:
    """Yield a file on disk, or what it holds if it is a zip."""
    problem = not_an_activity(name)
    if not problem and _is_zip(path):
        yield from _members(path, name, _Budget(), depth=1)
        return
    yield Found(name, problem=problem) if problem else _read(path, name)


def _read(path: Path, name: str) -> Found:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return Found(name, problem="not a regular file")
        if status.st_size <= SIZE_LIMIT:
            return Found(name, path.read_bytes())
        with path.open("rb") as file:
            return _large(Large(path), file.read(_HEAD), status.st_size, name)
    except OSError as error:
        return Found(name, problem=f"cannot be opened: {error.strerror or error}")


def _large(large: Large, head: bytes, size: int, name: str) -> Found:
    """Return a file to be streamed, if it is of a kind that is read so."""
    if size <= ARCHIVE_LIMIT and streams(head):
        return Found(name, large=large)
    limit = ARCHIVE_LIMIT if streams(head) else SIZE_LIMIT
    return Found(name, problem=f"is larger than {limit >> 20} MB, it is not read")


def _members(source: Path | IO[bytes], name: str, budget: _Budget, depth: int) -> Iterator[Found]:
    """Yield the members of a zip, sorted by name."""
    if depth > _DEEPEST:
        yield Found(name, problem=f"lies more than {_DEEPEST} archives deep")
        return
    try:
        archive = zipfile.ZipFile(source)
    except _DAMAGE as error:
        yield Found(name, problem=f"a damaged zip archive: {error}")
        return
    path = source if isinstance(source, Path) else None
    with archive:
        members = (info for info in archive.infolist() if not info.is_dir())
        for info in sorted(members, key=lambda info: (info.filename, info.header_offset)):
            yield from _member(
                _Member(archive, info, path), f"{name}/{info.filename}", budget, depth
            )


class _Member(NamedTuple):
    """A member of a zip, and where the zip lies if it is a file."""

    archive: zipfile.ZipFile
    info: zipfile.ZipInfo
    path: Path | None


def _member(member: _Member, name: str, budget: _Budget, depth: int) -> Iterator[Found]:
    """Yield a member, or what it holds if it is a zip; never more of it than is allowed."""
    if problem := _refused(member.info, name):
        yield Found(name, problem=problem)
        return
    try:
        with member.archive.open(member.info) as file, _spool() as inner:
            head = file.read(_HEAD)
            if head[: len(_ZIP[0])] not in _ZIP:
                yield _content(member, head, file, name, budget)
                return
            inner.write(head)
            problem = _copy(file, inner, min(NESTED_LIMIT, budget.left))
            if not problem:
                yield from _members(inner, name, budget, depth + 1)
                return
    except _DAMAGE as error:
        problem = f"cannot be unpacked: {error}"
    yield Found(name, problem=problem)


def _refused(info: zipfile.ZipInfo, name: str) -> str:
    place = PurePosixPath(info.filename.replace("\\", "/"))
    if place.is_absolute() or ".." in place.parts:
        return "its name leads out of the archive, it is not read"
    return not_an_activity(name)


def _content(member: _Member, head: bytes, file: IO[bytes], name: str, budget: _Budget) -> Found:
    """Read a member whose first bytes are ``head``."""
    size = member.info.file_size
    if member.path and SIZE_LIMIT < size <= budget.left and streams(head):
        budget.left -= size
        return Found(name, large=Large(member.path, member.info.filename))
    limit = min(SIZE_LIMIT, budget.left)
    data = head if size > limit else head + file.read(limit)
    if max(size, len(data)) > limit:
        return Found(name, problem=f"expands to more than the {limit >> 20} MB that are allowed")
    budget.left -= len(data)
    return Found(name, data)


def _spool() -> tempfile.SpooledTemporaryFile[bytes]:
    return tempfile.SpooledTemporaryFile(_IN_MEMORY)


def _copy(file: IO[bytes], into: IO[bytes], limit: int) -> str:
    """Copy an inner zip, and return why it was not copied to its end."""
    while into.tell() <= limit:
        piece = file.read(_PIECE)
        if not piece:
            into.seek(0)
            return ""
        into.write(piece)
    return f"expands to more than the {limit >> 20} MB that are allowed"
