"""Making a plan, making it anew, and taking it out: the use cases behind ``surae plan``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from surae.anatomy.limb import limb_of
from surae.app.asked import Question, case_of
from surae.app.learning import learn_case
from surae.app.plan_json import Kept, kept_from, plan_json
from surae.app.store.catalog import open_store
from surae.app.store.log import load_log
from surae.app.store.plans import keep_plan, latest_plan
from surae.errors import IngestError, StoreError
from surae.inference import Case, prior_draws
from surae.ingest import read_log, read_protocol
from surae.ingest.planned import read_planned_csv, read_planned_fit
from surae.planning import Goal, Limits, Plan, Wish, judged_plan, make_plan
from surae.planning.adherence import Adherence, adherence
from surae.planning.progress import Progress, part, silent
from surae.records import Log, Measurement, Person, Planned

_LEARNED = 0.55
"""The share of the work that learning from readings usually is."""

_PRINTED = "give what `surae plan --json` printed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where a plan takes its facts from.

    Parameters
    ----------
    person
        For whom.
    paths
        Files; where there are none, the store.
    store
        Folder of the store, None for none.
    today
        The day from which on; the last day of the log if None.
    clock
        The day it is, for someone without a log.
    seed, n_draws
        Of the random draws.
    """

    person: Person
    paths: tuple[Path, ...] = ()
    store: Path | None = None
    today: date | None = None
    clock: date
    seed: int = 1
    n_draws: int = 500


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """A plan, its version, and what was done of the one before."""

    plan: Plan
    version: int
    gone: tuple[str, ...] = ()
    done: Adherence | None = None
    before: Kept | None = None

    def document(self) -> dict[str, Any]:
        """Return everything as plain data."""
        told = plan_json(self.plan, self.version, self.gone)
        if self.done is not None and self.before is not None:
            told["adherence"] = {
                "planned": self.done.n_planned,
                "done": self.done.n_done,
                "share": round(self.done.share, 4),
                "missed": [session.uid for session in self.done.missed],
                "extra_days": self.done.n_extra,
                "p_goal_before": self.before.p_goal,
            }
        return told


def plan(
    sources: Sources,
    goal: Goal,
    limits: Limits,
    keep: Path | None = None,
    progress: Progress = silent,
) -> Made:
    """Make a plan, and keep it where there is a store.

    Parameters
    ----------
    sources, goal, limits
        Whose facts, what is wanted, and within what.
    keep
        Sessions that must stay.
    progress
        Told the share of the work that is done; where it raises, nothing is kept.

    Raises
    ------
    IngestError, RecordError, PlanError
        For files, goals or limits that cannot be.
    """
    protocol = read_protocol(keep) if keep else None
    case = case_for(sources, goal, part(progress, 0.0, _LEARNED))
    found = make_plan(Wish(case, goal, limits, protocol), "", part(progress, _LEARNED, 1.0))
    progress(1.0)
    return _kept(Made(found, 1), sources.store)


def replan(
    sources: Sources,
    document: Path | None = None,
    keep: Path | None = None,
    progress: Progress = silent,
) -> Made:
    """Make a plan anew from what was done since: the same goal, limits and first day.

    Parameters
    ----------
    sources
        Where the facts come from now.
    document
        A plan as ``--json`` printed it; the newest of the store if None.
    keep
        Sessions that must stay from now on.
    progress
        As for :func:`plan`.

    Raises
    ------
    StoreError
        If there is no plan.
    """
    before = kept_from(_document(sources.store, document))
    protocol = read_protocol(keep) if keep else None
    case = case_for(sources, before.goal, part(progress, 0.0, _LEARNED))
    if case.today < before.made:
        raise StoreError(
            f"the plan was made on {before.made.isoformat()} and the log ends on "
            f"{case.today.isoformat()}; give --today or newer files"
        )
    wish = Wish(
        case, before.goal, before.limits, protocol, before.counted_from, tuple(before.sessions)
    )
    made = _following(before, make_plan(wish, before.key, part(progress, _LEARNED, 1.0)))
    progress(1.0)
    return _kept(made, sources.store)


