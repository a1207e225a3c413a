"""Telling how far long work is; whoever is told may raise to stop it."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[float], None]
"""Told the share of the work that is done, 0 to 1."""


def silent(share: float) -> None:
    """Tell nobody."""


def part(progress: Progress, begin: float, end: float) -> Progress:
    """Return what a part of the work tells, as shares of the whole.

    >>> part(print, 0.5, 1.0)(0.5)
    0.75
    """
    return lambda share: progress(begin + (end - begin) * min(max(share, 0.0), 1.0))
