"""Trial documents: what is read, and one line for what cannot be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from surae.errors import IngestError
from surae.ingest import read_scenarios, read_trial
from surae.records import CalfRaise, Recurring, Run, Trial, Unload

# The example of the vocabulary, with one arm more.
WHOLE = """
schema = 1
[trial]
key = "kinoshita_2023"
source = "doi:10.3389/fphys.2023.1272106"
role = "calibration"

[cohort]
n = 14
sex = "mixed"
age = 23
training = "untrained"
habit = [{ kind = "run", minutes = 30, per_week = 2 }]

[everyday]
steps_per_day = 8000

[[arm]]
name = "standing"
weeks = 12
  [[arm.session]]
  kind = "calf_raise"
  per_week = 2
  sets = 5
  reps = 10
  load_1rm = 0.70
  legs = 1
  knee_angle = 0
  assumed = ["reps_in_reserve", "ankle_to"]
  [[arm.outcome]]
  structure = "LG"
  quantity = "volume"
  instrument = "mri"
  week = 12
  change = 0.124
  se = 0.03
  [[arm.outcome]]
  structure = "calf"
  quantity = "girth"
  instrument = "tape"
  week = 12
  change = "ns"
  [[arm.outcome]]
  structure = "MG"
  quantity = "thickness"
  instrument = "ultrasound"
  week = 6
  change_abs = 0.12
  unit = "cm"
  baseline = 1.9
  se = 0.05
  assumed = ["baseline"]

[[arm]]
name = "cast"
weeks = 6.5
n = 7
sex = "female"
assumed = ["weeks"]
everyday = { steps_per_day = 5000 }
  [[arm.session]]
  kind = "unload"
  posture = "cast"
  from_week = 0
  to_week = 2.5
  [[arm.session]]
  kind = "unload"
  posture = "bed_rest"
  from_week = 2.5
  to_week = 3
  [[arm.outcome]]
  structure = "TS"
  quantity = "volume"
  instrument = "mri"
  week = 6.5
  since_week = 3
  change = 0.132
