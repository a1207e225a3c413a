"""Planned sessions in words, and the files of surae that hold them: CSV and FIT workouts.

A session is told as ``calf_raise sets=4 reps=12 load_rm=14``: the kind and those keys of a protocol
document that are not at their default. The words are exact: reading them gives the same record.
"""

from __future__ import annotations

from dataclasses import MISSING, fields
from datetime import date

from surae.errors import IngestError
from surae.ingest.fitfile import decode
from surae.ingest.protocol import KINDS, parse_movement
from surae.ingest.rows import read_csv
from surae.records import Activity, Planned

MARK = "surae "
"""What the words of a session in a FIT workout begin with."""

_BAR = " | "
_WORDS = {kind: word for word, kind in KINDS.items()}


def activity_words(activity: Activity) -> str:
    """Return an activity in words, exactly.

    >>> from surae.records import Run
    >>> activity_words(Run(minutes=30.0, speed=2.5, surface="sand"))
    'run minutes=30.0 speed=2.5 surface=sand'
    """
    told = [_WORDS[type(activity)]]
    for field in fields(activity):
        value = getattr(activity, field.name)
        if field.default is MISSING or value != field.default:
            text = str(value).lower() if isinstance(value, bool) else str(value)
            told.append(f"{field.name}={text}")
    return " ".join(told)


def read_planned_csv(data: bytes, name: str) -> tuple[Planned, ...]:
    """Return the sessions of a plan that surae wrote as CSV, by day.

    Raises
    ------
    IngestError
        If it is no such file, naming the row and what is wrong.
    """
    found = []
    for number, row in read_csv(data, name):
        cells = {key: str(value or "") for key, value in row.items()}
        if not {"date", "movement", "minutes"} <= set(cells):
            raise IngestError(name, "is no plan of surae; it needs date, minutes and movement")
        try:
            found.append(_planned(cells))
        except (ValueError, IngestError) as error:
            raise IngestError(name, str(error), f"row {number}") from None
    return tuple(found)


def _planned(cells: dict[str, str]) -> Planned:
    return Planned(
        day=date.fromisoformat(cells["date"]),
        activity=parse_movement(cells["movement"]),
        minutes=float(cells["minutes"]),
        title=cells.get("title", ""),
        reason=cells.get("reason", ""),
        uid=cells.get("uid", ""),
        kept=cells.get("kept") == "yes",
    )


def read_planned_fit(data: bytes, name: str) -> Planned:
    """Return the session of a FIT workout that surae wrote.

    What a watch has no field for stands in texts: the words of the session in the notes of its
    steps, one after the other, and day, name and title in the name of the first step.

    Raises
    ------
    IngestError
        If it is no such workout.
    """
    for part in decode(data, check_crc=True, name=name).parts:
        steps = part["workout_step"]
        notes = "".join(str(note) for note in steps["notes"])
        if notes.startswith(MARK):
            return _from_texts(str(steps["wkt_step_name"][0]), notes, name)
    raise IngestError(name, "is no workout of surae; its steps hold no words of a session")


def fit_name(session: Planned) -> str:
    """Return what the first step of a FIT workout is called."""
    kept = "yes" if session.kept else "no"
    told = (session.day.isoformat(), session.uid, f"{session.minutes}", kept, session.title)
    return _BAR.join(told)


def fit_notes(session: Planned) -> str:
    """Return what the notes of a FIT workout say of its session."""
    return MARK + activity_words(session.activity)


def _from_texts(title: str, notes: str, name: str) -> Planned:
    try:
        day, uid, minutes, kept, title = title.split(_BAR, 4)
        cells = {"date": day, "uid": uid, "minutes": minutes, "kept": kept, "title": title}
        return _planned({**cells, "movement": notes.removeprefix(MARK)})
    except (ValueError, IngestError) as error:
        raise IngestError(name, f"its words cannot be read: {error}") from None
