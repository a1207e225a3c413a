"""Rules that a release keeps, one small function each.

A rule takes the tables as they are written (text cells) and yields a sentence for every row that
breaks it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from importlib.resources.abc import Traversable

from surae.evidence.tables import RELEASE, folder, read

Tables = Mapping[str, list[dict[str, str]]]

UNITS = frozenset({
    "-", "1", "%", "%/day", "%/h", "1/(m/s)", "(1/min)/(m/s)", "1/cm", "1/day", "1/min", "1/s",
    "1/week", "1/year", "BW", "BW/(m/s)", "BW/s", "BW s", "BW s/km", "BW s/mile", "cm", "cm2",
    "cm3", "cm3/(kg m)", "cm3/cm", "day", "deg", "g/(kg day)", "h", "J", "J/(kg m)", "J/(kg step)",
    "J/kg", "kN", "kcal/(kg km)", "kcal/day", "kg", "kg/m3", "km", "m", "m/s", "min", "mm", "mm2",
    "mm3/kg", "N", "N m", "N m/kg", "N/cm2", "N/kg", "N/mm", "N/mm2", "rad", "s", "steps/min",
    "weeks", "years", "kcal/kg", "J/ml", "J/(kg s)", "ml/(kg min)", "mm/kg", "1/(m/s)2",
    "(1/min)/year",
})  # fmt: skip
"""Units that a cell may name; ``-`` is a ratio, ``1`` a count."""

DISTRIBUTIONS = ("fixed", "normal", "lognormal", "uniform", "beta")
STATUSES = ("measured", "literature", "derived", "model", "judgement")
FINDINGS = ("value", "ns", "increase", "decrease", "level", "other")
ROLES = ("calibration", "validation")
GRADES = ("supported", "weak", "untested", "contradicted")

_HEADER = re.compile(r"# surae evidence (\S+?)(?:\.csv)? release (\S+) \d{4}-\d{2}-\d{2}\n")
_SENTINELS = {"-99", "-999", "-9999", "na", "n/a", "nan", "null", "?"}
_SIGNED = re.compile(r"angle|arm|grade|effect|level|^c\d$|_(?:mean|cos\d+|sin\d+)$")
_BAD_URL = re.compile(
    r"//(?:\d+\.\d+\.\d+\.\d+|localhost|[^/]*(?:google|bing|duckduckgo|yandex|baidu)\.)"
)


def check_release(release: str | None = None) -> list[str]:
    """Return what is wrong with a release in the package; nothing if it keeps every rule.

    Raises
    ------
    EvidenceError
        If there is no such release.
    """
    return check_folder(folder(release), RELEASE if release is None else release)


def check_folder(place: Traversable, release: str) -> list[str]:
    """Return what is wrong with the release in a folder, one sentence per row and rule."""
    paths = sorted(
        (path for path in place.iterdir() if path.name.endswith(".csv")), key=lambda p: p.name
    )
    wrong = [sentence for path in paths for sentence in header(path, release)]
    tables = {}
    for path in paths:
        name, rows = path.name.removesuffix(".csv"), read(path)
        misshapen = list(shape(name, rows))
        wrong += misshapen
        if not misshapen:
            tables[name] = rows
    return wrong + [sentence for rule in RULES for sentence in rule(tables)]


def shape(name: str, rows: list[dict[str, str]]) -> Iterator[str]:
    """Find tables without the columns that name a row, and rows with too few or many cells."""
    for column in _KEYS.get(name, ()):
        if rows and column not in rows[0]:
            yield f"{name}: no column {column}"
    for i, row in enumerate(rows, start=1):
        if None in row or None in row.values():
            yield f"{name}, row {i}: not as many cells as columns"


def header(path: Traversable, release: str) -> Iterator[str]:
    """Find a file that does not begin with its name, release and date."""
    found = _HEADER.match(path.read_text(encoding="utf-8"))
    if not found or (found[1], found[2]) != (path.name.removesuffix(".csv"), release):
        yield f"{path.name}: the first line does not name file, release and date"


def unknown_source(tables: Tables) -> Iterator[str]:
    """Find source keys that are not in ``sources.csv``."""
    known = {row["key"] for row in tables.get("sources", [])}
    for place, row in _rows(tables):
        for key in row.get("source", "").split(";"):
            if key and key not in known:
                yield f"{place}: source {key!r} is not in sources.csv"


def missing_source(tables: Tables) -> Iterator[str]:
    """Find rows without a source that are no judgement."""
    for place, row in _rows(tables):
        if row.get("source") == "" and row.get("status") != "judgement":
            yield f"{place}: no source"


def duplicate(tables: Tables) -> Iterator[str]:
    """Find what is stated twice."""
    for name, keys in _KEYS.items():
        counts = Counter(tuple(row[k] for k in keys) for row in tables.get(name, []))
        for key, count in counts.items():
            if count > 1:
                yield f"{name}: {', '.join(filter(None, key))} is stated {count} times"


def unit(tables: Tables) -> Iterator[str]:
    """Find numbers without a unit of the list."""
    for place, row in _rows(tables):
        for column in ("unit", "effect_unit", "baseline_unit"):
            number = row.get(column.removesuffix("_unit")) if column != "unit" else "1"
            if column in row and row[column] not in UNITS and (row[column] or number):
                yield f"{place}: {column} {row[column]!r} is not an allowed unit"


def mixed_role(tables: Tables) -> Iterator[str]:
    """Find studies used both to calibrate and to validate."""
    roles: dict[str, set[str]] = {}
    for place, row in _rows(tables):
        if row.get("role"):
            roles.setdefault(row["source"], set()).add(row["role"])
            if row["role"] not in ROLES:
                yield f"{place}: role {row['role']!r} is not one of {', '.join(ROLES)}"
        elif "role" in row and "study" in row:
            yield f"{place}: no role"
    for source, found in sorted(roles.items()):
        if len(found) > 1:
            yield f"{source}: used as {' and '.join(sorted(found))}"


def outside_range(tables: Tables) -> Iterator[str]:
    """Find values that do not lie between their low and high."""
    for place, row in _rows(tables):
        for value, low, high in (
            ("value", "low", "high"),
            ("mean", "low", "high"),
            ("change", "change_low", "change_high"),
            ("effect", "effect_low", "effect_high"),
        ):
            ends = [_float(row.get(name, "")) for name in (low, value, high)]
            stated = [end for end in ends if not math.isnan(end)]
            if stated != sorted(stated):
                yield f"{place}: {value} is outside {low} to {high}"


def from_memory(tables: Tables) -> Iterator[str]:
    """Find numbers quoted from memory."""
    for place, row in _rows(tables):
        if any(re.search(r"\bmemory\b", cell or "", re.IGNORECASE) for cell in row.values()):
            yield f"{place}: speaks of memory, which is no evidence"


def sentinel(tables: Tables) -> Iterator[str]:
    """Find numbers and words that stand for a missing cell, which is empty."""
    for place, row in _rows(tables):
        for column, cell in row.items():
            minus_one = _float(cell) == -1 and not _SIGNED.search(column)
            if minus_one or cell.lower() in _SENTINELS:
                yield f"{place}: {column} {cell!r} stands for missing; leave it empty"


def unexplained_judgement(tables: Tables) -> Iterator[str]:
    """Find judgements that do not say on what they rest."""
    for place, row in _rows(tables):
        if row.get("status") == "judgement" and not row.get("note"):
            yield f"{place}: a judgement without a note"


def vocabulary(tables: Tables) -> Iterator[str]:
    """Find words for status, distribution, finding and grade that are not in their lists."""
    for place, row in _rows(tables):
        if row.get("status", "measured") not in STATUSES:
            yield f"{place}: status {row['status']!r} is not one of {', '.join(STATUSES)}"
    for row in tables.get("parameters", []):
        if row["distribution"] not in DISTRIBUTIONS:
            yield f"parameters, {row['name']}: distribution {row['distribution']!r} is unknown"
    for row in tables.get("studies", []):
        if row["finding"] not in FINDINGS or (row["finding"] == "value") != bool(row["change"]):
            yield f"studies, {row['study']}, {row['arm']}: finding {row['finding']!r} does not fit"
    for row in tables.get("claims", []):
        if row["grade"] not in GRADES:
            yield f"claims, {row['key']}: grade {row['grade']!r} is not one of {', '.join(GRADES)}"


def distribution(tables: Tables) -> Iterator[str]:
    """Find distributions without the numbers that they need."""
    for row in tables.get("parameters", []):
        numbers = {name: _float(row[name]) for name in ("mean", "sd", "low", "high")}
        needed = _NEEDED.get(row["distribution"], ())
        missing = [name for name in needed if math.isnan(numbers[name])]
        if missing:
            yield f"parameters, {row['name']}: {row['distribution']} without {', '.join(missing)}"
        elif "sd" in needed and numbers["sd"] <= 0:
            yield f"parameters, {row['name']}: sd is not above 0"
        elif row["distribution"] == "lognormal" and numbers["mean"] <= 0:
            yield f"parameters, {row['name']}: the median of a lognormal is not above 0"


def address(tables: Tables) -> Iterator[str]:
    """Find addresses that do not last: search engines, numbers, this machine."""
    for row in tables.get("sources", []):
        if row["doi"] and not row["doi"].startswith("10."):
            yield f"sources, {row['key']}: doi {row['doi']!r} does not begin with 10."
        if _BAD_URL.search(row["url"]):
            yield f"sources, {row['key']}: {row['url']} is not an address that lasts"


RULES: tuple[Callable[[Tables], Iterator[str]], ...] = (
    unknown_source,
    missing_source,
    duplicate,
    unit,
    mixed_role,
    outside_range,
    from_memory,
    sentinel,
    unexplained_judgement,
    vocabulary,
    distribution,
    address,
)

_KEYS = {
    "parameters": ("name",),
    "sources": ("key",),
    "claims": ("key",),
    "trial_exclusions": ("study", "structure"),
    "studies": ("study", "arm", "structure", "quantity", "fiber_type", "sex"),
    "biomechanics": ("id",),
    "muscle_volume": ("muscle",),
    "tendon_paths": ("muscle",),
    "geometry": ("muscle", "ankle_angle", "knee_angle", "hip_angle"),
    "girth_regression": ("sex", "term"),
    "leg_measures": ("leg", "structure", "quantity"),
    "leg_areas": ("leg", "structure", "level"),
    "leg_outlines": ("leg", "structure", "level"),
    "architecture": ("muscle", "quantity", "dataset", "condition", "ankle_angle"),
}

_NEEDED = {
    "fixed": ("mean",),
    "normal": ("mean", "sd"),
    "lognormal": ("mean", "sd"),
    "uniform": ("low", "high"),
    "beta": ("mean", "sd"),
}


def _rows(tables: Tables) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield every row with words for where it stands."""
    for name, rows in tables.items():
        for i, row in enumerate(rows, start=1):
            keys = [row[k] for k in _KEYS.get(name, ()) if row[k]]
            yield f"{name}, {', '.join(keys) or f'row {i}'}", row


def _float(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return math.nan
