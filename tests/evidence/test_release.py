"""What release 2026.1 says, by numbers that were read in the sources by hand."""

from __future__ import annotations

import math
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from surae import evidence
from surae.evidence.tables import table_names


def studies(**wanted: Any) -> list[evidence.Row]:
    """Return the rows of the studies that have the wanted cells."""
    return [
        row
        for row in evidence.table("studies")
        if all(row[column] == value for column, value in wanted.items())
    ]


def test_the_shipped_release_keeps_every_rule() -> None:
    assert evidence.check_release() == []


def test_every_release_can_be_read() -> None:
    assert evidence.RELEASE == evidence.releases()[-1] == "2026.1"
    for release in evidence.releases():
        assert evidence.parameters(release)
        assert evidence.table("studies", release)


@pytest.mark.parametrize(
    ("arm", "changes"),
    [
        ("standing", {"LG": 0.124, "MG": 0.092, "SOL": 0.021, "TS": 0.056}),
        ("seated", {"LG": 0.017, "MG": 0.006, "SOL": 0.029, "TS": 0.021}),
    ],
)
def test_knee_angle_of_kinoshita_2023(arm: str, changes: dict[str, float]) -> None:
    rows = studies(study="kinoshita_2023", arm=arm)
    assert {row["structure"]: row["change"] for row in rows} == changes
    for row in rows:
        assert (row["quantity"], row["instrument"], row["role"]) == ("volume", "mri", "calibration")
        assert (row["sets"], row["reps_low"], row["load_1rm"], row["weeks"]) == (5, 10, 0.7, 12)
        assert row["knee_angle"] == (0 if arm == "standing" else 90)


def test_ankle_angles_are_dorsiflexion_positive() -> None:
    (long,) = studies(study="kassiano_2023", arm="long half", structure="MG")
    (short,) = studies(study="kassiano_2023", arm="short half", structure="MG")
    assert (long["ankle_from"], long["ankle_to"], long["change"]) == (25, 0, 0.152)
    assert (short["ankle_from"], short["ankle_to"], short["change"]) == (0, -25, 0.034)


def test_no_significant_change_is_not_zero() -> None:
    silent = studies(finding="ns")
    assert len(silent) > 30
    assert all(math.isnan(row["change"]) for row in silent)
    (road,) = studies(study="yigit_1998", arm="road")
    (walk,) = studies(study="sakamaki_2011", arm="walk")
    assert road["finding"] == walk["finding"] == "ns"


def test_values_from_memory_are_not_copied() -> None:
    rows = studies(study="schoenfeld_2020")
    assert len(rows) == 6
    assert {row["finding"] for row in rows} == {"increase"}
    assert all(math.isnan(row["change"]) for row in rows)
    ids = {row["id"] for row in evidence.table("biomechanics")}
    assert ids.isdisjoint({"B173", "B174", "B175", "B176"})


def test_a_study_has_one_role() -> None:
    roles = {row["study"]: set() for row in studies()}
    for row in studies():
        roles[row["study"]].add(row["role"])
    assert {len(found) for found in roles.values()} == {1}
    assert sorted(study for study, found in roles.items() if found == {"validation"}) == [
        "behringer_2015",
        "chen_2016",
        "colomer_poveda_2017",
        "ferri_2003",
        "kassiano_2024",
        "sakamaki_2011",
        "seynnes_2008",
        "vandenborne_ankle",
        "warneke_2023",
    ]
    held_out = [row for row in evidence.table("measurement_error") if row["role"] == "validation"]
    assert {row["source"] for row in held_out} == {"behringer_2015", "ferri_2003"}


def test_a_study_that_was_gathered_twice_counts_once() -> None:
    assert len(studies(study="alkner_2004a", arm="bed rest")) == 1
    assert len(studies(study="alkner_2004b")) == 1


def test_a_sentence_about_three_muscles_is_three_rows() -> None:
    rows = studies(study="finni_2006")
    changes = {row["structure"]: row["change"] for row in rows}
    assert changes == {"SOL": -0.051, "MG": -0.08, "LG": 0}


def test_swelling_is_not_told_as_growth() -> None:
    assert all(row["measures"] != "size" for row in studies(kind="acute"))
    (row,) = studies(study="kassiano_2022", arm="straight leg", structure="MG")
    assert (row["measures"], row["change"]) == ("swelling", 0.088)


def test_standard_errors_and_deviations_are_fractions() -> None:
    (ferri,) = studies(study="ferri_2003")
    (stretched,) = studies(study="panidi_2021", arm="stretched leg")
    assert (ferri["change"], ferri["change_se"]) == (0.05, 0.007)
    assert (stretched["change"], stretched["change_sd"]) == (0.23, 0.14)


