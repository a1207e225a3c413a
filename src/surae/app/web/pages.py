"""The pages: each reads results from the desk and shows them; none holds a rule."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi import Path as InAddress
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from surae.app.athletes import facts_of
from surae.app.explore import LEVERS
from surae.app.person import AVERAGE
from surae.app.store.catalog import open_store
from surae.app.web import pictures, shelves, views
from surae.app.web.desk import Result
from surae.app.web.hub import Hub, One, Shared, display_of, render

pages = APIRouter(default_response_class=HTMLResponse)

Weeks = Annotated[int, Query(ge=1, le=104, description="How far ahead.")]
Waiting = Annotated[Literal["calf", "load", "what-if"], InAddress()]
_PATIENCE = 0.6
"""Seconds that a page waits for a result before it shows that one is being worked out."""


def page(request: Request, hub: Hub, athlete: One, name: str, **context: Any) -> HTMLResponse:
    """Return a page of an athlete, with what every such page shows."""
    text = render(
        request,
        f"{name}.html",
        page=name,
        athlete=athlete,
        athletes=hub.athletes(),
        notes=hub.noted(request.query_params.get("note", "")),
        **context,
    )
    return HTMLResponse(text)


@pages.get("/")
def begin(hub: Shared) -> Response:
    """Lead to the first athlete's answer, or to the first visit."""
    known = hub.athletes()
    return RedirectResponse(f"/{known[0].key}/answer" if known else "/welcome", 303)


@pages.get("/welcome")
def welcome(request: Request, hub: Shared) -> HTMLResponse:
    """Ask who someone is: the first visit, or one more athlete."""
    known = hub.athletes()
    text = render(
        request, "welcome.html", page="welcome", athletes=known, notes=[], average=AVERAGE
    )
    return HTMLResponse(text)


@pages.get("/{key}/start")
def start(request: Request, hub: Shared, athlete: One) -> HTMLResponse:
    """Take in the first files."""
    return page(request, hub, athlete, "start", jobs=hub.jobs.of(athlete.key))


@pages.get("/{key}/answer")
def answer(request: Request, hub: Shared, athlete: One, weeks: Weeks = 16) -> HTMLResponse:
    """Answer the question."""
    asked = hub.desk(athlete).ask(f"answer:{weeks}", _PATIENCE)
    return page(request, hub, athlete, "answer", **_answered(request, hub, athlete, asked, weeks))


@pages.get("/{key}/answer/body")
def answer_body(request: Request, hub: Shared, athlete: One, weeks: Weeks = 16) -> HTMLResponse:
    """Return the answer alone, for a page that waits for it."""
    asked = hub.desk(athlete).ask(f"answer:{weeks}", _PATIENCE)
    context = _answered(request, hub, athlete, asked, weeks)
    return HTMLResponse(render(request, "_answer.html", athlete=athlete, **context))


def _answered(
    request: Request, hub: Hub, athlete: One, asked: Result, weeks: int
) -> dict[str, Any]:
    shown = display_of(request)
    context: dict[str, Any] = {"asked": asked, "weeks": weeks, "view": None, "pictures": None}
    context["importing"] = not hub.jobs.is_idle(athlete.key)
    if asked.value:
        context["view"] = views.answer_view(asked.value, shown)
        context["pictures"] = pictures.girth_pictures(asked.value, shown)
    return context


@pages.get("/{key}/calf")
def calf(request: Request, hub: Shared, athlete: One) -> HTMLResponse:
    """Show the calf from inside."""
    asked = hub.desk(athlete).ask("answer:16", _PATIENCE)
    view = views.calf_view(asked.value) if asked.value else None
    drawn = pictures.panels(asked.value) if asked.value else []
    return page(request, hub, athlete, "calf", asked=asked, view=view, panels=drawn)


@pages.get("/{key}/load")
def load(request: Request, hub: Shared, athlete: One) -> HTMLResponse:
    """Show what muscles and tendon felt."""
    desk = hub.desk(athlete)
    asked, recent = desk.ask("weeks", _PATIENCE), desk.ask("sessions", _PATIENCE)
    known = desk.ask("known")
    view = views.load_view(asked.value) if asked.value else None
    ready = recent.value and known.value
    rows = views.session_rows(known.value.log.sessions[-40:], recent.value) if ready else []
    ids = shelves.identifiers(athlete.place)
    found = desk.ask("answer:16")
    said = found.value if found.value else None
    return page(
        request, hub, athlete, "load", asked=asked, view=view, rows=rows, ids=ids, answer=said
    )


