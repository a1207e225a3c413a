"""The commands that keep a store: they read options, call one action, print the result."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from surae.app.cli_person import Facts, Flag

Place = Annotated[Path | None, Parameter(name="--store")]
Paths = Annotated[list[Path], Parameter(negative=(), name="PATH", allow_leading_hyphen=False)]


def init(
    *,
    who: Facts | None = None,
    store: Place = None,
) -> int:
    """Make a store and say who you are; asks for what is not given.

    Parameters
    ----------
    who
        Facts that are not asked for.
    store
        Folder of the store; SURAE_STORE or the platform's data folder if not given.
    """
    from surae.app import store_words
    from surae.app.store.people import meet
    from surae.app.store.place import store_place

    place = store_place(store)
    ask = store_words.ask if sys.stdin.isatty() else None
    person = meet(place, (who or Facts()).told(), ask)
    store_words.say(f"The store at {place} knows you: {store_words.person_words(person)}.")
    return 0


def import_(
    paths: Paths,
    /,
    *,
    weight_unit: Literal["kg", "lb"] | None = None,
    time_zone: str | None = None,
    workers: int | None = None,
    store: Place = None,
    json: Flag = False,
) -> int:
    """Take files into the store: what a watch, an app, a gym log or a tape gave.

    Parameters
    ----------
    paths
        Files, folders or zip archives; also what `surae export` wrote. Nothing is read twice.
    weight_unit
        kg or lb, for a strength log that does not say.
    time_zone
        Zone of times that name none, such as Europe/Berlin; UTC if not given.
    workers
        Processes to decode with; as many as there are cores if not given.
    store
        Folder of the store; SURAE_STORE or the platform's data folder if not given.
    json
        Print the account as JSON.
    """
    from surae.app import store_words
    from surae.app.importing import import_files
    from surae.app.store.place import store_place
    from surae.app.store.preparing import Given

    with store_words.watching("importing", "files/s") as progress:
        report = import_files(
            paths,
            store_place(store),
            given=Given(weight_unit, time_zone),
            progress=progress,
            n_workers=workers or os.cpu_count() or 1,
        )
    store_words.show_report(report, as_json=json)
    return 0 if report.new + report.known else 1


def log(
    *,
    all: Flag = False,  # noqa: A002 (the option's name)
    duplicates: Flag = False,
    skipped: Flag = False,
    store: Place = None,
    json: Flag = False,
) -> int:
    """List the sessions that count.

    Parameters
    ----------
    all
        List every session, not only the last thirty.
    duplicates
        List the copies that do not count, which copy does, and why.
    skipped
        List what could not be used, and why.
    store
        Folder of the store; SURAE_STORE or the platform's data folder if not given.
    json
        Print all of it as JSON.
    """
    from surae.app import store_words
    from surae.app.store.catalog import open_store
    from surae.app.store.place import store_place

    with open_store(store_place(store)) as opened:
        if json:
            store_words.show_json(store_words.log_document(opened))
        elif duplicates:
            store_words.show_duplicates(opened)
        elif skipped:
            store_words.show_skipped(opened)
        else:
            store_words.show_sessions(opened, everything=all)
    return 0


def correct(
    ids: Annotated[list[str], Parameter(negative=(), name="ID")],
    /,
    *,
    counts: Literal["instead", "also", "never", "auto"] | None = None,
    surface: str | None = None,
    grade: str | None = None,
    store: Place = None,
) -> int:
    """Correct a session or a reading, or take a correction back with auto.

    Parameters
    ----------
    ids
        As `surae log` and `surae measure` print them; the first digits are enough.
    counts
        instead of the copy that was chosen, also beside it, never, or auto.
    surface
        road, track, treadmill, grass, trail, sand, snow, or auto.
    grade
        Of all of the session, as on a treadmill: 0.05 or 5%; or auto.
    store
        Folder of the store; SURAE_STORE or the platform's data folder if not given.
    """
    from surae.app import store_words
    from surae.app.store.catalog import open_store
    from surae.app.store.corrections import correct as run
    from surae.app.store.place import store_place
    from surae.errors import StoreError

    told = {"counts": counts, "surface": surface, "grade": grade}
    changes = {field: value for field, value in told.items() if value is not None}
    if not changes:
        raise StoreError("nothing to correct; give --counts, --surface or --grade")
    with open_store(store_place(store)) as opened:
        for named in ids:
            done = run(opened, named, changes)
            words = ", ".join(f"{field} {value}" for field, value in changes.items())
            store_words.say(f"{done}: {words}")
    return 0


exercises = App(name="exercises", help="List exercise names that surae does not know, or map one.")


@exercises.default
def list_exercises(*, mapped: Flag = False, store: Place = None, json: Flag = False) -> int:
    """List exercise names that sound like the calf and that surae does not know.

    Parameters
    ----------
    mapped
        List the names that you mapped.
    store
        Folder of the store; SURAE_STORE or the platform's data folder if not given.
    json
        Print both as JSON.
    """
    from surae.app import store_words
    from surae.app.store.catalog import open_store
    from surae.app.store.place import store_place

    with open_store(store_place(store)) as opened:
        store_words.show_exercises(opened, mapped=mapped, as_json=json)
    return 0


@exercises.command(name="map")
def map_name(name: str, code: str, /, *, store: Place = None) -> int:
    """Say once which exercise of surae a name means; stored sets follow.

    Parameters
    ----------
    name
        The name as your app writes it.
    code
        surae's code, such as calf_raise_seated; other for what is no calf raise.
    store
        Folder of the store; SURAE_STORE or the platform's data folder if not given.
    """
    from surae.app import store_words
    from surae.app.store.catalog import open_store
    from surae.app.store.people import map_exercise
    from surae.app.store.place import store_place

    with open_store(store_place(store)) as opened:
        number = map_exercise(opened, name, code)
    store_words.say(f"{name} is {code} from now on: {store_words.count(number, 'set')} in all")
    return 0


@exercises.command(name="unmap")
def unmap_name(name: str, /, *, store: Place = None) -> int:
    """Take a mapping back.

    Parameters
    ----------
    name
        The name that was mapped.
    store
        Folder of the store; SURAE_STORE or the platform's data folder if not given.
    """
    from surae.app import store_words
    from surae.app.store.catalog import open_store
    from surae.app.store.people import map_exercise
    from surae.app.store.place import store_place

    with open_store(store_place(store)) as opened:
        map_exercise(opened, name, "")
    store_words.say(f"{name} is no longer mapped")
    return 0
