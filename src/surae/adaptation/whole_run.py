"""Many days of renewal in one compiled loop, where no cause is to be credited.

This module is imported only where Numba is installed. Some draws are taken through all days while
what belongs to them stays next to the processor: weekly counts are kept sparse, nothing is written
out by day or draw that does not differ by it, and only the volumes of the days asked for leave the
loop. The functions of a day's step are those of :mod:`surae.adaptation.turnover`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surae.adaptation.compiled import grown, kept, loaded, lost, renewed, step, whole
from surae.adaptation.renewal import Law

Array = NDArray[np.float64]
Whole = NDArray[np.int64]
TOGETHER = 2 ** (2 * 2 * 2 + 2)
"""Draws that are taken through all days together."""
_AT_ONCE = 2 * 2
"""Entries of a product that are added at a time."""


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """What some days hold, with as many rows and columns as differ.

    Parameters
    ----------
    everyday, alike
        Kinds of ordinary day, shape (kinds, draws or 1) [-], and which each day is, shape (days,).
    status, mass
        Shape (days or 1, draws or 1) [-].
    felt
        Share of the stimulus that counts, shape (days or 1, muscles or 1, draws or 1) [-].
    """

    everyday: Array
    alike: Whole
    status: Array
    mass: Array
    felt: Array

    def some(self, part: slice) -> tuple[Array, ...]:
        """Return everyday life, status, mass and felt of some draws."""
        rows = (self.everyday, self.status, self.mass, self.felt)
        return tuple(
            np.ascontiguousarray(x[..., part] if x.shape[-1] > 1 else x, dtype=float) for x in rows
        )


def sparse(parts: Sequence[Array]) -> tuple[NDArray[np.bool_], Whole, Whole, Array]:
    """Lay matrices of the same days beside each other by rows, without their zeros.

    Parameters
    ----------
    parts
        Each of shape (days, its columns).

    Returns
    -------
    again, ends, column, value
        Whether a day is as the day before it, to rounding, shape (days,). Where the entries of a
        day and a part begin, the next ones following, flat; the column of each entry among those
        of all parts, and the entry.
    """
    owner = np.repeat(np.arange(len(parts)), [part.shape[1] for part in parts])
    matrix = np.concatenate(parts, axis=1)
    row, column = np.nonzero(matrix)
    place = row * len(parts) + owner[column]
    again = np.zeros(len(matrix), dtype=bool)
    rounding = len(matrix) * np.finfo(float).eps * np.max(np.abs(matrix), axis=0, initial=0)
    again[1:] = np.all(np.abs(np.diff(matrix, axis=0)) <= rounding, axis=1)
    return (
        again,
        np.searchsorted(place, np.arange(len(matrix) * len(parts) + 1)),
        column,
        matrix[row, column],
    )


def run_whole(
    entries: tuple[NDArray[np.bool_], Whole, Whole, Array],
    factors: Sequence[Array],
    given: Given,
    cast: Array,
    law: Law,
    start: Array,
    wanted: Whole,
) -> Array:
    """Return the volumes at the end of the days wanted, shape (days wanted, muscles, draws) [-].

    Parameters
    ----------
    entries
        Weekly counts of each muscle and the exposure of all, as from :func:`sparse`.
    factors
        What they are multiplied with: doses of each muscle [s], and what a cause may add beyond
        the model [-]; each of shape (columns, draws).
    given, cast, law
        What happens, days in a cast, and how muscle answers.
    start
        Volume before the first day, shape (muscles, draws) [-].
    wanted
        In rising order.
    """
    n_draws = len(law.gain)
    volumes = np.empty((len(wanted), *start.shape))
    for begin in range(0, n_draws, TOGETHER):
        part = slice(begin, min(begin + TOGETHER, n_draws))
        some = [*(f[:, part] / law.stimulus_scale[part] for f in factors[:-1])]
        table = np.concatenate([*some, factors[-1][:, part]])
        everyday, status, mass, felt = given.some(part)
        full = np.all(everyday == 1, axis=1)
        again = entries[0] & (len(felt) == 0)
        again[1:] &= given.alike[1:] == given.alike[:-1]
        again[: max(len(status), len(mass))] = False
        state = np.stack([start[:, part], start[:, part]], axis=1)
        around = (everyday, given.alike, full, status, mass, felt, cast, again)
        _run(entries[1:], table, around, _own(law, part), state, wanted, volumes[:, :, part])
    return volumes


def _own(law: Law, part: slice) -> Array:
    """Return what each muscle has of its own in some draws, shape (muscles, 8, draws)."""
    own = np.empty((len(law.response), 2 * 2 * 2, part.stop - part.start))
    own[:, 0] = law.gain[part] * law.response[:, part]
    own[:, 1], own[:, 2] = law.loss_share[:, part], law.setpoint_unloaded[part]
    own[:, 3], own[:, 4:7] = law.holding_ratio[part], law.kept[:, part]
    own[:, 7] = law.regain_gap[part]
    return own


@step
def _spread(row, found):
    """Write a row that may hold for all draws."""
    if len(row) == 1:
        found[:] = row[0]
    else:
        found[:] = row


@step
def _begin(rows, day, found):
    """Write the row of a day; a row that holds for all days is written on the first."""
    if day < len(rows):
        _spread(rows[day], found)


@step
def _product(entries, place, table, found):
    """Write the product of a day's entries with their rows of the table, some at a time."""
    ends, column, value = entries
    at, end = ends[place], ends[place + 1]
    found[:] = 0.0
    while end - at >= _AT_ONCE:
        a, b, c, d = value[at], value[at + 1], value[at + 2], value[at + 3]
        p, q = table[column[at]], table[column[at + 1]]
        r, s = table[column[at + 2]], table[column[at + 3]]
        for i in range(len(found)):
            found[i] += a * p[i] + b * q[i] + (c * r[i] + d * s[i])
        at += _AT_ONCE
    while at < end:
        a, p = value[at], table[column[at]]
        for i in range(len(found)):
            found[i] += a * p[i]
        at += 1


