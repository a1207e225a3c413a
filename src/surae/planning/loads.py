"""What one unit of each activity does: stimulus per draw, tendon, micro-damage, time, distance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from surae import evidence
from surae.inference.forecast import dose_draws
from surae.inference.outlook import Case
from surae.loading import activity_load, load_spectrum
from surae.planning.candidates import run_kilometers, session_minutes
from surae.records import MUSCLES, Activity, Bout, CalfRaise, LoadSpectrum, Run, Unload, Walk

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Loads:
    """Loads of some activities, one row each, of one leg.

    Parameters
    ----------
    stimulus
        Shape (rows, muscles, draws) [s].
    exposure
        Shape (rows, causes) [min].
    steps
        Shape (rows,) [1].
    tendon
        Achilles load, shape (rows,), as kilometers of easy level running [km].
    damage
        Micro-damage, shape (rows, muscles), in hard sets of standing raises [1].
    minutes, kilometers
        Time that it takes [min], and how far is run [km]; shape (rows,).
    """

    stimulus: Array
    exposure: Array
    steps: Array
    tendon: Array
    damage: Array
    minutes: Array
    kilometers: Array


def loads(activities: Sequence[Activity], case: Case) -> Loads:
    """Return the loads of activities for one person and draws."""
    spectrum = _row_each(activities, case)
    worn = [_wear_of(one, case) for one in activities]
    return Loads(
        stimulus=_stimulus(spectrum, case),
        exposure=spectrum.exposure,
        steps=spectrum.steps,
        tendon=np.array([tendon for tendon, _ in worn]) / _kilometer(case),
        damage=np.array([damage for _, damage in worn]).reshape(-1, len(MUSCLES)) / _hard_set(case),
        minutes=np.array([session_minutes(one) for one in activities]),
        kilometers=np.array([run_kilometers(one) for one in activities]),
    )


def _stimulus(spectrum: LoadSpectrum, case: Case) -> Array:
    """Return the stimulus of each day, shape (days, muscles, draws) [s]."""
    dose = dose_draws(spectrum, case.draws)
    stimulus = np.empty((spectrum.n_days, len(MUSCLES), len(dose)))
    for m in range(len(MUSCLES)):
        mine = spectrum.classes.muscle == m
        stimulus[:, m] = spectrum.counts[:, mine] @ dose[:, mine].T
    return stimulus


def _row_each(activities: Sequence[Activity], case: Case) -> LoadSpectrum:
    """Lay each activity on a day of its own."""
    first = date(2000, 1, 1)
    bouts = [Bout(first + timedelta(days=k), one) for k, one in enumerate(activities)]
    nothing = np.zeros(len(activities))
    return load_spectrum(bouts, case.limb, case.person.mass, first, nothing)


def _wear_of(activity: Activity, case: Case) -> tuple[float, Array]:
    """Return Achilles load [s] and micro-damage per muscle [s] of an activity.

    Achilles load is force × time of all cycles over body weight. Micro-damage is time at high
    relative tension, by how much it is high.

    Notes
    -----
    *Assumes* that time above a high relative tension damages, in proportion. *Not for* injury:
    neither number says who will be hurt.
    """
    load = activity_load(activity, case.limb, case.person.mass)
    high = evidence.parameter("high_tension").mean
    damage = np.zeros(len(MUSCLES))
    for one in load.contractions:
        above = np.maximum(one.relative_tension.mean(axis=0) - high, 0.0) * (one.passive == 0)
        damage += above * one.contraction_duration * one.count
    return float(sum(cycle.impulse * cycle.count for cycle in load.tendon)), damage


def _kilometer(case: Case) -> float:
    """Return the Achilles load of an easy level kilometer [s]."""
    return _wear_of(Run(km=1.0), case)[0]


def _hard_set(case: Case) -> float:
    """Return the micro-damage of twelve repetitions with one in reserve [s]."""
    hard = CalfRaise(sets=1, reps=12, load_rm=13, reps_in_reserve=1)
    return float(_wear_of(hard, case)[1].mean())


def _damage(spectrum: LoadSpectrum) -> Array:
    """Return the micro-damage of each day of a log, shape (days, muscles) [s]."""
    classes = spectrum.classes
    high = evidence.parameter("high_tension").mean
    above = np.maximum(classes.relative_tension.mean(axis=0) - high, 0.0) * (classes.passive == 0)
    each = above * classes.contraction_duration
    felt = [
        spectrum.counts[:, classes.muscle == m] @ each[classes.muscle == m]
        for m in range(len(MUSCLES))
    ]
    return np.column_stack(felt)


def past(case: Case, days: int) -> Loads:
    """Return what the last days held, one row a day, the last row being today.

    Walking takes no minutes of training.
    """
    first = case.today - timedelta(days=days - 1)
    done = [bout for bout in case.done if bout.day >= first]
    spectrum = load_spectrum(done, case.limb, case.person.mass, first, np.zeros(days))
    tendon = spectrum.tendon_counts @ spectrum.tendon.impulse / _kilometer(case)
    damage = _damage(spectrum) / _hard_set(case)
    kilometers, minutes = np.zeros(days), np.zeros(days)
    for bout in done:
        kilometers[(bout.day - first).days] += bout.volume * run_kilometers(bout.activity)
        if not isinstance(bout.activity, Walk | Unload):
            minutes[(bout.day - first).days] += bout.volume * session_minutes(bout.activity)
    return Loads(
        stimulus=_stimulus(spectrum, case),
        exposure=spectrum.exposure,
        steps=spectrum.steps,
        tendon=tendon,
        damage=damage,
        minutes=minutes,
        kilometers=kilometers,
    )
