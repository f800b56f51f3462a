"""Papers on their way into a terminal: from a citizen's phone, or from a stick."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

import flet as ft

from app.documents.sources import MAX_SOURCE_BYTES
from app.drafts.errors import DraftLockedError, DraftNotFoundError
from app.kiosk.document_scanner import DocumentScanner
from app.kiosk.sticks import StickProblem
from app.relay.papers import Arrived, Closed, Open
from app.relay.service import Relay
from forms.procedure import Paper
from views.documents.attaching import PaperFiles
from views.documents.holding import Holding
from views.documents.state import PaperSlot
from views.forms.state import Absent, Locked, Opening
from views.platform.device import Picked, PickedFile, TooLargeFile, UnreadFile
from views.shared.events import run
from views.shared.services import Services

LOOK_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Bringing:
    """A paper that takes files now, and how they can come."""

    paper: Paper
    slot: PaperSlot
    phone: Open | Closed | None = None
    """None: the portal has not answered yet."""


BringState = Opening | Absent | Locked | Bringing


class BringModel(ft.Observable):
    """What a person can intend with a paper at a terminal."""

    state: BringState

    def __init__(
        self,
        holding: Holding,
        paper_id: str,
        services: Services,
        *,
        pages: Callable[[str], None],
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """Begin with nothing opened.

        Args:
            holding: What the paper belongs to.
            paper_id: Which paper.
            services: The app's services.
            pages: Called with the way to the paper's pages when more came than it takes files.
            sleep: Waits between looks into the scanner's folder.
        """
        super().__init__()
        self.holding = holding
        self.files = PaperFiles(holding, services, show=self._show, locked=self._lock)
        self._paper_id = paper_id
        self._holders = services.holders
        self._relay: Relay = services.relay
        self._scanner: DocumentScanner | None = services.document_scanner
        self._sleep = sleep
        self._attaching = asyncio.Lock()
        self._phone: asyncio.Task[None] | None = None
        self._touched = services.kiosk.touched if services.kiosk is not None else lambda: None
        self._pages = pages
        self.state = Opening()

    @property
    def has_scanner(self) -> bool:
        """Whether a document scanner stands beside the terminal."""
        return self._scanner is not None

    async def open(self) -> None:
        """Show the paper, then take what a phone sends and what is scanned, until the screen is left."""
        opened = await self.holding.open(self._paper_id)
        if isinstance(opened, Absent | Locked):
            self.state = opened
            return
        try:
            attachments = self._holders.of(self.holding.holder_id).files()
        except (DraftLockedError, DraftNotFoundError):
            self.state = Locked()
            return
        self.state = Bringing(opened.paper, self.files.slot(opened.paper, attachments))
        await self.wait_for_phone()
        await self.files.look_at_all(attachments)
        await self._follow_scanner()

    async def wait_for_phone(self) -> None:
        """Show a code and attach what comes; again after it was over."""
        await self.leave()
        self._phone = asyncio.create_task(run(self._follow_phone))

    async def leave(self) -> None:
        """Take nothing any more; what a phone sends meanwhile waits for the next paper."""
        phone, self._phone = self._phone, None
        if phone is not None:
            phone.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await phone

    async def _follow_phone(self) -> None:
        if not self._relay.can_open:
            self._become(phone=Closed("not_registered"))
            return
        self._become(phone=None)
        async for came in self._relay.papers().states():
            if isinstance(came, Arrived):
                self._touched()
                await asyncio.shield(
                    self.attach(PickedFile(came.name, came.data))
                )  # the phone was told that it is here
            else:
                self._become(phone=came)

    async def _follow_scanner(self) -> None:
        while self._scanner is not None:
            for path in await asyncio.to_thread(self._scanner.whole):
                self._touched()
                data = await asyncio.to_thread(self._scanner.take, path, max_bytes=MAX_SOURCE_BYTES)
                await self.attach(_picked(path.name, data))
            await self._sleep(LOOK_SECONDS)

    async def attach(self, file: Picked) -> None:
        """Check a file and attach it to the paper."""
        if not isinstance(self.state, Bringing):
            return
        async with self._attaching:
            route = await self.files.attach_all(self.state.paper, [file])
        if route is not None:
            self._pages(route)

    def _become(self, **changes: object) -> None:
        if isinstance(self.state, Bringing):
            self.state = replace(self.state, **changes)  # type: ignore[arg-type]  # each by its own name

    def _show(self) -> None:
        if isinstance(self.state, Bringing):
            try:
                attachments = self._holders.of(self.holding.holder_id).files()
            except (DraftLockedError, DraftNotFoundError):
                self._lock()
                return
            self._become(slot=self.files.slot(self.state.paper, attachments))

    def _lock(self) -> None:
        self.state = Locked()


def _picked(name: str, data: bytes | StickProblem) -> Picked:
    match data:
        case bytes():
            return PickedFile(name, data)
        case StickProblem.TOO_LARGE:
            return TooLargeFile(name, MAX_SOURCE_BYTES + 1)
    return UnreadFile(name)
