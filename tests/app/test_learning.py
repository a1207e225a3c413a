"""Learning from the command line, as a process, on the sample athlete."""

import json
import shutil

import pytest

ATHLETE = ("--height", "1.68", "--mass", "61.5", "--age", "34", "--sex", "female")


def told(ran):
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def test_calibrate_prints_exactly_the_documented_keys(surae, sample_athlete):
    first, second = (surae("calibrate", sample_athlete, *ATHLETE, "--json") for _ in range(2))
    assert first.stdout == second.stdout
    found = told(first)
    assert set(found) == {"status", "trustworthy", "parameters"}
    assert found["trustworthy"] is True
    assert found["status"].endswith(".")
    names = [row["name"] for row in found["parameters"]]
    assert {"gain", "calf_size", "leg_difference", "turnover_rate", "tension_scale"} <= set(names)
    for row in found["parameters"]:
        assert set(row) == {"name", "prior_mean", "prior_sd", "mean", "sd"}
        assert row["sd"] > 0


def test_forecast_has_the_keys_of_answer(surae, sample_athlete):
    ran = [surae(name, sample_athlete, *ATHLETE, "--json") for name in ("answer", "forecast")]
    one, two = (told(r) for r in ran)
    assert set(one) == set(two)
    assert one["verdict"] == two["verdict"]
    bands = two["ahead"]["bands"]
    assert {(b["structure"], b["side"]) for b in bands} >= {("calf", "L"), ("MG", "R")}
    for band in bands:
        assert band["low_90"][-1] <= band["low_50"][-1] <= band["median"][-1]
        assert band["median"][-1] <= band["high_50"][-1] <= band["high_90"][-1]
    assert two["ahead"]["next_measurement"]["instrument"] in ("tape", "ultrasound", "mri")


def test_explain_is_a_list_of_causes_whose_raises_lead(surae, sample_athlete):
    found = told(surae("explain", sample_athlete, *ATHLETE, "--json"))
    assert isinstance(found, list)
    for row in found:
        assert set(row) == {"cause", "realised", "to_come"}
        for part in (row["realised"], row["to_come"]):
            assert set(part) == {"median", "low", "high"}
            assert part["low"] <= part["median"] <= part["high"]
    assert found[0]["cause"] == "standing raises"
    assert found[0]["realised"]["low"] > 0


def test_forecast_says_how_hurt_the_muscles_are_and_will_be(surae, sample_athlete):
    found = told(surae("forecast", sample_athlete, *ATHLETE, "--json"))["ahead"]["recovery"]
    assert set(found["today"]) == {"MG", "LG", "SOL"}
    for days in found["coming_week"].values():
        assert len(days) == 7
        for day in days:
            assert 0 <= day["strength_lost"]["low"] <= day["strength_lost"]["high"] < 1
            assert 0 <= day["readiness"]["median"] <= 1
    worst = found["worst_of_week"]
    assert worst["strength_lost"]["median"] == max(
        day["strength_lost"]["median"] for days in found["coming_week"].values() for day in days
    )
    said = surae("forecast", sample_athlete, *ATHLETE).stdout
    assert "Strength lost to damage today" in said
    assert "Achilles load of one leg" in said


def test_a_curve_says_where_one_stands_and_saturates(surae, sample_athlete, tmp_path):
    asked = ("--curve", "standing raises", "--out", str(tmp_path), "--json")
    found = told(surae("explain", sample_athlete, *ATHLETE, *asked))
    assert found["now"] in found["amounts"]
    assert found["readings_used"] == 12
    assert found["own_movements"] is True
    medians = found["girth_change_cm"]["median"]
    assert medians == sorted(medians)
    column = found["amounts"].index(found["now"])
    forecast = told(surae("forecast", sample_athlete, *ATHLETE, "--json"))
    assert medians[column] == pytest.approx(forecast["girth_change_cm"]["median"], abs=2e-4)
    steps = [
        (medians[k + 1] - medians[k]) / (found["amounts"][k + 1] - found["amounts"][k])
        for k in (0, len(medians) - 2)
    ]
    assert steps[1] < 0.5 * steps[0]
    assert json.loads((tmp_path / "curve.json").read_text()) == found
    picture = (tmp_path / "curve.svg").read_text()
    assert picture.count(">now</text>") == 4
    assert "sets a week" in picture


def test_a_cause_that_does_not_exist_is_one_line(surae, sample_athlete):
    ran = surae("explain", sample_athlete, *ATHLETE, "--curve", "standig raises")
    assert ran.returncode == 1
    assert len(ran.stderr.splitlines()) == 1
    assert "did you mean 'standing raises'?" in ran.stderr


def test_backtest_scores_the_readings_that_followed(surae, sample_athlete):
    found = told(surae("backtest", sample_athlete, *ATHLETE, "--json"))
    assert len(found["readings"]) == 8
    assert found["coverage"] >= 0.75
    assert found["error"] < found["naive_error"]


@pytest.fixture
def wrong(sample_athlete, tmp_path):
    """The athlete, every other reading in inches that call themselves centimeters."""
    folder = tmp_path / "wrong"
    shutil.copytree(sample_athlete, folder)
    rows = (folder / "measurements.csv").read_text().splitlines()
    head, *body = rows
    value = head.split(",").index("value")
    error = head.split(",").index("error_sd")
    lines = [head]
    for k, row in enumerate(body):
        cells = row.split(",")
        if k % 2:
            cells[value] = f"{float(cells[value]) / 1.6:.1f}"
        cells[error] = "0.1"
        lines.append(",".join(cells))
    (folder / "measurements.csv").write_text("\n".join(lines) + "\n")
    return folder


def test_what_cannot_be_trusted_is_not_shown_and_ends_with_three(surae, wrong):
    ran = surae("calibrate", wrong, *ATHLETE, "--json")
    assert ran.returncode == 3
    assert json.loads(ran.stdout)["trustworthy"] is False
    for name in ("forecast", "explain"):
        ran = surae(name, wrong, *ATHLETE)
        assert ran.returncode == 3
        assert ran.stdout == ""
        assert "not trustworthy" in ran.stderr
    ran = surae("compare", "claim:strides", wrong, *ATHLETE)
    assert (ran.returncode, ran.stdout) == (3, "")
    answered = told(surae("answer", wrong, *ATHLETE, "--json"))
    assert any("not used" in note for note in answered["caveats"])


def test_readings_outside_the_log_are_one_clear_line(surae, sample_athlete, tmp_path):
    folder = tmp_path / "old"
    shutil.copytree(sample_athlete, folder)
    text = (folder / "measurements.csv").read_text()
    (folder / "measurements.csv").write_text(
        text.replace("2026-", "2019-").replace("2025-", "2018-")
    )
    ran = surae("calibrate", folder, *ATHLETE)
    assert ran.returncode == 1
    assert len(ran.stderr.splitlines()) == 1
    assert "outside the log" in ran.stderr


def test_backtest_without_readings_says_what_is_needed(surae, sample_athlete):
    ran = surae("backtest", sample_athlete / "activities", *ATHLETE)
    assert ran.returncode == 1
    assert "surae measure" in ran.stderr
