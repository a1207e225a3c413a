"""``surae load``: what muscles and tendon felt, in sessions or in one movement."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

Flag = Annotated[bool, Parameter(negative=())]


def load(
    paths: Annotated[
        list[Path] | None, Parameter(negative=(), name="PATH", allow_leading_hyphen=False)
    ] = None,
    /,
    *,
    movement: str | None = None,
    by: Literal["session", "day", "week"] = "week",
    muscle: Literal["MG", "LG", "SOL", "AT"] | None = None,
    height: float | None = None,
    mass: float | None = None,
    age: float | None = None,
    sex: Literal["female", "male"] | None = None,
    store: Path | None = None,
    out: Path | None = None,
    json: Flag = False,
    csv: Flag = False,
    table: Flag = False,
) -> int:
    """Show what each calf muscle and the Achilles tendon felt.

    Parameters
    ----------
    paths
        Files, folders or zip archives; without any, the store.
    movement
        One movement and not files, such as "run speed=3.5 grade=0.1"; the words after the kind are
        the keys of a protocol document.
    by
        What a row stands for.
    muscle
        Only this muscle, or AT for the tendon.
    height
        Standing height in meters.
    mass
        Body mass in kilograms.
    age
        Age in years.
    sex
        female or male.
    store
        Folder of the store; SURAE_STORE or the platform's data folder if not given.
    out
        File for the picture of a movement, as SVG.
    json
        Print JSON.
    csv
        Print CSV.
    table
        Print a table, which is the default.
    """
    from surae.app import load_words
    from surae.app.person import assumed, person_from
    from surae.app.store.people import with_known
    from surae.app.store.place import place_in_use

    place = place_in_use(store, asked=not paths and movement is None)
    told = {"height": height, "mass": mass, "age": age, "sex": sex, "steps_per_day": None}
    known = with_known(told, place)
    person = person_from(known)
    style = "json" if json else "csv" if csv else "table"
    if json + csv + table > 1:
        return load_words.usage("choose one of --json, --csv and --table")
    if movement is not None:
        if paths:
            return load_words.usage("give files or --movement, not both")
        from surae.app.movement_words import movement as solved

        text = solved(movement, person, style, out, assumed(known))
    elif out is not None:
        return load_words.usage("--out draws one movement: name it with --movement")
    elif paths or place:
        text = load_words.report(paths or (), place, person, by, muscle, style, assumed(known))
    else:
        return load_words.usage('give files, --movement "run speed=3", or make a store first')
    sys.stdout.write(text)
    return 0
