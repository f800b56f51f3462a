"""Puts what came from the portal into the catalogue: all of it in one transaction, or nothing."""

from bisect import insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from app.catalogue import searchable
from app.catalogue.incoming import Head, Incoming
from app.catalogue.index import SearchIndex
from app.catalogue.soundness import Lists, UnsoundError, check_calendar, check_procedure
from app.catalogue.store import CatalogueStore, StoreHead, Writing
from app.catalogue.summary import Summary, place_of
from forms.procedure import Procedure


@dataclass(slots=True)
class _Change:
    """One application under way."""

    writing: Writing
    before: StoreHead
    incoming: Incoming
    came: dict[str, Summary] = field(default_factory=dict)
    """What came, as lists show it."""
    is_found_otherwise: bool = False
    """Whether anything changed that is searched."""

    @property
    def head(self) -> Head:
        return self.incoming.head

    @property
    def lists(self) -> Lists:
        return self.head.lists if self.head.lists is not None else self.before.lists


def apply(store: CatalogueStore, incoming: Incoming, *, now: datetime) -> SearchIndex | None:
    """Bring the catalogue up to date; return its new search index, None when the one there is finds the same.

    Raises:
        UnsoundError: it cannot be worked with, or is the differences to another version; nothing changed.
        sqlite3.Error: it could not be written; nothing changed.
        CatalogueDamagedError: what is there is damaged.
    """
    is_whole = incoming.head.since is None
    known = () if is_whole else store.summaries()

    def work(writing: Writing) -> SearchIndex | None:
        change = _Change(writing, writing.head(), incoming)
        index = _replace(change) if is_whole else _amend(change, known)
        gone = {*change.head.removed, *change.came}
        stayed = [summary for summary in known if summary.code not in gone]
        _finish(change, stayed, now=now)
        if index is not None:
            writing.put_derived("index", index.dump())
        return index

    return store.write(work)


def _replace(change: _Change) -> SearchIndex:
    change.writing.clear()
    check_calendar(change.head.calendar or {})
    for _ in _stored(change):
        pass
    return SearchIndex.build(change.writing.all_searched())


def _amend(change: _Change, known: Iterable[Summary]) -> SearchIndex | None:
    head = change.head
    if head.since != change.before.version:
        raise UnsoundError("differences to another version")
    if head.calendar is not None:
        check_calendar(head.calendar)
    for _ in _stored(change):
        pass
    for code in head.removed:
        change.is_found_otherwise |= change.writing.remove(code)
    if head.lists is not None:
        _check_other_forms(change, known)
    if change.is_found_otherwise or not change.writing.has_derived("index"):
        return SearchIndex.build(change.writing.all_searched())
    return None


def _stored(change: _Change) -> Iterator[Procedure]:
    """Yield each procedure that came, once it is checked and stored."""
    for entry in change.incoming.entries:
        procedure, searched = entry.procedure, searchable.encode(entry.procedure)
        check_procedure(procedure, change.lists, change.head.built_on)
        change.is_found_otherwise |= change.writing.searched(procedure.code) != searched
        change.writing.put(procedure.code, entry.body)
        change.writing.put_searched(procedure.code, searched)
        change.came[procedure.code] = Summary.of(procedure)
        yield procedure


def _check_other_forms(change: _Change, known: Iterable[Summary]) -> None:
    """Refuse new lists that break a form which itself did not change."""
    gone = {*change.head.removed, *change.came}
    others = (summary.code for summary in known if summary.has_form and summary.code not in gone)
    for procedure in change.writing.find_all(others):
        check_procedure(procedure, change.lists, change.head.built_on)


def _finish(change: _Change, stayed: list[Summary], *, now: datetime) -> None:
    head, count = change.head, change.writing.count()
    if not count:
        raise UnsoundError("no procedures")
    events = change.before.life_events if head.life_events is None else [e.model_dump() for e in head.life_events]
    change.writing.put_head(
        replace(
            change.before,
            version=head.version,
            built_on=head.built_on,
            count=count,
            life_events=[] if head.since is None and head.life_events is None else events,
            lists={name: list(entries) for name, entries in change.lists.items()},
            calendar=change.before.calendar if head.calendar is None else head.calendar,
            refreshed_at=now.isoformat(),
            refused=None,
        )
    )
    if stayed:
        for summary in change.came.values():
            insort(stayed, summary, key=place_of)
    change.writing.put_summaries(stayed or sorted(change.came.values(), key=place_of))
