"""The command line: it reads options, calls one action, prints the result.

Exit codes: 0 done, 1 refused with one line, 2 wrong usage, 3 a result that cannot be trusted.
Heavy parts are imported inside the commands, so that ``--help`` starts at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, CycloptsError, Parameter

from surae import __version__
from surae.errors import CalibrationError, SuraeError

# The products of matrices here are small: more threads would wait for each other. This is read when
# NumPy is first imported, which no command has done yet.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

app = App(
    name="surae",
    help="Will running make my calves bigger? An answer for one person, from their own files.",
    version=__version__,
    version_flags=["--version"],
)

app.command(
    "surae.app.cli_load:load",
    name="load",
    help="Show what each calf muscle and the Achilles tendon felt.",
)
_KEEPING = {
    "init": "Make a store and say who you are; asks for what is not given.",
    "import": "Take files into the store: what a watch, an app, a gym log or a tape gave.",
    "log": "List the sessions that count.",
    "correct": "Correct a session or a reading, or take a correction back with auto.",
    "measure": "Add a reading and what it is worth, say how to take one, or list the readings.",
    "exercises": "List exercise names that surae does not know, or map one.",
    "export": "Write everything into a new folder: originals, tables, and what you told surae.",
    "doctor": "Check that everything is there and whole, and mend what can be mended.",
    "backup": "Write the whole store into one file.",
    "restore": "Make the store what it was when a backup was written.",
}
"""Commands of the store, which are imported when one is run."""

_ELSEWHERE = {
    **dict.fromkeys(("export", "doctor", "backup", "restore"), "cli_care"),
    "measure": "cli_measure",
}

for _name, _help in _KEEPING.items():
    _module = _ELSEWHERE.get(_name, "cli_store")
    _place = f"surae.app.{_module}:{'import_' if _name == 'import' else _name}"
    app.command(_place, name=_name, help=_help)
_TRIALS = {
    "validate": "Score the model against published trials: its own, or yours.",
    "claims": "Put what is said about calves beside the model and the evidence.",
    "simulate": "Show what a protocol document does to a calf.",
    "compare": "Forecast scenarios side by side.",
}
for _name, _help in _TRIALS.items():  # imported when they are run
    app.command(f"surae.app.cli_trials:{_name}", name=_name, help=_help)
_SHOWING = {
    "serve": "Open the page: your store in a browser, on this machine alone.",
    "report": "Write the answer of the store as one page to read, print or send.",
    "athletes": "List the athletes of a store, or add one.",
}
for _name, _help in _SHOWING.items():
    app.command(f"surae.app.cli_web:{_name}", name=_name, help=_help)

app.command(
    "surae.app.cli_plan:plan",
    name="plan",
    help="Plan sessions for a goal within limits, and take them to a watch or calendar.",
)
app.command(
    "surae.app.cli_plan:replan",
    name="replan",
    help="Make the plan anew from what was done since.",
)


_LEARNING = {
    "calibrate": "Learn your own parameters from your readings, and say what they taught.",
    "forecast": "Forecast sizes week by week, from all that your readings taught.",
    "explain": "Split the change of girth, so far and to come, by cause.",
    "backtest": "Score your own forecasts on the readings that followed.",
}
for _name, _help in _LEARNING.items():  # imported when they are run
    app.command(f"surae.app.cli_learn:{_name}", name=_name, help=_help)


@app.command
def answer(
    paths: Annotated[
        list[Path] | None, Parameter(negative=(), name="PATH", allow_leading_hyphen=False)
    ] = None,
    /,
    *,
    height: float | None = None,
    mass: float | None = None,
    age: float | None = None,
    sex: Literal["female", "male"] | None = None,
    steps: float | None = None,
    weeks: float = 16,
    plan: Path | None = None,
    deficit: float | None = None,
    protein: float | None = None,
    today: str | None = None,
    seed: int = 1,
    store: Path | None = None,
    out: Path | None = None,
    json: Annotated[bool, Parameter(negative=())] = False,
) -> int:
    """Answer the question, from the store or from files.

    Parameters
    ----------
    paths
        Files, folders or zip archives with FIT, GPX, TCX (also .gz), Hevy CSV, measurement CSV.
        Without any, the store answers, and says who you are where you do not.
    height
        Standing height in meters.
    mass
        Body mass in kilograms.
    age
        Age in years.
    sex
        female or male: the groups that the reference tables know.
    steps
        Steps on an ordinary day, running not counted (7000 if not given).
    weeks
        How many weeks to look ahead.
    plan
        A protocol document (TOML) to follow instead of the habit of the last eight weeks.
    deficit
        Energy that you will eat less than you spend from today on, in kcal a day; below 0 more.
    protein
        Protein that you will eat, in grams a day for each kilogram of body mass.
    today
        The day to forecast from, as 2026-06-28; the last day of the log if not given.
    seed
        Seed of the random draws.
    store
        Folder of the store; SURAE_STORE or the platform's data folder if not given.
    out
        Folder for a report: answer.html, answer.svg and answer.json.
    json
        Print everything as JSON.
    """
    from surae.app import terminal
    from surae.app.answer import Question
    from surae.app.answer import answer as run
    from surae.app.person import assumed, everyday_from, person_from
    from surae.app.store.people import with_known
    from surae.app.store.place import place_in_use

    place = place_in_use(store, asked=not paths)
    if not paths and place is None:
        return _say("give files or folders, or `surae import` them into a store first", 2)
    told = {"height": height, "mass": mass, "age": age, "sex": sex, "steps_per_day": steps}
    given = with_known(told, place)
    question = Question(
        person=person_from(given),
        assumed=assumed(given),
        weeks=weeks,
        today=terminal.day(today) if today else None,
        plan=plan,
        everyday=everyday_from(deficit, protein),
        seed=seed,
    )
    with (
        terminal.reading(quiet=json) as progress,
        terminal.working("learning", quiet=json) as share,
    ):
        result = run(paths or (), question, progress, store=place, learning=share)
    terminal.show(result, as_json=json, out=out)
    return 0


@app.command
def cite(
    keys: Annotated[list[str] | None, Parameter(negative=(), name="KEY")] = None,
    /,
    *,
    style: Literal["text", "bibtex", "json"] = "text",
) -> int:
    """List the sources that numbers come from; all of the release where no key is given.

    Parameters
    ----------
    keys
        Keys of sources, as shown by an answer.
    style
        text, bibtex or json.
    """
    from surae.evidence.cite import bibliography

    sys.stdout.write(bibliography(keys or None, style=style).rstrip("\n") + "\n")
    return 0


app.command(
    "surae.app.cli_body:body",
    name="body",
    help="Tell the calf girth, muscle and fat that body size lets expect, with 90 % ranges.",
)
app.command(
    "surae.app.cli_body:picture", name="picture", help="Draw what surae knows as a picture."
)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit."""
    tokens = sys.argv[1:] if arguments is None else arguments
    if tokens == ["--version"]:
        sys.stdout.write(f"{__version__}\n")
        sys.exit(0)
    sys.exit(guarded(lambda: app(tokens, exit_on_error=False, print_error=True)))


def guarded(call: Callable[[], object]) -> int:
    """Run a command; turn what surae refuses into one line and an exit code."""
    try:
        return int(call() or 0)  # type: ignore[call-overload, no-any-return]
    except CycloptsError:
        return 2
    except CalibrationError as error:
        return _say(error, 3)
    except SuraeError as error:
        return _say(error, 1)
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        sys.stderr.write("stopped\n")
        return 130


def _say(error: object, code: int) -> int:
    sys.stderr.write(f"surae: {error}\n")
    return code
