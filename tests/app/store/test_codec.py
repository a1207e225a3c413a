"""What is written of a record is what is read."""

from __future__ import annotations

import math
from dataclasses import fields
from datetime import UTC, datetime
from typing import get_args

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from surae.app.store import codec
from surae.app.store.files import digest, samples_path
from surae.app.store.recordings import channels_of, parquet_of, read_samples
from surae.records import Measurement, Samples, Session, StrengthSet
from surae.records.activity import Surface
from surae.records.log import Instrument, Kind, Measured, SetType, Side, Structure

numbers = st.floats(allow_nan=True, allow_infinity=False)
times = st.datetimes(timezones=st.just(UTC)).map(lambda time: time.replace(fold=0))
texts = st.text(max_size=8)
sets = st.builds(
    StrengthSet, texts, texts, numbers, numbers, numbers, numbers,
    st.sampled_from(get_args(SetType)), st.none() | st.sampled_from(get_args(Side)),
)  # fmt: skip
sessions = st.builds(
    Session, times, st.sampled_from(get_args(Kind)), numbers, numbers, st.just("a.fit"), st.none(),
    st.lists(sets, max_size=3).map(tuple), st.none() | st.sampled_from(get_args(Surface)), texts,
    st.lists(texts, max_size=2).map(tuple),
)  # fmt: skip
readings = st.builds(
    Measurement, times, st.sampled_from(get_args(Structure)), st.sampled_from(get_args(Measured)),
    st.sampled_from(get_args(Instrument)), numbers, st.none() | st.sampled_from(get_args(Side)),
    numbers, texts, numbers, texts, texts, texts, texts,
)  # fmt: skip


@given(sessions)
def test_a_session_comes_back(session):
    text = codec.session_text(session)
    assert repr(codec.session_from(text, "a.fit")) == repr(session)
    assert text.isascii()


@given(readings)
def test_a_reading_comes_back(reading):
    assert repr(codec.reading_from(codec.reading_text(reading))) == repr(reading)


def test_every_field_of_a_session_comes_back():
    """A field that is added to the record is kept without a change here."""
    other = {"str": "x", "float": 0.25, "bool": True, "str | None": "y"}
    told = {
        field.name: other[str(field.type)]
        for field in fields(Session)
        if str(field.type) in other and field.name != "file"
    }
    start = datetime(2026, 1, 1, tzinfo=UTC)
    session = Session(**{"start": start, "kind": "run", "file": "f", **told})
    assert repr(codec.session_from(codec.session_text(session), "f")) == repr(session)


def test_an_older_text_gets_defaults_and_a_newer_field_is_passed_over():
    text = '{"start":"2026-01-01T00:00:00+00:00","kind":"run","duration":1.0,"distance":null,'
    session = codec.session_from(text + '"sets":[],"from_the_future":1}', "f")
    assert math.isnan(session.distance)
    assert session.notes == ()


@given(st.integers(2, 50), st.integers(0, 2**32), st.sets(st.sampled_from(range(6))))
def test_samples_come_back(tmp_path_factory, n, seed, recorded):
    rng = np.random.default_rng(seed)
    names = [field.name for field in fields(Samples)]
    values = {
        name: rng.normal(size=n) if i in recorded or name == "time" else np.full(n, np.nan)
        for i, name in enumerate(names)
    }
    samples = Samples(**values)
    content = parquet_of(samples)
    assert content == parquet_of(samples)
    assert set(channels_of(samples)) == {n for i, n in enumerate(names) if i in recorded and i}
    place = tmp_path_factory.mktemp("store")
    path = samples_path(place, digest(content))
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    read = read_samples(place, digest(content))
    for name in names:
        np.testing.assert_array_equal(getattr(read, name), values[name])
