"""Plans taken out: what a decoder of each format reads is what was planned."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from datetime import date, timedelta
from typing import Any

import pytest
from garmin_fit_sdk import Decoder, Stream
from hypothesis import given
from hypothesis import strategies as st

from surae.app.exports.fit import fit_workout, fit_workouts
from surae.app.exports.ics import calendar
from surae.app.exports.intervals import events
from surae.app.exports.labels import TARGETS, label
from surae.app.exports.page import page
from surae.app.exports.tables import csv_text, zwo_files
from surae.errors import IngestError
from surae.ingest.planned import activity_words, read_planned_csv, read_planned_fit
from surae.ingest.protocol import parse_movement
from surae.planning.candidates import session_minutes
from surae.records import (
    Activity,
    CalfRaise,
    Hills,
    Hops,
    Planned,
    Run,
    Sprint,
    Stairs,
    Stretch,
    Walk,
)

DAY = date(2026, 7, 1)


def planned(activity: Activity, uid: str = "2026-07-01-x-1", **changes: Any) -> Planned:
    """Return a session of an activity."""
    told = {"title": "a title", "reason": "for a, reason; with marks", "uid": uid, **changes}
    return Planned(day=DAY, activity=activity, minutes=session_minutes(activity), **told)


def number(low: float, high: float) -> st.SearchStrategy[float]:
    """Return numbers of any digits."""
    return st.floats(low, high, allow_nan=False)


RAISES = st.builds(
    CalfRaise,
    sets=st.integers(1, 12),
    reps=st.integers(1, 60).map(float),
    load_kg=st.none() | number(0.5, 200),
    legs=st.sampled_from([1, 2]),
    knee_angle=st.sampled_from([0.0, 45.0, 90.0, 37.5]),
    ankle_from=number(-10, 20),
    seconds_up=number(0.5, 5),
    reps_in_reserve=number(0, 10),
    rest_seconds=number(0, 300),
)
RUNS = st.builds(
    Run,
    minutes=number(1, 200),
    speed=number(1.5, 6),
    grade=number(-0.2, 0.2),
    surface=st.sampled_from(["road", "track", "treadmill", "grass", "trail", "sand", "snow"]),
    cadence=st.none() | number(120, 220),
)
OTHERS: list[Activity] = [
    Run(km=5.25),
    Hills(repeats=8, seconds=45, grade=0.08, speed=3.2, recovery="jog"),
    Stairs(floors=12, style="run", direction="both"),
    Walk(minutes=45, speed=1.5, surface="grass"),
    Sprint(repeats=6, metres=60, effort=0.9),
    Sprint(repeats=6, seconds=8, speed=7.5),
    Hops(contacts=60, legs=1, intensity="high"),
    Stretch(minutes=3, ankle_angle=15, loaded=True),
    CalfRaise(sets=3, reps=12, load_rm=14),
    CalfRaise(sets=3, reps=12, load_1rm=0.7),
    CalfRaise(sets=3, reps=12, band_n=150),
    CalfRaise(sets=3, reps=12, body_weight=True, legs=1),
]
ANY = RAISES | RUNS | st.sampled_from(OTHERS)


def decoded(data: bytes) -> dict[str, list[dict[str, Any]]]:
    """Return the messages of a FIT file as the official SDK reads them."""
    stream = Stream.from_byte_array(bytearray(data))
    messages, errors = Decoder(stream).read(convert_types_to_strings=False)
    assert errors == []
    return messages


@given(ANY)
def test_words_are_exact(activity: Activity) -> None:
    assert parse_movement(activity_words(activity)) == activity


@given(st.lists(ANY, min_size=1, max_size=5))
def test_csv_keeps_every_field(activities: list[Activity]) -> None:
    sessions = tuple(planned(a, f"2026-07-01-x-{k}", kept=k % 2 == 0)
                     for k, a in enumerate(activities))  # fmt: skip
    assert read_planned_csv(csv_text(sessions).encode(), "plan.csv") == sessions


@given(ANY)
def test_fit_keeps_every_field(activity: Activity) -> None:
    session = planned(activity, reason="")
    assert read_planned_fit(fit_workout(session), "a.fit") == session


@given(RAISES)
def test_a_decoder_reads_the_same_sets_repetitions_and_load(raised: CalfRaise) -> None:
    work, rest, again = decoded(fit_workout(planned(raised)))["workout_step_mesgs"]
    assert (work["duration_type"], work["duration_reps"]) == (29, raised.reps)
    assert work["exercise_category"] == 1
    assert (again["duration_type"], again["duration_step"], again["repeat_steps"]) == (
        6,
        0,
        raised.sets,
    )
    assert rest["duration_time"] == pytest.approx(raised.rest_seconds, abs=0.001)
    if raised.load_kg is None:
        assert "exercise_weight" not in work
    else:
        assert work["exercise_weight"] == pytest.approx(raised.load_kg, abs=0.0051)


@given(RUNS)
def test_a_decoder_reads_the_same_run(run: Run) -> None:
    messages = decoded(fit_workout(planned(run)))
    (step,) = messages["workout_step_mesgs"]
    assert messages["file_id_mesgs"][0]["type"] == 5
    assert messages["workout_mesgs"][0]["sport"] == 1
    assert step["duration_time"] == pytest.approx(run.minutes * 60, abs=0.001)
    if run.grade > 0:
        assert step["target_type"] == 5
        assert step["custom_target_value_low"] == round(run.grade * 10_000)
        low, high = (step[f"secondary_custom_target_value_{k}"] / 1000 for k in ("low", "high"))
    else:
        assert step["target_type"] == 0
        low, high = (step[f"custom_target_speed_{k}"] for k in ("low", "high"))
    assert (low + high) / 2 == pytest.approx(run.speed, abs=0.0011)


@pytest.mark.parametrize(
    ("raised", "name"),
    [
        (CalfRaise(sets=3, reps=12, body_weight=True), 18),
        (CalfRaise(sets=3, reps=12, load_kg=20), 19),
        (CalfRaise(sets=3, reps=12, load_kg=20, legs=1), 16),
        (CalfRaise(sets=3, reps=12, legs=1, body_weight=True), 15),
        (CalfRaise(sets=3, reps=12, knee_angle=90, body_weight=True), 6),
        (CalfRaise(sets=3, reps=12, knee_angle=90, load_rm=14), 7),
        (CalfRaise(sets=3, reps=12, knee_angle=45, legs=1, body_weight=True), 9),
    ],
)
def test_exercise_codes(raised: CalfRaise, name: int) -> None:
    step = decoded(fit_workout(planned(raised)))["workout_step_mesgs"][0]
    assert (step["exercise_category"], step["exercise_name"]) == (1, name)


def test_hills_and_sprints_repeat() -> None:
    hills = Hills(repeats=8, seconds=45, grade=0.08, speed=3.2)
    work, back, again = decoded(fit_workout(planned(hills)))["workout_step_mesgs"]
    assert (work["duration_time"], work["custom_target_value_low"]) == (45.0, 800)
    assert back["duration_time"] == pytest.approx(45 * 3.2 / 1.2)
    assert again["repeat_steps"] == 8
    sprint = decoded(fit_workout(planned(Sprint(repeats=6, metres=60, effort=0.9))))
    assert sprint["workout_step_mesgs"][0]["duration_distance"] == 60.0


def test_a_long_title_never_costs_the_words() -> None:
    session = planned(CalfRaise(sets=3, reps=12, load_rm=14), title="é" * 200)
    assert read_planned_fit(fit_workout(session), "a.fit").activity == session.activity


def test_long_words_go_on_in_the_next_step() -> None:
    raised = CalfRaise(
        sets=3, reps=12, load_kg=0.1 + 0.2, knee_angle=37.123456789012345, ankle_from=1 / 3,
        ankle_to=-1 / 3, seconds_up=2 / 3, seconds_down=4 / 3, reps_in_reserve=5 / 3,
        rest_seconds=7 / 3, action="isometric", legs=1,
    )  # fmt: skip
    assert len(activity_words(raised)) > 240
    session = planned(raised, reason="")
    assert read_planned_fit(fit_workout(session), "a.fit") == session


def test_every_activity_has_a_label_for_every_target() -> None:
    for activity in OTHERS:
        for target in TARGETS:
            told = label(activity, target)
            assert told.status in ("exact", "degraded", "unsupported")
            assert bool(told.lost) == (told.status != "exact")
    assert label(CalfRaise(sets=3, reps=12, load_kg=20), "fit").status == "exact"
    assert "repetition maximum" in label(OTHERS[8], "fit").words
    assert label(Run(minutes=30, surface="sand"), "fit").lost == ("surface",)


def test_a_calendar_that_is_read_again_updates() -> None:
    icalendar = pytest.importorskip("icalendar")
    first = [planned(a, f"2026-07-01-x-{k}") for k, a in enumerate(OTHERS)]
    then = [first[0], planned(Run(minutes=61), "2026-07-01-x-1")]
    old = icalendar.Calendar.from_ical(calendar(first, "abcd", 1, DAY))
    gone = [session.uid for session in first[2:]]
    new = icalendar.Calendar.from_ical(calendar(then, "abcd", 2, DAY, gone))
    known = {event["UID"]: event for event in old.walk("VEVENT")}
    assert len(known) == len(first)
    for event in new.walk("VEVENT"):
        assert event["UID"] in known
        assert event["SEQUENCE"] > known[event["UID"]]["SEQUENCE"]
    cancelled = [event for event in new.walk("VEVENT") if event.get("STATUS") == "CANCELLED"]
    assert len(cancelled) == len(gone)
    moved = next(e for e in new.walk("VEVENT") if e["UID"].startswith("2026-07-01-x-1-"))
    assert parse_movement(str(moved["X-SURAE-MOVEMENT"])) == Run(minutes=61)
    assert moved["DTSTART"].dt == DAY
    assert moved["DTEND"].dt == DAY + timedelta(days=1)
    assert str(moved["DESCRIPTION"]).splitlines()[1] == "for a, reason; with marks"


def test_lines_of_a_calendar_are_short() -> None:
    text = calendar([planned(OTHERS[8], title="größer " * 30)], "abcd", 1, DAY)
    assert text.endswith("END:VCALENDAR\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_events_name_themselves() -> None:
    listed = json.loads(events([planned(Run(minutes=30, speed=2.8))], "abcd"))
    assert listed[0]["external_id"] == "2026-07-01-x-1-abcd"
    assert listed[0]["start_date_local"] == "2026-07-01T00:00:00"
    assert listed[0]["moving_time"] == 1800
    assert listed[0]["description"].startswith("- 30m 5:57/km Pace")
    assert json.loads(events([planned(OTHERS[8])], "k"))[0]["type"] == "WeightTraining"


def test_treadmill_runs_become_zwo() -> None:
    belt = planned(Run(minutes=20, speed=2.5, grade=0.1, surface="treadmill"), "2026-07-01-run-1")
    files = zwo_files([belt, planned(Run(minutes=30))])
    assert list(files) == ["2026-07-01-run-1.zwo"]
    root = ET.fromstring(files["2026-07-01-run-1.zwo"])
    assert root.findtext("sportType") == "run"
    ride = root.find("workout/FreeRide")
    assert ride is not None
    assert ride.get("Duration") == "1200"
    assert ride.find("textevent").get("message") == "9.0 km/h, grade 10 %"


def test_a_page_holds_every_session_escaped() -> None:
    sessions = [planned(a, title="<b>&") for a in OTHERS]
    told = page(sessions, "grow & hold", ["x"] * len(sessions))
    assert told.count("<tr><td>") == len(sessions)
    assert "<b>&<" not in told
    assert "&lt;b&gt;&amp;" in told


def test_files_are_named_after_their_sessions() -> None:
    sessions = [planned(a, f"2026-07-01-x-{k}") for k, a in enumerate(OTHERS)]
    assert list(fit_workouts(sessions)) == [f"{session.uid}.fit" for session in sessions]


def test_what_is_no_plan_is_refused() -> None:
    with pytest.raises(IngestError, match="no plan of surae"):
        read_planned_csv(b"a,b\n1,2\n", "x.csv")
    with pytest.raises(IngestError, match="row 2"):
        read_planned_csv(b"date,movement,minutes\n2026-07-01,runn minutes=3,3\n", "x.csv")
    text = csv_text([planned(Run(minutes=30))])
    with pytest.raises(IngestError, match="row 2"):
        read_planned_csv(text.replace("2026-07-01,", "2026-13-01,", 1).encode(), "x.csv")
