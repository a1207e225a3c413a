"""Ask a served store what nobody would ask: cases made up from its OpenAPI document.

    python tools/odd_requests.py [--cases 10000]

It fails where an answer is of 500 or above.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import httpx

from browse import served
from surae.app.athletes import add_sample


def main() -> None:
    parser = argparse.ArgumentParser(description="Ask a served store odd things.")
    parser.add_argument("--cases", type=int, default=10_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "store"
        add_sample(place)
        with served(place) as address:
            operations = len(
                [m for path in httpx.get(f"{address}/openapi.json").json()["paths"].values()
                 for m in path]
            )  # fmt: skip
            each = -(-options.cases // operations)
            print(f"{operations} operations, {each} cases each")
            sys.exit(ask(address, each))


def ask(address: str, each: int) -> int:
    """Run the cases against a server."""
    command = [
        "schemathesis", "run", f"{address}/openapi.json",
        "--checks", "not_a_server_error",
        "--phases", "fuzzing",
        "--max-examples", str(each),
        "--header", f"Origin: {address}",
        "--generation-database", "none",
        "--seed", "1",
        "--request-timeout", "120",
        "--suppress-health-check", "all",
        "--continue-on-failure",
    ]  # fmt: skip
    return subprocess.run([str(Path(sys.executable).parent / command[0]), *command[1:]],
                          check=False).returncode  # fmt: skip


if __name__ == "__main__":
    main()
