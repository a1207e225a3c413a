"""Hold the mechanics against published numbers that were not used to build them.

    python tools/validate_loading.py

Writes docs/validation/loading.md. Numbers that the model takes as inputs (grade, treadmill, foot
strike, shoes, the hop that calibrates effort) are listed as inputs and not counted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from surae.anatomy.limb import GROUPS
from surae.app.movement import MovementReport, movement_json, movement_report
from surae.loading.effort import QUADRICEPS, TRICEPS, group_sum
from surae.loading.sharing import tendon_share_of_work
from surae.records import Person

TARGET = Path(__file__).resolve().parents[1] / "docs" / "validation" / "loading.md"
ADULT = Person(1.75, 70.0, 30.0, "male")
SOL = GROUPS.index("SOL")
MG = GROUPS.index("MG")


@cache
def solved(text: str) -> MovementReport:
    """Solve a movement once."""
    return movement_report(text, ADULT)


def peak(text: str) -> float:
    """Return the peak tendon force in body weights."""
    return float(movement_json(solved(text))["tendon_peak_bw"])  # type: ignore[arg-type]


def impulse(text: str) -> float:
    """Return the tendon impulse of a cycle in body weights × s."""
    return float(movement_json(solved(text))["tendon_impulse_bw_s"])  # type: ignore[arg-type]


def strain(text: str) -> float:
    """Return the peak tendon strain."""
    return float(movement_json(solved(text))["tendon_peak_strain"])  # type: ignore[arg-type]


def effort(text: str, joint: str) -> float:
    """Return the effort of a joint's extensors in percent."""
    return 100 * solved(text).effort[joint]


def soleus_share(text: str) -> float:
    """Return the soleus' share of the triceps impulse in percent, mean over the rules."""
    told = solved(text)
    shares = [c.force[:, SOL].sum() / group_sum(c.force, TRICEPS).sum() for c in told.cycles]
    return 100 * float(np.mean(shares))


def stance_length(text: str, group: int) -> float:
    """Return the mean fiber length of a muscle in stance, weighted by its force."""
    cycles = solved(text).cycles
    means = [np.average(c.fiber_length[:, group], weights=c.force[:, group]) for c in cycles]
    return float(np.mean(means))


def quadriceps_ratio(text: str) -> float:
    """Return quadriceps over triceps impulse."""
    cycles = solved(text).cycles
    pairs = [
        (group_sum(c.force, QUADRICEPS).sum(), group_sum(c.force, TRICEPS).sum()) for c in cycles
    ]
    return float(np.mean([q / t for q, t in pairs]))


def tendon_work(text: str, group: str) -> float:
    """Return the tendon's share of the positive work of a muscle-tendon unit in percent."""
    told = solved(text)
    shares = [
        tendon_share_of_work(told.limb, told.curves, c)[GROUPS.index(group)] for c in told.cycles
    ]
    return 100 * float(np.mean(shares))


def per_km(speed: float) -> float:
    """Return the tendon impulse of a kilometer of one leg in body weights × s."""
    told = solved(f"run speed={speed}")
    return impulse(told.text) * 1000 / (speed * told.curves.period)


@dataclass(frozen=True)
class Check:
    """One published number or direction and what the model says."""

    what: str
    rows: str
    low: float
    high: float
    predicted: Callable[[], float]
    digits: int = 2
    observed: str = ""


