"""The commands that tell and show what is inside a calf; loaded when one of them is called."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cyclopts import App

from surae.app.cli_person import Flag, Paths, Size, Who, asked, known

if TYPE_CHECKING:
    from surae.app.answer import Answer, Question
    from surae.app.calf_view import CalfView

SIZE = ("height", "mass", "age", "sex")

picture = App(name="picture", help="Draw what surae knows as a picture.")


def body(
    *,
    who: Size | None = None,
    girth: float | None = None,
    fat: float | None = None,
    table: Path | None = None,
    seed: int = 1,
    json: Flag = False,
) -> int:
    """Tell the calf girth, muscle and fat that body size lets expect, with 90 % ranges.

    Parameters
    ----------
    who
        Whose calf.
    girth
        Your largest calf girth by tape, in centimeters; it tells muscle from fat.
    fat
        Thickness of the fat around the calf in millimeters (half a skinfold), if measured.
    table
        A CSV of people (columns height_m, mass_kg, age, sex) in place of one person.
    seed
        Seed of the random draws.
    json
        Print JSON: one record, or a list with a record for each row of the table.
    """
    from surae.app import body as action
    from surae.app.serial import dumps
    from surae.errors import SuraeError

    who = who or Size()
    missing = [name for name in SIZE if getattr(who, name) is None]
    if table is not None:
        if len(missing) < len(SIZE) or girth is not None or fat is not None:
            raise SuraeError("--table holds everybody; leave out the facts of one person")
        records = action.table_records(table)
        _print(dumps(records) if json else "\n".join(action.table_lines(records)))
        return 0
    if missing:
        raise SuraeError(f"--{missing[0]} is missing; give --height --mass --age --sex, or --table")
    person, _ = known(who, None)
    found = action.body_of(person, girth, fat, seed)
    if json:
        _print(dumps(action.body_json(person, found, seed)))
    else:
        _print("\n".join(action.body_lines(person, found)))
    return 0


@picture.command
def calf(
    paths: Paths = None,
    /,
    *,
    who: Who | None = None,
    weeks: float = 16,
    plan: Path | None = None,
    girth: float | None = None,
    out: Path = Path("calf.svg"),
    png: Flag = False,
    narrow: Flag = False,
) -> int:
    """Draw the calf from inside: now and, from files, at the end of the forecast.

    Parameters
    ----------
    paths
        Files, folders or zip archives, as for `surae answer`; without any, the store; without one,
        the calf that body size lets expect.
    who
        Whose calf.
    weeks
        How many weeks to look ahead.
    plan
        A protocol document (TOML) to follow instead of the habit of the last eight weeks.
    girth
        Your largest calf girth by tape, in centimeters, in place of files and store.
    out
        The SVG to write.
    png
        Write a PNG beside it (needs the extra `picture`); so does an `out` that ends in .png.
    narrow
        One column, for a phone.
    """
    from surae.app.calf_picture import write_picture
    from surae.app.calf_view import view_sentences
    from surae.app.store.place import place_in_use

    who = who or Who()
    from_store = not paths and girth is None
    place = place_in_use(who.store, asked=from_store)
    question = asked(who, place, weeks, plan)
    view = _view(paths or [], place if from_store else None, question, girth)
    written = write_picture(view, out, narrow=narrow, png=png)
    lines = view_sentences(view)
    if question.assumed:
        lines.append(f"You did not say, so assumed: {', '.join(question.assumed)}.")
    _print("\n".join([*lines, *map(str, written)]))
    return 0


def _view(
    paths: list[Path], place: Path | None, question: Question, girth: float | None
) -> CalfView:
    """Return the calf of files or of a store with its forecast, or that of a body now."""
    from surae.app.body import body_of, body_of_readings
    from surae.app.calf_view import view_of_answer, view_of_body
    from surae.app.store.catalog import open_store
    from surae.app.store.log import effective_readings, read_choice

    person, seed = question.person, question.seed
    if place is not None:
        with open_store(place) as opened:
            readings = effective_readings(opened)
            runs = bool(read_choice(opened).kept)
        if not runs:
            return view_of_body(person, body_of_readings(person, readings, seed))
    if not paths and place is None:
        return view_of_body(person, body_of(person, girth, None, seed))
    return view_of_answer(_answered(paths, place, question))


def _answered(paths: list[Path], place: Path | None, question: Question) -> Answer:
    """Return the answer from files or a store, showing progress while files are read."""
    from surae.app import terminal
    from surae.app.answer import answer

    with terminal.reading(quiet=False) as progress:
        return answer(paths, question, progress, store=place)


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")
