"""What is asked at each node, and what the answer holds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surae.anatomy.limb import JOINTS
from surae.errors import RecordError

AXES = ("nodes", "joints", "muscles")
Array = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class NodeProblem:
    """Moments to be shared among muscles, node by node.

    At each node: minimise Σ weight · a^exponent + reserve_cost · |r|², so that
    ``capacity @ a + r = moment`` and 0 ≤ a ≤ 1.

    Parameters
    ----------
    capacity
        Moment of each fully active muscle about each joint, shape (nodes, joints, muscles) [N m].
    moment
        To be balanced by active muscles, passive moments taken off, shape (nodes, joints) [N m].
    weight
        Cost of each muscle, above 0, shape (muscles,) [-].
    exponent
        Power of the activation, above 1 [-].
    reserve_cost
        Cost of a reserve of 1 N m, above 0 [1/(N m)²].

    Raises
    ------
    RecordError
        For shapes that do not fit, more than three joints, numbers that are not finite, or costs
        and an exponent that make the problem not convex.
    """

    capacity: Array
    moment: Array
    weight: Array
    exponent: float
    reserve_cost: float

    def __post_init__(self) -> None:
        nodes, joints, muscles = self._shape()
        if self.moment.shape != (nodes, joints) or self.weight.shape != (muscles,):
            raise RecordError(
                "shape of moment and weight",
                f"{self.moment.shape}, {self.weight.shape}",
                f"({nodes}, {joints}), ({muscles},)",
                "give one moment per node and joint and one weight per muscle",
            )
        for name in ("capacity", "moment", "weight"):
            if not np.all(np.isfinite(getattr(self, name))):
                raise RecordError(name, "not finite", "finite numbers", "look for gaps")
        for name, value, least in (
            ("weight", self.weight.min(initial=np.inf), 0),
            ("exponent", self.exponent, 1),
            ("reserve_cost", self.reserve_cost, 0),
        ):
            if not least < value:
                raise RecordError(name, value, f"what is above {least}")

    def _shape(self) -> tuple[int, ...]:
        shape = self.capacity.shape
        if len(shape) != len(AXES) or not 1 <= shape[1] <= len(JOINTS):
            raise RecordError("shape of capacity", shape, "(nodes, 1 to 3 joints, muscles)")
        return shape


@dataclass(frozen=True, slots=True, eq=False)
class NodeSolution:
    """Shared moments.

    Parameters
    ----------
    problem
        What was asked.
    activation
        Shape (nodes, muscles), 0 to 1 [-].
    multiplier
        Cost of one more newton meter, shape (nodes, joints) [1/(N m)].
    reserve
        Moment that the muscles do not carry, shape (nodes, joints) [N m].
    n_evaluations
        How often each node was tried, shape (nodes,).
    """

    problem: NodeProblem
    activation: Array
    multiplier: Array
    reserve: Array
    n_evaluations: NDArray[np.int64]

    @property
    def kkt_residual(self) -> Array:
        """How far each node is from its optimum, shape (nodes,) [-].

        The largest of: the moment left unbalanced, over 1 N m plus the largest moment; the slope of
        the cost along each activation that is free to move, and each slope that would push one off
        its limit, over 1 plus the slopes that balance; the same for the reserve.
        """
        asked = self.problem
        made = np.einsum("njm,nm->nj", asked.capacity, self.activation) + self.reserve
        unbalanced = np.abs(made - asked.moment) / (1 + np.abs(asked.moment).max(1, keepdims=True))
        gain = np.einsum("njm,nj->nm", asked.capacity, self.multiplier)
        price = asked.exponent * asked.weight * self.activation ** (asked.exponent - 1)
        slope = (price - gain) / (1 + np.abs(gain))
        slope = np.where(self.activation <= 0, np.minimum(slope, 0), slope)
        slope = np.where(self.activation >= 1, np.maximum(slope, 0), slope)
        reserve = 2 * asked.reserve_cost * self.reserve - self.multiplier
        reserve /= 1 + np.abs(self.multiplier)
        parts = np.concatenate([unbalanced, np.abs(slope), np.abs(reserve)], axis=1)
        largest: Array = parts.max(axis=1)
        return largest

    def exceeded(self, limit: float) -> Flags:
        """Return where the reserve is above ``limit`` [N m], shape (nodes,)."""
        flags: Flags = np.abs(self.reserve).max(axis=1) > limit
        return flags
