"""The FIT encoder, read back by decoders that the project did not write."""

from __future__ import annotations

import doctest
import io
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import fitdecode
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fit_writer
from fit_profile import MESSAGES
from fit_writer import Fields, crc16, encode, encode_activity

START = datetime(2026, 3, 1, 8, 0, 0, tzinfo=UTC)
SESSION: Fields = {"sport": "running", "sub_sport": "trail"}


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def run_of(n: int) -> list[dict[str, Any]]:
    """Return records 3 s apart at 3 m/s; the second lacks its position."""
    return [
        {
            "timestamp": after(3 * i),
            "position_lat": None if i == 1 else 30.0 + i * 1e-4,
            "position_long": None if i == 1 else -40.0,
            "distance": 9.0 * i,
            "enhanced_speed": 3.0,
            "enhanced_altitude": 12.4 + 0.2 * i,
            "cadence": 84,
            "fractional_cadence": 0.5,
            "heart_rate": 140 + i,
        }
        for i in range(n)
    ]


def decoded(file: bytes) -> dict[str, list[dict[str, Any]]]:
    """Return the messages that fitdecode finds, by name."""
    found: dict[str, list[dict[str, Any]]] = {}
    reader = fitdecode.FitReader(
        io.BytesIO(file),
        check_crc=fitdecode.CrcCheck.RAISE,
        error_handling=fitdecode.ErrorHandling.RAISE,
    )
    with reader as frames:
        for frame in frames:
            if frame.frame_type == fitdecode.FIT_FRAME_DATA:
                row = {field.name: field.value for field in frame.fields}
                found.setdefault(frame.name, []).append(row)
    return found


def decoded_by_sdk(file: bytes) -> dict[str, list[dict[str, Any]]]:
    """Return the messages that the official decoder finds."""
    sdk = pytest.importorskip("garmin_fit_sdk")
    assert sdk.Decoder(sdk.Stream.from_byte_array(bytearray(file))).check_integrity()
    messages, errors = sdk.Decoder(sdk.Stream.from_byte_array(bytearray(file))).read()
    assert errors == []
    found: dict[str, list[dict[str, Any]]] = messages
    return found


def test_doctests() -> None:
    assert doctest.testmod(fit_writer).failed == 0


def test_crc_of_the_check_string() -> None:
    assert crc16(b"123456789") == 0xBB3D


def test_a_file_byte_by_byte() -> None:
    file = encode([("event", {"event": "timer", "event_type": "start"})] * 2)
    definition = bytes.fromhex("40 00 00 15 00 02  00 01 00  01 01 00")
    body = definition + bytes.fromhex("00 00 00") * 2
    assert file[:12] == bytes.fromhex("0e 20 b2 52") + len(body).to_bytes(4, "little") + b".FIT"
    assert file[14:-2] == body
    assert crc16(file[:14]) == 0  # a CRC over its own data is 0
    assert crc16(file) == 0


def test_a_run_comes_back_from_fitdecode() -> None:
    pause = (after(6), after(36))
    records = run_of(3) + [{**row, "timestamp": row["timestamp"] + timedelta(seconds=30)}
                           for row in run_of(11)[3:]]  # fmt: skip
    found = decoded(encode_activity(records, SESSION, pauses=[pause]))
    assert [len(found[name]) for name in ("file_id", "record", "lap", "session")] == [1, 11, 1, 1]
    session = found["session"][0]
    assert (session["sport"], session["sub_sport"]) == ("running", "trail")
    assert (session["start_time"], session["timestamp"]) == (START, after(60))
    assert (session["total_elapsed_time"], session["total_timer_time"]) == (60.0, 30.0)
    assert session["total_distance"] == 90.0
    assert session["enhanced_avg_speed"] == 3.0
    assert [row["event_type"] for row in found["event"]] == ["start", "stop_all"] * 2
    assert found["activity"][0]["total_timer_time"] == 30.0
    second = found["record"][1]
    assert second["position_lat"] is None
    assert second["enhanced_altitude"] == pytest.approx(12.6)
    assert second["cadence"] + second["fractional_cadence"] == 84.5
    assert found["record"][2]["position_lat"] * 180 / 2**31 == pytest.approx(30.0002, abs=1e-7)


