"""Write what became of every third-party file into docs/reference/formats.md.

    python tools/list_formats.py [FOLDER]

The folder is ``../shared/data`` beside the repository unless another is named. What stands above
the marker line in the document is written by hand and stays.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from surae.ingest.archive import find_files
from surae.ingest.options import Options
from surae.ingest.reading import Content, read_file

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "docs" / "reference" / "formats.md"
SHARED = ROOT.parent / "shared" / "data"
MARKER = "<!-- What follows is written by tools/list_formats.py. -->"

# Notes that say how a file was understood, not that something in it was wrong.
PLAIN = ("names no sport", "distance and speed are computed", "it has no summary")


def outcome(content: Content) -> str:
    """Return ``read``, ``repaired`` or ``skipped``."""
    notes = [note for session in content.sessions for note in session.notes]
    if any(not note.startswith(PLAIN) for note in notes):
        return "repaired"
    return "read" if content.sessions or content.measurements else "skipped"


def clauses(content: Content) -> Iterator[str]:
    """Yield what is said of a file, without its numbers and places."""
    said = [note for session in content.sessions for note in session.notes]
    for text in dict.fromkeys(said + [skipped.reason for skipped in content.skipped]):
        plain = re.sub(r"^byte \d+: ", "", text)
        yield re.sub(r"\d[\d.,–]*\d|\d", "N", plain).replace("|", "/")


def survey(folder: Path) -> dict[str, dict[str, Content]]:
    """Return what each file gave, by folder."""
    found: defaultdict[str, dict[str, Content]] = defaultdict(dict)
    for kind in ("activities", "strength"):
        for file in find_files([folder / kind]):
            place, name = file.name.split("/")[1], file.name
            found[f"{kind}/{place}"][name] = read_file(file, Options())
    return dict(found)


def table(found: Mapping[str, Mapping[str, Content]]) -> str:
    """Return the two tables: how many files ended how, and what was said of them."""
    lines = ["| folder | files | read | repaired | skipped |", "|---|---|---|---|---|"]
    for place, files in sorted(found.items()):
        ends = Counter(outcome(content) for content in files.values())
        counts = " | ".join(str(ends[end]) for end in ("read", "repaired", "skipped"))
        lines.append(f"| {place} | {len(files)} | {counts} |")
    lines += ["", "| folder | said of a file | files | for example |", "|---|---|---|---|"]
    for place, files in sorted(found.items()):
        said: defaultdict[str, list[str]] = defaultdict(list)
        for name, content in sorted(files.items()):
            for clause in clauses(content):
                said[clause].append(name.rpartition("/")[2])
        for clause, names in sorted(said.items(), key=lambda item: (-len(item[1]), item[0])):
            lines.append(f"| {place} | {clause} | {len(names)} | {names[0]} |")
    return "\n".join(lines)


def document(text: str, found: Mapping[str, Mapping[str, Content]]) -> str:
    """Return the document with its generated part anew."""
    return f"{text.partition(MARKER)[0]}{MARKER}\n\n{table(found)}\n"


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED
    DOCUMENT.write_text(
        document(DOCUMENT.read_text(encoding="utf-8"), survey(folder)), encoding="utf-8"
    )


if __name__ == "__main__":
    main()
