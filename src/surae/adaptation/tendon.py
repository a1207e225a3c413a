"""The Achilles tendon over months: stiffness and cross-section under strain that is held.

K′ = (S − K) / τ, with S = 1 − (1 − S₀)(1 − h) + g (1 − e^(−X / X₀)): everyday loading h keeps a
tendon what it is, strain that is high and held adds to it. K is stiffness over that of an ordinary
walker.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from surae.records import TendonCycles

Array = NDArray[np.float64]


def tendon_dose(
    cycles: TendonCycles,
    *,
    tendon_strain_scale: ArrayLike,
    tendon_strain_threshold: ArrayLike,
    tendon_strain_softness: ArrayLike,
    tendon_hold_time: ArrayLike,
) -> Array:
    """Return the stimulus of one cycle of each kind: held strain above a threshold × its time.

    The tendon's cells feel a strain only after a while, so that a pull of a fifth of a second is
    felt by a part of its peak, one of three seconds almost in full::

        dose = T softplus(c ε (1 − e^(−T/t)) − θ)        T = impulse over peak

    Parameters
    ----------
    cycles
        Kinds of cycle, with the strain of the whole tendon; c turns it into that of the free one.

    Returns
    -------
    Shape (draws, cycles) for parameters of shape (draws, 1) [s].

    Notes
    -----
    *Assumes* that a stronger muscle and a stiffer tendon leave the strain of a movement as it was.
    *Valid for* exercise and sport. *Not for* a tendon that hurts.

    Source of the threshold: Arampatzis, Karamanidis & Albracht 2007, a leg that was trained at high
    and one at low strain.
    """
    held = cycles.impulse / cycles.peak
    felt = -np.expm1(-held / np.asarray(tendon_hold_time))
    strain = np.asarray(tendon_strain_scale) * cycles.strain * felt
    softness = np.asarray(tendon_strain_softness)
    above = softness * np.logaddexp(0.0, (strain - np.asarray(tendon_strain_threshold)) / softness)
    dose: Array = held * above
    return dose


def tendon_setpoint(
    weekly_dose: ArrayLike,
    everyday: ArrayLike,
    *,
    tendon_gain: ArrayLike,
    tendon_dose_scale: ArrayLike,
    tendon_unloaded: ArrayLike,
) -> Array:
    """Return the stiffness that a steady habit leads to, over that of an ordinary walker [-].

    Parameters
    ----------
    weekly_dose
        Sum of :func:`tendon_dose` over a week's cycles [s].
    everyday
        Everyday loading, from 0 in bed to 1 [-].

    Returns
    -------
    From ``tendon_unloaded`` to the ceiling 1 + ``tendon_gain`` [-].

    >>> known = dict(tendon_gain=0.3, tendon_dose_scale=1.0, tendon_unloaded=0.5)
    >>> tendon_setpoint([0.0, 1.0, 1e9, 0.0], [1.0, 1.0, 1.0, 0.0], **known).round(2)
    array([1.  , 1.19, 1.3 , 0.5 ])
    """
    fill = -np.expm1(-np.asarray(weekly_dose) / np.asarray(tendon_dose_scale))
    loss = (1 - np.asarray(tendon_unloaded)) * (1 - np.asarray(everyday))
    setpoint: Array = 1 - loss + np.asarray(tendon_gain) * fill
    return setpoint


def adapt(
    stiffness: ArrayLike, setpoint: ArrayLike, days: float, *, tendon_time_constant: ArrayLike
) -> Array:
    """Return the stiffness after some days at a constant setpoint, the exact solution [-].

    >>> round(float(adapt(1.0, 1.3, 90.0, tendon_time_constant=90.0)), 3)
    1.19
    """
    left = np.exp(-days / np.asarray(tendon_time_constant))
    after: Array = np.asarray(setpoint) + (np.asarray(stiffness) - np.asarray(setpoint)) * left
    return after


def tendon_course(setpoints: Array, start: ArrayLike, *, tendon_time_constant: ArrayLike) -> Array:
    """Return stiffness at the end of each day, shape (draws, days) [-].

    Parameters
    ----------
    setpoints
        Of each day, shape (draws, days) [-].
    start
        Before the first day, shape (draws,) [-].
    """
    course = np.empty_like(setpoints)
    now = np.asarray(start, dtype=float)
    for day in range(setpoints.shape[1]):
        now = adapt(now, setpoints[:, day], 1.0, tendon_time_constant=tendon_time_constant)
        course[:, day] = now
    return course


def tendon_area(stiffness: ArrayLike, *, tendon_area_share: ArrayLike) -> Array:
    """Return the tendon's cross-section over that of an ordinary walker [-].

    A share of a change in stiffness is more, or less, tissue; the rest is the tissue itself.

    >>> tendon_area([1.0, 1.2], tendon_area_share=0.25)
    array([1.  , 1.05])
    """
    area: Array = 1 + np.asarray(tendon_area_share) * (np.asarray(stiffness) - 1)
    return area
