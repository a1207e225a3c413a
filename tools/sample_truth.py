"""What is true of the sample athlete's calf, and how its girth truly changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from sample_person import FIRST_DAY, PERSON, SEED, TODAY
from surae.anatomy.girth import girth_after
from surae.anatomy.limb import limb_of
from surae.anatomy.shape import girth_section, shank_length
from surae.evidence import RELEASE, central_values
from surae.inference.forecast import forecast
from surae.loading import bouts, days_between, load_spectrum
from surae.planning import repeat_habit
from surae.records import CAUSES, Draws, Log, Person

TRUTH: dict[str, float] = {
    "girth_at_start": 36.8,
    "fat_thickness_female": 7.0,
    "gain": 1.2,
    "turnover_rate": 0.0135,
    "response_mg": 0.25,
    "response_lg": 0.28,
    "response_sol": 0.10,
    "stimulus_scale": 55.0,
    "tension_scale": 1.15,
    "sharing_rule": 0.5,
    "habit_share": 0.5,
    "volume_spread": 0.05,
}
"""Her true parameters; those not listed are at the center of the evidence release.

Units as in the release; ``girth_at_start`` in [cm]."""

RIGHT_MINUS_LEFT = 0.2
"""How much larger the right calf is [cm]; :func:`true_girth` is the mean of both."""

WEEKS_AHEAD = 16


def true_girth(
    person: Person, truth: Mapping[str, float], log: Log, days: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the true calf girth, mean of both legs, on days of and after the log.

    Parameters
    ----------
    person
        The athlete.
    truth
        True parameters by name, :data:`TRUTH`.
    log
        The log as it truly was; after its last day the habit of its last eight weeks goes on.
    days
        Shape (days,), counted from ``FIRST_DAY`` [day].

    Returns
    -------
    ndarray
        Shape (days,) [cm].

    Notes
    -----
    The product's own simulator with one set of parameters, and without what it does not know.
    """
    last = FIRST_DAY + timedelta(days=int(days.max()))
    done = tuple(bout for session in log.sessions for bout in bouts(session))
    weeks = round(central_values()["habit_weeks"])
    plan = repeat_habit(done, TODAY, last, weeks)
    everyday = np.full(days_between(FIRST_DAY, last), person.steps_per_day)
    limb = limb_of(person)
    spectrum = load_spectrum(done + plan, limb, person.mass, FIRST_DAY, everyday)
    values = {**central_values(), **truth}
    draws = Draws({name: np.array([value]) for name, value in values.items()}, RELEASE, SEED)
    none = np.zeros((1, len(CAUSES)))
    result = forecast(spectrum, draws, TODAY, person.steps_per_day, discrepancy=none)
    volume = result.volume[:, 0] / result.volume[:, 0, :1]
    section = girth_section(shank_length(person)) * limb.volume[: len(volume)]
    area = (1 + truth["volume_spread"]) * section @ (volume - 1)
    start, fat = truth["girth_at_start"], truth["fat_thickness_female"]
    girth = girth_after(start, fat, area, 0.0, section_per_volume=1.0)
    return np.asarray(girth[days.astype(int)])


def truth_document(log: Log) -> dict[str, object]:
    """Return what ``truth.json`` records."""
    today = (TODAY - FIRST_DAY).days
    days = np.array([0, today, today + 7 * WEEKS_AHEAD], dtype=float)
    start, now, later = true_girth(PERSON, TRUTH, log, days).tolist()
    return {
        "seed": SEED,
        "person": {
            "height": PERSON.height,
            "mass": PERSON.mass,
            "age": PERSON.age,
            "sex": PERSON.sex,
            "steps_per_day": PERSON.steps_per_day,
        },
        "first_day": FIRST_DAY.isoformat(),
        "today": TODAY.isoformat(),
        "parameters": dict(TRUTH),
        "right_minus_left_cm": RIGHT_MINUS_LEFT,
        "girth_at_start_cm": round(start, 4),
        "girth_today_cm": round(now, 4),
        "weeks_ahead": WEEKS_AHEAD,
        "girth_change_cm": round(later - now, 4),
    }
