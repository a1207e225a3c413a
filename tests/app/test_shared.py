"""Real files of a real runner."""

import json


def test_six_years_of_a_runner(surae, shared_data):
    person = ("--height", "1.75", "--mass", "70", "--age", "30", "--sex", "male")
    ran = surae("answer", shared_data / "activities" / "runner_a", *person, "--json")
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert told["read"]["files"] == 702
    assert 440 <= told["read"]["runs"] <= 490
    assert told["read"]["duplicates"] >= 58
    assert told["verdict"]["p_grow"] < 0.3
    assert abs(told["girth_change_cm"]["median"]) < 0.3
