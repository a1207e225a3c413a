"""What inference returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """Equally likely parameter sets.

    Parameters
    ----------
    values
        By parameter name, each of shape (draws,).
    evidence
        The evidence release that the draws came from.
    seed
        The seed that made them.
    rule
        The dose rule that they belong to.
    """

    values: Mapping[str, NDArray[np.float64]]
    evidence: str
    seed: int
    rule: str = "sensed_tension"

    def __len__(self) -> int:
        return len(next(iter(self.values.values())))

    def __getitem__(self, name: str) -> NDArray[np.float64]:
        return self.values[name]


@dataclass(frozen=True, slots=True)
class Interval:
    """A median and the range that holds 90 % of the draws."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, draws: NDArray[np.float64]) -> Interval:
        """Summarise draws of shape (draws,)."""
        low, median, high = np.quantile(draws, (0.05, 0.5, 0.95))
        return cls(float(median), float(low), float(high))


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """Relative muscle volume over time under a log and a plan.

    Parameters
    ----------
    first_day
        Day of column 0.
    today
        The day from which changes are counted.
    volume
        Shape (muscles, draws, days), over the volume at the first day [-].
    by_cause
        Shape (muscles, draws, causes), what each cause adds from today to the last day [-].
    """

    first_day: date
    today: date
    volume: NDArray[np.float64]
    by_cause: NDArray[np.float64]
