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

from surae.adaptation.status import mass_setpoint
from surae.adaptation.turnover import (
    everyday_loading,
    growth_from_training,
    kept_share,
    kept_today,
    loading_with_training,
    loss_without_loading,
    renew,
    weekly_sum,
)
from surae.records import CAUSES, MUSCLES, ContractionClasses, LoadSpectrum
from surae.units import DAYS_PER_WEEK

Array = NDArray[np.float64]
EVERYDAY = CAUSES.index("everyday walking")
_BLOCK = DAYS_PER_WEEK**2
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
class Circumstances:
    """What else bears on growth, each a number or an array.

    Parameters
    ----------
    status
        Growth over that of a well-fed young adult, broadcast against (days, draws) [-].
    mass_ratio
        Body mass over that before the first day, broadcast against (days, draws) [-].
    felt, felt_before
        Share of the stimulus that counts on each day and in the habit, for rules under which
        muscles grow used to it, broadcast against (muscles, days, draws) [-].
    """

    status: ArrayLike = 1.0
    mass_ratio: ArrayLike = 1.0
    felt: ArrayLike = 1.0
    felt_before: ArrayLike = 1.0

    def days(self, n_days: int, block: slice) -> tuple[Array, Array]:
        """Return both for some of the days, shape (days, draws or 1)."""
        both = (np.atleast_2d(np.asarray(x, dtype=float)) for x in (self.status, self.mass_ratio))
        status, ratio = (np.broadcast_to(x, (n_days, x.shape[1]))[block] for x in both)
        return status, ratio


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
    counts: Array, classes: ContractionClasses, dose: Array, causes: Sequence[int]
) -> Array:
    """Return the stimulus of each muscle, by cause.

    Parameters
    ----------
    counts
        Contractions, shape (days, classes) [1].
    classes
        Their kinds.
    dose
        Of one contraction, shape (draws, classes) [s].
    causes
        Indices into :data:`surae.records.CAUSES` that are wanted.

    Returns
    -------
    Shape (causes, muscles, days, draws) [s].
    """
    result = np.zeros((len(causes), len(MUSCLES), len(counts), len(dose)))
    for k, cause in enumerate(causes):
        for m in range(len(MUSCLES)):
            mine = np.flatnonzero((classes.cause == cause) & (classes.muscle == m))
            if len(mine):
                each = np.ascontiguousarray(dose[:, mine].T)
                np.matmul(counts[:, mine], each, out=result[k, m])
    return result


@dataclass(frozen=True, slots=True, eq=False)
class _Week:
    """What the last seven days held, at each of some days.

    ``counts`` has shape (days, classes), ``exposure`` (causes, days, 1), ``everyday`` and
    ``mass`` (days, draws or 1), ``status`` (days, draws or 1), ``cast`` (days,), ``share``, how
    much of it was really done, (draws,) or (1,), and ``felt``, how much of it counts, broadcast
    against (muscles, days, draws).
    """

    counts: Array
    exposure: Array
    everyday: Array
    status: Array
    mass: Array
    cast: Array
    share: Array
    felt: Array


def setpoint_parts(
    stimulus: Array,
    exposure: Array,
    held: Array,
    status: Array,
    discrepancy: Array,
    response: Array,
    *,
    gain: ArrayLike,
    stimulus_scale: ArrayLike,
    exposure_scale: ArrayLike,
) -> Array:
    """Return what each cause adds to the setpoint of each muscle.

    Parameters
    ----------
    stimulus
        Of a week, shape (causes, muscles, days, draws) [s].
    exposure
        Time of a week, shape (causes, days, draws or 1) [min].
    held
        What everyday life adds or lacks, shape (muscles, days, draws) [-].
    status
        Growth over that of a well-fed young adult, shape (days, draws or 1) [-].
    discrepancy
        What full exposure to a cause may add beyond the model, shape (causes, draws) [-].
    response
        The largest addition in a typical person, shape (muscles, 1, draws) [-].

    Returns
    -------
    Shape (causes, muscles, days, draws); 1 plus the sum over causes is the setpoint. The last cause
    is everyday walking [-].
    """
    total = stimulus.sum(axis=0)
    growth = growth_from_training(total, response, gain=gain, stimulus_scale=stimulus_scale)
    per_stimulus = np.divide(growth * status, total, where=total > 0, out=np.zeros_like(total))
    parts: Array = stimulus * per_stimulus
    filled = -np.expm1(-exposure / np.asarray(exposure_scale))
    parts += (filled * discrepancy[:, None])[:, None]
    parts[-1] += held
    return parts


