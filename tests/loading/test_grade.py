"""Grade from altitude."""

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surae.evidence import bind, central_values
from surae.ingest import read_log
from surae.loading import bouts
from surae.loading.grade import smooth_grade
from surae.records import Samples, Session

VALUES = central_values()
SMOOTH = bind(smooth_grade, VALUES)


@given(st.floats(-0.25, 0.25), st.floats(0, 2000))
def test_an_even_slope_is_found(slope, start):
    distance = np.arange(0.0, 2000.0, 3.0)
    grade = SMOOTH(distance, start + slope * distance).grade
    np.testing.assert_allclose(grade[50:-50], slope, atol=1e-9)


def test_noise_of_half_a_meter_does_not_make_hills():
    rng = np.random.default_rng(1)
    distance = np.arange(0.0, 5000.0, 3.0)
    grade = SMOOTH(distance, 100 + 0.5 * rng.standard_normal(len(distance))).grade
    assert np.std(grade) < 0.005
    raw = np.diff(0.5 * rng.standard_normal(len(distance))) / 3
    assert np.std(raw) > 0.2


def test_a_hill_repeat_is_seen():
    distance = np.arange(0.0, 1000.0, 3.0)
    altitude = np.interp(distance, [0, 400, 600, 1000], [0, 0, 16, 16])
    grade = SMOOTH(distance, altitude).grade
    assert grade.max() == pytest.approx(0.08, abs=0.01)
    assert abs(grade[:80]).max() < 0.005


def test_without_altitude_the_ground_is_level_and_its_grade_unknown():
    distance = np.arange(0.0, 1000.0, 3.0)
    missing = SMOOTH(distance, np.full_like(distance, np.nan))
    assert not missing.grade.any()
    assert (missing.grade_sd == VALUES["unknown_grade_sd"]).all()
    assert np.isnan(missing.window)
    assert not SMOOTH(np.zeros(4), np.array([1.0, 50.0, 2.0, 90.0])).grade.any()


def test_grade_is_never_beyond_what_is_believed():
    distance = np.array([0.0, 100.0, 200.0, 300.0])
    assert np.abs(SMOOTH(distance, np.array([0.0, 500.0, 0.0, 500.0])).grade).max() <= 0.45


def wandering(rng, distance, sd, reach):
    """Return an error whose likeness falls with distance as the model assumes."""
    alike = np.exp(-np.diff(distance) / reach)
    shocks = rng.standard_normal(len(distance))
    error = np.empty(len(distance))
    error[0] = shocks[0]
    for i, share in enumerate(alike, start=1):
        error[i] = share * error[i - 1] + np.sqrt(1 - share**2) * shocks[i]
    return sd * error


@pytest.mark.parametrize(
    ("source", "noise", "reach", "window"),
    [("barometer", "altitude_noise", "altitude_reach", "grade_window"),
     ("gps", "altitude_noise_gps", "altitude_reach_gps", "grade_window_gps"),
     (None, "altitude_noise_gps", "altitude_reach_gps", "grade_window")],
)  # fmt: skip
def test_the_stated_spread_is_that_of_the_error(source, noise, reach, window):
    rng = np.random.default_rng(7)
    distance = np.arange(0.0, 60_000.0, 3.0)
    true = 0.04 * np.sin(distance / 2000)
    altitude = 200 + np.cumsum(true) * 3.0
    error = wandering(rng, distance, VALUES[noise], VALUES[reach])
    found = SMOOTH(distance, altitude + error, source)
    assert found.window == VALUES[window]
    inner = slice(100, -100)
    actual = np.std((found.grade - true)[inner])
    assert np.median(found.grade_sd[inner]) == pytest.approx(actual, rel=0.15)
    assert found.grade_sd[0] > found.grade_sd[len(distance) // 2]


def test_satellites_ask_for_a_longer_window_and_pay_with_less_error():
    distance = np.arange(0.0, 5000.0, 3.0)
    level = np.full_like(distance, 50.0)
    spread = {source: SMOOTH(distance, level, source).grade_sd[800] for source in ("gps", None)}
    assert spread["gps"] < 0.02 < spread[None]
    assert SMOOTH(distance, level, "barometer").grade_sd[800] < 0.006


@given(st.floats(1, 30))
def test_an_altitude_that_scatters_more_is_trusted_less(scatter):
    distance = np.arange(0.0, 3000.0, 5.0)
    jagged = scatter * (-1.0) ** np.arange(len(distance))
    rough = SMOOTH(distance, jagged, "barometer").grade_sd[300]
    smooth = SMOOTH(distance, 0 * jagged, "barometer").grade_sd[300]
    assert rough == pytest.approx(smooth * max(scatter / VALUES["altitude_noise"], 1), rel=0.1)


@pytest.mark.shared
def test_no_recorded_run_is_steeper_than_people_run(shared_data):
    """Point to point, the same files reach several hundred percent."""
    raw, smooth = [], []
    files = [shared_data / "activities" / "runner_a" / f"0{n}.fit" for n in (196, 349, 402, 584)]
    for run in read_log(files).sessions:
        steps, rises = np.diff(run.samples.distance), np.diff(run.samples.altitude)
        raw.append(np.nanmax(np.abs(rises[steps > 0] / steps[steps > 0])))
        found = SMOOTH(run.samples.distance, run.samples.altitude, run.altitude_source)
        smooth.append(np.max(np.abs(found.grade)))
    assert min(raw) > 2
    assert max(smooth) < 0.2


# What becomes of it in bouts.


def session(samples=None, **fields):
    start = datetime(2026, 1, 5, 7, tzinfo=UTC)
    told = {"distance": 1800.0, "duration": 600.0, "kind": "run", "file": "a.fit"} | fields
    return Session(start=start, samples=samples, **told)


def samples(grade=np.nan, altitude=np.nan):
    time = np.arange(601.0)
    one, none = np.ones(601), np.full(601, np.nan)
    return Samples(time, 3 * time, 3 * one, altitude * one, none, none, grade * one)


def only(found):
    (bout,) = found
    return bout.activity.grade, bout.grade_sd


def test_a_belt_is_as_steep_as_it_was_set():
    belt = {"surface": "treadmill"}
    assert only(bouts(session(samples(grade=0.06), **belt))) == (0.06, 0.0)
    assert only(bouts(session(samples(), grade=0.04, **belt))) == (0.04, 0.0)
    assert only(bouts(session(None, grade=0.04, **belt))) == (0.04, 0.0)
    unknown = VALUES["unknown_grade_sd"]
    climbing_indoors = samples(altitude=np.linspace(0, 90, 601))
    assert only(bouts(session(climbing_indoors, **belt))) == (0.0, pytest.approx(unknown))


def test_outdoors_the_altitude_goes_before_what_a_device_made_of_it():
    level = samples(grade=0.2, altitude=50.0)
    grade, spread = only(bouts(session(level, altitude_source="barometer")))
    assert grade == 0
    assert 0.004 < spread < 0.01
    assert only(bouts(session(samples(grade=0.06))))[0] == 0.06
