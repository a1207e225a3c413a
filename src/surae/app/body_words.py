"""Muscle, fat and body mass in sentences, and what running gave beside the calf."""

from __future__ import annotations

from surae import evidence
from surae.app.numbers import interval, signed
from surae.inference import GirthForecast, Verdict
from surae.inference.fitness import Gains
from surae.records import Interval

_GROWS, _HOLDS, _SHRINKS = 1, 0, -1
_MUSCLE = {_GROWS: "muscle grows", _HOLDS: "muscle holds", _SHRINKS: "muscle shrinks"}
_GIRTH = {_GROWS: "goes up", _HOLDS: "stays", _SHRINKS: "goes down"}


def parting_sentence(said: Verdict) -> str:
    """Say what muscle and fat each do to the girth, and plainly so where they part."""
    muscle, girth = _ways(said)
    fat = _way(said.girth_by_fat, evidence.parameter("worthwhile_girth_change").mean / 2)
    change = f"{signed(100 * said.relative_change.median, 1)} %"
    parts = (
        f"{_MUSCLE[muscle]} ({change}), fat under the skin moves the girth by "
        f"{interval(said.girth_by_fat, 1, 'cm')}, and the girth {_GIRTH[girth]} "
        f"({signed(said.girth_change.median, 1)} cm)."
    )
    return f"{parts[0].upper()}{parts[1:]}{_lesson(muscle, girth, fat)}"


def _lesson(muscle: int, girth: int, fat: int) -> str:
    """Say what must not be read into the tape."""
    if muscle == _GROWS and girth != _GROWS and fat == _SHRINKS:
        return " The tape does not show the muscle, because fat goes."
    if girth == _SHRINKS and muscle != _SHRINKS:
        return " A smaller girth here is lost fat, not lost muscle."
    if girth == _GROWS and muscle != _GROWS and fat == _GROWS:
        return " A larger girth here is fat, not muscle."
    if girth == muscle == fat == _SHRINKS:
        return " Part of what the tape loses is muscle."
    if girth == muscle == fat == _GROWS:
        return " Part of the larger girth is fat."
    return ""


def _ways(said: Verdict) -> tuple[int, int]:
    """Return the way of the muscle and of the girth: 1 up, 0 stays, −1 down."""
    values = evidence.central_values()
    return (
        _way(said.relative_change, values["worthwhile_muscle_change"]),
        _way(said.girth_change, values["worthwhile_girth_change"]),
    )


def _way(part: Interval, worth: float) -> int:
    return _GROWS if part.median > worth else _SHRINKS if part.median < -worth else _HOLDS


def mass_sentence(calf: GirthForecast, said: Verdict) -> str:
    """Say what is expected of body mass, and where that comes from."""
    mass = calf.mass
    change = interval(said.mass_change, 1, "kg")
    fat = f"that is {interval(said.fat_change, 1, 'mm')} of fat around the calf."
    if mass.stated is not None:
        return f"With {_named(mass.stated)} body mass is forecast to change by {change}; {fat}"
    now = Interval.of(mass.now).median
    if mass.n_weighings > 1:
        return (
            f"Your weighings put you at {now:.1f} kg; going on as they went, body mass is forecast "
            f"to change by {change}; {fat}"
        )
    return (
        f"Nothing is known of your food, so body mass is expected to stay near {now:.1f} kg: "
        f"{change}; {fat} Weighings say more, or a deficit that you plan."
    )


def _named(balance: float) -> str:
    if balance == 0:
        return "food in balance"
    kind = "deficit" if balance < 0 else "surplus"
    return f"a {kind} of {abs(balance):.0f} kcal a day"


def gains_sentences(gains: Gains) -> list[str]:
    """Say what the running of the last weeks gave beside the calf."""
    if not gains.kilometers > 0:
        return ["No runs or walks in these weeks."]
    energy = gains.energy
    spent = (
        f"A week: {gains.kilometers:.0f} km on foot, {energy.median:,.0f} kcal above rest "
        f"({energy.low:,.0f} to {energy.high:,.0f}). How much of it is eaten again differs from "
        "person to person, so that it says little of weight."
    )
    lines = [spent]
    if gains.impulse and gains.zones:
        lines.append(
            f"Aerobic load a week: training impulse {_plain(gains.impulse, 0)} (Banister), "
            f"{_plain(gains.zones, 0)} (Edwards), from {gains.n_heart} "
            f"session{'s' * (gains.n_heart != 1)} with heart rate."
        )
    if gains.uptake:
        lines.append(f"Estimated VO2max {_plain(gains.uptake, 0)} ml/(kg min){_trend(gains)}.")
    if not gains.impulse:
        lines.append("No heart rate was recorded, so aerobic load and VO2max stay unknown.")
    return lines


def _trend(gains: Gains) -> str:
    if gains.uptake_change is None:
        return ", too few steady runs for a trend"
    return (
        f"; over the last {gains.weeks:.0f} weeks it changed by "
        f"{interval(gains.uptake_change, 1, 'ml/(kg min)')}"
    )


def _plain(part: Interval, digits: int) -> str:
    return f"{part.median:,.{digits}f} ({part.low:,.{digits}f} to {part.high:,.{digits}f})"
