"""One small reader per format; a vendor's names die here."""

from surae.ingest.protocol import read_protocol
from surae.ingest.reading import read_log
from surae.ingest.trial import read_scenarios, read_trial, shipped_trials

__all__ = ["read_log", "read_protocol", "read_scenarios", "read_trial", "shipped_trials"]
