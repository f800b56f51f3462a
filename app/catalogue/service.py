"""What a person can look up without a network: procedures, life events, lists, places."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from api_client.client import PortalClient
from api_client.errors import PortalError
from app.catalogue.index import SearchIndex
from app.catalogue.model import Hit, Refreshed
from app.catalogue.seen import SeenProcedures
from app.catalogue.store import FILE_NAME, CatalogueDamagedError, read_catalogue, write_catalogue
from app.catalogue.summary import Group, Summary, agencies_of, audiences_of, fields_of
from app.catalogue.trouble import Trouble
from forms.calendar import Calendar
from forms.differences import Difference
from forms.folding import collation_key
from forms.places import Places
from forms.procedure import Catalogue, LifeEvent, Procedure, pick


class CatalogueService:
    """The newest catalogue this device has, searchable offline.

    Args:
        folder: Where a catalogue brought from the portal is kept.
        shipped: ``catalogue.json.gz`` that came with the app; ``places.json.gz`` lies beside it.
        portal: Where a newer one is asked for; None for tools that never ask.

    Raises:
        FileNotFoundError, CatalogueDamagedError: if the shipped catalogue cannot be read.
    """

    def __init__(
        self,
        folder: Path | None,
        shipped: Path,
        portal: PortalClient | None = None,
        *,
        seen: SeenProcedures | None = None,
    ) -> None:
        self._seen = seen or SeenProcedures()
        self._summaries: tuple[Summary, ...] | None = None
        self._folder = folder
        self._shipped = shipped
        self._portal = portal
        self._places: Places | None = None
        self._listeners: list[Callable[[], None]] = []
        self._refreshing = asyncio.Lock()
        self._catalogue = _newest(folder, shipped)
        self._by_code = _by_code(self._catalogue)
        self._calendar: Calendar | None = None
        self._index: SearchIndex | None = None

    # --- read ---------------------------------------------------------------------------------------------------------

    @property
    def version(self) -> str:
        """Return the catalogue's version."""
        return self._catalogue.version

    @property
    def built_on(self) -> date:
        """Return the day the catalogue was built: its age."""
        return self._catalogue.built_on

    def procedures(self) -> tuple[Procedure, ...]:
        """Return all procedures in the catalogue's order."""
        return self._catalogue.procedures

    def find(self, code: str) -> Procedure | None:
        """Return a procedure by its code, None if the catalogue has none."""
        return self._by_code.get(code)

    def get(self, code: str) -> Procedure:
        """Return a procedure by its code.

        Raises:
            KeyError: if the catalogue has none.
        """
        return self._by_code[code]

    def life_events(self) -> tuple[LifeEvent, ...]:
        """Return the tiles of the home screen."""
        return self._catalogue.life_events

    def by_life_event(self, life_event_id: str) -> tuple[Procedure, ...]:
        """Return the procedures of a life event: those it names, in its order, then others that name it."""
        named = next((event.procedures for event in self._catalogue.life_events if event.id == life_event_id), ())
        first = [self._by_code[code] for code in dict.fromkeys(named) if code in self._by_code]
        rest = [p for p in self._catalogue.procedures if life_event_id in p.life_events and p.code not in named]
        return (*first, *rest)

    def search(self, query: str, *, language: str, limit: int = 10) -> tuple[Hit, ...]:
        """Return the procedures that answer a query as people type it, best first."""
        if self._index is None:
            self._index = SearchIndex.build(self._catalogue.procedures)
        return self._index.search(query, language=language, limit=limit)

    def nearest(self, query: str, *, language: str, limit: int = 5) -> tuple[Hit, ...]:
        """Return what comes nearest to a query that finds nothing."""
        return ()

    # --- browse -------------------------------------------------------------------------------------------------------

    def summaries(
        self,
        *,
        field: str | None = None,
        agency: str | None = None,
        audience: str | None = None,
        online: str | None = None,
        life_event: str | None = None,
    ) -> tuple[Summary, ...]:
        """Return procedures as lists show them, in Vietnamese order of their names.

        Args:
            field: Only this field's, by its group's key.
            agency: Only this agency's, by its group's key (the Vietnamese name).
            audience: Only those for this audience.
            online: Only this online level: ``full``, ``part``, ``info``.
            life_event: Only those that belong to this life event.
        """
        if self._summaries is None:
            summaries = map(Summary.of, self._catalogue.procedures)
            self._summaries = tuple(sorted(summaries, key=lambda summary: collation_key(pick(summary.names, "vi"))))
        return tuple(
            summary
            for summary in self._summaries
            if field in (None, summary.field)
            and (agency is None or (summary.agency and pick(summary.agency, "vi") == agency))
            and (audience is None or audience in summary.audience)
            and online in (None, summary.online)
            and (life_event is None or life_event in summary.life_events)
        )

    def summary(self, code: str) -> Summary | None:
        """Return one procedure as lists show it, None if the catalogue has none."""
        procedure = self.find(code)
        return Summary.of(procedure) if procedure else None

    def fields(self) -> tuple[Group, ...]:
        """Return the fields (lĩnh vực) in Vietnamese order, each with its number of procedures."""
        return fields_of(self.summaries())

    def agencies(self) -> tuple[Group, ...]:
        """Return the agencies in Vietnamese order, each with its number of procedures."""
        return agencies_of(self.summaries())

    def audiences(self) -> tuple[Group, ...]:
        """Return the audiences, the largest first, each with its number of procedures."""
        return audiences_of(self.summaries())

    def counts(self) -> Mapping[str, int]:
        """Return how many procedures there are by online level: ``full``, ``part``, ``info``."""
        counts = dict.fromkeys(("full", "part", "info"), 0)
        for summary in self.summaries():
            counts[summary.online] = counts.get(summary.online, 0) + 1
        return counts

    # --- what is new --------------------------------------------------------------------------------------------------

    @property
    def refreshed_at(self) -> datetime | None:
        """Return when the portal last said that this is its newest catalogue; None: never since this app was built."""
        return None

    @property
    def trouble(self) -> Trouble | None:
        """Return what is wrong with the catalogue in use, to be said on the screen; None: nothing."""
        return None

    async def seen(self, code: str) -> None:
        """Remember that the person on this device has seen the procedure as it is now."""
        if procedure := self.find(code):
            await self._seen.keep(procedure)

    async def changes_since_seen(self, code: str) -> tuple[Difference, ...]:
        """Return what changed since the person last saw the procedure; nothing at the first time."""
        procedure = self.find(code)
        return await self._seen.changes(procedure) if procedure else ()

    @property
    def lists(self) -> Mapping[str, tuple[dict[str, Any], ...]]:
        """Return the choice lists by name."""
        return self._catalogue.lists

    @property
    def calendar(self) -> Calendar:
        """Return the working-day calendar."""
        if self._calendar is None:
            self._calendar = Calendar.decode(self._catalogue.calendar)
        return self._calendar

    @property
    def places(self) -> Places:
        """Return provinces and communes; read at first use."""
        if self._places is None:
            self._places = Places.decode((self._shipped.parent / "places.json.gz").read_bytes())
        return self._places

    # --- refresh ------------------------------------------------------------------------------------------------------

    async def refresh(self) -> Refreshed:
        """Ask the portal for a newer catalogue and keep it; whatever is answered, there is one to use."""
        if self._portal is None:
            return Refreshed.UNREACHABLE
        async with self._refreshing:
            try:
                answer = await self._portal.catalogue.changes(since=self.version)
            except PortalError:
                return Refreshed.UNREACHABLE
            if answer is None or answer.catalogue.built_on < self.built_on:
                return Refreshed.SAME
            from app.catalogue.soundness import is_sound  # here: it brings the whole form language, 0.1 s of the start

            if not await asyncio.to_thread(is_sound, answer.catalogue):
                return Refreshed.UNUSABLE
            await self._use(answer.catalogue)
            for listener in tuple(self._listeners):
                listener()
            if self._folder is not None:
                with contextlib.suppress(OSError):  # no room: the same will come again after the next start
                    await asyncio.to_thread(write_catalogue, self._folder, answer.body)
        return Refreshed.NEW

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` when another catalogue is in use; returns the way to stop it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    async def _use(self, catalogue: Catalogue) -> None:
        index = await asyncio.to_thread(SearchIndex.build, catalogue.procedures)
        self._catalogue, self._by_code = catalogue, _by_code(catalogue)
        self._calendar, self._index, self._summaries = None, index, None


def _by_code(catalogue: Catalogue) -> dict[str, Procedure]:
    return {procedure.code: procedure for procedure in catalogue.procedures}


def _newest(folder: Path | None, shipped: Path) -> Catalogue:
    ours = read_catalogue(shipped)
    if folder is None:
        return ours
    try:
        kept = read_catalogue(folder / FILE_NAME)
    except (OSError, CatalogueDamagedError):
        return ours
    return kept if kept.built_on >= ours.built_on else ours
