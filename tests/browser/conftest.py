"""A served store and a real browser; skipped, with the reason, where there is none."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

from browse import FLAGS, chromium, served

AXE = Path(__file__).parent / "axe" / "axe.min.js"


@pytest.fixture(scope="session")
def opened() -> Iterator[Any]:
    """Return the system's Chromium."""
    pytest.importorskip("fastapi", reason="the extra `web` is not installed")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = chromium()
    if path is None:
        pytest.skip("there is no Chromium on this machine (Debian: apt-get install chromium)")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a place for a store."""
    return tmp_path_factory.mktemp("served") / "store"


@pytest.fixture(scope="module")
def address(opened: Any, store: Path) -> Iterator[str]:
    """Return the address of a server of an empty store."""
    with served(store) as found:
        yield found


def is_fault(message: Any) -> bool:
    """Tell whether what a page logs is a fault, and not a refusal that the page shows."""
    refusals = ("status of 4", "Status Error Code 4")
    return message.type == "error" and not any(words in message.text for words in refusals)


@pytest.fixture
def visit(opened: Any, address: str) -> Iterator[Callable[..., Any]]:
    """Return a function that opens a page; the test fails where a page asked another machine."""
    contexts: list[Any] = []
    foreign: list[str] = []
    faults: list[str] = []

    def open_page(path: str = "/", **options: Any) -> Any:
        context = opened.new_context(**{"locale": "en-GB", **options})
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda r: r.url.startswith(address) or foreign.append(r.url))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda m: is_fault(m) and faults.append(m.text))
        page.goto(address + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert foreign == []
    assert faults == []


@pytest.fixture
def sample(visit: Callable[..., Any], store: Path) -> Callable[..., Any]:
    """Return a function that opens a page of the sample runner, whose answer is there."""

    def open_page(name: str = "answer", **options: Any) -> Any:
        if not (store / "athletes" / "sample-runner").exists():
            page = visit("/welcome", **options)
            page.get_by_role("button", name="Try it with the sample runner").click()
            page.wait_for_selector(".verdict", timeout=60_000)
            page.goto(page.url.replace("/answer", f"/{name}"))
        else:
            page = visit(f"/sample-runner/{name}", **options)
        page.wait_for_selector("main h1", timeout=60_000)
        page.wait_for_selector("[aria-busy=true]", state="detached", timeout=60_000)
        page.wait_for_selector("#answer [role=status]", state="detached", timeout=60_000)
        return page

    return open_page
