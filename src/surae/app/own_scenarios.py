"""Scenarios for the person of a log: from what was done, and with what the readings taught."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surae.adaptation.rules import RULES
from surae.app.asked import Question
from surae.app.learning import Files, Looked, Share, look_ahead
from surae.app.person import assumed, person_from
from surae.app.scenarios import N_DRAWS, Own, Scenario, Scenarios, facts, scenarios_of, weeks_of
from surae.app.stages import stage
from surae.errors import RecordError
from surae.inference import Case, Outlook, verdict
from surae.inference.outlook import outlook_with_spectrum
from surae.inference.recovery import course_of, lately
from surae.inference.scenarios import extended
from surae.inference.tissue import Tissue
from surae.loading import schedule
from surae.records import Arm, Bout, Everyday, Protocol

Array = NDArray[np.float64]
AS_LATELY = "as lately"
_LEARNING = 0.5
"""Share of the work that learning is."""


def compare_own(
    document: Path,
    given: Mapping[str, Any],
    paths: Sequence[Path],
    question: tuple[float | None, date | None, int, str],
    *,
    store: Path | None = None,
    files: Files | None = None,
    progress: Share | None = None,
) -> Scenarios:
    """Simulate going on as lately and every scenario of a document, after what was really done.

    Parameters
    ----------
    document
        Scenarios; the habit that it states is not used, as the log says what was done.
    given
        What is known of the person; goes before what the document says.
    paths, store, files, progress
        As for :func:`surae.app.learning.learn`.
    question
        Weeks ahead, today, seed and dose rule; the first two may be None.

    Raises
    ------
    CalibrationError
        If the fit to the readings cannot be trusted.
    RecordError
        For another dose rule than the one that readings are learned with.
    SuraeError
        As for :func:`surae.app.scenarios.compare`.
    """
    weeks, today, seed, rule = question
    if rule != RULES[0]:
        raise RecordError("rule", rule, f"{RULES[0]}, by which is learned from a log")
    read = scenarios_of(document)
    ahead = weeks_of(read, weeks)
    known = {**facts(read.people), "steps_per_day": read.steps_per_day}
    known |= {key: value for key, value in given.items() if value is not None}
    asked = Question(
        person=person_from(known),
        assumed=assumed(known),
        weeks=ahead,
        today=today,
        seed=seed,
        n_draws=N_DRAWS,
    )
    first = stage(progress, 0, _LEARNING)
    looked = look_ahead(paths, asked, store=store, files=files, progress=first)
    last = stage(progress, _LEARNING, 1)
    return Scenarios(
        person=looked.case.person,
        assumed=asked.assumed,
        weeks=ahead,
        scenarios=_side_by_side(looked, read.scenarios, ahead, last),
        seed=seed,
        own=Own(looked.learned.posterior, looked.case.first_day, looked.case.today),
    )


def _side_by_side(
    looked: Looked, arms: Sequence[Arm], weeks: float, progress: Share | None
) -> tuple[Scenario, ...]:
    """Return the habit that goes on, and the scenarios, under the same draws."""
    case, last_day = looked.case, looked.last_day
    plans = [(AS_LATELY, looked.plan, looked.everyday)]
    plans += [_planned(case, extended(arm, weeks), last_day) for arm in arms]
    found = []
    for k, (name, plan, everyday) in enumerate(plans, start=1):
        seen, spectrum = outlook_with_spectrum(case, plan, last_day, everyday)
        today = seen.calf.today_index
        said, course = verdict(seen), course_of(case, lately(case, spectrum))
        now = (case.today - course.first_day).days
        found.append(Scenario(name, _from(seen, today), said, _tissue_from(course, now)))
        if progress:
            progress(k / len(plans))
    return tuple(found)


def _planned(case: Case, arm: Arm, last_day: date) -> tuple[str, tuple[Bout, ...], Everyday]:
    """Return the bouts of a scenario from tomorrow on, and the ordinary day around them."""
    days = (last_day - case.today).days
    tomorrow = case.today + timedelta(days=1)
    everyday = Everyday(
        steps_per_day=arm.steps_per_day, energy_balance=arm.energy_balance, protein=arm.protein
    )
    return arm.name, schedule(Protocol(sessions=arm.sessions), tomorrow, days), everyday


def _from(seen: Outlook, today: int) -> Outlook:
    """Return an outlook from today on; what was before it need not be held."""
    calf, mass = seen.calf, seen.calf.mass
    first = calf.day(today)
    ahead = replace(
        calf,
        first_day=first,
        today_index=0,
        girth=calf.girth[:, today:].copy(),
        volume_change=calf.volume_change[:, :, today:].copy(),
        fat_change=calf.fat_change[:, today:].copy(),
        mass=replace(mass, change=mass.change[:, today:].copy(), today_index=0),
    )
    volume = seen.result.volume[:, :, today:].copy()
    return replace(seen, result=replace(seen.result, first_day=first, volume=volume), calf=ahead)


def _tissue_from(course: Tissue, today: int) -> Tissue:
    """Return the course of tissue from today on."""

    def cut(values: Array) -> Array:
        return values[..., today:]

    return Tissue(
        first_day=course.first_day + timedelta(days=today),
        damage=cut(course.damage),
        swelling=cut(course.swelling),
        protection=cut(course.protection),
        acute=cut(course.acute),
        stiffness=cut(course.stiffness),
        area=cut(course.area),
    )
