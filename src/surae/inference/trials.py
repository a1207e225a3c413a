"""What the model expects a published trial to find.

The arms of a trial go through the same loading, dynamics and draws as a person's own plan. The
interval of an outcome holds what may make a trial differ from the model's middle: parameters, what
the model leaves out, the scale and error of the instrument, the laboratory, and the people who took
part.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from surae import evidence
from surae.adaptation import Habit
from surae.anatomy.leg import leg_of
from surae.anatomy.limb import limb_of
from surae.inference.cohort import People, cohort_draws, mean_error, people_of
from surae.inference.forecast import forecast
from surae.inference.instruments import expected_size, reading, relative_error
from surae.inference.kinds import activity_kind
from surae.inference.priors import stream
from surae.loading import load_spectrum, schedule
from surae.records import (
    Arm,
    Draws,
    Forecast,
    LoadSpectrum,
    Outcome,
    Person,
    Protocol,
    Recurring,
    Trial,
    Unload,
)
from surae.units import DAYS_PER_WEEK

Array = NDArray[np.float64]

START = date(2024, 1, 1)
"""Day 0 of week 0 of every trial: a Monday, so that named days fall where they are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """One outcome of a trial beside what the model expects.

    Parameters
    ----------
    trial, arm, role, kind
        Which; ``kind`` is the kind of activity, :func:`surae.inference.kinds.activity_kind`.
    outcome
        What was measured.
    observed
        Relative change, 0 where none was significant [-].
    predicted, low, high
        Mean and 90 % interval [-].
    sd
        Standard deviation of what a trial like this one may find [-].
    naive
        Mean change of the calibration trials of that kind, this one left out [-].
    """

    trial: str
    arm: str
    role: str
    kind: str
    outcome: Outcome
    observed: float
    predicted: float
    low: float
    high: float
    sd: float
    naive: float = 0.0

    @property
    def z(self) -> float:
        """Distance of the observed from the predicted, in standard deviations."""
        return (self.observed - self.predicted) / self.sd

    @property
    def covered(self) -> bool:
        """Whether the observed lies in the interval."""
        return self.low <= self.observed <= self.high


def predict_trial(trial: Trial, draws: Draws) -> list[Prediction]:
    """Predict every outcome of a trial, in its order.

    Parameters
    ----------
    trial
        The document.
    draws
        For one person, from a prior or a posterior.
    """
    predictions: list[Prediction] = []
    for arm in trial.arms:
        people = people_of(trial, arm)
        mean_draws = cohort_draws(draws, people, f"{trial.key} {people.n}")
        seen = [(person, _Run(trial, arm, person, mean_draws)) for person in people.persons]
        predictions += [
            _prediction(trial, arm, outcome, people, [run for _, run in seen])
            for outcome in arm.outcomes
        ]
    return predictions


class _Run:
    """One arm simulated for one person who stands for its participants."""

    def __init__(self, trial: Trial, arm: Arm, person: Person, draws: Draws) -> None:
        self.person, self.draws, self.leg = person, draws, leg_of(person)
        self.lead = lead_days(trial.cohort.habit)
        self.result = simulate_arm(arm, trial.cohort.habit, person, draws)

    def change(self, outcome: Outcome) -> Array:
        """Return relative volume change of each muscle between two weeks, (muscles, draws)."""
        now, before = (
            self.lead + round(week * DAYS_PER_WEEK) - 1
            for week in (outcome.week, outcome.since_week)
        )
        volume = self.result.volume
        change: Array = volume[:, :, now] / volume[:, :, before] - 1
        return change

    def reading(self, outcome: Outcome, *, training: bool) -> Array:
        """Return what the instrument reads of it, without its error, shape (draws,)."""
        change = self.change(outcome)
        return reading(outcome, change, self.person, self.leg, self.draws, training=training)


def lead_days(habit: Sequence[Recurring]) -> int:
    """Return how many days of the habit are laid before the start; one where there is none."""
    return round(evidence.parameter("habit_weeks").mean) * DAYS_PER_WEEK if habit else 1


class ArmCase(NamedTuple):
    """One arm laid out for one person: what it loads, and the habit before ``lead`` days."""

    arm: Arm
    person: Person
    spectrum: LoadSpectrum
    habit: Habit
    lead: int


