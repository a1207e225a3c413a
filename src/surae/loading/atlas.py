"""The movement atlas: muscle forces of all movements, solved once over a grid and then looked up.

Forces are stored over the largest isometric force of their muscle, and moments enter as a *demand*:
the moment over that of the reference adult, per strength and lever. A person of another mass,
height or strength, another surface or shoe is another demand on the same grid, because scaling
mass, load and strength together leaves relative tension as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from surae import evidence
from surae.anatomy.limb import GROUPS, Limb, limb_of
from surae.anatomy.strength import triceps_force
from surae.loading.movement.running import factor
from surae.records import Person

Array = NDArray[np.float64]

RULES = ("square", "cube", "fifth")
"""How a moment is shared: by the exponent of activation whose sum is least."""

EXPONENTS = tuple(factor("sharing_exponent", rule) for rule in RULES)
OUTPUTS = (
    "peak_tension",
    "peak_activation",
    "peak_force",
    "impulse",
    "duration",
    "fiber_length",
)
"""Per muscle: force over capacity at that length, activation, force and force × time over the
largest force, force × time over the peak force, fiber length at the peak."""


@dataclass(frozen=True, slots=True, eq=False)
class Chapter:
    """One family of movements.

    Parameters
    ----------
    axes
        Names and grid points, in order; the first is always ``demand``.
    values
        Shape (rules, *grid, groups, outputs).
    solved
        Whether each point settled, shape (rules, *grid).
    tendon
        Shape (rules, *grid, 3): peak force and force × time of the Achilles tendon over the largest
        force of the triceps surae [-], [s], and its peak strain [-].
    """

    axes: Mapping[str, Array]
    values: Array
    tendon: Array
    solved: Array


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """A movement looked up for one person.

    Parameters
    ----------
    peak_tension, peak_activation, peak_force, impulse, duration, fiber_length
        Shape (rules, groups); force and impulse in [N] and [N s], duration in [s].
    tendon_force, tendon_impulse, tendon_strain
        Shape (rules,), [N], [N s], [-].
    beyond
        Whether the movement lies outside the grid, whose edge was then taken, or beyond what the
        muscles can hold.
    """

    peak_tension: Array
    peak_activation: Array
    peak_force: Array
    impulse: Array
    duration: Array
    fiber_length: Array
    tendon_force: Array
    tendon_impulse: Array
    tendon_strain: Array
    beyond: bool


@cache
def chapter(name: str) -> Chapter:
    """Return a family of movements: ``run``, ``walk``, ``stairs_up``, ``stairs_down``, ``hop``."""
    arrays = evidence.arrays("atlas")
    names = str(arrays[f"{name}.axes"]).split(",")
    axes = {axis: arrays[f"{name}.{axis}"].astype(float) for axis in names}
    return Chapter(
        axes,
        arrays[f"{name}.values"],
        arrays[f"{name}.tendon"],
        arrays[f"{name}.solved"].astype(float),
    )


@cache
def reference_limb() -> Limb:
    """Return the limb of the reference adult, for whom the atlas is solved."""
    return limb_of(reference_adult())


@cache
def reference_adult() -> Person:
    """Return the adult of the reference model: 75 kg, 1.70 m."""
    values = evidence.central_values()
    names = ("reference_height", "reference_mass", "reference_age")
    height, mass, age = (values[name] for name in names)
    return Person(height, mass, age, "male")


def demand(limb: Limb, mass: float) -> float:
    """Return the demand of a movement on a person at unit factors [-].

    Body mass over strength and lever, relative to the reference adult.
    """
    reference = reference_limb()
    strength = triceps_force(limb) / triceps_force(reference)
    lever = limb.length_scale / reference.length_scale
    return mass / reference_adult().mass / (strength * lever)


def look_up(limb: Limb, name: str, **place: float) -> Solved:
    """Return a movement of the atlas for a person, linear between grid points.

    Parameters
    ----------
    limb
        The person's leg.
    name
        A family of movements.
    place
        Where on each of its axes; ``demand`` is interpolated in its logarithm.
    """
    book = chapter(name)
    values, beyond = _interpolate(book, book.values, place)
    tendon, _ = _interpolate(book, book.tendon, place)
    settled, _ = _interpolate(book, book.solved, place)
    part = {output: values[..., k] for k, output in enumerate(OUTPUTS)}
    force = limb.max_isometric_force
    return Solved(
        peak_tension=part["peak_tension"],
        peak_activation=part["peak_activation"],
        peak_force=part["peak_force"] * force,
        impulse=part["impulse"] * force,
        duration=part["duration"],
        fiber_length=part["fiber_length"],
        tendon_force=tendon[:, 0] * triceps_force(limb),
        tendon_impulse=tendon[:, 1] * triceps_force(limb),
        tendon_strain=tendon[:, 2],
        beyond=beyond or bool(settled.min() < 1),
    )


def _interpolate(book: Chapter, table: Array, place: Mapping[str, float]) -> tuple[Array, bool]:
    """Interpolate a table of shape (rules, *grid, …) along every axis."""
    beyond = False
    for axis, points in book.axes.items():
        x, grid = place[axis], points
        if axis == "demand":
            x, grid = float(np.log(max(x, points[0] / 2))), np.log(points)
        beyond |= not grid[0] <= x <= grid[-1]
        upper = int(np.clip(np.searchsorted(grid, x), 1, len(grid) - 1))
        share = np.clip((x - grid[upper - 1]) / (grid[upper] - grid[upper - 1]), 0, 1)
        table = (1 - share) * table[:, upper - 1] + share * table[:, upper]
    return table, beyond


__all__ = [
    "EXPONENTS",
    "GROUPS",
    "OUTPUTS",
    "RULES",
    "Chapter",
    "Solved",
    "chapter",
    "demand",
    "look_up",
    "reference_adult",
    "triceps_force",
]
