"""The scoreboard: what the model expects of published trials, beside what they found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from surae import __version__, evidence
from surae.adaptation.rules import RULES
from surae.errors import IngestError
from surae.inference import prior_draws
from surae.inference.scores import Score, score, scores_by_kind, with_naive
from surae.inference.trials import Prediction, observations, predict_trial
from surae.ingest import read_trial, shipped_trials
from surae.records import Trial

Role = Literal["calibration", "validation"]
ROLES: tuple[Role, ...] = ("calibration", "validation")
N_DRAWS = 1000


@dataclass(frozen=True, slots=True)
class Board:
    """Predictions of trials with their scores.

    Parameters
    ----------
    predictions
        One per outcome.
    refused
        What could not be read, one line per file.
    seed, n_draws
        Of the random draws.
    """

    predictions: tuple[Prediction, ...]
    refused: tuple[str, ...]
    seed: int
    n_draws: int

    def of_role(self, role: str) -> list[Prediction]:
        """Return the predictions of trials of one role."""
        return [p for p in self.predictions if p.role == role]

    def scores(self) -> list[tuple[Score, list[Score]]]:
        """Return the score of each role, calibration first, and its scores by kind."""
        groups = [(role, self.of_role(role)) for role in ROLES]
        return [(score(role, group), scores_by_kind(group)) for role, group in groups if group]

    @property
    def provenance(self) -> str:
        """Say what the numbers came from."""
        return (
            f"surae {__version__}, evidence {evidence.RELEASE}, "
            f"{self.n_draws} draws from seed {self.seed}"
        )


def scoreboard(
    files: Sequence[Path] = (),
    role: Role | None = None,
    seed: int = 1,
    n_draws: int = N_DRAWS,
    rule: str = RULES[0],
) -> Board:
    """Predict the trials in files, or those of the evidence release where no file is named.

    Parameters
    ----------
    files
        Trial documents; one that cannot be read is left out and named in ``refused``.
    role
        Only trials of this role; all if None.
    seed, n_draws
        Of the random draws.
    rule
        The dose rule, one of :data:`surae.adaptation.rules.RULES`.
    """
    trials, refused = _read(files) if files else (list(shipped_trials()), [])
    draws = prior_draws(n_draws, seed, rule)
    chosen = [trial for trial in trials if role in (None, trial.role)]
    found = [p for trial in chosen for p in predict_trial(trial, draws)]
    known = observations(shipped_trials())
    return Board(tuple(with_naive(found, known)), tuple(refused), seed, n_draws)


def _read(files: Sequence[Path]) -> tuple[list[Trial], list[str]]:
    trials, refused = [], []
    for path in files:
        try:
            trials.append(read_trial(path))
        except IngestError as error:
            refused.append(str(error))
    return trials, refused


def records(board: Board) -> list[dict[str, Any]]:
    """Return a record per outcome as plain data; changes are relative.

    ``observed`` is 0 where the source says only that no significant change was seen.
    """
    return [
        {
            "trial": p.trial,
            "arm": p.arm,
            "structure": p.outcome.structure,
            "quantity": p.outcome.quantity,
            "instrument": p.outcome.instrument,
            "week": p.outcome.week,
            "observed": round(p.observed, 5),
            "predicted": round(p.predicted, 5),
            "low": round(p.low, 5),
            "high": round(p.high, 5),
            "naive": round(p.naive, 5),
        }
        for p in board.predictions
    ]
