"""Hevy exports: both units, both shapes of date, effort kept, bad rows named."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surae.errors import IngestError
from surae.ingest.hevy import read_hevy
from surae.ingest.options import Options
from surae.ingest.strength import KG_PER_LB

ROWS = [
    "Standing Calf Raise (Machine),warmup,20,15,",
    "Standing Calf Raise (Machine),normal,42.5,12,8",
    "Standing Calf Raise (Machine),dropset,30,10,9.5",
    "Seated Calf Raise,failure,40,9,10",
    "Bench Press (Barbell),normal,60,8,7",
]


def sets_of(data, **options):
    (session,), wrong = read_hevy(data, "gym.csv", Options(**options))
    assert wrong == ()
    return session.sets


def test_a_workout_is_a_session_with_its_sets(hevy):
    (session,), _ = read_hevy(hevy(ROWS), "gym.csv", Options())
    assert session.start == datetime(2026, 5, 28, 18, 5, tzinfo=UTC)
    assert (session.kind, session.duration, session.source) == ("strength", 3300, "Hevy")
    assert [s.set_type for s in session.sets] == ["warmup", "normal", "drop", "failure", "normal"]
    assert [s.load_kg for s in session.sets] == [20, 42.5, 30, 40, 60]
    assert [s.reps_in_reserve for s in session.sets[1:]] == [2, 0.5, 0, 3]
    assert math.isnan(session.sets[0].reps_in_reserve)
    assert [s.exercise for s in session.sets] == [
        *["calf_raise_standing"] * 3,
        "calf_raise_seated",
        "",
    ]


@given(st.lists(st.integers(0, 120), min_size=1, max_size=6))
def test_pounds_and_kilograms_give_the_same_sets(hevy, halves):
    kilograms = [half * 2.5 for half in halves]
    rows = [f"Calf Raise,normal,{kg},10,8" for kg in kilograms]
    imperial = [f"Calf Raise,normal,{kg / KG_PER_LB:.2f},10,8" for kg in kilograms]
    assert repr(sets_of(hevy(rows))) == repr(sets_of(hevy(imperial, unit="lbs")))
    assert [s.load_kg for s in sets_of(hevy(rows))] == kilograms


def test_the_other_date_shape_and_quotes_everywhere(hevy):
    data = hevy(ROWS).replace(b'"28 May 2026, 18:05"', b'"May 28, 2026, 6:05 PM"')
    data = data.replace(b'"28 May 2026, 19:00"', '"May 28, 2026, 7:00\u202fPM"'.encode())
    (session,), _ = read_hevy(data, "gym.csv", Options())
    assert (session.start.hour, session.duration) == (18, 3300)


def test_semicolons_and_another_encoding(hevy):
    text = hevy(["Wadenheben für Große,normal,40,10,8"]).decode()
    text = text.replace('"28 May 2026, 18:05"', "2026-05-28 18:05").replace(
        '"28 May 2026, 19:00"', "2026-05-28 19:00"
    )
    (one,) = sets_of(text.replace(",", ";").encode("cp1252"))
    assert (one.name, one.reps) == ("Wadenheben für Große", 10)


def test_a_bad_row_is_named_with_all_that_is_wrong_and_the_rest_is_kept(hevy):
    rows = [ROWS[1], "Calf Raise,normal,many,-3,12", "Calf Raise,sideways,40,10,", ROWS[3]]
    (session,), wrong = read_hevy(hevy(rows), "gym.csv", Options())
    assert len(session.sets) == 2
    assert [skipped.file for skipped in wrong] == ["gym.csv (row 3)", "gym.csv (row 4)"]
    for part in ("`weight` 'many'", "`reps` '-3'", "`rpe` '12'"):
        assert part in wrong[0].reason
    assert "`set_type` 'sideways'" in wrong[1].reason


@pytest.mark.parametrize("cell", ["nan", "inf", "1e400", "9" * 400])
def test_numbers_that_are_none_are_refused(hevy, cell):
    with pytest.raises(IngestError, match=r"gym.csv \(row 2\): no usable row; `reps`"):
        read_hevy(hevy([f"Calf Raise,normal,40,{cell},"]), "gym.csv", Options())


def test_a_column_without_unit_needs_to_be_told(hevy):
    data = hevy(["Calf Raise,normal,100,10,"]).replace(b"weight_kg", b"weight")
    with pytest.raises(IngestError, match="say kg or lb"):
        read_hevy(data, "gym.csv", Options())
    assert sets_of(data, weight_unit="lb")[0].load_kg == 45.36
    assert sets_of(data, weight_unit="kg")[0].load_kg == 100


def test_timed_sets_have_a_duration_and_no_count(hevy):
    data = hevy(["Calf Stretch,normal,,,"]).replace(b",normal,,,,,", b",normal,,,,45,")
    (one,) = sets_of(data)
    assert (one.exercise, one.duration) == ("other", 45)
    assert math.isnan(one.reps)


def test_an_export_without_rows_is_empty(hevy):
    assert read_hevy(hevy([]), "gym.csv", Options()) == ((), ())
