"""Joint moments of a movement become the force of each muscle."""

from surae.loading.sharing.curves import CycleForces, MovementCurves
from surae.loading.sharing.cycle import solve_cycle
from surae.loading.sharing.problem import NodeProblem, NodeSolution
from surae.loading.sharing.solver import solve_nodes
from surae.loading.sharing.work import WorkSplit, work_split

__all__ = [
    "CycleForces",
    "MovementCurves",
    "NodeProblem",
    "NodeSolution",
    "WorkSplit",
    "solve_cycle",
    "solve_nodes",
    "work_split",
]
