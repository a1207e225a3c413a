"""The population fit: the sampler against closed forms, the law of errors, and the check on it."""

import numpy as np
import pytest
from scipy.stats import multivariate_t

import check_population
from surae.inference.population import (
    PopulationFit,
    covariance_of,
    expected,
    fit_observed,
    leave_one_out,
    log_density,
    observed,
    typical_draws,
)
from surae.inference.priors import SHARED, prior_draws
from surae.inference.tempering import ALIKE, temper
from surae.inference.trials import STUDENT_FREEDOM
from surae.ingest import shipped_trials

RULE = "sensed_tension"


@pytest.fixture(scope="module")
def trials():
    """Return the three calibration trials with the fewest days."""
    found = [trial for trial in shipped_trials() if trial.role == "calibration"]
    found.sort(key=lambda trial: (sum(arm.weeks for arm in trial.arms), trial.key))
    return found[:3]


def shared(n, seed=5):
    return {k: v for k, v in prior_draws(n, seed, fitted=False).values.items() if k in SHARED[RULE]}


def linear(n_dims=4, n_rows=6, seed=2):
    """Return a linear-Gaussian problem: matrix, readings, error."""
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n_rows, n_dims)), rng.normal(size=n_rows), 0.6


def tempered(n=1500, seed=1):
    matrix, readings, error = linear()

    def log_likelihood(points, _):
        apart = (readings - points @ matrix.T) / error
        return -0.5 * np.sum(apart**2, axis=1) - len(readings) * np.log(error * np.sqrt(2 * np.pi))

    rng = np.random.default_rng(seed)
    start = (rng.standard_normal((n, matrix.shape[1])), np.zeros(n, dtype=np.int64))
    return temper(log_likelihood, start, ALIKE, rng)


def test_a_linear_gaussian_posterior_is_the_closed_form():
    matrix, readings, error = linear()
    precision = np.eye(4) + matrix.T @ matrix / error**2
    covariance = np.linalg.inv(precision)
    mean = covariance @ matrix.T @ readings / error**2
    run = tempered()
    sd = np.sqrt(np.diag(covariance))
    assert run.finished
    np.testing.assert_allclose((run.points.mean(axis=0) - mean) / sd, 0, atol=0.15)
    np.testing.assert_allclose(np.cov(run.points, rowvar=False) / np.outer(sd, sd),
                               covariance / np.outer(sd, sd), atol=0.15)  # fmt: skip
    marginal = matrix @ matrix.T + error**2 * np.eye(6)
    evidence = -0.5 * (
        readings @ np.linalg.solve(marginal, readings) + np.linalg.slogdet(2 * np.pi * marginal)[1]
    )
    assert run.log_evidence == pytest.approx(evidence, abs=0.2)


def test_the_same_seed_gives_the_same_particles_and_another_one_others():
    one, two, other = tempered(200), tempered(200), tempered(200, seed=2)
    np.testing.assert_array_equal(one.points, two.points)
    assert not np.array_equal(one.points, other.points)


def test_the_density_of_a_trial_is_a_multivariate_student_law(trials):
    laid = observed(trials[0])
    draws = typical_draws(shared(3), 3, RULE)
    mean = expected(laid, draws)
    found = log_density(laid, mean, draws)
    scale = covariance_of(laid, mean, draws)
    for k in range(3):
        law = multivariate_t(mean[:, k], scale[k], df=STUDENT_FREEDOM)
        assert found[k] == pytest.approx(law.logpdf(laid.change))


def test_errors_of_an_outcome_add_up_by_hand(trials):
    laid = observed(trials[0])
    draws = typical_draws(shared(1), 1, RULE)
    mean = expected(laid, draws)
    reached = 1 - np.exp(-draws["turnover_rate"][0] * laid.days[0])
    people = 0.35 * mean[0, 0] / np.sqrt(laid.n[0])
    known = laid.error[0] ** 2 + laid.own[0] ** 2 + (reached * laid.spread[0]) ** 2 + people**2
    assert covariance_of(laid, mean, draws)[0, 0, 0] - known == pytest.approx(
        covariance_of(laid, 0 * mean, draws)[0, 0, 0] - known + people**2
    )


def test_leaving_out_a_trial_weighs_draws_by_one_over_its_density(trials):
    n = 40
    even = PopulationFit(RULE, shared(n), np.zeros((1, n)), (trials[0].key,), tempered(20))
    (alone,) = leave_one_out(even, trials[:1], 1)
    assert alone.effective == pytest.approx(n)
    assert alone.log_density == pytest.approx(0)
    rows = np.log(np.where(np.arange(n) < n // 2, 1.0, 2.0))[None]
    (twice,) = leave_one_out(
        PopulationFit(RULE, shared(n), rows, even.keys, even.run), trials[:1], 1
    )
    # Weights 1 and 1/2: (1 + 1/2)² / (1 + 1/4) of half the draws; harmonic mean of 1 and 2.
    assert twice.effective == pytest.approx(n / 2 * 1.5**2 / 1.25)
    assert twice.log_density == pytest.approx(np.log(4 / 3))
    rows = np.where(np.arange(n) == 0, -5.0, 0.0)[None]
    (cut,) = leave_one_out(PopulationFit(RULE, shared(n), rows, even.keys, even.run), trials[:1], 1)
    # One weight of 1, the others e^(−5), none above the root of n times the mean.
    small = np.exp(-5)
    large = (1 + (n - 1) * small) / np.sqrt(n)
    by_hand = (large + (n - 1) * small) ** 2 / (large**2 + (n - 1) * small**2)
    assert cut.effective == pytest.approx(by_hand)


def test_a_fit_is_the_same_for_the_same_seed_and_narrows_what_trials_see(trials):
    laid = [observed(trial) for trial in trials]
    one, two = (fit_observed(laid, RULE, 60, 3, forgotten=0.5) for _ in range(2))
    for name in SHARED[RULE]:
        np.testing.assert_array_equal(one.values[name], two.values[name])
    assert one.run.finished
    assert one.by_trial.shape == (3, 60)
    np.testing.assert_allclose(one.by_trial.sum(axis=0), one.run.log_likelihood)


def test_synthetic_trials_are_fitted_and_ranked(trials):
    first, again = (check_population.one_set((trials, 60, 4)) for _ in range(2))
    np.testing.assert_array_equal(first.rank, again.rank)
    assert np.all((first.rank >= 0) & (first.rank <= 1))
    assert first.inside.mean() > 0.6
    text = check_population.report([first, check_population.one_set((trials, 60, 5))], 60)
    assert sum(line.startswith("| ") for line in text) == 1 + len(SHARED[RULE])


def test_even_and_uneven_ranks():
    counts, p = check_population.chi_square(np.full(25, 0.1))
    assert counts.tolist() == [25, 0, 0, 0, 0]
    # χ² = 100 on 4 degrees of freedom: e^(−50) (1 + 50).
    assert p == pytest.approx(51 * np.exp(-50))
