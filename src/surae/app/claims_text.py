"""Claims in words and as JSON."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from surae import __version__, evidence
from surae.app.claims import Claim
from surae.evidence.checks import GRADES

_WIDTH = 88


def claim_lines(claims: Sequence[Claim]) -> list[str]:
    """Return what `surae claims` prints: each claim with model, evidence and command."""
    lines: list[str] = []
    for claim in claims:
        lines += [_wrap(f"{claim.grade.upper()}  {claim.claim}", ""), ""]
        lines += [_item("model", text) for text in claim.model]
        lines += [_item("evidence", f"{claim.evidence} [{', '.join(claim.sources)}]")]
        lines += [_item("note", claim.note)] if claim.note else []
        lines += [_item("again", f"{claim.command}; surae cite {' '.join(claim.sources)}"), ""]
    counts = Counter(claim.grade for claim in claims)
    summary = ", ".join(f"{counts[grade]} {grade}" for grade in GRADES if counts[grade])
    total = "1 claim" if len(claims) == 1 else f"{len(claims)} claims"
    return [*lines, f"{total}: {summary}. Ranges hold 90 %."]


def claims_json(claims: Sequence[Claim], seed: int) -> dict[str, Any]:
    """Return claims as plain data with stable keys."""
    return {
        "claims": [asdict(claim) for claim in claims],
        "provenance": {"version": __version__, "evidence": evidence.RELEASE, "seed": seed},
    }


def _item(name: str, text: str) -> str:
    return _wrap(f"{name + ':':10}{text}", "  ", " " * 12)


def _wrap(text: str, indent: str, hanging: str | None = None) -> str:
    after = indent if hanging is None else hanging
    return textwrap.fill(text, _WIDTH, initial_indent=indent, subsequent_indent=after)
