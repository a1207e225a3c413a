"""What is believed of a person before any reading: equally likely parameter sets."""

from __future__ import annotations

import zlib
from collections.abc import Mapping

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


_RESPONSE = ("response_mg", "response_lg", "response_sol", "stimulus_scale")
_TENSION = ("tension_scale", "sharing_rule", "length_exponent", "stretch_factor")
_SENSOR = ("tension_time_constant", "tension_threshold")
_SIZE = (
    "turnover_rate",
    "setpoint_unloaded",
    "unloading_share_lg",
    "regain_rate",
    "cast_rate",
    "fluid_shift",
    "age_slope",
    "trained_response",
    "calf_share",
    "scale_csa",
    "scale_thickness_gastrocnemius",
    "scale_thickness_soleus",
    "condition_restricted_flow",
    "condition_electrical",
    "condition_spaceflight",
    "condition_adolescence",
)
SHARED: Mapping[str, tuple[str, ...]] = {
    "sensed_tension": (*_RESPONSE, *_TENSION, *_SENSOR, *_SIZE),
    "hard_sets": (*_RESPONSE, *_SIZE),
    "tension_time": (*_RESPONSE, "tension_scale", "sharing_rule", *_SIZE),
    "micro_tear": (
        *(*_RESPONSE, "tension_scale", "sharing_rule"),
        *("damage_tension_exponent", "damage_length_exponent", "damage_without_lengthening"),
        *_SIZE,
    ),
}
"""Parameters that all people share and that trials may inform, by dose rule."""

PRIORS = {
    "hard_sets": "stimulus_scale_hard_sets",
    "tension_time": "stimulus_scale_tension_time",
    "micro_tear": "stimulus_scale_micro_tear",
}
"""Where the prior of ``stimulus_scale`` stands for the rival rules, whose unit is another."""


def prior_draws(
    n_draws: int, seed: int, rule: str = "sensed_tension", *, fitted: bool = True
) -> Draws:
    """Draw every parameter of the evidence release.

    Each parameter has a random stream of its own, named after it, so that adding one does not
    reshuffle the rest.

    Parameters
    ----------
    n_draws
        How many sets.
    seed
        The same seed gives the same draws.
    rule
        The dose rule that they are for.
    fitted
        Whether what the calibration trials taught is in them; otherwise as before any trial.
    """
    values = {
        name: parameter.draw(stream(name, seed), n_draws)
        for name, parameter in evidence.parameters().items()
    }
    values["stimulus_scale"] = values[prior_of("stimulus_scale", rule).name]
    if fitted:
        values |= _population(rule, n_draws, seed)
    return Draws(values=values, evidence=evidence.RELEASE, seed=seed, rule=rule)


def _population(rule: str, n_draws: int, seed: int) -> dict[str, Array]:
    """Return draws of the shared parameters as the calibration trials left them, jointly."""
    shipped = evidence.arrays("population")
    names = SHARED[rule]
    size = len(shipped[f"{rule}/{names[0]}"])
    order = stream("population", seed)
    chosen = order.permutation(size)[:n_draws]
    if n_draws > size:
        chosen = np.concatenate([chosen, order.integers(size, size=n_draws - size)])
    return {name: shipped[f"{rule}/{name}"][chosen].astype(float) for name in names}


def prior_of(name: str, rule: str) -> evidence.Parameter:
    """Return the prior of a shared parameter under a dose rule."""
    return evidence.parameter(PRIORS.get(rule, name) if name == "stimulus_scale" else name)


def discrepancy_draws(draws: Draws) -> Array:
    """Return what each cause may add beyond the model at full exposure, shape (draws, causes) [-].

    Kinds of activity that trials have tested share a narrower spread than those they have not;
    each cause errs on its own.
    """
    columns = []
    for cause in CAUSES:
        name = _KNOWN.get(cause, "discrepancy_untested")
        source = stream(f"{name} {cause}", draws.seed)
        columns.append(evidence.parameter(name).draw(source, len(draws)))
    columns[CAUSES.index("everyday walking")] = np.zeros(len(draws))
    return np.column_stack(columns)


def stream(name: str, seed: int) -> np.random.Generator:
    """Return the random stream of a purpose."""
    return np.random.default_rng([seed, zlib.crc32(name.encode())])
