"""One request at a time for each parcel: what is asked, what the answer means, what is stored before and after."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from api_client import errors
from api_client.models import Dossier
from app.documents.service import Documents
from app.drafts.service import Drafts
from app.outbox import plan
from app.outbox.model import FileProgress, Parcel, ParcelState, Reason
from app.outbox.parcels import Parcels
from app.outbox.plan import (
    AskOffset,
    AskOutcome,
    CreateUpload,
    GetReceipt,
    SendIntent,
    SendPiece,
    Task,
)
from app.outbox.ports import Identity, Portal
from app.outbox.results import Action, Did
from app.outbox.store import put_dossier, put_parcel
from app.vault.errors import VaultDamagedError, VaultError
from app.vault.model import DeleteBlob, Write
from app.vault.vault import Vault

REQUEST_SECONDS = 100.0
"""No request outlives the lease (120 s), however slowly its answer drips."""

_STORAGE_RETRY = timedelta(seconds=30)


class FileLostError(Exception):
    """The bytes of an attachment are gone from this device or damaged."""


class Sender:
    """Brings parcels one request further; the only place that decides what an answer of the portal means."""

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
        self._portal = portal
        self._identity = identity
        self._random = random
        self._certain: set[str] = set()
        self._piece_bytes: dict[str, int] = {}

    async def advance(self, parcel_id: str, *, now: datetime) -> Action | None:
        """Do the next request of a parcel, if one is due; the caller holds the parcel's lock."""
        parcel = self._parcels.find(parcel_id)
        if parcel is None or not plan.is_due(parcel, now=now):
            return None
        if not self._is_signed_in(parcel):
            return await self._wait_for_sign_in(parcel)
        task = plan.next_task(parcel, certain_of=frozenset(self._certain))
        try:
            parcel = await self._lease(parcel, task, now=now)
        except VaultError:
            return self._storage_full(parcel, now=now)
        if not self._is_signed_in(parcel):  # somebody else signed in meanwhile: their token must not send this
            return await self._wait_for_sign_in(replace(parcel, outcome_unknown=_was_unknown(parcel, task)))
        try:
            async with asyncio.timeout(REQUEST_SECONDS):
                return await self._do(task, parcel, now=now)
        except TimeoutError:
            return await self._failed(parcel, task, errors.TimedOut(may_have_arrived=True), now=now)
        except errors.PortalError as error:
            return await self._failed(parcel, task, error, now=now)
        except FileLostError:
            return await self._needs_attention(parcel, Reason.FILE_REFUSED, detail=None, now=now)
        except VaultError:
            return self._storage_full(self._parcels.find(parcel.id) or parcel, now=now)

    async def ask_outcome(self, parcel: Parcel, *, now: datetime) -> Parcel:
        """Find out whether the portal has a parcel; the answer is stored.

        Raises:
            PortalError: it cannot be found out now.
            VaultError: the answer could not be stored.
        """
        await self._ask_outcome(parcel, now=now)
        return self._parcels.find(parcel.id) or parcel

    def _is_signed_in(self, parcel: Parcel) -> bool:
        session = self._identity.session
        return session is not None and session.subject == parcel.owner and not session.needs_sign_in

    async def _lease(self, parcel: Parcel, task: Task, *, now: datetime) -> Parcel:
        """Mark the parcel as sending, and before the intent itself goes out, its outcome as unknown, on the disk."""
        intends = isinstance(task, SendIntent)
        half_over = parcel.lease_until is None or parcel.lease_until - now < plan.LEASE / 2
        if parcel.state is ParcelState.SENDING and not half_over and not intends:
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
            case CreateUpload(file):
                return await self._create_upload(parcel, file, now=now)
            case AskOffset(file):
                return await self._ask_offset(parcel, file, now=now)
            case SendPiece(file):
                return await self._send_piece(parcel, file, now=now)
            case GetReceipt(file):
                return await self._get_receipt(parcel, file, now=now)
            case SendIntent():
                return await self._send_intent(parcel, now=now)

    # --- files --------------------------------------------------------------------------------------------------------

    async def _create_upload(self, parcel: Parcel, file: FileProgress, *, now: datetime) -> Action:
        attachment = file.attachment
        url = await self._portal.uploads.create(
            length=attachment.size_bytes,
            sha256=attachment.sha256,
            file_name=attachment.file_name,
            media_type=attachment.media_type,
        )
        await self._progress(parcel, replace(file, upload_url=url, sent_bytes=0), now=now)
        self._certain.add(url)
        return Action(parcel.id, Did.CREATED_UPLOAD)

    async def _ask_offset(self, parcel: Parcel, file: FileProgress, *, now: datetime) -> Action:
        url = _url_of(file)
        progress = await self._portal.uploads.offset(url)
        if progress.length != file.attachment.size_bytes:
            return await self._restart(parcel, file, now=now)
        await self._progress(parcel, replace(file, sent_bytes=progress.offset), now=now)
        self._certain.add(url)
        return Action(parcel.id, Did.ASKED_OFFSET)

    async def _send_piece(self, parcel: Parcel, file: FileProgress, *, now: datetime) -> Action:
        url = _url_of(file)
        size = self._piece_bytes.get(url, plan.SMALLEST_PIECE_BYTES)
        piece = await self._read_piece(file, size)
        self._certain.discard(url)  # until the answer says otherwise
        self._piece_bytes[url] = plan.next_piece_bytes(size, succeeded=False)
        offset = await self._portal.uploads.patch(url, offset=file.sent_bytes, chunk=piece)
        if offset != file.sent_bytes + len(piece):
            raise errors.NotThePortal("an offset that does not fit the piece sent")
        self._piece_bytes[url] = plan.next_piece_bytes(size, succeeded=True)
        await self._progress(parcel, replace(file, sent_bytes=offset), now=now)
        self._certain.add(url)
        return Action(parcel.id, Did.SENT_PIECE)

    async def _read_piece(self, file: FileProgress, size: int) -> bytes:
        piece = bytearray()
        try:
            async for part in self._vault.read_blob(file.attachment.id, offset=file.sent_bytes):
                piece += part[: size - len(piece)]
                if len(piece) >= size:
                    break
        except (KeyError, VaultDamagedError) as error:
            raise FileLostError from error
        if not piece:
            raise FileLostError
        return bytes(piece)

    async def _get_receipt(self, parcel: Parcel, file: FileProgress, *, now: datetime) -> Action:
        receipt = await self._portal.uploads.receipt(_url_of(file))
        if receipt.state == "refused":
            return await self._needs_attention(parcel, Reason.FILE_REFUSED, detail=receipt.problem, now=now)
        if plan.proves_file(receipt, file):
            await self._progress(parcel, replace(file, receipt_sha256=receipt.sha256), now=now)
            return Action(parcel.id, Did.GOT_RECEIPT)
        if receipt.state == "verified":  # of other bytes than ours
            return await self._restart(parcel, file, now=now)
        self._certain.discard(_url_of(file))
        return await self._put_off(parcel, Reason.PORTAL_UNAVAILABLE, now=now)

    async def _progress(self, parcel: Parcel, file: FileProgress, *, now: datetime) -> None:
        fresh = _with_file(parcel, file)
        await self._parcels.store(
            replace(fresh, lease_until=now + plan.LEASE, last_try_at=now, attempts=0, detail=None)
        )

    async def _restart(self, parcel: Parcel, file: FileProgress, *, now: datetime) -> Action:
        """Begin a file again: its upload is gone or is not ours. At once the first time, with back-off after that."""
        self._certain.discard(_url_of(file))
        fresh = _with_file(parcel, replace(file, upload_url=None, sent_bytes=0, receipt_sha256=None))
        wait = plan.backoff(parcel.attempts, random=self._random()) if parcel.attempts else timedelta()
        await self._keep(
            replace(
                fresh,
                state=ParcelState.QUEUED,
                lease_until=None,
                last_try_at=now,
                next_try_at=now + wait,
                attempts=parcel.attempts + 1,
            )
        )
        return Action(parcel.id, Did.RESTARTED_FILE)

    # --- the intent ---------------------------------------------------------------------------------------------------

    async def _send_intent(self, parcel: Parcel, *, now: datetime) -> Action:
        payload = plan.complete_payload(parcel, json.loads(parcel.payload))
        dossier = await self._send(parcel, payload)
        if not plan.proves(dossier, parcel):
            raise errors.NotThePortal("an answer that does not prove what was sent")
        return await self._deliver(parcel, dossier, now=now)

    async def _send(self, parcel: Parcel, payload: dict[str, Any]) -> Dossier:
        dossiers = self._portal.dossiers
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
            return await self._portal.dossiers.find_by_key(parcel.id)
        return await self._portal.dossiers.get(parcel.dossier_id or "")

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

    # --- what failures mean -------------------------------------------------------------------------------------------

    async def _failed(self, parcel: Parcel, task: Task, error: errors.PortalError, *, now: datetime) -> Action:
        # Storing progress may have failed after a good answer; what memory has is what is stored.
        parcel = self._parcels.find(parcel.id) or parcel
        if isinstance(task, SendIntent):
            return await self._intent_failed(parcel, error, now=now)
        if isinstance(task, AskOutcome):
            return await self._put_off(parcel, Reason.OUTCOME_UNKNOWN, now=now, error=error)
        return await self._file_failed(parcel, task.file, error, now=now)

    async def _file_failed(
        self, parcel: Parcel, file: FileProgress, error: errors.PortalError, *, now: datetime
    ) -> Action:
        if file.upload_url is not None:
            self._certain.discard(file.upload_url)
            if isinstance(error, errors.NotFound | errors.Gone):
                return await self._restart(parcel, file, now=now)
        if _may_pass(error) or isinstance(error, errors.Conflict | errors.ChecksumMismatch | errors.NotFound):
            return await self._put_off(parcel, _reason_of(error), now=now, error=error)
        return await self._needs_attention(parcel, _reason_of(error, refused=Reason.FILE_REFUSED), error=error, now=now)

    async def _intent_failed(self, parcel: Parcel, error: errors.PortalError, *, now: datetime) -> Action:
        slug = error.slug if isinstance(error, errors.ProblemError) else ""
        if error.may_have_arrived or slug in ("idempotency-in-progress", "idempotency-key-reused"):
            return await self._put_off(parcel, Reason.OUTCOME_UNKNOWN, now=now, error=error)
        known = replace(parcel, outcome_unknown=False)
        if slug == "upload-incomplete":
            return await self._put_off(_files_asked_again(known), Reason.PORTAL_UNAVAILABLE, now=now, error=error)
        if _may_pass(error):
            return await self._put_off(known, _reason_of(error), now=now, error=error)
        if slug == "file-refused":
            return await self._needs_attention(known, Reason.FILE_REFUSED, error=error, now=now)
        if slug == "form-version-unknown":
            return await self._needs_attention(known, Reason.FORM_CHANGED, error=error, now=now)
        return await self._needs_attention(known, _reason_of(error), error=error, now=now)

    async def _put_off(
        self, parcel: Parcel, reason: Reason, *, now: datetime, error: errors.PortalError | None = None
    ) -> Action:
        attempts = parcel.attempts + 1
        wait = plan.backoff(attempts, random=self._random())
        if isinstance(error, errors.ProblemError) and error.retry_after_seconds is not None:
            wait = max(wait, timedelta(seconds=error.retry_after_seconds))
        if isinstance(error, errors.Unauthenticated):
            reason = Reason.SIGN_IN_NEEDED
        await self._keep(
            replace(
                parcel,
                state=ParcelState.QUEUED,
                lease_until=None,
                last_try_at=now,
                next_try_at=now + wait,
                attempts=attempts,
                reason=reason,
                detail=error.detail or None if isinstance(error, errors.ProblemError) else None,
            )
        )
        return Action(parcel.id, Did.PUT_OFF)

    async def _needs_attention(
        self,
        parcel: Parcel,
        reason: Reason,
        *,
        now: datetime,
        detail: str | None = None,
        error: errors.PortalError | None = None,
    ) -> Action:
        if isinstance(error, errors.ProblemError):
            detail = " ".join([error.detail or error.title, *(entry.detail for entry in error.errors)]).strip() or None
        await self._keep(
            replace(
                parcel,
                state=ParcelState.NEEDS_ATTENTION,
                lease_until=None,
                next_try_at=None,
                last_try_at=now,
                reason=reason,
                detail=detail,
            )
        )
        return Action(parcel.id, Did.NEEDS_ATTENTION)

    async def _wait_for_sign_in(self, parcel: Parcel) -> Action | None:
        if parcel.state is ParcelState.QUEUED and parcel.reason is Reason.SIGN_IN_NEEDED:
            return None
        await self._keep(replace(parcel, state=ParcelState.QUEUED, lease_until=None, reason=Reason.SIGN_IN_NEEDED))
        return Action(parcel.id, Did.WAITS_FOR_SIGN_IN)

    def _storage_full(self, parcel: Parcel, *, now: datetime) -> Action:
        self._parcels.show(
            replace(
                parcel,
                state=ParcelState.QUEUED,
                lease_until=None,
                next_try_at=now + _STORAGE_RETRY,
                reason=Reason.STORAGE_FULL,
            )
        )
        return Action(parcel.id, Did.PUT_OFF)

    async def _keep(self, parcel: Parcel) -> None:
        """Store a state that is only about waiting; when it cannot be stored, memory still shows it."""
        try:
            await self._parcels.store(parcel)
        except VaultError:
            self._parcels.show(parcel)


