"""Build the evidence release from the gathered evidence.

    python tools/build_evidence.py [SOURCE_DIR] [--data DIR] [--out DIR]

``SOURCE_DIR`` holds the gathered tables (default ``../shared/evidence`` beside the repository),
``--data`` the surveys and coefficient files (default ``data`` beside SOURCE_DIR). The same input
gives the same bytes. Nothing is written unless every table could be built. Tables that are written
by hand (``parameters.csv`` and others that this tool does not know) are left alone, and so are the
rows of ``sources.csv`` whose origin is ``hand``.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from evidence_build import anatomy, biomechanics, measurement, regression, sources, studies
from evidence_build.cells import RELEASE, BuildError, Row, write

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "src" / "surae" / "evidence" / "releases" / RELEASE

Table = tuple[list[str], list[Row]]


def tables(source: Path, data: Path, release: Path) -> dict[str, Table]:
    """Return every table of the release: its columns and its rows."""
    studied = studies.build(source)
    roles = {row["source"]: row["role"] for row in studied}
    built: dict[str, Table] = {
        "studies": (studies.COLUMNS, studied),
        "measurement_error": (measurement.COLUMNS, measurement.build(source, roles)),
        "biomechanics": (biomechanics.COLUMNS, biomechanics.build(source)),
        "architecture": (anatomy.ARCHITECTURE, anatomy.architecture(source)),
        "geometry": (anatomy.GEOMETRY, anatomy.geometry(source)),
        "tendon_paths": (anatomy.PATHS, anatomy.tendon_paths(source)),
        "muscle_volume": (
            anatomy.VOLUMES,
            anatomy.muscle_volume(data / "biomechanics" / "muscle_scaling"),
        ),
        "girth_regression": (regression.COLUMNS, regression.build(data / "anthropometry")),
    }
    used = {row["source"] for _, rows in built.values() for row in rows if "source" in row}
    built["sources"] = (sources.COLUMNS, sources.build(release, used))
    return built


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Build the evidence release.")
    parser.add_argument("source", nargs="?", type=Path, default=ROOT.parent / "shared" / "evidence")
    parser.add_argument("--data", type=Path, help="surveys and coefficients")
    parser.add_argument("--out", type=Path, default=OUT, help="folder of the release")
    given = parser.parse_args(arguments)
    try:
        built = tables(given.source, given.data or given.source.parent / "data", given.out)
    except BuildError as error:
        print(f"build_evidence: {error}", file=sys.stderr)
        return 1
    given.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=given.out) as made:
        for name, (columns, rows) in built.items():
            count = write(Path(made), name, columns, rows)
            print(f"{name}.csv: {count} rows")
        for path in sorted(Path(made).iterdir()):
            path.replace(given.out / path.name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
