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
from surae.adaptation.turnover import (
    everyday_loading,
    growth_from_training,
    loss_without_loading,
)
from surae.anatomy.girth import girth_after, inner_area
from surae.anatomy.shape import roundness
from surae.evidence import bind
from surae.inference.outlook import Case, Outlook
from surae.inference.priors import discrepancy_draws
from surae.planning.goal import Goal, change_of
from surae.planning.loads import Loads
from surae.records import MUSCLES, Draws
from surae.units import DAYS_PER_WEEK

Array = NDArray[np.float64]


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
    """

    def __init__(
        self, case: Case, goal: Goal, anchor: Outlook, weeks: Weeks, begun: int = 0
    ) -> None:
        self.goal, self.first_day = goal, case.today + timedelta(days=1 + begun)
        draws = case.draws
        self._law = dict(draws.values)
        self._responses = np.stack([draws[f"response_{m.lower()}"] for m in MUSCLES])
        self._unknown = discrepancy_draws(draws).T
        self._scale = evidence.parameter("exposure_scale").mean
        self._rate = draws["turnover_rate"]
        calf = anchor.calf
        self._volume = calf.volume
        self._end = anchor.result.volume[:, :, -1]
        self._girth = calf.girth_change[:, -1]
        self._start, self._fat = calf.girth[:, calf.today_index], calf.fat
        area = inner_area(self._start, self._fat)
        self._section = calf.girth_per_volume / (roundness() * np.sqrt(np.pi / area))
        self._forced = self.forced(weeks)
        begin = anchor.result.volume[:, :, calf.today_index + begun]
        self._now = self._volume_now(begin, int(weeks.days.sum()))
        self._around = self._muscle_girth(self._end)

    def forced(self, weeks: Weeks) -> Array:
        """Return what the weeks add up to at their end, shape (..., muscles, draws) [-]."""
        aim = self.setpoint(weeks)
        weight = np.zeros((aim.shape[-3], aim.shape[-1]))
        np.add.at(weight, weeks.row, self.weight(weeks.days))
        total: Array = (aim * weight[:, None, :]).sum(axis=-3)
        return total

    def weight(self, days: Array) -> Array:
        """Return what the setpoint of each week is worth at the end, shape (weeks, draws) [-]."""
        left = days[::-1].cumsum()[::-1] - days
        gone = np.exp(-self._rate * left[:, None])
        worth: Array = gone * -np.expm1(-self._rate * days[:, None])
        return worth

    def setpoint(self, weeks: Weeks) -> Array:
        """Return where each week leads to, shape (..., weeks, muscles, draws) [-]."""
        grow = bind(growth_from_training, self._law)(weeks.stimulus, self._responses)
        full = -np.expm1(-weeks.exposure / self._scale)
        beyond = full @ self._unknown
        lost = bind(loss_without_loading, self._law)(weeks.everyday[..., None])
        aim: Array = 1 + grow + (beyond + lost)[..., None, :]
        return aim

    def volume(self, weeks: Weeks) -> Array:
        """Return relative volume at the end, shape (..., muscles, draws) [-]."""
        found: Array = self._end + (self.forced(weeks) - self._forced) / self._now
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
        before = self.setpoint(weeks)[at]
        lost = (self.setpoint(less) - before) * self.weight(weeks.days)[at][:, :, None, :]
        return self.change_of_volume(self.volume(weeks) + lost.sum(axis=1) / self._now)

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

    def _volume_now(self, begin: Array, days: int) -> Array:
        """Return the volume from which changes count, over that of an ordinary walker.

        It is the volume from which the anchor's weeks lead to the anchor's end. Shape (muscles,
        draws) [-].
        """
        away = np.maximum(self._end - begin * np.exp(-self._rate * days), np.finfo(float).eps)
        now: Array = np.clip(self._forced / away, 1 / 2, 2.0)
        return now


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
