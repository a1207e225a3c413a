"""The commands that score, explain and teach: validate, claims, simulate, compare.

They are loaded when they are asked for; heavy parts are imported inside them.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

Flag = Annotated[bool, Parameter(negative=())]


def validate(
    files: Annotated[
        list[Path] | None, Parameter(negative=(), name="FILE", allow_leading_hyphen=False)
    ] = None,
    /,
    *,
    role: Literal["calibration", "validation"] | None = None,
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
    seed
        Seed of the random draws.
    out
        Folder for the scoreboard as a page (trials.md) and a forest plot (trials.svg).
    json
        Print a list of records as JSON.
    """
    from surae.app.scoreboard import records, scoreboard
    from surae.app.scoreboard_text import lines

    board = scoreboard(files or (), role, seed)
    if json:
        _print_json(records(board))
    else:
        sys.stdout.writelines(f"{line}\n" for line in lines(board))
    if out:
        from surae.app.scoreboard_files import write_scoreboard

        _name_files(write_scoreboard(board, out), quiet=json)
    sys.stderr.writelines(f"surae: {line}\n" for line in board.refused)
    return 1 if board.refused else 0


def _print_json(document: object) -> None:
    from surae.app.serial import dumps

    sys.stdout.write(dumps(document) + "\n")


def _name_files(files: list[Path], *, quiet: bool) -> None:
    if not quiet:
        sys.stdout.write("\nWritten:\n")
        sys.stdout.writelines(f"  {file}\n" for file in files)
