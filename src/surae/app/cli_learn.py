"""The commands that learn from readings: calibrate, forecast, explain, backtest.

They are loaded when they are asked for; heavy parts are imported inside them.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

if TYPE_CHECKING:
    from surae.app.answer import Question

Flag = Annotated[bool, Parameter(negative=())]
Paths = Annotated[
    list[Path] | None, Parameter(negative=(), name="PATH", allow_leading_hyphen=False)
]


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Who:
    """Whose readings, and where they are.

    Parameters
    ----------
    height
        Standing height in meters.
    mass
        Body mass in kilograms.
    age
        Age in years.
    sex
        female or male: the groups that the reference tables know.
    steps
        Steps on an ordinary day, running not counted (7000 if not given).
    today
        The day from which the future counts, as 2026-06-28; the last day of the log if not given.
    seed
        Seed of the random draws.
    store
        Folder of the store; SURAE_STORE or the platform's data folder if not given.
    """

    height: float | None = None
    mass: float | None = None
    age: float | None = None
    sex: Literal["female", "male"] | None = None
    steps: float | None = None
    today: str | None = None
    seed: int = 1
    store: Path | None = None


def _asked(
    paths: Sequence[Path] | None, who: Who, weeks: float = 16, plan: Path | None = None
) -> tuple[Question, Path | None]:
    """Return the question and the place of the store, if one is used."""
    from surae.app.answer import Question
    from surae.app.person import assumed, person_from
    from surae.app.store.people import with_known
    from surae.app.store.place import place_in_use
    from surae.app.terminal import day
    from surae.errors import SuraeError

    place = place_in_use(who.store, asked=not paths)
    if not paths and place is None:
        raise SuraeError("give files or folders, or `surae import` them into a store first")
    told = {"height": who.height, "mass": who.mass, "age": who.age, "sex": who.sex}
    given = with_known({**told, "steps_per_day": who.steps}, place)
    question = Question(
        person=person_from(given),
        assumed=assumed(given),
        weeks=weeks,
        today=day(who.today) if who.today else None,
        plan=plan,
        seed=who.seed,
    )
    return question, place


def _print(document: object, lines: Sequence[str], *, as_json: bool) -> None:
    from surae.app.serial import dumps

    text = dumps(document) if as_json else "\n".join(lines)
    sys.stdout.write(text + "\n")


def calibrate(paths: Paths = None, /, *, who: Who | None = None, json: Flag = False) -> int:
    """Learn your own parameters from your readings, and say what they taught.

    Parameters
    ----------
    paths
        Files, folders or archives with sessions and readings; the store if none is given.
    who
        Whose readings.
    json
        Print status, trustworthy and parameters as JSON.
    """
    from surae.app import terminal
    from surae.app.calibration_words import calibration_lines
    from surae.app.learning import learn
    from surae.app.serial_learning import calibration_json

    question, place = _asked(paths, who or Who())
    with (
        terminal.reading(quiet=json) as files,
        terminal.working("learning", quiet=json) as share,
    ):
        found = learn(paths or (), question, store=place, files=files, progress=share)
    if found.posterior.diagnostics.trustworthy:
        found.posterior.check()
    _print(calibration_json(found), calibration_lines(found), as_json=json)
    return 0 if found.posterior.diagnostics.trustworthy else 3


def forecast(
    paths: Paths = None,
    /,
    *,
    who: Who | None = None,
    weeks: float = 16,
    plan: Path | None = None,
    out: Path | None = None,
    json: Flag = False,
) -> int:
    """Forecast what lies ahead, week by week, from all that your readings taught.

    Parameters
    ----------
    paths
        Files, folders or archives with sessions and readings; the store if none is given.
    who
        Whose calf.
    weeks
        How many weeks to look ahead.
    plan
        A protocol document (TOML) to follow instead of the habit of the last eight weeks.
    out
        Folder for a report: answer.html, answer.svg and answer.json.
    json
        Print everything as JSON, with the keys of answer.
    """
    from surae.app import terminal
    from surae.app.answer import answer
    from surae.app.learning_words import forecast_lines
    from surae.app.report import write_report
    from surae.app.serial import answer_json

    question, place = _asked(paths, who or Who(), weeks, plan)
    with (
        terminal.reading(quiet=json) as files,
        terminal.working("learning and forecasting", quiet=json) as share,
    ):
        found = answer(paths or (), question, files, store=place, learning=share)
    found.learned.posterior.check()
    written = write_report(found, out) if out else []
    lines = [*forecast_lines(found), *(f"  {file}" for file in written)]
    _print(answer_json(found), lines, as_json=json)
    return 0


def explain(
    paths: Paths = None,
    /,
    *,
    who: Who | None = None,
    weeks: float = 16,
    plan: Path | None = None,
    curve: Annotated[str | None, Parameter(name="--curve")] = None,
    out: Path | None = None,
    json: Flag = False,
) -> int:
    """Say what caused what: the change of girth so far, and to come, split by cause.

    Parameters
    ----------
    paths
        Files, folders or archives with sessions and readings; the store if none is given.
    who
        Whose calf.
    weeks
        How many weeks to look ahead.
    plan
        A protocol document (TOML) to follow instead of the habit of the last eight weeks.
    curve
        A cause, such as "standing raises": what more or less of it would do, instead of the split.
    out
        Folder for a picture (curve.svg) and all numbers (curve.json) of a curve.
    json
        Print a list of causes as JSON; girth in centimeters. With a curve, its amounts and bands.
    """
    from surae.app import terminal
    from surae.app.learning import explain as run
    from surae.app.learning_words import explanation_lines
    from surae.app.serial_learning import explanation_json

    if curve is not None:
        return _curve(curve, paths, _asked(paths, who or Who(), weeks, plan), out, as_json=json)
    question, place = _asked(paths, who or Who(), weeks, plan)
    with (
        terminal.reading(quiet=json) as files,
        terminal.working("learning and splitting", quiet=json) as share,
    ):
        found = run(paths or (), question, store=place, files=files, progress=share)
    _print(explanation_json(found), explanation_lines(found), as_json=json)
    return 0


def _curve(
    cause: str,
    paths: Sequence[Path] | None,
    asked: tuple[Question, Path | None],
    out: Path | None,
    *,
    as_json: bool,
) -> int:
    """Print, and write where a folder was given, the dose and response of a cause."""
    from surae.app import curves_text as text
    from surae.app import terminal
    from surae.app.curves import dose_response
    from surae.app.serial import dumps
    from surae.app.whole_files import write_files

    question, place = asked
    with (
        terminal.reading(quiet=as_json) as files,
        terminal.working("learning and comparing", quiet=as_json) as share,
    ):
        told = dose_response(cause, paths or (), question, store=place, files=files, progress=share)
    document = text.curve_json(told)
    texts = {"curve.svg": text.curve_picture(told), "curve.json": dumps(document) + "\n"}
    written = write_files(out, texts) if out else []
    lines = [*text.curve_lines(told), *(f"  {file}" for file in written)]
    _print(document, lines, as_json=as_json)
    return 0


def backtest(paths: Paths = None, /, *, who: Who | None = None, json: Flag = False) -> int:
    """Score your own forecasts: refit on the past, compare with the readings that followed.

    Parameters
    ----------
    paths
        Files, folders or archives with sessions and readings; the store if none is given.
    who
        Whose readings.
    json
        Print coverage, errors and every reading as JSON.
    """
    from surae.app import terminal
    from surae.app.learning import back
    from surae.app.learning_words import backtest_lines
    from surae.app.serial_learning import backtest_json

    question, place = _asked(paths, who or Who())
    with (
        terminal.reading(quiet=json) as files,
        terminal.working("backtest", quiet=json) as share,
    ):
        found = back(paths or (), question, store=place, files=files, progress=share)
    _print(backtest_json(found), backtest_lines(found), as_json=json)
    return 0 if found.trustworthy else 3
