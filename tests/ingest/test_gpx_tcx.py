"""GPX and TCX files, and the parts of XML that are refused."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import numpy as np
import pytest

from surae.errors import IngestError
from surae.ingest.gpx import read_gpx
from surae.ingest.sniff import recognize
from surae.ingest.tcx import read_tcx

START = datetime(2026, 3, 1, 8, tzinfo=UTC)

TCX = """<?xml version="1.0" encoding="UTF-8"?>
<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"
  xmlns:ns3="http://www.garmin.com/xmlschemas/ActivityExtension/v2">
 <Activities><Activity Sport="Running"><Id>2026-03-01T08:00:00Z</Id>
  <Lap StartTime="2026-03-01T08:00:00Z"><TotalTimeSeconds>20.0</TotalTimeSeconds>
   <DistanceMeters>60.0</DistanceMeters><Track>
    <Trackpoint><Time>2026-03-01T08:00:00Z</Time><AltitudeMeters>10</AltitudeMeters>
     <DistanceMeters>0</DistanceMeters><HeartRateBpm><Value>120</Value></HeartRateBpm>
     <Extensions><ns3:TPX><ns3:Speed>3.0</ns3:Speed><ns3:RunCadence>85</ns3:RunCadence></ns3:TPX>
     </Extensions></Trackpoint>
    <Trackpoint><Time>2026-03-01T08:00:20Z</Time><AltitudeMeters>12</AltitudeMeters>
     <DistanceMeters>60</DistanceMeters><HeartRateBpm><Value>130</Value></HeartRateBpm>
     <Extensions><ns3:TPX><ns3:Speed>3.0</ns3:Speed><ns3:RunCadence>85</ns3:RunCadence></ns3:TPX>
     </Extensions></Trackpoint></Track></Lap>
  <Lap StartTime="2026-03-01T08:00:20Z"><TotalTimeSeconds>10.0</TotalTimeSeconds>
   <DistanceMeters>30.0</DistanceMeters><Track>
    <Trackpoint><Time>2026-03-01T08:00:30Z</Time><DistanceMeters>90</DistanceMeters></Trackpoint>
   </Track></Lap>
  <Creator><Name>A watch</Name></Creator></Activity></Activities>
