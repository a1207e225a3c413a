"""What a picture of a calf shows: the leg now and, where there is a forecast, at its end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from surae.anatomy.shape import (
    LegShape,
    girth_along,
    leg_shape,
    measured_leg,
    muscle_area,
    tape_girth,
    widest,
)
from surae.app.numbers import interval
from surae.inference import Body, GirthForecast
from surae.inference.girth import recent_girths
from surae.records import MUSCLES, Interval, Person
from surae.units import MM_PER_CM

if TYPE_CHECKING:
    from surae.app.answer import Answer

Array = NDArray[np.float64]

_ENDS = (0.05, 0.5, 0.95)
_WINDOW = 0.025
_LEAST_FAT = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Later:
    """A calf at the end of a forecast.

    Parameters
    ----------
    day
        The last day.
    shapes
        Legs in the middle of the range and at its ends: low, median, high girth.
    girth, girth_change
        There, and from today [cm].
    profile_change
        Change of girth along the leg, low, median, high, shape (3, levels) [cm].
    """

    day: date
    shapes: tuple[LegShape, LegShape, LegShape]
    girth: Interval
    girth_change: Interval
    profile_change: Array


@dataclass(frozen=True, slots=True, eq=False)
class CalfView:
    """A calf to be drawn.

    Parameters
    ----------
    now
        The leg in the middle of what is known.
    girth
        Now [cm].
    measured
        Whether the girth was measured.
    later
        The end of a forecast, if there is one.
    """

    now: LegShape
    girth: Interval
    measured: bool
    later: Later | None = None

    @property
    def index(self) -> int:
        """The level where the calf is widest."""
        return widest(self.now)

    @property
    def below_knee(self) -> float:
        """How far that is from the top of the tibia [cm]."""
        return float(measured_leg().level[self.index] * self.now.shank_length)


def view_of_body(person: Person, found: Body) -> CalfView:
    """Return the calf that is expected of a person, or that was measured."""
    triceps = np.array([found.volume[name].median for name in MUSCLES])
    now = _shape(person, triceps, found.girth.median)
    return CalfView(now, found.girth, found.measured)


def view_of_forecast(person: Person, calf: GirthForecast, *, measured: bool) -> CalfView:
    """Return the calf of a forecast today and on its last day.

    The ends of the range are means over the draws about the 5th, 50th and 95th percentile of the
    change of girth, so that each is a leg that can be, and has the girth stated.
    """
    girth = calf.girth[:, calf.today_index]
    now = _shape(person, np.median(calf.volume, axis=1), float(np.median(girth)))
    last = calf.girth_change[:, -1]
    ratio = 1 + calf.volume_change[:, :, -1] / calf.volume
    shapes = tuple(_near(now, ratio, calf.fat_change[:, -1], last, end) for end in _ENDS)
    grown = now.with_triceps(now.volume[: len(MUSCLES), None] * ratio)
    fat = np.maximum(now.fat_thickness + calf.fat_change[:, -1], _LEAST_FAT)
    grown = replace(grown, fat_thickness=fat)
    change = girth_along(grown) - girth_along(now)
    later = Later(
        day=calf.day(calf.girth.shape[1] - 1),
        shapes=(shapes[0], shapes[1], shapes[2]),
        girth=Interval.of(calf.girth[:, -1]),
        girth_change=Interval.of(last),
        profile_change=np.quantile(change, _ENDS, axis=0),
    )
    return CalfView(now, Interval.of(girth), measured, later)


def view_of_answer(answer: Answer) -> CalfView:
    """Return the calf of an answer today and on its last day."""
    question = answer.question
    readings = [r for r in answer.log.measurements if r.date_time.date() <= answer.today]
    measured = bool(recent_girths(readings, answer.today))
    return view_of_forecast(question.person, answer.calf, measured=measured)


def _shape(person: Person, triceps: Array, girth: float) -> LegShape:
    """Return a leg with the triceps and the girth given; the other muscles go with the triceps."""
    expected = leg_shape(person, 0.0)
    scale = triceps.sum() / expected.volume[: len(triceps)].sum()
    bare = expected.scaled(scale, np.zeros(())).with_triceps(triceps)
    fat = (girth - float(tape_girth(bare))) * MM_PER_CM / (2 * np.pi)
    return replace(bare, fat_thickness=np.asarray(max(fat, _LEAST_FAT)))


def _near(now: LegShape, ratio: Array, fat_change: Array, change: Array, end: float) -> LegShape:
    """Return the mean leg of the draws about a percentile of the change of girth."""
    low, high = np.quantile(change, (max(end - _WINDOW, 0), min(end + _WINDOW, 1)))
    chosen = (change >= low) & (change <= high)
    triceps = now.volume[: len(ratio)] * ratio[:, chosen].mean(axis=1)
    fat = max(float(now.fat_thickness + fat_change[chosen].mean()), _LEAST_FAT)
    return now.with_triceps(triceps, fat)


def view_sentences(view: CalfView) -> list[str]:
    """Return in words what the picture shows."""
    areas = muscle_area(view.now)[:, view.index]
    origin = "measured" if view.measured else "expected from height, mass, age and sex"
    names = ", ".join(f"{m} {a:.0f}" for m, a in zip(MUSCLES, areas, strict=False))
    others = areas[len(MUSCLES) :].sum()
    girth = view.girth
    widest_part = (
        f"The calf is widest {view.below_knee:.0f} cm below the knee: girth {girth.median:.1f} cm "
        f"({origin}, 90 % range {girth.low:.1f} to {girth.high:.1f})."
    )
    cut = (
        f"A cut there holds {areas.sum():.0f} cm² of muscle ({names}, the others {others:.0f}) "
        f"inside {float(view.now.fat_thickness):.0f} mm of fat."
    )
    form = "Its form is that of one woman's leg, scaled: no outlines of a man's leg are whole."
    return [widest_part, cut, *([_later_sentence(view.later)] if view.later else []), form]


def _later_sentence(later: Later) -> str:
    return (
        f"By {later.day:%Y-%m-%d} the forecast is {later.girth.median:.1f} cm, "
        f"{interval(later.girth_change, 1, 'cm')}."
    )
