"""The samples of a session as one Parquet file, and back without loss."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from surae.app.store.files import digest, samples_path
from surae.errors import StoreError
from surae.records import Samples

NAMES = tuple(field.name for field in fields(Samples))
"""The channels of a recording; ``time`` is the first."""


def channels_of(samples: Samples) -> tuple[str, ...]:
    """Return the channels in which anything was recorded."""
    return tuple(name for name in NAMES[1:] if bool(np.isfinite(getattr(samples, name)).any()))


def parquet_of(samples: Samples) -> bytes:
    """Return samples as a Parquet file; channels that were not recorded are left out."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = {name: getattr(samples, name) for name in ("time", *channels_of(samples))}
    sink = pa.BufferOutputStream()
    pq.write_table(
        pa.table(columns), sink, compression="zstd", use_dictionary=False, write_statistics=False
    )
    return bytes(sink.getvalue())


def read_samples(place: Path, sha256: str) -> Samples:
    """Return the samples of a stored file.

    Raises
    ------
    StoreError
        If it is missing or damaged.
    """
    table = read_table(place, sha256)
    columns = {name: table[name].to_numpy() for name in NAMES if name in table.column_names}
    absent = np.broadcast_to(np.nan, len(table))
    return Samples(**{name: columns.get(name, absent) for name in NAMES})


def read_table(place: Path, sha256: str, *, check: bool = False) -> Any:
    """Return a stored file as an Arrow table.

    Parameters
    ----------
    place, sha256
        The store, and the hash of the file.
    check
        Compare its content with its hash first.

    Raises
    ------
    StoreError
        If it is missing or damaged.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = samples_path(place, sha256)
    try:
        content = path.read_bytes()
        if check and digest(content) != sha256:
            raise pa.ArrowInvalid("its content is not what was written")
        return pq.ParquetFile(pa.BufferReader(content)).read(use_threads=False)
    except FileNotFoundError:
        raise _lost(place, sha256, "missing") from None
    except (pa.ArrowException, OSError) as error:
        raise _lost(place, sha256, "damaged") from error


def _lost(place: Path, sha256: str, what: str) -> StoreError:
    return StoreError(
        f"samples {sha256[:12]} in {place} are {what}; `surae doctor --fix` makes them anew"
    )