def _url_of(file: FileProgress) -> str:
    assert file.upload_url is not None
    return file.upload_url


def _with_file(parcel: Parcel, file: FileProgress) -> Parcel:
    files = tuple(file if known.attachment.id == file.attachment.id else known for known in parcel.files)
    return replace(parcel, files=files)


def _files_asked_again(parcel: Parcel) -> Parcel:
    return replace(parcel, files=tuple(replace(file, receipt_sha256=None) for file in parcel.files))


def _was_unknown(parcel: Parcel, task: Task) -> bool:
    return parcel.outcome_unknown and not isinstance(task, SendIntent)


def _may_pass(error: errors.PortalError) -> bool:
    """Tell whether the same request may succeed later without anybody doing anything but waiting or signing in."""
    if isinstance(error, errors.ProblemError):
        return isinstance(error, errors.Unauthenticated | errors.TooMany | errors.ServerFault)
    return True


def _reason_of(error: errors.PortalError, *, refused: Reason = Reason.REFUSED) -> Reason:
    match error:
        case errors.Unauthenticated() | errors.OAuthRefused():
            return Reason.SIGN_IN_NEEDED
        case errors.TooOld() | errors.TooNew():
            return Reason.UPDATE_NEEDED
        case errors.Unreachable() if not isinstance(error, errors.TimedOut):
            return Reason.NO_NETWORK
        case errors.TimedOut() | errors.NotThePortal() | errors.ServerFault() | errors.TooMany():
            return Reason.PORTAL_UNAVAILABLE
        case errors.Conflict() | errors.ChecksumMismatch() | errors.NotFound():
            return Reason.PORTAL_UNAVAILABLE if refused is Reason.FILE_REFUSED else refused
    return refused
