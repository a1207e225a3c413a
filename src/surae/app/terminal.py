"""What the command line prints."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from surae.app import numbers, words
from surae.app.answer import Answer
from surae.app.report import write_report
from surae.app.serial import answer_json, dumps
from surae.errors import RecordError

Progress = Callable[[int, int, str], None]
_WIDTH = 88


def day(text: str) -> date:
    """Return a date written as 2026-06-28.

    Raises
    ------
    RecordError
        For anything else.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RecordError("today", text, "dates such as 2026-06-28") from None


@contextmanager
def reading(*, quiet: bool) -> Iterator[Progress | None]:
    """Show progress on standard error while files are read, where someone is watching."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as Remaining

    columns = (TextColumn("reading"), BarColumn(), MofNCompleteColumn(), Remaining())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading")
        yield lambda done, total, name: bar.update(task, completed=done, total=total)


@contextmanager
def working(what: str, *, quiet: bool) -> Iterator[Callable[[float], None] | None]:
    """Show on standard error that a computation goes on, and how far, where someone is watching."""
    if quiet or not sys.stderr.isatty():
        yield None
        return

    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn
    from rich.progress import TimeElapsedColumn as Elapsed

    columns = (SpinnerColumn(), TextColumn(what), BarColumn(), TaskProgressColumn(), Elapsed())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=1.0)
        yield lambda share: bar.update(task, completed=share)


def show(answer: Answer, *, as_json: bool, out: Path | None) -> None:
    """Print an answer, and write its report where a folder was given."""
    files = write_report(answer, out) if out else []
    if as_json:
        sys.stdout.write(dumps(answer_json(answer)) + "\n")
        return
    sys.stdout.write("\n".join(_lines(answer)) + "\n")
    if files:
        sys.stdout.write("\n" + _heading("Report") + "\n")
        sys.stdout.writelines(f"  {file}\n" for file in files)


def _lines(answer: Answer) -> list[str]:
    """Return the printed answer."""
    girth = numbers.signed(answer.verdict.girth_now.median, 1).lstrip("+")
    paragraphs = [words.verdict_sentence(answer), words.visible_sentence(answer)]
    lines = [_wrap(text) for text in paragraphs]
    lines += ["", _heading(f"Largest causes (girth from {girth} cm, in 90 % ranges)")]
    lines += [f"  {line}" for line in words.cause_lines(answer)] or ["  none"]
    lines += ["", _heading("Muscle, fat and body mass")]
    lines += [_wrap(text, "  ") for text in words.body_sentences(answer)]
    lines += ["", _heading(f"What the last {answer.habit_weeks} weeks gave beside it")]
    lines += [_wrap(text, "  ") for text in words.gave_sentences(answer)]
    lines += ["", _heading("Calf and thigh"), _wrap(words.thigh_sentence(answer), "  ")]
    lines += ["", _heading("What would change it"), _wrap(words.change_sentence(answer), "  ")]
    lines += ["", _heading("What was read"), _wrap(words.read_sentence(answer), "  ")]
    lines += [_wrap(f"skipped {s.file}: {s.reason}", "  ") for s in answer.log.skipped[:10]]
    if len(answer.log.skipped) > 10:
        lines.append(f"  … and {len(answer.log.skipped) - 10} more; --json lists them all")
    lines += ["", _heading("How far to trust it")]
    lines += [_wrap(note, "  ") for note in words.caveats(answer)]
    keys = ", ".join(answer.sources)
    lines += ["", _heading("Sources (surae cite KEY)"), _wrap(keys, "  ")]
    return lines


def _heading(text: str) -> str:
    return f"{text}:"


def _wrap(text: str, indent: str = "") -> str:
    return textwrap.fill(text, _WIDTH, initial_indent=indent, subsequent_indent=indent)
