"""One movement in words, JSON and CSV."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from surae.app.load_words import Row, as_csv, assumption, columns
from surae.app.movement import MovementReport, movement_json, movement_report
from surae.records import Person

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


def movement(
    text: str, person: Person, style: str, out: Path | None, assumed: Sequence[str] = ()
) -> str:
    """Return one movement in words, JSON or CSV, and write its picture where a file was named."""
    told = movement_report(text, person)
    if out is not None:
        from surae.app.figures_movement import movement_picture
        from surae.app.report import write_whole

        write_whole(out, movement_picture(told))
    document: Any = movement_json(told)
    if style == "json":
        return json.dumps(document | {"assumed": list(assumed)}, indent=2) + "\n"
    if style == "csv":
        return as_csv(_rows(document))
    return "\n".join([*_words(told, document), *assumption(assumed)]) + "\n"


def _rows(document: Row) -> list[Row]:
    """Return a row per muscle group, and one for the tendon."""
    rows: list[Row] = []
    for name, part in document["muscles"].items():
        row: Row = {"movement": document["movement"], "muscle": name}
        for key, value in part.items():
            ends = {f"{key}_low": value[0], f"{key}_high": value[1]} if "range" in key else {}
            row |= ends or {key: value}
        rows.append(row)
    tendon = {key: value for key, value in document.items() if key.startswith("tendon_")}
    return [*rows, {"movement": document["movement"], "muscle": "AT", **tendon}]


def _words(told: MovementReport, document: Row) -> list[str]:
    """Return the printed lines."""
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
        f"{told.text}: one cycle of {document['period_s']:.2f} s, one leg",
        tendon,
        f"  ankle moment: peak {document['ankle_moment_peak_nm_kg']:.2f} N m/kg",
        hop,
        "",
    ]
    lines += _muscle_lines(document["muscles"])
    lines += [
        "",
        "tension: force at its peak over isometric capacity at that length; a fiber that lengthens",
        "can exceed 1",
        "by rule: its range over three ways of sharing that measurements do not tell apart",
        "share: of the calf's force × time",
    ]
    if document["beyond_capacity"]:
        lines.append(_beyond(told))
    return lines


def _beyond(told: MovementReport) -> str:
    """Return how much of the moments the muscles cannot hold, in a sentence."""
    most = max(float(np.abs(cycle.reserve).max()) for cycle in told.cycles)
    return f"The moments exceed what the muscles can hold by up to {most:.0f} N m: not carried."


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
    return columns(head, rows)
