"""What readings teach: recovery, laws, and readings that cannot be right."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

import sbc
from surae.errors import CalibrationError
from surae.inference.calibrate import calibrate
from surae.inference.diagnostics import Diagnostics
from surae.inference.standing import standing, taught
from surae.records import Measurement
from synthetic_people import case_of, known_person

SEED = 11


@pytest.fixture(scope="module")
def scanned():
    """A person read twelve times by ultrasound, and the posterior."""
    known = known_person(SEED, "ultrasound")
    return known, calibrate(known.case)


@pytest.fixture(scope="module")
def taped():
    known = known_person(SEED, "tape")
    return known, calibrate(known.case)


def spread(posterior, name="gain"):
    return float(posterior.draws[name].std())


def test_the_fit_says_in_a_sentence_that_it_can_be_trusted(scanned):
    _, posterior = scanned
    assert posterior.diagnostics.trustworthy
    assert posterior.diagnostics.status.startswith("Trustworthy: two independent runs on 36")
    posterior.check()


def test_ultrasound_teaches_the_gain_and_tape_hardly_does(scanned, taped):
    prior = float(scanned[1].prior["gain"].std())
    assert spread(scanned[1]) < 0.85 * prior
    assert spread(taped[1]) > spread(scanned[1])


@pytest.mark.parametrize("gain", [0.5, 2.0])
def test_a_gain_far_from_the_middle_is_found(gain):
    known = known_person(SEED, "ultrasound", gain=gain)
    told = calibrate(known.case).draws["gain"]
    assert abs(np.median(told) - gain) < abs(1.0 - gain)
    low, high = np.quantile(told, (0.025, 0.975))
    assert low < gain < high


def test_no_readings_are_the_prior():
    case = case_of(np.random.default_rng(1), 1, n_draws=50)
    posterior = calibrate(case)
    assert posterior.draws is case.draws
    assert posterior.diagnostics.trustworthy
    assert posterior.diagnostics.status.startswith("No readings yet")
    rows = taught(posterior.learned, posterior.prior.values, posterior.draws.values)
    assert all((row.mean, row.sd) == (row.prior_mean, row.prior_sd) for row in rows)


def test_the_order_of_readings_does_not_matter_and_a_seed_repeats_to_the_byte(taped):
    known, posterior = taped
    shuffled = tuple(reversed(known.case.readings))
    again = calibrate(replace(known.case, readings=shuffled))
    for name in posterior.learned:
        np.testing.assert_array_equal(again.draws[name], posterior.draws[name])


def test_a_wider_error_never_narrows(scanned):
    known, posterior = scanned
    blurred = tuple(
        replace(r, error_sd=3 * 0.025 * r.value, date_time=r.date_time) for r in known.case.readings
    )
    wider = calibrate(replace(known.case, readings=blurred))
    for name in ("gain", "calf_size", "leg_difference"):
        assert spread(wider, name) > 0.93 * spread(posterior, name)


def test_a_reading_that_repeats_the_forecast_moves_little(taped):
    known, posterior = taped
    last = known.case.readings[-1]
    size, fat = posterior.draws["calf_size"], posterior.draws["calf_fat"]
    from surae.inference.calf import learned_calf

    girth = learned_calf(known.case.person, posterior.draws).girth
    assert len(size) == len(fat) == len(girth)
    middle = float(np.median(girth * np.exp(posterior.draws["leg_difference"] * 0)))
    repeat = replace(last, value=middle, side=None, observer="self")
    more = calibrate(replace(known.case, readings=(*known.case.readings, repeat)))
    for name in ("gain", "calf_size"):
        before, after = posterior.draws[name], more.draws[name]
        assert abs(after.mean() - before.mean()) < before.std()


def test_legs_share_the_person_and_differ_by_their_own_term(taped):
    known, posterior = taped
    larger = tuple(
        replace(r, value=r.value + (1.0 if r.side == "R" else 0.0)) for r in known.case.readings
    )
    other = calibrate(replace(known.case, readings=larger))
    moved = other.draws["leg_difference"].mean() - posterior.draws["leg_difference"].mean()
    assert moved > 0.005
    gain = posterior.draws["gain"]
    assert abs(other.draws["gain"].mean() - gain.mean()) < 0.3 * gain.std()


def test_one_absurd_outlier_among_good_readings_hardly_moves_the_person(scanned):
    known, posterior = scanned
    k = 7
    slip = replace(known.case.readings[k], value=1.8 * known.case.readings[k].value)
    readings = (*known.case.readings[:k], slip, *known.case.readings[k + 1 :])
    other = calibrate(replace(known.case, readings=readings))
    assert other.diagnostics.trustworthy
    for name in ("gain", "calf_size"):
        before, after = posterior.draws[name], other.draws[name]
        assert abs(after.mean() - before.mean()) < 0.3 * before.std(), name


def test_readings_in_two_units_are_not_shown_as_a_result(taped):
    known, _ = taped
    wrong = tuple(
        replace(r, value=r.value / 2.54 if k % 2 else r.value, error_sd=0.1)
        for k, r in enumerate(known.case.readings)
    )
    posterior = calibrate(replace(known.case, readings=wrong))
    assert not posterior.diagnostics.trustworthy
    assert posterior.diagnostics.status.startswith("Not trustworthy")
    with pytest.raises(CalibrationError, match="needed"):
        posterior.check()


def test_readings_outside_the_log_are_left_out_and_named(taped):
    known, posterior = taped
    early = replace(known.case.readings[0], date_time=known.case.readings[0].date_time - YEAR)
    other = calibrate(replace(known.case, readings=(*known.case.readings, early)))
    assert [u.reason.split(",")[0] for u in other.unused] == ["taken outside the log"]
    np.testing.assert_array_equal(other.draws["gain"], posterior.draws["gain"])


YEAR = timedelta(days=365)


def test_what_the_model_says_nothing_of_is_left_out(taped):
    known, _ = taped
    other = Measurement(known.case.readings[0].date_time, "AT", "length", "ultrasound", 20.0, "L")
    posterior = calibrate(replace(known.case, readings=(other,)))
    assert not posterior.used
    assert "length of AT" in posterior.unused[0].reason


def test_a_person_without_runs_and_a_log_with_a_hole_are_no_trouble():
    known = known_person(SEED + 1, "both", n=6)
    case = known.case
    years = timedelta(days=2 * 365)
    gap = tuple(replace(b, day=b.day - years) for b in case.done[:20])
    holed = replace(case, done=gap + case.done, first_day=case.first_day - years)
    assert calibrate(holed).diagnostics.trustworthy
    lifting = tuple(b for b in case.done if type(b.activity).__name__ == "CalfRaise")
    assert calibrate(replace(case, done=lifting)).diagnostics.trustworthy


def test_a_failed_diagnostic_names_itself():
    failed = Diagnostics({"difference of two runs": 0.6}, 5)
    assert failed.status == (
        "Not trustworthy: the difference of two runs is 0.6, needed at most 0.3 standard "
        "deviations; check the readings and their units."
    )
    with pytest.raises(CalibrationError, match=r"difference of two runs is 0\.6"):
        failed.check()


def test_percentiles_follow_the_size_and_the_gain(taped):
    known, posterior = taped
    found = standing(replace(known.case, draws=posterior.draws))
    assert 0 <= found.size.low < found.size.median < found.size.high <= 100
    assert found.response.high - found.response.low > 30


def test_ranks_of_a_few_known_people_look_uniform():
    ranked, sound, _ = sbc.run(range(1, 9))
    assert sound == len(ranked)
    assert sbc.coverage(ranked).mean() > 0.75
    assert np.all(np.abs(ranked.mean(axis=0) - 0.5) < 0.33)
