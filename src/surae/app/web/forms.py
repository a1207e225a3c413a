"""What the reader can change: each form calls one action, then leads to a page."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import BaseModel, Field

from surae.app.athletes import add_athlete, add_sample, change_facts, forget
from surae.app.sitting import keep_sitting
from surae.app.store.catalog import open_store
from surae.app.store.corrections import correct
from surae.app.store.people import map_exercise
from surae.app.web.hub import One, Shared
from surae.app.web.shelves import number
from surae.errors import StoreError
from surae.units import CM_PER_INCH, CM_PER_M, KG_PER_POUND

forms = APIRouter()

Text = Annotated[str, Form(max_length=200)]
_YEAR = 365 * 24 * 3600


def leads_to(request: Request, address: str) -> Response:
    """Lead to a page, in the way that the asking page understands."""
    if "hx-request" in request.headers:
        return Response(headers={"hx-redirect": address})
    return RedirectResponse(address, 303)


@forms.post("/athletes")
def meet(
    request: Request,
    hub: Shared,
    height: Text,
    mass: Text,
    age: Text,
    sex: Text,
    name: Text = "",
    steps: Text = "",
    units: Text = "metric",
) -> Response:
    """Take in one more athlete."""
    athlete = add_athlete(hub.place, name, facts_from(height, mass, age, sex, steps, units))
    return leads_to(request, f"/{athlete.key}/start")


@forms.post("/sample")
def sample(request: Request, hub: Shared) -> Response:
    """Add the sample runner and show her answer."""
    athlete = add_sample(hub.place)
    return leads_to(request, f"/{athlete.key}/answer")


def facts_from(
    height: str, mass: str, age: str, sex: str, steps: str, units: str
) -> dict[str, Any]:
    """Return facts as surae keeps them; the form asks for centimeters and kilograms."""
    tall, heavy = number("height", height), number("mass", mass)
    if units == "imperial":
        tall, heavy = tall * CM_PER_INCH, heavy * KG_PER_POUND
    facts = {"height": tall / CM_PER_M, "mass": heavy, "age": number("age", age), "sex": sex}
    return facts | ({"steps_per_day": number("steps_per_day", steps)} if steps.strip() else {})


@forms.post("/{key}/facts")
def facts(
    request: Request,
    hub: Shared,
    athlete: One,
    height: Text,
    mass: Text,
    age: Text,
    sex: Text,
    steps: Text = "",
    units: Text = "metric",
) -> Response:
    """Change what is known of an athlete."""
    change_facts(athlete.place, facts_from(height, mass, age, sex, steps, units))
    note = hub.note("Kept. The answer follows.")
    return leads_to(request, f"/{athlete.key}/data?note={note}")


@forms.post("/{key}/readings")
def reading(
    request: Request,
    hub: Shared,
    athlete: One,
    first: Text,
    side: Annotated[Literal["left", "right"], Form()],
    second: Text = "",
    third: Text = "",
    taken: Text = "",
    unit: Annotated[Literal["cm", "in"], Form()] = "cm",
    observer: Text = "self",
    hours: Text = "",
) -> Response:
    """Take in a girth that was read once, twice or three times."""
    values = [number("girth", text) for text in (first, second, third) if text.strip()]
    fields: dict[str, Any] = {"side": side, "unit": unit, "observer": observer.strip() or "self"}
    if hours.strip():
        fields["hours_since_training"] = number("hours_since_training", hours)
    said = keep_sitting(athlete.place, values, taken.strip() or None, now(), fields)
    note = hub.note(said)
    return leads_to(request, f"/{athlete.key}/measure?note={note}")


def now() -> datetime:
    """Return the time of this moment with its zone."""
    return datetime.now().astimezone()


@forms.post("/{key}/corrections")
def correction(
    request: Request,
    hub: Shared,
    athlete: One,
    item: Text,
    counts: Text = "",
    surface: Text = "",
    grade: Text = "",
    back: Annotated[Literal["data", "measure", "load"], Form()] = "data",
) -> Response:
    """Correct a session or a reading."""
    told = {"counts": counts, "surface": surface, "grade": grade.replace(",", ".")}
    changes = {field: value for field, value in told.items() if value.strip()}
    if not changes:
        raise StoreError("nothing to correct; choose a value first")
    with open_store(athlete.place) as store:
        done = correct(store, item, changes)
    said = ", ".join(f"{field} {value}" for field, value in changes.items())
    note = hub.note(f"{done}: {said}")
    return leads_to(request, f"/{athlete.key}/{back}?note={note}")


@forms.post("/{key}/exercises")
def exercise(request: Request, hub: Shared, athlete: One, name: Text, code: Text = "") -> Response:
    """Say which exercise a name means; an empty code takes that back."""
    with open_store(athlete.place) as store:
        count = map_exercise(store, name, code)
    note = hub.note(f"{name}: {code or 'no longer mapped'}" + f", {count} sets" * bool(code))
    return leads_to(request, f"/{athlete.key}/data?note={note}")


@forms.post("/{key}/delete")
def delete(request: Request, hub: Shared, athlete: One, sure: Text = "") -> Response:
    """Delete everything that is known of an athlete."""
    if sure.strip().lower() != "delete":
        raise StoreError("nothing was deleted; write the word delete to be sure")
    for job in hub.jobs.of(athlete.key):
        hub.jobs.cancel(job)
    hub.planner.settle(athlete.key)
    forget(hub.place, athlete.key)
    hub.leave(athlete)
    return leads_to(request, "/")


class Announced(BaseModel):
    """A file that is about to arrive."""

    name: str = Field(max_length=4000)
    size: int = Field(ge=0, le=2**50)


@forms.post("/{key}/uploads")
def announce(hub: Shared, athlete: One, file: Announced) -> JSONResponse:
    """Give a file a number under which it can be sent."""
    job = hub.jobs.announce(athlete.key, file.name, file.size)
    return JSONResponse({"number": job.number}, 201)


@forms.put("/{key}/uploads/{number}")
async def upload(request: Request, hub: Shared, athlete: One, number: int) -> JSONResponse:
    """Take a file in, piece by piece."""
    job = hub.jobs.get(athlete.key, number)
    if job.state != "arriving" or job.arrived:
        raise StoreError(f"import {number} has its file already")
    await hub.jobs.take(job, request.stream(), athlete.place, hub.door.upload_limit)
    return JSONResponse({"number": number}, 202)


@forms.post("/{key}/uploads/{number}/stop")
def stop(request: Request, hub: Shared, athlete: One, number: int) -> Response:
    """Stop an import; what it has finished stays."""
    hub.jobs.cancel(hub.jobs.get(athlete.key, number))
    return leads_to(request, f"/{athlete.key}/data")


@forms.post("/settings")
def settings(
    request: Request,
    units: Annotated[Literal["metric", "imperial"] | None, Form()] = None,
    theme: Annotated[Literal["auto", "light", "dark"] | None, Form()] = None,
    back: Annotated[str, Form(max_length=200, pattern=r"^/[a-z0-9/?=&-]*$")] = "/",
) -> Response:
    """Keep how the reader wants to see pages, in the reader's browser."""
    response = leads_to(request, "/" + back.lstrip("/"))
    for name, value in (("units", units), ("theme", theme)):
        if value:
            response.set_cookie(name, value, max_age=_YEAR, samesite="strict", httponly=True)
    return response
