"""What is wanted: a signed goal, by a date, and when a draw reaches it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from surae import evidence
from surae.errors import RecordError
from surae.records import MUSCLES
from surae.records.log import Side
from surae.units import DAYS_PER_WEEK, PERCENT

Array = NDArray[np.float64]
Direction = Literal["grow", "hold", "shrink"]
Unit = Literal["cm", "cm3", "%"]
Target = Literal["calf", "TS", "MG", "LG", "SOL"]

UNITS: tuple[Unit, ...] = ("cm", "cm3", "%")
_CHANGE = re.compile(r"([+\-−]?)\s*(\d+(?:[.,]\d+)?)\s*(cm3|cm³|ml|cm|mm|%)")
_TIMES: dict[str, tuple[float, Unit]] = {
    "cm": (1.0, "cm"),
    "mm": (0.1, "cm"),
    "cm3": (1.0, "cm3"),
    "cm³": (1.0, "cm3"),
    "ml": (1.0, "cm3"),
    "%": (1.0, "%"),
}
_FAR = 40.0
_LITTLE, _MUCH = 0.02, 0.2
_SOFT: dict[Unit, float] = {"cm": 0.05, "cm3": 4.0, "%": 0.5}


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A signed goal.

    Parameters
    ----------
    direction
        Grow, hold or shrink.
    by
        The last day.
    change
        How much, without sign; None for as much as possible (for holding, within the smallest
        worthwhile change).
    unit
        cm of girth, cm3 or % of muscle volume.
    target
        ``calf`` or ``TS`` for the triceps surae of a leg, or one of its muscles.
    probability
        How sure the person wants to be.
    side
        One leg only; both if None.
    """

    direction: Direction
    by: date
    change: float | None = None
    unit: Unit = "cm"
    target: Target = "calf"
    probability: float = 0.8
    side: Side | None = None

    def __post_init__(self) -> None:
        if self.change is not None and not 0 < self.change < np.inf:
            raise RecordError("change", f"{self.change:g} {self.unit}", "amounts above 0")
        if not 0 < self.probability < 1:
            raise RecordError("probability", f"{self.probability:g}", "0–1, such as 0.8")
        if self.unit == "cm" and self.target not in ("calf", "TS"):
            raise RecordError(
                "change", "cm", "% or cm3 for one muscle", "a tape reads the whole calf"
            )

    @property
    def threshold(self) -> float:
        """The change that counts as reached, in the unit of the goal."""
        if self.change is not None:
            return self.change
        if self.unit == "cm":
            return evidence.parameter("worthwhile_girth_change").mean
        return evidence.parameter("worthwhile_volume_change").mean * PERCENT

    @property
    def words(self) -> str:
        """The goal as a clause."""
        what = "calf" if self.target in ("calf", "TS") else self.target
        leg = {"L": "left ", "R": "right "}.get(self.side or "", "")
        if self.change is None:
            much = f"within {self.threshold:g} {self.unit}" if self.direction == "hold" else (
                f"as much as possible, at least {self.threshold:g} {self.unit}"
            )  # fmt: skip
        else:
            much = f"{'within' if self.direction == 'hold' else 'by'} {self.change:g} {self.unit}"
        return f"{self.direction} the {leg}{what} {much} by {self.by.isoformat()}"


def parse_change(text: str, direction: Direction) -> tuple[float, Unit]:
    """Return amount and unit of words such as ``1cm``, ``5%`` or ``20cm3``.

    Raises
    ------
    RecordError
        For other words, or a sign against the direction.

    >>> parse_change("1cm", "grow"), parse_change("+5 %", "grow"), parse_change("-20cm3", "shrink")
    ((1.0, 'cm'), (5.0, '%'), (20.0, 'cm3'))
    """
    found = _CHANGE.fullmatch(text.strip().lower())
    if not found:
        raise RecordError("change", repr(text), "amounts such as 1cm, 5% or 20cm3")
    wrong = {"grow": "-−", "shrink": "+"}.get(direction, "")
    if found[1] and found[1] in wrong:
        raise RecordError("change", repr(text), f"what {direction} means", "leave out the sign")
    times, unit = _TIMES[found[3]]
    return float(found[2].replace(",", ".")) * times, unit


