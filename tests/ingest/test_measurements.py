"""The measurement file: units at the border, doubtful values refused in the words of the file."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surae.errors import IngestError
from surae.ingest.measurements import read_measurements, read_measurements_json

TAPE = {
    "date_time": "2026-03-02T07:30:00Z", "side": "left", "instrument": "tape",
    "structure": "calf", "quantity": "girth", "value": 37.2, "unit": "cm", "error_sd": 0.4,
}  # fmt: skip


def as_csv(*rows):
    columns = list(dict.fromkeys(key for row in rows for key in row))
    lines = [",".join(str(row.get(key, "")) for key in columns) for row in rows]
    return "\n".join([",".join(columns), *lines]).encode()


def one(**changes):
    (reading,), wrong = read_measurements(as_csv(TAPE | changes), "m.csv")
    assert wrong == ()
    return reading


def test_a_reading_with_what_may_be_left_out():
    reading = one()
    assert (reading.value, reading.error_sd, reading.side) == (37.2, 0.4, "L")
    assert reading.date_time == datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
    assert math.isnan(reading.hours_since_training)
    assert math.isnan(one(error_sd="").error_sd)
    assert one(side="").side is None


@pytest.mark.parametrize(
    ("quantity", "structure", "given", "unit", "expected"),
    [
        ("girth", "calf", 372, "mm", 37.2),
        ("girth", "calf", 14.6457, "in", 37.2),
        ("thickness", "MG", 1.9, "cm", 19),
        ("thickness", "MG", 19, "mm", 19),
        ("csa", "SOL", 2900, "mm²", 29),
        ("csa", "SOL", 29, "cm^2", 29),
        ("volume", "TS", 812, "ml", 812),
        ("volume", "TS", 0.812, "L", 812),
        ("volume", "TS", 812, "cm³", 812),
        ("length", "MG", 55, "mm", 5.5),
        ("length", "AT", 21, "cm", 21),
    ],
)
def test_units_are_converted_once(quantity, structure, given, unit, expected):
    instrument = "tape" if quantity == "girth" else "mri"
    reading = one(
        quantity=quantity, structure=structure, value=given, unit=unit,
        instrument=instrument, error_sd=given / 10,
    )  # fmt: skip
    assert reading.value == pytest.approx(expected, rel=1e-4)
    assert reading.error_sd == pytest.approx(expected / 10, rel=1e-4)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (
            {"value": 37, "unit": "mm"},
            r"`calf_girth` 37 mm on .*Z \(left\) is outside 20–60 cm; did you mean cm\?",
        ),
        ({"value": 372}, "did you mean mm"),
        ({"unit": "furlong"}, "`unit` 'furlong' is outside those of a girth: mm, cm, m, in"),
        ({"instrument": "guess"}, "`instrument` 'guess'.*'tape'"),
        ({"structure": "MG"}, "calf, the only girth"),
        ({"quantity": "thickness"}, "all that a tape can measure"),
        ({"date_time": "yesterday"}, "not a time"),
        ({"value": "", "unit": ""}, "`value`.*"),
        ({"colour": "blue"}, "`colour`"),
    ],
)
def test_what_cannot_be_believed_is_refused_with_its_place(change, reason):
    with pytest.raises(IngestError, match=rf"m.csv \(row 2\): no usable row; .*{reason}"):
        read_measurements(as_csv(TAPE | change), "m.csv")


def test_all_errors_of_a_row_come_at_once_and_other_rows_stay():
    bad = TAPE | {"instrument": "guess", "side": "middle", "value": -1}
    readings, (wrong,) = read_measurements(as_csv(TAPE, bad), "m.csv")
    assert len(readings) == 1
    assert wrong.file == "m.csv (row 3)"
    assert all(f"`{key}`" in wrong.reason for key in ("instrument", "side", "value"))


def test_many_bad_rows_are_summed_up():
    bad = TAPE | {"value": 1}
    _, wrong = read_measurements(as_csv(TAPE, *[bad] * 30), "m.csv")
    assert len(wrong) == 21
    assert wrong[-1].reason == "10 more rows cannot be used"


@pytest.mark.parametrize("wrap", [lambda rows: rows, lambda rows: {"measurements": rows}])
def test_json_and_csv_say_the_same(wrap):
    data = json.dumps(wrap([TAPE, TAPE | {"side": "R", "value": 36.8}])).encode()
    from_json = read_measurements_json(data, "m")
    from_csv = read_measurements(as_csv(TAPE, TAPE | {"side": "R", "value": 36.8}), "m")
    assert repr(from_json) == repr(from_csv)


@pytest.mark.parametrize("text", ["[1, 2]", '{"a": 1}', "[", '"quantity"', "[" * 5000])
def test_json_of_another_shape_is_refused(text):
    with pytest.raises(IngestError, match=r"^m:"):
        read_measurements_json(text.encode(), "m")


@given(st.floats(20.1, 59.9), st.sampled_from([("mm", 10), ("cm", 1), ("in", 1 / 2.54)]))
def test_the_unit_of_the_file_changes_nothing(centimeters, unit):
    name, factor = unit
    assert one(value=centimeters * factor, unit=name).value == pytest.approx(centimeters)
