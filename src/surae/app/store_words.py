"""What the commands of the store print."""

from __future__ import annotations

import json
import math
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from surae.errors import RecordError
from surae.records import Person, Skipped
from surae.units import METERS_PER_KM, SECONDS_PER_MINUTE, check

if TYPE_CHECKING:
    from surae.app.importing import Report
    from surae.app.store.catalog import Store
    from surae.app.store.copies import Copy
    from surae.app.store.integrity import Findings

Progress = Callable[[int, int, str], None]

_WIDTH = 88
_SOME = 10
_RECENT = 30
_QUESTIONS = {
    "height": "Standing height in meters",
    "mass": "Body mass in kilograms",
    "age": "Age in years",
    "sex": "Sex, female or male, as the reference tables have it",
    "steps_per_day": "Steps on an ordinary day, running not counted",
}


def say(text: str) -> None:
    """Print one line."""
    sys.stdout.write(f"{text}\n")


def show_json(document: object) -> None:
    """Print a document."""
    say(json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False))


def count(number: int, noun: str) -> str:
    """Return ``3 files``, ``1 file``."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def now() -> str:
    """Return the time of this moment with its zone, to the minute."""
    return datetime.now().astimezone().isoformat(timespec="minutes")


def ask(name: str, default: object) -> Any:
    """Ask for a fact about the person until it can be believed."""
    tail = "" if default is None else f" [{default}]"
    while True:
        sys.stderr.write(f"{_QUESTIONS[name]}{tail}: ")
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            raise KeyboardInterrupt
        try:
            return _fact(name, line.strip(), default)
        except RecordError as error:
            sys.stderr.write(f"{error}\n")


def _fact(name: str, text: str, default: object) -> object:
    if not text and default is not None:
        return default
    if name == "sex":
        if text in ("female", "male"):
            return text
        raise RecordError("sex", text or "nothing", "female, male")
    try:
        return check(name, float(text.replace(",", ".")))
    except ValueError:
        raise RecordError(name, repr(text), "numbers") from None


def person_words(person: Person) -> str:
    """Return a person in words."""
    return (
        f"{person.sex}, {person.age:g} years, {person.height:g} m, {person.mass:g} kg, "
        f"{person.steps_per_day:g} steps a day"
    )


@contextmanager
def watching(verb: str, unit: str) -> Iterator[Progress | None]:
    """Show progress with rate and remaining time on standard error, where someone is watching."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich import progress as bars
    from rich.console import Console
    from rich.text import Text

    class Rate(bars.ProgressColumn):
        def render(self, task: bars.Task) -> Text:
            return Text(f"{task.speed:.0f} {unit}" if task.speed else "")

    columns = (
        bars.TextColumn(verb),
        bars.BarColumn(),
        bars.MofNCompleteColumn(),
        Rate(),
        bars.TimeRemainingColumn(),
    )
    with bars.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(verb, total=None)
        yield lambda done, total, name: bar.update(task, completed=done, total=total)


def show_report(report: Report, *, as_json: bool) -> None:
    """Print what became of the files of an import."""
    if as_json:
        show_json(report.document())
        sys.stderr.writelines(f"surae: {_doubt(one)}\n" for one in report.doubted)
        return
    rows = {
        "looked at": report.files,
        "new": report.new,
        "known": report.known,
        "merged": report.merged,
        "repaired": report.repaired,
        "skipped": len(report.skipped),
    }
    for name, number in rows.items():
        say(f"{name:10}{number:8}")
    _some(f"merged {copy.file} into {copy.kept}: {copy.reason}" for copy in report.copies)
    _some(f"repaired {note.file}: {note.reason}" for note in report.repairs)
    _some(f"skipped {one.file}: {one.reason}" for one in report.skipped)
    _some(_doubt(one) for one in report.doubted)


def _doubt(one: Skipped) -> str:
    advice = f"if it is wrong, `surae correct {one.file} --counts never`"
    return f"doubted {one.file}: {one.reason}; it counts; {advice}"


def _some(lines: Iterable[str]) -> None:
    """Print the first lines of many."""
    every = list(lines)
    for line in every[:_SOME]:
        say(textwrap.fill(line, _WIDTH, subsequent_indent="  "))
    if len(every) > _SOME:
        say(f"… and {len(every) - _SOME} more; `surae log` lists them all")


def show_sessions(store: Store, *, everything: bool) -> None:
    """Print the sessions that count, the last ones last."""
    from surae.app.store.log import read_choice

    choice = read_choice(store)
    shown = choice.kept if everything else choice.kept[-_RECENT:]
    _table(("date", "kind", "km", "min", "with", "id", "file"), map(_session_row, shown))
    hidden = len(choice.kept) - len(shown)
    if hidden:
        say(f"{hidden} earlier sessions; --all lists them")
    n_copies = sum(not out.only_tells for out in choice.left_out)
    copies = "1 copy" if n_copies == 1 else f"{n_copies} copies"
    say(f"{count(len(choice.kept), 'session')}; {copies} left out")


