"""Volumes of the three muscles, day by day, split by cause.

Order of operations: the stimulus of the last seven days is summed for each cause; together the
causes fill the muscle's response; each is credited its share of the stimulus; everyday loading and
what the model does not know are added; every part is renewed towards its own setpoint. Renewal is
linear, so the parts always add up to the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
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
from surae.records import CAUSES, ContractionClasses, LoadSpectrum

Array = NDArray[np.float64]
EVERYDAY = CAUSES.index("everyday walking")


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
    counts: Array, classes: ContractionClasses, dose: Array, muscle: int
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

    Returns
    -------
    Shape (days, draws, causes) [s].
    """
    result = np.zeros((len(counts), len(dose), len(CAUSES)))
    for cause in np.unique(classes.cause):
        mine = (classes.cause == cause) & (classes.muscle == muscle)
        result[:, :, cause] = counts[:, mine] @ dose[:, mine].T
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
        Of a week, shape (days, draws, causes) [s].
    exposure
        Time of a week, shape (days, draws or 1, causes) [min].
    everyday
        Everyday loading, shape (days,) [-].
    discrepancy
        What full exposure to a cause may add beyond the model, shape (draws, causes) [-].
    response
        The muscle's largest addition in a typical person, shape (draws,) [-].

    Returns
    -------
    Shape (days, draws, causes); 1 plus the sum over causes is the setpoint [-].
    """
    total = stimulus.sum(axis=-1)
    growth = growth_from_training(total, response, gain=gain, stimulus_scale=stimulus_scale)
    share = np.divide(stimulus, total[..., None], where=total[..., None] > 0, out=stimulus * 0)
    parts: Array = growth[..., None] * share
    parts += -np.expm1(-exposure / np.asarray(exposure_scale)) * discrepancy
    loss = loss_without_loading(everyday[:, None], setpoint_unloaded=setpoint_unloaded)
    parts[..., EVERYDAY] += loss
    return parts


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
    law = {
        "gain": gain,
        "stimulus_scale": stimulus_scale,
        "setpoint_unloaded": setpoint_unloaded,
        "exposure_scale": exposure_scale,
    }
    everyday = everyday_loading(spectrum.steps, spectrum.unloaded, holding_steps=holding_steps)
    before = everyday_loading([habit.steps], 0.0, holding_steps=holding_steps)
    weekly, minutes = weekly_sum(spectrum.counts), weekly_sum(spectrum.exposure)[:, None]
    usual = habit.share[None, :, None]
    volumes, parts = [], []
    for muscle, response in enumerate((response_mg, response_lg, response_sol)):
        felt = stimulus_by_cause(habit.counts[None], spectrum.classes, dose, muscle)
        start = setpoint_parts(
            felt * usual, habit.exposure * usual, before, discrepancy, response, **law
        )
        felt = stimulus_by_cause(weekly, spectrum.classes, dose, muscle)
        aims = setpoint_parts(felt, minutes, everyday, discrepancy, response, **law)
        volume, part = _renew_daily(start[0], aims, marks, turnover_rate)
        volumes.append(volume)
        parts.append(part)
    return Trajectory(np.stack(volumes), np.stack(parts, axis=1))


def _renew_daily(
    start: Array, aims: Array, marks: Sequence[int], turnover_rate: ArrayLike
) -> tuple[Array, Array]:
    """Renew every part, day after day.

    Parameters
    ----------
    start
        Shape (draws, causes) [-].
    aims
        Setpoint parts, shape (days, draws, causes) [-].

    Returns
    -------
    volume, parts
        Shapes (draws, days) and (marks, draws, causes) [-].
    """
    rate = np.reshape(turnover_rate, (-1, 1))
    state = start
    volume = np.empty((len(start), len(aims)))
    parts = np.empty((len(marks), *start.shape))
    for day, aim in enumerate(aims):
        state = renew(state, aim, 1.0, turnover_rate=rate)
        volume[:, day] = 1 + state.sum(axis=1)
        parts[[k for k, mark in enumerate(marks) if mark == day]] = state
    return volume, parts