@pages.get("/{key}/load/session/{session}")
def session(request: Request, hub: Shared, athlete: One, session: str) -> HTMLResponse:
    """Show one session: its way without a map, its grade, and what it did to the calf."""
    found = shelves.session_view(athlete.place, session, display_of(request))
    return page(request, hub, athlete, "session", **found)


@pages.get("/{key}/measure")
def measure(request: Request, hub: Shared, athlete: One) -> HTMLResponse:
    """Say how to measure, and take readings."""
    asked = hub.desk(athlete).ask("answer:16", _PATIENCE)
    readings = shelves.readings(athlete.place)
    return page(request, hub, athlete, "measure", asked=asked, readings=readings)


@pages.get("/{key}/what-if")
def what_if(request: Request, hub: Shared, athlete: One) -> HTMLResponse:
    """Let the reader change what is done, and answer."""
    asked = hub.desk(athlete).ask("explorer", _PATIENCE)
    view = None
    if asked.value:
        view = views.explored_view(asked.value.explore(levers(request)), display_of(request))
    return page(request, hub, athlete, "what-if", asked=asked, view=view, levers=LEVERS)


@pages.get("/{key}/what-if/body")
def what_if_body(request: Request, hub: Shared, athlete: One) -> HTMLResponse:
    """Return the answer to a what-if alone."""
    explorer = hub.desk(athlete).now("explorer")
    view = views.explored_view(explorer.explore(levers(request)), display_of(request))
    return HTMLResponse(render(request, "_what-if.html", athlete=athlete, view=view))


def levers(request: Request) -> dict[str, float]:
    """Return the levers that an address sets."""
    return {key: shelves.number(key, text) for key, text in request.query_params.items()}


@pages.get("/{key}/evidence")
def evidence(request: Request, hub: Shared, athlete: One) -> HTMLResponse:
    """Show what claims, parameters and trials say."""
    return page(request, hub, athlete, "evidence", **shelves.evidence_view())


@pages.get("/{key}/evidence/scoreboard")
def scoreboard(request: Request, athlete: One) -> HTMLResponse:
    """Return the scoreboard alone, which takes a moment the first time."""
    return HTMLResponse(render(request, "_scoreboard.html", **shelves.scoreboard_view()))


@pages.get("/{key}/evidence/claims")
def claims(request: Request, athlete: One) -> HTMLResponse:
    """Return the claims with what the model says of each."""
    return HTMLResponse(render(request, "_claims.html", claims=shelves.claims_view()))


@pages.get("/{key}/data")
def data(request: Request, hub: Shared, athlete: One) -> HTMLResponse:
    """Show what is in the store, and let the reader correct it."""
    with open_store(athlete.place) as store:
        view = shelves.data_view(store)
    facts = {**dict.fromkeys(AVERAGE), **facts_of(athlete.place)}
    jobs = hub.jobs.of(athlete.key)
    return page(request, hub, athlete, "data", view=view, facts=facts, jobs=jobs)


@pages.get("/{key}/jobs")
def jobs(request: Request, hub: Shared, athlete: One) -> HTMLResponse:
    """Return the imports that go on, for a page that watches them."""
    known = hub.jobs.of(athlete.key)
    return HTMLResponse(render(request, "_jobs.html", athlete=athlete, jobs=known))


_RESTS_ON = {"calf": "answer:16", "load": "weeks", "what-if": "explorer"}
"""What a page waits for."""


@pages.get("/{key}/wait/{name}")
def wait(request: Request, hub: Shared, athlete: One, name: Waiting) -> Response:
    """Let a page that waits know when to load itself again."""
    asked = hub.desk(athlete).ask(_RESTS_ON[name], _PATIENCE)
    if asked.value or asked.refused:
        return Response(headers={"hx-refresh": "true"})
    address = f"/{athlete.key}/wait/{name}"
    return HTMLResponse(
        render(request, "_waiting.html", asked=asked, address=address, athlete=athlete)
    )


@pages.get("/{key}/leg.json")
def leg(hub: Shared, athlete: One) -> JSONResponse:
    """Return the leg in three dimensions."""
    return JSONResponse(hub.desk(athlete).now("leg"))


@pages.get("/{key}/report")
def report(hub: Shared, athlete: One, weeks: Weeks = 16) -> HTMLResponse:
    """Return the report as one file."""
    from surae.app.report import report_page

    found = hub.desk(athlete).now(f"answer:{weeks}")
    name = f"surae-{athlete.key}-{found.today.isoformat()}.html"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return HTMLResponse(report_page(found), headers=headers)
