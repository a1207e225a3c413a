"""Scores by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from surae.inference.scores import score, scores_by_kind, with_naive
from surae.inference.trials import Prediction
from surae.records import Outcome

OUTCOME = Outcome(structure="MG", quantity="volume", instrument="mri", week=8, change=0.1)


def prediction(observed: float, predicted: float, half: float = 0.05, **more) -> Prediction:
    values = {"trial": "a", "arm": "x", "role": "validation", "kind": "raises", **more}
    return Prediction(
        outcome=OUTCOME,
        observed=observed,
        predicted=predicted,
        low=predicted - half,
        high=predicted + half,
        sd=half / 2,
        **values,
    )


def test_scores_of_three_predictions():
    found = [
        prediction(0.10, 0.08, naive=0.04),
        prediction(0.00, 0.06, naive=0.04, trial="b"),
        prediction(-0.20, -0.20, naive=0.04, trial="b"),
    ]
    total = score("all", found)
    assert (total.name, total.n, total.n_trials) == ("all", 3, 2)
    # errors −2, +6, 0 points; naive errors −6, +4, +24 points
    assert total.rmse == pytest.approx(math.sqrt((0.0004 + 0.0036) / 3))
    assert total.mean_error == pytest.approx(0.04 / 3)
    assert total.naive_rmse == pytest.approx(math.sqrt((0.0036 + 0.0016 + 0.0576) / 3))
    assert total.naive_mean_error == pytest.approx(0.22 / 3)
    assert total.coverage == pytest.approx(2 / 3)
    assert total.skill == pytest.approx(1 - 0.0040 / 0.0628)
    # z: 0.8, −2.4, 0
    assert total.z_spread == pytest.approx(math.sqrt((0.64 + 5.76) / 3))
    assert found[1].z == pytest.approx(-2.4)


def test_a_naive_rule_without_error_has_no_skill_to_beat():
    assert math.isnan(score("x", [prediction(0.0, 0.1, naive=0.0)]).skill)


def test_kinds_are_scored_apart_in_their_order():
    found = [prediction(0.1, 0.1, kind=kind) for kind in ("unloading", "raises", "unloading")]
    assert [(s.name, s.n) for s in scores_by_kind(found)] == [("raises", 1), ("unloading", 2)]


KNOWN = [
    ("a", "calibration", "raises", 0.10),
    ("b", "calibration", "raises", 0.04),
    ("b", "calibration", "raises", 0.00),
    ("c", "validation", "raises", 0.90),
    ("d", "calibration", "unloading", -0.20),
]


@pytest.mark.parametrize(
    ("trial", "kind", "naive"),
    [
        ("new", "raises", 0.14 / 3),
        ("a", "raises", 0.02),
        ("b", "raises", 0.10),
        ("new", "unloading", -0.20),
        ("d", "unloading", 0.0),
        ("new", "hops", 0.0),
    ],
)
def test_the_naive_rule_has_not_seen_the_answer(trial, kind, naive):
    (found,) = with_naive([prediction(0.0, 0.0, trial=trial, kind=kind)], KNOWN)
    assert found.naive == pytest.approx(naive)
    assert replace(found, naive=0.0) == prediction(0.0, 0.0, trial=trial, kind=kind)
