"""What the page *Plan* shows of a plan that the store keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from surae.app.exports.labels import Target, label
from surae.app.plan_json import Kept, kept_from
from surae.app.plan_words import OTHERWISE, amount, change_words, reached_words, split_words
from surae.app.store.catalog import open_store
from surae.app.store.plans import plan_documents
from surae.records import Interval, Planned
from surae.units import DAYS_PER_WEEK

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

EXPORTS: tuple[tuple[Target, str, str], ...] = (
    ("ics", "Calendar", "ICS"),
    ("fit", "Watch", "FIT"),
    ("intervals", "intervals.icu", "JSON"),
    ("zwo", "Treadmill", "ZWO"),
    ("csv", "Table", "CSV"),
    ("page", "Paper", "HTML"),
)
"""Where a plan can go, what the button says, and the format."""


def kept_plan(place: Path) -> dict[str, Any] | None:
    """Return the plan of the store that holds now, None where there is none."""
    with open_store(place) as store:
        found = plan_documents(store)
    return found[-1] if found else None


def plan_view(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a page says of a plan.

    Parameters
    ----------
    document
        As ``surae plan --json`` prints it.
    """
    kept = kept_from(document)
    split = document["girth_change_cm"]
    parts = [_interval(part) for part in (split, split["muscle"], split["other"])]
    change = _interval(document["change"])
    reachable = float(document["reachable"]["change"])
    return {
        "kept": kept,
        "document": document,
        "reached": reached_words(kept.goal, kept.p_goal, change, reachable),
        "split": split_words(*parts),
        "weeks": calendar(kept, document["lighter_weeks"]),
        "sessions": [(session, amount(session.activity)) for session in kept.sessions],
        "limits": document["limits"],
        "alternatives": _alternatives(document),
        "otherwise": f"{OTHERWISE[0].upper()}{OTHERWISE[1:]}.",
        "exports": [_export(kept.sessions, *one) for one in EXPORTS],
    }


def _alternatives(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the plan and, after it, what else the time could be spent on, the likeliest first."""
    unit = document["change"]["unit"]
    others = sorted(document["alternatives"], key=lambda other: -other["p_goal"])
    return [
        {
            "name": row["name"],
            "p": row["p_goal"],
            "change": change_words(_interval(row["change"]), unit),
            "breaks": row["breaks"],
        }
        for row in ({**document, "name": "this plan", "breaks": ()}, *others)
    ]


def _interval(row: Mapping[str, Any]) -> Interval:
    return Interval(**{name: row[name] for name in Interval.__dataclass_fields__})


def calendar(kept: Kept, lighter: Sequence[int]) -> list[dict[str, Any]]:
    """Return the weeks of a plan, seven days each, from the day after it was made.

    Parameters
    ----------
    kept
        The plan.
    lighter
        The numbers of its lighter weeks.
    """
    first = kept.made + timedelta(days=1)
    by_day: dict[date, list[Planned]] = {}
    for session in kept.sessions:
        by_day.setdefault(session.day, []).append(session)
    n_weeks = -(-((kept.goal.by - kept.made).days) // DAYS_PER_WEEK)
    weeks = []
    for week in range(n_weeks):
        begin = first + timedelta(weeks=week)
        days = [begin + timedelta(days=n) for n in range(DAYS_PER_WEEK)]
        sessions = [one for day in days for one in by_day.get(day, [])]
        weeks.append(
            {
                "number": week + 1,
                "lighter": week + 1 in lighter,
                "minutes": sum(one.minutes for one in sessions),
                "days": [(day, DAYS[day.weekday()], by_day.get(day, [])) for day in days],
            }
        )
    return weeks


def _export(sessions: Sequence[Planned], target: Target, name: str, form: str) -> dict[str, Any]:
    """Return a target with how many sessions arrive there, and what is lost on the way."""
    labels = [label(session.activity, target) for session in sessions]
    arrive = [one for one in labels if one.status != "unsupported"]
    lost = list(dict.fromkeys(word for one in labels for word in one.lost))
    return {"target": target, "name": name, "format": form, "arrive": len(arrive), "lost": lost}
