"""What each cause has done so far and will do: shares that add up, by counterfactual.

A cause's share is its Shapley value: the mean, over all orders in which causes could be switched
on, of what the muscle gains when this one is. Training of all kinds fills one response, so only
there does the order matter; everyday walking, what the model does not know, and fat add up as they
are. All sets of up to eight kinds of training are run; beyond that, orders are sampled.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

from surae import evidence
from surae.adaptation.trajectory import EVERYDAY, present_causes, stimulus_by_cause
from surae.adaptation.turnover import (
    everyday_loading,
    growth_from_training,
    loss_without_loading,
    weekly_sum,
)
from surae.anatomy.girth import inner_area
from surae.anatomy.shape import roundness
from surae.inference.forecast import dose_draws, habit_before, unmodelled
from surae.inference.girth import GirthForecast
from surae.inference.outlook import Case
from surae.inference.priors import discrepancy_draws, stream
from surae.inference.sight import fat_drift
from surae.records import CAUSES, MUSCLES, Interval, LoadSpectrum
from surae.units import MM_PER_CM

Array = NDArray[np.float64]

FAT, ELSE = "fat", "everything else"
MOST_EXACT = 8
_SAMPLED_ORDERS = 40
_RESPONSES = ("response_mg", "response_lg", "response_sol")
_FORGOTTEN = 10.0
"""Days older than this many times of renewal play no part any more."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one cause did from the first day to today, and does until the last: girth [cm]."""

    cause: str
    realised: Interval
    to_come: Interval


@dataclass(frozen=True, slots=True, eq=False)
class Attribution:
    """Draws of what each cause adds to girth.

    Parameters
    ----------
    causes
        Names, in the order of the rows.
    realised, to_come
        From the first day of the log to today, and on to the last day, shape (causes, draws) [cm].
    volume_to_come
        What each adds to the triceps surae of one leg from today on, same shape [cm3].
    """

    causes: tuple[str, ...]
    realised: Array
    to_come: Array
    volume_to_come: Array

    @property
    def shares(self) -> tuple[Share, ...]:
        """Each cause in numbers, the largest first."""
        found = [
            Share(name, Interval.of(past), Interval.of(ahead))
            for name, past, ahead in zip(self.causes, self.realised, self.to_come, strict=True)
        ]
        return tuple(sorted(found, key=lambda s: -abs(s.realised.median) - abs(s.to_come.median)))


def shapley(
    value: Callable[[tuple[int, ...]], Array], n_players: int, rng: np.random.Generator
) -> Array:
    """Return the Shapley value of each player, shape (players, ...).

    Parameters
    ----------
    value
        What a set of players, given in ascending order, is worth: any array.
    n_players
        How many; all sets are valued up to :data:`MOST_EXACT`, orders are sampled beyond.
    rng
        For sampled orders, each taken forwards and backwards.

    >>> worth = {(): 0.0, (0,): 1.0, (1,): 2.0, (0, 1): 5.0}
    >>> shapley(lambda s: np.array(worth[s]), 2, np.random.default_rng(1)).tolist()
    [2.0, 3.0]
    """
    if n_players > MOST_EXACT:
        return _sampled(value, n_players, rng)
    players = tuple(range(n_players))
    sets = [s for size in range(n_players + 1) for s in combinations(players, size)]
    worth = {members: value(members) for members in sets}
    found = np.zeros((n_players, *worth[()].shape))
    for members in sets:
        for player in set(players) - set(members):
            weight = 1 / (n_players * comb(n_players - 1, len(members)))
            joined = tuple(sorted((*members, player)))
            found[player] += weight * (worth[joined] - worth[members])
    return found


def _sampled(
    value: Callable[[tuple[int, ...]], Array], n_players: int, rng: np.random.Generator
) -> Array:
    empty = value(())
    found = np.zeros((n_players, *empty.shape))
    for _ in range(_SAMPLED_ORDERS):
        order = rng.permutation(n_players)
        for turn in (order, order[::-1]):
            before = empty
            for place, player in enumerate(turn):
                after = value(tuple(sorted(turn[: place + 1].tolist())))
                found[player] += after - before
                before = after
    return found / (2 * _SAMPLED_ORDERS)


def attribute(
    case: Case,
    spectrum: LoadSpectrum,
    calf: GirthForecast,
    progress: Callable[[float], None] | None = None,
) -> Attribution:
    """Split the change of girth, past and to come, by cause.

    Parameters
    ----------
    case
        The person; draws from a prior or a posterior.
    spectrum
        Log and plan.
    calf
        Of the same draws, from :func:`surae.inference.outlook.outlook`.
    progress
        Called with the share of the work done.
    """
    split = _Split(case, spectrum)
    parts = split.parts(progress)  # (causes, marks, muscles, draws)
    today = 1 + parts[:, 1].sum(axis=0)
    change = np.diff(parts, axis=1) / today * calf.volume  # (causes, spans, muscles, draws) [cm3]
    girth = np.einsum("cpmd,md->cpd", change, calf.girth_per_volume)
    area = inner_area(calf.girth[:, calf.today_index], calf.fat)
    swelling = girth.sum(axis=0) / (roundness() * np.sqrt(np.pi * area))
    # What is ahead starts from today's girth, what is realised ended there: slopes of the chords.
    chord = 2 / (1 + np.sqrt(1 + np.array([[-1.0], [1.0]]) * swelling))
    both = np.concatenate([girth * chord, _fat(case, calf)[None]])
    volume = np.concatenate([change[:, 1].sum(axis=1), np.zeros((1, len(case.draws)))])
    return Attribution((*split.names, FAT), both[:, 0], both[:, 1], volume)


