"""How to take a good reading, and what is asked about one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_ALWAYS = (
    (
        "Measure before training and a day after hard sets: a run swells the calf for an hour or "
        "two, raises for longer."
    ),
    "Same time of day, best in the morning; same side first; write the circumstances down.",
)

HOW: dict[str, tuple[str, ...]] = {
    "tape": (
        (
            "Stand with the feet a hand apart and the weight on both, muscles loose, for two "
            "minutes, not longer: the calf fills while you stand."
        ),
        (
            "Use a tape that does not stretch. Lay it level, at a right angle to the leg, touching "
            "the skin without a dent."
        ),
        (
            "Move it up and down until the number is largest. Mark that height with a pen, or note "
            "how far it is above the floor, and return to it."
        ),
        (
            "Read to the millimeter. Take the tape off, lay it anew and read again, three times; "
            "give all: surae measure 37.1 37.3 37.2."
        ),
        *_ALWAYS,
    ),
    "ultrasound": (
        (
            "Lie face down, feet over the edge, ankle at a right angle, ten minutes before the "
            "first picture."
        ),
        (
            "Gastrocnemius at three tenths, soleus at half of the way from the crease of the knee "
            "to the outer ankle, over the thickest part; mark the skin."
        ),
        (
            "Much gel and no pressure: the probe must float. Thickness runs between the inner "
            "edges of the aponeuroses, at a right angle to the deeper one."
        ),
        "Three pictures, the probe lifted in between; give all values.",
        "--structure MG, LG or SOL; --quantity csa for a panoramic cross-section.",
        *_ALWAYS,
    ),
    "mri": (
        "Lie for half an hour before, so that water has settled; calf free of the couch.",
        "Slices of 10 mm or less from knee to ankle; volume is the sum of areas × spacing.",
        "The same person should draw before and after, without knowing which is which.",
        "--structure MG, LG, SOL or TS; --quantity volume or csa.",
        *_ALWAYS,
    ),
    "ct": (
        "Rarely justified for this purpose: it is radiation. Give what was measured anyway.",
        "One slice at the widest place, found again by its distance from the knee.",
        "--structure MG, LG, SOL or TS; --quantity csa or volume.",
    ),
    "dxa": (
        "Fasting, in the morning, after a night without training; the same machine.",
        (
            "Ask for the lean mass of the lower leg, cut at the knee joint; the whole leg says "
            "little of the calf."
        ),
        "Water counts as lean: a heavy meal or a long run before moves it.",
        *_ALWAYS[1:],
    ),
    "scan3d": (
        "Stand as for a tape, with the weight on both feet, skin bare and dry.",
        (
            "Take the largest girth of the lower leg that the program gives. Scan twice, stepping "
            "away in between; give both."
        ),
        "Stay with one scanner: where it lays its line differs between makers.",
        *_ALWAYS,
    ),
    "caliper": (
        (
            "Foot on a chair, knee at a right angle, calf loose. Lift a fold on the inner side at "
            "the widest place, thumb and finger 1 cm above the jaws."
        ),
        "Read after two seconds. Give half of the fold: the layer is counted once.",
        "Three folds; give all three halves.",
    ),
    "scale": (
        (
            "In the morning, after the toilet, before food and drink, without clothes; the same "
            "scale on the same hard floor."
        ),
        "One weighing says little: water moves it by half a kilogram. Weigh twice a week or more.",
    ),
}
"""What makes a reading good, by instrument."""

_QUESTIONS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "observer": ("Who measured? Enter for yourself, or a name", str),
    "minutes_standing": ("Minutes of standing before it", float),
    "hours_since_training": ("Hours since the last training", float),
}


def how_lines(instrument: str) -> list[str]:
    """Return instructions for a good reading."""
    return [f"{number}. {text}" for number, text in enumerate(HOW[instrument], start=1)]


def asked(fields: dict[str, Any], ask: Callable[[str], str]) -> dict[str, Any]:
    """Return what is known of a reading after asking for what was not said.

    Parameters
    ----------
    fields
        Columns of a measurement file, None where nothing was said.
    ask
        Called with a question; an empty answer leaves it open, and so does one that is no number.
    """
    told = dict(fields)
    for name, (question, kind) in _QUESTIONS.items():
        if told.get(name) is None and (answer := ask(f"{question} (Enter: not known): ").strip()):
            try:
                told[name] = kind(answer)
            except ValueError:
                continue
    return told
