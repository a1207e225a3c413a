"""The scoreboard as files."""

from __future__ import annotations

from pathlib import Path

from surae.app.figures_trials import forest_plot
from surae.app.scoreboard import Board
from surae.app.scoreboard_text import markdown
from surae.app.whole_files import write_files


def write_scoreboard(board: Board, folder: Path) -> list[Path]:
    """Write the page and the forest plot of a board.

    Parameters
    ----------
    board
        What to write.
    folder
        Made if needed; files of the same names are replaced.

    Raises
    ------
    StoreError
        If the folder cannot be written; nothing is half-written.
    """
    picture = "trials.svg"
    return write_files(folder, {"trials.md": markdown(board, picture), picture: forest_plot(board)})
