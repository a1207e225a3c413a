"""Plans that are being worked out: kept by the server, so that a refresh loses nothing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from surae.app.person import person_from
from surae.app.plans import Sources
from surae.app.store.people import FACTS, with_known
from surae.app.web.shelves import number
from surae.errors import StoreError, SuraeError
from surae.planning import Goal, Limits, parse_equipment, parse_kinds
from surae.planning.progress import Progress
from surae.units import CM_PER_INCH

State = Literal["going", "done", "refused", "stopped"]
Word = Annotated[str, Field(max_length=40)]


Make = Callable[[Progress], object]


class Asked(BaseModel):
    """What a plan is asked for, by the form of the page *Plan* or by address."""

    goal: Literal["grow", "hold", "shrink"] = "grow"
    by: date
    change: Word = ""
    unit: Literal["cm", "in", "%", "cm3"] = "cm"
    muscle: Literal["calf", "MG", "LG", "SOL"] = "calf"
    days: Annotated[int, Field(ge=1, le=7)] = 3
    minutes: Word = "120"
    weekdays: list[Annotated[int, Field(ge=0, le=6)]] = Field(default=[], max_length=7)
    equipment: list[Word] = Field(default=[], max_length=20)
    leave_out: list[Word] = Field(default=[], max_length=20)

    def wanted(self) -> Goal:
        """Return the goal; the page asks in the units that it shows.

        Raises
        ------
        RecordError
            For one that cannot be.
        """
        amount = number("change", self.change) if self.change.strip() else None
        unit: Any = "cm" if self.unit == "in" else self.unit
        if amount is None:
            unit = "cm" if self.muscle == "calf" else "%"
        elif self.unit == "in":
            amount *= CM_PER_INCH
        return Goal(direction=self.goal, by=self.by, change=amount, unit=unit, target=self.muscle)

    def within(self) -> Limits:
        """Return the limits.

        Raises
        ------
        PlanError, RecordError
            For limits that cannot be.
        """
        return Limits(
            days=self.days,
            minutes=number("minutes", self.minutes),
            weekdays=tuple(sorted(set(self.weekdays))),
            equipment=parse_equipment(self.equipment),
            disliked=parse_kinds(self.leave_out),
        )


class _StoppedError(Exception):
    """The user does not want the plan."""


@dataclass(slots=True)
class Work:
    """One plan on its way.

    Parameters
    ----------
    asked
        What the form held; None where a plan is made anew.
    state, words
        Where it stands, and why there is none.
    begun
        When, by a clock that only counts [s].
    share
        How far it is, 0 to 1.
    """

    asked: Asked | None
    state: State = "going"
    words: str = ""
    begun: float = field(default_factory=time.monotonic)
    share: float = 0.0
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def seconds(self) -> int:
        """How long ago it began [s]."""
        return int(time.monotonic() - self.begun)

    def tell(self, share: float) -> None:
        """Take note of how far it is, and end it where it is not wanted any more."""
        if self.stop.is_set():
            raise _StoppedError
        self.share = share


class Planner:
    """The plans of one server, worked out one after another."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="plan")
        self._lock = threading.Lock()
        self._works: dict[str, tuple[Work, Future[None]]] = {}

    def of(self, athlete: str) -> Work | None:
        """Return the newest of an athlete."""
        found = self._works.get(athlete)
        return found[0] if found else None

    def begin(self, athlete: str, asked: Asked | None, make: Make) -> None:
        """Begin a plan, unless one of the athlete is on its way."""
        with self._lock:
            known = self._works.get(athlete)
            if known and known[0].state == "going":
                return
            work = Work(asked)
            self._works[athlete] = (work, self._pool.submit(_run, work, make))

    def cancel(self, athlete: str) -> None:
        """End a plan that is on its way; the plan that was kept before stays.

        Raises
        ------
        StoreError
            If there is none.
        """
        with self._lock:
            known = self._works.get(athlete)
            if not known or known[0].state != "going":
                raise StoreError("no plan is on its way; it may be done")
            known[0].stop.set()
            known[0].state = "stopped"

    def settle(self, athlete: str) -> None:
        """Wait until nothing of an athlete is on its way, and forget what was."""
        with self._lock:
            known = self._works.pop(athlete, None)
        if known:
            known[0].stop.set()
        if known and not known[1].cancel():
            wait([known[1]])

    def close(self) -> None:
        """End what is on its way."""
        for work, _ in self._works.values():
            work.stop.set()
        self._pool.shutdown(wait=False, cancel_futures=True)


def _run(work: Work, make: Make) -> None:
    try:
        make(work.tell)
        work.state = "done"
    except _StoppedError:
        work.state = "stopped"
    except SuraeError as error:
        work.state, work.words = "refused", str(error)
    except Exception as error:  # a bug must not leave a plan that never comes
        work.state, work.words = "refused", f"surae met a fault of its own: {error!r}"
        raise


def sources_of(place: Path, today: date) -> Sources:
    """Return where a plan of an athlete takes its facts from."""
    given = with_known(dict.fromkeys(FACTS), place)
    return Sources(person=person_from(given), store=place, clock=today)