TREADMILL = "surface=treadmill"
NUMBERS = (
    Check(
        "tendon peak, run 5.6 over 3.3 m/s",
        "B009",
        1.10,
        1.30,
        lambda: peak("run speed=5.6") / peak("run speed=3.3"),
        observed="1.195",
    ),
    Check(
        "tendon peak, run 4.47 over 2.68 m/s",
        "B003, B004",
        1.10,
        1.35,
        lambda: peak(f"run speed=4.47 {TREADMILL}") / peak(f"run speed=2.68 {TREADMILL}"),
        observed="1.23",
    ),
    Check(
        "tendon peak, run 2.68 over walk 1.34 m/s",
        "B007",
        1.5,
        2.2,
        lambda: peak(f"run speed=2.68 {TREADMILL}") / peak("walk speed=1.34"),
        observed="1.83",
    ),
    Check(
        "tendon peak, comfortable run over walk",
        "B174, B175",
        1.35,
        2.0,
        lambda: peak("run speed=2.8") / peak("walk"),
        observed="1.58",
    ),
    Check(
        "tendon peak in running, body weights",
        "B033, B001",
        4.0,
        10.1,
        lambda: peak("run speed=3.0"),
        observed="4 to 10 by method",
    ),
    Check(
        "tendon peak in walking, body weights",
        "B032, B035",
        2.0,
        4.5,
        lambda: peak("walk"),
        observed="2.0 to 4.5 by method",
    ),
    Check(
        "tendon peak, one-leg standing raise, body weights",
        "B169",
        2.4,
        3.9,
        lambda: peak("calf_raise legs=1 body_weight=true"),
        observed="3.0 ± 0.3",
    ),
    Check(
        "tendon peak, seated 15 kg over one-leg standing raise",
        "B168, B169",
        0.2,
        0.3333,
        lambda: (
            peak("calf_raise legs=1 knee_angle=90 load_kg=15")
            / peak("calf_raise legs=1 body_weight=true")
        ),
        observed="0.23",
    ),
    Check(
        "tendon peak, two-leg over one-leg standing raise",
        "B173, B169",
        0.42,
        0.62,
        lambda: (
            peak("calf_raise legs=2 body_weight=true") / peak("calf_raise legs=1 body_weight=true")
        ),
        observed="0.53",
    ),
    Check(
        "tendon peak, run over one-leg standing raise",
        "B175, B169",
        1.3,
        2.6,
        lambda: peak("run speed=2.8") / peak("calf_raise legs=1 body_weight=true"),
        observed="1.73",
    ),
    Check(
        "soleus share of triceps impulse, run 3.9 m/s, %",
        "B064, B077",
        52,
        85,
        lambda: soleus_share(f"run speed=3.9 {TREADMILL}"),
        0,
        observed="52 to 81 by method",
    ),
    Check(
        "soleus share of a seated raise, %",
        "B183 and design",
        80,
        100,
        lambda: soleus_share("calf_raise legs=1 knee_angle=90 load_kg=15"),
        0,
        observed="80 or more",
    ),
    Check(
        "quadriceps over triceps impulse, run 3.9 m/s",
        "B064 to B074",
        1.1,
        2.4,
        lambda: quadriceps_ratio(f"run speed=3.9 {TREADMILL}"),
        observed="1.8",
    ),
    Check(
        "effort of ankle extensors, walk 1.6 m/s, %",
        "B041",
        23,
        47,
        lambda: effort("walk speed=1.6", "ankle"),
        0,
        observed="35 ± 6",
    ),
    Check(
        "effort of knee extensors, walk 1.6 m/s, %",
        "B042",
        9,
        29,
        lambda: effort("walk speed=1.6", "knee"),
        0,
        observed="19 ± 5",
    ),
    Check(
        "effort of ankle extensors, sprint 9.3 m/s, %",
        "B045",
        74,
        118,
        lambda: effort("sprint speed=9.3", "ankle"),
        0,
        observed="96 ± 11",
    ),
    Check(
        "effort of knee extensors, sprint 9.3 m/s, %",
        "B046",
        34,
        110,
        lambda: effort("sprint speed=9.3", "knee"),
        0,
        observed="72 ± 19",
    ),
    Check(
        "soleus fiber length in stance of running",
        "B203, B208",
        0.85,
        1.10,
        lambda: stance_length("run speed=3.0", SOL),
        observed="0.90 ± 0.10",
    ),
    Check(
        "soleus fiber length in walking",
        "B207, B209",
        0.75,
        1.0,
        lambda: stance_length("walk", SOL),
        observed="0.70 to 0.94",
    ),
    Check(
        "tendon share of positive work, soleus, run 2 m/s, %",
        "B212",
        50,
        90,
        lambda: tendon_work("run speed=2.0", "SOL"),
        0,
        observed="53, more than half",
    ),
    Check(
        "tendon share of positive work, gastrocnemius, run 2 m/s, %",
        "B214",
        50,
        90,
        lambda: tendon_work("run speed=2.0", "MG"),
        0,
        observed="62, more than half",
    ),
    Check(
        "tendon share of positive work, soleus, sprint 8 m/s, %",
        "B213",
        55,
        95,
        lambda: tendon_work("sprint speed=8", "SOL"),
        0,
        observed="74",
    ),
    Check(
        "peak tendon strain, run 5.0 over walk 1.4 m/s",
        "B030, B031",
        1.3,
        2.2,
        lambda: strain("run speed=5.0") / strain("walk speed=1.4"),
        observed="1.96",
    ),
)
DIRECTIONS = (
    (
        "tendon peak rises with speed, 2 to 5 m/s",
        "B009, B012, B270",
        lambda: peak("run speed=5") > peak("run speed=3.5") > peak("run speed=2"),
    ),
    (
        "tendon force × time per kilometer falls with speed",
        "B270",
        lambda: per_km(5.0) < per_km(3.5) < per_km(2.5),
    ),
    ("running loads more than walking", "B036, B038", lambda: peak("run") > peak("walk")),
    ("sprinting loads more than running", "B045", lambda: peak("sprint speed=8") > peak("run")),
    (
        "a hop loads more than a run",
        "B171, B175",
        lambda: peak("hops legs=1 intensity=high") > peak("run speed=2.8"),
    ),
    (
        "seated < two legs < one leg in raises",
        "B179",
        lambda: (
            peak("calf_raise legs=2 knee_angle=90 load_kg=15")
            < peak("calf_raise legs=2 body_weight=true")
            < peak("calf_raise legs=1 body_weight=true")
        ),
    ),
    (
        "knee angle hardly changes the tendon force of a raise",
        "B181",
        lambda: (
            abs(
                peak("calf_raise legs=1 knee_angle=30 body_weight=true")
                / peak("calf_raise legs=1 body_weight=true")
                - 1
            )
            < 0.1
        ),
    ),
    (
        "bent knee: soleus takes over from gastrocnemius",
        "B192",
        lambda: (
            soleus_share("calf_raise legs=1 knee_angle=50 body_weight=true")
            > soleus_share("calf_raise legs=1 body_weight=true")
        ),
    ),
    (
        "soleus carries more than the gastrocnemius at every speed",
        "B288",
        lambda: all(soleus_share(f"run speed={v}") > 50 for v in (2.0, 3.0, 4.0, 5.0)),
    ),
    (
        "ankle effort above knee effort in running",
        "B043, B044",
        lambda: effort("run speed=3", "ankle") > effort("run speed=3", "knee"),
    ),
    (
        "ankle effort above knee effort in walking",
        "B041, B042",
        lambda: effort("walk speed=1.6", "ankle") > effort("walk speed=1.6", "knee"),
    ),
    (
        "ankle moment smaller on stairs down than in level walking",
        "B141",
        lambda: (
            movement_json(solved("stairs direction=down"))["ankle_moment_peak_nm_kg"]
            < movement_json(solved("walk"))["ankle_moment_peak_nm_kg"]
        ),
    ),  # type: ignore[operator]
)
INPUTS = (
    ("grade: factors on ankle and knee moment", "README of the evidence, telhan_2010, judgement"),
    ("treadmill over road: 1.10", "B134, willy_2016"),
    ("forefoot over rearfoot: 1.11", "B144, almonroeder_2013"),
    ("minimal and maximal shoes: 1.11 and 0.94", "B150 to B154, sinclair_2015, judgement"),
    ("hop on one leg: 1.4 times a run", "B171, B175, baxter_2021"),
    ("effort in running at 4.1 m/s: 84 and 63 %", "B043, B044, kulmala_2016"),
    ("level angles and moments at 2.5, 3.5 and 4.5 m/s", "fukuchi_2017"),
)


