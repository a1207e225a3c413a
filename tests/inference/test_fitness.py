"""What running gave beside the calf."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from surae.inference import prior_draws
from surae.inference.fitness import gathered, session_gains
from surae.records import Person, Samples, Session

MAN = Person(1.78, 75.0, 40.0, "male")
DRAWS = prior_draws(800, 1)
START = datetime(2026, 6, 1, 7, tzinfo=UTC)


def run_of(heart_rate: float, day: int = 0, minutes: int = 40, speed: float = 3.0) -> Session:
    time = np.arange(0.0, minutes * 60 + 1, 10.0)
    flat = np.full(len(time), 100.0)
    beats = np.full(len(time), heart_rate)
    samples = Samples(time, speed * time, np.full(len(time), speed), flat, flat, beats)
    start = START + timedelta(days=day)
    return Session(start, "run", minutes * 60.0, speed * minutes * 60, f"{day}.fit", samples)


def test_one_run_by_hand() -> None:
    """40 min at 3 m/s: 7.2 km, 75 kg × 3.9 × 7,200 ÷ 4,184 = 503 kcal; VO2 37.1 at 0.75."""
    (gain,) = session_gains([run_of(150.0)], MAN, DRAWS)
    assert (gain.kilometers, gain.minutes) == (pytest.approx(7.2), pytest.approx(40.0))
    assert np.median(gain.energy) == pytest.approx(503, rel=0.02)
    uptake = (3.9 * 3.0 + 1.22) * 60 / 20.9
    reserve = (150 - 58) / (180 - 58)
    assert np.median(gain.uptake) == pytest.approx(3.5 + (uptake - 3.5) / reserve, rel=0.03)


def test_a_heart_rate_that_was_held_raises_the_maximum() -> None:
    easy = session_gains([run_of(150.0)], MAN, DRAWS)[0]
    beside = session_gains([run_of(150.0), run_of(205.0, 3, minutes=10)], MAN, DRAWS)[0]
    assert np.median(beside.uptake) > 1.1 * np.median(easy.uptake)


def test_a_fitter_heart_is_seen_in_the_trend() -> None:
    sessions = [run_of(155.0 - 2 * week, 7 * week) for week in range(9)]
    gains = gathered(session_gains(sessions, MAN, DRAWS), DRAWS, 9)
    assert gains.uptake_change.low > 0
    level = gains.uptake.high - gains.uptake.low
    assert gains.uptake_change.high - gains.uptake_change.low < level
    steady = [run_of(150.0 + (-1) ** week, 7 * week) for week in range(9)]
    flat = gathered(session_gains(steady, MAN, DRAWS), DRAWS, 9).uptake_change
    assert flat.low < 0 < flat.high


def test_without_a_heart_rate_only_energy_is_known() -> None:
    gains = gathered(session_gains([run_of(np.nan)], MAN, DRAWS), DRAWS, 1)
    assert gains.energy.median > 0
    assert (gains.impulse, gains.zones, gains.uptake, gains.n_heart) == (None, None, None, 0)


def test_rides_and_gym_sessions_are_left_out() -> None:
    ride = replace(run_of(150.0), kind="ride")
    assert session_gains([ride], MAN, DRAWS) == []
    nothing = gathered([], DRAWS, 8)
    assert nothing.kilometers == 0
    assert nothing.energy.median == 0
