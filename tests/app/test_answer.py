"""The main job, as a process, on the sample athlete."""

import json
import re
import shutil
import zipfile
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest

from surae.app import words
from surae.app.answer import Question, answer_log
from surae.records import Log, Person, Session

ATHLETE = ("--height", "1.68", "--mass", "61.5", "--age", "34", "--sex", "female")
STEPS = (*ATHLETE, "--steps", "7500")


@pytest.fixture(scope="module")
def few(sample_athlete, tmp_path_factory):
    """A month of the sample athlete, with gym and tape."""
    folder = tmp_path_factory.mktemp("few")
    for path in sorted((sample_athlete / "activities").glob("2026-06*")):
        shutil.copy(path, folder)
    for name in ("gym.csv", "measurements.csv"):
        shutil.copy(sample_athlete / name, folder)
    return folder


def test_the_answer_holds_the_known_truth(surae, sample_athlete):
    truth = json.loads((sample_athlete.parent / "truth.json").read_text())
    ran = surae("answer", sample_athlete, *STEPS, "--weeks", truth["weeks_ahead"], "--json")
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    change, now = told["girth_change_cm"], told["girth_now_cm"]
    assert change["low"] <= truth["girth_change_cm"] <= change["high"]
    assert now["low"] <= truth["girth_today_cm"] <= now["high"]
    assert told["read"]["sessions"] == 126
    assert told["read"]["runs"] == 94
    assert told["read"]["duplicates"] == 3
    assert told["read"]["skipped"] == []


def test_json_carries_everything_and_is_the_same_to_the_byte(surae, few):
    first, second = (surae("answer", few, *ATHLETE, "--json") for _ in range(2))
    assert first.stdout == second.stdout
    told = json.loads(first.stdout)
    for key in (
        "verdict", "girth_change_cm", "volume_change_cm3", "visible", "causes", "thigh",
        "what_would_change_it", "read", "sources", "provenance",
    ):  # fmt: skip
        assert key in told
    said = told["verdict"]
    assert set(said) == {"sentence", "p_grow", "p_hold", "p_shrink"}
    assert said["p_grow"] + said["p_hold"] + said["p_shrink"] == pytest.approx(1)
    assert set(told["girth_change_cm"]) == {"median", "low", "high"}
    assert set(told["volume_change_cm3"]["muscles"]) == {"MG", "LG", "SOL"}
    assert set(told["visible"]) == {"instrument", "smallest_change_cm", "date"}
    assert told["provenance"]["evidence"] == "2026.1"
    assert told["sources"] == sorted(told["sources"])


def test_another_seed_gives_another_answer(surae, few):
    one, two = (surae("answer", few, *ATHLETE, "--json", "--seed", s).stdout for s in (1, 2))
    assert json.loads(one)["girth_change_cm"] != json.loads(two)["girth_change_cm"]


def test_a_zip_says_the_same_as_its_folder(surae, few, tmp_path):
    with zipfile.ZipFile(tmp_path / "few.zip", "w") as archive:
        for path in sorted(few.iterdir(), reverse=True):
            archive.write(path, path.name)
    folder = json.loads(surae("answer", few, *ATHLETE, "--json").stdout)
    zipped = json.loads(surae("answer", tmp_path / "few.zip", *ATHLETE, "--json").stdout)
    assert zipped["girth_change_cm"] == folder["girth_change_cm"]
    assert zipped["read"]["sessions"] == folder["read"]["sessions"]


