"""`surae simulate` and `surae compare`: documents brought to life, by hand-checked numbers."""

from __future__ import annotations

import json
import math
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from surae.app.scenarios import claim_documents, compare, simulate, weekly
from surae.app.scenarios_text import comparison_lines, simulation_lines, simulation_picture
from surae.app.tissue_text import worst_of_weeks
from surae.errors import IngestError, RecordError
from surae.ingest import read_scenarios

NOBODY = {"height": None, "mass": None, "age": None, "sex": None, "steps_per_day": None}
SVG = "{http://www.w3.org/2000/svg}"

BED = """
schema = 1
name = "in bed"
[[session]]
kind = "unload"
posture = "bed_rest"
to_week = 8
"""

RAISES = """
schema = 1
name = "raises"
[[session]]
kind = "calf_raise"
days = ["mon"]
sets = 4
reps = 12
load_rm = 12
reps_in_reserve = 0
to_week = 8
"""

TWO = """
schema = 1
[cohort]
sex = "female"
age = 30
[[scenario]]
name = "walking"
weeks = 6
  [[scenario.session]]
  kind = "walk"
  minutes = 30
  per_week = 3
[[scenario]]
name = "raises"
weeks = 12
  [[scenario.session]]
  kind = "calf_raise"
  per_week = 3
  sets = 4
  reps = 10
  load_rm = 11
  reps_in_reserve = 1
[[scenario]]
name = "walking again"
weeks = 6
  [[scenario.session]]
  kind = "walk"
  minutes = 30
  per_week = 3
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "bed.toml").write_text(BED, encoding="utf-8")
    (tmp_path / "raises.toml").write_text(RAISES, encoding="utf-8")
    (tmp_path / "two.toml").write_text(TWO, encoding="utf-8")
    return tmp_path


def test_bed_rest_by_the_closed_form(folder):
    """The median over draws of k and S lies at 0.57 + 0.43 exp(-0.0126 · 56)."""
    ran = simulate(folder / "bed.toml", NOBODY)
    (one,) = ran.scenarios
    assert (one.name, ran.weeks) == ("in bed", 8)
    change = one.volume_change("SOL")
    assert change.shape == (500, 57)
    assert np.all(change[:, 0] == 0)
    expected = 0.43 * (math.exp(-0.0126 * 56) - 1)
    assert np.median(change[:, -1]) == pytest.approx(expected, abs=0.01)
    assert one.said.p_shrink > 0.95
    assert np.median(one.girth_change[:, -1]) < -1


def test_a_longer_look_shows_what_comes_back(folder):
    (one,) = simulate(folder / "bed.toml", NOBODY, weeks=30).scenarios
    middle = np.median(one.volume_change("TS"), axis=0)
    assert middle.argmin() == 56
    assert middle[-1] > middle[56] / 2


def test_the_triceps_surae_is_the_sum_of_its_muscles(folder):
    (one,) = simulate(folder / "bed.toml", NOBODY).scenarios
    volumes = one.seen.calf.volume
    parts = sum(
        volumes[m] * one.volume_change(name)[:, -1] for m, name in enumerate(("MG", "LG", "SOL"))
    )
    assert one.volume_change("TS")[:, -1] == pytest.approx(parts / volumes.sum(axis=0))


def test_who_it_is_for(folder):
    known = {**NOBODY, "height": 1.6, "mass": 55.0, "age": 60.0, "sex": "female"}
    ran = simulate(folder / "bed.toml", known)
    assert (ran.person.height, ran.person.sex, ran.assumed) == (1.6, "female", ())
    assert simulate(folder / "bed.toml", NOBODY).assumed[-1] == "sex male"
    with pytest.raises(RecordError, match="did you mean"):
        simulate(folder / "bed.toml", {**NOBODY, "height": 160})


def test_scenarios_share_their_draws(folder):
    ran = compare(folder / "two.toml", NOBODY)
    first, raises, again = ran.scenarios
    assert ran.weeks == 12
    assert (ran.person.sex, ran.person.age) == ("female", 30)
    assert np.array_equal(first.girth_change, again.girth_change)
    assert np.all(ran.difference(again) == 0)
    assert np.mean(ran.difference(raises) > 0) > 0.9
    # Between scenarios far less differs than between people.
    assert np.std(ran.difference(raises)) < np.hypot(
        np.std(raises.girth_change[:, -1]), np.std(first.girth_change[:, -1])
    )


def test_options_go_before_the_document(folder):
    ran = compare(folder / "two.toml", {**NOBODY, "sex": "male"}, weeks=4)
    assert (ran.person.sex, ran.person.age, ran.weeks) == ("male", 30, 4)


def test_what_ends_before_ends(folder):
    """Training for 6 of 12 weeks leaves less than training for all of them, more than none."""
    text = TWO.replace('"walking again"\nweeks = 6', '"walking again"\nweeks = 12').replace(
        'name = "raises"\nweeks = 12', 'name = "raises"\nweeks = 6'
    )
    (folder / "short.toml").write_text(text, encoding="utf-8")
    whole = compare(folder / "two.toml", NOBODY).scenarios[1].volume_change("MG")[:, -1]
    short = compare(folder / "short.toml", NOBODY).scenarios[1].volume_change("MG")
    assert short.shape[1] == 85
    assert 0 < np.median(short[:, -1]) < np.median(whole)
    assert np.median(short[:, -1]) < np.median(short[:, 42])


def test_weeks_are_the_ends_of_weeks():
    change = np.tile(np.arange(18.0), (5, 1))
    assert weekly(change)[1].tolist() == [0, 7, 14, 17]
    assert weekly(change[:, :15])[0].tolist() == [0, 7, 14]


def test_what_is_printed(folder):
    ran = simulate(folder / "bed.toml", NOBODY)
    lines = simulation_lines(ran)
    assert lines[0] == "in bed, 8 weeks, male, 35 years, 1.72 m, 70 kg"
    rows = [line.split()[0] for line in lines if line.strip() and line.split()[0].isdigit()]
    assert rows == 2 * ["0", "1", "2", "3", "4", "5", "6", "7", "8"]
    assert "Stiffness of the Achilles tendon; no muscle is damaged." in lines
    hurt = simulation_lines(simulate(folder / "raises.toml", NOBODY))
    assert sum(line.startswith("Worst morning, after day 1: ") for line in hurt) == 1
    assert sum(line.startswith("Protection at the end: ") for line in hurt) == 1
    assert max(map(len, lines)) <= 108
    both = comparison_lines(compare(folder / "two.toml", NOBODY))
    assert sum(" instead of walking: " in line for line in both) == 2
    assert any("0.0 [0.0, 0.0] cm of girth" in line for line in both)


def titles_of(root):
    return [t.text for t in root.findall(f"{SVG}text") if t.get("class") == "ink panel"]


SIZE = [
    "Medial gastrocnemius, volume (%)",
    "Lateral gastrocnemius, volume (%)",
    "Soleus, volume (%)",
    "Calf girth (cm)",
]
TENDON = "Against an ordinary walker (%): 1 stiffness, 2 cross-section"


def test_the_picture_has_a_panel_per_muscle_and_one_for_girth_and_tendon(folder):
    root = ET.fromstring(simulation_picture(simulate(folder / "bed.toml", NOBODY)))
    assert titles_of(root) == [*SIZE, TENDON]
    assert len(root.findall(f"{SVG}polyline")) == 4 + 2
    assert len(root.findall(f"{SVG}polygon")) == 4
    assert "shrinks with over 99 %" in (root.findtext(f"{SVG}desc") or "")


def test_the_picture_shows_damage_where_there_is_any(folder):
    ran = simulate(folder / "raises.toml", NOBODY)
    root = ET.fromstring(simulation_picture(ran))
    assert titles_of(root) == [
        *SIZE,
        "Medial gastrocnemius, strength (%)",
        "Lateral gastrocnemius, strength (%)",
        "Soleus, strength (%)",
        "Girth added by swelling (cm)",
        "Damage spared by protection (%): 1 MG, 2 LG, 3 SOL",
        TENDON,
    ]
    groups = [t.text for t in root.findall(f"{SVG}text") if t.get("class") == "soft group"]
    assert groups == [
        "Size, change since the start",
        "Damage and repair, every morning",
        "Achilles tendon",
    ]
    days = [len(line.get("points", "").split()) for line in root.findall(f"{SVG}polyline")]
    assert days == [9] * 4 + [57] * 9
    (last,) = [t.text for t in root.findall(f"{SVG}text") if t.get("class") == "t0 last"][:1]
    middle = 100 * np.median(ran.scenarios[0].volume_change("MG")[:, -1])
    assert last == f"+{middle:.1f}"
    assert "Worst morning, after day 1" in (root.findtext(f"{SVG}desc") or "")


def test_damage_fades_as_protection_builds(folder):
    (one,) = simulate(folder / "raises.toml", NOBODY).scenarios
    damage = np.median(one.since_start(one.tissue.damage), axis=1)
    assert damage.shape == (3, 57)
    assert np.all(damage[:, 0] == 0)
    assert np.all(damage[:2, 1] > 1.5 * damage[:2, 50:].max(axis=1))
    assert np.median(one.girth_of(one.tissue.swelling)) < 0.3
    assert np.all(one.tissue.capacity == 1 - one.tissue.damage)


def test_the_worst_of_weeks_misses_no_day():
    by_day = np.zeros((3, 24))
    by_day[:, 10], by_day[:, 23] = 5.0, 2.0
    assert worst_of_weeks(by_day)[1].tolist() == [0, 0, 5, 0, 2]
    assert worst_of_weeks(by_day, 2)[1].tolist() == [0, 5, 2]
    assert worst_of_weeks(by_day[:, :1])[1].tolist() == [0]


@pytest.mark.parametrize("weeks", [1, 1.5, 8, 17, 40.3])
def test_every_row_of_weeks_has_its_worst(folder, weeks):
    lines = simulation_lines(simulate(folder / "raises.toml", NOBODY, weeks=weeks))
    tables = [k for k, line in enumerate(lines) if line.strip().startswith("week ")]
    sizes = [lines[k:].index("") for k in tables]
    assert len(tables) == 2
    assert sizes[0] == sizes[1] > 2


def test_simulate_as_a_command(surae, folder):
    done = surae("simulate", "bed.toml", "--out", "seen", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    saved = json.loads((folder / "seen" / "simulate.json").read_text(encoding="utf-8"))
    printed = surae("simulate", "bed.toml", "--json", cwd=folder)
    assert json.loads(printed.stdout) == saved
    assert saved["weeks"] == [0, 1, 2, 3, 4, 5, 6, 7, 8]
    (one,) = saved["scenarios"]
    assert one["volume_change"].keys() == {"MG", "LG", "SOL", "TS"}
    assert one["p_grow"] + one["p_hold"] + one["p_shrink"] == pytest.approx(1)
    assert one["strength_loss"].keys() == one["readiness"].keys() == one["protection"].keys()
    parts = ("swelling_girth_cm", "after_work_girth_cm", "tendon_stiffness_change")
    more = [one[name] for name in (*parts, "tendon_area_change")]
    more += [*one["strength_loss"].values(), *one["readiness"].values()]
    assert one["tendon_stiffness_change"]["high"][-1] < 0
    for band in (*one["volume_change"].values(), one["girth_change_cm"], *more):
        assert len(band["median"]) == 9
        assert band["low"][-1] <= band["median"][-1] <= band["high"][-1]


def test_compare_as_a_command(surae, folder):
    done = surae("compare", "two.toml", "--json", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    first, raises, _ = json.loads(done.stdout)["scenarios"]
    assert "girth_difference_cm" not in first
    assert raises["girth_difference_cm"]["p_more"] > 0.9
    picture = surae("compare", "two.toml", "--out", "seen", cwd=folder)
    assert "compare.svg" in picture.stdout
    root = ET.fromstring((folder / "seen" / "compare.svg").read_text(encoding="utf-8"))
    assert len(root.findall(f"{SVG}polyline")) == 6
    assert len(root.findall(f"{SVG}circle")) == 6


def test_what_is_refused_is_one_line(surae, folder):
    for arguments, words in (
        (("simulate", "two.toml"), "`cohort` is unknown"),
        (("simulate", "nowhere.toml"), "cannot be opened"),
        (("compare", "bed.toml"), "bed.toml"),
        (("compare", "claim:head"), "did you mean 'heads'?"),
        (("simulate", "bed.toml", "--weeks", "900"), "`weeks` 900 weeks is outside"),
    ):
        done = surae(*arguments, cwd=folder)
        assert (done.returncode, done.stdout) == (1, "")
        assert words in done.stderr
        assert len(done.stderr.splitlines()) == 1


def test_every_document_of_a_claim_can_be_read():
    assert len(claim_documents()) >= 8
    for path in claim_documents().values():
        assert read_scenarios(path).scenarios
    with pytest.raises(IngestError, match="no claim with scenarios"):
        compare(Path("claim:xyz"), NOBODY)
