"""Write the sample athlete's recordings as FIT and GPX, packed where the name says so."""

from __future__ import annotations

import gzip
import io
import math
from datetime import datetime, timedelta

import numpy as np

from fit_writer import Fields, encode_activity
from sample_calendar import PlannedRun
from sample_devices import Recording, phone, watch
from sample_running import Course
from sample_terrain import Array

_SUB_SPORT = {"treadmill": "treadmill", "trail": "trail"}
_LAP_METERS = 1000.0
_NOISE_METERS = 2.0

_GPX_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="Sample Phone" xmlns="http://www.topografix.com/GPX/1/1" \
xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v1">
 <metadata><time>{time}</time></metadata>
 <trk><name>{name}</name><type>running</type>
"""
_GPX_TAIL = " </trk>\n</gpx>\n"


def files_of(run: PlannedRun, course: Course) -> dict[str, bytes]:
    """Return the content of each file of a run, by name."""
    contents = {}
    for name in run.files:
        if ".gpx" in name:
            content = gpx_file(run, course, phone(run, course, strap=name.endswith(".gz")))
        else:
            content = fit_file(run, course, watch(run, course))
        contents[name] = pack(content) if name.endswith(".gz") else content
    return contents


def pack(content: bytes) -> bytes:
    """Return gzip of ``content`` without a name or a time in it."""
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=buffer, mtime=0) as file:
        file.write(content)
    return buffer.getvalue()


def fit_file(run: PlannedRun, course: Course, seen: Recording) -> bytes:
    """Return a recording as FIT, with a lap each kilometer."""
    ascent, descent = climbed(seen.altitude)
    session: Fields = {
        "sport": "running",
        "sub_sport": _SUB_SPORT.get(run.kind, "generic"),
        "start_time": run.start,
        "timestamp": run.start + timedelta(seconds=float(course.clock[-1])),
        "avg_heart_rate": round(float(np.nanmean(seen.heart_rate))),
        "max_heart_rate": round(float(np.nanmax(seen.heart_rate))),
        "avg_cadence": int(np.nanmean(seen.cadence) / 2),
        "enhanced_max_speed": float(np.nanmax(seen.speed)),
        "total_ascent": None if run.kind == "treadmill" else round(ascent),
        "total_descent": None if run.kind == "treadmill" else round(descent),
    }
    pauses = [tuple(run.start + timedelta(seconds=s) for s in pause) for pause in course.pauses]
    return encode_activity(
        _records(run.start, seen),
        session,
        laps=_laps(run.start, course, seen),
        pauses=[(begin, end) for begin, end in pauses],
        file_id={"product_name": "Sample Watch", "serial_number": 34000 + run.number},
    )


def _records(start: datetime, seen: Recording) -> list[Fields]:
    """Return record messages; a channel that the whole run lacks is left out."""
    halved = seen.cadence / 2
    whole = np.floor(halved)
    columns = {
        "position_lat": seen.latitude,
        "position_long": seen.longitude,
        "distance": seen.distance,
        "enhanced_speed": seen.speed,
        "enhanced_altitude": seen.altitude,
        "cadence": whole,
        "fractional_cadence": np.floor((halved - whole) * 128) / 128,
        "heart_rate": seen.heart_rate,
    }
    columns = {name: column for name, column in columns.items() if not np.isnan(column).all()}
    times = [start + timedelta(seconds=s) for s in seen.clock.tolist()]
    rows = zip(*(column.tolist() for column in columns.values()), strict=True)
    names = ("timestamp", *columns)
    return [dict(zip(names, (t, *row), strict=True)) for t, row in zip(times, rows, strict=True)]


def _laps(start: datetime, course: Course, seen: Recording) -> list[Fields]:
    """Return a lap for each kilometer and one for the rest."""
    total = float(seen.distance[-1])
    marks = [*np.arange(_LAP_METERS, total, _LAP_METERS).tolist(), total]
    ends = np.interp(marks, seen.distance, seen.clock).round().tolist()
    ends[-1] = float(course.clock[-1])
    laps: list[Fields] = []
    begin, run_before = 0.0, 0.0
    for mark, end in zip(marks, ends, strict=True):
        stood = sum(b - a for a, b in course.pauses if begin <= a < end)
        laps.append(
            {
                "start_time": start + timedelta(seconds=begin),
                "timestamp": start + timedelta(seconds=end),
                "total_elapsed_time": end - begin,
                "total_timer_time": end - begin - stood,
                "total_distance": mark - run_before,
                "lap_trigger": "session_end" if mark == total else "distance",
            }
        )
        begin, run_before = end, mark
    return laps


def climbed(altitude: Array) -> tuple[float, float]:
    """Return ascent and descent as a watch counts them: changes under 2 m are noise [m].

    >>> climbed(np.array([10.0, 11.0, 13.0, 20.0, 19.0, 15.0]))
    (10.0, 5.0)
    """
    known = altitude[~np.isnan(altitude)].tolist()
    ascent = descent = 0.0
    level = known[0] if known else 0.0
    for height in known:
        if abs(height - level) > _NOISE_METERS:
            ascent += max(height - level, 0.0)
            descent += max(level - height, 0.0)
            level = height
    return ascent, descent


def gpx_file(run: PlannedRun, course: Course, seen: Recording) -> bytes:
    """Return a recording as GPX; a pause begins a new segment."""
    times = [run.start + timedelta(seconds=s) for s in seen.clock.tolist()]
    stops = [end for _, end in course.pauses]
    lines = [_GPX_HEAD.format(time=_stamp(times[0]), name=f"Run {run.day}"), "  <trkseg>\n"]
    before = 0.0
    for i, when in enumerate(times):
        now = float(seen.clock[i])
        if any(before < stop <= now for stop in stops):
            lines.append("  </trkseg>\n  <trkseg>\n")
        lines.append(_point(seen, i, when))
        before = now
    return "".join([*lines, "  </trkseg>\n", _GPX_TAIL]).encode()


def _point(seen: Recording, i: int, when: datetime) -> str:
    """Return one track point."""
    extension = ""
    if not math.isnan(seen.heart_rate[i]):
        beats, steps = round(float(seen.heart_rate[i])), round(float(seen.cadence[i]) / 2)
        extension = (
            "<extensions><gpxtpx:TrackPointExtension>"
            f"<gpxtpx:hr>{beats}</gpxtpx:hr><gpxtpx:cad>{steps}</gpxtpx:cad>"
            "</gpxtpx:TrackPointExtension></extensions>"
        )
    return (
        f'   <trkpt lat="{seen.latitude[i]:.7f}" lon="{seen.longitude[i]:.7f}">'
        f"<ele>{seen.altitude[i]:.1f}</ele><time>{_stamp(when)}</time>{extension}</trkpt>\n"
    )


def _stamp(when: datetime) -> str:
    return f"{when:%Y-%m-%dT%H:%M:%SZ}"
