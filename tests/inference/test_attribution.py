"""Shares that add up."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surae.inference.attribution import ELSE, FAT, FOOD, MASS, attribute, shapley
from surae.inference.forecast import forecast
from surae.inference.outlook import outlook_with_spectrum
from surae.inference.together import moved_together
from surae.loading import load_spectrum, schedule
from surae.planning import repeat_habit
from surae.records import CalfRaise, Everyday, Hills, Protocol, Recurring, Run
from synthetic_people import FIRST, RAISES, case_of

RNG = np.random.default_rng(1)
LOADS = np.array([0.4, 1.0, 0.2, 0.7])


def saturating(members):
    return np.array(1 - np.exp(-LOADS[list(members)].sum()))


def by_orders(value, n):
    """Shapley values by their definition."""
    found, orders = np.zeros(n), list(permutations(range(n)))
    for order in orders:
        for place, player in enumerate(order):
            before, after = order[:place], order[: place + 1]
            found[player] += value(tuple(sorted(after))) - value(tuple(sorted(before)))
    return found / len(orders)


def test_shapley_values_are_the_mean_over_all_orders():
    found = shapley(saturating, 4, RNG)
    np.testing.assert_allclose(found, by_orders(saturating, 4))
    assert found.sum() == pytest.approx(float(saturating((0, 1, 2, 3))))


def test_equal_causes_share_equally_and_an_idle_one_gets_nothing():
    found = shapley(lambda s: np.array(1 - np.exp(-sum(k < 2 for k in s))), 3, RNG)
    assert found[0] == pytest.approx(found[1])
    assert found[2] == 0


def test_sampled_orders_add_up_and_come_near():
    loads = np.linspace(0.05, 0.5, 10)

    def value(members):
        return np.array(1 - np.exp(-loads[list(members)].sum()))

    found = shapley(value, 10, np.random.default_rng(2))
    assert found.sum() == pytest.approx(float(value(tuple(range(10)))))
    assert np.all(np.diff(found) > 0)


def split_of(case, weeks=10):
    last = case.today + timedelta(weeks=weeks)
    plan = repeat_habit(case.done, case.today, last, 8)
    seen, spectrum = outlook_with_spectrum(case, plan, last)
    return attribute(case, spectrum, seen), seen, spectrum


def test_shares_add_up_to_the_change_of_girth_draw_by_draw():
    case = case_of(np.random.default_rng(5), 5, n_draws=80)
    split, seen, _ = split_of(case)
    np.testing.assert_allclose(split.to_come.sum(axis=0), seen.calf.girth_change[:, -1], atol=1e-9)
    assert set(split.causes) >= {
        "flat running",
        "standing raises",
        "fat",
        "body mass",
        "everything else",
    }


def fed_split(case, energy_balance, weeks=16):
    last = case.today + timedelta(weeks=weeks)
    plan = repeat_habit(case.done, case.today, last, 8)
    day = Everyday(energy_balance=energy_balance, protein=1.2)
    seen, spectrum = outlook_with_spectrum(case, plan, last, day)
    return attribute(case, spectrum, seen), seen, spectrum


def test_body_mass_and_food_are_causes_and_all_shares_add_up():
    case = case_of(np.random.default_rng(8), 8, n_draws=80)
    medians = []
    for deficit in (-250.0, -500.0):
        split, seen, _ = fed_split(case, deficit)
        change = seen.calf.girth_change[:, -1]
        np.testing.assert_allclose(split.to_come.sum(axis=0), change, atol=1e-9)
        volume = seen.calf.volume_change[:, :, -1].sum(axis=0)
        np.testing.assert_allclose(split.volume_to_come.sum(axis=0), volume, atol=1e-9)
        by = dict(zip(split.causes, split.to_come, strict=True))
        past = dict(zip(split.causes, split.realised, strict=True))
        assert not past[MASS].any()
        assert not past[FOOD].any()
        assert abs(np.median(by[ELSE])) < 0.03
        medians.append([np.median(by[name]) for name in (MASS, FOOD, FAT)])
    assert np.all(np.array(medians) < 0)
    assert np.all(np.diff(medians, axis=0) < 0)


@settings(max_examples=10, deadline=None)
@given(
    st.none() | st.floats(-900, 600),
    st.none() | st.floats(0.5, 2.5),
    st.none() | st.floats(0, 15_000),
)
def test_shares_add_up_whatever_is_eaten_and_walked(energy_balance, protein, steps):
    case = case_of(np.random.default_rng(5), 5, n_days=90, n_draws=12)
    last = case.today + timedelta(weeks=6)
    plan = repeat_habit(case.done, case.today, last, 8)
    day = Everyday(energy_balance=energy_balance, protein=protein, steps_per_day=steps)
    seen, spectrum = outlook_with_spectrum(case, plan, last, day)
    split = attribute(case, spectrum, seen)
    change = seen.calf.girth_change[:, -1]
    np.testing.assert_allclose(split.to_come.sum(axis=0), change, atol=1e-9)
    volume = seen.calf.volume_change[:, :, -1].sum(axis=0)
    np.testing.assert_allclose(split.volume_to_come.sum(axis=0), volume, atol=1e-9)
    weighed = split.volume_to_come[split.causes.index(MASS)]
    if energy_balance is None:
        assert not weighed.any()
    else:
        assert np.all(weighed * np.sign(seen.calf.mass.change[:, -1]) >= 0)


def test_body_mass_has_what_a_body_of_steady_mass_would_have_more():
    case = case_of(np.random.default_rng(9), 9, n_draws=80)
    split, seen, spectrum = fed_split(case, -500.0)
    steady = replace(seen.around, mass_ratio=1.0)
    steps = case.person.steps_per_day
    without = forecast(spectrum, case.draws, case.today, steps, circumstances=steady)
    lost = (seen.result.volume - without.volume)[:, :, -1] * seen.calf.volume
    share = split.volume_to_come[split.causes.index(MASS)]
    np.testing.assert_allclose(share, lost.sum(axis=0), rtol=0.03, atol=0.05)


def test_where_nothing_is_said_of_food_and_mass_they_do_nothing_to_muscle():
    split, _, _ = split_of(case_of(np.random.default_rng(5), 5, n_draws=20))
    assert FOOD not in split.causes
    row = split.causes.index(MASS)
    assert not split.to_come[row].any()


def test_what_was_not_done_has_no_share():
    case = case_of(np.random.default_rng(5), 5, n_draws=40)
    running = tuple(b for b in case.done if isinstance(b.activity, Run))
    split, _, _ = split_of(replace(case, done=running))
    assert "standing raises" not in split.causes


def spectrum_with(case, *items):
    done = schedule(Protocol(sessions=items), FIRST, 200)
    return load_spectrum(done, case.limb, case.person.mass, FIRST, np.full(200, 7000.0))


def test_causes_that_start_together_are_named_and_separate_blocks_are_not():
    case = case_of(np.random.default_rng(6), 6, n_draws=5)
    hills = Recurring(
        activity=Hills(repeats=8, seconds=60, grade=0.08, speed=3.0), per_week=2, from_week=8
    )
    raises = replace(RAISES, from_week=8.0)
    (bundle,) = moved_together(spectrum_with(case, hills, raises))
    assert set(bundle.causes) >= {"uphill running", "standing raises"}
    assert bundle.contrast == (
        "8 weeks of standing raises alone, then 8 weeks of uphill running alone"
    )
    early = replace(hills, from_week=0.0, to_week=6.0)
    late = replace(raises, from_week=16.0)
    apart = moved_together(spectrum_with(case, early, late))
    assert all("standing raises" not in bundle.causes for bundle in apart)


def test_a_raise_is_told_from_a_seated_one():
    case = case_of(np.random.default_rng(6), 6, n_draws=5)
    seated = Recurring(
        activity=CalfRaise(sets=5, reps=12, load_rm=13, knee_angle=90.0), per_week=3, from_week=4.0
    )
    (bundle,) = moved_together(spectrum_with(case, replace(RAISES, from_week=4.0), seated))
    assert bundle.causes == ("standing raises", "seated raises")
