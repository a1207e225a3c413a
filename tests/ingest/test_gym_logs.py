"""Exports of gym logs: one session, whatever app, shape and unit it comes in."""

from __future__ import annotations

import csv
import io
import json
import math
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surae.errors import IngestError
from surae.ingest import read_log
from surae.ingest.fitnotes import read_fitnotes
from surae.ingest.liftosaur import read_liftosaur
from surae.ingest.options import Options
from surae.ingest.strength import KG_PER_LB
from surae.ingest.strong import read_strong
from surae.ingest.wger import read_wger

NAN = math.nan

# exercise, order, kg, reps, seconds, rpe
WORKOUT = [
    ("Standing Calf Raise (Machine)", "W", 20.0, 15, 0, ""),
    ("Standing Calf Raise (Machine)", "1", 42.5, 12, 0, "8"),
    ("Standing Calf Raise (Machine)", "2", 42.5, 10, 0, "9.5"),
    ("Standing Calf Raise (Machine)", "D", 30.0, 9, 0, ""),
    ("Seated Calf Raise (Plate Loaded)", "F", 40.0, 8, 0, "10"),
    ("Calf Stretch, standing", "1", 0.0, 0, 45, ""),
]
WHEN = "2026-05-28 18:05:00"


# The columns of the four shapes, and what separates them.
OLD = "Date Workout_Name Exercise_Name Set_Order Weight Reps Distance Seconds Notes"
LATER = "Date Workout_Name Duration Exercise_Name Set_Order Weight Reps Distance Seconds Notes RPE"
ANDROID = (
    "Date Workout_Name Exercise_Name Set_Order Weight Weight_Unit Reps RPE Distance Seconds Notes"
    " Workout_Notes Workout_Duration"
)
NEWEST = (
    "Workout_# Date Workout_Name Duration_(sec) Exercise_Name Set_Order Weight_(UNIT) Reps RPE"
    " Distance_(meters) Seconds Notes Workout_Notes"
)
SHAPES = [(",", OLD), (",", LATER), (";", ANDROID), (";", NEWEST)]


def strong(shape: int, rows=WORKOUT, unit: str = "kg") -> bytes:
    """Return a workout in one of the shapes that Strong has had."""
    delimiter, words = SHAPES[shape]
    columns = [word.replace("_", " ") for word in words.replace("UNIT", unit).split(" ")]
    factor = 1 if unit == "kg" else 1 / KG_PER_LB
    text = io.StringIO()
    table = csv.DictWriter(text, columns, delimiter=delimiter, extrasaction="ignore")
    table.writeheader()
    rest = ("X", "Note" if shape == 3 else "Rest Timer", 0.0, 0, 90, "")
    for name, order, kilograms, reps, seconds, rpe in (*rows[:2], rest, *rows[2:]):
        weight = f"{kilograms * factor:.3f}".replace(".", "," if shape == 2 else ".")
        blank = "" if shape == 3 else 0  # the newest shape leaves empty what was not logged
        table.writerow(
            {
                **{
                    column: weight if kilograms else blank
                    for column in columns
                    if "Weight" in column
                },
                "Date": WHEN,
                "Workout Name": "Legs",
                "Exercise Name": name,
                "Set Order": order,
                "Reps": reps or blank,
                "Seconds": seconds or blank,
                "RPE": rpe,
                "Notes": "a, b",
                "Weight Unit": unit,
                "Duration": "55m",
                "Workout Duration": "55m",
                "Duration (sec)": 3300,
                "Workout #": 3,
                "Distance": blank,
            }
        )
    return text.getvalue().encode()


def only(read) -> tuple:
    (session,), wrong = read
    assert wrong == ()
    return session


@pytest.mark.parametrize("shape", [1, 2, 3])
def test_a_workout_of_strong(shape):
    session = only(read_strong(strong(shape), "strong.csv", Options("kg")))
    assert session.start == datetime(2026, 5, 28, 18, 5, tzinfo=UTC)
    assert (session.kind, session.duration, session.title) == ("strength", 3300, "Legs")
    assert [s.set_type for s in session.sets] == [
        "warmup", "normal", "normal", "drop", "failure", "normal",
    ]  # fmt: skip
    assert [s.load_kg for s in session.sets[:5]] == [20, 42.5, 42.5, 30, 40]
    assert math.isnan(session.sets[5].load_kg)
    assert session.sets[5].duration == 45
    assert [s.reps_in_reserve for s in session.sets][1::3] == [2, 0]
    assert [s.exercise for s in session.sets] == [
        *["calf_raise_standing"] * 4, "calf_raise_seated", "other",
    ]  # fmt: skip