"""


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str], Trial]:
    def read(text: str) -> Trial:
        (tmp_path / "trial.toml").write_text(text, encoding="utf-8")
        return read_trial(tmp_path / "trial.toml")

    return read


def test_a_document_becomes_a_trial(read):
    trial = read(WHOLE)
    assert (trial.key, trial.role, trial.steps_per_day) == ("kinoshita_2023", "calibration", 8000)
    assert (trial.cohort.n, trial.cohort.sex, trial.cohort.age) == (14, "mixed", 23)
    assert trial.cohort.habit == (Recurring(activity=Run(minutes=30), per_week=2),)
    standing, cast = trial.arms
    assert standing.sessions == (
        Recurring(activity=CalfRaise(sets=5, reps=10, load_1rm=0.7, legs=1), per_week=2),
    )
    assert standing.assumed == ("calf_raise.reps_in_reserve", "calf_raise.ankle_to")
    relative, silent, absolute = standing.outcomes
    assert (relative.change, relative.se, relative.not_significant) == (0.124, 0.03, False)
    assert (silent.change, silent.not_significant) == (None, True)
    assert absolute.change_abs == pytest.approx(1.2)
    assert absolute.baseline == pytest.approx(19)
    assert absolute.se == pytest.approx(0.5)
    assert (absolute.change, absolute.not_significant) == (None, False)
    assert absolute.assumed == ("baseline",)
    assert (cast.n, cast.sex, cast.steps_per_day, cast.assumed) == (7, "female", 5000, ("weeks",))
    assert cast.sessions[0] == Recurring(activity=Unload(posture="cast"), to_week=2.5)
    assert cast.outcomes[0].since_week == 3


def test_what_may_be_left_out(read):
    trial = read('schema = 1\n[trial]\nkey = "a"\n[cohort]\n[[arm]]\nname = "b"\nweeks = 0.7\n')
    assert (trial.role, trial.source, trial.cohort.sex) == ("validation", "", "mixed")
    assert trial.cohort.n is None
    assert trial.arms[0].sessions == trial.arms[0].outcomes == ()


# What is changed in the document, and words that the one line has to hold.
BAD = [
    ("schema = 1", "schema = 2", ["trial.toml", "`schema` 2", "reads 1"]),
    ("schema = 1", "", ["trial.toml", "schema = 1"]),
    ("[trial]", "[trail]", ["`trail`", "did you mean 'trial'?"]),
    ('key = "kin', 'kee = "kin', ["trial)", "`kee`", "did you mean 'key'?"]),
    ('key = "kinoshita_2023"', "", ["`key` is missing"]),
    ('role = "calibration"', 'role = "calibrate"', ["did you mean 'calibration'?"]),
    ("n = 14", "n = 0", ["cohort", "`n` 0", "whole number"]),
    ("n = 14", "n = 14.5", ["`n` 14.5"]),
    ('sex = "mixed"', 'sex = "both"', ["`sex` 'both'", "female, male, mixed"]),
    ("age = 23", "age = 3", ["`age` 3 years is outside 14–100"]),
    ('training = "untrained"', 'training = "trainee"', ["did you mean 'trained'?"]),
    ("habit = [{ kind", "habit = [{ kid", ["habit 1", "`kind` is missing"]),
    ("steps_per_day = 8000", "steps = 8000", ["everyday", "known: steps_per_day"]),
    ("weeks = 12\n", "weeks = 0\n", ["arm 1 (standing)", "`weeks` 0 is outside"]),
    ("weeks = 12\n", "weeks = 600\n", ["arm 1 (standing)", "`weeks` 600 is outside 0–520"]),
    ("weeks = 12\n", "week = 12\n", ["arm 1 (standing)", "did you mean 'weeks'?"]),
    ("weeks = 12\n", "\n", ["arm 1 (standing)", "`weeks` is missing"]),
    ("weeks = 12\n", 'weeks = "12"\n', ["'12' should be a number"]),
    ('name = "standing"', 'name = "cast"', ["two arms are named 'cast'"]),
    ("knee_angle = 0", "knee_angel = 0", ["session 1, calf_raise", "did you mean 'knee_angle'?"]),
    ("knee_angle = 0", "knee_angle = 200", ["`knee_angle` 200 deg is outside 0–130 deg"]),
    ("legs = 1", "legs = 3", ["session 1, calf_raise", "`legs` 3"]),
    ('"ankle_to"]', '"ankle_two"]', ["`assumed` names 'ankle_two'", "did you mean 'ankle_to'?"]),
    ('assumed = ["baseline"]', 'assumed = "baseline"', ["`assumed` should be a list"]),
    ('structure = "LG"', 'structure = "GL"', ["outcome 1", "`structure` 'GL'", "known: MG, LG"]),
    ('structure = "LG"', 'structure = "thigh"', ["outcome 1", "MG, LG, SOL, GAS, TS, calf"]),
    ('structure = "LG"\n', "\n", ["outcome 1", "`structure` is missing"]),
    ('quantity = "volume"', 'quantity = "volumes"', ["did you mean 'volume'?"]),
    ('quantity = "volume"', 'quantity = "girth"', ["outcome 1", "structure is calf"]),
    ('instrument = "mri"', 'instrument = "tape"', ["outcome 1", "a tape reads girth"]),
    ("week = 12\n  change = 0", "week = 13\n  change = 0", ["week` 13 is after the end", "12"]),
    ("change = 0.124", "change = 12.4", ["`change` 12.4 is outside", "fraction"]),
    ("change = 0.124", 'change = "none"', ["outcome 1", 'a number or "ns"']),
    ("change = 0.124", "chang = 0.124", ["outcome 1", "did you mean 'change'?"]),
    ("change = 0.124", "", ["outcome 1", "needs one of `change` or `change_abs`"]),
    ("change = 0.124", 'change = 0.1\n  unit = "cm3"', ["`unit` goes with `change_abs`"]),
    ("change = 0.124", "change = 0.1\n  baseline = 5", ["`baseline` goes with `change_abs`"]),
    ("change = 0.124", "change = nan", ["`change` nan is not a finite number"]),
    ("se = 0.03", "se = 0", ["`se` 0 is not above 0"]),
    ('unit = "cm"\n', "\n", ["outcome 3", "`unit` is missing; allowed: mm, cm"]),
    ('unit = "cm"', 'unit = "cm2"', ["outcome 3", "'cm2' is no unit of thickness", "mm, cm"]),
    ("change_abs = 0.12", "change_abs = 0.12\n  change = 0.1", ["needs one of"]),
    ("since_week = 3", "since_week = 6.5", ["`since_week` 6.5 is not before `week` 6.5"]),
    ("from_week = 2.5", "from_week = 2", ["arm 2 (cast)", "two unloads at once from week 2"]),
    ("  to_week = 2.5\n", "\n", ["arm 2 (cast)", "two unloads at once from week 2.5"]),
    ("[[arm]]\nname = ", "[[arms]]\nname = ", ["`arms`", "did you mean 'arm'?"]),
]


@pytest.mark.parametrize(("good", "bad", "words"), BAD)
def test_a_bad_document_is_one_line(read, good, bad, words):
    assert good in WHOLE
    with pytest.raises(IngestError) as caught:
        read(WHOLE.replace(good, bad))
    line = str(caught.value)
    assert line.startswith("trial.toml")
    assert "\n" not in line
    assert [word for word in words if word not in line] == [], line


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('schema = 1\n[trial]\nkey = "a"\n[cohort]\n', "holds no [[arm]]"),
        ("schema = 1\ntrial = 3\n[[arm]]\n", "[trial] should be a table"),
        ("schema = 1\narm = 3\n[trial]\nkey = 'a'", "`arm` should be a list of tables: [[arm]]"),
        ('schema = 1\n[trial]\nkey = "a"\n[[arm]]\n', "[cohort] is missing"),
        ('schema = 1\n[[scenario]]\nname = "a"\n', "try `surae compare`"),
        ("schema = 1\n[trial\n", "is not valid TOML"),
    ],
)
def test_a_document_without_its_parts_is_one_line(read, text, words):
    with pytest.raises(IngestError) as caught:
        read(text)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_or_binary_file_is_one_line(tmp_path):
    with pytest.raises(IngestError, match="cannot be opened"):
        read_trial(tmp_path / "nowhere.toml")
    (tmp_path / "b.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(IngestError, match="not text in UTF-8"):
        read_trial(tmp_path / "b.toml")


SCENARIOS = """
schema = 1
[[scenario]]
name = "as now"
  [[scenario.session]]
  kind = "run"
  minutes = 30
  per_week = 3
