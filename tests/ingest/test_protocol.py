"""Protocol documents: the vocabulary, and errors that name the key and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from surae.errors import IngestError
from surae.ingest import read_protocol
from surae.ingest.protocol import DAYS, KINDS, parse_sessions
from surae.records import CalfRaise, Hills, Recurring, Run, Unload


@pytest.fixture
def read(tmp_path: Path):
    def read(text: str):
        (tmp_path / "plan.toml").write_text(text, encoding="utf-8")
        return read_protocol(tmp_path / "plan.toml")

    return read


def test_a_document_becomes_a_protocol(read):
    plan = read(
        """
        schema = 1
        name = "hills"
        [everyday]
        steps_per_day = 9000
        [[session]]
        kind = "run"
        days = ["mon", "thu"]
        minutes = 40
        pace = "5:30"
        surface = "trail"
        [[session]]
        kind = "hills"
        per_week = 2
        repeats = 8
        seconds = 45
        grade = 0.08
        speed = 3.2
        from_week = 2
        to_week = 10
        progress_per_week = 0.05
        [[session]]
        kind = "calf_raise"
        per_week = 2.5
        sets = 4
        reps = 8
        load_rm = 10
        knee_angle = 90
        """
    )
    assert (plan.name, plan.steps_per_day) == ("hills", 9000)
    run, hills, raises = plan.sessions
    assert run.days == ("mon", "thu")
    assert run.activity == Run(minutes=40, speed=1000 / 330, surface="trail")
    assert hills == Recurring(
        activity=Hills(repeats=8, seconds=45, grade=0.08, speed=3.2),
        per_week=2, from_week=2, to_week=10, progress_per_week=0.05,
    )  # fmt: skip
    assert raises.activity == CalfRaise(sets=4, reps=8, load_rm=10, knee_angle=90)


MINIMAL = {
    "run": {"km": 8},
    "hills": {"repeats": 6, "seconds": 30.0, "grade": 0.1, "speed": 3.0, "recovery": "jog"},
    "stairs": {"floors": 20, "direction": "both"},
    "walk": {"minutes": 30},
    "sprint": {"repeats": 6, "metres": 60, "effort": 0.95},
    "calf_raise": {"sets": 3, "reps": 12, "body_weight": True},
    "hops": {"contacts": 60, "legs": 1, "intensity": "high"},
    "stretch": {"minutes": 5, "loaded": True},
    "unload": {"posture": "bed_rest", "to_week": 1.5},
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_written(kind):
    when = {} if kind == "unload" else {"per_week": 3}
    (session,) = parse_sessions([{"kind": kind, **MINIMAL[kind], **when}], "plan.toml")
    assert type(session.activity) is KINDS[kind]
    for key, value in MINIMAL[kind].items():
        holder = session if key == "to_week" else session.activity
        assert getattr(holder, key) == value


def test_unloading_lasts_all_day():
    table = {"kind": "unload", "posture": "cast", "from_week": 1, "to_week": 3}
    (session,) = parse_sessions([table], "plan.toml")
    assert session == Recurring(activity=Unload(posture="cast"), from_week=1, to_week=3)
    with pytest.raises(IngestError, match="lasts all day"):
        parse_sessions([table | {"per_week": 7}], "plan.toml")


RUN = {"kind": "run", "minutes": 30, "per_week": 3}
RAISE = {"kind": "calf_raise", "sets": 3, "reps": 10, "per_week": 2}


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (RUN | {"speeed": 3}, "`speeed` is unknown; did you mean 'speed'?"),
        (RUN | {"kind": "runn"}, "`kind` 'runn' is unknown; did you mean 'run'?"),
        ({"minutes": 30}, "`kind` is missing"),
        (RUN | {"grad": 0.1}, "did you mean 'grade'?"),
        (RUN | {"speed": 30}, "`speed` 30 m/s is outside 0.1–13 m/s"),
        (RUN | {"speed": 0}, "`speed` 0 m/s is outside"),
        (RUN | {"speed": "fast"}, "`speed` 'fast' should be a number"),
        (RUN | {"speed": True}, "`speed` True should be a number"),
        (RUN | {"speed": float("nan")}, "`speed` nan is outside"),
        (RUN | {"grade": 8}, "`grade` 8 is outside -0.6–0.6"),
        (RUN | {"surface": "mud"}, "`surface` 'mud' should be 'road', 'track'"),
        (RUN | {"pace": "530"}, "`pace` '530' should be minutes per km, as '5:30'"),
        (RUN | {"pace": "5:30", "speed": 3.0}, "`speed` and `pace` say the same twice"),
        (RUN | {"km": 5}, "needs one of `minutes` or `km`"),
        (RUN | {"minutes": -1}, "`minutes` -1 min is outside 0.01–1440 min"),
        (RUN | {"days": ["mon"]}, "needs one of `per_week` or `days`"),
        ({"kind": "run", "minutes": 30}, "needs one of `per_week` or `days`"),
        ({"kind": "run", "minutes": 30, "days": ["monday"]}, "should be some of mon, tue"),
        ({"kind": "run", "minutes": 30, "days": ["mon", "mon"]}, "should be some of"),
        ({"kind": "run", "minutes": 30, "days": "mon"}, "should be some of"),
        (RUN | {"from_week": 4, "to_week": 4}, "`to_week` 4 is not after `from_week`"),
        (RUN | {"per_week": "often"}, "`per_week` 'often' should be a number"),
        (RAISE | {"load_rm": 10, "load_kg": 40}, "`load_rm` and `load_kg` say the same twice"),
        (RAISE | {"sets": 2.5}, "`sets` 2.5 should be a valid integer"),
        (RAISE | {"ankle_from": 99}, "`ankle_from` 99 deg is outside -50–40 deg"),
        (RAISE | {"legs": 3}, "`legs` 3 should be 1 or 2"),
        ({"kind": "calf_raise", "reps": 10, "per_week": 2}, "`sets` is missing"),
        ({"kind": "sprint", "repeats": 6, "seconds": 8, "per_week": 1}, "`speed` or `effort`"),
    ],
)
def test_a_wrong_key_or_value_is_named_with_what_is_allowed(table, message):
    with pytest.raises(IngestError) as caught:
        parse_sessions([RUN, table], "plan.toml")
    assert str(caught.value).startswith("plan.toml (session 2")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "put `schema = 1` at the top"),
        ("schema = 2", "`schema` 2 is not known, this version reads 1"),
        ("schema = ", "is not valid TOML"),
        ("schema = 1\nsesion = []", "`sesion` is unknown; did you mean 'session'?"),
        ("schema = 1\nsession = 3", "should be a list of tables: [[session]]"),
        ("schema = 1\neveryday = 3", "`everyday` should be a table"),
        ("schema = 1\n[everyday]\nsteps_per_days = 3", "did you mean 'steps_per_day'?"),
        ("schema = 1\n[everyday]\nsteps_per_day = 1e6", "is outside 0–60000 1/day"),
        ('schema = 1\n[everyday]\nsteps_per_day = "many"', "should be a number"),
    ],
)
def test_a_wrong_document_is_one_line(read, text, message):
    with pytest.raises(IngestError, match=r"^plan\.toml") as caught:
        read(text)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_document_may_hold_no_sessions(read):
    plan = read("schema = 1")
    assert (plan.sessions, plan.steps_per_day, plan.name) == ((), None, "")


def test_files_that_are_no_documents(tmp_path):
    with pytest.raises(IngestError, match="cannot be opened"):
        read_protocol(tmp_path / "none.toml")
    (tmp_path / "x.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(IngestError, match="not text in UTF-8"):
        read_protocol(tmp_path / "x.toml")


def test_days_are_the_week():
    assert len(set(DAYS)) == 7
