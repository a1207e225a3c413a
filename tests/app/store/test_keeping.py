"""Export, doctor, backup, restore: what was given can always be had again."""

from __future__ import annotations

import json
import shutil
import sqlite3
import zipfile
from pathlib import Path

import pytest

from soak_import import same
from surae.app.importing import import_files
from surae.app.store.backup import back_up, restore
from surae.app.store.catalog import BACKUPS, open_store
from surae.app.store.copies import read_copies
from surae.app.store.corrections import correct
from surae.app.store.export import export_store
from surae.app.store.integrity import RESTORING, examine
from surae.app.store.log import load_log
from surae.app.store.people import map_exercise, read_person, write_person
from surae.app.store.readings import keep_reading, typed_reading
from surae.errors import IngestError, StoreError

GIRTH = {"quantity": "girth", "structure": "calf", "instrument": "tape", "side": "left"}


@pytest.fixture
def lived_in(filled) -> Path:
    """Return a store to which its owner has said something."""
    with open_store(filled) as store:
        write_person(store, {"height": 1.7, "mass": 60.0, "age": 30.0, "sex": "female"})
        map_exercise(store, "Jumping Calf Thing", "calf_raise_standing")
        _, typed = typed_reading({**GIRTH, "date_time": "2026-06-28T07:30", "value": 37.1})
        keep_reading(store, typed)
        copies = {copy.name: copy for copy in read_copies(store)}
        correct(store, copies["d.fit"].id, {"surface": "trail"})
        correct(store, copies["phone.fit"].id, {"counts": "instead"})
    return filled


def files_in(place: Path) -> list[Path]:
    return sorted(path for path in place.rglob("*") if path.is_file())


# --- export


@pytest.mark.parametrize("as_zip", [False, True])
def test_an_export_can_be_imported_and_gives_the_same_export(lived_in, exported, tmp_path, as_zip):
    first = exported(lived_in)
    source = first
    if as_zip:
        shutil.make_archive(str(tmp_path / "export"), "zip", first.parent, first.name)
        source = tmp_path / "export.zip"
    report = import_files([source], tmp_path / "other")
    assert (report.new, report.skipped[1:]) == (8, [])
    assert same(first, exported(tmp_path / "other"))
    again = import_files([source], tmp_path / "other")
    assert (again.files, again.new, again.known) == (8, 0, 8)
    assert same(first, exported(tmp_path / "other"))


def test_an_export_is_tidy(lived_in, exported, files):
    folder = exported(lived_in)
    tables = {path.name: path.read_text().splitlines() for path in folder.glob("tables/*.csv")}
    assert {name: len(lines) - 1 for name, lines in tables.items()} == {
        "sessions.csv": 6, "sets.csv": 2, "measurements.csv": 3,
    }  # fmt: skip
    assert len(list(folder.glob("tables/samples/*.csv"))) == 5
    originals = {path.name: path.read_bytes() for path in folder.glob("originals/*/*")}
    assert originals["a.fit"] == files["a.fit"]
    assert originals["tape.csv"] == files["tape.csv"]
    assert "b.fit" in originals  # it came as b.fit.gz
    told = json.loads((folder / "surae-export.json").read_text())
    assert told["person"]["height"] == 1.7
    assert told["exercises"] == {"Jumping Calf Thing": "calf_raise_standing"}


def test_recordings_can_be_left_out_or_be_parquet(filled, tmp_path):
    with open_store(filled) as store:
        export_store(store, tmp_path / "none", samples="none")
        export_store(store, tmp_path / "parquet", samples="parquet")
    assert not (tmp_path / "none" / "tables" / "samples").exists()
    assert len(list((tmp_path / "parquet" / "tables" / "samples").glob("*.parquet"))) == 5


def test_an_export_overwrites_nothing(filled, archive):
    before = files_in(archive)
    with open_store(filled) as store, pytest.raises(StoreError, match="not empty"):
        export_store(store, archive)
    assert files_in(archive) == before


def test_an_export_that_fails_leaves_nothing(filled, tmp_path):
    next((filled / "originals").rglob("*.gz")).unlink()
    with open_store(filled) as store, pytest.raises(StoreError, match="is missing"):
        export_store(store, tmp_path / "out")
    assert not list(tmp_path.glob("out*"))


