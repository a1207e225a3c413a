"""Each rule of a release fires on a copy that breaks it, and on nothing else."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from surae.errors import EvidenceError
from surae.evidence import RELEASE, check_release
from surae.evidence.checks import RULES, UNITS, check_folder
from surae.evidence.tables import folder
from surae.units import NOMENCLATURE

SOURCE = Path(str(folder()))


@pytest.fixture
def broken(tmp_path: Path) -> Callable[..., list[str]]:
    """Return a function that changes one row of a copy of the release and checks the copy."""
    place = tmp_path / RELEASE
    shutil.copytree(SOURCE, place)
    before = set(check_folder(place, RELEASE))

    def change(table: str, where: dict[str, str], *, times: int = 1, **cells: str) -> list[str]:
        path = place / f"{table}.csv"
        first, *lines = path.read_text(encoding="utf-8").splitlines()
        rows = list(csv.DictReader(lines))
        found = [i for i, row in enumerate(rows) if where.items() <= row.items()]
        rows[found[0]].update(cells)
        rows += [dict(rows[found[0]]) for _ in range(times - 1)]
        with path.open("w", encoding="utf-8", newline="") as file:
            file.write(f"{first}\n")
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        return sorted(set(check_folder(place, RELEASE)) - before)

    return change


TENSION = {"name": "specific_tension"}
TURNOVER = {"name": "turnover_rate"}
STANDING = {"study": "kinoshita_2023", "arm": "standing", "structure": "LG"}

CASES = [
    ("unknown_source", "parameters", TENSION, {"source": "nobody_1900"}, "not in sources.csv"),
    ("unknown_source", "biomechanics", {"id": "B001"}, {"source": "x"}, "not in sources.csv"),
    ("missing_source", "parameters", TENSION, {"source": ""}, "no source"),
    ("unit", "parameters", TENSION, {"unit": ""}, "not an allowed unit"),
    ("unit", "biomechanics", {"id": "B001"}, {"unit": "furlong"}, "not an allowed unit"),
    ("unit", "studies", {"study": "gavanda_2020"}, {"effect_unit": ""}, "not an allowed unit"),
    ("mixed_role", "studies", STANDING, {"role": "validation"}, "calibration and validation"),
    ("mixed_role", "studies", STANDING, {"role": ""}, "no role"),
    ("mixed_role", "studies", STANDING, {"role": "both"}, "is not one of"),
    ("outside_range", "parameters", TURNOVER, {"low": "0.02", "high": "0.03"}, "outside low"),
    ("outside_range", "biomechanics", {"id": "B247"}, {"value": "9"}, "outside low"),
    ("outside_range", "biomechanics", {"id": "B033"}, {"low": "8"}, "outside low"),
    ("from_memory", "studies", STANDING, {"seen": "memory"}, "speaks of memory"),
    ("from_memory", "biomechanics", {"id": "B001"}, {"note": "From memory."}, "speaks of memory"),
    ("sentinel", "studies", STANDING, {"n": "-1"}, "leave it empty"),
    ("sentinel", "biomechanics", {"id": "B001"}, {"sd": "-1.0"}, "leave it empty"),
    ("sentinel", "biomechanics", {"id": "B001"}, {"value": "-1"}, "leave it empty"),
    ("sentinel", "architecture", {"muscle": "SOL"}, {"sd": "NA"}, "leave it empty"),
    (
        "unexplained_judgement",
        "parameters",
        TENSION,
        {"status": "judgement", "source": "", "note": ""},
        "a judgement without a note",
    ),
    ("vocabulary", "parameters", TENSION, {"status": "hearsay"}, "is not one of"),
    ("vocabulary", "parameters", TENSION, {"distribution": "gauss"}, "is unknown"),
    ("vocabulary", "studies", STANDING, {"finding": "ns"}, "does not fit"),
    ("vocabulary", "studies", STANDING, {"change": ""}, "does not fit"),
    ("vocabulary", "claims", {"key": "strides"}, {"grade": "proven"}, "is not one of supported"),
    (
        "distribution",
        "parameters",
        TENSION,
        {"distribution": "normal", "sd": ""},
        "normal without sd",
    ),
    ("distribution", "parameters", TURNOVER, {"sd": "0"}, "sd is not above 0"),
    ("distribution", "parameters", TURNOVER, {"mean": "0", "low": ""}, "median of a lognormal"),
    ("address", "sources", {"key": "ward_2009"}, {"doi": "doi:10.1"}, "does not begin with 10."),
    ("address", "sources", {"key": "ward_2009"}, {"url": "http://10.1.2.3:80/x"}, "that lasts"),
    ("address", "sources", {"key": "ward_2009"}, {"url": "https://www.google.com/q"}, "lasts"),
]


@pytest.mark.parametrize(("rule", "table", "where", "cells", "words"), CASES)
def test_a_rule_fires(
    broken: Callable[..., list[str]],
    rule: str,
    table: str,
    where: dict[str, str],
    cells: dict[str, str],
    words: str,
) -> None:
    wrong = broken(table, where, **cells)
    assert any(words in sentence for sentence in wrong), (rule, wrong)
    assert len(wrong) <= 2


@pytest.mark.parametrize(
    ("table", "where"),
    [
        ("parameters", TENSION),
        ("sources", {"key": "ward_2009"}),
        ("studies", STANDING),
        ("claims", {"key": "strides"}),
        ("trial_exclusions", {"study": "finni_2006", "structure": "MG"}),
    ],
)
def test_what_is_stated_twice_is_found(
    broken: Callable[..., list[str]], table: str, where: dict[str, str]
) -> None:
    (sentence,) = broken(table, where, times=2)
    assert sentence.startswith(f"{table}: ")
    assert "is stated 2 times" in sentence


def test_every_rule_is_tried() -> None:
    assert {rule.__name__ for rule in RULES} == {case[0] for case in CASES} | {"duplicate"}


@pytest.mark.parametrize(
    "first", ["study,arm", "# surae evidence sources.csv release 2026.1 2026-11-23", "# notes"]
)
def test_a_file_without_its_name_and_release_is_found(tmp_path: Path, first: str) -> None:
    shutil.copytree(SOURCE, tmp_path / RELEASE)
    path = tmp_path / RELEASE / "studies.csv"
    _, *lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([first, *lines]) + "\n", encoding="utf-8")
    wrong = check_folder(tmp_path / RELEASE, RELEASE)
    assert "studies.csv: the first line does not name file, release and date" in wrong


def test_a_row_with_a_cell_too_few_is_found(tmp_path: Path) -> None:
    shutil.copytree(SOURCE, tmp_path / RELEASE)
    with (tmp_path / RELEASE / "muscle_volume.csv").open("a", encoding="utf-8") as file:
        file.write("XX,1.0\n")
    wrong = check_folder(tmp_path / RELEASE, RELEASE)
    assert [line for line in wrong if line.startswith("muscle_volume, row 21: not as many")]


def test_a_release_that_is_not_there_is_an_error() -> None:
    with pytest.raises(EvidenceError, match="unknown release"):
        check_release("1999.1")


def test_the_nomenclature_uses_allowed_units() -> None:
    assert {entry.unit for entry in NOMENCLATURE.values() if entry.unit} <= UNITS
