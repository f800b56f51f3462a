"""A parcel's files, one request at a time: announce, ask how far, send a piece, get the portal's hash."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from api_client import errors
from app.outbox import failures, plan
from app.outbox.failures import with_file
from app.outbox.model import FileProgress, Parcel, Reason
from app.outbox.pace import Pace
from app.outbox.pieces import AT_ONCE_BYTES, Piece, Pieces
from app.outbox.plan import AskOffset, CreateUpload, GetReceipt, SendPiece
from app.outbox.ports import Uploads
from app.outbox.results import Did
from app.vault.errors import VaultDamagedError
from app.vault.vault import Vault

GIVING_UP_SECONDS = 3.0
"""The person who takes something back waits for no more than this."""

FileTask = AskOffset | CreateUpload | GetReceipt | SendPiece


class FileLostError(Exception):
    """The bytes of an attachment are gone from this device or damaged."""


class FileSender:
    """Brings the files of parcels one request further; returns the parcel as it is then, stores nothing."""

    def __init__(self, vault: Vault, uploads: Uploads) -> None:
        self._pieces = Pieces(vault)
        self._uploads = uploads
        self._certain: set[str] = set()
        self._pace = Pace()

    @property
    def certain(self) -> frozenset[str]:
        """Return the uploads whose offset is known since they were last asked."""
        return frozenset(self._certain)

    def doubt(self, file: FileProgress) -> None:
        """Ask for the offset of a file again before anything more of it is sent."""
        self._certain.discard(file.upload_url or "")
        self._pieces.forget()

    async def advance(self, task: FileTask, parcel: Parcel, *, now: datetime, random: float) -> failures.Fate:
        """Do one request for one file.

        Raises:
            PortalError: it failed.
            FileLostError: there is nothing to send.
        """
        match task:
            case CreateUpload(file):
                return await self._create(parcel, file, now=now)
            case AskOffset(file):
                return await self._ask_offset(parcel, file, now=now, random=random)
            case SendPiece(file):
                return await self._send_piece(parcel, file, now=now)
            case GetReceipt(file):
                return await self._get_receipt(parcel, file, now=now, random=random)

    async def give_up(self, parcel: Parcel) -> None:
        """Tell the portal that a parcel's files are not wanted any more; untold it forgets them by itself, later."""
        urls = [file.upload_url for file in parcel.files if file.upload_url is not None]
        with suppress(TimeoutError, errors.PortalError):
            async with asyncio.timeout(GIVING_UP_SECONDS):
                for url in urls:
                    await self._uploads.cancel(url)

    async def _create(self, parcel: Parcel, file: FileProgress, *, now: datetime) -> failures.Fate:
        attachment = file.attachment
        if self._goes_whole(file):
            self._pieces.begin_whole(attachment.id, attachment.size_bytes)
        else:
            first = self._pace.piece_bytes(now=asyncio.get_running_loop().time())
            size = min(first, AT_ONCE_BYTES, attachment.size_bytes)
            self._pieces.read_ahead(attachment.id, offset=0, size=size)
        url = await self._uploads.create(
            length=attachment.size_bytes,
            sha256=attachment.sha256,
            file_name=attachment.file_name,
            media_type=attachment.media_type,
        )
        self._certain.add(url)
        return _nearer(parcel, replace(file, upload_url=url, sent_bytes=0), now=now), Did.CREATED_UPLOAD

    async def _ask_offset(self, parcel: Parcel, file: FileProgress, *, now: datetime, random: float) -> failures.Fate:
        url = _url_of(file)
        progress = await self._uploads.offset(url)
        if progress.length != file.attachment.size_bytes:
            return failures.restarted(parcel, file, now=now, random=random)
        self._certain.add(url)
        return _nearer(parcel, replace(file, sent_bytes=progress.offset), now=now), Did.ASKED_OFFSET

    def _goes_whole(self, file: FileProgress) -> bool:
        """Tell whether a file that is not begun goes in one piece, whose hash is known: it is neither held nor hashed.

        The smallest go as a piece of bytes that are at hand.
        """
        known = self._pace.whole_bytes(now=asyncio.get_running_loop().time())
        return plan.SMALLEST_PIECE_BYTES < file.attachment.size_bytes <= known and not file.sent_bytes

    async def _send_piece(self, parcel: Parcel, file: FileProgress, *, now: datetime) -> failures.Fate:
        if self._goes_whole(file):
            return await self._send_whole(parcel, file, now=now)
        url, time = _url_of(file), asyncio.get_running_loop().time
        pace, missing = self._pace, file.attachment.size_bytes - file.sent_bytes
        known = pace.whole_bytes(now=time())
        piece = await self._take_piece(file, min(pace.piece_bytes(now=time()), missing))
        began, length = time(), len(piece)
        self.doubt(file)  # until the answer says otherwise
        pace.lost()
        end = file.sent_bytes + length
        if length < missing:
            size = min(pace.ahead_bytes(length), missing - length)
            self._pieces.read_ahead(file.attachment.id, offset=end, size=size)
        offset = await self._uploads.patch(url, offset=file.sent_bytes, chunk=piece.content, sha256=piece.sha256)
        if offset != end:
            raise errors.NotThePortal("an offset that does not fit the piece sent")
        pace.carried(length, of=length if length < missing else known, seconds=time() - began, now=time())
        self._certain.add(url)
        self._pieces.give_back(piece)
        return _nearer(parcel, replace(file, sent_bytes=offset), now=now), Did.SENT_PIECE

    async def _send_whole(self, parcel: Parcel, file: FileProgress, *, now: datetime) -> failures.Fate:
        url, time, pace = _url_of(file), asyncio.get_running_loop().time, self._pace
        known, began = pace.whole_bytes(now=time()), time()
        whole = self._pieces.take_whole(file.attachment.id, file.attachment.size_bytes)
        self.doubt(file)  # until the answer says otherwise
        pace.lost()
        try:
            sha256 = bytes.fromhex(file.attachment.sha256)
            offset = await self._uploads.patch(url, offset=0, chunk=whole, sha256=sha256)
        except VaultDamagedError as error:
            raise FileLostError from error
        finally:
            whole.forget()
        pace.carried(offset, of=known, seconds=time() - began, now=time())
        self._certain.add(url)
        return _nearer(parcel, replace(file, sent_bytes=offset), now=now), Did.SENT_PIECE

    async def _take_piece(self, file: FileProgress, size: int) -> Piece:
        try:
            piece = await self._pieces.take(file.attachment.id, offset=file.sent_bytes, size=size)
        except (KeyError, VaultDamagedError) as error:
            raise FileLostError from error
        if not len(piece):
            raise FileLostError
        return piece

    async def _get_receipt(self, parcel: Parcel, file: FileProgress, *, now: datetime, random: float) -> failures.Fate:
        receipt = await self._uploads.receipt(_url_of(file))
        if receipt.state == "refused":
            told = replace(file, attachment=replace(file.attachment, problem=receipt.problem or ""))
            refused = with_file(parcel, told)
            return failures.needs_attention(refused, Reason.FILE_REFUSED, detail=receipt.problem, now=now)
        if plan.proves_file(receipt, file):
            return _nearer(parcel, replace(file, receipt_sha256=receipt.sha256), now=now), Did.GOT_RECEIPT
        if receipt.state == "checking":
            return failures.put_off(parcel, Reason.BEING_CHECKED, now=now, random=random)
        self.doubt(file)
        if receipt.state == "verified":  # of other bytes than ours
            return failures.restarted(parcel, file, now=now, random=random)
        return failures.put_off(parcel, Reason.PORTAL_UNAVAILABLE, now=now, random=random)


def _nearer(parcel: Parcel, file: FileProgress, *, now: datetime) -> Parcel:
    return replace(with_file(parcel, file), lease_until=now + plan.LEASE, last_try_at=now, attempts=0, detail=None)


def _url_of(file: FileProgress) -> str:
    assert file.upload_url is not None
    return file.upload_url