def test_settings_that_are_no_settings_are_refused(filled, exported, tmp_path):
    folder = exported(filled)
    (folder / "surae-export.json").write_text('{"surae_export": 2}')
    with pytest.raises(IngestError, match="not what `surae export` writes"):
        import_files([folder], tmp_path / "other")
    assert not (tmp_path / "other").exists()


def test_an_import_of_an_export_keeps_what_is_known(lived_in, exported, tmp_path):
    folder = exported(lived_in)
    with open_store(tmp_path / "other", create=True) as store:
        write_person(store, {"height": 1.9, "mass": 80.0, "age": 40.0, "sex": "male"})
    import_files([folder], tmp_path / "other")
    with open_store(tmp_path / "other") as store:
        assert read_person(store)["height"] == 1.9


# --- doctor


def test_a_sound_store_is_called_sound(filled):
    findings = examine(filled)
    assert (findings.problems, findings.leftovers) == ([], [])
    assert (findings.n_files, findings.n_recordings) == (7, 5)


@pytest.mark.parametrize("damage", ["lost", "cut", "flipped"])
def test_recordings_are_made_anew(lived_in, exported, damage):
    before = exported(lived_in)
    for path in (lived_in / "samples").rglob("*.parquet"):
        content = path.read_bytes()
        path.unlink()
        if damage != "lost":
            half = len(content) // 2
            flipped = content[:half] + bytes([content[half] ^ 1]) + content[half + 1 :]
            path.write_bytes(content[:half] if damage == "cut" else flipped)
    assert len(examine(lived_in).problems) == 5
    assert "5 files were read again" in examine(lived_in, fix=True).fixed[0]
    assert examine(lived_in).problems == []
    assert same(before, exported(lived_in))


def test_a_damaged_original_is_named_and_set_aside_until_it_comes_again(filled, archive):
    path = next((filled / "originals").rglob("*.gz"))
    path.write_bytes(path.read_bytes()[:-20])
    (problem,) = examine(filled).problems
    assert "is damaged; import that file again" in problem
    assert len(examine(filled, fix=True).problems) == 1
    assert not path.exists()
    import_files([archive], filled)
    assert examine(filled).problems == []


def test_what_an_interrupted_import_left_is_taken_in(filled, exported):
    before = exported(filled)
    with sqlite3.connect(filled / "catalog.sqlite") as catalog:
        catalog.execute("PRAGMA foreign_keys = ON")
        names = catalog.execute("SELECT sha256, name FROM names").fetchall()
        rows = catalog.execute("SELECT * FROM skipped WHERE sha256 != ''").fetchall()
        catalog.execute("DELETE FROM files WHERE sha256 IN (SELECT sha256 FROM files LIMIT 3)")
    catalog.close()
    (filled / "incoming" / "half").write_bytes(b"half")
    findings = examine(filled)
    assert findings.problems == []
    assert "3 originals are not in the catalog" in findings.leftovers[0]
    fixed = examine(filled, fix=True)
    assert fixed.problems == []
    assert examine(filled).leftovers == []
    assert not (filled / "incoming" / "half").exists()
    with sqlite3.connect(filled / "catalog.sqlite") as catalog:
        catalog.executemany("INSERT OR IGNORE INTO names VALUES (?, ?)", names)
        catalog.executemany("INSERT OR IGNORE INTO skipped VALUES (?, ?, ?, ?)", rows)
    catalog.close()
    assert same(before, exported(filled))