def test_one_damaged_file_among_good_ones_is_skipped_and_named(surae, few, tmp_path):
    shutil.copytree(few, tmp_path / "mine")
    (tmp_path / "mine" / "broken.fit").write_bytes(b"not a watch file at all")
    ran = surae("answer", tmp_path / "mine", *ATHLETE, "--json")
    assert ran.returncode == 0
    assert [skip["file"] for skip in json.loads(ran.stdout)["read"]["skipped"]] == [
        "mine/broken.fit"
    ]
    printed = surae("answer", tmp_path / "mine", *ATHLETE).stdout
    assert "skipped mine/broken.fit" in " ".join(printed.split())


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["EMPTY"], "holds no files"),
        (["text.fit"], "not a FIT file"),
        (["nowhere"], "does not exist"),
        (["EMPTY", "--height", "175"], "did you mean 1.75 m (175 cm)?"),
        (["EMPTY", "--mass", "7000"], "30–250 kg"),
        (["EMPTY", "--weeks", "0"], "1–520 weeks"),
        (["EMPTY", "--today", "tomorrow"], "2026-06-28"),
        (["EMPTY", "--plan", "nowhere.toml"], "nowhere.toml"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(surae, tmp_path, arguments, part):
    (tmp_path / "EMPTY").mkdir()
    (tmp_path / "text.fit").write_text("hello")
    before = sorted(tmp_path.rglob("*"))
    ran = surae("answer", *arguments, "--out", "report")
    assert ran.returncode == 1
    assert ran.stdout == ""
    assert ran.stderr.count("\n") == 1
    assert part in ran.stderr
    assert sorted(tmp_path.rglob("*")) == before


def test_wrong_usage_is_told_apart(surae):
    assert surae("answer").returncode == 2
    assert surae("answer", ".", "--hieght", "1.7").returncode == 2


def test_today_before_the_log_is_refused(surae, few):
    ran = surae("answer", few, "--today", "2020-01-01")
    assert ran.returncode == 1
    assert "where the log begins" in ran.stderr


class Balanced(HTMLParser):
    """Fails where a tag is closed that was not the last opened."""

    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_report_is_whole_and_needs_nothing_else(surae, few, tmp_path):
    ran = surae("answer", few, *ATHLETE, "--out", "report")
    assert ran.returncode == 0, ran.stderr
    names = sorted(path.name for path in (tmp_path / "report").iterdir())
    assert names == ["answer.html", "answer.json", "answer.svg"]
    page = (tmp_path / "report" / "answer.html").read_text()
    reader = Balanced()
    reader.feed(page)
    assert reader.open == []
    assert "src=" not in page
    assert "href=" not in page
    assert page.count('class="calf-picture"') == 4
    identifiers = re.findall(r' id="([^"]+)"', page)
    assert len(identifiers) == len(set(identifiers))
    picture = ET.parse(tmp_path / "report" / "answer.svg").getroot()
    named = {child.tag.rsplit("}", 1)[1] for child in picture}
    assert {"title", "desc", "polygon", "polyline", "circle"} <= named


PERSON = Person(1.75, 70.0, 30.0, "male")


def log_of(*kinds, days=60):
    start = datetime(2026, 1, 1, 8, tzinfo=UTC)
    sessions = tuple(
        Session(start.replace(month=1 + d // 28, day=1 + d % 28), kind, 2400.0, 6500.0, f"{d}.fit")
        for d in range(0, days, 3)
        for kind in kinds
    )
    return Log(sessions=sessions, n_files=len(sessions))


def test_level_running_alone_promises_no_growth():
    told = answer_log(log_of("run"), Question(person=PERSON, n_draws=200))
    assert told.verdict.p_grow < 0.35
    assert told.verdict.girth_change.low < 0 < told.verdict.girth_change.high
    assert told.alternative.girth_change.median > told.verdict.girth_change.median + 0.3


def test_a_log_of_rides_has_nothing_to_say_of_the_thigh():
    told = answer_log(log_of("ride"), Question(person=PERSON, n_draws=50))
    assert told.thigh == ()
    assert "No runs" in words.thigh_sentence(told)
    assert told.causes == ()


def test_what_comes_after_today_is_not_read():
    log = log_of("run", days=56)
    early = answer_log(log, Question(person=PERSON, n_draws=50, today=date(2026, 1, 20)))
    assert early.today == date(2026, 1, 20)
    assert early.calf.first_day == date(2026, 1, 1)


def test_what_was_assumed_is_said():
    question = Question(person=PERSON, assumed=("height 1.72 m",), n_draws=50)
    told = answer_log(log_of("run"), question)
    assert any("height 1.72 m" in note for note in words.caveats(told))
