"""What people do, in the words of protocol and trial documents.

One dataclass per ``kind``; the field names are the keys of a document and the defaults are the
ones a document may leave out. Units: m/s, rise over run, degrees (dorsiflexion and knee flexion
positive), kg, N, s, minutes, km where the name says so.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Literal

from surae.units import NOMENCLATURE, check

Surface = Literal["road", "track", "treadmill", "grass", "trail", "sand", "snow"]
FootStrike = Literal["rear", "mid", "fore"]
Shoe = Literal["conventional", "minimal", "maximal"]

_CHECKED_AS = {"ankle_from": "ankle_angle", "ankle_to": "ankle_angle"}


class _Checked:
    """Refuses a number outside the range of its quantity, when the record is made."""

    __slots__ = ()

    def __post_init__(self) -> None:
        for field in fields(self):  # type: ignore[arg-type]
            name = _CHECKED_AS.get(field.name, field.name)
            value: Any = getattr(self, field.name)
            if name in NOMENCLATURE and value is not None and not isinstance(value, bool):
                check(name, value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run(_Checked):
    """Running at a steady speed on a steady grade for ``minutes`` or ``km``."""

    minutes: float | None = None
    km: float | None = None
    speed: float = 2.8
    grade: float = 0.0
    surface: Surface = "road"
    foot_strike: FootStrike = "rear"
    shoe: Shoe = "conventional"
    cadence: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hills(_Checked):
    """Repeats uphill, walked (or jogged) down again."""

    repeats: int
    seconds: float
    grade: float
    speed: float
    recovery: Literal["walk", "jog"] = "walk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stairs(_Checked):
    """Climbing or descending stairs for ``minutes`` or ``floors``."""

    minutes: float | None = None
    floors: float | None = None
    style: Literal["walk", "run"] = "walk"
    direction: Literal["up", "down", "both"] = "up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk(_Checked):
    """Walking for exercise."""

    minutes: float
    speed: float = 1.35
    grade: float = 0.0
    surface: Surface = "road"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sprint(_Checked):
    """Sprints of ``seconds`` or ``metres``, at a speed or an effort (share of top speed)."""

    repeats: int
    seconds: float | None = None
    metres: float | None = None
    speed: float | None = None
    effort: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CalfRaise(_Checked):
    """Sets of calf raises; exactly one way of stating the load may be given.

    ``load_1rm`` is a fraction of the one-repetition maximum, ``load_rm`` a repetition maximum,
    ``load_kg`` an added mass, ``band_n`` a band's pull at the top; none of them means body weight.
    """

    sets: int
    reps: float
    load_1rm: float | None = None
    load_rm: float | None = None
    load_kg: float | None = None
    body_weight: bool = False
    band_n: float | None = None
    legs: Literal[1, 2] = 2
    knee_angle: float = 0.0
    ankle_from: float = 15.0
    ankle_to: float = -25.0
    seconds_up: float = 1.0
    seconds_down: float = 2.0
    reps_in_reserve: float = 3.0
    rest_seconds: float = 120.0
    action: Literal["both", "concentric", "eccentric", "isometric"] = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hops(_Checked):
    """Ground contacts of hopping or jumping on one or two legs."""

    contacts: int
    legs: Literal[1, 2] = 2
    intensity: Literal["low", "high"] = "low"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch(_Checked):
    """Holding the calf long, passively."""

    minutes: float
    ankle_angle: float = 20.0
    knee_angle: float = 0.0
    loaded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unload:
    """Days without ordinary loading; it lasts all day."""

    posture: Literal["bed_rest", "limb_suspension", "cast"]


Activity = Run | Hills | Stairs | Walk | Sprint | CalfRaise | Hops | Stretch | Unload


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurring:
    """An activity and when it recurs.

    Weeks count from 0 at the start of the program; ``to_week`` is where the activity ends.
    ``progress_per_week`` is the fraction by which its volume grows each week.
    """

    activity: Activity
    per_week: float = 0.0
    days: tuple[str, ...] = ()
    from_week: float = 0.0
    to_week: float | None = None
    progress_per_week: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Everyday(_Checked):
    """The ordinary day around the sessions; None where nothing was said.

    Parameters
    ----------
    steps_per_day
        Steps walked [1/day].
    energy_balance
        Energy eaten less energy spent; below 0 is a deficit [kcal/day].
    protein
        Eaten per day and kilogram of body mass [g/(kg day)].
    """

    steps_per_day: float | None = None
    energy_balance: float | None = None
    protein: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """What someone is to do: recurring activities and the ordinary day around them."""

    sessions: tuple[Recurring, ...]
    everyday: Everyday = Everyday()
    name: str = ""

    @property
    def steps_per_day(self) -> float | None:
        """Everyday steps; as before if None [1/day]."""
        return self.everyday.steps_per_day


@dataclass(frozen=True, slots=True)
class Bout:
    """An activity on one day, done or still planned: the two are treated alike.

    ``volume`` multiplies the activity's own amount (minutes, sets, repeats, contacts);
    ``grade_sd`` is the standard deviation of the error of a recorded grade [-].
    """

    day: date
    activity: Activity
    volume: float = 1.0
    grade_sd: float = 0.0
