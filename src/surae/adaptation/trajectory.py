"""Volumes of the three muscles, day by day, split by cause.

Order of operations: the stimulus of the last seven days is summed over all causes, which fill the
muscle's response together; everyday loading and what the model does not know are added; volume is
renewed towards that setpoint. Renewal is linear, so volume is a sum of parts, and each cause is
credited its share of the stimulus. Days are taken in blocks, which bounds the memory.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from surae.adaptation.renewal import Days, Law, Renewed, Rooms, renew_days
from surae.adaptation.status import mass_setpoint
from surae.adaptation.stimulus import present_causes
from surae.adaptation.turnover import everyday_loading, filled, kept_share, weekly_sum
from surae.records import CAUSES, MUSCLES, LoadSpectrum
from surae.units import DAYS_PER_WEEK

if TYPE_CHECKING:
    from surae.adaptation.whole_run import Given

Array = NDArray[np.float64]
_CLOSE = 2 ** (2 * 2 * 2 * 2)
"""Numbers of one array that are worked on at a time."""

Engine = Callable[[Days, Law, Array, Array, bool], Renewed]


@dataclass(frozen=True, slots=True, eq=False)
class Habit:
    """An ordinary week of the months before the first day.

    Parameters
    ----------
    counts
        Contractions of each class, shape (classes,) [1/week].
    exposure
        Time per cause, shape (causes,) [min/week].
    steps
        On an ordinary day [1/day].
    share
        How much of that week was really done, shape (draws,) [-].
    """

    counts: Array
    exposure: Array
    steps: float
    share: Array


@dataclass(frozen=True, slots=True, eq=False)
class Circumstances:
    """What else bears on growth, each a number or an array.

    Parameters
    ----------
    status
        Growth over that of a well-fed young adult, broadcast against (days, draws) [-].
    mass_ratio
        Body mass over that before the first day, broadcast against (days, draws) [-].
    felt, felt_before
        Share of the stimulus that counts on each day and in the habit, for rules under which
        muscles grow used to it, broadcast against (muscles, days, draws) [-].
    """

    status: ArrayLike = 1.0
    mass_ratio: ArrayLike = 1.0
    felt: ArrayLike = 1.0
    felt_before: ArrayLike = 1.0

    def days(self, n_days: int, block: slice) -> tuple[Array, Array]:
        """Return both for some of the days, shape (days, draws or 1)."""
        both = (np.atleast_2d(np.asarray(x, dtype=float)) for x in (self.status, self.mass_ratio))
        status, ratio = (np.broadcast_to(x, (n_days, x.shape[1]))[block] for x in both)
        return status, ratio

    def counted(self, n_days: int, block: slice) -> Array:
        """Return the share of the stimulus that counts, shape (days, muscles or 1, draws or 1)."""
        felt = np.atleast_3d(np.asarray(self.felt, dtype=float))
        felt = np.broadcast_to(felt, (felt.shape[0], n_days, felt.shape[2]))
        return np.moveaxis(felt[:, block], 0, 1)


@dataclass(frozen=True, slots=True, eq=False)
class Trajectory:
    """Relative volume over time.

    Parameters
    ----------
    volume
        Over that of an ordinary walker, shape (muscles, draws, days kept) [-].
    parts
        What each cause contributes at the end of the days asked for, shape
        (marks, muscles, draws, causes); 1 plus their sum is the volume [-].
    """

    volume: Array
    parts: Array


def simulate(
    spectrum: LoadSpectrum,
    dose: Array,
    discrepancy: Array,
    habit: Habit,
    marks: Sequence[int],
    circumstances: Circumstances | None = None,
    *,
    compiled: bool = False,
    days: Sequence[int] | None = None,
    response_mg: ArrayLike,
    response_lg: ArrayLike,
    response_sol: ArrayLike,
    gain: ArrayLike,
    stimulus_scale: ArrayLike,
    turnover_rate: ArrayLike,
    regain_rate: ArrayLike,
    regain_gap: ArrayLike,
    cast_rate: ArrayLike,
    setpoint_unloaded: ArrayLike,
    unloading_share_lg: ArrayLike,
    body_mass_exponent: ArrayLike,
    holding_steps: float,
    loading_half: ArrayLike,
    holding_ratio: ArrayLike,
    exposure_scale: float,
) -> Trajectory:
    """Run the turnover model over a spectrum, from the steady state of a habit.

    Parameters
    ----------
    spectrum
        What the muscles felt on each day.
    dose
        Stimulus of one contraction of each class, shape (draws, classes) [s].
    discrepancy
        Shape (draws, causes) [-].
    habit
        Before the first day.
    marks
        Days at whose end the parts are wanted.
    circumstances
        Age, food and body mass; those of a well-fed young adult of steady mass if None.
    compiled
        Whether Numba does the work; it must be installed. Results agree to rounding.
    days
        Days whose volumes are kept, in rising order; all of them if None. With a few, memory does
        not grow with the length of the spectrum.

    Notes
    -----
    *Assumes* one compartment per muscle; a daily step is exact while a day is constant. *Valid for*
    weeks to years. *Not for* swelling or anything within a day.
    """
    n_draws = len(dose)
    steps = {"holding_steps": holding_steps, "loading_half": loading_half}
    around = circumstances or Circumstances()
    rates = (1.0, regain_rate, cast_rate)
    law = Law(
        response=_rows(n_draws, response_mg, response_lg, response_sol),
        loss_share=_rows(n_draws, 1.0, unloading_share_lg, 1.0),
        gain=_rows(n_draws, gain)[0],
        stimulus_scale=_rows(n_draws, stimulus_scale)[0],
        setpoint_unloaded=_rows(n_draws, setpoint_unloaded)[0],
        holding_ratio=_rows(n_draws, holding_ratio)[0],
        kept=_rows(n_draws, *(kept_share(1.0, r, turnover_rate=turnover_rate) for r in rates)),
        regain_gap=_rows(n_draws, regain_gap)[0],
    )
    source = _Source(spectrum, around, dose, discrepancy, steps, body_mass_exponent, exposure_scale)
    work = _engine(compiled)
    parts, volume = _steady(source, habit, law, work)
    wanted = np.arange(spectrum.n_days) if days is None else np.asarray(days)
    if compiled and not len(marks):
        return _volumes(source, law, volume, wanted)
    return _run(source, law, work, (parts, volume), marks, wanted)


def _engine(compiled: bool) -> Engine:
    """Return what renews the muscles over some days."""
    if not compiled:
        return renew_days
    from surae.adaptation.compiled import Compiled

    return Compiled()


def _rows(n_draws: int, *values: ArrayLike) -> Array:
    """Stack values, each a number or one for each draw, shape (values, draws)."""
    return np.stack([np.broadcast_to(np.asarray(v, dtype=float), (n_draws,)) for v in values])


class _Source:
    """What the muscles feel, laid out by muscle and cause."""

    def __init__(
        self,
        spectrum: LoadSpectrum,
        around: Circumstances,
        dose: Array,
        discrepancy: Array,
        steps: Mapping[str, ArrayLike],
        body_mass_exponent: ArrayLike,
        exposure_scale: float,
    ) -> None:
        self.spectrum, self.around, self.steps = spectrum, around, steps
        self.mass_exponent, self.exposure_scale = body_mass_exponent, exposure_scale
        self.rooms = Rooms()
        # More steps than hold the calf do nothing, so that most days are alike.
        self.walked = np.minimum(spectrum.steps, np.max(steps["holding_steps"]))
        classes = spectrum.classes
        self.causes = np.array(present_causes(spectrum))
        self.unknown = np.ascontiguousarray(discrepancy[:, self.causes].T)
        cause = np.searchsorted(self.causes, classes.cause)
        order = np.argsort(cause, kind="stable")
        self.mine = [order[classes.muscle[order] == m] for m in range(len(MUSCLES))]
        ranks = range(len(self.causes) + 1)
        self.first = [np.searchsorted(cause[mine], ranks).tolist() for mine in self.mine]
        self.dose = [np.ascontiguousarray(dose[:, mine].T) for mine in self.mine]
        week = weekly_sum(spectrum.counts)
        self.counts = [np.ascontiguousarray(week[:, mine]) for mine in self.mine]
        self.exposure = filled(weekly_sum(spectrum.exposure[:, self.causes]) / exposure_scale)

    def stimulus(self, counts: Sequence[Array]) -> Array:
        """Return the stimulus of some weeks, shape (days, muscles, draws) [s]."""
        shape = (len(counts[0]), len(MUSCLES), self.unknown.shape[1])
        found = self.rooms.room("stimulus", *shape)
        for m, (number, dose) in enumerate(zip(counts, self.dose, strict=True)):
            there, done = _done(number)
            np.matmul(done, dose if there is None else dose[there], out=found[:, m])
        return found

    def days(self, block: slice) -> Days:
        """Return some of the days."""
        spectrum = self.spectrum
        steps, unloaded = self.walked[block, None], spectrum.unloaded[block, None]
        if np.all(steps == steps[0]) and np.all(unloaded == unloaded[0]):
            steps, unloaded = steps[:1], unloaded[:1]  # one day stands for all
        status, ratio = self.around.days(spectrum.n_days, block)
        steady = np.all(ratio == 1)
        exponent = 1.0 if steady else self.mass_exponent
        stimulus = self.stimulus([counts[block] for counts in self.counts])
        if np.ndim(self.around.felt):
            stimulus *= self.around.counted(spectrum.n_days, block)
        return Days(
            stimulus=stimulus,
            everyday=everyday_loading(steps, unloaded, **self.steps),
            status=status,
            mass=mass_setpoint(ratio, body_mass_exponent=exponent),
            unknown=self.exposure[block] @ self.unknown,
            cast=spectrum.in_cast[block],
        )

    def given(self) -> Given:
        """Return what all days hold beside training, for the compiled loop."""
        from surae.adaptation.whole_run import Given

        around, spectrum = self.around, self.spectrum
        status, ratio, felt = (
            np.asarray(x, dtype=float) for x in (around.status, around.mass_ratio, around.felt)
        )
        life, alike = np.unique(
            np.column_stack([self.walked, spectrum.unloaded]), axis=0, return_inverse=True
        )
        exponent = 1.0 if np.all(ratio == 1) else self.mass_exponent
        return Given(
            everyday=everyday_loading(life[:, :1], life[:, 1:], **self.steps),
            alike=alike.ravel(),
            status=np.atleast_2d(status),
            mass=mass_setpoint(np.atleast_2d(ratio), body_mass_exponent=exponent),
            felt=np.moveaxis(np.atleast_3d(felt), 0, 1) if felt.ndim else np.empty((0, 1, 1)),
        )

    def credit(self, counts: Sequence[Array], credit: Array) -> Array:
        """Return what each cause made of its stimulus, shape (causes, muscles, draws) [-]."""
        found = np.zeros((len(self.causes), len(MUSCLES), credit.shape[-1]))
        for m, (number, dose) in enumerate(zip(counts, self.dose, strict=True)):
            there, done = _done(number)
            each = done.T @ credit[:, m]
            each *= dose if there is None else dose[there]
            ends = self.first[m] if there is None else np.searchsorted(there, self.first[m])
            for k, (first, last) in enumerate(pairwise(ends)):
                if last > first:
                    np.sum(each[first:last], axis=0, out=found[k, m])
        return found


def _done(counts: Array) -> tuple[NDArray[np.int64] | None, Array]:
    """Return which classes were done in some weeks, None where all were, and their counts.

    Of the hundreds of classes in the log of some years few are done in any month.
    """
    there = np.flatnonzero(counts.any(axis=0))
    if len(there) == counts.shape[1]:
        return None, counts
    return there, counts[:, there]


def _steady(source: _Source, habit: Habit, law: Law, work: Engine) -> tuple[Array, Array]:
    """Return the steady state of a habit: its parts, and the volume.

    It is what one day would leave that renewed everything. Food and mass were as usual.
    """
    n_draws, spectrum = len(law.gain), source.spectrum
    counts = [habit.counts[None, mine] for mine in source.mine]
    done = habit.exposure[source.causes, None] * habit.share
    unknown = filled(done / source.exposure_scale) * source.unknown
    status, _ = source.around.days(spectrum.n_days, slice(0, 1))
    before = np.moveaxis(np.atleast_3d(np.asarray(source.around.felt_before)), 0, 1)
    week = Days(
        stimulus=source.stimulus(counts) * habit.share * before,
        everyday=np.atleast_2d(everyday_loading(habit.steps, 0.0, **source.steps)),
        status=status,
        mass=np.zeros((1, 1)),
        unknown=unknown.sum(axis=0, keepdims=True),
        cast=np.zeros(1),
    )
    volume = np.ones((len(MUSCLES), n_draws))
    run = work(week, replace(law, kept=np.zeros_like(law.kept)), volume, volume.copy(), True)
    parts = source.credit(counts, run.credit * before) * habit.share + unknown[:, None]
    parts[-1] += run.held
    return parts, volume


def _volumes(source: _Source, law: Law, start: Array, wanted: NDArray[np.int64]) -> Trajectory:
    """Return volumes alone, all days in one compiled loop."""
    from surae.adaptation.whole_run import run_whole, sparse

    volume = run_whole(
        sparse([*source.counts, source.exposure]),
        [*source.dose, source.unknown],
        source.given(),
        source.spectrum.in_cast.astype(float),
        law,
        start,
        wanted,
    )
    return Trajectory(np.moveaxis(volume, 0, -1), np.empty((0, *start.shape, len(CAUSES))))


def _run(
    source: _Source,
    law: Law,
    work: Engine,
    start: tuple[Array, Array],
    marks: Sequence[int],
    wanted: NDArray[np.int64],
) -> Trajectory:
    """Renew every part over all days, some days in memory at once; ``start`` is moved along."""
    parts, current = start
    largest, n_days = current.copy(), source.spectrum.n_days
    volume = np.empty((len(wanted), *current.shape))
    at_marks = np.empty((len(marks), *parts.shape))
    most = max(_CLOSE // current.size, DAYS_PER_WEEK)
    ends = sorted({*range(most, n_days, most), n_days, *(mark + 1 for mark in marks)})
    begin = 0
    for end in ends:
        block = slice(begin, end)
        credited = begin <= max(marks, default=-1)
        run = work(source.days(block), law, current, largest, credited)
        first, last = np.searchsorted(wanted, (begin, end))
        volume[first:last] = run.volume[wanted[first:last] - begin]
        if credited:
            parts *= run.left
            credit = run.credit
            if np.ndim(source.around.felt):
                credit = credit * source.around.counted(n_days, block)
            parts += source.credit([counts[block] for counts in source.counts], credit)
            for m in range(len(MUSCLES)):
                parts[:, m] += (source.exposure[block].T @ run.weight[:, m]) * source.unknown
            parts[-1] += run.held
            at_marks[[k for k, mark in enumerate(marks) if mark == end - 1]] = parts
        begin = end
    every = np.zeros((len(marks), *current.shape, len(CAUSES)))
    every[..., source.causes] = np.moveaxis(at_marks, 1, -1)
    return Trajectory(np.moveaxis(volume, 0, -1), every)
