"""One forecast, for prior and posterior alike: draws in, volumes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from surae import evidence
from surae.adaptation import Circumstances, Habit, rules, sensed_tension_dose, simulate
from surae.adaptation.damage import damage_dose
from surae.adaptation.dose import tension_draws
from surae.adaptation.turnover import filled
from surae.evidence.binding import bind, parameter_names
from surae.inference.priors import discrepancy_draws
from surae.inference.tissue import spared
from surae.records import Draws, Forecast, LoadSpectrum
from surae.units import DAYS_PER_WEEK

Array = NDArray[np.float64]

DOSES: Mapping[str, Callable[..., Array]] = {
    "sensed_tension": sensed_tension_dose,
    "hard_sets": rules.hard_sets_dose,
    "tension_time": rules.tension_time_dose,
    "micro_tear": damage_dose,
}
"""The dose rules by name, each bound to the evidence parameters that it names."""

_AS_NUMBER = (
    "tension_rise_time",
    "cycle_nodes",
    "holding_steps",
    "exposure_scale",
    "hard_tension",
    "hard_repetitions",
)


def forecast(
    spectrum: LoadSpectrum,
    draws: Draws,
    today: date,
    steps_per_day: float,
    discrepancy: Array | None = None,
    habit: Habit | None = None,
    circumstances: Circumstances | None = None,
) -> Forecast:
    """Simulate a spectrum under every draw.

    Parameters
    ----------
    spectrum
        Log and plan together, from the first day of the log to the last day of the plan.
    draws
        Parameter sets, from a prior or a posterior; they say which dose rule holds.
    today
        The last day of the log; changes are counted from its end.
    steps_per_day
        Everyday steps before the log began [1/day].
    discrepancy
        What each cause may add beyond the model, shape (draws, causes); drawn if None [-].
    habit
        What was done before the first day; taken from the first weeks of the log if None.
    circumstances
        Age, food and body mass; see :func:`surae.inference.circumstances.circumstances_of`.

    Returns
    -------
    Forecast
    """
    mark = int(np.clip((today - spectrum.first_day).days, 0, spectrum.n_days - 1))
    before = habit or _habit(spectrum, draws, mark, steps_per_day)
    dose = dose_draws(spectrum, draws)
    around = circumstances or Circumstances()
    if draws.rule == "micro_tear":
        felt, felt_before = spared(spectrum, draws, dose, before)
        around = replace(around, felt=felt, felt_before=felt_before)
    run = bind(simulate, _shaped(draws))(
        spectrum,
        dose,
        discrepancy_draws(draws) if discrepancy is None else discrepancy,
        before,
        (mark, spectrum.n_days - 1),
        around,
    )
    volume = run.volume  # nobody else has it: it is changed in place
    for begin in range(mark + 1, spectrum.n_days, DAYS_PER_WEEK):
        end = min(begin + DAYS_PER_WEEK, spectrum.n_days)
        volume[:, :, begin:end] += _unmodelled(draws, np.arange(begin, end) - mark)
    now = volume[:, :, mark].copy()
    volume /= now[:, :, None]
    return Forecast(
        first_day=spectrum.first_day,
        today=today,
        volume=volume,
        by_cause=(run.parts[1] - run.parts[0]) / now[:, :, None],
    )


def dose_draws(spectrum: LoadSpectrum, draws: Draws) -> Array:
    """Return the stimulus of one contraction of each class, shape (draws, classes) [s]."""
    rule = DOSES[draws.rule]
    columns = {*parameter_names(tension_draws), *parameter_names(rule)} - {*_AS_NUMBER}
    values = _shaped(draws) | {name: draws[name][:, None] for name in columns}
    tension = bind(tension_draws, values)(spectrum.classes)
    dose = bind(rule, values)(spectrum.classes, tension)
    return np.broadcast_to(dose, tension.shape)


def _shaped(draws: Draws) -> dict[str, object]:
    """Return draws by name, fixed ones as numbers."""
    values: dict[str, object] = dict(draws.values)
    return values | {name: float(draws[name][0]) for name in _AS_NUMBER}


def _habit(spectrum: LoadSpectrum, draws: Draws, mark: int, steps_per_day: float) -> Habit:
    """Take the first weeks of the log, up to today, as the habit before it."""
    weeks = evidence.parameter("habit_weeks").mean
    days = int(min(weeks * DAYS_PER_WEEK, mark + 1))
    known = max(days / DAYS_PER_WEEK, 1)
    return Habit(
        counts=spectrum.counts[:days].sum(axis=0) / known,
        exposure=spectrum.exposure[:days].sum(axis=0) / known,
        steps=steps_per_day,
        share=draws["habit_share"],
    )


def _unmodelled(draws: Draws, ahead: NDArray[np.int64]) -> Array:
    """Return what life may add some days after today, shape (draws, days) [-]."""
    return (draws["discrepancy_person"] * filled(draws["turnover_rate"] * ahead[:, None])).T
