"""A reader of FIT files: columns over numpy, damage told, nothing raised but IngestError.

``decode(data).parts[0]["record"]["speed"]`` is an array in m/s. The modules, from the bytes up:
``scan`` finds the messages, ``values`` reads a field, ``columns`` puts fields together under the
names of ``profile``, ``clock`` and ``heart_rate`` complete what spans several messages, ``decode``
is the way in. Formats, limits and what was compared: ``docs/explanation/fit-reader.md``.
"""

from surae.ingest.fitfile.columns import EPOCH, DeveloperField, Messages
from surae.ingest.fitfile.decode import MAX_BYTES, FitFile, Header, Part, decode
from surae.ingest.fitfile.profile import exercise_name, name_of
from surae.ingest.fitfile.scan import Damage

__all__ = [
    "EPOCH",
    "MAX_BYTES",
    "Damage",
    "DeveloperField",
    "FitFile",
    "Header",
    "Messages",
    "Part",
    "decode",
    "exercise_name",
    "name_of",
]
