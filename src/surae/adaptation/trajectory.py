"""Volumes of the three muscles, day by day, split by cause.

Order of operations: the stimulus of the last seven days is summed for each cause; together the
causes fill the muscle's response; each is credited its share of the stimulus; everyday loading and
what the model does not know are added; every part is renewed towards its own setpoint. Renewal is
linear, so the parts always add up to the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from surae.adaptation.turnover import (
    everyday_loading,
    growth_from_training,
    loss_without_loading,
    renew,
    weekly_sum,
)
from surae.records import CAUSES, MUSCLES, ContractionClasses, LoadSpectrum
from surae.units import DAYS_PER_YEAR

Array = NDArray[np.float64]
EVERYDAY = CAUSES.index("everyday walking")
_BLOCK = DAYS_PER_YEAR
"""Days that are held in memory at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Habit:
    """An ordinary week of the months before the first day.

    Parameters
    ----------
    counts
        Contractions of each class, shape (classes,) [1/week].
    exposure
        Time per cause, shape (causes,) [min/week].
    steps
        On an ordinary day [1/day].
    share
        How much of that week was really done, shape (draws,) [-].
    """

    counts: Array
    exposure: Array
    steps: float
    share: Array


@dataclass(frozen=True, slots=True, eq=False)
class Trajectory:
    """Relative volume over time.

    Parameters
    ----------
    volume
        Over that of an ordinary walker, shape (muscles, draws, days) [-].
    parts
        What each cause contributes at the end of the days asked for, shape
        (marks, muscles, draws, causes); 1 plus their sum is the volume [-].
    """

    volume: Array
    parts: Array


def stimulus_by_cause(
    counts: Array, classes: ContractionClasses, dose: Array, muscle: int, causes: Sequence[int]
) -> Array:
    """Return the stimulus of one muscle, by cause.

    Parameters
    ----------
    counts
        Contractions, shape (days, classes) [1].
    classes
        Their kinds.
    dose
        Of one contraction, shape (draws, classes) [s].
    muscle
        Index into :data:`surae.records.MUSCLES`.
    causes
        Indices into :data:`surae.records.CAUSES` that are wanted.

    Returns
    -------
    Shape (causes, days, draws) [s].
    """
    result = np.zeros((len(causes), len(counts), len(dose)))
    for k, cause in enumerate(causes):
        mine = np.flatnonzero((classes.cause == cause) & (classes.muscle == muscle))
        if len(mine):
            np.matmul(counts[:, mine], np.ascontiguousarray(dose[:, mine].T), out=result[k])
    return result


def setpoint_parts(
    stimulus: Array,
    exposure: Array,
    everyday: Array,
    discrepancy: Array,
    response: ArrayLike,
    *,
    gain: ArrayLike,
    stimulus_scale: ArrayLike,
    setpoint_unloaded: ArrayLike,
    exposure_scale: ArrayLike,
) -> Array:
    """Return what each cause adds to the setpoint of a muscle.

    Parameters
    ----------
    stimulus
        Of a week, shape (causes, days, draws) [s].
    exposure
        Time of a week, shape (causes, days, draws or 1) [min].
    everyday
        Everyday loading, shape (days,) [-].
    discrepancy
        What full exposure to a cause may add beyond the model, shape (causes, draws) [-].
    response
        The muscle's largest addition in a typical person, shape (draws,) [-].

    Returns
    -------
    Shape (causes, days, draws); 1 plus the sum over causes is the setpoint. The last cause is
    everyday walking [-].
    """
    total = stimulus.sum(axis=0)
    growth = growth_from_training(total, response, gain=gain, stimulus_scale=stimulus_scale)
    per_stimulus = np.divide(growth, total, where=total > 0, out=np.zeros_like(total))
    parts: Array = stimulus * per_stimulus
    parts += -np.expm1(-exposure / np.asarray(exposure_scale)) * discrepancy[:, None]
    parts[-1] += loss_without_loading(everyday[:, None], setpoint_unloaded=setpoint_unloaded)
    return parts


@dataclass(frozen=True, slots=True, eq=False)
class _Week:
    """What the last seven days held, at each of some days.

    ``counts`` has shape (days, classes), ``exposure`` (causes, days, 1), ``everyday`` (days,), and
    ``share``, how much of it was really done, (draws,) or (1,).
    """

    counts: Array
    exposure: Array
    everyday: Array
    share: Array

    def days(self, block: slice) -> _Week:
        """Return some of the days."""
        return _Week(self.counts[block], self.exposure[:, block], self.everyday[block], self.share)


