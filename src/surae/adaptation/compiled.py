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
from surae.adaptation.renewal import Days, Law, Renewed, Rooms

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
    series = 0.0
    for factor in _FACTORS:
        series = series * x + factor
    share = x * series
    for _ in range(_HALVINGS):
        share = share * (2.0 - share)
    return share


def _factors() -> tuple[float, ...]:
    """Return the factors of the series, the last first, as many as rounding needs."""
    largest, found = _FULL * _PART, [1.0]
    while abs(found[-1]) * largest ** (len(found) - 1) > np.finfo(float).eps / 2:
        found.append(-found[-1] / (len(found) + 1))
    return tuple(reversed(found))


_FACTORS = _factors()
grown = _same_code(turnover.growth_from_training, filled=filled)
lost = _same_code(turnover.loss_without_loading)
_regaining = _same_code(turnover.kept_out_of_cast)
kept = _same_code(turnover.kept_today, kept_out_of_cast=_regaining)
renewed = _same_code(turnover.renew)
loaded = _same_code(turnover.loading_with_training, filled=filled)


class Compiled(Rooms):
    """Does what :func:`surae.adaptation.renewal.renew_days` does.

    What it returns is written over when it is called again.
    """

    def __init__(self) -> None:
        super().__init__()
        self._last: tuple[Law, Array] | None = None

    def _own(self, law: Law) -> Array:
        """Return what each muscle has of its own, shape (muscles, 9, draws)."""
        if self._last is None or self._last[0] is not law:
            own = np.empty((len(law.response), 2 * (2 + 2) + 1, len(law.gain)))
            own[:, 0], own[:, 1], own[:, 2] = law.response, law.loss_share, law.gain
            own[:, 3], own[:, 4] = law.stimulus_scale, law.setpoint_unloaded
            own[:, 5:8], own[:, 8] = law.kept, law.regain_gap
            self._last = law, own
        return self._last[1]

    def __call__(
        self, days: Days, law: Law, volume: Array, largest: Array, credited: bool
    ) -> Renewed:
        """Renew the muscles over some days."""
        n_days, n_muscles, n_draws = days.stimulus.shape
        around = self.room("around", n_days, 2 + 1, n_draws)
        for k, given in enumerate((days.status, days.mass, days.unknown)):
            around[:, k] = given
        loads = self.room("loads", *days.stimulus.shape)
        loads[:] = days.loading(law)
        own = self._own(law)
        state = np.stack([volume, largest], axis=1)
        volumes = self.room("volumes", *days.stimulus.shape)
        written = n_days if credited else 1
        weight = self.room("weight", written, n_muscles, n_draws)
        credit = self.room("credit", written, n_muscles, n_draws)
        _follow(days.stimulus, (loads, around), days.cast, own, state, (volumes, weight, credit))
        volume[:], largest[:] = state[:, 0], state[:, 1]
        held, left = np.zeros_like(volume), np.ones_like(volume)
        if credited:
            _credit(days.stimulus, (loads, around), own, weight, credit, (held, left))
        return Renewed(volumes, weight, credit, held, left)


@whole
def _follow(stimulus, given, casts, own, state, found):
    """Renew the muscles, day by day; write volumes, what is kept, and growth.

    Where there is room for one day of the last two, each day is written over the one before.
    """
    volumes, keeping, growth = found
    loads, around = given
    n_days, n_muscles, n_draws = stimulus.shape
    for m in range(n_muscles):
        mine, at = own[m], state[m]
        for i in range(n_days):
            row = min(i, len(keeping) - 1)
            felt, load, on, cast = stimulus[i, m], loads[i, m], around[i], casts[i]
            after = volumes[i, m]
            today, gains = keeping[row, m], growth[row, m]
            for d in range(n_draws):
                new = grown(felt[d], mine[0, d], mine[2, d], mine[3, d]) * on[0, d]
                held = lost(load[d], mine[1, d], mine[4, d]) + on[1, d]
                aim = new + held + (1.0 + on[2, d])
                shares = mine[5, d], mine[6, d], mine[7, d], mine[8, d]
                keeps = kept(at[0, d], aim, at[1, d], cast, *shares)
                now = renewed(at[0, d], aim, keeps)
                at[0, d] = now
                at[1, d] = max(at[1, d], now)
                after[d] = now
                today[d] = keeps
                gains[d] = new


@whole
def _credit(stimulus, given, own, weight, credit, sums):
    """Turn what is kept into weights, and growth into credit per stimulus."""
    n_days, n_muscles, n_draws = stimulus.shape
    held, left = sums
    loads, around = given
    for m in range(n_muscles):
        mine, sum_held, rest = own[m], held[m], left[m]
        for i in range(n_days - 1, -1, -1):
            felt, load, on = stimulus[i, m], loads[i, m], around[i]
            share, each = weight[i, m], credit[i, m]
            for d in range(n_draws):
                keeps = share[d]
                share[d] = (1.0 - keeps) * rest[d]
                rest[d] *= keeps
                each[d] *= share[d] / max(felt[d], _TINY)
                away = lost(load[d], mine[1, d], mine[4, d]) + on[1, d]
                sum_held[d] += share[d] * away
