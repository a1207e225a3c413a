"""Strides and repetitions: hand-computed numbers and laws."""

from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surae.anatomy.limb import limb_of
from surae.loading import activity_load, bouts, calf_raise, days_between, load_spectrum, schedule
from surae.loading.movement import contact_time, factor
from surae.loading.movement.running import grade_factor
from surae.loading.raises import load_fraction, set_tension
from surae.records import (
    CAUSES,
    Bout,
    CalfRaise,
    Hills,
    Hops,
    Person,
    Protocol,
    Recurring,
    Run,
    Samples,
    Session,
    Stairs,
    StrengthSet,
    Stretch,
    Unload,
    Walk,
)

ADULT = Person(1.75, 70.0, 30.0, "male")
LEG = limb_of(ADULT)


def tension(activity):
    """Peak relative tension of MG, LG and SOL, mean over the rules of sharing."""
    load = activity_load(activity, LEG, ADULT.mass)
    return load.contractions[0].relative_tension.mean(axis=0)


def pull(activity):
    """Peak tendon force in body weights."""
    return activity_load(activity, LEG, ADULT.mass).tendon[0].peak


def test_contact_time_balances_body_weight_over_a_step():
    # 60 / 170 s a step over 1.255 + 0.1055 · 3 = 1.5715 body weights
    got = contact_time(3.0, 170.0, vertical_force_at_rest=1.255, vertical_force_slope=0.1055)
    assert got == pytest.approx(60 / 170 / 1.5715)


@given(st.floats(1.5, 6.9), st.floats(0.01, 0.5))
def test_faster_running_never_loads_less(speed, more):
    slow, fast = (Run(minutes=1, speed=v) for v in (speed, speed + more))
    assert pull(fast) >= pull(slow) - 1e-6


def test_up_loads_more_and_down_less_than_level():
    up, level, down = (pull(Run(minutes=1, grade=g)) for g in (0.1, 0.0, -0.1))
    assert up > level > down
    assert grade_factor("ankle", 0.05) == 1.0


def test_treadmill_over_road_is_ten_percent():
    ratio = pull(Run(minutes=1, surface="treadmill")) / pull(Run(minutes=1))
    assert ratio == pytest.approx(1.1, abs=0.03)
    assert factor("surface", "treadmill") == 1.0


def test_walking_loads_about_half_of_running():
    ratio = pull(Walk(minutes=1)) / pull(Run(minutes=1, speed=3.0, surface="treadmill"))
    assert 0.4 < ratio < 0.65
    assert tension(Walk(minutes=1)).max() < tension(Run(minutes=1)).max()


def test_steps_of_a_run_are_shared_by_two_legs():
    load = activity_load(Run(minutes=10, cadence=180.0), LEG, 70.0)
    assert load.steps == 1800
    assert load.contractions[0].count == 900


def test_a_split_run_sums_to_the_whole():
    whole = activity_load(Run(minutes=30), LEG, 70.0)
    half = activity_load(Run(minutes=15), LEG, 70.0)
    assert whole.contractions[0].count == pytest.approx(2 * half.contractions[0].count)


def test_a_set_to_failure_ends_at_full_tension_and_reserve_cuts_the_rise():
    # 75 % can be lifted ten times; after five, capacity is 0.875 and tension 0.75 / 0.875.
    to_failure = set_tension(0.75, 10, 0, epley_repetitions=30.0)
    assert to_failure[-1] == pytest.approx(1.0)
    assert set_tension(0.75, 5, 5, epley_repetitions=30.0)[-1] == pytest.approx(0.75 / 0.875)


@given(st.floats(0.2, 0.95), st.integers(1, 40), st.floats(0, 20))
def test_tension_rises_within_a_set_and_stays_within_bounds(load, reps, reserve):
    tensions = set_tension(load, reps, reserve, epley_repetitions=30.0)
    assert len(tensions) == reps
    assert np.all(np.diff(tensions) >= -1e-12)
    assert tensions[-1] <= 1.0


