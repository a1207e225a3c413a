"""The compiled engine beside the NumPy one."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("numba")

from surae.adaptation import Circumstances, Habit, compiled, simulate, turnover
from surae.anatomy.limb import limb_of
from surae.evidence import bind
from surae.inference.forecast import dose_draws
from surae.inference.priors import discrepancy_draws, prior_draws
from surae.loading import load_spectrum, schedule
from surae.records import CalfRaise, Person, Protocol, Recurring, Run, Unload

START = date(2026, 1, 5)
ADULT = Person(1.75, 72.0, 25.0, "male")
DAYS, N_DRAWS = 200, 37
MARKS = (0, 60, 61, DAYS - 1)


@pytest.fixture(scope="module")
def given_case():
    items = (
        Recurring(activity=Run(minutes=40), per_week=3),
        Recurring(activity=CalfRaise(sets=4, reps=10, load_1rm=0.7), per_week=3, to_week=20),
        Recurring(activity=Unload(posture="cast"), per_week=7, from_week=10, to_week=13),
    )
    laid = schedule(Protocol(sessions=items), START, DAYS)
    rng = np.random.default_rng(3)
    steps = rng.uniform(500, 9000, DAYS)
    spectrum = load_spectrum(laid, limb_of(ADULT), ADULT.mass, START, steps)
    draws = prior_draws(N_DRAWS, 1)
    habit = Habit(
        spectrum.counts[:7].sum(axis=0), spectrum.exposure[:7].sum(axis=0), 6000.0,
        draws["habit_share"],
    )  # fmt: skip
    around = Circumstances(rng.uniform(0, 1, (DAYS, N_DRAWS)), np.linspace(1, 0.95, DAYS)[:, None])
    values = {
        **draws.values,
        **{k: float(draws[k][0]) for k in ("holding_steps", "exposure_scale")},
    }
    return (
        bind(simulate, values),
        (spectrum, dose_draws(spectrum, draws), discrepancy_draws(draws), habit, MARKS, around),
    )


def test_both_engines_agree_to_rounding(given_case):
    law, case = given_case
    plain, fast = law(*case), law(*case, compiled=True)
    np.testing.assert_allclose(fast.volume, plain.volume, rtol=1e-12)
    np.testing.assert_allclose(fast.parts, plain.parts, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("steady", [False, True])
@pytest.mark.parametrize("some", [{}, {"felt": "by day"}, {"felt": "by draw"}, {"plain": True}])
def test_all_days_in_one_loop_agree_to_rounding(given_case, steady, some):
    """Without marks the compiled days are one loop, which keeps the setpoint of days alike."""
    law, (spectrum, dose, unknown, habit, _, around) = given_case
    if steady:
        spectrum = replace(spectrum, steps=np.full(DAYS, 5000.0))
    rng = np.random.default_rng(4)
    shape = {"by day": (3, DAYS, N_DRAWS), "by draw": (1, 1, N_DRAWS)}.get(some.get("felt"))
    if shape:
        around = replace(around, felt=rng.uniform(0.2, 1, shape))
    around = Circumstances() if some.get("plain") else around
    case = (spectrum, dose, unknown, habit, (), around)
    plain, fast = (law(*case, compiled=c, days=[0, 7, 60, 199]) for c in (False, True))
    np.testing.assert_allclose(fast.volume, plain.volume, rtol=1e-12)
    assert fast.parts.shape == plain.parts.shape


@pytest.mark.parametrize("engine", [False, True])
def test_parts_add_up_to_the_volume_at_every_mark(given_case, engine):
    law, case = given_case
    found = law(*case, compiled=engine)
    for k, mark in enumerate(MARKS):
        whole = 1 + found.parts[k].sum(axis=-1)
        np.testing.assert_allclose(whole, found.volume[:, :, mark], rtol=1e-12)


@pytest.mark.parametrize("engine", [False, True])
def test_keeping_some_days_changes_nothing_else(given_case, engine):
    law, case = given_case
    every, some = (law(*case, compiled=engine, days=d) for d in (None, [5, 60, 199]))
    np.testing.assert_array_equal(some.volume, every.volume[:, :, [5, 60, 199]])
    np.testing.assert_array_equal(some.parts, every.parts)


@pytest.mark.parametrize("engine", [False, True])
def test_draws_by_themselves_give_what_they_give_together(given_case, engine):
    """Blocks of days are longer for few draws, and cut at other marks."""
    law, (spectrum, dose, unknown, habit, _, around) = given_case
    few = slice(3, 5)
    keywords = {k: v[few] if isinstance(v, np.ndarray) else v for k, v in law.keywords.items()}
    alone = simulate(
        spectrum, dose[few], unknown[few],
        Habit(habit.counts, habit.exposure, habit.steps, habit.share[few]), (),
        Circumstances(np.asarray(around.status)[:, few], around.mass_ratio),
        compiled=engine, **keywords,
    )  # fmt: skip
    together = law(spectrum, dose, unknown, habit, (100,), around, compiled=engine)
    np.testing.assert_allclose(alone.volume, together.volume[:, few], rtol=1e-12)


@given(st.floats(1e-300, 1e6))
@settings(max_examples=200)
def test_one_less_the_exponential_to_rounding(amount):
    exact = -np.expm1(-amount)
    assert compiled.filled(amount) == pytest.approx(exact, rel=4e-15, abs=0)
    assert turnover.filled(amount) == pytest.approx(exact, rel=4e-15, abs=0)
