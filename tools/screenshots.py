"""Take a picture of every page, at the width of a phone and of a desk, light and dark.

python tools/screenshots.py [--out docs/screenshots]
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any

from browse import browser, served

OUT = Path(__file__).resolve().parents[1] / "docs" / "screenshots"
SIZES = {"phone": (390, 844), "desk": (1440, 900)}
PAGES = ("answer", "calf", "load", "measure", "what-if", "plan", "evidence", "data")


def main() -> None:
    parser = argparse.ArgumentParser(description="Take pictures of the pages.")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--dark", action="store_true", help="also every page in the dark")
    parser.add_argument("--only", nargs="*", default=())
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder) / "store") as address,
        browser() as opened,
    ):
        for size, (width, height) in SIZES.items():
            first_visit(opened, address, options, size, (width, height))
        for size, (width, height) in SIZES.items():
            for scheme in ("light", "dark"):
                take(opened, address, options, size, scheme, (width, height))


def first_visit(opened: Any, address: str, options: Any, size: str, room: tuple[int, int]) -> None:
    """Take the page that is there before anyone is known."""
    page = opened.new_page(viewport={"width": room[0], "height": room[1]}, locale="en-GB")
    page.goto(f"{address}/welcome")
    shoot(page, options, f"welcome-{size}")
    page.close()


def take(
    opened: Any, address: str, options: Any, size: str, scheme: str, room: tuple[int, int]
) -> None:
    """Take the pages of one size and color scheme."""
    context = opened.new_context(
        viewport={"width": room[0], "height": room[1]},
        color_scheme=scheme,
        locale="en-GB",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(f"{address}/welcome")
    page.get_by_role("button", name="Try it with the sample runner").click()
    page.wait_for_selector(".verdict", timeout=60_000)
    for name in PAGES:
        dark_too = options.dark or name == "answer"
        if (scheme == "dark" and not dark_too) or (options.only and name not in options.only):
            continue
        page.goto(f"{address}/sample-runner/{name}")
        page.wait_for_selector("main h1", timeout=60_000)
        page.wait_for_selector("[aria-busy=true]", state="detached", timeout=60_000)
        if name == "plan" and page.get_by_role("button", name="Make a plan").count():
            plan(page)
        if name == "calf":
            page.wait_for_selector("#leg[data-ready]", timeout=60_000)
        page.wait_for_timeout(400)
        shoot(page, options, f"{name}-{size}" + ("-dark" if scheme == "dark" else ""))
    context.close()


def plan(page: Any) -> None:
    """Make a plan of raises with what most people have."""
    page.get_by_label("How much").fill("0.3")
    page.get_by_label("step", exact=True).check()
    page.get_by_label("dumbbells").check()
    page.get_by_role("button", name="Make a plan").click()
    page.get_by_role("heading", name="Calendar").wait_for(timeout=60_000)


def shoot(page: Any, options: Any, name: str) -> None:
    """Write one picture of the whole page."""
    page.screenshot(path=options.out / f"{name}.png", full_page=True, animations="disabled")
    print(name)


if __name__ == "__main__":
    main()
