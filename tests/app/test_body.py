"""`surae body` and `surae picture calf`: what is printed, written and refused."""

import csv
import json
import math
import time
import xml.etree.ElementTree as ET
from datetime import date

import numpy as np
import pytest

from surae.anatomy.limb import limb_of
from surae.app.calf_picture import calf_panels, calf_picture, png_of
from surae.app.calf_view import view_of_body, view_of_forecast, view_sentences
from surae.evidence import table
from surae.inference import body, prior_draws
from surae.inference.girth import GirthForecast, girth_forecast
from surae.records import CAUSES, Forecast, Person

MAN = Person(1.75, 70.0, 30.0, "male")
FACTS = ("--height", 1.75, "--mass", 70, "--age", 30, "--sex", "male")
SVG = "{http://www.w3.org/2000/svg}"


def forecast_of(growth: float, n_days: int = 30) -> GirthForecast:
    """Return a forecast in which each muscle grows steadily by a share."""
    draws = prior_draws(200, 3)
    relative = np.linspace(1, 1 + growth, n_days)
    volume = np.broadcast_to(relative, (3, 200, n_days))
    result = Forecast(date(2026, 1, 1), date(2026, 1, 1), volume, np.zeros((3, 200, len(CAUSES))))
    return girth_forecast(result, MAN, limb_of(MAN), np.full(200, 36.0), draws)


def test_one_person_is_told_girth_muscle_and_fat(surae):
    ran = surae("body", *FACTS, "--json")
    record = json.loads(ran.stdout)
    # ln girth = 1.99376 − 0.370808 ln 1.75 + 0.430046 ln 70 − 0.000858387 · 30 = 3.58755
    assert record["calf_girth_cm"] == pytest.approx(math.exp(3.58755), abs=0.002)
    assert record["low"] < record["calf_girth_cm"] < record["high"]
    for part in (record["fat_thickness_mm"], *record["muscle_volume_cm3"].values()):
        assert 0 < part["low"] < part["median"] < part["high"]
    assert set(record["muscle_volume_cm3"]) >= {"TS", "MG", "LG", "SOL"}
    assert surae("body", *FACTS, "--json").stdout == ran.stdout
    said = surae("body", *FACTS).stdout
    assert f"{record['calf_girth_cm']:.1f}" in said


def test_a_table_has_a_record_for_each_row_in_order(surae, tmp_path):
    people = tmp_path / "people.csv"
    people.write_text(
        "name,height_m,mass_kg,age,sex\na,1.75,70,30,male\nb,165,60,25,female\n"
        "c,1.65,60,25,Female\nd,1.7,?,25,male\n"
    )
    ran = surae("body", "--table", people, "--json")
    assert ran.returncode == 0
    first, second, third, fourth = json.loads(ran.stdout)
    alone = json.loads(surae("body", *FACTS, "--json").stdout)
    assert [first[k] for k in ("calf_girth_cm", "low", "high")] == [
        alone[k] for k in ("calf_girth_cm", "low", "high")
    ]
    assert second["calf_girth_cm"] is None
    assert "did you mean 1.65 m" in second["error"]
    assert third["sex"] == "female"
    assert "mass_kg" in fourth["error"]
    printed = surae("body", "--table", people).stdout
    assert "2 of 4 rows" in printed


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("--height", 175, "--mass", 70, "--age", 30, "--sex", "male"), "did you mean 1.75 m"),
        ((*FACTS, "--girth", 370), "did you mean 37 cm (370 mm)?"),
        ((*FACTS, "--girth", 3.7), "outside 20–60 cm"),
        ((*FACTS, "--fat", -1), "outside 0–60 mm"),
        (("--height", 1.75, "--mass", 70), "--age is missing"),
        (("--table", "people.csv", "--girth", 36), "leave out the facts of one person"),
        (("--table", "people.csv"), "no such file"),
        (("--table", "."), "directory"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(surae, arguments, part):
    ran = surae("body", *arguments)
    assert ran.returncode == 1
    assert part in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
    assert ran.stdout == ""


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("height_m,mass_kg,age\n1.7,60,30\n", "lacks the column sex"),
        ("height_m,mass_kg,age,sex\n170,60,30,male\n", "no usable row"),
        ("height_m,mass_kg,age,sex\n", "lacks"),
        ("", ""),
    ],
)
def test_a_table_that_is_none_is_refused(surae, tmp_path, text, part):
    people = tmp_path / "people.csv"
    people.write_text(text)
    ran = surae("body", "--table", people)
    assert ran.returncode == 1
    assert part in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


def survey(shared_data, sex):
    """Return the people of the survey who were held out: height, mass, age and girth."""
    file = f"ANSUR_II_{sex.upper()}_Public.csv"
    with (shared_data / "anthropometry" / file).open(encoding="latin-1", newline="") as lines:
        rows = list(csv.DictReader(lines))
    columns = ("stature", "weightkg", "Age", "calfcircumference")
    values = np.array([[float(row[c]) for c in columns] for row in rows])
    return values / np.array([1000, 10, 1, 10])


