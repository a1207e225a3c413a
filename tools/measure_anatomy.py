"""Measure two scanned legs: areas of muscles and bones along the leg, and their outlines.

    python tools/measure_anatomy.py [MESHES] [--out DIR]

``MESHES`` holds the surfaces of the Visible Human woman and man (Andreassen et al. 2023, CC BY 4.0;
default ``../shared/data/anatomy`` beside the repository). Three tables of the evidence release are
written: ``leg_measures.csv``, ``leg_areas.csv`` and ``leg_outlines.csv``; the surfaces themselves
go nowhere. The same input gives the same bytes. Nothing is written unless the areas along every
structure add up to the volume of its mesh within 1 %.

Height along the leg runs from 0 at the top of the tibia to 1 at the outer ankle. The tibia of the
man is missing: his knee is placed above the head of his fibula as the woman's is, and outlines come
from the woman alone.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from evidence_build.cells import RELEASE, Row, number, words, write
from mesh_slices import (
    Array,
    MeshError,
    Points,
    cut,
    cut_area,
    envelope,
    harmonics,
    largest_loop,
    outline_area,
    read_stl,
    volume,
)

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "src" / "surae" / "evidence" / "releases" / RELEASE
SOURCE = "andreassen_2023"

SPACING = 0.025
LEVELS = np.round(np.arange(-0.1875, 1.075, SPACING), 6)
N_HARMONICS = 8
TOLERANCE = 0.01
CM_PER_MM = 0.1

# The file of the peroneus longus holds both peroneals: its volume is that of the two.
CODES = {
    "Bone_Tibia": "TIBIA", "Bone_Fibula": "FIBULA", "Muscle_ExtensorDigitorumLongus": "EDL",
    "Muscle_ExtensorHallucisLongus": "EHL", "Muscle_ExtensorHallicusLongus": "EHL",
    "Muscle_FlexorDigitorumLongus": "FDL", "Muscle_FlexorHallucisLongus": "FHL",
    "Muscle_FlexorHallicusLongus": "FHL", "Muscle_GastrocnemiusLateral": "LG",
    "Muscle_GastrocnemiusMedial": "MG", "Muscle_PeroneusLongus": "PER", "Muscle_Soleus": "SOL",
    "Muscle_TibialisAnterior": "TA", "Muscle_TibialisPosterior": "TP",
}  # fmt: skip

# +1 where the file's z axis points to the head, -1 where it points to the feet.
LEGS = {"female": ("visible_human_female", 1), "male": ("visible_human_male", -1)}

MEASURES = words("leg structure quantity value unit source")
AREAS = words("leg structure level area perimeter source")
TERMS = [
    f"{axis}_{wave}{k}"
    for k in range(1, N_HARMONICS + 1)
    for axis in "xy"
    for wave in ("cos", "sin")
]
OUTLINES = ["leg", "structure", "level", "x_mean", "y_mean", *TERMS, "source"]


@dataclass(frozen=True)
class ScannedLeg:
    """Meshes of one leg, upright, x to the inner side, y to the front, and its two ends [mm]."""

    name: str
    meshes: dict[str, Array]
    knee: float
    ankle: float

    @property
    def length(self) -> float:
        """From the top of the tibia to the outer ankle [mm]."""
        return self.knee - self.ankle

    def cut(self, structure: str, level: float) -> Points:
        """Return the cut across a structure at a level."""
        return cut(self.meshes[structure], self.knee - level * self.length)


def read_meshes(folder: Path, up: int) -> dict[str, Array]:
    """Return the meshes of a folder by code; a leg that hangs head down is turned upright.

    It is turned by half a turn about the axis to the front, so that left stays left.
    """
    files = sorted(folder.glob("*.stl"))
    if not files:
        raise MeshError(f"{folder} holds no STL file")
    if unknown := [path.stem for path in files if path.stem not in CODES]:
        raise MeshError(f"{folder.name}: {', '.join(unknown)} is no known structure")
    turn = np.array([up, 1, up])
    return {CODES[path.stem]: read_stl(path) * turn for path in files}


def fibula_ends(meshes: dict[str, Array]) -> tuple[float, float]:
    """Return the height of the fibula's head, and of the outer ankle: its widest cut low down."""
    z = meshes["FIBULA"][:, :, 2]
    low, high = float(z.min()), float(z.max())
    heights = np.arange(low, low + (high - low) / 3, 0.5)[1:]
    areas = [cut_area(cut(meshes["FIBULA"], h)) for h in heights]
    return high, float(heights[int(np.argmax(areas))])


