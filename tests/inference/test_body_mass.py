"""Body mass, the fat that follows it, and what both say of a girth."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surae.app.body_words import mass_sentence, parting_sentence
from surae.inference import prior_draws, verdict
from surae.inference.body_mass import body_mass, calf_fat_change, fed, mass_change, weighed
from surae.inference.scenarios import scenario_outlook
from surae.records import Arm, CalfRaise, Measurement, Person, Recurring, Run

MAN = Person(1.78, 75.0, 30.0, "male")
DRAWS = prior_draws(1000, 1)
TODAY = date(2026, 6, 30)
SPAN = (TODAY - timedelta(days=56), TODAY, 57 + 112)
RUNS = Recurring(activity=Run(minutes=40, speed=2.8), per_week=4)
RAISES = Recurring(
    activity=CalfRaise(sets=4, reps=12, load_rm=13, reps_in_reserve=1, knee_angle=0), per_week=3
)


def weighing(days_ago: int, value: float) -> Measurement:
    moment = datetime(2026, 6, 30, 7, tzinfo=UTC) - timedelta(days=days_ago)
    return Measurement(moment, "body", "mass", "scale", value)


def losing(per_week: float, every: int = 1) -> list[Measurement]:
    return [weighing(ago, 75.0 - per_week * (56 - ago) / 7) for ago in range(0, 57, every)]


def test_a_deficit_by_hand() -> None:
    """500 kcal over 7,700 is 0.065 kg on the first day; then it slows."""
    lost = mass_change(-500, [1, 112, 0, -9], energy_per_body_mass=7700, mass_half_time=300)
    assert lost == pytest.approx([-0.0649, -6.41, 0, 0], abs=0.003)


@given(st.floats(-1500, 1500), st.floats(0, 700), st.floats(0, 30))
def test_mass_follows_the_balance_and_slows(balance: float, day: float, step: float) -> None:
    first, then, last = mass_change(
        balance, [day, day + step, day + 2 * step], energy_per_body_mass=7700, mass_half_time=300
    )
    assert (then - first) * balance >= 0
    assert abs(last - then) <= abs(then - first) + 1e-9


def test_without_a_word_on_food_mass_stays_on_average_and_wanders() -> None:
    mass = body_mass(MAN, (), SPAN, DRAWS)
    last = mass.change[:, -1]
    assert abs(last.mean()) < 0.15
    assert 0.8 < last.std() < 1.8
    assert np.all(mass.change[:, :57] == 0)
    assert fed(mass, None)["energy_balance"] is None
    assert fed(mass, None)["mass_ratio"] == 1.0


def test_a_stated_deficit_takes_mass_and_calf_fat() -> None:
    mass = body_mass(MAN, (), SPAN, DRAWS, -300.0)
    assert np.median(mass.change[:, -1]) == pytest.approx(-3.9, abs=0.4)
    fat = calf_fat_change(MAN, mass, DRAWS)[:, -1]
    assert np.median(fat) == pytest.approx(-3.9 * 0.75 * 0.22, abs=0.12)
    told = fed(mass, 1.2)
    assert told["energy_balance"].shape == (169, 1000)
    assert np.all(told["energy_balance"][:57] == 0)
    assert abs(told["energy_balance"][-1].mean()) < abs(told["energy_balance"][57].mean())
    assert told["protein"][[56, 57], 0].tolist() == [1.6, 1.2]


def test_own_weighings_come_first() -> None:
    assert weighed(MAN, [], TODAY) is MAN
    assert weighed(MAN, losing(0.0), TODAY).mass == pytest.approx(75.0, abs=0.1)
    steady, falling = (body_mass(MAN, losing(rate), SPAN, DRAWS) for rate in (0.0, 0.4))
    assert np.median(falling.now) == pytest.approx(75 - 0.4 * 8, abs=0.3)
    assert np.median(falling.change[:, -1]) < -2.5
    assert abs(np.median(steady.change[:, -1])) < 0.4
    unknown = body_mass(MAN, (), SPAN, DRAWS)
    assert steady.change[:, -1].std() < unknown.change[:, -1].std()
    assert fed(falling, None)["energy_balance"] is not None


def test_few_weighings_tell_less_than_many() -> None:
    few, many = (body_mass(MAN, losing(0.4, every), SPAN, DRAWS) for every in (28, 1))
    assert -np.median(few.change[:, -1]) < -np.median(many.change[:, -1])
    one = body_mass(MAN, [weighing(1, 70.0)], SPAN, DRAWS)
    assert one.now.mean() == pytest.approx(70.0, abs=0.2)
    assert np.array_equal(one.balance, DRAWS["energy_drift"])


def test_old_weighings_say_nothing_of_today() -> None:
    assert weighed(MAN, [weighing(120, 90.0)], TODAY) is MAN


def seen(balance: float | None, *sessions: Recurring):
    arm = Arm(name="a", weeks=16, sessions=sessions, energy_balance=balance, protein=1.6)
    return scenario_outlook(arm, (RUNS,), MAN, DRAWS)


def test_a_runner_in_deficit_keeps_muscle_and_loses_girth() -> None:
    said = verdict(seen(-300.0, RUNS))
    assert said.relative_change.median == pytest.approx(0.0, abs=0.015)
    assert said.girth_change.median < -0.3
    words = parting_sentence(said)
    assert "Muscle holds" in words
    assert "the girth goes down" in words
    assert "lost fat, not lost muscle" in words


def test_the_same_runner_with_raises_gains_muscle_while_the_girth_stays() -> None:
    said = verdict(seen(-300.0, RUNS, RAISES))
    assert said.relative_change.median > 0.015
    assert abs(said.girth_change.median) < 0.3
    words = parting_sentence(said)
    assert "Muscle grows" in words
    assert "the girth stays" in words
    assert "does not show the muscle, because fat goes" in words


def test_food_in_balance_and_a_surplus() -> None:
    even, more = (verdict(seen(balance, RUNS)) for balance in (0.0, 250.0))
    assert abs(even.girth_change.median) < 0.15
    assert "larger girth here is fat, not muscle" in parting_sentence(more)
    assert "food in balance" in mass_sentence(seen(0.0, RUNS).calf, even)


@given(st.floats(-800, 700), st.floats(1, 300))
def test_more_food_never_means_less_girth(balance: float, more: float) -> None:
    less, fuller = (
        calf_fat_change(MAN, body_mass(MAN, (), SPAN, DRAWS, b), DRAWS)[:, -1]
        for b in (balance, balance + more)
    )
    share = np.mean(fuller >= less - 1e-12)
    assert share > 0.99
