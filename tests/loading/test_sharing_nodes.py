"""Sharing at single nodes: hand-computed answers, optimality, laws, and agreement with others."""

from importlib.util import find_spec

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surae.anatomy.force_curves import active_force_length, force_velocity
from surae.anatomy.limb import limb_of
from surae.errors import RecordError
from surae.evidence import central_values
from surae.evidence.binding import bind
from surae.loading.sharing import NodeProblem, solve_nodes
from surae.records import Person

SOLVE = bind(solve_nodes, central_values())
PATHS = [
    pytest.param(False, id="numpy"),
    pytest.param(
        True, id="numba", marks=pytest.mark.skipif(not find_spec("numba"), reason="no Numba")
    ),
]
COST = 1.8  # about that of an ordinary adult, in 1/(N m)²


def leg_nodes(nodes, joints, exponent, load, seed):
    """Return nodes of an adult's leg in random postures, speeds and moments."""
    rng = np.random.default_rng(seed)
    limb = limb_of(Person(1.70, 75.0, 30.0, "male"))
    angles = rng.uniform([-25, 0, -20], [25, 110, 70], (nodes, 3))
    along = limb.optimal_fiber_length * np.cos(limb.pennation_angle)
    length = (limb.muscle_tendon_lengths(angles) - 1.02 * limb.tendon_slack_length) / along
    force = active_force_length(np.clip(length, 0.3, 1.7)) * limb.max_isometric_force
    force = force * force_velocity(rng.uniform(-0.5, 0.4, force.shape))
    levers = limb.moment_arms(angles)[:, :joints] / 1000
    moment = load * rng.normal(0, [120, 80, 60][:joints], (nodes, joints))
    weight = limb.volume / limb.volume.mean()
    return NodeProblem(levers * force[:, None], moment, weight, exponent, COST)


def any_nodes(nodes, joints, muscles, exponent, seed):
    """Return nodes of muscles that pull anywhere, many of them overloaded."""
    rng = np.random.default_rng(seed)
    return NodeProblem(
        rng.normal(0, 100, (nodes, joints, muscles)),
        rng.normal(0, 200, (nodes, joints)),
        rng.uniform(0.2, 3, muscles),
        exponent,
        COST,
    )


def one_node(capacity, moment, exponent=2.0, cost=1e6):
    capacity = np.array([capacity], dtype=float)
    return NodeProblem(
        capacity, np.array([moment], dtype=float), np.ones(capacity.shape[-1]), exponent, cost
    )


@pytest.mark.parametrize("compiled", PATHS)
def test_two_muscles_share_by_hand(compiled):
    # Power 2: activation is as lever strength, 100 a + 50 a/2 = 75, a = 0.6.
    # Power 3: as its root, 100 a + 50 a/√2 = 75, a = 0.75 / (1 + 1/√8) = 0.55409.
    for exponent, expected in ((2.0, [0.6, 0.3]), (3.0, [0.55409, 0.39180])):
        shared = SOLVE(one_node([[100, 50]], [75], exponent), compiled=compiled)
        np.testing.assert_allclose(shared.activation[0], expected, atol=1e-5)
        np.testing.assert_allclose(shared.reserve, 0, atol=1e-6)


@pytest.mark.parametrize("compiled", PATHS)
def test_an_antagonist_is_left_alone_and_a_biarticular_muscle_is_held_at_its_other_joint(compiled):
    # Ankle 60 N m by a calf head that also bends the knee; an extensor has to hold the knee.
    shared = SOLVE(one_node([[100, -80, 0], [-50, 0, 200]], [60, 0]), compiled=compiled)
    np.testing.assert_allclose(shared.activation[0], [0.6, 0, 0.15], atol=1e-6)


@pytest.mark.parametrize("compiled", PATHS)
def test_a_moment_beyond_capacity_is_carried_by_the_reserve_and_said(compiled):
    shared = SOLVE(one_node([[100, 50]], [500], cost=COST), compiled=compiled)
    np.testing.assert_array_equal(shared.activation, [[1, 1]])
    np.testing.assert_allclose(shared.reserve, [[350]])
    np.testing.assert_array_equal(shared.exceeded(1.0), [True])
    assert shared.kkt_residual[0] < 1e-12


@pytest.mark.parametrize("compiled", PATHS)
def test_no_moment_asks_for_nothing(compiled):
    problem = leg_nodes(50, 2, 3.0, 0.0, 1)
    shared = SOLVE(problem, compiled=compiled)
    assert not shared.activation.any()
    assert not shared.reserve.any()


@pytest.mark.parametrize("compiled", PATHS)
@pytest.mark.parametrize("exponent", [2.0, 3.0])
@pytest.mark.parametrize("joints", [2, 3])
def test_ten_thousand_random_nodes_are_optimal(compiled, exponent, joints):
    for problem in (
        leg_nodes(10_000, joints, exponent, 0.5, 2),
        leg_nodes(10_000, joints, exponent, 3.0, 3),
        any_nodes(10_000, joints, 9, exponent, 4),
    ):
        assert SOLVE(problem, compiled=compiled).kkt_residual.max() < 1e-8


