"""The application: routes, guard, static files, and errors as pages."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, FastAPI, Form, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from surae import __version__
from surae.app.web.api import api
from surae.app.web.downloads import downloads
from surae.app.web.forms import forms
from surae.app.web.guard import COOKIE, Door, Guard
from surae.app.web.hub import Hub, render
from surae.app.web.pages import pages
from surae.app.web.plan_api import plan_api
from surae.app.web.plan_pages import plans
from surae.errors import SuraeError

_KINDS = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}
_UNKNOWN = ("no athlete", "is called", "is not known", "no plan is known")
_GZIP_FROM = 500

entrance = APIRouter()


def make_app(place: Path, door: Door | None = None) -> FastAPI:
    """Return the application for one store.

    Parameters
    ----------
    place
        The folder of the store, there or not.
    door
        Who may come in; this machine alone if None.
    """
    hub = Hub(place, door or Door())

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        hub.close()

    app = FastAPI(
        title="surae", version=__version__, docs_url=None, redoc_url=None, lifespan=lifespan
    )
    app.state.hub = hub
    for router in (entrance, api, plan_api, downloads, pages, plans, forms):
        app.include_router(router)
    app.add_middleware(GZipMiddleware, minimum_size=_GZIP_FROM)
    app.add_middleware(Guard, door=hub.door)
    app.add_exception_handler(SuraeError, refused)
    app.add_exception_handler(RequestValidationError, misunderstood)
    app.add_exception_handler(HTTPException, not_here)
    return app


@cache
def _static(name: str) -> tuple[bytes, str] | None:
    """Return a file of the package by its name, which is looked up and never made into a path."""
    for folder, prefix in (("static", ""), ("static/vendor", "vendor/")):
        for entry in (files("surae.app.web") / folder).iterdir():
            kind = _KINDS.get(entry.name.rpartition(".")[2])
            if entry.is_file() and prefix + entry.name == name and kind:
                return entry.read_bytes(), kind
    return None


@cache
def _packed(name: str) -> bytes:
    found = _static(name)
    return gzip.compress(found[0], 9) if found else b""


@entrance.get("/static/{name:path}", include_in_schema=False)
def static(request: Request, name: str) -> Response:
    """Return a style, a script or a picture."""
    found = _static(name)
    if found is None:
        raise HTTPException(404)
    content, kind = found
    headers = {"vary": "accept-encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["content-encoding"] = "gzip"
        content = _packed(name)
    return Response(content, media_type=kind, headers=headers)


@entrance.get("/login", response_class=HTMLResponse)
def ask_token(request: Request) -> HTMLResponse:
    """Ask for the token that was printed where the server was started."""
    return HTMLResponse(render(request, "login.html", wrong=False))


@entrance.post("/login")
def log_in(request: Request, token: Annotated[str, Form(max_length=200)]) -> Response:
    """Let in who knows the token."""
    door: Door = request.app.state.hub.door
    if not door.opens(token.strip()):
        return HTMLResponse(render(request, "login.html", wrong=True), 403)
    response = RedirectResponse("/", 303)
    response.set_cookie(COOKIE, door.log_in(), httponly=True, samesite="strict")
    return response


def refused(request: Request, error: Exception) -> Response:
    """Say what surae refuses, in one sentence."""
    said = str(error)
    status = 404 if any(words in said for words in _UNKNOWN) else 400
    return _said(request, said, status)


def misunderstood(request: Request, error: Exception) -> Response:
    """Say which part of a request cannot be read."""
    if not isinstance(error, RequestValidationError):
        raise error
    parts = [f"{'.'.join(map(str, e['loc'][1:]))}: {e['msg']}" for e in error.errors()]
    status = 404 if any(e["loc"][:2] == ("path", "key") for e in error.errors()) else 422
    return _said(request, "; ".join(parts) or "the request cannot be read", status)


def not_here(request: Request, error: Exception) -> Response:
    """Say that there is no such page."""
    if not isinstance(error, HTTPException):
        raise error
    said = "There is no such page." if error.status_code == 404 else str(error.detail)
    return _said(request, said, error.status_code, error.headers)


def _said(
    request: Request, said: str, status: int, headers: Mapping[str, str] | None = None
) -> Response:
    """Return an error in the form that the asker reads: a part, a page, or JSON."""
    if "hx-request" in request.headers:
        return HTMLResponse(render(request, "_refused.html", said=said), status, headers)
    if request.url.path.startswith("/api/") or "text/html" not in request.headers.get("accept", ""):
        return JSONResponse({"error": said}, status, headers)
    page = render(request, "error.html", said=said, status=status)
    return HTMLResponse(page, status, headers)
