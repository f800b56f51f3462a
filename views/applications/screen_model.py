"""What a person can do with the list of applications and with the outbox."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

import flet as ft

from api_client.errors import PortalError
from api_client.models import Text
from app.drafts.errors import DraftLockedError, DraftNotFoundError
from app.drafts.model import Draft
from app.drafts.service import Drafts
from app.identity.service import Identity
from app.outbox.model import Parcel
from app.outbox.results import AlreadyReceived, NotKnownYet
from app.outbox.service import Outbox
from app.tracking.service import Tracking
from app.vault.errors import VaultError
from forms.procedure import Procedure
from views.applications.state import ApplicationsState, dossier_rows, draft_rows, waiting_rows
from views.tracking.due import CountWorkingDays
from views.tracking.refreshing import trouble_of


class ApplicationsModel(ft.Observable):
    """The lists of everything this person has begun, sent and filed."""

    state: ApplicationsState

    def __init__(
        self,
        *,
        drafts: Drafts,
        outbox: Outbox,
        tracking: Tracking,
        identity: Identity,
        find_procedure: Callable[[str], Procedure | None],
        clock: Callable[[], datetime],
        count: CountWorkingDays,
    ) -> None:
        super().__init__()
        self._drafts = drafts
        self._outbox = outbox
        self._tracking = tracking
        self._identity = identity
        self._find_procedure = find_procedure
        self._clock = clock
        self._count = count
        self._checked_at: datetime | None = None
        self.state = self._read(ApplicationsState())

    def load(self, *_changes: object) -> None:
        """Show what this device holds now."""
        self.state = self._read(self.state)

    async def refresh(self) -> None:
        """Ask the portal what is new; what is known stays on the screen meanwhile."""
        if self._identity.session is None:
            return
        try:
            await self._tracking.refresh()
        except (PortalError, VaultError) as error:
            self.state = replace(self.state, trouble=trouble_of(error))
        else:
            self._checked_at = self._clock()
            self.state = replace(self._read(self.state), trouble=None)

    async def discard(self, draft_id: str) -> None:
        """Delete a draft and its files from this device; one that is on its way by now stays."""
        with suppress(DraftLockedError, DraftNotFoundError, VaultError):
            await self._drafts.discard(draft_id)
        self.load()

    def _read(self, before: ApplicationsState) -> ApplicationsState:
        drafts = self._drafts.list()
        tracked = self._tracking.list()
        waiting = waiting_rows(self._outbox.parcels())
        answering = frozenset(row.parcel.request_id for row in waiting)
        needs_you, under_way, finished = dossier_rows(tracked, self._clock(), self._count, answering)
        return replace(
            before,
            needs_you=needs_you,
            waiting=waiting,
            drafts=draft_rows(drafts, self._names(drafts)),
            under_way=under_way,
            finished=finished,
            signed_in=self._identity.session is not None,
            seen_at=self._checked_at or max((entry.seen_at for entry in tracked), default=None),
        )

    def _names(self, drafts: tuple[Draft, ...]) -> dict[str, Text]:
        found = (self._find_procedure(draft.procedure_code) for draft in drafts)
        return {procedure.code: procedure.name for procedure in found if procedure is not None}


@dataclass(frozen=True, slots=True)
class OutboxState:
    """What waits, and what became of the last intent."""

    parcels: tuple[Parcel, ...] = ()
    asked: str = ""
    """Parcel that the person wants to take back and has not confirmed yet."""
    received: str | None = None
    """Title of a parcel that turned out to be with the portal already."""
    unknown: bool = False
    """Whether the portal has it could not be found out, so it was not taken back."""


class OutboxModel(ft.Observable):
    """What waits to be sent, and what a person can do about it."""

    state: OutboxState

    def __init__(self, outbox: Outbox) -> None:
        super().__init__()
        self._outbox = outbox
        self.state = OutboxState()
        self.load()

    def load(self, *_changes: object) -> None:
        """Show what waits now."""
        parcels = tuple(row.parcel for row in waiting_rows(self._outbox.parcels()))
        self.state = replace(self.state, parcels=parcels)

    async def send_now(self, parcel_id: str) -> None:
        """Try at once instead of at the next planned time."""
        await self._outbox.send_now(parcel_id)
        self.load()

    def ask_to_cancel(self, parcel_id: str) -> None:
        """Ask once more before taking something back."""
        self.state = replace(self.state, asked=parcel_id, received=None, unknown=False)

    def keep(self) -> None:
        """Leave it where it is."""
        self.state = replace(self.state, asked="")

    async def cancel(self, parcel: Parcel) -> None:
        """Take it back, so that the draft can be edited again; refused once the portal may have it."""
        result = await self._outbox.cancel(parcel.id)
        self.state = replace(
            self.state,
            asked="",
            received=parcel.title if isinstance(result, AlreadyReceived) else None,
            unknown=isinstance(result, NotKnownYet),
        )
        self.load()