def check_goal(goal: Goal, today: date, percent_per_unit: float) -> None:
    """Refuse a goal whose day has passed, or that no calf could follow.

    Parameters
    ----------
    goal, today
        What is wanted, and the day from which on.
    percent_per_unit
        Muscle volume [%] that one unit of the goal stands for.

    Raises
    ------
    RecordError
        Naming what is allowed.
    """
    days = (goal.by - today).days
    if days < 1:
        raise RecordError(
            "by", goal.by.isoformat(), f"days after {today.isoformat()}", "name a later day"
        )
    if days > 2 * 366:
        raise RecordError("by", goal.by.isoformat(), "the two years after today", "plan in steps")
    if goal.change is None or goal.direction == "hold":
        return
    weeks = days / DAYS_PER_WEEK
    most = evidence.parameter("fastest_change").mean * PERCENT * weeks / percent_per_unit
    if goal.change > most:
        raise RecordError(
            "change",
            f"{goal.change:g} {goal.unit} in {weeks:.0f} week{'s' if weeks >= 1.5 else ''}",
            f"what any calf does, at most {most:.2g} {goal.unit} in that time",
            "ask for less or name a later day",
        )


def change_of(goal: Goal, girth: Array, volume: Array, now: Array) -> Array:
    """Return what happened to the target, in the unit of the goal.

    Parameters
    ----------
    girth
        Change of girth, shape (..., draws) [cm].
    volume
        Change of each muscle, shape (..., muscles, draws) [cm3].
    now
        Volume of each muscle today, shape (muscles, draws) [cm3].
    """
    if goal.unit == "cm":
        return girth
    rows = [MUSCLES.index(goal.target)] if goal.target in MUSCLES else list(range(len(MUSCLES)))
    change: Array = volume[..., rows, :].sum(axis=-2)
    return change if goal.unit == "cm3" else PERCENT * change / now[rows].sum(axis=0)


def margin(goal: Goal, change: Array) -> Array:
    """Return by how much a goal is passed (missed, where negative), in its unit.

    >>> goal = Goal(direction="hold", by=date(2026, 10, 1), change=0.5)
    >>> margin(goal, np.array([0.2, -0.7])).round(2).tolist()
    [0.3, -0.2]
    """
    if goal.direction == "hold":
        return goal.threshold - np.abs(change)
    return (change if goal.direction == "grow" else -change) - goal.threshold


def probability(goal: Goal, change: Array) -> float:
    """Return the share of draws that reach a goal."""
    return float(np.mean(margin(goal, change) >= 0))


def score(goal: Goal, change: Array) -> Array:
    """Return what a search makes large, along the last axis: the probability, made smooth.

    Where the goal is as much as possible, out of reach, or reached for sure, what is gained on
    average decides.
    """
    soft = _SOFT[goal.unit]
    passed = margin(goal, change)
    smooth: Array = (1 / (1 + np.exp(-np.clip(passed / soft, -40, 40)))).mean(axis=-1)
    if goal.direction == "hold":
        return np.asarray(smooth + _LITTLE * np.tanh(passed.mean(axis=-1) / (_FAR * soft)))
    sign = 1 if goal.direction == "grow" else -1
    ahead = np.tanh(sign * change.mean(axis=-1) / (_FAR * soft))
    weight = _MUCH if goal.change is None else _LITTLE + _MUCH * (1 - smooth)
    return np.asarray(smooth + weight * ahead)


def reachable(goal: Goal, change: Array) -> float:
    """Return the change that is reached with the probability wanted, in the unit of the goal."""
    if goal.direction == "hold":
        return float(np.quantile(np.abs(change), goal.probability))
    sign = 1 if goal.direction == "grow" else -1
    return float(sign * np.quantile(sign * change, 1 - goal.probability))
