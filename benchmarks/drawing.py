"""How long it takes to draw a calf: the first picture of a process, and the next ones.

CPU seconds are counted; of many pictures the fastest and the middle one are told. A tenth of a
second is promised.

python benchmarks/drawing.py
"""

from __future__ import annotations

import time
from datetime import date

import numpy as np

from surae.anatomy.limb import limb_of
from surae.app.calf_picture import calf_picture
from surae.app.calf_view import CalfView, view_of_forecast
from surae.inference.girth import girth_forecast
from surae.inference.priors import prior_draws
from surae.records import CAUSES, MUSCLES, Forecast, Person

N_DRAWS, N_DAYS, PICTURES, GOAL = 500, 112, 30, 0.1


def view() -> CalfView:
    """Return what is drawn of an adult whose muscles grow by a twentieth."""
    person, today = Person(1.75, 70.0, 30.0, "male"), date(2026, 1, 1)
    draws = prior_draws(N_DRAWS, 1)
    grown = np.broadcast_to(np.linspace(1, 1.05, N_DAYS), (len(MUSCLES), N_DRAWS, N_DAYS))
    result = Forecast(today, today, grown, np.zeros((len(MUSCLES), N_DRAWS, len(CAUSES))))
    calf = girth_forecast(result, person, limb_of(person), np.full(N_DRAWS, 36.0), draws)
    return view_of_forecast(person, calf, measured=True)


def main() -> None:
    drawn, taken = view(), []
    for _ in range(PICTURES):
        begin = time.process_time()
        calf_picture(drawn)
        taken.append(time.process_time() - begin)
    first, (least, middle) = taken[0], np.percentile(taken[1:], (0, 50))
    print(
        f"A calf is drawn in {least * 1000:.0f} ms of CPU (middle {middle * 1000:.0f} ms, "
        f"the first {first * 1000:.0f} ms; goal {GOAL * 1000:.0f} ms)."
    )


if __name__ == "__main__":
    main()
