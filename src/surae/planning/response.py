"""A fast stand-in for the simulator, week by week, anchored in one run of the simulator itself.

The stimulus of a session is worked out once per draw; a schedule is then a sum of sessions, a
response per muscle, week and draw, and a renewal. Only differences between schedules are taken
from it: a schedule's volume is that of the anchor, which the simulator gave, plus what the two
differ by. Every forecast that a plan shows is the simulator's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from surae import evidence
from surae.adaptation.status import mass_setpoint
from surae.adaptation.turnover import (
    everyday_loading,
    growth_from_training,
    kept_share,
    loading_with_training,
    loss_without_loading,
    renew_in_parts,
)
from surae.anatomy.girth import girth_after, inner_area
from surae.anatomy.shape import roundness
from surae.evidence import bind
from surae.inference.body_mass import body_mass, fed
from surae.inference.circumstances import circumstances_of
from surae.inference.outlook import Case, Outlook
from surae.inference.priors import discrepancy_draws
from surae.planning.goal import Goal, change_of
from surae.planning.loads import Loads
from surae.records import MUSCLES, Draws, Everyday
from surae.units import DAYS_PER_WEEK

Array = NDArray[np.float64]

_FLAT = 1e-3
_STEPS = 4


@dataclass(frozen=True, slots=True, eq=False)
class Weeks:
    """What the weeks of some schedules hold, averaged over the days of each week.

    ``stimulus`` has shape (..., weeks, muscles, draws), ``exposure`` (..., weeks, causes) and
    ``everyday`` (..., weeks); ``days`` says how long each week of the plan is, and ``row`` which of
    those weeks it is like, shape (plan weeks,).
    """

    stimulus: Array
    exposure: Array
    everyday: Array
    days: Array
    row: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Aims:
    """Where weeks lead to: what training adds in a well-fed young adult, and all the rest.

    Both have shape (..., weeks, muscles, draws) [-].
    """

    grown: Array
    rest: Array


class Response:
    """Volumes and girth of schedules under the draws of one case.

    Parameters
    ----------
    case
        The person, the log and the draws.
    goal
        What is wanted.
    anchor
        The simulator's outlook of some schedule.
    weeks
        What the weeks of that schedule hold from the day on that the plan begins after.
    begun
        How many days the plan begins after the day from which changes are counted.
    everyday
        Food from the day on from which changes are counted; as before if None.
    """

    def __init__(
        self,
        case: Case,
        goal: Goal,
        anchor: Outlook,
        weeks: Weeks,
        begun: int = 0,
        everyday: Everyday | None = None,
    ) -> None:
        self.goal, self.first_day = goal, case.today + timedelta(days=1 + begun)
        draws, calf = case.draws, anchor.calf
        self._law = dict(draws.values)
        self._responses = np.stack([draws[f"response_{m.lower()}"] for m in MUSCLES])
        share = draws["unloading_share_lg"]
        self._lost = np.stack([share if m == "LG" else np.ones_like(share) for m in MUSCLES])
        self._status, self._mass = _around(case, anchor, weeks, begun, everyday)
        self._unknown = discrepancy_draws(draws).T
        self._scale = evidence.parameter("exposure_scale").mean
        self._volume = calf.volume
        self._girth = calf.girth_change[:, -1]
        self._start, self._fat = calf.girth[:, calf.today_index], calf.fat
        area = inner_area(self._start, self._fat)
        self._section = calf.girth_per_volume / (roundness() * np.sqrt(np.pi / area))
        past = anchor.result.volume[:, :, : calf.today_index + begun + 1]
        self._begin, self._largest = past[:, :, -1], past.max(axis=-1)
        self._end = anchor.result.volume[:, :, -1]
        self._around = self._muscle_girth(self._end)
        self._now = np.ones_like(self._end)
        self._now = self._volume_now(weeks)
        self._anchor = self.course(weeks)

    def course(self, weeks: Weeks, aims: Aims | None = None) -> Array:
        """Return volume at the end over that of an ordinary walker, (..., muscles, draws) [-].

        Parameters
        ----------
        weeks
            Of some schedules.
        aims
            Where each of their weeks leads to, where it is known already.
        """
        aims = aims or self.aims(weeks)
        volume = np.broadcast_to(self._begin * self._now, aims.rest[..., 0, :, :].shape)
        largest = self._largest * self._now
        for week, (days, row) in enumerate(zip(weeks.days, weeks.row, strict=True)):
            own, regaining = self._kept(float(days))
            grown = aims.grown[..., row, :, :] * self._status[week]
            wanted = aims.rest[..., row, :, :] + grown + self._mass[week]
            law = (own, regaining, own, self._law["regain_gap"])
            volume, largest = renew_in_parts(volume, wanted, largest, 0.0, 1, *law)
        return volume

    def _kept(self, days: float) -> tuple[Array, Array]:
        """Return the share kept over some days, ordinarily and regaining, shape (draws,) [-]."""
        rate = self._law["turnover_rate"]
        ordinary = kept_share(days, turnover_rate=rate)
        return ordinary, kept_share(days, self._law["regain_rate"], turnover_rate=rate)

    def aims(self, weeks: Weeks) -> Aims:
        """Return where each week leads to."""
        grown = bind(growth_from_training, self._law)(weeks.stimulus, self._responses)
        full = -np.expm1(-weeks.exposure / self._scale)
        beyond = (full @ self._unknown)[..., None, :]
        walked = weeks.everyday[..., None, None]
        loaded = bind(loading_with_training, self._law)(walked, weeks.stimulus)
        lost = bind(loss_without_loading, self._law)(loaded, self._lost)
        return Aims(grown, 1 + beyond + lost)

    def volume(self, weeks: Weeks, aims: Aims | None = None) -> Array:
        """Return relative volume at the end, shape (..., muscles, draws) [-]."""
        found: Array = self._end + (self.course(weeks, aims) - self._anchor) / self._now
        return found

    def change_without(self, weeks: Weeks, at: NDArray[np.int64], less: Weeks) -> Array:
        """Return the change of the target where some weeks hold less, shape (cases, draws).

        Parameters
        ----------
        weeks
            Of the schedule.
        at
            The weeks that hold less, shape (cases, weeks of a case).
        less
            What they hold then.
        """
        whole, part = self.aims(weeks), self.aims(less)
        grown = np.repeat(whole.grown[None], len(at), axis=0)
        rest = np.repeat(whole.rest[None], len(at), axis=0)
        # Where both weeks of a case are the same one, at the end, the first says all.
        for k in range(at.shape[1])[::-1]:
            grown[np.arange(len(at)), at[:, k]] = part.grown[:, k]
            rest[np.arange(len(at)), at[:, k]] = part.rest[:, k]
        return self.change_of_volume(self.volume(weeks, Aims(grown, rest)))

    def girth(self, volume: Array) -> Array:
        """Return the change of girth that goes with relative volumes, shape (..., draws) [cm]."""
        change: Array = self._girth + self._muscle_girth(volume) - self._around
        return change

    def change(self, weeks: Weeks) -> Array:
        """Return the change of the goal's target, in its unit, shape (..., draws)."""
        return self.change_of_volume(self.volume(weeks))

    def change_of_volume(self, volume: Array) -> Array:
        """Return the change of the goal's target that relative volumes mean, (..., draws)."""
        girth = self.girth(volume) if self.goal.unit == "cm" else self._girth
        return change_of(self.goal, girth, self._volume * (volume - 1), self._volume)

    def _muscle_girth(self, volume: Array) -> Array:
        """Return girth with today's fat under relative volumes, shape (..., draws) [cm]."""
        area = (self._section * self._volume * (volume - 1)).sum(axis=-2)
        return girth_after(self._start, self._fat, area, 0.0, section_per_volume=1.0)

    def _volume_now(self, weeks: Weeks) -> Array:
        """Return the volume from which changes count, over that of an ordinary walker.

        It is the volume from which the anchor's weeks lead to the anchor's end, found by steps
        that are exact where renewal is linear. Shape (muscles, draws) [-].
        """
        own, _ = self._kept(float(weeks.days.sum()))
        slope = np.maximum(self._end - self._begin * own, _FLAT)
        aims = self.aims(weeks)
        for _ in range(_STEPS):
            missing = self.course(weeks, aims) - self._end * self._now
            self._now = np.clip(self._now + missing / slope, 1 / 2, 2.0)
        return self._now


