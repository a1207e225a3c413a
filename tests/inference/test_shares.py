"""Attribution against people whose true shares are known."""

import numpy as np
import pytest

from shares import people
from surae.app.learning_words import together_sentence

FEW = range(1, 7)


@pytest.fixture(scope="module")
def apart():
    """People who ran hills for months, and then did raises for months."""
    return people(FEW, apart=True)


@pytest.fixture(scope="module")
def together():
    """People who did both in the same weeks."""
    return people(FEW[:4], apart=False)


def test_true_shares_of_causes_that_came_in_blocks_are_inside_their_intervals(apart):
    """Of 12 (person, cause) pairs at least 9, in each span.

    Were 90 % right, fewer than 9 would be inside with a probability of 0.4 %.
    """
    inside = np.array([one.inside for one in apart])
    assert np.all(inside.sum(axis=(0, 1)) >= 9)


def test_readings_of_blocks_make_intervals_much_narrower_than_without(apart):
    ratio = np.median([one.width / one.prior_width for one in apart], axis=0)
    assert np.all(ratio < 0.65)
    assert not any(one.bundles for one in apart)


def test_intervals_widen_where_causes_went_together(apart, together):
    of_prior = [
        np.median([one.width / one.prior_width for one in some], axis=0)
        for some in (apart, together)
    ]
    assert np.all(of_prior[1] > 1.2 * of_prior[0])
    of_sum = np.median([one.width[:, 0] / one.sum_width[0] for one in together], axis=0)
    assert np.all(of_sum > 1.1)


def test_who_did_both_together_is_told_that_the_split_is_the_priors_and_what_to_do(together):
    for one in together:
        (bundle,) = one.bundles
        said = together_sentence(bundle)
        assert said.startswith("Uphill running and standing raises rose and fell together")
        assert "what the model expects, not what you measured" in said
        assert "8 weeks of standing raises alone, then 8 weeks of uphill running alone" in said
