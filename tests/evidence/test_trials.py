"""The trials of the release say what the table of studies says, no more and no less."""

from __future__ import annotations

from collections import Counter

from surae import evidence
from surae.ingest import shipped_trials
from surae.records import CalfRaise, Outcome, Stretch, Unload

MEASURES = ("volume", "csa", "thickness", "girth", "size")
STRUCTURES = {"PF": "TS", "lower_leg": "calf"}
QUANTITIES = {"size": "volume"}
IN_MM_AND_CM2 = {"cm": 10.0, "mm": 1.0, "cm2": 1.0}

Row = evidence.Row
Fact = tuple[str, str, str, str]


def usable() -> list[Row]:
    """Return the rows that state a change of size, or that none was seen."""
    return [
        row
        for row in evidence.table("studies")
        if row["measures"] == "size"
        and row["quantity"] in MEASURES
        and (row["finding"] in ("value", "ns") or row["effect_kind"] == "change")
    ]


def excluded() -> dict[tuple[str, str], str]:
    """Return the reasons of the table of exclusions."""
    rows = evidence.table("trial_exclusions")
    return {(row["study"], row["structure"]): row["reason"] for row in rows}


def change_of_row(row: Row) -> str:
    if row["finding"] == "value":
        return f"{row['change']:.4f}"
    if row["effect_kind"] == "change":
        return f"{row['effect'] * IN_MM_AND_CM2[row['effect_unit']]:.4f} abs"
    return "ns"


def change_of_outcome(outcome: Outcome) -> str:
    if outcome.change is not None:
        return f"{outcome.change:.4f}"
    return "ns" if outcome.change_abs is None else f"{outcome.change_abs:.4f} abs"


def fact_of_row(row: Row) -> Fact:
    structure = STRUCTURES.get(row["structure"], row["structure"])
    quantity = QUANTITIES.get(row["quantity"], row["quantity"])
    return row["study"], structure, quantity, change_of_row(row)


def test_every_usable_row_is_in_a_document_or_excluded_for_a_reason() -> None:
    left_out = excluded()
    wanted = Counter(
        fact_of_row(row) for row in usable() if (row["study"], row["structure"]) not in left_out
    )
    stated = Counter(
        (trial.key, outcome.structure, outcome.quantity, change_of_outcome(outcome))
        for trial in shipped_trials()
        for arm in trial.arms
        for outcome in arm.outcomes
    )
    assert stated == wanted
    assert sum(stated.values()) == 79


def test_every_exclusion_is_of_a_usable_row_and_has_a_reason() -> None:
    assert set(excluded()) <= {(row["study"], row["structure"]) for row in usable()}
    assert all(reason.endswith(".") for reason in excluded().values())
    assert len(excluded()) == len(evidence.table("trial_exclusions"))


def test_roles_and_sources_are_those_of_the_tables() -> None:
    roles = {row["study"]: row["role"] for row in evidence.table("studies")}
    for trial in shipped_trials():
        assert trial.role == roles[trial.key]
        source = evidence.source(trial.key)
        assert trial.source in (f"doi:{source.doi}", source.url, source.citation)


def test_participants_and_instruments_are_those_of_the_table() -> None:
    for trial in shipped_trials():
        rows = [row for row in usable() if row["study"] == trial.key]
        counts = {row["n"] for row in rows if row["n"] == row["n"]}
        stated = {arm.n or trial.cohort.n for arm in trial.arms}
        assert stated == counts or (not counts and stated == {None}), trial.key
        sexes = {row["sex"] for row in rows}
        assert {arm.sex or trial.cohort.sex for arm in trial.arms} == sexes, trial.key
        instruments = {row["instrument"] for row in rows}
        for outcome in (o for arm in trial.arms for o in arm.outcomes):
            known = outcome.instrument in instruments
            assert known or (instruments == {""} and "instrument" in outcome.assumed), trial.key


def test_doses_are_those_of_the_table() -> None:
    """Where the table knows sessions a week, sets, load, minutes, an arm says the same."""
    checked = 0
    for trial in shipped_trials():
        rows = {row["arm"]: row for row in usable() if row["study"] == trial.key}
        for arm in trial.arms:
            row = rows.get(arm.name)
            if row is None or not arm.sessions:
                continue
            checked += 1
            assert arm.weeks == row["weeks"]
            first = arm.sessions[0]
            known = row["sessions_per_week"]
            assert known != known or first.per_week == known, (trial.key, arm.name)
            if isinstance(first.activity, CalfRaise) and row["sets"] == row["sets"]:
                total = sum(s.activity.sets for s in arm.sessions)  # type: ignore[union-attr]
                assert total == row["sets"], (trial.key, arm.name)
            if isinstance(first.activity, CalfRaise) and row["load_1rm"] == row["load_1rm"]:
                assert first.activity.load_1rm == row["load_1rm"]
            if isinstance(first.activity, Stretch):
                assert row["minutes_low"] <= first.activity.minutes <= row["minutes_high"]
            if row["to_failure"] == "yes":
                assert first.activity.reps_in_reserve == 0  # type: ignore[union-attr]
    assert checked > 30


def test_what_is_not_in_the_source_is_marked() -> None:
    marks = Counter(
        mark for trial in shipped_trials() for arm in trial.arms for mark in arm.assumed
    )
    assert marks["stretch.ankle_angle"] == 10
    assert marks["run.speed"] >= 3
    beds = [
        (trial.key, arm.name)
        for trial in shipped_trials()
        for arm in trial.arms
        if any(isinstance(s.activity, Unload) for s in arm.sessions)
    ]
    assert len(beds) == 12