def _session_row(copy: Copy) -> tuple[str, ...]:
    session = copy.session
    detail = f"{len(session.sets)} sets" if session.sets else session.surface or ""
    km = "" if math.isnan(session.distance) else f"{session.distance / METERS_PER_KM:.2f}"
    minutes = f"{session.duration / SECONDS_PER_MINUTE:.0f}"
    start = f"{session.start:%Y-%m-%d %H:%M}"
    return start, session.kind, km, minutes, detail, copy.id, copy.name


def show_duplicates(store: Store) -> None:
    """Print the copies that do not count, which one does, and why."""
    from surae.app.store.log import read_choice

    copies = (out for out in read_choice(store).left_out if not out.only_tells)
    for out in sorted(copies, key=lambda out: out.copy.session.start):
        kept = f"{out.kept.id} {out.kept.name} is kept: " if out.kept else ""
        line = (
            f"{out.copy.session.start:%Y-%m-%d} {out.copy.id} {out.copy.name}: {kept}{out.reason}"
        )
        say(textwrap.fill(line, _WIDTH, subsequent_indent="  "))
    say("`surae correct ID --counts instead|also|never|auto` changes what counts")


def show_skipped(store: Store) -> None:
    """Print what could not be used, and why."""
    from surae.app.store.log import read_skipped

    for one in read_skipped(store):
        say(textwrap.fill(f"{one.file}: {one.reason}", _WIDTH, subsequent_indent="  "))


def log_document(store: Store) -> dict[str, Any]:
    """Return sessions, copies that were left out, and what was skipped, as plain values."""
    from surae.app.store.copies import read_corrections
    from surae.app.store.log import read_choice, read_skipped
    from surae.app.store.tables import SESSIONS, session_rows

    with store.reading():
        choice = read_choice(store)
        rows = session_rows(choice, read_corrections(store, "session"))
        skipped = [asdict(one) for one in read_skipped(store)]
    entries = [dict(zip(SESSIONS, map(_finite, row), strict=True)) for row in rows]
    return {
        "sessions": [entry for entry in entries if entry["counts"] == "yes"],
        "duplicates": [entry for entry in entries if entry["counts"] == "no"],
        "skipped": skipped,
    }


def show_readings(store: Store, *, as_json: bool) -> None:
    """Print the readings that files and the user gave."""
    from surae.app.store.copies import read_corrections, read_names, shown_name
    from surae.app.store.log import read_readings
    from surae.app.store.tables import READINGS, reading_rows

    readings = read_readings(store)
    names = read_names(store)
    shown = {sha256: shown_name(names, sha256) for sha256, _ in readings}
    rows = reading_rows(readings, shown, read_corrections(store, "reading"))
    entries = [dict(zip(READINGS, map(_finite, row), strict=True)) for row in rows]
    if as_json:
        show_json({"measurements": entries})
        return
    columns = ("date_time", "side", "structure", "quantity", "value", "unit", "instrument")
    cells = [[_cell(entry[name]) for name in (*columns, "counts", "reading")] for entry in entries]
    _table((*columns, "counts", "id"), cells)


def show_exercises(store: Store, *, mapped: bool, as_json: bool) -> None:
    """Print exercise names that are not known, or those that the user mapped."""
    from surae.app.store.copies import read_exercises
    from surae.app.store.people import unknown_names

    unknown, own = unknown_names(store), read_exercises(store)
    if as_json:
        show_json({"unknown": unknown, "mapped": own})
    elif mapped:
        _table(("name", "exercise"), own.items())
    elif unknown:
        _table(("name", "sets"), ((name, str(n)) for name, n in unknown.items()))
        say("`surae exercises map NAME CODE` says what one is")
    else:
        say("every name that sounds like the calf is known")


def show_findings(findings: Findings, place: Path, *, as_json: bool) -> None:
    """Print what the doctor found."""
    if as_json:
        show_json({"sound": not findings.problems, **asdict(findings)})
        return
    for title, lines in (("fixed", findings.fixed), ("left over", findings.leftovers)):
        for line in lines:
            say(textwrap.fill(f"{title}: {line}", _WIDTH, subsequent_indent="  "))
    for line in findings.problems:
        say(textwrap.fill(f"problem: {line}", _WIDTH, subsequent_indent="  "))
    looked = f"{count(findings.n_files, 'file')}, {count(findings.n_recordings, 'recording')}"
    sound = count(len(findings.problems), "problem") if findings.problems else "sound"
    say(f"The store at {place}: {looked} looked at; {sound}")


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print columns as wide as what is in them."""
    cells = [tuple(columns), *(tuple(row) for row in rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(columns))]
    for row in cells:
        say("  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip())


def _finite(value: object) -> object:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _cell(value: object) -> str:
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