def tibia_top(meshes: dict[str, Array]) -> float:
    """Return the height of the tibial plateau: where its cut falls to half of its largest."""
    high = float(meshes["TIBIA"][:, :, 2].max())
    heights = np.arange(high - 40.0, high, 0.5)
    areas = np.array([cut_area(cut(meshes["TIBIA"], h)) for h in heights])
    return float(heights[np.flatnonzero(areas >= areas.max() / 2)[-1]])


def scanned_legs(folder: Path) -> list[ScannedLeg]:
    """Return the woman's leg and the man's, with knee and ankle found."""
    meshes = {name: read_meshes(folder / place, up) for name, (place, up) in LEGS.items()}
    head, ankle = fibula_ends(meshes["female"])
    knee = tibia_top(meshes["female"])
    above = (knee - head) / (head - ankle)
    his_head, his_ankle = fibula_ends(meshes["male"])
    his_knee = his_head + above * (his_head - his_ankle)
    return [
        ScannedLeg("female", meshes["female"], knee, ankle),
        ScannedLeg("male", meshes["male"], his_knee, his_ankle),
    ]


def measures(leg: ScannedLeg) -> list[Row]:
    """Return the length of a leg and the volume of each mesh."""
    rows = [_measure(leg, "", "shank_length", leg.length * CM_PER_MM, "cm")]
    rows += [
        _measure(leg, code, "volume", volume(mesh) * CM_PER_MM**3, "cm3")
        for code, mesh in sorted(leg.meshes.items())
    ]
    return rows


def _measure(leg: ScannedLeg, structure: str, quantity: str, value: float, unit: str) -> Row:
    cells = {"quantity": quantity, "value": number(round(value, 3)), "unit": unit}
    return {"leg": leg.name, "structure": structure, **cells, "source": SOURCE}


def areas(leg: ScannedLeg) -> list[Row]:
    """Return the area of each structure along a leg [cm2], and the whole as its convex envelope.

    The envelope ``ENV`` is known where the tibia is; its perimeter is in cm.
    """
    rows = []
    for code in sorted(leg.meshes):
        for level in LEVELS:
            pieces = leg.cut(code, level)
            if len(pieces):
                rows.append(_area(leg, code, level, cut_area(pieces)))
    if "TIBIA" in leg.meshes:
        for level in LEVELS[(LEVELS > 0) & (LEVELS < 1)]:
            points = np.concatenate([leg.cut(code, level)[:, 0] for code in leg.meshes])
            rows.append(_area(leg, "ENV", level, *envelope(points)))
    return rows


def _area(leg: ScannedLeg, structure: str, level: float, area: float, around: float = 0.0) -> Row:
    return {
        "leg": leg.name,
        "structure": structure,
        "level": number(level),
        "area": number(round(area * CM_PER_MM**2, 4)),
        "perimeter": number(round(around * CM_PER_MM, 4)) if around else "",
        "source": SOURCE,
    }


def outlines(leg: ScannedLeg) -> list[Row]:
    """Return the outline of each structure along a leg as Fourier coefficients [cm].

    Places are from the axis of the tibia, a straight line fitted to the centers of its cuts.
    """
    axis = _axis(leg)
    rows = []
    for code in sorted(leg.meshes):
        for level in LEVELS:
            pieces = leg.cut(code, level)
            if len(pieces):
                smooth = _outline(pieces) - axis(level) * _constant()
                cells = {"leg": leg.name, "structure": code, "level": number(level)}
                rows.append({**cells, **_terms(smooth * CM_PER_MM), "source": SOURCE})
    return rows


