"""Imports that go on while the reader does something else: kept by the server, not by the page.

Each file is streamed to a private temporary folder under a name that the server chose, imported as
soon as it has arrived, and deleted. A page that is loaded anew shows what is going on.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Literal

from surae.app.importing import Report, import_files
from surae.app.store.export import safe_name
from surae.app.store.files import printable
from surae.errors import IngestError, SuraeError

State = Literal["arriving", "waiting", "reading", "done", "stopped", "failed"]
GOING: tuple[State, ...] = ("arriving", "waiting", "reading")
_SHOWN_NAME = 80
_KEPT_JOBS = 50


class _StoppedError(Exception):
    """The user does not want the rest."""


@dataclass(slots=True)
class Job:
    """One file on its way into a store.

    Parameters
    ----------
    number
        What addresses call it.
    athlete
        The key of whose store.
    name
        As the browser said it, made printable.
    size
        Bytes that were announced.
    arrived
        Bytes that are here.
    done, total
        Files inside that were read, and how many there are.
    state, words
        Where it stands, and why it failed.
    report
        What became of it.
    """

    number: int
    athlete: str
    name: str
    size: int
    arrived: int = 0
    done: int = 0
    total: int = 0
    state: State = "arriving"
    words: str = ""
    report: Report | None = None
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def going(self) -> bool:
        """Whether it is not over."""
        return self.state in GOING

    @property
    def share(self) -> float:
        """How far it is, 0 to 1, arriving and reading counted alike."""
        arrived = self.arrived / self.size if self.size else 0.0
        read = self.done / self.total if self.total else 0.0
        return 1.0 if not self.going else min((arrived + read) / 2, 1.0)


class Jobs:
    """All imports of a server; files of one server are read one after another."""

    def __init__(self, after: Callable[[str], None]) -> None:
        self._after = after
        self._jobs: dict[int, Job] = {}
        self._numbers = count(1)
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="import")
        self._folder = Path(tempfile.mkdtemp(prefix="surae-uploads-"))

    def of(self, athlete: str) -> list[Job]:
        """Return the jobs of an athlete, the newest first."""
        with self._lock:
            return [job for job in reversed(self._jobs.values()) if job.athlete == athlete]

    def is_idle(self, athlete: str) -> bool:
        """Tell whether nothing of an athlete is on its way."""
        return not any(job.going for job in self.of(athlete))

    def get(self, athlete: str, number: int) -> Job:
        """Return one job.

        Raises
        ------
        IngestError
            If there is none of that number.
        """
        job = self._jobs.get(number)
        if job is None or job.athlete != athlete:
            raise IngestError(f"import {number}", "is not known here; it may be over long since")
        return job

    def announce(self, athlete: str, name: str, size: int) -> Job:
        """Return a new job for a file that is about to arrive."""
        shown = printable(name).replace("\\", "/").rsplit("/", 1)[-1]
        job = Job(next(self._numbers), athlete, shown[-_SHOWN_NAME:] or "file", max(size, 0))
        with self._lock:
            self._jobs[job.number] = job
            over = [n for n, old in self._jobs.items() if not old.going]
            for n in over[: max(len(self._jobs) - _KEPT_JOBS, 0)]:
                del self._jobs[n]
        return job

    async def take(self, job: Job, pieces: AsyncIterator[bytes], place: Path, most: int) -> None:
        """Write a file as it arrives, then put it in the queue.

        Raises
        ------
        IngestError
            If it is longer than allowed, or was stopped.
        """
        folder = self._folder / str(job.number)
        folder.mkdir(mode=0o700)
        target = folder / safe_name(job.name)
        try:
            with target.open("wb") as file:
                async for piece in pieces:
                    job.arrived += len(piece)
                    if job.arrived > most:
                        raise IngestError(job.name, f"is larger than {most // 2**20} MB")
                    if job.stop.is_set():
                        raise IngestError(job.name, "was stopped")
                    file.write(piece)
        except BaseException as error:
            shutil.rmtree(folder, ignore_errors=True)
            job.state = "stopped" if job.stop.is_set() else "failed"
            job.words = error.reason if isinstance(error, IngestError) else "did not arrive whole"
            raise
        job.state = "waiting"
        self._pool.submit(self._run, job, target, place)

    def cancel(self, job: Job) -> None:
        """Stop a job; what it has finished stays."""
        job.stop.set()
        if job.state == "waiting":
            job.state = "stopped"

    def close(self) -> None:
        """Stop everything and remove what had arrived."""
        for job in self._jobs.values():
            job.stop.set()
        self._pool.shutdown(cancel_futures=True)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, job: Job, file: Path, place: Path) -> None:
        def progress(done: int, total: int, name: str) -> None:
            job.done, job.total = done, total
            if job.stop.is_set():
                raise _StoppedError

        try:
            if not job.stop.is_set():
                job.state = "reading"
                job.report = import_files([file], place, progress=progress)
            job.state = "stopped" if job.stop.is_set() else "done"
        except _StoppedError:
            job.state, job.words = "stopped", "what was read before stays"
        except SuraeError as error:
            job.state, job.words = "failed", str(error).replace(f"{file.parent}/", "")
        except Exception as error:  # a bug must not leave a job that never ends
            job.state, job.words = "failed", f"surae met a fault of its own: {error!r}"
            raise
        finally:
            shutil.rmtree(file.parent, ignore_errors=True)
            self._after(job.athlete)