</TrainingCenterDatabase>"""


def test_gpx_distance_and_speed_come_from_positions(gpx):
    (run,) = read_gpx(gpx(), "run.gpx")
    assert (run.kind, run.start, run.duration, run.source) == ("run", START, 600, "test")
    assert run.distance == pytest.approx(1800, rel=1e-3)
    np.testing.assert_allclose(run.samples.speed, 3.0, rtol=1e-3)
    np.testing.assert_array_equal(run.samples.altitude, 100 + np.arange(61))
    assert np.isnan(run.samples.cadence).all()
    assert run.notes == ("distance and speed are computed from positions",)


@pytest.mark.parametrize("cadence", [85, 170])
@pytest.mark.parametrize("prefix", ["gpxtpx:", "ns3:", ""])
def test_gpx_extensions_whatever_their_prefix_and_whose_feet_they_count(gpx, prefix, cadence):
    extension = (
        f"<extensions><{prefix}TrackPointExtension><{prefix}hr>150</{prefix}hr>"
        f"<{prefix}cad>{cadence}</{prefix}cad></{prefix}TrackPointExtension></extensions></trkpt>"
    )
    data = gpx().replace(b"</trkpt>", extension.encode())  # the prefix is not declared
    (run,) = read_gpx(data, "run.gpx")
    np.testing.assert_array_equal(run.samples.cadence, 170)
    np.testing.assert_array_equal(run.samples.heart_rate, 150)


@pytest.mark.parametrize(
    ("sport", "speed", "kind"),
    [
        ("9", 3.0, "run"), ("trail_running", 3.0, "run"), ("hiking", 1.2, "walk"),
        ("1", 8.0, "ride"), ("", 3.0, "run"), ("", 1.3, "walk"), ("", 9.0, "other"),
    ],
)  # fmt: skip
def test_gpx_sports_are_read_or_guessed_and_a_guess_is_said(gpx, sport, speed, kind):
    (session,) = read_gpx(gpx(sport=sport, speed=speed), "x.gpx")
    assert session.kind == kind
    assert any("names no sport" in note for note in session.notes) == (not sport)


def test_gpx_altitude_of_zero_everywhere_was_not_recorded(gpx):
    data = gpx()
    for i in range(61):
        data = data.replace(f"<ele>{100 + i}</ele>".encode(), b"<ele>0</ele>")
    assert np.isnan(read_gpx(data, "x.gpx")[0].samples.altitude).all()


def test_gpx_segments_are_one_session_and_tracks_are_several(gpx):
    data = gpx()
    middle = data.index(b"<trkpt", len(data) // 2)
    split = data[:middle] + b"</trkseg><trkseg>" + data[middle:]
    assert len(read_gpx(split, "x.gpx")[0].samples) == 61
    tracks = data[:middle] + b"</trkseg></trk><trk><trkseg>" + data[middle:]
    assert len(read_gpx(tracks, "x.gpx")) == 2


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda d: d.replace(b"<time>", b"<a>").replace(b"</time>", b"</a>"), "no times"),
        (lambda d: d.replace(b"trkpt", b"rtept").replace(b"trkseg", b"x"), "no recorded track"),
        (lambda d: d.replace(b"<gpx", b'<!DOCTYPE gpx [<!ENTITY a "b">]><gpx'), "document type"),
        (lambda d: d.replace(b"<trk>", b"<trk>" + b"<a>" * 99), "nested"),
    ],
)
def test_gpx_that_cannot_be_used_says_why(gpx, change, reason):
    with pytest.raises(IngestError, match=reason):
        read_gpx(change(gpx()), "x.gpx")


def test_gpx_cut_off_keeps_what_was_there(gpx):
    data = gpx()
    (run,) = read_gpx(data[: len(data) // 2], "x.gpx")
    assert 20 < len(run.samples) < 40
    assert any("the rest is lost" in note for note in run.notes)


def test_tcx_laps_add_up_and_extensions_count_one_foot():
    (run,) = read_tcx(TCX.encode(), "x.tcx")
    assert (run.kind, run.start, run.duration, run.distance) == ("run", START, 30, 90)
    assert run.source == "A watch"
    np.testing.assert_array_equal(run.samples.time, [0, 20, 30])
    np.testing.assert_array_equal(run.samples.distance, [0, 60, 90])
    np.testing.assert_array_equal(run.samples.cadence, [170, 170, np.nan])
    np.testing.assert_array_equal(run.samples.heart_rate, [120, 130, np.nan])


def test_tcx_with_white_space_before_it_and_without_points():
    text = re.sub("<Track>.*?</Track>", "", TCX, flags=re.DOTALL)
    (run,) = read_tcx(b"      " + text.encode(), "x.tcx")
    assert (run.samples, run.duration, run.distance, run.start) == (None, 30, 90, START)


def test_tcx_refuses_a_document_type_and_a_course():
    with pytest.raises(IngestError, match="document type"):
        read_tcx(TCX.replace("<Training", "<!DOCTYPE x><Training", 1).encode(), "x.tcx")
    with pytest.raises(IngestError, match="no recorded track"):
        read_tcx(TCX.replace("Activity", "Course").encode(), "x.tcx")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_xml_is_recognized_in_its_encodings(gpx, encoding):
    text = gpx().decode().replace('encoding="UTF-8"', f'encoding="{encoding[:6].strip("-")}"')
    data = text.encode(encoding)
    assert recognize(data, "x.gpx") == "gpx"
    assert len(read_gpx(data, "x.gpx")) == 1


@pytest.mark.parametrize(
    ("creator", "source"),
    [("Apple Health Export", "gps"), ("Garmin Connect", None), ("x with barometer", "barometer")],
)
def test_what_measured_the_altitude(gpx, creator, source):
    data = gpx().replace(b'creator="test"', f'creator="{creator}"'.encode())
    (run,) = read_gpx(data, "a.gpx")
    assert run.altitude_source == source


def test_points_from_before_the_first_fix_are_left_out(gpx):
    data = gpx()
    first = data.index(b"<time>") + len(b"<time>")
    data = data[:first] + b"1970-01-01T00:00:07+00:00" + data[data.index(b"</time>") :]
    (run,) = read_gpx(data, "a.gpx")
    assert run.start.year == 2026
    assert "records of another time are left out: 1" in run.notes
