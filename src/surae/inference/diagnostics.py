"""Whether a fit can be trusted, in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surae.errors import CalibrationError
from surae.inference.tempering import Tempered

Array = NDArray[np.float64]

_LIMITS = {
    "likelihood that counts": (1.0, "1"),
    "share of accepted moves": (0.02, "at least 0.02"),
    "memory of the start": (0.3, "at most 0.3"),
    "difference of two runs": (0.3, "at most 0.3 standard deviations"),
    "typical distance of readings": (3.0, "at most 3 of their errors"),
}
_AT_LEAST = ("likelihood that counts", "share of accepted moves")


@dataclass(frozen=True, slots=True)
class Diagnostics:
    """What was looked at to judge a fit.

    Parameters
    ----------
    measures
        Value of each diagnostic, by name.
    n_readings
        Readings that the fit rests on; 0 where it is the prior.
    """

    measures: dict[str, float]
    n_readings: int

    @property
    def failed(self) -> tuple[str, ...]:
        """Names of the diagnostics that do not hold."""
        return tuple(name for name, value in self.measures.items() if not _holds(name, value))

    @property
    def trustworthy(self) -> bool:
        """Whether the fit may be shown as a result."""
        return not self.failed

    @property
    def status(self) -> str:
        """Say in a sentence whether the fit can be trusted, and why not."""
        if not self.n_readings:
            return "No readings yet: this is what is known of people like you."
        if self.failed:
            name = self.failed[0]
            return (
                f"Not trustworthy: the {name} is {self.measures[name]:.2g}, needed "
                f"{_LIMITS[name][1]}; check the readings and their units."
            )
        apart = self.measures["difference of two runs"]
        noun = "reading" if self.n_readings == 1 else "readings"
        return (
            f"Trustworthy: two independent runs on {self.n_readings} {noun} agree within "
            f"{apart:.2f} standard deviations."
        )

    def check(self) -> None:
        """Raise if the fit is not trustworthy.

        Raises
        ------
        CalibrationError
            Naming the first diagnostic that does not hold.
        """
        for name in self.failed:
            raise CalibrationError(name, self.measures[name], _LIMITS[name][1])


def _holds(name: str, value: float) -> bool:
    limit = _LIMITS[name][0]
    return value >= limit if name in _AT_LEAST else value <= limit


def prior_diagnostics() -> Diagnostics:
    """Return the diagnostics where there is no reading, and so nothing to doubt."""
    return Diagnostics({}, 0)


def diagnose(runs: Sequence[Tempered], misfit: Array) -> Diagnostics:
    """Judge independent runs of one problem.

    Parameters
    ----------
    runs
        At least two.
    misfit
        How far each reading lies from what is expected of it, in its errors, shape (readings,).
    """
    means = np.array([run.points.mean(axis=0) for run in runs])
    spread = np.sqrt(np.mean([run.points.var(axis=0) for run in runs], axis=0))
    apart = np.ptp(means, axis=0) / np.maximum(spread, np.finfo(float).tiny)
    # A wrong unit lies far out on every reading; one slip of the tape leaves the median alone.
    return Diagnostics(
        {
            "likelihood that counts": min(run.powers[-1] for run in runs),
            "share of accepted moves": min(run.acceptance for run in runs),
            "memory of the start": max(run.memory for run in runs),
            "difference of two runs": float(apart.max()),
            "typical distance of readings": float(np.median(np.abs(misfit))),
        },
        len(misfit),
    )
