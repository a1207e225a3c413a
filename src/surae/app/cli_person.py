"""The options of a person that commands share: body size, ordinary day, and where readings are.

Each class is a parameter of commands; its fields are their options, its docstring their help.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

if TYPE_CHECKING:
    from surae.app.answer import Question
    from surae.records import Everyday, Person

Flag = Annotated[bool, Parameter(negative=())]
Paths = Annotated[
    list[Path] | None, Parameter(negative=(), name="PATH", allow_leading_hyphen=False)
]

NOTHING_GIVEN = "give files or folders, or `surae import` them into a store first"


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Size:
    """What tables of people know a body by.

    Parameters
    ----------
    height
        Standing height in meters.
    mass
        Body mass in kilograms.
    age
        Age in years.
    sex
        female or male: the groups that the reference tables know.
    """

    height: float | None = None
    mass: float | None = None
    age: float | None = None
    sex: Literal["female", "male"] | None = None

    def told(self) -> dict[str, Any]:
        """Return the facts by the names of :class:`surae.records.Person`, None where not given."""
        size = {"height": self.height, "mass": self.mass, "age": self.age, "sex": self.sex}
        return {**size, "steps_per_day": None}


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Facts(Size):
    """What a person says of themselves.

    Parameters
    ----------
    steps
        Steps on an ordinary day, running not counted (7000 if not given).
    """

    steps: float | None = None

    def told(self) -> dict[str, Any]:
        """Return the facts by the names of :class:`surae.records.Person`, None where not given."""
        return {**Size.told(self), "steps_per_day": self.steps}


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Who(Facts):
    """Whose calf, from which day on, and where what is known of it lies.

    Parameters
    ----------
    today
        The day from which the future counts, as 2026-06-28; the last day of the log if not given.
    seed
        Seed of the random draws.
    store
        Folder of the store; SURAE_STORE or the platform's data folder if not given.
    """

    today: str | None = None
    seed: int = 1
    store: Path | None = None

    def day(self) -> date | None:
        """Return the day from which the future counts, None where not given."""
        return day("today", self.today, "2026-06-28") if self.today else None


def day(option: str, text: str, example: str) -> date:
    """Return a date as it was typed for an option.

    Raises
    ------
    RecordError
        For anything but dates, such as the example.
    """
    from surae.errors import RecordError

    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RecordError(option, repr(text), f"dates such as {example}") from None


def known(who: Size, place: Path | None) -> tuple[Person, tuple[str, ...]]:
    """Return a person from options and a store, and what had to be assumed, as clauses."""
    from surae.app.person import assumed, person_from
    from surae.app.store.people import with_known

    given = with_known(who.told(), place)
    return person_from(given), assumed(given)


def asked(
    who: Who,
    place: Path | None,
    weeks: float = 16,
    plan: Path | None = None,
    everyday: Everyday | None = None,
) -> Question:
    """Return what is asked, for a person whose store is at a place."""
    from surae.app.answer import Question
    from surae.records import Everyday

    person, assumptions = known(who, place)
    return Question(
        person=person,
        assumed=assumptions,
        weeks=weeks,
        today=who.day(),
        plan=plan,
        everyday=everyday or Everyday(),
        seed=who.seed,
    )
