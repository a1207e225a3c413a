"""Events for the bulk upload of intervals.icu, as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from surae.ingest.planned import activity_words
from surae.records import Activity, CalfRaise, Hills, Hops, Planned, Run, Sprint, Stretch, Walk
from surae.units import METERS_PER_KM, SECONDS_PER_MINUTE


def events(sessions: Sequence[Planned], key: str) -> str:
    """Return sessions as a list of events; the same ``external_id`` updates what is there."""
    listed = [_event(session, key) for session in sessions]
    return json.dumps(listed, indent=2, ensure_ascii=False) + "\n"


def _event(session: Planned, key: str) -> dict[str, Any]:
    steps = _steps(session.activity)
    told = [*steps, session.reason, activity_words(session.activity)]
    return {
        "category": "WORKOUT",
        "start_date_local": f"{session.day.isoformat()}T00:00:00",
        "type": _type(session.activity),
        "name": session.title,
        "description": "\n".join(line for line in told if line),
        "moving_time": round(session.minutes * SECONDS_PER_MINUTE),
        "external_id": f"{session.uid}-{key}",
    }


def _type(activity: Activity) -> str:
    match activity:
        case Run() | Hills() | Sprint():
            return "Run"
        case Walk():
            return "Walk"
        case CalfRaise() | Hops() | Stretch():
            return "WeightTraining"
        case _:
            return "Workout"


def _steps(activity: Activity) -> list[str]:
    """Return the lines that the site reads as steps of a workout."""
    match activity:
        case Run(km=km) if km is not None:
            return [f"- {km:g}km {pace(activity.speed)} Pace"]
        case Run() | Walk():
            return [f"- {_time((activity.minutes or 0) * 60)} {pace(activity.speed)} Pace"]
        case Hills():
            return [
                f"{activity.repeats}x",
                f"- {_time(activity.seconds)} {pace(activity.speed)} Pace",
            ]
        case Sprint(seconds=seconds) if seconds is not None:
            return [f"{activity.repeats}x", f"- {_time(seconds)} fast"]
    return []


def pace(speed: float) -> str:
    """Return a speed as minutes and seconds per kilometer.

    >>> pace(2.8)
    '5:57/km'
    """
    seconds = round(METERS_PER_KM / speed)
    return f"{seconds // 60}:{seconds % 60:02d}/km"


def _time(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole // 60}m{whole % 60}s" if whole % 60 else f"{whole // 60}m"