@pytest.mark.parametrize("unit", ["kg", "lb"])
def test_the_four_shapes_of_strong_give_the_same_sets(unit):
    effortless = [(*row[:5], "") for row in WORKOUT]  # the first shape knows no effort
    sets = {
        repr(only(read_strong(strong(shape, effortless, unit), "s.csv", Options(unit))).sets)
        for shape in range(4)
    }
    assert len(sets) == 1
    with_effort = {
        repr(only(read_strong(strong(shape, WORKOUT, unit), "s.csv", Options(unit))).sets)
        for shape in range(1, 4)
    }
    assert len(with_effort) == 1


@given(st.lists(st.integers(1, 200), min_size=1, max_size=5), st.integers(0, 3))
def test_kilograms_and_pounds_give_the_same_sets_of_strong(halves, shape):
    rows = [("Calf Raise", str(i), half * 1.25, 10, 0, "") for i, half in enumerate(halves, 1)]
    kilograms = only(read_strong(strong(shape, rows, "kg"), "s.csv", Options("kg")))
    pounds = only(read_strong(strong(shape, rows, "lb"), "s.csv", Options("lb")))
    assert repr(kilograms.sets) == repr(pounds.sets)
    assert [one.load_kg for one in kilograms.sets] == [half * 1.25 for half in halves]


@pytest.mark.parametrize("shape", [0, 1])
def test_a_unit_that_no_column_says_is_asked_for(shape):
    with pytest.raises(IngestError, match=r"s.csv \(weight\): does not say its unit .* kg or lb"):
        read_strong(strong(shape), "s.csv", Options())
    weightless = [("Calf Raise", "1", 0.0, 20, 0, "")]
    (one,) = only(read_strong(strong(shape, weightless), "s.csv", Options())).sets
    assert math.isnan(one.load_kg)


def test_the_side_of_a_set_is_in_its_name():
    rows = [(f"Calf Raise ({side})", "1", 10.0, 12, 0, "") for side in ("Left", "Right")]
    sets = only(read_strong(strong(3, rows), "s.csv", Options())).sets
    assert [(one.side, one.exercise) for one in sets] == [
        ("L", "calf_raise_standing_single_leg"),
        ("R", "calf_raise_standing_single_leg"),
    ]


FITNOTES = "Date,Exercise,Category,Weight,Weight Unit,Reps,Distance,Distance Unit,Time"


def test_commas_in_names_of_fitnotes_are_repaired():
    data = "\n".join(
        [
            FITNOTES + ",Comment",
            "2026-05-28,Calf Raise, Seated, Machine,Legs,40.0,kgs,12,,,,slow, and long",
            "2026-05-28,Bench Press,Chest,60.0,kgs,8,,,,",
            "2026-05-29,Calf Stretch,Legs,,,,,,0:01:30,",
        ]
    ).encode()
    (first, second), wrong = read_fitnotes(data, "fitnotes.csv", Options())
    assert wrong == ()
    raised, bench = first.sets
    assert (raised.name, raised.load_kg, raised.reps) == ("Calf Raise, Seated, Machine", 40, 12)
    assert raised.exercise == "calf_raise_seated"
    assert (bench.name, bench.load_kg) == ("Bench Press", 60)
    assert second.sets[0].duration == 90
    assert first.start == datetime(2026, 5, 28, 12, tzinfo=UTC)


def test_pounds_and_the_columns_of_the_newer_fitnotes():
    old = f"{FITNOTES}\n2026-05-28,Calf Raise,Legs,100,lbs,12,,,".encode()
    new = (
        b"Date,Exercise,Category,Weight (kg),Weight (lbs),Reps,Distance,Time,Notes,Kind\n"
        b"2026-05-28,Calf Raise,Legs,,100,12,,,,Warm Up"
    )
    (one,), (other,) = (only(read_fitnotes(data, "f.csv", Options())).sets for data in (old, new))
    assert one.load_kg == other.load_kg == 45.36
    assert (one.set_type, other.set_type) == ("normal", "warmup")


LIFTOSAUR = (
    "Workout DateTime,Program,Day Name,Exercise,Is Warmup Set?,Required Reps,Completed Reps,"
    "Is AMRAP?,Required RPE,Completed RPE,Log RPE?,Required Weight Value,Required Weight Unit,"
    "Completed Weight Value,Completed Weight Unit,Completed Reps Time,Target Muscles,"
    "Synergist Muscles,Notes"
)


