"""Muscles and paths: architecture by source, the reference model's geometry, volume regressions."""

from __future__ import annotations

import re
from pathlib import Path

from evidence_build.cells import BuildError, Row, number, read, reading, words

ARCHITECTURE = words(
    "muscle quantity dataset condition ankle_angle value low high sd unit source status"
)
GEOMETRY = words(
    "muscle ankle_angle knee_angle hip_angle muscle_tendon_length ankle_moment_arm knee_moment_arm "
    "hip_moment_arm"
)
PATHS = words(
    "muscle max_isometric_force optimal_fiber_length tendon_slack_length pennation_angle "
    "max_contraction_velocity source"
)
VOLUMES = words("muscle slope intercept status source")

_MODEL = "rajagopal_lai_uhlrich_2023"

_CODES = {
    "soleus": "SOL", "gasmed": "MG", "gaslat": "LG", "tibant": "TA", "tibpost": "TP", "fhl": "FHL",
    "fdl": "FDL", "perlong": "PL", "perbrev": "PB", "vasmed": "VM", "vaslat": "VL", "vasint": "VI",
    "recfem": "RF", "bflh": "BFLH", "bfsh": "BFSH", "semimem": "SM", "semiten": "ST",
    "edl": "EDL", "ehl": "EHL",
}  # fmt: skip

# As the gathered architecture table writes a muscle or a group.
_NAMES = {
    "hamstrings (biarticular)": "HAM", "hamstrings (BF value)": "HAM", "vasti (VM+VI+VL)": "VAS",
    "GAS (MG+LG)": "GAS", "GAS": "GAS", "all muscles": "all", "whole leg muscles": "leg",
    "leg muscles": "leg", "peroneals": "PER", "glmax": "GMAX", "triceps surae": "TS",
    "MG, LG, SOL": "TS", "AT": "AT", "PL": "PL", "SOL": "SOL", "MG": "MG", "LG": "LG", "TA": "TA",
    "TP": "TP", "FHL": "FHL", "FDL": "FDL", "RF": "RF", "VL": "VL", "VM": "VM", "VI": "VI",
    "BFLH": "BFLH", "BFSH": "BFSH", "SM": "SM", "ST": "ST",
}  # fmt: skip

_UNITS = {"cm3/(kg.m)": "cm3/(kg m)", "L0/s": "1/s"}


def architecture(source: Path) -> list[Row]:
    """Return the rows of ``architecture.csv``, means joined with their standard deviations."""
    patterns = [(re.compile(row["pattern"]), row) for row in reading("architecture.csv")]
    rows: dict[tuple[str, ...], Row] = {}
    for raw in read(source / "muscle_parameters.csv"):
        if raw["source"].startswith("memory") or raw["value"] == "direction":
            continue
        found = [(m, row) for p, row in patterns if (m := p.fullmatch(raw["parameter"]))]
        if len(found) != 1:
            raise BuildError(f"muscle_parameters.csv: {len(found)} readings of {raw['parameter']}")
        row = _entry(raw, *found[0])
        key = tuple(row[k] for k in ("muscle", "quantity", "dataset", "condition", "ankle_angle"))
        rows[key] = rows.get(key, {}) | row
    return list(rows.values())


def _entry(raw: Row, found: re.Match[str], note: Row) -> Row:
    """Return one architecture row; lengths in mm, the ankle angle dorsiflexion positive."""
    angles = found.groupdict()
    angle = angles.get("angle") or (f"-{angles['plantar']}" if angles.get("plantar") else "")
    row = {k: note[k] for k in ("quantity", "dataset", "condition", "source", "status")}
    row |= {"muscle": _NAMES[raw["muscle"]], "ankle_angle": number(angle)}
    scale, unit = (10.0, "mm") if raw["unit"] == "cm" else (1.0, raw["unit"])
    row["unit"] = _UNITS.get(unit, unit)
    if ends := re.fullmatch(r"(-?\d+)-(\d+)|(-?\d+) to (-?\d+)", raw["value"]):
        low, high = sorted(float(end) for end in ends.groups() if end)
        return row | {"low": number(low), "high": number(high)}
    return row | {note["part"] or "value": number(float(raw["value"]) * scale)}


def geometry(source: Path) -> list[Row]:
    """Return the rows of ``geometry.csv``; an ankle lever that plantarflexes is positive."""
    return [
        {
            "muscle": _CODES[raw["muscle"]],
            "ankle_angle": number(raw["ankle_angle_deg"]),
            "knee_angle": number(raw["knee_angle_deg"]),
            "hip_angle": number(raw["hip_flexion_deg"]),
            "muscle_tendon_length": number(raw["mtu_length_mm"]),
            "ankle_moment_arm": number(-float(raw["ankle_moment_arm_mm"])),
            "knee_moment_arm": number(raw["knee_moment_arm_mm"]),
            "hip_moment_arm": number(raw["hip_moment_arm_mm"]),
        }
        for raw in read(source / "mtu_geometry.csv")
    ]


def tendon_paths(source: Path) -> list[Row]:
    """Return the rows of ``tendon_paths.csv``: the reference model's parameters by muscle."""
    return [
        {
            "muscle": _CODES[raw["muscle"]],
            "max_isometric_force": number(raw["max_isometric_force_n"]),
            "optimal_fiber_length": number(raw["optimal_fiber_length_mm"]),
            "tendon_slack_length": number(raw["tendon_slack_length_mm"]),
            "pennation_angle": number(raw["pennation_angle_deg"]),
            "max_contraction_velocity": number(raw["max_contraction_velocity_lopt_s"]),
            "source": _MODEL,
        }
        for raw in read(source / "mtu_parameters.csv")
    ]


def muscle_volume(scaling: Path) -> list[Row]:
    """Return the rows of ``muscle_volume.csv``: volume = slope × mass × height + intercept.

    The two peroneals were measured as one: that is the row ``PER``, and each has its share of it;
    so do the two long extensors of the toes.
    """
    rows = []
    for raw in read(scaling / "muscle_scaling_coefficients.csv"):
        name, _, side = raw["model_muscle_name"].rpartition("_")
        if side != "r" or name not in _CODES:
            continue
        if name == "perlong":
            rows.append(_volume("PER", raw, 1.0))
        rows.append(_volume(_CODES[name], raw, float(raw["volume_proportion"])))
    return sorted(rows, key=lambda row: row["muscle"])


def _volume(muscle: str, raw: Row, share: float) -> Row:
    return {
        "muscle": muscle,
        "slope": number(f"{float(raw['b_slope']) * share:.6g}"),
        "intercept": number(f"{float(raw['b_intercept']) * share:.6g}"),
        "status": "measured" if share == 1 else "derived",
        "source": "handsfield_2014",
    }
