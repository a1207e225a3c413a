"""The main job: files in, one answer out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from surae import evidence
from surae.anatomy.limb import limb_of
from surae.app.what_if import Alternative, alternative
from surae.errors import IngestError, RecordError, StoreError
from surae.inference import (
    Case,
    CauseShare,
    GirthForecast,
    Outlook,
    Verdict,
    Visible,
    cause_shares,
    first_visible,
    outlook,
    prior_draws,
    verdict,
)
from surae.inference.body_mass import weighed
from surae.inference.fitness import Gains, gathered, session_gains
from surae.ingest import read_log, read_protocol
from surae.loading import GroupLoad, bouts, schedule, thigh_beside_calf
from surae.planning import habit_weeks, repeat_habit
from surae.records import Bout, Everyday, Log, Person, Protocol
from surae.units import DAYS_PER_WEEK, check

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked.

    Parameters
    ----------
    person
        For whom.
    assumed
        What of the person was not given, as clauses.
    weeks
        How far ahead.
    today
        From which day on; the last day of the log if None.
    plan
        A protocol document; the habit of the last weeks goes on if None.
    everyday
        Steps and food from today on, which go before those of the plan.
    seed, n_draws
        Of the random draws.
    """

    person: Person
    assumed: tuple[str, ...] = ()
    weeks: float = 16.0
    today: date | None = None
    plan: Path | None = None
    everyday: Everyday = field(default_factory=Everyday)
    seed: int = 1
    n_draws: int = 500


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


def answer(
    paths: Sequence[Path],
    question: Question,
    progress: Progress | None = None,
    *,
    store: Path | None = None,
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

    Raises
    ------
    IngestError
        If a path is missing, or nothing in them can be used.
    RecordError
        If the question holds a value that cannot be believed.
    """
    check("weeks", question.weeks)
    protocol = read_protocol(question.plan) if question.plan else None
    if store and not paths:
        return answer_log(kept_log(store), question, protocol)
    log = read_log(paths, progress=progress)
    if not log.sessions:
        raise _nothing_read(log, paths)
    return answer_log(log, question, protocol)


def kept_log(place: Path) -> Log:
    """Return what the store holds."""
    from surae.app.store.catalog import open_store
    from surae.app.store.log import load_log

    with open_store(place) as store:
        log = load_log(store)
    if not log.sessions:
        raise StoreError(f"the store at {place} holds no session that counts; `surae import` some")
    return log


def answer_log(log: Log, question: Question, protocol: Protocol | None = None) -> Answer:
    """Answer from a log that has been read."""
    case = _case(log, question)
    last_day = case.today + timedelta(days=round(question.weeks * DAYS_PER_WEEK))
    weeks = habit_weeks(case.done, case.today, round(evidence.parameter("habit_weeks").mean))
    plan, everyday = _plan(case, (question.everyday, protocol), last_day, weeks)
    seen = outlook(case, plan, last_day, everyday)
    said = verdict(seen)
    recent = tuple(b for b in case.done if b.day > case.today - timedelta(weeks=weeks))
    return Answer(
        question=question,
        today=case.today,
        last_day=last_day,
        log=log,
        verdict=said,
        visible=first_visible(seen, case.readings),
        causes=cause_shares(seen),
        thigh=thigh_beside_calf(case.limb, case.person.mass, recent, weeks),
        gains=_gains(log, case, weeks),
        alternative=alternative(case, plan, last_day, everyday, seen),
        calf=seen.calf,
        habit_weeks=weeks,
        sources=evidence.sources_used(),
    )


def _case(log: Log, question: Question) -> Case:
    """Collect what is known up to today."""
    first_day = log.sessions[0].start.date()
    today = question.today or log.sessions[-1].start.date()
    if today < first_day:
        raise RecordError("today", today.isoformat(), f"{first_day} or later, where the log begins")
    readings = tuple(m for m in log.measurements if m.date_time.date() <= today)
    person = weighed(question.person, readings, today)
    done = tuple(b for session in log.sessions for b in bouts(session) if b.day <= today)
    return Case(
        person=person,
        limb=limb_of(person),
        draws=prior_draws(question.n_draws, question.seed),
        done=done,
        readings=readings,
        first_day=first_day,
        today=today,
    )


def _plan(
    case: Case, said: tuple[Everyday, Protocol | None], last_day: date, weeks: int
) -> tuple[tuple[Bout, ...], Everyday]:
    """Return the bouts to come and the ordinary day around them; options go before the plan."""
    told, protocol = said
    if protocol is None:
        return repeat_habit(case.done, case.today, last_day, weeks), told
    tomorrow = case.today + timedelta(days=1)
    stated = {key: value for key, value in asdict(told).items() if value is not None}
    day = replace(protocol.everyday, **stated)
    return schedule(protocol, tomorrow, (last_day - case.today).days), day


def _gains(log: Log, case: Case, weeks: int) -> Gains:
    """Return what the habit weeks gave beside the calf."""
    since = case.today - timedelta(weeks=weeks)
    recent = [s for s in log.sessions if since < s.start.date() <= case.today]
    return gathered(session_gains(recent, case.person, case.draws), case.draws, weeks)


def _nothing_read(log: Log, paths: Sequence[Path]) -> IngestError:
    """Say why there is no answer, naming the first file that failed."""
    names = ", ".join(str(path) for path in paths)
    if not log.n_files:
        return IngestError(names, "holds no files; give a folder or archive with FIT, GPX or TCX")
    if log.measurements:
        return IngestError(names, "holds readings but no session; add FIT, GPX, TCX or a gym log")
    first = log.skipped[0]
    if log.n_files == 1:
        return IngestError(first.file, first.reason)
    return IngestError(
        names,
        f"none of {log.n_files} files could be used; the first, {first.file}: {first.reason}",
    )


__all__ = ["Answer", "Outlook", "Question", "answer", "answer_log"]
