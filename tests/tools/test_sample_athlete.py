"""The sample athlete: committed bytes are what the script makes, and a believable runner."""

from __future__ import annotations

import csv
import doctest
import gzip
import json
from collections import Counter
from pathlib import Path
from xml.parsers import expat

import numpy as np
import pytest

import sample_files
import sample_gym
import sample_terrain
from fit_writer import crc16
from make_sample_athlete import make
from sample_calendar import PlannedRun, planned_runs
from sample_devices import watch
from sample_person import FIRST_DAY, N_WEEKS, TODAY
from sample_running import run_course

WEEKS = (11, 14)  # hold every kind of file: a double, packed GPX, each second, a pause
RUNS = planned_runs()
BY_WATCH = [run for run in RUNS if ".fit" in run.files[0]]


def unpacked(path: Path) -> bytes:
    """Return what a file holds; packing may differ between builds of zlib, its content not."""
    content = path.read_bytes()
    return gzip.decompress(content) if path.suffix == ".gz" else content


@pytest.mark.parametrize("module", [sample_files, sample_gym, sample_terrain])
def test_doctests(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


def test_the_script_makes_the_committed_bytes(tmp_path: Path, sample_athlete: Path) -> None:
    make(tmp_path / "made", *WEEKS)
    made = {path.relative_to(tmp_path / "made"): path for path in (tmp_path / "made").rglob("*.*")}
    expected = {name for run in RUNS if WEEKS[0] <= run.week <= WEEKS[1] for name in run.files}
    texts = {"gym.csv", "measurements.csv", "truth.json", "README.md"}
    assert {path.name for path in made} == expected | texts
    differing = [p for p in made if unpacked(made[p]) != unpacked(sample_athlete.parent / p)]
    assert differing == []


def test_the_folder_holds_the_calendar_and_nothing_else(sample_athlete: Path) -> None:
    names = [name for run in RUNS for name in run.files]
    assert sorted(names) == sorted(path.name for path in (sample_athlete / "activities").iterdir())
    ends = Counter(name.split(".", 1)[1] for name in names)
    assert set(ends) == {"fit", "fit.gz", "gpx", "gpx.gz"}
    assert sum(len(run.files) == 2 for run in RUNS) == 3
    assert sum(path.stat().st_size for path in sample_athlete.rglob("*.*")) < 2_000_000


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("keep me")
    with pytest.raises(SystemExit, match="holds other files"):
        make(tmp_path)
    assert (tmp_path / "letter.txt").read_text() == "keep me"


def test_packing_carries_no_time_and_no_name() -> None:
    packed = sample_files.pack(b"run")
    assert packed[:10] == bytes.fromhex("1f8b 08 00 00000000 02 ff")
    assert gzip.decompress(packed) == b"run"


def test_the_calendar_fills_26_weeks() -> None:
    starts = [run.start for run in RUNS]
    assert starts == sorted(starts)
    assert starts[0].date() >= FIRST_DAY
    assert max(starts).date() <= TODAY
    assert FIRST_DAY.isoformat() == "2025-12-29"
    assert TODAY.isoformat() == "2026-06-28"
    per_week = Counter(run.week for run in RUNS)
    assert set(per_week) == set(range(1, N_WEEKS + 1))
    assert set(per_week.values()) == {2, 3, 4}
    assert Counter(run.kind for run in RUNS)["trail"] == 1
    assert {run.week for run in RUNS if run.kind == "treadmill"} == {3, 4, 5}


@pytest.mark.parametrize(
    ("kind", "speed", "steepest", "rise_per_km"),
    [
        ("easy", (2.5, 3.0), (0.005, 0.025), (1, 4)),
        ("long", (2.4, 2.9), (0.03, 0.06), (4, 10)),
        ("hills", (2.3, 2.8), (0.08, 0.12), (15, 30)),
        ("trail", (2.0, 2.6), (0.10, 0.18), (15, 40)),
        ("treadmill", (2.6, 2.9), (0.0, 0.0), (0, 0)),
    ],
)
def test_a_run_is_believable(
    kind: str,
    speed: tuple[float, float],
    steepest: tuple[float, float],
    rise_per_km: tuple[float, float],
) -> None:
    course = run_course(next(run for run in RUNS if run.kind == kind))
    assert speed[0] < course.speed.mean() < speed[1]
    assert steepest[0] <= course.grade.max() <= steepest[1]
    rise = np.maximum(np.diff(course.altitude), 0).sum() / (course.distance[-1] / 1000)
    assert rise_per_km[0] <= rise <= rise_per_km[1]
    assert 160 < np.median(course.cadence) < 180
    quick = course.speed > np.median(course.speed)
    assert course.cadence[quick].mean() > course.cadence[~quick].mean()
    assert 120 < course.heart_rate.mean() < 170
    assert course.heart_rate.max() <= 186
    assert np.abs(np.diff(course.distance) - course.speed[1:]).max() < 1e-9


def test_altitude_wavers_by_a_third_of_a_meter() -> None:
    run = next(run for run in RUNS if run.every_second and run.kind == "easy")
    course = run_course(run)
    error = watch(run, course).altitude - course.altitude
    quick = error - np.convolve(error, np.full(61, 1 / 61), mode="same")
    assert 0.2 < quick[60:-60].std() < 0.4
    assert np.ptp(error) < 10


def test_a_pause_stops_the_clock_and_not_the_runner() -> None:
    run = next(run for run in RUNS if run.paused)
    course = run_course(run)
    ((stop, resume),) = course.pauses
    assert resume - stop == np.diff(course.clock).max() - 1 >= 45
    assert course.clock[-1] == len(course) - 1 + resume - stop


def test_every_fit_file_is_whole(sample_athlete: Path) -> None:
    for path in sorted((sample_athlete / "activities").glob("*.fit*")):
        content = unpacked(path)
        assert content[8:12] == b".FIT"
        assert crc16(content) == 0, path.name


@pytest.mark.parametrize("run", BY_WATCH[::12], ids=lambda run: run.files[0])
def test_a_file_is_what_was_planned(sample_athlete: Path, run: PlannedRun) -> None:
    sdk = pytest.importorskip("garmin_fit_sdk")
    content = bytearray(unpacked(sample_athlete / "activities" / run.files[0]))
    messages, errors = sdk.Decoder(sdk.Stream.from_byte_array(content)).read()
    assert errors == []
    session, records = messages["session_mesgs"][0], messages["record_mesgs"]
    course = run_course(run)
    assert session["start_time"] == run.start
    assert session["sport"] == "running"
    assert session["total_timer_time"] == len(course) - 1
    assert session["total_distance"] == pytest.approx(course.distance[-1], rel=0.03)
    assert sum(lap["total_distance"] for lap in messages["lap_mesgs"]) == pytest.approx(
        session["total_distance"], abs=0.1
    )
    treadmill = run.kind == "treadmill"
    assert (session["sub_sport"] == "treadmill") == treadmill
    assert any("position_lat" in row for row in records) != treadmill
    assert any("enhanced_altitude" in row for row in records) != treadmill
    places = [row["position_lat"] * 180 / 2**31 for row in records if "position_lat" in row]
    assert all(29.5 < place < 30.5 for place in places)


def test_every_gpx_file_parses(sample_athlete: Path) -> None:
    paths = sorted((sample_athlete / "activities").glob("*.gpx*"))
    assert len(paths) == 7
    for path in paths:
        seen: list[dict[str, str]] = []
        parser = expat.ParserCreate()
        parser.StartElementHandler = lambda tag, attributes, seen=seen: (
            seen.append(attributes) if tag == "trkpt" else None
        )
        parser.Parse(unpacked(path), True)
        assert len(seen) > 250, path.name
        assert all(-41 < float(point["lon"]) < -39 for point in seen)


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def test_the_gym_log_is_a_hevy_export(sample_athlete: Path) -> None:
    rows = rows_of(sample_athlete / "gym.csv")
    assert ",".join(rows[0]) == (
        "title,start_time,end_time,description,exercise_title,superset_id,exercise_notes,"
        "set_index,set_type,weight_kg,reps,distance_km,duration_seconds,rpe"
    )
    assert len({row["start_time"] for row in rows}) == len(sample_gym.workouts())
    normal = [row for row in rows if row["set_type"] == "normal"]
    assert {row["set_type"] for row in rows} == {"normal", "warmup"}
    assert 0.75 < sum(row["rpe"] != "" for row in normal) / len(normal) < 0.95
    standing = [row for row in normal if row["exercise_title"].startswith("Standing Calf Raise")]
    loads = [float(row["weight_kg"]) for row in reversed(standing)]
    assert loads == sorted(loads)
    assert loads[-1] > loads[0]
    assert any(row["exercise_title"] == "Seated Calf Raise" for row in normal)


def test_twelve_readings_near_the_truth(sample_athlete: Path) -> None:
    rows = rows_of(sample_athlete / "measurements.csv")
    truth = json.loads((sample_athlete.parent / "truth.json").read_text())
    assert ",".join(rows[0]) == (
        "date_time,side,instrument,structure,quantity,value,unit,error_sd,posture,"
        "hours_since_training,observer,device,source,external_id"
    )
    assert len(rows) == len({row["external_id"] for row in rows}) == 12
    assert [row["side"] for row in rows] == ["L", "R"] * 6
    middle = (truth["girth_at_start_cm"] + truth["girth_today_cm"]) / 2
    errors = [float(row["value"]) - middle for row in rows]
    assert abs(np.mean(errors)) < 0.5
    assert 0.2 < np.std(errors) < 0.8


def test_truth_names_the_person(sample_athlete: Path) -> None:
    truth = json.loads((sample_athlete.parent / "truth.json").read_text())
    assert truth["person"] == {
        "height": 1.68, "mass": 61.5, "age": 34, "sex": "female", "steps_per_day": 7500
    }  # fmt: skip
    assert (truth["first_day"], truth["today"]) == (FIRST_DAY.isoformat(), TODAY.isoformat())
    assert truth["weeks_ahead"] == 16
    assert np.isfinite(truth["girth_change_cm"])
    assert truth["parameters"]


def test_chance_of_one_run_does_not_move_another() -> None:
    third = RUNS[2]
    alone = run_course(third).speed
    run_course(RUNS[0])
    assert np.array_equal(alone, run_course(third).speed)
