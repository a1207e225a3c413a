"""Scenarios that go on from a log, as a process, on the sample athlete."""

import json

import pytest

ATHLETE = ("--height", "1.68", "--mass", "61.5", "--age", "34", "--sex", "female")
RAISES = """
[[scenario]]
name = "{name}"
weeks = 8
  [[scenario.session]]
  kind = "calf_raise"
  sets = 4
  reps = 12
  load_rm = 13
  per_week = 3
"""
NOTHING = '[[scenario]]\nname = "nothing"\n'
COHORT = '[cohort]\nsex = "female"\nage = 34\nheight = 1.68\nmass = 61.5\n'


def told(ran):
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


@pytest.fixture
def document(tmp_path):
    """Raises, the same raises again, and nothing; of nobody in particular."""
    path = tmp_path / "mine.toml"
    path.write_text(
        "schema = 1\n" + RAISES.format(name="raises") + RAISES.format(name="again") + NOTHING
    )
    return path


@pytest.fixture
def of_somebody(tmp_path):
    path = tmp_path / "somebody.toml"
    path.write_text("schema = 1\n" + COHORT + RAISES.format(name="raises"))
    return path


def test_scenarios_go_on_from_a_log_with_what_its_readings_taught(surae, sample_athlete, document):
    found = told(surae("compare", document, sample_athlete, *ATHLETE, "--json"))
    made = found["provenance"]
    assert (made["parameters"], made["readings_used"]) == ("posterior", 12)
    assert made["log"] == {"first_day": "2025-12-30", "today": "2026-06-28"}
    usual, raises, again, nothing = found["scenarios"]
    assert usual["name"] == "as lately"
    forecast = told(surae("forecast", sample_athlete, *ATHLETE, "--weeks", "8", "--json"))
    for name, value in forecast["girth_change_cm"].items():
        assert usual["girth_change_cm"][name][-1] == pytest.approx(value, abs=1e-3)
    difference = raises["girth_difference_cm"]
    assert difference["low"] < difference["median"] < difference["high"]
    assert difference == again["girth_difference_cm"]
    assert nothing["volume_difference"]["median"] < -0.02
    # One person doing one thing or the other: the difference is narrower than what is uncertain.
    change = nothing["girth_change_cm"]
    lost = nothing["girth_difference_cm"]
    assert lost["high"] - lost["low"] < change["high"][-1] - change["low"][-1]
    assert nothing["readiness"]["MG"]["median"][-1] >= usual["readiness"]["MG"]["median"][-1]
    assert len(nothing["readiness"]["MG"]["median"]) == len(found["weeks"])


def test_a_store_is_used_where_nobody_is_described(
    surae, sample_athlete, document, of_somebody, tmp_path, process_environment, monkeypatch
):
    store = tmp_path / "store"
    assert surae("init", "--store", store, *ATHLETE).returncode == 0
    assert surae("import", sample_athlete, "--store", store).returncode == 0
    monkeypatch.setitem(process_environment, "SURAE_STORE", str(store))
    own = told(surae("compare", document, "--json"))
    assert own["provenance"]["parameters"] == "posterior"
    assert own["person"]["height"] == 1.68
    other = told(surae("compare", of_somebody, "--json"))
    assert other["provenance"]["parameters"] == "prior"
    assert other["provenance"]["log"] is None
    monkeypatch.delitem(process_environment, "SURAE_STORE")
    named = told(surae("compare", of_somebody, "--store", store, "--json"))
    assert named["provenance"]["parameters"] == "posterior"


def test_a_log_without_readings_says_that_nothing_was_learned(surae, sample_athlete, document):
    asked = ("compare", document, sample_athlete / "activities", *ATHLETE)
    made = told(surae(*asked, "--json"))["provenance"]
    assert (made["parameters"], made["readings_used"]) == ("prior", 0)
    assert made["log"] is not None
    assert "without readings to learn from" in surae(*asked).stdout


def test_readings_are_learned_from_under_one_rule_only(surae, sample_athlete, document):
    ran = surae("compare", document, sample_athlete, *ATHLETE, "--rule", "hard_sets")
    assert ran.returncode == 1
    assert len(ran.stderr.splitlines()) == 1
    assert "sensed_tension" in ran.stderr
