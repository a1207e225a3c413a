"""Long work shows that it goes on, where someone is watching."""

import os
import subprocess
from datetime import date
from pathlib import Path

import pytest

from surae.app import learning
from surae.app.answer import answer_log
from surae.app.asked import Question, log_of
from surae.app.curves import dose_response
from surae.app.own_scenarios import compare_own
from surae.records import Person

pty = pytest.importorskip("pty", reason="a terminal of a POSIX system is needed")
ATHLETE = {"height": 1.68, "mass": 61.5, "age": 34, "sex": "female"}
QUESTION = Question(person=Person(**ATHLETE, steps_per_day=7000.0), n_draws=60, weeks=4)


def works(sample_athlete):
    """Return what is done in stages, by name."""
    paths, today = [sample_athlete], date(2026, 6, 28)
    return {
        "explain": lambda told: learning.explain(paths, QUESTION, progress=told),
        "answer": lambda told: answer_log(log_of(paths, None), QUESTION, None, told),
        "curve": lambda told: dose_response("hops", paths, QUESTION, progress=told),
        "compare": lambda told: compare_own(
            Path("claim:strides"), ATHLETE, paths, (4, today, 1, "sensed_tension"), progress=told
        ),
    }


@pytest.mark.parametrize("name", ["explain", "answer", "curve", "compare"])
def test_progress_only_rises_and_ends_with_the_work(name, sample_athlete):
    shares = []
    works(sample_athlete)[name](shares.append)
    assert shares == sorted(shares)
    assert 0 <= shares[0] < 0.2
    assert shares[-1] == pytest.approx(1.0)
    assert sum(share < 0.6 for share in shares) > 3
    assert sum(share > 0.6 for share in shares) > 2


def test_a_terminal_shows_a_bar_and_nothing_of_it_stays(sample_athlete, process_environment):
    watched, terminal = pty.openpty()
    options = [f"--{key}={value}" for key, value in ATHLETE.items()]
    ran = subprocess.Popen(
        ["surae", "explain", str(sample_athlete), *options],
        stdout=subprocess.PIPE,
        stderr=terminal,
        env={**process_environment, "TERM": "xterm"},
        encoding="utf-8",
    )
    os.close(terminal)
    shown = b""
    try:
        while part := os.read(watched, 4096):
            shown += part
    except OSError:  # the other end is closed
        pass
    os.close(watched)
    told, _ = ran.communicate(timeout=100)
    assert ran.returncode == 0
    assert shown.count(b"learning and splitting") > 5
    assert b"%" in shown
    assert "learning and splitting" not in told
