"""Damage, repair and the tendon of a scenario, in words, as JSON and as panels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surae.app.figures_panels import STRIP, Panel
from surae.app.numbers import percent, signed
from surae.app.scenarios import Scenario, weekly
from surae.records import MUSCLES, Interval
from surae.units import DAYS_PER_WEEK, PERCENT

Array = NDArray[np.float64]
NAMES = {"MG": "Medial gastrocnemius", "LG": "Lateral gastrocnemius", "SOL": "Soleus"}
WIDE = 16
_QUANTILES = (0.05, 0.5, 0.95)


def worst_of_weeks(by_day: Array, weeks: int = 1) -> Array:
    """Return 5, 50 and 95 % quantiles of the largest value of every so many weeks.

    Parameters
    ----------
    by_day
        Shape (draws, days), day 0 the start.
    weeks
        How many are taken together; what is left at the end counts too.

    Returns
    -------
    Shape (3, times), the start first.
    """
    begins = [0, *range(1, by_day.shape[1], weeks * DAYS_PER_WEEK)]
    found: Array = np.quantile(np.maximum.reduceat(by_day, begins, axis=1), _QUANTILES, axis=0)
    return found


def tissue_lines(one: Scenario, weeks: Sequence[tuple[int, float]]) -> list[str]:
    """Return a row for some weeks of what happens beside growth, then the worst of it in words.

    Parameters
    ----------
    one
        The scenario.
    weeks
        Column and week of each row.
    """
    columns = _damage_columns(one, weeks) if is_hurt(one) else {}
    stiffness = PERCENT * weekly(one.since_start(one.tissue.stiffness) - 1)
    columns["tendon %"] = [cell(stiffness[:, index], 0) for index, _ in weeks]
    lines = [row("week", list(columns))]
    lines += [
        row(week, [cells[k] for cells in columns.values()]) for k, (_, week) in enumerate(weeks)
    ]
    if not is_hurt(one):
        title = "Stiffness of the Achilles tendon; no muscle is damaged."
        return [title, "", *lines, "", _tendon(one)]
    words = [worst_morning(one), _protection(one), _after_work(one), _tendon(one)]
    return [*_BESIDE, "", *lines, "", *words]


_BESIDE = (
    "Beside growth: strength lost to damage and girth added by swelling on the worst morning",
    "since the row above, and stiffness of the Achilles tendon.",
)


def _damage_columns(one: Scenario, weeks: Sequence[tuple[int, float]]) -> dict[str, list[str]]:
    """Return cells of strength and swelling by heading, the worst between rows."""
    step = weeks[1][0] if len(weeks) > 1 else 1
    columns = {}
    for muscle, damage in zip(MUSCLES, one.since_start(one.tissue.damage), strict=True):
        lost = -PERCENT * worst_of_weeks(damage, step)[::-1]
        columns[f"{muscle} strength %"] = [cell(band, 0) for band in lost.T]
    swelling = worst_of_weeks(one.girth_of(one.tissue.swelling), step)
    return columns | {"swelling cm": [cell(band, 1) for band in swelling.T]}


def is_hurt(one: Scenario) -> bool:
    """Return whether any muscle is damaged at all."""
    return bool(one.since_start(one.tissue.damage).any())


def worst_morning(one: Scenario) -> str:
    """Say when damage takes most strength from which muscle; nothing where none is damaged."""
    if not is_hurt(one):
        return ""
    damage = one.since_start(one.tissue.damage)
    middle = np.median(damage, axis=1)
    muscle, day = (int(k) for k in np.unravel_index(middle.argmax(), middle.shape))
    ready = np.median(one.since_start(one.tissue.readiness)[muscle, :, day])
    lost = _interval(-PERCENT * damage[muscle, :, day], 0)
    return (
        f"Worst morning, after day {day}: strength of {MUSCLES[muscle]} {lost} %, "
        f"readiness for a hard session {percent(float(ready))}."
    )


def _protection(one: Scenario) -> str:
    spared = np.median(one.since_start(one.tissue.protection)[:, :, -1], axis=1)
    parts = [f"{m} {percent(float(v))}" for m, v in zip(MUSCLES, spared, strict=True)]
    return f"Protection at the end: of the damage of another bout are spared {', '.join(parts)}."


def _after_work(one: Scenario) -> str:
    added = one.girth_of(one.tissue.acute)
    largest = added[:, np.median(added, axis=0).argmax()]
    return (
        f"Right after the hardest day a tape reads {_interval(largest, 1)} cm more, "
        "for an hour or two."
    )


def _tendon(one: Scenario) -> str:
    stiffness, area = (
        PERCENT * (one.since_start(values)[:, -1] - 1)
        for values in (one.tissue.stiffness, one.tissue.area)
    )
    return (
        f"Achilles tendon at the end: stiffness {_interval(stiffness, 0)} %, "
        f"cross-section {_interval(area, 0)} %."
    )


def tissue_panels(one: Scenario, weeks: float) -> list[Panel]:
    """Return panels of damage by muscle, swelling, protection and tendon, day by day."""
    n_days = one.since_start(one.tissue.stiffness).shape[-1]
    times = tuple(np.minimum(np.arange(n_days) / DAYS_PER_WEEK, weeks).tolist())
    tendon = tuple(
        PERCENT * _daily(one.since_start(v) - 1) for v in (one.tissue.stiffness, one.tissue.area)
    )
    title = "Against an ordinary walker (%): 1 stiffness, 2 cross-section"
    last = Panel(title, tendon, 0, times, group="Achilles tendon")
    return [*(_damage_panels(one, times) if is_hurt(one) else []), last]


def _damage_panels(one: Scenario, times: tuple[float, ...]) -> list[Panel]:
    """Return a low panel per muscle and one of swelling, and all protection in one."""
    lost = [-PERCENT * _daily(loss)[::-1] for loss in one.since_start(one.tissue.damage)]
    reach = float(np.min(lost))
    panels = [
        Panel(f"{NAMES[m]}, strength (%)", (loss,), 0, times, plot=STRIP, reach=reach)
        for m, loss in zip(MUSCLES, lost, strict=True)
    ]
    panels[0] = replace(panels[0], group="Damage and repair, every morning")
    swelling = _daily(one.girth_of(one.tissue.swelling))
    panels.append(Panel("Girth added by swelling (cm)", (swelling,), 1, times, plot=STRIP))
    spared = tuple(PERCENT * _daily(p) for p in one.since_start(one.tissue.protection))
    named = ", ".join(f"{n} {m}" for n, m in enumerate(MUSCLES, start=1))
    return [*panels, Panel(f"Damage spared by protection (%): {named}", spared, 0, times)]


def tissue_json(one: Scenario) -> dict[str, Any]:
    """Return what happens beside growth as plain data, week by week; the worst of a week."""
    seen = one.tissue
    return {
        "strength_loss": _of_muscles(one.since_start(seen.damage)),
        "readiness": {
            m: bands(1 - worst_of_weeks(1 - ready)[::-1], 4)
            for m, ready in zip(MUSCLES, one.since_start(seen.readiness), strict=True)
        },
        "protection": _of_muscles(one.since_start(seen.protection)),
        "swelling_girth_cm": bands(worst_of_weeks(one.girth_of(seen.swelling)), 4),
        "after_work_girth_cm": bands(worst_of_weeks(one.girth_of(seen.acute)), 4),
        "tendon_stiffness_change": bands(weekly(one.since_start(seen.stiffness) - 1), 5),
        "tendon_area_change": bands(weekly(one.since_start(seen.area) - 1), 5),
    }


def _of_muscles(by_day: Array) -> dict[str, dict[str, list[float]]]:
    return {m: bands(worst_of_weeks(v), 5) for m, v in zip(MUSCLES, by_day, strict=True)}


def _daily(values: Array) -> Array:
    """Return 5, 50 and 95 % quantiles of each day, shape (3, days)."""
    found: Array = np.quantile(values, _QUANTILES, axis=0)
    return found


def bands(values: Array, digits: int) -> dict[str, list[float]]:
    """Return low, median and high as lists."""
    names = ("low", "median", "high")
    return {
        name: [round(float(v), digits) for v in line]
        for name, line in zip(names, values, strict=True)
    }


def row(first: object, cells: Sequence[str]) -> str:
    """Return a line of a table of weeks."""
    name = f"{first:4.3g}" if isinstance(first, int | float) else str(first)
    return f"  {name}  " + "  ".join(f"{text:>{WIDE}}" for text in cells)


def cell(band: Sequence[float] | Array, digits: int) -> str:
    """Return a median with its range, the range to as many digits as are asked for."""
    low, high = signed(float(band[0]), digits), signed(float(band[2]), digits)
    return f"{signed(float(band[1]), 1)} [{low}, {high}]"


def _interval(values: Array, digits: int) -> str:
    part = Interval.of(values)
    return cell((part.low, part.median, part.high), digits)
