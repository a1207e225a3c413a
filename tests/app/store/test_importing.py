"""An import takes everything, once, whatever the form and the order."""

from __future__ import annotations

import gzip
import random
import shutil
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from surae.app.importing import import_files
from surae.app.store.catalog import open_store
from surae.app.store.log import load_log, read_skipped
from surae.app.store.preparing import Given
from surae.errors import IngestError, RecordError, StoreError
from surae.ingest import read_log


def logged(place: Path):
    with open_store(place) as store:
        return load_log(store)


def test_every_file_is_accounted_for(archive, place):
    report = import_files([archive], place)
    assert (report.files, report.new, report.known, report.merged) == (9, 7, 0, 1)
    assert report.repaired == 1  # c.fit is cut short
    assert [(one.file, one.reason.split(";")[0]) for one in report.skipped] == [
        ("archive/diary.fit", "is named .fit but is not a FIT file"),
        ("archive/photo.jpg", "not an activity file"),
        (
            "archive/tape.csv (row 4)",
            "`calf_girth` 900 cm on 2026-03-02T07:32 (left) is outside 20–60 cm",
        ),
    ]
    assert report.new + report.known + 2 == report.files


def test_the_store_says_what_the_files_say(archive, filled):
    told, read = logged(filled), read_log([archive])
    assert len(told.sessions) == len(read.sessions) == 5
    for mine, theirs in zip(told.sessions, read.sessions, strict=True):
        assert Path(theirs.file).name == mine.file
        for name in theirs.__slots__:
            if name not in ("samples", "file"):
                assert repr(getattr(mine, name)) == repr(getattr(theirs, name))
        assert (mine.samples is None) == (theirs.samples is None)
        for name in theirs.samples.__slots__ if theirs.samples else ():
            np.testing.assert_array_equal(
                getattr(mine.samples, name), getattr(theirs.samples, name)
            )
    assert repr(told.measurements) == repr(read.measurements)
    assert told.n_files == read.n_files
    assert told.unknown_exercises == read.unknown_exercises == ("Jumping Calf Thing",)
    assert [one.reason for one in told.skipped] == [one.reason for one in read.skipped]
    assert [one.reason for one in told.duplicates] == [one.reason for one in read.duplicates]


def test_importing_twice_is_importing_once(archive, place, tmp_path, equal):
    import_files([archive], place)
    shutil.copytree(place, tmp_path / "once")
    again = import_files([archive], place)
    assert (again.files, again.new, again.known, again.merged, again.repaired) == (9, 0, 7, 0, 0)
    assert [one.file for one in again.skipped] == ["archive/diary.fit", "archive/photo.jpg"]
    assert equal(place, tmp_path / "once")


@pytest.mark.parametrize("form", ["zip", "zip in a zip", "one by one", "gzipped", "two imports"])
def test_the_form_and_the_order_change_nothing(
    form, archive, files, filled, tmp_path, equal, zip_of
):
    other = tmp_path / "other"
    whole = tmp_path / "x.zip"
    paths = [path for path in archive.rglob("*") if path.is_file()]
    random.Random(3).shuffle(paths)  # noqa: S311
    if form == "zip":
        whole.write_bytes(zip_of(files, backwards=True))
        import_files([whole], other)
    elif form == "zip in a zip":
        whole.write_bytes(zip_of({"inner.zip": zip_of(files)}))
        import_files([whole], other)
    elif form == "one by one":
        for path in paths:
            import_files([path], other)
    elif form == "two imports":
        import_files(paths[:4], other)
        import_files(paths[2:], other)
    else:
        (archive / "a.fit").write_bytes(gzip.compress(files["a.fit"], mtime=7))
        (archive / "b.fit.gz").write_bytes(gzip.compress(gzip.decompress(files["b.fit.gz"]), 1))
        import_files([archive], other)
    assert equal(filled, other)


def test_workers_change_nothing(archive, fit, place, tmp_path, equal):
    for i in range(60):
        (archive / f"run{i:02}.fit").write_bytes(fit(10 + i, n=5))
    one = import_files([archive], place)
    two = import_files([archive], tmp_path / "other", n_workers=2)
    assert one.document() == two.document()
    assert equal(place, tmp_path / "other")


def test_the_richer_copy_counts_whichever_came_first(tmp_path, fit):
    (tmp_path / "rich.fit").write_bytes(fit())
    (tmp_path / "poor.fit").write_bytes(fit(rich=False))
    merged = []
    for name, order in {"s1": ("rich", "poor"), "s2": ("poor", "rich")}.items():
        reports = [import_files([tmp_path / f"{one}.fit"], tmp_path / name) for one in order]
        merged.append([report.merged for report in reports])
        log = logged(tmp_path / name)
        assert [session.file for session in log.sessions] == ["rich.fit"]
        assert [(copy.file, copy.kept) for copy in log.duplicates] == [("poor.fit", "rich.fit")]
    assert merged == [[0, 1], [0, 1]]