@pytest.mark.parametrize("exponent", [1.5, 2.5, 5.0])
def test_other_powers_are_optimal_too(exponent):
    assert SOLVE(leg_nodes(2_000, 2, exponent, 1.0, 5)).kkt_residual.max() < 1e-8


def test_the_residual_finds_what_is_not_optimal():
    problem = leg_nodes(20, 2, 2.0, 0.5, 6)
    shared = SOLVE(problem, compiled=False)
    shared.activation[:, 2] += 0.01
    assert shared.kkt_residual.min() > 1e-4


@pytest.mark.parametrize("exponent", [2.0, 3.0])
def test_numba_and_numpy_agree(exponent):
    pytest.importorskip("numba")
    for problem in (
        leg_nodes(3_000, 2, exponent, 0.2, 7),
        leg_nodes(3_000, 3, exponent, 2.0, 8),
        any_nodes(1_000, 1, 4, exponent, 9),
    ):
        one, other = (SOLVE(problem, compiled=compiled) for compiled in (False, True))
        np.testing.assert_allclose(one.activation, other.activation, atol=1e-10)
        np.testing.assert_allclose(one.reserve, other.reserve, atol=1e-8)


@pytest.mark.parametrize("exponent", [2.0, 3.0])
def test_scipy_agrees(exponent):
    optimize = pytest.importorskip("scipy.optimize")
    problem = leg_nodes(60, 2, exponent, 0.2, 10)
    shared = SOLVE(problem)
    muscles = problem.weight.size
    scale = 100  # so that moments and activations are of one size
    cost = COST * scale**2

    def effort(x):
        return problem.weight @ np.abs(x[:muscles]) ** exponent + cost * x[muscles:] @ x[muscles:]

    def slope(x):
        active = exponent * problem.weight * np.abs(x[:muscles]) ** (exponent - 1)
        return np.concatenate([active, 2 * cost * x[muscles:]])

    suffice = np.flatnonzero(~shared.exceeded(0.1))
    assert len(suffice) > 40
    for node in suffice:
        levers = np.hstack([problem.capacity[node] / scale, np.eye(2)])
        moment = problem.moment[node] / scale
        balance = optimize.LinearConstraint(levers, moment, moment)
        found = optimize.minimize(
            effort,
            np.concatenate([np.full(muscles, 0.2), np.zeros(2)]),
            jac=slope,
            bounds=[(0, 1)] * muscles + [(None, None)] * 2,
            constraints=[balance],
            method="SLSQP",
            options={"ftol": 1e-15, "maxiter": 1000},
        )
        np.testing.assert_allclose(shared.activation[node], found.x[:muscles], atol=1e-6)


def test_reserves_are_small_where_muscles_suffice():
    problem = leg_nodes(5_000, 2, 2.0, 0.2, 11)
    shared = SOLVE(problem)
    suffice = shared.activation.max(axis=1) < 1
    assert suffice.mean() > 0.5
    assert np.abs(shared.reserve[suffice]).max() < 0.1


@given(st.integers(0, 10_000), st.sampled_from([2.0, 2.5, 3.0]), st.floats(0.1, 0.9))
def test_a_muscle_counted_as_two_does_what_it_did(seed, exponent, part):
    """With volume as weight the answer does not depend on how muscles are counted."""
    whole = leg_nodes(3, 2, exponent, 0.5, seed)
    capacity, weight = whole.capacity, whole.weight
    first, rest = part * capacity[..., :1], (1 - part) * capacity[..., :1]
    split = NodeProblem(
        np.concatenate([first, rest, capacity[..., 1:]], axis=2),
        whole.moment,
        np.concatenate([part * weight[:1], (1 - part) * weight[:1], weight[1:]]),
        exponent,
        COST,
    )
    one, two = SOLVE(whole, compiled=False), SOLVE(split, compiled=False)
    np.testing.assert_allclose(two.activation[:, 0], one.activation[:, 0], atol=1e-8)
    np.testing.assert_allclose(two.activation[:, 1:], one.activation, atol=1e-8)


@given(st.integers(0, 10_000), st.floats(0.2, 5))
def test_twice_the_muscle_under_twice_the_moment_works_as_hard(seed, scale):
    small = leg_nodes(3, 2, 3.0, 0.5, seed)
    large = NodeProblem(
        scale * small.capacity, scale * small.moment, small.weight, 3.0, COST / scale**2
    )
    np.testing.assert_allclose(
        SOLVE(large, compiled=False).activation, SOLVE(small, compiled=False).activation, atol=1e-8
    )


@pytest.mark.parametrize(
    "change",
    [
        {"exponent": 1.0},
        {"reserve_cost": 0.0},
        {"weight": np.array([1.0, 0.0])},
        {"weight": np.ones(3)},
        {"moment": np.array([[np.nan]])},
        {"moment": np.zeros((2, 1))},
        {"capacity": np.zeros((1, 4, 2))},
    ],
)
def test_a_problem_that_is_none_is_refused(change):
    sound = {
        "capacity": np.array([[[100.0, 50.0]]]),
        "moment": np.array([[75.0]]),
        "weight": np.ones(2),
        "exponent": 2.0,
        "reserve_cost": 1.0,
    }
    NodeProblem(**sound)
    with pytest.raises(RecordError):
        NodeProblem(**{**sound, **change})