def test_body_weight_on_one_leg_can_be_lifted_about_twenty_five_times():
    fraction = load_fraction(LEG, 70.0, CalfRaise(sets=1, reps=1, legs=1, body_weight=True))
    assert 30 * (1 / fraction - 1) == pytest.approx(25, abs=7)


def test_load_adds_and_a_second_leg_halves():
    one, two = (
        load_fraction(LEG, 70.0, CalfRaise(sets=1, reps=1, legs=legs, load_kg=0.0))
        for legs in (1, 2)
    )
    loaded = load_fraction(LEG, 70.0, CalfRaise(sets=1, reps=1, legs=1, load_kg=35.0))
    assert one == pytest.approx(2 * two)
    assert loaded == pytest.approx(1.5 * one)


def test_seated_raises_leave_the_gastrocnemius_short():
    seated = activity_load(CalfRaise(sets=1, reps=10, load_1rm=0.7, knee_angle=90.0), LEG, 70.0)
    assert seated.cause == "seated raises"
    assert seated.contractions[0].fiber_length[0] < 0.5 < seated.contractions[0].fiber_length[2]


ACTIVITIES = [
    Run(minutes=30),
    Run(km=5, grade=0.08),
    Hills(repeats=8, seconds=60, grade=0.1, speed=3.5),
    Stairs(minutes=10),
    Stairs(floors=20, direction="down", style="run"),
    Walk(minutes=30),
    CalfRaise(sets=3, reps=12),
    Hops(contacts=60, legs=1, intensity="high"),
    Stretch(minutes=10),
]


@pytest.mark.parametrize("activity", ACTIVITIES, ids=repr)
def test_every_activity_has_a_known_cause_and_finite_contractions(activity):
    load = activity_load(activity, LEG, 70.0)
    assert load.cause in CAUSES
    assert load.minutes > 0
    for contraction in load.contractions:
        assert np.all(np.isfinite(contraction.relative_tension))
        assert np.all(contraction.relative_tension >= 0)
        assert contraction.relative_tension.shape == (3, 3)
        assert contraction.count > 0
        assert contraction.contraction_duration <= contraction.cycle_period


def test_shuffling_sessions_within_a_day_changes_nothing():
    day = date(2026, 3, 1)
    some = [Bout(day, activity) for activity in ACTIVITIES]
    everyday = np.full(3, 7000.0)
    one = load_spectrum(some, LEG, 70.0, day, everyday)
    two = load_spectrum(some[::-1], LEG, 70.0, day, everyday)
    np.testing.assert_array_equal(one.counts, two.counts)
    np.testing.assert_array_equal(one.classes.relative_tension, two.classes.relative_tension)
    np.testing.assert_allclose(one.steps, two.steps)


def test_unloading_takes_everyday_loading_away_and_bouts_outside_are_left_out():
    day = date(2026, 3, 1)
    some = [
        Bout(date(2026, 3, 2), Unload(posture="bed_rest")),
        Bout(date(2026, 3, 9), Run(minutes=5)),
    ]
    spectrum = load_spectrum(some, LEG, 70.0, day, np.full(3, 7000.0))
    assert spectrum.unloaded.tolist() == [0, 1, 0]
    assert spectrum.counts.sum() == 0


@given(st.floats(0.5, 9).map(lambda v: round(v, 1)), st.integers(1, 12), st.floats(0, 0.1))
@settings(max_examples=40)
def test_a_schedule_holds_what_was_asked_for(per_week, weeks, progress):
    item = Recurring(activity=Walk(minutes=10), per_week=per_week, progress_per_week=progress)
    laid = schedule(Protocol(sessions=(item,)), date(2026, 1, 5), 7 * weeks)
    asked = sum(per_week * (1 + progress) ** week for week in range(weeks))
    assert sum(bout.volume for bout in laid) == pytest.approx(asked)


def test_named_days_and_weeks_are_kept():
    item = Recurring(activity=Walk(minutes=10), days=("mon", "thu"), from_week=1, to_week=2)
    laid = schedule(Protocol(sessions=(item,)), date(2026, 1, 5), 28)
    assert [bout.day.isoformat() for bout in laid] == ["2026-01-12", "2026-01-15"]


