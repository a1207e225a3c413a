"""Laws of the tendon."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surae.adaptation.tendon import adapt, tendon_area, tendon_course, tendon_dose, tendon_setpoint
from surae.evidence import bind, central_values
from surae.records import TendonCycles

VALUES = central_values()
DOSE, SETPOINT = bind(tendon_dose, VALUES), bind(tendon_setpoint, VALUES)
ADAPT, COURSE = bind(adapt, VALUES), bind(tendon_course, VALUES)
loads = st.floats(0, 1e3)
everyday = st.floats(0, 1)


def cycles(strain, held, peak=4.0):
    def one(value):
        return np.array([value], dtype=float)

    return TendonCycles(np.array([0]), one(peak), one(peak * held), one(strain))


def dose(strain, held):
    return float(DOSE(cycles(strain, held))[0])


def test_dose_of_a_long_pull_by_hand():
    """One point over the threshold, held 3 s: felt in full, 3 s × 0.010, and a little softness."""
    scale, threshold = VALUES["tendon_strain_scale"], VALUES["tendon_strain_threshold"]
    felt = 1 - np.exp(-3 / VALUES["tendon_hold_time"])
    above = (threshold + 0.01) * felt - threshold
    assert above == pytest.approx(0.01, rel=0.01)
    soft = VALUES["tendon_strain_softness"]
    by_hand = 3 * soft * np.log1p(np.exp(above / soft))
    assert dose((threshold + 0.01) / scale, 3.0) == pytest.approx(by_hand)


def test_short_pulls_are_hardly_felt():
    """A stride strains the tendon more than a heavy hold does, and counts for far less."""
    assert dose(0.035, 0.11) < 0.001 * dose(0.030, 3.0)


@given(st.floats(0.001, 0.09), st.floats(0.001, 0.09), st.floats(0.05, 5), st.floats(0.05, 5))
def test_more_strain_or_a_longer_pull_is_never_less(strain, other, held, longer):
    low, high = sorted((strain, other))
    short, long = sorted((held, longer))
    assert 0 <= dose(low, short) <= dose(high, short)
    assert dose(low, short) <= dose(low, long)


@given(loads, loads, everyday, everyday)
def test_setpoint_has_bounds_and_grows_with_load(first, second, less, more):
    low, high = sorted((first, second))
    little, much = sorted((less, more))
    assert VALUES["tendon_unloaded"] <= SETPOINT(low, little) <= SETPOINT(high, much)
    assert SETPOINT(high, much) <= 1 + VALUES["tendon_gain"]


@given(st.lists(st.tuples(loads, everyday), min_size=1, max_size=60))
def test_stiffness_is_never_negative_nor_above_its_ceiling(days):
    weekly, walked = np.array(days).T
    course = COURSE(SETPOINT(weekly, walked)[None], np.ones(1))
    assert np.all(course > 0)
    assert np.all(course >= VALUES["tendon_unloaded"] - 1e-12)
    assert np.all(course <= 1 + VALUES["tendon_gain"] + 1e-12)
    assert np.all(bind(tendon_area, VALUES)(course) > 0)


@given(st.floats(0.5, 1.4))
def test_it_returns_to_the_habit(start):
    course = COURSE(np.ones((1, 1500)), np.array([start]))[0]
    assert np.all(np.diff(np.abs(course - 1)) <= 0)
    assert course[-1] == pytest.approx(1, abs=1e-6)


@given(st.floats(0.5, 1.4), st.floats(0.5, 1.4))
def test_a_daily_step_agrees_with_a_fine_one(start, setpoint):
    now, steps = start, 2000
    rate = 1 / VALUES["tendon_time_constant"]
    for _ in range(steps):
        now += rate * (setpoint - now) / steps
    assert float(ADAPT(start, setpoint, 1.0)) == pytest.approx(now, abs=1e-6)


@given(st.floats(0.5, 1.4), st.floats(0.1, 200), st.floats(0.1, 200))
def test_two_steps_are_one(start, first, second):
    twice = ADAPT(ADAPT(start, 1.2, first), 1.2, second)
    assert float(twice) == pytest.approx(float(ADAPT(start, 1.2, first + second)))


def test_cross_section_changes_less_than_stiffness():
    area = bind(tendon_area, VALUES)
    assert 1 < area(1.3) < 1.1
    assert area(1.0) == 1
