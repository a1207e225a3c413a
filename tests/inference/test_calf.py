"""Muscle and fat inside a girth, and the sizes of one muscle from each other."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surae.anatomy.shape import tape_girth
from surae.errors import RecordError
from surae.inference import (
    FatReading,
    GirthReading,
    SizeReading,
    body,
    calf_of,
    muscle_sizes,
    prior_draws,
)
from surae.records import Person

MAN = Person(1.75, 70.0, 30.0, "male")
DRAWS = prior_draws(400, 7)


def width(part):
    return part.high - part.low


@given(st.floats(30, 44), st.sampled_from(["female", "male"]))
def test_muscle_and_fat_of_every_draw_make_the_girth(girth, sex):
    person = Person(1.70, 68.0, 30.0, sex)
    calf = calf_of(person, np.full(len(DRAWS), girth), DRAWS)
    np.testing.assert_allclose(tape_girth(calf.shape), girth, atol=1e-6)
    assert np.all(calf.shape.fat_thickness > 0)
    assert np.all(calf.shape.volume > 0)


def test_a_wider_girth_means_more_of_both():
    slim, wide = (body(MAN, DRAWS, GirthReading(value, 0.3)) for value in (34.0, 38.0))
    assert slim.volume["TS"].median < wide.volume["TS"].median
    assert slim.fat_thickness.median < wide.fat_thickness.median


def test_a_tape_narrows_muscle_and_fat_narrows_it_more():
    nothing, tape = body(MAN, DRAWS), body(MAN, DRAWS, GirthReading(36.0, 0.3))
    both = body(MAN, DRAWS, GirthReading(36.0, 0.3), FatReading(5.0, 0.5))
    widths = [width(found.volume["TS"]) for found in (nothing, tape, both)]
    assert widths[0] > widths[1] > widths[2]


def test_more_fat_at_the_same_girth_is_less_muscle():
    thin, thick = (
        body(MAN, DRAWS, GirthReading(36.0, 0.2), FatReading(fat, 0.5)) for fat in (4.0, 9.0)
    )
    assert thick.volume["TS"].median < thin.volume["TS"].median
    assert thick.fat_thickness.median == pytest.approx(9, abs=0.5)


@given(st.floats(0.05, 0.5), st.floats(0.1, 1.0))
def test_a_wider_error_never_narrows(error, more):
    sharp, blunt = (body(MAN, DRAWS, GirthReading(36.0, e)) for e in (error, error + more))
    assert width(blunt.girth) >= width(sharp.girth)
    assert width(blunt.volume["TS"]) >= 0.98 * width(sharp.volume["TS"])


def test_a_difference_is_shared_by_how_little_is_known():
    # Exactly as two independent normals whose sum is known: muscle takes its share of variance.
    calf = calf_of(MAN, np.full(len(DRAWS), 37.0), DRAWS)
    again = calf_of(MAN, np.full(len(DRAWS), 37.5), DRAWS)
    fat = np.median(again.shape.fat_thickness - calf.shape.fat_thickness) * 0.2 * np.pi
    assert 0 < fat < 0.25
    assert np.median(tape_girth(again.shape) - tape_girth(calf.shape)) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("reading", "narrowed"),
    [
        (SizeReading("volume", 300.0, 3.0), "volume"),
        (SizeReading("csa", 17.0, 0.3), "csa"),
        (SizeReading("thickness", 24.0, 0.3), "thickness"),
    ],
)
def test_a_reading_is_believed_as_far_as_its_error_says(reading, narrowed):
    before, after = muscle_sizes(MAN, "MG", DRAWS), muscle_sizes(MAN, "MG", DRAWS, reading)
    assert after[narrowed].median == pytest.approx(reading.value, rel=0.01)
    assert width(after[narrowed]) < 4 * reading.error_sd
    assert all(width(after[name]) < 1.1 * width(before[name]) for name in before)


def test_a_useless_reading_teaches_nothing():
    before = muscle_sizes(MAN, "SOL", DRAWS)
    after = muscle_sizes(MAN, "SOL", DRAWS, SizeReading("thickness", 30.0, 1e6))
    for name in before:
        assert after[name].median == pytest.approx(before[name].median, rel=0.01)


def test_what_cannot_be_is_refused():
    with pytest.raises(RecordError, match="did you mean 37 cm"):
        GirthReading(370.0, 0.4)
    with pytest.raises(RecordError, match="fat_thickness"):
        FatReading(-1.0, 0.4)
    with pytest.raises(RecordError, match="MG, LG, SOL"):
        muscle_sizes(MAN, "TA", DRAWS)
    with pytest.raises(RecordError, match="volume, csa, thickness"):
        SizeReading("girth", 36.0, 0.4)  # type: ignore[arg-type]
