"""Damaged and hostile files: one line each, soon and in little memory."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest

import fuzz_files
from fuzz_ingest import rounds
from surae.ingest import read_log
from surae.ingest.archive import find_files
from surae.ingest.options import Options
from surae.ingest.reading import read_file
from surae.ingest.sniff import recognize


def test_every_file_of_the_damage_is_read_when_sound(tmp_path):
    for name, data in fuzz_files.seeds().items():
        (tmp_path / name).write_bytes(data)
        contents = [read_file(found, Options()) for found in find_files([tmp_path / name])]
        assert any(one.sessions or one.measurements for one in contents), name


def test_the_damage_knows_every_format():
    packed = (".zip", ".gz")
    plain = {name: d for name, d in fuzz_files.seeds().items() if not name.endswith(packed)}
    known = {recognize(data, name) for name, data in plain.items()}
    assert known >= {
        "fit", "gpx", "tcx", "golden_cheetah", "strava_list", "garmin_list", "apple_health",
        "hevy", "strong", "fitnotes", "wger", "measurements_csv", "fhir",
    }  # fmt: skip


def test_damage_ends_in_a_refusal_at_worst():
    """The whole of it, 5,000 files, is `python tools/fuzz_ingest.py`."""
    assert [one for one in rounds(range(200), seed=1) if one.failed] == []


def reasons(path: Path) -> list[str]:
    return [skipped.reason for skipped in read_log([path]).skipped]


def sparse(path: Path, head: bytes, size: int) -> None:
    """Write a file of that size whose rest is a hole: it costs no disk."""
    with path.open("wb") as file:
        file.write(head)
        file.truncate(size)


def test_two_gigabytes_of_json_on_one_line_are_not_read(tmp_path):
    sparse(tmp_path / "x.json", b'{"RIDE": [0', 2 * 2**30)
    assert reasons(tmp_path / "x.json") == ["is larger than 256 MB, it is not read"]


def zipped(file: Path | io.BytesIO, name: str, pieces: Iterable[bytes]) -> None:
    """Write a zip of one member without ever holding it whole."""
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made,
        made.open(name, "w", force_zip64=True) as member,
    ):
        for piece in pieces:
            member.write(piece)


def test_two_gigabytes_of_json_in_a_zip_are_not_unpacked(tmp_path):
    pieces = [b'[{"summarizedActivitiesExport": [', *[b"0," * 2**22] * 2**8]
    zipped(tmp_path / "x.zip", "me_summarizedActivities.json", pieces)
    (reason,) = reasons(tmp_path / "x.zip")
    assert reason == "expands to more than the 256 MB that are allowed"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b'{"RIDE": "' + b"a" * 33 * 2**20, "JSON of more than 32 MB"),
        (b'{"RIDE": [' + b"[]," * 2_000_001, "more than 2000000 values"),
        (b'{"RIDE": ' + b"[" * 1_000_000, "not valid JSON"),
        (b'{"RIDE": ' + b"9" * 100_000 + b"}", "not valid JSON"),
    ],
)
def test_json_that_would_cost_too_much_is_refused(tmp_path, text, reason):
    (tmp_path / "x.json").write_bytes(text)
    (said,) = reasons(tmp_path / "x.json")
    assert reason in said
    assert "\n" not in said


def test_a_table_of_one_endless_line_is_refused(tmp_path):
    (tmp_path / "x.csv").write_bytes(b"exercise name,set order\n" + b"a" * 40 * 2**20)
    assert "more than 32 MB" in reasons(tmp_path / "x.csv")[0]


LAUGHS = """<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]><gpx>&d;</gpx>"""


def test_a_billion_laughs_are_refused(tmp_path):
    (tmp_path / "x.gpx").write_text(LAUGHS)
    (reason,) = reasons(tmp_path / "x.gpx")
    assert "document type" in reason


def test_a_bomb_of_many_zips_runs_out_of_its_allowance(tmp_path):
    """Half a gigabyte of nothing in each of ten zips in a zip."""
    inner = io.BytesIO()
    zipped(inner, "0.fit", [bytes(2**23)] * 2**6)
    with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_STORED) as made:
        for i in range(10):
            made.writestr(f"{i}.zip", inner.getvalue())
    assert set(reasons(tmp_path / "x.zip")) == {"expands to more than the 256 MB that are allowed"}


MEASURE = """
import sys
from pathlib import Path
from surae.ingest import read_log
log = read_log([Path(sys.argv[1])])
print(len(log.sessions), len(log.skipped))
(peak,) = (line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(int(peak.split()[1]) // 1024)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux to see memory")
def test_a_health_export_of_300_megabytes_takes_little_memory(tmp_path):
    records = (
        b'<Record type="HKQuantityTypeIdentifierHeartRate" sourceName="Watch" unit="count/min" '
        b'startDate="2026-03-01 07:00:00 +0100" endDate="2026-03-01 07:00:00 +0100" value="60"/>\n'
    ) * 4000
    head, tail = fuzz_files.seeds()["export.xml"].split(b"<HealthData>", 1)
    n = 300 * 2**20 // len(records)
    pieces = [head, b"<HealthData>", *[records] * n, tail]
    zipped(tmp_path / "export.zip", "apple_health_export/export.xml", pieces)
    told = subprocess.run(
        [sys.executable, "-c", MEASURE, str(tmp_path / "export.zip")],
        capture_output=True, check=True, text=True, timeout=300,
    ).stdout.split()  # fmt: skip
    assert told[:2] == ["28", "1"]
    assert int(told[2]) < 100
