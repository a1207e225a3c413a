"""``surae measure``: what is refused, what is doubted, what is kept and what it is worth."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surae.app.measure_words import HOW, asked, how_lines
from surae.app.measuring import READ, doubted, doubts, repeated, when, worth_of
from surae.errors import RecordError
from surae.evidence.instruments import instrument_row
from surae.records import Measurement

DAY = datetime(2026, 6, 29, 7, 30, tzinfo=UTC)
LEFT = Measurement(DAY, "calf", "girth", "tape", 37.2, side="L")
FACTS = {"height": 1.68, "mass": 61.5, "age": 34.0, "sex": "female", "steps_per_day": 7000.0}


@pytest.fixture
def store(surae, tmp_path):
    ran = surae(
        "init", "--height", 1.68, "--mass", 61.5, "--age", 34, "--sex", "female", "--store", "mine"
    )
    assert ran.returncode == 0
    return "mine"


def test_every_instrument_has_instructions_and_reads_what_it_reads_by_default() -> None:
    assert HOW.keys() == READ.keys()
    for instrument, (quantity, structure) in READ.items():
        assert instrument_row(instrument, quantity, structure)
        assert len(how_lines(instrument)) >= 2


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (["37", "--unit", "mm"], "did you mean cm?"),
        (["370"], "did you mean mm?"),
        (["-3", "--instrument", "caliper"], "should be greater than 0"),
        (["37", "--date", "2999-01-01"], "`date` 2999-01-01"),
        (["37", "--date", "last week"], "dates such as 2026-06-28"),
        (["20", "--quantity", "thickness"], "all that a tape can measure"),
        (["2", "--instrument", "dxa", "--quantity", "girth"], "what dxa reads: lean_mass calf"),
        (["37", "37.2", "--repeats", "3"], "as many as there are values"),
    ],
)
def test_the_unbelievable_is_refused_in_one_line(surae, store, value, said) -> None:
    ran = surae("measure", *value, "--store", store)
    assert ran.returncode == 1
    assert said in ran.stderr
    assert ran.stderr.count("\n") == 1
    assert json.loads(surae("measure", "--store", store, "--json").stdout)["measurements"] == []


def test_a_doubtful_reading_is_kept_only_when_told_to(surae, store) -> None:
    first = ("--instrument", "ultrasound", "--date", "2026-06-29", "--store", store)
    assert surae("measure", 18, "--side", "left", *first).returncode == 0
    twice = surae("measure", 36, "--side", "right", *first)
    assert twice.returncode == 1
    assert "the left side read 18 mm on 2026-06-29" in twice.stderr
    assert surae("measure", 36, "--side", "right", *first, "--yes").returncode == 0
    kept = json.loads(surae("measure", "--store", store, "--json").stdout)["measurements"]
    assert [row["value"] for row in kept] == [18.0, 36.0]


def test_repeats_and_circumstances_are_kept(surae, store) -> None:
    ran = surae(
        "measure", 37.1, 37.3, 37.2, "--side", "left", "--date", "2026-06-29", "--time", "07:30",
        "--minutes-standing", 12, "--hours-after-exercise", 20, "--store", store, "--json",
    )  # fmt: skip
    told = json.loads(ran.stdout)
    assert (told["value"], told["repeats"], told["hour"]) == (37.2, 3, 7.5)
    assert (told["minutes_standing"], told["hours_since_training"]) == (12.0, 20.0)
    assert told["typical_error"] == pytest.approx(0.392, abs=0.001)
    assert told["corrected"] == pytest.approx(37.2 - told["circumstances_add"], abs=1e-3)
    (row,) = json.loads(surae("measure", "--store", store, "--json").stdout)["measurements"]
    assert (row["repeats"], row["minutes_standing"], row["hour"]) == (3, 12.0, 7.5)


def test_weighings_and_fat_have_their_instruments(surae, store) -> None:
    ran = surae(
        "measure",
        136,
        "--unit",
        "lb",
        "--instrument",
        "scale",
        "--date",
        "2026-06-28",
        "--store",
        store,
    )
    assert "body mass 61.6886 kg on 2026-06-28" in ran.stdout
    fat = surae("measure", 7, "--instrument", "caliper", "--date", "2026-06-28", "--store", store)
    assert "fat thickness 7 mm" in fat.stdout


def test_how(surae) -> None:
    assert "does not stretch" in surae("measure", "--how", "tape").stdout


def test_what_is_doubted() -> None:
    def said(value, side="R", **changes):
        new = Measurement(DAY + timedelta(days=1), "calf", "girth", "tape", value, side=side)
        return doubts(new, [LEFT], FACTS | changes)

    assert said(37.0) == said(37.4, "L") == []
    assert "left side read 37.2 cm" in said(45.0)[0]
    assert "nothing changes so fast" in said(31.0, "L")[0]
    assert "expected between" in said(36.0, mass=110.0)[0]
    scale = Measurement(DAY, "body", "mass", "scale", 95.0)
    assert "you said that you weigh 61.5 kg" in doubts(scale, [], FACTS)[0]
    assert doubts(scale, [], {}) == []


def test_times() -> None:
    now = datetime(2026, 6, 30, 21, 15, tzinfo=UTC)
    assert when(None, None, now) == ("2026-06-30T21:15+00:00", 21.25)
    assert when("2026-06-29", None, now) == ("2026-06-29", None)
    assert when("2026-06-29", "07:30", now) == ("2026-06-29T07:30", 7.5)
    assert when("2026-06-29T06:00", None, now) == ("2026-06-29T06:00", 6.0)
    with pytest.raises(RecordError, match="2026-07-01"):
        when("2026-07-01", None, now)
    with pytest.raises(RecordError, match="times such as 07:30"):
        when("2026-06-29", "25:00", now)


def test_the_mean_of_repeats() -> None:
    assert repeated([37.0], None) == (37.0, 1)
    assert repeated([37.0], 3) == (37.0, 3)
    assert repeated([37.0, 38.0], 2) == (37.5, 2)


def test_what_is_asked() -> None:
    answers = iter(["Ann", "12", "no idea"])
    told = asked({"observer": None, "minutes_standing": None}, lambda _: next(answers))
    assert told == {"observer": "Ann", "minutes_standing": 12.0}


TAPE = """date_time,side,instrument,structure,quantity,value,unit
2026-06-01,L,tape,calf,girth,37.2,cm
2026-06-08,L,tape,calf,girth,37.3,cm
2026-06-15,L,tape,calf,girth,380,cm
2026-06-22,L,tape,calf,girth,47.1,cm
2026-06-24,L,tape,calf,girth,14.7,in
"""


def series(values: list[float], side: str = "L") -> list[Measurement]:
    """Return readings of a side, a week apart."""
    return [
        replace(LEFT, date_time=DAY + timedelta(weeks=k), value=value, side=side)
        for k, value in enumerate(values)
    ]


@given(
    values=st.lists(st.floats(36.0, 38.5), min_size=3, max_size=12),
    place=st.integers(0, 11),
    slip=st.sampled_from([1.25, 0.75, 1 / 2.54 * 2]),
)
def test_one_slip_is_doubted_and_nothing_else(values: list[float], place: int, slip: float) -> None:
    good = series(values)
    assert doubted(good, {}) == []
    place %= len(good)
    wrong = replace(good[place], value=good[place].value * slip)
    readings = [*good[:place], wrong, *good[place + 1 :]]
    assert [one for one, _ in doubted(readings, {})] == [wrong]
    assert doubted(readings[::-1], {}) == doubted(readings, {})


def test_a_first_reading_is_held_against_the_other_leg_and_the_body() -> None:
    right = replace(LEFT, side="R", value=28.0)
    ((found, reason),) = doubted([*series([37.0, 37.2, 37.1]), right], {})
    assert found is right
    assert reason.startswith("the left side read 37.1 cm on 2026-07-13; legs of one person differ")
    both = doubted([LEFT, replace(right, side="L")], {})
    assert [one.value for one, _ in both] == [37.2, 28.0], "nobody knows which of two is wrong"
    alone = doubted([replace(LEFT, value=50.0)], FACTS)
    assert "expected between" in alone[0][1]
    assert doubted([replace(LEFT, value=50.0)], {}) == []


def test_an_import_says_what_it_skips_and_what_it_doubts(surae, store, tmp_path) -> None:
    (tmp_path / "tape.csv").write_text(TAPE, encoding="utf-8")
    ran = surae("import", "tape.csv", "--store", store, "--json")
    told = json.loads(ran.stdout)
    assert list(told) == ["files", "new", "known", "merged", "repaired", "skipped"]
    assert [one["file"] for one in told["skipped"]] == ["tape.csv (row 4)"]
    assert "did you mean mm?" in told["skipped"][0]["reason"]
    (doubt,) = ran.stderr.splitlines()
    name, words = doubt.removeprefix("surae: doubted ").split(": ", 1)
    assert words.startswith("left calf girth 47.1 cm on 2026-06-22: it read 37.3")
    listed = json.loads(surae("measure", "--store", store, "--json").stdout)
    assert len(listed["measurements"]) == 4, "what is doubted is kept"
    again = surae("import", "tape.csv", "--store", store, "--json")
    assert (json.loads(again.stdout)["known"], again.stderr) == (1, "")
    ran = surae("correct", name, "--counts", "never", "--store", store)
    assert ran.returncode == 0, "a doubted reading is named as correct wants it"


def test_an_import_says_a_doubt_in_words(surae, store, tmp_path) -> None:
    (tmp_path / "tape.csv").write_text(TAPE, encoding="utf-8")
    ran = surae("import", "tape.csv", "--store", store)
    said = " ".join(ran.stdout.split())
    assert "nothing changes so fast" in said
    assert "it counts; if it is wrong, `surae correct " in said


def test_calibrate_says_what_it_doubts_and_skipped(surae, tmp_path, sample_athlete) -> None:
    (tmp_path / "tape.csv").write_text(TAPE, encoding="utf-8")
    person = ("--height", 1.68, "--mass", 61.5, "--age", 34, "--sex", "female")
    ran = surae("calibrate", sample_athlete, "tape.csv", *person, "--json")
    assert set(json.loads(ran.stdout)) == {"status", "trustworthy", "parameters"}
    doubt, skipped = " ".join(ran.stderr.split()).split("Skipped ")
    assert doubt.startswith("Hard to believe: left calf girth 47.1 cm on 2026-06-22: it read 37.")
    assert doubt.count("Hard to believe") == 1
    assert skipped.startswith("tape.csv (row 4): `calf_girth` 380 cm")


def test_more_repeats_tell_smaller_changes() -> None:
    assert worth_of(replace(LEFT, repeats=3)).detectable < worth_of(LEFT).detectable
