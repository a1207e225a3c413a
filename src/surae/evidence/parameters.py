"""Model parameters: what is known of each before any person is seen."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, cast, get_args

from surae.errors import EvidenceError
from surae.evidence.tables import RELEASE, Row, table

if TYPE_CHECKING:
    from numpy import float64
    from numpy.random import Generator
    from numpy.typing import NDArray

Distribution = Literal["fixed", "normal", "lognormal", "uniform", "beta"]
Status = Literal["measured", "literature", "derived", "judgement"]

_ROUNDS = 1000


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter's prior.

    Parameters
    ----------
    name
        The name of the keyword-only argument that takes it.
    distribution
        ``fixed``, ``normal``, ``lognormal``, ``uniform`` or ``beta``.
    mean
        Central value; the median of a lognormal [unit].
    sd
        Standard deviation [unit]; of the logarithm for a lognormal [-]; NaN where there is none.
    low, high
        Where the distribution is cut off, -∞ and ∞ where it is not [unit]; the ends of a uniform,
        and of a beta unless they are 0 and 1.
    unit
        Its unit, ``"-"`` for a ratio.
    status
        ``measured``, ``literature``, ``derived`` or ``judgement``.
    source
        Keys of its sources.
    meaning, note
        What it is, and how its numbers were chosen.
    """

    name: str
    distribution: Distribution
    mean: float
    sd: float
    low: float
    high: float
    unit: str
    status: Status
    source: tuple[str, ...]
    meaning: str
    note: str

    def draw(self, rng: Generator, n: int) -> NDArray[float64]:
        """Return ``n`` independent draws, shape (n,) [unit].

        Draws of a normal or lognormal outside ``low`` to ``high`` are drawn again.

        Parameters
        ----------
        rng
            The random stream, which is advanced.
        n
            How many.

        Raises
        ------
        EvidenceError
            If hardly any draw lies between ``low`` and ``high``.

        >>> import numpy as np
        >>> parameter("specific_tension").draw(np.random.default_rng(1), 3).shape
        (3,)
        """
        import numpy as np

        if self.distribution == "fixed":
            return np.full(n, self.mean)
        if self.distribution == "uniform":
            return rng.uniform(self.low, self.high, n)
        if self.distribution == "beta":
            return self._beta(rng, n)
        return self._cut(rng, n)

    def _beta(self, rng: Generator, n: int) -> NDArray[float64]:
        """Draw from the beta of this mean and standard deviation between ``low`` and ``high``."""
        low = self.low if math.isfinite(self.low) else 0.0
        high = self.high if math.isfinite(self.high) else 1.0
        mean, sd = (self.mean - low) / (high - low), self.sd / (high - low)
        size = mean * (1 - mean) / sd**2 - 1
        return low + (high - low) * rng.beta(mean * size, (1 - mean) * size, n)

    def _cut(self, rng: Generator, n: int) -> NDArray[float64]:
        """Draw from a normal or lognormal, again where a draw falls outside."""
        import numpy as np

        log = self.distribution == "lognormal"
        values = np.full(n, math.nan)
        for _ in range(_ROUNDS):
            todo = ~((values >= self.low) & (values <= self.high))
            if not todo.any():
                return values
            drawn = rng.normal(math.log(self.mean) if log else self.mean, self.sd, int(todo.sum()))
            values[todo] = np.exp(drawn) if log else drawn
        raise EvidenceError("parameters", self.name, "low and high leave almost no draws")


def parameters(release: str | None = None) -> Mapping[str, Parameter]:
    """Return every parameter of a release by name, in the order of its table.

    Raises
    ------
    EvidenceError
        If there is no such release, or the table breaks its rules.
    """
    return _parameters(RELEASE if release is None else release)


@cache
def _parameters(release: str) -> Mapping[str, Parameter]:
    found: dict[str, Parameter] = {}
    for row in table("parameters", release):
        if row["name"] in found:
            raise EvidenceError("parameters", row["name"], "stated twice")
        found[row["name"]] = _parse(row)
    return MappingProxyType(found)


def parameter(name: str, release: str | None = None) -> Parameter:
    """Return one parameter.

    Raises
    ------
    EvidenceError
        If the release has no such parameter; the nearest name is offered.

    >>> parameter("specific_tension").unit
    'N/cm2'
    >>> parameter("specific_tensoin")
    Traceback (most recent call last):
    ...
    surae.errors.EvidenceError: evidence table parameters, 'specific_tensoin': unknown parameter; \
did you mean 'specific_tension'?
    """
    known = parameters(release)
    if name not in known:
        raise EvidenceError("parameters", name, "unknown parameter", known)
    return known[name]


def central_values(release: str | None = None) -> Mapping[str, float]:
    """Return the central value of every parameter by name [unit]."""
    return _central(release)


@cache
def _central(release: str | None) -> Mapping[str, float]:
    return MappingProxyType({name: entry.mean for name, entry in parameters(release).items()})


def _parse(row: Row) -> Parameter:
    """Return a parameter from its row; empty limits are infinite."""
    name, distribution, status = row["name"], row["distribution"], row["status"]
    if distribution not in get_args(Distribution):
        raise EvidenceError("parameters", name, f"unknown distribution {distribution!r}")
    if status not in get_args(Status):
        raise EvidenceError("parameters", name, f"unknown status {status!r}")
    low, high = _number(row["low"], -math.inf), _number(row["high"], math.inf)
    middle = (low + high) / 2 if distribution == "uniform" else math.nan
    mean = _number(row["mean"], middle)
    if not math.isfinite(mean):
        raise EvidenceError("parameters", name, "no mean")
    return Parameter(
        name=name,
        distribution=cast(Distribution, distribution),
        mean=mean,
        sd=_number(row["sd"], math.nan),
        low=low,
        high=high,
        unit=row["unit"],
        status=cast(Status, status),
        source=tuple(key for key in row["source"].split(";") if key),
        meaning=row["meaning"],
        note=row["note"],
    )


def _number(cell: float | str, missing: float) -> float:
    """Return a cell of a numeric column, or ``missing`` where it is empty."""
    value = math.nan if cell == "" else float(cell)
    return missing if math.isnan(value) else value
