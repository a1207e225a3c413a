"""Muscle, bone and fat to tape."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surae.anatomy.girth import expected_girth, girth_after, girth_range, inner_area
from surae.anatomy.limb import limb_of
from surae.evidence import central_values
from surae.records import Person

SECTION = central_values()["section_per_volume"]


def test_one_millimeter_of_fat_all_round_is_six_millimeters_of_girth():
    change = girth_after(36.0, 6.0, 0.0, 1.0, section_per_volume=SECTION) - 36.0
    assert change == pytest.approx(2 * np.pi * 0.1)


def test_ten_percent_of_muscle_is_about_a_centimeter_and_mirrors():
    volume = limb_of(Person(1.75, 72.0, 30.0, "male")).volume[:3].sum()
    up, down = (
        float(girth_after(36.0, 6.0, sign * 0.1 * volume, 0.0, section_per_volume=SECTION)) - 36.0
        for sign in (1, -1)
    )
    assert 0.9 <= up <= 1.2
    assert up == pytest.approx(-down, rel=0.12)


@given(
    st.floats(28, 48), st.floats(2, 15), st.floats(-150, 150), st.floats(0.1, 50), st.floats(-1, 1)
)
def test_girth_rises_with_muscle_and_returns_without_change(girth, fat, change, more, fat_change):
    before = girth_after(girth, fat, change, fat_change, section_per_volume=SECTION)
    after = girth_after(girth, fat, change + more, fat_change, section_per_volume=SECTION)
    assert after > before
    same = girth_after(girth, fat, 0.0, 0.0, section_per_volume=SECTION)
    assert same == pytest.approx(girth)


def test_inner_area_by_hand():
    # Radius 36 / 2π = 5.7296 cm, less 0.6 cm of fat: π · 5.1296² = 82.66 cm² in a circle; the leg's
    # tape is 1.0196 times as long as a circle's round the same area: 82.66 / 1.0196² = 79.51 cm²
    assert inner_area(36.0, 6.0) == pytest.approx(79.52, abs=0.01)


def test_the_range_holds_nine_in_ten_on_the_logarithmic_scale():
    person = Person(1.75, 70.0, 30.0, "male")
    low, high = girth_range(person, 1.644854)
    middle, _ = expected_girth(person)
    # ln range = ± 1.644854 · 0.0397589
    assert np.log(high / middle) == pytest.approx(0.0653976, abs=1e-6)
    assert low * high == pytest.approx(middle**2)


@pytest.mark.parametrize(
    ("sex", "height", "mass", "mean"), [("male", 1.76, 74.0, 35.5), ("female", 1.65, 60.0, 34.2)]
)
def test_ordinary_adults_have_ordinary_girths(sex, height, mass, mean):
    girth, spread = expected_girth(Person(height, mass, 26.0, sex))
    assert abs(girth - mean) < 2.1
    assert 1.0 < spread < 2.5
