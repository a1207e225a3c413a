"""The exercise table: one meaning per name, and no push-up for a calf raise."""

from __future__ import annotations

import pytest

from surae import evidence
from surae.ingest.exercises import (
    OTHER,
    _rows,
    _words,
    calf_raise_of,
    concerns_calf,
    find_exercise,
    find_fit_exercise,
)


def test_every_row_of_the_table_is_found_by_its_name_and_its_code():
    codes = {row["exercise"] for row in evidence.table("calf_exercises")} | {OTHER}
    for row in _rows():
        assert row["exercise"] in codes
        assert find_exercise(row["name"]) == row["exercise"]
        assert find_exercise(row["name"].upper().replace(" ", "-")) == row["exercise"]


def test_no_two_rows_contradict_each_other():
    meanings: dict[object, set[str]] = {}
    for row in _rows():
        for key in (_words(row["name"]), row["fit_code"]):
            if key:
                meanings.setdefault(key, set()).add(row["exercise"])
    assert [key for key, codes in meanings.items() if len(codes) > 1] == []


def test_the_codes_of_fit_category_one():
    got = {subtype: find_fit_exercise(1, subtype, "") for subtype in range(22)}
    assert {subtype for subtype, code in got.items() if code == OTHER} == {8, 11, 14}
    assert got[21] == ""
    raises = {
        subtype: calf_raise_of(code) for subtype, code in got.items() if code not in ("", OTHER)
    }
    assert len(raises) == 18
    assert {subtype for subtype, kind in raises.items() if kind.knee_angle == 90} == {6, 7}
    single = {subtype for subtype, kind in raises.items() if kind.legs == 1}
    assert single == {2, 3, 9, 10, 12, 13, 15, 16}
    assert calf_raise_of(find_fit_exercise(37, 4, "")).load_type == "band"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Standing Calf Raise (Smith Machine)", "calf_raise_standing"),
        ("STANDING CALF RAISES - barbell", "calf_raise_standing"),
        ("Calf Extension (Machine)", "calf_raise_standing"),
        ("Seated Calf Raise (Plate Loaded)", "calf_raise_seated"),
        ("Calf Press on Seated Leg Press", "calf_press"),
        ("Calf Press (Machine)", "calf_press"),
        ("One-Legged Heel Raise", "calf_raise_standing_single_leg"),
        ("Double-leg calf raise", "calf_raise_standing"),
        ("Bodyweight Calf Raises", "calf_raise_standing"),
        ("Tibialis Raise", "other"),
        ("Toes to Bar", "other"),
        ("Heel Elevated Goblet Squat", "other"),
        ("Squat (Barbell)", ""),
        ("Calf Raise Jump", ""),
        ("Wadenheben", ""),
        ("", ""),
    ],
)
def test_names_of_apps(name, code):
    assert find_exercise(name) == code


def test_the_users_names_go_before_the_table():
    own = {"calf raise": "calf_raise_seated", "Wadenheben": "calf_raise_standing"}
    assert find_exercise("Calf Raise", own) == "calf_raise_seated"
    assert find_exercise("wadenheben (Maschine)", own) == ""
    assert find_exercise("wadenheben (machine)", own) == "calf_raise_standing"


@pytest.mark.parametrize("name", ["Cable Wheel", "Bench Press", "Potato Carry", "Stone Toss"])
def test_names_that_only_contain_the_letters(name):
    assert not concerns_calf(name)
