"""What the pages read from the store and from the evidence, as plain values."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path
from typing import Any

from surae import evidence
from surae.app.claims import Claim
from surae.app.claims import claims as find_claims
from surae.app.figures_session import profile_picture, profile_sentence
from surae.app.store.catalog import Store, open_store
from surae.app.store.copies import read_corrections, read_exercises, read_names, shown_name
from surae.app.store.corrections import SURFACES, find_item
from surae.app.store.log import load_session, read_choice, read_readings, read_skipped
from surae.app.store.people import unknown_names
from surae.app.store.tables import READINGS, reading_rows
from surae.app.web import pictures
from surae.app.web.display import Display
from surae.errors import RecordError, StoreError
from surae.evidence.checks import GRADES
from surae.ingest.exercises import OTHER
from surae.units import METERS_PER_KM, SECONDS_PER_MINUTE

_RECENT = 100


def number(name: str, text: str) -> float:
    """Return a number that a form or an address holds, with a comma or a point.

    Raises
    ------
    RecordError
        If it is none.

    >>> number("girth", "38,4")
    38.4
    """
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise RecordError(name, repr(text[:20]), "numbers")
    return value


def readings(place: Path) -> list[dict[str, Any]]:
    """Return every reading, the newest first."""
    with open_store(place) as store:
        found = read_readings(store)
        names = read_names(store)
        shown = {sha256: shown_name(names, sha256) for sha256, _ in found}
        rows = reading_rows(found, shown, read_corrections(store, "reading"))
    return [dict(zip(READINGS, row, strict=True)) for row in reversed(rows)]


def identifiers(place: Path) -> dict[tuple[str, str], str]:
    """Return what each session that counts is called, by start and file."""
    with open_store(place) as store:
        kept = read_choice(store).kept
    return {(copy.session.start.isoformat(), copy.name): copy.id for copy in kept}


def session_view(place: Path, named: str, shown: Display) -> dict[str, Any]:
    """Return one session with its way and its grade.

    Raises
    ------
    StoreError
        If nothing is called so.
    """
    with open_store(place) as store:
        item, key = find_item(store, named)
        copies = [copy for copy in read_choice(store).kept if copy.key == key]
        if item != "session" or not copies:
            raise StoreError(f"no session that counts is called {named!r}")
        said = read_corrections(store, "session").get(key, {})
        session = load_session(store, copies[0], said)
    return {
        "session": session,
        "id": copies[0].id,
        "km": session.distance / METERS_PER_KM,
        "minutes": session.duration / SECONDS_PER_MINUTE,
        "picture": pictures.bare(profile_picture(session, imperial=shown.imperial)),
        "said": profile_sentence(session),
        "told": said,
        "surfaces": SURFACES,
    }


def data_view(store: Store) -> dict[str, Any]:
    """Return what the store holds: sessions, copies, what was skipped, names of exercises."""
    choice = read_choice(store)
    skipped = read_skipped(store)
    told = read_corrections(store, "session")
    mapped = read_exercises(store)
    n_files = store.rows("SELECT count(*) FROM files")[0][0]
    formats = store.rows("SELECT format, count(*) AS n FROM files GROUP BY 1 ORDER BY 2 DESC")
    unknown = unknown_names(store)
    copies = [out for out in choice.left_out if not out.only_tells]
    return {
        "n_files": n_files,
        "n_sessions": len(choice.kept),
        "sessions": [(copy, told.get(copy.key, {})) for copy in choice.kept[::-1][:_RECENT]],
        "copies": sorted(copies, key=lambda out: out.copy.session.start, reverse=True)[:_RECENT],
        "n_copies": len(copies),
        "skipped": skipped,
        "formats": [(row["format"], row["n"]) for row in formats],
        "unknown": unknown,
        "mapped": mapped,
        "codes": [*(row["exercise"] for row in evidence.table("calf_exercises")), OTHER],
        "surfaces": SURFACES,
    }


@cache
def evidence_view() -> dict[str, Any]:
    """Return parameters with their sources."""
    found = evidence.parameters()
    rows = [evidence.parameter(name) for name in sorted(found)]
    known = {key: str(source) for key, source in evidence.sources().items()}
    return {"parameters": rows, "sources": known, "release": evidence.RELEASE}


@cache
def claims_view() -> list[Claim]:
    """Return the claims with what the model says; worked out once."""
    order = {grade: n for n, grade in enumerate(GRADES)}
    return sorted(find_claims(), key=lambda claim: order[claim.grade])


@cache
def scoreboard_view() -> dict[str, Any]:
    """Return the scores and the forest plot; worked out once."""
    from surae.app.figures_trials import forest_plot
    from surae.app.scoreboard import records, scoreboard
    from surae.app.scoreboard_text import sentence

    board = scoreboard()
    said = [(total.name, sentence(total)) for total, _ in board.scores()]
    return {
        "said": said,
        "picture": pictures.bare(forest_plot(board)),
        "rows": records(board),
        "provenance": board.provenance,
    }


def finite(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row whose unknown numbers are None, as JSON has them."""
    return {
        key: None if isinstance(value, float) and not math.isfinite(value) else value
        for key, value in row.items()
    }
