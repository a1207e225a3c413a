"""The whole leg of one person: identities, hand-computed numbers, fitted paths."""

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surae import evidence
from surae.anatomy.force_curves import force_velocity
from surae.anatomy.leg import leg_of
from surae.anatomy.limb import (
    GROUPS,
    MEMBERS,
    fit_errors,
    limb_of,
    moment_arms,
    muscle_tendon_lengths,
    varied,
)
from surae.anatomy.paths import ANGLES, ankle_moment_arm, muscle_tendon_length
from surae.evidence.binding import bind
from surae.records import MUSCLES, Person

ADULT = Person(1.70, 75.0, 30.0, "male")
PEOPLE = st.builds(
    Person,
    st.floats(1.4, 2.1),
    st.floats(40, 130),
    st.floats(18, 80),
    st.sampled_from(["female", "male"]),
)
ANKLE, KNEE, HIP = range(3)


def group(name):
    return GROUPS.index(name)


def test_the_calf_comes_first_and_is_that_of_the_leg():
    assert GROUPS[:3] == MUSCLES
    for person in (ADULT, Person(1.58, 52.0, 61.0, "female")):
        leg, limb = leg_of(person), limb_of(person)
        for field in fields(leg):
            value = getattr(limb, field.name)
            if isinstance(value, np.ndarray):
                np.testing.assert_array_equal(value[:3], getattr(leg, field.name))
            else:
                assert value == getattr(leg, field.name)


def test_volumes_of_the_reference_adult_follow_the_regression():
    volumes = {row["muscle"]: row for row in evidence.table("muscle_volume")}
    for name, volume in zip(GROUPS, limb_of(ADULT).volume, strict=True):
        expected = sum(127.5 * volumes[m]["slope"] + volumes[m]["intercept"] for m in MEMBERS[name])
        assert volume == pytest.approx(expected)


def test_strength_of_a_group_is_that_of_its_members_in_the_reference_adult():
    # Vasti: 60 N/cm² × (443.925 / 11.0 + 852.975 / 11.7 + 275.475 / 11.7) cm² = 8208.3 N
    assert limb_of(ADULT).max_isometric_force[group("VAS")] == pytest.approx(8208.33, abs=0.01)
    paths = {row["muscle"]: row for row in evidence.table("tendon_paths")}
    volumes = {row["muscle"]: row for row in evidence.table("muscle_volume")}
    for name, force in zip(GROUPS, limb_of(ADULT).max_isometric_force, strict=True):
        expected = sum(
            60.0
            * (127.5 * volumes[m]["slope"] + volumes[m]["intercept"])
            / (paths[m]["optimal_fiber_length"] / 10)
            for m in MEMBERS[name]
        )
        assert force == pytest.approx(expected, rel=1e-9)


@given(PEOPLE)
def test_volume_is_pcsa_times_fiber_length_in_every_group(person):
    limb = limb_of(person)
    np.testing.assert_allclose(limb.pcsa * limb.optimal_fiber_length / 10, limb.volume)
    np.testing.assert_allclose(limb.max_isometric_force, 60 * limb.pcsa)
    assert np.all(np.isin(np.flatnonzero(np.isnan(limb.slow_fiber_share)), group("BFSH")))


def test_paths_are_fitted_within_a_millimeter():
    errors = fit_errors()
    assert len(errors) == 17
    assert max(max(error) for error in errors.values()) < 1.0
    assert max(errors["SOL"] + errors["TA"]) < 0.02


def test_group_paths_reproduce_the_sampled_geometry_of_single_muscles():
    rows = [row for row in evidence.table("geometry") if row["muscle"] in GROUPS]
    angles = np.array([[row[name] for name in ANGLES] for row in rows])
    lengths, arms = muscle_tendon_lengths(angles), moment_arms(angles)
    for i, row in enumerate(rows):
        g = group(row["muscle"])
        assert lengths[i, g] == pytest.approx(row["muscle_tendon_length"], abs=1.5)
        expected = (row["ankle_moment_arm"], -row["knee_moment_arm"], -row["hip_moment_arm"])
        np.testing.assert_allclose(arms[i, :, g], expected, atol=2.0)


def test_single_muscles_of_the_calf_and_groups_agree():
    angles = np.array([[-20.0, 50.0, 0.0], [15.0, 0.0, 0.0]])
    for i, (ankle, knee, _) in enumerate(angles):
        for muscle in MUSCLES:
            g = group(muscle)
            length, arm = muscle_tendon_lengths(angles)[i, g], moment_arms(angles)[i, ANKLE, g]
            assert muscle_tendon_length(muscle, ankle, knee) == pytest.approx(length)
            assert ankle_moment_arm(muscle, ankle, knee) == pytest.approx(arm)


