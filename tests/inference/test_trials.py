"""What the model expects of trials: hand-computed numbers, laws, and honest intervals."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from surae import evidence
from surae.anatomy.leg import leg_of
from surae.anatomy.shape import girth_section, roundness, shank_length
from surae.inference import prior_draws
from surae.inference.cohort import PERSONAL, cohort_draws, mean_error, people_of
from surae.inference.instruments import expected_size, reading, relative_error
from surae.inference.kinds import KINDS, activity_kind
from surae.inference.trials import observations, observed_change, predict_trial, simulate_arm
from surae.ingest import shipped_trials
from surae.records import (
    Arm,
    CalfRaise,
    Cohort,
    Draws,
    Hops,
    Outcome,
    Person,
    Recurring,
    Run,
    Stretch,
    Trial,
    Unload,
    Walk,
)

MAN = Person(height=1.76, mass=85.5, age=25, sex="male")
BED = Recurring(activity=Unload(posture="bed_rest"))
RAISES = Recurring(activity=CalfRaise(sets=5, reps=10, load_rm=10, reps_in_reserve=0), per_week=3)


@pytest.fixture(scope="module")
def draws() -> Draws:
    return prior_draws(300, 7)


@pytest.fixture(scope="module")
def central() -> Draws:
    """One draw, in which every parameter has its central value."""
    values = {name: np.array([value]) for name, value in evidence.central_values().items()}
    return Draws(values=values, evidence=evidence.RELEASE, seed=1)


def outcome(structure="TS", quantity="volume", instrument="mri", week=8.0, **more) -> Outcome:
    more = {"change": 0.05, **more}
    return Outcome(structure=structure, quantity=quantity, instrument=instrument, week=week, **more)


def trial(*outcomes: Outcome, sessions=(RAISES,), weeks=12.0, **cohort) -> Trial:
    people = Cohort(**{"n": 16, "sex": "male", "age": 25, **cohort})
    arm = Arm(name="a", weeks=weeks, sessions=tuple(sessions), outcomes=outcomes)
    return Trial(key="t", role="validation", cohort=people, arms=(arm,))


def test_bed_rest_is_the_closed_form_of_turnover(central):
    """V = S + (1 - S) exp(-k t) with k = 0.0126 a day and S = 0.57."""
    arm = Arm(name="bed", weeks=60 / 7, sessions=(BED,))
    volume = simulate_arm(arm, (), MAN, central).volume
    for days in (20, 60):
        expected = 0.57 + 0.43 * math.exp(-0.0126 * days)
        assert volume[[0, 2], 0, days] == pytest.approx(expected, abs=1e-9)
        assert 1 - volume[1, 0, days] == pytest.approx(0.8 * (1 - expected), abs=1e-9)


def test_regain_after_a_cast_is_the_closed_form_too(central):
    cast = Recurring(activity=Unload(posture="cast"), to_week=4)
    arm = Arm(name="cast", weeks=12, sessions=(cast,))
    volume = simulate_arm(arm, (), MAN, central).volume[0, 0]
    # Renewal is 1.6 times as fast in a cast, and 1.75 times while what was lost comes back.
    lowest = 0.57 + 0.43 * math.exp(-0.0126 * 1.6 * 28)
    assert volume[28] == pytest.approx(lowest)
    assert volume[84] == pytest.approx(1 - (1 - lowest) * math.exp(-0.0126 * 1.75 * 56))


def test_a_habit_that_goes_on_changes_nothing(central):
    habit = (Recurring(activity=Run(minutes=40), per_week=4), RAISES)
    arm = Arm(name="as before", weeks=10, sessions=habit)
    volume = simulate_arm(arm, habit, MAN, central).volume
    assert volume[:, 0, 55:] == pytest.approx(1, abs=0.004)


def test_a_habit_that_stops_is_lost(central):
    arm = Arm(name="off", weeks=10)
    volume = simulate_arm(arm, (RAISES,), MAN, central).volume
    assert np.all(volume[:2, 0, -1] < 0.97)
    assert np.all(np.diff(volume[0, 0, 62:]) <= 1e-12)


def test_change_is_counted_from_the_week_that_the_source_counts_from(central):
    cast = Recurring(activity=Unload(posture="cast"), to_week=7)
    asked = [outcome(week=7.0), outcome(week=12.0), outcome(week=12.0, since_week=7.0)]
    start, late, gained = predict_trial(trial(*asked, sessions=[cast]), draws_of(central))
    ratio = (1 + late.predicted) / (1 + start.predicted) - 1
    assert gained.predicted == pytest.approx(ratio, abs=0.02)
    assert gained.predicted > 0 > late.predicted > start.predicted


def draws_of(one: Draws, n: int = 400) -> Draws:
    return Draws({k: np.repeat(v, n) for k, v in one.values.items()}, one.evidence, one.seed)


def test_who_stands_for_a_cohort():
    values = evidence.central_values()
    mixed = people_of(trial(sex="mixed", age=None), Arm(name="a", weeks=1))
    assert [person.sex for person in mixed.persons] == ["female", "male"]
    assert {person.age for person in mixed.persons} == {values["cohort_age"]}
    assert mixed.persons[0].height == values["height_female"]
    other = people_of(trial(height=1.9), Arm(name="a", weeks=1, n=5, sex="female", age=60))
    assert (other.n, other.persons[0].sex, other.persons[0].age) == (5, "female", 60)
    assert other.persons[0].height == 1.9
    unknown = people_of(trial(n=None), Arm(name="a", weeks=1))
    assert unknown.n == values["cohort_size"]


def test_the_mean_of_many_people_varies_less(draws):
    few, many = (people_of(trial(n=n), Arm(name="a", weeks=1)) for n in (4, 64))
    for name in PERSONAL:
        wide, narrow, one = (
            cohort_draws(draws, few, "x")[name].std(),
            cohort_draws(draws, many, "x")[name].std(),
            draws[name].std(),
        )
        assert wide == pytest.approx(one / 2, rel=0.2)
        assert narrow == pytest.approx(one / 8, rel=0.2)
    assert np.array_equal(cohort_draws(draws, few, "x")["turnover_rate"], draws["turnover_rate"])


def test_trained_people_respond_less_unless_their_habit_says_why(draws):
    plain, trained, told = (
        cohort_draws(draws, people_of(trial(training=t, habit=h), Arm(name="a", weeks=1)), "x")
        for t, h in (("untrained", ()), ("trained", ()), ("trained", (RAISES,)))
    )
    assert trained["gain"] == pytest.approx(plain["gain"] * draws["trained_response"])
    assert told["gain"] == pytest.approx(plain["gain"])


def test_readings_by_hand(central):
    leg = leg_of(MAN)
    change = np.array([[0.10], [0.04], [0.02]])
    mg, lg, sol = leg.volume

    def read(*what: str, training: bool = True) -> float:
        found = reading(outcome(*what), change, MAN, leg, central, training=training)
        return float(found[0])

    assert read("LG", "volume") == pytest.approx(0.04)
    heads = (0.10 * mg + 0.04 * lg) / (mg + lg)
    whole = (0.10 * mg + 0.04 * lg + 0.02 * sol) / (mg + lg + sol)
    assert read("GAS", "volume") == pytest.approx(heads)
    assert read("TS", "volume") == pytest.approx(whole)
    assert read("TS", "csa") == pytest.approx(whole * 1.0)
    assert read("MG", "thickness", "ultrasound") == pytest.approx(0.10 * 1.5)
    assert read("SOL", "thickness", "ultrasound") == pytest.approx(0.02 * 3.0)
    assert read("SOL", "thickness", "ultrasound", training=False) == pytest.approx(0.02)
    assert read("calf", "volume") == pytest.approx(0.75 * whole)
    # ρ 2√(πA) at 85.5 kg: the area inside the fat grows by each muscle's ΔV · section per volume.
    girth = expected_size(outcome("calf", "girth", "tape"), MAN, leg)
    inside = ((girth - math.pi) / roundness()) ** 2 / (4 * math.pi)
    each = girth_section(shank_length(MAN))
    gained = 0.10 * mg * each[0] + 0.04 * lg * each[1] + 0.02 * sol * each[2]
    after = roundness() * 2 * math.sqrt(math.pi * (inside + gained)) + math.pi
    assert read("calf", "girth", "tape") == pytest.approx(after / girth - 1)


def test_water_leaves_a_calf_that_lies(central):
    bed = trial(outcome(week=8.0), sessions=[BED])
    (lying,) = predict_trial(bed, draws_of(central))
    volume = simulate_arm(bed.arms[0], (), MAN, central).volume[:, 0, 8 * 7]
    weights = leg_of(MAN).volume / leg_of(MAN).volume.sum()
    assert lying.predicted == pytest.approx(weights @ (volume - 1) - 0.015, abs=0.005)


def test_sizes_before_by_hand():
    leg = leg_of(MAN)
    assert expected_size(outcome("MG", "thickness"), MAN, leg) == 19
    assert expected_size(outcome("GAS", "thickness"), MAN, leg) == 17
    assert expected_size(outcome("TS", "thickness"), MAN, leg) == 49
    assert expected_size(outcome("SOL"), MAN, leg) == pytest.approx(leg.volume[2])
    area = expected_size(outcome("SOL", "csa"), MAN, leg)
    assert area == pytest.approx(0.0604 * leg.volume[2])
    # Slopes and intercepts of the eight muscle groups below the knee, summed by hand.
    everything = 8.315 * 85.5 * 1.76 + 295.75
    assert expected_size(outcome("calf"), MAN, leg) == pytest.approx(everything, rel=1e-6)


def test_errors_by_hand():
    assert mean_error(0.025, 8) == pytest.approx(0.0125)
    assert relative_error(outcome("MG", "thickness"), MAN) == 0.025
    girth = expected_size(outcome("calf", "girth"), MAN, leg_of(MAN))
    assert relative_error(outcome("calf", "girth"), MAN) == pytest.approx(0.2 / girth)


def test_what_was_observed():
    people = people_of(trial(), Arm(name="a", weeks=1))
    assert observed_change(outcome(change=-0.1), people) == -0.1
    assert observed_change(outcome(change=None), people) == 0
    stated = outcome("MG", "thickness", change=None, change_abs=1.0, baseline=20.0)
    assert observed_change(stated, people) == pytest.approx(0.05)
    known = outcome("MG", "thickness", change=None, change_abs=1.9)
    assert observed_change(known, people) == pytest.approx(0.1)


def test_an_interval_holds_people_instrument_and_stated_error(draws):
    def width(**more) -> float:
        cohort = {key: more.pop(key) for key in ("n", "training") if key in more}
        (found,) = predict_trial(trial(outcome(week=12.0, **more), **cohort), draws)
        assert found.low < found.predicted < found.high
        return found.high - found.low

    plain = width()
    assert width(n=2) > plain > width(n=400)
    assert width(se=0.10) > 1.5 * plain
    assert width(change=None) > plain
    assert width(structure="MG", quantity="thickness") > width(structure="MG") > 0
    assert width(training="trained") < plain


def test_a_condition_outside_the_model_widens(draws):
    usual = trial(outcome(week=12.0))
    strange = replace(usual, arms=(replace(usual.arms[0], condition="electrical"),))
    (plain,), (wide,) = predict_trial(usual, draws), predict_trial(strange, draws)
    assert wide.high - wide.low > 1.1 * (plain.high - plain.low)
    assert wide.sd > plain.sd


def test_the_same_draws_give_the_same_predictions(draws):
    chosen = shipped_trials()[9]
    assert predict_trial(chosen, draws) == predict_trial(chosen, draws)
    assert predict_trial(chosen, draws) != predict_trial(chosen, prior_draws(300, 8))


def test_more_sets_never_predict_less(draws):
    found = []
    for sets in (1, 3, 9):
        more = replace(RAISES, activity=replace(RAISES.activity, sets=sets))
        (one,) = predict_trial(trial(outcome("MG", week=12.0), sessions=[more]), draws)
        found.append(one.predicted)
    assert found == sorted(found)
    assert (found[1] - found[0]) / 2 > (found[2] - found[1]) / 6


@pytest.mark.parametrize(
    ("sessions", "week", "kind"),
    [
        ([], 4, "no training"),
        ([RAISES, Recurring(activity=Run(minutes=30), per_week=1)], 4, "raises"),
        ([Recurring(activity=Run(minutes=30), per_week=1)], 4, "running"),
        ([Recurring(activity=Walk(minutes=30), per_week=1)], 4, "walking"),
        ([Recurring(activity=Hops(contacts=30), per_week=1)], 4, "hops"),
        ([Recurring(activity=Stretch(minutes=3), per_week=1)], 4, "stretching"),
        ([BED], 4, "unloading"),
        ([BED, RAISES], 4, "unloading with exercise"),
        ([replace(BED, to_week=3.0)], 4, "recovery"),
        ([replace(BED, to_week=3.0), replace(RAISES, from_week=3.0)], 2, "unloading"),
        ([replace(RAISES, from_week=5.0)], 4, "no training"),
    ],
)
def test_the_kind_of_activity(sessions, week, kind):
    arm = Arm(name="a", weeks=8, sessions=tuple(sessions))
    assert activity_kind(arm, outcome(week=float(week))) == kind
    assert kind in KINDS


def test_observations_hold_every_outcome_of_the_release():
    known = observations(shipped_trials())
    assert len(known) == 79
    assert ("kinoshita_2023", "calibration", "raises", 0.124) in known
    assert {role for _, role, _, _ in known} == {"calibration", "validation"}
