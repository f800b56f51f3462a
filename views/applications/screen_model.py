"""What a person can do with the list of applications and with the outbox."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

import flet as ft

from api_client.errors import PortalError
from api_client.models import Text
from app.drafts.errors import DraftLockedError, DraftNotFoundError
from app.drafts.model import Draft
from app.drafts.service import Drafts
from app.identity.service import Identity
from app.outbox.service import Outbox
from app.tracking.service import Tracking
from app.vault.errors import VaultError
from forms.procedure import Procedure
from views.applications.state import ApplicationsState, DraftRow, dossier_rows, draft_rows, waiting_rows
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

    async def delete(self, row: DraftRow) -> None:
        """Put a draft among the recently deleted ones; one that is on its way by now stays."""
        await self._do(lambda: self._drafts.shelf.delete(row.id), just_deleted=row)

    async def undo(self) -> None:
        """Put the draft back that was deleted last."""
        if (row := self.state.just_deleted) is not None:
            await self._do(lambda: self._drafts.shelf.put_back(row.id), just_deleted=None)

    async def _do(self, act: Callable[[], Awaitable[object]], *, just_deleted: DraftRow | None) -> None:
        try:
            await act()
        except VaultError:
            self.state = replace(self._read(self.state), not_stored=True)
        except (DraftLockedError, DraftNotFoundError):  # on its way, or gone, by now
            self.state = replace(self._read(self.state), just_deleted=None, not_stored=False)
        else:
            self.state = replace(self._read(self.state), just_deleted=just_deleted, not_stored=False)

    def _read(self, before: ApplicationsState) -> ApplicationsState:
        drafts, deleted = self._drafts.list(), self._drafts.shelf.deleted()
        undone = before.just_deleted  # of somebody who has signed out meanwhile, nothing is told
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
            unasked=len(self._drafts.shelf.unasked()),
            deleted=len(deleted),
            just_deleted=undone if undone is not None and undone.id in {draft.id for draft in deleted} else None,
            seen_at=self._checked_at or max((entry.seen_at for entry in tracked), default=None),
        )

    def _names(self, drafts: tuple[Draft, ...]) -> dict[str, Text]:
        found = (self._find_procedure(code) for code in {draft.procedure_code for draft in drafts})
        return {procedure.code: procedure.name for procedure in found if procedure is not None}
