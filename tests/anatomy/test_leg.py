"""The calf of one person: hand-computed numbers and identities."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surae.anatomy.force_curves import active_force_length, passive_force_length, tendon_strain
from surae.anatomy.leg import capacities, fiber_lengths, leg_of, triceps_moment_arm
from surae.anatomy.paths import ankle_moment_arm, muscle_tendon_length, path_error
from surae.records import MUSCLES, Person

ADULT = Person(1.70, 75.0, 30.0, "male")


def test_volumes_of_the_reference_adult_follow_the_regression():
    # 75 kg × 1.70 m = 127.5: MG 1.71·127.5 + 46.2, LG 1.08·127.5 + 15.7, SOL 2.57·127.5 + 120
    np.testing.assert_allclose(leg_of(ADULT).volume, [264.225, 153.4, 447.675])


def test_force_is_specific_tension_times_pcsa():
    leg = leg_of(ADULT)
    # SOL: 447.675 cm³ / 4.4 cm × 60 N/cm² = 6104.7 N; MG: 264.225 / 5.9 × 60 = 2687.0 N
    assert leg.max_isometric_force[2] == pytest.approx(6104.66, abs=0.01)
    assert leg.max_isometric_force[0] == pytest.approx(2687.03, abs=0.01)


@given(height=st.floats(1.4, 2.1), mass=st.floats(40, 130), sex=st.sampled_from(["female", "male"]))
def test_volume_is_pcsa_times_fiber_length(height, mass, sex):
    leg = leg_of(Person(height, mass, 30.0, sex))
    np.testing.assert_allclose(leg.pcsa * leg.optimal_fiber_length / 10, leg.volume)


def test_paths_are_fitted_within_a_millimeter():
    for muscle in MUSCLES:
        assert max(path_error(muscle)) < 0.5


def test_paths_reproduce_the_sampled_geometry():
    # Rows of the geometry table: soleus and medial gastrocnemius, ankle 0 deg, knee 0 and 90 deg.
    assert muscle_tendon_length("SOL", 0, 0) == pytest.approx(322.837, abs=0.3)
    assert muscle_tendon_length("MG", 0, 0) == pytest.approx(451.984, abs=0.5)
    assert muscle_tendon_length("MG", 0, 90) == pytest.approx(422.294, abs=0.5)
    assert ankle_moment_arm("SOL", 20, 0) == pytest.approx(34.222, abs=0.3)


def test_a_bent_knee_leaves_the_gastrocnemius_short_and_the_soleus_alone():
    leg = leg_of(ADULT)
    straight, bent = (fiber_lengths(leg, 0, knee, 0.4) for knee in (0, 90))
    assert bent[0] == pytest.approx(0.44, abs=0.06)
    assert bent[2] == straight[2]
    weak = capacities(leg, bent)[0] / capacities(leg, straight)[0]
    assert weak < 0.2


@given(st.floats(-25, 20), st.floats(0, 0.9), st.floats(0.01, 0.1))
def test_more_pull_stretches_the_tendon_and_shortens_every_fiber(ankle, pull, more):
    leg = leg_of(ADULT)
    assert np.all(fiber_lengths(leg, ankle, 0, pull + more) <= fiber_lengths(leg, ankle, 0, pull))


def test_moment_arm_scales_with_height():
    small, tall = (leg_of(Person(h, 70, 30, "female")) for h in (1.5, 1.8))
    ratio = triceps_moment_arm(tall, 0, 0) / triceps_moment_arm(small, 0, 0)
    assert ratio == pytest.approx(1.8 / 1.5, rel=0.01)


@given(st.floats(0.2, 2.0))
def test_force_curves_stay_in_their_bounds(length):
    assert 0 <= active_force_length(length) <= 1.05
    assert passive_force_length(length) >= 0


@given(st.floats(0, 1.2), st.floats(0.001, 0.2))
def test_tendon_strain_rises_with_force(force, more):
    assert tendon_strain(force + more) > tendon_strain(force) - 1e-12
    assert tendon_strain(0.0) == pytest.approx(0.0, abs=1e-12)
