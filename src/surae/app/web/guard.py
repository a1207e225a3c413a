"""What stands before every request: who may ask, from where, for how much, and what a page may do.

Host is checked so that a foreign name that was bent to this machine is refused, Origin so that a
foreign page cannot write. Where the server is reachable from outside, a token opens it.
"""

from __future__ import annotations

import hmac
import ipaddress
import secrets
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
COOKIE = "surae_login"
_SAFE = frozenset({"GET", "HEAD"})
_OPEN = ("/login", "/static/")
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": _POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
FORM_LIMIT = 2**20
"""Bytes of a body that is not an upload."""


@dataclass(frozen=True, slots=True)
class Door:
    """Who may come in.

    Parameters
    ----------
    host
        The address that the server is bound to.
    token
        What a browser has to know; empty where only this machine can ask.
    upload_limit
        Bytes of one uploaded file.
    """

    host: str = "127.0.0.1"
    token: str = ""
    upload_limit: int = 2**31
    sessions: set[str] = field(default_factory=set)

    def knows_host(self, header: str) -> bool:
        """Tell whether a Host header means this server and is no name bent to it.

        >>> door = Door()
        >>> door.knows_host("127.0.0.1:8000"), door.knows_host("evil.example:8000")
        (True, False)
        """
        name = _host_of(header)
        if name in LOOPBACK:
            return True
        return bool(self.token) and bool(name) and (name == self.host or _is_address(name))

    def opens(self, token: str) -> bool:
        """Tell whether a token is the right one, in a time that does not depend on it."""
        return bool(self.token) and hmac.compare_digest(token.encode(), self.token.encode())

    def log_in(self) -> str:
        """Return the secret of a new login."""
        secret = secrets.token_urlsafe(32)
        self.sessions.add(secret)
        return secret

    def knows(self, request: Request) -> bool:
        """Tell whether a request may see anything."""
        return not self.token or request.cookies.get(COOKIE, "") in self.sessions


class Guard:
    """The middleware that holds the rules above."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self.app, self.door = app, door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request, or pass it on with its answer's headers set."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _with_headers(message["headers"], scope["path"])
            await send(message)

        request = Request(scope, receive)
        refused = self._refusal(request)
        if refused is not None:
            await refused(scope, receive, guarded)
            return
        await self.app(scope, self._limited(request, receive), guarded)

    def _refusal(self, request: Request) -> Response | None:
        headers = request.headers
        if not self.door.knows_host(headers.get("host", "")):
            return PlainTextResponse("surae: this address is not known here\n", 421)
        if request.method not in _SAFE and not _same_origin(headers, request.url.scheme):
            return PlainTextResponse("surae: only its own pages may change anything\n", 403)
        if not self.door.knows(request) and not request.url.path.startswith(_OPEN):
            if request.method == "GET" and "text/html" in headers.get("accept", ""):
                return RedirectResponse("/login", 303)
            return PlainTextResponse("surae: log in first\n", 401)
        if _declared(headers) > self._most(request):
            return PlainTextResponse("surae: that is more than is taken in at once\n", 413)
        return None

    def _most(self, request: Request) -> int:
        return self.door.upload_limit if request.method == "PUT" else FORM_LIMIT

    def _limited(self, request: Request, receive: Receive) -> Receive:
        """Return a body that ends in an error where it is longer than it may be."""
        if request.method in _SAFE or request.method == "PUT":
            return receive
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > FORM_LIMIT:
                return {"type": "http.disconnect"}
            return message

        return counted


def is_loopback(host: str) -> bool:
    """Tell whether an address is that of this machine alone.

    >>> is_loopback("127.0.0.1"), is_loopback("0.0.0.0")
    (True, False)
    """
    if host in LOOPBACK:
        return True
    return _is_address(host) and ipaddress.ip_address(host).is_loopback


def _same_origin(headers: Headers, scheme: str) -> bool:
    """Tell whether a page of this server asks; who does not say where from may not write."""
    origin = headers.get("origin")
    if origin is None:
        return False
    said = urlsplit(origin)
    return said.scheme == scheme and said.netloc.lower() == headers.get("host", "").lower()


def _host_of(header: str) -> str:
    """Return the name in a Host header without its port, empty where it is none."""
    try:
        return (urlsplit(f"//{header}").hostname or "").lower()
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _declared(headers: Headers) -> int:
    length = headers.get("content-length", "0")
    return int(length) if length.isdecimal() else 0


def _with_headers(headers: list[tuple[bytes, bytes]], path: str) -> list[tuple[bytes, bytes]]:
    known = {name.lower() for name, _ in headers}
    added = dict(HEADERS)
    added["cache-control"] = "max-age=3600" if path.startswith("/static/") else "no-store"
    more = [(k.encode(), v.encode()) for k, v in added.items() if k.encode() not in known]
    return [*headers, *more]
