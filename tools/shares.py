"""Shares of causes of people whose truth is known: inside their intervals, and how wide those are.

Three ways of doing the same: causes in blocks, causes that always go together, and the same with
the contrast at the end that `surae explain` asks for.
Run as ``python tools/shares.py [--people 50]``; writes docs/validation/shares.md.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from surae.inference import Case
from surae.inference.attribution import Attribution, attribute
from surae.inference.calibrate import calibrate
from surae.inference.outlook import outlook_with_spectrum
from surae.inference.together import Bundle, moved_together
from surae.planning import repeat_habit
from surae.records import Draws
from synthetic_people import climber_of, known_person

CAUSES = ("uphill running", "standing raises")
WEEKS = 16
WAYS = {
    "16 weeks of hills, then 16 of raises": {"apart": True},
    "32 weeks of both": {"apart": False},
    "the same, then 8 weeks of each alone": {"apart": False, "contrast": 8},
}


@dataclass(frozen=True, eq=False)
class Found:
    """What was found of one person.

    Parameters
    ----------
    inside
        Whether the true share is in the 90 % interval, shape (causes, spans).
    width, prior_width
        Of the interval, with readings and without, same shape [cm].
    sum_width
        Of the interval of the sum of the causes, shape (spans,) [cm].
    bundles
        Causes that were said to have gone together.
    """

    inside: NDArray[np.bool_]
    width: NDArray[np.float64]
    prior_width: NDArray[np.float64]
    sum_width: NDArray[np.float64]
    bundles: tuple[Bundle, ...]


def split(case: Case, draws: Draws) -> tuple[Attribution, tuple[Bundle, ...]]:
    """Return the shares under some draws, where the habit goes on, and what went together."""
    case = replace(case, draws=draws)
    last = case.today + timedelta(weeks=WEEKS)
    seen, spectrum = outlook_with_spectrum(case, repeat_habit(case.done, case.today, last, 8), last)
    return attribute(case, spectrum, seen), moved_together(spectrum)


def shares(found: Attribution) -> NDArray[np.float64]:
    """Return the shares of the two causes, shape (causes, spans, draws) [cm]."""
    rows = [found.causes.index(cause) for cause in CAUSES]
    return np.stack([found.realised[rows], found.to_come[rows]], axis=1)


def look(case: Case, seed: int) -> Found:
    """Draw a truth for a person with readings, learn from them, and compare the shares."""
    known = known_person(seed, "", case=case)
    truth = Draws({n: np.array([v]) for n, v in known.truth.items()}, case.draws.evidence, seed)
    true = shares(split(known.case, truth)[0])[:, :, 0]
    told, bundles = split(known.case, calibrate(known.case).draws)
    posterior = shares(told)
    prior = shares(split(known.case, case.draws)[0])
    low, high = np.quantile(posterior, (0.05, 0.95), axis=-1)
    return Found(
        inside=(low <= true) & (true <= high),
        width=high - low,
        prior_width=widths(prior),
        sum_width=widths(posterior.sum(axis=0)),
        bundles=bundles,
    )


def widths(draws: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the widths of 90 % intervals along the last axis."""
    return np.ptp(np.quantile(draws, (0.05, 0.95), axis=-1), axis=0)


def people(seeds: Iterable[int], **way: object) -> list[Found]:
    """Return what is found of people whose causes went a way, options of ``climber_of``."""
    return [look(climber_of(seed, **way), seed) for seed in seeds]  # type: ignore[arg-type]


def row(name: str, found: list[Found]) -> list[str]:
    """Return the result for one way as rows of a table."""
    inside = np.array([one.inside for one in found])
    prior = np.median([one.width / one.prior_width for one in found], axis=0)
    whole = np.median([one.width / one.sum_width for one in found], axis=0)
    bound = np.mean([bool(one.bundles) for one in found])
    return [
        f"| {name} | {cause} | {100 * inside[:, k, 0].mean():.0f} % | "
        f"{100 * inside[:, k, 1].mean():.0f} % | {prior[k, 0]:.2f} | {prior[k, 1]:.2f} | "
        f"{whole[k, 0]:.2f} | {100 * bound:.0f} % |"
        for k, cause in enumerate(CAUSES)
    ]


MADE = """\
{n} synthetic people with a truth drawn from the prior run hills and do standing raises; both calves
are scanned (MRI) every fourth week. Their true shares are those that the same code finds under
their true parameters. Inside: how often the true share, realised and to come in 16 weeks, is in its
90 % interval. Width: median width of that interval over the one without readings, and over that of
the sum of both causes. Bound: how often surae says that the causes cannot be told apart. Made by
`make shares`.
"""
HEADS = (
    "done",
    "cause",
    "inside, realised",
    "inside, to come",
    "width, realised",
    "width, to come",
    "width over that of the sum",
    "bound",
)


def page(seeds: range) -> str:
    """Return the result as a page."""
    begin = time.process_time()
    lines = ["# Shares of causes of people whose truth is known", "", MADE.format(n=len(seeds))]
    lines += [f"| {' | '.join(HEADS)} |", "|" + "---|" * len(HEADS)]
    inside = []
    for name, way in WAYS.items():
        found = people(seeds, **way)
        lines += row(name, found)
        inside.append(f"{100 * np.mean([one.inside for one in found]):.1f} % ({name})")
    seconds = (time.process_time() - begin) / (len(seeds) * len(WAYS))
    lines += ["", f"All shares inside: {'; '.join(inside)}.", ""]
    return "\n".join([*lines, f"CPU time: {seconds:.1f} s a person.", ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--out", type=Path, default=Path("docs/validation/shares.md"))
    asked = parser.parse_args()
    text = page(range(1, asked.people + 1))
    asked.out.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
