"""From raw columns to samples."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from surae.ingest.samples import CHANNELS, build_samples, haversine
from surae.ingest.sports import kind_and_surface
from surae.ingest.times import parse_time

NAN = np.nan


def test_distance_is_filled_between_what_was_recorded_and_never_falls():
    columns = {"distance": [NAN, 0, NAN, 30, 29, 60, NAN], "heart_rate": [120] * 7}
    got = build_samples([0, 1, 5, 11, 12, 22, 30], columns, "run")
    np.testing.assert_allclose(got.distance, [NAN, 0, 12, 30, 30, 61, NAN])


def test_a_distance_nobody_covers_by_then_belongs_to_an_earlier_part():
    got = build_samples([0, 10, 20], {"distance": [9000, 9030, 9060]}, "run")
    np.testing.assert_allclose(got.distance, [0, 30, 60])
    got = build_samples([300, 310], {"distance": [900, 930]}, "run")
    np.testing.assert_allclose(got.distance, [900, 930])


def test_distance_comes_from_speed_where_there_is_nothing_else():
    got = build_samples([0, 10, 20], {"speed": [3, 3, 2]}, "run")
    np.testing.assert_allclose(got.distance, [0, 30, 50])


def test_speed_comes_from_distance_where_none_was_recorded():
    time = np.arange(0, 61.0)
    got = build_samples(time, {"distance": 2.5 * time}, "run")
    np.testing.assert_allclose(got.speed, 2.5)


def test_the_origin_of_the_map_is_not_a_position():
    columns = {"latitude": [0, 50, 50.001], "longitude": [0, 8, 8]}
    got = build_samples([0, 10, 20], columns, "run")
    assert np.isnan(got.distance[0])
    assert got.distance[2] == pytest.approx(111.2, abs=0.1)


def test_haversine_along_a_parallel():
    """A degree of longitude at 60° north is half a degree at the equator: 55.6 km."""
    (step,) = haversine(np.array([60.0, 60.0]), np.array([10.0, 11.0]))
    assert step == pytest.approx(55_597, abs=10)


def test_nothing_usable_is_no_samples():
    assert build_samples([], {}, "run") is None
    assert build_samples([1], {"speed": [3]}, "run") is None
    assert build_samples([1, 2], {"altitude": [0, 0]}, "run") is None


@given(
    arrays(float, 12, elements=st.floats(allow_nan=True, allow_infinity=True)),
    st.fixed_dictionaries(
        {
            channel: arrays(float, 12, elements=st.floats(allow_nan=True, allow_infinity=True))
            for channel in CHANNELS
        }
    ),
    st.sampled_from(["run", "walk", "ride", "other"]),
)
def test_whatever_comes_in_times_rise_and_distance_never_falls(time, columns, kind):
    got = build_samples(time, columns, kind)
    if got is None:
        return
    assert (np.diff(got.time) > 0).all()
    known = got.distance[np.isfinite(got.distance)]
    assert (np.diff(known) >= 0).all()
    for channel in ("speed", "altitude", "cadence", "heart_rate", "distance"):
        assert not np.isinf(getattr(got, channel)).any()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("running", "virtual_activity"), ("run", "treadmill")),
        (("VirtualRun",), ("run", "treadmill")),
        (("wheelchair_push_run",), ("other", None)),
        (("transition", "bike_to_run_transition"), ("other", None)),
        (("cycling", "track_cycling"), ("ride", None)),
        (("training", "strength_training"), ("strength", None)),
        (("None", "None"), ("other", None)),
    ],
)
def test_words_for_sports(words, expected):
    assert kind_and_surface(*words) == expected


@pytest.mark.parametrize(
    "text", ["", "soon", "32 May 2026, 18:05", "28 Foo 2026, 18:05", "May 28, 2026, 13:05 PM"]
)
def test_other_times_are_refused(text):
    with pytest.raises(ValueError, match="not a time that surae reads"):
        parse_time(text)
