"""Loads, lengths, energy and injury: one row per reported value."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from pathlib import Path

from evidence_build.cells import (
    EMPTY,
    BuildError,
    Row,
    confirm,
    number,
    override,
    read,
    reading,
    words,
)

COLUMNS = words(
    "id activity speed grade condition quantity structure kind finding value low high interval sd "
    "unit n population source status seen confidence note"
)

_OVERRIDE = words("condition quantity structure kind value low high interval unit n finding note")

_STRUCTURES = {
    "-": "body", "whole body": "body", "all": "body", "GRF": "ground", "leg": "leg",
    "triceps surae": "TS", "ankle extensors (triceps surae)": "TS", "SOL+GAS": "TS",
    "SOL + GAS": "TS", "SOL vs GAS": "TS", "SOL / GAS": "TS", "SOL, MG": "TS", "MG, SOL": "TS",
    "plantarflexors": "PF", "knee extensors (quadriceps)": "QUAD", "quadriceps": "QUAD",
    "quadriceps (4 heads)": "QUAD", "vasti (3 heads)": "VAS", "hamstring": "HAM",
    "hamstrings (BFLH+SM+ST), stance": "HAM", "free AT": "free_AT", "knee/PFJ": "patellofemoral",
    "MG/AT": "MG", "AT, PT": "AT", "knee joint": "knee", "ankle joint": "ankle",
    "patellar tendon": "patellar_tendon", "SOL vs VL": "SOL", "MG down, SOL up": "TS",
    "ankle->hip ascending; knee->ankle descending": "leg",
}  # fmt: skip

_UNITS = {
    "ratio": "-", "R2": "-", "HRR (95% CI)": "-", "text": "-", "rank": "-", "L0": "-",
    "Vmax": "-", "reps": "1", "days": "day", "N.m": "N m", "N.m/kg": "N m/kg",
    "J/(kg.m)": "J/(kg m)", "kcal/(kg.km)": "kcal/(kg km)", "J/kg/step": "J/(kg step)",
    "BW.s": "BW s", "BW(.s)": "BW s", "BW(.s) per mile": "BW s/mile",
    "BW.s per km (one leg)": "BW s/km", "BW per m/s": "BW/(m/s)", "strides/min": "1/min",
    "% (n.s.)": "%", "% change (n.s.)": "%", "% mean": "%",
}  # fmt: skip

_SEEN = {
    "abstract": "abstract", "derived": "abstract", "page excerpt": "excerpt",
    "page excerpt (intro)": "excerpt", "figure caption": "figure",
    "computed from public file": "file", "public data file": "file",
    "abstract + secondary transcription of Table 1": "abstract",
}  # fmt: skip

_COMPARES = re.compile(r"change|difference|share|relative effort|earlier|longer")
_TWO_GAITS = re.compile(r"walk.*run|run.*walk|injur")


def build(source: Path) -> list[Row]:
    """Return the rows of ``biomechanics.csv``; rows known from memory only are left out."""
    sources = _sources()
    readings = defaultdict(list)
    for row in reading("biomechanics_rows.csv"):
        readings[row["id"]].append(row)
    rows = []
    for raw in read(source / "biomech.csv"):
        if raw["source_seen"] == "memory":
            readings.pop(raw["id"], None)
            continue
        if raw["id"] not in sources:
            raise BuildError(f"biomech.csv, {raw['id']}: no source in biomechanics_sources.csv")
        notes = readings.pop(raw["id"], [{}])
        rows.extend(_row(raw, note, sources[raw["id"]]) for note in notes)
    if readings:
        raise BuildError(f"biomechanics_rows.csv reads rows not gathered: {sorted(readings)}")
    return rows


def _sources() -> dict[str, str]:
    """Return the source key of each row, from the ranges in which a person read them."""
    keys = {}
    for row in reading("biomechanics_sources.csv"):
        for i in range(int(row["first"][1:]), int(row["last"][1:]) + 1):
            keys[f"B{i:03d}"] = row["source"]
    return keys


def _row(raw: Row, note: Row, source: str) -> Row:
    seen = raw["source_seen"]
    row = {
        "id": note.get("new_id") or raw["id"],
        **movement(raw["condition"]),
        "condition": american(raw["condition"]),
        "quantity": american(raw["quantity"]),
        "structure": _STRUCTURES.get(raw["muscle_or_joint"], raw["muscle_or_joint"]),
        "sd": number(raw["sd"]) if _is_number(raw["sd"]) else "",
        "unit": _UNITS.get(raw["unit"], raw["unit"]),
        "n": raw["n"],
        "population": american(raw["population"]),
        "source": source,
        "status": "derived" if seen in ("derived", "computed from public file") else "measured",
        "seen": _SEEN.get(seen, "secondary"),
        "confidence": raw["notes"].partition(";")[0].removeprefix("conf:").lower(),
    }
    row |= value(raw["value"])
    numbers = {k: note[k] for k in ("value", "low", "high") if note.get(k)}
    confirm(numbers, " ".join(raw.values()), f"biomech.csv, {raw['id']}")
    note = {**note, **{k: v if v == EMPTY else number(v) for k, v in numbers.items()}}
    row = override(row, note, _OVERRIDE)
    row["kind"] = row.get("kind") or _kind(row, raw["unit"])
    if row["kind"] == "direction" and not row.get("finding"):
        raise BuildError(f"biomech.csv, {raw['id']}: neither a number nor a finding")
    return row


def value(text: str) -> Row:
    """Return a value, or the ends of a range.

    >>> value("44.0"), value("4.6-9.0"), value("-5 to -7")
    ({'value': '44'}, {'low': '4.6', 'high': '9', 'interval': 'range'}, \
{'low': '-7', 'high': '-5', 'interval': 'range'})
    """
    if _is_number(text):
        return {"value": number(text)}
    if found := re.fullmatch(r"(-?[\d.]+)(?:-| to )(-?[\d.]+)", text):
        low, high = sorted(float(end) for end in found.groups())
        return {"low": number(low), "high": number(high), "interval": "range"}
    return {}


def movement(condition: str) -> Row:
    """Return activity, speed [m/s] and grade [-] where a condition states one of each.

    >>> movement("run 2.50 m/s -10 deg treadmill")
    {'activity': 'run', 'speed': '2.5', 'grade': '-0.17633'}
    >>> movement("run 3.3->5.6 m/s")
    {'activity': 'run'}
    """
    found = re.match(r"(walk|run|sprint)", condition)
    if not found or _TWO_GAITS.search(condition):
        return {}
    row = {"activity": found[1]}
    speeds = re.findall(r"(?<![\d>,.-])(?<!\d, )(\d+(?:\.\d+)?) (m/s|km/h)", condition)
    if len(speeds) == 1 and not re.search(r"->|vs|, *\d|\d-\d", condition):
        size, unit = speeds[0]
        row["speed"] = number(round(float(size) / (3.6 if unit == "km/h" else 1), 4))
    grades = re.findall(r"(?<![\d.])([+-]?\d+(?:\.\d+)?)(?: deg|%(?! of| VO))", condition)
    if "%" in condition and "deg" in condition:
        grades = re.findall(r"([+-]?\d+) deg", condition)
    if re.search(r"\blevel\b", condition) and "vs" not in condition:
        row["grade"] = "0"
    elif len(grades) == 1 and not re.search(r"->|vs|, *[+\d]|\.\.| and |max|knee|VO2", condition):
        size = float(grades[0])
        rise = math.tan(math.radians(size)) if "deg" in condition else size / 100
        row["grade"] = number(round(rise, 5))
    return row


def american(text: str) -> str:
    """Return a text in the spelling of the project."""
    for british, ours in (("fibre", "fiber"), ("behaviour", "behavior"), ("normalis", "normaliz")):
        text = text.replace(british, ours)
    return text


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"-?\d+(\.\d+)?", text))


def _kind(row: Row, raw_unit: str) -> str:
    """Return number, ratio (it compares two things) or direction (no number)."""
    if not any(row.get(name) for name in ("value", "low", "high")):
        return "direction"
    percent = row["unit"] == "%" and _COMPARES.search(row["quantity"])
    return "ratio" if percent or raw_unit in ("ratio", "HRR (95% CI)") else "number"
