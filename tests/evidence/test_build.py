"""Building the release: the same bytes, nothing half-written, what was added by hand kept."""

from __future__ import annotations

import doctest
import importlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from evidence_build import anatomy, cells, protocols, regression
from surae.evidence import RELEASE
from surae.evidence.tables import folder

SHIPPED = Path(str(folder()))


def build(root: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the tool as a process."""
    return subprocess.run(
        [sys.executable, str(root / "tools" / "build_evidence.py"), *map(str, arguments)],
        capture_output=True,
        check=False,
        text=True,
        timeout=120,
    )


def contents(place: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(place.iterdir()) if path.is_file()}


def test_the_shipped_release_is_what_the_tool_builds(
    root: Path, gathered: Path, tmp_path: Path
) -> None:
    place = tmp_path / RELEASE
    shutil.copytree(SHIPPED, place)
    done = build(root, gathered, "--out", place)
    assert (done.returncode, done.stderr) == (0, "")
    assert "studies.csv: 187 rows" in done.stdout
    assert contents(place) == contents(SHIPPED)


def test_rows_added_by_hand_are_kept(root: Path, gathered: Path, tmp_path: Path) -> None:
    header = "# surae evidence sources.csv release 2026.1 2026-11-23\n"
    names = "key,citation,doi,url,licence,origin\n"
    (tmp_path / "sources.csv").write_text(
        header + names + "zz_2020,Zz 2020,,,,hand\nold_1990,Old 1990,,,,built\n"
        "ward_2009,Ward with a better title,,,,hand\n"
    )
    (tmp_path / "parameters.csv").write_text("written by hand\n")
    assert build(root, gathered, "--out", tmp_path).returncode == 0
    rows = {row["key"]: row for row in cells.read(tmp_path / "sources.csv")}
    assert rows["zz_2020"]["origin"] == "hand"
    assert rows["ward_2009"]["citation"] == "Ward with a better title"
    assert "old_1990" not in rows
    assert list(rows) == sorted(rows)
    assert (tmp_path / "parameters.csv").read_text() == "written by hand\n"


def test_a_missing_folder_is_one_line_and_writes_nothing(root: Path, tmp_path: Path) -> None:
    done = build(root, tmp_path / "nowhere", "--out", tmp_path / "out")
    assert done.returncode == 1
    assert done.stderr.startswith("build_evidence: ")
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_a_row_that_nobody_read_stops_the_build(root: Path, gathered: Path, tmp_path: Path) -> None:
    source = tmp_path / "evidence"
    shutil.copytree(gathered, source)
    path = source / "training_studies.csv"
    path.chmod(0o644)
    lines = path.read_text(encoding="utf-8")
    path.write_text(lines.replace("Kinoshita2023,standing", "Nobody1900,standing", 1))
    done = build(root, source, "--data", gathered.parent / "data", "--out", tmp_path / "out")
    assert done.returncode == 1
    assert "Nobody1900" in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["biomechanics", "cells", "protocols"])
def test_the_examples_of_the_tool(name: str) -> None:
    result = doctest.testmod(importlib.import_module(f"evidence_build.{name}"))
    assert result.attempted > 0
    assert result.failed == 0


def test_a_reading_must_be_in_the_text_that_it_reads() -> None:
    text = "SOL -5.1, MG -8.0, LG 0 %"
    cells.confirm({"change": "-0.051", "effect": "8", "low": "", "high": cells.EMPTY}, text, "row")
    with pytest.raises(cells.BuildError, match=r"change = 0\.07 is not in the gathered text"):
        cells.confirm({"change": "0.07"}, text, "row")


def test_repetition_maximum_and_share_of_it_are_told_apart() -> None:
    assert protocols.load("70% 1RM") == {"load_1rm": "0.7"}
    assert protocols.load("15-20RM") == {"load_rm_low": "15", "load_rm_high": "20"}
    assert protocols.load("25% MVC") == {"load_mvc": "0.25"}
    assert protocols.load("60 min/day") == {"minutes_low": "60", "minutes_high": "60"}
    assert protocols.load("bodyweight") == {"body_weight": "yes"}
    assert protocols.load("") == {}


def test_the_regression_finds_the_line_that_made_the_data(tmp_path: Path) -> None:
    """Girth = 7.5 · height^-0.3 · mass^0.43 · e^(-0.001 age), to the millimeter."""
    rows = ["stature,weightkg,Age,calfcircumference"]
    for i in range(400):
        height, mass, age = 1550 + 7 * (i % 61), 500 + 13 * (i % 53), 18 + i % 41
        girth = 75 * (height / 1000) ** -0.3 * (mass / 10) ** 0.43 * 2.718281828 ** (-0.001 * age)
        rows.append(f"{height},{mass},{age},{girth:.4f}")
    for file in ("ANSUR_II_FEMALE_Public.csv", "ANSUR_II_MALE_Public.csv"):
        (tmp_path / file).write_text("\n".join(rows) + "\n", encoding="latin-1")
    found = {(r["sex"], r["term"]): float(r["value"]) for r in regression.build(tmp_path)}
    for sex in ("female", "male"):
        assert found[sex, "intercept"] == pytest.approx(2.014903, abs=1e-4)
        assert found[sex, "log_height"] == pytest.approx(-0.3, abs=1e-4)
        assert found[sex, "log_mass"] == pytest.approx(0.43, abs=1e-4)
        assert found[sex, "age"] == pytest.approx(-0.001, abs=1e-5)
        assert found[sex, "rmse_held_out_cm"] == 0
        assert (found[sex, "n"], found[sex, "n_held_out"]) == (200, 200)


def test_the_sign_of_the_ankle_lever_is_turned(tmp_path: Path) -> None:
    (tmp_path / "mtu_geometry.csv").write_text(
        "muscle,ankle_angle_deg,knee_angle_deg,hip_flexion_deg,mtu_length_mm,"
        "ankle_moment_arm_mm,knee_moment_arm_mm,hip_moment_arm_mm\n"
        "soleus,-40,0,0,292.624,-41.663,0,0\ntibant,0,0,0,310,30.5,0,0\n"
    )
    soleus, anterior = anatomy.geometry(tmp_path)
    assert (soleus["muscle"], soleus["ankle_moment_arm"]) == ("SOL", "41.663")
    assert (anterior["muscle"], anterior["ankle_moment_arm"]) == ("TA", "-30.5")
