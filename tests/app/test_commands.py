"""What all commands hold to: a help for every option, one wording for a person, nothing loaded."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from cyclopts import App

from surae.app.cli import app

OWN = {("compare",), ("athletes", "add")}
"""Commands whose person is not one who keeps a store and a log."""


def commands(parent: App, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], App]]:
    """Yield every command that does something, with its words."""
    for name in parent:
        if not name.startswith("-"):
            command = parent[name]
            if command.default_command is not None:
                yield (*path, name), command
            yield from commands(command, (*path, name))


COMMANDS = dict(commands(app))


def helps(command: App) -> dict[str, str]:
    """Return the help of each option by its name."""
    found = command.assemble_argument_collection(parse_docstring=True)
    return {argument.name: argument.parameter.help or "" for argument in found if argument.show}


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_option_has_a_help(path: tuple[str, ...]) -> None:
    assert [name for name, text in helps(COMMANDS[path]).items() if not text.strip()] == []


@pytest.mark.parametrize("option", ["--height", "--mass", "--age", "--sex", "--steps", "--today"])
def test_an_option_of_a_person_is_the_same_everywhere(option: str) -> None:
    told = {path: helps(command) for path, command in COMMANDS.items() if path not in OWN}
    having = {path: texts[option] for path, texts in told.items() if option in texts}
    having.pop(("plan", "import"), None)
    assert len(having) >= 8
    assert len(set(having.values())) == 1, having


def test_help_loads_no_command_and_no_arrays() -> None:
    code = (
        "import sys\n"
        "from surae.app.cli import app\n"
        "app(['--help'], exit_on_error=False, result_action='return_value')\n"
        "heavy = {'numpy', 'pydantic', 'pyarrow', 'surae.app.answer', 'surae.app.cli_answer',\n"
        "         'surae.app.cli_person', 'surae.app.cli_plan'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "[]"


def test_a_day_that_is_none_is_refused(surae) -> None:  # type: ignore[no-untyped-def]
    for words in (("answer", "x"), ("calibrate", "x"), ("picture", "calf", "x"), ("plan", "x")):
        goal = ("--goal", "grow", "--by", "2026-10-18") if words[0] == "plan" else ()
        ran = surae(*words, *goal, "--today", "soon")
        assert ran.returncode == 1
        assert ran.stderr == "surae: `today` 'soon' is outside dates such as 2026-06-28\n"


def test_without_files_and_store_an_answer_is_wrong_usage(surae) -> None:  # type: ignore[no-untyped-def]
    ran = surae("answer")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith("surae: give files or folders")
