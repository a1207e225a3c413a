"""How far predictions are from what trials observed, and from a naive rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from surae.inference.kinds import KINDS
from surae.inference.trials import Prediction


@dataclass(frozen=True, slots=True)
class Score:
    """Agreement over a group of outcomes.

    Parameters
    ----------
    name
        Of the group.
    n, n_trials
        Outcomes and trials in it.
    rmse, naive_rmse
        Root-mean-square error of the model and of the naive rule [-].
    mean_error, naive_mean_error
        Mean of predicted minus observed [-].
    coverage
        Share of observed changes in their 90 % interval [-].
    skill
        1 minus the mean squared error over that of the naive rule; below 0 the rule is better [-].
    z_spread
        Root-mean-square distance in standard deviations; 1 where the intervals are honest [-].
    """

    name: str
    n: int
    n_trials: int
    rmse: float
    mean_error: float
    coverage: float
    naive_rmse: float
    naive_mean_error: float
    skill: float
    z_spread: float


def score(name: str, predictions: Sequence[Prediction]) -> Score:
    """Score a group of predictions; a change that was not significant counts as 0.

    Parameters
    ----------
    name
        Of the group.
    predictions
        At least one.
    """
    observed = np.array([p.observed for p in predictions])
    error = np.array([p.predicted for p in predictions]) - observed
    naive = np.array([p.naive for p in predictions]) - observed
    rmse, naive_rmse = (float(np.sqrt(np.mean(e**2))) for e in (error, naive))
    return Score(
        name=name,
        n=len(predictions),
        n_trials=len({p.trial for p in predictions}),
        rmse=rmse,
        mean_error=float(error.mean()),
        coverage=float(np.mean([p.covered for p in predictions])),
        naive_rmse=naive_rmse,
        naive_mean_error=float(naive.mean()),
        skill=1 - (rmse / naive_rmse) ** 2 if naive_rmse > 0 else float("nan"),
        z_spread=float(np.sqrt(np.mean([p.z**2 for p in predictions]))),
    )


def scores_by_kind(predictions: Sequence[Prediction]) -> list[Score]:
    """Score each kind of activity apart."""
    groups = ((kind, [p for p in predictions if p.kind == kind]) for kind in KINDS)
    return [score(kind, group) for kind, group in groups if group]


def with_naive(
    predictions: Iterable[Prediction], known: Sequence[tuple[str, str, str, float]]
) -> list[Prediction]:
    """Give each prediction what the naive rule says of it.

    The rule is the mean change of the calibration outcomes of the same kind of activity, those of
    the trial itself left out, so that it has not seen the answer; 0 where there are none.

    Parameters
    ----------
    predictions
        Of any trials.
    known
        Trial, role, kind and observed change, as from :func:`surae.inference.trials.observations`.
    """
    return [replace(p, naive=_naive(p, known)) for p in predictions]


def _naive(prediction: Prediction, known: Sequence[tuple[str, str, str, float]]) -> float:
    changes = [
        change
        for trial, role, kind, change in known
        if role == "calibration" and kind == prediction.kind and trial != prediction.trial
    ]
    return float(np.mean(changes)) if changes else 0.0
