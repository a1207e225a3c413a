"""What the user says about files beside the files themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import Literal

WeightUnit = Literal["kg", "lb"]


@dataclass(frozen=True, slots=True)
class Options:
    """What the user said about the files.

    Parameters
    ----------
    weight_unit
        For a strength log that does not say its own.
    time_zone
        Where strength logs and measurements, which hold local times, were written.
    exercises
        The user's own exercise names and surae's codes for them.
    """

    weight_unit: WeightUnit | None = None
    time_zone: tzinfo = UTC
    exercises: Mapping[str, str] = field(default_factory=dict)
