"""The commands for a browser: the page, the report, the athletes of a store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from surae.app.cli_person import Flag
from surae.app.cli_store import Place


def serve(
    *,
    port: int = 0,
    browser: bool = True,
    host: str = "127.0.0.1",
    store: Place = None,
) -> int:
    """Open the page: your store in a browser, on this machine alone.

    Parameters
    ----------
    port
        Where to listen; a free port if not given.
    browser
        Open a browser.
    host
        Another address to listen at; a token then opens the page.
    store
        Folder of the store; SURAE_STORE or the platform's data folder if not given.
    """
    from surae.app.store.place import store_place
    from surae.errors import SuraeError

    try:
        from surae.app.web.server import serve as run
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("surae"):
            raise
        raise SuraeError(
            f"the page needs the extra `web` ({error.name} is missing): pip install 'surae[web]', "
            "in a clone pip install '.[web]'"
        ) from None
    run(store_place(store), host=host, port=port, browser=browser)
    return 0


def report(
    *,
    out: Path = Path("report.html"),
    weeks: float = 16,
    seed: int = 1,
    store: Place = None,
) -> int:
    """Write the answer of the store as one page to read, print or send.

    Parameters
    ----------
    out
        The file; it needs nothing beside it.
    weeks
        How many weeks to look ahead.
    seed
        Seed of the random draws.
    store
        Folder of the store; SURAE_STORE or the platform's data folder if not given.
    """
    from surae.app import store_words
    from surae.app.answer import Question, answer
    from surae.app.person import assumed, person_from
    from surae.app.report import write_page
    from surae.app.store.people import FACTS, with_known
    from surae.app.store.place import store_place

    place = store_place(store)
    given = with_known(dict.fromkeys(FACTS), place)
    question = Question(person=person_from(given), assumed=assumed(given), weeks=weeks, seed=seed)
    write_page(answer((), question, store=place), out)
    store_words.say(str(out))
    return 0


athletes = App(name="athletes", help="List the athletes of a store, or add one.")


@athletes.default
def list_athletes(*, store: Place = None, json: Flag = False) -> int:
    """List the athletes of a store and where each one's store lies.

    Parameters
    ----------
    store
        Folder of the store; SURAE_STORE or the platform's data folder if not given.
    json
        Print JSON.
    """
    from surae.app import store_words
    from surae.app.athletes import athletes as find
    from surae.app.store.place import store_place

    found = find(store_place(store))
    if json:
        rows = [{"key": one.key, "name": one.name, "store": str(one.place)} for one in found]
        store_words.show_json({"athletes": rows})
        return 0
    for one in found:
        store_words.say(f"{one.key:20} {one.name:24} {one.place}")
    if not found:
        store_words.say("no athletes yet; `surae init` or `surae athletes add NAME` makes one")
    return 0


@athletes.command
def add(
    name: str,
    /,
    *,
    height: Annotated[float, Parameter(help="Standing height in meters.")],
    mass: Annotated[float, Parameter(help="Body mass in kilograms.")],
    age: Annotated[float, Parameter(help="Age in years.")],
    sex: Literal["female", "male"],
    store: Place = None,
) -> int:
    """Add an athlete with a store of their own.

    Parameters
    ----------
    name
        What the athlete is called.
    sex
        female or male: the groups that the reference tables know.
    store
        Folder of the store; SURAE_STORE or the platform's data folder if not given.
    """
    from surae.app import store_words
    from surae.app.athletes import add_athlete
    from surae.app.store.place import store_place

    facts = {"height": height, "mass": mass, "age": age, "sex": sex}
    made = add_athlete(store_place(store), name, facts)
    store_words.say(f"{made.name} is {made.key}; use --store {made.place}")
    return 0
