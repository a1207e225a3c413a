"""Files to take away: tables, the export and the backup."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter
from fastapi import Path as InAddress
from fastapi.responses import FileResponse, PlainTextResponse, Response
from starlette.background import BackgroundTask

from surae.app.load_words import load_csv
from surae.app.store.backup import back_up
from surae.app.store.catalog import open_store
from surae.app.store.export import export_store, tables_of
from surae.app.web.hub import One, Shared

downloads = APIRouter()

Table = Annotated[Literal["sessions", "sets", "measurements", "load"], InAddress()]


@downloads.get("/{key}/tables/{table}.csv")
def table(hub: Shared, athlete: One, table: Table) -> Response:
    """Return a table for a spreadsheet; no cell of it can run as a formula."""
    if table == "load":
        text = load_csv(hub.desk(athlete).now("weeks"))
    else:
        with open_store(athlete.place) as store:
            text = tables_of(store)[table]
    return PlainTextResponse(text, media_type="text/csv", headers=_named(f"surae-{table}.csv"))


@downloads.get("/{key}/export.zip")
def export(athlete: One) -> Response:
    """Return everything that the store holds, as plain files in a zip."""
    folder = Path(tempfile.mkdtemp(prefix="surae-export-"))
    try:
        with open_store(athlete.place) as store:
            export_store(store, folder / "surae-export")
        packed = folder / "surae-export.zip"
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted((folder / "surae-export").rglob("*")):
                archive.write(path, path.relative_to(folder))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return _file(folder, packed, f"surae-export-{athlete.key}.zip")


@downloads.get("/{key}/backup.zip")
def backup(athlete: One) -> Response:
    """Return the store in one file, as ``surae backup`` writes it."""
    folder = Path(tempfile.mkdtemp(prefix="surae-backup-"))
    try:
        with open_store(athlete.place) as store:
            back_up(store, folder / "backup.zip")
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return _file(folder, folder / "backup.zip", f"surae-backup-{athlete.key}.zip")


def _file(folder: Path, path: Path, name: str) -> Response:
    clean = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
    return FileResponse(path, filename=name, media_type="application/zip", background=clean)


def _named(name: str) -> dict[str, str]:
    return {"content-disposition": f'attachment; filename="{name}"'}
