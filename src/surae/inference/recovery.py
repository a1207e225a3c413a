"""Damage and recovery of each muscle: today, the coming week, and the worst of a plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from surae import evidence
from surae.adaptation.damage import readiness
from surae.evidence.binding import bind
from surae.inference.outlook import Case
from surae.inference.tissue import Before, Tissue, tissue
from surae.loading import days_between
from surae.records import MUSCLES, Interval, LoadSpectrum
from surae.units import DAYS_PER_WEEK

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Hurt:
    """State of one muscle at the end of a day, as it is on the morning after.

    Parameters
    ----------
    muscle, day
        Which, when.
    lost
        Share of strength that damage takes [-].
    readiness
        From 0, not ready for a hard session, to 1, unhurt [-].
    protection
        Share of the damage of another bout that is spared [-].
    """

    muscle: str
    day: date
    lost: Interval
    readiness: Interval
    protection: Interval


@dataclass(frozen=True, slots=True)
class Recovery:
    """Damage and recovery ahead.

    Parameters
    ----------
    today
        Each muscle at the end of today.
    week
        Each muscle at the end of each day of the coming week, shorter where the plan is.
    worst_of_week, worst_of_plan
        The muscle and day whose median loses most strength.
    stiffness
        Of the Achilles tendon today and on the last day, over that of an ordinary walker [-].
    """

    today: tuple[Hurt, ...]
    week: tuple[tuple[Hurt, ...], ...]
    worst_of_week: Hurt
    worst_of_plan: Hurt
    stiffness: tuple[Interval, Interval]


def lately(case: Case, spectrum: LoadSpectrum) -> LoadSpectrum:
    """Return the last weeks of a log and its plan: twice the habit weeks, and what is ahead."""
    begin = max(days_between(case.first_day, case.today) - 2 * _habit_days(), 0)
    return since(spectrum, begin)


def _habit_days() -> int:
    return round(evidence.parameter("habit_weeks").mean) * DAYS_PER_WEEK


def recovery(case: Case, spectrum: LoadSpectrum) -> Recovery:
    """Return damage and recovery from today to the last day of a plan.

    Parameters
    ----------
    case
        The person; draws from a prior or a posterior.
    spectrum
        What was done and is planned, from :func:`lately`.

    Notes
    -----
    *Assumes* that the habit weeks before the last ones were as months before: damage and protection
    of older bouts have faded. The tendon starts at what that habit leads to.
    """
    course = course_of(case, spectrum)
    now = (case.today - spectrum.first_day).days
    last = spectrum.n_days - 1
    week = range(now + 1, min(now + DAYS_PER_WEEK, last) + 1)
    return Recovery(
        today=_state(course, now),
        week=tuple(_state(course, day) for day in week),
        worst_of_week=_worst(course, week),
        worst_of_plan=_worst(course, range(now + 1, last + 1)),
        stiffness=(
            Interval.of(course.stiffness[:, now]),
            Interval.of(course.stiffness[:, last]),
        ),
    )


def course_of(case: Case, lately: LoadSpectrum) -> Tissue:
    """Return the course of damage and tendon over the last weeks and a plan."""
    known = days_between(lately.first_day, case.today)
    return tissue(lately, case.draws, Before(slice(0, min(_habit_days(), known))))


def since(spectrum: LoadSpectrum, row: int) -> LoadSpectrum:
    """Return a spectrum from one of its days on."""
    kept = slice(row, None)
    return replace(
        spectrum,
        first_day=spectrum.first_day + timedelta(days=row),
        counts=spectrum.counts[kept],
        steps=spectrum.steps[kept],
        unloaded=spectrum.unloaded[kept],
        exposure=spectrum.exposure[kept],
        tendon_counts=spectrum.tendon_counts[kept],
        in_cast=spectrum.in_cast[kept],
    )


def _state(course: Tissue, day: int) -> tuple[Hurt, ...]:
    return tuple(_hurt(course, muscle, day) for muscle in range(len(MUSCLES)))


def _hurt(course: Tissue, muscle: int, day: int) -> Hurt:
    ready = bind(readiness, evidence.central_values())(course.damage[muscle, :, day])
    return Hurt(
        MUSCLES[muscle],
        course.first_day + timedelta(days=day),
        Interval.of(course.damage[muscle, :, day]),
        Interval.of(ready),
        Interval.of(course.protection[muscle, :, day]),
    )


def _worst(course: Tissue, days: Sequence[int]) -> Hurt:
    """Return the state of the muscle and day whose median loses most strength."""
    middle = np.median(course.damage[:, :, days[0] : days[-1] + 1], axis=1)
    muscle, place = np.unravel_index(int(middle.argmax()), middle.shape)
    return _hurt(course, int(muscle), days[int(place)])
