"""The sharing of :mod:`surae.loading.sharing.solver`, compiled by Numba node by node.

This module is imported only where Numba is installed. Vectors over joints are three numbers, the
curvature is its upper triangle; a problem of fewer joints is filled up with joints that nothing
moves.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from surae.anatomy.limb import JOINTS
from surae.loading.sharing.problem import NodeProblem
from surae.loading.sharing.solver import EPSILON, LEAST_SLACK, ROUNDING, SMALLEST_ACTIVATION

Array = NDArray[np.float64]
Counts = NDArray[np.int64]
Vector = tuple[float, float, float]
Triangle = tuple[float, float, float, float, float, float]

# Sums may be reordered and fused; nothing else of IEEE arithmetic is given up.
_FAST = {"reassoc", "contract", "nsz", "arcp"}

inlined = njit(cache=True, error_model="numpy", fastmath=_FAST)
over_nodes = njit(cache=True, error_model="numpy", fastmath=_FAST, parallel=True)


def solve(problem: NodeProblem, tolerance: float, limit: int) -> tuple[Array, Array, Array, Counts]:
    """Return activations, multipliers, reserves and how often each node was tried."""
    nodes, joints, muscles = problem.capacity.shape
    levers = np.zeros((nodes, len(JOINTS), muscles))
    moment = np.zeros((nodes, len(JOINTS)))
    levers[:, :joints], moment[:, :joints] = problem.capacity, problem.moment
    activation, multiplier = np.empty((nodes, muscles)), np.empty((nodes, len(JOINTS)))
    count = np.empty(nodes, dtype=np.int64)
    costs = (float(problem.exponent), 2.0 * problem.reserve_cost)
    stop = (float(tolerance), limit)
    _solve(levers, moment, problem.weight, costs, stop, activation, multiplier, count)
    used = multiplier[:, :joints]
    return activation, used, used / (2 * problem.reserve_cost), count


@over_nodes
def _solve(levers, moment, weight, costs, stop, activation, multiplier, count):
    for k in prange(len(moment)):
        asked = (moment[k, 0], moment[k, 1], moment[k, 2])
        answer, tries = _node(levers[k], asked, weight, costs, stop)
        for j in range(len(answer)):
            multiplier[k, j] = answer[j]
        for i in range(len(weight)):
            activation[k, i] = _response(_gain(levers[k], answer, i), weight[i], costs[0])
        count[k] = tries


@inlined
def _node(levers, asked, weight, costs, stop):
    """Return the multipliers of one node and how often it was tried."""
    tolerance, limit = stop
    stand = _start(levers, asked, weight, costs)
    step, share, slope, slack, value = (0.0, 0.0, 0.0), 1.0, 0.0, 1.0, math.inf
    low, falling, high, rising = 0.0, 0.0, math.inf, 0.0
    accuracy = tolerance * (1.0 + _largest(asked))
    trial = stand
    for tried in range(1, limit + 1):
        trial = _along(stand, share, step)
        now, slopes, curvature = _dual(levers, asked, weight, costs, trial)
        if _largest(slopes) <= accuracy or (value < math.inf and _same(trial, stand)):
            return trial, tried
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
    return trial, limit


@inlined
def _largest(vector):
    return max(abs(vector[0]), abs(vector[1]), abs(vector[2]))


@inlined
def _same(one, other):
    gap = (abs(one[0] - other[0]), abs(one[1] - other[1]), abs(one[2] - other[2]))
    return (
        gap[0] <= EPSILON * abs(one[0])
        and gap[1] <= EPSILON * abs(one[1])
        and gap[2] <= EPSILON * abs(one[2])
    )


@inlined
def _start(levers, asked, weight, costs):
    """Return the multipliers of the problem without limits, scaled to make the asked power."""
    power, cost = costs
    h00 = h11 = h22 = 1.0 / cost
    h01 = h02 = h12 = 0.0
    for i in range(len(weight)):
        x, y, z, share = levers[0, i], levers[1, i], levers[2, i], 1.0 / (2.0 * weight[i])
        h00, h01, h02 = h00 + share * x * x, h01 + share * x * y, h02 + share * x * z
        h11, h12, h22 = h11 + share * y * y, h12 + share * y * z, h22 + share * z * z
    opposite = _newton(asked, (h00, h01, h02, h11, h12, h22))
    start = _along((0.0, 0.0, 0.0), -1.0, opposite)
    made = 0.0
    for i in range(len(weight)):
        gain = max(_gain(levers, start, i), 0.0)
        made += gain * _root(gain / (power * weight[i]), power)
    scale = _dot(start, asked) / made if made > 0.0 else 1.0
    return _along((0.0, 0.0, 0.0), _raised(scale, power), start)


@inlined
def _dual(levers, asked, weight, costs, trial):
    """Return value, slopes and curvature of the dual."""
    power, cost = costs
    value = _dot(trial, trial) / (2.0 * cost) - _dot(trial, asked)
    g0, g1, g2 = trial[0] / cost - asked[0], trial[1] / cost - asked[1], trial[2] / cost - asked[2]
    h00 = h11 = h22 = 1.0 / cost
    h01 = h02 = h12 = 0.0
    for i in range(len(weight)):
        x, y, z, w = levers[0, i], levers[1, i], levers[2, i], weight[i]
        gain = x * trial[0] + y * trial[1] + z * trial[2]
        if gain > 0.0:
            a = _response(gain, w, power)
            g0, g1, g2 = g0 + x * a, g1 + y * a, g2 + z * a
            if a >= 1.0:
                value += gain - w
            else:
                value += (1.0 - 1.0 / power) * gain * a
                bend = _bend(a, w, power)
                h00, h01, h02 = h00 + bend * x * x, h01 + bend * x * y, h02 + bend * x * z
                h11, h12, h22 = h11 + bend * y * y, h12 + bend * y * z, h22 + bend * z * z
    return value, (g0, g1, g2), (h00, h01, h02, h11, h12, h22)


@inlined
def _root(ratio, power):
    if power == 2.0:
        return ratio
    root = 1.0 / (power - 1.0)
    return math.sqrt(ratio) if root == 0.5 else ratio**root


@inlined
def _raised(scale, power):
    return scale if power == 2.0 else scale ** (power - 1.0)


@inlined
def _response(gain, weight, power):
    """Return the activation at which one more costs as much as it gains."""
    return min(_root(max(gain, 0.0) / (power * weight), power), 1.0)


@inlined
def _bend(activation, weight, power):
    """Return how fast activation rises with gain."""
    if power == 2.0:
        return 1.0 / (2.0 * weight)
    held = max(activation, SMALLEST_ACTIVATION)
    flat = 1.0 / held if 1.0 / (power - 1.0) == 0.5 else held ** (2.0 - power)
    return flat / ((power - 1.0) * power * weight)


@inlined
def _gain(levers, multiplier, muscle):
    return (
        levers[0, muscle] * multiplier[0]
        + levers[1, muscle] * multiplier[1]
        + levers[2, muscle] * multiplier[2]
    )


@inlined
def _dot(one, other):
    return one[0] * other[0] + one[1] * other[1] + one[2] * other[2]


@inlined
def _along(stand, length, step):
    return (
        stand[0] + length * step[0],
        stand[1] + length * step[1],
        stand[2] + length * step[2],
    )


@inlined
def _newton(slopes, curvature):
    """Return the step to where the slopes vanish, by the Cholesky factors of the curvature."""
    h00, h01, h02, h11, h12, h22 = curvature
    l10, l20 = h01 / h00, h02 / h00
    d1 = h11 - l10 * h01
    e21 = h12 - l10 * h02
    l21 = e21 / d1
    d2 = h22 - l20 * h02 - l21 * e21
    y1 = slopes[1] - l10 * slopes[0]
    y2 = slopes[2] - l20 * slopes[0] - l21 * y1
    s2 = y2 / d2
    s1 = y1 / d1 - l21 * s2
    s0 = slopes[0] / h00 - l10 * s1 - l20 * s2
    return (-s0, -s1, -s2)
