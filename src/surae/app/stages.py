"""Progress of work that is done in stages."""

from __future__ import annotations

from collections.abc import Callable

Share = Callable[[float], None]


def stage(progress: Share | None, begin: float, end: float) -> Share | None:
    """Return what a stage calls with its own share, from 0 to 1, of the whole from begin to end.

    >>> seen = []
    >>> half = stage(seen.append, 0.5, 1.0)
    >>> half(0.0), half(1.0)
    (None, None)
    >>> seen
    [0.5, 1.0]
    """
    if progress is None:
        return None
    return lambda share: progress(begin + (end - begin) * share)
