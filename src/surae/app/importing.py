"""Taking files into the store: workers decode, one writer keeps, and every file is accounted for.

Nothing is read twice: what a file holds is known by its hash. An import that is stopped has kept
what it had finished; run again, it goes on there.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import asdict, dataclass, field, replace
from multiprocessing import get_context, parent_process
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from surae.app.store.catalog import Store, open_store
from surae.app.store.copies import SHOWN, Choice
from surae.app.store.files import GZIP, digest, measured, original_path, printable, unpacked
from surae.app.store.log import (
    duplicates_of,
    effective_readings,
    read_choice,
    read_readings,
    reading_id,
)
from surae.app.store.preparing import NOTHING, Given, Prepared, prepare, zone
from surae.app.store.publishing import known_files, name_files, publish, skip
from surae.app.store.settings import Sources, apply_settings, find_sources
from surae.errors import IngestError, StoreError
from surae.ingest.archive import Found, count_files, find_files
from surae.ingest.sniff import recognize
from surae.records import Duplicate, Skipped

if TYPE_CHECKING:
    from concurrent.futures import Future

Progress = Callable[[int, int, str], None]
Waiting = deque[tuple["_Item", "Future[Prepared] | None", int]]

_WORTH_WORKERS = 50
_BATCH_FILES = 32
_BATCH_BYTES = 8 * 2**20
_AHEAD_FILES = 8
_AHEAD_BYTES = 32 * 2**20
_LOOK_FIRST = 8 * 2**20
_DEVICES = frozenset({"fit", "gpx", "tcx"})
"""Formats that say their units and zone, so that what the user says does not matter."""


@dataclass(slots=True)
class Report:
    """What became of the files of an import.

    Parameters
    ----------
    files
        Looked at, archive members included.
    new
        Files that something was read from and that the store did not have.
    known
        Files that the store had.
    merged
        Copies of a session that no longer count, because another copy does.
    repaired
        New files of which something had to be repaired or guessed.
    skipped
        Files, or places in a file, that could not be used.
    copies
        The copies that were merged, with the copy that counts and why.
    repairs
        What was repaired or guessed, by file.
    doubted
        New readings that are hard to believe, by what the user calls them; they count.
    """

    files: int = 0
    new: int = 0
    known: int = 0
    merged: int = 0
    repaired: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    copies: tuple[Duplicate, ...] = ()
    repairs: list[Skipped] = field(default_factory=list)
    doubted: list[Skipped] = field(default_factory=list)

    def document(self) -> dict[str, Any]:
        """Return it as plain values, without what is told in words alone."""
        document = asdict(self)
        del document["copies"], document["repairs"], document["doubted"]
        return document


@dataclass(frozen=True, slots=True)
class _Item:
    """A file on its way into the store.

    ``found`` is there where it has to be decoded, ``sha256`` where it could be opened; ``again``
    says that what the store has of it is to be replaced.
    """

    place: str
    problem: str = ""
    name: str = ""
    sha256: str = ""
    size: int = 0
    found: Found | None = None
    given: Given = NOTHING
    again: bool = False


def import_files(
    paths: Sequence[Path],
    place: Path,
    *,
    given: Given = NOTHING,
    progress: Progress | None = None,
    n_workers: int = 1,
) -> Report:
    """Take files, folders and archives into a store, which is made if there is none.

    Parameters
    ----------
    paths
        In any order; the order changes nothing. What ``surae export`` wrote is taken in whole.
    place
        The folder of the store.
    given
        What the user says about files that do not say it.
    progress
        Called after each file with the number done, the number known so far, and its name.
    n_workers
        Processes to decode with where there are many files; the result is the same.

    Raises
    ------
    IngestError
        If a path does not exist.
    RecordError
        If the time zone is not known.
    StoreError
        If the store cannot be written; it keeps what was finished.
    """
    zone(given.time_zone)
    sources = find_sources(paths, place)
    total = count_files(sources.paths)
    workers = n_workers if total > _WORTH_WORKERS else 1
    with open_store(place, create=True) as store:
        before = {out.copy.key for out in read_choice(store).left_out}
        readings = set(read_readings(store))
        keeper = _Keeper(store, sources, given)
        try:
            for item, prepared in _prepare_all(keeper.wanted(), workers):
                keeper.take(item, prepared)
                if progress:
                    done = keeper.report.files
                    progress(done, max(total, done), item.place)
            keeper.finish()
        except StoreError as error:
            raise StoreError(f"{error} ({keeper.report.new} new files are in)") from error
        choice = read_choice(store)
        keeper.report.doubted = _doubted(store, readings)
    now = Choice(choice.kept, tuple(o for o in choice.left_out if o.copy.key not in before))
    keeper.report.copies = duplicates_of(now)
    keeper.report.merged = len(keeper.report.copies)
    keeper.report.skipped.sort(key=lambda skipped: (skipped.file, skipped.reason))
    return keeper.report


def _doubted(store: Store, before: Set[tuple[str, int]]) -> list[Skipped]:
    """Return the new readings that are hard to believe, and why."""
    new = {repr(one): key for key, one in read_readings(store).items() if key not in before}
    if not new:
        return []
    from surae.app.measuring import doubted, reading_words
    from surae.app.store.people import read_person

    found = doubted(effective_readings(store), read_person(store))
    return [
        Skipped(reading_id(new[repr(one)]), f"{reading_words(one)}: {reason}")
        for one, reason in found
        if repr(one) in new
    ]


class _Keeper:
    """The one writer: it knows what is there, gathers batches, and keeps account."""

    def __init__(self, store: Store, sources: Sources, given: Given) -> None:
        self.report = Report()
        self._store, self._sources, self._given = store, sources, given
        self._told = sources.told()
        self._known = known_files(store)
        self._underway: set[str] = set()
        self._refused: dict[str, Prepared] = {}
        self._batch: list[Prepared] = []
        self._names: list[tuple[str, str]] = []
        self._unopened: list[tuple[str, str]] = []

    def wanted(self) -> Iterator[_Item]:
        """Yield each file, with its content where it has to be decoded."""
        for found in find_files(self._sources.paths):
            if not self._sources.ignores(found.name):
                yield self._item(found)

    def _item(self, found: Found) -> _Item:
        place = printable(found.name)
        name = PurePosixPath(place).name
        if found.problem:
            return _Item(place, printable(found.problem), name)
        if found.large:
            sha256, size = measured(found.large.pieces())
        else:
            if len(found.data) > _LOOK_FIRST and (problem := _not_read(found)):
                return _Item(place, problem, name)
            inside = unpacked(found.data)
            sha256, size = digest(inside), len(inside)
            found = replace(found, data=inside)
        told = self._told.get(sha256)
        given = self._given
        if told:
            name = told.name
            given = Given(
                given.weight_unit or told.given.weight_unit, given.time_zone or told.given.time_zone
            )
        content = replace(found, name=name or sha256[:SHOWN])
        item = _Item(place, "", name, sha256, size, None, given)
        if sha256 in self._underway:
            return item
        before = self._known.get(sha256)
        if before is None:
            self._underway.add(sha256)
            return replace(item, found=content)
        return self._known_item(item, content, *before)

    def _known_item(self, item: _Item, content: Found, form: str, before: Given) -> _Item:
        """Return a known file; decode it again where it is lost, or is told to mean another."""
        given = Given(
            item.given.weight_unit or before.weight_unit, item.given.time_zone or before.time_zone
        )
        changed = given != before and form not in _DEVICES
        if changed or not original_path(self._store.place, item.sha256).exists():
            self._underway.add(item.sha256)
            return replace(item, found=content, given=given, again=True)
        return item

    def take(self, item: _Item, prepared: Prepared | None) -> None:
        """Keep one file, and a batch when it is full."""
        self.report.files += 1
        if item.problem:
            self._unopened.append((item.name, item.problem))
            self.report.skipped.append(Skipped(item.place, item.problem))
        elif prepared is None and item.sha256 in self._refused:
            self._take_prepared(item, self._refused[item.sha256])
        elif prepared is None:
            self.report.known += 1
            self._names.append((item.sha256, item.name))
        else:
            self._take_prepared(item, prepared)
        full = sum(one.weight for one in self._batch) > _BATCH_BYTES
        if full or len(self._batch) >= _BATCH_FILES:
            self._write()

    def _take_prepared(self, item: _Item, prepared: Prepared) -> None:
        prepared = replace(prepared, name=item.name)
        self._report_skipped(item, prepared.skipped)
        if prepared.is_empty:
            self._refused[item.sha256] = prepared
        if item.again and not prepared.is_empty:
            self._write()
            publish(self._store, [prepared], replace=True)
            self.report.known += 1
            return
        self._batch.append(prepared)

    def _report_skipped(self, item: _Item, places: Sequence[tuple[str, str]]) -> None:
        self.report.skipped += [
            Skipped(f"{item.place} {place}".rstrip(), reason) for place, reason in places
        ]

    def _write(self) -> None:
        """Keep what was gathered, in one transaction."""
        new = set(publish(self._store, self._batch))
        usable = [one for one in self._batch if not one.is_empty]
        self.report.new += len(new)
        self.report.known += len(usable) - len(new)
        for one in usable:
            if one.sha256 in new and one.notes:
                self.report.repaired += 1
                self.report.repairs += [Skipped(one.name, note) for note in one.notes]
        self._batch.clear()

    def finish(self) -> None:
        """Keep the rest: the last batch, further names, and what the exports say."""
        self._write()
        name_files(self._store, self._names)
        skip(self._store, self._unopened)
        for settings in self._sources.settings:
            apply_settings(self._store, settings)


def _not_read(found: Found) -> str:
    """Return why a large file need not be handed to a worker, empty where it must."""
    try:
        if not found.data.startswith(GZIP):
            recognize(found.data, found.name)
    except IngestError as error:
        return printable(error.reason)
    return ""


def _prepare_all(items: Iterator[_Item], n_workers: int) -> Iterator[tuple[_Item, Prepared | None]]:
    """Yield each file with what was decoded of it, in order."""
    if n_workers < 2:
        for item in items:
            yield item, _decoded(item)
        return
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    waiting: Waiting = deque()
    pool = ProcessPoolExecutor(
        n_workers, mp_context=get_context("spawn"), initializer=_end_with_parent
    )
    try:
        for item in items:
            if item.found is None:
                waiting.append((item, None, 0))
            else:
                task = pool.submit(prepare, item.found, item.sha256, item.size, item.given)
                waiting.append((replace(item, found=None), task, len(item.found.data)))
            while _too_many(waiting, n_workers):
                yield _done(waiting)
        while waiting:
            yield _done(waiting)
    except BrokenProcessPool:
        raise StoreError("a worker was stopped from outside; run the same import again") from None
    finally:
        pool.shutdown(cancel_futures=True)


def _too_many(waiting: Waiting, n_workers: int) -> bool:
    """Tell whether so much waits that reading has to pause; it bounds the memory."""
    ahead = len(waiting) > _AHEAD_FILES * n_workers
    return ahead or (len(waiting) > 1 and sum(size for _, _, size in waiting) > _AHEAD_BYTES)


def _done(waiting: Waiting) -> tuple[_Item, Prepared | None]:
    item, task, _ = waiting.popleft()
    return item, task.result() if task else None


def _decoded(item: _Item) -> Prepared | None:
    if item.found is None:
        return None
    return prepare(item.found, item.sha256, item.size, item.given)


def _end_with_parent() -> None:
    """Let a worker end when the program that started it is gone, however it ended."""
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent,), daemon=True).start()


def _follow(parent: Any) -> None:
    parent.join()
    os._exit(1)
