"""A person's age and food, as they bear on growth."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from surae.adaptation import Circumstances
from surae.adaptation.status import age_factor, energy_factor, protein_factor
from surae.evidence.binding import bind
from surae.records import Draws, Person

Array = NDArray[np.float64]


def circumstances_of(
    person: Person,
    draws: Draws,
    energy_balance: ArrayLike | None = None,
    protein: ArrayLike | None = None,
    mass_ratio: ArrayLike = 1.0,
) -> Circumstances:
    """Return what age, food and body mass do to growth.

    Parameters
    ----------
    person
        Whose age it is.
    draws
        Parameter sets.
    energy_balance
        Eaten less spent, a number or per day, shape (days, 1); in balance if None [kcal/day].
    protein
        Eaten per day and body mass; enough if None [g/(kg day)].
    mass_ratio
        Body mass over that before the first day, broadcast against (days, draws) [-].
    """
    status = bind(age_factor, draws.values)(person.age)
    if energy_balance is not None:
        status = status * bind(energy_factor, draws.values)(energy_balance)
    if protein is not None:
        status = status * bind(protein_factor, draws.values)(protein)
    return Circumstances(status=status, mass_ratio=mass_ratio)
