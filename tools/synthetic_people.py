"""People whose parameters are known: a log, a truth drawn from the prior, and readings of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
from numpy.typing import NDArray

from surae import evidence
from surae.anatomy.limb import limb_of
from surae.inference import Case, prior_draws
from surae.inference.calibrate import Problem
from surae.inference.outlook import outlook
from surae.inference.seen import true_sizes
from surae.loading import schedule
from surae.records import CalfRaise, Draws, Hills, Measurement, Person, Protocol, Recurring, Run

FIRST = date(2025, 1, 6)
INSTRUMENTS = {
    "tape": (("tape", "calf", "girth"),),
    "ultrasound": (
        ("ultrasound", "MG", "thickness"),
        ("ultrasound", "LG", "thickness"),
        ("ultrasound", "SOL", "thickness"),
    ),
    "mri": (("mri", "TS", "volume"),),
    "both": (("tape", "calf", "girth"), ("ultrasound", "MG", "thickness")),
}
"""What is read, by the name of a way of measuring."""

RAISES = Recurring(
    activity=CalfRaise(sets=5, reps=12, load_rm=13, reps_in_reserve=1, knee_angle=0.0), per_week=3
)
HILLS = Recurring(activity=Hills(repeats=8, seconds=60, grade=0.08, speed=3.0), per_week=3)


@dataclass(frozen=True, eq=False)
class Known:
    """A case and the parameters that made its readings, by name."""

    case: Case
    truth: dict[str, float]


def person_of(rng: np.random.Generator) -> Person:
    """Return an ordinary adult."""
    female = rng.random() < 0.5
    height = float(rng.normal(1.65 if female else 1.78, 0.06))
    return Person(
        height=height,
        mass=float(height**2 * rng.normal(23.5, 2.0)),
        age=float(rng.uniform(20, 60)),
        sex="female" if female else "male",
        steps_per_day=float(rng.uniform(4000, 9000)),
    )


def case_of(
    rng: np.random.Generator,
    seed: int,
    n_days: int = 182,
    n_draws: int = 1000,
    raises: Recurring | None = None,
) -> Case:
    """Return a person who ran, and did raises from the second month on, with no readings yet."""
    person = person_of(rng)
    run = Run(minutes=float(rng.uniform(25, 60)), speed=float(rng.uniform(2.5, 3.6)))
    runs = Recurring(activity=run, per_week=int(rng.integers(2, 6)))
    lifts = replace(raises or RAISES, from_week=float(rng.integers(4, 7)))
    done = schedule(Protocol(sessions=(runs, lifts)), FIRST, n_days)
    return Case(
        person=person,
        limb=limb_of(person),
        draws=prior_draws(n_draws, seed),
        done=done,
        readings=(),
        first_day=FIRST,
        today=FIRST + timedelta(days=n_days - 1),
    )


def lifter_of(seed: int, n_draws: int = 1000) -> Case:
    """Return a person who walks, takes up raises, and is scanned as `surae measure --how` advises.

    Twelve weeks of log without training say what the habit was. Then come three sessions of
    standing raises a week for half a year, with twelve sessions of ultrasound: medial and lateral
    gastrocnemius of both legs, three pictures each, values still to be put in.
    """
    person = person_of(np.random.default_rng([seed, 3]))
    before, n_days = 84, 84 + 182
    lifts = replace(RAISES, from_week=before / 7 + 2)
    case = Case(
        person=person,
        limb=limb_of(person),
        draws=prior_draws(n_draws, seed),
        done=schedule(Protocol(sessions=(lifts,)), FIRST, n_days),
        readings=(),
        first_day=FIRST + timedelta(days=before),
        today=FIRST + timedelta(days=n_days - 1),
    )
    wanted = [r for r in readings_on(case, "ultrasound", 12) if r.structure != "SOL"]
    readings = tuple(replace(r, side=side, repeats=3) for r in wanted for side in ("L", "R"))
    return replace(case, readings=readings, first_day=FIRST)


def climber_of(seed: int, *, apart: bool, contrast: int = 0, n_draws: int = 500) -> Case:
    """Return a person who runs uphill and does raises, and whose calves are scanned every month.

    Eight weeks of log hold only walking; 32 weeks of training follow. Scans are of both legs, twice
    each, values still to be put in.

    Parameters
    ----------
    seed
        Of the person and the draws.
    apart
        Whether hills come first and raises after them; otherwise both go on all the time.
    contrast
        Weeks of raises alone, and as many of hills alone, that are added at the end.
    n_draws
        Of the prior.
    """
    person = person_of(np.random.default_rng([seed, 5]))
    begin, middle, end = 8, 24, 40
    last = end + 2 * contrast
    hills, raises = ((begin, end), (begin, end + contrast))
    if apart:
        hills, raises = ((begin, middle), (middle, end + contrast))
    items = [during(HILLS, hills), during(RAISES, raises)]
    if contrast:
        items.append(during(HILLS, (end + contrast, last)))
    case = Case(
        person=person,
        limb=limb_of(person),
        draws=prior_draws(n_draws, seed),
        done=schedule(Protocol(sessions=tuple(items)), FIRST, 7 * last),
        readings=(),
        first_day=FIRST,
        today=FIRST + timedelta(days=7 * last - 1),
    )
    wanted = readings_on(case, "mri", 1 + last // 4)
    readings = tuple(replace(r, side=side, repeats=2) for r in wanted for side in ("L", "R"))
    return replace(case, readings=readings)


def during(item: Recurring, weeks: tuple[float, float]) -> Recurring:
    """Return a session that goes on for some weeks."""
    return replace(item, from_week=weeks[0], to_week=weeks[1])


def readings_on(case: Case, way: str, n: int) -> tuple[Measurement, ...]:
    """Return readings of a way of measuring on even days of the log, values still to be put in."""
    days = np.linspace(0, (case.today - case.first_day).days, n).round().astype(int)
    return tuple(
        Measurement(
            datetime.combine(case.first_day + timedelta(days=int(day)), time(8, tzinfo=UTC)),
            structure,  # type: ignore[arg-type]
            quantity,  # type: ignore[arg-type]
            instrument,  # type: ignore[arg-type]
            1.0,
            "R" if k % 2 else "L",
        )
        for instrument, structure, quantity in INSTRUMENTS[way]
        for k, day in enumerate(days)
    )


def known_person(
    seed: int, way: str, n: int = 12, case: Case | None = None, gain: float | None = None
) -> Known:
    """Return a person with readings and known parameters, drawn from the prior.

    Parameters
    ----------
    seed
        Of everything.
    way
        Of measuring, one of :data:`INSTRUMENTS`.
    n
        Occasions.
    case
        Whose log; a new one if None. Readings that it has are those taken, with other values.
    gain
        Of the person; drawn if None.
    """
    rng = np.random.default_rng([seed, 7])
    case = case or case_of(rng, seed)
    bare = case if case.readings else replace(case, readings=readings_on(case, way, n))
    problem = Problem(replace(bare, draws=prior_draws(10, seed + 100_000)), bare.readings)
    row = int(rng.integers(len(problem.prior)))
    values = {name: v[row : row + 1].copy() for name, v in problem.prior.values.items()}
    if gain is not None:
        values["gain"] = np.array([gain])
    one = replace(case, draws=Draws(values, case.draws.evidence, seed))
    seen = outlook(one, (), case.today + timedelta(days=1))
    wanted = _sized(one, seen, bare.readings)
    sight, params, volume = true_sizes(one, seen, wanted)
    shown = sight.expected(params, volume)[:, 0]
    tail = evidence.parameter("reading_tail").mean
    shown = shown + sight.spread * rng.standard_t(tail, len(shown))
    readings = tuple(
        replace(r, value=float(max(v, 1e-3))) for r, v in zip(sight.readings, shown, strict=True)
    )
    truth = {name: float(v[0]) for name, v in values.items()}
    return Known(replace(case, readings=readings), truth)


def _sized(case: Case, seen: object, readings: tuple[Measurement, ...]) -> list[Measurement]:
    """Give readings their true sizes, which relative errors are relative to."""
    sight, params, volume = true_sizes(case, seen, readings)  # type: ignore[arg-type]
    sizes = sight.sizes(params, volume)
    return [replace(r, value=float(s[0])) for r, s in zip(sight.readings, sizes, strict=True)]


def ranks(posterior: Draws, truth: dict[str, float], names: tuple[str, ...]) -> NDArray[np.float64]:
    """Return the share of posterior draws below the truth, by name."""
    return np.array([float(np.mean(posterior[name] < truth[name])) for name in names])
