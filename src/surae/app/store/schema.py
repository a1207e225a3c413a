"""The catalog's tables, as numbered migrations; a migration that was released is never edited.

What was decoded is kept in full, every copy of every session; nothing in these tables depends on
the order or the form in which files came. A copy is known by its file's hash and its place in it.
"""

from __future__ import annotations

Migration = tuple[str, ...]

_FIRST: Migration = (
    # What is known of the person, one fact a row.
    """
    CREATE TABLE settings (
        key TEXT NOT NULL PRIMARY KEY,
        value TEXT NOT NULL
    ) WITHOUT ROWID
    """,
    # A file that gave something, by the SHA-256 of its content once unpacked, with what the user
    # said about it and the version that read it.
    """
    CREATE TABLE files (
        sha256 TEXT NOT NULL PRIMARY KEY CHECK (length(sha256) = 64),
        size INTEGER NOT NULL,
        format TEXT NOT NULL,
        weight_unit TEXT NOT NULL DEFAULT '',
        time_zone TEXT NOT NULL DEFAULT '',
        reader TEXT NOT NULL
    ) WITHOUT ROWID
    """,
    # What a file was called, without its folder.
    """
    CREATE TABLE names (
        sha256 TEXT NOT NULL REFERENCES files ON DELETE CASCADE,
        name TEXT NOT NULL,
        PRIMARY KEY (sha256, name)
    ) WITHOUT ROWID
    """,
    # A copy of a session: its record as JSON, and what the choice among copies looks at in its
    # recording, which lies in the file samples/XX/<samples>.parquet.
    """
    CREATE TABLE sessions (
        sha256 TEXT NOT NULL REFERENCES files ON DELETE CASCADE,
        part INTEGER NOT NULL,
        start TEXT NOT NULL,
        record TEXT NOT NULL,
        samples TEXT NOT NULL DEFAULT '',
        n_samples INTEGER NOT NULL DEFAULT 0,
        seconds REAL NOT NULL DEFAULT 0,
        channels TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (sha256, part)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX sessions_by_start ON sessions (start)",
    "CREATE INDEX sessions_by_samples ON sessions (samples)",
    # A reading of a measurement file, as JSON.
    """
    CREATE TABLE readings (
        sha256 TEXT NOT NULL REFERENCES files ON DELETE CASCADE,
        part INTEGER NOT NULL,
        date_time TEXT NOT NULL,
        record TEXT NOT NULL,
        PRIMARY KEY (sha256, part)
    ) WITHOUT ROWID
    """,
    # What could not be used: whole files by name, or a place in a file.
    """
    CREATE TABLE skipped (
        sha256 TEXT NOT NULL,
        name TEXT NOT NULL,
        place TEXT NOT NULL,
        reason TEXT NOT NULL,
        PRIMARY KEY (sha256, name, place, reason)
    ) WITHOUT ROWID
    """,
    # What the user calls an exercise, and surae's code for it.
    """
    CREATE TABLE exercises (
        name TEXT NOT NULL PRIMARY KEY,
        exercise TEXT NOT NULL
    ) WITHOUT ROWID
    """,
    # What the user corrected, applied after the rule that chooses among copies.
    """
    CREATE TABLE corrections (
        sha256 TEXT NOT NULL,
        item TEXT NOT NULL CHECK (item IN ('session', 'reading')),
        part INTEGER NOT NULL,
        field TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (sha256, item, part, field)
    ) WITHOUT ROWID
    """,
)

_PLANS: Migration = (
    # A version of a plan as JSON, in the order in which they were made.
    """
    CREATE TABLE plans (
        number INTEGER NOT NULL PRIMARY KEY,
        key TEXT NOT NULL,
        version INTEGER NOT NULL,
        record TEXT NOT NULL,
        UNIQUE (key, version)
    )
    """,
)

MIGRATIONS: tuple[Migration, ...] = (_FIRST, _PLANS)
"""Statements that lead from each version of the catalog to the next."""
