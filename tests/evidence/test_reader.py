"""Reading a release: tables, parameters, sources."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surae import evidence
from surae.errors import EvidenceError
from surae.evidence.parameters import Distribution, Parameter, _parse


def entry(distribution: Distribution, **numbers: float) -> Parameter:
    """Return a parameter that no release holds."""
    filled = {"mean": 0.0, "sd": math.nan, "low": -math.inf, "high": math.inf, **numbers}
    return Parameter(
        name="example",
        distribution=distribution,
        unit="-",
        status="judgement",
        source=(),
        meaning="An example.",
        note="Made up.",
        **filled,
    )


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_numbers_are_floats_and_missing_ones_are_nan() -> None:
    row = next(row for row in evidence.table("studies") if row["study"] == "schoenfeld_2020")
    assert isinstance(row["weeks"], float)
    assert math.isnan(row["change"])
    assert row["to_failure"] == "yes"
    assert row["effect_kind"] == ""


def test_a_table_is_read_once_and_cannot_be_changed() -> None:
    rows = evidence.table("studies")
    assert rows is evidence.table("studies", evidence.RELEASE)
    with pytest.raises(TypeError):
        rows[0]["change"] = 1.0  # type: ignore[index]
    with pytest.raises(TypeError):
        evidence.parameters()["example"] = entry("fixed")  # type: ignore[index]


def test_a_column_with_words_in_it_stays_text() -> None:
    findings = {row["finding"] for row in evidence.table("biomechanics")}
    assert "ns" in findings
    assert all(isinstance(finding, str) for finding in findings)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: evidence.table("studys"), "unknown table; did you mean 'studies'"),
        (lambda: evidence.table("studies", "2026.2"), "did you mean '2026.1'"),
        (lambda: evidence.parameter("turnover_rat"), "did you mean 'turnover_rate'"),
        (lambda: evidence.parameters("1999.1"), "unknown release"),
        (lambda: evidence.source("kinosita_2023"), "did you mean 'kinoshita_2023'"),
        (lambda: evidence.cite(["ward_2009", "nobody"]), "unknown source"),
        (lambda: evidence.bibliography(style="bibtx"), "did you mean 'bibtex'"),
    ],
)
def test_what_is_not_there_is_named_with_the_nearest(
    call: Callable[[], object], words: str
) -> None:
    with pytest.raises(EvidenceError, match=r"did you mean|unknown") as caught:
        call()
    assert words in str(caught.value)


def test_a_key_that_a_caller_misses_is_an_evidence_error() -> None:
    error = evidence.unknown("movement_factors", "surface lava")
    assert isinstance(error, EvidenceError)
    assert (error.table, error.key) == ("movement_factors", "surface lava")


def test_parameters_of_the_release() -> None:
    tension = evidence.parameter("specific_tension")
    assert tension.unit == "N/cm2"
    assert 20 < tension.mean < 80
    assert tension.source
    turnover = evidence.parameter("turnover_rate")
    assert (turnover.mean, turnover.unit) == (0.0126, "1/day")
    values = evidence.central_values()
    assert values.keys() == evidence.parameters().keys()
    assert values["turnover_rate"] == 0.0126
    for name, parameter in evidence.parameters().items():
        assert parameter.name == name
        assert parameter.low <= parameter.mean <= parameter.high
        for key in parameter.source:
            assert evidence.source(key).citation


@pytest.mark.parametrize("parameter", evidence.parameters().values(), ids=lambda p: p.name)
def test_draws_stay_where_they_are_cut_off_and_repeat(parameter: Parameter) -> None:
    draws = parameter.draw(rng(), 400)
    assert draws.shape == (400,)
    assert np.all((draws >= parameter.low) & (draws <= parameter.high))
    assert np.array_equal(draws, parameter.draw(rng(), 400))
    if parameter.distribution == "fixed":
        assert set(draws) == {parameter.mean}


@pytest.mark.parametrize(
    ("parameter", "middle", "spread"),
    [
        (entry("normal", mean=3, sd=0.5), 3, 0.5),
        (entry("uniform", mean=2, low=1, high=3), 2, 2 / math.sqrt(12)),
        (entry("beta", mean=0.3, sd=0.1), 0.3, 0.1),
        (entry("beta", mean=5, sd=1, low=2, high=10), 5, 1),
    ],
    ids=["normal", "uniform", "beta", "beta between limits"],
)
def test_draws_have_the_stated_mean_and_spread(
    parameter: Parameter, middle: float, spread: float
) -> None:
    draws = parameter.draw(rng(), 40_000)
    assert draws.mean() == pytest.approx(middle, abs=0.02 * spread + 1e-9)
    assert draws.std() == pytest.approx(spread, rel=0.02)


def test_a_lognormal_states_its_median_and_the_spread_of_its_logarithm() -> None:
    draws = entry("lognormal", mean=0.0126, sd=0.35).draw(rng(), 40_000)
    assert np.median(draws) == pytest.approx(0.0126, rel=0.01)
    assert np.log(draws).std() == pytest.approx(0.35, rel=0.02)


@given(
    mean=st.floats(0.1, 10),
    sd=st.floats(0.05, 1),
    below=st.floats(0.1, 3),
    above=st.floats(0.1, 3),
    log=st.booleans(),
)
def test_cut_off_draws_lie_between_their_limits(
    mean: float, sd: float, below: float, above: float, log: bool
) -> None:
    if log:
        limits = {"low": mean * math.exp(-below * sd), "high": mean * math.exp(above * sd)}
    else:
        limits = {"low": mean - below * sd, "high": mean + above * sd}
    cut = entry("lognormal" if log else "normal", mean=mean, sd=sd, **limits)
    draws = cut.draw(rng(), 50)
    assert np.all((draws >= limits["low"]) & (draws <= limits["high"]))


def test_limits_that_leave_no_draws_are_refused() -> None:
    with pytest.raises(EvidenceError, match="almost no draws"):
        entry("normal", mean=0, sd=1, low=60, high=61).draw(rng(), 5)


def cells(**changed: object) -> dict[str, object]:
    """Return a row of the parameter table as the reader gives it."""
    row = {"name": "x", "distribution": "normal", "mean": 1.0, "sd": 0.1, "low": math.nan}
    row |= {"high": "", "unit": "-", "status": "judgement", "source": "a;b", "meaning": "An x."}
    return {**row, "note": "Chosen.", **changed}


def test_a_row_becomes_a_parameter() -> None:
    parsed = _parse(cells())
    assert (parsed.low, parsed.high) == (-math.inf, math.inf)
    assert parsed.source == ("a", "b")
    assert _parse(cells(distribution="uniform", mean=math.nan, low=1.0, high=4.0)).mean == 2.5


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"distribution": "gauss"}, "unknown distribution"),
        ({"status": "guess"}, "unknown status"),
        ({"mean": math.nan}, "no mean"),
    ],
)
def test_a_row_that_says_nothing_is_refused(changed: dict[str, object], words: str) -> None:
    with pytest.raises(EvidenceError, match=words):
        _parse(cells(**changed))


def test_a_citation_is_one_line_with_its_address() -> None:
    lines = evidence.cite(["kinoshita_2023", "handsfield_2014", "kinoshita_2023"])
    assert len(lines) == 2
    assert lines[0].endswith("https://doi.org/10.1016/j.jbiomech.2013.12.002")
    assert lines[1].startswith("Kinoshita et al. 2023")


def test_the_sources_used_are_sources() -> None:
    keys = evidence.sources_used()
    assert {"handsfield_2014", "rajagopal_lai_uhlrich_2023", "ansur_2012"} <= set(keys)
    assert list(keys) == sorted(set(keys))
    assert len(evidence.cite(keys)) == len(keys)


def test_the_whole_bibliography_in_three_styles() -> None:
    known = evidence.sources()
    assert len(evidence.bibliography().splitlines()) == len(known)
    bibtex = evidence.bibliography(style="bibtex")
    assert bibtex.count("@misc{") == len(known)
    assert bibtex.count("{") == bibtex.count("}")
    records = json.loads(evidence.bibliography(style="json"))
    assert [record["key"] for record in records] == sorted(known)
    assert records[0].keys() == {"key", "citation", "doi", "url", "licence", "origin"}


def test_the_year_is_read_from_the_citation() -> None:
    assert evidence.source("kinoshita_2023").year == "2023"
    assert evidence.source("gait2392").year == ""


def all_numbers() -> Iterator[float]:
    for name in ("studies", "biomechanics", "measurement_error", "geometry"):
        for row in evidence.table(name):
            yield from (cell for cell in row.values() if isinstance(cell, float))


def test_no_number_is_infinite() -> None:
    assert not any(math.isinf(number) for number in all_numbers())
