"""Calf girths from Hevy, wger and FHIR."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from surae.errors import IngestError
from surae.ingest import read_log
from surae.ingest.girths import read_fhir, read_hevy_measurements
from surae.ingest.options import Options
from surae.ingest.wger import read_wger

HEVY = "date,weight_kg,fat_percent,neck_cm,left_thigh_cm,left_calf_cm,right_calf_cm\n"


def facts(readings):
    return [(r.date_time, r.side, r.value, r.quantity, r.instrument) for r in readings]


def test_both_sides_of_hevy(tmp_path):
    text = HEVY + '"2 Mar 2026, 07:30",71,,38,55,37.2,36.8\n"9 Mar 2026, 07:30",71,,,,,\n'
    readings, wrong = read_hevy_measurements(text.encode(), "m.csv")
    when = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
    assert facts(readings) == [
        (when, None, 71.0, "mass", "scale"),
        (when, "L", 37.2, "girth", "tape"),
        (when, "R", 36.8, "girth", "tape"),
        (datetime(2026, 3, 9, 7, 30, tzinfo=UTC), None, 71.0, "mass", "scale"),
    ]
    assert wrong == ()
    (tmp_path / "m.csv").write_text(text)
    assert len(read_log([tmp_path]).measurements) == 4


def test_inches_of_hevy():
    text = HEVY.replace("_cm", "_in") + "2026-03-02,,,15,22,14.65,\n"
    (reading,), _ = read_hevy_measurements(text.encode(), "m.csv")
    assert reading.value == pytest.approx(37.211)


def test_pounds_of_hevy():
    text = HEVY.replace("weight_kg", "weight_lbs") + "2026-03-02,150,,,,,\n"
    (reading,), _ = read_hevy_measurements(text.encode(), "m.csv")
    assert reading.value == pytest.approx(68.04, abs=0.01)


def test_no_girth_of_the_calf_is_said():
    with pytest.raises(IngestError, match="without one of the calf or a weight"):
        read_hevy_measurements((HEVY + "2026-03-02,,,38,,,\n").encode(), "m.csv")


WGER = {
    "measurement": {"results": [
        {"id": 7, "category": 3, "date": "2026-03-02", "value": "37.20", "notes": ""},
        {"id": 8, "category": 4, "date": "2026-03-02", "value": "38.00", "notes": ""},
    ]},
    "measurement-category": [
        {"id": 3, "name": "Calf right", "unit": "cm"}, {"id": 4, "name": "Biceps", "unit": "cm"},
    ],
}  # fmt: skip


def test_measurements_of_wger_by_the_name_of_their_category():
    sessions, readings, wrong = read_wger(json.dumps(WGER).encode(), "w.json", Options())
    assert (sessions, wrong) == ((), ())
    assert facts(readings) == [(datetime(2026, 3, 2, 12, tzinfo=UTC), "R", 37.2, "girth", "tape")]


def test_measurements_of_wger_without_their_categories_say_what_is_missing():
    data = json.dumps(WGER["measurement"]).encode()
    with pytest.raises(IngestError, match="measurement-category into one object"):
        read_wger(data, "w.json", Options())


def observation(value=37.2, unit="cm", code="413171006", **fields):
    return {
        "resourceType": "Observation", "id": "o1", "status": "final",
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": code}]},
        "effectiveDateTime": "2026-03-02T07:30:00+01:00",
        "valueQuantity": {"value": value, "unit": unit, "system": "http://unitsofmeasure.org"},
        "bodySite": {"coding": [{"code": "7771000"}], "text": "Left lower leg"},
    } | fields  # fmt: skip


def bundle(*resources):
    entries = [{"resource": resource} for resource in resources]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


@pytest.mark.parametrize("wrap", [lambda one: one, lambda one: [one], bundle])
def test_an_observation_alone_in_a_list_and_in_a_bundle(wrap, tmp_path):
    (tmp_path / "o.json").write_text(json.dumps(wrap(observation())))
    (reading,) = read_log([tmp_path]).measurements
    assert (reading.side, reading.value, reading.external_id) == ("L", 37.2, "o1")
    assert reading.date_time == datetime(2026, 3, 2, 6, 30, tzinfo=UTC)


def test_components_other_codes_and_mistakes():
    parts = observation(
        code="284472007",
        component=[{"code": {"coding": [{"code": "413171006"}]},
                    "valueQuantity": {"value": 368, "unit": "mm"},
                    "bodySite": {"text": "right calf"}}],
    )  # fmt: skip
    wrong = observation(status="entered-in-error")
    (reading,), _ = read_fhir(json.dumps(bundle(parts, wrong)).encode(), "o.json")
    assert (reading.side, reading.value) == ("R", pytest.approx(36.8))
    with pytest.raises(IngestError, match="SNOMED 413171006"):
        read_fhir(json.dumps(wrong).encode(), "o.json")
