"""From paths to a log: every file is read or listed, in whatever order it came."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from surae.errors import IngestError
from surae.ingest import archive, read_log, sniff
from surae.ingest.archive import find_files

START = datetime(2026, 3, 1, 8, tzinfo=UTC)


def zipped(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name.replace("__", "/").replace("_", "."), data)
    return file.getvalue()


def reasons(log):
    return {skipped.file: skipped.reason for skipped in log.skipped}


@pytest.fixture
def folder(tmp_path, fit, gpx, hevy):
    """Return a folder with what a person would have: runs, copies, a gym log, other things."""
    place = tmp_path / "export"
    (place / "deep").mkdir(parents=True)
    day = timedelta(days=1)
    (place / "a.fit").write_bytes(fit())
    (place / "b.fit.gz").write_bytes(gzip.compress(fit(start=START + day), mtime=0))
    (place / "c.fit").write_bytes(fit(start=START + 2 * day)[:600])
    (place / "deep" / "phone.gpx").write_bytes(gpx())
    (place / "deep" / "gym.csv").write_bytes(hevy(["Calf Raise,normal,40,10,8"]))
    (place / "text.fit").write_text("dear diary")
    (place / "photo.jpg").write_bytes(b"\xff\xd8")
    (place / "more.zip").write_bytes(
        zipped(
            activities__d_fit=fit(start=START + 3 * day),
            activities_csv=b"Activity ID,Activity Date,Activity Type,Filename\n",
        )
    )
    return place


def test_a_folder_is_read_and_every_file_accounted_for(folder):
    log = read_log([folder])
    assert [(s.file, s.kind) for s in log.sessions] == [
        ("export/a.fit", "run"),
        ("export/b.fit.gz", "run"),
        ("export/c.fit", "run"),
        ("export/more.zip/activities/d.fit", "run"),
        ("export/deep/gym.csv", "strength"),
    ]
    assert [(copy.file, copy.kept) for copy in log.duplicates] == [
        ("export/deep/phone.gpx", "export/a.fit")
    ]
    assert reasons(log) == {
        "export/text.fit": "is named .fit but is not a FIT file; check what it is",
        "export/photo.jpg": "not an activity file",
        "export/more.zip/activities.csv": "a list of activities that is empty",
    }
    assert log.n_files == 9


def test_the_order_of_files_changes_nothing(folder, all_of):
    paths = [folder / "a.fit", folder / "deep", folder / "b.fit.gz", folder]
    first = all_of(read_log(paths))
    assert all_of(read_log(paths[::-1])) == first
    assert all_of(read_log([folder])) != first  # names differ, nothing is read twice
    assert len(read_log(paths).sessions) == len(read_log([folder]).sessions)
    assert read_log(paths).n_files == read_log([folder]).n_files


def test_workers_change_nothing(folder, fit, all_of):
    for i in range(60):
        (folder / f"run{i:02}.fit").write_bytes(fit(start=START + timedelta(days=10 + i), n=5))
    assert all_of(read_log([folder], n_workers=2)) == all_of(read_log([folder]))


def test_progress_counts_files_to_the_end(folder):
    calls = []
    log = read_log([folder], progress=lambda *call: calls.append(call))
    assert [done for done, _, _ in calls] == list(range(1, log.n_files + 1))
    assert calls[-1][:2] == (log.n_files, log.n_files)
    assert {total for _, total, _ in calls} == {log.n_files}


def test_a_missing_path_is_one_line_and_nothing_is_read(folder):
    calls = []
    with pytest.raises(IngestError, match="nowhere: does not exist") as caught:
        read_log([folder, folder / "nowhere"], progress=lambda *call: calls.append(call))
    assert "\n" not in str(caught.value)
    assert calls == []


def test_nothing_readable_is_a_log_too(tmp_path):
    (tmp_path / "empty").mkdir()
    assert read_log([tmp_path / "empty"]).n_files == 0
    (tmp_path / "note.fit").write_bytes(b"")
    log = read_log([tmp_path / "note.fit"])
    assert (log.n_files, reasons(log)) == (1, {"note.fit": "is empty"})


def test_zips_within_zips_are_read_down_to_a_depth(tmp_path, fit):
    data = zipped(run_fit=fit())
    for _ in range(2):
        data = zipped(inner_zip=data)
    (tmp_path / "ok.zip").write_bytes(data)
    assert [s.file for s in read_log([tmp_path / "ok.zip"]).sessions] == [
        "ok.zip/inner.zip/inner.zip/run.fit"
    ]
    (tmp_path / "deep.zip").write_bytes(zipped(inner_zip=data))
    (reason,) = reasons(read_log([tmp_path / "deep.zip"])).values()
    assert reason == "lies more than 3 archives deep"


def test_members_that_lead_out_of_an_archive_are_not_read(tmp_path, fit):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as made:
        for name in ("../out.fit", "/root.fit", "a\\..\\..\\b.fit", "fine.fit"):
            made.writestr(name, fit())
    log = read_log([tmp_path / "x.zip"])
    assert [s.file for s in log.sessions] == ["x.zip/fine.fit"]
    assert set(reasons(log).values()) == {"its name leads out of the archive, it is not read"}
    assert [path.name for path in tmp_path.iterdir()] == ["x.zip"]


def test_what_expands_too_far_is_not_read(tmp_path, monkeypatch, fit):
    for module in (archive, sniff):
        monkeypatch.setattr(module, "SIZE_LIMIT", 2**20)
    bomb = bytes(2**21)
    (tmp_path / "bomb.fit.gz").write_bytes(gzip.compress(bomb))
    (tmp_path / "bomb.zip").write_bytes(zipped(big_fit=bomb, run_fit=fit()))
    (tmp_path / "big.fit").write_bytes(bomb)
    log = read_log([tmp_path])
    assert len(log.sessions) == 1
    assert [s.reason.partition(" MB")[0] for s in log.skipped] == [
        "is larger than 1", "expands to more than 1", "expands to more than the 1",
    ]  # fmt: skip


def test_an_archive_may_expand_only_so_far_in_all(tmp_path, monkeypatch, fit):
    monkeypatch.setattr(archive._Budget, "__init__", lambda self: setattr(self, "left", 1500))
    (tmp_path / "x.zip").write_bytes(
        zipped(a_fit=fit(), b_fit=fit(start=START + timedelta(days=1)))
    )
    log = read_log([tmp_path / "x.zip"])
    assert (len(log.sessions), len(log.skipped)) == (1, 1)


@pytest.mark.parametrize("cut", [30, 200, -30])
def test_damaged_archives_are_listed_not_fatal(tmp_path, fit, cut):
    (tmp_path / "x.zip").write_bytes(zipped(run_fit=fit())[:cut])
    (tmp_path / "y.fit.gz").write_bytes(gzip.compress(fit(), mtime=0)[:cut])
    (tmp_path / "good.fit").write_bytes(fit(start=START + timedelta(days=1)))
    log = read_log([tmp_path])
    assert any(s.file.endswith("good.fit") for s in log.sessions)
    assert any("damaged zip archive" in reason for reason in reasons(log).values())


def test_an_encrypted_member_is_listed(tmp_path, fit):
    data = bytearray(zipped(run_fit=fit()))
    data[6] |= 1  # the flag of the local header
    data[data.rindex(b"PK\x01\x02") + 8] |= 1  # and of the directory
    (tmp_path / "x.zip").write_bytes(data)
    (reason,) = reasons(read_log([tmp_path / "x.zip"])).values()
    assert "encrypted" in reason


@pytest.mark.parametrize("year", [1995, 2101])
def test_a_clock_that_cannot_be_right_is_named(tmp_path, fit, year):
    (tmp_path / "x.fit").write_bytes(fit(start=START.replace(year=year)))
    log = read_log([tmp_path / "x.fit"])
    assert log.sessions == ()
    assert reasons(log) == {"x.fit": f"its clock says {year}; only 2000–2100 is believed"}


@pytest.mark.parametrize("year", ["0001", "7512", "9999"])
def test_a_wild_year_in_a_gpx_is_named(tmp_path, gpx, year):
    (tmp_path / "x.gpx").write_bytes(gpx().replace(b"2026-", f"{year}-".encode()))
    (reason,) = reasons(read_log([tmp_path / "x.gpx"])).values()
    assert "its clock says" in reason


def test_one_name_for_two_files_is_told_apart(tmp_path, fit):
    for i, name in enumerate(("one", "two")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "run.fit").write_bytes(fit(start=START + timedelta(days=i)))
    files = {s.file for s in read_log([tmp_path / n / "run.fit" for n in ("one", "two")]).sessions}
    assert files == {str(tmp_path / name / "run.fit") for name in ("one", "two")}


def test_what_is_not_a_regular_file_is_not_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe.fit")
    (tmp_path / "broken.fit").symlink_to(tmp_path / "gone.fit")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    problems = {found.name.partition("/")[2]: found.problem for found in find_files([tmp_path])}
    assert problems == {
        "pipe.fit": "not a regular file",
        "broken.fit": "cannot be opened: No such file or directory",
    }


def test_the_zone_of_local_times_is_an_argument(tmp_path, hevy):
    (tmp_path / "gym.csv").write_bytes(hevy(["Calf Raise,normal,40,10,"]))
    (session,) = read_log([tmp_path], time_zone=ZoneInfo("Europe/Berlin")).sessions
    assert session.start == datetime(2026, 5, 28, 16, 5, tzinfo=UTC)


def test_exercises_of_the_user_are_checked(tmp_path):
    with pytest.raises(IngestError, match="did you mean 'calf_raise_seated'"):
        read_log([tmp_path], exercises={"My raise": "calf_raise_seeted"})


def test_names_that_sound_like_the_calf_are_listed_until_they_are_mapped(tmp_path, hevy):
    rows = ["Jumping Calf Thing,normal,,20,", "Bench Press (Barbell),normal,60,8,"]
    (tmp_path / "gym.csv").write_bytes(hevy(rows))
    log = read_log([tmp_path])
    assert log.unknown_exercises == ("Jumping Calf Thing",)
    assert [one.exercise for one in log.sessions[0].sets] == ["", ""]
    log = read_log([tmp_path], exercises={"jumping calf thing": "calf_raise_standing"})
    assert log.unknown_exercises == ()
    assert log.sessions[0].sets[0].exercise == "calf_raise_standing"


@pytest.mark.parametrize("form", ["x.gpx", "x.gpx.gz", "x.csv", "m.csv"])
def test_changed_bytes_end_in_the_account(tmp_path, gpx, hevy, form):
    reading = (
        b"date_time,instrument,structure,quantity,value,unit\n2026-03-02,tape,calf,girth,37,cm"
    )
    files = {
        "x.gpx": gpx(n=8),
        "x.gpx.gz": gzip.compress(gpx(n=8), mtime=0),
        "x.csv": hevy(["Calf Raise,normal,40,10,8"]),
        "m.csv": reading,
    }
    chance = np.random.default_rng(20260302)
    for _ in range(150):
        data = bytearray(files[form])
        for place in chance.integers(len(data), size=chance.integers(1, 5)):
            data[place] = chance.integers(256)
        (tmp_path / form).write_bytes(data)
        log = read_log([tmp_path])
        assert log.n_files == 1
        assert log.sessions or log.measurements or log.skipped


def test_the_sample_athlete_is_read_as_it_was_made(sample_athlete: Path):
    log = read_log([sample_athlete])
    assert sum(s.kind == "run" for s in log.sessions) == 94
    assert sum(s.kind == "strength" for s in log.sessions) == 32
    assert len(log.duplicates) == 3
    assert len(log.measurements) == 12


def test_real_files_give_a_log_and_nothing_else(shared_data: Path):
    """Decoders' own test files and real exports; the large ones would only take longer."""
    files = [
        path
        for folder in ("activities", "strength")
        for path in sorted((shared_data / folder).rglob("*"))
        if path.is_file() and path.stat().st_size < 100_000 and path.parent.name != "runner_a"
    ]
    log = read_log(files)
    assert log.n_files == len(files) > 150
    used = {s.file for s in log.sessions} | {copy.file for copy in log.duplicates}
    assert len(used) > 50
    assert len(used | set(reasons(log))) == len(files)


def test_copies_of_a_real_runner_count_once(shared_data: Path):
    """0041 to 0043 are one run from three apps; 0071 and 0072 another from two."""
    numbers = ("0041", "0042", "0043", "0048", "0049", "0071", "0072")
    log = read_log([shared_data / "activities" / "runner_a" / f"{n}.fit" for n in numbers])
    assert [s.file for s in log.sessions] == ["0043.fit", "0048.fit", "0072.fit"]
    assert {(copy.file, copy.kept) for copy in log.duplicates} == {
        ("0041.fit", "0043.fit"), ("0042.fit", "0043.fit"),
        ("0049.fit", "0048.fit"), ("0071.fit", "0072.fit"),
    }  # fmt: skip
