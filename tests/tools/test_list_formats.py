"""The table of formats is what the readers do now."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

import list_formats
from surae.ingest.reading import Content
from surae.records import Session, Skipped


def test_the_document_tells_what_became_of_every_file(shared_data: Path) -> None:
    found = list_formats.survey(shared_data)
    text = list_formats.DOCUMENT.read_text(encoding="utf-8")
    assert list_formats.document(text, found) == text
    files = [path for kind in ("activities", "strength")
             for path in (shared_data / kind).rglob("*") if path.is_file()]  # fmt: skip
    assert sum(len(part) for part in found.values()) == len(files)
    ends = [content for part in found.values() for content in part.values()]
    assert all(content.sessions or content.skipped for content in ends)


@pytest.mark.parametrize(
    ("notes", "end"),
    [((), "read"), (("names no sport",), "read"), (("byte 7: cut",), "repaired")],
)
def test_what_counts_as_repaired(notes: tuple[str, ...], end: str) -> None:
    session = Session(datetime(2026, 1, 1, tzinfo=UTC), "run", 1.0, 1.0, "a.fit", notes=notes)
    assert list_formats.outcome(Content((session,))) == end
    assert list_formats.outcome(Content(skipped=(Skipped("a.fit", "is empty"),))) == "skipped"
