"""Small files of every format that is read, sound ones, to be damaged."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from functools import cache

from fit_writer import encode_activity

START = datetime(2026, 3, 1, 8, tzinfo=UTC)
_N = 120


@cache
def seeds() -> dict[str, bytes]:
    """Return the files by name."""
    plain = {
        "run.fit": _run(),
        "gym.fit": _gym(),
        "chain.fit": _run() + _gym(),
        "run.gpx": _gpx(),
        "run.tcx": _tcx(),
        "strong.csv": _strong(),
        "hevy.csv": _hevy(),
        "fitnotes.csv": _fitnotes(),
        "tape.csv": _tape(),
        "activities.csv": _strava(),
        "me_summarizedActivities.json": _garmin(),
        "ride.json": _cheetah(),
        "wger.json": _wger(),
        "fhir.json": _fhir(),
        "export.xml": _health(),
    }
    packed = {
        "run.fit.gz": gzip.compress(plain["run.fit"], mtime=0),
        "strava.zip": _zip(
            {"activities.csv": plain["activities.csv"], "activities/1.gpx": plain["run.gpx"]}
        ),
        "garmin.zip": _zip(
            {
                "DI_CONNECT/me_summarizedActivities.json": plain["me_summarizedActivities.json"],
                "DI_CONNECT/UploadedFiles.zip": _zip({"me_1.fit": plain["run.fit"]}),
            }
        ),
    }
    return plain | packed


def _zip(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(zipfile.ZipInfo(name), data)
    return file.getvalue()


def _at(i: int) -> datetime:
    return START + timedelta(seconds=5 * i)


def _run() -> bytes:
    records = [
        {"timestamp": _at(i), "distance": 15.0 * i, "speed": 3.0, "altitude": 100.0 + i % 7,
         "cadence": 85, "heart_rate": 150, "position_lat": 30 + i * 1e-4, "position_long": -40.0}
        for i in range(_N)
    ]  # fmt: skip
    return encode_activity(records, {"sport": "running", "sub_sport": "trail"})


def _gym() -> bytes:
    sets = [
        {"timestamp": _at(i), "start_time": _at(i), "set_type": "active", "repetitions": 12,
         "weight": 40.0, "category": ["calf_raise"], "category_subtype": [18]}
        for i in range(12)
    ]  # fmt: skip
    session = {"sport": "training", "sub_sport": "strength_training"}
    session |= {"start_time": START, "timestamp": START + timedelta(hours=1)}
    return encode_activity([], session, sets=sets)


def _gpx() -> bytes:
    points = "".join(
        f'<trkpt lat="{30 + i * 1e-4:.6f}" lon="-40"><ele>{100 + i % 7}</ele>'
        f"<time>{_at(i):%Y-%m-%dT%H:%M:%SZ}</time></trkpt>"
        for i in range(_N)
    )
    return f'<?xml version="1.0"?><gpx creator="x"><trk>{points}</trk></gpx>'.encode()


def _tcx() -> bytes:
    points = "".join(
        f"<Trackpoint><Time>{_at(i):%Y-%m-%dT%H:%M:%SZ}</Time><DistanceMeters>{15 * i}"
        "</DistanceMeters><Cadence>85</Cadence></Trackpoint>"
        for i in range(_N)
    )
    return (
        '<?xml version="1.0"?><TrainingCenterDatabase><Activities><Activity Sport="Running">'
        f'<Lap StartTime="{START:%Y-%m-%dT%H:%M:%SZ}"><TotalTimeSeconds>600</TotalTimeSeconds>'
        f"<Track>{points}</Track></Lap></Activity></Activities></TrainingCenterDatabase>"
    ).encode()


def _strong() -> bytes:
    rows = "".join(
        f'3;2026-05-{day:02} 18:05:00;Legs;3300;"Calf Raise";{i};42.5;12;8;;;;\n'
        for day in range(1, 8)
        for i in range(1, 5)
    )
    return (
        "Workout #;Date;Workout Name;Duration (sec);Exercise Name;Set Order;Weight (kg);Reps;RPE;"
        f"Distance (meters);Seconds;Notes;Workout Notes\n{rows}"
    ).encode()


def _hevy() -> bytes:
    rows = "".join(
        f'Legs,"{day} May 2026, 18:05","{day} May 2026, 19:00",Calf Raise,{i},normal,42.5,12,,8\n'
        for day in range(1, 8)
        for i in range(4)
    )
    columns = "title,start_time,end_time,exercise_title,set_index,set_type,weight_kg,reps"
    return f"{columns},duration_seconds,rpe\n{rows}".encode()


def _fitnotes() -> bytes:
    head = "Date,Exercise,Category,Weight,Weight Unit,Reps,Distance,Distance Unit,Time\n"
    days = range(1, 28)
    rows = "".join(f"2026-05-{day:02},Calf Raise, Seated,Legs,40,kgs,12,,,\n" for day in days)
    return f"{head}{rows}".encode()


def _tape() -> bytes:
    rows = "".join(f"2026-05-{day:02},L,tape,calf,girth,37.{day},cm\n" for day in range(1, 28))
    return f"date_time,side,instrument,structure,quantity,value,unit\n{rows}".encode()


def _strava() -> bytes:
    columns = (
        "Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Distance,Commute,"
        "Filename,Elapsed Time,Moving Time,Distance,Dirt Distance,Total Steps"
    )
    rows = "".join(
        f'{i},"Mar {i}, 2026, 8:00:00 AM",Run,Run,620,1.8,false,activities/{i}.gpx,'
        "620,600,1800,0,9\n"
        for i in range(1, 29)
    )
    return f"{columns}\n{rows}".encode()


def _garmin() -> bytes:
    rows = [
        {"activityId": i, "name": "Loop", "activityType": "running", "duration": 600_000.0,
         "beginTimestamp": (START.timestamp() + 86_400 * i) * 1000, "distance": 180_000.0}
        for i in range(28)
    ]  # fmt: skip
    return json.dumps([{"summarizedActivitiesExport": rows}]).encode()


def _cheetah() -> bytes:
    samples = [{"SECS": 5 * i, "KM": 0.015 * i, "KPH": 10.8, "ALT": 100 + i % 7} for i in range(_N)]
    ride = {"STARTTIME": "2026/03/01 08:00:00 UTC ", "TAGS": {"Sport": "Run"}, "SAMPLES": samples}
    return json.dumps({"RIDE": ride}).encode()


def _wger() -> bytes:
    rows = [
        {"id": i, "date": f"2026-05-{1 + i % 28:02}", "exercise": 622, "repetitions": "12.00",
         "repetitions_unit": 1, "weight": "42.50", "weight_unit": 1, "rir": "2"}
        for i in range(56)
    ]  # fmt: skip
    return json.dumps({"count": len(rows), "results": rows}).encode()


def _fhir() -> bytes:
    observation = {
        "resourceType": "Observation", "status": "final", "effectiveDateTime": "2026-03-02",
        "code": {"coding": [{"code": "413171006"}]}, "valueQuantity": {"value": 37.2, "unit": "cm"},
    }  # fmt: skip
    bundle = {"resourceType": "Bundle", "entry": [{"resource": observation}] * 9}
    return json.dumps(bundle).encode()


def _health() -> bytes:
    workouts = "".join(
        '<Workout workoutActivityType="HKWorkoutActivityTypeRunning" duration="10" '
        'durationUnit="min" totalDistance="1.8" totalDistanceUnit="km" '
        f'startDate="2026-03-{day:02} 09:00:00 +0100"/>'
        for day in range(1, 29)
    )
    head = '<?xml version="1.0"?><!DOCTYPE HealthData [<!ELEMENT HealthData ANY>]>'
    return f"{head}<HealthData>{workouts}</HealthData>".encode()
