"""The page's safety, its actions and what it is made of, over a real connection."""

from __future__ import annotations

import asyncio
import csv
import hashlib
import json
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="the extra `web` is not installed")
import httpx
import uvicorn

from surae.app.athletes import add_athlete, add_sample, athletes, find_athlete, forget
from surae.app.explore import LEVERS, Explorer, checked
from surae.app.store.catalog import open_store
from surae.app.store.log import read_readings
from surae.app.web.application import make_app
from surae.app.web.guard import FORM_LIMIT, HEADERS, Door
from surae.app.web.jobs import Jobs
from surae.app.web.server import serve
from surae.errors import RecordError, StoreError, SuraeError

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "src" / "surae" / "app" / "web" / "static"
TEMPLATES = ROOT / "src" / "surae" / "app" / "web" / "templates"
FACTS = {"height": "180", "mass": "75", "age": "40", "sex": "male"}


@dataclass
class Served:
    """A server of a store, and someone who asks it."""

    place: Path
    port: int
    client: httpx.Client


def run(place: Path, door: Door | None = None) -> Iterator[Served]:
    """Serve a store until the test is over."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(make_app(place, door), log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    address = f"http://127.0.0.1:{port}"
    try:
        with httpx.Client(base_url=address, headers={"origin": address}, timeout=60) as client:
            yield Served(place, port, client)
    finally:
        server.should_exit = True
        thread.join(30)
        listener.close()


@pytest.fixture(scope="module")
def sampled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return a server of a store with the sample runner; tests only add to it."""
    place = tmp_path_factory.mktemp("web") / "store"
    add_sample(place)
    yield from run(place)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Served]:
    yield from run(tmp_path / "store", Door(upload_limit=2**20))


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Served]:
    """Return a server that is open to others and so wants a token."""
    yield from run(tmp_path / "store", Door(host="192.0.2.7", token="a-long-token"))  # noqa: S106


HTML = {"accept": "text/html"}


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", ""])
def test_a_name_bent_to_this_machine_is_refused(sampled: Served, host: str) -> None:
    assert sampled.client.get("/sample-runner/data", headers={"host": host}).status_code in (
        400,
        421,
    )


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1", None])
def test_a_foreign_page_changes_nothing(sampled: Served, origin: str | None) -> None:
    address = f"http://127.0.0.1:{sampled.port}/sample-runner/delete"
    headers = {} if origin is None else {"origin": origin}
    answer = httpx.post(address, data={"sure": "delete"}, headers=headers)
    assert answer.status_code == 403
    assert find_athlete(sampled.place, "sample-runner")


def test_every_answer_carries_the_policy(sampled: Served) -> None:
    for path in ("/", "/welcome", "/static/site.css", "/nowhere", "/api/athletes"):
        answer = sampled.client.get(path)
        for name, value in HEADERS.items():
            assert answer.headers[name] == value, path
    policy = HEADERS["content-security-policy"]
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'")


def test_templates_have_nothing_that_the_policy_forbids() -> None:
    for path in TEMPLATES.glob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\son[a-z]+=", text), path.name
        assert not re.search(r"\sstyle=|<style", text), path.name
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', text), path.name
        scripts = re.findall(r"<script(?![^>]*(?:src=|application/json))[^>]*>", text)
        assert scripts == [], path.name


def test_another_address_needs_the_token(guarded: Served) -> None:
    client = guarded.client
    assert client.get("/welcome").status_code == 401
    assert client.get("/api/athletes").status_code == 401
    assert client.get("/", headers=HTML).headers["location"] == "/login"
    assert client.post("/login", data={"token": "a-long-tokem"}).status_code == 403
    assert client.get("/welcome").status_code == 401
    entered = client.post("/login", data={"token": "a-long-token"})
    cookie = entered.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert client.get("/welcome").status_code == 200
    client.cookies.clear()
    client.cookies.set("surae_login", "guessed")
    assert client.get("/welcome").status_code == 401


