"""``surae answer``: the question of this program; loaded when it is asked."""

from __future__ import annotations

import sys
from pathlib import Path

from surae.app.cli_person import NOTHING_GIVEN, Flag, Paths, Who, asked


def answer(
    paths: Paths = None,
    /,
    *,
    who: Who | None = None,
    weeks: float = 16,
    plan: Path | None = None,
    deficit: float | None = None,
    protein: float | None = None,
    out: Path | None = None,
    json: Flag = False,
) -> int:
    """Answer the question, from the store or from files.

    Parameters
    ----------
    paths
        Files, folders or zip archives with FIT, GPX, TCX (also .gz), Hevy CSV, measurement CSV.
        Without any, the store answers, and says who you are where you do not.
    who
        Whose calf.
    weeks
        How many weeks to look ahead.
    plan
        A protocol document (TOML) to follow instead of the habit of the last eight weeks.
    deficit
        Energy that you will eat less than you spend from today on, in kcal a day; below 0 more.
    protein
        Protein that you will eat, in grams a day for each kilogram of body mass.
    out
        Folder for a report: answer.html, answer.svg and answer.json.
    json
        Print everything as JSON.
    """
    from surae.app import terminal
    from surae.app.answer import answer as run
    from surae.app.person import everyday_from
    from surae.app.store.place import place_in_use

    who = who or Who()
    place = place_in_use(who.store, asked=not paths)
    if not paths and place is None:
        sys.stderr.write(f"surae: {NOTHING_GIVEN}\n")
        return 2
    question = asked(who, place, weeks, plan, everyday_from(deficit, protein))
    with terminal.watching("learning", quiet=json) as (progress, share):
        result = run(paths or (), question, progress, store=place, learning=share)
    terminal.show(result, as_json=json, out=out)
    return 0
