"""What people did, from the words in which the gathered files say it."""

from __future__ import annotations

import re

from evidence_build.cells import Row, number

SEXES = {
    "M": "male", "F": "female", "M+F": "mixed", "mixed": "mixed", "mostly M": "mixed",
    "7M/7F": "mixed", "16M/11F": "mixed", "9M/6F": "mixed", "2M/10F": "mixed", "5M/5F": "mixed",
    "61M/63F": "mixed", "unstated": "", "mixed/unstated": "", "": "",
}  # fmt: skip

AGES: dict[str, Row] = {
    **{text: {} for text in ("", "young", "college", "60+", "26.7 / 65.1")},
    **{
        f"{low}-{high}": {"age_low": str(low), "age_high": str(high)}
        for low, high in (
            (26, 41), (65, 81), (15, 21), (60, 78), (24, 55), (12, 15), (31, 59), (18, 39),
            (40, 87), (19, 33),
        )
    },
}  # fmt: skip

# Name in the release; ankle angles from and to [deg], dorsiflexion positive. The gathered file
# counts plantarflexion positive.
_RANGES = {
    "": ("", "", ""),
    "full": ("full", "", ""),
    "full/lengthened": ("full", "", ""),
    "full + loaded static stretch": ("full_and_stretch", "", ""),
    "full + lengthened partial": ("full_and_long", "", ""),
    "full (-25 to +25 deg)": ("full", "25", "-25"),
    "lengthened partial (-25 to 0 deg)": ("long", "25", "0"),
    "shortened partial (0 to +25 deg)": ("short", "0", "-25"),
    "static stretch": ("stretch", "", ""),
    "isometric": ("isometric", "", ""),
    "isometric neutral": ("isometric", "0", "0"),
    "shortened isometric": ("isometric_short", "", ""),
    "stretch-shortening": ("stretch_shortening", "", ""),
}

_LOADS = (
    (r"(\d+)% 1RM", ("load_1rm",), 0.01),
    (r"(\d+)% MVC", ("load_mvc",), 0.01),
    (r"(\d+)-(\d+)RM\b", ("load_rm_low", "load_rm_high"), 1.0),
    (r"(\d+)RM\b", ("load_rm_low", "load_rm_high"), 1.0),
    (r"([\d.]+)(?:-|->)([\d.]+) min/session", ("minutes_low", "minutes_high"), 1.0),
    (r"([\d.]+) min/(?:day|session)", ("minutes_low", "minutes_high"), 1.0),
)


def load(text: str) -> Row:
    """Return the load of a set, or the length of a session, in its own column.

    >>> load("6-10RM")
    {'load_rm_low': '6', 'load_rm_high': '10'}
    >>> load("about 80% 1RM"), load("9->15 min/session")
    ({'load_1rm': '0.8'}, {'minutes_low': '9', 'minutes_high': '15'})
    """
    if text == "bodyweight":
        return {"body_weight": "yes"}
    for pattern, names, scale in _LOADS:
        if found := re.search(pattern, text):
            values = [number(float(group) * scale) for group in found.groups()]
            return {name: values[min(i, len(values) - 1)] for i, name in enumerate(names)}
    return {}


def repetitions(sets: str, reps: str) -> Row:
    """Return sets and repetitions.

    >>> repetitions("4", "15-20")
    {'sets': '4', 'reps_low': '15', 'reps_high': '20'}
    >>> repetitions("3 x 6 contractions of 5 s", "")
    {'sets': '3', 'reps_low': '6', 'reps_high': '6', 'contraction_seconds': '5'}
    """
    if found := re.fullmatch(r"(\d+) x (\d+) contractions of (\d+) s", sets):
        count, each, seconds = found.groups()
        low_high = {"reps_low": each, "reps_high": each}
        return {"sets": count, **low_high, "contraction_seconds": seconds}
    if found := re.fullmatch(r"(\d+) reps", sets):
        return {"reps_per_session": found[1]}
    row = {"sets": sets} if sets else {}
    if found := re.fullmatch(r"(\d+) per session", reps):
        return {**row, "reps_per_session": found[1]}
    counts = [int(count) for count in re.findall(r"\d+", reps)]
    if counts:
        row |= {"reps_low": str(min(counts)), "reps_high": str(max(counts))}
    return row


def protocol(raw: Row, arm: Row) -> Row:
    """Return what the people of an arm did, as far as the gathered row says it in columns."""
    row: Row = {"weeks": number(raw.get("weeks"))}
    if "exercise" not in raw or arm["activity"] in ("none", "unload", "sport"):
        return row
    knee, _, second = raw["knee_angle_deg"].partition("+")
    name, start, end = _RANGES[raw["ankle_rom"]]
    row |= {"knee_angle": knee, "knee_angle_2": second}
    row |= {"range": name, "ankle_from": start, "ankle_to": end}
    row |= load(raw["load"]) | repetitions(raw["sets_per_session"], raw["reps"])
    row["sessions_per_week"] = number(raw["sessions_per_week"])
    failure = raw["to_failure"]
    row["to_failure"] = "yes" if failure.startswith("yes") else "no" if failure == "no" else ""
    return row


def spread(text: str, name: str) -> str:
    """Return a standard deviation or error, given in points, as a fraction.

    >>> spread("SE 0.7 (SD about 2.8 if n=16)", "SE"), spread("P<0.05", "SD")
    ('0.007', '')
    """
    found = re.match(rf"{name} ([\d.]+)", text)
    return number(float(found[1]) / 100) if found else ""