def held_out(shared_data):
    """Yield, for each sex, the half of the survey that the regression has not seen."""
    from evidence_build.regression import SEED

    generator = np.random.default_rng(SEED)
    for sex in ("female", "male"):
        people = survey(shared_data, sex)
        order = generator.permutation(len(people))
        yield sex, people[order[len(order) // 2 :]]


def test_held_out_people_are_met_as_well_as_promised(surae, shared_data, tmp_path):
    for (sex, people), most in zip(held_out(shared_data), (1.66, 1.60), strict=True):
        path = tmp_path / f"{sex}.csv"
        lines = [f"{h},{m},{a},{sex}" for h, m, a, _ in people]
        path.write_text("\n".join(["height_m,mass_kg,age,sex", *lines]))
        records = json.loads(surae("body", "--table", path, "--json").stdout)
        girth, low, high = (
            np.array([r[k] for r in records]) for k in ("calf_girth_cm", "low", "high")
        )
        truth = people[:, 3]
        assert np.sqrt(np.mean((girth - truth) ** 2)) <= most
        assert 0.88 <= np.mean((low <= truth) & (truth <= high)) <= 0.92
        terms = {r["term"]: r["value"] for r in table("girth_regression") if r["sex"] == sex}
        assert np.sqrt(np.mean((girth - truth) ** 2)) == pytest.approx(
            terms["rmse_held_out_cm"], abs=0.002
        )


def test_the_picture_names_what_it_shows_and_says_it_in_words():
    view = view_of_forecast(MAN, forecast_of(0.1), measured=True)
    root = ET.fromstring(calf_picture(view))
    said = root.find(f"{SVG}desc").text
    assert said == " ".join(view_sentences(view))
    assert "girth 36.0 cm (measured" in said
    titles = {element.text for element in root.iter(f"{SVG}title")}
    assert {"medial gastrocnemius", "soleus", "tibia"} <= titles
    texts = {element.text for element in root.iter(f"{SVG}text")}
    assert {"MG", "LG", "SOL", "2 cm", "front", "fat under the skin"} <= texts
    assert not [n for n in root.iter() if "nan" in str(n.attrib).lower()]


def test_growth_shows_as_larger_girth_at_the_end():
    view = view_of_forecast(MAN, forecast_of(0.1), measured=True)
    low, middle, high = (shape.volume[:3].sum() for shape in view.later.shapes)
    assert low <= high
    assert middle == pytest.approx(1.1 * view.now.volume[:3].sum(), rel=0.01)
    assert 0.8 <= view.later.girth_change.median <= 1.2
    assert np.all(view.later.profile_change[1] >= 0)


def test_a_body_without_forecast_has_one_cut():
    view = view_of_body(MAN, body(MAN, prior_draws(200, 1)))
    assert view.later is None
    wide, narrow = ET.fromstring(calf_picture(view)), ET.fromstring(calf_picture(view, narrow=True))
    width, height = (float(x) for x in wide.get("viewBox").split()[2:])
    thin, tall = (float(x) for x in narrow.get("viewBox").split()[2:])
    assert thin < width
    assert tall > height
    assert len(calf_panels(view)) == 3


def test_drawing_is_quick():
    view = view_of_forecast(MAN, forecast_of(0.05), measured=True)
    calf_picture(view)
    times = []
    for _ in range(5):
        start = time.process_time()
        calf_picture(view)
        times.append(time.process_time() - start)
    # Only what blows up is caught here; benchmarks/drawing.py measures.
    assert min(times) < 0.3


def test_a_picture_is_written_as_svg_and_png(surae, tmp_path):
    pytest.importorskip("resvg_py", reason="the extra `picture` is not installed")
    ran = surae("picture", "calf", *FACTS, "--png", "--out", "here/mine.svg")
    assert ran.returncode == 0
    assert ran.stdout.splitlines()[-2:] == ["here/mine.svg", "here/mine.png"]
    assert sorted(path.name for path in (tmp_path / "here").iterdir()) == ["mine.png", "mine.svg"]
    png = (tmp_path / "here" / "mine.png").read_bytes()
    assert png.startswith(b"\x89PNG")
    assert int.from_bytes(png[16:20], "big") == 2 * 852
    again = surae("picture", "calf", *FACTS, "--out", "again")
    assert (tmp_path / "again.svg").read_bytes() == (tmp_path / "here" / "mine.svg").read_bytes()
    assert again.returncode == 0


def test_a_png_is_drawn_as_the_svg_says():
    pytest.importorskip("resvg_py", reason="the extra `picture` is not installed")
    square = '<svg xmlns="http://www.w3.org/2000/svg" width="3" height="2"/>'
    png = png_of(square)
    assert (int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")) == (6, 4)


def test_where_a_picture_cannot_go_nothing_is_written(surae, tmp_path):
    (tmp_path / "file").write_text("in the way")
    ran = surae("picture", "calf", *FACTS, "--out", "file/calf.svg")
    assert ran.returncode == 1
    assert "name another --out" in ran.stderr
    assert (tmp_path / "file").read_text() == "in the way"