def _around(
    case: Case, anchor: Outlook, weeks: Weeks, begun: int, everyday: Everyday | None
) -> tuple[Array, Array]:
    """Return what age and food leave of growth, and what body mass adds, (weeks, draws or 1)."""
    told = everyday or Everyday()
    n_days = anchor.result.volume.shape[-1]
    span = (anchor.calf.first_day, case.today, n_days)
    mass = body_mass(case.person, case.readings, span, case.draws, told.energy_balance)
    around = circumstances_of(case.person, case.draws, **fed(mass, told.protein))
    ahead = slice(anchor.calf.today_index + begun + 1, n_days)
    status, ratio = around.days(n_days, ahead)
    added = bind(mass_setpoint, case.draws.values)(ratio)
    starts = np.append(0, weeks.days.cumsum()[:-1]).astype(int)
    return tuple(  # type: ignore[return-value]
        np.add.reduceat(np.broadcast_to(x, (ahead.stop - ahead.start, x.shape[1])), starts, axis=0)
        / weeks.days[:, None]
        for x in (status, added)
    )


def weeks_of(plan: Loads, history: Loads, steps_per_day: float) -> Weeks:
    """Return the weeks of a day table.

    Parameters
    ----------
    plan, history
        A row for each day from tomorrow on, and for each day up to today.
    steps_per_day
        Everyday steps [1/day].
    """
    n_days = len(plan.minutes)
    starts = np.arange(0, n_days, DAYS_PER_WEEK)
    lengths = np.diff(np.append(starts, n_days))
    lately = DAYS_PER_WEEK - 1

    def averaged(past: Array, ahead: Array) -> Array:
        known = past[len(past) - lately :]
        sums = np.cumsum(np.concatenate([np.zeros((1, *ahead.shape[1:])), known, ahead]), axis=0)
        rolling = sums[DAYS_PER_WEEK:] - sums[:-DAYS_PER_WEEK]
        total = np.add.reduceat(rolling, starts, axis=0)
        return np.asarray(total / lengths.reshape(-1, *[1] * (ahead.ndim - 1)))

    loading = everyday(plan.steps + steps_per_day)
    return Weeks(
        stimulus=averaged(history.stimulus, plan.stimulus),
        exposure=averaged(history.exposure, plan.exposure),
        everyday=np.add.reduceat(loading, starts) / lengths,
        days=lengths.astype(float),
        row=np.arange(len(starts)),
    )


def everyday(steps: Array) -> Array:
    """Return everyday loading of days [-]."""
    return bind(everyday_loading, evidence.central_values())(steps, 0.0)


def percent_per_unit(goal: Goal, draws: Draws, anchor: Outlook) -> float:
    """Return the muscle volume [%] that one unit of a goal stands for, in the middle of the draws.

    Parameters
    ----------
    goal, draws
        What is wanted, and the draws of the anchor.
    anchor
        Any outlook of the person.
    """
    calf = anchor.calf
    small = calf.volume / 100
    unit = change_of(goal, (calf.girth_per_volume * small).sum(axis=0), small, calf.volume)
    return 1 / float(np.median(unit)) if len(draws) else 1.0
