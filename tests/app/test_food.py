"""Food, body mass and what running gave, as the commands show them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from surae.app.answer import Question, answer
from surae.app.body_words import gains_sentences, mass_sentence, parting_sentence
from surae.app.person import everyday_from
from surae.app.serial import answer_json
from surae.errors import IngestError, RecordError
from surae.inference import Verdict
from surae.inference.fitness import Gains
from surae.ingest import read_protocol, read_scenarios
from surae.records import Everyday, Interval, Person

PERSON = Person(1.68, 61.5, 34, "female")


def said(muscle: float, girth: float, fat: float) -> Verdict:
    """Return a verdict whose medians are given."""

    def part(value: float) -> Interval:
        return Interval(value, value - 0.1, value + 0.1)

    return Verdict(
        p_grow=0.3, p_hold=0.4, p_shrink=0.3, girth_now=part(37.0), girth_change=part(girth),
        volume_change=part(1.0), by_muscle={}, relative_change=part(muscle), fat_change=part(fat),
        girth_by_fat=part(fat), mass_change=part(0.0),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("muscle", "girth", "fat", "lesson"),
    [
        (0.0, -0.5, -0.5, "lost fat, not lost muscle"),
        (0.05, 0.0, -0.5, "does not show the muscle, because fat goes"),
        (0.05, -0.5, -0.9, "does not show the muscle, because fat goes"),
        (0.0, 0.6, 0.6, "is fat, not muscle"),
        (0.05, 1.0, 0.5, "Part of the larger girth is fat"),
        (-0.05, -1.0, -0.5, "Part of what the tape loses is muscle"),
        (0.05, 0.6, 0.0, ""),
        (0.0, 0.0, 0.0, ""),
    ],
)
def test_where_muscle_and_girth_part(muscle, girth, fat, lesson) -> None:
    sentence = parting_sentence(said(muscle, girth, fat))
    assert sentence.endswith(f"{lesson}." if lesson else " cm).")
    assert ("holds" in sentence) == (muscle == 0)


def test_a_deficit_moves_the_answer_of_the_sample_athlete(sample_athlete: Path) -> None:
    usual, less = (
        answer([sample_athlete], Question(person=PERSON, n_draws=200, everyday=day))
        for day in (Everyday(), everyday_from(400.0, 1.6))
    )
    told = answer_json(less)["fat_and_mass"]
    assert told["energy_balance_stated"] == -400
    assert told["body_mass_change_kg"]["median"] < -3
    assert less.verdict.girth_change.median < usual.verdict.girth_change.median - 0.3
    assert less.verdict.volume_change.median < usual.verdict.volume_change.median
    assert "a deficit of 400 kcal a day" in mass_sentence(less.calf, less.verdict)
    assert "Nothing is known of your food" in mass_sentence(usual.calf, usual.verdict)
    gave = answer_json(usual)["running_gave"]
    assert 1500 < gave["energy_kcal"]["median"] < 2600
    assert gave["vo2max_ml_kg_min"]["low"] < gave["vo2max_ml_kg_min"]["high"]
    assert gave["sessions_with_heart_rate"] > 20


def test_nothing_run_gives_nothing() -> None:
    nothing = Interval(0.0, 0.0, 0.0)
    gains = Gains(8, 0.0, 0.0, nothing, None, None, None, None, 0)
    assert gains_sentences(gains) == ["No runs or walks in these weeks."]


def test_food_in_documents(tmp_path: Path) -> None:
    document = tmp_path / "plan.toml"
    session = '[[session]]\nkind = "run"\nminutes = 30\nper_week = 3\n'
    document.write_text(
        f"schema = 1\n[everyday]\nenergy_balance = -250\nprotein = 1.4\n{session}", "utf-8"
    )
    assert read_protocol(document).everyday == Everyday(energy_balance=-250.0, protein=1.4)
    document.write_text(f"schema = 1\n[everyday]\nenergy_balance = -25000\n{session}", "utf-8")
    with pytest.raises(IngestError, match="`energy_balance` -25000"):
        read_protocol(document)
    document.write_text(f"schema = 1\n[everyday]\ncalories = 2000\n{session}", "utf-8")
    with pytest.raises(IngestError, match="`calories` is unknown"):
        read_protocol(document)
    scenario = session.replace("[[session]]", "[[scenario.session]]")
    document.write_text(
        'schema = 1\n[[scenario]]\nname = "a"\n[scenario.everyday]\nenergy_balance = -300\n'
        f"{scenario}",
        "utf-8",
    )
    (arm,) = read_scenarios(document).scenarios
    assert (arm.energy_balance, arm.protein, arm.steps_per_day) == (-300.0, None, None)


def test_food_that_cannot_be() -> None:
    with pytest.raises(RecordError, match="energy_balance"):
        everyday_from(9000.0, None)
    with pytest.raises(RecordError, match="protein"):
        everyday_from(None, -1.0)


def test_load_tells_what_running_gave(surae, sample_athlete: Path) -> None:
    asked = ("load", sample_athlete, "--height", 1.68, "--mass", 61.5, "--age", 34)
    told = json.loads(surae(*asked, "--sex", "female", "--json").stdout)["running_gave"]
    assert len(told) > 20
    week = told[-1]
    assert week["energy_kcal"]["low"] < week["energy_kcal"]["median"] < week["energy_kcal"]["high"]
    assert week["impulse_banister"]["median"] > 100
    heavier = json.loads(surae(*asked[:4], "--mass", 80, "--json").stdout)["running_gave"][-1]
    ratio = heavier["energy_kcal"]["median"] / week["energy_kcal"]["median"]
    assert ratio == pytest.approx(80 / 61.5, rel=1e-3)


def test_the_picture_is_of_the_store(surae, tmp_path: Path) -> None:
    facts = ("--height", 1.68, "--mass", 61.5, "--age", 34, "--sex", "female")
    assert surae("init", *facts, "--store", "mine").returncode == 0
    expected = surae("picture", "calf", "--store", "mine")
    assert "expected from height, mass, age and sex" in expected.stdout
    day = ("--date", "2026-06-29", "--store", "mine")
    assert surae("measure", 35.0, *day).returncode == 0
    assert surae("measure", 4, "--instrument", "caliper", *day).returncode == 0
    measured = surae("picture", "calf", "--store", "mine", "--out", "kept.svg")
    assert "girth 35.0 cm (measured" in measured.stdout
    assert "one woman's leg" in measured.stdout
    assert "one woman&#x27;s leg" in (tmp_path / "kept.svg").read_text("utf-8")


def test_weighings_of_the_store_reach_the_answer(surae, sample_athlete: Path) -> None:
    facts = ("--height", 1.68, "--mass", 61.5, "--age", 34, "--sex", "female")
    assert surae("init", *facts, "--store", "mine").returncode == 0
    assert surae("import", sample_athlete, "--store", "mine", "--workers", 1).returncode == 0
    for day in range(1, 29, 3):
        value = 60.0 - 0.05 * day
        date = f"2026-06-{day:02}"
        kept = surae(
            "measure", value, "--instrument", "scale", "--date", date, "--time", "07:00",
            "--store", "mine",
        )  # fmt: skip
        assert kept.returncode == 0, kept.stderr
    told = json.loads(surae("answer", "--store", "mine", "--today", "2026-06-28", "--json").stdout)
    mass = told["fat_and_mass"]
    assert mass["weighings"] == 10
    assert 58.5 < mass["body_mass_kg"]["median"] < 59.5
    assert mass["body_mass_change_kg"]["median"] < -0.5
    assert "Your weighings put you at" in " ".join(mass["sentences"])
