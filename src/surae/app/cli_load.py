"""``surae load``: what muscles and tendon felt, in sessions or in one movement."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

from surae.app.cli_person import Flag, Paths, Size, known


def load(
    paths: Paths = None,
    /,
    *,
    movement: str | None = None,
    by: Literal["session", "day", "week"] = "week",
    muscle: Literal["MG", "LG", "SOL", "AT"] | None = None,
    who: Size | None = None,
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
    who
        Who did it.
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
    from surae.app.store.place import place_in_use

    place = place_in_use(store, asked=not paths and movement is None)
    person, assumed = known(who or Size(), place)
    style = "json" if json else "csv" if csv else "table"
    if json + csv + table > 1:
        return load_words.usage("choose one of --json, --csv and --table")
    if movement is not None:
        if paths:
            return load_words.usage("give files or --movement, not both")
        from surae.app.movement_words import movement as solved

        text = solved(movement, person, style, out, assumed)
    elif out is not None:
        return load_words.usage("--out draws one movement: name it with --movement")
    elif paths or place:
        text = load_words.report(paths or (), place, person, by, muscle, style, assumed)
    else:
        return load_words.usage('give files, --movement "run speed=3", or make a store first')
    sys.stdout.write(text)
    return 0
