"""A plan as JSON, and what a stored plan needs to be made anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from surae import __version__, evidence
from surae.errors import StoreError
from surae.ingest.planned import activity_words
from surae.ingest.protocol import parse_movement
from surae.planning import Goal, Limits, LimitUse, Plan
from surae.planning.candidates import KINDS, session_minutes
from surae.planning.strategies import Strategy
from surae.planning.worth import Value
from surae.records import Interval, Planned


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """A plan as it is stored: what was asked, what is to be done, and from which day it counts.

    Parameters
    ----------
    goal, limits
        What was asked.
    key, version
        Of the plan; versions count from 1.
    made, counted_from
        The last day of the log when this version and the first were made.
    sessions
        Of this version, those already past included.
    gone
        Names of sessions that earlier versions had and this one has not.
    p_goal
        When it was made.
    """

    goal: Goal
    limits: Limits
    key: str
    version: int
    made: date
    counted_from: date
    sessions: tuple[Planned, ...]
    gone: tuple[str, ...]
    p_goal: float


def session_json(session: Planned) -> dict[str, Any]:
    """Return a session flat: date, kind, minutes, reason and the keys of its kind."""
    activity = session.activity
    keys = {field.name: getattr(activity, field.name) for field in fields(activity)}
    told = {name: value for name, value in keys.items() if value is not None}
    return {
        "date": session.day.isoformat(),
        "kind": KINDS[type(activity)],
        **told,
        "minutes": told.get("minutes", session.minutes),
        "title": session.title,
        "reason": session.reason,
        "uid": session.uid,
        "kept": session.kept,
        "movement": activity_words(activity),
    }


def session_from(row: Mapping[str, Any]) -> Planned:
    """Return the session of such a row."""
    activity = parse_movement(row["movement"])
    return Planned(
        day=date.fromisoformat(row["date"]),
        activity=activity,
        minutes=session_minutes(activity),
        title=row["title"],
        reason=row["reason"],
        uid=row["uid"],
        kept=bool(row["kept"]),
    )


def plan_json(plan: Plan, version: int, gone: Sequence[str] = ()) -> dict[str, Any]:
    """Return all of a plan as plain data with stable keys."""
    wish = plan.wish
    return {
        **_reached(plan),
        "sessions": [session_json(session) for session in plan.sessions],
        "limits": [_limit(use) for use in plan.limits],
        "alternatives": [_alternative(other) for other in plan.alternatives],
        "values": [_value(value, wish.goal.unit) for value in plan.values],
        "lighter_weeks": [week + 1 for week in plan.lighter],
        "notes": list(plan.notes),
        "asked": asked_json(wish.limits),
        "key": plan.key,
        "version": version,
        "today": wish.case.today.isoformat(),
        "counted_from": (wish.counted_from or wish.case.today).isoformat(),
        "gone": list(gone),
        "provenance": {
            "version": __version__,
            "evidence": evidence.RELEASE,
            "seed": wish.case.draws.seed,
            "draws": len(wish.case.draws),
        },
    }


def _reached(plan: Plan) -> dict[str, Any]:
    goal = plan.wish.goal
    return {
        "goal": {**asdict(goal), "by": goal.by.isoformat(), "words": goal.words},
        "p_goal": plan.p_goal,
        "reached": plan.p_goal >= goal.probability,
        "reachable": {
            "change": round(plan.reachable, 4),
            "unit": goal.unit,
            "probability": goal.probability,
        },
        "change": {**_interval(plan.change), "unit": goal.unit},
        "girth_change_cm": split_json(plan),
    }


def _limit(use: LimitUse) -> dict[str, Any]:
    return {**asdict(use), "cap": round(use.cap, 4), "worst": round(use.worst, 4)}


def _alternative(other: Strategy) -> dict[str, Any]:
    return {
        "name": other.name,
        "p_goal": other.p_goal,
        "change": _interval(other.change),
        "minutes_per_week": round(other.minutes, 1),
        "breaks": list(other.breaks),
    }


def _value(value: Value, unit: str) -> dict[str, Any]:
    told = {"p_goal": round(value.p_goal, 4), "change": round(value.change, 4)}
    return {"what": value.what, **told, "unit": unit}


def split_json(plan: Plan) -> dict[str, Any]:
    """Return what a tape would see, and how much of it is muscle and how much is not."""
    whole, muscle, other = tape_split(plan)
    return {**_interval(whole), "muscle": _interval(muscle), "other": _interval(other)}


def tape_split(plan: Plan) -> tuple[Interval, Interval, Interval]:
    """Return the change of girth, the part of it that is muscle, and the rest [cm]."""
    calf = plan.seen.calf
    whole = calf.girth_change[:, -1]
    muscle = (calf.girth_per_volume * calf.volume_change[:, :, -1]).sum(axis=0)
    return Interval.of(whole), Interval.of(muscle), Interval.of(whole - muscle)


def asked_json(limits: Limits) -> dict[str, Any]:
    """Return limits as plain data."""
    told = asdict(limits)
    return {
        **told,
        "weekdays": list(limits.weekdays),
        "equipment": sorted(limits.equipment),
        "disliked": sorted(limits.disliked),
    }


def kept_from(document: Mapping[str, Any]) -> Kept:
    """Return the plan of a document that :func:`plan_json` made.

    Raises
    ------
    StoreError
        If it is no such document.
    """
    try:
        goal = {key: value for key, value in document["goal"].items() if key != "words"}
        asked = document["asked"]
        return Kept(
            goal=Goal(**{**goal, "by": date.fromisoformat(goal["by"])}),
            limits=Limits(
                **{
                    **asked,
                    "weekdays": tuple(asked["weekdays"]),
                    "equipment": frozenset(asked["equipment"]),
                    "disliked": frozenset(asked["disliked"]),
                }
            ),
            key=document["key"],
            version=int(document["version"]),
            made=date.fromisoformat(document["today"]),
            counted_from=date.fromisoformat(document["counted_from"]),
            sessions=tuple(session_from(row) for row in document["sessions"]),
            gone=tuple(document["gone"]),
            p_goal=float(document["p_goal"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise StoreError(f"that is no plan of surae: {error}; make one with `surae plan`") from None


def _interval(part: Interval) -> dict[str, float]:
    return {name: round(value, 4) for name, value in asdict(part).items()}
