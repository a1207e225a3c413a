"""Plans by address: begin one, see how far it is, stop it, read it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from surae.app.web.hub import Hub, One, Shared
from surae.app.web.plan_pages import begin, begin_again
from surae.app.web.plan_view import kept_plan
from surae.app.web.planner import Asked
from surae.errors import StoreError

plan_api = APIRouter(prefix="/api")


@plan_api.get("/{key}/plan")
def plan(athlete: One) -> dict[str, Any]:
    """Return the plan that holds, as ``surae plan --json`` printed it."""
    found = kept_plan(athlete.place)
    if found is None:
        raise StoreError("no plan is known here; make one first")
    return found


@plan_api.post("/{key}/plan", status_code=202)
def make(hub: Shared, athlete: One, asked: Asked) -> dict[str, Any]:
    """Begin a plan, as ``surae plan``; one of an athlete is worked out at a time."""
    begin(hub, athlete, asked)
    return _told(hub, athlete)


@plan_api.post("/{key}/plan/again", status_code=202)
def again(hub: Shared, athlete: One) -> dict[str, Any]:
    """Begin to make the plan anew from what was done since, as ``surae replan``."""
    begin_again(hub, athlete)
    return _told(hub, athlete)


@plan_api.get("/{key}/plan/progress")
def progress(hub: Shared, athlete: One) -> dict[str, Any]:
    """Return how far the newest plan is."""
    return _told(hub, athlete)


@plan_api.delete("/{key}/plan/progress")
def stop(hub: Shared, athlete: One) -> JSONResponse:
    """Stop a plan that is on its way; the one before stays."""
    hub.planner.cancel(athlete.key)
    return JSONResponse(_told(hub, athlete))


def _told(hub: Hub, athlete: One) -> dict[str, Any]:
    """Return how far a plan is: going, done, refused, stopped, or none."""
    work = hub.planner.of(athlete.key)
    if work is None:
        return {"state": "none", "share": 0.0, "words": ""}
    return {"state": work.state, "share": round(work.share, 3), "words": work.words}
