"""Priors, forecasts, causes and scores."""

from surae.inference.calf import Body, Calf, FatReading, GirthReading, body, calf_of
from surae.inference.girth import GirthForecast
from surae.inference.outlook import Case, Outlook, outlook
from surae.inference.priors import prior_draws
from surae.inference.sizes import SizeReading, muscle_sizes
from surae.inference.verdict import (
    CauseShare,
    Verdict,
    Visible,
    cause_shares,
    first_visible,
    verdict,
)

__all__ = [
    "Body",
    "Calf",
    "Case",
    "CauseShare",
    "FatReading",
    "GirthForecast",
    "GirthReading",
    "Outlook",
    "SizeReading",
    "Verdict",
    "Visible",
    "body",
    "calf_of",
    "cause_shares",
    "first_visible",
    "muscle_sizes",
    "outlook",
    "prior_draws",
    "verdict",
]
