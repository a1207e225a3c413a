"""The commands in the documents run, and print what the documents show.

In README.md and docs/how-to/*.md a block fenced as ``console`` is run line by line: each line
that starts with ``$ surae`` is a command; the lines after it have to appear in its output, in that
order, where ``...`` stands for anything. ``console exit=1`` expects that exit code. The folder of
the sample athlete is ``sample_athlete``. A block fenced as ``toml NAME`` or ``text NAME`` is saved
under that name.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted([ROOT / "README.md", *(ROOT / "docs" / "how-to").glob("*.md")])
FENCE = re.compile(r"^```console(?: exit=(\d+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)

SAVED = re.compile(r"^```(?:toml|text) (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass
class Command:
    """A documented command, its exit code and the lines shown below it."""

    line: str
    exit_code: int
    shown: list[str] = field(default_factory=list)


def commands_in(text: str) -> list[Command]:
    """Return the commands of all console blocks of a document, in order."""
    found: list[Command] = []
    for match in FENCE.finditer(text):
        exit_code = int(match[1] or 0)
        for line in match[2].replace("\\\n", " ").splitlines():
            if line.startswith("$ "):
                found.append(Command(line.removeprefix("$ "), exit_code))
            elif line.strip() and line.strip() != "...":
                found[-1].shown.append(line.strip())
    return [command for command in found if command.line.startswith("surae ")]


def first_missing(shown: list[str], printed: str) -> str | None:
    """Return the first shown line that is not printed after the ones before it."""
    lines = iter([" ".join(line.split()) for line in printed.splitlines()])
    for expected in shown:
        parts = [re.escape(part) for part in " ".join(expected.split()).split("...")]
        pattern = re.compile(".*".join(parts))
        if not any(pattern.fullmatch(line) for line in lines):
            return expected
    return None


def test_reading_of_a_console_block() -> None:
    text = "a\n```console exit=1\n$ ls\nx\n$ surae answer \\\n  a b\nout ... 3\n...\nend\n```\nb\n"
    assert commands_in(text) == [Command("surae answer    a b", 1, ["out ... 3", "end"])]
    assert first_missing(["out ... 3", "end"], "zero\nout  1, 2, 3\nmid\nend") is None
    assert first_missing(["end", "out ... 3"], "zero\nout 1, 2, 3\nmid\nend") == "out ... 3"
    assert first_missing(["(x)"], "xx") == "(x)"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_documented_commands_run(
    document: Path, sample_athlete: Path, process_environment: dict[str, str], tmp_path: Path
) -> None:
    shutil.copytree(sample_athlete, tmp_path / "sample_athlete")
    text = document.read_text(encoding="utf-8")
    for name, content in SAVED.findall(text):
        (tmp_path / name).write_text(content, encoding="utf-8")
    for command in commands_in(text):
        ran = subprocess.run(
            ["sh", "-c", command.line],
            check=False,
            cwd=tmp_path,
            encoding="utf-8",
            env=process_environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=300,
        )
        assert ran.returncode == command.exit_code, f"$ {command.line}\n{ran.stdout}"
        missing = first_missing(command.shown, ran.stdout)
        assert missing is None, f"$ {command.line}\nnot printed: {missing}\n{ran.stdout}"


def test_the_readme_shows_the_main_command() -> None:
    commands = commands_in((ROOT / "README.md").read_text(encoding="utf-8"))
    assert any(command.line.startswith("surae answer ") for command in commands)


def test_every_command_is_documented(surae) -> None:
    commands = surae("--help").stdout.split("Commands", 1)[1]
    listed = re.findall(r"^[│|]? {1,4}([a-z][a-z-]*) {2,}\w", commands, re.MULTILINE)
    assert listed
    text = "\n".join(
        path.read_text(encoding="utf-8")
        for path in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    )
    assert [name for name in listed if f"surae {name}" not in text] == []