@pytest.mark.parametrize("damage", ["lost", "cut", "garbage", "middle"])
def test_the_catalog_is_made_anew_from_the_originals(filled, archive, tmp_path, equal, damage):
    shutil.copytree(filled, tmp_path / "before")
    catalog = filled / "catalog.sqlite"
    content = catalog.read_bytes()
    catalog.unlink()
    if damage == "cut":
        catalog.write_bytes(content[: len(content) // 2])
    elif damage == "garbage":
        catalog.write_bytes(b"not a catalog" * 1000)
    elif damage == "middle":
        catalog.write_bytes(content[:9000] + bytes(3000) + content[12000:])
    (problem,) = examine(filled).problems
    assert "surae doctor --fix" in problem
    fixed = examine(filled, fix=True)
    assert "made anew" in fixed.fixed[0]
    assert examine(filled).problems == []
    if damage != "lost":
        assert list((filled / BACKUPS).glob("catalog-damaged-1.sqlite"))
    import_files([archive], filled)  # brings the names back
    assert equal(filled, tmp_path / "before")


def test_what_another_version_read_is_read_again(filled):
    with sqlite3.connect(filled / "catalog.sqlite") as catalog:
        catalog.execute("UPDATE files SET reader = '0.0.1'")
        catalog.execute("UPDATE sessions SET record = replace(record, 'run', 'ride')")
    catalog.close()
    assert "7 files were read by another version" in examine(filled).leftovers[0]
    examine(filled, fix=True)
    with open_store(filled) as store:
        assert {session.kind for session in load_log(store).sessions} == {"run", "strength"}
    assert examine(filled).leftovers == []


# --- backup and restore


@pytest.fixture
def saved(lived_in, tmp_path) -> Path:
    with open_store(lived_in) as store:
        back_up(store, tmp_path / "backup.zip")
    return tmp_path / "backup.zip"


def test_a_backup_brings_everything_back(lived_in, saved, tmp_path, equal):
    restore(saved, tmp_path / "other")
    assert equal(lived_in, tmp_path / "other")
    assert examine(tmp_path / "other").leftovers == []


def test_a_restore_replaces_only_when_told(saved, tmp_path, fit, equal, lived_in):
    (tmp_path / "new.fit").write_bytes(fit(40))
    import_files([tmp_path / "new.fit"], tmp_path / "other")
    with pytest.raises(StoreError, match="--replace gives up what it holds"):
        restore(saved, tmp_path / "other")
    restore(saved, tmp_path / "other", replace=True)
    assert equal(lived_in, tmp_path / "other")
    assert examine(tmp_path / "other").leftovers == []


def test_a_restore_that_was_stopped_is_finished_by_the_doctor(lived_in, saved, fit, tmp_path):
    (tmp_path / "new.fit").write_bytes(fit(40))
    import_files([tmp_path / "new.fit"], lived_in)
    shutil.copytree(lived_in / "originals", tmp_path / "stale")
    restore(saved, lived_in, replace=True)
    shutil.copytree(tmp_path / "stale", lived_in / "originals", dirs_exist_ok=True)
    with open_store(lived_in) as store, store.writing() as catalog:
        catalog.execute("INSERT INTO settings VALUES (?, '')", (RESTORING,))
    examine(lived_in, fix=True)
    with open_store(lived_in) as store:
        assert "new.fit" not in {copy.name for copy in read_copies(store)}
        assert len(read_copies(store)) == 6
    assert examine(lived_in).leftovers == []


@pytest.mark.parametrize("damage", ["cut", "flip", "other zip", "text", "missing"])
def test_a_damaged_backup_changes_nothing(saved, tmp_path, damage, archive, exported):
    import_files([archive / "a.fit"], tmp_path / "other")
    before = exported(tmp_path / "other")
    content = bytearray(saved.read_bytes())
    if damage == "cut":
        saved.write_bytes(content[: len(content) // 2])
    elif damage == "flip":
        place = content.index(b"originals/") + 200
        content[place] ^= 1
        saved.write_bytes(content)
    elif damage == "other zip":
        with zipfile.ZipFile(saved, "w") as made:
            made.writestr("a.fit", b"x")
    elif damage == "text":
        saved.write_text("not a zip")
    else:
        saved.unlink()
    with pytest.raises(StoreError, match=r"backup") as caught:
        restore(saved, tmp_path / "other", replace=True)
    assert "\n" not in str(caught.value)
    assert examine(tmp_path / "other", fix=True).fixed == []
    assert same(before, exported(tmp_path / "other"))


def test_a_backup_overwrites_nothing_and_is_not_imported(saved, lived_in, tmp_path):
    with open_store(lived_in) as store, pytest.raises(StoreError, match="is there already"):
        back_up(store, saved)
    with pytest.raises(IngestError, match="use `surae restore`"):
        import_files([saved], tmp_path / "other")
