"""What is said about calves and running, beside the model and the evidence.

The claims, their grades and what the evidence says are a table of the evidence release; what the
model says is computed here, each time anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from surae import evidence
from surae.anatomy.girth import expected_girth, girth_after
from surae.anatomy.limb import limb_of
from surae.app.numbers import percent, signed
from surae.app.person import person_from
from surae.app.scenarios import CLAIM, Scenario, Scenarios, claim_documents, compare
from surae.app.scoreboard import scoreboard
from surae.errors import EvidenceError
from surae.evidence.binding import bind
from surae.inference.likelihood import minimal_detectable_change
from surae.loading import thigh_beside_calf
from surae.loading.atlas import reference_adult
from surae.records import MUSCLES, Bout, Interval, Run

_FIFTH = 0.2


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim with its verdict.

    Parameters
    ----------
    key
        Its name in the table.
    claim
        What is said.
    grade
        ``supported``, ``weak``, ``untested`` or ``contradicted``, by the evidence.
    model
        What the model says, a sentence each.
    numbers
        The same as plain data.
    evidence
        What was found in people.
    sources
        Keys of the sources.
    note
        What else must be known; may be empty.
    command
        What reproduces the model's numbers.
    """

    key: str
    claim: str
    grade: str
    model: tuple[str, ...]
    numbers: dict[str, Any]
    evidence: str
    sources: tuple[str, ...]
    note: str
    command: str


Finding = tuple[tuple[str, ...], dict[str, Any]]


def claims(keys: Sequence[str] = (), grade: str | None = None, seed: int = 1) -> list[Claim]:
    """Return claims in the order of the table.

    Parameters
    ----------
    keys
        Which ones; all if empty.
    grade
        Only those of this grade; all if None.
    seed
        Of the random draws.

    Raises
    ------
    EvidenceError
        For a key that the table does not hold; the nearest is offered.
    """
    rows = evidence.table("claims")
    known = [row["key"] for row in rows]
    for key in keys:
        if key not in known:
            raise EvidenceError("claims", key, "unknown claim", known)
    return [
        _claim(row, seed)
        for row in rows
        if (not keys or row["key"] in keys) and grade in (None, row["grade"])
    ]


def _claim(row: evidence.Row, seed: int) -> Claim:
    key = row["key"]
    model, numbers = FINDINGS[key](key, seed)
    shown = claim_documents()
    return Claim(
        key=key,
        claim=row["claim"],
        grade=row["grade"],
        model=model,
        numbers=numbers,
        evidence=row["evidence"],
        sources=tuple(row["source"].split(";")),
        note=row["note"],
        command=f"surae compare {CLAIM}{key}" if key in shown else f"surae claims {key}",
    )


def _scenarios(key: str, seed: int) -> Scenarios:
    return compare(Path(f"{CLAIM}{key}"), {}, seed=seed)


def _by_muscle(key: str, seed: int) -> Finding:
    """Say how each muscle changes under each scenario."""
    ran = _scenarios(key, seed)
    said, numbers = [], {}
    for one in ran.scenarios:
        parts = {m: Interval.of(one.volume_change(m)[:, -1]) for m in MUSCLES}
        text = ", ".join(f"{m} {_percent(part)}" for m, part in parts.items())
        said.append(f"{one.name}, {ran.weeks:g} weeks: {text}.")
        numbers[one.name] = {m: _plain(part) for m, part in parts.items()}
    return tuple(said), numbers


def _as_a_whole(key: str, seed: int) -> Finding:
    """Say how the triceps surae and the girth change under each scenario."""
    ran = _scenarios(key, seed)
    said, numbers = [], {}
    for one in ran.scenarios:
        volume, girth = _whole(one)
        said.append(
            f"{one.name}, {ran.weeks:g} weeks: muscle {_percent(volume)}, girth {_cm(girth)}; "
            f"girth grows with a probability of {percent(one.said.p_grow)}."
        )
        numbers[one.name] = {
            "volume_change": _plain(volume),
            "girth_change_cm": _plain(girth),
            "p_grow": one.said.p_grow,
        }
    return tuple(said), numbers


def _damage(key: str, seed: int) -> Finding:
    """Say what the default rule expects, what repair of damage would, and which predicts better."""
    said, numbers = _as_a_whole(key, seed)
    found = {rule: _errors(rule, seed) for rule in ("sensed_tension", "micro_tear")}
    told = {
        name: compare(Path(f"{CLAIM}{name}"), {}, seed=seed, rule="micro_tear")
        for name in (key, "strides")
    }
    lines = [
        f"if growth were repair of damage: {one.name}, {ran.weeks:g} weeks: muscle "
        f"{_percent(_whole(one)[0])}."
        for ran in told.values()
        for one in ran.scenarios[:3]
        if one.name != "ordinary walking only"
    ]
    better, worse = (f"{100 * found[rule]:.1f}" for rule in found)
    record = f"On validation trials the default rule errs by {better} points, repair by {worse}."
    return (*said, *lines, record), {**numbers, "error_by_rule": found}


