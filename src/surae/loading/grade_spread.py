"""A grade that is known only roughly: its minutes are spread over the grades around it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from surae.evidence import bind, central_values
from surae.loading.gait import running_cause
from surae.records import Activity, Bout, Run, Walk


@dataclass(frozen=True, slots=True)
class Kind:
    """An activity that loads the calf, and the cause that it counts for.

    Parameters
    ----------
    activity
        At one grade.
    cause
        One of :data:`surae.records.CAUSES`; empty for the activity's own.
    """

    activity: Activity
    cause: str = ""


def grade_nodes(
    grade: float, sd: float, *, grade_bin: float, grade_limit: float
) -> tuple[tuple[float, float], ...]:
    """Return grades that stand for a spread grade, and their weights.

    The grade and two others, the fewest whole bins apart that reach ``sd``; their mean is the
    grade, their standard deviation is ``sd`` and the weights sum to 1. A spread of up to half a bin
    is lost in the bin.

    Parameters
    ----------
    grade, sd
        Rise over run and the standard deviation of its error [-].

    Notes
    -----
    *Assumes* that errors come and go along the way, as those of an altitude do, and that before
    the recording every grade was about as likely as its neighbors. Grades beyond the larger of
    ``grade_limit`` and the grade itself are held there. *Not for* an error that is the same in all
    runs of a person.

    >>> grade_nodes(0.1, 0.02, grade_bin=0.02, grade_limit=0.45)
    ((0.08, 0.5), (0.12, 0.5))
    """
    if sd <= grade_bin / 2:
        return ((grade, 1.0),)
    apart = math.ceil(sd / grade_bin) * grade_bin
    share = (sd / apart) ** 2 / 2
    limit = max(grade_limit, abs(grade))
    low, high = max(grade - apart, -limit), min(grade + apart, limit)
    nodes = ((round(low, 2), share), (grade, 1 - 2 * share), (round(high, 2), share))
    return tuple(node for node in nodes if node[1] > 0)


class Spreading:
    """Spreads bouts; what was made for one is used again for the next."""

    def __init__(self) -> None:
        values = central_values()
        self._nodes = bind(grade_nodes, values)
        self._cause = bind(running_cause, values)
        self._parts: dict[tuple[Activity, float], tuple[tuple[Kind, float], ...]] = {}

    def __call__(self, bout: Bout) -> Iterator[tuple[Kind, float]]:
        """Yield the kinds that a bout is made of, and their volumes, which sum to its own.

        A run counts for the cause of its recorded grade: a spread that reaches a hill is not one.
        """
        activity = bout.activity
        if not isinstance(activity, Run | Walk):
            yield Kind(activity), bout.volume
            return
        key = (activity, bout.grade_sd)
        if key not in self._parts:
            nodes = self._nodes(activity.grade, bout.grade_sd)
            self._parts[key] = tuple((self._kind(activity, grade), n) for grade, n in nodes)
        for kind, share in self._parts[key]:
            yield kind, share * bout.volume

    def _kind(self, activity: Run | Walk, grade: float) -> Kind:
        run = isinstance(activity, Run)
        cause = self._cause(activity.grade, activity.surface) if run else ""
        return Kind(replace(activity, grade=grade), cause)
