"""Scenarios in words, as JSON and as a picture."""

from __future__ import annotations

import textwrap
from dataclasses import asdict, replace
from typing import Any

import numpy as np

from surae.app.body_words import parting_sentence
from surae.app.figures_panels import Panel, panels_picture
from surae.app.numbers import percent
from surae.app.scenarios import Scenario, Scenarios, weekly
from surae.app.tissue_text import (
    NAMES,
    WIDE,
    bands,
    cell,
    row,
    tissue_json,
    tissue_lines,
    tissue_panels,
    worst_morning,
)
from surae.app.words import DISCLAIMER
from surae.records import MUSCLES, Interval
from surae.units import DAYS_PER_WEEK, PERCENT

_COLUMNS = (*MUSCLES, "TS")
_ROWS = 9
_TEXT_WIDTH = 100


def simulation_lines(ran: Scenarios) -> list[str]:
    """Return what `surae simulate` prints: a row for some weeks, then the end in words."""
    (one,) = ran.scenarios
    changes = [100 * weekly(one.volume_change(muscle)) for muscle in _COLUMNS]
    girth = weekly(one.girth_change)
    lines = [f"{one.name}, {ran.weeks:g} weeks, {_person(ran)}", ""]
    lines.append(row("week", [*(f"{muscle} %" for muscle in _COLUMNS), "girth cm"]))
    for index, week in _weeks(ran.weeks, girth.shape[1]):
        cells = [cell(change[:, index], 0) for change in changes] + [cell(girth[:, index], 1)]
        lines.append(row(week, cells))
    lines += ["", *tissue_lines(one, _weeks(ran.weeks, girth.shape[1]))]
    said = [_chances(one), *_wrapped(parting_sentence(one.said), "")]
    return [*lines, "", "Medians with 90 % ranges.", *said, *_tail(ran)]


def comparison_lines(ran: Scenarios) -> list[str]:
    """Return what `surae compare` prints: a row per scenario, then differences from the first."""
    width = max(len(one.name) for one in ran.scenarios)
    lines = [f"{ran.weeks:g} weeks, {_person(ran)}", *_own(ran), ""]
    heads = [f"{muscle} %" for muscle in _COLUMNS] + ["girth cm"]
    lines.append(f"  {'':{width}}  " + "  ".join(f"{head:>{WIDE}}" for head in heads))
    for one in ran.scenarios:
        cells = [_summary(100 * one.volume_change(muscle)[:, -1], 0) for muscle in _COLUMNS]
        cells.append(_summary(one.girth_change[:, -1], 1))
        lines.append(f"  {one.name:{width}}  " + "  ".join(f"{text:>{WIDE}}" for text in cells))
    lines += ["", "Medians with 90 % ranges."]
    for one in ran.scenarios:
        lines.append(f"{one.name}: {_chances(one)}")
        lines += _wrapped(parting_sentence(one.said), "  ")
    lines += [""] if len(ran.scenarios) > 1 else []
    lines += [difference_sentence(ran, other) for other in ran.scenarios[1:]]
    return lines + _tail(ran)


def _own(ran: Scenarios) -> list[str]:
    """Say what log the scenarios go on from."""
    if ran.own is None:
        return []
    used = len(ran.own.posterior.used)
    taught = f"and with what {used} readings taught" if used else "without readings to learn from"
    return [f"From today, {ran.own.today}, after the log since {ran.own.first_day}, {taught}."]


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, _TEXT_WIDTH, initial_indent=indent, subsequent_indent=indent)


def difference_sentence(ran: Scenarios, other: Scenario) -> str:
    """Say how a scenario differs from the first one, draw by draw."""
    difference, volume = ran.difference(other), PERCENT * ran.volume_difference(other)
    return (
        f"{other.name} instead of {ran.scenarios[0].name}: {_summary(difference, 1)} cm of girth, "
        f"more with a probability of {percent(float(np.mean(difference > 0)))}; "
        f"{_summary(volume, 0)} % of muscle."
    )


def simulation_picture(ran: Scenarios) -> str:
    """Draw size, damage and tendon of one scenario."""
    (one,) = ran.scenarios
    panels = [
        Panel(f"{NAMES[muscle]}, volume (%)", (100 * weekly(one.volume_change(muscle)),))
        for muscle in MUSCLES
    ]
    panels[0] = replace(panels[0], group="Size, change since the start")
    panels.append(Panel("Calf girth (cm)", (weekly(one.girth_change),), digits=1))
    panels += tissue_panels(one, ran.weeks)
    girth = _summary(one.girth_change[:, -1], 1)
    words = [f"After {ran.weeks:g} weeks {girth} cm of girth.", _chances(one), worst_morning(one)]
    summary = " ".join(filter(None, words))
    return panels_picture(one.name, [one.name], panels, ran.weeks, summary)


