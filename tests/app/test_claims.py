"""`surae claims`: every claim has what the model says, what the evidence says, and a command."""

from __future__ import annotations

import json

import pytest

from surae import evidence
from surae.app.claims import FINDINGS, claims
from surae.app.claims_text import claim_lines
from surae.app.scenarios import claim_documents
from surae.errors import EvidenceError
from surae.evidence.checks import GRADES


@pytest.fixture(scope="module")
def found():
    return {claim.key: claim for claim in claims()}


def test_the_table_and_the_code_hold_the_same_claims(found):
    keys = [row["key"] for row in evidence.table("claims")]
    assert list(found) == keys == list(FINDINGS)
    assert set(claim_documents()) <= set(keys)
    assert len(keys) == 11


def test_every_claim_is_whole(found):
    for claim in found.values():
        assert claim.grade in GRADES
        assert claim.model
        assert claim.numbers
        assert claim.evidence.endswith(".")
        assert evidence.cite(claim.sources)


def test_grades_are_those_of_the_evidence(found):
    grades = {key: claim.grade for key, claim in found.items()}
    assert grades["strides"] == grades["damage"] == "contradicted"
    assert grades["ground"] == "untested"
    assert grades["postures"] == grades["heads"] == "supported"
    assert [claim.key for claim in claims(grade="untested")] == ["ground"]


def test_what_the_model_says_follows_from_it(found):
    heads = found["heads"].numbers
    assert heads["straight knee"]["MG"]["median"] > 4 * abs(heads["bent knee"]["MG"]["median"])
    assert heads["bent knee"]["SOL"]["median"] > 0.01
    running = found["strides"].numbers["level running, 3 times 30 minutes"]["volume_change"]
    assert -0.01 < running["median"] < 0.02
    assert running["low"] < 0
    fifths = found["genetics"].numbers
    assert fifths["highest_fifth"] > 2 * fifths["lowest_fifth"] > 0
    # 2π · 1 mm of fat is 0.63 cm of girth; 15 km of 70 kg at 1.039 kcal/(kg km).
    assert found["weight"].numbers["girth_change_cm_per_mm_fat"] == pytest.approx(-0.628, abs=1e-3)
    assert found["weight"].numbers["kcal_per_week"] == pytest.approx(1.039 * 70 * 15)
    assert found["thigh"].numbers["calf"]["effort"] > found["thigh"].numbers["quadriceps"]["effort"]
    assert found["varies"].numbers["smallest_visible_change_cm"] == pytest.approx(1.247, abs=1e-3)


def test_numbers_in_the_evidence_are_in_the_tables(found):
    """A number that a claim quotes of a study is one that the study's rows state."""
    changes = {
        study: {
            f"{abs(100 * row['change']):.3g}"
            for row in evidence.table("studies")
            if row["study"] == study and row["change"] == row["change"]
        }
        for study in ("kinoshita_2023", "harber_2009", "trappe_2004", "trappe_2006", "schutz_2013")
    }
    assert {"12.4", "9.2", "2.1", "1.7", "0.6", "2.9", "5.6"} <= changes["kinoshita_2023"]
    for number in ("12.4", "9.2", "2.1", "1.7", "0.6", "2.9"):
        assert number in found["heads"].evidence
    assert ("43 %" in found["damage"].evidence) == ("43" in changes["harber_2009"]) is True
    assert ("35 %" in found["damage"].evidence) == ("35" in changes["trappe_2004"]) is True
    assert "20" in changes["trappe_2006"]
    assert "7" in changes["schutz_2013"]


def test_printed_claims_name_sources_and_commands(found):
    lines = "\n".join(claim_lines(list(found.values())))
    for claim in found.values():
        assert claim.grade.upper() in lines
        assert claim.command in " ".join(lines.split())
    assert lines.endswith("Ranges hold 90 %.")
    assert max(len(line) for line in lines.splitlines()) <= 88


def test_claims_as_a_command(surae, found):
    done = surae("claims", "strides", "weight", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    document = json.loads(done.stdout)
    assert [claim["key"] for claim in document["claims"]] == ["strides", "weight"]
    assert document["claims"][0]["numbers"] == found["strides"].numbers
    assert document["provenance"]["evidence"] == evidence.RELEASE
    refused = surae("claims", "stride")
    assert refused.returncode == 1
    assert "did you mean 'strides'?" in refused.stderr


def test_an_unknown_claim_is_refused():
    with pytest.raises(EvidenceError, match="unknown claim"):
        claims(["xyz"])
