"""The same results as the command line gives with ``--json``, by address."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field

from surae.app.claims_text import claims_json
from surae.app.explore import LEVERS, explored_json
from surae.app.load_words import muscle_row, tendon_row
from surae.app.serial import answer_json
from surae.app.sitting import keep_sitting
from surae.app.store.catalog import open_store
from surae.app.store_words import log_document
from surae.app.web import shelves
from surae.app.web.forms import now
from surae.app.web.hub import One, Shared
from surae.app.web.pages import Weeks

api = APIRouter(prefix="/api")


class Reading(BaseModel, extra="forbid"):
    """A girth read by tape, once or more often."""

    values: list[Annotated[float, Field(gt=0, lt=1000, allow_inf_nan=False)]] = Field(
        min_length=1, max_length=10
    )
    side: Literal["left", "right"]
    unit: Literal["cm", "in"] = "cm"
    taken: str | None = Field(None, max_length=40)
    observer: str = Field("self", max_length=80)
    hours_since_training: float | None = Field(None, ge=0, le=1000)


@api.get("/athletes")
def athletes(hub: Shared) -> list[dict[str, str]]:
    """List the athletes of the store."""
    return [{"key": one.key, "name": one.name} for one in hub.athletes()]


@api.get("/claims")
def claims() -> dict[str, Any]:
    """Return the claims beside the model and the evidence."""
    return claims_json(shelves.claims_view(), 1)


@api.get("/{key}/answer")
def answer(hub: Shared, athlete: One, weeks: Weeks = 16) -> dict[str, Any]:
    """Answer the question, as ``surae answer --json``."""
    return answer_json(hub.desk(athlete).now(f"answer:{weeks}"))


@api.get("/{key}/load")
def load(hub: Shared, athlete: One) -> dict[str, Any]:
    """Return the load of each week, as ``surae load --json``."""
    report = hub.desk(athlete).now("weeks")
    return {
        "by": "week",
        "muscles": [muscle_row(row) for row in report.muscles],
        "tendon": [tendon_row(row) for row in report.tendon],
    }


@api.get("/{key}/log")
def log(athlete: One) -> dict[str, Any]:
    """Return sessions, copies and what was skipped, as ``surae log --json``."""
    with open_store(athlete.place) as store:
        return log_document(store)


@api.get("/{key}/readings")
def readings(athlete: One) -> dict[str, Any]:
    """List readings, as ``surae measure --json``."""
    rows = shelves.readings(athlete.place)
    return {"measurements": [shelves.finite(row) for row in rows]}


@api.post("/{key}/readings", status_code=201)
def add_reading(athlete: One, reading: Reading) -> dict[str, str]:
    """Add a reading, as ``surae measure``."""
    fields = reading.model_dump(exclude={"values", "taken"}, exclude_none=True)
    said = keep_sitting(athlete.place, reading.values, reading.taken, now(), fields)
    return {"said": said}


@api.get("/{key}/what-if")
def what_if(
    request: Request,
    hub: Shared,
    athlete: One,
    running: Annotated[float, Query(ge=0, le=200)] = 100,
    raises: Annotated[float, Query(ge=0, le=200)] = 100,
    hills: Annotated[float, Query(ge=0, le=4)] = 0,
    stairs: Annotated[float, Query(ge=0, le=120)] = 0,
    standing: Annotated[float, Query(ge=0, le=30)] = 0,
    seated: Annotated[float, Query(ge=0, le=30)] = 0,
    weeks: Annotated[float, Query(ge=4, le=52)] = 16,
) -> dict[str, Any]:
    """Answer what changes where the habit does."""
    given = (running, raises, hills, stairs, standing, seated, weeks)
    levers = dict(zip((lever.key for lever in LEVERS), given, strict=True))
    return explored_json(hub.desk(athlete).now("explorer").explore(levers))
