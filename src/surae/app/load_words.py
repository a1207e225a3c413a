"""Load in words, tables, JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
import math
import sys
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path, PurePath
from typing import Any

from surae import evidence
from surae.app import terminal
from surae.app.answer import kept_log
from surae.app.load import LoadReport, MuscleLoad, Period, TendonRow, load_report
from surae.app.load_gains import HEAD, TITLE, gain_cells, gain_row
from surae.app.store.tables import harmless
from surae.app.words import thigh_words
from surae.errors import IngestError
from surae.ingest import read_log
from surae.records import Log, Person

Row = dict[str, Any]


def usage(text: str) -> int:
    """Say what was wrong with the command and return its exit code."""
    sys.stderr.write(f"surae: {text}\n")
    return 2


def report(
    paths: Sequence[Path],
    place: Path | None,
    person: Person,
    by: Period,
    muscle: str | None,
    style: str,
    assumed: Sequence[str] = (),
) -> str:
    """Return the load of files, or of a store where no file is given, as a table, JSON or CSV.

    ``assumed`` names what of the person was not told.

    Raises
    ------
    IngestError
        If nothing that loads the calf could be read.
    """
    log = _log(paths, place, quiet=style != "table")
    told = load_report(log, person, by)
    if not told.muscles:
        names = ", ".join(str(path) for path in paths) or str(place)
        raise IngestError(names, "holds no run, walk or calf raise that could be read")
    muscles = [muscle_row(row) for row in told.muscles if muscle in (None, row.muscle)]
    tendon = [tendon_row(row) for row in told.tendon] if muscle in (None, "AT") else []
    gave = [gain_row(row) for row in told.gave] if muscle is None else []
    if style == "json":
        skipped = [{"file": item.file, "reason": item.reason} for item in log.skipped]
        document = {"by": by, "muscles": muscles, "tendon": tendon, "effort": _efforts(told)}
        rest = {"running_gave": gave, "skipped": skipped, "assumed": list(assumed)}
        return json.dumps(document | rest, indent=2) + "\n"
    if style == "csv":
        return as_csv(_long(muscles, tendon))
    thigh = [*textwrap.wrap(thigh_words(told.thigh), 88), ""] if told.thigh else []
    notes = [*thigh, _read(log), *assumption(assumed)]
    return "\n".join([*_tables(muscles, tendon), *_gave(gave), "", *notes]) + "\n"


def _gave(rows: list[Row]) -> list[str]:
    """Return the lines of the table of what was given beside the calf."""
    return ["", TITLE, "", *columns(HEAD, [gain_cells(row) for row in rows])] if rows else []


def _efforts(told: LoadReport) -> Row:
    """Return effort and force × time of a stride by muscle group, at the mean pace of all runs."""
    return {
        load.group: {
            "effort": round(load.effort, 4) if math.isfinite(load.effort) else None,
            "impulse_bw_s": round(load.impulse, 4),
        }
        for load in told.thigh
    }


def _read(log: Log) -> str:
    """Return what was read, in a sentence."""
    days = sorted(session.start.date() for session in log.sessions)
    return (
        f"From {len(days)} sessions of {days[0]} to {days[-1]}; "
        f"{len(log.duplicates)} duplicates left out, {len(log.skipped)} files skipped."
    )


def assumption(assumed: Sequence[str]) -> list[str]:
    """Return what had to be assumed of the person as a line, or none."""
    return [f"You did not say, so assumed: {', '.join(assumed)}."] if assumed else []


def _log(paths: Sequence[Path], place: Path | None, *, quiet: bool) -> Log:
    """Read files, or the store where no file is given."""
    if place and not paths:
        return kept_log(place)
    with terminal.reading(quiet=quiet) as progress:
        return read_log(paths, progress=progress)


def muscle_row(row: MuscleLoad) -> Row:
    """Return a muscle's load as plain data."""
    return {
        "begin": row.begin.isoformat(),
        "session": row.session,
        "muscle": row.muscle,
        "cause": row.cause,
        "contractions": round(row.contractions, 1),
        "impulse_n_s": {name: round(value, 1) for name, value in asdict(row.impulse).items()},
        "high_level_share": round(row.high_share, 4),
    }


def tendon_row(row: TendonRow) -> Row:
    """Return the tendon's load as plain data."""
    return {
        "begin": row.begin.isoformat(),
        "session": row.session,
        "peak_bw": round(row.peak, 3),
        "cycles": round(row.cycles, 1),
        "high_level_cycles": round(row.high_cycles, 1),
        "impulse_bw_s": round(row.impulse, 2),
        "peak_strain": round(row.strain, 4),
        "easy_flat_km": round(row.flat_kilometers, 2),
        "body_weight_raises": round(row.raises, 1),
    }