def session(kind, **known):
    start = datetime(2026, 1, 5, 7, tzinfo=UTC)
    return Session(start, kind, 1800.0, known.pop("distance", 5000.0), "a.fit", **known)


def test_a_summary_becomes_one_level_run_at_its_mean_speed():
    (bout,) = bouts(session("run"))
    assert bout.activity == Run(minutes=1, speed=2.75)
    assert bout.volume == 30


def test_rides_do_nothing_to_the_calf():
    assert bouts(session("ride")) == ()


def test_logged_sets_become_calf_raises_and_others_do_not():
    done = StrengthSet("calf_raise_seated", "Seated Calf Raise", 12.0, 40.0, reps_in_reserve=2.0)
    raised = calf_raise(done)
    assert raised is not None
    assert (raised.knee_angle, raised.load_rm, raised.reps_in_reserve) == (90.0, 14.0, 2.0)
    assert calf_raise(StrengthSet("", "Bench Press", 10.0)) is None


def test_days_are_counted_at_both_ends():
    assert days_between(date(2026, 1, 1), date(2026, 1, 1)) == 1


def test_a_watch_that_was_not_stopped_adds_no_walk():
    (bout,) = bouts(replace(session("run", distance=5600.0), duration=259_200.0))
    assert bout.activity == Run(minutes=1, speed=2.8)
    assert bout.volume == pytest.approx(5600 / 2.8 / 60)


def test_an_hour_of_rest_after_a_run_is_no_slow_run():
    time = np.arange(0.0, 7201.0)
    distance = 3.0 * np.minimum(time, 1800.0)
    none = np.full(len(time), np.nan)
    samples = Samples(time, distance, none, none, none, none, 0 * none)
    rested = replace(session("run", distance=5400.0), duration=7200.0, samples=samples)
    (bout,) = bouts(rested)
    assert bout.activity == Run(minutes=1, speed=3.0)
    assert bout.volume == pytest.approx(30, rel=0.01)


@pytest.mark.parametrize(("distance", "speed"), [(1000.0, 0.5), (90_000.0, 11.0), (0.0, 1.35)])
def test_a_mean_speed_that_cannot_be_is_held_to_what_can(distance, speed):
    (bout,) = bouts(session("walk", distance=distance))
    assert bout.activity.speed == pytest.approx(speed, abs=0.01)


def test_lengthening_is_told_by_the_movement():
    """A raise of 1 s up and 2 s down lengthens for two thirds; a descent more than the level."""

    def share(activity):
        return activity_load(activity, LEG, ADULT.mass).contractions[0].lengthening

    slow = CalfRaise(sets=1, reps=8, seconds_up=1, seconds_down=2)
    assert share(slow) == pytest.approx(2 / 3)
    assert share(CalfRaise(sets=1, reps=8, action="eccentric")) == 1
    assert share(CalfRaise(sets=1, reps=8, action="concentric")) == 0
    assert share(CalfRaise(sets=1, reps=8, action="isometric")) == 0
    runs = [share(Run(minutes=5, grade=grade)) for grade in (-0.2, -0.1, 0.0, 0.1)]
    assert runs == sorted(runs, reverse=True)
    assert runs[0] > 5 * runs[2]
    assert share(Stairs(minutes=5, direction="down")) > share(Stairs(minutes=5, direction="up"))


def test_raises_that_only_lower_are_kept_apart():
    lower = CalfRaise(sets=2, reps=8, action="eccentric", load_rm=10)
    lift = CalfRaise(sets=2, reps=8, action="concentric", load_rm=10, seconds_up=2)
    day = date(2026, 1, 5)
    spectrum = load_spectrum([Bout(day, lower), Bout(day, lift)], LEG, 70.0, day, np.zeros(1))
    assert set(spectrum.classes.lengthening.tolist()) == {0.0, 1.0}
    assert spectrum.counts.sum() == 3 * 2 * 2 * 8