@step
def _count(shares, day, muscle, room, felt):
    """Keep of the stimulus what counts."""
    if len(shares):
        _spread(shares[min(day, len(shares) - 1), min(muscle, shares.shape[1] - 1)], room)
        felt *= room


@step
def _hold(load, felt, mine, base, aim):
    """Write how far the setpoint lies below 1, and what body mass and the unknown add."""
    for d in range(len(aim)):
        now = loaded(load[d], felt[d], 1.0, mine[3, d])
        aim[d] = base[d] + lost(now, mine[1, d], mine[2, d])


@step
def _grow(felt, mine, status, rest, aim):
    """Write the setpoint: growth beside the rest, which may be the setpoint's own row."""
    for d in range(len(aim)):
        aim[d] = rest[d] + grown(felt[d], mine[0, d], 1.0, 1.0) * status[d]


@step
def _renew(state, aim, mine, cast):
    """Move volume and the largest so far on by a day."""
    for d in range(len(aim)):
        before, largest = state[0, d], state[1, d]
        shares = mine[4, d], mine[5, d], mine[6, d], mine[7, d]
        keeps = kept(before, aim[d], largest, cast, *shares)
        now = renewed(before, aim[d], keeps)
        state[0, d] = now
        state[1, d] = max(largest, now)


@whole
def _run(entries, table, around, own, state, wanted, volumes):
    """Take some draws through all days."""
    everyday, alike, full, status, mass, shares, casts, again = around
    n_muscles, width = len(own), table.shape[1]
    # Rows are taken one by one: unpacked, they would not be known to be without gaps.
    room = np.empty((2 + 2 + 2, width))
    felt, base, grows, heavy, load, share = room[0], room[1], room[2], room[3], room[4], room[5]
    aims = np.empty((n_muscles, width))
    next_one = 0
    for i in range(len(casts)):
        _begin(status, i, grows)
        _begin(mass, i, heavy)
        if not again[i]:
            _product(entries, i * (n_muscles + 1) + n_muscles, table, base)
            base += 1.0 + heavy
            _spread(everyday[alike[i]], load)
        keep = next_one < len(wanted) and wanted[next_one] == i
        for m in range(n_muscles):
            aim = aims[m]
            if not again[i]:
                _product(entries, i * (n_muscles + 1) + m, table, felt)
                _count(shares, i, m, share, felt)
                if full[alike[i]]:
                    _grow(felt, own[m], grows, base, aim)
                else:
                    _hold(load, felt, own[m], base, aim)
                    _grow(felt, own[m], grows, aim, aim)
            _renew(state[m], aim, own[m], casts[i])
            if keep:
                volumes[next_one, m] = state[m, 0]
        next_one += keep
