"""Muscle volume on a few days, laid out so that a proposal costs little.

It is the same turnover model that :func:`surae.inference.forecast.forecast` runs day by day, with
the functions of :mod:`surae.adaptation.turnover`. Here a step is a week, shorter where a reading
falls into it, and four weeks long before; within a step the setpoint is held and renewal is exact.
What all people share (mechanics, dose, response, renewal) comes from a finite set of members, whose
stimulus is worked out once; the person's own parameters are free.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from surae.adaptation.trajectory import present_causes, simulate, stimulus_by_cause
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
from surae.evidence.binding import parameter_names
from surae.inference.circumstances import circumstances_of
from surae.inference.forecast import dose_draws, habit_before
from surae.inference.priors import discrepancy_key
from surae.inference.tempering import Members
from surae.records import CAUSES, MUSCLES, Draws, LoadSpectrum, Person
from surae.units import DAYS_PER_WEEK, DAYS_PER_YEAR

Array = NDArray[np.float64]
Values = Mapping[str, Array]

_LONG_STEP = 2 * 2 * DAYS_PER_WEEK
_BLOCK = 2_000_000
"""Numbers that are held in memory at once."""


def dynamics_parameters() -> tuple[str, ...]:
    """Return the names of the parameters of :func:`surae.adaptation.simulate`."""
    return parameter_names(simulate)


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """What a week held, on average over each step; the habit before is the first.

    Parameters
    ----------
    days
        Length of each step after the habit, shape (steps,) [day].
    counts
        Contractions of each class, shape (steps + 1, classes) [1].
    stimulus
        Shape (members, steps + 1, muscles) [s].
    exposure
        Shape (steps + 1, causes) [min].
    walked, unloaded, cast
        Everyday steps, unloading and casts, shape (steps + 1,) [1/day, -, -].
    """

    days: Array
    counts: Array
    stimulus: Array
    exposure: Array
    walked: Array
    unloaded: Array
    cast: Array


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """What is needed for the volume on some days.

    Parameters
    ----------
    days
        Rows of the spectrum, ascending, at whose end the volume is wanted.
    ends
        The step that ends with each of them.
    causes
        Those that play a part, everyday walking left out.
    steps
        What was done.
    members
        Draws of what all people share.
    status
        Growth over that of a well-fed young adult, by member, shape (members,) [-].
    """

    days: tuple[int, ...]
    ends: tuple[int, ...]
    causes: tuple[int, ...]
    steps: Steps
    members: Draws
    status: Array

    def only(self, felt: Array, columns: Sequence[int]) -> Profile:
        """Return what would be if only some causes had been at work.

        Parameters
        ----------
        felt
            Stimulus by cause, shape (causes, muscles, steps + 1, members) [s].
        columns
            Which of :attr:`causes` are at work.
        """
        rows = list(columns)
        exposure = np.zeros_like(self.steps.exposure)
        exposure[:, rows] = self.steps.exposure[:, rows]
        stimulus = felt[rows].sum(axis=0).transpose(2, 1, 0)
        return replace(self, steps=replace(self.steps, stimulus=stimulus, exposure=exposure))

    def volumes(self, values: Values, members: Members, *, habit: bool = False) -> Array:
        """Return volume over that of an ordinary walker, shape (days, muscles, draws) [-].

        Parameters
        ----------
        values
            Personal parameters by name, each of shape (draws,).
        members
            Which member each draw has, shape (draws,).
        habit
            Whether the volume before the first day is wanted too, as the first.
        """
        names = dynamics_parameters()
        known = {name: self.members[name][members] for name in names} | {
            name: values[name] for name in names if name in values
        }
        aims = self._aims(known, values, members)
        rates = (1.0, known["regain_rate"], known["cast_rate"])
        current = aims[0]
        largest = current
        found = np.empty((len(self.days), *current.shape))
        wanted = {end: row for row, end in enumerate(self.ends)}
        for step, length in enumerate(self.steps.days):
            setpoint = aims[step + 1]
            rate = known["turnover_rate"]
            kept = (kept_share(length, faster, turnover_rate=rate) for faster in rates)
            share = kept_today(current, setpoint, largest, self.steps.cast[step + 1], *kept)
            current = renew(current, setpoint, share)
            largest = np.maximum(largest, current)
            if step in wanted:
                found[wanted[step]] = current
        passed = np.asarray(self.days)[:, None] + 1.0
        life = values["discrepancy_past"] * -np.expm1(-known["turnover_rate"] * passed)
        found += life[:, None]
        return np.concatenate([aims[:1], found]) if habit else found

    def _aims(self, known: Values, values: Values, members: Members) -> Array:
        """Return the setpoint of each step, the habit's first, shape (steps, muscles, draws)."""
        done = np.ones((len(self.steps.days) + 1, len(members)))
        done[0] = values["habit_share"]
        weekly = self.steps.stimulus[members].transpose(1, 2, 0) * done[:, None]
        scale = known["stimulus_scale"]
        response = np.stack([known[f"response_{muscle.lower()}"] for muscle in MUSCLES])
        growth = growth_from_training(weekly, response, gain=known["gain"], stimulus_scale=scale)
        aims: Array = 1 + growth * self.status[members]
        aims += self._held(known, weekly)
        for column, cause in enumerate(self.causes):
            filled = self.steps.exposure[:, column, None] * done
            beyond = -np.expm1(-filled / known["exposure_scale"])
            aims += (beyond * values[discrepancy_key(CAUSES[cause])])[:, None]
        return aims

    def _held(self, known: Values, weekly: Array) -> Array:
        """Return what everyday life lacks, shape (steps, muscles, draws)."""
        walked = everyday_loading(
            self.steps.walked[:, None],
            self.steps.unloaded[:, None],
            holding_steps=known["holding_steps"],
            loading_half=known["loading_half"],
        )
        if np.all(walked == 1):
            return np.zeros(())
        loaded = loading_with_training(
            walked[:, None],
            weekly,
            stimulus_scale=known["stimulus_scale"],
            holding_ratio=known["holding_ratio"],
        )
        own = known["unloading_share_lg"]
        shares = np.stack([own if muscle == "LG" else np.ones_like(own) for muscle in MUSCLES])
        return loss_without_loading(loaded, shares, setpoint_unloaded=known["setpoint_unloaded"])