def test_a_run_comes_back_from_the_official_decoder() -> None:
    found = decoded_by_sdk(encode_activity(run_of(4), SESSION))
    assert found["session_mesgs"][0]["sub_sport"] == "trail"
    assert [row["distance"] for row in found["record_mesgs"]] == [0.0, 9.0, 18.0, 27.0]
    assert "position_lat" not in found["record_mesgs"][1]
    assert found["record_mesgs"][3]["timestamp"] == after(9)


def test_sets_come_back_from_both() -> None:
    rows: list[Fields] = [
        {"timestamp": START, "set_type": "active", "category": ["calf_raise"],
         "category_subtype": [3], "repetitions": 12, "weight": 42.5, "duration": 36.0},
        {"timestamp": after(36), "set_type": "rest", "duration": 90.0},
    ]  # fmt: skip
    session: Fields = {"sport": "training", "sub_sport": "strength_training", "workout_rpe": 80,
               "start_time": START, "timestamp": after(126)}  # fmt: skip
    file = encode_activity([], session, sets=rows)
    first, second = decoded(file)["set"]
    assert (first["repetitions"], first["weight"], first["duration"]) == (12, 42.5, 36.0)
    assert (first["set_type"], second["set_type"]) == ("active", "rest")
    first, second = decoded_by_sdk(file)["set_mesgs"]
    assert first["category"] in ("calf_raise", ["calf_raise"])
    assert (first["weight"], second["duration"]) == (42.5, 90.0)


def test_more_layouts_than_slots() -> None:
    names = [name for name in MESSAGES["record"][1] if name != "timestamp"]
    layouts = [names[i:j] for i in range(3) for j in range(i + 1, len(names))]
    rows = [
        {"timestamp": after(i)} | dict.fromkeys(layout, 1.0) for i, layout in enumerate(layouts)
    ]
    assert len(layouts) > 16
    found = decoded(encode([("record", row) for row in rows * 2]))["record"]
    assert [row["timestamp"] for row in found] == [row["timestamp"] for row in rows * 2]
    assert all(set(row) >= set(sent) for row, sent in zip(found, rows * 2, strict=True))


@given(
    distance=st.floats(0, 4e7),
    altitude=st.floats(-500, 9000),
    latitude=st.floats(-90, 90),
    speed=st.floats(0, 60),
    second=st.integers(0, 10**9),
)
def test_values_come_back_to_half_a_step(
    distance: float, altitude: float, latitude: float, speed: float, second: int
) -> None:
    row: Fields = {
        "timestamp": after(second),
        "position_lat": latitude,
        "distance": distance,
        "enhanced_speed": speed,
        "enhanced_altitude": altitude,
    }
    (back,) = decoded(encode([("record", row)]))["record"]
    assert back["timestamp"] == after(second)
    assert back["distance"] == pytest.approx(distance, abs=0.00501)
    assert back["enhanced_speed"] == pytest.approx(speed, abs=0.000501)
    assert back["enhanced_altitude"] == pytest.approx(altitude, abs=0.101)
    assert back["position_lat"] * 180 / 2**31 == pytest.approx(latitude, abs=5e-8)


def test_the_zone_of_a_time_does_not_matter() -> None:
    east = START.astimezone(timezone(timedelta(hours=9)))
    assert encode([("record", {"timestamp": east})]) == encode([("record", {"timestamp": START})])


def test_not_a_number_is_no_value() -> None:
    (row,) = decoded(encode([("record", {"distance": float("nan"), "heart_rate": None})]))["record"]
    assert (row["distance"], row["heart_rate"]) == (None, None)


@pytest.mark.parametrize(
    ("name", "fields", "message"),
    [
        ("recrod", {}, "unknown message 'recrod'"),
        ("record", {"hart_rate": 140}, "did you mean 'heart_rate'"),
        ("record", {"heart_rate": 300}, "record.heart_rate cannot hold 300 as uint8"),
        ("record", {"timestamp": datetime(2026, 3, 1, 8)}, "needs a time zone"),
        ("session", {"sport": "quidditch"}, "sport has no name 'quidditch'"),
    ],
)
def test_what_cannot_be_written_is_refused(name: str, fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        encode([(name, fields)])


def test_a_session_without_times_is_refused() -> None:
    with pytest.raises(ValueError, match="session needs a start_time"):
        encode_activity([], SESSION)
