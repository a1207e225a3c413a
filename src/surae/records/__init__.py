"""Frozen records that the stages share, and nothing they can do without.

A record checks what it is given once, when it is made, and raises
:class:`surae.errors.RecordError`. Quantities carry the names and units of :mod:`surae.units`.
"""

from surae.records.activity import (
    Activity,
    Bout,
    CalfRaise,
    Everyday,
    Hills,
    Hops,
    Protocol,
    Recurring,
    Run,
    Sprint,
    Stairs,
    Stretch,
    Unload,
    Walk,
)
from surae.records.load import (
    CAUSES,
    MUSCLES,
    ContractionClasses,
    LoadSpectrum,
    TendonCycles,
)
from surae.records.log import Duplicate, Log, Measurement, Samples, Session, Skipped, StrengthSet
from surae.records.person import Person
from surae.records.result import Draws, Forecast, Interval
from surae.records.trial import Arm, Cohort, Outcome, Trial

__all__ = [
    "CAUSES",
    "MUSCLES",
    "Activity",
    "Arm",
    "Bout",
    "CalfRaise",
    "Cohort",
    "ContractionClasses",
    "Draws",
    "Duplicate",
    "Everyday",
    "Forecast",
    "Hills",
    "Hops",
    "Interval",
    "LoadSpectrum",
    "Log",
    "Measurement",
    "Outcome",
    "Person",
    "Protocol",
    "Recurring",
    "Run",
    "Samples",
    "Session",
    "Skipped",
    "Sprint",
    "Stairs",
    "StrengthSet",
    "Stretch",
    "TendonCycles",
    "Trial",
    "Unload",
    "Walk",
]
