"""What each period gave beside the calf, for ``surae load``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from surae.app.serial import gains_json
from surae.inference.fitness import Gains, SessionGain, gathered, session_gains
from surae.records import Draws, Person, Session

Row = dict[str, Any]
TITLE = "What it gave beside the calf: energy above rest, aerobic load, VO2max"
HEAD = ("from", "session", "km", "min", "kcal", "range", "Banister", "Edwards", "VO2max")


@dataclass(frozen=True, slots=True)
class GainRow:
    """What one period gave beside the calf; the period is counted as one week."""

    begin: date
    session: str
    gains: Gains


def gain_rows(
    sessions: Sequence[Session], person: Person, draws: Draws, period: str
) -> tuple[GainRow, ...]:
    """Return energy, aerobic load and fitness of each period that holds a session on foot.

    Parameters
    ----------
    sessions, person, draws
        As for :func:`surae.inference.fitness.session_gains`.
    period
        ``"session"``, ``"day"`` or ``"week"``.
    """
    groups: dict[tuple[date, str], list[SessionGain]] = {}
    for key, gain in _keyed(session_gains(sessions, person, draws), period):
        groups.setdefault(key, []).append(gain)
    return tuple(
        GainRow(begin, name, gathered(groups[begin, name], draws, 1.0))
        for begin, name in sorted(groups)
    )


def _keyed(
    gains: Sequence[SessionGain], period: str
) -> Iterator[tuple[tuple[date, str], SessionGain]]:
    for gain in gains:
        begin = gain.day
        if period == "week":
            begin -= timedelta(days=begin.weekday())
        yield (begin, gain.session.file if period == "session" else ""), gain


def gain_row(row: GainRow) -> Row:
    """Return what a period gave as plain data."""
    told = gains_json(row.gains)
    kept = {name: value for name, value in told.items() if name not in ("weeks", "vo2max_change")}
    return {"begin": row.begin.isoformat(), "session": row.session, **kept}


def gain_cells(row: Row) -> tuple[str, ...]:
    """Return a row as cells under :data:`HEAD`."""
    energy = row["energy_kcal"]
    return (
        row["begin"],
        row["session"],
        f"{row['kilometers']:.1f}",
        f"{row['minutes']:.0f}",
        f"{energy['median']:,.0f}",
        f"{energy['low']:,.0f} to {energy['high']:,.0f}",
        *(_middle(row[name]) for name in ("impulse_banister", "load_edwards", "vo2max_ml_kg_min")),
    )


def _middle(part: dict[str, float] | None) -> str:
    return "" if part is None else f"{part['median']:,.0f}"
