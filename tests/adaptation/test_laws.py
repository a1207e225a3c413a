"""Laws of dose and turnover."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surae.adaptation import Habit, simulate
from surae.adaptation.status import age_factor, energy_factor, protein_factor
from surae.adaptation.turnover import (
    growth_from_training,
    kept_share,
    kept_today,
    renew,
    weekly_sum,
)
from surae.anatomy.limb import limb_of
from surae.evidence import bind, central_values
from surae.inference.forecast import dose_draws
from surae.loading import load_spectrum, schedule
from surae.records import (
    CAUSES,
    CalfRaise,
    Draws,
    Person,
    Protocol,
    Recurring,
    Run,
    Stretch,
    Unload,
    Walk,
)

ADULT = Person(1.75, 72.0, 25.0, "male")
LEG = limb_of(ADULT)
START = date(2026, 1, 5)
CENTER = Draws({k: np.array([v]) for k, v in central_values().items()}, "test", 1)


def recurring(activity, per_week, **known):
    return Recurring(activity=activity, per_week=per_week, **known)


def spectrum_of(items, days, steps=7000.0):
    laid = schedule(Protocol(sessions=tuple(items)), START, days)
    return load_spectrum(laid, LEG, ADULT.mass, START, np.full(days, steps))


def run(items, days, steps=7000.0, habit_steps=7000.0, marks=(), **own):
    spectrum = spectrum_of(items, days, steps)
    none = np.zeros(len(spectrum.classes))
    habit = Habit(none, np.zeros(len(CAUSES)), habit_steps, np.zeros(1))
    dose = dose_draws(spectrum, CENTER)
    law = bind(simulate, central_values() | own)
    return law(spectrum, dose, np.zeros((1, len(CAUSES))), habit, marks)


def change(items, weeks, **known):
    """Percent change of MG, LG, SOL."""
    return 100 * (run(items, round(7 * weeks), **known).volume[:, 0, -1] - 1)


STANDING = CalfRaise(sets=5, reps=10, load_1rm=0.7, legs=1)
SEATED = CalfRaise(sets=5, reps=10, load_1rm=0.7, legs=1, knee_angle=90.0)


def test_zero_extra_load_from_the_habitual_state_never_grows_a_muscle():
    np.testing.assert_allclose(run([], 200).volume, 1.0)


def test_bed_rest_follows_the_closed_form_and_the_evidence():
    bed = [recurring(Unload(posture="bed_rest"), 7)]
    days = 29
    expected = 0.57 + 0.43 * np.exp(-central_values()["turnover_rate"] * days)
    volume = run(bed, days).volume[:, 0, -1]
    np.testing.assert_allclose(volume[[0, 2]], expected)
    share = central_values()["unloading_share_lg"]
    assert 1 - volume[1] == pytest.approx(share * (1 - expected))
    # Triceps surae: −10 % at 20 days, −11 to −16 at 29 to 35, −29 at 60 to 90.
    assert change(bed, 20 / 7)[0] == pytest.approx(-10, abs=2)
    assert -16.5 < change(bed, 32 / 7)[0] < -11
    assert change(bed, 90 / 7)[0] == pytest.approx(-29, abs=2)


def test_standing_raises_grow_the_gastrocnemius_and_seated_raises_do_not():
    standing, seated = (change([recurring(kind, 2)], 12) for kind in (STANDING, SEATED))
    assert standing[0] == pytest.approx(9.2, abs=3)
    assert standing[1] == pytest.approx(12.4, abs=4)
    assert standing[2] == pytest.approx(2.1, abs=2)
    assert standing[0] > 4 * max(seated[0], 0.1)
    assert seated[2] == pytest.approx(2.9, abs=2)


def test_running_and_walking_alone_do_not_grow_a_typical_calf():
    for activity in (Run(minutes=30), Walk(minutes=60, speed=1.5)):
        assert np.abs(change([recurring(activity, 3)], 26)).max() < 1


def test_long_ankle_angles_grow_more_than_short_ones():
    long, full, short = (
        change(
            [
                recurring(
                    CalfRaise(
                        sets=3, reps=17, load_rm=17, reps_in_reserve=0, ankle_from=a, ankle_to=b
                    ),
                    3,
                )
            ],
            8,
        )[0]
        for a, b in ((25, 0), (25, -25), (0, -25))
    )
    assert long > full > short


def test_an_hour_of_stretching_a_day_grows_and_minutes_a_week_do_not():
    daily = change([recurring(Stretch(minutes=60, ankle_angle=22), 7)], 6)
    weekly = change([recurring(Stretch(minutes=2, ankle_angle=22), 3)], 6)
    assert 4 < daily[1] < 15
    assert weekly.max() < 1.5


def test_sets_rise_and_flatten():
    few, some, many = (
        change([recurring(CalfRaise(sets=n, reps=10, load_1rm=0.7, legs=1), 2)], 12)[0]
        for n in (2, 5, 10)
    )
    assert few < some < many
    assert (many - some) / 5 < (some - few) / 3


@given(st.integers(1, 8), st.integers(1, 4))
@settings(max_examples=15)
def test_more_of_the_same_never_gives_less(sets, more):
    def raised(n):
        return change([recurring(CalfRaise(sets=n, reps=10, load_1rm=0.7), 2)], 8)

    assert np.all(raised(sets + more) >= raised(sets) - 1e-9)


def test_a_stopped_program_returns_towards_the_habit():
    item = recurring(STANDING, 3, to_week=12)
    volume = run([item], 7 * 40).volume[0, 0]
    assert volume[84] > 1.05
    assert np.all(np.diff(volume[95:]) < 0)
    assert 1 < volume[-1] < 1.03


def test_parts_add_up_to_the_whole():
    items = [recurring(STANDING, 2), recurring(SEATED, 2), recurring(Run(minutes=40), 3)]
    result = run(items, 100, steps=5000.0, marks=(50, 99))
    for k, mark in enumerate((50, 99)):
        np.testing.assert_allclose(1 + result.parts[k].sum(axis=-1), result.volume[:, :, mark])


def test_nothing_grows_above_the_ceiling_and_no_volume_is_negative():
    items = [recurring(CalfRaise(sets=50, reps=20, load_rm=20, reps_in_reserve=0, legs=1), 7)]
    values = central_values()
    volume = run(items, 1500).volume
    assert volume[0].max() <= 1 + values["response_mg"] + 1e-9
    bed = run([recurring(Unload(posture="cast"), 7)], 1500).volume
    assert bed.min() >= values["setpoint_unloaded"] - 1e-9


@given(st.floats(0.3, 1.5), st.floats(0.5, 1.4), st.floats(1, 200), st.integers(1, 64))
def test_splitting_a_step_changes_nothing_while_the_setpoint_holds(volume, aim, days, parts):
    whole = renew(np.array(volume), np.array(aim), kept_share(days, turnover_rate=0.0126))
    split = np.array(volume)
    for _ in range(parts):
        split = renew(split, np.array(aim), kept_share(days / parts, turnover_rate=0.0126))
    assert split == pytest.approx(float(whole))


@given(st.floats(0, 500), st.floats(0.1, 100))
def test_growth_saturates(stimulus, more):
    low, high = (
        growth_from_training(x, 0.2, gain=1.0, stimulus_scale=60.0)
        for x in (stimulus, stimulus + more)
    )
    assert 0 <= low <= high <= 0.2


@given(st.lists(st.floats(0, 10), min_size=1, max_size=40))
def test_weekly_sum_is_the_sum_of_seven_days(values):
    got = weekly_sum(np.array(values))
    expected = [sum(values[max(0, i - 6) : i + 1]) for i in range(len(values))]
    np.testing.assert_allclose(got, expected, atol=1e-9)


def test_fewer_steps_shrink_and_more_than_enough_do_not_grow():
    # n = 1/2, h = 0.575 / 0.65: 0.43 · 0.115 = 5 % in the end, three quarters of it in 16 weeks.
    assert change([], 16, steps=3500.0)[0] == pytest.approx(-3.75, abs=0.05)
    assert change([], 16, steps=1000.0)[0] < -10
    np.testing.assert_allclose(change([], 16, steps=14000.0), 0, atol=1e-9)


def test_starting_below_the_ordinary_day_walking_more_restores():
    gained = run([], 7 * 26, steps=7000.0, habit_steps=2000.0).volume[0, 0]
    assert gained[0] < 0.92
    assert gained[-1] > 0.98


def test_order_of_days_within_a_week_hardly_matters():
    days = [START + timedelta(days=k) for k in (0, 1)]
    assert days[0] < days[1]
    early = change([Recurring(activity=STANDING, days=("mon", "tue"))], 12)
    late = change([Recurring(activity=STANDING, days=("mon", "thu"))], 12)
    np.testing.assert_allclose(early, late, atol=0.3)


def test_what_was_lost_comes_back_faster_than_it_came_first():
    """Twelve weeks of raises, as long without, and again: the second time is steeper."""
    weeks = [recurring(STANDING, 3, to_week=12), recurring(STANDING, 3, from_week=24, to_week=36)]
    volume = run(weeks, 7 * 36).volume[0, 0]
    first = volume[4 * 7] - volume[0]
    again = volume[28 * 7] - volume[24 * 7]
    assert volume[24 * 7] < volume[12 * 7 - 1]
    reach = volume[12 * 7 - 1] - volume[24 * 7]
    assert again / reach > 1.3 * first / (volume[12 * 7 - 1] - volume[0])


def regained(below, *, regain_rate=2.0, regain_gap=0.03):
    """Return what a day brings to a muscle below its largest size, over an ordinary day."""
    shares = [kept_share(1.0, f, turnover_rate=0.0126) for f in (1.0, regain_rate, 1.8)]
    now, aim = np.array(1.1 - below), np.array(1.2)
    kept = kept_today(now, aim, np.array(1.1), 0.0, *shares, np.array(regain_gap))
    return (renew(now, aim, kept) - now) / (renew(now, aim, shares[0]) - now)


def test_regain_grows_with_what_was_lost_up_to_its_gap():
    assert regained(0.0) == 1
    assert 1.48 < regained(0.015) < 1.5
    assert 1.98 < regained(0.03) < 2
    assert regained(0.1) == pytest.approx(regained(0.03))


def test_an_irregular_week_does_not_ratchet_a_muscle_up():
    """Twice the sets every other week: the mean is that of a muscle without regain."""
    weeks = [recurring(STANDING, 6, from_week=w, to_week=w + 1) for w in range(0, 60, 2)]
    plain, irregular, at_once = (
        run(weeks, 7 * 60, **law).volume[0, 0, -28:]
        for law in ({"regain_rate": 1.0}, {}, {"regain_gap": 1e-9})
    )
    assert plain.min() > 1.02
    assert np.ptp(plain) > 0.002
    assert 0 < irregular.mean() - plain.mean() < 0.0015
    assert at_once.mean() - plain.mean() > 0.005


def test_a_cast_takes_faster_than_bed():
    bed, cast = (change([recurring(Unload(posture=p), 7)], 3)[2] for p in ("bed_rest", "cast"))
    assert cast < 1.2 * bed < 0


def test_a_stopped_program_returns_to_the_habit():
    volume = run([recurring(STANDING, 3, to_week=12)], 7 * 80).volume[:, 0]
    assert np.all(np.diff(volume[:, 13 * 7 :], axis=1) <= 1e-12)
    np.testing.assert_allclose(volume[:, -1], 1.0, atol=0.005)


@settings(max_examples=20)
@given(st.integers(1, 12), st.integers(1, 30), st.integers(1, 7), st.floats(0.3, 0.95))
def test_nothing_exceeds_the_ceiling_or_falls_below_nothing(sets, reps, per_week, load):
    hard = CalfRaise(sets=sets, reps=reps, load_1rm=load, reps_in_reserve=0)
    volume = run([recurring(hard, per_week)], 7 * 100).volume[:, 0]
    values = central_values()
    ceiling = [1 + values[f"response_{m}"] for m in ("mg", "lg", "sol")]
    assert np.all(volume <= np.array(ceiling)[:, None] + 1e-12)
    assert np.all(run([recurring(Unload(posture="cast"), 7)], 700).volume > 0)


def test_a_daily_step_agrees_with_a_fine_one():
    """Where the setpoint is constant a day is exact; where it ramps, six-hour steps agree."""
    daily = run([recurring(STANDING, 3)], 7 * 12).volume[0, 0]
    spectrum = spectrum_of([recurring(STANDING, 3)], 7 * 12)
    dose = dose_draws(spectrum, CENTER)[0]
    mine = spectrum.classes.muscle == 0
    felt = weekly_sum(spectrum.counts)[:, mine] @ dose[mine]
    values = central_values()
    aim = 1 + values["response_mg"] * -np.expm1(-felt / values["stimulus_scale"])
    fine, size = [], 1.0
    for target in aim:
        for _ in range(96):
            size += values["turnover_rate"] / 96 * (target - size)
        fine.append(size)
    np.testing.assert_allclose(daily, fine, atol=2e-5)


def test_a_deficit_of_five_hundred_cancels_growth_and_age_slows_it():
    law = bind(energy_factor, central_values())
    assert law(-500.0) == 0
    assert 0 < law(-200.0) < law(0.0) == law(400.0) == 1
    old, young = (bind(age_factor, central_values())(age) for age in (75.0, 25.0))
    assert 0.6 < old < young == 1
    food = bind(protein_factor, central_values())
    assert 0.5 < food(0.0) < food(0.8) < food(1.6) == food(3.0) == 1


def test_exercise_in_bed_keeps_some_of_the_muscle():
    bed = [recurring(Unload(posture="bed_rest"), 7)]
    alone, trained = (change(items, 12) for items in (bed, [*bed, recurring(STANDING, 3)]))
    assert np.all(trained > alone + 4)
    assert np.all(trained < change([recurring(STANDING, 3)], 12) - 4)
