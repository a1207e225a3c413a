"""The commands that keep a store whole: export, doctor, backup, restore."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from surae.app.cli_person import Flag
from surae.app.cli_store import Place


def export(
    folder: Annotated[Path, Parameter(name="DIR")],
    /,
    *,
    samples: Literal["csv", "parquet", "none"] = "csv",
    store: Place = None,
) -> int:
    """Write everything into a new folder: originals, tables, and what you told surae.

    Parameters
    ----------
    folder
        Where to; `surae import` reads it again.
    samples
        How recordings are written beside the originals.
    store
        Folder of the store; SURAE_STORE or the platform's data folder if not given.
    """
    from surae.app import store_words
    from surae.app.store.catalog import open_store
    from surae.app.store.export import export_store
    from surae.app.store.place import store_place

    with (
        open_store(store_place(store)) as opened,
        store_words.watching("exporting", "files/s") as progress,
    ):
        number = export_store(opened, folder, samples=samples, progress=progress)
    store_words.say(f"{folder} holds {store_words.count(number, 'original')} and their tables")
    return 0


def doctor(*, fix: Flag = False, store: Place = None, json: Flag = False) -> int:
    """Check that everything is there and whole, and mend what can be mended.

    Parameters
    ----------
    fix
        Mend it.
    store
        Folder of the store; SURAE_STORE or the platform's data folder if not given.
    json
        Print the findings as JSON.
    """
    from surae.app import store_words
    from surae.app.store.integrity import examine
    from surae.app.store.place import store_place

    place = store_place(store)
    with store_words.watching("checking", "files/s") as progress:
        findings = examine(place, fix=fix, progress=progress)
    store_words.show_findings(findings, place, as_json=json)
    return 1 if findings.problems else 0


def backup(file: Annotated[Path, Parameter(name="FILE")], /, *, store: Place = None) -> int:
    """Write the whole store into one file.

    Parameters
    ----------
    file
        A zip that is not there yet.
    store
        Folder of the store; SURAE_STORE or the platform's data folder if not given.
    """
    from surae.app import store_words
    from surae.app.store.backup import back_up
    from surae.app.store.catalog import open_store
    from surae.app.store.place import store_place

    with (
        open_store(store_place(store)) as opened,
        store_words.watching("backing up", "files/s") as progress,
    ):
        number = back_up(opened, file, progress=progress)
    store_words.say(f"{file} holds the catalog and {store_words.count(number, 'file')}")
    return 0


def restore(
    file: Annotated[Path, Parameter(name="FILE")],
    /,
    *,
    replace: Flag = False,
    store: Place = None,
) -> int:
    """Make the store what it was when a backup was written.

    Parameters
    ----------
    file
        What `surae backup` wrote.
    replace
        Give up what the store holds now.
    store
        Folder of the store; SURAE_STORE or the platform's data folder if not given.
    """
    from surae.app import store_words
    from surae.app.store.backup import restore as run
    from surae.app.store.place import store_place

    place = store_place(store)
    with store_words.watching("restoring", "files/s") as progress:
        number = run(file, place, replace=replace, progress=progress)
    store_words.say(f"The store at {place} is as in {file}: {store_words.count(number, 'file')}")
    return 0
