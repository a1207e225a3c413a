"""Which readings a fit was given that are hard to believe, and what could not be used."""

from __future__ import annotations

from dataclasses import asdict
from textwrap import fill

from surae.app.asked import Question
from surae.app.learning import Learned
from surae.app.measuring import doubted, reading_words

_SOME, _WIDTH = 10, 88


def doubt_lines(found: Learned, question: Question, *, skipped: bool) -> list[str]:
    """Return a line for each reading that is doubted, and for each place that was skipped.

    Parameters
    ----------
    found, question
        What was learned, for whom.
    skipped
        Whether to tell what was skipped, which a store told when it was imported.
    """
    # What was assumed of the person is held against no reading.
    facts = {} if question.assumed else asdict(question.person)
    doubts = [(reading_words(one), why) for one, why in doubted(found.case.readings, facts)]
    lines = [
        f"Hard to believe: {name}: {reason}. It counts; if it is wrong, correct the file, or leave "
        "it out of the store with `surae correct`."
        for name, reason in doubts
    ]
    if skipped:
        lines += [f"Skipped {one.file}: {one.reason}" for one in found.skipped]
    more = len(lines) - _SOME
    told = [fill(line, _WIDTH, subsequent_indent="  ") for line in lines[:_SOME]]
    return [*told, f"… and {more} more"] if more > 0 else told
