"""What the pages show, as plain values for the templates: sorted, rounded and put into words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from surae import evidence
from surae.app import words
from surae.app.answer import Answer
from surae.app.calf_section import NAMES
from surae.app.calf_view import view_of_answer, view_sentences
from surae.app.explore import LEVERS, Explored
from surae.app.load import LoadReport
from surae.app.web.display import Display
from surae.records import MUSCLES, Interval, Session
from surae.units import DAYS_PER_WEEK, METERS_PER_KM, SECONDS_PER_MINUTE

_WEEKS_DRAWN = 400


@dataclass(frozen=True, slots=True)
class Bar:
    """A value with its range on a common scale, each end as a share of the width.

    Parameters
    ----------
    name
        What it is of.
    middle, span
        In words.
    low, mid, high, zero
        Places from 0 to 100.
    untested
        Whether no trial has measured it.
    """

    name: str
    middle: str
    span: str
    low: float
    mid: float
    high: float
    zero: float
    untested: bool = False


def answer_view(answer: Answer, shown: Display) -> dict[str, Any]:
    """Return what the page *Answer* says."""
    said = answer.verdict
    return {
        "answer": answer,
        "opening": words.opening(said),
        "span": words.span(answer),
        "chances": _chances(said.p_grow, said.p_hold, said.p_shrink),
        "causes": bars(words.cause_rows(answer), shown, words.UNTESTED),
        "muscles": [(NAMES[m], part) for m, part in said.by_muscle.items()],
        "rows": girth_rows(answer),
        "visible": words.visible_sentence(answer),
        "change": words.change_sentence(answer),
        "thigh": words.thigh_sentence(answer),
        "body": words.body_sentences(answer),
        "gave": words.gave_sentences(answer),
        "read": words.read_sentence(answer),
        "caveats": words.caveats(answer),
        "sources": evidence.cite(answer.sources),
    }


def _chances(grow: float, hold: float, shrink: float) -> list[dict[str, Any]]:
    """Return the three chances with their places in a bar of 100."""
    begin, parts = 0.0, []
    for name, value in (("shrinks", shrink), ("holds", hold), ("grows", grow)):
        parts.append({"name": name, "p": value, "begin": begin, "width": 100 * value})
        begin += 100 * value
    return parts


def bars(
    parts: list[tuple[str, Interval]], shown: Display, untested: frozenset[str] = frozenset()
) -> list[Bar]:
    """Return ranges on one scale that has zero in it."""
    ends = [v for _, part in parts for v in (part.low, part.high)] + [0.0]
    low, high = min(ends), max(ends)
    room = max(high - low, 0.1)

    def at(value: float) -> float:
        return round(2 + 96 * (value - low) / room, 2)

    return [
        Bar(
            name,
            shown.change(part.median, 2),
            shown.change_range(part, 2),
            at(part.low),
            at(part.median),
            at(part.high),
            at(0.0),
            name in untested,
        )
        for name, part in parts
    ]


def girth_rows(answer: Answer) -> list[dict[str, Any]]:
    """Return girth each fourth week of the log and each second week of the forecast."""
    calf = answer.calf
    n_days, today = calf.girth.shape[1], calf.today_index
    shown = max(today - 2 * (n_days - today), 0)
    columns = {today, n_days - 1}
    columns |= set(range(today, shown, -4 * DAYS_PER_WEEK))
    columns |= set(range(today, n_days, 2 * DAYS_PER_WEEK))
    return [
        {
            "day": calf.day(column),
            "part": Interval.of(calf.girth[:, column]),
            "share": (column - shown) / max(n_days - 1 - shown, 1),
            "ahead": column > today,
        }
        for column in sorted(columns)
    ]


def calf_view(answer: Answer) -> dict[str, Any]:
    """Return what the page *Calf* says."""
    view = view_of_answer(answer)
    rows = []
    for m, muscle in enumerate(MUSCLES):
        now = Interval.of(answer.calf.volume[m])
        change = answer.verdict.by_muscle[muscle]
        rows.append({"code": muscle, "name": NAMES[muscle], "now": now, "change": change})
    return {"answer": answer, "said": view_sentences(view), "muscles": rows}


def load_view(report: LoadReport) -> dict[str, Any]:
    """Return weekly load as columns for a chart and rows for a table."""
    weeks = sorted({row.begin for row in report.muscles})
    if not weeks:
        return {"weeks": [], "chart": {}, "table": []}
    filled = _every_week(weeks[0], weeks[-1])[-_WEEKS_DRAWN:]
    place = {week: i for i, week in enumerate(filled)}
    impulse = {m: np.zeros(len(filled)) for m in MUSCLES}
    for row in report.muscles:
        if row.begin in place:
            impulse[row.muscle][place[row.begin]] += row.impulse.median / 1000
    tendon = {t.begin: t for t in report.tendon if t.begin in place}
    strain = [tendon[w].flat_kilometers if w in tendon else 0.0 for w in filled]
    return {
        "weeks": filled,
        "chart": {
            "days": [w.isoformat() for w in filled],
            "series": [np.round(impulse[m], 2).tolist() for m in MUSCLES],
            "tendon": np.round(strain, 1).tolist(),
        },
        "table": [
            {
                "day": week,
                "muscles": [float(impulse[m][place[week]]) for m in MUSCLES],
                "tendon": tendon.get(week),
            }
            for week in reversed(filled)
        ],
    }


def _every_week(first: date, last: date) -> list[date]:
    span = (last - first).days // DAYS_PER_WEEK
    return [first + timedelta(weeks=n) for n in range(span + 1)]


def session_rows(sessions: tuple[Session, ...], report: LoadReport) -> list[dict[str, Any]]:
    """Return the last sessions with what they did to the calf and why, newest first."""
    tendon = {(t.begin, t.session): t for t in report.tendon}
    rows = []
    for session in reversed(sessions):
        key = (session.start.date(), session.file)
        mine = [r for r in report.muscles if (r.begin, r.session) == key]
        rows.append(
            {
                "session": session,
                "km": session.distance / METERS_PER_KM,
                "minutes": session.duration / SECONDS_PER_MINUTE,
                "impulse": sum(r.impulse.median for r in mine) / 1000,
                "causes": list(dict.fromkeys(r.cause for r in mine)),
                "high": _high_share(mine),
                "tendon": tendon.get(key),
            }
        )
    return rows


def _high_share(rows: list[Any]) -> float:
    whole = sum(r.impulse.median for r in rows)
    return sum(r.impulse.median * r.high_share for r in rows) / whole if whole else 0.0


def explored_view(found: Explored, shown: Display) -> dict[str, Any]:
    """Return what a what-if answers."""
    weeks = found.changed.shape[1]
    steps = sorted({*range(0, weeks, max(1, weeks // 8)), weeks - 1})
    changed = [lever for lever in LEVERS if found.levers[lever.key] != lever.usual]
    return {
        "found": found,
        "same": not [lever for lever in changed if lever.key != "weeks"],
        "chances": _chances(found.said.p_grow, found.said.p_hold, found.said.p_shrink),
        "rows": [
            {
                "day": found.first_day + timedelta(weeks=min(n, found.levers["weeks"])),
                "changed": found.changed[:, n],
                "usual": found.as_lately[:, n],
            }
            for n in steps
        ],
        "unit": shown.length,
    }
