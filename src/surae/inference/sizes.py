"""A muscle's volume, cross-section and thickness from each other, with their uncertainty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from surae.anatomy import sizes
from surae.anatomy.limb import limb_of
from surae.anatomy.shape import shank_length
from surae.errors import RecordError
from surae.inference.priors import stream
from surae.records import MUSCLES, Draws, Interval, Person
from surae.units import check

Array = NDArray[np.float64]
Size = Literal["volume", "csa", "thickness"]

# Of the logarithm of volume, of form at the same volume and of thickness at the same section, what
# enters the logarithm of each size.
_ROW: dict[Size, tuple[float, float, float]] = {
    "volume": (1.0, 0.0, 0.0),
    "csa": (1.0, 1.0, 0.0),
    "thickness": (0.5, 0.5, 1.0),
}
_CHECKED_AS = {"volume": "muscle_volume", "csa": "anatomical_csa", "thickness": "muscle_thickness"}


@dataclass(frozen=True, slots=True)
class SizeReading:
    """One reading of a muscle's size and its error (SD): [cm3], [cm2] or [mm].

    Raises
    ------
    RecordError
        For a value that cannot be believed.
    """

    quantity: Size
    value: float
    error_sd: float

    def __post_init__(self) -> None:
        if self.quantity not in _CHECKED_AS:
            raise RecordError("quantity", self.quantity, ", ".join(_CHECKED_AS))
        check(_CHECKED_AS[self.quantity], self.value)
        check("typical_error", self.error_sd)


def muscle_sizes(
    person: Person, muscle: str, draws: Draws, reading: SizeReading | None = None
) -> dict[Size, Interval]:
    """Return what is known of a muscle's volume, largest cross-section and thickness.

    Without a reading this is what height and mass say. A reading of one quantity narrows all: on
    the logarithmic scale each is the volume times a power, plus a deviation of the person's form
    and the error of the reading, and a difference is shared among them by their variances.

    Parameters
    ----------
    person
        Height and mass give the volume expected.
    muscle
        ``"MG"``, ``"LG"`` or ``"SOL"``.
    draws
        For the spreads between people.
    reading
        What was measured.

    Raises
    ------
    RecordError
        For a muscle that is none of the three.

    >>> from surae.inference import prior_draws
    >>> person = Person(1.75, 72.0, 30.0, "male")
    >>> found = muscle_sizes(person, "MG", prior_draws(500, 1), SizeReading("thickness", 24.0, 0.8))
    >>> bool(found["volume"].median > limb_of(person).volume[0])
    True
    """
    if muscle not in MUSCLES:
        raise RecordError("muscle", muscle, ", ".join(MUSCLES))
    length = shank_length(person)
    volume = float(limb_of(person).volume[MUSCLES.index(muscle)])
    size = np.log(np.maximum(1 + draws["volume_spread"], 1 / 2))
    deviation = np.array([size, draws["csa_spread"], draws["thickness_spread"]])
    expected: dict[Size, float] = {
        "volume": volume,
        "csa": float(sizes.largest_csa(muscle, volume, length)),
        "thickness": float(sizes.muscle_thickness(muscle, volume, length)),
    }
    if reading is not None:
        noise = stream("size reading", draws.seed).standard_normal(len(draws))
        deviation = _learn(deviation, reading, expected[reading.quantity], noise)
    return {
        name: Interval.of(expected[name] * np.exp(np.array(_ROW[name]) @ deviation))
        for name in expected
    }


def _learn(deviation: Array, reading: SizeReading, expected: float, noise: Array) -> Array:
    """Return deviations, shape (3, draws), that agree with a reading within its error.

    Each moves by its covariance with the reading over the reading's variance: the exact posterior
    where all are normal.
    """
    row = np.array(_ROW[reading.quantity])
    error = reading.error_sd / reading.value
    variance = np.var(deviation, axis=1)
    total = row**2 @ variance + error**2
    missing = np.log(reading.value / expected) + error * noise - row @ deviation
    gain = row * variance / max(total, np.finfo(float).tiny)
    learned: Array = deviation + gain[:, None] * missing
    return learned
