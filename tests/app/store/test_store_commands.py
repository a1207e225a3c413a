"""The commands of the store, as processes."""

from __future__ import annotations

import json

import pytest

PERSON = ("--height", "1.68", "--mass", "61.5", "--age", "34", "--sex", "female")
FEW = ("2026-06-2*", "2026-05-26*")


@pytest.fixture
def kept(surae, process_environment, monkeypatch, tmp_path):
    """Return a function that runs a command on a store of this test."""
    monkeypatch.setitem(process_environment, "SURAE_STORE", str(tmp_path / "store"))
    return surae


@pytest.fixture(scope="module")
def few(sample_athlete):
    activities = sample_athlete / "activities"
    return [*sorted(p for f in FEW for p in activities.glob(f)), sample_athlete / "gym.csv"]


def test_a_year_in_five_commands(kept, few):
    assert kept("init", *PERSON, "--steps", 7500).returncode == 0
    told = json.loads(kept("import", *few, "--json").stdout)
    assert list(told) == ["files", "new", "known", "merged", "repaired", "skipped"]
    assert (told["new"], told["known"], told["merged"]) == (len(few), 0, 1)
    again = json.loads(kept("import", *few, "--json").stdout)
    assert (again["new"], again["known"], again["merged"]) == (0, len(few), 0)
    assert "left calf girth 37.1 cm" in kept("measure", 37.1, "--side", "left").stdout
    listed = json.loads(kept("log", "--json").stdout)
    assert len(listed["sessions"]) == len(few) - 2 + 32
    assert [entry["file"] for entry in listed["duplicates"]] == ["2026-05-26-easy-phone.gpx"]
    asked = json.loads(kept("answer", "--json").stdout)
    given = json.loads(kept("answer", *few, *PERSON, "--steps", 7500, "--json").stdout)
    assert asked["read"]["sessions"] == given["read"]["sessions"]
    assert asked["causes"] == given["causes"]
    assert not any("did not say" in note for note in asked["caveats"])
    doctor = json.loads(kept("doctor", "--json").stdout)
    assert doctor["sound"]
    assert (doctor["problems"], doctor["leftovers"]) == ([], [])


def test_options_go_before_what_the_store_knows(kept, few):
    kept("init", *PERSON)
    kept("import", *few)
    known = json.loads(kept("answer", "--json").stdout)
    other = json.loads(kept("answer", "--mass", "90", "--json").stdout)
    assert known["girth_now_cm"] != other["girth_now_cm"]
    assert not any("did not say" in note for note in other["caveats"])


def test_every_command_takes_a_store(surae, tmp_path, few, kept):
    """One that is named by an option goes before the one in the environment."""
    named = ("--store", tmp_path / "named")
    for command in (
        ("init", *PERSON), ("import", few[0]), ("log",), ("measure", 37), ("exercises",),
        ("exercises", "map", "My Raise", "calf_raise_standing"), ("exercises", "unmap", "My Raise"),
        ("export", tmp_path / "out"), ("doctor",), ("backup", tmp_path / "b.zip"),
        ("restore", tmp_path / "b.zip", "--replace"), ("answer",),
    ):  # fmt: skip
        ran = surae(*command, *named)
        assert ran.returncode == 0, (command, ran.stderr)
    (session,) = json.loads(surae("log", "--json", *named).stdout)["sessions"]
    assert surae("correct", session["session"], "--surface", "trail", *named).returncode == 0
    assert not (tmp_path / "store").exists()


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["log"], "no store at"),
        (["measure", "37"], "no store at"),
        (["doctor"], "run `surae init` or give --store"),
        (["answer"], "no store at"),
        (["init"], "--height is needed"),
        (["init", *PERSON[:6]], "--sex is needed"),
        (["init", "--height", "168", *PERSON[2:]], "did you mean 1.68 m"),
        (["import", "nowhere"], "does not exist"),
        (["import", ".", "--time-zone", "Mars"], "Europe/Berlin"),
        (["restore", "nowhere.zip"], "no backup at nowhere.zip"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line_and_makes_no_store(kept, tmp_path, arguments, part):
    ran = kept(*arguments)
    assert ran.returncode == 1
    assert ran.stdout == ""
    assert ran.stderr.count("\n") == 1
    assert part in ran.stderr
    assert not (tmp_path / "store").exists()


def test_what_cannot_be_done_in_a_store_is_refused_in_one_line(kept, few, tmp_path):
    kept("init", *PERSON)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").write_text("")
    for arguments, part in (
        (("answer",), "holds no session that counts"),
        (("measure", "372"), "did you mean mm?"),
        (("measure", "37", "--unit", "furlong"), "mm, cm, m, in"),
        (("exercises", "map", "My Raise", "calf_raise_seeted"), "did you mean 'calf_raise_seated'"),
        (("exercises", "unmap", "My Raise"), "was not mapped"),
        (("correct", "abc", "--surface", "road"), "nothing is called 'abc'"),
        (("correct", "abc"), "nothing to correct"),
        (("export", tmp_path / "full"), "not empty"),
        (("restore", tmp_path / "full" / "file"), "is not a backup"),
    ):
        ran = kept(*arguments)
        assert (ran.returncode, ran.stdout) == (1, ""), arguments
        assert ran.stderr.count("\n") == 1
        assert part in ran.stderr


def test_nothing_readable_is_said_and_exits_with_1(kept, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "text.fit").write_text("hello")
    ran = kept("import", "in", "--json")
    assert ran.returncode == 1
    assert json.loads(ran.stdout) == {
        "files": 1, "new": 0, "known": 0, "merged": 0, "repaired": 0,
        "skipped": [{
            "file": "in/text.fit",
            "reason": "is named .fit but is not a FIT file; check what it is",
        }],
    }  # fmt: skip
    assert kept("import", "in").returncode == 1


def test_a_name_is_mapped_once(kept, hevy, tmp_path):
    (tmp_path / "gym.csv").write_bytes(hevy("Jumping Calf Thing,,20,", "Calf Raise,40,10,8"))
    kept("import", "gym.csv")
    assert json.loads(kept("exercises", "--json").stdout)["unknown"] == {"Jumping Calf Thing": 1}
    ran = kept("exercises", "map", "jumping calf THING", "calf_raise_standing")
    assert "2 sets" in ran.stdout
    assert "every name" in kept("exercises").stdout
    assert "jumping calf THING" in kept("exercises", "--mapped").stdout
    kept("exercises", "unmap", "jumping calf THING")
    assert "Jumping Calf Thing" in kept("exercises").stdout


def test_the_same_reading_twice_is_one_unless_the_time_differs(kept):
    kept("init", *PERSON)
    first = kept("measure", 37.1, "--side", "left", "--date", "2026-06-28")
    assert "37.1 cm on 2026-06-28" in first.stdout
    assert "is known" in kept("measure", 37.1, "--side", "left", "--date", "2026-06-28").stdout
    assert "known" not in kept("measure", 37.1, "--side", "left", "--date", "2026-06-28T08").stdout
    assert len(json.loads(kept("measure", "--json").stdout)["measurements"]) == 2
    kept("measure", 18.2, "--quantity", "thickness", "--structure", "MG", "--instrument",
         "ultrasound", "--date", "2026-06-28")  # fmt: skip
    assert "18.2" in kept("measure").stdout


def test_facts_are_kept_until_they_are_told_anew(kept):
    kept("init", *PERSON, "--steps", 7500)
    assert "female, 34 years, 1.68 m, 63 kg, 7500 steps" in kept("init", "--mass", 63).stdout
