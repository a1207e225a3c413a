"""The nomenclature: every quantity's name, symbol, unit and believable range.

Conversion happens at the border, once; inside surae a quantity has the unit listed here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from surae.errors import EvidenceError, RecordError

MM_PER_CM = 10.0
CM_PER_M = 100.0
CM_PER_INCH = 2.54
KG_PER_POUND = 0.45359237
KM_PER_MILE = 1.609344
M_PER_FOOT = 0.3048
MM_PER_M = 1000.0
METERS_PER_KM = 1000.0
PERCENT = 100.0
SECONDS_PER_MINUTE = 60.0
DAYS_PER_WEEK = 7
DAYS_PER_YEAR = 365
JOULES_PER_KILOCALORIE = 4184.0
RESULTS_KEPT = 8192
"""How many results of a costly pure function are kept in memory."""

STANDARD_GRAVITY = 9.80665
"""Acceleration that turns a mass into its weight [m/s2]."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A named quantity.

    Parameters
    ----------
    name
        The name used for arguments, columns and keys.
    unit
        Its unit inside surae; ``"-"`` for a ratio.
    meaning
        One sentence.
    low, high
        The range outside which a value is refused at the border.
    """

    name: str
    unit: str
    meaning: str
    low: float = -math.inf
    high: float = math.inf


_TABLE = (
    Quantity("height", "m", "Standing height.", 1.2, 2.3),
    Quantity("mass", "kg", "Body mass.", 30.0, 250.0),
    Quantity("age", "years", "Age.", 14.0, 100.0),
    Quantity("steps_per_day", "1/day", "Steps walked on an ordinary day.", 0.0, 60_000.0),
    Quantity("energy_balance", "kcal/day", "Energy eaten less energy spent.", -2000.0, 2000.0),
    Quantity("protein", "g/(kg day)", "Protein eaten per body mass.", 0.0, 6.0),
    Quantity("weeks", "weeks", "How far ahead a forecast looks.", 1.0, 520.0),
    Quantity("muscle_volume", "cm3", "Volume of muscle tissue.", 1.0, 5000.0),
    Quantity("anatomical_csa", "cm2", "Area of a cut across the limb.", 0.1, 400.0),
    Quantity("pcsa", "cm2", "Physiological cross-sectional area: volume over fiber length.", 0.1),
    Quantity("muscle_thickness", "mm", "Distance between the aponeuroses.", 2.0, 80.0),
    Quantity("calf_girth", "cm", "Largest circumference of the lower leg.", 20.0, 60.0),
    Quantity("fat_thickness", "mm", "Thickness of the fat under the skin.", 0.0, 60.0),
    Quantity("fascicle_length", "mm", "Length of a bundle of fibers.", 5.0, 300.0),
    Quantity("optimal_fiber_length", "mm", "Length at which a fiber is strongest.", 5.0, 300.0),
    Quantity("tendon_slack_length", "mm", "Length at which a tendon begins to pull.", 10.0, 600.0),
    Quantity("pennation_angle", "rad", "Angle between fibers and line of pull.", 0.0, 1.2),
    Quantity("max_isometric_force", "N", "Largest force at optimal length, not moving.", 0.0),
    Quantity("specific_tension", "N/cm2", "Largest isometric force per PCSA.", 10.0, 120.0),
    Quantity("moment_arm", "mm", "Lever of a muscle about a joint.", -100.0, 100.0),
    Quantity("ankle_angle", "deg", "Dorsiflexion positive.", -50.0, 40.0),
    Quantity("knee_angle", "deg", "Flexion, 0 straight.", 0.0, 130.0),
    Quantity("ankle_moment", "N m", "Plantarflexion positive."),
    Quantity("relative_tension", "-", "Force over isometric capacity at that length.", 0.0),
    Quantity("fiber_length", "-", "Fiber length over optimal fiber length.", 0.0, 2.5),
    Quantity("contraction_duration", "s", "How long a contraction lasts.", 0.0),
    Quantity("cycle_period", "s", "Time from one contraction to the next.", 0.0),
    Quantity("tendon_force", "N", "Force along the Achilles tendon.", 0.0),
    Quantity("tendon_strain", "-", "Stretch of the tendon over its slack length.", 0.0),
    Quantity("one_rm", "kg", "Load that can be lifted once.", 0.0, 1000.0),
    Quantity("load_kg", "kg", "Load added to the body or the machine.", 0.0, 1000.0),
    Quantity("reps", "1", "Repetitions in a set.", 1.0, 2000.0),
    Quantity("reps_in_reserve", "1", "Repetitions left before failure.", 0.0, 200.0),
    Quantity("cadence", "steps/min", "Steps of both feet per minute.", 0.0, 400.0),
    Quantity("contact_time", "s", "Time a foot is on the ground.", 0.05, 2.0),
    Quantity("grade", "-", "Rise over run.", -0.6, 0.6),
    Quantity("speed", "m/s", "Speed along the ground.", 0.1, 13.0),
    Quantity("minutes", "min", "How long an activity lasts.", 0.01, 1440.0),
    Quantity("km", "km", "How far an activity goes.", 0.001, 300.0),
    Quantity("repeats", "1", "Times that a piece is repeated.", 1.0, 1000.0),
    Quantity("seconds", "s", "Length of one repeat.", 0.1, 3600.0),
    Quantity("metres", "m", "Length of one sprint.", 1.0, 2000.0),
    Quantity("floors", "1", "Floors climbed or descended.", 0.1, 2000.0),
    Quantity("effort", "-", "Share of top speed.", 0.01, 1.0),
    Quantity("sets", "1", "Sets of an exercise.", 1.0, 100.0),
    Quantity("load_1rm", "-", "Load over the one-repetition maximum.", 0.01, 1.5),
    Quantity("load_rm", "1", "Load as a repetition maximum.", 1.0, 200.0),
    Quantity("band_n", "N", "Pull of a band at the top.", 0.0, 5000.0),
    Quantity("seconds_up", "s", "Time of the way up.", 0.05, 60.0),
    Quantity("seconds_down", "s", "Time of the way down.", 0.05, 60.0),
    Quantity("rest_seconds", "s", "Rest between sets.", 0.0, 3600.0),
    Quantity("contacts", "1", "Ground contacts.", 1.0, 100_000.0),
    Quantity("stimulus", "1/day", "Growth signal of a day."),
    Quantity("setpoint", "-", "Relative volume that a steady habit leads to.", 0.0),
    Quantity("turnover_rate", "1/day", "Share of muscle renewed in a day.", 0.0, 1.0),
    Quantity("gain", "-", "The person's response over the typical response.", 0.0),
    Quantity("lean_mass", "kg", "Mass of a lower leg without bone and fat, by DXA.", 0.5, 10.0),
    Quantity("minutes_standing", "min", "Standing still before a reading.", 0.0, 720.0),
    Quantity("hours_since_training", "h", "From the last training to a reading.", 0.0, 10_000.0),
    Quantity("hour", "h", "Hour of the day by the local clock.", 0.0, 24.0),
    Quantity("typical_error", "", "Standard deviation of one reading; unit of its quantity.", 0.0),
    Quantity("minimal_detectable_change", "", "Smallest change told from error, 95 %.", 0.0),
)

NOMENCLATURE = {quantity.name: quantity for quantity in _TABLE}


def quantity(name: str) -> Quantity:
    """Return the nomenclature's entry for ``name``.

    Raises
    ------
    EvidenceError
        If there is no such quantity; the nearest name is offered.
    """
    try:
        return NOMENCLATURE[name]
    except KeyError:
        raise EvidenceError("nomenclature", name, "unknown quantity", NOMENCLATURE) from None


def check(name: str, value: float) -> float:
    """Return ``value`` if it lies in the believable range of ``name``.

    Raises
    ------
    RecordError
        Outside the range, or not a finite number; a likely unit slip is named.

    >>> check("height", 1.75)
    1.75
    >>> check("height", 175)
    Traceback (most recent call last):
    ...
    surae.errors.RecordError: `height` 175 m is outside 1.2–2.3 m; did you mean 1.75 m (175 cm)?
    """
    entry = quantity(name)
    if math.isfinite(value) and entry.low <= value <= entry.high:
        return value
    unit = "" if entry.unit in ("-", "1", "") else f" {entry.unit}"
    allowed = f"{entry.low:g}–{entry.high:g}{unit}"
    raise RecordError(name, f"{value:g}{unit}", allowed, _slip(entry, value))


_SLIPS = {
    "m": ((0.01, "cm"), (0.3048, "ft")),
    "cm": ((0.1, "mm"), (100.0, "m"), (2.54, "in")),
    "kg": ((0.001, "g"),),
    "s": ((0.001, "ms"),),
}


def _slip(entry: Quantity, value: float) -> str:
    """Name the unit in which ``value`` would have been believable."""
    for factor, unit in _SLIPS.get(entry.unit, ()):
        if entry.low <= value * factor <= entry.high:
            return f"did you mean {value * factor:g} {entry.unit} ({value:g} {unit})?"
    return "check the value and its unit"
