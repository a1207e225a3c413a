"""What is to be learned of a synthetic person, under one joint draw of what people share or all."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from surae.inference.calibrate import N_MEMBERS, N_PARTICLES, ON_THE_WAY, Problem
from surae.inference.priors import stream
from surae.inference.tempering import ALIKE, Tempered, temper
from synthetic_people import known_person

Array = NDArray[np.float64]


def problem_of(way: str, seed: int, occasions: int) -> Problem:
    """Return the problem of a person whose truth is known."""
    case = known_person(seed, way, occasions).case
    return Problem(case, case.readings)


def by_tempering(problem: Problem, member: int, run: int) -> Tempered:
    """Return one run under one member, from particles of its own."""

    def likely(points: Array, members: NDArray[np.int64]) -> Array:
        return problem.log_likelihood(points, np.full(len(members), member))

    rng = stream(f"one member {run}", problem.case.draws.seed)
    start = rng.standard_normal((N_PARTICLES, len(problem.space)))
    found = temper(
        likely, (start, np.zeros(N_PARTICLES, dtype=np.int64)), ALIKE, rng, on_the_way=ON_THE_WAY
    )
    found.members[:] = member
    return found


def by_tempering_all(problem: Problem, run: int) -> Tempered:
    """Return one run over all members, from particles of its own."""
    rng = stream(f"all members {run}", problem.case.draws.seed)
    start = rng.standard_normal((N_PARTICLES, len(problem.space)))
    members = rng.integers(N_MEMBERS, size=N_PARTICLES)
    return temper(
        problem.log_likelihood, (start, members), problem.traits, rng, on_the_way=ON_THE_WAY
    )
