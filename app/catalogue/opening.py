"""Which catalogue a start works with: the one kept on this device, or the one that came with the app."""

import contextlib
import sqlite3
from dataclasses import replace
from pathlib import Path

from app.catalogue.shipped import Shipped, ShippedFile
from app.catalogue.store import STORE_NAME, CatalogueDamagedError, CatalogueStore
from app.catalogue.trouble import Trouble


def open_newest(folder: Path | None, shipped_path: Path) -> tuple[CatalogueStore, Trouble | None]:
    """Return the newest catalogue there is, and what is wrong with it.

    The kept one is read no further than its head as long as the app is the same.

    Raises:
        FileNotFoundError, CatalogueDamagedError: there is none at all.
    """
    shipped = ShippedFile(shipped_path)
    kept, trouble = _kept(folder)
    if kept is None:
        return made_from(folder, shipped.read()), trouble
    head = kept.head()
    if head.shipped == shipped.digest:
        return kept, None
    try:
        ours = shipped.read()
    except CatalogueDamagedError:
        return kept, None
    if head.refreshed_at is not None and head.built_on >= ours.head.built_on:
        with contextlib.suppress(sqlite3.Error):
            kept.write(lambda writing: writing.put_head(replace(head, shipped=shipped.digest)))
        return kept, None
    kept.close()
    return made_from(folder, ours), None


def made_from(folder: Path | None, shipped: Shipped) -> CatalogueStore:
    """Return a catalogue made from the shipped one, in memory where it cannot be written."""
    if folder is not None:
        with contextlib.suppress(OSError, sqlite3.Error):
            return _filled(folder, shipped)
    return _filled(None, shipped)


def remove(folder: Path) -> None:
    """Delete the catalogue's file, and what SQLite keeps beside it."""
    for suffix in ("", "-wal", "-shm"):
        with contextlib.suppress(OSError):
            (folder / f"{STORE_NAME}{suffix}").unlink(missing_ok=True)


def _kept(folder: Path | None) -> tuple[CatalogueStore | None, Trouble | None]:
    if folder is None:
        return None, None
    try:
        return CatalogueStore.open(folder), None
    except (FileNotFoundError, NotADirectoryError):
        return None, None
    except CatalogueDamagedError:
        remove(folder)
        return None, Trouble.DAMAGED


def _filled(folder: Path | None, shipped: Shipped) -> CatalogueStore:
    return CatalogueStore.create(folder, shipped.head, shipped.bodies(), shipped.summaries())
