"""What an instrument reads when muscles change.

MRI volume, cross-section, thickness and girth are not interchangeable: each has its own scale and
error, stated in the evidence release.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from surae import evidence
from surae.anatomy.girth import expected_girth, girth_after
from surae.anatomy.leg import Leg
from surae.anatomy.shape import girth_section, shank_length
from surae.records import MUSCLES, Draws, Outcome, Person

Array = NDArray[np.float64]

_PARTS = {
    "MG": ("MG",),
    "LG": ("LG",),
    "SOL": ("SOL",),
    "GAS": ("MG", "LG"),
    "TS": MUSCLES,
    "calf": MUSCLES,
}
_BELOW_THE_KNEE = ("MG", "LG", "SOL", "TA", "TP", "FDL", "FHL", "PER")
_FAT = {"female": "fat_thickness_female", "male": "fat_thickness_male"}
_THICKNESS = {"MG": "thickness_mg", "LG": "thickness_lg", "SOL": "thickness_sol"}
_SCALE = {
    "MG": "scale_thickness_gastrocnemius",
    "LG": "scale_thickness_gastrocnemius",
    "SOL": "scale_thickness_soleus",
}


def reading(
    outcome: Outcome, change: Array, person: Person, leg: Leg, draws: Draws, *, training: bool
) -> Array:
    """Return the relative change that an instrument reads, without its error.

    Parameters
    ----------
    outcome
        What is measured, how.
    change
        Relative change of volume of each muscle, shape (muscles, draws) [-].
    person, leg
        Whose calf.
    draws
        For the scales of methods, fat and the shape of the leg.
    training
        Whether the muscles were trained. Thickness and cross-section read training larger than
        volume does; a loss in bed, and what is regained after it, they read as it is.

    Returns
    -------
    Shape (draws,) [-].
    """
    if outcome.quantity == "girth":
        return _girth_change(change, person, leg, draws)
    parts = [MUSCLES.index(muscle) for muscle in _PARTS[outcome.structure]]
    scales = np.ones((len(MUSCLES), len(draws)))
    if outcome.quantity == "csa" and training:
        scales = scales * draws["scale_csa"]
    if outcome.quantity == "thickness" and training:
        scales = np.stack([draws[_SCALE[muscle]] for muscle in MUSCLES])
    sizes = leg.volume if outcome.quantity != "thickness" else _thicknesses()
    weights = sizes[parts] / sizes[parts].sum()
    read: Array = weights @ (change * scales)[parts]
    whole_calf = outcome.structure == "calf" and outcome.quantity in ("volume", "csa")
    return read * draws["calf_share"] if whole_calf else read


def _thicknesses() -> Array:
    """Return the thickness of each muscle before training, shape (muscles,) [mm]."""
    values = evidence.central_values()
    return np.array([values[_THICKNESS[muscle]] for muscle in MUSCLES])


def _girth_change(change: Array, person: Person, leg: Leg, draws: Draws) -> Array:
    """Return the relative change of girth, fat unchanged but for its drift, shape (draws,)."""
    girth, _ = expected_girth(person)
    spread = draws["section_per_volume"] / evidence.parameter("section_per_volume").mean
    section = girth_section(shank_length(person))
    area = (section * leg.volume) @ change * spread  # each muscle by its own section [cm2]
    fat = draws[_FAT[person.sex]]
    after = girth_after(girth, fat, area, draws["fat_change_spread"], section_per_volume=1.0)
    relative: Array = after / girth - 1
    return relative


def relative_error(outcome: Outcome, person: Person) -> float:
    """Return the typical error of one reading over the size that is read [-]."""
    values = evidence.central_values()
    if outcome.quantity == "girth":
        return values["tape_error_trained"] / expected_girth(person)[0]
    return values[_ERROR[outcome.quantity]]


_ERROR = {"volume": "error_volume", "csa": "error_csa", "thickness": "error_thickness"}


def expected_size(outcome: Outcome, person: Person, leg: Leg) -> float:
    """Return the size before, where the source does not state it, in the quantity's unit."""
    values = evidence.central_values()
    if outcome.quantity == "girth":
        return expected_girth(person)[0]
    parts = _PARTS[outcome.structure]
    if outcome.quantity == "thickness":
        sizes = [values[_THICKNESS[muscle]] for muscle in parts]
        # Both heads lie side by side and are read one by one; the soleus lies beneath them.
        return float(np.sum(sizes) if "SOL" in parts else np.mean(sizes))
    volume = float(leg.volume[[MUSCLES.index(muscle) for muscle in parts]].sum())
    if outcome.structure == "calf":
        volume = _calf_volume(person)
    return volume * (values["section_per_volume"] if outcome.quantity == "csa" else 1)


def _calf_volume(person: Person) -> float:
    """Return the volume of all muscles of the lower leg, by the regression on height × mass [cm3].

    Source: Handsfield et al. 2014.
    """
    rows = (row for row in evidence.table("muscle_volume") if row["muscle"] in _BELOW_THE_KNEE)
    size = person.mass * person.height
    return sum(float(row["slope"]) * size + float(row["intercept"]) for row in rows)
