"""The sharing of :mod:`surae.loading.sharing.solver`, compiled by Numba node by node.

This module is imported only where Numba is installed. Vectors over joints are three numbers, zero
for a joint that a problem does not have; the curvature is its upper triangle. ``ease`` is
1 / (exponent · weight); ``rule`` holds the exponent, 1 / (exponent − 1), the activation below which
it rises evenly with gain, how steeply, and twice the cost of the reserve.
"""

from __future__ import annotations

import math

import numpy as np
from numba import get_num_threads, njit, prange, set_num_threads
from numpy.typing import NDArray

from surae.loading.sharing.problem import NodeProblem
from surae.loading.sharing.solver import LEAST_SLACK, ROUNDING, SMALL_RATIO, SMALL_STEP

Array = NDArray[np.float64]
Counts = NDArray[np.int64]

FEW_NODES = 2 ** (2 * 2 * 2)
"""Nodes up to which waking a second thread takes longer than the work."""

# Sums may be reordered and fused; infinities and the rest of the arithmetic stay as they are.
_FAST = {"reassoc", "contract", "nsz", "arcp"}

piece = njit(error_model="numpy", fastmath=_FAST)
whole = njit(error_model="numpy", fastmath=_FAST, parallel=True, cache=True)


def solve(problem: NodeProblem, tolerance: float, limit: int) -> tuple[Array, Array, Array, Counts]:
    """Return activations, multipliers, reserves and how often each node was tried."""
    levers, moment = np.ascontiguousarray(problem.capacity), np.ascontiguousarray(problem.moment)
    nodes, joints, muscles = levers.shape
    if joints == 1:
        levers = np.concatenate([levers, np.zeros_like(levers)], axis=1)
    activation, multiplier = np.empty((nodes, muscles)), np.empty((nodes, joints))
    count = np.empty(nodes, dtype=np.int64)
    ease = 1 / (problem.exponent * problem.weight)
    power, root = float(problem.exponent), 1 / (problem.exponent - 1)
    small, steep = SMALL_RATIO**root, SMALL_RATIO ** (root - 1)
    rule = (power, root, small, steep, 2.0 * problem.reserve_cost)
    stop = (float(tolerance), limit)
    threads = get_num_threads()
    set_num_threads(1 if nodes <= FEW_NODES else threads)
    try:
        _solve(levers, moment, ease, rule, stop, activation, multiplier, count)
    finally:
        set_num_threads(threads)
    return activation, multiplier, multiplier / (2 * problem.reserve_cost), count


@whole
def _solve(levers, moment, ease, rule, stop, activation, multiplier, count):
    for k in prange(len(moment)):
        found, step, tries = _node(levers[k], _vector(moment[k]), ease, rule, stop)
        if rule[0] < 2.0 or _largest(step) > SMALL_STEP * _largest(found):
            step = (0.0, 0.0, 0.0)
        for j in range(moment.shape[1]):
            multiplier[k, j] = found[j] + step[j]
        for i in range(len(ease)):
            pull = _column(levers[k], i)
            a = _response(_dot(pull, found), ease[i], rule)
            if 0.0 < a < 1.0:
                a += _bend(a, ease[i], rule) * _dot(pull, step)
            activation[k, i] = min(max(a, 0.0), 1.0)
        count[k] = tries


@piece
def _node(levers, asked, ease, rule, stop):
    """Return the multipliers of one node, the step that is left, and how often it was tried."""
    tolerance, limit = stop
    stand = _start(levers, asked, ease, rule)
    step, share, slope, slack, value = (0.0, 0.0, 0.0), 1.0, 0.0, 1.0, math.inf
    low, falling, high, rising = 0.0, 0.0, math.inf, 0.0
    accuracy = tolerance * (1.0 + _largest(asked))
    for tried in range(1, limit + 1):
        trial = _along(stand, share, step)
        now, slopes, curvature = _dual(levers, asked, ease, rule, trial)
        there = _largest(slopes) <= accuracy or (value < math.inf and _same(trial, stand))
        if there or tried == limit:
            return trial, _newton(slopes, curvature), tried
        along = _dot(step, slopes)
        lower = now <= value + ROUNDING * abs(now)
        if value < math.inf and (along > -slack * slope or (along > 0.0 and not lower)):
            high, rising = share, along
        elif along < slack * slope and high < math.inf:
            low, falling = share, along
        else:
            stand, value, slack = trial, now, max(slack / 2.0, LEAST_SLACK)
            step = _newton(slopes, curvature)
            slope = _dot(step, slopes)
            low, falling, high, share = 0.0, slope, math.inf, 1.0
        if high < math.inf:
            share = low + (falling / (falling - rising) + 0.5) / 2.0 * (high - low)
    return stand, step, 0


