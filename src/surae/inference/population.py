"""What calibration trials teach of the population: the joint posterior of the shared parameters.

The trials go through the same loading, dynamics and instruments as everybody; what they leave
unsaid is carried as error: of the instrument, between people, of a laboratory, and of the model
itself. One observation far from the rest counts little (a Student law).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import lgamma

import numpy as np
from numpy.typing import NDArray

from surae import evidence
from surae.inference.cohort import people_of
from surae.inference.kinds import activity_kind
from surae.inference.priors import SHARED, prior_draws, prior_of, stream
from surae.inference.tempering import ALIKE, FORGOTTEN, Tempered, temper
from surae.inference.trials import (
    STUDENT_FREEDOM,
    ArmCase,
    arm_case,
    expected_readings,
    observation_error,
    observed_change,
    unmodelled_spread,
)
from surae.inference.unknowns import Space, Unknown
from surae.records import CAUSES, Draws, Trial
from surae.units import DAYS_PER_WEEK

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Observed:
    """One trial laid out for fitting.

    Parameters
    ----------
    key
        Of the trial.
    arms
        For each arm, one case per person who stands for its participants.
    change, error
        Of each outcome, in the order of the arms, shape (outcomes,) [-].
    n
        Participants, shape (outcomes,) [1].
    days
        From the start to the outcome, shape (outcomes,) [day].
    spread, own
        What the model leaves out: as an addition to the setpoint shared by an arm, and to a
        reading, shape (outcomes,) [-].
    arm
        Index of the arm, shape (outcomes,).
    """

    key: str
    arms: tuple[tuple[ArmCase, ...], ...]
    change: Array
    error: Array
    n: Array
    days: Array
    spread: Array
    own: Array
    arm: NDArray[np.int64]


def observed(trial: Trial) -> Observed:
    """Lay out a trial."""
    rows = [
        (a, people_of(trial, arm), arm, outcome)
        for a, arm in enumerate(trial.arms)
        for outcome in arm.outcomes
    ]
    both = [unmodelled_spread(arm, activity_kind(arm, outcome)) for _, _, arm, outcome in rows]
    return Observed(
        key=trial.key,
        arms=tuple(
            tuple(arm_case(arm, trial.cohort.habit, p) for p in people_of(trial, arm).persons)
            for arm in trial.arms
        ),
        change=np.array([observed_change(outcome, people) for _, people, _, outcome in rows]),
        error=np.array([observation_error(outcome, people) for _, people, _, outcome in rows]),
        n=np.array([people.n for _, people, _, _ in rows], dtype=float),
        days=np.array([outcome.week * DAYS_PER_WEEK for *_, outcome in rows]),
        spread=np.array([spread for spread, _ in both]),
        own=np.array([own for _, own in both]),
        arm=np.array([a for a, *_ in rows]),
    )


def typical_draws(values: Mapping[str, Array], n_draws: int, rule: str) -> Draws:
    """Return draws for the mean of people: shared parameters as given, all others central.

    Parameters
    ----------
    values
        Shared parameters by name, shape (draws,).
    n_draws, rule
        How many, and under which dose rule.
    """
    full = {name: np.full(n_draws, value) for name, value in evidence.central_values().items()}
    spread = evidence.parameter("gain").sd
    full["gain"] = full["gain"] * np.exp(spread**2 / 2)  # the mean of a lognormal
    return Draws(full | dict(values), evidence.RELEASE, 0, rule)


def expected(trial: Observed, draws: Draws) -> Array:
    """Return what a trial is expected to find, shape (outcomes, draws) [-]."""
    none = np.zeros((len(draws), len(CAUSES)))
    return np.array([row for cases in trial.arms for row in expected_readings(cases, draws, none)])


def log_density(trial: Observed, mean: Array, draws: Draws) -> Array:
    """Return the logarithm of the density of what a trial found, shape (draws,).

    Errors of one trial are a multivariate Student law: independent errors of instruments, what
    people and the model add in common within an arm, and what a laboratory adds to all.
    """
    covariance = covariance_of(trial, mean, draws)
    apart = (trial.change[:, None] - mean).T
    root = np.linalg.cholesky(covariance)
    solved = np.linalg.solve(root, apart[:, :, None])[:, :, 0]
    distance = np.sum(solved**2, axis=1)
    size = len(trial.change)
    constant = lgamma((STUDENT_FREEDOM + size) / 2) - lgamma(STUDENT_FREEDOM / 2)
    constant -= size / 2 * np.log(STUDENT_FREEDOM * np.pi)
    volume = np.log(np.diagonal(root, axis1=1, axis2=2)).sum(axis=1)
    far = (STUDENT_FREEDOM + size) / 2 * np.log1p(distance / STUDENT_FREEDOM)
    return np.asarray(constant - volume - far)


def covariance_of(trial: Observed, mean: Array, draws: Draws) -> Array:
    """Return the covariance of errors of a trial, shape (draws, outcomes, outcomes) [-]."""
    same_arm = (trial.arm[:, None] == trial.arm).astype(float)
    reached = -np.expm1(-np.outer(draws["turnover_rate"], trial.days))
    model = reached * trial.spread
    people = evidence.parameter("gain").sd * (mean / np.sqrt(trial.n)[:, None]).T
    common = (model[:, :, None] * model[:, None] + people[:, :, None] * people[:, None]) * same_arm
    alone = np.diag(trial.error**2 + trial.own**2)
    lab = evidence.parameter("lab_effect").sd ** 2
    covariance: Array = common + alone + lab
    return covariance


@dataclass(frozen=True, slots=True, eq=False)
class PopulationFit:
    """The posterior of the shared parameters.

    Parameters
    ----------
    rule
        The dose rule.
    values
        By name, shape (draws,).
    by_trial
        Log-density of each trial, shape (trials, draws).
    keys
        Of the trials.
    run
        How the sampler went.
    """

    rule: str
    values: dict[str, Array]
    by_trial: Array
    keys: tuple[str, ...]
    run: Tempered


def fit_population(
    trials: Sequence[Trial],
    rule: str,
    n_draws: int,
    seed: int,
    progress: Callable[[float], None] | None = None,
) -> PopulationFit:
    """Fit the shared parameters to trials, by tempered sequential Monte Carlo.

    Parameters
    ----------
    trials
        Those that may inform the model.
    rule
        The dose rule.
    n_draws
        Particles, all of which are kept.
    seed
        The same seed gives the same draws.
    progress
        Called with the share of the likelihood that counts.
    """
    return fit_observed([observed(trial) for trial in trials], rule, n_draws, seed, progress)


def fit_observed(
    laid: Sequence[Observed],
    rule: str,
    n_draws: int,
    seed: int,
    progress: Callable[[float], None] | None = None,
    forgotten: float = FORGOTTEN,
) -> PopulationFit:
    """Do what :func:`fit_population` does, for trials that are laid out already.

    ``forgotten`` is that of :func:`surae.inference.tempering.temper`.
    """
    start = prior_draws(n_draws, seed, rule, fitted=False).values
    space = Space([Unknown(name, prior_of(name, rule)) for name in SHARED[rule]], start)

    def by_trial(points: Array) -> tuple[Array, NDArray[np.bool_]]:
        values, inside = space.values(points)
        draws = typical_draws(values, len(points), rule)
        return np.array([log_density(t, expected(t, draws), draws) for t in laid]), inside

    def log_likelihood(points: Array, _: NDArray[np.int64]) -> Array:
        found, inside = by_trial(points)
        return np.where(inside, found.sum(axis=0), -np.inf)

    members = np.zeros(n_draws, dtype=np.int64)
    rng = stream(f"population {rule}", seed)
    run = temper(log_likelihood, (space.points(start), members), ALIKE, rng, progress, forgotten)
    values, _ = space.values(run.points)
    return PopulationFit(rule, values, by_trial(run.points)[0], tuple(t.key for t in laid), run)


@dataclass(frozen=True, slots=True, eq=False)
class LeftOut:
    """What the other trials say of the outcomes of one trial.

    Parameters
    ----------
    key
        Of the trial left out.
    observed, mean, low, high
        Of each outcome; mean and 90 % interval, shape (outcomes,) [-].
    log_density
        Of what the trial found.
    effective
        Draws that the weights leave.
    """

    key: str
    observed: Array
    mean: Array
    low: Array
    high: Array
    log_density: float
    effective: float


def leave_one_out(fit: PopulationFit, trials: Sequence[Trial], seed: int) -> list[LeftOut]:
    """Predict each trial from all others, by weighting the draws of the full fit.

    The weights are one over the density of the trial, cut off where a few would rule the rest.
    """
    found = []
    n = fit.by_trial.shape[1]
    for trial, row in zip(trials, fit.by_trial, strict=True):
        weights = np.exp(row.min() - row)
        weights = np.minimum(weights, weights.mean() * np.sqrt(n))
        weights /= weights.sum()
        rng = stream(f"left out {trial.key}", seed)
        chosen = rng.choice(n, size=n, p=weights)
        values = {name: value[chosen] for name, value in fit.values.items()}
        draws, laid = typical_draws(values, n, fit.rule), observed(trial)
        mean = expected(laid, draws)
        read = mean + error_draws(covariance_of(laid, mean, draws), rng)
        low, high = np.quantile(read, (0.05, 0.95), axis=1)
        density = float(-np.log(np.mean(np.exp(row.min() - row))) + row.min())
        effective = float(1 / np.sum(weights**2))
        found.append(
            LeftOut(trial.key, laid.change, mean.mean(axis=1), low, high, density, effective)
        )
    return found


def error_draws(covariance: Array, rng: np.random.Generator) -> Array:
    """Draw errors of each covariance from a Student law, shape (outcomes, draws)."""
    root = np.linalg.cholesky(covariance)
    normal = np.einsum("dij,dj->di", root, rng.standard_normal(covariance.shape[:2]))
    wide = np.sqrt(STUDENT_FREEDOM / rng.chisquare(STUDENT_FREEDOM, len(covariance)))
    return np.asarray((normal * wide[:, None]).T)