def test_only_this_machine_is_listened_to_unless_told(sampled: Served) -> None:
    with pytest.raises(SuraeError, match="cannot be listened at"):
        serve(sampled.place, host="127.0.0.1", port=sampled.port, browser=False)
    with pytest.raises(SuraeError, match="cannot be listened at"):
        serve(sampled.place, host="not-an-address.invalid", port=0, browser=False)


def announced(served: Served, name: str, size: int) -> str:
    """Return the address to send a file to, of an athlete who is made for it."""
    if not athletes(served.place):
        add_athlete(served.place, "", {"height": 1.8, "mass": 75, "age": 40, "sex": "male"})
    found = served.client.post("/me/uploads", json={"name": name, "size": size})
    return f"/me/uploads/{found.json()['number']}"


def test_uploads_and_forms_have_limits(empty: Served) -> None:
    address = announced(empty, "big.zip", 5)
    assert empty.client.put(address, content=b"x" * (2**20 + 1)).status_code == 413

    def pieces() -> Iterator[bytes]:
        yield from (b"x" * 2**18 for _ in range(6))

    assert empty.client.put(address, content=pieces()).status_code == 400
    assert empty.client.put(address, content=b"").status_code == 400
    form = {"name": "x" * FORM_LIMIT, **FACTS}
    assert empty.client.post("/athletes", data=form).status_code == 413
    assert not list(empty.place.rglob("*x*"))


NAMES = [
    "../../outside.fit",
    "..\\..\\outside.fit",
    "/etc/passwd",
    "a\0b.fit",
    "x" * 3000,
    "..",
    "",
]


@pytest.mark.parametrize("name", NAMES)
def test_no_path_from_the_browser_reaches_the_file_system(
    empty: Served, name: str, tmp_path: Path
) -> None:
    before = sorted(path for path in tmp_path.rglob("*") if "store" not in path.parts)
    address = announced(empty, name, 3)
    assert empty.client.put(address, content=b"abc").status_code == 202
    wait_for(lambda: "skipped" in empty.client.get("/me/jobs").text)
    after = sorted(path for path in tmp_path.rglob("*") if "store" not in path.parts)
    assert after == before
    assert empty.client.get(f"/{name.encode().hex()}/../../answer").status_code == 404
    assert empty.client.get("/static/..%2f..%2fguard.py").status_code == 404
    assert empty.client.get("/..%2f..%2fetc/answer").status_code == 404


def wait_for(there: Any) -> None:
    """Wait for a while until something is there."""
    until = time.monotonic() + 30
    while not there():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_an_import_can_be_stopped_and_leaves_nothing(tmp_path: Path) -> None:
    jobs = Jobs(after=lambda key: None)
    job = jobs.announce("me", "a.fit", 10)
    jobs.cancel(job)

    async def pieces() -> Any:
        yield b"abc"

    with pytest.raises(SuraeError, match="stopped"):
        asyncio.run(jobs.take(job, pieces(), tmp_path / "store", 100))
    assert job.state == "stopped"
    assert not (tmp_path / "store").exists()
    jobs.close()


def test_tables_escape_formulas(empty: Served) -> None:
    announced(empty, "x", 1)
    log = b'title,start_time,end_time,exercise_title,set_index,set_type,weight_kg,reps\n"=1+1","28 Jun 2026, 07:00","28 Jun 2026, 08:00","=cmd|calf!A1",0,normal,10,12\n'  # noqa: E501
    assert empty.client.put(announced(empty, "gym.csv", len(log)), content=log).status_code == 202
    wait_for(lambda: "1 new" in empty.client.get("/me/jobs").text)
    for table in ("sessions", "sets", "measurements"):
        text = empty.client.get(f"/me/tables/{table}.csv").text
        cells = [cell for row in csv.reader(text.splitlines()) for cell in row]
        assert not [c for c in cells if c[:1] in ("=", "+", "@") or re.match(r"-\D", c)], table
    assert "'=cmd" in empty.client.get("/me/tables/sets.csv").text


