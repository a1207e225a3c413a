"""``surae load``."""

import csv
import io
import json
import re

import pytest

ATHLETE = ("--height", "1.68", "--mass", "61.5", "--age", "34", "--sex", "female")


def movement(surae, text, *options):
    ran = surae("load", "--movement", text, "--json", *options)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def test_a_movement_has_every_key(surae):
    told = movement(surae, "run speed=3.5 grade=0.1", *ATHLETE)
    for key in ("tendon_peak_bw", "tendon_impulse_bw_s", "ankle_moment_peak_nm_kg", "effort"):
        assert key in told
    assert set(told["effort"]) == {"ankle", "knee"}
    for muscle in ("MG", "LG", "SOL"):
        part = told["muscles"][muscle]
        for key in (
            "peak_force_n", "peak_relative_tension", "peak_activation", "impulse_n_s", "force_share"
        ):  # fmt: skip
            assert part[key] > 0
    shares = [told["muscles"][m]["force_share"] for m in ("MG", "LG", "SOL")]
    assert sum(shares) == pytest.approx(1, abs=1e-3)


def test_published_ratios(surae):
    seated = movement(surae, "calf_raise legs=1 knee_angle=90 load_kg=15")
    standing = movement(surae, "calf_raise legs=1 body_weight=true")
    assert 0.2 <= seated["tendon_peak_bw"] / standing["tendon_peak_bw"] <= 1 / 3
    assert seated["muscles"]["SOL"]["force_share"] >= 0.8
    run = movement(surae, "run speed=4.1 surface=treadmill")
    assert run["effort"]["ankle"] > run["effort"]["knee"]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("run speed=-1", "`speed` -1 m/s is outside"),
        ("run grade=4", "`grade` 4 is outside"),
        ("calf_raise knee_angle=200", "`knee_angle` 200 deg is outside 0–130"),
        ("calf_raise load_kg=5000", "`load_kg` 5000 kg is outside 0–1000"),
        ("calf_raise reps=0", "`reps` 0 is outside"),
        ("run spead=3", "did you mean 'speed'?"),
        ("jump", "'jump' is not a movement"),
        ("stretch", "movements with a cycle"),
    ],
)
def test_what_cannot_be_is_one_line(surae, text, part):
    ran = surae("load", "--movement", text)
    assert ran.returncode == 1
    assert ran.stdout == ""
    assert ran.stderr.count("\n") == 1
    assert part in ran.stderr


def test_sessions_sum_to_weeks(surae, sample_athlete, tmp_path):
    files = sorted((sample_athlete / "activities").glob("2026-06*"))[:6]
    by = {}
    for period in ("session", "day", "week"):
        ran = surae("load", *files, sample_athlete / "gym.csv", *ATHLETE, "--by", period, "--json")
        assert ran.returncode == 0, ran.stderr
        by[period] = json.loads(ran.stdout)
    for key in ("impulse_bw_s", "cycles"):
        sums = [sum(row[key] for row in told["tendon"]) for told in by.values()]
        assert sums[0] == pytest.approx(sums[1], rel=1e-3)
        assert sums[0] == pytest.approx(sums[2], rel=1e-3)


def test_csv_and_table_and_one_muscle(surae, sample_athlete):
    file = sample_athlete / "gym.csv"
    rows = list(csv.DictReader(io.StringIO(surae("load", file, *ATHLETE, "--csv").stdout)))
    assert {row["muscle"] for row in rows} == {"MG", "LG", "SOL", "AT"}
    table = surae("load", file, *ATHLETE, "--muscle", "SOL").stdout
    assert "SOL" in table
    assert "MG" not in table
    assert "Achilles" not in table


def test_a_picture_is_written_whole(surae, tmp_path):
    ran = surae("load", "--movement", "run", "--out", "stride.svg")
    assert ran.returncode == 0, ran.stderr
    text = (tmp_path / "stride.svg").read_text()
    assert text.startswith("<svg")
    assert "soleus" in text
    # The cycle is closed: a line ends at the height at which it begins.
    for line in re.findall(r'<polyline [^>]*points="([^"]+)"', text):
        first, *_, last = line.split()
        assert first.split(",")[1] == last.split(",")[1]
    assert [path.name for path in tmp_path.iterdir()] == ["stride.svg"]


