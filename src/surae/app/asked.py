"""What a person asks: their log, the case it makes, and the plan that is looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from surae.anatomy.limb import limb_of
from surae.errors import IngestError, RecordError, StoreError
from surae.inference import Case, prior_draws
from surae.inference.body_mass import weighed
from surae.ingest import read_log
from surae.loading import bouts, schedule
from surae.planning import repeat_habit
from surae.records import Bout, Everyday, Log, Person, Protocol

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


def log_of(paths: Sequence[Path], store: Path | None, progress: Progress | None = None) -> Log:
    """Read files, folders or archives; the store where there are none.

    Raises
    ------
    IngestError
        If a path is missing, or nothing in them can be used.
    StoreError
        If the store is empty.
    """
    if store and not paths:
        return kept_log(store)
    log = read_log(paths, progress=progress)
    if not log.sessions:
        raise _nothing_read(log, paths)
    return log


def kept_log(place: Path) -> Log:
    """Return what the store holds."""
    from surae.app.store.catalog import open_store
    from surae.app.store.log import load_log

    with open_store(place) as store:
        log = load_log(store)
    if not log.sessions:
        raise StoreError(f"the store at {place} holds no session that counts; `surae import` some")
    return log


def case_of(log: Log, question: Question) -> Case:
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


def plan_of(
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
