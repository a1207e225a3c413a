"""The sampler on targets whose answer is known in closed form."""

import numpy as np
import pytest

from surae.inference.tempering import ALIKE, temper


def gaussian(told, error):
    def log_likelihood(points, members):
        return -0.5 * np.sum(((points - told) / error) ** 2, axis=1)

    return log_likelihood


def start(n, n_dims, n_members, seed=1):
    rng = np.random.default_rng(seed)
    return (rng.standard_normal((n, n_dims)), rng.integers(n_members, size=n)), rng


def test_a_normal_target_is_the_conjugate_posterior():
    told, error = np.array([1.0, -0.5, 0.0]), np.array([0.3, 1.0, 5.0])
    begin, rng = start(4000, 3, 1)
    found = temper(gaussian(told, error), begin, ALIKE, rng)
    precision = 1 + error**-2
    np.testing.assert_allclose(found.points.mean(axis=0), told * error**-2 / precision, atol=0.05)
    np.testing.assert_allclose(found.points.std(axis=0), precision**-0.5, rtol=0.06)
    assert found.finished
    # The evidence of a normal reading of a standard normal, less the constant of the likelihood.
    exact = -0.5 * np.sum(told**2 / (1 + error**2) + np.log((1 + error**2) / error**2))
    assert found.log_evidence == pytest.approx(exact, abs=0.15)


def test_members_are_found_in_proportion_to_their_likelihood():
    weights = np.array([0.0, -1.0, -2.0, -50.0])
    begin, rng = start(8000, 1, 4)
    found = temper(lambda points, members: weights[members], begin, np.zeros((4, 1)), rng)
    seen = np.bincount(found.members, minlength=4) / 8000
    exact = np.exp(weights) / np.exp(weights).sum()
    np.testing.assert_allclose(seen, exact, atol=0.02)


def test_particles_follow_their_member():
    """Only the sum of a coordinate and what its member adds is read, and read sharply."""
    added = np.linspace(-3, 3, 60)

    def log_likelihood(points, members):
        return -0.5 * ((1.0 - points[:, 0] - added[members]) / 0.02) ** 2

    begin, rng = start(4000, 1, 60)
    scores = ((added - added.mean()) / added.std())[:, None]
    found = temper(log_likelihood, begin, scores, rng)
    weight = np.exp(-0.5 * (1.0 - added) ** 2)
    weight /= weight.sum()
    exact = weight @ (1.0 - added)
    spread = np.sqrt(weight @ (1.0 - added - exact) ** 2)
    assert found.memory < 0.1
    assert found.points.mean() == pytest.approx(exact, abs=0.06)
    assert found.points.std() == pytest.approx(spread, rel=0.05)
    begin, rng = start(4000, 1, 60)
    assert temper(log_likelihood, begin, np.zeros((60, 1)), rng).memory > 0.5


def test_what_cannot_be_is_left():
    begin, rng = start(2000, 2, 1)

    def log_likelihood(points, members):
        return np.where(points[:, 0] > 1, 0.0, -np.inf)

    found = temper(log_likelihood, begin, ALIKE, rng)
    assert found.points[:, 0].min() > 1
    # Mean of a standard normal above 1.
    assert found.points[:, 0].mean() == pytest.approx(1.525, abs=0.06)


def test_two_modes_are_both_kept():
    begin, rng = start(4000, 1, 1)

    def log_likelihood(points, members):
        return -0.5 * ((np.abs(points[:, 0]) - 1.5) / 0.2) ** 2

    found = temper(log_likelihood, begin, ALIKE, rng)
    assert np.mean(found.points[:, 0] > 0) == pytest.approx(0.5, abs=0.08)


def test_the_same_seed_gives_the_same_particles():
    runs = [
        temper(gaussian(1.0, 0.2), *(lambda s: (s[0], ALIKE, s[1]))(start(200, 2, 1))) for _ in "ab"
    ]
    np.testing.assert_array_equal(runs[0].points, runs[1].points)