def test_wrong_usage(surae):
    assert surae("load").returncode == 2
    assert surae("load", ".", "--movement", "run").returncode == 2
    assert surae("load", ".", "--json", "--csv", "--table").returncode == 2
    assert surae("load", ".", "--out", "a.svg").returncode == 2


def test_a_movement_as_csv_has_a_row_per_muscle_and_one_for_the_tendon(surae):
    ran = surae("load", "--movement", "run speed=3.5", "--csv", *ATHLETE)
    rows = {row["muscle"]: row for row in csv.DictReader(io.StringIO(ran.stdout))}
    told = movement(surae, "run speed=3.5", *ATHLETE)
    assert set(rows) == {*told["muscles"], "AT"}
    assert float(rows["SOL"]["peak_force_n"]) == told["muscles"]["SOL"]["peak_force_n"]
    assert float(rows["AT"]["tendon_peak_bw"]) == told["tendon_peak_bw"]


def test_a_raise_at_its_maximum_pulls_as_its_evidence_says(surae):
    alone = movement(surae, "calf_raise legs=1 load_1rm=1")
    body = movement(surae, "calf_raise legs=1 body_weight=true")
    # 5.5 body weights of tendon force against 3.0 of a body-weight raise, in the reference adult;
    # the average adult has more force for his mass, and the lever shortens under more pull.
    assert alone["tendon_peak_bw"] / body["tendon_peak_bw"] == pytest.approx(5.5 / 3.0, rel=0.1)


def test_what_strength_decides_has_a_range_of_its_own(surae, sample_athlete):
    told = json.loads(surae("load", sample_athlete / "gym.csv", *ATHLETE, "--json").stdout)
    raises = [row["impulse_n_s"] for row in told["muscles"] if "raises" in row["cause"]]
    assert raises
    for part in raises:
        assert part["low"] < 0.8 * part["median"]
        assert part["high"] > 1.25 * part["median"]


def test_the_table_says_what_was_read_and_what_was_assumed(surae, sample_athlete):
    text = surae("load", sample_athlete / "gym.csv", "--mass", "61.5").stdout
    assert text.splitlines()[-2].startswith("From 32 sessions of 2026-")
    assert text.splitlines()[-1].endswith("assumed: height 1.72 m, age 35 years, sex male.")
    tendon = surae("load", sample_athlete / "gym.csv", *ATHLETE, "--muscle", "AT").stdout
    assert tendon.startswith("Achilles tendon")
    assert "assumed" not in tendon
    muscle = surae("load", sample_athlete / "gym.csv", *ATHLETE, "--muscle", "MG").stdout
    assert "easy km" not in muscle


def test_a_moment_beyond_the_muscles_is_said(surae):
    ran = surae("load", "--movement", "calf_raise legs=1 load_kg=400", *ATHLETE)
    assert "The moments exceed what the muscles can hold by up to" in ran.stdout
    assert movement(surae, "calf_raise legs=1 load_kg=400", *ATHLETE)["beyond_capacity"] is True


def test_load_says_how_hard_calf_and_thigh_worked_in_the_same_runs(surae, sample_athlete):
    runs = sorted((sample_athlete / "activities").glob("2026-06*"))[:4]
    told = json.loads(surae("load", *runs, *ATHLETE, "--json").stdout)["effort"]
    assert told["calf"]["effort"] > told["quadriceps"]["effort"] > 0.3
    assert told["hamstrings"]["effort"] is None
    assert told["quadriceps"]["impulse_bw_s"] > told["calf"]["impulse_bw_s"]
    text = surae("load", *runs, *ATHLETE).stdout
    assert f"{100 * told['calf']['effort']:.0f} % of its force" in " ".join(text.split())
    assert surae("load", sample_athlete / "gym.csv", *ATHLETE).stdout.count("quadriceps") == 0
