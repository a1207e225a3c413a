"""Laws that hold for every movement, person and recording."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surae.anatomy.force_curves import passive_force_length
from surae.anatomy.limb import GROUPS, limb_of
from surae.errors import RecordError
from surae.evidence import bind, central_values
from surae.loading import activity_load, bouts, calf_raise, load_spectrum
from surae.loading.grade_spread import grade_nodes
from surae.loading.movement import MovementCurves, movement_curves
from surae.loading.sharing import solve_cycle
from surae.records import (
    Bout,
    CalfRaise,
    Hills,
    Hops,
    Person,
    Run,
    Samples,
    Session,
    Sprint,
    Stairs,
    StrengthSet,
    Walk,
)

ADULT = Person(1.75, 70.0, 30.0, "male")
LIMB = limb_of(ADULT)
VALUES = central_values()
SOLVE = bind(solve_cycle, {**VALUES, "sharing_exponent": 2.0})
PLANTARFLEXORS = [GROUPS.index(name) for name in ("MG", "LG", "SOL", "DPF")]
SPEEDS, GRADES = st.floats(1.5, 7.0), st.floats(-0.25, 0.35)
PEOPLE = st.builds(
    Person, st.floats(1.5, 2.0), st.floats(45, 110), st.floats(18, 70), st.just("female")
)
DAY = date(2026, 3, 2)


def balance(limb, curves, cycle):
    """Return what forces and reserves add up to [N m]."""
    arms = limb.moment_arms(curves.angles)[:, :2] / 1000
    return np.einsum("njm,nm->nj", arms, cycle.force) + cycle.reserve


def held(ankle, knee, moments):
    """Return a posture that is held."""
    still = np.ones((16, 1))
    return MovementCurves(2.0, still * [ankle, knee, 0.0], still * np.array(moments), 1.0)


def tendon_peak(activity, limb=LIMB, mass=ADULT.mass):
    return max(cycle.peak for cycle in activity_load(activity, limb, mass).tendon)


MOVEMENTS = [
    Run(minutes=1, speed=2.0),
    Run(minutes=1, speed=4.5, grade=-0.12),
    Run(minutes=1, speed=2.5, grade=0.25, surface="trail"),
    Sprint(repeats=1, seconds=5, speed=8.0),
    Walk(minutes=1, grade=0.1),
    Stairs(minutes=1, direction="up", style="run"),
    Stairs(minutes=1, direction="down"),
    Hops(contacts=1, legs=2),
    CalfRaise(sets=1, reps=1, legs=1, body_weight=True),
    CalfRaise(sets=1, reps=1, legs=1, knee_angle=90.0, load_kg=15.0),
]


@pytest.mark.parametrize("activity", MOVEMENTS, ids=repr)
def test_moments_balance_in_every_movement(activity):
    curves = movement_curves(activity, ADULT, LIMB)
    cycle = SOLVE(LIMB, curves, compiled=False)
    assert cycle.status == ""
    assert cycle.kkt_residual < 1e-8
    np.testing.assert_allclose(balance(LIMB, curves, cycle), curves.moments, atol=1e-6)
    np.testing.assert_allclose(cycle.tendon_force, cycle.force[:, :3].sum(axis=1))
    assert cycle.force.min() >= 0


@given(PEOPLE, SPEEDS, GRADES)
@settings(max_examples=15)
def test_moments_balance_for_anybody(person, speed, grade):
    limb = limb_of(person)
    curves = movement_curves(Run(minutes=1, speed=speed, grade=grade), person, limb)
    cycle = SOLVE(limb, curves, compiled=False)
    np.testing.assert_allclose(balance(limb, curves, cycle), curves.moments, atol=1e-6)


@given(st.floats(0, 20), st.floats(0, 30))
@settings(max_examples=25)
def test_without_a_moment_the_plantarflexors_only_resist_their_own_stretch(ankle, knee):
    cycle = SOLVE(LIMB, held(ankle, knee, [0.0, 0.0]), compiled=False)
    strongest = LIMB.max_isometric_force * np.cos(LIMB.pennation_angle)
    passive = strongest * passive_force_length(cycle.fiber_length)
    active = (cycle.force - passive)[:, PLANTARFLEXORS]
    np.testing.assert_allclose(active, 0, atol=1e-4 * strongest.max())
    np.testing.assert_allclose(cycle.relative_tension[:, PLANTARFLEXORS], 0, atol=1e-4)


def test_at_rest_and_without_a_moment_the_tendon_bears_next_to_nothing():
    cycle = SOLVE(LIMB, held(0.0, 0.0, [0.0, 0.0]), compiled=False)
    assert cycle.tendon_force.max() < 0.01 * LIMB.max_isometric_force[:3].sum()


@given(st.floats(1.5, 6.9), st.floats(0.01, 0.5), GRADES, st.sampled_from(["road", "treadmill"]))
def test_faster_never_loads_the_tendon_less_on_any_grade(speed, more, grade, surface):
    slow, fast = (
        Run(minutes=1, speed=v, grade=grade, surface=surface)
        for v in (speed, min(speed + more, 7.0))
    )
    assert tendon_peak(fast) >= tendon_peak(slow) - 1e-9


@given(st.floats(0.7, 1.5), st.sampled_from(MOVEMENTS))
def test_mass_load_and_strength_scaled_together_leave_relative_tension(scale, activity):
    strong = replace(
        LIMB,
        max_isometric_force=scale * LIMB.max_isometric_force,
        volume=scale * LIMB.volume,
    )
    heavy = activity
    if isinstance(activity, CalfRaise) and activity.load_kg:
        heavy = replace(activity, load_kg=scale * activity.load_kg)
    one = activity_load(activity, LIMB, ADULT.mass)
    two = activity_load(heavy, strong, scale * ADULT.mass)
    for a, b in zip(one.contractions, two.contractions, strict=True):
        np.testing.assert_allclose(a.relative_tension, b.relative_tension, rtol=1e-9)
        np.testing.assert_allclose(a.fiber_length, b.fiber_length, rtol=1e-9)
    assert tendon_peak(activity) == pytest.approx(tendon_peak(heavy, strong, scale * ADULT.mass))


@pytest.mark.parametrize("exercise", ["calf_raise_standing", "calf_raise_seated"])
def test_left_and_right_are_alike(exercise):
    left, right = (
        calf_raise(StrengthSet(exercise, "Raise", 12.0, 20.0, side=side))
        for side in ("left", "right")
    )
    assert left is not None
    assert left == right


# A recording, and the same recording in two parts.


def recorded(time, speed, begin=0):
    """Return a run on a level belt."""
    none = np.full(len(time), np.nan)
    distance = np.concatenate([[0.0], np.cumsum(np.diff(time) * speed[1:])])
    start = datetime(2026, 3, 2, 7, tzinfo=UTC) + timedelta(seconds=begin)
    made = Samples(time - time[0], distance, speed, none, none, none, 0 * none)
    return Session(
        start, "run", float(np.ptp(time)), float(distance[-1]), "a.fit",
        samples=made, surface="treadmill", grade=0.01,
    )  # fmt: skip


def spectrum(*sessions):
    done = [bout for session in sessions for bout in bouts(session)]
    return load_spectrum(done, LIMB, ADULT.mass, DAY, np.zeros(1))


@given(st.integers(60, 540), st.integers(0, 1000))
@settings(max_examples=20)
def test_a_split_recording_sums_to_the_whole(cut, seed):
    time = np.arange(601.0)
    rng = np.random.default_rng(seed)
    speed = np.repeat(rng.choice([1.5, 2.5, 3.0, 4.0], 61), 10)[:601]
    whole = spectrum(recorded(time, speed))
    first, last = slice(None, cut + 1), slice(cut, None)
    parts = spectrum(
        recorded(time[first], speed[first]), recorded(time[last], speed[last], begin=cut)
    )
    np.testing.assert_array_equal(parts.classes.relative_tension, whole.classes.relative_tension)
    np.testing.assert_allclose(parts.counts, whole.counts, rtol=1e-9)
    np.testing.assert_allclose(parts.tendon_counts, whole.tendon_counts, rtol=1e-9)
    np.testing.assert_allclose(parts.steps, whole.steps, rtol=1e-9)


@given(st.integers(1, 12))
@settings(max_examples=6)
def test_the_work_of_a_spectrum_follows_kinds_and_not_seconds(hours):
    """Twice the seconds of like running are the same kinds in twice the amount."""
    time = np.arange(600.0 * hours + 1)
    speed = 2.5 + (np.arange(len(time)) // 300 % 2)
    short, long = recorded(time[:601], speed[:601]), recorded(time, speed)
    assert len(bouts(long)) == len(bouts(short)) == 2
    np.testing.assert_allclose(spectrum(long).steps, hours * spectrum(short).steps, rtol=1e-2)


# A grade that is known roughly.


@given(
    st.integers(-10, 10).map(lambda k: 0.02 * k), st.floats(0.0101, 0.08).map(lambda v: round(v, 4))
)
def test_grades_keep_their_mean_and_their_spread(grade, sd):
    nodes = bind(grade_nodes, VALUES)(grade, sd)
    at, share = np.array(nodes).T
    assert share.sum() == pytest.approx(1)
    assert share.min() > 0
    assert share @ at == pytest.approx(grade, abs=1e-12)
    assert np.sqrt(share @ (at - grade) ** 2) == pytest.approx(sd)


def test_a_spread_below_half_a_bin_is_none_and_the_steepest_grades_are_held():
    nodes = bind(grade_nodes, VALUES)
    assert nodes(0.04, 0.009) == ((0.04, 1.0),)
    assert max(grade for grade, _ in nodes(0.44, 0.05)) == VALUES["grade_limit"]
    assert max(grade for grade, _ in nodes(0.5, 0.05)) == 0.5


def loaded(sd, activity):
    return load_spectrum([Bout(DAY, activity, 30.0, sd)], LIMB, ADULT.mass, DAY, np.zeros(1))


@given(st.floats(0, 0.08), st.sampled_from([-0.1, 0.0, 0.06]))
def test_a_spread_grade_keeps_amount_and_cause(sd, grade):
    activity = Run(minutes=1, grade=grade)
    known, rough = loaded(0.0, activity), loaded(sd, activity)
    assert rough.counts.sum() == pytest.approx(known.counts.sum())
    assert rough.steps[0] == pytest.approx(known.steps[0])
    np.testing.assert_allclose(rough.exposure, known.exposure)
    assert set(rough.classes.cause) == set(known.classes.cause)


def test_a_spread_grade_is_felt_as_grades_on_both_sides_by_hand():
    # 0.02 about 0.20 with bins of 0.02: half of the strides at 0.18, half at 0.22.
    rough = loaded(0.02, Run(minutes=1, grade=0.2))
    peaks = [tendon_peak(Run(minutes=1, grade=g)) for g in (0.18, 0.22)]
    np.testing.assert_allclose(np.sort(rough.tendon.peak), peaks)
    np.testing.assert_allclose(rough.tendon_counts[0, 0], rough.tendon_counts[0, 1])


def test_a_hop_has_no_grade_to_spread():
    rough, known = (loaded(sd, Hops(contacts=50)) for sd in (0.05, 0.0))
    np.testing.assert_array_equal(rough.counts, known.counts)


# What cannot be.


@pytest.mark.parametrize(
    ("make", "quantity", "value", "allowed"),
    [
        (lambda: Run(minutes=1, speed=-2.0), "speed", "-2", "0.1–13 m/s"),
        (lambda: Run(minutes=1, grade=4.0), "grade", "4", "-0.6–0.6"),
        (lambda: Walk(minutes=1, grade=4.0), "grade", "4", "-0.6–0.6"),
        (lambda: Hills(repeats=1, seconds=60, grade=4.0, speed=3.0), "grade", "4", "-0.6–0.6"),
        (lambda: CalfRaise(sets=1, reps=1, knee_angle=200.0), "knee_angle", "200", "0–130"),
        (lambda: CalfRaise(sets=1, reps=1, load_kg=5000.0), "load_kg", "5000", "0–1000"),
        (lambda: CalfRaise(sets=1, reps=0), "reps", "0", "1–"),
    ],
)
def test_what_cannot_be_names_quantity_value_and_range(make, quantity, value, allowed):
    with pytest.raises(RecordError) as refused:
        make()
    assert refused.value.quantity == quantity
    assert f"`{quantity}` {value}" in str(refused.value)
    assert allowed in str(refused.value)
