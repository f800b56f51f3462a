"""The catalogue that answers now: replaced whole by a newer one, by the shipped one where its file is damaged."""

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

from app.catalogue import indexing
from app.catalogue.index import SearchIndex
from app.catalogue.opening import made_from, open_newest, remove
from app.catalogue.shipped import ShippedFile
from app.catalogue.store import CatalogueDamagedError, CatalogueStore, StoreHead, Writing
from app.catalogue.summary import Summary
from app.catalogue.trouble import Trouble
from forms.calendar import Calendar
from forms.procedure import LifeEvent, Procedure

MOST_AT_HAND: Final = 64
"""Procedures kept decoded; the rest is read when it is asked for."""
T = TypeVar("T")


class Opened:
    """One catalogue and what was read of it.

    Another catalogue gets another of these: what a thread still reads of the one before never stands beside the new.

    Raises:
        CatalogueDamagedError: its head cannot be read.
    """

    def __init__(self, store: CatalogueStore, index: SearchIndex | None, trouble: Trouble | None) -> None:
        self.store = store
        self.head: StoreHead = store.head()
        self.trouble = trouble
        self.index = index
        self.indexing = threading.Lock()
        """Held while the index is made: it takes a while, and is made once."""
        self.at_hand: dict[str, Procedure] = {}
        self.summaries: tuple[Summary, ...] | None = None
        self.calendar: Calendar | None = None
        self.life_events = tuple(map(LifeEvent.model_validate, self.head.life_events))
        self.lists: Mapping[str, tuple[dict[str, Any], ...]] = {
            name: tuple(entries) for name, entries in self.head.lists.items()
        }


class CatalogueInUse:
    """The catalogue that answers; threads may ask.

    Args:
        folder: Where the catalogue is kept; None keeps it in memory.
        shipped: The one that came with the app.

    Raises:
        FileNotFoundError, CatalogueDamagedError: if there is no catalogue at all.
    """

    def __init__(self, folder: Path | None, shipped: Path) -> None:
        self._folder = folder
        self._shipped = shipped
        self._replacing = threading.RLock()
        store, trouble = open_newest(folder, shipped)
        self.now = Opened(store, None, trouble)

    def become(self, store: CatalogueStore, index: SearchIndex | None, trouble: Trouble | None, *, of: Opened) -> bool:
        """Read everything from ``store`` from now on, with ``index``, or the one at hand where that finds the same.

        Where ``of``, to which it was put, turned out to be damaged meanwhile, what is there now is read anew: False.
        """
        with self._replacing:
            is_of = self.now is of
            try:
                self.now = (
                    Opened(store, index or of.index, trouble)
                    if is_of
                    else Opened(self.now.store, None, self.now.trouble)
                )
            except CatalogueDamagedError:
                self.mend(self.now)
                return False
            return is_of

    def read_head(self) -> None:
        """Read again what the store says of itself."""
        self._read(_read_head)

    def read(self, read: Callable[[CatalogueStore], T]) -> T:
        """Read; a file that turns out to be damaged gives way to the shipped catalogue."""
        return self._read(lambda now: read(now.store))

    def mend(self, damaged: Opened) -> None:
        """Put the shipped catalogue in the place of a damaged one."""
        with self._replacing:
            if self.now is not damaged:
                return  # another thread has done it
            with contextlib.suppress(sqlite3.Error):
                damaged.store.close()
            if self._folder is not None:
                remove(self._folder)
            self.now = Opened(made_from(self._folder, ShippedFile(self._shipped).read()), None, Trouble.DAMAGED)

    def find(self, code: str) -> Procedure | None:
        """Return a procedure by its code, with every version that is known; None if there is none."""
        return self._read(lambda now: _found(now, code))

    def summaries(self) -> tuple[Summary, ...]:
        """Return every procedure as lists show it."""
        return self._read(_summaries)

    @property
    def calendar(self) -> Calendar:
        """Return the working-day calendar."""
        now = self.now
        if now.calendar is None:
            now.calendar = Calendar.decode(now.head.calendar)
        return now.calendar

    def index(self) -> SearchIndex:
        """Return the search index: the one at hand, the kept one, or a new one, which takes a while."""
        return self._read(_index)

    def _read(self, read: Callable[[Opened], T]) -> T:
        now = self.now
        try:
            return read(now)
        except CatalogueDamagedError:
            self.mend(now)
            return read(self.now)


def _read_head(now: Opened) -> None:
    now.head = now.store.head()


def _found(now: Opened, code: str) -> Procedure | None:
    procedure = now.at_hand.get(code)  # asked once: another thread may put it away
    if procedure is None:
        procedure = now.store.find(code)
        if procedure is not None:
            while len(now.at_hand) >= MOST_AT_HAND:
                now.at_hand.pop(next(iter(now.at_hand)), None)
            now.at_hand[code] = procedure
    return procedure


def _summaries(now: Opened) -> tuple[Summary, ...]:
    if now.summaries is None:
        now.summaries = now.store.summaries()
    return now.summaries


def _index(now: Opened) -> SearchIndex:
    with now.indexing:
        if now.index is None:
            now.index = _kept_index(now) or _new_index(now)
        return now.index


def _kept_index(now: Opened) -> SearchIndex | None:
    try:
        dumped = now.store.derived("index")
    except CatalogueDamagedError:
        now.trouble = Trouble.REPAIRED
        return None
    return indexing.load(dumped) if dumped is not None else None


def _new_index(now: Opened) -> SearchIndex:
    index = SearchIndex.build(list(now.store.searched()))

    def keep(writing: Writing) -> None:
        if writing.head().version == now.head.version:
            writing.put_derived("index", index.dump())

    with contextlib.suppress(sqlite3.Error, OSError):
        now.store.write(keep)
    return index
