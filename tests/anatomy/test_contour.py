"""Closed curves: measures by hand, and the laws of growth among neighbors."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surae.anatomy import contour

CIRCLE = np.exp(2j * np.pi * np.arange(60) / 60)
SQUARE = np.array([0, 3, 3 + 3j, 3j])


def grow(curves, factors, growth_step=0.1):
    return contour.grow(curves, np.log(factors), growth_step=growth_step)


def test_measures_by_hand():
    triangle = np.array([0, 4, 3j])
    assert contour.area(triangle) == 6
    assert contour.perimeter(triangle) == 12
    assert contour.center(triangle) == pytest.approx(4 / 3 + 1j)
    assert contour.area(triangle[::-1]) == -6


def test_a_taut_tape_bridges_a_hollow():
    hollow = np.array([0, 2 + 1j, 4, 4 + 4j, 4j])
    tape = contour.tape(hollow, 0.0, tape_directions=720)
    assert contour.perimeter(tape) == pytest.approx(16)
    assert contour.area(tape) == pytest.approx(16)


@given(st.floats(0, 2), st.floats(0.1, 1))
def test_a_layer_adds_its_own_circle_to_any_tape(layer, more):
    thin, thick = (contour.tape(SQUARE, t, tape_directions=720) for t in (layer, layer + more))
    longer = contour.perimeter(thick) - contour.perimeter(thin)
    assert longer == pytest.approx(2 * np.pi * more, rel=1e-3)


def test_a_lone_circle_swells_as_a_circle():
    # Nothing holds it: radius √1.21 = 1.1
    (swollen,) = grow([CIRCLE], [1.21])
    np.testing.assert_allclose(np.abs(swollen), 1.1, rtol=2e-3)


def test_a_neighbor_is_moved_as_the_field_of_a_charge_says():
    # Far away the source looks like a point: displacement = added area / (2π distance).
    far = 8 + 0.1 * CIRCLE
    _, moved = grow([CIRCLE, far], [1.1, 1.0])
    shift = contour.center(moved) - 8
    assert shift.real == pytest.approx(0.1 * np.pi / (2 * np.pi * 8), rel=0.01)
    assert abs(shift.imag) < 1e-9


@given(st.floats(0.6, 1.4), st.floats(0.6, 1.4))
def test_areas_are_met_and_what_does_not_grow_keeps_its_own(first, second):
    curves = [CIRCLE, 2.1 + 0.9 * CIRCLE, 1 + 2j + 0.8 * CIRCLE]
    grown = grow(curves, [first, second, 1.0])
    for before, after, factor in zip(curves, grown, (first, second, 1.0), strict=True):
        assert contour.area(after) == pytest.approx(factor * contour.area(before), rel=0.01)
        assert not contour.crosses_itself(after)


def test_half_the_step_changes_little():
    curves = [CIRCLE, 2.1 + 0.9 * CIRCLE]
    coarse, fine = (grow(curves, [1.4, 0.8], growth_step=step) for step in (0.2, 0.1))
    for one, other in zip(coarse, fine, strict=True):
        assert np.max(np.abs(one - other)) < 0.002


def test_growing_there_and_back_returns():
    curves = [CIRCLE, 2.1 + 0.9 * CIRCLE]
    there = grow(curves, [1.3, 1.0], growth_step=0.05)
    back = grow(there, [1 / 1.3, 1.0], growth_step=0.05)
    for before, after in zip(curves, back, strict=True):
        assert np.max(np.abs(before - after)) < 0.01


def test_no_growth_moves_nothing():
    (same,) = grow([SQUARE], [1.0])
    np.testing.assert_array_equal(same, SQUARE)