def test_liftosaur_gives_what_was_done_not_what_was_planned():
    start = "2026-05-28T18:05:00.000Z"
    what = f'{start},Mine,Day 1,"Standing Calf Raise, Barbell"'
    tail = '"Gastrocnemius, Soleus",,'
    data = "\n".join(
        [
            LIFTOSAUR,
            f"{what},1,10,10,0,,,0,20,kg,20,kg,,{tail}",
            f"{what},0,12,14,1,,8.5,1,40,kg,42.5,kg,,{tail}",
            f"{what},0,12,,0,,,0,40,kg,,,,{tail}",
        ]
    ).encode()
    session = only(read_liftosaur(data, "l.csv", Options()))
    assert session.start == datetime(2026, 5, 28, 18, 5, tzinfo=UTC)
    assert [(s.set_type, s.reps, s.load_kg) for s in session.sets] == [
        ("warmup", 10, 20),
        ("normal", 14, 42.5),
    ]
    assert session.sets[1].reps_in_reserve == 1.5
    assert {s.exercise for s in session.sets} == {"calf_raise_standing"}


WGER_SETS = [
    {"id": 1, "date": "2026-05-28T18:07:00Z", "session": 5, "exercise": 622, "repetitions": "12.00",
     "repetitions_unit": 1, "weight": "42.50", "weight_unit": 1, "rir": "2"},
    {"id": 2, "date": "2026-05-28T18:05:00Z", "session": 5, "exercise": 622, "repetitions": "10",
     "repetitions_unit": 1, "weight": "93.70", "weight_unit": 2, "rir": "4+"},
    {"id": 3, "date": "2026-05-30", "session": 6, "exercise": 9, "repetitions": "2",
     "repetitions_unit": 4, "weight": None, "weight_unit": None, "rir": None},
]  # fmt: skip


def test_sets_of_wger_with_the_names_of_another_answer():
    names = [{"id": 622, "translations": [
        {"name": "Stehende Wade", "language": 1}, {"name": "Standing Calf Raises", "language": 2},
    ]}]  # fmt: skip
    both = {"workoutlog": {"results": WGER_SETS}, "exerciseinfo": names}
    (first, second), girths, wrong = read_wger(json.dumps(both).encode(), "w.json", Options())
    assert (girths, wrong) == ((), ())
    assert first.start == datetime(2026, 5, 28, 18, 5, tzinfo=UTC)
    assert [(s.exercise, s.load_kg, s.reps_in_reserve) for s in first.sets] == [
        ("calf_raise_standing", 42.5, 2),
        ("calf_raise_standing", 42.5, 4),
    ]
    assert (second.sets[0].duration, second.sets[0].name) == (120, "wger exercise 9")


def test_a_bare_page_of_wger_keeps_the_numbers_of_its_exercises(tmp_path):
    (tmp_path / "log.json").write_text(json.dumps({"count": 3, "results": WGER_SETS}))
    log = read_log([tmp_path])
    assert [s.sets[0].name for s in log.sessions] == ["wger exercise 622", "wger exercise 9"]
    assert log.unknown_exercises == ("wger exercise 622", "wger exercise 9")
    mapped = read_log([tmp_path], exercises={"wger exercise 622": "calf_raise_standing"})
    assert mapped.unknown_exercises == ("wger exercise 9",)


def test_one_workout_in_two_logs_counts_once(tmp_path):
    """The second app was given the history of the first, which writes no time of day."""
    rows = [("Calf Raise", str(i), 40.0, 12 - i, 0, "") for i in range(1, 5)]
    (tmp_path / "strong.csv").write_bytes(strong(3, rows))
    lines = [f"2026-05-28,Calf Raise,Legs,40,kgs,{12 - i},,," for i in range(1, 5)]
    (tmp_path / "fitnotes.csv").write_text("\n".join([FITNOTES, *lines]))
    (tmp_path / "older.csv").write_text("\n".join([FITNOTES, *lines]))
    log = read_log([tmp_path])
    assert [s.source for s in log.sessions] == ["Strong"]
    assert len(log.duplicates) == 2


def test_times_of_a_gym_log_are_local(tmp_path):
    session = only(read_strong(strong(3), "s.csv", Options(time_zone=ZoneInfo("America/New_York"))))
    assert session.start == datetime(2026, 5, 28, 22, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("read", "data"),
    [
        (read_strong, b"Date,Exercise Name,Set Order,Weight (stone)\n2026-01-01,Calf,1,3"),
        (read_fitnotes, b"Exercise,Date,Category,Reps\n1,2,3,4"),
        (read_liftosaur, LIFTOSAUR.encode() + b"\nsoon,,,Calf,0,1,1" + b"," * 12),
        (read_wger, b"{}"),
        (read_wger, b'{"results": [{"category": 3, "value": 37}]}'),
        (read_wger, b"[" * 100_000),
    ],
)
def test_what_is_not_such_an_export_is_one_line(read, data):
    with pytest.raises(IngestError) as caught:
        read(data, "x.csv", Options())
    assert "\n" not in str(caught.value)