def profile_of(
    spectrum: LoadSpectrum,
    members: Draws,
    days: Sequence[int],
    person: Person,
    today: int | None = None,
) -> Profile:
    """Lay out what is needed for volumes on some days of a spectrum.

    Parameters
    ----------
    spectrum
        What was done, from the first day on.
    members
        Draws of what all people share.
    days
        Rows of the spectrum.
    person
        For everyday steps before the first day, and age.
    today
        Row of today, if it is not the last.
    """
    wanted = tuple(sorted(set(days)))
    edges = step_edges(wanted)
    causes = tuple(present_causes(spectrum)[:-1])
    mark = spectrum.n_days - 1 if today is None else today
    before = habit_before(spectrum, members, mark, person.steps_per_day)
    lengths = np.diff(edges)
    rows = slice(0, edges[-1])

    def mean(daily: Array) -> Array:
        return np.add.reduceat(daily[rows], edges[:-1], axis=0) / lengths.reshape(
            -1, *(1,) * (daily.ndim - 1)
        )

    counts = np.concatenate([before.counts[None], mean(weekly_sum(spectrum.counts))])
    exposure = weekly_sum(spectrum.exposure)
    steps = Steps(
        days=lengths.astype(float),
        counts=counts,
        stimulus=_stimulus(counts, spectrum, dose_draws(spectrum, members), causes),
        exposure=np.concatenate([before.exposure[None], mean(exposure)])[:, list(causes)],
        walked=np.append(before.steps, mean(spectrum.steps)),
        unloaded=np.append(0.0, mean(spectrum.unloaded)),
        cast=np.append(0.0, mean(np.asarray(spectrum.in_cast, dtype=float))),
    )
    status = np.asarray(circumstances_of(person, members).status, dtype=float)
    return Profile(
        days=wanted,
        ends=tuple(edges.index(day + 1) - 1 for day in wanted),
        causes=causes,
        steps=steps,
        members=members,
        status=np.broadcast_to(status, (len(members),)),
    )


def step_edges(days: Sequence[int]) -> list[int]:
    """Return the days on which steps begin, and the end of the last.

    Weeks in the year before the first wanted day and after it, four weeks before that; a step ends
    with each wanted day.

    >>> step_edges([3, 12])
    [0, 4, 11, 13]
    """
    edges, day = [0], 0
    for wanted in sorted(set(days)):
        while day <= wanted:
            far = wanted - day > DAYS_PER_YEAR
            day = min(day + (_LONG_STEP if far else DAYS_PER_WEEK), wanted + 1)
            edges.append(day)
    return edges


def _stimulus(counts: Array, spectrum: LoadSpectrum, dose: Array, causes: Sequence[int]) -> Array:
    """Return the stimulus of each muscle in each step, (members, steps, muscles)."""
    found = np.empty((len(dose), len(counts), len(MUSCLES)))
    size = max(1, _BLOCK // (max(len(causes), 1) * len(MUSCLES) * len(counts)))
    for begin in range(0, len(dose), size):
        some = slice(begin, begin + size)
        felt = stimulus_by_cause(counts, spectrum.classes, dose[some], causes)
        found[some] = felt.sum(axis=0).transpose(2, 1, 0)
    return found


def came_through(aims: Array, days: Sequence[int], rates: Array) -> Array:
    """Return how much of a daily setpoint has come through by the end of some days.

    Parameters
    ----------
    aims
        Setpoint of each day, shape (rows, days) [-].
    days
        Ascending.
    rates
        Turnover rates, shape (rates,) [1/day].

    Returns
    -------
    Shape (rows, rates, wanted days); renewal starts from zero [-].

    >>> came_through(np.ones((1, 3)), [0, 2], np.array([0.1])).round(4).tolist()
    [[[0.0952, 0.2592]]]
    """
    kept = np.exp(-rates)
    state = np.zeros((len(aims), len(rates)))
    found = np.empty((len(aims), len(rates), len(days)))
    begin = 0
    for k, day in enumerate(days):
        ages = np.arange(day - begin, -1, -1)[:, None]
        state = state * kept ** (day + 1 - begin) + aims[:, begin : day + 1] @ (
            (1 - kept) * kept**ages
        )
        found[:, :, k], begin = state, day + 1
    return found
