"""What a person does with the pages, done in a real browser by role and label."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PAGES = ("answer", "calf", "load", "measure", "what-if", "plan", "evidence", "data")
AXE = Path(__file__).parent / "axe" / "axe.min.js"
Visit = Callable[..., Any]


def violations(page: Any) -> list[str]:
    """Return what axe finds on a page."""
    cdp = page.context.new_cdp_session(page)  # past the content policy, which forbids scripts
    cdp.send("Runtime.evaluate", {"expression": AXE.read_text(encoding="utf-8")})
    found = cdp.send(
        "Runtime.evaluate",
        {"expression": "axe.run(document)", "awaitPromise": True, "returnByValue": True},
    )
    return [
        f"{one['id']}: {node['target']} {node.get('failureSummary', '')[:200]}"
        for one in found["result"]["value"]["violations"]
        for node in one["nodes"]
    ]


def test_first_visit_with_the_sample(visit: Visit) -> None:
    page = visit("/")
    assert page.get_by_role("heading", level=1).inner_text().startswith("Will running")
    page.get_by_role("button", name="Try it with the sample runner").click()
    page.wait_for_selector(".verdict", timeout=60_000)
    assert re.match(r"Your calf will|It is open", page.get_by_role("heading", level=1).inner_text())
    assert page.get_by_role("img", name="Calf girth: history and forecast").first.is_visible()


def test_a_wrong_answer_is_refused_in_place_and_what_was_typed_stays(visit: Visit) -> None:
    page = visit("/welcome")
    if page.get_by_label("Name").count():
        page.get_by_label("Name").fill("Ana")
    page.get_by_label("Height").fill("17")
    page.get_by_label("Body mass").fill("61,5")
    page.get_by_label("Age").fill("34")
    page.get_by_label("female", exact=True).check()
    page.get_by_role("button", name="Go on to your files").click()
    page.get_by_role("alert").wait_for()
    assert "height" in page.get_by_role("alert").inner_text()
    assert page.get_by_label("Height").input_value() == "17"


def damaged_archive(sample_athlete: Path) -> bytes:
    """Return a zip with two runs and a damaged file."""
    content = io.BytesIO()
    runs = sorted((sample_athlete / "activities").glob("*.fit"))[:2]
    with zipfile.ZipFile(content, "w") as archive:
        for run in runs:
            archive.writestr(f"activities/{run.name}", run.read_bytes())
        archive.writestr("activities/damaged.fit", runs[0].read_bytes()[:40])
    return content.getvalue()


def test_upload_of_a_zip_with_a_damaged_file(visit: Visit, sample_athlete: Path) -> None:
    page = visit("/welcome")
    if page.get_by_label("Name").count():
        page.get_by_label("Name").fill("Bo")
    for label, value in {"Height": "180", "Body mass": "75", "Age": "40"}.items():
        page.get_by_label(label).fill(value)
    page.get_by_label("male", exact=True).check()
    page.get_by_role("button", name="Go on to your files").click()
    page.get_by_role("heading", name="Bring your runs").wait_for()
    archive = {"name": "export.zip", "mimeType": "application/zip",
               "buffer": damaged_archive(sample_athlete)}  # fmt: skip
    page.set_input_files("input[type=file]", archive)
    done = page.get_by_text("2 new, 1 skipped")
    done.wait_for(timeout=30_000)
    page.get_by_text("What was skipped, and why").click()
    assert page.get_by_text("damaged.fit").is_visible()
    page.reload()
    assert done.is_visible(), "a refresh loses nothing"
    page.get_by_role("link", name="See the answer").click()
    page.wait_for_selector(".verdict", timeout=60_000)


def band_today(page: Any) -> float:
    """Return how wide the 90 % range of girth is on the last day of the log [cm]."""
    page.goto(page.url.rsplit("/", 1)[0] + "/answer")
    page.wait_for_selector(".verdict", timeout=60_000)
    page.wait_for_selector("[role=status]", state="detached", timeout=60_000)
    rows = page.locator("#girth-table tbody tr")
    said = [rows.nth(n).locator("td").all_text_contents() for n in range(rows.count())]
    today = [span for _, span, kind in said if kind == "log"][-1]
    low, high = today.split(" to ")
    return float(high) - float(low)


def exactly(page: Any) -> float:
    """Return the same width, not rounded for the page [cm]."""
    address, key, _ = page.url.rsplit("/", 2)
    now = page.request.get(f"{address}/api/{key}/answer").json()["girth_now_cm"]
    return float(now["high"]) - float(now["low"])


def test_a_reading_narrows_the_band(sample: Visit) -> None:
    page = sample()
    before, exact = band_today(page), exactly(page)
    for leg in ("left", "right"):
        page.get_by_role("link", name="Measure", exact=True).click()
        page.get_by_role("radio", name=leg).check()
        for name, value in {"First": "37.4", "Second": "37,5", "Third": "37.3"}.items():
            page.get_by_label(name).fill(value)
        page.get_by_text("Circumstances", exact=True).click()
        page.get_by_label("When").fill("2026-06-27T07:00")
        page.get_by_role("button", name="Keep the reading").click()
        page.get_by_text("calf girth 37.4 cm").first.wait_for()
    assert band_today(page) <= before
    assert exactly(page) < 0.95 * exact


def test_what_if(sample: Visit) -> None:
    page = sample("what-if")
    page.get_by_label("More standing raises").fill("18")
    page.get_by_text("beside going on as lately").last.wait_for()
    said = page.locator("#explored .big-words").inner_text()
    assert said.startswith("+")
    page.get_by_role("button", name="As lately").click()
    page.get_by_text("Going on as lately").wait_for()


def test_a_plan_is_made_exported_and_made_anew(sample: Visit) -> None:
    page = sample("plan")
    assert violations(page) == []
    page.get_by_label("How much").fill("0.3")
    page.get_by_label("dumbbells").check()
    page.get_by_role("button", name="Make a plan").click()
    page.get_by_role("heading", name="Calendar").wait_for(timeout=60_000)
    assert "likely to reach the goal" in page.get_by_role("heading", level=1).inner_text()
    page.reload()
    page.get_by_text("Each session with its reason").click()
    reasons = page.get_by_role("region", name="Sessions").locator("tbody tr")
    assert "builds" in reasons.first.inner_text()

    calendar = download(page, "Calendar")
    assert calendar.startswith(b"BEGIN:VCALENDAR")
    assert calendar.count(b"BEGIN:VEVENT") == reasons.count()
    with zipfile.ZipFile(io.BytesIO(download(page, "Watch"))) as archive:
        assert len(archive.namelist()) == reasons.count()
        assert archive.read(archive.namelist()[0])[8:12] == b".FIT"
    page.get_by_role("button", name="Make it anew").click()
    page.get_by_text("Version 2").wait_for(timeout=60_000)


def test_a_plan_shows_how_far_it_is_and_can_be_stopped(sample: Visit) -> None:
    page = sample("plan")
    if page.get_by_role("button", name="Make another plan").count():
        page.get_by_role("button", name="Make another plan").click()
    else:
        page.get_by_role("button", name="Make a plan").click()
    page.get_by_role("progressbar", name="Plan").wait_for()
    page.reload()
    page.get_by_role("progressbar", name="Plan").wait_for()
    page.get_by_role("button", name="Stop planning").click()
    page.get_by_text("Stopped.").wait_for()


@pytest.mark.parametrize("name", PAGES)
def test_no_table_is_cut_off_on_a_phone(sample: Visit, name: str) -> None:
    page = sample(name, viewport={"width": 390, "height": 844})
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    page.wait_for_timeout(300)
    cut = page.evaluate(
        """() => [...document.querySelectorAll(".scroll")]
        .filter((box) => box.scrollWidth > box.clientWidth + 1)
        .map((box) => box.ariaLabel + " " + box.scrollWidth)"""
    )
    assert cut == []
    assert page.evaluate(
        "document.scrollingElement.scrollWidth <= document.scrollingElement.clientWidth"
    )


def download(page: Any, name: str) -> bytes:
    """Return what a link downloads."""
    with page.expect_download() as started:
        page.get_by_role("link", name=name, exact=True).click()
    return Path(started.value.path()).read_bytes()


def test_two_tabs_and_a_command_at_once(sample: Visit, store: Path, sample_athlete: Path) -> None:
    first, second = sample("data"), sample("measure")
    place = store / "athletes" / "sample-runner"
    command = [sys.executable, "-c", "from surae.app.cli import main; main()", "import"]
    words = [*command, str(sample_athlete), "--store", str(place)]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL) as running:
        change_both(first, second)
    assert running.returncode == 0
    first.reload()
    assert first.get_by_label("Steps on an ordinary day").input_value() == "8000"


def change_both(first: Any, second: Any) -> None:
    """Add a reading in one tab, and change a fact in the other."""
    second.get_by_role("radio", name="right").check()
    second.get_by_label("First").fill("37.9")
    second.get_by_role("button", name="Keep the reading").click()
    first.get_by_label("Steps on an ordinary day").fill("8000")
    first.get_by_role("button", name="Keep").click()
    first.get_by_text("The answer follows").wait_for()
    second.get_by_text("37.9 cm on").wait_for()


def test_keyboard_alone_reaches_the_pages_and_reads_the_chart(sample: Visit) -> None:
    page = sample()
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to content"
    page.locator("figure[data-reader]").focus()
    page.keyboard.press("ArrowRight")
    assert "forecast" in page.locator("figure output").inner_text()
    page.get_by_role("link", name="What if").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("form.levers", timeout=60_000)
    page.get_by_label("Hill repeats").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_text("beside going on as lately").last.wait_for()


def test_units_theme_and_dates_follow_the_reader(sample: Visit) -> None:
    page = sample(locale="de-DE")
    assert (
        page.locator("time").first.inner_text().endswith("2026")
        or "." in page.locator("#girth-table time").first.text_content()
    )
    page.get_by_role("button", name="change to imperial units").click()
    page.locator(".verdict .lead", has_text=re.compile(r"in\sof girth")).wait_for()
    page.get_by_role("button", name="change to dark").click()
    page.locator("html[data-theme=dark]").wait_for()
    page.get_by_role("button", name="change to metric units").click()
    page.locator(".verdict .lead", has_text=re.compile(r"cm\sof girth")).wait_for()
    page.locator("html[data-theme=dark]").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(sample: Visit, name: str, scheme: str) -> None:
    page = sample(name, color_scheme=scheme, reduced_motion="reduce")
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_nobody_is_known(visit: Visit, scheme: str) -> None:
    for path in ("/welcome", "/nowhere", "/login"):
        assert violations(visit(path, color_scheme=scheme)) == [], path


@pytest.mark.parametrize("name", PAGES)
def test_a_phone_needs_no_sideways_scrolling(sample: Visit, name: str) -> None:
    page = sample(name, viewport={"width": 390, "height": 844})
    wide = page.evaluate(
        """() => [...document.querySelectorAll("body *")]
        .filter((e) => !e.closest(".scroll, nav") && e.getBoundingClientRect().right > 391)
        .map((e) => e.tagName + "." + e.className).slice(0, 5)"""
    )
    assert wide == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_charts_have_words_and_a_table(sample: Visit) -> None:
    for name in ("answer", "load", "what-if", "evidence"):
        page = sample(name)
        assert page.locator(".as-table table").count() >= 1, name


def test_delete_everything(visit: Visit, store: Path) -> None:
    page = visit("/welcome")
    page.get_by_role("button", name="Try it with the sample runner").click()
    page.wait_for_selector(".verdict", timeout=60_000)
    key = page.url.split("/")[3]
    page.get_by_role("link", name="Data", exact=True).click()
    page.get_by_label("Write delete to be sure").fill("no")
    page.get_by_role("button", name="Delete everything").click()
    page.get_by_role("alert").wait_for()
    assert (store / "athletes" / key).exists()
    page.get_by_label("Write delete to be sure").fill("delete")
    page.get_by_role("button", name="Delete everything").click()
    page.wait_for_url(re.compile(r"/(welcome|[a-z0-9-]+/answer)$"))
    assert not (store / "athletes" / key).exists()