def simulate(
    spectrum: LoadSpectrum,
    dose: Array,
    discrepancy: Array,
    habit: Habit,
    marks: Sequence[int],
    circumstances: Circumstances | None = None,
    *,
    response_mg: ArrayLike,
    response_lg: ArrayLike,
    response_sol: ArrayLike,
    gain: ArrayLike,
    stimulus_scale: ArrayLike,
    turnover_rate: ArrayLike,
    regain_rate: ArrayLike,
    cast_rate: ArrayLike,
    setpoint_unloaded: ArrayLike,
    unloading_share_lg: ArrayLike,
    body_mass_exponent: ArrayLike,
    holding_steps: float,
    loading_half: ArrayLike,
    holding_ratio: ArrayLike,
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
    circumstances
        Age, food and body mass; those of a well-fed young adult of steady mass if None.

    Notes
    -----
    *Assumes* one compartment per muscle; a daily step is exact while a day is constant. *Valid for*
    weeks to years. *Not for* swelling or anything within a day.
    """
    causes = _present(spectrum)
    around = circumstances or Circumstances()
    response = _by_muscle(len(dose), response_mg, response_lg, response_sol)[:, None]
    lost = _by_muscle(len(dose), 1.0, unloading_share_lg, 1.0)[:, None]
    unknown = discrepancy[:, causes].T
    steps = {"holding_steps": holding_steps, "loading_half": loading_half}
    training = {"stimulus_scale": stimulus_scale, "holding_ratio": holding_ratio}
    law = {"gain": gain, "stimulus_scale": stimulus_scale, "exposure_scale": exposure_scale}

    def aims(week: _Week) -> Array:
        felt = stimulus_by_cause(week.counts, spectrum.classes, dose, causes)
        felt *= week.share * week.felt
        loaded = loading_with_training(week.everyday, felt.sum(axis=0), **training)
        held = loss_without_loading(loaded, lost, setpoint_unloaded=setpoint_unloaded)
        held = held + mass_setpoint(week.mass, body_mass_exponent=body_mass_exponent)
        exposure = week.exposure * week.share
        return setpoint_parts(felt, exposure, held, week.status, unknown, response, **law)

    kept = tuple(
        np.asarray(kept_share(1.0, faster, turnover_rate=turnover_rate))
        for faster in (1.0, regain_rate, cast_rate)
    )
    before = _habit_week(habit, around, spectrum, causes, steps)
    weeks = _weeks(spectrum, around, causes, steps)
    volume, parts = _renew_daily(aims, before, weeks, spectrum.n_days, marks, kept)
    everything = np.zeros((*parts.shape[1:], len(CAUSES)))
    everything[..., causes] = np.moveaxis(parts, 0, -1)
    return Trajectory(volume, everything)


def _by_muscle(n_draws: int, *values: ArrayLike) -> Array:
    """Stack a value of each muscle, shape (muscles, draws)."""
    return np.stack([np.broadcast_to(np.asarray(v, dtype=float), (n_draws,)) for v in values])


def _present(spectrum: LoadSpectrum) -> list[int]:
    """Return the causes that play a part, everyday walking last."""
    felt = set(spectrum.classes.cause.tolist()) | set(np.flatnonzero(spectrum.exposure.any(axis=0)))
    return [*sorted(int(cause) for cause in felt - {EVERYDAY}), EVERYDAY]


def _weeks(
    spectrum: LoadSpectrum,
    around: Circumstances,
    causes: Sequence[int],
    steps: dict[str, ArrayLike],
) -> Callable[[slice], _Week]:
    """Return what gives the week before each of some days."""
    counts = weekly_sum(spectrum.counts)
    exposure = weekly_sum(spectrum.exposure[:, causes]).T[:, :, None]
    n_days = spectrum.n_days
    felt = np.atleast_3d(np.asarray(around.felt, dtype=float))
    felt = np.broadcast_to(felt, (felt.shape[0], n_days, felt.shape[2]))

    def some(days: slice) -> _Week:
        walked = everyday_loading(
            spectrum.steps[days, None], spectrum.unloaded[days, None], **steps
        )
        status, mass = around.days(n_days, days)
        return _Week(
            counts[days],
            exposure[:, days],
            walked,
            status,
            mass,
            spectrum.in_cast[days],
            np.ones(1),
            felt[:, days],
        )

    return some


def _habit_week(
    habit: Habit,
    around: Circumstances,
    spectrum: LoadSpectrum,
    causes: Sequence[int],
    steps: dict[str, ArrayLike],
) -> _Week:
    """Return the one week of a habit; food and mass before it were as usual."""
    walked = np.atleast_2d(everyday_loading(habit.steps, 0.0, **steps))
    status, _ = around.days(spectrum.n_days, slice(0, 1))
    exposure = habit.exposure[causes, None, None]
    one = np.ones((1, 1))
    felt = np.asarray(around.felt_before, dtype=float)
    return _Week(habit.counts[None], exposure, walked, status, one, np.zeros(1), habit.share, felt)


def _renew_daily(
    aims: Callable[[_Week], Array],
    before: _Week,
    weeks: Callable[[slice], _Week],
    n_days: int,
    marks: Sequence[int],
    kept: tuple[Array, ...],
) -> tuple[Array, Array]:
    """Renew every part, day after day, some days in memory at once.

    Parameters
    ----------
    aims
        Setpoint parts, shape (causes, muscles, days, draws), of some weeks [-].
    before, weeks
        The habit and the days.
    kept
        Shares kept from day to day: ordinarily, regaining, and in a cast, shape (draws,) [-].

    Returns
    -------
    volume, parts
        Shapes (muscles, draws, days) and (causes, marks, muscles, draws) [-].
    """
    state = aims(before)[:, :, 0].copy()
    current = 1 + state.sum(axis=0)
    largest = current.copy()
    volume = np.empty((*current.shape, n_days))
    parts = np.empty((len(state), len(marks), *current.shape))
    for begin in range(0, n_days, _BLOCK):
        week = weeks(slice(begin, begin + _BLOCK))
        aim = aims(week)
        setpoint = 1 + aim.sum(axis=0)
        for i, cast in enumerate(week.cast):
            today = kept_today(current, setpoint[:, i], largest, cast, *kept)
            state = renew(state, aim[:, :, i], today)
            current = renew(current, setpoint[:, i], today)
            largest = np.maximum(largest, current)
            volume[:, :, begin + i] = current
            parts[:, [k for k, mark in enumerate(marks) if mark == begin + i]] = state[:, None]
    return volume, parts
