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

import numpy as np
from numpy.typing import NDArray

from surae import evidence
from surae.adaptation import Habit
from surae.anatomy.leg import Leg, leg_of
from surae.anatomy.limb import limb_of
from surae.inference.body_mass import BodyMass, body_mass, fed
from surae.inference.circumstances import circumstances_of
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
        cases = [arm_case(arm, trial.cohort.habit, person) for person in people.persons]
        read = expected_readings(cases, mean_draws)
        predictions += [
            _prediction(trial, arm, outcome, people, found, mean_draws)
            for outcome, found in zip(arm.outcomes, read, strict=True)
        ]
    return predictions


@dataclass(frozen=True, slots=True, eq=False)
class ArmCase:
    """One arm laid out for one person who stands for its participants.

    Parameters
    ----------
    arm, person
        What is done, by whom.
    spectrum
        What it loads, from ``lead`` days before the start.
    habit
        The week of the months before that.
    lead
        Days of the habit before the start.
    leg
        Of the person.
    """

    arm: Arm
    person: Person
    spectrum: LoadSpectrum
    habit: Habit
    lead: int
    leg: Leg

    def day(self, week: float) -> int:
        """Return the column of a week."""
        return self.lead + round(week * DAYS_PER_WEEK) - 1

    def in_bed(self, week: float) -> bool:
        """Return whether the participants lie in bed at a week."""
        return any(
            isinstance(item.activity, Unload)
            and item.activity.posture == "bed_rest"
            and item.from_week < week <= (self.arm.weeks if item.to_week is None else item.to_week)
            for item in self.arm.sessions
        )


def expected_readings(
    cases: Sequence[ArmCase], draws: Draws, discrepancy: Array | None = None
) -> list[Array]:
    """Return what an instrument is expected to read for each outcome of an arm.

    Parameters
    ----------
    cases
        The arm for each person who stands for its participants.
    draws
        For the mean of the participants.
    discrepancy
        What each cause may add beyond the model, shape (draws, causes); drawn if None [-].

    Returns
    -------
    One array of shape (draws,) per outcome, without error of the instrument [-].
    """
    arm = cases[0].arm
    training = not any(isinstance(item.activity, Unload) for item in arm.sessions)
    runs = [(case, simulate_case(case, draws, discrepancy).volume) for case in cases]
    return [
        np.mean([_read(case, volume, outcome, draws, training) for case, volume in runs], axis=0)
        for outcome in arm.outcomes
    ]


def _read(case: ArmCase, volume: Array, outcome: Outcome, draws: Draws, training: bool) -> Array:
    """Return the relative change that is read between two weeks, shape (draws,) [-]."""
    change = volume[:, :, case.day(outcome.week)] / volume[:, :, case.day(outcome.since_week)] - 1
    lying = 1.0 * case.in_bed(outcome.week) - 1.0 * case.in_bed(outcome.since_week)
    change = change - lying * draws["fluid_shift"]
    read = reading(outcome, change, case.person, case.leg, draws, training=training)
    condition = case.arm.condition
    return read if condition is None else read + draws[f"condition_{condition}"]


def lead_days(habit: Sequence[Recurring]) -> int:
    """Return how many days of the habit are laid before the start; one where there is none."""
    return round(evidence.parameter("habit_weeks").mean) * DAYS_PER_WEEK if habit else 1


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
    return ArmCase(arm, person, spectrum, before, lead, leg_of(person))


def arm_mass(case: ArmCase, draws: Draws) -> BodyMass:
    """Return body mass over the days of an arm, by the food that it states."""
    days = (case.spectrum.first_day, START - timedelta(days=1), case.spectrum.n_days)
    return body_mass(case.person, (), days, draws, case.arm.energy_balance)


