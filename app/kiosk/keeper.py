"""The process that keeps a terminal: one session after the other, and nothing of any of them afterwards.

It holds nothing of any citizen: a session is a process with a folder on memory-backed storage and a browser; whatever
ends it, everything below this process is killed, the folder deleted, the portal told. The next session's process has
imported everything by then and waits for its turn without knowing anything.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from app.kiosk import browser, place, processes
from app.kiosk.channel import Order
from app.kiosk.model import EndReason, KeeperEnd
from app.kiosk.pin import PinGate
from app.kiosk.place import MemoryPlace
from app.kiosk.record import Record, write_record
from app.kiosk.residue import clear_residue
from app.kiosk.session import Session
from app.kiosk.settings import KioskSettings
from app.kiosk.settings_file import settings_of, write_settings
from app.kiosk.signing_off import EndSignIns, SigningOff

log = logging.getLogger(__name__)

KILLED_WITHIN_S = 2.5
PORTAL_WITHIN_S = 40.0
LONGEST_PAUSE_S = 30.0


class Portal(Protocol):
    """A portal on this machine, which outlives the sessions, or elsewhere."""

    @property
    def url(self) -> str | None:
        """Where it answers; None while it does not."""

    @property
    def pid(self) -> int | None:
        """Its process on this machine, if it is one of ours."""

    def start(self) -> None:
        """Start it and keep it running."""

    async def stop(self) -> None:
        """End it."""


@dataclass
class PortalElsewhere:
    """A portal that somebody else runs."""

    url: str | None
    pid: int | None = None

    def start(self) -> None:
        """Nothing is to be started."""

    async def stop(self) -> None:
        """Nothing is to be ended."""


@dataclass(frozen=True)
class Around:
    """What surrounds the keeper.

    Args:
        folder: Where settings, record, catalogue and the portal's data are kept.
        session: Starts a session's process.
        chromium: The browser; None: nobody opens one, the session's address is told.
        environment: The keeper's own.
        clock: Aware UTC.
        tell: Gets each session's address.
        end_sign_ins: Tells the portal that nobody is signed in at this terminal any more.
        language: The one to begin with instead of the settings' first.
        is_windowed: In a window, for a first look.
    """

    folder: Path
    session: Sequence[str]
    chromium: str | None
    environment: Mapping[str, str]
    clock: Callable[[], datetime]
    tell: Callable[[str], None]
    end_sign_ins: EndSignIns
    language: str | None
    is_windowed: bool
    registered: Callable[[KioskSettings], KioskSettings] = lambda settings: settings
    """Returns the settings with the sample terminal of a portal of one's own, once that has registered it."""


