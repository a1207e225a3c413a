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

from surae import evidence
from surae.adaptation.stimulus import present_causes, stimulus_by_cause
from surae.adaptation.trajectory import Habit, simulate
from surae.adaptation.turnover import (
    everyday_loading,
    filled,
    growth_from_training,
    kept_share,
    loading_with_training,
    loss_without_loading,
    renew_in_parts,
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

PARTS = 3
"""In which a step is taken, so that what is regained is told from what is new."""
_LONG_STEP = 2 * 2 * DAYS_PER_WEEK
_BLOCK = 4_000_000
"""Numbers that are held in memory at once."""


def dynamics_parameters() -> tuple[str, ...]:
    """Return the names of the parameters of :func:`surae.adaptation.simulate`."""
    return parameter_names(simulate)


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """What each step held, on average over its days.

    Parameters
    ----------
    days
        Length of each step, shape (steps,) [day].
    counts
        Contractions of a week of each class, shape (steps, classes) [1].
    fill
        How far the stimulus fills the response, shape (members, steps, muscles) [-].
    held
        What everyday life lacks, shape (members, steps, muscles) [-].
    exposure
        Full exposure to each cause, shape (steps, causes) [-].
    cast
        Share of days in a cast, shape (steps,) [-].
    """

    days: Array
    counts: Array
    fill: Array
    held: Array
    exposure: Array
    cast: Array


@dataclass(frozen=True, slots=True, eq=False)
class Before:
    """The habit before the first day.

    Parameters
    ----------
    counts
        Of a week, shape (classes,) [1].
    stimulus
        Shape (members, muscles) [s].
    exposure
        Shape (causes,) [min].
    everyday
        Everyday loading, shape (members,) [-].
    """

    counts: Array
    stimulus: Array
    exposure: Array
    everyday: Array


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
    before, steps
        What was done.
    members
        Draws of what all people share.
    status
        Growth over that of a well-fed young adult, by member, shape (members,) [-].
    """

    days: tuple[int, ...]
    ends: tuple[int, ...]
    causes: tuple[int, ...]
    before: Before
    steps: Steps
    members: Draws
    status: Array

    def only(self, felt: tuple[Array, Array], columns: Sequence[int]) -> Profile:
        """Return what would be if only some causes had been at work.

        Parameters
        ----------
        felt
            Stimulus by cause, in the steps and before them, shapes
            (causes, muscles, steps, members) and (causes, muscles, members) [s].
        columns
            Which of :attr:`causes` are at work.
        """
        rows = list(columns)
        off = np.ones(len(self.causes))
        off[rows] = 0
        weekly = felt[0][rows].sum(axis=0).transpose(2, 1, 0)
        fill = _filled(weekly, self.members)
        stimulus = felt[1][rows].sum(axis=0).T
        return replace(
            self,
            before=replace(
                self.before, stimulus=stimulus, exposure=self.before.exposure * (1 - off)
            ),
            steps=replace(self.steps, fill=fill, exposure=self.steps.exposure * (1 - off)),
        )

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
        known = {name: self.members[name][members] for name in _NEEDED}
        aims = self._aims(known, values, members)
        current = start = self._start(known, values, members)
        largest = current
        rate = known["turnover_rate"]
        faster, gap = (1.0, known["regain_rate"], known["cast_rate"]), known["regain_gap"]
        shares = {
            length: [kept_share(length / PARTS, times, turnover_rate=rate) for times in faster]
            for length in set(self.steps.days.tolist())
        }
        found = np.empty((len(self.days), *current.shape))
        wanted = {end: row for row, end in enumerate(self.ends)}
        for step, length in enumerate(self.steps.days.tolist()):
            law, cast = (*shares[length], gap), self.steps.cast[step]
            current, largest = renew_in_parts(current, aims[step], largest, cast, PARTS, *law)
            if step in wanted:
                found[wanted[step]] = current
        passed = np.asarray(self.days)[:, None] + 1.0
        found += (values["discrepancy_past"] * -np.expm1(-rate * passed))[:, None]
        return np.concatenate([start[None], found]) if habit else found

    def _start(self, known: Values, values: Values, members: Members) -> Array:
        """Return the steady state of the habit, shape (muscles, draws)."""
        share, scale = values["habit_share"], known["stimulus_scale"]
        weekly = self.before.stimulus[members].T * share
        response = _responses(known)
        growth = growth_from_training(weekly, response, gain=values["gain"], stimulus_scale=scale)
        everyday = self.before.everyday[members]
        found: Array = 1 + growth * self.status[members] + _held(everyday, weekly, known)
        for column, cause in enumerate(self.causes):
            minutes = self.before.exposure[column] * share
            beyond = -np.expm1(-minutes / known["exposure_scale"])
            found += beyond * values[discrepancy_key(CAUSES[cause])]
        return found

    def _aims(self, known: Values, values: Values, members: Members) -> Array:
        """Return the setpoint of each step, shape (steps, muscles, draws)."""
        strength = _responses(known) * values["gain"] * self.status[members]
        aims: Array = 1 + self.steps.fill[members].transpose(1, 2, 0) * strength
        aims += self.steps.held[members].transpose(1, 2, 0)
        if self.causes:
            beyond = np.stack([values[discrepancy_key(CAUSES[c])] for c in self.causes])
            aims += (self.steps.exposure @ beyond)[:, None]
        return aims


_NEEDED = (
    "turnover_rate",
    "regain_rate",
    "regain_gap",
    "cast_rate",
    "stimulus_scale",
    "response_mg",
    "response_lg",
    "response_sol",
    "holding_ratio",
    "unloading_share_lg",
    "setpoint_unloaded",
    "exposure_scale",
)


def _responses(known: Values) -> Array:
    return np.stack([known[f"response_{muscle.lower()}"] for muscle in MUSCLES])


def _held(everyday: Array, weekly: Array, known: Values) -> Array:
    """Return what everyday life lacks, for muscles along the last axis but one."""
    law = {"stimulus_scale": known["stimulus_scale"], "holding_ratio": known["holding_ratio"]}
    loaded = loading_with_training(everyday, weekly, **law)
    own = known["unloading_share_lg"]
    shares = np.stack([own if muscle == "LG" else np.ones_like(own) for muscle in MUSCLES])
    return loss_without_loading(loaded, shares, setpoint_unloaded=known["setpoint_unloaded"])


def _filled(weekly: Array, members: Draws) -> Array:
    """Return how far a weekly stimulus fills the response, members along the first axis."""
    scale = members["stimulus_scale"].reshape(-1, *(1,) * (weekly.ndim - 1))
    return filled(weekly / scale)


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
    dose = dose_draws(spectrum, members)
    mark = spectrum.n_days - 1 if today is None else today
    habit = habit_before(spectrum, members, mark, person.steps_per_day)
    status = np.asarray(circumstances_of(person, members).status, dtype=float)
    return Profile(
        days=wanted,
        ends=tuple(edges.index(day + 1) - 1 for day in wanted),
        causes=causes,
        before=_before(habit, spectrum, dose, members),
        steps=_steps(spectrum, members, dose, causes, edges),
        members=members,
        status=np.broadcast_to(status, (len(members),)),
    )


def _before(habit: Habit, spectrum: LoadSpectrum, dose: Array, members: Draws) -> Before:
    causes = present_causes(spectrum)[:-1]
    felt = stimulus_by_cause(habit.counts[None], spectrum.classes, dose, causes)
    walked = _everyday(np.asarray(habit.steps), np.zeros(()), members.values)
    everyday = np.broadcast_to(walked, (len(members),))
    return Before(habit.counts, felt.sum(axis=0)[:, 0].T, habit.exposure[causes], everyday)


def _steps(
    spectrum: LoadSpectrum,
    members: Draws,
    dose: Array,
    causes: Sequence[int],
    edges: Sequence[int],
) -> Steps:
    """Average what each day held over steps, some members at a time."""
    rows, lengths = slice(0, edges[-1]), np.diff(edges)

    def mean(daily: Array) -> Array:
        total = np.add.reduceat(daily[rows], edges[:-1], axis=0)
        found: Array = total / lengths.reshape(-1, *(1,) * (daily.ndim - 1))
        return found

    counts = weekly_sum(spectrum.counts)
    scale = evidence.parameter("exposure_scale").mean
    shape = (len(dose), len(lengths), len(MUSCLES))
    fill, held = np.empty(shape), np.empty(shape)
    size = max(1, _BLOCK // ((len(causes) + 1) * len(MUSCLES) * spectrum.n_days))
    for begin in range(0, len(dose), size):
        some = slice(begin, begin + size)
        known = {name: members[name][some] for name in (*_NEEDED, "holding_steps", "loading_half")}
        felt = stimulus_by_cause(counts, spectrum.classes, dose[some], causes).sum(axis=0)
        weekly = felt.transpose(1, 0, 2)  # (days, muscles, members)
        full = filled(weekly / known["stimulus_scale"])
        fill[some] = mean(full).transpose(2, 0, 1)
        walked = _everyday(spectrum.steps[:, None], spectrum.unloaded[:, None], known)
        held[some] = mean(_held(walked[:, None], weekly, known)).transpose(2, 0, 1)
    exposure = -np.expm1(-weekly_sum(spectrum.exposure)[:, list(causes)] / scale)
    cast = np.asarray(spectrum.in_cast, dtype=float)
    return Steps(lengths.astype(float), mean(counts), fill, held, mean(exposure), mean(cast))


def _everyday(steps: Array, unloaded: Array, known: Values) -> Array:
    law = {name: known[name] for name in ("holding_steps", "loading_half")}
    return everyday_loading(steps, unloaded, **law)


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
