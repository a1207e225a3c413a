"""Published trials, as documents state them: who did what, and what was measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from surae.records.activity import Recurring

Role = Literal["calibration", "validation"]
CohortSex = Literal["female", "male", "mixed"]
Training = Literal["untrained", "recreational", "trained", "athlete"]
TrialStructure = Literal["MG", "LG", "SOL", "GAS", "TS", "calf"]
TrialQuantity = Literal["volume", "csa", "thickness", "girth"]
TrialInstrument = Literal["mri", "ct", "ultrasound", "tape"]
Condition = Literal["restricted_flow", "electrical", "spaceflight", "adolescence"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One reported change of the mean of an arm.

    Parameters
    ----------
    structure, quantity, instrument
        What was measured, how.
    week
        When, counted from the start of the arm.
    change
        Relative to the size at ``since_week`` (0.124 is +12.4 %); None where no number was
        reported, or only an absolute one [-].
    change_abs
        The change in the unit of its quantity: cm, mm, cm2 or cm3; None where it is relative.
    baseline
        The size before, in that unit; None where not stated.
    se
        Standard error of the change, in the terms of the change; None where not stated.
    since_week
        The week that the change is counted from.
    assumed
        Keys that the source did not state.
    """

    structure: TrialStructure
    quantity: TrialQuantity
    instrument: TrialInstrument
    week: float
    change: float | None = None
    change_abs: float | None = None
    baseline: float | None = None
    se: float | None = None
    since_week: float = 0.0
    assumed: tuple[str, ...] = ()

    @property
    def not_significant(self) -> bool:
        """Whether the source says only that no significant change was seen."""
        return self.change is None and self.change_abs is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """What one group did, and what was measured in it.

    Parameters
    ----------
    name
        As in the source.
    weeks
        How long it lasted.
    sessions
        All that was done, the habit included where it went on.
    outcomes
        What was measured; empty for a scenario that nobody has tried.
    n, sex, age
        Of the participants of this arm; those of the cohort if None.
    steps_per_day
        Everyday steps during the arm; as before if None [1/day].
    energy_balance
        Energy eaten less energy spent during the arm; unknown if None [kcal/day].
    protein
        Eaten per day and kilogram of body mass; unknown if None [g/(kg day)].
    condition
        A circumstance that the model does not represent.
    assumed
        Keys that the source did not state, those of its sessions included.
    """

    name: str
    weeks: float
    sessions: tuple[Recurring, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    n: int | None = None
    sex: CohortSex | None = None
    age: float | None = None
    steps_per_day: float | None = None
    energy_balance: float | None = None
    protein: float | None = None
    condition: Condition | None = None
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """What is known of the participants; None where it is not.

    ``age`` is in years, ``height`` in m, ``mass`` in kg, all means. ``habit`` is what they did
    for months before the start; it does not go on unless an arm says so.
    """

    n: int | None = None
    sex: CohortSex = "mixed"
    age: float | None = None
    height: float | None = None
    mass: float | None = None
    training: Training = "untrained"
    habit: tuple[Recurring, ...] = ()
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A published trial.

    Parameters
    ----------
    key
        Author and year.
    source
        Where it is found.
    role
        Whether it may inform the model (calibration) or only judge it (validation).
    cohort
        The participants.
    arms
        What the groups did.
    steps_per_day
        On an ordinary day; that of an ordinary adult if None [1/day].
    """

    key: str
    role: Role
    cohort: Cohort
    arms: tuple[Arm, ...]
    source: str = ""
    steps_per_day: float | None = None