def _errors(rule: str, seed: int) -> float:
    """Return the error of a dose rule on the validation trials [-]."""
    ((total, _),) = scoreboard((), "validation", seed, rule=rule).scores()
    return total.rmse


def _whole(one: Scenario) -> tuple[Interval, Interval]:
    return Interval.of(one.volume_change("TS")[:, -1]), Interval.of(one.girth_change[:, -1])


def _thigh(key: str, seed: int) -> Finding:
    """Say how hard calf and thigh work in an easy run."""
    day = date(2024, 1, 1)
    person = reference_adult()
    runs = (Bout(day, Run(minutes=30, speed=2.8), 3),)
    loads = thigh_beside_calf(limb_of(person), person.mass, runs, 1.0)
    said = []
    for load in loads:
        text = f"{load.group}: {load.impulse:.2f} body weights × seconds a stance"
        if np.isfinite(load.effort):
            text += f", peak force {round(100 * load.effort)} % of that in a maximal hop"
        said.append(f"{text}.")
    numbers = {
        load.group: {
            "impulse_bw_s": load.impulse,
            "effort": load.effort if np.isfinite(load.effort) else None,
        }
        for load in loads
    }
    return ("Running at 2.8 m/s.", *said), numbers


def _people(key: str, seed: int) -> Finding:
    """Say how far the same program takes people who respond little and much."""
    one = _scenarios(key, seed).scenarios[0]
    change = np.sort(one.volume_change("TS")[:, -1])
    n = max(round(_FIFTH * len(change)), 1)
    low, high = float(change[:n].mean()), float(change[-n:].mean())
    said = (
        f"The same {one.name} change the lowest fifth of the draws by {_points(low)} and the "
        f"highest by {_points(high)}. The person's own response has a spread (SD of its "
        f"logarithm) of {evidence.parameter('gain').sd:g}; what the model does not know of any "
        "person is in that range too."
    )
    return (said,), {"lowest_fifth": low, "highest_fifth": high}


def _fat(key: str, seed: int) -> Finding:
    """Say what losing fat does to a tape, the muscle unchanged."""
    person = person_from({})
    girth, _ = expected_girth(person)
    values = evidence.central_values()
    fat = values["fat_thickness_male"]
    thinner = float(bind(girth_after, values)(girth, fat, 0.0, -1.0))
    energy = _energy(person.mass)
    tape = f"takes {girth - thinner:.2f} cm off a calf of {girth:.1f} cm, with the same muscle"
    runs = f"Three runs of 5 km at 10 km/h cost a person of {person.mass:g} kg"
    said = (
        f"One millimeter less fat all round {tape}.",
        f"{runs} about {energy:.0f} kcal.",
    )
    return said, {"girth_change_cm_per_mm_fat": thinner - girth, "kcal_per_week": energy}


def _energy(mass: float) -> float:
    """Return the energy of 15 km at 10 km/h [kcal]."""
    (row,) = (row for row in evidence.table("biomechanics") if row["id"] == "B239")
    return float(row["value"]) * mass * 15


def _spread(key: str, seed: int) -> Finding:
    """Say how the verdict is spread, and what a tape could see of it."""
    said, numbers = _as_a_whole(key, seed)
    error = evidence.parameter("tape_error_self").mean
    seen = bind(minimal_detectable_change, evidence.central_values())(error)
    tape = f"A tape in one's own hands tells changes of {seen:.1f} cm and more."
    return (*said, tape), {**numbers, "smallest_visible_change_cm": seen}


FINDINGS: dict[str, Callable[[str, int], Finding]] = {
    "heads": _by_muscle,
    "damage": _damage,
    "loads": _as_a_whole,
    "thigh": _thigh,
    "strides": _as_a_whole,
    "uphill": _as_a_whole,
    "genetics": _people,
    "ground": _as_a_whole,
    "postures": _by_muscle,
    "weight": _fat,
    "varies": _spread,
}
"""How the model's part of each claim is found."""


def _points(change: float) -> str:
    return f"{signed(100 * change, 1)} %"


def _percent(part: Interval) -> str:
    low, high = signed(100 * part.low, 0), signed(100 * part.high, 0)
    return f"{_points(part.median)} ({low} to {high})"


def _cm(part: Interval) -> str:
    return f"{signed(part.median, 1)} cm ({signed(part.low, 1)} to {signed(part.high, 1)})"


def _plain(part: Interval) -> dict[str, float]:
    values = {"median": part.median, "low": part.low, "high": part.high}
    return {name: round(value, 5) for name, value in values.items()}
