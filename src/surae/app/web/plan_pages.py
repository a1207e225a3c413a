"""The page *Plan*: ask for a plan, look at it, take it away, make it anew."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import FileResponse, HTMLResponse, Response
from starlette.background import BackgroundTask

from surae.app.exports.labels import Target
from surae.app.plan_files import export_plan
from surae.app.plans import plan, replan, stored_plan
from surae.app.web.forms import leads_to, now
from surae.app.web.hub import Hub, One, Shared, render
from surae.app.web.pages import page
from surae.app.web.plan_view import DAYS, kept_plan, plan_view
from surae.app.web.planner import Asked, sources_of
from surae.errors import StoreError
from surae.planning import EQUIPMENT
from surae.planning.equipment import DISLIKABLE

plans = APIRouter()

_AHEAD = timedelta(weeks=12)


@plans.get("/{key}/plan", response_class=HTMLResponse)
def show(request: Request, hub: Shared, athlete: One) -> HTMLResponse:
    """Show the plan that holds, and ask for another."""
    return page(request, hub, athlete, "plan", **_context(hub, athlete))


@plans.get("/{key}/plan/body", response_class=HTMLResponse)
def body(request: Request, hub: Shared, athlete: One) -> Response:
    """Return how far a plan is, for a page that waits for it."""
    work = hub.planner.of(athlete.key)
    if work is None or work.state != "going":
        return Response(headers={"hx-refresh": "true"})
    return HTMLResponse(render(request, "_planning.html", athlete=athlete, work=work))


@plans.post("/{key}/plan")
def make(request: Request, hub: Shared, athlete: One, asked: Annotated[Asked, Form()]) -> Response:
    """Begin a plan, as ``surae plan``."""
    begin(hub, athlete, asked)
    return leads_to(request, f"/{athlete.key}/plan")


def begin(hub: Hub, athlete: One, asked: Asked) -> None:
    """Begin a plan, unless one is on its way."""
    goal, limits = asked.wanted(), asked.within()
    sources = sources_of(athlete.place, now().date())
    hub.planner.begin(athlete.key, asked, lambda tell: plan(sources, goal, limits, progress=tell))


def begin_again(hub: Hub, athlete: One) -> None:
    """Begin to make a plan anew, unless one is on its way."""
    sources = sources_of(athlete.place, now().date())
    stored_plan(athlete.place, None)
    hub.planner.begin(athlete.key, None, lambda tell: replan(sources, progress=tell))


@plans.post("/{key}/plan/stop")
def stop(request: Request, hub: Shared, athlete: One) -> Response:
    """Stop a plan that is on its way; the one before stays."""
    hub.planner.cancel(athlete.key)
    return leads_to(request, f"/{athlete.key}/plan")


@plans.post("/{key}/plan/again")
def again(request: Request, hub: Shared, athlete: One) -> Response:
    """Begin to make the plan anew from what was done since, as ``surae replan``."""
    begin_again(hub, athlete)
    return leads_to(request, f"/{athlete.key}/plan")


@plans.get("/{key}/plan/export/{target}")
def export(athlete: One, target: Target) -> Response:
    """Return the plan for a watch, a calendar or a training site; many files come in a zip."""
    kept = stored_plan(athlete.place, None)
    folder = Path(tempfile.mkdtemp(prefix="surae-plan-"))
    try:
        files = export_plan(kept, target, folder / "plan").files
        if not files:
            raise StoreError(f"no session of this plan can go to {target}")
        one = files[0] if len(files) == 1 else _packed(files, folder / f"plan-{target}.zip")
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    clean = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
    return FileResponse(one, filename=f"surae-{one.name}", background=clean)


def _packed(files: tuple[Path, ...], target: Path) -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.write(file, file.name)
    return target


def _context(hub: Hub, athlete: One) -> dict[str, Any]:
    """Return what the page shows: the plan that holds, what is on its way, and the form."""
    document = kept_plan(athlete.place)
    work = hub.planner.of(athlete.key)
    view = plan_view(document) if document else None
    return {
        "work": work,
        "view": view,
        "form": _form(hub, athlete, view, work.asked if work else None),
        "equipment": [word for word in EQUIPMENT if word != "none"],
        "kinds": DISLIKABLE,
        "weekdays": DAYS,
    }


def _form(hub: Hub, athlete: One, view: dict[str, Any] | None, asked: Asked | None) -> Asked:
    """Return what the form holds: what was asked last, else what the plan rests on."""
    if asked:
        return asked
    if view:
        goal, limits = view["kept"].goal, view["kept"].limits
        return Asked(
            goal=goal.direction,
            by=goal.by,
            change=f"{goal.change:g}" if goal.change else "",
            unit=goal.unit,
            muscle="calf" if goal.target == "TS" else goal.target,
            days=limits.days,
            minutes=f"{limits.minutes:g}",
            weekdays=list(limits.weekdays),
            equipment=sorted(limits.equipment),
            leave_out=sorted(limits.disliked),
        )
    known = hub.desk(athlete).ask("known").value
    last = known.log.sessions[-1].start.date() if known else now().date()
    return Asked(by=last + _AHEAD)
