"""The dose rules side by side on the same trials, and the naive rule that all must beat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from surae.adaptation.rules import RULES
from surae.app.numbers import signed
from surae.app.scoreboard import N_DRAWS, Board, Role, scoreboard
from surae.inference.scores import score
from surae.inference.trials import Prediction

NAIVE = "category_means"


@dataclass(frozen=True, slots=True)
class RuleScore:
    """How one rule does on the trials of a role.

    Parameters
    ----------
    rule
        Its name; the last is the mean change of the calibration trials of the same kind.
    n, n_trials
        Outcomes and trials.
    rmse, mean_error
        [-].
    coverage
        Share of observed changes in the 90 % interval, None for the naive rule [-].
    rmse_raises
        Error over calf raises alone [-].
    more
        Mean squared error over that of the first rule, less 1 [-].
    more_low, more_high
        90 % interval of it, trials drawn anew [-].
    """

    rule: str
    n: int
    n_trials: int
    rmse: float
    mean_error: float
    coverage: float | None
    rmse_raises: float
    more: float
    more_low: float
    more_high: float


def compare_rules(
    role: Role = "validation", seed: int = 1, n_draws: int = N_DRAWS
) -> list[RuleScore]:
    """Score every dose rule on the trials of a role; the first is the default.

    Parameters
    ----------
    role
        Of the trials of the evidence release.
    seed, n_draws
        Of the random draws; each rule has its own fit to the calibration trials.
    """
    boards = {rule: scoreboard((), role, seed, n_draws, rule) for rule in RULES}
    first = list(boards[RULES[0]].predictions)
    errors = {rule: _squares(board) for rule, board in boards.items()}
    errors[NAIVE] = np.array([(p.naive - p.observed) ** 2 for p in first])
    found = []
    for name, squares in errors.items():
        predictions = list(boards[name].predictions) if name in boards else first
        ratio = _ratio(squares, errors[RULES[0]], [p.trial for p in predictions], seed)
        found.append(_rule_score(name, predictions, squares, ratio))
    return found


def _squares(board: Board) -> np.ndarray:
    return np.array([(p.predicted - p.observed) ** 2 for p in board.predictions])


def _rule_score(
    name: str, predictions: Sequence[Prediction], squares: np.ndarray, ratio: tuple[float, ...]
) -> RuleScore:
    total = score(name, predictions)
    raises = np.array([p.kind == "raises" for p in predictions])
    naive = name == NAIVE
    return RuleScore(
        rule=name,
        n=total.n,
        n_trials=total.n_trials,
        rmse=float(np.sqrt(squares.mean())),
        mean_error=total.naive_mean_error if naive else total.mean_error,
        coverage=None if naive else total.coverage,
        rmse_raises=float(np.sqrt(squares[raises].mean())),
        more=ratio[0],
        more_low=ratio[1],
        more_high=ratio[2],
    )


def _ratio(
    squares: np.ndarray, first: np.ndarray, trials: Sequence[str], seed: int
) -> tuple[float, float, float]:
    """Return by how much the squared error is larger, and its interval over trials drawn anew."""
    names = sorted(set(trials))
    member = np.array([[trial == name for trial in trials] for name in names], dtype=float)
    both = np.stack([member @ squares, member @ first])
    rng = np.random.default_rng(seed)
    drawn = both[:, rng.integers(len(names), size=(2000, len(names)))].sum(axis=2)
    low, high = np.quantile(drawn[0] / drawn[1] - 1, (0.05, 0.95))
    return float(both[0].sum() / both[1].sum() - 1), float(low), float(high)


def rule_records(found: Sequence[RuleScore]) -> list[dict[str, Any]]:
    """Return the comparison as plain data."""
    return [
        {name: _rounded(getattr(one, name)) for name in RuleScore.__dataclass_fields__}
        for one in found
    ]


def _rounded(value: object) -> object:
    return round(value, 5) if isinstance(value, float) else value


HEADINGS = (
    "rule",
    "error",
    "on raises",
    "mean error",
    "inside 90 %",
    "squared error against the first",
)


def rule_rows(found: Sequence[RuleScore]) -> list[tuple[str, ...]]:
    """Return the cells of the comparison; errors are in points."""
    return [
        (
            one.rule.replace("_", " "),
            f"{100 * one.rmse:.1f}",
            f"{100 * one.rmse_raises:.1f}",
            signed(100 * one.mean_error, 1),
            "" if one.coverage is None else f"{100 * one.coverage:.0f} %",
            "" if i == 0 else _against(one),
        )
        for i, one in enumerate(found)
    ]


def _against(one: RuleScore) -> str:
    low, high = (signed(100 * x, 0) for x in (one.more_low, one.more_high))
    return f"{signed(100 * one.more, 0)} % ({low} to {high})"


def rule_lines(found: Sequence[RuleScore], role: str) -> list[str]:
    """Return the printed comparison."""
    rows = [HEADINGS, *rule_rows(found)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(HEADINGS))]
    text = [f"Dose rules on {found[0].n} outcomes of {found[0].n_trials} {role} trials, points", ""]
    text += [
        ("  " + "  ".join([row[0].ljust(widths[0]), *_right(row, widths)])).rstrip() for row in rows
    ]
    text += ["", "Each rule was fitted to the calibration trials alone; ranges hold 90 % of trials"]
    return [*text, "drawn anew. Category means are the naive rule: the mean change of its kind."]


def _right(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    return [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]


def rule_page(found: Sequence[RuleScore], provenance: str) -> str:
    """Return the comparison as a page."""
    head = [
        "# Dose rules on the validation trials",
        "",
        "Generated by `make validate`; [what the rules are](../explanation/stimulus.md). Errors in",
        "points. The last column is the mean squared error against that of the first rule, and the",
        "range that holds 90 % when trials are drawn anew: where it holds 0, these trials do not",
        "tell the two apart.",
        "",
        f"| {' | '.join(HEADINGS)} |",
        f"|{'---|' * len(HEADINGS)}",
    ]
    rows = [f"| {' | '.join(row)} |" for row in rule_rows(found)]
    return "\n".join([*head, *rows, "", f"From {provenance}."]) + "\n"
