"""What tests share: where files are, and the command line as a process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"

# Examples are the same in every run, so that a failure is found again.
settings.register_profile("surae", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("surae")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that read third-party files, so that `-m "not shared"` leaves them out."""
    for item in items:
        if "shared_data" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.shared)


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the folder of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of third-party files beside the repository."""
    if not SHARED.is_dir():
        pytest.skip("third-party files are not at ../shared/data")
    return SHARED


@pytest.fixture(scope="session")
def sample_athlete(root: Path) -> Path:
    """Return the folder of the sample athlete. Read only; copy it to change it."""
    return root / "src" / "surae" / "app" / "sample_athlete" / "files"


@pytest.fixture(scope="session")
def process_environment() -> dict[str, str]:
    """Return an environment in which `surae` is this interpreter's, plain and 100 columns wide."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("SURAE_", "PY"))}
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    plain = {"NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "100", "PYTHONWARNINGS": "error"}
    return {**kept, **plain, "PATH": path, "PYTHONUTF8": "1"}


@pytest.fixture
def surae(
    process_environment: dict[str, str], tmp_path: Path
) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return a function that runs `surae` with arguments as a process.

    It runs in an empty temporary folder unless `cwd` says otherwise.
    """

    def run(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["surae", *map(str, arguments)],
            capture_output=True,
            check=False,
            cwd=cwd or tmp_path,
            encoding="utf-8",
            env=process_environment,
            stdin=subprocess.DEVNULL,
            timeout=300,
        )

    return run
