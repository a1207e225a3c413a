"""Which readings a fit was given that are hard to believe, and what could not be used."""

from __future__ import annotations

from dataclasses import asdict
from textwrap import fill
from typing import Any

from surae.app.asked import Question
from surae.app.learning import Learned
from surae.app.measuring import doubted, reading_words

_SOME, _WIDTH = 10, 88


def doubts_json(found: Learned, question: Question) -> dict[str, Any]:
    """Return the readings that are doubted, and the places that were skipped, with reasons."""
    return {
        "doubted": [
            {"reading": name, "reason": reason} for name, reason in _doubts(found, question)
        ],
        "skipped": [{"file": one.file, "reason": one.reason} for one in found.skipped],
    }


def doubt_lines(found: Learned, question: Question, *, shown: bool) -> list[str]:
    """Return a line for each reading that is doubted, and for each place that was skipped.

    Parameters
    ----------
    found, question
        What was learned, for whom.
    shown
        Whether to tell what was skipped, which a store told when it was imported.
    """
    lines = [
        f"Hard to believe: {name}: {reason}. It counts; if it is wrong, correct the file, or leave "
        "it out of the store with `surae correct`."
        for name, reason in _doubts(found, question)
    ]
    if shown:
        lines += [f"Skipped {one.file}: {one.reason}" for one in found.skipped]
    more = len(lines) - _SOME
    told = [fill(line, _WIDTH, subsequent_indent="  ") for line in lines[:_SOME]]
    return [*told, f"… and {more} more, in --json"] if more > 0 else told


def _doubts(found: Learned, question: Question) -> list[tuple[str, str]]:
    """Return readings in words, and why they are doubted; what was assumed is held against none."""
    facts = {} if question.assumed else asdict(question.person)
    return [(reading_words(one), why) for one, why in doubted(found.case.readings, facts)]
