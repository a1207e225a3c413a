"""Sharing over whole cycles: the tendon settles, units add up, measured strides can be solved."""

from dataclasses import replace
from importlib.util import find_spec

import numpy as np
import pytest

from surae.anatomy.limb import GROUPS, limb_of, varied
from surae.errors import RecordError
from surae.evidence import bind, central_values
from surae.loading.atlas import EXPONENTS
from surae.loading.movement import MovementCurves, movement_curves
from surae.loading.sharing import solve_cycle, tendon_share_of_work
from surae.records import Person, Run

ADULT = Person(1.75, 70.0, 30.0, "male")
LIMB = limb_of(ADULT)
VALUES = central_values()
SOL = GROUPS.index("SOL")
PERIODS = {25: 0.78, 35: 0.72, 45: 0.66}


def solve(limb, curves, exponent=2.0, **rules):
    rule = bind(solve_cycle, {**VALUES, "sharing_exponent": exponent, **rules})
    return rule(limb, curves, compiled=False)


def running(speed=3.3):
    return movement_curves(Run(minutes=1, speed=speed), ADULT, LIMB)


def held(ankle, knee, moments, hip=0.0):
    """Return a posture that is held."""
    still = np.ones((32, 1))
    return MovementCurves(2.0, still * [ankle, knee, hip], still * np.array(moments), 1.0)


def test_what_does_not_settle_says_so():
    cycle = solve(LIMB, running(), cycle_iterations=0)
    assert cycle.status.startswith("the tendon force did not settle after 0 iterations")


@pytest.mark.skipif(not find_spec("numba"), reason="no Numba")
def test_numba_and_numpy_agree_over_a_stride():
    rule = bind(solve_cycle, {**VALUES, "sharing_exponent": 3.0})
    one, other = (rule(LIMB, running(), compiled=compiled) for compiled in (False, True))
    np.testing.assert_allclose(one.force, other.force, atol=1e-3)
    assert one.n_iterations == other.n_iterations


def test_a_held_posture_is_the_same_at_every_node_and_speed():
    posture = held(5.0, 20.0, [80.0, 10.0])
    cycle = solve(LIMB, posture)
    np.testing.assert_allclose(cycle.fiber_velocity, 0, atol=1e-9)
    np.testing.assert_allclose(cycle.force, cycle.force[:1] * np.ones((32, 1)), rtol=1e-6)
    np.testing.assert_allclose(cycle.force, solve(LIMB, replace(posture, period=20.0)).force)
    # Nothing moves: fully active it would hold isometric capacity, so tension is near activation.
    np.testing.assert_allclose(cycle.relative_tension[0, SOL], cycle.activation[0, SOL], atol=0.05)


def test_a_bent_knee_leaves_the_work_to_the_soleus():
    # Standing and seated.
    postures = [held(0.0, bend, [60.0, 0.0], hip=bend) for bend in (0.0, 90.0)]
    straight, bent = (solve(LIMB, posture) for posture in postures)
    share = [cycle.force[0, SOL] / cycle.tendon_force[0] for cycle in (straight, bent)]
    assert share[1] > 0.9 > share[0]


def test_fibers_and_tendon_make_up_the_muscle():
    curves = running()
    cycle = solve(LIMB, curves)
    along = LIMB.optimal_fiber_length * np.cos(LIMB.pennation_angle)
    tendon = LIMB.tendon_slack_length[:3] * (1 + cycle.tendon_strain[:, None])
    whole = cycle.fiber_length[:, :3] * along[:3] + tendon
    np.testing.assert_allclose(whole, LIMB.muscle_tendon_lengths(curves.angles)[:, :3], atol=0.01)


def test_a_longer_lever_lowers_the_force_of_the_tendon():
    same = {
        "volume_spread": 0.0,
        "fiber_length_scale": 1.0,
        "tendon_compliance_scale": 1.0,
        "specific_tension_scale": 1.0,
    }
    short, long = (varied(LIMB, moment_arm_scale=scale, **same) for scale in (0.85, 1.15))
    peaks = [solve(limb, running()).tendon_force.max() for limb in (short, long)]
    assert peaks[0] / peaks[1] == pytest.approx(1.15 / 0.85, rel=0.08)


@pytest.mark.parametrize("runner", ["RBDS001", "RBDS0041", "SUB0044"])
@pytest.mark.parametrize("speed", PERIODS)
def test_measured_strides_settle(shared_data, runner, speed):
    path = shared_data / "biomechanics" / "running_curves" / f"{runner}processed.txt"
    names = path.read_text().splitlines()[0].split("\t")
    table = np.genfromtxt(path, skip_header=1, delimiter="\t")[:-1]
    angles, moments = (
        table[:, [names.index(f"R{joint}{kind}Z{speed}") for joint in joints]]
        for kind, joints in (("Ang", ("ankle", "knee", "hip")), ("Mom", ("ankle", "knee")))
    )
    curves = MovementCurves(PERIODS[speed], angles, 70 * moments, 0.35)
    for exponent in EXPONENTS:
        cycle = solve(LIMB, curves, exponent)
        assert cycle.status == ""
        assert cycle.n_iterations <= 5
        assert cycle.kkt_residual < 1e-8
        # The muscles carry stance; in swing, with the knee bent to 118 degrees, the stretched thigh
        # asks for up to 9 N m more than the flexors have.
        assert np.abs(cycle.reserve[:40]).max() < 0.1
        assert np.abs(cycle.reserve).max() < 12
        impulse = cycle.force[:, :3].sum(axis=0)
        assert 0.52 < impulse[SOL] / impulse.sum() < 0.81
        assert 4 < cycle.tendon_force.max() / (70 * 9.80665) < 10
        assert tendon_share_of_work(LIMB, curves, cycle)[SOL] > 0.45


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
    sound = {"period": 1.0, "angles": np.zeros((8, 3)), "moments": np.zeros((8, 2)), "stance": 0.4}
    MovementCurves(**sound)
    with pytest.raises(RecordError):
        MovementCurves(**{**sound, **change})
