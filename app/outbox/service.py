"""The outbox: an intent is frozen with its key, waits in sight, and is sent whole, once."""

import asyncio
import hashlib
import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from api_client.errors import PortalError
from api_client.models import Dossier
from app.documents.service import Documents
from app.drafts.errors import DraftNotFoundError
from app.drafts.model import Attachment, Draft
from app.drafts.service import Drafts
from app.outbox import plan
from app.outbox.model import FileProgress, FilingState, Parcel, ParcelKind, ParcelState, Reason
from app.outbox.parcels import Parcels
from app.outbox.ports import FormRules, Identity, Portal
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
from app.outbox.sending import Sender
from app.outbox.store import PARCELS, put_parcel
from app.vault.errors import VaultError, VaultFullError, VaultReadOnlyError
from app.vault.model import Delete
from app.vault.vault import Vault
from forms.procedure import Procedure

log = logging.getLogger(__name__)

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_LONGEST_NAP_SECONDS = 30.0


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
            language: Of the person, sent with a submission.
            new_key: Makes idempotency keys that are never used twice.
        """
        self._vault = vault
        self._drafts = drafts
        self._identity = identity
        self._forms = forms
        self._clock = clock
        self._language = language
        self._new_key = new_key
        self._parcels = Parcels(vault)
        self._sender = Sender(
            vault, self._parcels, drafts, documents=documents, portal=portal, identity=identity, random=random.random
        )
        self._queueing = asyncio.Lock()
        self._wake = asyncio.Event()

    async def load(self) -> None:
        """Read the parcels; what was being sent when the app ended waits again (no other process can be sending).

        So does what waited for an update of the app: this may be it.
        """
        await self._parcels.load()
        for parcel in self._parcels.matching(_waits_for_a_new_start):
            self._parcels.show(replace(parcel, state=ParcelState.QUEUED, lease_until=None, next_try_at=None))

    # --- reading ------------------------------------------------------------------------------------------------------

    def parcels(self) -> tuple[Parcel, ...]:
        """Return the signed-in person's parcels, delivered ones included, oldest first."""
        session = self._identity.session
        if session is None:
            return ()
        owner, now = session.subject, self._clock()
        return tuple(_as_seen(parcel, now) for parcel in self._parcels.matching(lambda parcel: parcel.owner == owner))

    def find(self, parcel_id: str) -> Parcel | None:
        """Return one of the signed-in person's parcels; anybody else's is as if it did not exist."""
        session, parcel = self._identity.session, self._parcels.find(parcel_id)
        if session is None or parcel is None or parcel.owner != session.subject:
            return None
        return _as_seen(parcel, self._clock())

    def waiting_for_others(self) -> int:
        """Return how many parcels wait for somebody who is not signed in; nothing else is told of them."""
        session = self._identity.session
        subject = session.subject if session else None
        return len(self._parcels.matching(lambda parcel: parcel.owner != subject and not parcel.is_delivered))

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
        if (invalid := self._check(draft, rules)) is not None:
            return invalid
        session = self._identity.session
        if session is None:
            return SignInNeeded()
        parcel = self._parcel_for(draft, procedure, rules, owner=session.subject)

        await self._freeze(draft, parcel)
        self._wake.set()
        return Queued(parcel)

    async def _freeze(self, checked: Draft, parcel: Parcel) -> None:
        """Lock the draft and store the parcel in one transaction, if the draft is still the one that was checked."""

        def freeze(draft: Draft) -> Draft:
            if replace(draft, step_id=None, saved_at=None) != replace(checked, step_id=None, saved_at=None):
                raise _ChangedMeanwhileError
            return replace(draft, owner=parcel.owner, parcel_id=parcel.id, submission_key=parcel.id)

        await self._drafts.update(checked.id, freeze, also=[put_parcel(parcel)], freeze=True)
        self._parcels.show(parcel)

    def _check(self, draft: Draft, rules: FormRules) -> Invalid | None:
        today = self._today()
        problems = tuple(rules.problems(draft.answers, today=today, confirmed=draft.confirmations))
        attached = {attachment.paper_id for attachment in draft.attachments}
        missing = tuple(
            needed.paper.id
            for needed in rules.papers(draft.answers, today=today)
            if needed.required and needed.paper.attach and needed.paper.id not in attached
        )
        return Invalid(problems, missing) if problems or missing else None

    def _parcel_for(self, draft: Draft, procedure: Procedure, rules: FormRules, *, owner: str) -> Parcel:
        today = self._today()
        concerned = {needed.paper.id for needed in rules.papers(draft.answers, today=today)}
        attachments = tuple(attachment for attachment in draft.attachments if attachment.paper_id in concerned)
        payload = {
            "procedure_code": draft.procedure_code,
            "form_version": draft.form_version,
            "language": self._language(),
            "subject": draft.subject,
            "answers": rules.submission(draft.answers, today=today),
            "confirmations": sorted(draft.confirmations),
            "declared": True,
            "files": [_file_entry(attachment) for attachment in attachments],
        }
        return self._new_parcel(
            "submission",
            key=draft.submission_key or self._new_key(),
            owner=owner,
            title=self._in_language(procedure.name),
            payload=payload,
            attachments=attachments,
            draft_id=draft.id,
            resubmitted=draft.submission_key is not None,
        )

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
        payload: dict[str, Any] = {"files": [_file_entry(attachment) for attachment in attachments]}
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
            if existing is not None and not _may_be_replaced(existing):
                return Queued(existing)
            parcel = self._new_parcel(
                kind,
                key=self._new_key(),
                owner=session.subject,
                title=self._in_language(dossier.procedure_name),
                payload=payload,
                attachments=attachments,
                dossier_id=dossier.id,
                request_id=request_id,
            )
            try:
                await self._parcels.store(parcel, also=[Delete(PARCELS, existing.id)] if existing else [])
            except VaultError as error:
                return NotStored(_why(error))
            if existing is not None:
                self._parcels.hide(existing.id)
        self._wake.set()
        return Queued(parcel)

    async def send_now(self, parcel_id: str) -> None:
        """Try again at once, also what needs attention (the person has done something about it)."""
        async with self._parcels.lock(parcel_id):
            parcel = self.find(parcel_id)
            if parcel is None or parcel.is_delivered:
                return
            fresh = replace(parcel, state=ParcelState.QUEUED, lease_until=None, next_try_at=None, attempts=0)
            try:
                await self._parcels.store(fresh)
            except VaultError:
                self._parcels.show(fresh)
        self._wake.set()

    async def cancel(self, parcel_id: str) -> Cancelled | AlreadyReceived | NotKnownYet:
        """Take a parcel back, only if the portal surely has not received it; its draft can then be changed.

        A draft keeps its idempotency key, so that even an attempt still on its way could not become a second dossier.
        """
        async with self._parcels.lock(parcel_id):
            parcel = self.find(parcel_id)
            if parcel is None:
                return Cancelled()
            try:
                if parcel.outcome_unknown:
                    parcel = await self._sender.ask_outcome(parcel, now=self._clock())
                if parcel.is_delivered:
                    return AlreadyReceived(parcel.dossier_id)
                await self._parcels.unbroken(self._take_back(parcel))
            except (PortalError, VaultError):
                return NotKnownYet()
        return Cancelled()

    async def _take_back(self, parcel: Parcel) -> None:
        if parcel.draft_id is None or self._drafts.held(parcel.draft_id) is None:
            await self._parcels.drop(parcel.id)
            return
        await self._drafts.update(
            parcel.draft_id,
            lambda draft: replace(draft, parcel_id=None),
            also=[Delete(PARCELS, parcel.id)],
            freeze=True,
        )
        self._parcels.hide(parcel.id)

    # --- sending ------------------------------------------------------------------------------------------------------

    async def step(self, now: datetime) -> tuple[Action, ...]:
        """Do the next request of every parcel that is due, and return what was done.

        At most one request for each parcel, so that between any two of them everything is on the disk.
        """
        done: list[Action] = []
        for parcel in self._parcels.matching(lambda parcel: not parcel.is_delivered):
            async with self._parcels.lock(parcel.id):
                action = await self._sender.advance(parcel.id, now=now)
            if action is not None:
                done.append(action)
        return tuple(done)

    async def run(self, *, nap: Callable[[float], Awaitable[None]] | None = None) -> None:
        """Send for ever; end it by cancelling. A failure of one round is logged by name and the next one tried.

        Args:
            nap: Waits so many seconds or until something was queued; by default on the real clock.
        """
        wait = nap or self._nap
        while True:
            try:
                actions = await self.step(self._clock())
            except Exception as error:  # noqa: BLE001 - the loop must outlive whatever a round meets
                log.error("outbox round failed: %s", type(error).__name__)
                actions = ()
            await wait(0.0 if any(action.progressed for action in actions) else self._seconds_to_next())

    def wake(self) -> None:
        """Look again at once: somebody signed in, the network is back."""
        for parcel in self._parcels.matching(lambda parcel: parcel.state is ParcelState.QUEUED):
            if parcel.reason in (Reason.SIGN_IN_NEEDED, Reason.NO_NETWORK) and parcel.next_try_at is not None:
                self._parcels.show(replace(parcel, next_try_at=None))
        self._wake.set()

    async def _nap(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._wake.wait(), seconds)
        except TimeoutError:
            return
        finally:
            self._wake.clear()

    def _seconds_to_next(self) -> float:
        now = self._clock()
        times = [
            parcel.next_try_at
            for parcel in self._parcels.matching(lambda parcel: parcel.state is ParcelState.QUEUED)
            if parcel.next_try_at is not None
        ]
        until = min(times, default=now + timedelta(seconds=_LONGEST_NAP_SECONDS)) - now
        return min(max(until.total_seconds(), 0.2), _LONGEST_NAP_SECONDS)

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
        return _as_seen(found[-1], self._clock()) if found else None

    def _new_parcel(
        self,
        kind: ParcelKind,
        *,
        key: str,
        owner: str,
        title: str,
        payload: Mapping[str, Any],
        attachments: tuple[Attachment, ...],
        draft_id: str | None = None,
        dossier_id: str | None = None,
        request_id: str | None = None,
        resubmitted: bool = False,
    ) -> Parcel:
        frozen = json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
        return Parcel(
            id=key,
            kind=kind,
            owner=owner,
            title=title,
            draft_id=draft_id,
            dossier_id=dossier_id,
            request_id=request_id,
            payload=frozen,
            payload_sha256=hashlib.sha256(frozen.encode()).hexdigest(),
            files=tuple(FileProgress(attachment) for attachment in attachments),
            state=ParcelState.QUEUED,
            queued_at=self._clock(),
            resubmitted=resubmitted,
        )

    def _today(self) -> Any:
        return self._clock().astimezone(VIETNAM).date()

    def _in_language(self, text: Mapping[str, str]) -> str:
        return text.get(self._language()) or text.get("vi") or next(iter(text.values()), "")


