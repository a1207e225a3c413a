"""Let the tests import the modules of `tools/`, and find the gathered evidence."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = str(ROOT / "tools")
if TOOLS not in sys.path:
    sys.path.insert(0, TOOLS)


@pytest.fixture(scope="session")
def gathered(shared_data: Path) -> Path:
    """Return the folder of the gathered evidence."""
    folder = shared_data.parent / "evidence"
    if not folder.is_dir():
        pytest.skip("the gathered evidence is not at ../shared/evidence")
    return folder
