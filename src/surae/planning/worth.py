"""What one more set a week, or one more day, would bring: the marginal value of what was chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from surae.planning.days import Frame, Units
from surae.planning.goal import probability
from surae.planning.kept import spread_weekdays
from surae.planning.limits import caps_of
from surae.planning.search import Ground, best_week, ground, repeated, week_of
from surae.units import DAYS_PER_WEEK

_MORE_MINUTES = 30.0
_MORE = 1.25


@dataclass(frozen=True, slots=True)
class Value:
    """What a change of the plan's week, or of a limit, brings.

    Parameters
    ----------
    what
        The change, as a clause.
    p_goal
        What it adds to the probability of the goal.
    change
        What it adds to the median change, in the unit of the goal.
    """

    what: str
    p_goal: float
    change: float


def session_values(on: Ground, totals: Sequence[int]) -> tuple[Value, ...]:
    """Return what one unit a week more or less of each session of a plan brings."""
    found = []
    here = week_of(on, totals)
    for item, number in enumerate(totals):
        if not number:
            continue
        candidate = on.frame.candidates[item]
        for step, word in ((1, "more"), (-1, "fewer")):
            changed = here.copy()
            day = int(here[:, item].argmax())
            changed[day, item] += step
            what = f"one {_unit(candidate.kind)} a week {word} of {candidate.title}"
            found.append(_value(on, what, here, changed))
    return tuple(found)


def _unit(kind: str) -> str:
    return {"calf_raise": "set", "hills": "repeat", "sprint": "repeat"}.get(kind, "step")


def _value(on: Ground, what: str, before: Units, after: Units) -> Value:
    changes = on.response.change(repeated(on, np.stack([before, after])))
    first, second = (probability(on.goal, change) for change in changes)
    middle = np.median(changes, axis=-1)
    return Value(what, second - first, float(middle[1] - middle[0]))


def limit_values(on: Ground, totals: Sequence[int], steps_per_day: float) -> tuple[Value, ...]:
    """Return what each limit costs: the best week where it is a little wider."""
    here = week_of(on, totals)
    found = []
    for what, wider in _wider(on, steps_per_day):
        there = week_of(wider, best_week(wider, totals))
        found.append(_value(on, what, here, there))
    return tuple(found)


def _wider(on: Ground, steps_per_day: float) -> list[tuple[str, Ground]]:
    """Return grounds on which one limit is wider."""
    limits, caps = on.caps.limits, on.caps
    cases: list[tuple[str, Ground]] = []
    if limits.days < DAYS_PER_WEEK and not limits.weekdays:
        more = replace(limits, days=limits.days + 1)
        days = spread_weekdays(more.days, (), on.frame.weekdays)
        frame = _on_days(on.frame, days)
        wider = ground(
            frame, caps_of(more, caps.history, caps.counted), on.response, on.kept, steps_per_day
        )
        cases.append(("one more day a week", wider))
    more = replace(limits, minutes=limits.minutes + _MORE_MINUTES)
    cases.append((f"{_MORE_MINUTES:g} more minutes a week", replace_caps(on, limits=more)))
    cases.append(
        ("a quarter more Achilles load", replace_caps(
            on, tendon_week=caps.tendon_week * _MORE, tendon_session=caps.tendon_session * _MORE))
    )  # fmt: skip
    cases.append(
        ("a quarter more micro-damage", replace_caps(
            on, damage_session=caps.damage_session * _MORE,
            damage_carried=caps.damage_carried * _MORE))
    )  # fmt: skip
    return cases


def replace_caps(on: Ground, **changes: object) -> Ground:
    """Return a ground with other caps."""
    return replace(on, caps=replace(on.caps, **changes))  # type: ignore[arg-type]


def _on_days(frame: Frame, weekdays: tuple[int, ...]) -> Frame:
    return replace(frame, weekdays=weekdays)
