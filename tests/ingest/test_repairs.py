"""Repairs: what is certain is set right and said, what is not is kept and said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surae.ingest.clocks import set_clocks
from surae.ingest.fitfile import EPOCH
from surae.ingest.repairs import (
    level_cadence,
    mend,
    take_out_jumps,
    take_out_spikes,
    thaw_speed,
)
from surae.records import Samples, Session

START = datetime(2026, 3, 1, 8, tzinfo=UTC)
NOW = START.timestamp()
REPAIRS = (take_out_jumps, thaw_speed, level_cadence, take_out_spikes)


def run(n: int = 601, speed: float = 3.0, **channels) -> Samples:
    """Return ten minutes at an even speed, a sample a second."""
    time = np.arange(float(n))
    told = {
        "time": time, "distance": speed * time, "speed": np.full(n, speed),
        "altitude": 100 + 0.01 * time, "cadence": np.full(n, 170.0),
        "heart_rate": np.full(n, 150.0),
    }  # fmt: skip
    return Samples(**told | channels)


def session(samples, **fields) -> Session:
    told = {"duration": 600.0, "distance": 1800.0, "kind": "run"} | fields
    return Session(start=START, file="a.fit", samples=samples, **told)


@pytest.mark.parametrize("repair", REPAIRS)
def test_a_sound_recording_is_left_alone(repair):
    samples = run(speed=3.1, cadence=168 + np.sin(np.arange(601.0)))
    mended, note = repair(samples)
    assert (mended, note) == (samples, "") or (mended is not None and note == "")
    for channel in ("distance", "speed", "altitude", "cadence"):
        np.testing.assert_array_equal(getattr(mended, channel), getattr(samples, channel))


def test_a_teleport_there_and_back_is_taken_out():
    samples = run()
    away = samples.distance + 900.0 * (samples.time > 200) + 900.0 * (samples.time > 203)
    mended, note = take_out_jumps(replace(samples, distance=away))
    np.testing.assert_allclose(mended.distance, samples.distance)
    assert note == "impossible jumps in distance are taken out: 2, 1800 m"


def test_a_standstill_that_is_caught_up_was_covered():
    samples = run()
    tunnel = np.where((samples.time > 100) & (samples.time < 160), 300.0, samples.distance)
    mended, note = take_out_jumps(replace(samples, distance=tunnel))
    np.testing.assert_allclose(mended.distance, samples.distance)
    assert note == "standstills that were caught up are spread: 1"


def test_the_total_loses_a_jump_that_it_holds():
    samples = run()
    jumped = replace(samples, distance=samples.distance + 5000.0 * (samples.time > 300))
    assert mend(session(jumped, distance=6800.0)).distance == pytest.approx(1800)
    assert mend(session(jumped, distance=1800.0)).distance == 1800


def test_a_last_record_that_closes_a_gap_leaves_the_total():
    """The recording lacks a part: half of the way at half of the speed, the rest at the end."""
    samples = run(speed=1.5)
    closing = replace(samples, distance=samples.distance + 900.0 * (samples.time == 600))
    mended = mend(session(closing))
    assert mended.distance == 1800
    assert mended.samples.distance[-1] == pytest.approx(900, abs=2)
    assert mended.notes[-1] == "the total, which the last record closes, stays"


def test_speed_around_a_jump_follows_the_distance():
    samples = run()
    jumped = replace(
        samples,
        distance=samples.distance + 900.0 * (samples.time > 300),
        speed=np.where(np.abs(samples.time - 300) < 6, 90.0, 3.0),
    )
    mended, _ = take_out_jumps(jumped)
    np.testing.assert_allclose(mended.speed, 3.0, atol=1e-9)


def test_a_speed_that_stands_still_is_taken_from_distance():
    time = np.arange(601.0)
    distance = np.where(time < 300, 3.0 * time, 900 + 1.5 * (time - 300))
    frozen, note = thaw_speed(run(distance=distance))
    np.testing.assert_allclose(frozen.speed, 2.25, atol=0.76)
    np.testing.assert_allclose(frozen.speed[[10, 590]], [3.0, 1.5])
    assert note == "speed stands still for 600 s and is taken from distance"


def test_an_even_belt_is_no_frozen_speed_and_a_still_distance_is_a_doubt():
    assert thaw_speed(run())[1] == ""
    still, note = thaw_speed(run(distance=np.zeros(601)))
    np.testing.assert_array_equal(still.speed, 3.0)
    assert note == "speed does not change for 600 s while distance stands still: kept"


@pytest.mark.parametrize(("factor", "word"), [(2.0, "doubled"), (0.5, "halved")])
def test_a_wrong_count_of_steps_for_a_while_is_set_right(factor, word):
    cadence = np.full(601, 170.0)
    cadence[100:250] *= factor
    mended, note = level_cadence(run(cadence=cadence))
    np.testing.assert_array_equal(mended.cadence, 170.0)
    assert note == f"{word} cadence is set right in 150 samples"


def test_a_whole_run_of_doubled_steps_is_halved():
    mended, _ = level_cadence(run(cadence=np.full(601, 344.0)))
    np.testing.assert_array_equal(mended.cadence, 172.0)


def test_walking_and_slowing_down_are_no_halved_steps():
    slow = np.where(np.arange(601) < 300, 3.0, 1.2)
    steps = np.where(np.arange(601) < 300, 170.0, 90.0)
    assert level_cadence(run(speed=slow, cadence=steps))[1] == ""
    passing = np.full(601, 170.0)
    passing[300:310] = np.linspace(170, 0, 10)
    assert level_cadence(run(cadence=passing))[1] == ""


def test_a_spike_and_a_reset_of_the_altitude_are_taken_out():
    samples = run()
    wrong = samples.altitude.copy()
    wrong[200:205] += 80.0  # a spike
    wrong[500:] += 35.0  # a reset
    mended, note = take_out_spikes(replace(samples, altitude=wrong))
    np.testing.assert_allclose(mended.altitude, samples.altitude, atol=0.06)
    assert note == "impossible steps in altitude are taken out: 3"


def test_a_first_altitude_of_zero_does_not_move_the_rest():
    samples = run()
    wrong = samples.altitude.copy()
    wrong[:3] = 0.0
    mended, _ = take_out_spikes(replace(samples, altitude=wrong))
    np.testing.assert_allclose(mended.altitude[3:], samples.altitude[3:])


@pytest.mark.parametrize("duration", [-5.0, 0.0, 40 * 86_400.0])
def test_a_length_that_cannot_be_is_that_of_the_records(duration):
    mended = mend(session(run(), duration=duration))
    assert mended.duration == 600
    assert "its length is that of its records" in mended.notes[0]


def test_a_ride_called_a_run_is_said_and_kept():
    mended = mend(session(run(speed=8.5), distance=5100.0))
    assert mended.kind == "run"
    assert mended.notes == ("moves at 8.5 m/s, which is a ride and no run; kept",)


def test_rides_are_not_mended():
    ride = session(run(speed=20.0), kind="ride")
    assert mend(ride) is ride


@given(st.data())
def test_whatever_was_recorded_times_and_order_stay(data):
    floats = st.lists(st.one_of(st.floats(0, 9000), st.just(np.nan)), min_size=12, max_size=12)
    steps = data.draw(st.lists(st.floats(0.1, 900), min_size=12, max_size=12))
    ways = data.draw(st.lists(st.floats(0, 9000), min_size=12, max_size=12))
    wild = Samples(
        np.cumsum(steps), np.cumsum(ways), *(np.array(data.draw(floats)) for _ in range(4))
    )
    mended = mend(session(wild)).samples
    np.testing.assert_array_equal(mended.time, wild.time)
    assert (np.diff(mended.distance) >= -1e-6).all()
    np.testing.assert_array_equal(np.isnan(mended.altitude), np.isnan(wild.altitude))


# Clocks. Times of a file are a session's start, its records and what else has a date.


def clocks(start, times, *others):
    return set_clocks(np.array([start]), np.array(times), others)


def test_a_clock_that_is_right_is_left_alone():
    found = clocks(NOW, [NOW, NOW + 5], NOW + 300)
    assert (found.starts[0], found.notes) == (NOW, ())
    uploaded_later = clocks(NOW, [NOW, NOW + 5], NOW + 90 * 86_400)
    assert (uploaded_later.starts[0], uploaded_later.notes) == (NOW, ())


@pytest.mark.parametrize("offset", [-EPOCH, EPOCH])
def test_another_epoch_is_set_by_the_rest_of_the_file(offset):
    start = clocks(NOW + offset, [NOW, NOW + 5, NOW + 9])
    assert start.starts[0] == NOW
    assert "another epoch" in start.notes[0]
    records = clocks(NOW, [NOW + offset, NOW + 5 + offset])
    np.testing.assert_array_equal(records.times, [NOW, NOW + 5])
    assert "another epoch" in records.notes[0]
    everything = clocks(NOW + offset, [NOW + offset, NOW + 5 + offset], NOW)
    np.testing.assert_array_equal(everything.times, [NOW, NOW + 5])


def test_a_clock_from_switching_on_is_set_by_the_file_or_by_the_session():
    made = clocks(EPOCH + 100.0, [EPOCH + 100.0, EPOCH + 105.0], NOW)
    np.testing.assert_array_equal(made.times, [NOW, NOW + 5])
    assert made.starts[0] == NOW
    session_knows = clocks(NOW, [EPOCH + 100.0, EPOCH + 105.0])
    np.testing.assert_array_equal(session_knows.times, [NOW, NOW + 5])


def test_a_clock_that_nothing_sets_stays():
    lost = clocks(EPOCH + 100.0, [EPOCH + 100.0, EPOCH + 105.0], EPOCH + 100.0)
    assert (lost.starts[0], lost.notes) == (EPOCH + 100.0, ())


def test_strays_are_left_out():
    found = clocks(NOW, [NOW, NOW + 5, NOW + 9, NOW + 2e9, EPOCH + 3.0])
    np.testing.assert_array_equal(np.isnan(found.times), [False] * 3 + [True] * 2)
    assert found.notes == ("records of another time are left out: 2",)
    headless = set_clocks(np.empty(0), np.array([NOW, NOW + 5, NOW + 9, EPOCH + 3.0]), ())
    assert np.isnan(headless.times[-1])
