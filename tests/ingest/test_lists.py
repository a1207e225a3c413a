"""Whole archives of apps: their lists of activities and the recordings beside them."""

from __future__ import annotations

import gzip
import io
import json
import math
import zipfile
from datetime import UTC, datetime, timedelta

import pytest

from surae.errors import IngestError
from surae.ingest import archive, read_log
from surae.ingest.apple_health import read_apple_health
from surae.ingest.garmin import read_garmin_list
from surae.ingest.golden_cheetah import read_golden_cheetah
from surae.ingest.strava import read_strava_list

START = datetime(2026, 3, 1, 8, tzinfo=UTC)
DAY = timedelta(days=1)

STRAVA = [
    "Activity ID",
    "Activity Date",
    "Activity Name",
    "Activity Type",
    "Activity Description",
    "Elapsed Time",
    "Distance",
    "Max Heart Rate",
    "Relative Effort",
    "Commute",
    "Activity Private Note",
    "Activity Gear",
    "Filename",
    "Athlete Weight",
    "Bike Weight",
    "Elapsed Time",
    "Moving Time",
    "Distance",
    "Max Speed",
    "Max Heart Rate",
    "Relative Effort",
    "Commute",
    "Dirt Distance",
    "Total Steps",
]


def strava_row(start=START, name="Morning", sport="Run", file="", **cells) -> str:
    """Return a row of the list; the first distance is in kilometers, the second in meters."""
    when = f"{start:%b} {start.day}, {start:%Y, %I:%M:%S %p}"
    row = [
        "1", f'"{when}"', name, sport, '"a, b"', "620", "1.80", "170", "", "false", "", "", file,
        "61.5", "", "620.0", "600.0", "1800.0", "3.3", "170", "", "0.0",
        cells.get("dirt", ""), cells.get("steps", ""),
    ]  # fmt: skip
    return ",".join(row)


def strava_list(*rows: str) -> bytes:
    return "\n".join([",".join(STRAVA), *rows]).encode()


