"""Ask a served store what nobody would ask: cases made up from its OpenAPI document.

    python tools/odd_requests.py [--cases 10000] [--out docs/validation/odd-requests.md]

It goes on with other seeds until as many cases were sent, and fails where an answer is of 500 or
above.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx

from browse import served
from surae.app.athletes import add_sample

SLOW = r"/(answer|leg|report|what-if|wait|calf|load|measure|plan|claims|scoreboard)"
"""Operations that simulate: a case of theirs takes a second or more, so that they get fewer."""

OUT = Path(__file__).resolve().parents[1] / "docs" / "validation" / "odd-requests.md"
_SEEDS = 20


def main() -> None:
    parser = argparse.ArgumentParser(description="Ask a served store odd things.")
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--slow-each", type=int, default=15, help="cases of a slow operation")
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "store"
        key = add_sample(place).key
        with served(place) as address:
            told = httpx.get(f"{address}/openapi.json").json()
            document = Path(folder) / "openapi.json"
            document.write_text(json.dumps(with_key(told, key)), encoding="utf-8")
            rows = asked(address, document, told, options)
    told_text = page(rows, (time.monotonic() - begun) / 60)
    options.out.write_text(told_text, encoding="utf-8")
    print(told_text)
    sys.exit(any(failed for _, _, failed in rows))


def asked(
    address: str, document: Path, told: dict[str, Any], options: Any
) -> list[tuple[str, int, int]]:
    """Return of slow operations and of others: what they are, cases sent, and how many failed."""
    operations = [path for path, ways in told["paths"].items() for _ in ways]
    n_slow = sum(bool(re.search(SLOW, path)) for path in operations)
    n_fast = len(operations) - n_slow
    sent, failed = ask(address, document, options.slow_each, 1, "--include-path-regex")
    rows = [(f"{n_slow} that simulate", sent, failed)]
    n_sent = n_failed = 0
    for seed in range(1, _SEEDS):
        left = options.cases - sent - n_sent
        if left <= 0:
            break
        each = -(-left // n_fast)
        more, worse = ask(address, document, each, seed, "--exclude-path-regex")
        n_sent, n_failed = n_sent + more, n_failed + worse
        if not more:
            break
    return [*rows, (f"{n_fast} others", n_sent, n_failed)]


def page(rows: list[tuple[str, int, int]], minutes: float) -> str:
    """Return what is kept of a run."""
    table = [f"| {what} | {sent:,} | {failed} |" for what, sent, failed in rows]
    total = f"| together | {sum(r[1] for r in rows):,} | {sum(r[2] for r in rows)} |"
    return "\n".join([
        "# Odd requests", "",
        "`python tools/odd_requests.py` asks a served store of the sample runner what nobody would",
        "ask: cases that schemathesis makes up from the OpenAPI document, with the key of an",
        "athlete who is there. Operations that simulate get a few cases each; the others are asked",
        "under new seeds until all cases are sent.", "",
        "| operations | cases | operations that failed (500 and above) |", "|---|---:|---:|",
        *table, total, "", f"It took {minutes:.0f} minutes.", "",
    ])  # fmt: skip


def with_key(told: dict[str, Any], key: str) -> dict[str, Any]:
    """Return the document with the key of an athlete who is there, so that cases get past it."""
    for ways in told["paths"].values():
        for operation in ways.values():
            for parameter in operation.get("parameters", ()):
                if (parameter["in"], parameter["name"]) == ("path", "key"):
                    parameter["schema"] = {"type": "string", "enum": [key]}
    return told


def ask(address: str, document: Path, each: int, seed: int, which: str) -> tuple[int, int]:
    """Run cases against a server; return how many were sent, and how many operations failed."""
    command = [
        str(Path(sys.executable).parent / "schemathesis"), "run", str(document),
        "--url", address,
        which, SLOW,
        "--checks", "not_a_server_error",
        "--phases", "fuzzing",
        "--max-examples", str(each),
        "--header", f"Origin: {address}",
        "--generation-database", "none",
        "--seed", str(seed),
        "--workers", "2",
        "--request-timeout", "120",
        "--suppress-health-check", "all",
        "--continue-on-failure",
    ]  # fmt: skip
    ran = subprocess.run(command, cwd=document.parent, check=False, capture_output=True, text=True)
    print(ran.stdout, flush=True)
    sent = re.search(r"([\d,]+) generated", ran.stdout)
    failed = re.search(r"([\d,]+) failed", ran.stdout)
    if not sent or (ran.returncode and not failed):
        raise RuntimeError(f"schemathesis did not finish: {ran.stdout[-500:]}{ran.stderr[-500:]}")
    return _number(sent), _number(failed)


def _number(found: re.Match[str] | None) -> int:
    return int(found[1].replace(",", "")) if found else 0


if __name__ == "__main__":
    main()