def test_scripts_of_others_are_those_of_the_table() -> None:
    for folder in (STATIC / "vendor", ROOT / "tests" / "browser" / "axe"):
        with (folder / "VENDORED.csv").open(encoding="utf-8", newline="") as file:
            rows = {row["file"]: row for row in csv.DictReader(file)}
        there = {path.name for path in folder.iterdir()} - {"VENDORED.csv"}
        assert there == set(rows)
        for name, row in rows.items():
            assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == row["sha256"], name
            assert row["version"]
            assert row["license"]


def test_the_page_and_the_command_say_the_same(sampled: Served) -> None:
    place = sampled.place / "athletes" / "sample-runner"
    command = [sys.executable, "-c", "from surae.app.cli import main; main()", "answer", "--json"]
    told = subprocess.run([*command, "--store", place], capture_output=True, check=True, text=True)
    assert sampled.client.get("/api/sample-runner/answer").json() == json.loads(told.stdout)


def test_errors_are_said_in_the_form_of_the_asker(sampled: Served) -> None:
    client = sampled.client
    assert client.get("/api/nobody/answer").json()["error"].startswith("the store has no athlete")
    assert "<h1>Not found" in client.get("/nobody/answer", headers=HTML).text
    refused = client.post("/sample-runner/readings", data={"first": "3700", "side": "left"})
    assert refused.status_code == 400
    part = client.post("/sample-runner/readings", data={"first": "x", "side": "left"},
                       headers={"hx-request": "true"})  # fmt: skip
    assert part.text.startswith('<p class="refused"')