[[scenario]]
name = "with raises"
weeks = 20
  [[scenario.session]]
  kind = "calf_raise"
  per_week = 3
  sets = 4
  reps = 12
"""


def test_scenarios_are_arms_without_outcomes(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(SCENARIOS, encoding="utf-8")
    read = read_scenarios(path)
    assert [arm.name for arm in read.scenarios] == ["as now", "with raises"]
    assert [arm.weeks for arm in read.scenarios] == [0, 20]
    assert read.people is None
    path.write_text(SCENARIOS + '[cohort]\nsex = "female"\nage = 40\n', encoding="utf-8")
    people = read_scenarios(path).people
    assert people is not None
    assert (people.sex, people.age) == ("female", 40)


@pytest.mark.parametrize(
    ("good", "bad", "words"),
    [
        ("[scenario", "[arm", "`surae validate`"),
        ("weeks = 20", "week = 20", "did you mean 'weeks'?"),
        ("weeks = 20", "n = 20", "`n` is unknown"),
        ("weeks = 20", "weeks = 20\n[[scenario.outcome]]\nweek = 3", "`outcome` is unknown"),
        ('name = "as now"', "", "scenario 1): `name` is missing"),
    ],
)
def test_bad_scenarios_are_one_line(tmp_path, good, bad, words):
    path = tmp_path / "mine.toml"
    path.write_text(SCENARIOS.replace(good, bad), encoding="utf-8")
    with pytest.raises(IngestError) as caught:
        read_scenarios(path)
    assert words in str(caught.value)
