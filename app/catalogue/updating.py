"""Brings the catalogue up to date: downloads, going on where it was cut, and puts in what came, whole or not at all."""

import contextlib
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from api_client.catalogue import About, CatalogueClient
from api_client.errors import PortalError
from app.catalogue.applying import apply
from app.catalogue.incoming import read
from app.catalogue.index import SearchIndex
from app.catalogue.model import Refreshed
from app.catalogue.part import PartFile
from app.catalogue.soundness import UnsoundError
from app.catalogue.store import CatalogueStore
from app.catalogue.trouble import Trouble

MOST_ATTEMPTS: Final = 20
"""How often a cut download goes on at once, as long as each attempt brings something."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a download."""

    refreshed: Refreshed
    store: CatalogueStore | None = None
    """What is used from now on; None: what was."""
    index: SearchIndex | None = None
    trouble: Trouble | None = None


async def download(client: CatalogueClient, part: PartFile, *, since: str, refused: str | None) -> bool:
    """Bring what is newer than ``since`` into ``part``; False when the portal has only what was refused.

    Raises:
        PortalError: not all of it came; what did is kept for the next time.
    """
    for attempt in range(MOST_ATTEMPTS):
        before = part.size
        try:
            return await client.changes(since=since, part=part, refused=refused)
        except PortalError:
            if part.size <= before or attempt == MOST_ATTEMPTS - 1:
                raise
    raise AssertionError("unreachable")


def take(store: CatalogueStore, part: PartFile, *, now: Callable[[], datetime]) -> Outcome:
    """Put into the catalogue what is in ``part``, unless it is the same, older, or cannot be worked with.

    Raises:
        CatalogueDamagedError: the catalogue here is damaged.
    """
    about, content = part.about, part.content()
    part.clear()
    if about is None:
        return Outcome(Refreshed.UNREACHABLE)
    try:
        head, here = read(content, about).head, store.head()
        if head.version == here.version:
            touch(store, now())
            return Outcome(Refreshed.SAME)
        if head.built_on < here.built_on:
            _refuse(store, about.etag)
            return Outcome(Refreshed.SAME)
        return _put(store, content, about, now=now())
    except UnsoundError:
        if not about.since:
            _refuse(store, about.etag)
        return Outcome(Refreshed.UNUSABLE, trouble=Trouble.UNUSABLE)


def _put(store: CatalogueStore, content: bytes, about: About, *, now: datetime) -> Outcome:
    try:
        return Outcome(Refreshed.NEW, index=apply(store, read(content, about), now=now))
    except (OSError, sqlite3.Error):  # no room, or not allowed: use it from memory, the same comes again next time
        memory = store.copied_to_memory()
        index = apply(memory, read(content, about), now=now)
        return Outcome(Refreshed.NEW, memory, index)


def touch(store: CatalogueStore, now: datetime) -> None:
    """Keep that the catalogue was the newest just now."""
    with contextlib.suppress(sqlite3.Error, OSError):
        store.write(lambda writing: writing.put_head(replace(writing.head(), refreshed_at=now.isoformat())))


def _refuse(store: CatalogueStore, etag: str) -> None:
    with contextlib.suppress(sqlite3.Error, OSError):
        store.write(lambda writing: writing.put_head(replace(writing.head(), refused=etag or None)))
