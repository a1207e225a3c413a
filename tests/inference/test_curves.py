"""Dose and response of one cause."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from surae.app.curves import KINDS, amounts_of
from surae.inference.curves import Dose, curve, minutes_a_week
from surae.inference.outlook import outlook, spectrum_of
from surae.loading import activity_load, schedule
from surae.planning import repeat_habit
from surae.records import CAUSES, CalfRaise, Everyday, Protocol, Recurring, Walk
from synthetic_people import case_of

WEEKS = 8


@pytest.fixture(scope="module")
def planned():
    case = case_of(np.random.default_rng(4), 4, n_days=120, n_draws=60)
    last = case.today + timedelta(weeks=WEEKS)
    plan = repeat_habit(case.done, case.today, last, 8)
    return case, plan, last, spectrum_of(case, plan, last)


def ends(case, plan, last, everyday=None):
    """Return 5, 25, 50, 75 and 95 % of girth and of each volume on the last day."""
    calf = outlook(case, plan, last, everyday).calf
    quantiles = (0.05, 0.25, 0.5, 0.75, 0.95)
    volume = np.quantile(calf.volume_change[:, :, -1], quantiles, axis=1).T
    return np.quantile(calf.girth_change[:, -1], quantiles), volume


def test_a_curve_passes_through_the_plan_and_through_the_plan_without_the_cause(planned):
    case, plan, last, spectrum = planned
    found = curve(case, Dose("standing raises", spectrum, spectrum, 15.0), (0.0, 30.0))
    assert found.amounts == (0.0, 15.0, 30.0)
    assert found.now == 15.0
    without = tuple(b for b in plan if not isinstance(b.activity, CalfRaise))
    for column, bouts in ((1, plan), (0, without)):
        girth, volume = ends(case, bouts, last)
        np.testing.assert_allclose(found.girth[:, column], girth, atol=1e-6)
        np.testing.assert_allclose(found.volume[:, :, column], volume, atol=1e-6)


def test_twice_a_cause_is_every_bout_twice(planned):
    case, plan, last, spectrum = planned
    twice = tuple(
        replace(b, volume=2 * b.volume) if isinstance(b.activity, CalfRaise) else b for b in plan
    )
    found = curve(case, Dose("standing raises", spectrum, spectrum, 15.0), (30.0,))
    np.testing.assert_allclose(found.girth[:, -1], ends(case, twice, last)[0], atol=1e-6)
    assert np.all(np.diff(found.girth[2]) > 0)


def test_what_is_not_done_begins_at_the_plan_and_brings_its_steps(planned):
    case, plan, last, spectrum = planned
    walk = Recurring(activity=Walk(minutes=60), per_week=3)
    days = (last - case.today).days
    walks = schedule(Protocol(sessions=(walk,)), case.today + timedelta(days=1), days)
    dose = Dose("walking", spectrum, spectrum_of(case, plan + walks, last), 180.0)
    assert dose.now == 0.0
    found = curve(case, dose, (180.0,))
    np.testing.assert_allclose(found.girth[:, 0], ends(case, plan, last)[0], atol=1e-6)
    np.testing.assert_allclose(found.girth[:, 1], ends(case, plan + walks, last)[0], atol=1e-6)
    half = dose.spectrum(90.0, (case.today - case.first_day).days)
    added = (half.steps - spectrum.steps).sum()
    assert added == pytest.approx(0.5 * (dose.reference.steps - spectrum.steps).sum())
    assert added > 1000


def test_everyday_walking_is_steps_a_day(planned):
    case, plan, last, spectrum = planned
    steps = case.person.steps_per_day
    found = curve(case, Dose("everyday walking", spectrum, spectrum, steps), (1000.0,))
    wanted = ends(case, plan, last, Everyday(steps_per_day=1000.0))[0]
    np.testing.assert_allclose(found.girth[:, 0], wanted, atol=1e-6)
    assert found.girth[2, 0] < found.girth[2, 1]


def test_minutes_are_those_of_the_plan(planned):
    case, plan, _, spectrum = planned
    today = (case.today - case.first_day).days
    (run,) = {b.activity for b in plan if not isinstance(b.activity, CalfRaise)}
    runs = sum(b.volume for b in plan if b.activity == run)
    found = minutes_a_week(spectrum, "flat running", today)
    assert found == pytest.approx(runs * run.minutes / WEEKS)


@pytest.mark.parametrize("cause", CAUSES)
def test_every_cause_has_amounts_and_an_ordinary_movement_of_its_own(cause, planned):
    case = planned[0]
    amounts = amounts_of(cause, 0.0)
    assert amounts[0] == 0.0
    assert list(amounts) == sorted(amounts)
    done = KINDS[cause].done
    if done is not None:
        assert activity_load(done, case.limb, case.person.mass).cause == cause
    more = 2 * KINDS[cause].most
    assert amounts_of(cause, more)[-1] == more
