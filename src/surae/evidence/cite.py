"""Where numbers come from, and how to cite it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal

from surae.errors import EvidenceError
from surae.evidence.tables import RELEASE, table, table_names

Style = Literal["text", "bibtex", "json"]


_MODEL_TABLES = (
    "curves",
    "girth_regression",
    "leg_measures",
    "movement_factors",
    "muscle_volume",
    "parameters",
    "tendon_paths",
)


@dataclass(frozen=True, slots=True)
class Source:
    """A work that a number of the release was read in.

    Parameters
    ----------
    key
        Author and year, such as ``kinoshita_2023``, or a short name where they are not known.
    citation
        What is known of it, in a line: author, year, subject.
    doi, url
        Where it is found; empty where not known.
    licence
        Of data that numbers were measured from, where it has one.
    origin
        ``built`` by the tool, or added by ``hand``.
    """

    key: str
    citation: str
    doi: str = ""
    url: str = ""
    licence: str = ""
    origin: str = "built"

    @property
    def link(self) -> str:
        """The address under which it is found, or an empty string."""
        return f"https://doi.org/{self.doi}" if self.doi else self.url

    @property
    def year(self) -> str:
        """The year in its citation, or an empty string."""
        found = re.search(r"\b(?:19|20)\d\d\b", self.citation)
        return found.group() if found else ""

    def __str__(self) -> str:
        return f"{self.citation}. {self.link}" if self.link else f"{self.citation}."


def sources(release: str | None = None) -> Mapping[str, Source]:
    """Return every source of a release by key, sorted by key."""
    return _sources(RELEASE if release is None else release)


@cache
def _sources(release: str) -> Mapping[str, Source]:
    names = Source.__dataclass_fields__
    rows = table("sources", release)
    found = {row["key"]: Source(**{name: row[name] for name in names}) for row in rows}
    return MappingProxyType(dict(sorted(found.items())))


def source(key: str, release: str | None = None) -> Source:
    """Return one source.

    Raises
    ------
    EvidenceError
        If the release has no such source; the nearest key is offered.

    >>> source("handsfield_2014").doi
    '10.1016/j.jbiomech.2013.12.002'
    """
    known = sources(release)
    if key not in known:
        raise EvidenceError("sources", key, "unknown source", known)
    return known[key]


def sources_used(release: str | None = None) -> tuple[str, ...]:
    """Return the keys of the sources that the model's own numbers rest on, sorted.

    >>> "handsfield_2014" in sources_used()
    True
    """
    names = [name for name in _MODEL_TABLES if name in table_names(release)]
    cells = {str(row["source"]) for name in names for row in table(name, release)}
    return tuple(sorted({key for cell in cells for key in cell.split(";") if key}))


def cite(keys: Iterable[str], release: str | None = None) -> list[str]:
    """Return one line per source, each once, sorted by key.

    Raises
    ------
    EvidenceError
        For a key that the release does not have.

    >>> cite(["ward_2009", "ward_2009"])
    ['Ward et al. 2009, architecture of 21 cadaver legs. \
https://doi.org/10.1007/s11999-008-0594-8']
    """
    return [str(source(key, release)) for key in sorted(set(keys))]


def bibliography(
    keys: Iterable[str] | None = None, style: Style = "text", release: str | None = None
) -> str:
    """Return the sources of a release as a text that ends in a line break.

    Parameters
    ----------
    keys
        Which sources; all of the release if None.
    style
        ``text`` (a line each), ``bibtex``, or ``json`` (a list of records).
    release
        A release; the current one if None.

    Raises
    ------
    EvidenceError
        For an unknown key or style.

    >>> print(bibliography(["ward_2009"], style="bibtex"), end="")
    @misc{ward_2009,
      title = {Ward et al. 2009, architecture of 21 cadaver legs},
      year = {2009},
      doi = {10.1007/s11999-008-0594-8},
    }
    """
    chosen = sources(release) if keys is None else sorted(set(keys))
    entries = [source(key, release) for key in chosen]
    if style == "text":
        return "".join(f"{entry}\n" for entry in entries)
    if style == "bibtex":
        return "\n".join(map(_bibtex, entries))
    if style == "json":
        return json.dumps([asdict(entry) for entry in entries], ensure_ascii=False, indent=2) + "\n"
    raise EvidenceError("citation styles", style, "unknown style", ("text", "bibtex", "json"))


def _bibtex(entry: Source) -> str:
    fields = {"title": entry.citation, "year": entry.year, "doi": entry.doi, "url": entry.url}
    lines = [f"  {name} = {{{_escape(text)}}},\n" for name, text in fields.items() if text]
    return f"@misc{{{entry.key},\n{''.join(lines)}}}\n"


def _escape(text: str) -> str:
    return re.sub(r"([&%#_])", r"\\\1", text) if " " in text else text
