"""Some days of renewal at once: the setpoint of each day, and what the days do to a muscle.

Volume depends on the order of days, because a muscle that regains is renewed faster. What each day
leaves in the volume at the end of the days is then its setpoint times a weight; so a cause is
credited by a product of matrices, and no cause has to be followed by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from surae.adaptation.turnover import (
    growth_from_training,
    kept_today,
    loading_with_training,
    loss_without_loading,
    renew,
)

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Law:
    """What does not change from day to day.

    Parameters
    ----------
    response, loss_share
        Of each muscle, shape (muscles, draws) [-].
    gain, stimulus_scale, setpoint_unloaded, holding_ratio
        Shape (draws,).
    kept
        Share of the distance to the setpoint that is kept over a day: ordinarily, regaining, and in
        a cast, shape (3, draws) [-].
    regain_gap
        How far below its largest size a muscle fully regains, shape (draws,) [-].
    """

    response: Array
    loss_share: Array
    gain: Array
    stimulus_scale: Array
    setpoint_unloaded: Array
    holding_ratio: Array
    kept: Array
    regain_gap: Array


@dataclass(frozen=True, slots=True, eq=False)
class Days:
    """What some days hold.

    Parameters
    ----------
    stimulus
        Of the week before each day, shape (days, muscles, draws) [s].
    everyday
        Everyday loading, shape (days, draws or 1) [-].
    status
        Growth over that of a well-fed young adult, shape (days, draws or 1) [-].
    mass
        What a change of body mass adds, shape (days, draws or 1) [-].
    unknown
        What all causes together add beyond the model, shape (days, draws) [-].
    cast
        1 in a cast, 0 otherwise, shape (days,) [-].
    """

    stimulus: Array
    everyday: Array
    status: Array
    mass: Array
    unknown: Array
    cast: Array

    def loading(self, law: Law) -> Array:
        """Return the loading that holds each muscle, shape (days, muscles or 1, draws or 1) [-]."""
        everyday = self.everyday[:, None]
        if np.all(everyday == 1):
            return everyday
        return loading_with_training(
            everyday,
            self.stimulus,
            stimulus_scale=law.stimulus_scale,
            holding_ratio=law.holding_ratio,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Renewed:
    """What some days did.

    Parameters
    ----------
    volume
        At the end of each day, shape (days, muscles, draws) [-].
    weight
        Share of the setpoint of a day that is in the volume at the end of the last one, same shape
        [-].
    credit
        ``weight`` times growth per stimulus, same shape [1/s].
    held
        What everyday life and body mass leave at the end of the last day, shape (muscles, draws)
        [-].
    left
        Share of the distance before the first day that is left, shape (muscles, draws) [-].
    """

    volume: Array
    weight: Array
    credit: Array
    held: Array
    left: Array


class Rooms:
    """Arrays that are written over, block after block, so that memory is asked for once."""

    def __init__(self) -> None:
        self._by_name: dict[str, Array] = {}

    def room(self, name: str, *shape: int) -> Array:
        """Return an array of a shape, its content whatever was last written under the name."""
        size = prod(shape)
        if name not in self._by_name or self._by_name[name].size < size:
            self._by_name[name] = np.empty(size)
        return self._by_name[name][:size].reshape(shape)


def renew_days(days: Days, law: Law, volume: Array, largest: Array, credited: bool) -> Renewed:
    """Renew the muscles over some days.

    Parameters
    ----------
    days, law
        What happens, and how muscle answers.
    volume, largest
        Before the first day, and the largest so far, shape (muscles, draws); they are moved to the
        end of the last day [-].
    credited
        Whether causes are to be credited; otherwise only ``volume`` is computed.
    """
    grown = growth_from_training(
        days.stimulus, law.response, gain=law.gain, stimulus_scale=law.stimulus_scale
    )
    grown *= days.status[:, None]
    held = loss_without_loading(
        days.loading(law), law.loss_share, setpoint_unloaded=law.setpoint_unloaded
    )
    held = held + days.mass[:, None]
    setpoint = grown + held
    setpoint += (1 + days.unknown)[:, None]
    volumes, kept = np.empty_like(setpoint), np.empty_like(setpoint)
    shares = (*law.kept, law.regain_gap)
    for i, cast in enumerate(days.cast):
        kept[i] = kept_today(volume, setpoint[i], largest, float(cast), *shares)
        volume[:] = volumes[i] = renew(volume, setpoint[i], kept[i])
        np.maximum(largest, volume, out=largest)
    if not credited:
        return Renewed(volumes, *(np.empty(0),) * (2 + 2))
    weight, left = _weights(kept)
    grown *= weight
    grown /= np.maximum(days.stimulus, np.finfo(float).tiny)
    return Renewed(volumes, weight, grown, np.einsum("imd,imd->md", weight, held), left)


def _weights(kept: Array) -> tuple[Array, Array]:
    """Return what each day leaves at the end of the last one, and what was there before."""
    weight, left = 1 - kept, np.ones_like(kept[0])
    for i in reversed(range(len(kept))):
        weight[i] *= left
        left *= kept[i]
    return weight, left