def _weeks(spectrum: LoadSpectrum, causes: Sequence[int], holding_steps: float) -> _Week:
    """Return the week before each day of a spectrum."""
    everyday = everyday_loading(spectrum.steps, spectrum.unloaded, holding_steps=holding_steps)
    exposure = weekly_sum(spectrum.exposure[:, causes]).T[:, :, None]
    return _Week(weekly_sum(spectrum.counts), exposure, everyday, np.ones(1))


def _habit_week(habit: Habit, causes: Sequence[int], holding_steps: float) -> _Week:
    """Return the one week of a habit."""
    everyday = everyday_loading([habit.steps], 0.0, holding_steps=holding_steps)
    exposure = habit.exposure[causes, None, None]
    return _Week(habit.counts[None], exposure, everyday, habit.share)


def present_causes(spectrum: LoadSpectrum) -> list[int]:
    """Return the causes that play a part, everyday walking last."""
    felt = set(spectrum.classes.cause.tolist()) | set(np.flatnonzero(spectrum.exposure.any(axis=0)))
    return [*sorted(int(cause) for cause in felt - {EVERYDAY}), EVERYDAY]


def simulate(
    spectrum: LoadSpectrum,
    dose: Array,
    discrepancy: Array,
    habit: Habit,
    marks: Sequence[int],
    *,
    response_mg: ArrayLike,
    response_lg: ArrayLike,
    response_sol: ArrayLike,
    gain: ArrayLike,
    stimulus_scale: ArrayLike,
    turnover_rate: ArrayLike,
    setpoint_unloaded: ArrayLike,
    holding_steps: float,
    exposure_scale: float,
) -> Trajectory:
    """Run the turnover model over a spectrum, from the steady state of a habit.

    Parameters
    ----------
    spectrum
        What the muscles felt on each day.
    dose
        Stimulus of one contraction of each class, shape (draws, classes) [s].
    discrepancy
        Shape (draws, causes) [-].
    habit
        Before the first day.
    marks
        Days at whose end the parts are wanted.

    Notes
    -----
    *Assumes* one compartment per muscle; a daily step is exact while a day is constant. *Valid for*
    weeks to years. *Not for* swelling or anything within a day.
    """
    causes = present_causes(spectrum)
    week = _weeks(spectrum, causes, holding_steps)
    before = _habit_week(habit, causes, holding_steps)
    unknown = discrepancy[:, causes].T
    law = {
        "gain": gain,
        "stimulus_scale": stimulus_scale,
        "setpoint_unloaded": setpoint_unloaded,
        "exposure_scale": exposure_scale,
    }
    volumes = np.empty((len(MUSCLES), len(dose), spectrum.n_days))
    parts = np.zeros((len(marks), len(MUSCLES), len(dose), len(CAUSES)))
    for m, response in enumerate((response_mg, response_lg, response_sol)):

        def aims(week: _Week, m: int = m, response: ArrayLike = response) -> Array:
            felt = stimulus_by_cause(week.counts, spectrum.classes, dose, m, causes)
            exposure = week.exposure * week.share
            return setpoint_parts(
                felt * week.share, exposure, week.everyday, unknown, response, **law
            )

        volumes[m], kept = _renew_daily(aims, before, week, marks, turnover_rate)
        parts[:, m, :, causes] = kept
    return Trajectory(volumes, parts)


def _renew_daily(
    aims: Callable[[_Week], Array],
    before: _Week,
    week: _Week,
    marks: Sequence[int],
    turnover_rate: ArrayLike,
) -> tuple[Array, Array]:
    """Renew every part, day after day, some days in memory at once.

    Parameters
    ----------
    aims
        Setpoint parts, shape (causes, days, draws), of some weeks [-].
    before, week
        The habit and the days.

    Returns
    -------
    volume, parts
        Shapes (draws, days) and (causes, marks, draws) [-].
    """
    state = aims(before)[:, 0]
    n_days = len(week.counts)
    volume = np.empty((state.shape[1], n_days))
    parts = np.empty((len(state), len(marks), state.shape[1]))
    for begin in range(0, n_days, _BLOCK):
        aim = aims(week.days(slice(begin, begin + _BLOCK)))
        for day in range(begin, min(begin + _BLOCK, n_days)):
            state = renew(state, aim[:, day - begin], 1.0, turnover_rate=turnover_rate)
            volume[:, day] = 1 + state.sum(axis=0)
            parts[:, [k for k, mark in enumerate(marks) if mark == day]] = state[:, None]
    return volume, parts