class Keeper:
    """Keeps one terminal until ``stop``."""

    def __init__(self, around: Around, settings: KioskSettings, *, memory: MemoryPlace, portal: Portal) -> None:
        self.around = around
        self.settings = settings
        self._memory = memory
        self._portal = portal
        self._record = Record(around.clock().isoformat())
        self._stopped = asyncio.Event()
        self._current: Session | None = None
        self._spare: Session | None = None
        self._signing_off = SigningOff(
            around.end_sign_ins, lambda: portal.url, lambda are_ended: self._note(are_sign_ins_ended=are_ended)
        )
        self._before: set[int] = set()
        """What ran below this process before any session."""
        self._pins = PinGate(time.monotonic, around.folder)
        self._is_staff = False
        """Whether somebody said the staff's PIN in this session."""
        self._next: KioskSettings | None = None
        """What staff set in this session: it ends with the old ones."""
        self._why = KeeperEnd.TOLD

    def stop(self) -> None:
        """End the session and keep no other one."""
        self._stopped.set()
        if self._current is not None:
            self._current.end(EndReason.STOPPED)

    async def run(self) -> KeeperEnd:
        """Keep sessions until stopped; return why no more."""
        self._before = set(processes.descendants())
        with processes.adopting_orphans():
            await self._run()
        return self._why

    async def _run(self) -> None:
        self._portal.start()
        self._signing_off.begin(self.settings)
        pause, asked_at = 1.0, time.monotonic()
        try:
            await self._clear()
            await self._portal_answers()
            while not self._stopped.is_set() and self._why is not KeeperEnd.RENEWED:
                was_drawn, asked_at = await self._one_session(asked_at)
                if was_drawn or self._stopped.is_set():
                    pause = 1.0
                    continue
                why = self._record.ended_by
                log.warning("the session ended before its first screen (%s); the next one begins in %.0f s", why, pause)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._stopped.wait(), pause)
                pause = min(2 * pause, LONGEST_PAUSE_S)
        finally:
            await self._close()

    # --- one session --------------------------------------------------------------------------------------------------

    async def _one_session(self, asked_at: float) -> tuple[bool, float]:
        """Keep one session to its end; return whether it showed a screen, and when its end was asked for."""
        self._is_staff, self.settings, self._next = False, self._next or self.settings, None
        self._take_registration()
        folder = None
        session = self._current = self._spare or self._new_session()
        self._spare = None
        if self._stopped.is_set():
            session.end(EndReason.STOPPED)
        readying = None
        try:
            if session.process is None:
                await self._launch(session)
            folder = self._memory.session_folder()
            await session.begin(
                Order(
                    self.settings, folder, catalogue=self.around.folder / "catalogue",
                    portal_url=self._portal.url or "", language=self._language(),
                    has_browser=self.around.chromium is not None, is_just_erased=self._record.is_clean is True,
                )
            )  # fmt: skip
            await self._first_of(session.url, session.over)
            if not session.over.done():
                await self._show(session, session.url.result(), folder)
                readying = asyncio.create_task(self._when_drawn(session, asked_at))
            reason = await session.over
        except OSError as error:  # no room, no process, no browser any more: told, and tried again
            log.warning("the session cannot begin (%s)", error.strerror)
            reason = EndReason.CRASHED
        finally:
            if readying is not None:
                readying.cancel()
        ended_at = time.monotonic()
        await self._wipe(session, folder, reason, since=ended_at)
        return session.drawn.is_set(), ended_at

    async def _show(self, session: Session, url: str, folder: Path) -> None:
        if self.around.chromium is not None:
            command = browser.command(
                self.around.chromium,
                url,
                folder,
                language=self._language(),
                is_windowed=self.around.is_windowed,
            )
            await session.open(command, browser.environment(self.around.environment, folder))
        self.around.tell(url)

    async def _when_drawn(self, session: Session, asked_at: float) -> None:
        await session.drawn.wait()
        self._note(ready_s=round(time.monotonic() - asked_at, 2))
        spare = self._new_session()
        await self._launch(spare)  # now that nobody waits for the processor
        self._spare = spare

    def _new_session(self) -> Session:
        return Session(self.around.session, {"pin": self._is_pin, "settings": self._keep, "stop": self._stop})

    async def _launch(self, session: Session) -> None:
        environment = {**self.around.environment, place.MARK: str(self._memory.folder), "MALLOC_ARENA_MAX": "2"}
        await session.start(environment, self.around.folder)

    async def _wipe(self, session: Session, folder: Path | None, reason: EndReason, *, since: float) -> None:
        """Leave nothing of a session on this machine, and have its sign-ins ended at the portal."""
        kept = self._kept() | (self._spare.pids if self._spare else set())
        are_killed = await asyncio.to_thread(
            processes.kill_descendants, but=kept, own=session.pids, within_s=KILLED_WITHIN_S
        )
        await session.gone()
        self._current = None
        is_gone = folder is None or await asyncio.to_thread(place.wipe, folder)
        is_clear = await self._clear()
        if not (are_killed and is_gone and is_clear):
            log.error("not everything of the last session is gone (processes %s, files %s)", are_killed, is_gone)
        self._note(
            sessions=self._record.sessions + 1, ended_at=self.around.clock().isoformat(), ended_by=reason.value,
            wipe_s=round(time.monotonic() - since, 3), is_clean=are_killed and is_gone and is_clear, ready_s=None,
        )  # fmt: skip
        self._signing_off.begin(self.settings)

    async def _clear(self) -> bool:
        """Clear what lies outside a session's folder, also what a power cut left; what is slow gets a second try."""
        around, settings = self.around.environment, self.settings
        return await clear_residue(around, settings) or await clear_residue(around, settings)

    # --- the portal ---------------------------------------------------------------------------------------------------

    async def _portal_answers(self) -> None:
        until = time.monotonic() + PORTAL_WITHIN_S
        while self._portal.url is None and time.monotonic() < until and not self._stopped.is_set():  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.05)

    def _take_registration(self) -> None:
        settings = self.around.registered(self.settings)
        if settings != self.settings:
            self.settings = settings
            self._signing_off.begin(settings)

    # --- what a session asks ------------------------------------------------------------------------------------------

    async def _is_pin(self, pin: Any) -> bool:
        is_right = await asyncio.to_thread(self._pins.is_pin, str(pin), self.settings.pin_hash)
        self._is_staff = self._is_staff or is_right
        return is_right

    async def _keep(self, text: Any) -> bool:
        if not self._is_staff:
            return False
        try:
            settings = settings_of(str(text))
            await asyncio.to_thread(write_settings, self.around.folder, settings)
        except (OSError, ValueError) as error:
            log.warning("the settings were not kept (%s)", type(error).__name__)
            return False
        self._next = settings
        if settings.portal_url != self.settings.portal_url:
            self._why = KeeperEnd.RENEWED
        return True

    async def _stop(self, _nothing: Any) -> bool:
        if self._is_staff:
            self._why = KeeperEnd.CLOSED
            self.stop()
        return self._is_staff

    # --- the end ------------------------------------------------------------------------------------------------------

    async def _close(self) -> None:
        own = {pid for session in (self._current, self._spare) if session for pid in session.pids}
        await asyncio.to_thread(processes.kill_descendants, but=self._kept(), own=own, within_s=KILLED_WITHIN_S)
        for session in (self._current, self._spare):
            if session is not None:
                await session.gone()
        self._memory.give_up()
        await self._signing_off.stop()
        await self._portal.stop()
        self._note(stopped_at=self.around.clock().isoformat())

    def _kept(self) -> set[int]:
        return self._before | ({self._portal.pid} if self._portal.pid else set())

    def _language(self) -> str:
        return self.around.language or self.settings.languages[0]

    async def _first_of(self, *waited: asyncio.Future[Any]) -> None:
        await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)

    def _note(self, **what: Any) -> None:
        self._record = replace(self._record, **what)
        write_record(self.around.folder, self._record)
