"""A person's lower leg from the measured one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surae import evidence
from surae.anatomy import contour, growth, sizes
from surae.anatomy.limb import limb_of
from surae.anatomy.section import scanned_section, section_of
from surae.anatomy.shape import (
    LEG_MUSCLES,
    area_along,
    girth_along,
    girth_section,
    leg_shape,
    measured_leg,
    muscle_area,
    scanned_shape,
    section_share,
    shank_length,
    tape_girth,
    widest,
)
from surae.errors import RecordError
from surae.records import MUSCLES, Person

MAN, WOMAN = Person(1.76, 74.0, 26.0, "male"), Person(1.65, 60.0, 26.0, "female")
PEOPLE = st.builds(
    Person,
    st.floats(1.45, 2.05),
    st.floats(42, 120),
    st.just(30.0),
    st.sampled_from(["female", "male"]),
)


def triceps_grown(shape, factor):
    return shape.with_triceps(factor * shape.volume[: len(MUSCLES)])


@pytest.mark.parametrize("leg", ["female", "male"])
def test_areas_along_the_leg_add_up_to_each_mesh(leg):
    rows = evidence.table("leg_areas")
    values = {r["structure"]: r["value"] for r in evidence.table("leg_measures") if r["leg"] == leg}
    spacing = np.diff(sorted({r["level"] for r in rows}))
    np.testing.assert_allclose(spacing, 0.025)
    for structure in sorted(set(values) - {""}):
        mine = [r["area"] for r in rows if (r["leg"], r["structure"]) == (leg, structure)]
        assert sum(mine) * 0.025 * values[""] == pytest.approx(values[structure], rel=0.01)


def test_there_are_forty_levels_from_knee_to_ankle():
    level = measured_leg().level
    assert len(level) == 40
    assert 0 < level[0] < level[-1] < 1


def test_smooth_outlines_hold_the_area_of_their_cuts():
    for index in range(0, 40, 3):
        section = scanned_section(index)
        areas = {
            row["structure"]: row["area"]
            for row in evidence.table("leg_areas")
            if row["leg"] == "female" and row["level"] == section.level
        }
        for name, curve in section.outlines.items():
            assert contour.area(curve) == pytest.approx(areas[name], rel=0.02, abs=0.02)
            assert not contour.crosses_itself(curve)


def test_outlines_hardly_overlap():
    # Smoothing may push corners into each other; the sum of parts stays below the whole.
    section = scanned_section(widest(scanned_shape()))
    total = sum(section.area(name) for name in section.outlines)
    assert total < contour.area(section.inside())
    assert contour.perimeter(section.inside()) == pytest.approx(29.97, abs=0.15)


@pytest.mark.parametrize(("person", "fat", "mean"), [(MAN, 5.0, 35.5), (WOMAN, 8.0, 34.2)])
def test_reference_adults_have_the_volumes_and_ordinary_girths(person, fat, mean):
    shape = leg_shape(person, fat)
    np.testing.assert_allclose(shape.volume[:3], limb_of(person).volume[:3])
    assert abs(float(tape_girth(shape)) - mean) <= 2.1


def test_volume_comes_back_from_the_areas_along_a_leg():
    shape = leg_shape(MAN, 5.0)
    spacing = shape.shank_length / 40
    again = muscle_area(shape).sum(axis=1) * spacing
    # What reaches above the knee or below the ankle is not among the forty levels.
    deep = [LEG_MUSCLES.index(name) for name in ("SOL", "TA", "TP", "FHL", "FDL")]
    np.testing.assert_allclose(again[deep], shape.volume[deep], rtol=0.01)


@given(PEOPLE, st.floats(2, 20), st.floats(0.5, 5))
def test_a_millimeter_of_fat_is_six_tenths_of_a_centimeter(person, fat, more):
    thin, thick = leg_shape(person, fat), leg_shape(person, fat + more)
    assert tape_girth(thick) - tape_girth(thin) == pytest.approx(0.2 * np.pi * more)


@given(PEOPLE, st.sampled_from(LEG_MUSCLES), st.floats(1.01, 1.4))
def test_girth_rises_with_every_muscle_wherever_it_is(person, muscle, factor):
    shape = leg_shape(person, 6.0)
    volume = shape.volume.copy()
    volume[LEG_MUSCLES.index(muscle)] *= factor
    bigger = type(shape)(shape.shank_length, volume, shape.fat_thickness)
    assert np.all(girth_along(bigger) > girth_along(shape))


def at_36(person):
    """Return a person's leg with fat for a girth of 36 cm."""
    bare = leg_shape(person, 0.0)
    fat = (36.0 - float(tape_girth(bare))) / (0.2 * np.pi)
    return leg_shape(person, fat)