def test_a_gym_log_that_grew_is_not_counted_twice(tmp_path, hevy, place):
    (tmp_path / "workouts.csv").write_bytes(hevy("Calf Raise,40,10,8"))
    import_files([tmp_path / "workouts.csv"], place)
    more = hevy("Calf Raise,40,10,8") + b"\n" + hevy("Calf Raise,42,9,8", day=30).split(b"\n", 1)[1]
    (tmp_path / "workouts.csv").write_bytes(more)
    report = import_files([tmp_path / "workouts.csv"], place)
    assert (report.new, report.merged) == (1, 1)
    assert [len(session.sets) for session in logged(place).sessions] == [1, 1]


def test_one_content_under_two_names_is_one_file(tmp_path, fit, place):
    for name in ("z.fit", "a.fit"):
        (tmp_path / name).write_bytes(fit())
        import_files([tmp_path / name], place)
    assert [(s.file, s.kind) for s in logged(place).sessions] == [("a.fit", "run")]


def test_the_same_file_twice_in_one_import_is_known(tmp_path, fit, place):
    for name in ("x.fit", "y.fit", "bad1.fit", "bad2.fit"):
        (tmp_path / name).write_bytes(b"nothing" if "bad" in name else fit())
    report = import_files([tmp_path], place)
    assert (report.new, report.known, len(report.skipped)) == (1, 1, 2)
    with open_store(place) as store:
        assert [one.file for one in read_skipped(store)] == ["bad1.fit", "bad2.fit"]


def test_what_could_not_be_read_is_tried_again(tmp_path, place, fit, monkeypatch):
    (tmp_path / "x.fit").write_bytes(fit())
    from surae.ingest import reading

    def refuse(*_):
        raise IngestError("x.fit", "not yet")

    with monkeypatch.context() as patched:
        patched.setattr(reading, "_read_format", refuse)
        assert import_files([tmp_path / "x.fit"], place).new == 0
    assert import_files([tmp_path / "x.fit"], place).new == 1
    with open_store(place) as store:
        assert read_skipped(store) == ()


def test_the_zone_can_be_told_later(tmp_path, hevy, fit, place):
    (tmp_path / "gym.csv").write_bytes(hevy("Calf Raise,40,10,8"))
    (tmp_path / "x.fit").write_bytes(fit())
    import_files([tmp_path], place)
    assert logged(place).sessions[1].start == datetime(2026, 5, 28, 18, 5, tzinfo=UTC)
    for _ in range(2):
        report = import_files([tmp_path], place, given=Given(time_zone="Europe/Berlin"))
        assert (report.new, report.known) == (0, 2)
        assert logged(place).sessions[1].start == datetime(2026, 5, 28, 16, 5, tzinfo=UTC)
    import_files([tmp_path], place)
    assert logged(place).sessions[1].start == datetime(2026, 5, 28, 16, 5, tzinfo=UTC)


def test_an_unknown_zone_is_refused_before_anything(tmp_path, archive, place):
    with pytest.raises(RecordError, match="Europe/Berlin"):
        import_files([archive], place, given=Given(time_zone="Mars/Olympus"))
    assert not place.exists()


def test_a_missing_path_is_refused_before_anything(archive, place):
    with pytest.raises(IngestError, match="nowhere: does not exist"):
        import_files([archive, archive / "nowhere"], place)
    assert not place.exists()


def test_a_folder_with_other_things_does_not_become_a_store(archive, tmp_path):
    with pytest.raises(StoreError, match="holds other things"):
        import_files([archive], archive)
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="is a file"):
        import_files([archive], tmp_path / "file")


def test_the_store_does_not_take_itself_in(archive, tmp_path, equal):
    inside = archive / "deep" / "store"
    import_files([archive], inside)
    again = import_files([archive], inside)
    assert (again.files, again.new, again.known) == (9, 0, 7)
    shutil.move(inside, tmp_path / "moved")
    import_files([archive], tmp_path / "other")
    assert equal(tmp_path / "moved", tmp_path / "other")


def test_names_are_made_fit_to_print(tmp_path, fit, place):
    (tmp_path / "x\n\x1b[31m.fit").write_bytes(fit())
    (tmp_path / b"caf\xe9.fit".decode("utf-8", "surrogateescape")).write_bytes(fit(1))
    import_files([tmp_path], place)
    assert [session.file for session in logged(place).sessions] == ["x__[31m.fit", "caf_.fit"]


def test_progress_counts_to_the_end(archive, place):
    calls = []
    report = import_files([archive], place, progress=lambda *call: calls.append(call))
    assert [done for done, _, _ in calls] == list(range(1, report.files + 1))
    assert {total for _, total, _ in calls} == {report.files}


def test_a_lost_original_comes_back_with_its_file(archive, filled, equal, tmp_path):
    shutil.copytree(filled, tmp_path / "before")
    lost = sorted((filled / "originals").rglob("*.gz"))[0]
    lost.unlink()
    report = import_files([archive], filled)
    assert report.new == 0
    assert lost.exists()
    assert equal(filled, tmp_path / "before")
