"""Files that are there whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from surae.errors import StoreError


def write_files(folder: Path, contents: Mapping[str, str | bytes]) -> list[Path]:
    """Write texts or bytes by file name into a folder, which is made if needed.

    Each file is written beside its place and moved there, so that none is ever half there.

    Raises
    ------
    StoreError
        If the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            raw = content.encode() if isinstance(content, str) else content
            partial = folder / f".{name}.partial"
            partial.write_bytes(raw)
            partial.replace(folder / name)
    except OSError as error:
        raise StoreError(f"{folder} cannot be written: {error.strerror or error}") from None
    return [folder / name for name in contents]
