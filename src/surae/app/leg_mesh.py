"""The leg of an answer as rings of points, now and at the end of the forecast, for a 3-D view."""

from __future__ import annotations

from typing import Any

import numpy as np

from surae.anatomy.contour import Curve
from surae.anatomy.section import Section, section_of
from surae.anatomy.shape import measured_leg
from surae.app.answer import Answer
from surae.app.calf_section import NAMES
from surae.app.calf_view import view_of_answer
from surae.app.load import LoadReport
from surae.records import MUSCLES

_EVERY = 2
_SKIN_POINTS = 60
_DIGITS = 3
_WEEKS = 8


def leg_mesh(answer: Answer, report: LoadReport) -> dict[str, Any]:
    """Return rings by structure, and what each muscle gains and bears.

    Parameters
    ----------
    answer
        With the leg now and later.
    report
        Weekly load; the last eight weeks of it are shown.

    Returns
    -------
    dict
        ``length`` [cm]; ``structures``: name, words, and rings, each with its depth below the knee
        and points now and later, x outward and y forward [cm]; ``growth`` and ``load`` by muscle.
    """
    view = view_of_answer(answer)
    if view.later is None:
        raise ValueError("a leg without a forecast has no later")
    levels = measured_leg().level
    rings: dict[str, list[dict[str, Any]]] = {}
    for index in range(0, len(levels), _EVERY):
        now = section_of(view.now, index)
        later = section_of(view.later.shapes[1], index, near=now)
        depth = round(float(levels[index] * view.now.shank_length), 2)
        for name, pair in _pairs(now, later).items():
            rings.setdefault(name, []).append({"depth": depth, **_ring(rings.get(name), *pair)})
    return {
        "length": round(view.now.shank_length, 2),
        "day": view.later.day.isoformat(),
        "structures": [
            {"name": name, "words": NAMES.get(name, "skin"), "rings": found}
            for name, found in sorted(rings.items())
            if len(found) > 1
        ],
        "growth": _growth(answer),
        "load": _load(report),
    }


def _pairs(now: Section, later: Section) -> dict[str, tuple[Curve, Curve]]:
    pairs = {name: (curve, later.outlines[name]) for name, curve in now.outlines.items()}
    skins = (cut.skin() for cut in (now, later))
    first, second = (skin[:: max(len(skin) // _SKIN_POINTS, 1)] for skin in skins)
    pairs["SKIN"] = (first, second)
    return pairs


def _ring(before: list[dict[str, Any]] | None, now: Curve, later: Curve) -> dict[str, Any]:
    """Return points that begin where those of the ring above begin, so that a skin joins them."""
    if before:
        above = np.array([complex(x, y) for x, y in before[-1]["now"]])
        if len(above) == len(now):
            turns = [np.abs(np.roll(now, -k) - now.mean() - above + above.mean()).sum()
                     for k in range(len(now))]  # fmt: skip
            shift = -int(np.argmin(turns))
            now, later = np.roll(now, shift), np.roll(later, shift)
    return {"now": _points(now), "later": _points(later)}


def _points(curve: Curve) -> list[list[float]]:
    pairs = np.column_stack([curve.real, curve.imag])
    rounded: list[list[float]] = np.round(pairs, _DIGITS).tolist()
    return rounded


def _growth(answer: Answer) -> dict[str, float]:
    """Return the median relative change of each muscle by the last day [-]."""
    change = np.median(answer.calf.volume_change[:, :, -1] / answer.calf.volume, axis=1)
    return {m: round(float(v), 4) for m, v in zip(MUSCLES, change, strict=True)}


def _load(report: LoadReport) -> dict[str, float]:
    """Return each muscle's share of the calf's force over time in the last weeks [-]."""
    weeks = sorted({row.begin for row in report.muscles})[-_WEEKS:]
    total = dict.fromkeys(MUSCLES, 0.0)
    for row in report.muscles:
        if row.begin in weeks:
            total[row.muscle] += row.impulse.median
    whole = sum(total.values()) or 1.0
    return {m: round(value / whole, 4) for m, value in total.items()}
