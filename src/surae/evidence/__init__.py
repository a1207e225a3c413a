"""Studies and parameters as frozen, dated tables, with their reader, checks and citations.

A release is a folder of CSV files named by year and number; old releases stay readable. What its
tables hold, and by which rules, is told in ``docs/reference/evidence.md``.
"""

from surae.evidence.binding import bind, parameter_names
from surae.evidence.checks import check_release
from surae.evidence.cite import Source, bibliography, cite, source, sources, sources_used
from surae.evidence.parameters import Parameter, central_values, parameter, parameters
from surae.evidence.tables import RELEASE, Row, arrays, releases, table, trial_documents, unknown

__all__ = [
    "RELEASE",
    "Parameter",
    "Row",
    "Source",
    "arrays",
    "bibliography",
    "bind",
    "central_values",
    "check_release",
    "cite",
    "parameter",
    "parameter_names",
    "parameters",
    "releases",
    "source",
    "sources",
    "sources_used",
    "table",
    "trial_documents",
    "unknown",
]
