"""How much of the gain's spread a sensible half year of readings takes away."""

import numpy as np
import pytest

from surae.app.calibration_words import taught_sentence
from surae.inference.calibrate import calibrate
from surae.inference.standing import taught
from synthetic_people import known_person, lifter_of

PEOPLE = range(1, 12)


@pytest.fixture(scope="module")
def scanned():
    """Posteriors of people drawn from the prior who take up raises and are scanned twelve times."""
    return [calibrate(known_person(seed, "", case=lifter_of(seed)).case) for seed in PEOPLE]


def left(posterior):
    """Return the posterior SD of gain over the prior's."""
    return float(posterior.draws["gain"].std() / posterior.prior["gain"].std())


def test_twelve_sessions_of_ultrasound_leave_three_fifths_of_the_gains_spread(scanned):
    assert np.median([left(posterior) for posterior in scanned]) <= 0.6
    assert all(posterior.diagnostics.trustworthy for posterior in scanned)


def test_a_tape_alone_is_said_to_have_taught_little():
    posterior = calibrate(known_person(3, "tape").case)
    assert posterior.diagnostics.trustworthy
    assert left(posterior) > 0.85
    (gain,) = taught(("gain",), posterior.prior.values, posterior.draws.values)
    assert "much learned" not in taught_sentence(gain)