def comparison_picture(ran: Scenarios) -> str:
    """Draw the triceps surae and the girth of all scenarios."""
    volumes = tuple(100 * weekly(one.volume_change("TS")) for one in ran.scenarios)
    girths = tuple(weekly(one.girth_change) for one in ran.scenarios)
    panels = [
        Panel("Triceps surae, volume (%)", volumes),
        Panel("Calf girth (cm)", girths, digits=1),
    ]
    names = [one.name for one in ran.scenarios]
    summary = " ".join(f"{one.name}: {_chances(one)}" for one in ran.scenarios)
    return panels_picture("Change under each scenario", names, panels, ran.weeks, summary)


def scenarios_json(ran: Scenarios) -> dict[str, Any]:
    """Return scenarios as plain data; volume changes are relative, girth is in cm."""
    return {
        "person": {
            "height": ran.person.height,
            "mass": ran.person.mass,
            "age": ran.person.age,
            "sex": ran.person.sex,
            "steps_per_day": ran.person.steps_per_day,
            "assumed": list(ran.assumed),
        },
        "weeks": _times(ran),
        "scenarios": [_scenario_json(ran, one) for one in ran.scenarios],
        "provenance": ran.provenance,
    }


def _scenario_json(ran: Scenarios, one: Scenario) -> dict[str, Any]:
    changes = {muscle: bands(weekly(one.volume_change(muscle)), 5) for muscle in _COLUMNS}
    document = {
        "name": one.name,
        "p_grow": one.said.p_grow,
        "p_hold": one.said.p_hold,
        "p_shrink": one.said.p_shrink,
        "volume_change": changes,
        "girth_change_cm": bands(weekly(one.girth_change), 4),
        "fat_change_mm": _interval(one.said.fat_change),
        "girth_by_fat_cm": _interval(one.said.girth_by_fat),
        "body_mass_change_kg": _interval(one.said.mass_change),
        "sentence": parting_sentence(one.said),
        **tissue_json(one),
    }
    if one is not ran.scenarios[0]:
        difference = Interval.of(ran.difference(one))
        document["girth_difference_cm"] = {
            **_interval(difference),
            "p_more": float(np.mean(ran.difference(one) > 0)),
        }
        document["volume_difference"] = _interval(Interval.of(ran.volume_difference(one)))
    return document


def _interval(part: Interval) -> dict[str, float]:
    return {name: round(value, 4) for name, value in asdict(part).items()}


def _times(ran: Scenarios) -> list[float]:
    count = weekly(ran.scenarios[0].girth_change).shape[1]
    return [float(week) for week in range(count - 1)] + [round(ran.weeks, 3)]


def _weeks(weeks: float, count: int) -> list[tuple[int, float]]:
    """Return columns and weeks of the rows to print, the last always among them."""
    step = -(-(count - 1) // (_ROWS - 1)) or 1
    shown = [(index, float(index)) for index in range(0, count - 1, step)]
    return [*shown, (count - 1, round(weeks * DAYS_PER_WEEK) / DAYS_PER_WEEK)]


def _summary(values: Any, digits: int) -> str:
    part = Interval.of(values)
    return cell((part.low, part.median, part.high), digits)


def _chances(one: Scenario) -> str:
    said = one.said
    return (
        f"Girth grows with a probability of {percent(said.p_grow)}, holds with "
        f"{percent(said.p_hold)}, shrinks with {percent(said.p_shrink)}."
    )


def _person(ran: Scenarios) -> str:
    p = ran.person
    return f"{p.sex}, {p.age:g} years, {p.height:g} m, {p.mass:g} kg"


def _tail(ran: Scenarios) -> list[str]:
    lines = [f"Assumed: {', '.join(ran.assumed)}."] if ran.assumed else []
    if ran.own is not None:
        lines.append(ran.own.posterior.diagnostics.status)
    made = ran.provenance
    source = f"surae {made['version']}, evidence {made['evidence']}"
    return [*lines, f"From {source}, {made['draws']} draws from seed {made['seed']}.", DISCLAIMER]
