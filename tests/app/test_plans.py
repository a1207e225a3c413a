"""`surae plan`, `plan export` and `replan` as processes, and plans in the store."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from surae.app.answer import Question, answer_log
from surae.app.plan_files import export_plan
from surae.app.plan_json import kept_from
from surae.app.plans import Sources, plan, replan, stored_plan, take
from surae.app.store.catalog import connect, open_store, version_of
from surae.app.store.plans import keep_plan, latest_plan, plan_documents
from surae.app.store.schema import MIGRATIONS
from surae.errors import IngestError, StoreError
from surae.planning import Goal, Limits
from surae.records import Person

Surae = Callable[..., subprocess.CompletedProcess[str]]

TODAY = date(2026, 6, 28)
ME = ("--height", "1.68", "--mass", "61.5", "--age", "34", "--sex", "female")
ASKED = ("plan", "--goal", "grow", "--change", "3%", "--by", "2026-10-18", "--today", "2026-06-28",
         "--days", "3", "--minutes", "120", "--equipment", "step,seated-machine", *ME)  # fmt: skip


@pytest.fixture
def made(surae: Surae, tmp_path: Path) -> dict[str, Any]:
    """Return the plan of someone without a log, which is also kept as plan.json."""
    ran = surae(*ASKED, "--json")
    assert ran.returncode == 0, ran.stderr
    (tmp_path / "plan.json").write_text(ran.stdout, encoding="utf-8")
    return json.loads(ran.stdout)


def test_the_document_has_what_was_promised(made: dict[str, Any]) -> None:
    assert 0 <= made["p_goal"] <= 1
    assert made["sessions"]
    for session in made["sessions"]:
        assert TODAY < date.fromisoformat(session["date"]) <= date(2026, 10, 18)
        assert session["minutes"] > 0
        assert session["reason"]
    raised = next(s for s in made["sessions"] if s["kind"] == "calf_raise")
    assert {"sets", "reps", "legs", "knee_angle", "reps_in_reserve"} <= set(raised)
    for limit in made["limits"]:
        assert {"name", "cap", "worst"} <= set(limit)
        assert limit["worst"] <= limit["cap"] + 1e-4
    names = [other["name"] for other in made["alternatives"]]
    assert names == ["hill sprints", "stairs", "trails and sand", "seated raises",
                     "standing raises", "all together", "running only"]  # fmt: skip
    assert all(0 <= other["p_goal"] <= 1 for other in made["alternatives"])


def test_a_plan_of_its_own_document_is_read_again(made: dict[str, Any]) -> None:
    kept = kept_from(made)
    assert (kept.key, kept.version, kept.p_goal) == (made["key"], 1, made["p_goal"])
    assert [s.uid for s in kept.sessions] == [s["uid"] for s in made["sessions"]]
    assert kept.limits.equipment == {"step", "seated machine"}
    with pytest.raises(StoreError, match="no plan of surae"):
        kept_from({"sessions": []})


@pytest.mark.parametrize("target", ["fit", "ics", "intervals", "csv", "zwo", "page"])
def test_a_document_is_exported(
    surae: Surae, made: dict[str, Any], tmp_path: Path, target: str
) -> None:
    ran = surae("plan", "export", "--to", target, "--out", "there", "--plan", "plan.json", "--json")
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert len(told["sessions"]) == len(made["sessions"])
    files = sorted(path.name for path in (tmp_path / "there").iterdir())
    assert files == sorted(Path(name).name for name in told["files"])
    if target == "fit":
        assert len(files) == len(made["sessions"])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (("--days", "0"), "`days` 0 is outside 1–7"),
        (("--by", "2026-06-01"), "`by` 2026-06-01 is outside days after 2026-06-28"),
        (("--by", "2026-07-12", "--change", "+30%"), "`change` 30 % in 2 weeks is outside"),
        (("--equipment", "stepp"), "did you mean 'step'?"),
        (("--equipment", "trampoline"), "known: none, step"),
        (("--minutes", "1"), "no session fits"),
        (("--weekdays", "mon,fry"), "did you mean 'fri'?"),
        (("--leave-out", "raises"), "cannot be left out"),
        (("--change", "-1cm"), "leave out the sign"),
        (("--change", "lots"), "amounts such as 1cm"),
        (("--by", "soon"), "dates such as 2026-10-18"),
        (("--energy-deficit", "900"), "outside 0–500"),
        (("--probability", "1.5"), "outside 0–1"),
        (("--muscle", "MG", "--change", "1cm"), "a tape reads the whole calf"),
        (("--keep", "missing.toml"), "missing.toml"),
    ],
)
def test_what_cannot_be_is_one_line(surae: Surae, changes: tuple[str, ...], said: str) -> None:
    named = {changes[k]: changes[k + 1] for k in range(0, len(changes), 2)}
    words = list(ASKED)
    for option, value in named.items():
        if option in words:
            words[words.index(option) + 1] = value
        else:
            words += [option, value]
    ran = surae(*words)
    assert ran.returncode == 1
    assert ran.stdout == ""
    assert ran.stderr.startswith("surae: ")
    assert len(ran.stderr.splitlines()) == 1
    assert said in ran.stderr


def test_a_store_keeps_every_version(surae: Surae, sample_athlete: Path, tmp_path: Path) -> None:
    store = ("--store", "store")
    assert surae("init", *ME, *store).returncode == 0
    assert surae("plan", "export", "--to", "csv", "--out", "x", *store).returncode == 1
    assert surae("import", sample_athlete, *store, "--workers", "1").returncode == 0
    ran = surae("plan", "--goal", "grow", "--by", "2026-10-18", *store, "--json")
    first = json.loads(ran.stdout)
    assert (first["version"], first["today"]) == (1, "2026-06-28")
    ran = surae("replan", "--today", "2026-07-12", *store, "--json")
    second = json.loads(ran.stdout)
    assert (second["version"], second["key"]) == (2, first["key"])
    assert second["adherence"]["done"] == 0
    assert second["counted_from"] == "2026-06-28"
    assert all(session["date"] > "2026-07-12" for session in second["sessions"])
    ran = surae("plan", "export", "--to", "ics", "--out", "cal", *store)
    assert ran.returncode == 0
    text = (tmp_path / "cal" / "plan.ics").read_text(encoding="utf-8")
    assert "SEQUENCE:1" in text
    assert text.count("STATUS:CANCELLED") == len(second["gone"])
    assert surae("export", "out", *store, "--samples", "none").returncode == 0
    told = json.loads((tmp_path / "out" / "surae-export.json").read_text(encoding="utf-8"))
    assert [document["version"] for document in told["plans"]] == [1, 2]
    assert surae("import", "out", "--store", "again", "--workers", "1").returncode == 0
    with open_store(tmp_path / "again") as opened:
        assert [document["version"] for document in plan_documents(opened)] == [1, 2]


def test_an_older_store_gains_plans(tmp_path: Path) -> None:
    place = tmp_path / "store"
    with open_store(place, create=True) as opened, opened.writing() as catalog:
        catalog.execute("DROP TABLE plans")
        catalog.execute("PRAGMA user_version = 1")
    with open_store(place) as opened:
        assert plan_documents(opened) == []
        with pytest.raises(StoreError, match="holds no plan"):
            latest_plan(opened)
        document = {"key": "a", "sessions": [], "goal": {}, "version": 9}
        assert [keep_plan(opened, document), keep_plan(opened, document)] == [1, 2]
        assert latest_plan(opened)["version"] == 2
    connection = connect(place / "catalog.sqlite")
    assert version_of(connection) == len(MIGRATIONS)
    connection.close()
    assert (place / "backups" / "catalog-v1.sqlite").is_file()


def test_a_plan_from_files_costs_little(sample_athlete: Path) -> None:
    person = Person(1.68, 61.5, 34, "female")
    sources = Sources(person=person, paths=(sample_athlete,), clock=TODAY)
    from surae.app.plans import case_for
    from surae.planning import Wish, make_plan

    goal = Goal(direction="grow", by=TODAY + timedelta(weeks=16), change=0.5)
    case = case_for(sources, goal)
    limits = Limits(equipment=frozenset({"step", "seated machine"}))
    began = time.process_time()
    made = make_plan(Wish(case, goal, limits))
    spent = time.process_time() - began
    assert len(case.draws) == 500
    assert made.sessions
    assert spent < 6, "twice what is promised, for slow machines"


def test_one_leg_uses_its_own_readings(sample_athlete: Path) -> None:
    person = Person(1.68, 61.5, 34, "female")
    sources = Sources(person=person, paths=(sample_athlete,), clock=TODAY, n_draws=40)
    goal = Goal(direction="hold", by=TODAY + timedelta(weeks=6), side="L")
    made = plan(sources, goal, Limits())
    assert all(reading.side in (None, "L") for reading in made.plan.wish.case.readings)
    assert "left" in goal.words


@pytest.mark.parametrize("target", ["csv", "fit"])
def test_a_plan_taken_out_and_in_again_is_the_same(tmp_path: Path, target: str) -> None:
    place = tmp_path / "store"
    open_store(place, create=True).connection.close()
    person = Person(1.68, 61.5, 34, "female")
    sources = Sources(person=person, store=place, clock=TODAY, n_draws=40)
    goal = Goal(direction="grow", by=TODAY + timedelta(weeks=8))
    limits = Limits(equipment=frozenset({"step", "dumbbells", "hills", "stairs"}))
    first = plan(sources, goal, limits)
    export_plan(stored_plan(place, None), target, tmp_path / "out")
    again = take(sources, [tmp_path / "out"])
    assert again.version == 2
    assert again.gone == ()
    assert again.plan.p_goal == first.plan.p_goal
    for old, new in zip(first.plan.sessions, again.plan.sessions, strict=True):
        assert (new.day, new.activity, new.minutes, new.title, new.uid, new.kept) == (
            old.day, old.activity, old.minutes, old.title, old.uid, old.kept
        )  # fmt: skip
    with pytest.raises(IngestError, match="no plan of surae"):
        take(sources, [_written(tmp_path / "x.csv", "a,b\n1,2\n")])


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_replanning_without_a_plan(tmp_path: Path) -> None:
    sources = Sources(person=Person(1.68, 61.5, 34, "female"), clock=TODAY)
    with pytest.raises(StoreError, match="no plan is known"):
        replan(sources)


def test_the_plan_sees_what_the_answer_sees(sample_athlete: Path) -> None:
    from surae.app.plans import case_for
    from surae.inference import outlook
    from surae.ingest import read_log
    from surae.planning import repeat_habit

    person = Person(1.68, 61.5, 34, "female")
    sources = Sources(person=person, paths=(sample_athlete,), clock=TODAY)
    goal = Goal(direction="hold", by=TODAY + timedelta(weeks=16))
    case = case_for(sources, goal)
    said = answer_log(read_log([sample_athlete]), Question(person=person))
    habit = repeat_habit(case.done, case.today, goal.by, said.habit_weeks)
    seen = outlook(case, habit, goal.by)
    change = seen.calf.girth_change[:, -1]
    assert sorted(change)[250] == pytest.approx(said.verdict.girth_change.median, abs=0.01)
