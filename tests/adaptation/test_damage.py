"""Laws of damage, repair, swelling and protection."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surae.adaptation.damage import (
    Condition,
    acute_dose,
    acute_swelling,
    bout_damage,
    damage_course,
    damage_dose,
    fading,
    fresh,
    habitual_condition,
    hurt,
    muscle_load,
    readiness,
    recover,
)
from surae.evidence import bind, central_values
from surae.records import ContractionClasses

VALUES = central_values()
shares = st.floats(0, 0.95)
small = st.floats(0.001, 0.6)
half_lives = st.floats(0.3, 60)


def numbers(**changed):
    """Return the model's numbers, some changed, and the functions bound to them."""
    values = {**VALUES, **changed}
    return values, bind(hurt, values), bind(fading, values), bind(damage_course, values)


_, HURT, FADING, COURSE = numbers()
DAY = FADING(1.0)


def course(bouts, **changed):
    """Run bouts of one muscle and one draw; return damage, swelling, protection by day."""
    _, _, left, run = numbers(**changed)
    found = run(np.array(bouts, dtype=float)[:, None, None], fresh((1, 1)), left(1.0))
    return (part[0, 0] for part in found)


def one(value, kind=float):
    return np.array([value], dtype=kind)


def classes(tension=0.7, length=1.0, lengthening=0.5, seconds=1.0, passive=0.0, period=3.0):
    return ContractionClasses(
        muscle=one(0, int),
        cause=one(0, int),
        relative_tension=np.full((3, 1), tension),
        contraction_duration=one(seconds),
        cycle_period=one(period),
        fiber_length=one(length),
        external=one(0.0),
        passive=one(passive),
        lengthening=one(lengthening),
    )


def dose(**known):
    kinds = classes(**known)
    return float(bind(damage_dose, VALUES)(kinds, kinds.relative_tension[0])[0])


def test_damage_of_a_contraction_by_hand():
    """A second at tension ½ and optimal length, lengthening for half of it."""
    rule = bind(damage_dose, {**VALUES, "damage_tension_exponent": 2.0})
    kinds = classes(tension=0.5)
    # The active curve is within a thousandth of 1 at optimal length.
    by_hand = 0.5**2 * (0.5 + 0.5 * VALUES["damage_without_lengthening"])
    assert float(rule(kinds, kinds.relative_tension[0])[0]) == pytest.approx(by_hand, rel=0.002)


def test_lengthening_and_long_fibers_damage_more():
    assert dose(lengthening=1.0) > 5 * dose(lengthening=0.0) > 0
    assert dose(length=1.15) > dose(length=1.0)
    assert dose(passive=1.0) == 0


@given(st.floats(0, 1.2), st.floats(0, 1.2))
def test_more_tension_never_damages_less(first, second):
    low, high = sorted((first, second))
    assert dose(tension=low) <= dose(tension=high)


@given(st.lists(shares, min_size=1, max_size=40))
def test_nothing_leaves_its_bounds(bouts):
    damage, swelling, protection = course(bouts)
    assert np.all((damage >= 0) & (damage < 1))
    assert np.all((swelling >= 0) & (swelling <= VALUES["swelling_per_damage"]))
    assert np.all((protection >= 0) & (protection <= VALUES["protection_ceiling"]))


@given(small)
def test_all_is_repaired_without_load(bout):
    damage, swelling, protection = course([bout] + [0.0] * 400)
    assert damage[0] == pytest.approx(bout * 2 ** (-1 / VALUES["damage_half_life"]))
    assert np.all(np.diff(damage) < 0)
    assert damage[-1] < 1e-9
    assert swelling[-1] < 1e-9
    assert protection[-1] < 1e-2 * max(protection[0], 1e-6) + 1e-3


def test_swelling_is_largest_after_a_day_or_two():
    damage, swelling, _ = course([0.2] + [0.0] * 20)
    assert damage.argmax() == 0
    assert 1 <= swelling.argmax() <= 3


@given(small, st.integers(7, 60))
def test_a_second_equal_bout_damages_less(bout, gap):
    damage, _, _ = course([bout] + [0.0] * (gap - 1) + [bout])
    rest, _, _ = course([bout] + [0.0] * gap)
    assert damage[-1] - rest[-1] < damage[0]


@given(small)
def test_protection_fades(bout):
    after = Condition(np.array(0.0), np.array(0.0), np.array(0.5))
    weeks = [recover(after, FADING(7.0 * k)) for k in range(15)]
    damages = [float(HURT(state, bout).damage) for state in weeks]
    assert np.all(np.diff(damages) > 0)
    halved = recover(after, FADING(VALUES["protection_half_life"]))
    assert float(halved.protection) == pytest.approx(0.25)


