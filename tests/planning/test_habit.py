"""The plan of someone who changes nothing."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from surae.planning import habit_weeks, repeat_habit
from surae.records import Bout, Run

TODAY = date(2026, 6, 28)
RUN = Run(minutes=30)


@given(st.lists(st.integers(0, 55), max_size=20), st.integers(1, 60))
def test_each_round_holds_what_the_last_weeks_held(ago, weeks):
    done = [Bout(TODAY - timedelta(days=k), RUN, 1.0 + k) for k in ago]
    plan = repeat_habit(done, TODAY, TODAY + timedelta(weeks=8 * weeks), 8)
    assert len(plan) == weeks * len(done)
    assert sum(b.volume for b in plan) == weeks * sum(b.volume for b in done)
    assert all(TODAY < b.day <= TODAY + timedelta(weeks=8 * weeks) for b in plan)


def test_what_lies_before_the_habit_is_not_repeated():
    old = Bout(TODAY - timedelta(days=56), RUN)
    assert repeat_habit([old], TODAY, TODAY + timedelta(weeks=16), 8) == ()


def test_weekdays_are_kept():
    done = [Bout(TODAY - timedelta(days=k), RUN) for k in (1, 3, 10)]
    plan = repeat_habit(done, TODAY, TODAY + timedelta(weeks=8), 8)
    assert sorted(b.day.weekday() for b in plan) == sorted(b.day.weekday() for b in done)


def test_a_short_log_speaks_for_the_weeks_it_has():
    done = [Bout(TODAY - timedelta(days=k), RUN) for k in (0, 10)]
    assert habit_weeks(done, TODAY, 8) == 2
    assert habit_weeks([], TODAY, 8) == 8
    assert habit_weeks([Bout(TODAY, RUN)], TODAY, 8) == 1
