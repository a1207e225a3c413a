"""The renewal of :mod:`surae.adaptation.renewal`, compiled by Numba.

This module is imported only where Numba is installed. The functions of a day's step are those of
:mod:`surae.adaptation.turnover`, compiled from the same code; only the elementary function
1 − e^(−x) is another, because the one of NumPy is made for arrays. Loops run over muscles, days and
draws, the last innermost and with few arrays, so that the processor takes several draws at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType

import numpy as np
from numba import njit
from numpy.typing import NDArray

from surae.adaptation import turnover
from surae.adaptation.renewal import Days, Law, Renewed

Array = NDArray[np.float64]

# Sums may be fused; infinities and the rest of the arithmetic stay as they are.
_FAST = {"contract", "nsz", "arcp"}
step = njit(error_model="numpy", fastmath=_FAST)
whole = njit(error_model="numpy", fastmath=_FAST, cache=True)

_HALVINGS = 2 ** (2 + 1)
_PART = 1 / 2**_HALVINGS
_TINY = float(np.finfo(float).tiny)
_FULL = -float(np.log(np.finfo(float).eps))
"""From here on 1 − e^(−x) is 1 to rounding."""


def _same_code(function: Callable[..., Array], **names: object) -> Callable[..., Array]:
    """Compile a function from its own code, keyword-only arguments taken by their place.

    ``names`` replaces what the code calls by those names.
    """
    code = function.__code__
    code = code.replace(co_argcount=code.co_argcount + code.co_kwonlyargcount, co_kwonlyargcount=0)
    return step(FunctionType(code, function.__globals__ | names, function.__name__))


@step
def filled(amount):
    """Return 1 − e^(−x) for x ≥ 0: a power series of a small part of x, doubled again and again."""
    x = min(amount, _FULL) * _PART
    series = 1.0
    for n in _ORDERS:
        series = 1.0 - x * n * series
    share = x * series
    for _ in range(_HALVINGS):
        share = share * (2.0 - share)
    return share


def _orders() -> tuple[float, ...]:
    """Return the factors of the series, the last first, as many as rounding needs."""
    term, found = 1.0, [1.0]
    while term > np.finfo(float).eps / 2:
        found.append(1 / (len(found) + 1))
        term *= found[-1] * _FULL * _PART
    return tuple(reversed(found[1:]))


_ORDERS = _orders()
_grown = _same_code(turnover.growth_from_training, filled=filled)
_lost = _same_code(turnover.loss_without_loading)
_kept = _same_code(turnover.kept_today)
_renewed = _same_code(turnover.renew)


def renew_days(days: Days, law: Law, volume: Array, largest: Array, credited: bool) -> Renewed:
    """Do what :func:`surae.adaptation.renewal.renew_days` does."""
    n_days, _, n_draws = days.stimulus.shape
    shape = (n_days, n_draws)
    around = (
        np.ascontiguousarray(np.broadcast_to(given, shape))
        for given in (days.everyday, days.status, days.mass, days.unknown)
    )
    result = Renewed(
        np.empty_like(days.stimulus),
        np.empty_like(days.stimulus),
        np.empty_like(days.stimulus),
        np.zeros_like(volume),
        np.ones_like(volume),
    )
    laws = (law.response, law.loss_share, law.gain, law.stimulus_scale, law.setpoint_unloaded)
    found = (result.volume, result.weight, result.credit, result.held, result.left)
    fixed = (tuple(around), days.cast, laws, tuple(law.kept))
    _run(days.stimulus, fixed, (volume, largest), found, credited)
    return result


@step
def _aim(grown, setpoint, held, stimulus, status, around, own):
    """Set growth, setpoint, and what of it everyday life and body mass hold, of one day."""
    response, loss_share, gain, scale, unloaded = own
    everyday, mass, unknown = around
    for d in range(len(grown)):
        grown[d] = _grown(stimulus[d], response[d], gain[d], scale[d])
    for d in range(len(grown)):
        grown[d] *= status[d]
    for d in range(len(grown)):
        held[d] = _lost(everyday[d], loss_share[d], unloaded[d]) + mass[d]
    for d in range(len(grown)):
        setpoint[d] = grown[d] + held[d] + (1.0 + unknown[d])


@step
def _day(today, after, setpoint, volume, largest, cast, kept):
    """Renew one muscle over one day."""
    ordinary, regaining, in_cast = kept
    for d in range(len(today)):
        today[d] = _kept(
            volume[d], setpoint[d], largest[d], cast, ordinary[d], regaining[d], in_cast[d]
        )
    for d in range(len(today)):
        after[d] = _renewed(volume[d], setpoint[d], today[d])
    for d in range(len(today)):
        volume[d] = after[d]
    for d in range(len(today)):
        largest[d] = max(largest[d], after[d])


@step
def _share(weight, left):
    """Turn the share kept on a day into what the day leaves at the end of the days."""
    for d in range(len(weight)):
        today = weight[d]
        weight[d] = (1.0 - today) * left[d]
        left[d] *= today


@step
def _spread(credit, stimulus, weight, held, sum_held):
    """Turn growth and what is held on a day into what they leave at the end of the days."""
    for d in range(len(credit)):
        credit[d] = credit[d] * weight[d] / max(stimulus[d], _TINY)
    for d in range(len(credit)):
        sum_held[d] += weight[d] * held[d]


@whole
def _run(stimulus, fixed, state, found, credited):
    around, casts, own, kept = fixed
    volume, largest = state
    everyday, status, mass, unknown = around
    response, loss_share, gain, scale, unloaded = own
    volumes, weight, credit, held, left = found
    n_days, n_muscles, n_draws = stimulus.shape
    setpoint, holds = np.empty(n_draws), np.empty((n_days, n_draws))
    for m in range(n_muscles):
        mine = (response[m], loss_share[m], gain, scale, unloaded)
        for i in range(n_days):
            on = (everyday[i], mass[i], unknown[i])
            _aim(credit[i, m], setpoint, holds[i], stimulus[i, m], status[i], on, mine)
            _day(weight[i, m], volumes[i, m], setpoint, volume[m], largest[m], casts[i], kept)
        if credited:
            for i in range(n_days - 1, -1, -1):
                _share(weight[i, m], left[m])
                _spread(credit[i, m], stimulus[i, m], weight[i, m], holds[i], held[m])
