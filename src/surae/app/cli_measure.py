"""``surae measure``: readings typed by hand; loaded when it is called."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import Parameter

from surae.app.cli_person import Flag

Instrument = Literal["tape", "ultrasound", "mri", "ct", "dxa", "scan3d", "caliper", "scale"]
Quantity = Literal["girth", "thickness", "csa", "volume", "length", "lean_mass", "mass"]
Structure = Literal["calf", "MG", "LG", "SOL", "TS", "AT", "fat", "body"]
_WIDTH = 88


def measure(
    value: Annotated[list[float] | None, Parameter(negative=(), allow_leading_hyphen=True)] = None,
    *,
    how: Instrument | None = None,
    unit: str | None = None,
    instrument: Instrument = "tape",
    quantity: Quantity | None = None,
    structure: Structure | None = None,
    side: Literal["left", "right"] | None = None,
    repeats: int | None = None,
    date: str | None = None,
    time: str | None = None,
    observer: str | None = None,
    minutes_standing: float | None = None,
    hours_since_training: Annotated[
        float | None, Parameter(name=("--hours-after-exercise", "--hours-since-training"))
    ] = None,
    error_sd: float | None = None,
    posture: str | None = None,
    device: str | None = None,
    yes: Flag = False,
    store: Annotated[Path | None, Parameter(name="--store")] = None,
    json: Flag = False,
) -> int:
    """Add a reading, such as a calf's girth in centimeters; without a value, list the readings.

    Parameters
    ----------
    value
        The reading; several taken one after the other are one reading of their mean.
    how
        Say how to take a good reading with an instrument.
    unit
        cm, mm, cm2, cm3, kg and others; surae's own unit of the quantity if not given.
    instrument
        What it was read with.
    quantity
        What was read; what the instrument usually reads if not given.
    structure
        Of what it was read; what the instrument usually reads if not given.
    side
        left or right.
    repeats
        How many readings the value is the mean of.
    date
        2026-06-28 or 2026-06-28T07:30; now if not given.
    time
        Time of day by the local clock, as 07:30.
    observer
        Who measured; you, if not given. Another person is taken to be trained.
    minutes_standing
        Minutes of standing before it; calves fill while one stands.
    hours_since_training
        Hours since the last training; calves swell after it.
    error_sd
        Standard deviation of one such reading, in the same unit, where you know it.
    posture
        How you stood, sat or lay, in your words.
    device
        With which device, in your words.
    yes
        Keep it although it is hard to believe.
    store
        Folder of the store; SURAE_STORE or the platform's data folder if not given.
    json
        Print the reading, or the readings, as JSON.
    """
    told = {
        "side": side, "instrument": instrument, "quantity": quantity, "structure": structure,
        "unit": unit, "error_sd": error_sd, "posture": posture, "observer": observer,
        "device": device, "minutes_standing": minutes_standing,
        "hours_since_training": hours_since_training,
    }  # fmt: skip
    if how is not None:
        return _say_how(how)
    from surae.app.store.catalog import open_store
    from surae.app.store.place import store_place

    with open_store(store_place(store)) as opened:
        if not value:
            from surae.app import store_words

            store_words.show_readings(opened, as_json=json)
            return 0
        return _keep(opened, value, (repeats, date, time), told, yes=yes, as_json=json)


def _say_how(instrument: str) -> int:
    from textwrap import fill

    from surae.app.measure_words import how_lines

    for line in how_lines(instrument):
        sys.stdout.write(fill(line, _WIDTH, subsequent_indent="   ") + "\n")
    return 0


def _keep(
    store: Any,
    values: list[float],
    said: tuple[int | None, str | None, str | None],
    told: dict[str, Any],
    *,
    yes: bool,
    as_json: bool,
) -> int:
    """Check a reading, ask where it is doubtful, keep it, and say what it is worth."""
    from surae.app import measuring, store_words
    from surae.app.store.log import effective_readings
    from surae.app.store.people import read_person
    from surae.app.store.readings import keep_reading, typed_reading

    quantity, structure = measuring.READ[told["instrument"]]
    told["quantity"] = told["quantity"] or quantity
    told["structure"] = told["structure"] or structure
    told["value"], told["repeats"] = measuring.repeated(values, said[0])
    told["date_time"], told["hour"] = measuring.when(*said[1:], datetime.now().astimezone())
    if _asking() and not as_json:
        from surae.app.measure_words import asked

        told = asked(told, _ask)
    reading, prepared = typed_reading(told)
    doubts = measuring.doubts(reading, effective_readings(store), read_person(store))
    if doubts and not yes and not _sure(doubts):
        return 1
    name = keep_reading(store, prepared)
    if not name:
        store_words.say("that reading is known; if it was taken again, give --date and --time")
        return 0
    worth = measuring.worth_of(reading)
    if as_json:
        store_words.show_json(measuring.worth_json(name, worth))
        return 0
    store_words.say(measuring.kept_sentence(name, reading, told["date_time"]))
    for line in measuring.worth_sentences(worth):
        store_words.say(line)
    return 0


def _sure(doubts: list[str]) -> bool:
    """Say what is doubtful, and ask where somebody can answer."""
    sys.stderr.write(f"surae: hard to believe: {'; '.join(doubts)}\n")
    if not _asking():
        sys.stderr.write("surae: nothing was kept; check value, unit and side, or give --yes\n")
        return False
    return _ask("Keep it nonetheless? [y/N]: ").strip().lower() in ("y", "yes")


def _asking() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def _ask(question: str) -> str:
    sys.stderr.write(question)
    sys.stderr.flush()
    return sys.stdin.readline()
