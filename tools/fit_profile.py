"""The part of the FIT profile that :mod:`fit_writer` can write.

Field numbers, types and scales follow the public FIT profile 21.x. Values are given to the writer
in the unit of the field; positions in degrees.
"""

from __future__ import annotations

from typing import NamedTuple


class Base(NamedTuple):
    """A FIT base type: its code, its ``struct`` letter and the number that means "no value"."""

    code: int
    letter: str
    invalid: int


class Field(NamedTuple):
    """A field of a message; a raw number is ``(value + offset) * scale``."""

    number: int
    base: str
    scale: float = 1.0
    offset: float = 0.0


BASES = {
    "enum": Base(0x00, "B", 0xFF),
    "sint8": Base(0x01, "b", 0x7F),
    "uint8": Base(0x02, "B", 0xFF),
    "string": Base(0x07, "s", 0x00),
    "sint16": Base(0x83, "h", 0x7FFF),
    "uint16": Base(0x84, "H", 0xFFFF),
    "sint32": Base(0x85, "i", 0x7FFFFFFF),
    "uint32": Base(0x86, "I", 0xFFFFFFFF),
    "uint32z": Base(0x8C, "I", 0),
}

SEMICIRCLES_PER_DEGREE = 2**31 / 180

_TIME = Field(253, "uint32")
_INDEX = Field(254, "uint16")

_TOTALS = {
    "message_index": _INDEX,
    "timestamp": _TIME,
    "event": Field(0, "enum"),
    "event_type": Field(1, "enum"),
    "start_time": Field(2, "uint32"),
    "start_position_lat": Field(3, "sint32", SEMICIRCLES_PER_DEGREE),
    "start_position_long": Field(4, "sint32", SEMICIRCLES_PER_DEGREE),
    "total_elapsed_time": Field(7, "uint32", 1000),
    "total_timer_time": Field(8, "uint32", 1000),
    "total_distance": Field(9, "uint32", 100),
    "total_cycles": Field(10, "uint32"),
    "total_calories": Field(11, "uint16"),
}

MESSAGES: dict[str, tuple[int, dict[str, Field]]] = {
    "file_id": (
        0,
        {
            "type": Field(0, "enum"),
            "manufacturer": Field(1, "uint16"),
            "product": Field(2, "uint16"),
            "serial_number": Field(3, "uint32z"),
            "time_created": Field(4, "uint32"),
            "product_name": Field(8, "string"),
        },
    ),
    "session": (
        18,
        _TOTALS
        | {
            "sport": Field(5, "enum"),
            "sub_sport": Field(6, "enum"),
            "avg_speed": Field(14, "uint16", 1000),
            "max_speed": Field(15, "uint16", 1000),
            "avg_heart_rate": Field(16, "uint8"),
            "max_heart_rate": Field(17, "uint8"),
            "avg_cadence": Field(18, "uint8"),
            "max_cadence": Field(19, "uint8"),
            "total_ascent": Field(22, "uint16"),
            "total_descent": Field(23, "uint16"),
            "first_lap_index": Field(25, "uint16"),
            "num_laps": Field(26, "uint16"),
            "trigger": Field(28, "enum"),
            "enhanced_avg_speed": Field(124, "uint32", 1000),
            "enhanced_max_speed": Field(125, "uint32", 1000),
            "workout_feel": Field(192, "uint8"),
            "workout_rpe": Field(193, "uint8"),
        },
    ),
    "lap": (
        19,
        _TOTALS
        | {
            "avg_speed": Field(13, "uint16", 1000),
            "max_speed": Field(14, "uint16", 1000),
            "avg_heart_rate": Field(15, "uint8"),
            "max_heart_rate": Field(16, "uint8"),
            "avg_cadence": Field(17, "uint8"),
            "max_cadence": Field(18, "uint8"),
            "total_ascent": Field(21, "uint16"),
            "total_descent": Field(22, "uint16"),
            "intensity": Field(23, "enum"),
            "lap_trigger": Field(24, "enum"),
            "sport": Field(25, "enum"),
            "sub_sport": Field(39, "enum"),
            "enhanced_avg_speed": Field(110, "uint32", 1000),
            "enhanced_max_speed": Field(111, "uint32", 1000),
        },
    ),
    "record": (
        20,
        {
            "timestamp": _TIME,
            "position_lat": Field(0, "sint32", SEMICIRCLES_PER_DEGREE),
            "position_long": Field(1, "sint32", SEMICIRCLES_PER_DEGREE),
            "altitude": Field(2, "uint16", 5, 500),
            "heart_rate": Field(3, "uint8"),
            "cadence": Field(4, "uint8"),
            "distance": Field(5, "uint32", 100),
            "speed": Field(6, "uint16", 1000),
            "power": Field(7, "uint16"),
            "grade": Field(9, "sint16", 100),
            "temperature": Field(13, "sint8"),
            "vertical_oscillation": Field(39, "uint16", 10),
            "stance_time": Field(41, "uint16", 10),
            "fractional_cadence": Field(53, "uint8", 128),
            "enhanced_speed": Field(73, "uint32", 1000),
            "enhanced_altitude": Field(78, "uint32", 5, 500),
            "step_length": Field(85, "uint16", 10),
        },
    ),
    "event": (
        21,
        {
            "timestamp": _TIME,
            "event": Field(0, "enum"),
            "event_type": Field(1, "enum"),
            "data": Field(3, "uint32"),
            "event_group": Field(4, "uint8"),
        },
    ),
    "device_info": (
        23,
        {
            "timestamp": _TIME,
            "device_index": Field(0, "uint8"),
            "device_type": Field(1, "uint8"),
            "source_type": Field(25, "enum"),
        },
    ),
    "activity": (
        34,
        {
            "timestamp": _TIME,
            "total_timer_time": Field(0, "uint32", 1000),
            "num_sessions": Field(1, "uint16"),
            "type": Field(2, "enum"),
            "event": Field(3, "enum"),
            "event_type": Field(4, "enum"),
            "local_timestamp": Field(5, "uint32"),
        },
    ),
    "set": (
        225,
        {
            "timestamp": Field(254, "uint32"),
            "duration": Field(0, "uint32", 1000),
            "repetitions": Field(3, "uint16"),
            "weight": Field(4, "uint16", 16),
            "set_type": Field(5, "uint8"),
            "start_time": Field(6, "uint32"),
            "category": Field(7, "uint16"),
            "category_subtype": Field(8, "uint16"),
            "weight_display_unit": Field(9, "uint16"),
            "message_index": Field(10, "uint16"),
            "wkt_step_index": Field(11, "uint16"),
        },
    ),
}

# Names that may stand for the numbers of a field, whatever message holds it.
NAMED_NUMBERS: dict[str, dict[str, int]] = {
    "sport": {
        "generic": 0,
        "running": 1,
        "cycling": 2,
        "fitness_equipment": 4,
        "training": 10,
        "walking": 11,
        "hiking": 17,
        "floor_climbing": 48,
    },
    "sub_sport": {
        "generic": 0,
        "treadmill": 1,
        "street": 2,
        "trail": 3,
        "track": 4,
        "strength_training": 20,
        "indoor_running": 45,
    },
    "event": {"timer": 0, "session": 8, "lap": 9, "activity": 26},
    "event_type": {"start": 0, "stop": 1, "stop_all": 4},
    "lap_trigger": {"manual": 0, "distance": 2, "session_end": 7},
    "trigger": {"activity_end": 0},
    "set_type": {"rest": 0, "active": 1},
    "category": {"bench_press": 0, "calf_raise": 1, "row": 23},
}
"""Words for enumerated values; a number is always accepted too."""
