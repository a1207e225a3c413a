"""Load in words, tables, JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from surae.app import terminal
from surae.app.answer import kept_log
from surae.app.load import LoadReport, MuscleLoad, Period, TendonRow, load_report
from surae.app.movement import MovementReport, movement_json, movement_report
from surae.app.store.tables import harmless
from surae.errors import IngestError
from surae.ingest import read_log
from surae.records import Log, Person

Row = dict[str, Any]

_NAMES = {
    "MG": "medial gastrocnemius",
    "LG": "lateral gastrocnemius",
    "SOL": "soleus",
    "TA": "tibialis anterior",
    "DPF": "deep plantar flexors",
    "VAS": "vasti",
    "RF": "rectus femoris",
    "HAM": "hamstrings, two joints",
    "BFSH": "biceps femoris, short head",
}


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
) -> str:
    """Return the load of files, or of a store where no file is given, as a table, JSON or CSV.

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
    if style == "json":
        return json.dumps({"by": by, "muscles": muscles, "tendon": tendon}, indent=2) + "\n"
    if style == "csv":
        return _csv(_long(muscles, tendon))
    return _tables(told, muscles, tendon)


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
    return _csv(_long([*map(muscle_row, told.muscles)], [*map(tendon_row, told.tendon)]))


def _csv(rows: Iterable[Row]) -> str:
    """Return rows as CSV; a cell that a spreadsheet would run as a formula is quoted."""
    listed = list(rows)
    names = list(dict.fromkeys(name for row in listed for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, names, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows({key: harmless(value) for key, value in row.items()} for row in listed)
    return text.getvalue()


def _tables(told: LoadReport, muscles: list[Row], tendon: list[Row]) -> str:
    lines = []
    if muscles:
        lines += ["Force × time of one leg in N s, with its 90 % range"]
        lines += ["high: share of it at high relative tension", ""]
        lines += _columns(
            ("from", "session", "muscle", "cause", "contractions", "impulse", "range", "high"),
            [_muscle_cells(row) for row in muscles],
        )
    if tendon:
        lines += ["", "Achilles tendon of one leg; forces in body weights (BW)", ""]
        lines += _columns(
            ("from", "session", "peak", "cycles", "high", "BW s", "strain", "easy km", "raises"),
            [_tendon_cells(row) for row in tendon],
        )
    note = "easy km and raises: the same force × time as easy level running, or as body-weight "
    return "\n".join([*lines, "", note + "raises on one leg."]) + "\n"


def _muscle_cells(row: Row) -> tuple[str, ...]:
    part = row["impulse_n_s"]
    return (
        row["begin"],
        row["session"],
        row["muscle"],
        row["cause"],
        f"{row['contractions']:,.0f}",
        f"{part['median']:,.0f}",
        f"{part['low']:,.0f} to {part['high']:,.0f}",
        f"{100 * row['high_level_share']:.0f} %",
    )


def _tendon_cells(row: Row) -> tuple[str, ...]:
    return (
        row["begin"],
        row["session"],
        f"{row['peak_bw']:.1f}",
        f"{row['cycles']:,.0f}",
        f"{row['high_level_cycles']:,.0f}",
        f"{row['impulse_bw_s']:,.0f}",
        f"{100 * row['peak_strain']:.1f} %",
        f"{row['easy_flat_km']:.1f}",
        f"{row['body_weight_raises']:,.0f}",
    )


def _columns(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
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


def movement(text: str, person: Person, *, as_json: bool, out: Path | None) -> str:
    """Return one movement in words or JSON, and write its picture where a file was named."""
    told = movement_report(text, person)
    if out is not None:
        from surae.app.figures_movement import movement_picture
        from surae.app.report import write_whole

        write_whole(out, movement_picture(told))
    if as_json:
        return json.dumps(movement_json(told), indent=2) + "\n"
    return _movement_words(told)


def _movement_words(told: MovementReport) -> str:
    document: Any = movement_json(told)
    effort = document["effort"]
    tendon = (
        f"  Achilles tendon: peak {document['tendon_peak_bw']:.1f} body weights, "
        f"{document['tendon_impulse_bw_s']:.2f} body weights × s, "
        f"strain {100 * document['tendon_peak_strain']:.1f} %"
    )
    hop = (
        f"  effort, of a maximal hop: calf {100 * effort['ankle']:.0f} %, "
        f"knee extensors {100 * effort['knee']:.0f} %"
    )
    lines = [
        f"{told.text}, one leg, one cycle of {document['period_s']:.2f} s",
        tendon,
        f"  ankle moment: peak {document['ankle_moment_peak_nm_kg']:.2f} N m/kg",
        hop,
        "",
    ]
    lines += _muscle_lines(document["muscles"])
    lines += [
        "",
        "tension: peak force over capacity at that length; by rule: range over three ways",
    ]
    lines += [
        "of sharing, which measurements do not tell apart; share: of the calf's force × time."
    ]
    if document["beyond_capacity"]:
        lines.append("The moment exceeds what the muscles can hold: the rest is not carried.")
    return "\n".join(lines) + "\n"


def _muscle_lines(muscles: Row) -> list[str]:
    """Return a line per muscle group."""
    rows: list[tuple[str, ...]] = [
        (
            _NAMES[name],
            f"{part['peak_force_n']:,.0f}",
            f"{part['peak_relative_tension']:.2f}",
            "{:.2f} to {:.2f}".format(*part["peak_relative_tension_range"]),
            f"{part['peak_activation']:.2f}",
            f"{part['impulse_n_s']:,.0f}",
            f"{100 * part['force_share']:.0f} %" if "force_share" in part else "",
        )
        for name, part in muscles.items()
    ]
    head = ("muscle", "peak N", "tension", "by rule", "activation", "N s", "share")
    return _columns(head, rows)
