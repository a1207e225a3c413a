"""A person's past and a plan, taken through loading and dynamics to muscle volume and girth."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from surae.adaptation import Circumstances
from surae.anatomy.limb import Limb
from surae.inference.body_mass import body_mass, fed
from surae.inference.circumstances import circumstances_of
from surae.inference.forecast import forecast
from surae.inference.girth import GirthForecast, girth_forecast, girth_now
from surae.loading import days_between, load_spectrum
from surae.records import Bout, Draws, Everyday, Forecast, LoadSpectrum, Measurement, Person

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """What is known of one person up to today.

    Parameters
    ----------
    person, limb
        Whose calf.
    draws
        Prior or posterior.
    done
        Bouts up to today.
    readings
        Measurements up to today.
    first_day, today
        Of the log.
    """

    person: Person
    limb: Limb
    draws: Draws
    done: tuple[Bout, ...]
    readings: tuple[Measurement, ...]
    first_day: date
    today: date


@dataclass(frozen=True, slots=True, eq=False)
class Outlook:
    """What a plan leads to: relative volume, and the calf in centimeters, with food and mass."""

    result: Forecast
    calf: GirthForecast
    around: Circumstances = field(default_factory=Circumstances)


def outlook(
    case: Case, plan: tuple[Bout, ...], last_day: date, everyday: Everyday | None = None
) -> Outlook:
    """Simulate log and plan as one.

    Parameters
    ----------
    case
        The person and the log.
    plan
        Bouts after today.
    last_day
        Where the plan ends.
    everyday
        Steps and food from today on; what is None in it, or all if None, is as before.
    """
    return outlook_with_spectrum(case, plan, last_day, everyday)[0]


def outlook_with_spectrum(
    case: Case, plan: tuple[Bout, ...], last_day: date, everyday: Everyday | None = None
) -> tuple[Outlook, LoadSpectrum]:
    """Simulate log and plan as one, and return what the muscles felt beside it.

    Parameters
    ----------
    case, plan, last_day, everyday
        As for :func:`outlook`.
    """
    spectrum = spectrum_of(case, plan, last_day, everyday)
    return outlook_of(case, spectrum, everyday), spectrum


def outlook_of(case: Case, spectrum: LoadSpectrum, everyday: Everyday | None = None) -> Outlook:
    """Simulate what the muscles felt, and are to feel.

    Parameters
    ----------
    case, everyday
        As for :func:`outlook`; steps are those of the spectrum.
    spectrum
        Log and plan.
    """
    told = everyday or Everyday()
    span = (case.first_day, case.today, spectrum.n_days)
    mass = body_mass(case.person, case.readings, span, case.draws, told.energy_balance)
    around = circumstances_of(case.person, case.draws, **fed(mass, told.protein))
    result = forecast(
        spectrum, case.draws, case.today, case.person.steps_per_day, circumstances=around
    )
    start = girth_now(case.person, case.readings, case.today, case.draws)
    calf = girth_forecast(result, case.person, case.limb, start, case.draws, mass)
    return Outlook(result, calf, around)


def spectrum_of(
    case: Case,
    plan: tuple[Bout, ...] = (),
    last_day: date | None = None,
    everyday: Everyday | None = None,
) -> LoadSpectrum:
    """Return what was done, and is planned, as one load spectrum.

    Parameters
    ----------
    case, plan, everyday
        As for :func:`outlook`.
    last_day
        Where it ends; today if None.
    """
    n_days = days_between(case.first_day, last_day or case.today)
    steps = np.full(n_days, case.person.steps_per_day)
    if everyday is not None and everyday.steps_per_day is not None:
        steps[days_between(case.first_day, case.today) :] = everyday.steps_per_day
    bouts = case.done + plan
    return load_spectrum(bouts, case.limb, case.person.mass, case.first_day, steps)
