"""A plan taken out: files for one target, and what arrives of each session."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from surae.app.exports.fit import fit_workouts
from surae.app.exports.ics import calendar
from surae.app.exports.intervals import events
from surae.app.exports.labels import Label, Target, label
from surae.app.exports.page import page
from surae.app.exports.tables import csv_text, zwo_files
from surae.app.plan_json import Kept
from surae.app.plan_words import amount
from surae.app.whole_files import write_files
from surae.records import Planned


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written, and how each session arrives."""

    files: tuple[Path, ...]
    labels: tuple[tuple[Planned, Label], ...]


def export_plan(kept: Kept, target: Target, folder: Path) -> Exported:
    """Write a plan for a target.

    Parameters
    ----------
    kept
        The plan.
    target
        Of :data:`surae.app.exports.labels.TARGETS`.
    folder
        Where to; made if needed.

    Raises
    ------
    StoreError
        If the folder cannot be written.
    """
    labels = tuple((session, label(session.activity, target)) for session in kept.sessions)
    named = [session for session, one in labels if one.status != "unsupported"]
    files = write_files(folder, _contents(kept, target, named))
    return Exported(tuple(files), labels)


def _contents(kept: Kept, target: Target, sessions: list[Planned]) -> Mapping[str, str | bytes]:
    made: dict[Target, Callable[[], Mapping[str, str | bytes]]] = {
        "fit": lambda: fit_workouts(sessions),
        "ics": lambda: {
            "plan.ics": calendar(sessions, kept.key, kept.version, kept.made, kept.gone)
        },
        "intervals": lambda: {"plan.json": events(sessions, kept.key)},
        "csv": lambda: {"plan.csv": csv_text(sessions)},
        "zwo": lambda: zwo_files(sessions),
        "page": lambda: {
            "plan.html": page(sessions, kept.goal.words, [amount(s.activity) for s in sessions])
        },
    }
    return made[target]()
