"""Sharing over a cycle: the tendon settles, moments balance, and laws hold."""

from dataclasses import replace
from importlib.util import find_spec

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surae.anatomy.limb import GROUPS, limb_of, varied
from surae.errors import RecordError
from surae.evidence import central_values
from surae.evidence.binding import bind
from surae.loading.sharing import MovementCurves, solve_cycle, work_split
from surae.records import Person

VALUES = central_values()
SOLVE = bind(solve_cycle, VALUES)
ADULT = limb_of(Person(1.75, 70.0, 30.0, "male"))
MG, LG, SOL = range(3)


def bump(nodes, center, width):
    """Return a smooth periodic bump of height 1."""
    phase = 2 * np.pi * (np.arange(nodes) / nodes - center)
    return np.exp((np.cos(phase) - 1) / (2 * np.pi * width) ** 2)


def running(nodes=96, mass=70.0, load=1.0, joints=2):
    """Return a stride like that of a runner at 3 m/s, heel down at the first node."""

    def wave(*parts):
        return sum(height * bump(nodes, center, width) for height, center, width in parts)

    ankle = 4 + wave((20, 0.2, 0.07), (-24, 0.39, 0.06))
    knee = 15 + wave((25, 0.15, 0.08), (75, 0.68, 0.11))
    hip = 10 + wave((25, 0.05, 0.12), (-18, 0.38, 0.1), (28, 0.82, 0.12))
    plantarflexion = wave((2.8, 0.21, 0.06))
    extension = wave((2.4, 0.15, 0.05), (0.15, 0.52, 0.06), (-0.5, 0.92, 0.06))
    hip_extension = wave((1.2, 0.08, 0.06), (-0.8, 0.5, 0.1), (0.6, 0.9, 0.06))
    moments = np.column_stack([plantarflexion, extension, hip_extension])[:, :joints]
    return MovementCurves(0.72, np.column_stack([ankle, knee, hip]), load * mass * moments)


def held(ankle, knee, moments, nodes=32):
    """Return a posture that is held."""
    still = np.ones((nodes, 1))
    return MovementCurves(2.0, still * [ankle, knee, 0.0], still * np.array(moments))


def balance(limb, curves, forces):
    """Return the moments that forces and reserves add up to [N m]."""
    levers = limb.moment_arms(curves.angles)[:, : curves.moments.shape[1]] / 1000
    return np.einsum("njg,ng->nj", levers, forces.force) + forces.reserve


@pytest.mark.parametrize("exponent", [2.0, 2.5, 3.0])
@pytest.mark.parametrize("joints", [2, 3])
def test_a_stride_settles_and_balances(exponent, joints):
    curves = running(joints=joints)
    forces = bind(solve_cycle, {**VALUES, "sharing_exponent": exponent})(ADULT, curves)
    assert forces.tendon_gap < 1e-6
    assert forces.n_iterations < 8
    assert forces.kkt_residual.max() < 1e-8
    # Angles are smoothed before levers are taken: a thousandth of the moment is left for that.
    np.testing.assert_allclose(
        balance(ADULT, curves, forces), curves.moments, atol=1e-3 * curves.moments.max()
    )
    np.testing.assert_allclose(forces.tendon_force, forces.force[:, :3].sum(axis=1))
    if joints == 2:
        assert forces.status == "settled"
        assert np.abs(forces.reserve).max() < 0.1


def test_a_stride_looks_like_running():
    curves = running()
    forces = SOLVE(ADULT, curves)
    peak = forces.tendon_force.max() / (70 * 9.81)
    assert 4 < peak < 10
    stance = forces.tendon_force > 0.3 * forces.tendon_force.max()
    assert 0.85 < forces.fiber_length[stance, SOL].mean() < 1.15
    impulse = forces.force[:, :3].sum(axis=0)
    assert 0.52 < impulse[SOL] / impulse.sum() < 0.81
    assert 0.02 < forces.tendon_strain.max() < 0.06
    assert bind(work_split, VALUES)(ADULT, forces).tendon_share > 0.5
    swing = slice(55, 85)
    assert forces.force[swing, :3].max() < 0.1 * forces.force[:, :3].max()


@pytest.mark.skipif(not find_spec("numba"), reason="no Numba")
def test_numba_and_numpy_agree_over_a_stride():
    one, other = (SOLVE(ADULT, running(), compiled=compiled) for compiled in (False, True))
    np.testing.assert_allclose(one.force, other.force, atol=1e-3)
    assert one.n_iterations == other.n_iterations


@given(st.floats(-20, 10), st.floats(0, 90))
def test_no_moment_leaves_the_plantar_flexors_passive(ankle, knee):
    forces = SOLVE(ADULT, held(ankle, knee, [-5.0, 0.0]), compiled=False)
    calf = [MG, LG, SOL, GROUPS.index("DPF")]
    idle = forces.force[:, calf] - forces.passive_force[:, calf]
    np.testing.assert_allclose(idle, 0, atol=1e-6)
    slack = SOLVE(ADULT, held(0.0, knee, [0.0, 0.0]), compiled=False)
    np.testing.assert_allclose(slack.activation[:, calf], 0, atol=1e-4)


@given(st.floats(0.5, 2.0))
def test_twice_the_muscle_under_twice_the_moment_works_as_hard(scale):
    large = replace(
        ADULT,
        max_isometric_force=scale * ADULT.max_isometric_force,
        volume=scale * ADULT.volume,
    )
    one = SOLVE(ADULT, running(nodes=48), compiled=False)
    other = SOLVE(large, running(nodes=48, load=scale), compiled=False)
    np.testing.assert_allclose(other.relative_tension, one.relative_tension, atol=1e-5)
    np.testing.assert_allclose(other.tendon_strain, one.tendon_strain, atol=1e-7)


