"""The profile and the forecast are one model."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from surae.inference.circumstances import circumstances_of
from surae.inference.forecast import forecast
from surae.inference.outlook import spectrum_of
from surae.inference.priors import discrepancy_draws, discrepancy_key
from surae.inference.profile import profile_of, step_edges
from surae.inference.together import came_through
from surae.loading import schedule
from surae.records import CAUSES, Protocol, Recurring, Unload
from synthetic_people import FIRST, case_of


# A muscle that jumps past its largest size within a week regains for a part of the week only, which
# a weekly step takes at its middle; without regain the two agree to rounding of a step.
@pytest.mark.parametrize(("regain_rate", "tolerance"), [(1.0, 0.001), (None, 0.01)])
@pytest.mark.parametrize("unloaded", [False, True])
def test_the_profile_gives_the_volumes_of_the_forecast(unloaded, regain_rate, tolerance):
    case = case_of(np.random.default_rng(3), 3, n_days=200, n_draws=60)
    if unloaded:
        bed = Recurring(activity=Unload(posture="bed_rest"), from_week=12, to_week=14)
        rest = schedule(Protocol(sessions=(bed,)), FIRST, 200)
        case = replace(case, done=case.done + rest)
    own = {} if regain_rate is None else {"regain_rate": np.full(60, regain_rate)}
    draws = replace(case.draws, values={**case.draws.values, **own})
    spectrum = spectrum_of(case)
    days = [0, 3, 40, 95, 100, 150, 199]
    profile = profile_of(spectrum, draws, days, case.person)
    unknown = discrepancy_draws(draws)
    beyond = {discrepancy_key(CAUSES[c]): unknown[:, c] for c in profile.causes}
    values = {**draws.values, **beyond, "discrepancy_past": np.zeros(60)}
    found = profile.volumes(values, np.arange(60))
    steps, around = case.person.steps_per_day, circumstances_of(case.person, draws)
    told = forecast(spectrum, draws, case.today, steps, circumstances=around).volume
    assert np.abs(1 - told).max() > 0.1
    expected = told[:, :, days].transpose(2, 0, 1)
    np.testing.assert_allclose(found / found[-1], expected, atol=tolerance)


def test_steps_end_with_every_wanted_day_and_are_short_near_it():
    edges = step_edges([900, 903])
    assert 901 in edges
    assert edges[-1] == 904
    lengths = np.diff(edges)
    assert lengths.max() == 28
    assert lengths[np.array(edges[:-1]) > 600].max() <= 7


def test_what_came_through_is_the_sum_of_what_is_left_of_each_day():
    rng = np.random.default_rng(1)
    aims, rate = rng.random((2, 30)), 0.05
    day = 17
    by_hand = sum(
        (1 - np.exp(-rate)) * np.exp(-rate * (day - s)) * aims[:, s] for s in range(day + 1)
    )
    found = came_through(aims, [4, day, 29], np.array([rate]))
    np.testing.assert_allclose(found[:, 0, 1], by_hand)


def test_sessions_outside_the_log_change_nothing():
    case = case_of(np.random.default_rng(4), 4, n_days=60, n_draws=5)
    later = tuple(replace(b, day=b.day + timedelta(days=600)) for b in case.done)
    both = replace(case, done=case.done + later)
    one, two = (profile_of(spectrum_of(c), c.draws, [59], c.person) for c in (case, both))
    np.testing.assert_allclose(one.steps.fill, two.steps.fill)