def test_ten_percent_of_the_triceps_at_36_cm_is_about_a_centimeter_and_mirrors():
    shape = at_36(Person(1.75, 72.0, 30.0, "male"))
    up, down = (float(tape_girth(triceps_grown(shape, f))) - 36.0 for f in (1.1, 0.9))
    assert 0.9 <= up <= 1.2
    assert -down == pytest.approx(up, rel=0.05)


@pytest.mark.parametrize("person", [MAN, WOMAN])
@pytest.mark.parametrize("factor", [0.6, 0.8, 0.9, 1.1, 1.2, 1.4])
def test_a_grown_cut_crosses_nothing_and_its_tape_is_that_of_the_formula(person, factor):
    shape = leg_shape(person, 6.0)
    index = widest(shape)
    now = section_of(shape, index)
    grown = triceps_grown(shape, factor)
    later = section_of(grown, index, near=now)
    assert not any(contour.crosses_itself(curve) for curve in later.outlines.values())
    for name in MUSCLES:
        assert later.area(name) == pytest.approx(factor * now.area(name), rel=0.01)
    for name in ("TA", "TIBIA", "FIBULA"):
        assert later.area(name) == pytest.approx(now.area(name), rel=0.01)
    formula = float(girth_along(grown)[index] - girth_along(shape)[index])
    assert later.girth() - now.girth() == pytest.approx(formula, rel=0.02)
    assert now.girth() == pytest.approx(float(girth_along(shape)[index]), rel=0.003)


@pytest.mark.parametrize("muscle", ["MG", "LG", "SOL", "TA", "PER", "TP"])
@pytest.mark.parametrize("factor", [0.6, 1.4])
def test_each_muscle_alone_pushes_its_neighbors_and_crosses_nothing(muscle, factor):
    shape = leg_shape(MAN, 6.0)
    volume = shape.volume.copy()
    volume[LEG_MUSCLES.index(muscle)] *= factor
    other = type(shape)(shape.shank_length, volume, shape.fat_thickness)
    now = section_of(shape, 9)
    later = section_of(other, 9, near=now)
    assert not any(contour.crosses_itself(curve) for curve in later.outlines.values())
    moved = [
        abs(contour.center(later.outlines[n]) - contour.center(now.outlines[n]))
        for n in now.outlines
        if n not in (muscle, "TIBIA")
    ]
    assert max(moved) > 0.05
    assert contour.center(later.outlines["TIBIA"]) == pytest.approx(
        contour.center(now.outlines["TIBIA"])
    )


def test_the_tape_can_be_held_at_a_stated_level():
    shape = leg_shape(MAN, 5.0)
    level = measured_leg().level[12]
    assert tape_girth(shape, level) == pytest.approx(girth_along(shape)[12])
    assert tape_girth(shape, 0.5) < tape_girth(shape)
    with pytest.raises(RecordError, match="0 \\(knee\\) to 1 \\(ankle\\)"):
        tape_girth(shape, 1.2)


