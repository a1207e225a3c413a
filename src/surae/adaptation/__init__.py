"""What muscles felt becomes how they change, as pure dynamics."""

from surae.adaptation.dose import sensed_tension_dose, tension_draws
from surae.adaptation.trajectory import Circumstances, Habit, Trajectory, simulate

__all__ = [
    "Circumstances",
    "Habit",
    "Trajectory",
    "sensed_tension_dose",
    "simulate",
    "tension_draws",
]
