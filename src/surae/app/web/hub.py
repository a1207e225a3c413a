"""What the pages of one server share: the store, its athletes, results, imports and notes."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import count
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request
from fastapi import Path as InAddress
from jinja2 import Environment, PackageLoader, StrictUndefined

from surae import __version__
from surae.app.athletes import Athlete, athletes, find_athlete
from surae.app.numbers import signed
from surae.app.web import display
from surae.app.web.desk import Desk
from surae.app.web.guard import Door
from surae.app.web.jobs import Jobs
from surae.app.web.planner import Planner
from surae.app.words import visible_sentence

PAGES = (
    ("answer", "Answer"),
    ("calf", "Calf"),
    ("load", "Load"),
    ("measure", "Measure"),
    ("what-if", "What if"),
    ("plan", "Plan"),
    ("evidence", "Evidence"),
    ("data", "Data"),
)
"""The pages of an athlete, in the order of the bar."""

_WORKERS = 2
_NOTES_KEPT = 200


class Hub:
    """One server's memory.

    Parameters
    ----------
    place
        The folder of the store.
    door
        Who may come in.
    """

    def __init__(self, place: Path, door: Door) -> None:
        self.place, self.door = place, door
        self.pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="desk")
        self.jobs = Jobs(after=self._imported)
        self.planner = Planner()
        self._desks: dict[Path, Desk] = {}
        self._notes: dict[str, str] = {}
        self._numbers = count(1)
        self._lock = threading.Lock()

    def athletes(self) -> tuple[Athlete, ...]:
        """Return the athletes of the store."""
        return athletes(self.place)

    def desk(self, athlete: Athlete) -> Desk:
        """Return where an athlete's results lie."""
        with self._lock:
            return self._desks.setdefault(athlete.place, Desk(athlete.place, self.pool))

    def warm(self) -> None:
        """Begin to work out the answer that the start page leads to."""
        for athlete in self.athletes()[:1]:
            self.desk(athlete).ask("answer:16")

    def leave(self, athlete: Athlete) -> None:
        """Forget the results of an athlete who is gone."""
        with self._lock:
            self._desks.pop(athlete.place, None)

    def note(self, text: str) -> str:
        """Keep a sentence for the page that a form leads to; return what the page asks for."""
        with self._lock:
            name = f"{next(self._numbers)}"
            self._notes[name] = text
            while len(self._notes) > _NOTES_KEPT:
                self._notes.pop(next(iter(self._notes)))
        return name

    def noted(self, name: str) -> list[str]:
        """Return what is to be said under a name, nothing where it is not known."""
        return [self._notes[name]] if name in self._notes else []

    def close(self) -> None:
        """End what goes on in the background."""
        self.jobs.close()
        self.planner.close()
        self.pool.shutdown(wait=False, cancel_futures=True)

    def _imported(self, key: str) -> None:
        """Begin to work out the new answer as soon as files are in."""
        if self.jobs.is_idle(key):
            for athlete in self.athletes():
                if athlete.key == key:
                    self.desk(athlete).ask("answer:16")


def hub_of(request: Request) -> Hub:
    """Return the memory of the server that is asked."""
    hub: Hub = request.app.state.hub
    return hub


def athlete_of(
    request: Request,
    key: Annotated[str, InAddress(pattern="^[a-z0-9-]{1,60}$", description="An athlete's key.")],
) -> Athlete:
    """Return the athlete that an address names; it is looked up and never made into a path."""
    return find_athlete(hub_of(request).place, key)


Shared = Annotated[Hub, Depends(hub_of)]
One = Annotated[Athlete, Depends(athlete_of)]


def display_of(request: Request) -> display.Display:
    """Return how the reader wants to see numbers."""
    cookies = request.cookies
    units, theme = cookies.get("units", ""), cookies.get("theme", "")
    return display.Display(
        system="imperial" if units == "imperial" else "metric",
        theme="dark" if theme == "dark" else "light" if theme == "light" else "auto",
    )


@cache
def templates() -> Environment:
    """Return the templates, which escape what they are given and miss nothing silently."""
    environment = Environment(
        loader=PackageLoader("surae.app.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        day=display.day,
        chance=display.chance,
        grouped=display.grouped,
        signed=signed,
        visible=visible_sentence,
    )
    environment.globals.update(pages=PAGES, version=__version__)
    return environment


def render(request: Request, template: str, **context: object) -> str:
    """Return a page or a part of one."""
    shown = display_of(request)
    return (
        templates()
        .get_template(template)
        .render(request=request, shown=shown, say=shown.sentence, **context)
    )
