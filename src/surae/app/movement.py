"""One movement, solved: what each muscle and the tendon do in a stride or a repetition."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surae import evidence
from surae.anatomy.limb import GROUPS, Limb, limb_of
from surae.evidence import bind
from surae.ingest.protocol import parse_movement
from surae.loading.atlas import EXPONENTS
from surae.loading.effort import QUADRICEPS, group_sum, hop_reference
from surae.loading.movement import MovementCurves, movement_curves
from surae.loading.sharing import CycleForces, solve_cycle
from surae.records import MUSCLES, Person
from surae.units import STANDARD_GRAVITY

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class MovementReport:
    """A movement under each rule of sharing.

    Parameters
    ----------
    text
        What was asked.
    person, limb
        Whose leg.
    curves
        Joint angles and moments.
    cycles
        One solution per rule.
    effort
        Of ankle and knee extensors, shares of a maximal hop [-].
    """

    text: str
    person: Person
    limb: Limb
    curves: MovementCurves
    cycles: tuple[CycleForces, ...]
    effort: dict[str, float]


def movement_report(text: str, person: Person) -> MovementReport:
    """Solve a movement such as ``run speed=3.5 grade=0.1`` for a person.

    Raises
    ------
    IngestError
        If a word is unknown.
    RecordError
        For a value outside its range.
    """
    limb = limb_of(person)
    curves = movement_curves(parse_movement(text), person, limb)
    values = evidence.central_values()
    cycles = tuple(
        bind(solve_cycle, {**values, "sharing_exponent": exponent})(limb, curves, compiled=False)
        for exponent in EXPONENTS
    )
    ankle, knee = bind(hop_reference, values)(limb, person.mass)
    peaks = [
        (cycle.tendon_force.max(), group_sum(cycle.force.max(axis=0), QUADRICEPS))
        for cycle in cycles
    ]
    tendon, quadriceps = np.mean(peaks, axis=0)
    effort = {"ankle": float(tendon) / ankle, "knee": float(quadriceps) / knee}
    return MovementReport(text, person, limb, curves, cycles, effort)


def movement_json(report: MovementReport) -> dict[str, object]:
    """Return a movement as plain data with stable keys; ranges are over the rules of sharing."""
    weight = report.person.mass * STANDARD_GRAVITY
    step = report.curves.period / len(report.curves.angles)
    tendon = np.array([cycle.tendon_force for cycle in report.cycles])
    return {
        "movement": report.text,
        "period_s": _rounded(report.curves.period),
        "tendon_peak_bw": _rounded(tendon.max(axis=1).mean() / weight),
        "tendon_impulse_bw_s": _rounded(tendon.sum(axis=1).mean() * step / weight),
        "tendon_peak_strain": _rounded(
            np.mean([cycle.tendon_strain.max() for cycle in report.cycles])
        ),
        "ankle_moment_peak_nm_kg": _rounded(report.curves.moments[:, 0].max() / report.person.mass),
        "muscles": _muscles(report, step),
        "effort": {name: _rounded(value) for name, value in report.effort.items()},
        "beyond_capacity": any(cycle.beyond_capacity for cycle in report.cycles),
        "status": [cycle.status or "converged" for cycle in report.cycles],
    }


def _muscles(report: MovementReport, step: float) -> dict[str, dict[str, object]]:
    """Return the numbers of each muscle: the mean over the rules of sharing, and their range."""
    force = np.array([cycle.force for cycle in report.cycles])
    impulse = force.sum(axis=1) * step
    share = impulse / impulse[:, : len(MUSCLES)].sum(axis=1, keepdims=True)
    tension = np.array([_at_peak(cycle, cycle.relative_tension) for cycle in report.cycles])
    activation = np.array([_at_peak(cycle, cycle.activation) for cycle in report.cycles])
    muscles: dict[str, dict[str, object]] = {}
    for m, name in enumerate(GROUPS):
        muscles[name] = {
            "peak_force_n": _rounded(force[:, :, m].max(axis=1).mean()),
            "peak_relative_tension": _rounded(tension[:, m].mean()),
            "peak_relative_tension_range": [_rounded(v) for v in np.sort(tension[:, m])[[0, -1]]],
            "peak_activation": _rounded(activation[:, m].mean()),
            "impulse_n_s": _rounded(impulse[:, m].mean()),
        }
        if name in MUSCLES:
            muscles[name]["force_share"] = _rounded(share[:, m].mean())
            muscles[name]["force_share_range"] = [
                _rounded(v) for v in np.sort(share[:, m])[[0, -1]]
            ]
    return muscles


def _at_peak(cycle: CycleForces, values: Array) -> Array:
    """Return values of each muscle where its force is largest, shape (groups,)."""
    return np.asarray(values[cycle.force.argmax(axis=0), np.arange(len(GROUPS))])


def _rounded(value: float) -> float:
    return round(float(value), 4)
