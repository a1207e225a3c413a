"""The main job: files in, one answer out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from surae import evidence
from surae.app.asked import Question, case_of, kept_log, log_of, plan_of
from surae.app.learning import Learned, learn_case
from surae.app.stages import stage
from surae.app.what_if import Alternative, alternative
from surae.inference import (
    Case,
    CauseShare,
    GirthForecast,
    Outlook,
    Verdict,
    Visible,
    cause_shares,
    first_visible,
    verdict,
)
from surae.inference.ahead import Ahead, ahead
from surae.inference.attribution import attribute
from surae.inference.fitness import Gains, gathered, session_gains
from surae.inference.outlook import outlook_with_spectrum
from surae.ingest import read_protocol
from surae.loading import GroupLoad, thigh_beside_calf
from surae.planning import habit_weeks
from surae.records import Log, Protocol
from surae.units import DAYS_PER_WEEK, check

Progress = Callable[[int, int, str], None]
Share = Callable[[float], None]
_LEARNING = 0.6
"""Share of the work that learning is."""


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """Everything that is said, printed or drawn."""

    question: Question
    today: date
    last_day: date
    log: Log
    verdict: Verdict
    visible: Visible
    causes: tuple[CauseShare, ...]
    thigh: tuple[GroupLoad, ...]
    gains: Gains
    alternative: Alternative
    calf: GirthForecast
    habit_weeks: int
    sources: tuple[str, ...]
    learned: Learned
    ahead: Ahead


def answer(
    paths: Sequence[Path],
    question: Question,
    progress: Progress | None = None,
    *,
    store: Path | None = None,
    learning: Share | None = None,
) -> Answer:
    """Read files or the store, simulate, and answer.

    Parameters
    ----------
    paths
        Files, folders or archives; where there are none, the store is read.
    question
        What is asked.
    progress
        Called with (done, total, name) while files are read.
    store
        Folder of the store.
    learning
        Called with the share of the work that is done, once files are read.

    Raises
    ------
    IngestError
        If a path is missing, or nothing in them can be used.
    RecordError
        If the question holds a value that cannot be believed.
    """
    check("weeks", question.weeks)
    protocol = read_protocol(question.plan) if question.plan else None
    return answer_log(log_of(paths, store, progress), question, protocol, learning)


def answer_log(
    log: Log,
    question: Question,
    protocol: Protocol | None = None,
    learning: Share | None = None,
) -> Answer:
    """Answer from a log that has been read."""
    learned = learn_case(case_of(log, question), stage(learning, 0, _LEARNING))
    case = learned.case
    last_day = case.today + timedelta(days=round(question.weeks * DAYS_PER_WEEK))
    weeks = habit_weeks(case.done, case.today, round(evidence.parameter("habit_weeks").mean))
    plan, everyday = plan_of(case, (question.everyday, protocol), last_day, weeks)
    seen, spectrum = outlook_with_spectrum(case, plan, last_day, everyday)
    said = verdict(seen)
    recent = tuple(b for b in case.done if b.day > case.today - timedelta(weeks=weeks))
    return Answer(
        question=question,
        today=case.today,
        last_day=last_day,
        log=log,
        verdict=said,
        visible=first_visible(seen, case.readings),
        causes=cause_shares(attribute(case, spectrum, seen, stage(learning, _LEARNING, 1))),
        thigh=thigh_beside_calf(case.limb, case.person.mass, recent, weeks),
        gains=_gains(log, case, weeks),
        alternative=alternative(case, plan, last_day, everyday, seen),
        calf=seen.calf,
        habit_weeks=weeks,
        sources=evidence.sources_used(),
        learned=learned,
        ahead=ahead(case, seen, spectrum),
    )


def _gains(log: Log, case: Case, weeks: int) -> Gains:
    """Return what the habit weeks gave beside the calf."""
    since = case.today - timedelta(weeks=weeks)
    recent = [s for s in log.sessions if since < s.start.date() <= case.today]
    return gathered(session_gains(recent, case.person, case.draws), case.draws, weeks)


__all__ = ["Answer", "Outlook", "Question", "answer", "answer_log", "kept_log"]
