"""Where the store is: named by an option, by the environment, or in the platform's data folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path, PurePath

CATALOG = "catalog.sqlite"
"""The file that makes a folder a store."""

VARIABLE = "SURAE_STORE"
"""The variable of the environment that names the store."""


def store_place(given: Path | None = None) -> Path:
    """Return the folder of the store, whether it exists or not.

    Parameters
    ----------
    given
        What the user named; otherwise :data:`VARIABLE` decides, and then the platform.
    """
    if given is not None:
        return given.expanduser()
    if named := os.environ.get(VARIABLE):
        return Path(named).expanduser()
    return Path(platform_place(sys.platform, os.environ, Path.home()))


def place_in_use(given: Path | None, *, asked: bool) -> Path | None:
    """Return the folder of a store that is there and is meant, None otherwise.

    Parameters
    ----------
    given
        What the user named; a store that is named has to be there.
    asked
        Whether the platform's data folder is meant where nothing is named.
    """
    named = given is not None or bool(os.environ.get(VARIABLE))
    place = store_place(given)
    there = (place / CATALOG).is_file()
    if given is not None or (asked and named):
        return place
    return place if there and (named or asked) else None


def platform_place(platform: str, environment: Mapping[str, str], home: PurePath) -> PurePath:
    """Return the folder that a platform keeps an application's files in.

    Parameters
    ----------
    platform
        As in ``sys.platform``.
    environment
        Variables of the environment.
    home
        The user's home folder.

    Examples
    --------
    >>> from pathlib import PurePosixPath
    >>> platform_place("linux", {}, PurePosixPath("/home/me")).as_posix()
    '/home/me/.local/share/surae'
    >>> platform_place("darwin", {}, PurePosixPath("/Users/me")).as_posix()
    '/Users/me/Library/Application Support/surae'
    """
    if platform == "darwin":
        return home / "Library" / "Application Support" / "surae"
    if platform == "win32":
        named = environment.get("LOCALAPPDATA", "")
        return type(home)(named) / "surae" if named else home / "AppData" / "Local" / "surae"
    named = environment.get("XDG_DATA_HOME", "")
    data_home = type(home)(named)
    return (data_home if data_home.is_absolute() else home / ".local" / "share") / "surae"