def main() -> None:
    """Compute every check and write the page."""
    lines = [
        "# Mechanics against published numbers",
        "",
        "Written by `make validate` for an adult of 1.75 m and 70 kg.",
        "None of these numbers was used to build the movements; what was is listed at the end.",
        "Predictions are means over the three rules of sharing.",
        "",
        "## Numbers",
        "",
        "| quantity | rows | observed | accepted | predicted | |",
        "|---|---|---|---|---|---|",
    ]
    inside = 0
    for check in NUMBERS:
        value = check.predicted()
        good = check.low <= value <= check.high
        inside += good
        accepted = f"{check.low:g} to {check.high:.3g}"
        mark = "inside" if good else "**outside**"
        lines.append(
            f"| {check.what} | {check.rows} | {check.observed} | {accepted} | "
            f"{value:.{check.digits}f} | {mark} |"
        )
    lines += ["", f"{inside} of {len(NUMBERS)} inside ({100 * inside / len(NUMBERS):.0f} %).", ""]
    lines += ["## Directions", "", "| statement | rows | |", "|---|---|---|"]
    right = 0
    for statement, rows, holds in DIRECTIONS:
        good = bool(holds())
        right += good
        lines.append(f"| {statement} | {rows} | {'holds' if good else '**does not hold**'} |")
    lines += ["", f"{right} of {len(DIRECTIONS)} hold.", "", "## Inputs, not tests", ""]
    lines += [f"- {what} ({source})" for what, source in INPUTS]
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{inside}/{len(NUMBERS)} numbers inside, {right}/{len(DIRECTIONS)} directions hold")


if __name__ == "__main__":
    main()