def _may_be_replaced(parcel: Parcel) -> bool:
    """Tell whether the portal has refused the parcel for good, so that a mended one may take its place."""
    return parcel.state is ParcelState.NEEDS_ATTENTION and not parcel.outcome_unknown


def _file_entry(attachment: Attachment) -> dict[str, Any]:
    return {
        "id": attachment.id,
        "paper_id": attachment.paper_id,
        "sha256": attachment.sha256,
        "file_name": attachment.file_name,
        "media_type": attachment.media_type,
        "size_bytes": attachment.size_bytes,
    }


def _waits_for_a_new_start(parcel: Parcel) -> bool:
    needs_update = parcel.state is ParcelState.NEEDS_ATTENTION and parcel.reason is Reason.UPDATE_NEEDED
    return parcel.state is ParcelState.SENDING or needs_update


def _as_seen(parcel: Parcel, now: datetime) -> Parcel:
    """Return a parcel as the screen shows it: left behind by its lease it waits again."""
    if plan.lease_expired(parcel, now=now):
        return replace(parcel, state=ParcelState.QUEUED, lease_until=None, reason=Reason.NOT_YET_TRIED)
    return parcel


def _why(error: VaultError) -> Any:
    if isinstance(error, VaultFullError):
        return "full"
    return "read_only" if isinstance(error, VaultReadOnlyError) else "failed"
