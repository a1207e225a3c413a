"""What was learned, in sentences and small tables."""

from __future__ import annotations

import textwrap

from surae.app import words
from surae.app.answer import Answer
from surae.app.learning import Explained
from surae.app.numbers import percent, signed
from surae.app.recovery_words import recovery_sentences
from surae.inference.ahead import Ahead
from surae.inference.backtest import Backtest
from surae.inference.together import Bundle
from surae.records import Interval

_WIDTH = 88


def forecast_lines(answer: Answer) -> list[str]:
    """Return what `surae forecast` prints."""
    lines = [_wrap(words.verdict_sentence(answer)), _wrap(words.visible_sentence(answer))]
    lines += [_wrap(schedule_sentence(answer.ahead)), _wrap(next_sentence(answer.ahead)), ""]
    lines += [*(_wrap(text) for text in recovery_sentences(answer.ahead.recovery)), ""]
    lines += _weeks(answer.ahead)
    lines += ["", "Medians with 50 and 90 % ranges."]
    return [*lines, *(_wrap(note) for note in words.caveats(answer))]


def _weeks(ahead: Ahead) -> list[str]:
    lines = []
    for band in ahead.bands:
        unit = {"girth": "cm", "volume": "cm³", "thickness": "mm"}[band.quantity]
        side = "left" if band.side == "L" else "right"
        lines.append(f"{side} {band.structure} {band.quantity} ({unit})")
        for column in sorted({0, len(ahead.days) // 2, len(ahead.days) - 1}):
            low, lower, middle, upper, high = band.quantiles[:, column]
            lines.append(
                f"  {ahead.days[column]}  {middle:7.1f}  {lower:.1f} to {upper:.1f}"
                f"  {low:.1f} to {high:.1f}"
            )
    if ahead.tendon:
        lines.append(
            f"Achilles load of one leg: {ahead.tendon[0]:.0f} body weight × s in the first week, "
            f"{ahead.tendon[-1]:.0f} in the last"
        )
    return lines


def schedule_sentence(ahead: Ahead) -> str:
    """Say how to read so that a change shows soonest."""
    seen = [one for one in ahead.schedules if one.day is not None]
    if not seen:
        most = ahead.schedules[-1]
        return (
            f"Even {most.repeats} readings today and {most.repeats} on a later day could tell no "
            f"less than {most.smallest_change:.1f} cm; the expected change stays below that."
        )
    best = min(seen, key=lambda one: (one.day, one.repeats))
    times = "once" if best.repeats == 1 else f"{best.repeats} times"
    return (
        f"Read {times} today and {times} on {best.day:%Y-%m-%d}: so the change would show soonest "
        f"(from {best.smallest_change:.1f} cm on)."
    )


def next_sentence(ahead: Ahead) -> str:
    """Say which measurement would teach most for its effort."""
    best = ahead.next_reading
    what = f"{best.instrument} ({best.quantity} of {best.structure})"
    return (
        f"The next best measurement for its effort: {what} on {best.day:%Y-%m-%d}; it would take "
        f"away {percent(best.narrows)} of the variance of the forecast."
    )


def explanation_lines(found: Explained) -> list[str]:
    """Return what `surae explain` prints."""
    width = max(len(share.cause) for share in found.split.shares)
    past = f"{found.first_day} to {found.today}"
    ahead = f"{found.today} to {found.last_day}"
    lines = ["Change of girth (cm) by cause, medians with 90 % ranges", ""]
    lines.append(f"  {'':{width}}  {past:>26}  {ahead:>26}")
    for share in found.split.shares:
        cells = [f"{_cell(part):>26}" for part in (share.realised, share.to_come)]
        lines.append(f"  {share.cause:{width}}  {'  '.join(cells)}")
    for bundle in found.together:
        lines += ["", _wrap(together_sentence(bundle))]
    return [*lines, "", _wrap(found.posterior.diagnostics.status), words.DISCLAIMER]


def together_sentence(bundle: Bundle) -> str:
    """Warn that causes cannot be told apart, and say what would do it."""
    *first, last = bundle.causes
    names = f"{', '.join(first)} and {last}"
    return (
        f"{names[0].upper()}{names[1:]} rose and fell together, so your readings cannot tell them "
        f"apart: their split is what the model expects, not what you measured. "
        f"What would tell them apart: {bundle.contrast}."
    )


def _cell(part: Interval) -> str:
    return f"{signed(part.median, 2)} [{signed(part.low, 2)}, {signed(part.high, 2)}]"


def backtest_lines(found: Backtest) -> list[str]:
    """Return what `surae backtest` prints."""
    n = len(found.scored)
    lines = [
        _wrap(
            f"{round(found.coverage * n)} of {n} readings lie in the 90 % range that the readings "
            f"before them gave; the typical error is {100 * found.error:.1f} %, against "
            f"{100 * found.naive_error:.1f} % for taking the last reading again."
        ),
        "",
    ]
    for one in found.scored:
        reading = one.reading
        what = f"{reading.side or ' '} {reading.structure} {reading.quantity}"
        mark = "" if one.covered else "  outside"
        part = Interval(one.predicted, one.low, one.high)
        lines.append(
            f"  {reading.date_time:%Y-%m-%d}  {what:18} {reading.value:7.1f}  "
            f"{part.median:7.1f} [{part.low:.1f}, {part.high:.1f}]{mark}"
        )
    if not found.trustworthy:
        lines += ["", "Not trustworthy: a fit to the past did not converge."]
    return lines


def _wrap(text: str, indent: str = "") -> str:
    hanging = indent + "  " * bool(indent)
    return textwrap.fill(text, _WIDTH, initial_indent=indent, subsequent_indent=hanging)
