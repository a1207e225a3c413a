"""The command line: it reads options, calls one action, prints the result.

Exit codes: 0 done, 1 refused with one line, 2 wrong usage, 3 a result that cannot be trusted.
Heavy parts are imported inside the commands, so that ``--help`` starts at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
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
    "surae.app.cli_answer:answer",
    name="answer",
    help="Answer the question, from the store or from files.",
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
