"""What has been worked out, kept until the store changes.

A page shows what is there at once. Where the store has changed since, it shows the last result and
says so, while the new one is worked out in the background.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from surae.app.answer import Answer, Question, answer_log, kept_log
from surae.app.explore import Explorer
from surae.app.leg_mesh import leg_mesh
from surae.app.load import LoadReport, load_report
from surae.app.person import assumed, person_from
from surae.app.store.catalog import open_store, store_exists
from surae.app.store.people import with_known
from surae.errors import SuraeError
from surae.records import Log, Person

_FACTS = ("height", "mass", "age", "sex", "steps_per_day")
_TABLES = ("files", "settings", "exercises", "corrections")
_SESSIONS_SHOWN = 40
_RESULTS_KEPT = 24


@dataclass(frozen=True, slots=True)
class Result:
    """What is known of something that was asked for.

    Parameters
    ----------
    value
        The result, or None.
    fresh
        Whether it is that of the store as it is now.
    refused
        Why there is none, as one line.
    """

    value: Any = None
    fresh: bool = False
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A log and whose it is.

    Parameters
    ----------
    log
        What counts.
    person, assumed
        Whose, and what of them was not said.
    """

    log: Log
    person: Person
    assumed: tuple[str, ...]


class Desk:
    """Results for one store."""

    def __init__(self, place: Path, pool: ThreadPoolExecutor) -> None:
        self.place = place
        self._pool = pool
        self._lock = threading.Lock()
        self._done: dict[str, tuple[str, Result]] = {}
        self._going: dict[str, tuple[str, Future[None]]] = {}

    def ask(self, key: str, wait: float = 0.0) -> Result:
        """Return what is known under a key; begin to work it out where it is not, or is old.

        Parameters
        ----------
        key
            ``known``, ``answer:WEEKS``, ``weeks``, ``sessions``, ``leg`` or ``explorer``.
        wait
            Seconds to wait for a new result.
        """
        state = state_of(self.place)
        kept = self._done.get(key)
        if kept and kept[0] == state:
            return kept[1]
        going = self._begin(key, state)
        if wait:
            threading_wait(going, wait)
            kept = self._done.get(key)
            if kept and kept[0] == state:
                return kept[1]
        return replace(kept[1], fresh=False) if kept else Result()

    def now(self, key: str) -> Any:
        """Return the newest result under a key, however long it takes.

        Raises
        ------
        SuraeError
            If there is none.
        """
        self._begin(key, state_of(self.place)).result()
        result = self._done[key][1]
        if result.refused:
            raise SuraeError(result.refused)
        return result.value

    def _begin(self, key: str, state: str) -> Future[None]:
        with self._lock:
            kept, going = self._done.get(key), self._going.get(key)
            if going and going[0] == state and (not going[1].done() or (kept and kept[0] == state)):
                return going[1]
            future = self._pool.submit(self._work, key, state)
            self._going[key] = (state, future)
            return future

    def _work(self, key: str, state: str) -> None:
        try:
            result = Result(self._make(key, state), fresh=True)
        except SuraeError as error:
            result = Result(refused=str(error), fresh=True)
        with self._lock:
            self._done.pop(key, None)
            self._done[key] = (state, result)
            while len(self._done) > _RESULTS_KEPT:
                self._done.pop(next(iter(self._done)))

    def _make(self, key: str, state: str) -> Any:
        if key == "known":
            return _known(self.place)
        known = self._found("known", state)
        if key == "leg":
            return leg_mesh(self._found("answer:16", state), self._found("weeks", state))
        if key == "explorer":
            case = self._found("answer:16", state).learned.case
            explorer = Explorer(known.log, case.person, learned=case.draws)
            explorer.explore({})  # what is done lately is kept, and with it what any change needs
            return explorer
        kind, _, detail = key.partition(":")
        return _MAKERS[kind](known, detail)

    def _found(self, key: str, state: str) -> Any:
        """Return a result that another one needs, worked out here where it is not there."""
        going = self._going.get(key)
        if going and going[0] == state and going[1].running():
            going[1].result()
        kept = self._done.get(key)
        if kept is None or kept[0] != state:
            self._work(key, state)
            kept = self._done[key]
        if kept[1].refused:
            raise SuraeError(kept[1].refused)
        return kept[1].value


def threading_wait(future: Future[None], seconds: float) -> None:
    """Wait for a while; what goes wrong is told by whoever asks for the result."""
    from concurrent.futures import wait

    wait([future], timeout=seconds)


def state_of(place: Path) -> str:
    """Return a word that changes whenever what an answer rests on changes."""
    if not store_exists(place):
        return ""
    told = hashlib.sha256()
    with open_store(place) as store, store.reading():
        for table in _TABLES:
            for row in store.rows(f"SELECT * FROM {table} ORDER BY 1, 2"):  # noqa: S608
                told.update(repr(tuple(row)).encode())
    return told.hexdigest()


def _known(place: Path) -> Known:
    log = kept_log(place)
    given = with_known(dict.fromkeys(_FACTS), place)
    return Known(log, person_from(given), assumed(given))


def _answer(known: Known, weeks: str) -> Answer:
    question = Question(person=known.person, assumed=known.assumed, weeks=float(weeks))
    return answer_log(known.log, question)


def _weekly_load(known: Known, detail: str) -> LoadReport:
    return load_report(known.log, known.person, "week")


def _session_load(known: Known, detail: str) -> LoadReport:
    recent = replace(known.log, sessions=known.log.sessions[-_SESSIONS_SHOWN:])
    return load_report(recent, known.person, "session")


_MAKERS: dict[str, Callable[[Known, str], Any]] = {
    "answer": _answer,
    "weeks": _weekly_load,
    "sessions": _session_load,
}
