"""Will running make my calves bigger? An answer for one person, with its range and its reasons.

The names below are the public interface; everything else may move. They are imported when first
used, so that ``import surae`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from surae.anatomy.limb import Limb, limb_of
    from surae.app.answer import Answer, Question, answer
    from surae.errors import IngestError, RecordError, SuraeError
    from surae.evidence import cite, parameter, parameters
    from surae.inference.outlook import Case, outlook
    from surae.inference.priors import prior_draws
    from surae.inference.verdict import verdict
    from surae.ingest import read_log, read_protocol
    from surae.loading.bouts import bouts
    from surae.loading.schedule import schedule
    from surae.loading.spectrum import load_spectrum
    from surae.records import Log, Person, Protocol

__version__ = "0.1.0"

_HOMES = {
    "Answer": "surae.app.answer",
    "Case": "surae.inference",
    "IngestError": "surae.errors",
    "Limb": "surae.anatomy.limb",
    "Log": "surae.records",
    "Person": "surae.records",
    "Protocol": "surae.records",
    "Question": "surae.app.answer",
    "RecordError": "surae.errors",
    "SuraeError": "surae.errors",
    "answer": "surae.app.answer",
    "bouts": "surae.loading",
    "cite": "surae.evidence",
    "limb_of": "surae.anatomy.limb",
    "load_spectrum": "surae.loading",
    "outlook": "surae.inference",
    "parameter": "surae.evidence",
    "parameters": "surae.evidence",
    "prior_draws": "surae.inference",
    "read_log": "surae.ingest",
    "read_protocol": "surae.ingest",
    "schedule": "surae.loading",
    "verdict": "surae.inference",
}

__all__ = [
    "Answer",
    "Case",
    "IngestError",
    "Limb",
    "Log",
    "Person",
    "Protocol",
    "Question",
    "RecordError",
    "SuraeError",
    "answer",
    "bouts",
    "cite",
    "limb_of",
    "load_spectrum",
    "outlook",
    "parameter",
    "parameters",
    "prior_draws",
    "read_log",
    "read_protocol",
    "schedule",
    "verdict",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'surae' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
