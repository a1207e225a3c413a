"""Grade from altitude."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surae.evidence import bind, central_values
from surae.loading.grade import smooth_grade

SMOOTH = bind(smooth_grade, central_values())


@given(st.floats(-0.25, 0.25), st.floats(0, 2000))
def test_an_even_slope_is_found(slope, start):
    distance = np.arange(0.0, 2000.0, 3.0)
    grade = SMOOTH(distance, start + slope * distance)
    np.testing.assert_allclose(grade[50:-50], slope, atol=1e-9)


def test_noise_of_half_a_meter_does_not_make_hills():
    rng = np.random.default_rng(1)
    distance = np.arange(0.0, 5000.0, 3.0)
    grade = SMOOTH(distance, 100 + 0.5 * rng.standard_normal(len(distance)))
    assert np.std(grade) < 0.005
    raw = np.diff(0.5 * rng.standard_normal(len(distance))) / 3
    assert np.std(raw) > 0.2


def test_a_hill_repeat_is_seen():
    distance = np.arange(0.0, 1000.0, 3.0)
    altitude = np.interp(distance, [0, 400, 600, 1000], [0, 0, 16, 16])
    grade = SMOOTH(distance, altitude)
    assert grade.max() == pytest.approx(0.08, abs=0.01)
    assert abs(grade[:80]).max() < 0.005


def test_without_altitude_the_ground_is_level():
    distance = np.arange(0.0, 1000.0, 3.0)
    assert not SMOOTH(distance, np.full_like(distance, np.nan)).any()
    assert not SMOOTH(np.zeros(4), np.array([1.0, 50.0, 2.0, 90.0])).any()


def test_grade_is_never_beyond_what_is_believed():
    distance = np.array([0.0, 100.0, 200.0, 300.0])
    assert np.abs(SMOOTH(distance, np.array([0.0, 500.0, 0.0, 500.0]))).max() <= 0.45