@given(st.floats(-60, 60), st.floats(-20, 160), st.floats(-40, 130))
def test_paths_stay_sane_beyond_the_sampled_angles(ankle, knee, hip):
    lengths, arms = muscle_tendon_lengths([ankle, knee, hip]), moment_arms([ankle, knee, hip])
    assert np.all((lengths > 100) & (lengths < 800))
    assert np.all(np.abs(arms) < 80)
    assert np.all(arms[0, ANKLE, :3] > 20)
    assert np.all(arms[0, ANKLE, 5:] == 0)


def test_muscles_pull_where_anatomy_says():
    ankle, knee, hip = np.sign(moment_arms([[5, 40, 30]])[0])
    assert dict(zip(GROUPS, ankle, strict=True)) == {
        "MG": 1, "LG": 1, "SOL": 1, "TA": -1, "DPF": 1, "VAS": 0, "RF": 0, "HAM": 0, "BFSH": 0,
    }  # fmt: skip
    assert [name for name, sign in zip(GROUPS, knee, strict=True) if sign > 0] == ["VAS", "RF"]
    flexors = [name for name, sign in zip(GROUPS, knee, strict=True) if sign < 0]
    assert flexors == ["MG", "LG", "HAM", "BFSH"]
    assert (hip[group("RF")], hip[group("HAM")], hip[group("SOL")]) == (-1, 1, 0)


def test_a_lever_is_the_excursion_of_its_muscle_at_the_ankle():
    # Length and lever are fitted apart, yet they have to tell the same story to 1 mm.
    angles = np.column_stack([np.arange(-30, 30, 2.0), np.full(30, 20.0), np.zeros(30)])
    slope = np.gradient(muscle_tendon_lengths(angles), np.radians(2), axis=0)[1:-1, :5]
    np.testing.assert_allclose(
        moment_arms(angles)[1:-1, ANKLE, :5], slope * [1, 1, 1, 1, 1], atol=1
    )


def test_people_deviate_as_asked():
    limb = limb_of(ADULT)
    same = bind(varied, evidence.central_values())(limb)
    np.testing.assert_allclose(same.max_isometric_force, limb.max_isometric_force)
    other = varied(
        limb,
        volume_spread=0.1,
        fiber_length_scale=1.2,
        moment_arm_scale=0.9,
        tendon_compliance_scale=1.5,
        specific_tension_scale=1.2,
    )
    np.testing.assert_allclose(other.volume / limb.volume, 1.1)
    np.testing.assert_allclose(other.max_isometric_force / limb.max_isometric_force, 1.1)
    assert other.tendon_compliance == 1.5
    angles = [[12.0, 30.0, 20.0], [0.0, 30.0, 20.0]]
    arms = other.moment_arms(angles) / np.where(
        limb.moment_arms(angles), limb.moment_arms(angles), 1
    )
    assert set(np.round(arms[:, ANKLE], 9).ravel()) == {0.9, 0.0}
    assert set(np.round(arms[:, KNEE], 9).ravel()) == {1.0, 0.0}
    lengths, changed = limb.muscle_tendon_lengths(angles), other.muscle_tendon_lengths(angles)
    np.testing.assert_allclose(np.diff(changed, axis=0), 0.9 * np.diff(lengths, axis=0))


def test_force_velocity_by_hand():
    # Still: -0.31832 asinh(-0.37412) + 0.88564 = -0.31832 × (-0.36589) + 0.88564 = 1.0021
    assert float(force_velocity(0.0)) == pytest.approx(1.0021, abs=1e-4)
    assert float(force_velocity(-1.0)) == pytest.approx(0.0108, abs=1e-3)
    assert float(force_velocity(-2.0)) == 0.0


@given(st.floats(-1.5, 1.5), st.floats(1e-6, 1))
def test_faster_shortening_never_pulls_harder(velocity, more):
    assert force_velocity(velocity) <= force_velocity(velocity + more)


def test_the_errors_of_the_fit_are_those_in_the_documents(root):
    told = (root / "docs" / "explanation" / "leg.md").read_text(encoding="utf-8")
    for muscle, errors in fit_errors().items():
        assert f"| {muscle} | {' | '.join(f'{error:.2f}' for error in errors)} |" in told


def test_the_reference_adult_is_the_one_in_the_documents(root):
    told = (root / "docs" / "explanation" / "leg.md").read_text(encoding="utf-8")
    limb = limb_of(ADULT)
    for name, volume, force in zip(GROUPS, limb.volume, limb.max_isometric_force, strict=True):
        (row,) = (
            line for line in told.splitlines() if line.startswith(f"| {name} | {volume:.0f} |")
        )
        assert f"| {force:.0f} |" in row
