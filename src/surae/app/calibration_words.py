"""What readings taught, in sentences and a small table."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Sequence

from surae.app.learning import Learned
from surae.app.numbers import signed
from surae.inference.calibrate import shared_names
from surae.inference.standing import Standing, Taught
from surae.records import Interval

_WIDTH = 88
_LEARNED_MUCH, _LEARNED_SOME = 0.4, 0.1
_MOVED = 0.25
_MEANINGS = {
    "gain": "how strongly your muscle answers to training",
    "habit_share": "how much of the first weeks' training was your habit before",
    "calf_size": "the size of your calf muscles over that of your build",
    "calf_fat": "the fat around your calf (mm)",
    "leg_difference": "half of the difference between your legs",
    "discrepancy_past": "what life has added so far beside training",
    "fat_drift": "how the fat around your calf has drifted (mm)",
    "section_per_volume": "how much girth a volume of your muscle makes",
}
_PATTERNS = {
    "discrepancy ": "what {} adds beyond the model",
    "muscle_share ": "your {} beside the other muscles of your calf",
    "thickness_spread ": "how thick your {} is for its volume",
    "bias ": "bias of your readings: {}",
    "scale ": "error of scale of your readings: {}",
}
"""Of names that go on with a cause, a muscle or a kind of reading."""


def calibration_lines(found: Learned) -> list[str]:
    """Return what `surae calibrate` prints."""
    posterior = found.posterior
    lines = [_wrap(posterior.diagnostics.status)]
    lines += [_wrap(f"Left out: {reason}.") for reason in _reasons(found)]
    if not posterior.diagnostics.trustworthy:
        return lines
    if not posterior.used:
        return [*lines, "", *standing_lines(found.standing)]
    everybody = set(shared_names(posterior.prior))
    own = [one for one in found.parameters if one.name not in everybody]
    shared = [one for one in found.parameters if one.name in everybody]
    lines += ["", "What your readings taught:", *_taught_lines(own)]
    lines.append(_wrap(_shared_sentence(shared), "  "))
    return [*lines, "", *standing_lines(found.standing), "", *_table(own)]


def _reasons(found: Learned) -> Iterator[str]:
    counts: dict[str, int] = {}
    for unused in found.posterior.unused:
        counts[unused.reason] = counts.get(unused.reason, 0) + 1
    for reason, count in counts.items():
        yield f"{count} reading{'' if count == 1 else 's'} {reason}"


def _tells(one: Taught) -> bool:
    return one.shrunk >= _LEARNED_SOME or abs(one.moved) >= _MOVED


def _taught_lines(own: Sequence[Taught]) -> list[str]:
    told = sorted((one for one in own if _tells(one)), key=lambda t: -t.shrunk - abs(t.moved))
    lines = [_wrap(taught_sentence(one), "  ") for one in told]
    gain = next(one for one in own if one.name == "gain")
    if gain not in told:
        lines.append(_wrap(f"Hardly anything yet of {meaning('gain')} (gain).", "  "))
    return lines


def _shared_sentence(shared: Sequence[Taught]) -> str:
    """Say what readings taught of what all people share."""
    told = [one.name for one in shared if _tells(one)]
    of = f"the {len(shared)} numbers that are the same in all people"
    if not told:
        return f"Nothing new of {of}; --json has them too."
    return f"Something of {of} ({', '.join(told)}); --json has all."


def taught_sentence(one: Taught) -> str:
    """Say what the readings taught about one parameter.

    >>> taught_sentence(Taught("gain", 1.0, 0.4, 1.4, 0.2))
    'How strongly your muscle answers to training (gain): much learned, higher than for most: \
1.40 ± 0.20 instead of 1.00 ± 0.40.'
    """
    if one.shrunk >= _LEARNED_MUCH:
        how = "much learned"
    else:
        how = "something learned" if one.shrunk >= _LEARNED_SOME else "moved"
    way = "higher" if one.moved > 0 else "lower"
    where = f"{way} than for most" if abs(one.moved) >= _MOVED else "as for most"
    digits = _digits(min(one.sd, one.prior_sd))
    after, before = _number(one.mean, one.sd, digits), _number(one.prior_mean, one.prior_sd, digits)
    text = meaning(one.name)
    name = f" ({one.name})" if text != one.name else ""
    return f"{text[0].upper()}{text[1:]}{name}: {how}, {where}: {after} instead of {before}."


def meaning(name: str) -> str:
    """Return what a parameter of a person is, in words.

    >>> meaning("discrepancy flat running")
    'what flat running adds beyond the model'
    >>> meaning("bias tape tape measure girth calf self")
    'bias of your readings: tape measure girth calf'
    """
    for start, text in _PATTERNS.items():
        if name.startswith(start):
            words = dict.fromkeys(name.removeprefix(start).split())
            return text.format(" ".join(word for word in words if word != "self"))
    return _MEANINGS.get(name, name)


def standing_lines(found: Standing) -> list[str]:
    """Say where a person stands among others."""
    size, response = _percentile(found.size), _percentile(found.response)
    return [
        _wrap(f"Your calf is larger than {size} of people of your sex, age, height and mass."),
        _wrap(f"Your muscle answers to training more than that of {response} of people."),
    ]


def _percentile(part: Interval) -> str:
    return f"{part.median:.0f} % (90 % range {part.low:.0f} to {part.high:.0f})"


def _table(own: Sequence[Taught]) -> list[str]:
    rows = []
    for one in own:
        digits = _digits(min(one.sd, one.prior_sd))
        before = _number(one.prior_mean, one.prior_sd, digits)
        rows.append((meaning(one.name), before, _number(one.mean, one.sd, digits)))
    width = max(len(text) for text, *_ in rows)
    ends = max(len(cell) for _, *cells in rows for cell in cells)
    head = ("Your own numbers", "before", "after")
    return [f"  {a:{width}}  {b:>{ends}}  {c:>{ends}}" for a, b, c in (head, *rows)]


def _digits(sd: float) -> int:
    """Return how many digits after the point show a spread with two of its own.

    >>> _digits(0.35), _digits(1.3), _digits(29.0), _digits(0.012)
    (2, 1, 0, 3)
    """
    return max(0, 1 - math.floor(math.log10(sd))) if sd > 0 else 2


def _number(mean: float, sd: float, digits: int) -> str:
    return f"{signed(mean, digits).lstrip('+')} ± {sd:.{digits}f}"


def _wrap(text: str, indent: str = "") -> str:
    hanging = indent + "  " * bool(indent)
    return textwrap.fill(text, _WIDTH, initial_indent=indent, subsequent_indent=hanging)