def zipped(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return file.getvalue()


def members(fit, gpx) -> dict[str, bytes]:
    """Return a Strava archive: a run on trails, one renamed to a ride, one entered by hand."""
    rows = [
        strava_row(file="activities/11.fit.gz", name="Woods", dirt="1200.0", steps="1700"),
        strava_row(START + DAY, file="activities/12.gpx", sport="Ride"),
        strava_row(START + 2 * DAY, name="Treadmill, by hand", sport="Run").replace(
            "Treadmill, by hand", '"Treadmill, by hand"'
        ),
        strava_row(START + 3 * DAY, file="activities/14.fit.gz"),
    ]
    return {
        "activities.csv": strava_list(*rows),
        "activities/11.fit.gz": gzip.compress(fit(), mtime=0),
        "activities/12.gpx": gpx(start=START + DAY),
        "activities/14.fit.gz": b"damaged",
        "media/photo.jpg": b"\xff\xd8",
    }


def test_a_row_of_strava_by_position_and_name():
    rows = strava_list(strava_row(dirt="800.0", steps="1700", file="activities/1.fit"))
    (session,), wrong = read_strava_list(rows, "x.zip/activities.csv")
    assert wrong == ()
    assert (session.start, session.kind, session.duration) == (START, "run", 600)
    assert (session.distance, session.n_steps, session.surface) == (1800, 1700, None)
    assert session.listed == "x.zip/activities/1.fit"
    assert not session.commute


def test_the_columns_of_an_old_list_without_the_second_distance():
    columns = [column for i, column in enumerate(STRAVA) if i not in (15, 17, 19, 20, 21)]
    cells = strava_row().replace('"Mar 1, 2026, 08:00:00 AM"', "DATE").replace('"a, b"', "")
    kept = [cell for i, cell in enumerate(cells.split(",")) if i not in (15, 17, 19, 20, 21)]
    text = ",".join(columns) + "\n" + ",".join(kept).replace("DATE", '"Mar 1, 2026, 8:00:00 AM"')
    (session,), _ = read_strava_list(text.encode(), "activities.csv")
    assert (session.distance, session.duration) == (1800, 600)


def test_a_strava_archive(tmp_path, fit, gpx):
    (tmp_path / "export.zip").write_bytes(zipped(members(fit, gpx)))
    log = read_log([tmp_path / "export.zip"])
    told = [(s.file.removeprefix("export.zip/"), s.kind, s.surface, s.title) for s in log.sessions]
    assert told == [
        ("activities/11.fit.gz", "run", "trail", "Woods"),
        ("activities/12.gpx", "ride", None, "Morning"),
        ("activities.csv", "run", None, "Treadmill, by hand"),
        ("activities.csv", "run", None, "Morning"),
    ]
    assert log.sessions[0].n_steps == 1700
    assert log.sessions[0].samples is not None
    assert "taken for a ride, as the app's list says" in log.sessions[1].notes
    assert log.duplicates == ()
    assert {s.file.rpartition("/")[2] for s in log.skipped} == {"14.fit.gz", "photo.jpg"}


def test_a_strava_archive_as_files_is_the_same(tmp_path, fit, gpx, all_of):
    parts = members(fit, gpx)
    (tmp_path / "export").write_bytes(zipped(parts))
    from_zip = all_of(read_log([tmp_path / "export"]))
    (tmp_path / "export").unlink()
    for name, data in parts.items():
        place = tmp_path / "export" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    assert all_of(read_log([tmp_path / "export"])) == from_zip
    one_by_one = sorted((tmp_path / "export").rglob("*.*"), reverse=True)
    log = read_log([path for path in one_by_one if path.is_file()])
    assert [(s.kind, s.title) for s in log.sessions] == [
        ("run", "Woods"), ("ride", "Morning"), ("run", "Treadmill, by hand"), ("run", "Morning"),
    ]  # fmt: skip


def test_columns_in_another_language_are_named():
    data = strava_list(strava_row()).replace(b"Activity Type", b"Aktivit\xc3\xa4tsart")
    with pytest.raises(IngestError, match="lacks the columns activity type; export it in English"):
        read_strava_list(data, "activities.csv")


def activity(start=START, sport="running", **fields) -> dict:
    milliseconds = start.timestamp() * 1000
    return {
        "activityId": 1, "name": "Loop", "activityType": sport, "sportType": "RUNNING",
        "beginTimestamp": milliseconds, "startTimeGmt": milliseconds, "duration": 600_000.0,
        "distance": 180_000.0, "steps": 1700,
    } | fields  # fmt: skip


def garmin_list(*rows: dict) -> bytes:
    return json.dumps([{"summarizedActivitiesExport": list(rows)}]).encode()


def test_an_activity_of_garmin_is_in_centimeters_and_milliseconds():
    rows = [
        activity(),
        activity(sport="treadmill_running"),
        activity(sport="multi_sport"),
        activity(beginTimestamp=None, startTimeGmt="soon"),
    ]
    sessions, wrong = read_garmin_list(garmin_list(*rows), "a.json")
    first, second = sessions
    assert (first.start, first.kind, first.duration) == (START, "run", 600)
    assert (first.distance, first.n_steps, first.title) == (1800, 1700, "Loop")
    assert (second.kind, second.surface) == ("run", "treadmill")
    assert [s.file for s in wrong] == ["a.json (activity 4)"]


def test_a_garmin_account_with_zips_in_the_zip(tmp_path, fit):
    inner = zipped({"me_1.fit": fit(), "me_2.fit": fit(start=START + DAY)})
    place = "DI_CONNECT/DI-Connect-Fitness/me_0_summarizedActivities.json"
    rows = [
        activity(START + timedelta(seconds=3), "trail_running"),
        activity(START + DAY, distance=240_000.0),
        activity(START + 2 * DAY, "indoor_running", name="by hand"),
        activity(START + 3 * DAY, "strength_training", distance=0),
    ]
    data = zipped(
        {
            place: garmin_list(*rows),
            "DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0-_Part1.zip": inner,
            "DI_CONNECT/DI-Connect-Wellness/sleepData.json": b'[{"sleep": 1}]',
        }
    )
    (tmp_path / "account.zip").write_bytes(data)
    log = read_log([tmp_path / "account.zip"])
    assert [(s.file.rpartition("/")[2], s.kind, s.surface) for s in log.sessions] == [
        ("me_1.fit", "run", "trail"),
        ("me_2.fit", "run", None),
        ("me_0_summarizedActivities.json", "run", "treadmill"),
        ("me_0_summarizedActivities.json", "strength", None),
    ]
    assert log.sessions[1].distance == 1800  # the recording's own, not the list's
    assert log.sessions[0].title == "Loop"
    assert log.duplicates == ()


def test_a_large_inner_zip_does_not_stay_in_memory(tmp_path, fit, monkeypatch):
    monkeypatch.setattr(archive, "_IN_MEMORY", 100)
    (tmp_path / "a.zip").write_bytes(zipped({"b.zip": zipped({"run.fit": fit()})}))
    assert len(read_log([tmp_path / "a.zip"]).sessions) == 1
    monkeypatch.setattr(archive, "NESTED_LIMIT", 100)
    (skipped,) = read_log([tmp_path / "a.zip"]).skipped
    assert "expands to more than the" in skipped.reason


DOCTYPE = """<!DOCTYPE HealthData [
<!-- HealthKit Export Version: 12 -->
<!ELEMENT HealthData (ExportDate,Me,(Record|Workout)*)>
<!ATTLIST HealthData
  locale CDATA #REQUIRED
  startDate CDATA #REQUIRED startDate CDATA #REQUIRED>
]>"""


def health(*elements: str, doctype: str = DOCTYPE) -> bytes:
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n{doctype}\n<HealthData locale="en_US">'
    return f"{head}{''.join(elements)}</HealthData>".encode()


def record(kind: str, value: float, unit: str, day: int = 1, source: str = "Watch") -> str:
    when = f"2026-03-{day:02} 07:00:00 +0100"
    return (
        f'<Record type="HKQuantityTypeIdentifier{kind}" sourceName="{source}" unit="{unit}" '
        f'startDate="{when}" endDate="{when}" value="{value}"/>'
    )


KIND = "<Workout workoutActivityType='HKWorkoutActivityType"
SUM = "<WorkoutStatistics type='HKQuantityTypeIdentifier"
OUTDOORS = (
    f"{KIND}Running' duration='10' durationUnit='min' totalDistance='1.8' totalDistanceUnit='km' "
    "sourceName='Watch' startDate='2026-03-01 09:00:00 +0100' endDate='2026-03-01 09:10:00 +0100'>"
    "<WorkoutRoute><FileReference path='/workout-routes/route_1.gpx'/></WorkoutRoute></Workout>"
)
INDOORS = (
    f"{KIND}Running' duration='10' durationUnit='min' startDate='2026-03-02 09:00:00 +0100'>"
    "<MetadataEntry key='HKIndoorWorkout' value='1'/>"
    f"{SUM}DistanceWalkingRunning' sum='1' unit='mi'/>"
    f"{SUM}StepCount' sum='1700' unit='count'/></Workout>"
)
LIFTING = (
    f"{KIND}TraditionalStrengthTraining' duration='1800' durationUnit='s' "
    "startDate='2026-03-03 09:00:00 +0100'/>"
)
WORKOUTS = (OUTDOORS, INDOORS, LIFTING, f"{KIND}Running' startDate='soon'/>")
RECORDS = (
    record("BodyMass", 70, "kg", 1),
    record("BodyMass", 150, "lb", 2),
    record("Height", 178, "cm"),
    record("StepCount", 5000, "count", 1),
    record("StepCount", 2000, "count", 1),
    record("StepCount", 6000, "count", 1, "Phone"),
    record("StepCount", 9000, "count", 2),
    record("HeartRate", 60, "count/min"),
)


def test_an_apple_health_export_is_read_as_a_stream_of_pieces():
    data = health(*RECORDS, *WORKOUTS)
    pieces = [data[i : i + 100] for i in range(0, len(data), 100)]
    whole, in_pieces = (
        read_apple_health(chunks, "apple_health_export/export.xml") for chunks in ([data], pieces)
    )
    assert repr(whole) == repr(in_pieces)
    (outdoors, indoors, strength), skipped = whole
    assert outdoors.listed == "apple_health_export/workout-routes/route_1.gpx"
    assert (outdoors.start, outdoors.duration, outdoors.distance) == (START, 600, 1800)
    assert (indoors.surface, indoors.distance, indoors.n_steps) == ("treadmill", 1609.344, 1700)
    assert (strength.kind, strength.duration) == ("strength", 1800)
    assert math.isnan(strength.distance)
    assert [s.reason for s in skipped] == [
        "not a time that surae reads: 'soon'",
        (
            "8 records of 4 kinds are not used; it says height 1.78 (--height), body mass 68.04 "
            "(--mass), 8000 steps a day, runs included (--steps)"
        ),
    ]


def test_a_workout_of_apple_has_its_route_beside_it(tmp_path, gpx):
    data = zipped(
        {
            "apple_health_export/export.xml": health(*WORKOUTS),
            "apple_health_export/workout-routes/route_1.gpx": gpx(sport=""),
        }
    )
    (tmp_path / "export.zip").write_bytes(data)
    log = read_log([tmp_path / "export.zip"])
    first = log.sessions[0]
    assert first.file.endswith("route_1.gpx")
    assert first.samples is not None
    assert len(log.sessions) == 3


def test_a_cut_export_keeps_what_came_before(tmp_path):
    data = health(*WORKOUTS)
    (tmp_path / "export.xml").write_bytes(data[: data.index(b"TraditionalStrength")])
    log = read_log([tmp_path / "export.xml"])
    assert len(log.sessions) == 2
    assert any("damaged or cut off" in s.reason for s in log.skipped)


def test_a_large_export_is_streamed_from_disk_and_from_a_zip(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "SIZE_LIMIT", 1000)
    data = health(*RECORDS, *WORKOUTS)
    (tmp_path / "export.xml").write_bytes(data)
    (tmp_path / "export.zip").write_bytes(zipped({"export.xml": data, "big.gpx": bytes(2000)}))
    found = list(archive.find_files([tmp_path]))
    assert [(one.large is not None, bool(one.problem)) for one in found] == [
        (True, False), (False, True), (True, False),
    ]  # fmt: skip
    assert all(b"".join(one.large.pieces()) == data for one in found if one.large)
    assert len(read_log([tmp_path / "export.xml"]).sessions) == 3
    assert len(read_log([tmp_path / "export.zip"]).sessions) == 3


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE HealthData [<!ENTITY a "aaaaaaaaaa">]><!DOCTYPE b [<!ENTITY c "&a;&a;">]>',
        '<!DOCTYPE HealthData [<!ENTITY a "' + "a" * 200_000 + '">]>',
    ],
)
def test_entities_of_a_health_export_are_never_expanded(doctype):
    with pytest.raises(IngestError) as caught:
        read_apple_health([health("<x>&a;</x>", doctype=doctype)], "export.xml")
    assert "\n" not in str(caught.value)


