"""Numbers as the reader wants them: metric or imperial, with true minus signs and kept units."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from markupsafe import Markup, escape

from surae.app.numbers import percent, signed
from surae.records import Interval
from surae.units import CM_PER_INCH, KG_PER_POUND, KM_PER_MILE

System = Literal["metric", "imperial"]
Theme = Literal["auto", "light", "dark"]

CM3_PER_INCH3 = CM_PER_INCH**3
_NUMBER = r"[+−-]?\d+(?:\.\d+)?"
_RANGE = rf"(\((?:90 % range )?)({_NUMBER}) to ({_NUMBER})\)"
_SENTENCE = re.compile(rf"({_NUMBER}) (cm³|cm|kg)(?![²\w])(?: {_RANGE})?")
_PER_UNIT = {"cm": (CM_PER_INCH, "in", 1), "cm³": (CM3_PER_INCH3, "in³", 1),
             "kg": (KG_PER_POUND, "lb", 0)}  # fmt: skip
_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_KEPT = re.compile(r"(\d) (%|cm³|cm²|cm|mm|in³|in|kg|lb|km|mi|m|ft)(?!\w)")


@dataclass(frozen=True, slots=True)
class Display:
    """How one reader sees numbers.

    Parameters
    ----------
    system
        Of units.
    theme
        Light, dark, or as the machine has it.
    """

    system: System = "metric"
    theme: Theme = "auto"

    @property
    def imperial(self) -> bool:
        """Whether lengths are in inches."""
        return self.system == "imperial"

    @property
    def length(self) -> str:
        """The unit of girths."""
        return "in" if self.imperial else "cm"

    def girth(self, cm: float, digits: int = 1) -> str:
        """Return a girth without its unit.

        >>> Display("imperial").girth(38.1), Display().girth(38.1)
        ('15.00', '38.1')
        """
        if self.imperial:
            return f"{cm / CM_PER_INCH:.{digits + 1}f}"
        return f"{cm:.{digits}f}"

    def change(self, cm: float, digits: int = 1) -> str:
        """Return a signed change of girth without its unit."""
        if self.imperial:
            return signed(cm / CM_PER_INCH, digits + 1)
        return signed(cm, digits)

    def change_range(self, part: Interval, digits: int = 1) -> str:
        """Return the 90 % range of a change of girth."""
        return f"{self.change(part.low, digits)} to {self.change(part.high, digits)}"

    def volume(self, cm3: float) -> str:
        """Return a signed volume with its unit."""
        if self.imperial:
            return f"{signed(cm3 / CM3_PER_INCH3, 1)}\N{NO-BREAK SPACE}in³"
        return f"{signed(cm3, 0)}\N{NO-BREAK SPACE}cm³"

    def volume_range(self, part: Interval) -> str:
        """Return the 90 % range of a volume without its unit."""
        scale, digits = (CM3_PER_INCH3, 1) if self.imperial else (1.0, 0)
        return f"{signed(part.low / scale, digits)} to {signed(part.high / scale, digits)}"

    def distance(self, km: float) -> str:
        """Return a distance with its unit."""
        if self.imperial:
            return f"{km / KM_PER_MILE:.1f}\N{NO-BREAK SPACE}mi"
        return f"{km:.1f}\N{NO-BREAK SPACE}km"

    def sentence(self, text: str) -> Markup:
        r"""Return a sentence with its numbers in the reader's units, kept on one line with them.

        >>> str(Display("imperial").sentence("+1.0 cm (90 % range −0.5 to +2.0) of girth"))
        '+0.39\xa0in (90\xa0% range −0.20 to +0.79) of girth'
        """
        said = _SENTENCE.sub(_converted, text) if self.imperial else text
        kept = _KEPT.sub("\\1\N{NO-BREAK SPACE}\\2", str(escape(said)))
        return Markup(_DAY.sub(r'<time datetime="\g<0>">\g<0></time>', kept))  # noqa: S704


def _converted(match: re.Match[str]) -> str:
    number, unit, opening, low, high = match.groups()
    scale, name, more = _PER_UNIT[unit]
    said = f"{_divided(number, scale, more)} {name}"
    if low is None:
        return said
    return f"{said} {opening}{_divided(low, scale, more)} to {_divided(high, scale, more)})"


def _divided(text: str, scale: float, more: int) -> str:
    """Return a number in another unit, with a sign where it had one."""
    digits = len(text.partition(".")[2]) + more
    value = float(text.replace("−", "-")) / scale
    if text[0] in "+−-":
        return signed(value, digits)
    return f"{value:.{digits}f}"


def day(value: date | datetime) -> Markup:
    """Return a date that the page writes in the reader's locale."""
    iso = value.isoformat() if not isinstance(value, datetime) else value.date().isoformat()
    return Markup('<time datetime="{}">{}</time>').format(iso, iso)


def chance(probability: float) -> str:
    """Return a probability in percent."""
    return percent(probability).replace(" ", "\N{NO-BREAK SPACE}", 2)


def grouped(value: float) -> str:
    """Return a whole number with thin spaces between thousands.

    >>> grouped(12345.6)
    '12\u202f346'
    """
    return f"{value:,.0f}".replace(",", "\N{NARROW NO-BREAK SPACE}")
