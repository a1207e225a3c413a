"""Muscle volume on a few days, tabulated once so that a proposal costs almost nothing.

It is the same turnover model that :func:`surae.inference.forecast.forecast` runs day by day. What
is linear (the person's response, discrepancies, the loss of an unloaded muscle) stays outside the
tables; how the weekly stimulus fills the response is tabulated over the stimulus scale and the
turnover rate for each member of a small set of mechanics and dose draws, and read between the nodes
with cubic polynomials.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surae import evidence
from surae.adaptation.trajectory import present_causes, stimulus_by_cause
from surae.adaptation.turnover import (
    everyday_loading,
    growth_from_training,
    loss_without_loading,
    weekly_sum,
)
from surae.inference.forecast import dose_draws, habit_before
from surae.inference.priors import discrepancy_key
from surae.inference.tempering import Members
from surae.records import CAUSES, MUSCLES, Draws, LoadSpectrum

Array = NDArray[np.float64]
Values = Mapping[str, Array]

_RESPONSES = ("response_mg", "response_lg", "response_sol")
_SCALE_NODES, _RATE_NODES = 14, 8
_BLOCK = 2_000_000
"""Numbers that are held in memory at once."""


class Nodes:
    """Even nodes along the logarithm of a parameter, between its bounds."""

    def __init__(self, name: str, count: int) -> None:
        prior = evidence.parameter(name)
        self.at = np.exp(np.linspace(np.log(prior.low), np.log(prior.high), count))
        self._start, self._step = np.log(prior.low), np.log(prior.high / prior.low) / (count - 1)

    def weights(self, values: Array) -> tuple[NDArray[np.int64], Array]:
        """Return the first of four nodes and their cubic weights, (draws,) and (draws, 4)."""
        place = (np.log(values) - self._start) / self._step
        first = np.clip(np.floor(place).astype(np.int64) - 1, 0, len(self.at) - 4)
        x = (place - first)[:, None]
        nodes = np.arange(4)
        parts = []
        for node in nodes:
            others = nodes[nodes != node]
            parts.append(np.prod((x - others) / (node - others), axis=1))
        return first, np.stack(parts, axis=1)


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """What is needed for the volume on some days.

    Parameters
    ----------
    days
        Rows of the spectrum, ascending, at whose end the volume is wanted.
    causes
        Those that play a part, everyday walking left out.
    fill
        How far the stimulus has filled the response, shape
        (members, scale nodes, rate nodes, muscles, days) [-].
    habit_stimulus
        Of a week before the first day, shape (members, muscles) [s].
    exposure, habit_exposure
        Full exposure to each cause as it has come through, shape (rate nodes, causes, days), and a
        week of it before, in minutes, shape (causes,).
    everyday, habit_everyday
        Everyday loading as it has come through, shape (rate nodes, days), and before [-].
    scales, rates
        Nodes of the stimulus scale and of the turnover rate.
    """

    days: tuple[int, ...]
    causes: tuple[int, ...]
    fill: Array
    habit_stimulus: Array
    exposure: Array
    habit_exposure: Array
    everyday: Array
    habit_everyday: float
    scales: Nodes
    rates: Nodes

    def volumes(self, values: Values, members: Members) -> Array:
        """Return volume over that of an ordinary walker, shape (days, muscles, draws) [-].

        Parameters
        ----------
        values
            Personal parameters by name, each of shape (draws,).
        members
            Which mechanics and dose each draw has, shape (draws,).
        """
        rate = values["turnover_rate"]
        kept = np.exp(-rate * (np.asarray(self.days)[:, None] + 1.0))
        first, weights = self.rates.weights(rate)
        growth = self._growth(values, members, kept, (first, weights))
        beyond = self._beyond(values, kept, (first, weights))
        found: Array = 1 + growth + beyond[:, None]
        return found

    def _growth(
        self, values: Values, members: Members, kept: Array, rate: tuple[Members, Array]
    ) -> Array:
        """Return what training adds, shape (days, muscles, draws)."""
        first, weights = self.scales.weights(values["stimulus_scale"])
        found = self._between_nodes(members, (first, weights), rate)
        response = np.stack([values[name] for name in _RESPONSES]) * values["gain"]
        before = growth_from_training(
            self.habit_stimulus[members].T * values["habit_share"],
            1.0,
            gain=1.0,
            stimulus_scale=values["stimulus_scale"],
        )
        added: Array = response * (found.transpose(2, 1, 0) + kept[:, None] * before)
        return added

    def _between_nodes(
        self, members: Members, scale: tuple[Members, Array], rate: tuple[Members, Array]
    ) -> Array:
        """Read how far the response is filled, shape (draws, muscles, days)."""
        n_scales, n_rates = self.fill.shape[1:3]
        step = np.arange(4)
        rows = (members * n_scales + scale[0])[:, None, None] + step[:, None]
        rows = rows * n_rates + rate[0][:, None, None] + step
        weights = scale[1][:, :, None] * rate[1][:, None, :]
        table = self.fill.reshape(-1, len(MUSCLES) * len(self.days))
        near = table[rows.reshape(len(members), -1)]
        found: Array = weights.reshape(len(members), 1, -1) @ near
        return found.reshape(len(members), len(MUSCLES), len(self.days))

    def _beyond(self, values: Values, kept: Array, rate: tuple[Members, Array]) -> Array:
        """Return what all muscles share: discrepancies, everyday loading, life; (days, draws)."""
        first, weights = rate
        day_exposure = _between(self.exposure, first, weights)  # (draws, causes, days)
        day_loading = _between(self.everyday, first, weights)  # (draws, days)
        scale = evidence.parameter("exposure_scale").mean
        share = values["habit_share"]
        found = np.zeros_like(kept)
        for k, cause in enumerate(self.causes):
            before = -np.expm1(-self.habit_exposure[k] * share / scale)
            felt = day_exposure[:, k].T + kept * before
            found += values[discrepancy_key(CAUSES[cause])] * felt
        held = day_loading.T + kept * self.habit_everyday
        found += loss_without_loading(held, setpoint_unloaded=values["setpoint_unloaded"])
        return found + values["discrepancy_past"] * (1 - kept)


def _between(table: Array, first: Members, weights: Array) -> Array:
    """Read a table between the nodes of its first axis, shape (draws, ...)."""
    tail = (1,) * (table.ndim - 1)
    parts = (table[first + j] * weights[:, j].reshape(-1, *tail) for j in range(4))
    found: Array = sum(parts, start=np.zeros((len(first), *table.shape[1:])))
    return found


def profile_of(
    spectrum: LoadSpectrum, members: Draws, days: Sequence[int], steps_per_day: float
) -> Profile:
    """Tabulate volumes on some days of a spectrum.

    Parameters
    ----------
    spectrum
        What was done, from the first day on.
    members
        Draws whose mechanics and dose parameters are the members.
    days
        Rows of the spectrum.
    steps_per_day
        Everyday steps before the first day [1/day].
    """
    wanted = tuple(sorted(set(days)))
    scales = Nodes("stimulus_scale", _SCALE_NODES)
    rates = Nodes("turnover_rate", _RATE_NODES)
    holding = evidence.parameter("holding_steps").mean
    dose = dose_draws(spectrum, members)
    before = habit_before(spectrum, members, spectrum.n_days - 1, steps_per_day)
    causes = tuple(present_causes(spectrum)[:-1])
    exposure = -np.expm1(
        -weekly_sum(spectrum.exposure[:, causes]) / evidence.parameter("exposure_scale").mean
    )
    everyday = everyday_loading(spectrum.steps, spectrum.unloaded, holding_steps=holding)
    habit_weekly = [
        stimulus_by_cause(before.counts[None], spectrum.classes, dose, m, causes).sum(axis=0)[0]
        for m in range(len(MUSCLES))
    ]
    return Profile(
        days=wanted,
        causes=causes,
        fill=_fill(spectrum, dose, causes, wanted, (scales, rates)),
        habit_stimulus=np.stack(habit_weekly, axis=1),
        exposure=came_through(exposure.T, wanted, rates.at).transpose(1, 0, 2),
        habit_exposure=before.exposure[list(causes)],
        everyday=came_through(everyday[None], wanted, rates.at)[0],
        habit_everyday=float(everyday_loading(before.steps, 0.0, holding_steps=holding)),
        scales=scales,
        rates=rates,
    )


def _fill(
    spectrum: LoadSpectrum,
    dose: Array,
    causes: Sequence[int],
    days: tuple[int, ...],
    nodes: tuple[Nodes, Nodes],
) -> Array:
    """Tabulate how far the stimulus has filled the response."""
    scales, rates = nodes
    n_members = len(dose)
    shape = (n_members, len(scales.at), len(rates.at), len(MUSCLES), len(days))
    found = np.empty(shape)
    counts = weekly_sum(spectrum.counts)
    size = max(1, _BLOCK // (spectrum.n_days * len(MUSCLES)))
    for begin in range(0, n_members, size):
        some = slice(begin, begin + size)
        for m in range(len(MUSCLES)):
            felt = stimulus_by_cause(counts, spectrum.classes, dose[some], m, causes)
            weekly = np.ascontiguousarray(felt.sum(axis=0).T)  # (members, days)
            for i, scale in enumerate(scales.at):
                aim = growth_from_training(weekly, 1.0, gain=1.0, stimulus_scale=scale)
                found[some, i, :, m] = came_through(aim, days, rates.at)
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