def test_a_tag_without_end_is_refused():
    def pieces():
        yield health().removesuffix(b"</HealthData>") + b'<Record type="'
        for _ in range(100):
            yield b"a" * 2**20

    with pytest.raises(IngestError, match="a tag of more than"):
        read_apple_health(pieces(), "export.xml")


def cheetah(n: int = 61, sport: str = "Run", **ride) -> dict:
    samples = [
        {"SECS": 10 * i, "KM": 0.03 * i, "KPH": 10.8, "ALT": 100 + i, "HR": 150, "CAD": 85,
         "SLOPE": 2.0}
        for i in range(n)
    ]  # fmt: skip
    return {
        "RIDE": {
            "STARTTIME": "2026/03/01 08:00:00 UTC ", "RECINTSECS": 1, "DEVICETYPE": "Garmin ",
            "TAGS": {"Sport": f"{sport} "}, "SAMPLES": samples,
        } | ride
    }  # fmt: skip


def test_a_file_of_golden_cheetah(tmp_path):
    data = b"\xef\xbb\xbf" + json.dumps(cheetah()).encode()
    (session,) = read_golden_cheetah(data, "2026.json")
    assert (session.start, session.kind, session.duration) == (START, "run", 600)
    assert session.distance == pytest.approx(1800)
    assert session.samples is not None
    assert session.samples.speed[5] == pytest.approx(3.0)
    assert session.samples.cadence[5] == 170
    assert session.samples.grade[5] == pytest.approx(0.02)
    (tmp_path / "2026.json").write_bytes(data)
    assert len(read_log([tmp_path]).sessions) == 1


@pytest.mark.parametrize(
    "content",
    [{"RIDE": 5}, cheetah(n=1), cheetah(STARTTIME="2026"), cheetah(SAMPLES=[[1], {"SECS": "x"}])],
)
def test_a_file_of_golden_cheetah_without_a_ride(content):
    with pytest.raises(IngestError):
        read_golden_cheetah(json.dumps(content).encode(), "x.json")
