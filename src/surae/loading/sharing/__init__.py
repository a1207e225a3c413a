"""Sharing of joint moments among the muscles of a leg, at a node and over a whole cycle."""

from surae.loading.sharing.cycle import CycleForces, solve_cycle, tendon_share_of_work
from surae.loading.sharing.problem import NodeProblem, NodeSolution
from surae.loading.sharing.solver import solve_nodes

__all__ = [
    "CycleForces",
    "NodeProblem",
    "NodeSolution",
    "solve_cycle",
    "solve_nodes",
    "tendon_share_of_work",
]
