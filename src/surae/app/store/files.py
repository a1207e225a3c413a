"""Files that are either whole or not there, named by the hash of what they hold."""

from __future__ import annotations

import gzip
import hashlib
import os
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from surae.app.store.catalog import INCOMING, ORIGINALS, SAMPLES
from surae.errors import StoreError
from surae.ingest.archive import Found, Large
from surae.ingest.sniff import SIZE_LIMIT

GZIP = b"\x1f\x8b"
"""What a gzip file begins with."""

_LEVEL = 6
_LEVEL_OF_LARGE = 1
_PIECE = 2**20
_PRIVATE = 0o700
_DAMAGE = (zlib.error, EOFError, gzip.BadGzipFile)


def digest(content: bytes) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def original_path(place: Path, sha256: str) -> Path:
    """Return where the original of this hash lies."""
    return place / ORIGINALS / sha256[:2] / f"{sha256}.gz"


def samples_path(place: Path, sha256: str) -> Path:
    """Return where the samples of this hash lie."""
    return place / SAMPLES / sha256[:2] / f"{sha256}.parquet"


def packed(content: bytes) -> bytes:
    """Return content compressed, the same bytes each time."""
    return gzip.compress(content, _LEVEL, mtime=0)


def unpacked(content: bytes) -> bytes:
    """Return what a gzip file holds; anything else as it is.

    A gzip file that is damaged, or holds more than one file or more than is read, stays packed, so
    that nothing of it is lost.

    >>> unpacked(gzip.compress(b"run")), unpacked(b"run")
    (b'run', b'run')
    """
    if not content.startswith(GZIP):
        return content
    expander = zlib.decompressobj(wbits=31)
    try:
        inside = expander.decompress(content, SIZE_LIMIT)
    except zlib.error:
        return content
    if not expander.eof or expander.unused_data or inside.startswith(GZIP) or not inside:
        return content
    return inside


def printable(text: str) -> str:
    r"""Return text in one line that every terminal and catalog takes.

    >>> printable("run\n\x1b[31m.fit")
    'run__[31m.fit'
    """
    return "".join(c if c.isprintable() else "_" for c in text)


def measured(pieces: Iterable[bytes]) -> tuple[str, int]:
    """Return the SHA-256 and the size of content that comes in pieces."""
    found, size = hashlib.sha256(), 0
    for piece in pieces:
        found.update(piece)
        size += len(piece)
    return found.hexdigest(), size


class Original(Large):
    """An original that is read piece by piece; nothing of it is believed before its end."""

    def pieces(self) -> Iterator[bytes]:
        """Yield its content up to the end or the first damage."""
        with suppress(*_DAMAGE, OSError), gzip.open(self.path) as file:
            while piece := file.read(_PIECE):
                yield piece


def original_pieces(place: Path, sha256: str) -> Iterator[bytes]:
    """Yield the content of an original.

    Raises
    ------
    StoreError
        At the end, if it is missing or damaged.
    """
    found = hashlib.sha256()
    path = original_path(place, sha256)
    for piece in Original(path).pieces():
        found.update(piece)
        yield piece
    if found.hexdigest() != sha256:
        what = "damaged" if path.exists() else "missing"
        raise StoreError(f"the original {sha256[:12]} in {place} is {what}")


def check_original(place: Path, sha256: str) -> None:
    """Read an original to its end.

    Raises
    ------
    StoreError
        If it is missing or damaged.
    """
    for _ in original_pieces(place, sha256):
        pass


def find_original(place: Path, sha256: str, name: str) -> tuple[Found, int]:
    """Return an original like a file that was found, and its size.

    Raises
    ------
    StoreError
        If it is missing or damaged.
    """
    size = sum(len(piece) for piece in original_pieces(place, sha256))
    if size > SIZE_LIMIT:
        return Found(name, large=Original(original_path(place, sha256))), size
    return Found(name, b"".join(original_pieces(place, sha256))), size


def is_whole(content: bytes, path: Path) -> bool:
    """Tell whether the content of an original or of samples is what its name says."""
    inside = _unpacked_whole(content) if path.suffix == ".gz" else content
    return inside is not None and digest(inside) == path.stem


def _unpacked_whole(content: bytes) -> bytes | None:
    try:
        return gzip.decompress(content)
    except _DAMAGE:
        return None


@contextmanager
def adding_files(place: Path) -> Iterator[Adding]:
    """Add files for the rows of one transaction; on an error those that were added are removed.

    Only whoever holds the right to write the catalog may use this: whatever lies in the folder of
    incoming files is then left over from a process that was stopped, and is removed.
    """
    adding = Adding(place)
    try:
        yield adding
        adding.settle()
    except BaseException:
        adding.undo()
        raise


class Adding:
    """The files of one transaction.

    Parameters
    ----------
    place
        The store.
    """

    def __init__(self, place: Path) -> None:
        self._place = place
        self._added: list[Path] = []
        self._folders: set[Path] = set()
        self._incoming = place / INCOMING
        self._incoming.mkdir(mode=_PRIVATE, exist_ok=True)
        empty_folder(self._incoming)

    def add(self, path: Path, content: bytes, *, replace: bool = False) -> None:
        """Write a file: whole and on the disk before it gets its name.

        Parameters
        ----------
        path
            Where it is to lie; a file that is there stays, as its name is the hash of its content.
        content
            What it holds.
        replace
            Write it in place of one that is there and damaged.
        """
        if path.exists() and not replace:
            return
        self._prepare(path)
        half = self._incoming / path.name
        write_whole(half, content)
        self._finish(half, path)

    def add_pieces(self, path: Path, pieces: Iterable[bytes]) -> None:
        """Compress content that comes in pieces, and write it like a file.

        Raises
        ------
        StoreError
            If it is no longer what its name says.
        """
        half = self._incoming / path.name
        found = hashlib.sha256()
        self._prepare(path)
        with half.open("wb") as file:
            with gzip.GzipFile("", "wb", _LEVEL_OF_LARGE, file, mtime=0) as packing:
                for piece in pieces:
                    found.update(piece)
                    packing.write(piece)
            file.flush()
            os.fsync(file.fileno())
        if found.hexdigest() != path.stem:
            raise StoreError("a large file changed while it was imported; import it again")
        self._finish(half, path)

    def _prepare(self, path: Path) -> None:
        if not path.parent.exists():
            path.parent.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
            self._folders |= {path.parent.parent, path.parent.parent.parent}

    def _finish(self, half: Path, path: Path) -> None:
        self._added.append(path)
        half.replace(path)
        self._folders.add(path.parent)

    def settle(self) -> None:
        """Make sure that the names are on the disk too."""
        for folder in sorted(self._folders):
            sync_folder(folder)

    def undo(self) -> None:
        """Remove what was added."""
        for path in self._added:
            with suppress(OSError):
                path.unlink(missing_ok=True)
        empty_folder(self._incoming)


def write_whole(path: Path, content: bytes) -> None:
    """Write a new file and wait until it is on the disk."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk, where the system can tell."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def empty_folder(folder: Path) -> int:
    """Remove the files in a folder, and return how many there were."""
    paths = list(folder.iterdir()) if folder.is_dir() else []
    for path in paths:
        with suppress(OSError):
            path.unlink()
    return len(paths)


def stored_files(folder: Path, suffix: str) -> Iterable[tuple[str, Path]]:
    """Yield the hash in the name and the path of each file of originals or samples."""
    for path in sorted(folder.glob(f"??/*{suffix}")):
        yield path.name.removesuffix(suffix), path