def simulate_case(
    case: ArmCase,
    draws: Draws,
    discrepancy: Array | None = None,
    mass: BodyMass | None = None,
) -> Forecast:
    """Simulate an arm from the steady state of its habit; without ``mass`` the food it states.

    Returns
    -------
    Forecast
        From :func:`lead_days` before the start to the end of the arm; ``today`` is the day before.
    """
    arm = case.arm
    stated = arm.energy_balance is not None or arm.protein is not None
    mass = mass or (arm_mass(case, draws) if stated else None)
    food = fed(mass, arm.protein) if mass else {}
    return forecast(
        case.spectrum,
        draws,
        START - timedelta(days=1),
        case.person.steps_per_day,
        discrepancy=discrepancy,
        habit=case.habit,
        circumstances=circumstances_of(case.person, draws, **food),
    )


def simulate_arm(arm: Arm, habit: Sequence[Recurring], person: Person, draws: Draws) -> Forecast:
    """Simulate an arm for a person; see :func:`arm_case` and :func:`simulate_case`."""
    return simulate_case(arm_case(arm, habit, person), draws)


def _prediction(
    trial: Trial, arm: Arm, outcome: Outcome, people: People, read: Array, draws: Draws
) -> Prediction:
    kind = activity_kind(arm, outcome)
    wide = _heavy_tails(trial, draws)
    found = read + _circumstances(trial, arm, kind, draws) * wide
    sd = observation_error(outcome, people)
    place = f"{trial.key} {arm.name} {outcome.structure} {outcome.quantity} {outcome.week:g}"
    noise = stream(f"reading {place}", draws.seed).standard_normal(len(draws))
    low, high = np.quantile(found + sd * noise * wide, (0.05, 0.95))
    return Prediction(
        trial=trial.key,
        arm=arm.name,
        role=trial.role,
        kind=kind,
        outcome=outcome,
        observed=observed_change(outcome, people),
        predicted=float(found.mean()),
        low=float(low),
        high=float(high),
        sd=float(np.hypot(found.std(), sd)),
    )


_SPREAD = {
    "raises": "discrepancy_raises",
    "stretching": "discrepancy_stretching",
    "running": "discrepancy_running",
    "walking": "discrepancy_running",
    "hops": "discrepancy_untested",
    "stairs": "discrepancy_untested",
}
_AT_REST = ("unloading", "unloading with exercise", "recovery")


def unmodelled_spread(arm: Arm, kind: str) -> tuple[float, float]:
    """Return how far the model may be off: in the setpoint, and in a reading [-].

    Parameters
    ----------
    arm
        For its condition.
    kind
        Of activity, :func:`surae.inference.kinds.activity_kind`.
    """
    name = _SPREAD.get(kind)
    in_reading = float(
        np.hypot.reduce([0.0, *(evidence.parameter(n).sd for n in _beyond(arm, kind))])
    )
    return (evidence.parameter(name).sd if name else 0.0), in_reading


def _beyond(arm: Arm, kind: str) -> tuple[str, ...]:
    """Return the names of the discrepancies that are added to a reading."""
    condition = ("discrepancy_condition",) if arm.condition else ()
    return condition + (("discrepancy_unloading",) if kind in _AT_REST else ())


def _heavy_tails(trial: Trial, draws: Draws) -> Array:
    """Return by what the errors of a trial are larger than normal ones, shape (draws,) [-].

    The law of a trial's errors is the one by which the parameters were fitted.
    """
    tail = evidence.parameter("trial_tail").mean
    source = stream(f"tails {trial.key}", draws.seed)
    return np.sqrt(tail / source.chisquare(tail, len(draws)))


def _circumstances(trial: Trial, arm: Arm, kind: str, draws: Draws) -> Array:
    """Return what the laboratory, and what is beyond the model, may add, shape (draws,) [-]."""
    lab = evidence.parameter("lab_effect")
    added = lab.draw(stream(f"lab {trial.key}", draws.seed), len(draws))
    for name in _beyond(arm, kind):
        source = stream(f"{name} {trial.key} {arm.name} {kind}", draws.seed)
        added = added + evidence.parameter(name).draw(source, len(draws))
    return added


def observation_error(outcome: Outcome, people: People) -> float:
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


__all__ = [
    "ArmCase",
    "Prediction",
    "arm_case",
    "expected_readings",
    "observation_error",
    "observations",
    "predict_trial",
    "simulate_arm",
    "simulate_case",
    "unmodelled_spread",
]