def test_a_moment_beyond_the_muscles_is_said_and_not_clipped():
    curves = running(load=2.5)
    forces = SOLVE(ADULT, curves)
    assert "exceed what the muscles can give" in forces.status
    assert forces.exceeded.any()
    assert not forces.exceeded.all()
    assert forces.reserve[:, 0].max() > 50
    np.testing.assert_allclose(
        balance(ADULT, curves, forces), curves.moments, atol=1e-3 * curves.moments.max()
    )


def test_what_does_not_settle_says_so():
    forces = bind(solve_cycle, {**VALUES, "cycle_iterations": 0})(ADULT, running())
    assert forces.status.startswith("the tendon force did not settle")
    assert forces.tendon_gap > 1e-6


def test_a_bent_knee_leaves_the_work_to_the_soleus():
    straight, bent = (SOLVE(ADULT, held(0.0, knee, [60.0, 0.0])) for knee in (0.0, 90.0))
    share = [f.force[0, SOL] / f.tendon_force[0] for f in (straight, bent)]
    assert share[1] > 0.9 > share[0]


def test_a_held_posture_is_the_same_at_every_node_and_speed():
    forces = SOLVE(ADULT, held(5.0, 20.0, [80.0, 10.0]))
    np.testing.assert_allclose(forces.fiber_velocity, 0, atol=1e-9)
    np.testing.assert_allclose(forces.force, forces.force[:1] * np.ones((32, 1)), rtol=1e-6)
    slow = SOLVE(ADULT, replace(held(5.0, 20.0, [80.0, 10.0]), period=20.0))
    np.testing.assert_allclose(forces.force, slow.force, rtol=1e-6)
    # Nothing moves: fully active it would hold isometric capacity, so tension is near activation.
    np.testing.assert_allclose(
        forces.relative_tension[0, SOL], forces.activation[0, SOL], atol=0.05
    )


def test_finer_nodes_change_little():
    coarse, fine = (SOLVE(ADULT, running(nodes=nodes)) for nodes in (64, 128))
    np.testing.assert_allclose(
        coarse.tendon_force, fine.tendon_force[::2], atol=0.01 * fine.tendon_force.max()
    )


def test_fibers_and_tendon_make_up_the_muscle():
    curves = running(nodes=128)
    forces = SOLVE(ADULT, curves)
    along = ADULT.optimal_fiber_length * np.cos(ADULT.pennation_angle)
    tendon = ADULT.tendon_slack_length[:3] * (1 + forces.tendon_strain[:, None])
    whole = forces.fiber_length[:, :3] * along[:3] + tendon
    expected = ADULT.muscle_tendon_lengths(curves.angles)[:, :3]
    np.testing.assert_allclose(whole, expected, atol=0.1)


def test_a_longer_lever_lowers_the_force_of_the_tendon():
    same = {
        "volume_spread": 0.0,
        "fiber_length_scale": 1.0,
        "tendon_compliance_scale": 1.0,
        "specific_tension_scale": 1.0,
    }
    short, long = (varied(ADULT, moment_arm_scale=scale, **same) for scale in (0.85, 1.15))
    peaks = [SOLVE(limb, running()).tendon_force.max() for limb in (short, long)]
    assert peaks[0] / peaks[1] == pytest.approx(1.15 / 0.85, rel=0.08)


@pytest.mark.parametrize("runner", ["RBDS001", "RBDS0041", "SUB0044"])
@pytest.mark.parametrize("speed", [25, 35, 45])
def test_measured_strides_settle(shared_data, runner, speed):
    path = shared_data / "biomechanics" / "running_curves" / f"{runner}processed.txt"
    names = path.read_text().splitlines()[0].split("\t")
    table = np.genfromtxt(path, skip_header=1, delimiter="\t")[:-1]
    joints = ("ankle", "knee", "hip")
    angles = table[:, [names.index(f"R{joint}AngZ{speed}") for joint in joints]]
    moments = 70 * table[:, [names.index(f"R{joint}MomZ{speed}") for joint in joints[:2]]]
    curves = MovementCurves({25: 0.78, 35: 0.72, 45: 0.66}[speed], angles, moments)
    forces = SOLVE(ADULT, curves)
    assert forces.status == "settled"
    assert forces.kkt_residual.max() < 1e-8
    impulse = forces.force[:, :3].sum(axis=0)
    assert 0.52 < impulse[SOL] / impulse.sum() < 0.81
    assert 4 < forces.tendon_force.max() / (70 * 9.81) < 10
    assert bind(work_split, VALUES)(ADULT, forces).tendon_share > 0.5


@pytest.mark.parametrize(
    "change",
    [
        {"period": 0.0},
        {"period": np.nan},
        {"angles": np.zeros((8, 2))},
        {"moments": np.zeros((7, 2))},
        {"moments": np.zeros((8, 4))},
        {"angles": np.full((8, 3), np.nan)},
        {"angles": np.zeros((0, 3)), "moments": np.zeros((0, 2))},
    ],
)
def test_curves_that_are_none_are_refused(change):
    sound = {"period": 1.0, "angles": np.zeros((8, 3)), "moments": np.zeros((8, 2))}
    MovementCurves(**sound)
    with pytest.raises(RecordError):
        MovementCurves(**{**sound, **change})
