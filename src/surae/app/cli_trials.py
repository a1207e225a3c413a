"""The commands that score, explain and teach: validate, claims, simulate, compare.

They are loaded when they are asked for; heavy parts are imported inside them.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from surae.app.cli_learn import Flag, Paths, Who

if TYPE_CHECKING:
    from surae.app.scenarios import Scenarios

Rule = Literal["sensed_tension", "hard_sets", "tension_time", "micro_tear"]


def validate(
    files: Annotated[
        list[Path] | None, Parameter(negative=(), name="FILE", allow_leading_hyphen=False)
    ] = None,
    /,
    *,
    role: Literal["calibration", "validation"] | None = None,
    rule: Rule = "sensed_tension",
    rules: Flag = False,
    seed: int = 1,
    out: Path | None = None,
    json: Flag = False,
) -> int:
    """Score the model against published trials: those that come with surae, or your own files.

    Parameters
    ----------
    files
        Trial documents (TOML); the trials of the evidence release if none is named.
    role
        Only the trials of this role.
    rule
        The dose rule: what makes a muscle grow.
    rules
        Put all dose rules side by side on the validation trials instead.
    seed
        Seed of the random draws.
    out
        Folder for the scoreboard as a page (trials.md) and a forest plot (trials.svg).
    json
        Print a list of records as JSON.
    """
    from surae.app.scoreboard import records, scoreboard
    from surae.app.scoreboard_text import lines

    if rules:
        return _compare_rules(role or "validation", seed, as_json=json)
    board = scoreboard(files or (), role, seed, rule=rule)
    if json:
        _print_json(records(board))
    else:
        sys.stdout.writelines(f"{line}\n" for line in lines(board))
    if out:
        from surae.app.scoreboard_files import write_scoreboard

        _name_files(write_scoreboard(board, out), quiet=json)
    sys.stderr.writelines(f"surae: {line}\n" for line in board.refused)
    return 1 if board.refused else 0


def _compare_rules(role: Literal["calibration", "validation"], seed: int, *, as_json: bool) -> int:
    from surae.app.scoreboard_rules import compare_rules, rule_lines, rule_records

    found = compare_rules(role, seed)
    if as_json:
        _print_json(rule_records(found))
    else:
        sys.stdout.writelines(f"{line}\n" for line in rule_lines(found, role))
    return 0


def _print_json(document: object) -> None:
    from surae.app.serial import dumps

    sys.stdout.write(dumps(document) + "\n")


def _name_files(files: list[Path], *, quiet: bool) -> None:
    if not quiet:
        sys.stdout.write("\nWritten:\n")
        sys.stdout.writelines(f"  {file}\n" for file in files)


def simulate(
    document: Annotated[Path, Parameter(name="DOC")],
    /,
    *,
    weeks: float | None = None,
    height: float | None = None,
    mass: float | None = None,
    age: float | None = None,
    sex: Literal["female", "male"] | None = None,
    steps: float | None = None,
    rule: Rule = "sensed_tension",
    seed: int = 1,
    out: Path | None = None,
    json: Flag = False,
) -> int:
    """Show what a protocol document does to the calf of someone who only walked until then.

    Parameters
    ----------
    document
        A protocol document (TOML).
    weeks
        How many weeks to look ahead; as long as the document lasts if not given.
    height
        Standing height in meters.
    mass
        Body mass in kilograms.
    age
        Age in years.
    sex
        female or male: the groups that the reference tables know.
    steps
        Steps on an ordinary day until then (7000 if not given).
    rule
        The dose rule: what makes a muscle grow.
    seed
        Seed of the random draws.
    out
        Folder for a picture (simulate.svg) and all numbers (simulate.json).
    json
        Print everything as JSON.
    """
    from surae.app import scenarios_text as text
    from surae.app.scenarios import simulate as run

    given = {"height": height, "mass": mass, "age": age, "sex": sex, "steps_per_day": steps}
    ran = run(document, given, weeks, seed, rule)
    lines, picture = text.simulation_lines, text.simulation_picture
    _show("simulate", text.scenarios_json(ran), lines(ran), picture(ran), out, as_json=json)
    return 0


def compare(
    document: Annotated[Path, Parameter(name="FILE")],
    paths: Paths = None,
    /,
    *,
    who: Who | None = None,
    weeks: float | None = None,
    rule: Rule = "sensed_tension",
    out: Path | None = None,
    json: Flag = False,
) -> int:
    """Forecast the scenarios of a document side by side, for one person.

    Parameters
    ----------
    document
        A document with [[scenario]] tables (TOML), or claim:KEY for the scenarios of a claim.
    paths
        Files, folders or archives with sessions and readings: the scenarios go on from there, with
        what the readings taught. Without any, the store is used if it is named, or if the document
        has no [cohort].
    who
        Who does it; all scenarios share the random draws.
    weeks
        How many weeks to look ahead; the longest of the document if not given.
    rule
        The dose rule: what makes a muscle grow.
    out
        Folder for a picture (compare.svg) and all numbers (compare.json).
    json
        Print everything as JSON.
    """
    from surae.app import scenarios_text as text

    ran = _compared(document, paths or (), who or Who(), weeks, rule, quiet=json)
    lines, picture = text.comparison_lines, text.comparison_picture
    _show("compare", text.scenarios_json(ran), lines(ran), picture(ran), out, as_json=json)
    return 0


def _compared(
    document: Path,
    paths: Sequence[Path],
    who: Who,
    weeks: float | None,
    rule: Rule,
    *,
    quiet: bool,
) -> Scenarios:
    """Run scenarios for the person of a log where there is one, else for the one described."""
    from surae.app import terminal
    from surae.app.own_scenarios import compare_own
    from surae.app.scenarios import compare as described
    from surae.app.scenarios import scenarios_of
    from surae.app.store.people import with_known
    from surae.app.store.place import place_in_use

    meant = not paths and (who.store is not None or scenarios_of(document).people is None)
    place = place_in_use(who.store, asked=True) if meant else None
    told = {"height": who.height, "mass": who.mass, "age": who.age, "sex": who.sex}
    given = with_known({**told, "steps_per_day": who.steps}, place)
    if not paths and place is None:
        return described(document, given, weeks, who.seed, rule)
    today = terminal.day(who.today) if who.today else None
    with (
        terminal.reading(quiet=quiet) as files,
        terminal.working("learning and comparing", quiet=quiet) as share,
    ):
        return compare_own(
            document,
            given,
            paths,
            (weeks, today, who.seed, rule),
            store=place,
            files=files,
            progress=share,
        )


def _show(
    name: str, document: object, lines: list[str], picture: str, out: Path | None, *, as_json: bool
) -> None:
    """Print a result, and write its picture and numbers where a folder was given."""
    from surae.app.serial import dumps
    from surae.app.whole_files import write_files

    texts = {f"{name}.svg": picture, f"{name}.json": dumps(document) + "\n"}
    files = write_files(out, texts) if out else []
    if as_json:
        _print_json(document)
        return
    sys.stdout.writelines(f"{line}\n" for line in lines)
    if files:
        _name_files(files, quiet=False)


def claims(
    keys: Annotated[list[str] | None, Parameter(negative=(), name="KEY")] = None,
    /,
    *,
    grade: Literal["supported", "weak", "untested", "contradicted"] | None = None,
    seed: int = 1,
    json: Flag = False,
) -> int:
    """Put what is said about calves and running beside the model and the evidence.

    Parameters
    ----------
    keys
        Keys of claims, such as strides or postures; all if none is given.
    grade
        Only the claims of this grade.
    seed
        Seed of the random draws.
    json
        Print everything as JSON.
    """
    from surae.app.claims import claims as find
    from surae.app.claims_text import claim_lines, claims_json

    found = find(keys or (), grade, seed)
    if json:
        _print_json(claims_json(found, seed))
    else:
        sys.stdout.writelines(f"{line}\n" for line in claim_lines(found))
    return 0
