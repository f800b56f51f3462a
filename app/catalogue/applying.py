"""Puts what came from the portal into the catalogue: all of it in one transaction, or nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from app.catalogue.incoming import Head, Incoming
from app.catalogue.index import SearchIndex
from app.catalogue.soundness import Lists, UnsoundError, check_calendar, check_procedure
from app.catalogue.store import CatalogueStore, StoreHead, Writing
from app.catalogue.summary import Summary
from forms.procedure import Procedure


@dataclass(slots=True)
class _Change:
    """One application under way."""

    writing: Writing
    before: StoreHead
    incoming: Incoming
    summaries: dict[str, Summary]

    @property
    def head(self) -> Head:
        return self.incoming.head

    @property
    def lists(self) -> Lists:
        return self.head.lists if self.head.lists is not None else self.before.lists


def apply(store: CatalogueStore, incoming: Incoming, *, now: datetime) -> SearchIndex:
    """Bring the catalogue up to date and return its new search index, which is kept with it.

    Raises:
        UnsoundError: it cannot be worked with, or is the differences to another version; nothing changed.
        sqlite3.Error: it could not be written; nothing changed.
        CatalogueDamagedError: what is there is damaged.
    """
    is_whole = incoming.head.since is None
    known = {} if is_whole else {summary.code: summary for summary in store.summaries()}

    def work(writing: Writing) -> SearchIndex:
        change = _Change(writing, writing.head(), incoming, known)
        index = _replace(change) if is_whole else _amend(change)
        _finish(change, index, now=now)
        return index

    return store.write(work)


def _replace(change: _Change) -> SearchIndex:
    change.writing.clear()
    check_calendar(change.head.calendar or {})
    return SearchIndex.build(_stored(change))


def _amend(change: _Change) -> SearchIndex:
    head = change.head
    if head.since != change.before.version:
        raise UnsoundError("differences to another version")
    if head.calendar is not None:
        check_calendar(head.calendar)
    changed = {procedure.code for procedure in _stored(change)}
    for code in head.removed:
        change.writing.remove(code)
        change.summaries.pop(code, None)
    if head.lists is not None:
        _check_other_forms(change, changed)
    return SearchIndex.build(change.writing.procedures())


def _stored(change: _Change) -> Iterator[Procedure]:
    """Yield each procedure that came, once it is checked and stored."""
    for entry in change.incoming.entries:
        procedure = entry.procedure
        check_procedure(procedure, change.lists, change.head.built_on)
        change.writing.put(procedure.code, entry.body)
        change.summaries[procedure.code] = Summary.of(procedure)
        yield procedure


def _check_other_forms(change: _Change, changed: set[str]) -> None:
    """Refuse new lists that break a form which itself did not change."""
    with_form = {code for code, summary in change.summaries.items() if summary.has_form} - changed
    for procedure in change.writing.find_all(with_form):
        check_procedure(procedure, change.lists, change.head.built_on)


def _finish(change: _Change, index: SearchIndex, *, now: datetime) -> None:
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
    change.writing.put_summaries(change.summaries[code] for code in sorted(change.summaries))
    change.writing.put_derived("index", index.dump())
