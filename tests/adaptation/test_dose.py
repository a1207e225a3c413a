"""The sensed-tension rule against a direct solution."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surae.adaptation import sensed_tension_dose, tension_draws
from surae.anatomy.force_curves import active_force_length
from surae.evidence import bind, central_values
from surae.records import ContractionClasses

VALUES = central_values()


def classes(tension, duration, period, length=1.0, external=1.0, passive=0.0, muscle=0):
    def one(value, kind=float):
        return np.array([value], dtype=kind)

    return ContractionClasses(
        muscle=one(muscle, int),
        cause=one(0, int),
        relative_tension=np.full((3, 1), tension),
        contraction_duration=one(duration),
        cycle_period=one(period),
        fiber_length=one(length),
        external=one(external),
        passive=one(passive),
        lengthening=one(0.5),
    )


def dose(kinds, **changed):
    rule = bind(sensed_tension_dose, {**VALUES, **changed})
    return float(rule(kinds, kinds.relative_tension[0])[0])


def by_euler(tension, duration, period, tau, steps=20000, cycles=12):
    """Solve τ y′ = u − y over many cycles with small steps; return the last cycle's dose."""
    dt = period / steps
    time = (np.arange(steps) + 0.5) * dt
    rise = min(VALUES["tension_rise_time"], duration / 2)
    pulse = np.clip(np.minimum(time, duration - time) / rise, 0, 1)
    u = tension * float(active_force_length(1.0)) * pulse
    y, total = 0.0, 0.0
    soft = VALUES["threshold_softness"]
    for cycle in range(cycles):
        for k in range(steps):
            y += dt / tau * (u[k] - y)
            if cycle == cycles - 1:
                total += dt * soft * np.logaddexp(0, (y - VALUES["tension_threshold"]) / soft)
    return total


@pytest.mark.parametrize(("tension", "duration", "period"), [(0.9, 3.0, 3.3), (0.95, 0.6, 0.9)])
def test_dose_agrees_with_a_fine_solution(tension, duration, period):
    fine = by_euler(tension, duration, period, VALUES["tension_time_constant"], 2000)
    assert dose(classes(tension, duration, period)) == pytest.approx(fine, rel=0.03)


def test_twice_the_nodes_move_the_dose_by_less_than_two_percent():
    kinds = classes(0.9, 3.0, 3.3)
    assert dose(kinds) == pytest.approx(dose(kinds, cycle_nodes=96.0), rel=0.02)


@given(st.floats(0.1, 1.0), st.floats(0.01, 0.2), st.floats(0.1, 5.0))
@settings(max_examples=50)
def test_more_tension_never_gives_less(tension, more, duration):
    low, high = (classes(u, duration, duration + 0.3) for u in (tension, tension + more))
    assert dose(high) >= dose(low)


def plainly(kinds, tension, exponent=1.0):
    """Sum softplus over the nodes one by one, for draws of tension."""
    values, nodes = VALUES, round(VALUES["cycle_nodes"])
    period, duration = kinds.cycle_period, kinds.contraction_duration
    time = (np.arange(nodes)[:, None] + 0.5) / nodes * period
    rise = np.minimum(values["tension_rise_time"], duration / 2)
    pulses = np.clip(np.minimum(time, duration - time) / rise, 0, 1)
    decay = np.exp(-period / nodes / values["tension_time_constant"])
    sensed = np.zeros(len(period))
    for _ in range(200):  # until the cycle repeats itself
        for pulse in pulses:
            sensed = sensed * decay + (1 - decay) * pulse
    total = 0.0
    for pulse in pulses:
        sensed = sensed * decay + (1 - decay) * pulse
        force = tension * active_force_length(kinds.fiber_length) * sensed
        soft = values["threshold_softness"]
        over = soft * np.logaddexp(0, (force - values["tension_threshold"]) / soft)
        total = total + over**exponent * period / nodes
    return total * np.exp(values["length_exponent"] * (kinds.fiber_length - 1))


@pytest.mark.parametrize("exponent", [1.0, 1.7])
def test_the_quick_sum_is_the_plain_one_from_far_below_to_far_above(exponent):
    rng = np.random.default_rng(1)
    n = 7
    kinds = ContractionClasses(
        *np.zeros((2, n), dtype=int), np.ones((1, n)), rng.uniform(0.2, 4, n),
        np.linspace(4.1, 6, n), rng.uniform(0.8, 1.2, n), np.ones(n), np.zeros(n), np.zeros(n),
    )  # fmt: skip
    tension = np.geomspace(0.05, 60, 3000)[:, None] * np.ones(n)
    rule = bind(sensed_tension_dose, VALUES | {"tension_exponent": exponent})
    got = rule(kinds, tension)
    np.testing.assert_allclose(got, plainly(kinds, tension, exponent), rtol=1e-7, atol=1e-12)


def test_draws_one_by_one_give_the_same_dose():
    kinds = classes(0.9, 3.0, 3.3)
    tension = np.linspace(0.1, 2, 50)[:, None]
    rule = bind(sensed_tension_dose, VALUES)
    each = [rule(kinds, one) for one in tension]
    np.testing.assert_allclose(rule(kinds, tension), each, rtol=1e-12)


def test_a_stance_is_sensed_far_less_than_a_repetition_at_the_same_peak():
    stance, repetition = classes(0.8, 0.23, 0.7), classes(0.8, 3.0, 3.3)
    assert dose(repetition) > 100 * dose(stance)


def test_passive_stretch_counts_by_its_factor():
    kinds = classes(0.3, 60.0, 60.0, passive=1.0)
    assert dose(kinds) == pytest.approx(VALUES["stretch_factor"] * 0.3 * 60)


def test_uncertain_links_scale_only_what_follows_from_an_outer_moment():
    outer, own = classes(0.5, 0.2, 0.7), classes(0.5, 3.0, 3.3, external=0.0)
    links = {
        "tension_scale": np.array([[2 * VALUES["tension_scale"]]]),
        "sharing_rule": np.array([[0.0]]),
    }
    scaled = bind(tension_draws, links)
    assert scaled(outer)[0, 0] == pytest.approx(1.0)
    assert scaled(own)[0, 0] == pytest.approx(0.5)


def test_a_draw_chooses_one_rule_of_sharing():
    kinds = replace(classes(0.0, 0.2, 0.7), relative_tension=np.array([[0.3], [0.4], [0.5]]))
    links = {
        "tension_scale": np.full((5, 1), VALUES["tension_scale"]),
        "sharing_rule": np.array([[0.0], [0.99], [1.0], [2.5], [3.0]]),
    }
    assert bind(tension_draws, links)(kinds)[:, 0].tolist() == [0.3, 0.3, 0.4, 0.5, 0.5]