def take(sources: Sources, files: Sequence[Path], document: Path | None = None) -> Made:
    """Take sessions that were changed by hand as the next version of the plan.

    Parameters
    ----------
    sources
        Where the facts come from now.
    files
        CSV files or FIT workouts that `surae plan export` wrote, or folders of them.
    document
        The plan that they follow; the newest of the store if None.

    Raises
    ------
    IngestError
        For a file that holds no sessions of a plan.
    """
    before = kept_from(_document(sources.store, document))
    sessions = [session for file in _files(files) for session in _sessions(file)]
    case = case_for(sources, before.goal)
    wish = Wish(case, before.goal, before.limits, None, before.counted_from)
    made = _following(before, judged_plan(wish, sessions, before.key))
    return _kept(made, sources.store)


def _files(paths: Sequence[Path]) -> list[Path]:
    found = [sorted(path.iterdir()) if path.is_dir() else [path] for path in paths]
    return [file for files in found for file in files if not file.name.startswith(".")]


def _sessions(file: Path) -> tuple[Planned, ...]:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise IngestError(str(file), f"cannot be opened: {error.strerror}") from None
    if file.suffix.lower() == ".fit":
        return (read_planned_fit(content, file.name),)
    return read_planned_csv(content, file.name)


def _following(before: Kept, fresh: Plan) -> Made:
    """Return the next version of a plan, with what was done of the one before."""
    case = fresh.wish.case
    since = [bout for bout in case.done if bout.day > before.made]
    due = [one for one in before.sessions if one.day > before.made]
    done = adherence(due, since, case.today)
    now = {session.uid for session in fresh.sessions}
    ahead = {one.uid for one in before.sessions if one.day > case.today}
    gone = tuple(sorted((ahead | set(before.gone)) - now))
    return Made(fresh, before.version + 1, gone, done, before)


def _kept(made: Made, store: Path | None) -> Made:
    """Keep a plan in the store, which says which version it is."""
    if store is None:
        return made
    with open_store(store) as opened:
        return replace(made, version=keep_plan(opened, made.document()))


def _document(store: Path | None, document: Path | None) -> dict[str, Any]:
    if document is not None:
        try:
            found = json.loads(document.read_text("utf-8"))
        except OSError as error:
            raise IngestError(str(document), f"cannot be opened: {error.strerror}") from None
        except ValueError:
            raise IngestError(str(document), f"is no JSON; {_PRINTED}") from None
        if not isinstance(found, dict):
            raise IngestError(str(document), f"is no plan; {_PRINTED}")
        return found
    if store is None:
        raise StoreError("no plan is known; make a store and a plan, or give --plan FILE")
    with open_store(store) as opened:
        return latest_plan(opened)


def stored_plan(store: Path | None, document: Path | None) -> Kept:
    """Return the plan that holds now, from a document or the store.

    Raises
    ------
    IngestError, StoreError
        If there is none.
    """
    return kept_from(_document(store, document))


def case_for(sources: Sources, goal: Goal, progress: Progress = silent) -> Case:
    """Return the person, the log and what readings taught; a log may be missing."""
    progress(0.0)
    log = _log(sources)
    if not log.sessions:
        today = sources.today or sources.clock
        return Case(
            person=sources.person,
            limb=limb_of(sources.person),
            draws=prior_draws(sources.n_draws, sources.seed),
            done=(),
            readings=_of_side(log.measurements, goal),
            first_day=today,
            today=today,
        )
    question = Question(
        person=sources.person, today=sources.today, seed=sources.seed, n_draws=sources.n_draws
    )
    case = learn_case(case_of(log, question), progress).case
    return replace(case, readings=_of_side(case.readings, goal))


def _of_side(readings: Sequence[Measurement], goal: Goal) -> tuple[Measurement, ...]:
    """Return the readings of the leg that is meant."""
    return tuple(r for r in readings if goal.side is None or r.side in (None, goal.side))


def _log(sources: Sources) -> Log:
    if sources.paths:
        log = read_log(sources.paths)
        if not log.n_files:
            raise IngestError(", ".join(map(str, sources.paths)), "holds no files")
        return log
    if sources.store is not None:
        with open_store(sources.store) as opened:
            return load_log(opened)
    return Log(())
