"""Bouts become the load spectrum: counts of like contractions per day, muscle and cause."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from surae import evidence
from surae.anatomy.limb import Limb
from surae.errors import RecordError
from surae.evidence import bind
from surae.loading import gait
from surae.loading.atlas import RULES
from surae.loading.contraction import ActivityLoad
from surae.loading.grade_spread import Kind, Spreading
from surae.loading.raises import raises_load
from surae.loading.stretching import stretch_load
from surae.records import (
    CAUSES,
    MUSCLES,
    Activity,
    Bout,
    CalfRaise,
    ContractionClasses,
    Hills,
    Hops,
    LoadSpectrum,
    Run,
    Sprint,
    Stairs,
    Stretch,
    TendonCycles,
    Unload,
    Walk,
)
from surae.units import RESULTS_KEPT

Array = NDArray[np.float64]


@lru_cache(maxsize=RESULTS_KEPT)
def activity_load(activity: Activity, limb: Limb, mass: float) -> ActivityLoad:
    """Return what one activity loads, in its own amount; the same call is worked out once.

    Parameters
    ----------
    activity
        Anything but days of unloading, which take load away.
    limb, mass
        Of the person; mass in [kg].
    """
    values = evidence.central_values()
    match activity:
        case Run():
            return bind(gait.run_load, values)(limb, mass, activity)
        case Walk():
            return gait.walk_load(limb, mass, activity)
        case Hills():
            return gait.hills_load(limb, mass, activity)
        case Sprint():
            return gait.sprint_load(limb, mass, activity)
        case Stairs():
            return bind(gait.stairs_load, values)(limb, mass, activity)
        case Hops():
            return bind(gait.hops_load, values)(limb, mass, activity)
        case CalfRaise():
            return bind(raises_load, values)(limb, mass, activity)
        case Stretch():
            return bind(stretch_load, values)(limb, activity)
        case Unload():
            raise RecordError("activity", "unload", "something that loads the calf")


def load_spectrum(
    bouts: Iterable[Bout], limb: Limb, mass: float, first_day: date, everyday: Array
) -> LoadSpectrum:
    """Gather bouts into counts per day and class.

    Parameters
    ----------
    bouts
        Done or planned; those outside the days are left out. A grade with a spread stands for
        the grades around it.
    limb, mass
        Of the person; mass in [kg].
    first_day
        The day of row 0.
    everyday
        Everyday steps, shape (days,) [1/day].

    Returns
    -------
    LoadSpectrum
        For one leg; the order of bouts within a day does not matter.
    """
    n_days = len(everyday)
    amounts, rest, cast = _amounts(bouts, first_day, n_days)
    loads = {kind: _kind_load(kind, limb, mass) for kind in amounts}
    steps = everyday.astype(float)
    exposure = np.zeros((n_days, len(CAUSES)))
    columns: list[Array] = []
    pulls: list[Array] = []
    for kind, load in loads.items():
        volume = amounts[kind]
        steps += volume * load.steps
        exposure[:, CAUSES.index(load.cause)] += volume * load.minutes
        columns += [volume * c.count for c in load.contractions for _ in MUSCLES]
        pulls += [volume * t.count for t in load.tendon]
    classes, counts = bind(histogram, evidence.central_values())(
        _classes(list(loads.values())), _stacked(columns, n_days)
    )
    return LoadSpectrum(
        first_day=first_day,
        classes=classes,
        counts=counts,
        steps=steps,
        unloaded=rest,
        exposure=exposure,
        tendon=_tendon(list(loads.values())),
        tendon_counts=_stacked(pulls, n_days),
        in_cast=cast,
    )


def histogram(
    classes: ContractionClasses,
    counts: Array,
    *,
    tension_bin: float,
    time_bin: float,
    length_bin: float,
) -> tuple[ContractionClasses, Array]:
    """Gather contractions that differ by less than a bin in every respect.

    Tension and length are rounded to a bin, times to a ratio; causes and muscles are kept apart.

    Parameters
    ----------
    classes
        Kinds of contraction.
    counts
        Shape (days, classes).

    Returns
    -------
    classes, counts
        Fewer kinds, in a fixed order, and their counts.
    """
    ratio = np.log1p(time_bin)
    keys = np.column_stack(
        [
            classes.muscle,
            classes.cause,
            classes.external,
            classes.passive,
            np.round(classes.lengthening / length_bin),
            np.round(classes.relative_tension.T / tension_bin),
            np.round(np.log(classes.contraction_duration) / ratio),
            np.round(np.log(classes.cycle_period) / ratio),
            np.round(classes.fiber_length / length_bin),
        ]
    )
    unique, where = np.unique(keys, axis=0, return_inverse=True)
    gathered = _gathered(counts, where.ravel(), len(unique))
    tension = unique[:, 5:-3].T * tension_bin
    duration, period, length = unique[:, -3:].T
    return ContractionClasses(
        muscle=unique[:, 0].astype(int),
        cause=unique[:, 1].astype(int),
        relative_tension=tension,
        contraction_duration=np.exp(duration * ratio),
        cycle_period=np.exp(period * ratio),
        fiber_length=length * length_bin,
        external=unique[:, 2],
        passive=unique[:, 3],
        lengthening=unique[:, 4] * length_bin,
    ), gathered


def _gathered(counts: Array, where: NDArray[np.int64], n_kinds: int) -> Array:
    """Return counts with the columns of a kind added up, shape (days, kinds)."""
    order = np.argsort(where, kind="stable")
    first = np.searchsorted(where[order], np.arange(n_kinds))
    return np.add.reduceat(counts[:, order], first, axis=1) if n_kinds else counts


def _stacked(columns: list[Array], n_days: int) -> Array:
    return np.column_stack(columns) if columns else np.zeros((n_days, 0))


def _tendon(loads: Sequence[ActivityLoad]) -> TendonCycles:
    """Lay the tendon cycles of all activities out as columns."""
    rows = [(load, t) for load in loads for t in load.tendon]
    return TendonCycles(
        cause=np.array([CAUSES.index(load.cause) for load, _ in rows], dtype=int),
        peak=np.array([t.peak for _, t in rows], dtype=float),
        impulse=np.array([t.impulse for _, t in rows], dtype=float),
        strain=np.array([t.strain for _, t in rows], dtype=float),
    )


def _kind_load(kind: Kind, limb: Limb, mass: float) -> ActivityLoad:
    load = activity_load(kind.activity, limb, mass)
    return replace(load, cause=kind.cause) if kind.cause else load


def _amounts(
    bouts: Iterable[Bout], first_day: date, n_days: int
) -> tuple[dict[Kind, Array], Array, Array]:
    """Return volume per kind and day in a fixed order, the share unloaded, and days in cast."""
    amounts: dict[Kind, Array] = {}
    rest, cast = np.zeros((2, n_days))
    spread = Spreading()
    for bout in bouts:
        row = (bout.day - first_day).days
        if not 0 <= row < n_days:
            continue
        if isinstance(bout.activity, Unload):
            rest[row] = _unloading(bout.activity)
            cast[row] = bout.activity.posture == "cast"
            continue
        for kind, volume in spread(bout):
            if kind not in amounts:
                amounts[kind] = np.zeros(n_days)
            amounts[kind][row] += volume
    return dict(sorted(amounts.items(), key=lambda item: repr(item[0]))), rest, cast


def _unloading(unload: Unload) -> float:
    """Return the share of everyday loading that a posture takes away [-]."""
    for row in evidence.table("movement_factors"):
        if row["factor"] == "unloading" and row["level"] == unload.posture:
            return float(row["value"])
    raise evidence.unknown("movement_factors", f"unloading {unload.posture}")


def _classes(loads: Sequence[ActivityLoad]) -> ContractionClasses:
    """Lay the contractions of all activities out as columns, muscle running fastest."""
    rows = [(load, c) for load in loads for c in load.contractions]

    def each(value: float) -> list[float]:
        return [value] * len(MUSCLES)

    def column(pick: str) -> Array:
        return np.array([x for _, c in rows for x in each(getattr(c, pick))], dtype=float)

    def per_muscle(pick: str) -> Array:
        parts = [getattr(c, pick) for _, c in rows]
        return np.concatenate(parts, axis=-1) if parts else np.zeros(0)

    return ContractionClasses(
        muscle=np.tile(np.arange(len(MUSCLES)), len(rows)),
        cause=np.repeat([CAUSES.index(load.cause) for load, _ in rows], len(MUSCLES)).astype(int),
        relative_tension=per_muscle("relative_tension").reshape(len(RULES), -1),
        contraction_duration=column("contraction_duration"),
        cycle_period=column("cycle_period"),
        fiber_length=per_muscle("fiber_length"),
        external=column("external"),
        passive=column("passive"),
        lengthening=column("lengthening"),
    )


def days_between(first_day: date, last_day: date) -> int:
    """Return the number of days from one to the other, both counted.

    >>> days_between(date(2026, 1, 1), date(2026, 1, 7))
    7
    """
    return (last_day - first_day) // timedelta(days=1) + 1