def test_draws_are_taken_together():
    shape = leg_shape(MAN, 5.0)
    many = shape.scaled(np.array([0.9, 1.0, 1.1]), np.array([4.0, 5.0, 6.0]))
    each = [float(tape_girth(shape.scaled(f, t))) for f, t in ((0.9, 4.0), (1.0, 5.0), (1.1, 6.0))]
    np.testing.assert_allclose(tape_girth(many), each)
    assert area_along(many).shape == (3, 40)


def test_the_second_leg_says_the_same_of_the_triceps():
    volume = limb_of(MAN).volume[:3]
    one, other = (section_share(leg)[:3] @ volume / volume.sum() for leg in ("female", "male"))
    assert one == pytest.approx(other, rel=0.02)


def test_the_prior_of_the_section_is_that_of_the_shape():
    parameter = evidence.parameter("section_per_volume")
    means = []
    for sex in ("female", "male"):
        person = Person(evidence.parameter("reference_height").mean, 75.0, 30.0, sex)
        volume = limb_of(person).volume[:3]
        means.append(girth_section(shank_length(person)) @ volume / volume.sum())
    assert parameter.mean == pytest.approx(np.mean(means), abs=0.0002)


def test_the_share_of_the_shank_is_that_of_the_survey(shared_data):
    import csv

    for sex, file in (("female", "FEMALE"), ("male", "MALE")):
        path = shared_data / "anthropometry" / f"ANSUR_II_{file}_Public.csv"
        with path.open(encoding="latin-1", newline="") as lines:
            rows = list(csv.DictReader(lines))
        high, low, all_ = (
            np.array([float(row[name]) for row in rows])
            for name in ("tibialheight", "lateralmalleolusheight", "stature")
        )
        share = (high - low) / all_
        parameter = evidence.parameter(f"shank_share_{sex}")
        assert parameter.mean == pytest.approx(share.mean(), abs=1e-4)
        assert parameter.sd == pytest.approx(share.std(), abs=1e-4)


@given(st.sampled_from(MUSCLES), st.floats(30, 900), st.floats(30, 48))
def test_sizes_convert_there_and_back(muscle, volume, length):
    area = sizes.largest_csa(muscle, volume, length)
    thickness = sizes.muscle_thickness(muscle, volume, length)
    assert sizes.volume_of_csa(muscle, area, length) == pytest.approx(volume)
    assert sizes.volume_of_thickness(muscle, thickness, length) == pytest.approx(volume)


def test_sizes_of_an_ordinary_man_are_those_that_scans_find():
    # Largest sections near 17, 11 and 28 cm², gastrocnemius thickness near 2 cm
    length = shank_length(MAN)
    areas = [
        float(sizes.largest_csa(m, v, length))
        for m, v in zip(MUSCLES, limb_of(MAN).volume[:3], strict=True)
    ]
    np.testing.assert_allclose(areas, [17, 11, 28], atol=2)
    assert 17 < sizes.muscle_thickness("MG", limb_of(MAN).volume[0], length) < 25


@given(st.floats(0.6, 1.4))
def test_a_grown_muscle_keeps_volume_as_pcsa_times_fiber_length(factor):
    leg = limb_of(MAN)
    grown = growth.grown_limb(leg, np.full(len(leg.volume), factor))
    np.testing.assert_allclose(grown.pcsa * grown.optimal_fiber_length / 10, leg.volume * factor)
    assert np.all((grown.pennation_angle > leg.pennation_angle) == (factor > 1))
    assert np.all((grown.optimal_fiber_length > leg.optimal_fiber_length) == (factor > 1))
    assert np.all((grown.max_isometric_force > leg.max_isometric_force) == (factor > 1))


def test_thickness_grows_in_the_flow_as_the_parameter_says():
    shape = leg_shape(MAN, 5.0)
    now = section_of(shape, 9)
    later = section_of(triceps_grown(shape, 1.1), 9, near=now)
    powers = [np.log(later.thickness(m) / now.thickness(m)) / np.log(1.1) for m in MUSCLES]
    parameter = evidence.parameter("thickness_exponent")
    assert np.mean(powers) == pytest.approx(parameter.mean, abs=parameter.sd)
