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


class CatalogueInUse:
    """One store and what was read of it; threads may ask.

    Args:
        folder: Where the catalogue is kept; None keeps it in memory.
        shipped: The one that came with the app.

    Raises:
        FileNotFoundError, CatalogueDamagedError: if there is no catalogue at all.
    """

    store: CatalogueStore
    head: StoreHead
    life_events: tuple[LifeEvent, ...]
    lists: Mapping[str, tuple[dict[str, Any], ...]]

    def __init__(self, folder: Path | None, shipped: Path) -> None:
        self._folder = folder
        self._shipped = shipped
        self._mending = threading.RLock()
        self._indexing = threading.Lock()
        self._index: SearchIndex | None
        self._at_hand: dict[str, Procedure]
        self._summaries: tuple[Summary, ...] | None
        self._calendar: Calendar | None
        store, self.trouble = open_newest(folder, shipped)
        self.become(store)

    def become(self, store: CatalogueStore, index: SearchIndex | None = None) -> None:
        """Read everything from ``store`` from now on."""
        head = store.head()
        self.store, self.head, self._index = store, head, index
        self._at_hand, self._summaries, self._calendar = {}, None, None
        self.life_events = tuple(map(LifeEvent.model_validate, head.life_events))
        self.lists = {name: tuple(entries) for name, entries in head.lists.items()}

    def read_head(self) -> None:
        """Read again what the store says of itself."""
        self.head = self.read(CatalogueStore.head)

    def read(self, read: Callable[[CatalogueStore], T]) -> T:
        """Read; a file that turns out to be damaged gives way to the shipped catalogue."""
        store = self.store
        try:
            return read(store)
        except CatalogueDamagedError:
            self.mend(store)
            return read(self.store)

    def mend(self, damaged: CatalogueStore) -> None:
        """Put the shipped catalogue in the place of a damaged one."""
        with self._mending:
            if self.store is not damaged:
                return  # another thread has done it
            with contextlib.suppress(sqlite3.Error):
                damaged.close()
            if self._folder is not None:
                remove(self._folder)
            self.become(made_from(self._folder, ShippedFile(self._shipped).read()))
            self.trouble = Trouble.DAMAGED

    def find(self, code: str) -> Procedure | None:
        """Return a procedure by its code, with every version that is known; None if there is none."""
        at_hand = self._at_hand
        procedure = at_hand.get(code)  # asked once: another thread may put it away
        if procedure is None:
            procedure = self.read(lambda store: store.find(code))
            if procedure is not None:
                while len(at_hand) >= MOST_AT_HAND:
                    at_hand.pop(next(iter(at_hand)), None)
                at_hand[code] = procedure
        return procedure

    def summaries(self) -> tuple[Summary, ...]:
        """Return every procedure as lists show it."""
        summaries = self._summaries  # another thread may put in another catalogue meanwhile
        if summaries is None:
            self._summaries = summaries = self.read(CatalogueStore.summaries)
        return summaries

    @property
    def calendar(self) -> Calendar:
        """Return the working-day calendar."""
        calendar = self._calendar  # the same
        if calendar is None:
            self._calendar = calendar = Calendar.decode(self.head.calendar)
        return calendar

    def index(self) -> SearchIndex:
        """Return the search index: the one at hand, the kept one, or a new one, which takes a while."""
        index = self._index
        if index is not None:
            return index
        with self._indexing:
            while (index := self._index) is None:
                version = self.head.version
                made = self._kept_index() or self._new_index()
                if self.head.version == version:  # otherwise another catalogue came meanwhile
                    self._index = made
            return index

    @property
    def index_at_hand(self) -> SearchIndex | None:
        """Return the search index if there is one already."""
        return self._index

    def _kept_index(self) -> SearchIndex | None:
        try:
            dumped = self.store.derived("index")
        except CatalogueDamagedError:
            self.trouble = Trouble.REPAIRED
            return None
        return indexing.load(dumped) if dumped is not None else None

    def _new_index(self) -> SearchIndex:
        store, version = self.store, self.head.version
        index = SearchIndex.build(self.read(lambda store: list(store.searched())))

        def keep(writing: Writing) -> None:
            if writing.head().version == version:
                writing.put_derived("index", index.dump())

        with contextlib.suppress(sqlite3.Error, OSError):
            store.write(keep)
        return index