def test_ranges_and_intervals_are_split() -> None:
    rows = {row["id"]: row for row in evidence.table("biomechanics")}
    assert (rows["B033"]["low"], rows["B033"]["high"]) == (4.15, 7.71)
    assert math.isnan(rows["B033"]["value"])
    hazard = rows["B247"]
    assert (hazard["value"], hazard["low"], hazard["high"]) == (1.64, 1.31, 2.05)
    assert (hazard["interval"], hazard["kind"]) == ("ci95", "ratio")
    assert math.isnan(hazard["sd"])
    assert (rows["B190a"]["value"], rows["B190b"]["value"]) == (8.8, -0.9)
    assert Counter(row["kind"] for row in rows.values()).keys() == {"number", "ratio", "direction"}


def test_grade_is_rise_over_run() -> None:
    rows = {row["id"]: row for row in evidence.table("biomechanics")}
    assert rows["B228"]["grade"] == 0.45
    assert rows["B106"]["grade"] == pytest.approx(-math.tan(math.radians(10)), abs=1e-5)


def test_a_plantarflexor_has_a_positive_lever_and_a_dorsiflexor_a_negative_one() -> None:
    neutral = {
        row["muscle"]: row["ankle_moment_arm"]
        for row in evidence.table("geometry")
        if (row["ankle_angle"], row["knee_angle"]) == (0, 0)
    }
    assert all(40 < neutral[muscle] < 50 for muscle in ("MG", "LG", "SOL"))
    assert all(neutral[muscle] > 0 for muscle in ("TP", "FHL", "FDL", "PL", "PB"))
    assert neutral["TA"] < -20


def test_the_gastrocnemius_lever_agrees_with_its_length() -> None:
    """The lever is how fast the muscle-tendon unit lengthens with the angle [mm/rad]."""
    rows = {
        row["ankle_angle"]: row
        for row in evidence.table("geometry")
        if (row["muscle"], row["knee_angle"]) == ("MG", 0)
    }
    step = 10.0
    slope = (rows[5.0]["muscle_tendon_length"] - rows[-5.0]["muscle_tendon_length"]) / step
    assert slope * 180 / math.pi == pytest.approx(rows[0.0]["ankle_moment_arm"], rel=0.02)


def test_volumes_of_the_regression_example() -> None:
    """75 kg and 1.70 m give 448, 264 and 153 cm3, as tabled by the source."""
    rows = {row["muscle"]: row for row in evidence.table("muscle_volume")}
    volumes = {m: rows[m]["slope"] * 75 * 1.70 + rows[m]["intercept"] for m in ("SOL", "MG", "LG")}
    assert {m: round(v) for m, v in volumes.items()} == {"SOL": 448, "MG": 264, "LG": 153}
    for name in ("slope", "intercept"):
        parts = rows["PL"][name] + rows["PB"][name]
        assert parts == pytest.approx(rows["PER"][name], rel=1e-5)


def test_a_muscle_of_the_model_is_the_product_of_its_parts() -> None:
    """Specific tension 60 N/cm2 on Handsfield's soleus gives the model's force within 2 %."""
    (soleus,) = (row for row in evidence.table("tendon_paths") if row["muscle"] == "SOL")
    pcsa = 447.675 / (soleus["optimal_fiber_length"] / 10)
    assert 60 * pcsa == pytest.approx(soleus["max_isometric_force"], rel=0.02)


@pytest.mark.parametrize(
    ("sex", "height", "mass", "low", "high"),
    [("male", 1.75, 78, 36.5, 39.5), ("female", 1.63, 65, 35.0, 38.0)],
)
def test_girth_of_an_ordinary_soldier(
    sex: str, height: float, mass: float, low: float, high: float
) -> None:
    rows = {row["term"]: row for row in evidence.table("girth_regression") if row["sex"] == sex}
    log_girth = (
        rows["intercept"]["value"]
        + rows["log_height"]["value"] * math.log(height)
        + rows["log_mass"]["value"] * math.log(mass)
        + rows["age"]["value"] * 30
    )
    assert low < math.exp(log_girth) < high
    assert rows["rmse_held_out_cm"]["value"] < 2.0
    assert rows["log_mass"]["value"] > 20 * rows["log_mass"]["se"]
    spread = rows["residual_sd_log"]["value"] * math.exp(log_girth)
    assert spread == pytest.approx(rows["rmse_held_out_cm"]["value"], rel=0.1)


def test_lengths_are_in_millimeters() -> None:
    rows = [row for row in evidence.table("architecture") if row["dataset"] == "ward_2009"]
    femoris = next(
        row for row in rows if (row["muscle"], row["quantity"]) == ("RF", "optimal_fiber_length")
    )
    assert (femoris["value"], femoris["sd"], femoris["unit"]) == (75.9, 12.8, "mm")


def test_the_reference_names_every_table_and_column(root: Path) -> None:
    text = (root / "docs" / "reference" / "evidence.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([^`\s]+)`", text))
    headings = re.findall(r"^### (.+)$", text, flags=re.MULTILINE)
    assert {name for heading in headings for name in heading.split(", ")} == set(table_names())
    columns = {column for name in table_names() for column in evidence.table(name)[0]}
    # Columns that are counted through are named once, with k for the count.
    unnamed = {column for column in columns if re.sub(r"\d+$", "k", column) not in named}
    assert sorted(unnamed - named) == []
