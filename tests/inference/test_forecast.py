"""Forecasts: laws that hold whatever the draws."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from surae.anatomy.limb import limb_of
from surae.inference import Case, cause_shares, first_visible, outlook, prior_draws, verdict
from surae.inference.likelihood import minimal_detectable_change
from surae.loading import schedule
from surae.records import CalfRaise, Interval, Measurement, Person, Protocol, Recurring, Run

ADULT = Person(1.75, 72.0, 30.0, "male")
START = date(2026, 1, 5)
TODAY = START + timedelta(days=83)
RUNS = Recurring(activity=Run(minutes=30), per_week=3)
RAISES = Recurring(activity=CalfRaise(sets=4, reps=12, load_rm=13, reps_in_reserve=1), per_week=3)


def case(n_draws=300, seed=1, readings=(), person=ADULT):
    done = schedule(Protocol(sessions=(RUNS,)), START, 84)
    draws = prior_draws(n_draws, seed)
    return Case(person, limb_of(person), draws, done, tuple(readings), START, TODAY)


def ahead(items, weeks=16, **known):
    plan = schedule(Protocol(sessions=tuple(items)), TODAY + timedelta(days=1), 7 * weeks)
    return outlook(case(**known), plan, TODAY + timedelta(days=7 * weeks))


def tape(day, value, error=float("nan"), observer=""):
    when = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
    return Measurement(when, "calf", "girth", "tape", value, error_sd=error, observer=observer)


def test_probabilities_sum_to_one_and_changes_start_at_zero():
    seen = ahead([RUNS])
    said = verdict(seen)
    assert said.p_grow + said.p_hold + said.p_shrink == pytest.approx(1)
    assert np.all(seen.calf.girth_change[:, seen.calf.today_index] == 0)


def test_level_running_alone_promises_no_growth():
    said = verdict(ahead([RUNS]))
    assert abs(said.girth_change.median) < 0.2
    assert said.p_grow < 0.3
    assert said.girth_change.low < 0 < said.girth_change.high


def test_adding_raises_grows_and_the_raises_are_named_as_cause():
    plain, raised = ahead([RUNS]), ahead([RUNS, RAISES])
    gained = verdict(raised).girth_change.median - verdict(plain).girth_change.median
    assert 0.4 < gained < 1.6
    assert cause_shares(raised)[0].cause == "standing raises"


def test_causes_add_up_to_the_change_but_for_what_has_no_name():
    seen = ahead([RUNS, RAISES])
    named = seen.result.by_cause.sum(axis=-1)
    whole = seen.result.volume[:, :, -1] - 1
    spread = prior_draws(300, 1)["discrepancy_person"]
    assert np.abs(whole - named).max() <= np.abs(spread).max() / seen.result.volume.min() + 0.05
    assert np.corrcoef(named.mean(axis=0), whole.mean(axis=0))[0, 1] > 0.9


def test_the_same_seed_gives_the_same_forecast_and_another_one_another():
    one, two, other = (ahead([RUNS], seed=s).calf.girth for s in (3, 3, 4))
    np.testing.assert_array_equal(one, two)
    assert np.abs(one - other).max() > 0


def test_adding_a_parameter_would_not_reshuffle_the_others():
    few, many = prior_draws(10, 7), prior_draws(10, 7)
    np.testing.assert_array_equal(few["gain"], many["gain"])
    assert not np.array_equal(few["gain"], few["response_mg"] / few["response_mg"].mean())


def test_tape_readings_set_the_girth_and_narrow_it():
    readings = [tape(TODAY - timedelta(days=k), 38.0, 0.3) for k in (2, 9, 16, 23)]
    free, read = (
        verdict(ahead([RUNS])).girth_now,
        verdict(ahead([RUNS], readings=readings)).girth_now,
    )
    assert read.median == pytest.approx(38.0, abs=0.1)
    assert read.high - read.low < (free.high - free.low) / 3


def test_a_wider_error_never_narrows():
    widths = []
    for error in (0.2, 0.4, 0.8):
        now = verdict(ahead([RUNS], readings=[tape(TODAY, 37.0, error)])).girth_now
        widths.append(now.high - now.low)
    assert widths == sorted(widths)


def test_the_smallest_visible_change_follows_from_the_error_by_hand():
    # 1.96 · √2 · 0.45 cm = 1.247 cm
    assert minimal_detectable_change(0.45, detection_factor=2.772) == pytest.approx(
        1.247, abs=0.001
    )
    seen = ahead([RUNS])
    assert first_visible(seen, []).smallest_change == pytest.approx(1.247, abs=0.001)
    assert first_visible(seen, []).day is None


def test_a_good_tape_sees_raises_before_the_end():
    seen = ahead([RUNS, RAISES], weeks=26)
    visible = first_visible(seen, [tape(TODAY, 37.0, 0.15)])
    assert visible.day is not None
    assert TODAY < visible.day <= TODAY + timedelta(weeks=26)


def test_an_interval_of_draws_by_hand():
    part = Interval.of(np.arange(101.0))
    assert (part.low, part.median, part.high) == (5.0, 50.0, 95.0)


def test_a_longer_look_ahead_begins_as_the_shorter_one():
    short, long = ahead([RUNS, RAISES], weeks=8), ahead([RUNS, RAISES], weeks=16)
    n = short.calf.girth.shape[1]
    np.testing.assert_allclose(short.result.volume, long.result.volume[:, :, :n])
