"""Dose and response of one cause: more or less of it from today on, all else the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from surae.adaptation.stimulus import EVERYDAY
from surae.inference.outlook import Case, outlook_of
from surae.records import CAUSES, Everyday, LoadSpectrum
from surae.units import DAYS_PER_WEEK

Array = NDArray[np.float64]

_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True, slots=True, eq=False)
class Dose:
    """A cause as it is done in a plan, or could be.

    Parameters
    ----------
    cause
        One of :data:`surae.records.CAUSES`.
    without
        Log and plan, as planned.
    reference
        The same, with the cause added where the plan has none of it; else the plan itself.
    amount
        Of the cause in the plan of the reference, in some unit a week; in steps a day for everyday
        walking.
    """

    cause: str
    without: LoadSpectrum
    reference: LoadSpectrum
    amount: float

    @property
    def now(self) -> float:
        """Return how much of it is planned, in the same unit."""
        return self.amount if self.reference is self.without else 0.0

    def spectrum(self, amount: float, today: int) -> LoadSpectrum:
        """Return log and plan with another amount of the cause after today.

        Parameters
        ----------
        amount
            In the unit of :attr:`amount`.
        today
            Row of the last day that stays as it is.

        Notes
        -----
        *Assumes* the same movements in the same sessions, more or fewer of them. Everyday steps
        stay as they are, and so do the steps of sessions that are in the plan.
        """
        spectrum, ahead = self.reference, slice(today + 1, None)
        if self.cause == CAUSES[EVERYDAY]:
            steps = spectrum.steps.copy()
            steps[ahead] = np.maximum(steps[ahead] + amount - self.amount, 0.0)
            return replace(spectrum, steps=steps)
        cause, factor = CAUSES.index(self.cause), amount / self.amount
        counts, exposure = spectrum.counts.copy(), spectrum.exposure.copy()
        tendon = spectrum.tendon_counts.copy()
        counts[ahead, spectrum.classes.cause == cause] *= factor
        tendon[ahead, spectrum.tendon.cause == cause] *= factor
        exposure[ahead, cause] *= factor
        added = factor * (spectrum.steps - self.without.steps)
        return replace(
            spectrum,
            counts=counts,
            exposure=exposure,
            tendon_counts=tendon,
            steps=self.without.steps + added,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """What amounts of a cause do by the last day.

    Parameters
    ----------
    cause
        Which.
    amounts
        Rising; that of the plan is among them.
    now
        What is planned.
    girth
        5, 25, 50, 75 and 95 % of the change from today, shape (5, amounts) [cm].
    volume
        The same of each muscle, shape (muscles, 5, amounts) [cm3].
    """

    cause: str
    amounts: tuple[float, ...]
    now: float
    girth: Array
    volume: Array


def curve(
    case: Case,
    dose: Dose,
    amounts: Sequence[float],
    everyday: Everyday | None = None,
    progress: Callable[[float], None] | None = None,
) -> Curve:
    """Return what amounts of a cause do, under the same draws.

    Parameters
    ----------
    case
        The person; draws from a prior or a posterior.
    dose
        The cause.
    amounts
        In its unit.
    everyday
        Steps and food from today on, as for the plan.
    progress
        Called with the share of the work done.
    """
    today = (case.today - case.first_day).days
    wanted = sorted({*amounts, dose.now})
    girth, volume = [], []
    for k, amount in enumerate(wanted, start=1):
        calf = outlook_of(case, dose.spectrum(amount, today), everyday).calf
        girth.append(np.quantile(calf.girth_change[:, -1], _QUANTILES))
        volume.append(np.quantile(calf.volume_change[:, :, -1], _QUANTILES, axis=1).T)
        if progress:
            progress(k / len(wanted))
    return Curve(
        dose.cause, tuple(wanted), dose.now, np.stack(girth, axis=1), np.stack(volume, axis=2)
    )


def minutes_a_week(spectrum: LoadSpectrum, cause: str, today: int) -> float:
    """Return how much of a cause is planned after today [min/week]."""
    ahead = spectrum.exposure[today + 1 :, CAUSES.index(cause)]
    return float(ahead.sum()) / (len(ahead) / DAYS_PER_WEEK)
