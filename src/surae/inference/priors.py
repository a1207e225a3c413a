"""What is believed of a person before any reading: equally likely parameter sets."""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray

from surae import evidence
from surae.records import CAUSES, Draws

Array = NDArray[np.float64]

_KNOWN = {
    "flat running": "discrepancy_running",
    "walking": "discrepancy_running",
    "standing raises": "discrepancy_raises",
    "seated raises": "discrepancy_raises",
    "stretching": "discrepancy_stretching",
}


def prior_draws(n_draws: int, seed: int) -> Draws:
    """Draw every parameter of the evidence release.

    Each parameter has a random stream of its own, named after it, so that adding one does not
    reshuffle the rest.

    Parameters
    ----------
    n_draws
        How many sets.
    seed
        The same seed gives the same draws.
    """
    values = {
        name: parameter.draw(stream(name, seed), n_draws)
        for name, parameter in evidence.parameters().items()
    }
    return Draws(values=values, evidence=evidence.RELEASE, seed=seed)


def discrepancy_draws(draws: Draws) -> Array:
    """Return what each cause may add beyond the model at full exposure, shape (draws, causes) [-].

    Kinds of activity that trials have tested share a narrower spread than those they have not;
    each cause errs on its own. What was learned from readings is among the draws and is taken.
    """
    columns = []
    for cause in CAUSES:
        if discrepancy_key(cause) in draws.values:
            columns.append(draws[discrepancy_key(cause)])
            continue
        name = discrepancy_prior(cause)
        source = stream(f"{name} {cause}", draws.seed)
        columns.append(evidence.parameter(name).draw(source, len(draws)))
    columns[CAUSES.index("everyday walking")] = np.zeros(len(draws))
    return np.column_stack(columns)


def discrepancy_prior(cause: str) -> str:
    """Return the parameter that says how far the model may err about a cause."""
    return _KNOWN.get(cause, "discrepancy_untested")


def discrepancy_key(cause: str) -> str:
    """Return the name among draws of what a cause was learned to add beyond the model."""
    return f"discrepancy {cause}"


def stream(name: str, seed: int) -> np.random.Generator:
    """Return the random stream of a purpose."""
    return np.random.default_rng([seed, zlib.crc32(name.encode())])
