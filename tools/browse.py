"""A served store and a browser that looks at it, for screenshots, tests and measurements."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> str | None:
    """Return the path of the system's browser, None where there is none."""
    named = os.environ.get("CHROMIUM")
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    return named or next((path for path in found if path), None)


@contextmanager
def served(store: Path, *options: str) -> Iterator[str]:
    """Run ``surae serve`` on a store and yield its address."""
    command = [sys.executable, "-c", "from surae.app.cli import main; main()"]
    process = subprocess.Popen(
        [*command, "serve", "--no-browser", "--store", str(store), *options],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip().rstrip("/")
        if not address.startswith("http"):
            raise RuntimeError("surae serve did not start")
        yield address
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:  # something is still being worked out
            process.kill()
            process.wait()
        if process.stdout:
            process.stdout.close()


@contextmanager
def browser() -> Iterator[Any]:
    """Yield the system's Chromium under Playwright."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield opened
        opened.close()
