"""Where a person stands among people of the same sex, age and build: size, and response."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from surae import evidence
from surae.anatomy.girth import expected_girth
from surae.inference.girth import girth_now
from surae.inference.outlook import Case
from surae.inference.unknowns import Unknown
from surae.records import Interval

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Standing:
    """Percentiles of a person, each with a 90 % range, from 0 to 100.

    Parameters
    ----------
    size
        Of the calf's girth, among people of the same sex, age, height and mass.
    response
        Of the gain: how strongly muscle answers to training, among all people.
    """

    size: Interval
    response: Interval


def standing(case: Case) -> Standing:
    """Return where a person stands; a prior's draws say only that it is not known.

    Parameters
    ----------
    case
        Draws from a prior or a posterior, and the readings.
    """
    expected, spread = expected_girth(case.person)
    girth = girth_now(case.person, case.readings, case.today, case.draws)
    size = np.log(np.maximum(girth, np.finfo(float).tiny) / expected) / (spread / expected)
    gain = Unknown("gain", evidence.parameter("gain")).score(case.draws["gain"])
    return Standing(_percentile(size), _percentile(gain))


def _percentile(scores: Array) -> Interval:
    """Return percentiles of normal scores; their order is that of the scores."""
    law, part = NormalDist(), Interval.of(scores)
    return Interval(*(100 * law.cdf(value) for value in (part.median, part.low, part.high)))


@dataclass(frozen=True, slots=True)
class Taught:
    """What readings taught about one parameter: the prior beside the posterior."""

    name: str
    prior_mean: float
    prior_sd: float
    mean: float
    sd: float

    @property
    def shrunk(self) -> float:
        """Share of the prior's spread that the readings took away, 0 where none [-]."""
        return max(0.0, 1 - self.sd / self.prior_sd) if self.prior_sd > 0 else 0.0

    @property
    def moved(self) -> float:
        """How far the mean moved, in spreads of the prior [-]."""
        return (self.mean - self.prior_mean) / self.prior_sd if self.prior_sd > 0 else 0.0


def taught(
    names: tuple[str, ...], prior: Mapping[str, Array], posterior: Mapping[str, Array]
) -> tuple[Taught, ...]:
    """Put prior and posterior of each parameter side by side.

    Parameters
    ----------
    names
        Of the parameters.
    prior, posterior
        Draws by name.
    """
    found = []
    for name in names:
        before, after = prior[name], posterior[name]
        numbers = (before.mean(), before.std(), after.mean(), after.std())
        found.append(Taught(name, *(float(number) for number in numbers)))
    return tuple(found)