def _constant() -> Array:
    """Return the coefficients of a single place."""
    return np.eye(2 * N_HARMONICS + 1)[N_HARMONICS]


def _outline(pieces: Points) -> Points:
    """Return coefficients −n … n of the largest loop of a cut, of the area of the whole cut."""
    found = harmonics(largest_loop(pieces), N_HARMONICS)
    swelling = np.sqrt(cut_area(pieces) / outline_area(found))
    return found * np.where(_constant() > 0, 1.0, swelling)


def _axis(leg: ScannedLeg) -> np.polynomial.Polynomial:
    """Return the straight line through the centers of the tibia's shaft, over level [mm]."""
    shaft = LEVELS[(LEVELS > 0.1) & (LEVELS < 0.9)]
    centers = [_outline(leg.cut("TIBIA", level))[N_HARMONICS] for level in shaft]
    return np.polynomial.Polynomial(np.polyfit(shaft, np.array(centers), 1)[::-1])


def _terms(coefficients: Points) -> Row:
    """Return Σ cₖ exp(i k u) as center, cosines and sines of x and y."""
    middle = coefficients[N_HARMONICS]
    cells = {"x_mean": middle.real, "y_mean": middle.imag}
    for k in range(1, N_HARMONICS + 1):
        ahead, back = coefficients[N_HARMONICS + k], coefficients[N_HARMONICS - k]
        cosine, sine = ahead + back, 1j * (ahead - back)
        cells |= {f"x_cos{k}": cosine.real, f"x_sin{k}": sine.real}
        cells |= {f"y_cos{k}": cosine.imag, f"y_sin{k}": sine.imag}
    return {name: number(round(float(value), 4)) for name, value in cells.items()}


def volume_errors(measured: list[Row], along: list[Row]) -> dict[tuple[str, str], float]:
    """Return, by leg and structure, areas × spacing over the volume of the mesh, less 1."""
    lengths = {r["leg"]: float(r["value"]) for r in measured if r["quantity"] == "shank_length"}
    errors = {}
    for row in measured:
        if row["quantity"] == "volume":
            leg, structure = row["leg"], row["structure"]
            mine = [r for r in along if (r["leg"], r["structure"]) == (leg, structure)]
            total = sum(float(r["area"]) for r in mine) * SPACING * lengths[leg]
            errors[leg, structure] = total / float(row["value"]) - 1
    return errors


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Measure the scanned legs.")
    default = ROOT.parent / "shared" / "data" / "anatomy"
    parser.add_argument("meshes", nargs="?", type=Path, default=default)
    parser.add_argument("--out", type=Path, default=OUT, help="folder of the release")
    given = parser.parse_args(arguments)
    try:
        _write(given.out, *tables(given.meshes))
    except MeshError as error:
        print(f"measure_anatomy: {error}", file=sys.stderr)
        return 1
    return 0


def tables(meshes: Path) -> tuple[list[Row], list[Row], list[Row]]:
    """Return measures, areas and outlines, once the areas have been held against the volumes."""
    legs = scanned_legs(meshes)
    measured = [row for leg in legs for row in measures(leg)]
    along = [row for leg in legs for row in areas(leg)]
    errors = volume_errors(measured, along)
    for (leg, structure), error in errors.items():
        print(f"{leg} {structure}: areas along the leg over its volume {error:+.2%}")
    if off := [" ".join(key) for key, error in errors.items() if abs(error) > TOLERANCE]:
        raise MeshError(f"areas do not add up to the volume of {', '.join(off)}")
    return measured, along, outlines(legs[0])


def _write(out: Path, measured: list[Row], along: list[Row], shapes: list[Row]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out) as made:
        write(Path(made), "leg_measures", MEASURES, measured)
        write(Path(made), "leg_areas", AREAS, along)
        write(Path(made), "leg_outlines", OUTLINES, shapes)
        for path in sorted(Path(made).iterdir()):
            path.replace(out / path.name)


if __name__ == "__main__":
    sys.exit(main())
