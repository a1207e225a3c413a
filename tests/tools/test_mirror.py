"""The mirror of the likelihood in JAX, which other samplers are held to, is the likelihood."""

from __future__ import annotations

import numpy as np
import pytest

jax = pytest.importorskip("jax", reason="JAX is in the extra `nuts` alone")
from mirror import Mirror  # noqa: E402
from one_member import problem_of  # noqa: E402


@pytest.mark.parametrize("way", ["both", "ultrasound", "tape", "mri"])
def test_the_mirror_gives_the_likelihood_of_the_problem(way):
    problem = problem_of(way, 5, 4)
    points = 2 * np.random.default_rng(5).standard_normal((50, len(problem.space)))
    members = np.array([0, 7, 399])
    mirror = Mirror(problem, members)
    told = [problem.log_likelihood(points, np.full(len(points), m)) for m in members]
    seen = np.asarray(jax.vmap(mirror.each_member)(points)).T
    assert np.isfinite(told).any()
    np.testing.assert_allclose(seen, told, rtol=1e-9, atol=1e-9)
    summed = np.asarray(jax.vmap(mirror.log_likelihood)(points))
    with np.errstate(invalid="ignore"):
        mean = np.logaddexp.reduce(told, axis=0) - np.log(len(members))
    np.testing.assert_allclose(summed, mean, rtol=1e-9, atol=1e-9)