def _fat(case: Case, calf: GirthForecast) -> Array:
    """Return what fat did and does to girth, shape (spans, draws) [cm]."""
    layer = 2 * np.pi / MM_PER_CM
    draws = case.draws
    own = evidence.parameter("fat_change_spread")
    past = draws.values.get("fat_drift")
    if past is None:
        past = own.draw(stream("fat_drift", draws.seed), len(draws))
    before = fat_drift(past, [calf.today_index])[:, 0]
    return layer * np.stack([-before, calf.fat_change[:, -1]])


class _Split:
    """Parts of each muscle's volume by cause: at the start, today and on the last day."""

    def __init__(self, case: Case, spectrum: LoadSpectrum) -> None:
        self.draws, self.spectrum = case.draws, spectrum
        mark = int(np.clip((case.today - spectrum.first_day).days, 0, spectrum.n_days - 1))
        self.marks = (mark, spectrum.n_days - 1)
        self.dose = dose_draws(spectrum, case.draws)
        self.habit = habit_before(spectrum, case.draws, mark, case.person.steps_per_day)
        self.causes = present_causes(spectrum)[:-1]
        self.names = (*(CAUSES[c] for c in self.causes), CAUSES[EVERYDAY], ELSE)
        rate = case.draws["turnover_rate"]
        self.first = max(0, mark - round(_FORGOTTEN / float(np.median(rate))))
        self.kept = np.exp(-rate * (np.array(self.marks)[:, None] + 1.0))  # (marks, draws)
        ages = np.array(self.marks)[:, None] - np.arange(self.first, spectrum.n_days)
        self.weights = np.where(
            ages[:, :, None] >= 0, -np.expm1(-rate) * np.exp(-rate * ages[:, :, None]), 0.0
        )  # (marks, days, draws)

    def parts(self, progress: Callable[[float], None] | None) -> Array:
        """Return parts over the volume of an ordinary walker, (causes, marks, muscles, draws)."""
        n_draws = len(self.draws)
        found = np.zeros((len(self.names), len(self.marks) + 1, len(MUSCLES), n_draws))
        n_causes = len(self.causes)
        for m in range(len(MUSCLES)):
            found[:n_causes, :, m] = self._trained(m)
            if progress:
                progress((m + 1) / len(MUSCLES))
        found[:n_causes] += self._beyond()[:, :, None]
        found[n_causes] = self._everyday()[:, None]
        found[n_causes + 1] = self._else()[:, None]
        return found

    def _came(self, before: Array, aims: Array) -> Array:
        """Return a part at the start and at the marks, shape (marks + 1, draws)."""
        through = np.einsum("dn,pdn->pn", aims, self.weights)
        return np.concatenate([before[None], before * self.kept + through])

    def _trained(self, m: int) -> Array:
        """Return what each cause adds through the one response that they fill together."""
        counts = weekly_sum(self.spectrum.counts)[self.first :]
        classes = self.spectrum.classes
        weekly = stimulus_by_cause(counts, classes, self.dose, m, self.causes)
        habit = stimulus_by_cause(self.habit.counts[None], classes, self.dose, m, self.causes)
        usual = habit[:, 0] * self.habit.share
        law = {"gain": self.draws["gain"], "stimulus_scale": self.draws["stimulus_scale"]}
        response = self.draws[_RESPONSES[m]]

        def value(causes: tuple[int, ...]) -> Array:
            rows = list(causes)
            before = growth_from_training(usual[rows].sum(axis=0), response, **law)
            aims = growth_from_training(weekly[rows].sum(axis=0), response, **law)
            return self._came(before, aims)

        return shapley(value, len(self.causes), stream("orders of causes", self.draws.seed))

    def _beyond(self) -> Array:
        """Return what each cause adds that the model does not know, (causes, marks + 1, draws)."""
        scale = evidence.parameter("exposure_scale").mean
        weekly = weekly_sum(self.spectrum.exposure)[self.first :]
        unknown = discrepancy_draws(self.draws)
        found = []
        for cause in self.causes:
            usual = -np.expm1(-self.habit.exposure[cause] * self.habit.share / scale)
            felt = -np.expm1(-weekly[:, cause] / scale)
            aims = felt[:, None] * unknown[:, cause]
            found.append(self._came(usual * unknown[:, cause], aims))
        return np.stack(found) if found else np.zeros((0, len(self.marks) + 1, len(self.draws)))

    def _everyday(self) -> Array:
        holding = evidence.parameter("holding_steps").mean
        floor = self.draws["setpoint_unloaded"]
        usual = everyday_loading(self.habit.steps, 0.0, holding_steps=holding)
        steps, rest = self.spectrum.steps[self.first :], self.spectrum.unloaded[self.first :]
        loading = everyday_loading(steps, rest, holding_steps=holding)
        before = loss_without_loading(usual, setpoint_unloaded=floor)
        aims = loss_without_loading(loading[:, None], setpoint_unloaded=floor)
        return self._came(before, aims)

    def _else(self) -> Array:
        life = unmodelled(self.draws, self.spectrum.n_days, self.marks[0])
        return np.stack([np.zeros(len(self.draws)), *(life[:, mark] for mark in self.marks)])
