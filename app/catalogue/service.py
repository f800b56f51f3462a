"""What a person can look up without a network: procedures, life events, lists, places."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from api_client.client import PortalClient
from api_client.errors import PortalError
from app.catalogue.in_use import CatalogueInUse
from app.catalogue.model import Hit, Refreshed
from app.catalogue.part import PartFile
from app.catalogue.seen import SeenProcedures
from app.catalogue.store import CatalogueDamagedError
from app.catalogue.summary import Group, Summary, agencies_of, audiences_of, fields_of
from app.catalogue.trouble import Trouble
from app.listeners import Listeners
from forms.calendar import Calendar
from forms.differences import Difference
from forms.places import Places
from forms.procedure import LifeEvent, Procedure, pick

EVERYTHING: Final = 10_000
"""As many as are looked through where only a few procedures are offered."""
REFRESH_SECONDS: Final = 6 * 3600.0
RETRY_SECONDS: Final = 3600.0
VIETNAM: Final = ZoneInfo("Asia/Ho_Chi_Minh")
"""Where the day begins from which a version holds."""


def system_clock() -> datetime:
    """Return the machine's time in UTC."""
    return datetime.now(UTC)


class CatalogueService:
    """The newest catalogue this device has, searchable offline.

    Args:
        folder: Where the catalogue is kept; None keeps it in memory.
        shipped: ``catalogue.json.gz`` that came with the app; ``places.json.gz`` lies beside it.
        portal: Where a newer one is asked for; None for tools that never ask.
        clock: Aware UTC; when the catalogue was last refreshed.
        seen: Keeps what a person saw of which procedure; by default in memory.
        offered: Codes of the procedures that are found and listed; empty: all.

    Raises:
        FileNotFoundError, CatalogueDamagedError: if there is no catalogue at all.
    """

    def __init__(
        self,
        folder: Path | None,
        shipped: Path,
        portal: PortalClient | None = None,
        *,
        clock: Callable[[], datetime] = system_clock,
        seen: SeenProcedures | None = None,
        offered: Collection[str] = (),
    ) -> None:
        self._folder = folder
        self._shipped = shipped
        self._portal = portal
        self._clock = clock
        self._seen = seen or SeenProcedures()
        self._offered = frozenset(offered)
        self._places: Places | None = None
        self._listeners = Listeners[[]]()
        self._refreshing = asyncio.Lock()
        self._in_use = CatalogueInUse(folder, shipped)

    # --- read ---------------------------------------------------------------------------------------------------------

    @property
    def version(self) -> str:
        """Return the catalogue's version."""
        return self._in_use.now.head.version

    @property
    def built_on(self) -> date:
        """Return the day the catalogue was built: its age."""
        return self._in_use.now.head.built_on

    @property
    def refreshed_at(self) -> datetime | None:
        """Return when the portal last said that this is its newest catalogue; None: never on this device."""
        kept = self._in_use.now.head.refreshed_at
        return datetime.fromisoformat(kept) if kept else None

    @property
    def trouble(self) -> Trouble | None:
        """Return what is wrong with the catalogue in use, to be said on the screen; None: nothing."""
        return self._in_use.now.trouble

    def procedures(self) -> tuple[Procedure, ...]:
        """Return all procedures whole, by code; thousands of them are heavy: screens ask for ``summaries``."""
        return self._in_use.read(lambda store: tuple(store.procedures()))

    def find(self, code: str) -> Procedure | None:
        """Return a procedure by its code as it is in force today, None if the catalogue has none."""
        procedure = self._in_use.find(code)
        return procedure.standing_on(self._today()) if procedure else None

    def find_coming(self, code: str) -> Procedure | None:
        """Return the version of a procedure that will stand from a day to come, None if none is known."""
        procedure = self._in_use.find(code)
        begins = procedure.valid_from if procedure and procedure.before else None
        return procedure if begins and self._today() < begins else None

    def get(self, code: str) -> Procedure:
        """Return a procedure by its code.

        Raises:
            KeyError: if the catalogue has none.
        """
        procedure = self.find(code)
        if procedure is None:
            raise KeyError(code)
        return procedure

    def life_events(self) -> tuple[LifeEvent, ...]:
        """Return the tiles of the home screen."""
        if not self._offered:
            return self._in_use.now.life_events
        return tuple(event for event in self._in_use.now.life_events if self.summaries(life_event=event.id))

    def is_offered(self, code: str) -> bool:
        """Return whether a procedure is found and listed here."""
        return not self._offered or code in self._offered

    def search(self, query: str, *, language: str, limit: int = 10) -> tuple[Hit, ...]:
        """Return the procedures that answer a query as people type it, best first."""
        if not self._offered:
            return self._in_use.index().search(query, language=language, limit=limit)
        return self._only_offered(self._in_use.index().search(query, language=language, limit=EVERYTHING))[:limit]

    def nearest(self, query: str, *, language: str, limit: int = 5) -> tuple[Hit, ...]:
        """Return what comes nearest to a query that finds nothing."""
        if not self._offered:
            return self._in_use.index().nearest(query, language=language, limit=limit)
        return self._only_offered(self._in_use.index().nearest(query, language=language, limit=EVERYTHING))[:limit]

    def get_ready(self) -> None:
        """Have the search index at hand; in a thread, for a first start has to build it."""
        self._in_use.index()

    @property
    def lists(self) -> Mapping[str, tuple[dict[str, Any], ...]]:
        """Return the choice lists by name."""
        return self._in_use.now.lists

    @property
    def calendar(self) -> Calendar:
        """Return the working-day calendar."""
        return self._in_use.calendar

    @property
    def places(self) -> Places:
        """Return provinces and communes; read at first use."""
        if self._places is None:
            self._places = Places.decode((self._shipped.parent / "places.json.gz").read_bytes())
        return self._places

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
            life_event: Only those of this life event: those it names, in its order, then others that name it.
        """
        first = {code: place for place, code in enumerate(self._named(life_event))} if life_event else {}
        found = [
            summary
            for summary in self._all_summaries()
            if field in (None, summary.field)
            and (agency is None or (summary.agency and pick(summary.agency, "vi") == agency))
            and (audience is None or audience in summary.audience)
            and online in (None, summary.online)
            and (life_event is None or life_event in summary.life_events or summary.code in first)
        ]
        return tuple(sorted(found, key=lambda summary: first.get(summary.code, len(first))) if first else found)

    def summary(self, code: str) -> Summary | None:
        """Return one procedure as lists show it, None if the catalogue has none."""
        procedure = self.find(code)
        return Summary.of(procedure) if procedure else None

    def fields(self) -> tuple[Group, ...]:
        """Return the fields (lĩnh vực) in Vietnamese order, each with its number of procedures."""
        return fields_of(self._all_summaries())

    def agencies(self) -> tuple[Group, ...]:
        """Return the agencies in Vietnamese order, each with its number of procedures."""
        return agencies_of(self._all_summaries())

    def audiences(self) -> tuple[Group, ...]:
        """Return the audiences, the largest first, each with its number of procedures."""
        return audiences_of(self._all_summaries())

    def counts(self) -> Mapping[str, int]:
        """Return how many procedures there are by online level: ``full``, ``part``, ``info``."""
        counts = dict.fromkeys(("full", "part", "info"), 0)
        for summary in self._all_summaries():
            counts[summary.online] = counts.get(summary.online, 0) + 1
        return counts

    # --- what is new --------------------------------------------------------------------------------------------------

    async def seen(self, code: str) -> None:
        """Remember that the person on this device has seen the procedure as it is now."""
        if procedure := self.find(code):
            await self._seen.keep(procedure)

    async def changes_since_seen(self, code: str) -> tuple[Difference, ...]:
        """Return what changed since the person last saw the procedure; nothing at the first time."""
        procedure = self.find(code)
        return await self._seen.changes(procedure) if procedure else ()

    # --- refresh ------------------------------------------------------------------------------------------------------

    async def refresh(self) -> Refreshed:
        """Ask the portal for what is newer and keep it; whatever is answered, there is a catalogue to use."""
        if self._portal is None:
            return Refreshed.UNREACHABLE
        async with self._refreshing:
            before = self.version
            refreshed = await self._bring(self._portal, since=before)
            if refreshed is Refreshed.UNUSABLE:  # differences that do not fit: the whole may
                refreshed = await self._bring(self._portal, since="")
            if self.version != before:
                self._listeners.tell()
        return refreshed

    async def keep_fresh(self, sleep: Callable[[float], Awaitable[object]]) -> None:
        """Refresh again and again for as long as the app is open; the first time is not now."""
        seconds = REFRESH_SECONDS
        while True:
            await sleep(seconds)
            seconds = REFRESH_SECONDS if await self.refresh() is not Refreshed.UNREACHABLE else RETRY_SECONDS

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` when another catalogue is in use; returns the way to stop it."""
        return self._listeners.add(listener)

    async def _bring(self, portal: PortalClient, *, since: str) -> Refreshed:
        # here: they bring decompression and checks, which no start needs
        from app.catalogue.updating import download, take

        part = PartFile(self._folder)
        try:
            is_there = await download(portal.catalogue, part, since=since, refused=self._in_use.now.head.refused)
        except PortalError:
            return Refreshed.UNREACHABLE
        if not is_there:
            return Refreshed.SAME
        before = self._in_use.now
        try:
            outcome = await asyncio.to_thread(take, before.store, part, now=self._clock)
        except CatalogueDamagedError:
            self._in_use.mend(before)
            return Refreshed.UNREACHABLE
        if outcome.refreshed is Refreshed.NEW:
            store = outcome.store or before.store
            is_lost = self._folder is not None and store.path is None
            trouble = Trouble.NOT_KEPT if is_lost else outcome.trouble
            if not self._in_use.become(store, outcome.index, trouble, of=before):
                return Refreshed.UNREACHABLE  # what it was put into turned out to be damaged meanwhile
            return Refreshed.NEW
        if outcome.refreshed is Refreshed.SAME:
            self._in_use.read_head()
        before.trouble = outcome.trouble
        return outcome.refreshed

    def close(self) -> None:
        """Let go of the file."""
        self._in_use.now.store.close()

    # --- inside -------------------------------------------------------------------------------------------------------

    def _only_offered(self, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
        return tuple(hit for hit in hits if hit.code in self._offered)

    def _named(self, life_event_id: str) -> tuple[str, ...]:
        return next((event.procedures for event in self._in_use.now.life_events if event.id == life_event_id), ())

    def _all_summaries(self) -> tuple[Summary, ...]:
        found = self._in_use.summaries()
        if self._offered:
            found = tuple(summary for summary in found if summary.code in self._offered)
        if not any(summary.is_to_come for summary in found):
            return found
        return tuple(self._standing(summary) for summary in found)

    def _standing(self, summary: Summary) -> Summary:
        procedure = self.find(summary.code) if summary.is_to_come else None
        return Summary.of(procedure) if procedure else summary

    def _today(self) -> date:
        return self._clock().astimezone(VIETNAM).date()
