"""The person's own parameters, from their readings and what they have done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from surae import evidence
from surae.errors import RecordError
from surae.inference.diagnostics import Diagnostics, diagnose, prior_diagnostics
from surae.inference.outlook import Case, spectrum_of
from surae.inference.priors import (
    SHARED,
    discrepancy_draws,
    discrepancy_key,
    discrepancy_prior,
    prior_draws,
    stream,
)
from surae.inference.profile import dynamics_parameters, profile_of
from surae.inference.sight import METHOD_SCALES, Sight, readable
from surae.inference.tempering import Members, Tempered, temper
from surae.inference.unknowns import Space, Unknown
from surae.records import CAUSES, Draws, Measurement

Array = NDArray[np.float64]
Progress = Callable[[float], None]

PERSONAL = ("gain", "habit_share")
"""Parameters of the dynamics in which people differ; they are moved one by one."""

N_PARTICLES = 1000
N_RUNS = 2
N_MEMBERS = 400
ON_THE_WAY = 0.3
"""Correlation with the start that steps before the last may leave; see :func:`temper`."""
_N_PRIOR = 4000
_MOST_TRAITS, _LEAST_TRAIT = 6, 1e-3
"""Of members: how many at most, and how much smaller than the first the last may be."""


@dataclass(frozen=True, slots=True)
class Unused:
    """A reading that could not be used, and why."""

    reading: Measurement
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """What is known of a person after their readings.

    Parameters
    ----------
    draws
        Posterior draws, in the form of prior ones: every parameter of the release, and what is
        learned beside them.
    prior
        Prior draws of what was learned.
    learned
        Names of what was learned, in order.
    diagnostics
        Whether it can be trusted.
    used, unused
        Readings that were used, and those that could not be.
    """

    draws: Draws
    prior: Draws
    learned: tuple[str, ...]
    diagnostics: Diagnostics
    used: tuple[Measurement, ...]
    unused: tuple[Unused, ...]

    def check(self) -> None:
        """Raise if the fit cannot be trusted, or none of the readings that there are can be used.

        Raises
        ------
        CalibrationError
            Naming the first diagnostic that does not hold.
        RecordError
            Naming the first reading, and why it is of no use.
        """
        self.diagnostics.check()
        if self.unused and not self.used:
            first = self.unused[0]
            raise RecordError("reading", f"{first.reading.date_time.date()}", "use", first.reason)


def calibrate(case: Case, progress: Progress | None = None) -> Posterior:
    """Learn a person's parameters from their readings.

    Parameters
    ----------
    case
        The person, what was done, the readings, and prior draws: their number is that of the
        posterior draws, their seed that of everything random.
    progress
        Called with the share of the work done.

    Returns
    -------
    Posterior
        The prior itself where there are no readings.

    Notes
    -----
    *Assumes* that errors of readings are independent but for what a kind of reading shares, and
    that what all people share lies in a set of 400 joint draws of the population fit. *Valid for*
    any number of readings.
    The last weeks before the log count as its first day, as the habit is taken to have been the
    same; of other readings outside the log nothing is known of what was done: they are left out.
    """
    used, unused = _sorted_out(case)
    if not used:
        names = (*PERSONAL, *shared_names(case.draws))
        return Posterior(case.draws, case.draws, names, prior_diagnostics(), used, unused)
    problem = Problem(case, used)
    runs = [problem.run(k, progress) for k in range(N_RUNS)]
    diagnostics = diagnose(runs, problem.misfit(runs))
    return Posterior(
        draws=problem.posterior(runs, len(case.draws)),
        prior=problem.prior,
        learned=(*(u.name for u in problem.unknowns), *problem.shared),
        diagnostics=diagnostics,
        used=used,
        unused=unused,
    )


def _sorted_out(case: Case) -> tuple[tuple[Measurement, ...], tuple[Unused, ...]]:
    """Tell the readings that can be used from the others."""
    used: list[Measurement] = []
    unused: list[Unused] = []
    early = case.first_day - timedelta(weeks=evidence.parameter("habit_weeks").mean)
    for reading in case.readings:
        day = reading.date_time.date()
        if not readable(reading):
            what = f"{reading.quantity} of {reading.structure}"
            unused.append(Unused(reading, f"of the {what}, of which the model says nothing"))
        elif not early <= day <= case.today:
            span = f"{case.first_day} to {case.today}"
            unused.append(Unused(reading, f"taken outside the log, which goes from {span}"))
        else:
            used.append(reading)
    return tuple(used), tuple(unused)


class Problem:
    """Prior and likelihood of one person's unknowns."""

    def __init__(self, case: Case, readings: Sequence[Measurement]) -> None:
        self.case = case
        self.sight = Sight(case.person, readings, case.first_day, case.today)
        draws = prior_draws(_N_PRIOR, case.draws.seed)
        self.members = _first(draws, N_MEMBERS)
        self.shared = shared_names(draws)
        self.profile = profile_of(spectrum_of(case), self.members, self.sight.days, case.person)
        self.unknowns, values = self._unknowns(draws)
        self.space = Space(self.unknowns, values)
        self.prior = replace(draws, values={**draws.values, **values})
        self.traits = self._traits()

    def _unknowns(self, draws: Draws) -> tuple[list[Unknown], dict[str, Array]]:
        """Return the unknowns, and prior draws of each."""
        found = [Unknown(name, evidence.parameter(name)) for name in PERSONAL]
        values = {name: draws[name] for name in PERSONAL}
        past = evidence.parameter("discrepancy_person")
        found.append(Unknown("discrepancy_past", past))
        values["discrepancy_past"] = past.draw(stream("discrepancy_past", draws.seed), len(draws))
        beyond = discrepancy_draws(draws)
        for cause in self.profile.causes:
            prior = evidence.parameter(discrepancy_prior(CAUSES[cause]))
            found.append(Unknown(discrepancy_key(CAUSES[cause]), prior))
            values[discrepancy_key(CAUSES[cause])] = beyond[:, cause]
        more, sizes = self.sight.unknowns(draws)
        return found + more, values | sizes

    def _traits(self) -> Array:
        """Return how members differ in what they expect of one person, (members, traits)."""
        members = np.arange(N_MEMBERS)
        one = {u.name: np.full(N_MEMBERS, np.median(self.prior[u.name])) for u in self.unknowns}
        volume = self.profile.volumes(one | self.method(members), members)
        expected = self.sight.expected(one | self.method(members), volume).T / self.sight.spread
        apart, sizes, _ = np.linalg.svd(expected - expected.mean(axis=0), full_matrices=False)
        counts = sizes > _LEAST_TRAIT * max(sizes[0], 1.0)
        found: Array = apart[:, counts][:, :_MOST_TRAITS] * np.sqrt(N_MEMBERS)
        return found

    def log_likelihood(self, points: Array, members: Members) -> Array:
        """Return how likely the readings are, shape (particles,)."""
        values, inside = self.space.values(points)
        values |= self.method(members)
        volume = self.profile.volumes(values, members)
        inside &= (volume > 0).all(axis=(0, 1))
        found = self.sight.log_likelihood(values, np.maximum(volume, np.finfo(float).tiny))
        return np.where(inside, found, -np.inf)

    def method(self, members: Members) -> dict[str, Array]:
        """Return by what methods read gains larger than volume does, by name."""
        return {name: self.members[name][members] for name in METHOD_SCALES}

    def run(self, index: int, progress: Progress | None = None) -> Tempered:
        """Take one set of particles from the prior to the posterior."""
        rng = stream(f"calibrate {index}", self.case.draws.seed)
        rows = slice(index * N_PARTICLES, (index + 1) * N_PARTICLES)
        start = self.space.points({u.name: self.prior[u.name][rows] for u in self.unknowns})
        members = rng.integers(N_MEMBERS, size=N_PARTICLES)
        told = None if progress is None else lambda power: progress((index + power) / N_RUNS)
        begin = start, members
        return temper(self.log_likelihood, begin, self.traits, rng, told, on_the_way=ON_THE_WAY)

    def values(self, run: Tempered) -> dict[str, Array]:
        """Return all that was learned in a run by name, each of shape (particles,)."""
        found, _ = self.space.values(run.points)
        return found | {name: self.members[name][run.members] for name in self.shared}

    def misfit(self, runs: Sequence[Tempered]) -> Array:
        """Return how far readings lie from what is expected of them, in their errors."""
        apart = []
        for run in runs:
            values = self.values(run)
            expected = self.sight.expected(values, self.profile.volumes(values, run.members))
            apart.append((self.sight.told - expected.mean(axis=1)) / self.sight.spread)
        found: Array = np.mean(apart, axis=0)
        return found

    def posterior(self, runs: Sequence[Tempered], n_draws: int) -> Draws:
        """Return the particles of all runs as draws; what was not learned is drawn from the prior.

        Other numbers of draws than there are particles take particles at even distances.
        """
        several = [self.values(run) for run in runs]
        learned = {name: np.concatenate([v[name] for v in several]) for name in several[0]}
        rows = np.floor(np.linspace(0, N_RUNS * N_PARTICLES, n_draws, endpoint=False)).astype(int)
        others = prior_draws(n_draws, self.case.draws.seed)
        values = {**others.values, **{name: found[rows] for name, found in learned.items()}}
        return replace(others, values=values)


def shared_names(draws: Draws) -> tuple[str, ...]:
    """Return what all people share that bears on readings, and varies among the draws."""
    names = dict.fromkeys((*SHARED[draws.rule], *dynamics_parameters()))
    own = {*PERSONAL, *_NOT_SEEN}
    return tuple(n for n in names if n not in own and float(np.ptp(draws[n])) > 0)


_NOT_SEEN = (
    "lab_effect",
    "fluid_shift",
    "trained_response",
    "calf_share",
    "condition_restricted_flow",
    "condition_electrical",
    "condition_spaceflight",
    "condition_adolescence",
    "body_mass_exponent",
)
"""What is shared in trials and has no bearing on one person's readings."""


def _first(draws: Draws, n_draws: int) -> Draws:
    return replace(draws, values={name: v[:n_draws] for name, v in draws.values.items()})