@given(shares, shares, shares, shares)
def test_more_load_never_damages_less(damage, protection, first, second):
    before = Condition(np.array(damage), np.array(0.0), np.array(protection))
    low, high = (HURT(before, bout) for bout in sorted((first, second)))
    assert low.damage <= high.damage
    assert low.protection <= high.protection
    assert low.damage >= damage
    assert low.protection >= protection


@given(st.floats(0, 1e4), st.floats(0, 1e4))
def test_two_loads_of_a_day_are_one(first, second):
    share = bind(bout_damage, VALUES)
    together = 1 - (1 - share(first)) * (1 - share(second))
    assert share(first + second) == pytest.approx(together, abs=1e-12)


@given(shares, st.floats(0, 0.3), shares, half_lives, half_lives)
def test_a_daily_step_agrees_with_a_fine_one(damage, swelling, protection, repair, drain):
    values, _, left, _ = numbers(damage_half_life=repair, swelling_half_life=drain)
    now = np.array([damage, swelling, protection])
    rates = math.log(2) / np.array([repair, drain, values["protection_half_life"]])
    steps = 4000
    for _ in range(steps):
        half = now - 0.5 / steps * _slope(now, rates, values)
        now = now - _slope(half, rates, values) / steps
    exact = recover(Condition(*map(np.asarray, (damage, swelling, protection))), left(1.0))
    assert np.array(exact) == pytest.approx(now, abs=1e-6)


def _slope(now, rates, values):
    """Return −d/dt of damage, swelling and protection."""
    filled = np.array([0.0, values["swelling_per_damage"] * now[0], 0.0])
    return rates * (now - filled)


@given(shares, st.floats(0, 0.3), st.floats(0.1, 5), st.floats(0.1, 5))
def test_two_steps_are_one(damage, swelling, first, second):
    start = Condition(np.array(damage), np.array(swelling), np.array(0.3))
    twice = recover(recover(start, FADING(first)), FADING(second))
    assert np.array(twice) == pytest.approx(np.array(recover(start, FADING(first + second))))


def test_equal_rates_are_a_limit():
    near, exact = (
        bind(fading, {**VALUES, "damage_half_life": 1.5, "swelling_half_life": life})(1.0).filling
        for life in (1.5 + 1e-7, 1.5)
    )
    assert float(near) == pytest.approx(float(exact), rel=1e-6)


@given(small)
def test_a_habit_is_where_days_lead_to(bout):
    """Protection has the half-life of weeks, so the days have to be many."""
    state = bind(habitual_condition, VALUES)(np.array(bout), DAY)
    reached = [part[-1] for part in course([bout] * 1500)]
    assert np.array(state) == pytest.approx(np.array(reached), rel=1e-6)
    none = bind(habitual_condition, VALUES)(np.array(0.0), DAY)
    assert np.array(none).tolist() == [0, 0, 0]


def test_a_split_course_is_one_course():
    bouts = (
        np.random.default_rng(1).uniform(0, 0.2, (30, 3, 5))
        * (np.arange(30) % 3 == 0)[:, None, None]
    )
    whole = COURSE(bouts, fresh((3, 5)), DAY)
    first = COURSE(bouts[:11], fresh((3, 5)), DAY)
    carried = Condition(*(part[:, :, -1] for part in first))
    second = COURSE(bouts[11:], carried, DAY)
    for all_days, begin, end in zip(whole, first, second, strict=True):
        np.testing.assert_allclose(all_days, np.concatenate([begin, end], axis=-1))


def test_loads_are_gathered_by_muscle():
    kinds = classes()
    two = replace(
        kinds,
        muscle=np.array([0, 2]),
        relative_tension=np.ones((3, 2)),
    )
    load = muscle_load(np.array([[1.0, 2.0], [0.0, 4.0]]), two, np.array([[10.0, 1.0]]))
    assert load.shape == (2, 3, 1)
    assert load[:, :, 0].tolist() == [[10, 0, 2], [0, 0, 4]]


@given(shares, shares)
def test_more_damage_is_never_more_ready(first, second):
    low, high = sorted((first, second))
    ready = bind(readiness, VALUES)
    assert 0 <= ready(high) <= ready(low) <= 1


def test_swelling_right_after_work_leaves_within_an_hour_or_two():
    swelling = bind(acute_swelling, VALUES)
    kinds = classes(seconds=3.0, period=3.3)
    load = 80 * acute_dose(kinds, kinds.relative_tension[0])[0]
    assert 0.03 < swelling(load, 0.0) < 0.15
    assert swelling(load, 120.0) < 0.05 * swelling(load, 0.0)
    assert acute_dose(classes(passive=1.0), np.ones((1, 1)))[0, 0] == 0
