"""What arrives of a session at a target: all of it, a part, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from surae.records import Activity, CalfRaise, Hills, Hops, Run, Sprint, Stairs, Stretch, Walk

Target = Literal["fit", "ics", "intervals", "csv", "zwo", "page"]
TARGETS: tuple[Target, ...] = ("fit", "ics", "intervals", "csv", "zwo", "page")
Status = Literal["exact", "degraded", "unsupported"]

_RAISE_KEYS = {
    "load_1rm": "load as a share of the one-repetition maximum",
    "load_rm": "load as a repetition maximum",
    "band_n": "pull of the band",
}
_RAISE_DEFAULTS = {
    "ankle_from": "range of the ankle",
    "ankle_to": "range of the ankle",
    "seconds_up": "tempo",
    "seconds_down": "tempo",
    "reps_in_reserve": "repetitions in reserve",
    "action": "kind of contraction",
}


@dataclass(frozen=True, slots=True)
class Label:
    """Whether a session arrives, and what of it is lost."""

    status: Status
    lost: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The label as a clause."""
        return f"{self.status} ({', '.join(self.lost)})" if self.lost else self.status


def label(activity: Activity, target: Target) -> Label:
    """Return what arrives of an activity in the fields that a target itself works with.

    What a target only shows as text counts as lost: a watch does not act on it.

    >>> label(Run(minutes=30), "zwo").status, label(Run(minutes=30), "csv").status
    ('unsupported', 'exact')
    """
    if target in ("csv", "ics", "page"):
        return Label("exact")
    if target == "zwo":
        return _zwo(activity)
    lost = _fit_lost(activity) if target == "fit" else _intervals_lost(activity)
    return Label("degraded", lost) if lost else Label("exact")


def _zwo(activity: Activity) -> Label:
    if isinstance(activity, Run) and activity.surface == "treadmill" and activity.km is None:
        lost = ["speed, which is shown as text"]
        if activity.grade:
            lost.append("grade, which is shown as text")
        return Label("degraded", tuple(lost))
    if isinstance(activity, Run) and activity.surface == "treadmill":
        return Label("unsupported", ("a run of so many kilometers has no time",))
    return Label("unsupported", ("only treadmill runs",))


def _fit_lost(activity: Activity) -> tuple[str, ...]:
    match activity:
        case CalfRaise():
            lost = _raise_lost(activity)
        case Run():
            lost = _run_lost(activity)
        case Hills(recovery="jog"):
            lost = ["how the way down is run"]
        case Sprint(effort=effort) if effort is not None:
            lost = ["effort"]
        case Stairs():
            lost = ["style and direction"] + (["floors"] if activity.floors is not None else [])
        case Walk(surface=surface) if surface != "road":
            lost = ["surface"]
        case Hops():
            lost = ["legs and intensity"]
        case Stretch():
            lost = ["angles"]
        case _:
            lost = []
    return tuple(dict.fromkeys(lost))


def _raise_lost(raised: CalfRaise) -> list[str]:
    plain = CalfRaise(sets=1, reps=1)
    lost = [words for key, words in _RAISE_KEYS.items() if getattr(raised, key) is not None]
    lost += [
        words for key, words in _RAISE_DEFAULTS.items()
        if getattr(raised, key) != getattr(plain, key)
    ]  # fmt: skip
    if raised.legs == 1 and raised.knee_angle >= 60:
        lost.append("one leg")
    if raised.knee_angle not in (0.0, 45.0, 90.0) or (raised.legs == 2 and raised.knee_angle == 45):
        lost.append("angle of the knee")
    if raised.reps != round(raised.reps):
        lost.append("part of a repetition")
    return lost


def _run_lost(run: Run) -> list[str]:
    lost = []
    if run.surface not in ("road", "track", "treadmill", "trail"):
        lost.append("surface")
    if run.grade < 0:
        lost.append("downhill grade")
    plain = Run()
    names = {"foot_strike": "foot strike", "shoe": "shoe", "cadence": "cadence"}
    return lost + [
        words for key, words in names.items() if getattr(run, key) != getattr(plain, key)
    ]


def _intervals_lost(activity: Activity) -> tuple[str, ...]:
    match activity:
        case Run(grade=0.0, surface="road" | "treadmill" | "track") if not _run_lost(activity):
            return ()
        case Run():
            return ("grade and surface, which are text",)
        case Hills() | Sprint():
            return ("grade and rest, which are text",)
        case Walk(grade=0.0, surface="road"):
            return ()
        case _:
            return ("what is done, which is text",)
