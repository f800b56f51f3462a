"""The outbox: an intent is frozen with its key, waits in sight, and is sent whole, once."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from random import Random
from typing import Any
from uuid import uuid4

from api_client.errors import PortalError
from api_client.models import Dossier
from app.documents.service import Documents
from app.drafts.errors import DraftNotFoundError
from app.drafts.model import Attachment, Draft
from app.drafts.service import Drafts
from app.outbox.freezing import Freezer, file_entry
from app.outbox.model import FilingState, Parcel, ParcelKind, ParcelState, Reason
from app.outbox.parcels import Parcels
from app.outbox.ports import FormRules, Identity, Network, Portal
from app.outbox.results import (
    Action,
    AlreadyReceived,
    Cancelled,
    Invalid,
    NotKnownYet,
    NotStored,
    Queued,
    SignInNeeded,
)
from app.outbox.rounds import Rounds
from app.outbox.sending import Sender
from app.outbox.store import PARCELS, put_parcel
from app.outbox.wishes import KeptWishes
from app.vault.errors import VaultError, VaultFullError, VaultReadOnlyError
from app.vault.model import Delete
from app.vault.vault import Vault
from forms.procedure import Procedure

_MENDED_FROM_OUTSIDE = frozenset({Reason.SIGN_IN_NEEDED, Reason.NO_NETWORK, Reason.NOT_THE_PORTAL, Reason.NOT_TRUSTED})


class _ChangedMeanwhileError(Exception):
    """The draft changed between its check and its freezing."""


class Outbox:
    """What the signed-in person has decided to send.

    ``submit``, ``answer_request`` and ``withdraw`` return once the intent is in the vault with its idempotency key and
    its payload frozen; ``step`` does what is due; ``run`` calls it for as long as the app lives.
    """

    def __init__(
        self,
        vault: Vault,
        drafts: Drafts,
        portal: Portal,
        *,
        identity: Identity,
        forms: Callable[[Procedure], FormRules],
        clock: Callable[[], datetime],
        random: Random,
        documents: Documents | None = None,
        network: Network | None = None,
        language: Callable[[], str] = lambda: "vi",
        new_key: Callable[[], str] = lambda: str(uuid4()),
    ) -> None:
        """Make the service; ``await load()`` before anything else.

        Args:
            vault: Where parcels live.
            drafts: Loaded drafts.
            portal: ``api_client.client.PortalClient``.
            identity: Says who is signed in; a parcel is sent only while its owner is.
            forms: Makes the rules of a pinned procedure's form.
            clock: Aware UTC.
            random: For the back-off.
            documents: The files kept for answers.
            network: Tells what connects this device; None where nothing can.
            language: Of the person, sent with a submission.
            new_key: Makes idempotency keys that are never used twice.
        """
        self._drafts = drafts
        self._identity = identity
        self._documents = documents
        self._forms = forms
        self._clock = clock
        self._network = network
        self._freezer = Freezer(clock=clock, language=language, new_key=new_key)
        self.wishes = KeptWishes(vault, changed=lambda: self._rounds.wake())
        self._parcels = Parcels(vault)
        self._sender = Sender(
            vault, self._parcels, drafts, documents=documents, portal=portal, identity=identity, random=random.random
        )
        self._rounds = Rounds(self._parcels, self._sender, self.wishes, network=network, clock=clock)
        self._queueing = asyncio.Lock()

    async def load(self) -> None:
        """Read the parcels; what was being sent when the app ended waits again (no other process can be sending).

        So does what waited for an update of the app: this may be it.
        """
        await self.wishes.load()
        await self._parcels.load()
        for parcel in self._parcels.matching(_waits_for_a_new_start):
            again = replace(parcel, state=ParcelState.QUEUED, lease_until=None, next_try_at=None)
            self._parcels.show(replace(again, reason=Reason.NOT_YET_TRIED))

    @property
    def can_tell_network(self) -> bool:
        """Return whether this device can tell Wi-Fi from mobile data; where not, the wish for Wi-Fi means nothing."""
        return self._network is not None and self._network.is_metered is not None

    # --- reading ------------------------------------------------------------------------------------------------------

    def parcels(self) -> tuple[Parcel, ...]:
        """Return the signed-in person's parcels, delivered ones included, in the order they are sent."""
        session = self._identity.session
        if session is None:
            return ()
        owner = session.subject
        return self._rounds.arranged(lambda parcel: parcel.owner == owner)

    def find(self, parcel_id: str) -> Parcel | None:
        """Return one of the signed-in person's parcels; anybody else's is as if it did not exist."""
        session, parcel = self._identity.session, self._parcels.find(parcel_id)
        if session is None or parcel is None or parcel.owner != session.subject:
            return None
        return self._rounds.seen(parcel)

    def find_answer(self, dossier_id: str, request_id: str) -> Parcel | None:
        """Return the signed-in person's answer to a request, waiting or delivered."""
        return self._existing("request_answer", dossier_id, request_id)

    @staticmethod
    def filing_state(draft: Draft) -> FilingState:
        """Return the one state the screen shows for a draft: submitted only when the portal's proof is stored."""
        if draft.dossier_id is not None:
            return FilingState.SUBMITTED
        return FilingState.WAITING if draft.parcel_id is not None else FilingState.DRAFT

    # --- intents ------------------------------------------------------------------------------------------------------

    async def submit(self, draft_id: str) -> Queued | Invalid | SignInNeeded | NotStored:
        """Freeze a draft and queue it; asked again, in another window or after a crash, it returns the same parcel.

        Raises:
            DraftNotFoundError: no such draft, or somebody else's.
        """
        return await self._parcels.unbroken(self._submit_in_turn(draft_id))

    async def _submit_in_turn(self, draft_id: str) -> Queued | Invalid | SignInNeeded | NotStored:
        async with self._queueing:
            while True:
                try:
                    return await self._submit(draft_id)
                except _ChangedMeanwhileError:
                    continue
                except VaultError as error:
                    return NotStored(_why(error))

    async def _submit(self, draft_id: str) -> Queued | Invalid | SignInNeeded:
        draft = self._drafts.find(draft_id)
        if draft is None:
            raise DraftNotFoundError(draft_id)
        if draft.parcel_id is not None and (parcel := self._parcels.find(draft.parcel_id)) is not None:
            return Queued(parcel)
        procedure = await self._drafts.procedure(draft_id)
        rules = self._forms(procedure)
        draft = await self._looked_over(draft)
        if (invalid := self._freezer.check(draft, rules)) is not None:
            return invalid
        session = self._identity.session
        if session is None:
            return SignInNeeded()
        parcel = self._freezer.submission(draft, procedure, rules, owner=session.subject)

        await self._freeze(draft, parcel)
        await self.wishes.resume(parcel.id)  # it may have rested before it was taken back: it has the same key
        self._rounds.wake()
        return Queued(parcel)

    async def _looked_over(self, draft: Draft) -> Draft:
        """Return the draft, with files that are no longer whole on this device marked so."""
        gone = await self._documents.missing(draft.attachments) if self._documents is not None else frozenset()
        if all(file.problem is not None for file in draft.attachments if file.id in gone):
            return draft
        return await self._drafts.update(draft.id, lambda draft: _with_problems(draft, dict.fromkeys(gone, "")))

    async def _freeze(self, checked: Draft, parcel: Parcel) -> None:
        """Lock the draft and store the parcel in one transaction, if the draft is still the one that was checked."""

        def freeze(draft: Draft) -> Draft:
            if replace(draft, step_id=None, saved_at=None) != replace(checked, step_id=None, saved_at=None):
                raise _ChangedMeanwhileError
            return replace(draft, owner=parcel.owner, parcel_id=parcel.id, submission_key=parcel.id)

        await self._drafts.update(checked.id, freeze, also=[put_parcel(parcel)], freeze=True)
        self._parcels.show(parcel)

    async def answer_request(
        self,
        dossier: Dossier,
        request_id: str,
        *,
        answers: Mapping[str, Any] | None = None,
        attachments: Sequence[Attachment] = (),
        agree: bool | None = None,
        comment: str = "",
        confirmations: Sequence[str] = (),
    ) -> Queued | SignInNeeded | NotStored:
        """Queue the answer to something the office asked for.

        A second answer to the same request is the first, unless the portal has refused that: then it takes its place.
        """
        payload: dict[str, Any] = {"files": [file_entry(attachment) for attachment in attachments]}
        if answers is not None:
            payload["answers"] = dict(answers)
        if agree is not None:
            payload["agree"] = agree
        if comment:
            payload["comment"] = comment
        if confirmations:
            payload["confirmations"] = list(confirmations)
        return await self._parcels.unbroken(
            self._queue(
                "request_answer", dossier, request_id=request_id, payload=payload, attachments=tuple(attachments)
            )
        )

    async def withdraw(self, dossier: Dossier, reason: str) -> Queued | SignInNeeded | NotStored:
        """Queue the wish to withdraw a dossier; said twice it is said once."""
        return await self._parcels.unbroken(
            self._queue("withdrawal", dossier, request_id=None, payload={"reason": reason}, attachments=())
        )

    async def _queue(
        self,
        kind: ParcelKind,
        dossier: Dossier,
        *,
        request_id: str | None,
        payload: Mapping[str, Any],
        attachments: tuple[Attachment, ...],
    ) -> Queued | SignInNeeded | NotStored:
        async with self._queueing:
            session = self._identity.session
            if session is None:
                return SignInNeeded()
            existing = self._existing(kind, dossier.id, request_id)
            if existing is not None and not existing.may_be_replaced:
                return Queued(existing)
            parcel = self._freezer.of_dossier(
                kind, dossier, owner=session.subject, request_id=request_id, payload=payload, attachments=attachments
            )
            try:
                await self._parcels.store(parcel, also=[Delete(PARCELS, existing.id)] if existing else [])
            except VaultError as error:
                return NotStored(_why(error))
            if existing is not None:
                self._parcels.hide(existing.id)
        self._rounds.wake()
        return Queued(parcel)

    async def send_now(self, parcel_id: str) -> None:
        """Try again at once, also what rests, waits for Wi-Fi or needs attention (the person has done something)."""
        await self.wishes.resume(parcel_id)
        async with self._parcels.lock(parcel_id):
            parcel = self._parcels.find(parcel_id)
            if parcel is None or parcel.is_delivered or self.find(parcel_id) is None:
                return
            fresh = replace(
                parcel,
                state=ParcelState.QUEUED,
                lease_until=None,
                next_try_at=None,
                attempts=0,
            )
            self._rounds.let_go_anyway(parcel_id)
            try:
                await self._parcels.store(fresh)
            except VaultError:
                self._parcels.show(fresh)
        self._rounds.wake()

    async def cancel(self, parcel_id: str) -> Cancelled | AlreadyReceived | NotKnownYet:
        """Take a parcel back, only if the portal surely has not received it; its draft can then be changed.

        A draft keeps its idempotency key, so that even an attempt still on its way could not become a second dossier.
        """
        async with self._parcels.lock(parcel_id):
            parcel = self._parcels.find(parcel_id)
            if parcel is None or self.find(parcel_id) is None:
                return Cancelled()
            try:
                if parcel.outcome_unknown:
                    parcel = await self._sender.ask_outcome(parcel, now=self._clock())
                if parcel.is_delivered:
                    return AlreadyReceived(parcel.dossier_id)
                await self._parcels.unbroken(self._take_back(parcel))
            except (PortalError, VaultError):
                return NotKnownYet()
        await self._sender.give_up_files(parcel)
        return Cancelled()

    async def _take_back(self, parcel: Parcel) -> None:
        files = (file.attachment for file in parcel.files)
        refused = {file.id: file.problem for file in files if file.problem is not None}
        if parcel.draft_id is None or self._drafts.held(parcel.draft_id) is None:
            if self._documents is not None:
                await self._documents.tell_against(refused)
            await self._parcels.drop(parcel.id)
            return
        await self._drafts.update(
            parcel.draft_id,
            lambda draft: replace(_with_problems(draft, refused), parcel_id=None),
            also=[Delete(PARCELS, parcel.id)],
            freeze=True,
        )
        self._parcels.hide(parcel.id)

    # --- sending ------------------------------------------------------------------------------------------------------

    async def step(self, now: datetime) -> tuple[Action, ...]:
        """Do what is due next, see ``Rounds.step``."""
        return await self._rounds.step(now)

    async def run(self, *, nap: Callable[[float], Awaitable[None]] | None = None) -> None:
        """Send for ever, see ``Rounds.run``."""
        await self._rounds.run(nap=nap)

    def wake(self) -> None:
        """Look again at once: somebody signed in, the network is back."""
        for parcel in self._parcels.matching(lambda parcel: parcel.state is ParcelState.QUEUED):
            if parcel.reason in _MENDED_FROM_OUTSIDE and parcel.next_try_at is not None:
                self._parcels.show(replace(parcel, next_try_at=None))
        self._rounds.wake()

    # --- small ones ---------------------------------------------------------------------------------------------------

    def _existing(self, kind: ParcelKind, dossier_id: str, request_id: str | None) -> Parcel | None:
        session = self._identity.session
        found = self._parcels.matching(
            lambda parcel: (
                (parcel.kind, parcel.dossier_id, parcel.request_id) == (kind, dossier_id, request_id)
                and session is not None
                and parcel.owner == session.subject
            )
        )
        return self._rounds.seen(found[-1]) if found else None


def _with_problems(draft: Draft, problems: Mapping[str, str]) -> Draft:
    """Return the draft with what is known against some of its files, by id."""
    told = tuple(replace(file, problem=problems.get(file.id, file.problem)) for file in draft.attachments)
    return replace(draft, attachments=told)


def _waits_for_a_new_start(parcel: Parcel) -> bool:
    needs_update = parcel.state is ParcelState.NEEDS_ATTENTION and parcel.reason is Reason.UPDATE_NEEDED
    return parcel.state is ParcelState.SENDING or needs_update


def _why(error: VaultError) -> Any:
    if isinstance(error, VaultFullError):
        return "full"
    return "read_only" if isinstance(error, VaultReadOnlyError) else "failed"
