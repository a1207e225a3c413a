"""What is to be learned of a synthetic person where what all people share is one joint draw."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from surae.inference.calibrate import N_PARTICLES, Problem
from surae.inference.priors import stream
from surae.inference.tempering import ALIKE, temper
from synthetic_people import known_person

Array = NDArray[np.float64]


def problem_of(way: str, seed: int, occasions: int) -> Problem:
    """Return the problem of a person whose truth is known."""
    case = known_person(seed, way, occasions).case
    return Problem(case, case.readings)


def by_tempering(problem: Problem, member: int, run: int) -> Array:
    """Return particles of one run under one member, as coordinates."""

    def likely(points: Array, members: NDArray[np.int64]) -> Array:
        return problem.log_likelihood(points, np.full(len(members), member))

    rng = stream(f"one member {run}", problem.case.draws.seed)
    start = rng.standard_normal((N_PARTICLES, len(problem.space)))
    return temper(likely, (start, np.zeros(N_PARTICLES, dtype=np.int64)), ALIKE, rng).points
