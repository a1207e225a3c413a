"""Readings: what an instrument shows of a true size, and how likely a reading is."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surae import evidence
from surae.errors import RecordError
from surae.evidence.instruments import instrument_row
from surae.inference import prior_draws
from surae.inference.likelihood import (
    acute_effect,
    by_session,
    expected_reading,
    log_likelihood,
    minimal_detectable_change,
    offset_draws,
    pooled,
    predicted_reading,
    reading_error,
    typical_error,
)
from surae.records import Measurement

DAY = datetime(2026, 6, 1, 8, tzinfo=UTC)
TAPE = Measurement(DAY, "calf", "girth", "tape", 37.0)
ULTRASOUND = Measurement(DAY, "MG", "thickness", "ultrasound", 20.0)
DRAWS = prior_draws(4000, 1)


def test_the_table_splits_the_typical_errors_of_the_release() -> None:
    trained = replace(TAPE, observer="a physiotherapist")
    values = evidence.central_values()
    assert typical_error(TAPE) == pytest.approx(values["tape_error_self"], rel=0.02)
    assert typical_error(trained) == pytest.approx(values["tape_error_trained"], rel=0.02)
    assert typical_error(ULTRASOUND) == pytest.approx(values["error_thickness"] * 20, rel=0.02)
    mri = Measurement(DAY, "SOL", "volume", "mri", 450.0)
    assert typical_error(mri) == pytest.approx(values["error_volume"] * 450, rel=0.02)
    section = Measurement(DAY, "MG", "csa", "ultrasound", 15.0)
    assert typical_error(section) == pytest.approx(values["error_csa"] * 15, rel=0.02)


def test_repeats_reduce_only_their_own_part() -> None:
    """0.36 cm of a session and 0.27 of a repeat: 0.45 once, 0.385 four times, 0.36 for ever."""
    assert typical_error(TAPE) == pytest.approx(0.45)
    assert typical_error(replace(TAPE, repeats=4)) == pytest.approx(math.hypot(0.36, 0.135))
    assert typical_error(replace(TAPE, repeats=10_000)) == pytest.approx(0.36, abs=1e-4)


def test_a_stated_error_takes_the_place_of_the_usual_one() -> None:
    assert typical_error(replace(TAPE, error_sd=0.3)) == pytest.approx(0.3)
    assert reading_error(replace(TAPE, error_sd=0.3)).repeat_sd == pytest.approx(0.3 * 0.27 / 0.45)


def test_what_a_tape_can_tell() -> None:
    assert minimal_detectable_change(typical_error(TAPE), detection_factor=2.772) == pytest.approx(
        1.247, abs=1e-3
    )


def test_an_instrument_reads_only_what_it_can() -> None:
    with pytest.raises(RecordError, match="what tape reads: girth"):
        instrument_row("tape", "thickness", "MG")
    with pytest.raises(RecordError, match="lean_mass"):
        reading_error(Measurement(DAY, "calf", "girth", "dxa", 37.0))


def test_the_most_specific_row_is_taken() -> None:
    assert instrument_row("ultrasound", "thickness", "fat")["unit"] == "mm"
    assert instrument_row("ultrasound", "thickness", "MG")["unit"] == "-"


def test_circumstances_are_corrected_with_their_uncertainty() -> None:
    assert acute_effect(TAPE) == (0.0, 0.0)
    stood, spread = acute_effect(replace(TAPE, minutes_standing=12.0))
    assert stood == pytest.approx(0.36 * (math.exp(-2 / 7) - math.exp(-12 / 7)))
    assert 0 < spread < stood
    assert acute_effect(replace(TAPE, minutes_standing=0.0))[0] < 0
    after, _ = acute_effect(replace(TAPE, hours_since_training=0.1))
    assert after == pytest.approx(0.44, abs=0.02)
    assert abs(acute_effect(replace(TAPE, hours_since_training=12.0))[0]) < 1e-3
    assert acute_effect(replace(TAPE, hour=21.0))[0] == pytest.approx(0.2)
    swollen, _ = acute_effect(replace(ULTRASOUND, hours_since_training=0.0))
    assert swollen == pytest.approx(0.08 * 20)
    fat = Measurement(DAY, "fat", "thickness", "ultrasound", 6.0, hours_since_training=0.0)
    assert acute_effect(fat) == (0.0, 0.0)


def test_a_reading_after_standing_tells_a_smaller_calf() -> None:
    rested, stood = pooled([TAPE])[0], pooled([replace(TAPE, minutes_standing=15.0)])[0]
    assert 0.15 < rested - stood < 0.35


def test_likelihood_is_a_density() -> None:
    values = np.linspace(20, 60, 40_001)
    true = np.array([37.0])
    density = [np.exp(log_likelihood(replace(TAPE, value=v), true))[0] for v in values[::40]]
    assert np.trapezoid(density, values[::40]) == pytest.approx(1.0, abs=1e-3)


def test_likelihood_by_hand() -> None:
    """Student with 4 degrees of freedom at its middle: 0.375 over the scale."""
    found = log_likelihood(TAPE, np.array([37.0]), offset=0.0)
    assert np.exp(found[0]) == pytest.approx(0.375 / 0.45)


def test_a_slip_moves_little() -> None:
    """Ten errors away, a normal would say 50 in the logarithm; this says 8."""
    true = np.array([37.0, 32.5])
    far = log_likelihood(TAPE, true, offset=0.0)
    assert 6 < far[0] - far[1] < 10


@given(
    error=st.floats(0.05, 3.0),
    wider=st.floats(1.0, 5.0),
    repeats=st.integers(1, 20),
)
def test_a_wider_error_never_tells_more(error: float, wider: float, repeats: int) -> None:
    near = replace(TAPE, error_sd=error, repeats=repeats)
    far = replace(near, error_sd=error * wider)
    assert pooled([far])[1] >= pooled([near])[1] - 1e-12
    assert pooled([near, near])[1] <= pooled([near])[1] + 1e-12


@given(st.lists(st.floats(30.0, 45.0), min_size=1, max_size=8))
def test_order_of_readings_does_not_matter(values: list[float]) -> None:
    readings = [
        replace(TAPE, value=v, date_time=DAY + timedelta(days=i)) for i, v in enumerate(values)
    ]
    there, back = pooled(readings), pooled(readings[::-1])
    assert there == pytest.approx(back)
    assert min(values) - 1e-9 <= there[0] <= max(values) + 1e-9


def test_repeats_of_a_session_are_one_reading() -> None:
    later = replace(TAPE, value=37.6, date_time=DAY + timedelta(minutes=1))
    (one,) = by_session([TAPE, later])
    assert (one.value, one.repeats) == (pytest.approx(37.3), 2)
    assert len(by_session([TAPE, replace(later, side="L")])) == 2
    assert len(by_session([TAPE, replace(later, date_time=DAY + timedelta(days=1))])) == 2
    in_session = pooled([TAPE, later])[1]
    on_two_days = pooled([TAPE, replace(later, date_time=DAY + timedelta(days=1))])[1]
    assert on_two_days < in_session


def test_many_readings_do_not_remove_what_they_share() -> None:
    readings = [replace(TAPE, date_time=DAY + timedelta(days=i)) for i in range(400)]
    assert pooled(readings)[1] == pytest.approx(0.2, abs=0.01)
    others = [replace(r, observer="a friend") for r in readings]
    assert pooled(readings + others)[1] < 0.1


def test_readings_of_one_kind_share_their_offset() -> None:
    true = np.full(len(DRAWS), 20.0)
    first, again = (
        offset_draws(replace(ULTRASOUND, date_time=day), true, DRAWS)
        for day in (DAY, DAY + timedelta(days=50))
    )
    assert np.array_equal(first, again)
    other = offset_draws(replace(ULTRASOUND, device="another"), true, DRAWS)
    assert abs(np.corrcoef(first, other)[0, 1]) < 0.1
    assert first.std() == pytest.approx(0.05 * 20, rel=0.05)


def test_what_a_reading_may_show() -> None:
    true = np.full(len(DRAWS), 37.0)
    seen = predicted_reading(TAPE, true, DRAWS)
    mean, spread = expected_reading(TAPE, true)
    assert seen.mean() == pytest.approx(mean[0], abs=0.05)
    assert spread[0] == pytest.approx(math.hypot(0.45, 0.2))
    inside = np.mean(np.abs(seen - mean[0]) < 2 * spread[0])
    assert 0.85 < inside < 0.98
    assert np.array_equal(seen, predicted_reading(TAPE, true, DRAWS))
