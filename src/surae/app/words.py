"""What an answer says, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from surae.app.answer import Answer
from surae.app.body_words import gains_sentences, mass_sentence, parting_sentence
from surae.app.numbers import interval, percent, signed
from surae.inference import Verdict
from surae.loading import GroupLoad
from surae.records import Interval
from surae.units import DAYS_PER_WEEK

_SURE = 0.8
_LIKELY = 0.6
_SEEN = 0.05
DISCLAIMER = "A forecast from published averages, not medical advice."


def verdict_sentence(answer: Answer) -> str:
    """Say whether the calf will grow, hold or shrink, how sure that is, and by how much."""
    said = answer.verdict
    return (
        f"{opening(said)} {span(answer)}, it grows with a probability of "
        f"{percent(said.p_grow)}, holds with {percent(said.p_hold)} and shrinks with "
        f"{percent(said.p_shrink)}; the forecast is "
        f"{interval(said.girth_change, 1, 'cm')} of girth and "
        f"{interval(said.volume_change, 0, 'cm³')} of muscle."
    )


def span(answer: Answer) -> str:
    """Say over which time, and doing what.

    It begins a sentence: ``Over the next 16 weeks of training as you have lately``.
    """
    weeks = round((answer.last_day - answer.today).days / DAYS_PER_WEEK)
    plan = "the plan you gave" if answer.question.plan else "training as you have lately"
    return f"Over the next {'week' if weeks == 1 else f'{weeks} weeks'} of {plan}"


def opening(said: Verdict) -> str:
    """Answer in one short sentence."""
    chances = {"grow": said.p_grow, "hold its size": said.p_hold, "shrink": said.p_shrink}
    outcome, chance = max(chances.items(), key=lambda item: item[1])
    if chance >= _SURE:
        return f"Your calf will most likely {outcome}."
    if chance >= _LIKELY:
        return f"Your calf will probably {outcome}."
    return f"It is open; the likeliest is that your calf will {outcome}."


def visible_sentence(answer: Answer) -> str:
    """Say what a tape could see, and when."""
    seen = answer.visible
    smallest = f"{seen.smallest_change:.1f} cm"
    if seen.day is None:
        return (
            f"The smallest change your tape could tell from its own error is {smallest}; "
            "the expected change does not reach it in this time."
        )
    return (
        f"The smallest change your tape could tell from its own error is {smallest}; "
        f"the expected change reaches it on {seen.day:%Y-%m-%d}."
    )


def body_sentences(answer: Answer) -> list[str]:
    """Say what muscle, fat and body mass do."""
    return [parting_sentence(answer.verdict), mass_sentence(answer.calf, answer.verdict)]


def gave_sentences(answer: Answer) -> list[str]:
    """Say what the running of the last weeks gave beside the calf."""
    return gains_sentences(answer.gains)


def cause_lines(answer: Answer) -> list[str]:
    """Return the three largest causes, a line each, after fat where it is expected to change."""
    rows = cause_rows(answer)
    shown = rows[: len(rows) - len(answer.causes) + 3]
    return [f"{name}: {interval(part, 2, 'cm')}" for name, part in shown]


def cause_rows(answer: Answer) -> list[tuple[str, Interval]]:
    """Return causes with the girth that each adds, largest first; fat leads where it changes."""
    fat = answer.verdict.girth_by_fat
    rows = [("fat under the skin", fat)] if abs(fat.median) > _SEEN else []
    return rows + [(share.cause, share.girth_change) for share in answer.causes]


def thigh_sentence(answer: Answer) -> str:
    """Say what thigh muscles did in the same runs."""
    return thigh_words(answer.thigh)


def thigh_words(thigh: Sequence[GroupLoad]) -> str:
    """Say what thigh muscles did beside the calf, at the mean pace of some runs."""
    if not thigh:
        return "No runs in these weeks, so there is nothing to compare with the thigh."
    loads = {load.group: load for load in thigh}
    calf, quads, hams = loads["calf"], loads["quadriceps"], loads["hamstrings"]
    return (
        f"In the same runs the quadriceps deliver {quads.impulse / calf.impulse:.1f} times the "
        f"force over time of the calf and the hamstrings {hams.impulse / calf.impulse:.1f} times, "
        f"but the calf works closer to its limit: {percent(calf.effort)} of its force in a "
        f"maximal hop at your usual pace, the quadriceps {percent(quads.effort)}."
    )


def change_sentence(answer: Answer) -> str:
    """Say what one change of plan would do."""
    other = answer.alternative
    return (
        f"{other.change[0].upper()}{other.change[1:]} would move the forecast from "
        f"{signed(answer.verdict.girth_change.median, 1)} to "
        f"{interval(other.girth_change, 1, 'cm')}."
    )


def read_sentence(answer: Answer) -> str:
    """Say what was read."""
    log = answer.log
    runs = sum(session.kind == "run" for session in log.sessions)
    gym = sum(session.kind == "strength" for session in log.sessions)
    first = log.sessions[0].start.date()
    return (
        f"Read {_count(log.n_files, 'file')}: {_count(len(log.sessions), 'session')} from {first} "
        f"to {answer.today}, {_count(runs, 'run')} and {_count(gym, 'gym session')} among them, "
        f"{_count(len(log.measurements), 'reading')}; "
        f"{_count(len(log.duplicates), 'duplicate')} left out, "
        f"{_count(len(log.skipped), 'file')} skipped."
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def caveats(answer: Answer) -> list[str]:
    """Return what the reader must know to judge the forecast, a sentence each."""
    notes = ["Size, fat and response come from published averages, not from you, where unmeasured."]
    fit = answer.learned.posterior.diagnostics
    notes.append(fit.status if fit.trustworthy else f"Your readings were not used. {fit.status}")
    if answer.question.assumed:
        notes.append(f"You did not say, so assumed: {', '.join(answer.question.assumed)}.")
    if any(share.cause in UNTESTED for share in answer.causes):
        names = sorted(share.cause for share in answer.causes if share.cause in UNTESTED)
        notes.append(
            f"No trial has measured calf size after {', '.join(names)}: that part is extrapolation."
        )
    if answer.log.unknown_exercises:
        names = list(answer.log.unknown_exercises)
        notes.append(f"Exercises that surae does not know were left out: {', '.join(names[:5])}.")
    return [*notes, DISCLAIMER]


UNTESTED = frozenset({"uphill running", "downhill running", "soft ground", "stairs", "sprints"})