def arm_case(arm: Arm, habit: Sequence[Recurring], person: Person) -> ArmCase:
    """Lay out an arm, and the habit before it, as what the muscles of a person feel.

    Parameters
    ----------
    arm
        What is done; an outcome may lie at its last day.
    habit
        What was done for months before.
    person
        Who does it.
    """
    lead, n_days = lead_days(habit), round(arm.weeks * DAYS_PER_WEEK)
    first = START - timedelta(days=lead)
    bouts = schedule(Protocol(sessions=tuple(habit)), first, lead)
    bouts += schedule(Protocol(sessions=arm.sessions), START, n_days)
    everyday = np.full(lead + n_days, person.steps_per_day)
    if arm.steps_per_day is not None:
        everyday[lead:] = arm.steps_per_day
    spectrum = load_spectrum(bouts, limb_of(person), person.mass, first, everyday)
    week = slice(lead - DAYS_PER_WEEK, lead) if habit else slice(0, 0)
    before = Habit(
        counts=spectrum.counts[week].sum(axis=0),
        exposure=spectrum.exposure[week].sum(axis=0),
        steps=person.steps_per_day,
        share=np.ones(1),
    )
    return ArmCase(arm, person, spectrum, before, lead)


def simulate_arm(arm: Arm, habit: Sequence[Recurring], person: Person, draws: Draws) -> Forecast:
    """Simulate an arm from the steady state of a habit; see :func:`arm_case`.

    Returns
    -------
    Forecast
        From :func:`lead_days` before the start to the end of the arm; ``today`` is the day before.
    """
    case = arm_case(arm, habit, person)
    yesterday = START - timedelta(days=1)
    return forecast(case.spectrum, draws, yesterday, person.steps_per_day, habit=case.habit)


def _prediction(
    trial: Trial, arm: Arm, outcome: Outcome, people: People, runs: Sequence[_Run]
) -> Prediction:
    training = not any(isinstance(item.activity, Unload) for item in arm.sessions)
    read = np.mean([run.reading(outcome, training=training) for run in runs], axis=0)
    draws = runs[0].draws
    found = read + _circumstances(trial, arm, draws)
    sd = _noise(outcome, people)
    place = f"{trial.key} {arm.name} {outcome.structure} {outcome.quantity} {outcome.week:g}"
    noise = stream(f"reading {place}", draws.seed).standard_normal(len(draws))
    low, high = np.quantile(found + sd * noise, (0.05, 0.95))
    return Prediction(
        trial=trial.key,
        arm=arm.name,
        role=trial.role,
        kind=activity_kind(arm, outcome),
        outcome=outcome,
        observed=observed_change(outcome, people),
        predicted=float(found.mean()),
        low=float(low),
        high=float(high),
        sd=float(np.hypot(found.std(), sd)),
    )


def _circumstances(trial: Trial, arm: Arm, draws: Draws) -> Array:
    """Return what the laboratory, and conditions beyond the model, may add, shape (draws,) [-]."""
    lab = evidence.parameter("lab_effect")
    added = lab.draw(stream(f"lab {trial.key}", draws.seed), len(draws))
    if arm.condition:
        beyond = evidence.parameter("discrepancy_condition")
        added = added + beyond.draw(stream(f"condition {arm.condition}", draws.seed), len(draws))
    return added


def _noise(outcome: Outcome, people: People) -> float:
    """Return the error of the observed mean: the instrument's, or what is stated if more [-]."""
    person = people.persons[0]
    error = mean_error(relative_error(outcome, person), people.n)
    if outcome.not_significant:
        return max(error, outcome.se or evidence.parameter("ns_se").mean)
    stated = outcome.se or 0.0
    if outcome.change_abs is not None:
        stated /= size_before(outcome, people)
    return max(error, stated)


def size_before(outcome: Outcome, people: People) -> float:
    """Return the size that an absolute change is relative to, in the quantity's unit."""
    if outcome.baseline is not None:
        return outcome.baseline
    sizes = [expected_size(outcome, person, leg_of(person)) for person in people.persons]
    return float(np.mean(sizes))


def observed_change(outcome: Outcome, people: People) -> float:
    """Return the relative change that was observed, 0 where none was significant [-]."""
    if outcome.change_abs is not None:
        return outcome.change_abs / size_before(outcome, people)
    return outcome.change or 0.0


def observations(trials: Iterable[Trial]) -> list[tuple[str, str, str, float]]:
    """Return trial, role, kind of activity and observed change of every outcome."""
    return [
        (
            trial.key,
            trial.role,
            activity_kind(arm, outcome),
            observed_change(outcome, people_of(trial, arm)),
        )
        for trial in trials
        for arm in trial.arms
        for outcome in arm.outcomes
    ]


__all__ = ["ArmCase", "Prediction", "arm_case", "observations", "predict_trial", "simulate_arm"]
