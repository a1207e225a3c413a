"""CSV for people and spreadsheets, and ZWO for treadmills."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from surae.app.exports.labels import label
from surae.ingest.planned import activity_words
from surae.planning.candidates import KINDS
from surae.records import Planned, Run
from surae.units import PERCENT, SECONDS_PER_MINUTE

COLUMNS = ("uid", "date", "kind", "title", "minutes", "kept", "movement", "reason")
_KM_H = 3.6


def csv_text(sessions: Sequence[Planned]) -> str:
    """Return sessions as CSV; ``movement`` holds them exactly."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for session in sessions:
        writer.writerow(
            (
                session.uid,
                session.day.isoformat(),
                KINDS[type(session.activity)],
                session.title,
                session.minutes,
                "yes" if session.kept else "no",
                activity_words(session.activity),
                session.reason,
            )
        )
    return text.getvalue()


def zwo_files(sessions: Sequence[Planned]) -> dict[str, str]:
    """Return a ZWO document for each treadmill run, by file name."""
    return {
        f"{session.uid}.zwo": _zwo(session, session.activity)
        for session in sessions
        if isinstance(session.activity, Run) and label(session.activity, "zwo").status == "degraded"
    }


def _zwo(session: Planned, run: Run) -> str:
    seconds = round((run.minutes or 0.0) * SECONDS_PER_MINUTE)
    told = f"{run.speed * _KM_H:.1f} km/h"
    if run.grade:
        told += f", grade {run.grade * PERCENT:g} %"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        "<workout_file>\n"
        "  <author>surae</author>\n"
        f"  <name>{escape(f'{session.day.isoformat()} {session.title}')}</name>\n"
        f"  <description>{escape(f'{session.reason}; {activity_words(run)}')}</description>\n"
        "  <sportType>run</sportType>\n"
        "  <durationType>time</durationType>\n"
        "  <workout>\n"
        f'    <FreeRide Duration="{seconds}">\n'
        f'      <textevent timeoffset="5" message={quoteattr(told)}/>\n'
        "    </FreeRide>\n"
        "  </workout>\n"
        "</workout_file>\n"
    )
