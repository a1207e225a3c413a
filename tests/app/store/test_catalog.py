"""The catalog: its place, its versions, several processes at once."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from surae.app.importing import import_files
from surae.app.store.catalog import BACKUPS, connect, migrate, open_store, version_of
from surae.app.store.copies import read_copies
from surae.app.store.integrity import examine
from surae.app.store.log import load_log
from surae.app.store.place import place_in_use, platform_place, store_place
from surae.app.store.schema import MIGRATIONS
from surae.errors import StoreError

HOME = PurePosixPath("/home/me")


def test_each_platform_has_its_place():
    assert platform_place("linux", {"XDG_DATA_HOME": "/d"}, HOME) == PurePosixPath("/d/surae")
    assert platform_place("linux", {"XDG_DATA_HOME": "relative"}, HOME) == (
        HOME / ".local/share/surae"
    )
    assert platform_place("freebsd14", {}, HOME) == HOME / ".local/share/surae"
    assert platform_place("darwin", {}, HOME) == HOME / "Library/Application Support/surae"
    windows = PureWindowsPath("C:/Users/me")
    local = {"LOCALAPPDATA": "D:/Local"}
    assert platform_place("win32", local, windows) == PureWindowsPath("D:/Local/surae")
    assert platform_place("win32", {}, windows) == windows / "AppData/Local/surae"


def test_an_option_goes_before_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("SURAE_STORE", str(tmp_path / "env"))
    assert store_place(tmp_path / "option") == tmp_path / "option"
    assert store_place() == tmp_path / "env"
    monkeypatch.delenv("SURAE_STORE")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert store_place(Path("~/s")) == Path.home() / "s"
    assert place_in_use(None, asked=True) is None


def test_where_there_is_no_store_one_line_says_so(tmp_path):
    with pytest.raises(StoreError, match=r"no store at .*none; run `surae init` or give --store"):
        open_store(tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_only_the_owner_can_look_into_a_store(filled):
    assert filled.stat().st_mode & 0o077 == 0


def test_a_catalog_goes_through_each_migration_after_a_backup(filled):
    second = ("ALTER TABLE files ADD COLUMN colour TEXT", "UPDATE files SET colour = 'red'")
    third = ("ALTER TABLE files DROP COLUMN colour",)
    with closing(connect(filled / "catalog.sqlite")) as connection:
        migrate(connection, filled, (*MIGRATIONS, second, third))
        assert version_of(connection) == len(MIGRATIONS) + 2
    kept = sorted((filled / BACKUPS).iterdir())
    versions = len(MIGRATIONS), len(MIGRATIONS) + 1
    assert [path.name for path in kept] == [f"catalog-v{number}.sqlite" for number in versions]
    with closing(sqlite3.connect(kept[1])) as before:
        assert version_of(before) == versions[1]
        assert set(before.execute("SELECT colour FROM files").fetchall()) == {("red",)}


def test_a_migration_that_fails_changes_nothing(filled):
    broken = ("ALTER TABLE files ADD COLUMN colour TEXT", "UPDATE nothing SET x = 1")
    with closing(connect(filled / "catalog.sqlite")) as connection:
        with pytest.raises(sqlite3.OperationalError):
            migrate(connection, filled, (*MIGRATIONS, broken))
        assert version_of(connection) == len(MIGRATIONS)
        columns = [row["name"] for row in connection.execute("PRAGMA table_info(files)")]
        assert "colour" not in columns
    with open_store(filled) as store:
        assert len(read_copies(store)) == 6


def test_a_catalog_of_a_newer_surae_is_not_touched(filled):
    with closing(sqlite3.connect(filled / "catalog.sqlite")) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreError, match="made by a newer surae"):
        open_store(filled)


def test_many_may_make_one_store_at_once(tmp_path):
    start = threading.Barrier(8)

    def make(_: int) -> int:
        start.wait()
        with open_store(tmp_path / "new", create=True) as store:
            return version_of(store.connection)

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(make, range(8))) == {len(MIGRATIONS)}


def test_many_may_migrate_one_store_at_once(filled):
    step = ("ALTER TABLE files ADD COLUMN colour TEXT",)
    start = threading.Barrier(4)

    def update(_: int) -> int:
        start.wait()
        with closing(connect(filled / "catalog.sqlite")) as connection:
            migrate(connection, filled, (*MIGRATIONS, step))
            return version_of(connection)

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(update, range(4))) == {len(MIGRATIONS) + 1}


def test_two_importers_of_the_same_files_end_with_one_store(archive, fit, place, tmp_path, equal):
    for i in range(40):
        (archive / f"run{i:02}.fit").write_bytes(fit(10 + i, n=5))
    start = threading.Barrier(2)

    def take(paths: list[Path]) -> tuple[int, int]:
        start.wait()
        report = import_files(paths, place)
        return report.new, report.known

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(take, ([archive], sorted(archive.rglob("*.fit"))[::-1])))
    assert sum(new for new, _ in found) == 47
    import_files([archive], tmp_path / "other")
    import_files([archive], place)
    assert equal(place, tmp_path / "other")
    assert examine(place).leftovers == []


def test_a_reader_sees_one_moment(filled, fit, tmp_path):
    (tmp_path / "new.fit").write_bytes(fit(40))
    with open_store(filled) as store, store.reading():
        before = len(read_copies(store))
        import_files([tmp_path / "new.fit"], filled)
        assert len(read_copies(store)) == before
    with open_store(filled) as store:
        assert len(load_log(store).sessions) == 6


def test_a_batch_that_fails_leaves_neither_rows_nor_files(filled, archive, fit, monkeypatch):
    from surae.app.store import publishing

    before = sorted(path for path in filled.rglob("*.*") if path.is_file())
    (archive / "new.fit").write_bytes(fit(40))

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(publishing, "_add_content", fail)
    with pytest.raises(StoreError, match=r"disk of .* is full; the store is whole.*0 new files"):
        import_files([archive], filled)
    monkeypatch.undo()
    left = sorted(path for path in filled.rglob("*.*") if path.is_file())
    assert [path.name for path in left] == [path.name for path in before]
    assert examine(filled).leftovers == []
