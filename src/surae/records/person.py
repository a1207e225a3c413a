"""The person a question is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from surae.errors import RecordError
from surae.units import check

Sex = Literal["female", "male"]


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of a person before any file is read.

    Parameters
    ----------
    height
        Standing height [m], 1.2 to 2.3.
    mass
        Body mass [kg], 30 to 250.
    age
        Age [years], 14 to 100.
    sex
        ``"female"`` or ``"male"``: the groups that the reference tables know.
    steps_per_day
        Steps walked on an ordinary day, running not counted, 0 to 60,000.

    Raises
    ------
    RecordError
        For a value outside its range; a height in centimeters is recognised as such.
    """

    height: float
    mass: float
    age: float
    sex: Sex
    steps_per_day: float = 7000.0

    def __post_init__(self) -> None:
        check("height", self.height)
        check("mass", self.mass)
        check("age", self.age)
        check("steps_per_day", self.steps_per_day)
        if self.sex not in ("female", "male"):
            raise RecordError("sex", self.sex, "female, male")
