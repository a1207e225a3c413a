"""What the muscles feel, by cause: products of counts and doses."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from surae.records import CAUSES, MUSCLES, ContractionClasses, LoadSpectrum

Array = NDArray[np.float64]
EVERYDAY = CAUSES.index("everyday walking")


def present_causes(spectrum: LoadSpectrum) -> list[int]:
    """Return the causes that play a part, everyday walking last."""
    felt = set(spectrum.classes.cause.tolist()) | set(np.flatnonzero(spectrum.exposure.any(axis=0)))
    return [*sorted(int(cause) for cause in felt - {EVERYDAY}), EVERYDAY]


def stimulus_by_cause(
    counts: Array, classes: ContractionClasses, dose: Array, causes: Sequence[int]
) -> Array:
    """Return the stimulus of each muscle, by cause.

    Parameters
    ----------
    counts
        Contractions, shape (days, classes) [1].
    classes
        Their kinds.
    dose
        Of one contraction, shape (draws, classes) [s].
    causes
        Indices into :data:`surae.records.CAUSES` that are wanted.

    Returns
    -------
    Shape (causes, muscles, days, draws) [s].
    """
    result = np.zeros((len(causes), len(MUSCLES), len(counts), len(dose)))
    for k, cause in enumerate(causes):
        for m in range(len(MUSCLES)):
            mine = np.flatnonzero((classes.cause == cause) & (classes.muscle == m))
            if len(mine):
                each = np.ascontiguousarray(dose[:, mine].T)
                np.matmul(counts[:, mine], each, out=result[k, m])
    return result
