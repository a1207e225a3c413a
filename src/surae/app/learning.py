"""Learning from a person's readings, and what is then told: calibrate, explain, backtest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from surae import evidence
from surae.app.asked import Question, case_of, log_of, plan_of
from surae.app.stages import stage
from surae.inference import Case
from surae.inference.attribution import Attribution, attribute
from surae.inference.backtest import Backtest, backtest
from surae.inference.calibrate import Posterior, calibrate
from surae.inference.outlook import outlook_with_spectrum
from surae.inference.standing import Standing, Taught, standing, taught
from surae.inference.together import Bundle, moved_together
from surae.ingest import read_protocol
from surae.planning import habit_weeks
from surae.records import Bout, Everyday, Skipped
from surae.units import DAYS_PER_WEEK, check

Files = Callable[[int, int, str], None]
Share = Callable[[float], None]
_LEARNING = 0.6
"""Share of the work of an explanation that learning is."""


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """What a person's readings taught.

    Parameters
    ----------
    case
        With the posterior's draws where they can be trusted, else with the prior's.
    posterior
        And whether it can be trusted.
    parameters
        Prior against posterior.
    standing
        Among others.
    skipped
        Files, or places in a file, that could not be used.
    """

    case: Case
    posterior: Posterior
    parameters: tuple[Taught, ...]
    standing: Standing
    skipped: tuple[Skipped, ...] = ()


def learn(
    paths: Sequence[Path],
    question: Question,
    *,
    store: Path | None = None,
    files: Files | None = None,
    progress: Share | None = None,
) -> Learned:
    """Read files or the store, and learn from the readings.

    Parameters
    ----------
    paths, question, store
        As for :func:`surae.app.answer.answer`.
    files, progress
        Called while files are read, and with the share of the fit that is done.

    Raises
    ------
    SuraeError
        As for :func:`surae.app.answer.answer`; an untrustworthy fit does not raise.
    """
    log = log_of(paths, store, files)
    return replace(learn_case(case_of(log, question), progress), skipped=log.skipped)


def learn_case(case: Case, progress: Share | None = None) -> Learned:
    """Learn from the readings of a case that has prior draws."""
    posterior = calibrate(case, progress)
    if posterior.diagnostics.trustworthy:
        case = replace(case, draws=posterior.draws)
    parameters = taught(posterior.learned, posterior.prior.values, posterior.draws.values)
    return Learned(case, posterior, parameters, standing(case))


@dataclass(frozen=True, slots=True, eq=False)
class Explained:
    """What each cause did and does.

    Parameters
    ----------
    split
        Draws of the shares.
    together
        Causes that the log cannot tell apart.
    first_day, today, last_day
        From when to when.
    posterior
        What it rests on.
    """

    split: Attribution
    together: tuple[Bundle, ...]
    first_day: date
    today: date
    last_day: date
    posterior: Posterior


def explain(
    paths: Sequence[Path],
    question: Question,
    *,
    store: Path | None = None,
    files: Files | None = None,
    progress: Share | None = None,
) -> Explained:
    """Split the change so far, and to come, by cause.

    Raises
    ------
    CalibrationError
        If the fit to the readings cannot be trusted.
    """
    looked = look_ahead(
        paths, question, store=store, files=files, progress=stage(progress, 0, _LEARNING)
    )
    case = looked.case
    seen, spectrum = outlook_with_spectrum(case, looked.plan, looked.last_day, looked.everyday)
    return Explained(
        split=attribute(case, spectrum, seen, stage(progress, _LEARNING, 1)),
        together=moved_together(spectrum),
        first_day=case.first_day,
        today=case.today,
        last_day=looked.last_day,
        posterior=looked.learned.posterior,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Looked:
    """What was learned of a person, and what is planned.

    Parameters
    ----------
    learned
        What the readings taught; it can be trusted.
    plan, everyday
        Bouts after today, and the ordinary day around them.
    last_day
        Where the plan ends.
    """

    learned: Learned
    plan: tuple[Bout, ...]
    everyday: Everyday
    last_day: date

    @property
    def case(self) -> Case:
        """The person, with what was learned."""
        return self.learned.case


def look_ahead(
    paths: Sequence[Path],
    question: Question,
    *,
    store: Path | None = None,
    files: Files | None = None,
    progress: Share | None = None,
) -> Looked:
    """Learn from the readings, and lay out the plan, or the habit of the last weeks.

    Raises
    ------
    CalibrationError
        If the fit to the readings cannot be trusted.
    """
    check("weeks", question.weeks)
    protocol = read_protocol(question.plan) if question.plan else None
    learned = learn(paths, question, store=store, files=files, progress=progress)
    learned.posterior.check()
    case = learned.case
    last_day = case.today + timedelta(days=round(question.weeks * DAYS_PER_WEEK))
    weeks = habit_weeks(case.done, case.today, round(evidence.parameter("habit_weeks").mean))
    plan, everyday = plan_of(case, (question.everyday, protocol), last_day, weeks)
    return Looked(learned, plan, everyday, last_day)


def back(
    paths: Sequence[Path],
    question: Question,
    *,
    store: Path | None = None,
    files: Files | None = None,
    progress: Share | None = None,
) -> Backtest:
    """Refit on the past and score the readings that followed.

    Raises
    ------
    SuraeError
        Without readings on two days.
    """
    case = case_of(log_of(paths, store, files), question)
    return backtest(case, progress)
