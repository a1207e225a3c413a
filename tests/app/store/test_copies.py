"""Which copy counts: by the rule over all copies, then by what the user said."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from surae.app.importing import import_files
from surae.app.store.catalog import open_store
from surae.app.store.copies import choose, read_copies
from surae.app.store.corrections import correct, find_item
from surae.app.store.log import load_log, read_choice, read_readings, reading_id
from surae.errors import RecordError, StoreError
from surae.ingest import read_log
from surae.ingest.archive import find_files
from surae.ingest.duplicates import drop_duplicates
from surae.ingest.options import Options
from surae.ingest.reading import read_file


@pytest.fixture
def three(tmp_path, fit, place) -> Path:
    """Return a store with three copies of one run, the richest first by name, and another run."""
    for name, content in {
        "rich.fit": fit(),
        "poor.fit": fit(rich=False),
        "short.fit": fit(n=58, rich=False),
        "other.fit": fit(4),
    }.items():
        (tmp_path / name).write_bytes(content)
        import_files([tmp_path / name], place)
    return place


def names(place: Path) -> list[str]:
    with open_store(place) as store:
        return [copy.name for copy in read_choice(store).kept]


def said(place: Path, name: str, **changes: str) -> None:
    with open_store(place) as store:
        (named,) = [copy.id for copy in read_copies(store) if copy.name == name]
        correct(store, named, changes)


def test_outlines_decide_as_recordings_do(sample_athlete, shared_data, place):
    """The rule sees only outlines in the store; it has to come to the same end."""
    paths = [sample_athlete, *sorted((shared_data / "activities" / "runner_a").glob("00[0-9]*"))]
    import_files(paths, place, n_workers=2)
    with open_store(place) as store:
        choice = read_choice(store)
    read = read_log(paths, n_workers=2)
    assert [(c.session.start, c.session.kind, c.session.distance) for c in choice.kept if not
            math.isnan(c.session.distance)] == [
        (s.start, s.kind, s.distance) for s in read.sessions if not math.isnan(s.distance)
    ]  # fmt: skip
    mine = {(out.copy.name, out.kept.name, out.reason) for out in choice.left_out}
    theirs = {(Path(d.file).name, Path(d.kept).name, d.reason) for d in read.duplicates}
    assert len(theirs) > 10
    assert mine == theirs


def test_the_rule_does_not_mind_the_order(three):
    with open_store(three) as store:
        copies = read_copies(store)
    one, two = choose(copies), choose(reversed(copies))
    assert [copy.key for copy in one.kept] == [copy.key for copy in two.kept]
    assert [(o.copy.key, o.reason) for o in one.left_out] == [
        (o.copy.key, o.reason) for o in two.left_out
    ]
    assert names(three) == ["rich.fit", "other.fit"]


def test_the_user_chooses_another_copy_and_takes_it_back(three):
    said(three, "poor.fit", counts="instead")
    assert names(three) == ["poor.fit", "other.fit"]
    with open_store(three) as store:
        found = {o.copy.name: (o.kept.name, o.reason) for o in read_choice(store).left_out}
    assert found == {
        "rich.fit": ("poor.fit", "you chose the other copy"),
        "short.fit": ("poor.fit", "you chose the other copy"),
    }
    said(three, "short.fit", counts="instead")
    assert names(three) == ["short.fit", "other.fit"]
    said(three, "short.fit", counts="auto")
    assert names(three) == ["rich.fit", "other.fit"]


def test_the_user_lets_two_count_or_none(three):
    said(three, "poor.fit", counts="also")
    assert names(three) == ["poor.fit", "rich.fit", "other.fit"]
    said(three, "rich.fit", counts="never")
    assert names(three) == ["poor.fit", "short.fit", "other.fit"]
    said(three, "poor.fit", counts="never")
    said(three, "short.fit", counts="never")
    assert names(three) == ["other.fit"]
    with open_store(three) as store:
        assert {o.reason for o in read_choice(store).left_out} == {"you left it out"}


def test_surface_and_grade_become_part_of_the_session(three):
    said(three, "rich.fit", surface="treadmill", grade="5%")
    with open_store(three) as store:
        run, other = load_log(store).sessions
    assert (run.surface, other.surface) == ("treadmill", None)
    np.testing.assert_allclose(run.samples.altitude, 0.05 * run.samples.distance)
    assert np.ptp(other.samples.altitude) == 0
    said(three, "rich.fit", surface="auto", grade="auto")
    with open_store(three) as store:
        run = load_log(store).sessions[0]
    assert run.surface is None
    assert np.ptp(run.samples.altitude) == 0


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"surface": "gras"}, "did you mean 'grass'?"),
        ({"counts": "sometimes"}, "instead, also, never, auto"),
        ({"grade": "5"}, "-0.6–0.6"),
        ({"grade": "steep"}, "numbers such as 0.05 or 5%"),
    ],
)
def test_a_correction_that_cannot_be_is_refused(three, change, part):
    with open_store(three) as store, pytest.raises(RecordError, match=part.replace("?", r"\?")):
        correct(store, read_copies(store)[0].id, change)


def test_what_is_meant_by_an_identifier(three):
    with open_store(three) as store:
        every = read_copies(store)
        assert find_item(store, every[0].id[:6]) == ("session", every[0].key)
        with pytest.raises(StoreError, match="nothing is called 'zz'"):
            find_item(store, "zz")
        with pytest.raises(StoreError, match="nothing is called ''"):
            find_item(store, "")


def test_a_reading_is_left_out_in_every_copy(filled, archive, tmp_path):
    lines = (archive / "tape.csv").read_bytes().splitlines()
    (tmp_path / "again.csv").write_bytes(b"\n".join(lines[:2]))
    import_files([tmp_path / "again.csv"], filled)
    with open_store(filled) as store:
        assert [m.value for m in load_log(store).measurements] == [37.2, 37.4]
        keys = [key for key, reading in read_readings(store).items() if reading.value == 37.2]
        assert len(keys) == 2
        named = correct(store, reading_id(keys[0]), {"counts": "never"})
        assert [m.value for m in load_log(store).measurements] == [37.4]
        with pytest.raises(StoreError, match="can only be left out"):
            correct(store, named, {"counts": "also"})
        with pytest.raises(StoreError, match="can only be left out"):
            correct(store, named, {"surface": "road"})
        correct(store, named, {"counts": "auto"})
        assert len(load_log(store).measurements) == 2


def test_a_grade_needs_a_distance(filled):
    with open_store(filled) as store:
        (gym,) = [copy.id for copy in read_copies(store) if copy.name == "gym.csv"]
        with pytest.raises(StoreError, match="knows no distance"):
            correct(store, gym, {"grade": "0.05"})


def test_a_row_of_a_list_tells_of_its_recording_and_is_no_copy(tmp_path, fit, place):
    header = "Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Distance,Filename"
    row = '7,"Mar 1, 2026, 8:00:00 AM",Along the river,Trail Run,600,1.8,activities/7.fit.gz'
    folder = tmp_path / "export"
    (folder / "activities").mkdir(parents=True)
    (folder / "activities.csv").write_text(f"{header}\n{row}\n")
    (folder / "activities" / "7.fit.gz").write_bytes(fit())
    report = import_files([folder], place)
    assert (report.new, report.merged) == (2, 0)
    with open_store(place) as store:
        (session,) = load_log(store).sessions
        assert load_log(store).duplicates == ()
    assert (session.title, session.file) == ("Along the river", "7.fit.gz")
    contents = [read_file(found, Options()) for found in find_files([folder])]
    (direct,), _ = drop_duplicates(s for content in contents for s in content.sessions)
    assert (direct.title, direct.surface) == (session.title, session.surface)
