"""Write the scoreboard that the documents show.

    python tools/write_validation.py [--out DIR]

The same evidence release and the same code give the same bytes.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from surae.app.scoreboard import scoreboard
from surae.app.scoreboard_files import write_scoreboard
from surae.app.scoreboard_rules import compare_rules, rule_page
from surae.app.scoreboard_text import sentence
from surae.app.whole_files import write_files

ROOT = Path(__file__).resolve().parents[1]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Write the scoreboard of the documents.")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "validation")
    out = parser.parse_args(arguments).out
    board = scoreboard()
    page = rule_page(compare_rules(), board.provenance)
    for path in [*write_scoreboard(board, out), *write_files(out, {"rules.md": page})]:
        print(path)
    for total, _ in board.scores():
        print(f"{total.name}: {sentence(total)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
