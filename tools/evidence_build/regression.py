"""Calf girth from height, mass and age, fitted to half of a survey and tried on the other half."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evidence_build.cells import Row, number, read, words

Array = NDArray[np.float64]

COLUMNS = words("sex term value se unit source")
SEED = 20261123

_FILES = {"female": "ANSUR_II_FEMALE_Public.csv", "male": "ANSUR_II_MALE_Public.csv"}
_TERMS = ("intercept", "log_height", "log_mass", "age")
_UNITS = {"age": "1/year"}


def build(anthropometry: Path) -> list[Row]:
    """Return the rows of ``girth_regression.csv``.

    The model of each sex is ln(girth [cm]) = b₀ + b₁ ln(height [m]) + b₂ ln(mass [kg]) + b₃ age
    [years], by ordinary least squares.
    """
    generator = np.random.default_rng(SEED)
    rows = []
    for sex, file in _FILES.items():
        design, girth = _survey(anthropometry / file)
        order = generator.permutation(len(girth))
        fitted, held = order[: len(order) // 2], order[len(order) // 2 :]
        for term, value, error in _fit(design[fitted], girth[fitted], design[held], girth[held]):
            unit = "cm" if term.endswith("_cm") else _UNITS.get(term, "-")
            cells = {"term": term, "value": number(value), "se": number(error), "unit": unit}
            rows.append({"sex": sex, **cells, "source": "ansur_2012"})
    return rows


def _survey(path: Path) -> tuple[Array, Array]:
    """Return the columns 1, ln height, ln mass, age, and the calf girth [cm]."""
    people = read(path, encoding="latin-1")
    height, mass, age, girth = (
        np.array([float(person[column]) for person in people])
        for column in ("stature", "weightkg", "Age", "calfcircumference")
    )
    design = np.column_stack([np.ones_like(age), np.log(height / 1000), np.log(mass / 10), age])
    return design, girth / 10


def _fit(
    design: Array, girth: Array, held_design: Array, held_girth: Array
) -> list[tuple[str, float, float | None]]:
    """Return terms with standard errors, the spread left over, and the error on held-out people."""
    target = np.log(girth)
    beta = np.linalg.lstsq(design, target, rcond=None)[0]
    left = target - design @ beta
    variance = left @ left / (len(target) - len(beta))
    errors = np.sqrt(variance * np.diag(np.linalg.inv(design.T @ design)))
    missed = np.exp(held_design @ beta) - held_girth
    terms: list[tuple[str, float, float | None]] = [
        (name, _digits(b), _digits(e)) for name, b, e in zip(_TERMS, beta, errors, strict=True)
    ]
    return [
        *terms,
        ("residual_sd_log", _digits(np.sqrt(variance)), None),
        ("rmse_held_out_cm", round(float(np.sqrt(np.mean(missed**2))), 3), None),
        ("bias_held_out_cm", round(float(np.mean(missed)), 3), None),
        ("n", float(len(target)), None),
        ("n_held_out", float(len(held_girth)), None),
    ]


def _digits(value: float) -> float:
    """Round to six significant digits: the same file on every machine."""
    return float(f"{value:.6g}")
