"""The best week looked at again as the whole plan that it unfolds into."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from surae.planning.goal import score
from surae.planning.progress import Progress, silent
from surae.planning.response import weeks_of
from surae.planning.search import PRICE, Ground, exchanged, fits, laid_out, single, week_of
from surae.planning.unfold import unfold
from surae.units import DAYS_PER_WEEK

_TRIALS = 250
_BETTER = 1e-6


def refined(on: Ground, totals: Sequence[int], progress: Progress = silent) -> list[int]:
    """Return a week whose plan no single step betters, or as far as a few rounds lead.

    A week that is best when it is repeated may have to begin so gently that another is better in
    the end; here each step is judged by the plan with its gentle beginning and lighter weeks.

    Parameters
    ----------
    on
        What the search stands on.
    totals
        Units of each candidate in the week that the search found.
    progress
        Told the share of the trials that were spent.
    """
    best = list(totals)
    value = whole_worth(on, best)
    left = _TRIALS
    while left > 0:
        progress(1 - left / _TRIALS)
        for neighbors in (chain(single(on, best), _fewer(best)), exchanged(on, best)):
            cases = [case for case in neighbors if _stands(on, case)][:left]
            left -= len(cases)
            found = max(((whole_worth(on, case), case) for case in cases), default=(value, best))
            if found[0] > value + _BETTER:
                value, best = found
                break
        else:
            return best
    return best


def _stands(on: Ground, case: Sequence[int]) -> bool:
    """Tell whether a week falls into sessions and keeps to the limits of a week."""
    units = laid_out(on.frame, case, on.typical["minutes"])
    return units is not None and fits(on, units)


def _fewer(totals: Sequence[int]) -> list[list[int]]:
    """Return the weeks with three quarters and with half of everything."""
    return [[int(n * share) for n in totals] for share in (0.75, 0.5)]


def whole_worth(on: Ground, totals: Sequence[int]) -> float:
    """Return the score of the plan that a week unfolds into."""
    units = unfold(on.frame, on.caps, week_of(on, totals))
    table = on.frame.table(units)
    change = on.response.change(weeks_of(table, on.caps.history, on.steps_per_day))
    minutes = float((units @ on.frame.each.minutes).sum())
    weeks = max(on.frame.n_days / DAYS_PER_WEEK, 1.0)
    return float(score(on.goal, change)) - PRICE * minutes / weeks
