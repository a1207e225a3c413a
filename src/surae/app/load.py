"""What muscles and tendon felt: by session, day or week, muscle and cause."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from surae import evidence
from surae.adaptation import tension_draws
from surae.anatomy.force_curves import active_force_length
from surae.anatomy.limb import Limb, limb_of
from surae.app.load_gains import GainRow, gain_rows
from surae.evidence import bind
from surae.inference import prior_draws
from surae.loading import GroupLoad, activity_load, bouts, load_spectrum, thigh_beside_calf
from surae.records import (
    CAUSES,
    MUSCLES,
    Bout,
    CalfRaise,
    ContractionClasses,
    Draws,
    Interval,
    LoadSpectrum,
    Log,
    Person,
    Run,
    Session,
)

Array = NDArray[np.float64]
Period = Literal["session", "day", "week"]


@dataclass(frozen=True, slots=True)
class MuscleLoad:
    """What one muscle felt from one cause in one period, in one leg.

    Parameters
    ----------
    begin
        First day of the period.
    session
        The file of the session, empty for days and weeks.
    muscle, cause
        Of :data:`surae.records.MUSCLES` and :data:`surae.records.CAUSES`.
    contractions
        How many [1].
    impulse
        Force × time [N s].
    high_share
        Share of the impulse at high relative tension [-].
    """

    begin: date
    session: str
    muscle: str
    cause: str
    contractions: float
    impulse: Interval
    high_share: float


@dataclass(frozen=True, slots=True)
class TendonRow:
    """What the Achilles tendon felt in one period, in one leg.

    Parameters
    ----------
    begin, session
        As for :class:`MuscleLoad`.
    peak
        Largest force over body weight [-].
    cycles, high_cycles
        How many, and how many of high force [1].
    impulse
        Force × time over body weight [s].
    strain
        Largest strain [-].
    flat_kilometers, raises
        The same impulse as kilometers of easy level running, and as body-weight raises of one leg.
    """

    begin: date
    session: str
    peak: float
    cycles: float
    high_cycles: float
    impulse: float
    strain: float
    flat_kilometers: float
    raises: float


@dataclass(frozen=True, slots=True, eq=False)
class LoadReport:
    """Load of muscles and tendon, oldest first.

    ``thigh`` stands beside the calf over all runs, ``gave`` is what they gave beside it.
    """

    period: Period
    muscles: tuple[MuscleLoad, ...]
    tendon: tuple[TendonRow, ...]
    thigh: tuple[GroupLoad, ...]
    gave: tuple[GainRow, ...] = ()


def load_report(log: Log, person: Person, period: Period, *, seed: int = 1) -> LoadReport:
    """Return what a log made the calves feel.

    Parameters
    ----------
    log
        What was read.
    person
        Whose calves.
    period
        What a row stands for.
    seed
        Of the draws of the uncertain links.
    """
    limb = limb_of(person)
    units = _equivalents(limb, person.mass)
    periods = tuple(_periods(log.sessions, period))
    spectrum = _spectrum(periods, limb, person.mass)
    draws = prior_draws(_N_DRAWS, seed)
    impulse = class_impulse(spectrum.classes, limb, draws)
    muscles: list[MuscleLoad] = []
    tendon: list[TendonRow] = []
    for row, (begin, name, _) in enumerate(periods):
        muscles += _muscle_rows(begin, name, spectrum, row, impulse)
        tendon += _tendon_rows(begin, name, spectrum, row, units)
    done = tuple(bout for _, _, some in periods for bout in some)
    thigh = thigh_beside_calf(limb, person.mass, done, 1.0)
    gave = gain_rows(log.sessions, person, draws, period)
    return LoadReport(period, tuple(muscles), tuple(tendon), thigh, gave)


_N_DRAWS = 200
_Done = tuple[date, str, tuple[Bout, ...]]


def _periods(sessions: Sequence[Session], period: Period) -> Iterable[_Done]:
    """Yield begin, name and bouts of each period that holds any."""
    if period == "session":
        for session in sessions:
            done = bouts(session)
            if done:
                yield session.start.date(), session.file, done
        return
    gathered: dict[date, list[Bout]] = {}
    for session in sessions:
        for bout in bouts(session):
            begin = bout.day
            if period == "week":
                begin -= timedelta(days=begin.weekday())
            gathered.setdefault(begin, []).append(bout)
    for begin, together in sorted(gathered.items()):
        yield begin, "", tuple(together)


def _spectrum(periods: Sequence[_Done], limb: Limb, mass: float) -> LoadSpectrum:
    """Return a load spectrum whose rows are periods: each takes the place of a day."""
    first = date.min
    placed = (
        replace(bout, day=first + timedelta(days=row))
        for row, (_, _, done) in enumerate(periods)
        for bout in done
    )
    return load_spectrum(placed, limb, mass, first, np.zeros(len(periods)))


def class_impulse(classes: ContractionClasses, limb: Limb, draws: Draws) -> Array:
    """Return force × time of one contraction of each class, shape (draws, classes) [N s].

    Where an outer moment sets the force, how strong the muscle is does not move it. Where the
    person's own capacity does, or a stretched fiber, force goes with strength, which differs.
    """
    columns = {name: draws[name][:, None] for name in ("tension_scale", "sharing_rule")}
    tension = bind(tension_draws, columns)(classes)
    rise = evidence.parameter("tension_rise_time").mean
    width = classes.contraction_duration - np.minimum(rise, classes.contraction_duration / 2)
    capacity = limb.max_isometric_force[classes.muscle] * active_force_length(classes.fiber_length)
    own = (classes.external == 0) | (classes.passive > 0)
    force = tension * capacity * np.where(own, _strength(draws)[:, None], 1.0)
    return np.asarray(force * width)


def _strength(draws: Draws) -> Array:
    """Return strength over that expected for body size, shape (draws,) [-]."""
    size = (1 + draws["volume_spread"]) / draws["fiber_length_scale"]
    return np.asarray(draws["specific_tension_scale"] * size)


def _muscle_rows(
    begin: date, name: str, spectrum: LoadSpectrum, row: int, impulse: Array
) -> list[MuscleLoad]:
    """Return a row per muscle and cause of one period; ``impulse`` is that of one contraction."""
    classes, done = spectrum.classes, spectrum.counts[row] > 0
    counts = spectrum.counts[row]
    high = classes.relative_tension.mean(axis=0) >= evidence.parameter("high_tension").mean
    rows = []
    for cause in np.unique(classes.cause[done]):
        for m, muscle in enumerate(MUSCLES):
            mine = done & (classes.cause == cause) & (classes.muscle == m)
            each = impulse[:, mine] * counts[mine]
            whole = each.sum(axis=1)
            share = each[:, high[mine]].sum() / max(whole.sum(), np.finfo(float).tiny)
            rows.append(
                MuscleLoad(
                    begin=begin,
                    session=name,
                    muscle=muscle,
                    cause=CAUSES[cause],
                    contractions=float(counts[mine].sum()),
                    impulse=Interval.of(whole),
                    high_share=float(share),
                )
            )
    return rows


def _equivalents(limb: Limb, mass: float) -> tuple[float, float]:
    """Return the tendon impulse of an easy level kilometer and of one body-weight raise [s]."""
    kilometer = activity_load(Run(km=1.0), limb, mass)
    raised = activity_load(CalfRaise(sets=1, reps=1, legs=1, body_weight=True), limb, mass)
    one, two = (sum(t.impulse * t.count for t in load.tendon) for load in (kilometer, raised))
    return one, two


def _tendon_rows(
    begin: date, name: str, spectrum: LoadSpectrum, row: int, units: tuple[float, float]
) -> list[TendonRow]:
    """Return the row of one period, or none where the tendon did nothing."""
    done = spectrum.tendon_counts[row] > 0
    if not done.any():
        return []
    cycles, counts = spectrum.tendon, spectrum.tendon_counts[row, done]
    peak = cycles.peak[done]
    high = peak >= evidence.parameter("high_tendon_force").mean
    impulse = float(cycles.impulse[done] @ counts)
    told = TendonRow(
        begin=begin,
        session=name,
        peak=float(peak.max()),
        cycles=float(counts.sum()),
        high_cycles=float(counts[high].sum()),
        impulse=impulse,
        strain=float(cycles.strain[done].max()),
        flat_kilometers=impulse / units[0],
        raises=impulse / units[1],
    )
    return [told]
