"""Ask a served store what nobody would ask: cases made up from its OpenAPI document.

    python tools/odd_requests.py [--cases 10000]

It fails where an answer is of 500 or above.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import httpx

from browse import served
from surae.app.athletes import add_sample

SLOW = r"/(answer|leg|report|what-if|wait|calf|load|measure|plan|claims|scoreboard)"
"""Operations that simulate: a case of theirs takes a second or more, so that they get fewer."""


def main() -> None:
    parser = argparse.ArgumentParser(description="Ask a served store odd things.")
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--slow-each", type=int, default=15, help="cases of a slow operation")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "store"
        key = add_sample(place).key
        with served(place) as address:
            told = httpx.get(f"{address}/openapi.json").json()
            operations = [(path, method) for path, ways in told["paths"].items() for method in ways]
            slow = [one for one in operations if re.search(SLOW, one[0])]
            document = Path(folder) / "openapi.json"
            document.write_text(json.dumps(with_key(told, key)), encoding="utf-8")
            left = options.cases - options.slow_each * len(slow)
            each = -(-left // (len(operations) - len(slow)))
            print(f"{len(slow)} slow operations, {options.slow_each} cases each; "
                  f"{len(operations) - len(slow)} others, {each} each", flush=True)  # fmt: skip
            failed = ask(address, document, options.slow_each, "--include-path-regex")
            sys.exit(ask(address, document, each, "--exclude-path-regex") or failed)


def with_key(told: dict[str, Any], key: str) -> dict[str, Any]:
    """Return the document with the key of an athlete who is there, so that cases get past it."""
    for ways in told["paths"].values():
        for operation in ways.values():
            for parameter in operation.get("parameters", ()):
                if (parameter["in"], parameter["name"]) == ("path", "key"):
                    parameter["schema"] = {"type": "string", "enum": [key]}
    return told


def ask(address: str, document: Path, each: int, which: str) -> int:
    """Run the cases against a server."""
    command = [
        "schemathesis", "run", str(document),
        "--url", address,
        which, SLOW,
        "--checks", "not_a_server_error",
        "--phases", "fuzzing",
        "--max-examples", str(each),
        "--header", f"Origin: {address}",
        "--generation-database", "none",
        "--seed", "1",
        "--workers", "2",
        "--request-timeout", "120",
        "--suppress-health-check", "all",
        "--continue-on-failure",
    ]  # fmt: skip
    command[0] = str(Path(sys.executable).parent / command[0])
    return subprocess.run(command, cwd=document.parent, check=False).returncode


if __name__ == "__main__":
    main()
