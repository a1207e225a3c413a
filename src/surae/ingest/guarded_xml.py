"""XML as a stream of elements, without the parts of XML that can do harm.

A document type is refused, so there are no entities to expand and nothing to fetch. Nesting is
capped here and size by :data:`surae.ingest.sniff.SIZE_LIMIT`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from xml.parsers import expat

from surae.errors import IngestError

Start = Callable[[str, Mapping[str, str]], None]
End = Callable[[str, str], None]

_DEEPEST = 64
_LONGEST_TEXT = 10_000
_LONGEST_TAG = 2**22


class _RefusedError(Exception):
    """The document does what no activity file does."""


class _Stream:
    """Passes elements on by their local names: files vary their prefixes or do not declare them."""

    def __init__(self, start: Start, end: End) -> None:
        self.start, self.end = start, end
        self.text = ""
        self.depth = 0

    def on_start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise _RefusedError(f"its elements are nested more than {_DEEPEST} deep")
        self.text = ""
        self.start(_local(name), attributes)

    def on_end(self, name: str) -> None:
        self.depth -= 1
        self.end(_local(name), self.text.strip())
        self.text = ""

    def on_text(self, text: str) -> None:
        if len(self.text) < _LONGEST_TEXT:
            self.text += text


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _refuse_doctype(*_: object) -> None:
    raise _RefusedError("it has a document type, which activity files do not need")


def stream(data: bytes | Iterable[bytes], name: str, start: Start, end: End) -> str:
    """Pass each element to ``start`` and ``end``, and return what went wrong on the way.

    Parameters
    ----------
    data
        The document, whole (white space before it is forgiven) or in pieces.
    name
        What to call it.
    start, end
        Called with an element's local name and its attributes, or its text.

    Returns
    -------
    str
        Empty, or a clause about damage after which nothing was passed on.

    Raises
    ------
    IngestError
        For a document type, absurd nesting or an endless tag.
    """
    passing = _Stream(start, end)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = passing.on_start
    parser.EndElementHandler = passing.on_end
    parser.CharacterDataHandler = passing.on_text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        _feed(parser, [data.lstrip()] if isinstance(data, bytes) else data)
    except _RefusedError as refusal:
        raise IngestError(name, f"is refused: {refusal}") from None
    except (expat.ExpatError, LookupError, ValueError) as error:
        return f"damaged or cut off ({error}), the rest is lost"
    return ""


def _feed(parser: expat.XMLParserType, pieces: Iterable[bytes]) -> None:
    """Parse piece by piece; a tag that does not end would be kept whole in memory."""
    n_fed = 0
    for piece in pieces:
        parser.Parse(piece, False)
        n_fed += len(piece)
        if n_fed - parser.CurrentByteIndex > _LONGEST_TAG + len(piece):
            raise _RefusedError(f"it has a tag of more than {_LONGEST_TAG >> 20} MB")
    parser.Parse(b"", True)
