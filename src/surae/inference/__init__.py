"""Priors, forecasts, causes and scores."""

from surae.inference.girth import GirthForecast
from surae.inference.outlook import Case, Outlook, outlook
from surae.inference.priors import prior_draws
from surae.inference.verdict import (
    CauseShare,
    Verdict,
    Visible,
    cause_shares,
    first_visible,
    verdict,
)

__all__ = [
    "Case",
    "CauseShare",
    "GirthForecast",
    "Outlook",
    "Verdict",
    "Visible",
    "cause_shares",
    "first_visible",
    "outlook",
    "prior_draws",
    "verdict",
]
