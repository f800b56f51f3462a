"""What a person can do on the page of a dossier."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

import flet as ft

from api_client.errors import NotFound, PortalError
from api_client.models import Dossier
from app.identity.service import Identity
from app.outbox.model import Parcel, ParcelState
from app.outbox.results import NotStored, Queued, SignInNeeded
from app.outbox.service import Outbox
from app.tracking.service import Tracking
from app.vault.errors import VaultError
from forms.procedure import Procedure
from views.documents.holding import asked_paper
from views.tracking.due import CountWorkingDays, Due, deadline, result_due
from views.tracking.journey import holder, steps_to_come
from views.tracking.refreshing import Trouble, trouble_of
from views.tracking.state import DossierState, Following, NotHere
from views.tracking.status import open_requests


@dataclass(frozen=True, slots=True)
class Sources:
    """What the pages of a dossier read and ask; built once in the screen from the app's services."""

    tracking: Tracking
    outbox: Outbox
    identity: Identity
    find_procedure: Callable[[str], Procedure | None]
    clock: Callable[[], datetime]
    count: CountWorkingDays

    def waiting_parcels(self, dossier_id: str) -> tuple[Parcel, ...]:
        """Return what waits on this device for a dossier."""
        return tuple(
            parcel
            for parcel in self.outbox.parcels()
            if parcel.dossier_id == dossier_id
            and parcel.kind != "submission"
            and parcel.state is not ParcelState.DELIVERED
        )

    def request_dues(self, dossier: Dossier) -> tuple[tuple[str, Due], ...]:
        """Return the deadline of each open request that has one."""
        return tuple(
            (request.id, deadline(request.due_at, self.clock(), self.count))
            for request in open_requests(dossier)
            if request.due_at is not None
        )

    def part_dues(self, dossier: Dossier) -> tuple[tuple[str, Due], ...]:
        """Return when the result of each part is due that its office has accepted."""
        dues = [(part.id, result_due(part, self.clock(), self.count)) for part in dossier.parts]
        return tuple((part_id, due) for part_id, due in dues if due is not None)


class DossierModel(ft.Observable):
    """One dossier, followed while its page is open."""

    state: DossierState

    def __init__(self, dossier_id: str, sources: Sources) -> None:
        super().__init__()
        self._id = dossier_id
        self._sources = sources
        self.state = NotHere()
        self.load()

    def load(self, *_changes: object) -> None:
        """Show what this device holds now."""
        sources, before = self._sources, self.state
        tracked = sources.tracking.find(self._id)
        if tracked is None:
            kept = before if isinstance(before, NotHere) else NotHere()
            self.state = replace(kept, signed_in=sources.identity.session is not None)
            return
        dossier = tracked.dossier
        procedure = sources.find_procedure(dossier.procedure_code)
        self.state = Following(
            dossier=dossier,
            seen_at=tracked.seen_at,
            holder=holder(dossier),
            due=result_due(dossier, sources.clock(), sources.count),
            request_dues=sources.request_dues(dossier),
            part_dues=sources.part_dues(dossier),
            to_come=steps_to_come(dossier, has_proof=procedure is not None and procedure.proof is not None),
            bring=procedure.bring_when_collecting if procedure is not None else (),
            papers=tuple(
                (item.paper_id, asked_paper(item.paper_id, procedure).title)
                for request in open_requests(dossier)
                for item in request.items
                if item.paper_id
            ),
            unsent=sources.waiting_parcels(dossier.id),
            trouble=before.trouble,
            withdrawing=isinstance(before, Following) and before.withdrawing,
        )

    async def refresh(self) -> None:
        """Ask the portal what is new; what is known stays on the screen meanwhile."""
        if self._sources.identity.session is None:
            self._done(Trouble.SIGN_IN)
            return
        try:
            await self._sources.tracking.refresh(self._id)
        except NotFound:
            self._done(None)
        except (PortalError, VaultError) as error:
            self._done(trouble_of(error))
        else:
            self._done(None)

    def start_withdrawing(self) -> None:
        """Ask for the reason before anything is sent."""
        self._withdrawing(asked=True)

    def keep_dossier(self) -> None:
        """Leave the dossier as it is."""
        self._withdrawing(asked=False)

    async def withdraw(self, reason: str) -> None:
        """Put the withdrawal into the outbox."""
        if not isinstance(self.state, Following):
            return
        result = await self._sources.outbox.withdraw(self.state.dossier, reason.strip())
        self._withdrawing(asked=not isinstance(result, Queued))
        self.load()
        if isinstance(result, SignInNeeded) and isinstance(self.state, Following):
            self.state = replace(self.state, trouble=Trouble.SIGN_IN)
        if isinstance(result, NotStored) and isinstance(self.state, Following):
            self.state = replace(self.state, trouble=Trouble.STORAGE)

    def _done(self, trouble: Trouble | None) -> None:
        self.load()
        if isinstance(self.state, NotHere):
            self.state = replace(self.state, looking=False, trouble=trouble)
        else:
            self.state = replace(self.state, trouble=trouble)

    def _withdrawing(self, *, asked: bool) -> None:
        if isinstance(self.state, Following):
            self.state = replace(self.state, withdrawing=asked)
