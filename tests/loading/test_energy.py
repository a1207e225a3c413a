"""Energy of movement and aerobic load, against published numbers and by hand."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surae import evidence
from surae.evidence import bind
from surae.loading.aerobic import (
    heart_minutes,
    max_oxygen_uptake,
    moving_heart_rate,
    reserve_share,
    training_impulse,
    zone_load,
)
from surae.loading.energy import (
    activity_energy,
    energy_of,
    gross_cost,
    running_cost,
    walking_cost,
)
from surae.records import (
    Bout,
    CalfRaise,
    Hills,
    Hops,
    Run,
    Samples,
    Session,
    Sprint,
    Stairs,
    Stretch,
    Unload,
    Walk,
)

VALUES = evidence.central_values()
MOUNTAIN_RUNNERS = 3.4
WELL_TRAINED = 3.5


def rows(quantity: str) -> list[evidence.Row]:
    return [row for row in evidence.table("biomechanics") if row["quantity"] == quantity]


def test_level_uphill_downhill_and_walking_energy_is_within_a_tenth_of_the_evidence() -> None:
    seen = rows("energy cost of transport")
    assert len(seen) == 8
    for row in seen:
        if row["activity"] == "run":
            cost = running_cost(row["grade"], running_level_cost=MOUNTAIN_RUNNERS)
        else:
            speed = VALUES["walking_best_speed"] if math.isnan(row["speed"]) else row["speed"]
            cost = bind(walking_cost, VALUES)(speed, row["grade"])
        assert float(cost) == pytest.approx(row["value"], rel=0.1), row["condition"]


def test_gross_energy_by_speed_is_within_a_tenth_of_the_evidence() -> None:
    seen = rows("gross energy cost")
    assert len(seen) == 6
    for row in seen:
        elite = "elite" in row["condition"]
        level = WELL_TRAINED if elite else VALUES["running_level_cost"]
        net = running_cost(0.0, running_level_cost=level)
        gross = float(bind(gross_cost, VALUES)(net, row["speed"])) / 4.184
        assert gross == pytest.approx(row["value"], rel=0.1), row["condition"]


def test_sand_and_uneven_ground_are_within_a_tenth_of_the_evidence() -> None:
    def ratio(kind: type[Run | Walk], surface: str) -> float:
        on, off = (activity_energy(kind(minutes=60.0, surface=s)) for s in (surface, "road"))
        return on.net / off.net

    for row in rows("energy cost ratio") + rows("net total energy cost ratio"):
        kind = Walk if row["activity"] == "walk" else Run
        low, high = (
            (row["value"], row["value"])
            if row["value"] == row["value"]
            else (row["low"], row["high"])
        )
        assert 0.9 * low <= ratio(kind, "sand") <= 1.1 * high, row["condition"]
    (uneven,) = rows("energy cost change")
    assert ratio(Run, "trail") == pytest.approx(1 + uneven["value"] / 100, rel=0.1)


def test_a_run_by_hand() -> None:
    """Ten kilometers at 70 kg: 3.9 J/(kg m) × 10,000 m × 70 kg = 652 kcal."""
    cost = activity_energy(Run(km=10.0))
    assert cost.kilocalories(70.0) == pytest.approx(652, abs=1)
    assert cost.minutes == pytest.approx(10_000 / 2.8 / 60)
    day = date(2026, 1, 1)
    assert energy_of([Bout(day, Run(km=5.0), 2.0)], 70.0) == pytest.approx(652, abs=1)


def test_a_flight_of_stairs_by_hand() -> None:
    """18 steps of 17 cm lift 3.06 m: 9.81 × 3.06 ÷ 0.22 = 136 J/kg."""
    up, down, both = (
        activity_energy(Stairs(floors=1.0, direction=way)).net for way in ("up", "down", "both")
    )
    assert up == pytest.approx(136.4, abs=0.2)
    assert both == pytest.approx((up + down) / 2)


def test_everything_that_is_done_costs_energy() -> None:
    done = (
        Hills(repeats=6, seconds=60.0, grade=0.1, speed=3.0),
        Hills(repeats=6, seconds=60.0, grade=0.1, speed=3.0, recovery="jog"),
        Sprint(repeats=4, seconds=10.0, speed=7.0),
        Sprint(repeats=4, metres=60.0, effort=0.9),
        CalfRaise(sets=3, reps=10),
        Hops(contacts=100),
        Stairs(minutes=10.0),
    )
    assert all(activity_energy(activity).net > 0 for activity in done)
    assert activity_energy(Stretch(minutes=10.0)).net == 0
    assert activity_energy(Unload(posture="bed_rest")).net == 0


@given(st.floats(0.0, 0.44), st.floats(0.0, 0.01))
def test_steeper_uphill_costs_more(grade: float, more: float) -> None:
    assert running_cost(grade + more, running_level_cost=3.9) >= running_cost(
        grade, running_level_cost=3.9
    )
    assert bind(walking_cost, VALUES)(1.3, grade + more) >= bind(walking_cost, VALUES)(1.3, grade)


@given(st.floats(-0.45, 0.45), st.floats(2.8, 5.4))
def test_people_differ_by_the_same_factor_on_every_grade(grade: float, level: float) -> None:
    ratio = running_cost(grade, running_level_cost=level) / running_cost(
        grade, running_level_cost=2 * level
    )
    assert float(ratio) == pytest.approx(0.5)


def test_training_impulse_by_hand() -> None:
    """Sixty minutes at 0.69 of the reserve: 60 × 0.69 × 0.64 × e^(1.92 × 0.69) = 99.7."""
    reserve = reserve_share(150.0, 60.0, 190.0)
    assert float(reserve) == pytest.approx(0.692, abs=1e-3)
    assert float(training_impulse([60.0], [0.69], "male")) == pytest.approx(99.7, abs=0.1)
    assert float(training_impulse([60.0], [0.69], "female")) == pytest.approx(112.7, abs=0.1)
    zones = bind(zone_load, VALUES)
    assert float(zones([10.0, 20.0, 5.0], [90.0, 130.0, 199.0], 200.0)) == 20 * 2 + 5 * 5


def test_uptake_at_the_maximum_is_the_maximum() -> None:
    assert float(bind(max_oxygen_uptake, VALUES)(52.0, 1.0)) == pytest.approx(52.0)


def run_of(heart_rate: float, minutes: int = 40, speed: float = 3.0) -> Session:
    time = np.arange(0.0, minutes * 60 + 1, 10.0)
    flat = np.full(len(time), 100.0)
    samples = Samples(
        time, speed * time, np.full(len(time), speed), flat, flat, np.full(len(time), heart_rate)
    )
    start = datetime(2026, 6, 1, 7, tzinfo=UTC)
    return Session(start, "run", minutes * 60.0, speed * minutes * 60, "a.fit", samples)


def test_heart_rates_of_a_session() -> None:
    rates, minutes = heart_minutes(run_of(150.0))
    assert rates.tolist() == [150.0]
    assert minutes.sum() == pytest.approx(40.0)
    assert moving_heart_rate(run_of(150.0)) == (pytest.approx(150.0), pytest.approx(40.0))
    rates, minutes = heart_minutes(run_of(math.nan))
    assert minutes.sum() == 0
    assert math.isnan(moving_heart_rate(run_of(math.nan))[0])
