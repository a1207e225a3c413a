"""Plans in the store: every version of every plan, as the documents that ``--json`` prints."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from surae.app.store.catalog import Store
from surae.errors import StoreError

Document = dict[str, Any]


def plan_documents(store: Store) -> list[Document]:
    """Return every version of every plan, in the order in which they were made."""
    rows = store.rows("SELECT record FROM plans ORDER BY number")
    return [json.loads(row["record"]) for row in rows]


def latest_plan(store: Store) -> Document:
    """Return the version that holds now.

    Raises
    ------
    StoreError
        If there is none.
    """
    rows = store.rows("SELECT record FROM plans ORDER BY number DESC LIMIT 1")
    if not rows:
        raise StoreError(f"the store at {store.place} holds no plan; make one with `surae plan`")
    found: Document = json.loads(rows[0]["record"])
    return found


def keep_plan(store: Store, document: Mapping[str, Any]) -> int:
    """Keep a plan as the newest version of its key, and return which version that is."""
    with store.writing() as catalog:
        row = catalog.execute(
            "SELECT coalesce(max(version), 0) FROM plans WHERE key = ?", (document["key"],)
        ).fetchone()
        version = int(row[0]) + 1
        put_plans(catalog, [{**document, "version": version}])
    return version


def put_plans(catalog: sqlite3.Connection, documents: Sequence[Mapping[str, Any]]) -> None:
    """Add versions of plans after those that are there; a known version stays as it is.

    Raises
    ------
    StoreError
        If one of them is no plan.
    """
    for document in documents:
        if not {"key", "version", "sessions", "goal"} <= set(document):
            raise StoreError("a plan in the export lacks its key, version, goal or sessions")
        catalog.execute(
            "INSERT OR IGNORE INTO plans (key, version, record) VALUES (?, ?, ?)",
            (
                document["key"],
                document["version"],
                json.dumps(document, ensure_ascii=False, sort_keys=True),
            ),
        )
