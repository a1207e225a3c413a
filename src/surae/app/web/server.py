"""Serving: a free port on this machine, its address on the first line, then a browser."""

from __future__ import annotations

import secrets
import socket
import sys
import threading
import webbrowser
from pathlib import Path

from surae.app.web.guard import Door, is_loopback
from surae.errors import SuraeError

_BYTES = 24


def serve(place: Path, *, host: str, port: int, browser: bool) -> None:
    """Serve a store until interrupted.

    Parameters
    ----------
    place
        The folder of the store, there or not.
    host
        The address to listen at; any but this machine's own needs a token, which is printed.
    port
        0 for a free one.
    browser
        Whether to open one.

    Raises
    ------
    SuraeError
        If the extra is not installed, or the address cannot be had.
    """
    try:
        import uvicorn

        from surae.app.web.application import make_app
    except ImportError as error:
        raise SuraeError(
            f"the page needs the extra `web` ({error.name} is missing): pip install 'surae[web]'"
        ) from None
    token = "" if is_loopback(host) else secrets.token_urlsafe(_BYTES)
    listener = _listener(host, port)
    address = _address(host, listener.getsockname()[1])
    sys.stdout.write(f"{address}\n")
    if token:
        sys.stdout.write(f"Token: {token}\nWhoever knows it can read and change this store.\n")
    sys.stdout.flush()
    app = make_app(place, Door(host=host, token=token))
    app.state.hub.warm()
    if browser:
        threading.Timer(0.5, webbrowser.open, [address]).start()
    config = uvicorn.Config(
        app, log_level="warning", server_header=False, date_header=False, lifespan="on"
    )
    uvicorn.Server(config).run(sockets=[listener])


def _listener(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except (OSError, OverflowError) as error:
        listener.close()
        reason = getattr(error, "strerror", None) or str(error)
        raise SuraeError(
            f"{host}:{port} cannot be listened at: {reason.lower()}; name another --port"
        ) from None
    listener.set_inheritable(True)
    return listener


def _address(host: str, port: int) -> str:
    """Return what to type into a browser.

    >>> _address("127.0.0.1", 8000), _address("::1", 80)
    ('http://127.0.0.1:8000/', 'http://[::1]:80/')
    """
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
