"""One request at a time for each parcel: what is asked, what the answer means, what is stored before and after."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from api_client import errors
from api_client.models import Dossier
from app.documents.service import Documents
from app.drafts.service import Drafts
from app.outbox import failures, plan
from app.outbox.files import FileLostError, FileSender
from app.outbox.model import Parcel, ParcelState, Reason, Wishes
from app.outbox.parcels import Parcels
from app.outbox.plan import AskOutcome, SendIntent, Task
from app.outbox.ports import Identity, Portal
from app.outbox.results import Action, Did
from app.outbox.store import put_dossier, put_parcel
from app.vault.errors import VaultError
from app.vault.model import DeleteBlob, Write
from app.vault.vault import Vault

REQUEST_SECONDS = 100.0
"""No request outlives the lease (120 s), however slowly its answer drips."""


class Sender:
    """Brings parcels one request further; the only place that does what an answer of the portal means."""

    def __init__(
        self,
        vault: Vault,
        parcels: Parcels,
        drafts: Drafts,
        *,
        documents: Documents | None,
        portal: Portal,
        identity: Identity,
        random: Callable[[], float],
    ) -> None:
        self._vault = vault
        self._parcels = parcels
        self._drafts = drafts
        self._documents = documents
        self._dossiers = portal.dossiers
        self._files = FileSender(vault, portal.uploads)
        self._identity = identity
        self._random = random

    async def advance(self, parcel_id: str, *, now: datetime, wishes: Wishes | None = None) -> Action | None:
        """Do the next request of a parcel, if one is due; the caller holds the parcel's lock."""
        parcel = self._parcels.find(parcel_id)
        if parcel is None or not plan.is_due(parcel, now=now):
            return None
        if not self._is_signed_in(parcel):
            return await self._wait_for_sign_in(parcel)
        task = plan.next_task(parcel, certain_of=self._files.certain, wishes=wishes)
        try:
            parcel = await self._lease(parcel, task, now=now)
        except VaultError:
            return self._storage_full(parcel, now=now)
        if not self._is_signed_in(parcel):  # somebody else signed in meanwhile: their token must not send this
            unsent = isinstance(task, SendIntent)
            return await self._wait_for_sign_in(replace(parcel, outcome_unknown=parcel.outcome_unknown and not unsent))
        try:
            async with asyncio.timeout(REQUEST_SECONDS):
                return await self._do(task, parcel, now=now)
        except TimeoutError:
            return await self._failed(parcel, task, errors.TimedOut(may_have_arrived=True), now=now)
        except errors.PortalError as error:
            return await self._failed(parcel, task, error, now=now)
        except FileLostError:
            return await self._keep(failures.needs_attention(parcel, Reason.FILE_REFUSED, now=now))
        except VaultError:
            self._doubt(task)
            return self._storage_full(self._parcels.find(parcel.id) or parcel, now=now)

    async def ask_outcome(self, parcel: Parcel, *, now: datetime) -> Parcel:
        """Find out whether the portal has a parcel; the answer is stored.

        Raises:
            PortalError: it cannot be found out now.
            VaultError: the answer could not be stored.
        """
        await self._ask_outcome(parcel, now=now)
        return self._parcels.find(parcel.id) or parcel

    async def give_up_files(self, parcel: Parcel) -> None:
        """Let the portal forget the files of a parcel that was taken back, see ``FileSender.give_up``."""
        await self._files.give_up(parcel)

    def _is_signed_in(self, parcel: Parcel) -> bool:
        session = self._identity.session
        return session is not None and session.subject == parcel.owner and not session.needs_sign_in

    async def _lease(self, parcel: Parcel, task: Task, *, now: datetime) -> Parcel:
        """Mark the parcel as sending, and before the intent itself goes out, its outcome as unknown, on the disk."""
        intends = isinstance(task, SendIntent)
        left = (parcel.lease_until or now) - now
        if parcel.state is ParcelState.SENDING and plan.LEASE / 2 <= left <= plan.LEASE and not intends:
            return parcel
        leased = replace(
            parcel,
            state=ParcelState.SENDING,
            lease_until=now + plan.LEASE,
            last_try_at=now,
            next_try_at=None,
            outcome_unknown=parcel.outcome_unknown or intends,
        )
        return await self._parcels.store(leased)

    async def _do(self, task: Task, parcel: Parcel, *, now: datetime) -> Action:
        match task:
            case AskOutcome():
                return await self._ask_outcome(parcel, now=now)
            case SendIntent():
                return await self._send_intent(parcel, now=now)
            case _:
                fresh, did = await self._files.advance(task, parcel, now=now, random=self._random())
        if Action(parcel.id, did).progressed:
            await self._parcels.store(fresh)
            return Action(parcel.id, did)
        return await self._keep((fresh, did))

    # --- the intent ---------------------------------------------------------------------------------------------------

    async def _send_intent(self, parcel: Parcel, *, now: datetime) -> Action:
        payload = plan.complete_payload(parcel, json.loads(parcel.payload))
        dossier = await self._send(parcel, payload)
        if not plan.proves(dossier, parcel):
            raise errors.NotThePortal("an answer that does not prove what was sent")
        return await self._deliver(parcel, dossier, now=now)

    async def _send(self, parcel: Parcel, payload: dict[str, Any]) -> Dossier:
        dossiers = self._dossiers
        if parcel.kind == "submission":
            return await dossiers.submit(parcel.id, payload)
        dossier_id = parcel.dossier_id or ""
        if parcel.kind == "request_answer":
            return await dossiers.send_answer(dossier_id, parcel.request_id or "", key=parcel.id, payload=payload)
        return await dossiers.withdraw(dossier_id, key=parcel.id, reason=payload["reason"])

    async def _ask_outcome(self, parcel: Parcel, *, now: datetime) -> Action:
        dossier = await self._find_outcome(parcel)
        if dossier is not None and plan.proves(dossier, parcel) and parcel.kind != "withdrawal":
            return await self._deliver(parcel, dossier, now=now)
        if dossier is not None and parcel.kind == "submission":
            raise errors.NotThePortal("a dossier with our key that is not what was sent")
        await self._parcels.store(replace(parcel, outcome_unknown=False))
        return Action(parcel.id, Did.ASKED_OUTCOME)

    async def _find_outcome(self, parcel: Parcel) -> Dossier | None:
        if parcel.kind == "submission":
            return await self._dossiers.find_by_key(parcel.id)
        return await self._dossiers.get(parcel.dossier_id or "")

    async def _deliver(self, parcel: Parcel, dossier: Dossier, *, now: datetime) -> Action:
        await self._parcels.unbroken(self._store_delivery(parcel, dossier, now))
        return Action(parcel.id, Did.DELIVERED)

    async def _store_delivery(self, parcel: Parcel, dossier: Dossier, now: datetime) -> None:
        """Store parcel, dossier and draft in one transaction: a draft is submitted exactly when its dossier is here."""
        delivered = replace(
            parcel,
            state=ParcelState.DELIVERED,
            dossier_id=dossier.id,
            lease_until=None,
            next_try_at=None,
            last_try_at=now,
            sent_at=now,
            attempts=0,
            detail=None,
            outcome_unknown=False,
        )
        writes: list[Write] = [put_parcel(delivered), put_dossier(dossier, owner=parcel.owner, seen_at=now)]
        files = tuple(file.attachment for file in parcel.files)
        if parcel.draft_id is not None and self._drafts.held(parcel.draft_id) is not None:
            await self._drafts.update(
                parcel.draft_id, lambda draft: replace(draft, dossier_id=dossier.id), also=writes, freeze=True
            )
        else:
            if self._documents is not None:
                writes += [*self._documents.handed_over(files), *(DeleteBlob(file.id) for file in files)]
            await self._vault.transact(writes)
            if self._documents is not None:
                self._documents.release(files)
        self._parcels.show(delivered)

    # --- when it did not go well --------------------------------------------------------------------------------------

    async def _failed(self, parcel: Parcel, task: Task, error: errors.PortalError, *, now: datetime) -> Action:
        self._doubt(task)
        # Storing progress may have failed after a good answer; what memory has is what is stored.
        stored = self._parcels.find(parcel.id) or parcel
        return await self._keep(failures.after(stored, task, error, now=now, random=self._random()))

    def _doubt(self, task: Task) -> None:
        if not isinstance(task, AskOutcome | SendIntent):
            self._files.doubt(task.file)

    async def _wait_for_sign_in(self, parcel: Parcel) -> Action | None:
        waiting = replace(
            parcel, state=ParcelState.QUEUED, lease_until=None, next_try_at=None, reason=Reason.SIGN_IN_NEEDED
        )
        if waiting == parcel:
            return None
        return await self._keep((waiting, Did.WAITS_FOR_SIGN_IN))

    def _storage_full(self, parcel: Parcel, *, now: datetime) -> Action:
        waiting, did = failures.storage_full(parcel, now=now)
        self._parcels.show(waiting)
        return Action(parcel.id, did)

    async def _keep(self, fate: failures.Fate) -> Action:
        """Store a state that is only about waiting; when it cannot be stored, memory still shows it."""
        parcel, did = fate
        try:
            await self._parcels.store(parcel)
        except VaultError:
            self._parcels.show(parcel)
        return Action(parcel.id, did)
