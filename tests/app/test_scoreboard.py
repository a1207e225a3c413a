"""`surae validate`: the scoreboard as a table, as JSON, as a page and as a picture."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from surae.app.figures_trials import forest_plot
from surae.app.scoreboard import records, scoreboard
from surae.app.scoreboard_text import lines, markdown, points, sentence
from surae.ingest import shipped_trials

KEYS = [
    "trial", "arm", "structure", "quantity", "instrument", "week",
    "observed", "predicted", "low", "high", "naive",
]  # fmt: skip

GOOD = """
schema = 1
[trial]
key = "mine"
[cohort]
n = 10
[[arm]]
name = "a"
weeks = 6
  [[arm.session]]
  kind = "walk"
  minutes = 30
  per_week = 3
  [[arm.outcome]]
  structure = "calf"
  quantity = "girth"
  instrument = "tape"
  week = 6
  change = "ns"
"""


@pytest.fixture(scope="module")
def board():
    return scoreboard(n_draws=300)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "good.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "bad.toml").write_text(GOOD.replace("weeks", "week", 1), encoding="utf-8")
    return tmp_path


def test_every_outcome_of_the_release_is_predicted(board):
    expected = [
        (trial.key, arm.name, outcome.structure, outcome.quantity, outcome.week)
        for trial in shipped_trials()
        for arm in trial.arms
        for outcome in arm.outcomes
    ]
    found = [
        (p.trial, p.arm, p.outcome.structure, p.outcome.quantity, p.outcome.week)
        for p in board.predictions
    ]
    assert found == expected
    assert board.refused == ()
    assert [total.name for total, _ in board.scores()] == ["calibration", "validation"]
    assert Counter(p.role for p in board.predictions) == {"calibration": 53, "validation": 26}


def test_records_have_exactly_the_documented_keys(board):
    found = records(board)
    assert all(list(record) == KEYS for record in found)
    silent = [r for r, p in zip(found, board.predictions, strict=True) if p.outcome.not_significant]
    assert [record["observed"] for record in silent] == [0.0] * 19
    assert all(record["low"] < record["predicted"] < record["high"] for record in found)
    assert all(abs(record["predicted"]) < 1 for record in found)


def test_the_printed_board_says_what_the_scores_say(board):
    text = "\n".join(lines(board))
    for total, kinds in board.scores():
        assert sentence(total) in text
        assert all(kind.name in text for kind in kinds)
    assert len([line for line in lines(board) if re.search(r" … ", line)]) == 79


def test_the_page_holds_a_row_per_outcome(board):
    page = markdown(board, "trials.svg")
    rows = [line for line in page.splitlines() if line.startswith("| ") and "…" in line]
    assert len(rows) == 79
    assert all(line.count("|") == 10 for line in rows)
    assert "](trials.svg)" in page
    missed = sum(not p.covered for p in board.predictions)
    assert sum("★" in row for row in rows) == missed > 0


def test_the_forest_plot_can_be_read_and_heard(board):
    picture = forest_plot(board)
    root = ET.fromstring(picture)
    name = "{http://www.w3.org/2000/svg}"
    assert root.get("role") == "img"
    assert float(root.get("width", "0")) <= 480
    description = root.findtext(f"{name}desc") or ""
    assert all(sentence(total) in description for total, _ in board.scores())
    rows = root.findall(f"{name}g")
    assert len(rows) == 79
    assert all((row.findtext(f"{name}title") or "").count("observed") == 1 for row in rows)
    circles = [row.find(f"{name}circle") for row in rows]
    assert Counter(c.get("class") for c in circles if c is not None) == {"found": 60, "silent": 19}
    places = [float(c.get("cx", "0")) for c in circles if c is not None]
    assert all(14 <= x <= 426 for x in places)


def test_the_documented_scoreboard_is_that_of_this_code(root):
    """Within rounding; `make validate` writes it anew."""
    page = (root / "docs" / "validation" / "trials.md").read_text(encoding="utf-8")
    stated = [float(found) for found in re.findall(r"trials: error ([\d.]+) points", page)]
    fresh = [100 * total.rmse for total, _ in scoreboard().scores()]
    assert stated == pytest.approx(fresh, abs=0.1)


def test_points_have_a_sign():
    assert [points(x) for x in (0.1, -0.2345, 0.0)] == ["+10.0", "−23.4", "0.0"]


def test_validate_as_a_command(surae, files):
    done = surae("validate", "good.toml", "--json", cwd=files)
    assert (done.returncode, done.stderr) == (0, "")
    (record,) = json.loads(done.stdout)
    assert list(record) == KEYS
    assert (record["trial"], record["observed"]) == ("mine", 0.0)
    assert done.stdout == surae("validate", "good.toml", "--json", cwd=files).stdout


def test_a_file_that_cannot_be_read_is_one_line_and_the_others_are_scored(surae, files):
    done = surae("validate", "bad.toml", "good.toml", cwd=files)
    assert done.returncode == 1
    assert "calf girth" in done.stdout
    (line,) = done.stderr.splitlines()
    assert line == "surae: bad.toml (arm 1 (a)): `week` is unknown; did you mean 'weeks'?"
    alone = surae("validate", "bad.toml", "--json", cwd=files)
    assert (alone.returncode, json.loads(alone.stdout)) == (1, [])


def test_wrong_usage_is_exit_2(surae, files):
    assert surae("validate", "good.toml", "--role", "test", cwd=files).returncode == 2


def test_a_folder_that_cannot_be_written_is_one_line(surae, files):
    done = surae("validate", "good.toml", "--out", "good.toml/x", cwd=files)
    assert done.returncode == 1
    assert done.stderr.startswith("surae: good.toml")
    assert len(done.stderr.splitlines()) == 1
