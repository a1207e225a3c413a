"""The FIT reader against the official SDK and fitdecode on real files.

An ordinary run compares some small files of each folder, `SURAE_LONG_TESTS=1` every file (about
five minutes). Which differences are known, and why: `tools/compare_fit_readers.py`.
"""

from __future__ import annotations

import os
import struct
import warnings
from pathlib import Path

import pytest

from fit_bytes import BYTES, UINT8, UINT16, UINT32, compressed, define, describe, message, part
from surae.ingest.fitfile import Messages

pytest.importorskip("fitdecode")
pytest.importorskip("garmin_fit_sdk")

import build_fit_profile
from compare_fit_readers import compare, fit_files

FOLDERS = ("fitdecode", "muktihari-fit", "python-fitparse", "runner_a", "sweatpy", "tormoder-fit")
LONG = os.environ.get("SURAE_LONG_TESTS") == "1"
SMALL = 40_000
EVERY = 12

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_value_agrees_with_an_oracle(shared_data: Path, folder: str) -> None:
    files = fit_files(shared_data / "activities" / folder)
    if not LONG:
        files = [path for path in files if path.stat().st_size < SMALL][::EVERY]
    assert files
    for path in files:
        agreement = compare(path.read_bytes())
        assert agreement.unexplained == [], path.name
        assert agreement.counts["no oracle has it"] == 0, path.name


def test_files_put_together_by_hand_agree_too() -> None:
    time = struct.pack("<I", 1_000_000_000)
    developer = define(2, 20, [(253, 4, UINT32)], developer=[(0, 2, 0)])
    data = part(
        define(0, 20, [(253, 4, UINT32), (8, 3, BYTES), (6, 2, UINT16)], big_endian=True),
        message(0, struct.pack(">I3sH", 1_000_000_000, b"\x10\x20\x30", 2500)),
        define(3, 207, [(3, 1, UINT8)]) + message(3, b"\0") + describe(0, 0, UINT16, "p", "W"),
        developer + message(2, time + b"\x05\x01"),
    )
    agreement = compare(data)
    assert agreement.unexplained == []
    assert agreement.counts["both agree"] > 0


def test_compressed_timestamps_agree_with_the_oracle_that_reads_them() -> None:
    start = define(1, 20, [(253, 4, UINT32)]) + message(1, struct.pack("<I", 1_000_000_000))
    short = define(2, 20, [(3, 1, UINT8)])
    agreement = compare(part(start, short, *(compressed(2, i % 32, b"\x64") for i in range(90))))
    assert agreement.unexplained == []
    assert agreement.counts["SDK stopped"] == 1
    assert agreement.counts["fitdecode stopped"] == 0


def test_a_wrong_value_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    data = part(define(0, 20, [(6, 2, UINT16)]), message(0, struct.pack("<H", 2500)))
    assert compare(data).differences == []
    right = Messages._scaled
    monkeypatch.setattr(Messages, "_scaled", lambda *arguments: right(*arguments) * 1.000_001)
    (difference,) = compare(data).unexplained
    assert (difference.field, difference.oracle) == ("record.speed", "both")


def test_the_profile_tables_are_what_the_tool_writes(capsys: pytest.CaptureFixture[str]) -> None:
    from garmin_fit_sdk import Profile

    version = "{major}.{minor}".format(**Profile["version"])
    table = (build_fit_profile.TARGET / "profile.csv").read_text(encoding="utf-8")
    if f"FIT profile {version}," not in table:
        pytest.skip("the installed SDK has another version of the profile")
    with warnings.catch_warnings():
        assert build_fit_profile.main(["--check"]) == 0
    assert capsys.readouterr().out == "up to date\n"
