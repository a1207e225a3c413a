"""Numbers as they are said."""

from __future__ import annotations

from surae.records import Interval


def signed(value: float, digits: int) -> str:
    """Return a number with its sign and a true minus; a rounded zero has no sign.

    >>> signed(-0.34, 1), signed(0.04, 1)
    ('−0.3', '0.0')
    """
    text = f"{value:+.{digits}f}"
    if float(text) == 0:
        return text[1:]
    return text.replace("-", "−")


def interval(part: Interval, digits: int, unit: str) -> str:
    """Return ``+0.3 cm (90 % range −0.2 to +0.8)``."""
    middle = signed(part.median, digits)
    low, high = signed(part.low, digits), signed(part.high, digits)
    return f"{middle} {unit} (90 % range {low} to {high})"


def percent(probability: float) -> str:
    """Return a probability in percent, never quite 0 or 100.

    >>> percent(0.724), percent(1.0)
    ('72 %', 'over 99 %')
    """
    value = round(100 * probability)
    if value >= 100:
        return "over 99 %"
    return "under 1 %" if value <= 0 else f"{value} %"
