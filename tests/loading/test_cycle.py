"""A solved cycle: laws of mechanics, for every rule of sharing."""

from dataclasses import replace

import numpy as np
import pytest

from surae.anatomy.limb import limb_of
from surae.evidence import bind, central_values
from surae.loading.atlas import EXPONENTS, demand, look_up
from surae.loading.movement import MovementCurves, movement_curves
from surae.loading.sharing import solve_cycle
from surae.loading.summary import summarize
from surae.records import CalfRaise, Person, Run, Stairs, Walk

ADULT = Person(1.75, 70.0, 30.0, "male")
LIMB = limb_of(ADULT)
VALUES = central_values()


def solve(curves, limb=LIMB, exponent=2.0):
    return bind(solve_cycle, {**VALUES, "sharing_exponent": exponent})(limb, curves)


@pytest.fixture(scope="module", params=EXPONENTS, ids=str)
def stride(request):
    curves = movement_curves(Run(minutes=1, speed=3.3), ADULT, LIMB)
    return curves, solve(curves, exponent=request.param)


def test_moments_balance(stride):
    curves, cycle = stride
    arms = LIMB.moment_arms(curves.angles)[:, :2] / 1000
    made = np.einsum("njm,nm->nj", arms, cycle.force) + cycle.reserve
    np.testing.assert_allclose(made, curves.moments, atol=1e-6)
    assert np.abs(cycle.reserve).max() < 0.1
    assert not cycle.beyond_capacity
    assert cycle.status == ""


def test_every_node_is_an_optimum(stride):
    _, cycle = stride
    assert cycle.kkt_residual < 1e-8
    assert cycle.activation.min() >= 0
    assert cycle.activation.max() <= 1


def test_the_three_muscles_pull_on_one_tendon(stride):
    _, cycle = stride
    np.testing.assert_allclose(cycle.tendon_force, cycle.force[:, :3].sum(axis=1))
    order = np.argsort(cycle.tendon_force)
    assert np.all(np.diff(cycle.tendon_strain[order]) > -1e-6)


def test_a_higher_exponent_spreads_the_load():
    curves = movement_curves(Run(minutes=1, speed=3.3), ADULT, LIMB)
    shares = []
    for exponent in EXPONENTS:
        force = solve(curves, exponent=exponent).force
        shares.append(force[:, 2].sum() / force[:, :3].sum())
    assert shares == sorted(shares, reverse=True)
    assert 0.5 < shares[-1] < shares[0] < 0.85


def test_without_a_moment_no_plantarflexor_is_active():
    still = movement_curves(Run(minutes=1), ADULT, LIMB)
    none = replace(still, moments=0 * still.moments)
    cycle = solve(none)
    assert cycle.activation[:, [0, 1, 2, 4]].max() < 0.1
    assert cycle.force.min() >= 0


def test_scaling_mass_load_and_strength_together_leaves_relative_tension():
    curves = movement_curves(Run(minutes=1, speed=3.0), ADULT, LIMB)
    strong = replace(LIMB, max_isometric_force=1.4 * LIMB.max_isometric_force)
    heavy = replace(curves, moments=1.4 * curves.moments)
    # Reserves cost the same per newton meter, so the equality holds up to the little they carry.
    one, two = solve(curves), solve(heavy, strong)
    np.testing.assert_allclose(one.relative_tension, two.relative_tension, atol=1e-4)


def test_a_moment_beyond_capacity_is_said_and_not_clipped():
    curves = movement_curves(Run(minutes=1, speed=3.0), ADULT, LIMB)
    cycle = solve(replace(curves, moments=3 * curves.moments))
    assert cycle.beyond_capacity
    assert np.abs(cycle.reserve).max() > 10


def test_twice_the_nodes_give_the_same_peaks():
    fine = bind(solve_cycle, {**VALUES, "sharing_exponent": 2.0})(LIMB, _with_nodes(128))
    coarse = solve(_with_nodes(64))
    assert fine.tendon_force.max() == pytest.approx(coarse.tendon_force.max(), rel=0.01)


def _with_nodes(n):
    from surae.loading.movement.running import run_curves

    return bind(run_curves, {**VALUES, "cycle_nodes": float(n)})(Run(minutes=1, speed=3.0), 70.0)


def test_posture_by_hand():
    # One leg, body weight: lever 0.077 · 1.75 m × 70 kg × 9.80665 m/s² = 92.5 N m all the way.
    curves = movement_curves(CalfRaise(sets=1, reps=1, legs=1, body_weight=True), ADULT, LIMB)
    np.testing.assert_allclose(curves.moments[:, 0], 92.5, atol=0.05)
    assert curves.angles[:, 0].max() == pytest.approx(15)
    assert curves.angles[:, 0].min() == pytest.approx(-25, abs=0.2)


@pytest.mark.parametrize(
    "activity",
    [
        Run(minutes=1, speed=2.7, grade=0.03, surface="treadmill"),
        Run(minutes=1, speed=4.2, grade=-0.08, surface="treadmill"),
        Walk(minutes=1, speed=1.5),
        Stairs(minutes=1),
    ],
    ids=repr,
)
@pytest.mark.parametrize(
    "person", [ADULT, Person(1.62, 58.0, 40.0, "female"), Person(1.9, 95.0, 30.0, "male")]
)
def test_the_atlas_agrees_with_the_direct_solution(activity, person):
    limb = limb_of(person)
    curves = movement_curves(activity, person, limb)
    direct, _ = summarize(limb, curves, solve(curves, limb))
    names = {"Run": "run", "Walk": "walk", "Stairs": "stairs_up"}
    place = {"demand": demand(limb, person.mass)}
    if not isinstance(activity, Stairs):
        place |= {"speed": activity.speed, "grade": activity.grade}
    found = look_up(limb, names[type(activity).__name__], **place)
    np.testing.assert_allclose(found.peak_tension[0, :3], direct[:3, 0], atol=0.03)
    force = limb.max_isometric_force
    np.testing.assert_allclose(found.peak_force[0, :3], (direct[:, 2] * force)[:3], rtol=0.07)


def test_curves_are_what_was_measured():
    # Peak ankle moment at 3.5 m/s on a treadmill: 2.75 N m/kg, at a fifth of the stride.
    curves = movement_curves(Run(minutes=1, speed=3.5, surface="treadmill"), ADULT, LIMB)
    assert isinstance(curves, MovementCurves)
    assert curves.moments[:, 0].max() / 70 == pytest.approx(2.75, abs=0.02)