@piece
def _start(levers, asked, ease, rule):
    """Return the multipliers at which the muscles that help, without limits, do what is asked."""
    power, _, _, _, cost = rule
    h00 = h11 = h22 = 1.0 / cost
    h01 = h02 = h12 = 0.0
    for i in range(len(ease)):
        (x, y, z), e = _column(levers, i), ease[i]
        if x * asked[0] + y * asked[1] + z * asked[2] > 0.0:
            h00, h01, h02 = h00 + e * x * x, h01 + e * x * y, h02 + e * x * z
            h11, h12, h22 = h11 + e * y * y, h12 + e * y * z, h22 + e * z * z
    start = _newton((-asked[0], -asked[1], -asked[2]), (h00, h01, h02, h11, h12, h22))
    if power == 2.0:
        return start
    made = 0.0
    for i in range(len(ease)):
        gain = max(_dot(_column(levers, i), start), 0.0)
        made += gain * _root(gain * ease[i], rule)
    scale = (_dot(start, asked) / made) ** (power - 1.0) if made > 0.0 else 1.0
    return _along((0.0, 0.0, 0.0), scale, start)


@piece
def _dual(levers, asked, ease, rule, trial):
    """Return value, slopes and curvature of the dual."""
    cost = rule[-1]
    value = _dot(trial, trial) / (2.0 * cost) - _dot(trial, asked)
    g0, g1, g2 = trial[0] / cost - asked[0], trial[1] / cost - asked[1], trial[2] / cost - asked[2]
    h00 = h11 = h22 = 1.0 / cost
    h01 = h02 = h12 = 0.0
    for i in range(len(ease)):
        (x, y, z), e = _column(levers, i), ease[i]
        gain = x * trial[0] + y * trial[1] + z * trial[2]
        if gain > 0.0:
            a = _response(gain, e, rule)
            g0, g1, g2 = g0 + x * a, g1 + y * a, g2 + z * a
            value += _worth(gain, a, e, rule)
            if a < 1.0:
                bend = _bend(a, e, rule)
                h00, h01, h02 = h00 + bend * x * x, h01 + bend * x * y, h02 + bend * x * z
                h11, h12, h22 = h11 + bend * y * y, h12 + bend * y * z, h22 + bend * z * z
    return value, (g0, g1, g2), (h00, h01, h02, h11, h12, h22)


@piece
def _response(gain, ease, rule):
    """Return the activation at which one more costs as much as it gains."""
    return min(_root(max(gain, 0.0) * ease, rule), 1.0)


@piece
def _root(ratio, rule):
    """Return the activation for a gain over the cost of full activation, not limited to 1."""
    power, root, _, steep, _ = rule
    if power == 2.0:
        return ratio
    if ratio < SMALL_RATIO:
        return ratio * steep
    return math.sqrt(ratio) if root == 0.5 else ratio**root


@piece
def _bend(activation, ease, rule):
    """Return how fast activation rises with gain, between its limits."""
    power, root, small, steep, _ = rule
    if power == 2.0:
        return ease
    if activation < small:
        return steep * ease
    return root * ease * (1.0 / activation if root == 0.5 else activation ** (2.0 - power))


@piece
def _worth(gain, activation, ease, rule):
    """Return what a muscle adds to the dual: the integral of its response over its gain."""
    power, _, small, _, _ = rule
    if activation < small:
        return gain * activation / 2.0
    offset = (1.0 / power - 0.5) / ease * SMALL_RATIO * small
    if activation >= 1.0:
        return gain - 1.0 / (power * ease) + offset
    return (1.0 - 1.0 / power) * gain * activation + offset


@piece
def _newton(slopes, curvature):
    """Return the step to where the slopes vanish, by the Cholesky factors of the curvature."""
    h00, h01, h02, h11, h12, h22 = curvature
    damping = ROUNDING * (h00 + h11 + h22)
    h00, h11, h22 = h00 + damping, h11 + damping, h22 + damping
    l10, l20 = h01 / h00, h02 / h00
    d1, e21 = h11 - l10 * h01, h12 - l10 * h02
    l21 = e21 / d1
    d2 = h22 - l20 * h02 - l21 * e21
    y1 = slopes[1] - l10 * slopes[0]
    y2 = slopes[2] - l20 * slopes[0] - l21 * y1
    s2 = y2 / d2
    s1 = y1 / d1 - l21 * s2
    s0 = slopes[0] / h00 - l10 * s1 - l20 * s2
    return (-s0, -s1, -s2)


@piece
def _column(levers, muscle):
    """Return the levers of one muscle."""
    third = levers[2, muscle] if len(levers) > 2 else 0.0
    return (levers[0, muscle], levers[1, muscle], third)


@piece
def _vector(values):
    second = values[1] if len(values) > 1 else 0.0
    third = values[2] if len(values) > 2 else 0.0
    return (values[0], second, third)


@piece
def _dot(one, other):
    return one[0] * other[0] + one[1] * other[1] + one[2] * other[2]


@piece
def _along(stand, share, step):
    return (stand[0] + share * step[0], stand[1] + share * step[1], stand[2] + share * step[2])


@piece
def _largest(vector):
    return max(abs(vector[0]), abs(vector[1]), abs(vector[2]))


@piece
def _same(one, other):
    """Return whether two vectors are the same to rounding."""
    same = True
    for j in range(len(one)):
        same = same and abs(one[j] - other[j]) <= ROUNDING * abs(one[j])
    return same
