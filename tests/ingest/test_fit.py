"""FIT files: what was written is read, and damage costs only what it hits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fit_writer import encode, encode_activity
from surae.errors import IngestError
from surae.ingest.fit import read_fit

START = datetime(2026, 3, 1, 8, tzinfo=UTC)
CALF = {"category": ["calf_raise"], "set_type": "active", "repetitions": 12}


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def gym(sets):
    session = {"sport": "training", "sub_sport": "strength_training"}
    session |= {"start_time": START, "timestamp": at(1800)}
    rows = [
        {"timestamp": at(60 * i), "start_time": at(60 * i), **row} for i, row in enumerate(sets)
    ]
    return encode_activity([], session, sets=rows)


@given(
    steps=st.lists(st.integers(1, 30), min_size=2, max_size=40),
    speed=st.integers(500, 6000),
    cadence=st.integers(60, 110),
    half=st.booleans(),
    altitude=st.integers(-100, 3000),
    missing=st.sampled_from(["altitude", "cadence", "heart_rate", "speed"]),
)
@settings(max_examples=40)
def test_a_run_is_read_as_it_was_written(steps, speed, cadence, half, altitude, missing):
    times = np.cumsum([0, *steps])
    records = []
    for i, second in enumerate(times):
        row = {
            "timestamp": at(int(second)),
            "distance": float(second) * speed / 1000,
            "speed": speed / 1000,
            "altitude": float(altitude + i % 3 + 1),
            "cadence": cadence,
            "fractional_cadence": 0.5 if half else 0.0,
            "heart_rate": 140 + i % 20,
        }
        del row[missing]
        records.append(row)
    (run,) = read_fit(encode_activity(records, {"sport": "running", "sub_sport": "trail"}), "x.fit")
    assert (run.start, run.kind, run.surface, run.notes) == (START, "run", "trail", ())
    assert run.duration == times[-1]
    assert run.distance == pytest.approx(times[-1] * speed / 1000, abs=0.01)
    got = run.samples
    np.testing.assert_array_equal(got.time, times)
    np.testing.assert_allclose(got.distance, times * speed / 1000, atol=0.0051)
    np.testing.assert_allclose(got.speed, speed / 1000, rtol=0.01)
    for channel in {"altitude", "cadence", "heart_rate"} - {missing}:
        written = [row[channel] for row in records]
        if channel == "cadence":
            written = [2 * (cadence + 0.5 * half)] * len(records)
        np.testing.assert_allclose(getattr(got, channel), written, atol=0.1)
    if missing != "speed":
        assert np.isnan(getattr(got, missing)).all()


def test_enhanced_fields_go_first_and_rows_of_one_second_are_one():
    records = [
        {"timestamp": at(0), "distance": 0.0},
        {"timestamp": at(0), "heart_rate": 120, "enhanced_speed": 3.0, "speed": 2.0},
        {"timestamp": at(5), "distance": 15.0, "enhanced_altitude": 7.0, "altitude": 9.0},
        {"timestamp": at(7), "heart_rate": 130},
        {"timestamp": at(10), "distance": 30.0},
    ]
    (run,) = read_fit(encode_activity(records, {"sport": "running"}), "x.fit")
    np.testing.assert_array_equal(run.samples.time, [0, 5, 7, 10])
    np.testing.assert_allclose(run.samples.distance, [0, 15, 21, 30])
    assert (run.samples.speed[0], run.samples.altitude[1]) == (3.0, 7.0)
    assert run.samples.heart_rate[0] == 120


@pytest.mark.parametrize(
    ("sport", "detail", "kind", "surface"),
    [
        ("running", "treadmill", "run", "treadmill"),
        ("running", "indoor_running", "run", "treadmill"),
        ("running", "track", "run", "track"),
        ("running", "generic", "run", None),
        ("walking", "generic", "walk", None),
        ("hiking", "generic", "walk", None),
        ("cycling", "generic", "ride", None),
        ("floor_climbing", "generic", "other", None),
    ],
)
def test_sports(fit, sport, detail, kind, surface):
    (session,) = read_fit(fit(sport=sport, sub_sport=detail), "x.fit")
    assert (session.kind, session.surface) == (kind, surface)
    steps = 170.0 if kind in ("run", "walk") else np.nan
    np.testing.assert_array_equal(session.samples.cadence, steps)


def test_sets_keep_weight_and_only_reviewed_codes_are_calf_raises():
    sets = [
        CALF | {"category_subtype": [18], "weight": 42.5, "duration": 30.0},
        {"set_type": "rest", "duration": 90.0},
        CALF | {"category_subtype": [6]},
        CALF | {"category_subtype": [8]},
        CALF | {"category_subtype": [11]},
        CALF | {"category_subtype": [14]},
        CALF,
        CALF | {"category": [37], "category_subtype": [4]},
        CALF | {"category": ["bench_press"], "category_subtype": [1]},
    ]
    (session,) = read_fit(gym(sets), "x.fit")
    assert session.kind == "strength"
    codes = [one.exercise for one in session.sets]
    assert codes == [
        "calf_raise_standing", "calf_raise_seated", "other", "other", "other", "",
        "calf_raise_banded", "",
    ]  # fmt: skip
    first = session.sets[0]
    assert (first.load_kg, first.reps, first.duration) == (42.5, 12, 30)
    assert first.name == "standing calf raise"
    assert np.isnan(session.sets[1].load_kg)


def test_the_user_may_name_an_exercise_of_a_watch():
    (session,) = read_fit(gym([CALF]), "x.fit", {"Calf raise": "calf_raise_seated"})
    assert session.sets[0].exercise == "calf_raise_seated"


@pytest.mark.parametrize(
    ("sensors", "source"),
    [((0, 4), "barometer"), ((0, 3), "gps"), ((3,), None), ((), None)],
)
def test_what_measured_the_altitude(sensors, source):
    built_in = [
        ("device_info", {"device_type": code, "source_type": 5, "device_index": i})
        for i, code in enumerate(sensors)
    ]
    record = [("record", {"timestamp": at(i), "distance": 3.0 * i}) for i in range(9)]
    file = encode([("file_id", {"type": 4}), *built_in, *record])
    (run,) = read_fit(file, "x.fit")
    assert run.altitude_source == source


def test_the_grade_of_a_belt_is_read():
    records = [{"timestamp": at(i), "distance": 3.0 * i, "grade": 6.0} for i in range(9)]
    (run,) = read_fit(
        encode_activity(records, {"sport": "running", "sub_sport": "treadmill"}), "x.fit"
    )
    np.testing.assert_allclose(run.samples.grade, 0.06)
    assert run.surface == "treadmill"


def test_a_summary_without_records_is_a_session():
    session = {"sport": "running", "start_time": START, "timestamp": at(1800)}
    (run,) = read_fit(encode_activity([], session | {"total_distance": 5000.0}), "x.fit")
    assert (run.samples, run.duration, run.distance) == (None, 1800, 5000)


def test_each_sport_of_a_multisport_file_has_its_own_records():
    records = [
        ("record", {"timestamp": at(i), "distance": 3.0 * i, "speed": 3.0}) for i in range(201)
    ]
    sessions = [
        ("session", {"sport": "running", "start_time": at(0), "timestamp": at(100),
                     "total_elapsed_time": 100.0, "total_distance": 300.0}),
        ("session", {"sport": "cycling", "start_time": at(110), "timestamp": at(200),
                     "total_elapsed_time": 90.0, "total_distance": 270.0}),
    ]  # fmt: skip
    run, ride = read_fit(encode([("file_id", {"type": 4}), *records, *sessions]), "x.fit")
    assert (run.kind, ride.kind) == ("run", "ride")
    assert run.samples.time[-1] == pytest.approx(100, abs=2)
    assert ride.samples.time[0] == pytest.approx(0, abs=2)
    assert ride.samples.time[-1] == pytest.approx(90, abs=2)


def test_chained_files_are_all_read_and_damage_in_one_spares_the_next(fit):
    one, two = fit(), fit(start=at(86_400))
    assert len(read_fit(one + two, "x.fit")) == 2
    damaged = bytearray(one)
    damaged[200:260] = b"\xff" * 60
    assert read_fit(bytes(damaged) + two, "x.fit")[-1].start == at(86_400)


def test_what_precedes_damage_is_kept_and_said(fit):
    file = fit()
    (run,) = read_fit(file[: len(file) * 2 // 3], "x.fit")
    assert run.kind == "run"  # by its speed: the summary is lost
    assert 200 < run.samples.time[-1] < 600
    assert any("the file ends" in note for note in run.notes)
    (whole,) = read_fit(file[:-2] + b"\0\0", "x.fit")
    assert whole.notes == (
        f"byte {len(file) - 2}: the checksum does not fit: some byte before it is wrong",
    )


def test_a_file_whose_size_was_never_written_is_read(fit):
    file = bytearray(fit())
    file[4:8] = bytes(4)
    (run,) = read_fit(bytes(file[:-2]), "x.fit")
    assert len(run.samples) == 61


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"this is a text file", "has no FIT header"),
        (encode([("file_id", {"type": 2})]), "settings, not an activity"),
        (encode([("file_id", {"type": 5})]), "workout, not an activity"),
        (encode([("file_id", {"type": 4})]), "without an activity"),
    ],
)
def test_a_file_without_activity_says_what_it_is(data, reason):
    with pytest.raises(IngestError, match=reason):
        read_fit(data, "x.fit")


def test_a_course_is_not_an_activity():
    records = [("record", {"timestamp": at(i), "distance": 3.0 * i}) for i in range(9)]
    with pytest.raises(IngestError, match="course"):
        read_fit(encode([("file_id", {"type": 6}), *records]), "x.fit")


def test_changed_bytes_raise_nothing_else():
    chance = np.random.default_rng(20260301)
    records = [
        {"timestamp": at(i), "distance": 3.0 * i, "speed": 3.0, "cadence": 80} for i in range(30)
    ]
    run = encode_activity(records, {"sport": "running"})
    original = gym([CALF | {"category_subtype": [18]}]) + run
    n_read = 0
    for _ in range(400):
        data = bytearray(original)
        for place in chance.integers(len(data), size=chance.integers(1, 7)):
            data[place] = chance.integers(256)
        if chance.random() < 0.2:
            del data[chance.integers(1, len(data)) :]
        try:
            n_read += len(read_fit(bytes(data), "x.fit"))
        except IngestError:
            continue
    assert n_read > 400
