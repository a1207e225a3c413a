"""Measure mean running curves from the public files and write them as few coefficients.

    python tools/measure_running_curves.py [SOURCE_DIR]

Angles, moments and ground force of three runners (both legs) at 2.5, 3.5 and 4.5 m/s are averaged
over the stride, shifted so that the foot lands at 0, and written as Fourier coefficients to the
evidence release. One runner has a bad stride and one is partial: both are left out. The zero of
the ankle angle differs between runners, so the mean curve is shifted to the peak dorsiflexion of
all fifteen runners whose angles were measured.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT.parent / "shared" / "data" / "biomechanics" / "running_curves"
TARGET = ROOT / "src" / "surae" / "evidence" / "releases" / "2026.1" / "running_curves.csv"
CLEAN = ("RBDS001processed.txt", "RBDS0041processed.txt", "SUB0044processed.txt")
SPEEDS = {"25": 2.5, "35": 3.5, "45": 4.5}
HARMONICS = 14
# Our name, the file's name, our unit, and the sign that makes dorsiflexion and knee flexion
# positive angles, plantarflexion, knee extension and hip extension positive moments.
CURVES = (
    ("ankle_angle", "ankleAngZ", "deg", 1),
    ("knee_angle", "kneeAngZ", "deg", 1),
    ("hip_angle", "hipAngZ", "deg", 1),
    ("ankle_moment", "ankleMomZ", "N m/kg", 1),
    ("knee_moment", "kneeMomZ", "N m/kg", 1),
    ("hip_moment", "hipMomZ", "N m/kg", -1),
)


def columns(path: Path) -> dict[str, Array]:
    """Return the columns of a file without the last sample, which repeats the first."""
    lines = path.read_text(encoding="utf-8").splitlines()
    names = lines[0].split("\t")
    rows = [[float(cell or "nan") for cell in line.split("\t")] for line in lines[1:]]
    table = np.array(rows)[:-1]
    return dict(zip(names, table.T, strict=True))


def strides(source: Path, tag: str, name: str) -> Array:
    """Return one curve of every leg, shape (legs, samples), landing at sample 0."""
    legs = []
    for file in CLEAN:
        table = columns(source / file)
        for side in "RL":
            stance = np.isfinite(table[f"{side}grfY{tag}"])
            onset = int(np.flatnonzero(stance & ~np.roll(stance, 1))[0])
            legs.append(np.roll(table[f"{side}{name}{tag}"], -onset))
    return np.array(legs)


def stance_share(source: Path, tag: str) -> float:
    """Return the mean share of the stride that the foot is on the ground."""
    return float(np.isfinite(strides(source, tag, "grfY")).mean())


def peak_dorsiflexion(source: Path) -> float:
    """Return the peak ankle angle at 2.5 m/s, mean over all runners with measured angles [deg]."""
    peaks = [strides(source, "25", "ankleAngZ").max(axis=1).reshape(-1, 2).mean(axis=1)]
    for path in sorted(source.glob("BMC*angs.txt")):
        table = columns(path)
        angles = np.array([table[name] for name in table if name.startswith("Ankle_Z")])
        peaks.append(np.array([np.nanmax(angles, axis=1).mean()]))
    return float(np.concatenate(peaks).mean())


def coefficients(curve: Array) -> list[tuple[float, float]]:
    """Return cosine and sine coefficients of each harmonic, the mean first."""
    spectrum = np.fft.rfft(curve)[: HARMONICS + 1] * 2 / len(curve)
    spectrum[0] /= 2
    return [(float(c.real), float(-c.imag)) for c in spectrum]


def main(source: Path = SOURCE) -> None:
    """Write the table and print peaks."""
    rows: list[list[object]] = []
    own = strides(source, "25", "ankleAngZ").mean(axis=0).max()
    shift = peak_dorsiflexion(source) - float(own)
    print(f"ankle angles shifted by {shift:.1f} deg")
    for tag, speed in SPEEDS.items():
        share = stance_share(source, tag)
        rows.append([speed, "stance_share", 0, round(share, 4), 0, "-", "measured", "fukuchi_2017"])
        for name, column, unit, sign in CURVES:
            legs = sign * strides(source, tag, column)
            mean = legs.mean(axis=0) + (shift if name == "ankle_angle" else 0.0)
            for k, (a, b) in enumerate(coefficients(mean)):
                rows.append(
                    [speed, name, k, round(a, 5), round(b, 5), unit, "measured", "fukuchi_2017"]
                )
            print(f"{speed} {name:13s} {mean.min():8.2f} {mean.max():8.2f} at {mean.argmax()} %")
    header = ("speed", "quantity", "harmonic", "cosine", "sine", "unit", "status", "source")
    with TARGET.open("w", newline="", encoding="utf-8") as file:
        file.write("# surae evidence running_curves.csv release 2026.1 2026-11-23\n")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([header, *rows])


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:]))
