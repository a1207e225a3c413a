"""How age, energy and protein scale what training adds, and how body mass holds muscle."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def age_factor(age: ArrayLike, *, reference_age: ArrayLike, age_slope: ArrayLike) -> Array:
    """Return growth at an age over that of young adults, at most 1 [-].

    Parameters
    ----------
    age
        [years].

    Notes
    -----
    *Assumes* a steady decline in the logarithm. *Valid for* 18 to 85 years. *Not for* adolescents.

    >>> float(age_factor(80.0, reference_age=30.0, age_slope=0.006).round(2))
    0.74
    """
    older = np.maximum(np.asarray(age) - np.asarray(reference_age), 0.0)
    factor: Array = np.exp(-np.asarray(age_slope) * older)
    return factor


def energy_factor(energy_balance: ArrayLike, *, cancelling_deficit: ArrayLike) -> Array:
    """Return growth under an energy balance over that in balance, from 0 to 1 [-].

    Parameters
    ----------
    energy_balance
        Eaten less spent; a deficit is negative [kcal/day].

    Notes
    -----
    *Assumes* a linear loss of growth. A surplus adds nothing. *Valid for* deficits of weeks.

    >>> energy_factor([-250.0, -500.0, 300.0], cancelling_deficit=500.0)
    array([0.5, 0. , 1. ])
    """
    factor: Array = np.clip(1 + np.asarray(energy_balance) / np.asarray(cancelling_deficit), 0, 1)
    return factor


def protein_factor(
    protein: ArrayLike, *, protein_saturation: ArrayLike, protein_effect: ArrayLike
) -> Array:
    """Return growth at a protein intake over that at saturation [-].

    Parameters
    ----------
    protein
        Eaten per day and body mass [g/(kg day)].

    Notes
    -----
    ``protein_effect`` is what no protein at all would cost; the ordinary diet costs a third of it.

    >>> protein_factor([0.8, 1.6, 2.4], protein_saturation=1.6, protein_effect=0.4)
    array([0.8, 1. , 1. ])
    """
    missing = np.maximum(1 - np.asarray(protein) / np.asarray(protein_saturation), 0.0)
    factor: Array = 1 - np.asarray(protein_effect) * missing
    return factor


def mass_setpoint(mass_ratio: ArrayLike, *, body_mass_exponent: ArrayLike) -> Array:
    """Return what a change of body mass adds to the size that everyday life holds [-].

    Parameters
    ----------
    mass_ratio
        Body mass over that at the start [-].

    >>> float(mass_setpoint(0.95, body_mass_exponent=0.5).round(3))
    -0.025
    """
    added: Array = np.asarray(mass_ratio) ** np.asarray(body_mass_exponent) - 1
    return added