def _long(muscles: list[Row], tendon: list[Row]) -> list[Row]:
    """Return one row per muscle or tendon with the same columns."""
    flat = []
    for row in muscles:
        rest = {key: value for key, value in row.items() if key != "impulse_n_s"}
        flat.append(rest | {f"impulse_n_s_{k}": v for k, v in row["impulse_n_s"].items()})
    return flat + [{"muscle": "AT", "cause": "", **row} for row in tendon]


def load_csv(told: LoadReport) -> str:
    """Return the load of muscles and tendon as one CSV table."""
    return as_csv(_long([*map(muscle_row, told.muscles)], [*map(tendon_row, told.tendon)]))


def as_csv(rows: Iterable[Row]) -> str:
    """Return rows as CSV; a cell that a spreadsheet would run as a formula is quoted."""
    listed = list(rows)
    names = list(dict.fromkeys(name for row in listed for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, names, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows({key: harmless(value) for key, value in row.items()} for row in listed)
    return text.getvalue()


def _tables(muscles: list[Row], tendon: list[Row]) -> list[str]:
    """Return the lines of both tables; what a line shares with the one above is left out."""
    lines: list[str] = []
    if muscles:
        lines += ["Force × time of one leg in kN s, with its 90 % range", ""]
        lines += columns(_MUSCLE_HEAD, _thinned([_muscle_cells(row) for row in muscles]))
        limit = evidence.parameter("high_tension").mean
        lines += [
            "",
            f"high: share of it in contractions of a relative tension of {limit:g} or more",
        ]
    if tendon:
        lines += [""] if lines else []
        lines += ["Achilles tendon of one leg; forces in body weights (BW)", ""]
        lines += columns(_TENDON_HEAD, _thinned([_tendon_cells(row) for row in tendon]))
        limit = evidence.parameter("high_tendon_force").mean
        lines += [
            "",
            f"high: cycles of {limit:g} body weights or more, which ordinary walking reaches",
            "easy km, raises: the same force × time as kilometers of easy level running, or as",
            "body-weight raises on one leg",
        ]
    return lines


def _thinned(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Leave out date, session and cause where they are those of the row above."""
    shown = []
    for above, row in zip([(), *rows], rows, strict=False):
        same = 0
        while same < min(_SHARED, len(above)) and above[same] == row[same]:
            same += 1
        shown.append(("",) * same + row[same:])
    return shown


_SHARED = 3
_MUSCLE_HEAD = ("from", "session", "cause", "muscle", "contractions", "kN s", "range", "high")
_TENDON_HEAD = (
    "from", "session", "peak", "cycles", "high", "BW s", "strain", "easy km", "raises"
)  # fmt: skip


def _muscle_cells(row: Row) -> tuple[str, ...]:
    low, median, high = (row["impulse_n_s"][name] / 1000 for name in ("low", "median", "high"))
    digits = 0 if median >= 100 else 1
    return (
        row["begin"],
        PurePath(row["session"]).name,
        row["cause"],
        row["muscle"],
        f"{row['contractions']:,.0f}",
        f"{median:,.{digits}f}",
        f"{low:,.{digits}f} to {high:,.{digits}f}",
        f"{100 * row['high_level_share']:.0f} %",
    )


def _tendon_cells(row: Row) -> tuple[str, ...]:
    return (
        row["begin"],
        PurePath(row["session"]).name,
        f"{row['peak_bw']:.1f}",
        f"{row['cycles']:,.0f}",
        f"{row['high_level_cycles']:,.0f}",
        f"{row['impulse_bw_s']:,.0f}",
        f"{100 * row['peak_strain']:.1f} %",
        f"{row['easy_flat_km']:.1f}",
        f"{row['body_weight_raises']:,.0f}",
    )


def columns(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    """Return aligned lines; a column that is empty throughout is left out."""
    kept = [k for k in range(len(head)) if any(row[k] for row in rows)]
    table = [[line[k] for k in kept] for line in (head, *rows)]
    widths = [max(len(line[k]) for line in table) for k in range(len(kept))]
    words = [k for k, c in enumerate(kept) if head[c] in ("from", "session", "muscle", "cause")]
    return [
        "  ".join(
            cell.ljust(width) if k in words else cell.rjust(width)
            for k, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in table
    ]