def test_no_reading_is_lost_where_many_write(sampled: Served) -> None:
    place = sampled.place / "athletes" / "sample-runner"
    with open_store(place) as store:
        before = len(read_readings(store))

    def write(day: int) -> None:
        body = {"values": [37.0 + day / 100], "side": "left", "taken": f"2026-05-{day:02}T07:00"}
        assert sampled.client.post("/api/sample-runner/readings", json=body).status_code == 201

    threads = [threading.Thread(target=write, args=(day,)) for day in range(1, 21)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with open_store(place) as store:
        assert len(read_readings(store)) == before + 20


def test_athletes_have_stores_of_their_own(tmp_path: Path) -> None:
    facts = {"height": 1.8, "mass": 75.0, "age": 40.0, "sex": "male"}
    first = add_athlete(tmp_path / "store", "", facts)
    second = add_athlete(tmp_path / "store", "Ána", facts)
    third = add_athlete(tmp_path / "store", "Ana", facts)
    assert [one.key for one in athletes(tmp_path / "store")] == ["me", "ana", "ana-2"]
    assert len({first.place, second.place, third.place}) == 3
    forget(tmp_path / "store", "ana")
    assert [one.key for one in athletes(tmp_path / "store")] == ["me", "ana-2"]
    with pytest.raises(StoreError, match="no athlete"):
        find_athlete(tmp_path / "store", "../store")
    with pytest.raises(RecordError, match="height"):
        add_athlete(tmp_path / "store", "Bo", {**facts, "height": 18.0})
    assert len(athletes(tmp_path / "store")) == 2


def test_more_raises_never_give_less_and_the_usual_changes_nothing(sampled: Served) -> None:
    from surae.app.answer import kept_log
    from surae.app.person import person_from

    log = kept_log(sampled.place / "athletes" / "sample-runner")
    explorer = Explorer(log, person_from({}))
    assert explorer.explore({}).difference.median == 0
    found = [explorer.explore({"standing": n}).difference.median for n in (0, 6, 15, 30)]
    assert found == sorted(found)
    assert found[-1] > 0
    for lever in LEVERS:
        with pytest.raises(RecordError):
            checked({lever.key: lever.high + 1})


PLAN = {"goal": "grow", "change": "0.3", "by": "2026-08-01", "equipment": ["step", "dumbbells"]}


def planned(served: Served, form: dict[str, object]) -> str:
    """Ask for a plan, wait until it is there or refused, and return the page."""
    answer = served.client.post("/sample-runner/plan", data=form)
    assert answer.status_code == 303, answer.text
    for _ in range(600):
        if "hx-refresh" in served.client.get("/sample-runner/plan/body").headers:
            return served.client.get("/sample-runner/plan").text
        time.sleep(0.1)
    raise AssertionError("no plan came")


def test_a_plan_of_the_page_is_the_plan_of_the_command(sampled: Served) -> None:
    from surae.app.store.plans import latest_plan

    assert "Make a plan" in sampled.client.get("/sample-runner/plan").text
    assert sampled.client.get("/sample-runner/plan/export/ics").status_code == 400
    text = planned(sampled, PLAN)
    with open_store(sampled.place / "athletes" / "sample-runner") as store:
        document = latest_plan(store)
    assert document["asked"]["equipment"] == ["dumbbells", "step"]
    assert document["change"]["unit"] == "cm"
    for session in document["sessions"]:
        assert session["title"] in text
        assert f'datetime="{session["date"]}"' in text
    rows = sampled.client.get("/sample-runner/plan/export/csv").text.splitlines()
    assert len(rows) == 1 + len(document["sessions"])
    assert sampled.client.get("/sample-runner/plan/export/zwo").status_code == 400
    assert sampled.client.get("/sample-runner/plan/export/exe").status_code == 422


def test_a_plan_that_cannot_be_is_refused_and_the_form_stays(sampled: Served) -> None:
    text = planned(sampled, {**PLAN, "by": "2020-01-01", "minutes": "77"})
    assert "days after 2026-06-28" in text
    assert 'value="77"' in text
    for wrong in ({"change": "much"}, {"days": "9"}, {"equipment": "jetpack"}, {"by": "soon"}):
        answer = sampled.client.post("/sample-runner/plan", data={**PLAN, **wrong})
        assert answer.status_code in (400, 422), wrong


def test_inches_of_a_plan_are_kept_as_centimeters() -> None:
    from datetime import date

    from surae.app.web.planner import Asked

    wanted = Asked(goal="grow", by=date(2026, 9, 1), change="0,5", unit="in").wanted()
    assert (wanted.change, wanted.unit) == (1.27, "cm")
    assert Asked(by=date(2026, 9, 1), muscle="SOL").wanted().unit == "%"


def test_a_plan_is_made_watched_and_read_by_address(sampled: Served) -> None:
    at = f"/api/{athletes(sampled.place)[0].key}/plan"
    asked = {"goal": "grow", "by": "2026-09-20", "equipment": ["step"]}
    begun = sampled.client.post(at, json=asked)
    assert (begun.status_code, begun.json()["state"]) == (202, "going")
    shares = []
    while (told := sampled.client.get(f"{at}/progress").json())["state"] == "going":
        shares.append(told["share"])
        time.sleep(0.05)
    assert told["state"] == "done"
    assert told["share"] == 1.0
    assert shares == sorted(shares)
    assert len(set(shares)) > 2, "progress is told on the way"
    assert sampled.client.get(at).json()["goal"]["by"] == "2026-09-20"
    assert (
        f"{at.replace(athletes(sampled.place)[0].key, '{key}')}"
        in (sampled.client.get("/openapi.json").json()["paths"])
    )


def test_a_stopped_plan_leaves_the_one_before(sampled: Served) -> None:
    key = athletes(sampled.place)[0].key
    before = sampled.client.get(f"/api/{key}/plan")
    sampled.client.post(f"/api/{key}/plan", json={"by": "2026-12-20"})
    stopped = sampled.client.delete(f"/api/{key}/plan/progress")
    assert (stopped.status_code, stopped.json()["state"]) == (200, "stopped")
    assert sampled.client.delete(f"/api/{key}/plan/progress").status_code == 400
    time.sleep(3)
    assert sampled.client.get(f"/api/{key}/plan/progress").json()["state"] == "stopped"
    assert sampled.client.get(f"/api/{key}/plan").json() == before.json()
    assert "Stopped." in sampled.client.get(f"/{key}/plan").text
