"""What the fitted model says of the questions that people ask, against what is known."""

from __future__ import annotations

import numpy as np
import pytest

from surae.anatomy.leg import leg_of
from surae.inference import prior_draws
from surae.inference.trials import arm_case, simulate_case
from surae.records import (
    Activity,
    Arm,
    CalfRaise,
    Draws,
    Person,
    Recurring,
    Run,
    Stretch,
    Unload,
    Walk,
)

ADULT = Person(height=1.75, mass=72.0, age=25.0, sex="male")
WEIGHTS = leg_of(ADULT).volume / leg_of(ADULT).volume.sum()


@pytest.fixture(scope="module")
def draws() -> Draws:
    return prior_draws(1000, 1)


def volume(draws: Draws, activity: Activity, per_week: float, weeks: float) -> np.ndarray:
    """Percent change of MG, LG, SOL, shape (muscles, draws, days)."""
    arm = Arm(name="", weeks=weeks, sessions=(Recurring(activity=activity, per_week=per_week),))
    return 100 * (simulate_case(arm_case(arm, (), ADULT), draws).volume - 1)


def whole(draws: Draws, activity: Activity, per_week: float, weeks: float) -> np.ndarray:
    """Percent change of the triceps surae at the end, shape (draws,)."""
    found: np.ndarray = WEIGHTS @ volume(draws, activity, per_week, weeks)[:, :, -1]
    return found


@pytest.mark.parametrize("activity", [Run(minutes=30, speed=2.8), Walk(minutes=30)])
def test_half_a_year_of_level_running_or_walking_promises_nothing(draws, activity):
    change = whole(draws, activity, 3, 26)
    assert -1 < np.median(change) < 2
    assert np.quantile(change, 0.05) < 0


def test_standing_grows_the_gastrocnemius_four_times_what_seated_does(draws):
    raised = {"sets": 5, "reps": 10, "load_1rm": 0.7, "legs": 1}
    standing = volume(draws, CalfRaise(**raised), 2, 12)[:2, :, -1].mean()
    seated = volume(draws, CalfRaise(**raised, knee_angle=90.0), 2, 12)[:2, :, -1].mean()
    assert standing > 6
    assert standing > 4 * max(seated, 0.0)


def test_bed_rest_takes_what_it_is_known_to_take(draws):
    lost = WEIGHTS @ np.median(volume(draws, Unload(posture="bed_rest"), 7, 13), axis=1)
    five, thirty, ninety = lost[[5, 30, 90]]
    assert five == pytest.approx(-3, abs=1)
    assert -16 < thirty < -8
    assert -32 < ninety < -26


def test_long_stretching_grows_and_short_stretching_does_not(draws):
    long = np.mean(volume(draws, Stretch(minutes=60.0, ankle_angle=20.0), 7, 6)[:2, :, -1])
    short = np.median(whole(draws, Stretch(minutes=5.0, ankle_angle=20.0), 2, 6))
    assert 4 < long < 15
    assert abs(short) < 1.5


def test_more_sets_do_more_and_each_less(draws):
    sets = np.array([1, 2, 4, 8])
    grown = [
        np.median(whole(draws, CalfRaise(sets=int(n), reps=12, load_rm=12), 3, 12)) for n in sets
    ]
    per_set = np.diff(grown) / np.diff(sets)
    assert np.all(per_set > 0)
    assert np.all(np.diff(per_set) < 0)
