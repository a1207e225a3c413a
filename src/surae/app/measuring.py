"""A reading typed by hand: what it is worth, and what makes it hard to believe."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from surae import evidence
from surae.anatomy.girth import girth_range
from surae.app.numbers import signed
from surae.app.store.tables import UNITS
from surae.errors import RecordError
from surae.evidence import bind
from surae.inference.likelihood import (
    ReadingError,
    minimal_detectable_change,
    reading_error,
)
from surae.records import Measurement, Person

READ = {
    "tape": ("girth", "calf"),
    "scan3d": ("girth", "calf"),
    "ultrasound": ("thickness", "MG"),
    "mri": ("volume", "TS"),
    "ct": ("csa", "TS"),
    "dxa": ("lean_mass", "calf"),
    "caliper": ("thickness", "fat"),
    "scale": ("mass", "body"),
}
"""What an instrument reads where nothing else is said: quantity and structure."""

_SIDES_DIFFER = 1.2
_JUMP = {"girth": 1.1, "mass": 1.1, "volume": 1.3, "csa": 1.3, "lean_mass": 1.3, "length": 1.3}
_JUMP_ELSE = 1.5
_JUMP_WITHIN = timedelta(days=90)
_DEVIATIONS = 4.0
_ZONES = timedelta(hours=14)
_SIDE_NAMES = {"L": "left", "R": "right", None: ""}


@dataclass(frozen=True, slots=True)
class Worth:
    """What a reading is worth.

    Parameters
    ----------
    error
        What stands between it and the true size.
    detectable
        The smallest change that two such readings can tell, 95 %.
    """

    reading: Measurement
    error: ReadingError
    detectable: float

    @property
    def corrected(self) -> float:
        """The reading without what its circumstances add."""
        return self.reading.value - self.error.acute


def worth_of(reading: Measurement) -> Worth:
    """Return what a reading is worth."""
    error = reading_error(reading)
    least = bind(minimal_detectable_change, evidence.central_values())(error.own_sd)
    return Worth(reading, error, least)


def repeated(values: Sequence[float], repeats: int | None) -> tuple[float, int]:
    """Return the mean of readings taken one after the other, and how many they are.

    Raises
    ------
    RecordError
        If a number of repeats was stated beside several values and is another.

    >>> repeated([37.0, 37.4], None)
    (37.2, 2)
    """
    if repeats is not None and len(values) > 1 and repeats != len(values):
        allowed = f"{len(values)}, as many as there are values; leave it out"
        raise RecordError("repeats", repeats, allowed)
    return round(math.fsum(values) / len(values), 6), repeats or len(values)


def when(date: str | None, time: str | None, now: datetime) -> tuple[str, float | None]:
    """Return the time of a reading and the hour by the local clock, None where it is not known.

    Parameters
    ----------
    date
        As 2026-06-28 or 2026-06-28T07:30; today if None.
    time
        As 07:30.
    now
        With its zone.

    Raises
    ------
    RecordError
        For a time that is none, or that lies ahead.
    """
    stated = date or now.date().isoformat()
    if time is not None:
        stated = f"{stated[:10]}T{time}"
    elif date is None:
        stated = now.isoformat(timespec="minutes")
    try:
        moment = datetime.fromisoformat(stated)
    except ValueError:
        raise RecordError("date", stated, "dates such as 2026-06-28, times such as 07:30") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=now.tzinfo)
    if moment - now > (_ZONES if len(stated) > len("2026-01-01") else timedelta(0)):
        raise RecordError("date", stated, f"up to {now:%Y-%m-%d}, today", "check the year")
    return stated, moment.hour + moment.minute / 60 if len(stated) > len("2026-01-01") else None


def doubts(
    reading: Measurement, known: Iterable[Measurement], facts: Mapping[str, Any]
) -> list[str]:
    """Return what makes a reading hard to believe, a clause each.

    Parameters
    ----------
    reading
        The new one.
    known
        Those that are kept.
    facts
        What is known of the person.
    """
    alike = [
        one
        for one in known
        if (one.quantity, one.structure) == (reading.quantity, reading.structure)
        and abs(one.date_time - reading.date_time) <= _JUMP_WITHIN
    ]
    found = [_against_other_side(reading, alike), _against_own(reading, alike)]
    if reading.quantity == "girth":
        found.append(_against_body(reading, facts))
    if reading.quantity == "mass" and "mass" in facts and not alike:
        found.append(_against_stated(reading, float(facts["mass"])))
    return [doubt for doubt in found if doubt]


def doubted(
    readings: Sequence[Measurement], facts: Mapping[str, Any]
) -> list[tuple[Measurement, str]]:
    """Return the readings that are hard to believe beside all the others, and why, by time.

    Each is held against the middle one of its side in the months around it, where it is alone
    against that of the other side, so that one slip does not put the others in doubt. Of two that
    do not go together both are named.

    Parameters
    ----------
    readings
        Of one person.
    facts
        What is known of the person.
    """
    kinds: dict[tuple[str, str], list[Measurement]] = {}
    for one in sorted(readings, key=_time):
        kinds.setdefault((one.quantity, one.structure), []).append(one)
    found = []
    for alike in kinds.values():
        for reading in alike:
            against = [doubts(reading, [one], facts) for one in _middle_ones(reading, alike)]
            if reasons := min(against or [doubts(reading, (), facts)], key=len):
                found.append((reading, "; ".join(reasons)))
    return sorted(found, key=lambda pair: pair[0].date_time)


def _middle_ones(reading: Measurement, alike: Sequence[Measurement]) -> Sequence[Measurement]:
    """Return what a reading is held against: the middle one or two of its side near in time.

    ``alike`` is in order of time.
    """
    first = bisect_left(alike, reading.date_time - _JUMP_WITHIN, key=_time)
    near = alike[first : bisect_right(alike, reading.date_time + _JUMP_WITHIN, key=_time)]
    own = [one for one in near if one.side == reading.side]
    if len(own) <= 2:
        return [one for one in own if one is not reading] or _middle(
            [one for one in near if one.side != reading.side]
        )
    return _middle(own)


def _time(reading: Measurement) -> datetime:
    return reading.date_time


def _middle(readings: Sequence[Measurement]) -> Sequence[Measurement]:
    ordered = sorted(readings, key=lambda one: one.value)
    return ordered[(len(ordered) - 1) // 2 : len(ordered) // 2 + 1] if ordered else ()


def _against_other_side(reading: Measurement, alike: Sequence[Measurement]) -> str:
    others = [one for one in alike if one.side and reading.side and one.side != reading.side]
    if not others:
        return ""
    other = _nearest(reading, others)
    if _ratio(reading.value, other.value) < _SIDES_DIFFER:
        return ""
    return (
        f"the {_SIDE_NAMES[other.side]} side read {_number(other)} on {_day(other)}; legs of one "
        "person differ by a few percent"
    )


def _against_own(reading: Measurement, alike: Sequence[Measurement]) -> str:
    same = [one for one in alike if one.side == reading.side]
    if not same:
        return ""
    last = _nearest(reading, same)
    if _ratio(reading.value, last.value) < _JUMP.get(reading.quantity, _JUMP_ELSE):
        return ""
    return f"it read {_number(last)} on {_day(last)}, and nothing changes so fast"


def _against_body(reading: Measurement, facts: Mapping[str, Any]) -> str:
    if any(name not in facts for name in ("height", "mass", "age", "sex")):
        return ""
    low, high = girth_range(Person(**facts), _DEVIATIONS)
    if low <= reading.value <= high:
        return ""
    return f"a calf of your height and mass is expected between {low:.0f} and {high:.0f} cm"


def _against_stated(reading: Measurement, mass: float) -> str:
    if _ratio(reading.value, mass) < _JUMP_ELSE / _SIDES_DIFFER:
        return ""
    return f"you said that you weigh {mass:g} kg"


def _nearest(reading: Measurement, others: Sequence[Measurement]) -> Measurement:
    return min(others, key=lambda one: abs(one.date_time - reading.date_time))


def _ratio(one: float, other: float) -> float:
    return max(one, other) / min(one, other)


def _number(reading: Measurement) -> str:
    return f"{reading.value:g} {UNITS[reading.quantity]}"


def _day(reading: Measurement) -> str:
    return f"{reading.date_time:%Y-%m-%d}"


def kept_sentence(name: str, reading: Measurement, date_time: str) -> str:
    """Say what was kept."""
    return f"{name}: {reading_words(reading, date_time)}"


def reading_words(reading: Measurement, date_time: str = "") -> str:
    """Return a reading as a clause such as ``"left calf girth 37.2 cm on 2026-06-28"``."""
    side = f"{_SIDE_NAMES[reading.side]} " if reading.side else ""
    what = f"{side}{reading.structure} {reading.quantity}"
    return f"{what} {_number(reading)} on {date_time or _day(reading)}"


def worth_sentences(worth: Worth) -> list[str]:
    """Say how good a reading is, and what its circumstances add."""
    unit, error = UNITS[worth.reading.quantity], worth.error
    digits = 2 if unit in ("cm", "mm", "kg") else 1
    mean = f"mean of {error.repeats}" if error.repeats > 1 else "one reading"
    lines = [
        (
            f"Typical error of it, {mean}: {error.typical_error:.{digits}f} {unit}; two such "
            f"readings tell a change of {worth.detectable:.{digits}f} {unit}."
        )
    ]
    if error.acute:
        lines.append(
            f"Its circumstances add about {signed(error.acute, digits)} {unit} (± "
            f"{error.acute_sd:.{digits}f}); without them {worth.corrected:.{digits}f} {unit}."
        )
    return lines


def worth_json(name: str, worth: Worth) -> dict[str, Any]:
    """Return a reading that was kept as plain data."""
    fields = {
        key: None if isinstance(value, float) and not math.isfinite(value) else value
        for key, value in asdict(worth.reading).items()
    }
    return {
        "reading": name,
        **fields,
        "date_time": worth.reading.date_time.isoformat(),
        "unit": UNITS[worth.reading.quantity],
        "typical_error": round(worth.error.typical_error, 4),
        "minimal_detectable_change": round(worth.detectable, 4),
        "circumstances_add": round(worth.error.acute, 4),
        "corrected": round(worth.corrected, 4),
    }
