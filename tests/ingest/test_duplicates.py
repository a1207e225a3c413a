"""One thing that a person did counts once, however it was recorded."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surae.ingest.duplicates import drop_duplicates
from surae.records import Samples, Session, StrengthSet

START = datetime(2026, 3, 1, 8, tzinfo=UTC)


def samples(n: int, *, altitude: bool = False, cadence: bool = False) -> Samples:
    time, nothing = np.arange(float(n)), np.full(n, np.nan)
    return Samples(
        time, 3 * time, np.full(n, 3.0), time if altitude else nothing,
        time + 1 if cadence else nothing, nothing,
    )  # fmt: skip


def session(file, *, minute=0.0, kind="run", minutes=30.0, km=5.0, recorded=None, sets=()):
    start = START + timedelta(minutes=minute)
    return Session(start, kind, minutes * 60, km * 1000, file, samples=recorded, sets=tuple(sets))


def kept(*sessions):
    """Return the files kept, the same in every order of the input."""
    outcomes = set()
    for order in itertools.permutations(sessions):
        distinct, copies = drop_duplicates(order)
        assert len(distinct) + len(copies) == len(sessions)
        outcomes.add((tuple(s.file for s in distinct), copies))
    assert len(outcomes) == 1
    ((files, copies),) = outcomes
    return list(files), list(copies)


@pytest.mark.parametrize(
    ("rich", "why"),
    [
        (samples(1800), "has the recording"),
        (samples(100, altitude=True), "has the recording"),
    ],
)
def test_a_summary_gives_way_to_a_recording(rich, why):
    files, (copy,) = kept(session("a", km=5.2), session("b", recorded=rich))
    assert files == ["b"]
    assert (copy.file, copy.kept) == ("a", "b")
    assert why in copy.reason


@pytest.mark.parametrize(
    ("poor", "rich", "why"),
    [
        (samples(900), samples(90, altitude=True), "altitude"),
        (samples(900, altitude=True), samples(90, altitude=True, cadence=True), "cadence"),
        (samples(90), samples(900), "900 samples, this one 90"),
    ],
)
def test_the_richest_copy_is_kept(poor, rich, why):
    files, (copy,) = kept(session("a", recorded=poor), session("b", recorded=rich))
    assert files == ["b"]
    assert why in copy.reason


def test_equal_copies_are_told_apart_by_name_alone():
    files, (copy,) = kept(session("b"), session("a"))
    assert files == ["a"]
    assert "equally rich" in copy.reason


def test_three_copies_of_one_run_name_the_one_that_is_kept():
    files, copies = kept(
        session("a"), session("b", recorded=samples(50)), session("c", recorded=samples(500))
    )
    assert files == ["c"]
    assert [(copy.file, copy.kept) for copy in copies] == [("a", "c"), ("b", "c")]


@pytest.mark.parametrize(
    "other",
    [
        session("b", minute=31),  # after it
        session("b", minute=20),  # a third of it at the same time
        session("b", kind="ride"),  # on the bicycle meanwhile: somebody else's file
        session("b", kind="strength", km=math.nan),
        session("b", kind="other", minutes=5, km=math.nan),
        session("b", kind="walk", minutes=10, km=1),
    ],
)
def test_different_things_both_count(other):
    assert sorted(kept(session("a"), other)[0]) == ["a", "b"]


@pytest.mark.parametrize(
    "copy",
    [
        session("b", minute=2, km=5.4),  # another app, started later
        session("b", km=math.nan),  # a distance that nobody measured
        session("b", kind="other", km=math.nan),  # an app without a word for running
        session("b", kind="walk"),
    ],
)
def test_the_same_thing_counts_once(copy):
    assert kept(session("a", recorded=samples(600)), copy)[0] == ["a"]


def test_parts_of_a_run_give_way_to_the_whole():
    files, copies = kept(
        session("whole", minutes=60, km=10),
        session("part 1", minutes=30, km=5, recorded=samples(1800, altitude=True)),
        session("part 2", minute=30, minutes=30, km=5, recorded=samples(1800, altitude=True)),
    )
    assert files == ["whole"]
    assert copies[0].reason == "lies within a longer run, which is kept (5.00 km of 10.00 km)"


def test_a_gym_log_with_sets_goes_before_a_watch_and_one_app_repeats_nothing():
    sets = [StrengthSet("calf_raise_standing", "Calf Raise", 12.0)]
    log = session("hevy.csv", kind="strength", minutes=60, km=math.nan, sets=sets)
    watch = session("w.fit", kind="strength", minutes=58, km=math.nan, recorded=samples(3000))
    files, (copy,) = kept(log, watch)
    assert files == ["hevy.csv"]
    assert copy.reason.endswith("has 1 sets, this one 0")
    again = session("hevy.csv", kind="strength", minute=5, minutes=60, km=math.nan, sets=sets)
    assert kept(log, again)[0] == ["hevy.csv", "hevy.csv"]


@given(
    st.lists(
        st.tuples(
            st.integers(0, 240), st.integers(1, 90), st.integers(1, 20),
            st.sampled_from(["run", "walk", "other"]), st.integers(0, 40),
        ),
        max_size=12,
    ),
    st.randoms(use_true_random=False),
)  # fmt: skip
@settings(max_examples=60)
def test_order_does_not_matter_and_twice_is_once(rows, chance):
    sessions = [
        session(f"{i}", minute=minute, minutes=minutes, km=km, kind=kind,
                recorded=samples(n) if n > 1 else None)
        for i, (minute, minutes, km, kind, n) in enumerate(rows)
    ]  # fmt: skip
    once, copies = drop_duplicates(sessions)
    shuffled = chance.sample(sessions, len(sessions))
    assert drop_duplicates(shuffled) == (once, copies)
    assert drop_duplicates(once) == (once, ())
    left = {s.file for s in once}
    assert {copy.kept for copy in copies} <= left


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.sampled_from(["run", "ride", "other"]), st.booleans()),
        min_size=1,
        max_size=6,
    ),
    st.randoms(),
)
@settings(max_examples=60)
def test_rows_of_lists_give_the_same_in_any_order(rows, chance):
    recorded = [session(f"a/{i}.fit", minute=90 * i, recorded=samples(50)) for i in range(4)]
    listed = [
        replace(
            session("a/list.csv", minute=90 * hour + 1, kind=kind),
            listed=f"a/{hour}.fit" if named else "", title=f"{i}", n_steps=1000.0 + i,
        )
        for i, (hour, kind, named) in enumerate(rows)
    ]  # fmt: skip
    everything = recorded + listed
    one = drop_duplicates(everything)
    other = drop_duplicates(chance.sample(everything, len(everything)))
    assert repr([replace(s, samples=None) for s in one[0]]) == repr(
        [replace(s, samples=None) for s in other[0]]
    )
    assert one[1] == other[1]
    assert {s.file for s in recorded} <= {s.file for s in one[0]}
    named = {f"a/{hour}.fit" for hour, _, is_named in rows if is_named}
    assert all(s.title for s in one[0] if s.file in named)
