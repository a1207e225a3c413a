"""Dose–response curves in words, as JSON and as a picture."""

from __future__ import annotations

import textwrap
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surae.app.curves import DoseResponse
from surae.app.figures_panels import Panel, panels_picture
from surae.app.numbers import signed
from surae.app.words import DISCLAIMER
from surae.records import MUSCLES
from surae.units import DAYS_PER_WEEK

Array = NDArray[np.float64]
_WIDTH = 88
_ENDS = [0, 2, 4]
_NAMES = ("low_90", "low_50", "median", "high_50", "high_90")


def curve_lines(told: DoseResponse) -> list[str]:
    """Return what `surae explain --curve` prints: a row per amount, for girth and each muscle."""
    found = told.found
    lines = [_wrap(curve_sentence(told)), ""]
    for title, bands, digits in _quantities(told):
        lines.append(f"change of {title} by {told.unit}")
        for column, amount in enumerate(found.amounts):
            low, lower, middle, upper, high = (signed(v, digits) for v in bands[:, column])
            mark = "  now" if amount == found.now else ""
            lines.append(
                f"  {_amount(amount):>7}  {middle:>6}  {lower} to {upper}  {low} to {high}{mark}"
            )
    lines += ["", "Medians with 50 and 90 % ranges, under the same draws for every amount."]
    return [*lines, _wrap(told.posterior.diagnostics.status), DISCLAIMER]


def curve_sentence(told: DoseResponse) -> str:
    """Say what is varied, around what, and how it is meant."""
    found = told.found
    weeks = (told.last_day - told.today).days / DAYS_PER_WEEK
    span = "1 week" if weeks == 1 else f"{weeks:.3g} weeks"
    begin = f"What {found.cause} would do in {span}, the rest as planned"
    if told.own:
        how = "in sessions like yours" if found.cause != "everyday walking" else "on ordinary days"
        return f"{begin}. Now {_amount(found.now)} {told.unit}; more and less of it {how}."
    return f"{begin}. Now none; in ordinary sessions of it."


def _quantities(told: DoseResponse) -> list[tuple[str, Array, int]]:
    found = told.found
    muscles = [
        (f"{muscle} volume (cm³)", bands, 1)
        for muscle, bands in zip(MUSCLES, found.volume, strict=True)
    ]
    return [("calf girth (cm)", found.girth, 2), *muscles]


def _amount(amount: float) -> str:
    return f"{amount:,.0f}" if amount >= 100 else f"{amount:.3g}"


def curve_json(told: DoseResponse) -> dict[str, Any]:
    """Return a curve as plain data; changes from today to the last day."""
    found = told.found
    return {
        "cause": found.cause,
        "unit": told.unit,
        "now": round(found.now, 3),
        "own_movements": told.own,
        "today": told.today.isoformat(),
        "last_day": told.last_day.isoformat(),
        "status": told.posterior.diagnostics.status,
        "readings_used": len(told.posterior.used),
        "amounts": [round(amount, 3) for amount in found.amounts],
        "girth_change_cm": _bands(found.girth, 4),
        "volume_change_cm3": {
            muscle: _bands(bands, 3) for muscle, bands in zip(MUSCLES, found.volume, strict=True)
        },
    }


def _bands(bands: Array, digits: int) -> dict[str, list[float]]:
    return {
        name: [round(float(v), digits) + 0.0 for v in line]
        for name, line in zip(_NAMES, bands, strict=True)
    }


def curve_picture(told: DoseResponse) -> str:
    """Draw girth and each muscle over amounts, with a line where the person stands now."""
    found = told.found
    most = found.amounts[-1]
    panels = [
        Panel(
            f"{title[0].upper()}{title[1:]}",
            (bands[_ENDS],),
            digits - 1,
            found.amounts,
            mark=found.now,
        )
        for title, bands, digits in _quantities(told)
    ]
    title = f"More or less of {found.cause}"
    return panels_picture(title, [title], panels, most, curve_sentence(told), told.unit)


def _wrap(text: str) -> str:
    return textwrap.fill(text, _WIDTH)
