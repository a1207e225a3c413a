"""Damage and recovery ahead of a person."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from surae.inference.ahead import ahead
from surae.inference.outlook import outlook_with_spectrum
from surae.inference.recovery import lately, recovery
from surae.inference.tissue import Before, tissue
from surae.records import MUSCLES, Bout, CalfRaise
from synthetic_people import case_of

HARD = CalfRaise(
    sets=10, reps=12, load_rm=12, reps_in_reserve=0, knee_angle=0.0, action="eccentric"
)


@pytest.fixture(scope="module")
def case():
    return case_of(np.random.default_rng(4), 4, n_days=300, n_draws=60)


def seen_of(case, plan=(), weeks=2):
    return outlook_with_spectrum(case, plan, case.today + timedelta(weeks=weeks))


def test_the_last_weeks_tell_what_the_whole_log_tells(case):
    _, spectrum = seen_of(case)
    found = recovery(case, lately(case, spectrum))
    whole = tissue(spectrum, case.draws, Before(slice(0, 56)))
    today = (case.today - case.first_day).days
    for one, damage in zip(found.today, whole.damage[:, :, today], strict=True):
        assert one.day == case.today
        assert one.lost.median == pytest.approx(np.median(damage), rel=0.05, abs=1e-4)
    stiff = np.median(whole.stiffness[:, today])
    assert found.stiffness[0].median == pytest.approx(stiff, abs=0.01)


def test_a_hard_session_hurts_and_the_week_of_rest_after_it_heals(case):
    hurt = replace(case, done=(*case.done, Bout(case.today, HARD)))
    rested, after = (recovery(c, lately(c, seen_of(c)[1])) for c in (case, hurt))
    for before, one in zip(rested.today, after.today, strict=True):
        assert one.lost.median > before.lost.median
        assert one.readiness.median <= before.readiness.median
    lost = np.array([[one.lost.median for one in day] for day in after.week])
    assert lost.shape == (7, len(MUSCLES))
    assert np.all(np.diff(lost, axis=0) < 0)
    assert after.worst_of_week.day == case.today + timedelta(days=1)
    assert after.worst_of_plan == after.worst_of_week


def test_the_worst_of_a_plan_is_the_morning_after_its_hardest_session(case):
    day = case.today + timedelta(days=10)
    plan = (Bout(day, HARD),)
    found = recovery(case, lately(case, seen_of(case, plan)[1]))
    assert found.worst_of_plan.day == day
    assert found.worst_of_plan.lost.median > found.worst_of_week.lost.median
    assert found.worst_of_plan.lost.low <= found.worst_of_plan.lost.median


def test_what_is_planned_is_no_habit_of_a_short_log(case):
    few = replace(case, first_day=case.today - timedelta(days=5))
    plan = tuple(Bout(case.today + timedelta(days=k), HARD) for k in range(3, 30, 3))
    found = [recovery(few, lately(few, seen_of(few, some, 5)[1])) for some in ((), plan)]
    assert found[0].today == found[1].today


def test_it_is_worked_out_only_when_it_is_asked_for(case):
    seen, spectrum = seen_of(case)
    found = ahead(case, seen, spectrum)
    assert "recovery" not in vars(found)
    assert found.recovery is found.recovery
    assert found.lately.n_days <= 2 * 56 + 14
