"""Training and running studies, one row per study, arm and outcome."""

from __future__ import annotations

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
from evidence_build.protocols import AGES, SEXES, protocol, spread

COLUMNS = words(
    "study arm kind role n n_status sex age age_low age_high training activity knee_angle "
    "knee_angle_2 range ankle_from ankle_to load_1rm load_rm_low load_rm_high load_mvc body_weight "
    "sets reps_low reps_high reps_per_session contraction_seconds minutes_low minutes_high speed "
    "grade sessions_per_week to_failure weeks structure quantity fiber_type measures "
    "instrument finding change "
    "change_sd change_se change_low change_high comparison baseline baseline_sd baseline_unit "
    "effect effect_low effect_high effect_sd effect_se effect_unit effect_kind effect_interval "
    "status seen confidence source note"
)

_EFFECT = words(
    "structure quantity sex finding change change_low change_high status comparison baseline_unit "
    "effect effect_low effect_high effect_sd effect_se effect_unit effect_kind effect_interval note"
)
_NUMBERS = words("change change_low change_high effect effect_low effect_high effect_sd effect_se")
_SIZES = words("volume csa thickness girth limb_volume size fiber_size fiber_diameter")
_ARM = words(
    "n sex age age_low age_high speed grade minutes_low minutes_high sessions_per_week weeks"
)


def build(source: Path) -> list[Row]:
    """Return the rows of ``studies.csv`` from the gathered folder."""
    arms = {(row["study_id"], row["arm"]): row for row in reading("arms.csv")}
    outcomes = {row["outcome"]: row for row in reading("outcomes.csv")}
    training = {row["text"]: row["code"] for row in reading("training.csv")}
    effects = defaultdict(list)
    for row in reading("effects.csv"):
        effects[row["study_id"], row["arm"], row["outcome"]].append(row)
    rows: list[Row] = []
    twins: list[Row] = []
    for name in ("training_studies.csv", "running_studies.csv"):
        for raw in read(source / name):
            key = (raw["study_id"], raw["arm"], raw["outcome"])
            try:
                arm, outcome = arms[key[:2]], outcomes[key[2]]
                plain = _row(raw, arm, outcome, training)
            except KeyError as missing:
                raise BuildError(f"{name}, {key}: no reading for {missing}") from None
            (twins if arm["kind"] == "duplicate" else rows).extend(
                _with_effects(plain, raw, effects.pop(key, [{}]))
            )
    if effects:
        raise BuildError(f"effects.csv reads rows that were not gathered: {sorted(effects)}")
    _check_twins(rows, twins)
    return rows


def _row(raw: Row, arm: Row, outcome: Row, training: dict[str, str]) -> Row:
    seen = arm["seen"] or _seen(raw["source_seen"])
    row = {
        "study": arm["study"],
        "source": arm["study"],
        "arm": arm["name"],
        "kind": arm["kind"],
        "activity": arm["activity"],
        "role": raw["role"],
        "training": training[raw["training_status"]],
        "structure": outcome["structure"],
        "quantity": outcome["quantity"],
        "fiber_type": outcome["fiber_type"],
        "instrument": outcome["instrument"],
        "status": "measured",
        "seen": seen,
        "confidence": raw.get("confidence", ""),
    }
    row |= _people(raw) | protocol(raw, arm) | _result(raw)
    row["comparison"] = arm["comparison"] or ("" if row["finding"] == "level" else "before")
    read = {name: number(arm[name]) if name != "sex" else arm[name] for name in _ARM}
    return override(row, read, _ARM)


def _people(raw: Row) -> Row:
    """Return how many people, of which sex and age."""
    total, _, rest = raw["n"].removeprefix("0").partition(" total, ")
    people: Row = {"n": total, "n_status": "stated" if total else ""}
    if rest:
        people = {"n": str(int(total) // int(rest.split()[0])), "n_status": "derived"}
    people["sex"] = SEXES[raw["sex"]]
    age = raw["age_mean"].removesuffix(" range").removesuffix(" ref")
    return people | (AGES[age] if age in AGES else {"age": number(age)})


def _result(raw: Row) -> Row:
    """Return the change as a fraction, its spread, and what was found."""
    change = raw["change_pct_mean"]
    text = raw.get("change_pct_sd_or_ci", raw.get("sd_or_ci", ""))
    baseline = raw["baseline_mean"]
    return {
        "finding": "value" if change else raw.get("direction", ""),
        "change": number(float(change) / 100) if change else "",
        "change_sd": spread(text, "SD") if change else "",
        "change_se": spread(text, "SE") if change else "",
        "baseline": number(baseline),
        "baseline_sd": number(raw["baseline_sd"]),
        "baseline_unit": raw["unit"] if baseline else "",
    }


def _with_effects(row: Row, raw: Row, effects: list[Row]) -> list[Row]:
    """Return the row as each reading of its text completes or splits it."""
    rows = []
    for effect in effects:
        where = f"{raw['study_id']}, {raw['arm']}, {raw['outcome']}"
        values = {
            name: effect[name] for name in _NUMBERS if effect.get(name, EMPTY) not in ("", EMPTY)
        }
        confirm(values, " ".join(raw.values()), where)
        done = override(row, {**effect, **{k: number(v) for k, v in values.items()}}, _EFFECT)
        if not done["finding"] and done["change"]:
            done["finding"] = "value"
        if done["finding"] not in ("value", "ns", "increase", "decrease", "level", "other"):
            raise BuildError(f"{where}: no finding; add one to effects.csv")
        done |= {"comparison": _comparison(done), "measures": _measures(done)}
        rows.append(done)
    return rows


def _comparison(row: Row) -> str:
    return "" if row["finding"] in ("level", "other") else row["comparison"]


def _measures(row: Row) -> str:
    """Return what an outcome tells: size, swelling within hours, or something else."""
    if row["quantity"] in _SIZES:
        return "swelling" if row["kind"] == "acute" else "size"
    return "other"


def _seen(text: str) -> str:
    """Return where a number was read: abstract, table or secondary."""
    if text.startswith("table"):
        return "table"
    secondary = "secondary" in text and not text.startswith("abstract;")
    return "secondary" if secondary else "abstract"


def _check_twins(rows: list[Row], twins: list[Row]) -> None:
    """Refuse to leave out a row as gathered twice unless its twin says the same."""
    known = {(row["study"], row["role"], row["change"]) for row in rows}
    for twin in twins:
        if (twin["study"], twin["role"], twin["change"]) not in known:
            raise BuildError(f"{twin['study']}: a row marked duplicate differs from its twin")
