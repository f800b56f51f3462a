"""Receiving a file in pieces: every acknowledged byte is durable, two writers can never mix.

A PATCH writes a chunk file of its own, makes it durable, and only then moves the upload's offset with a
compare-and-set in the database. Whoever loses the race gets 409 and its chunk is thrown away; a killed portal leaves
the offset where the last acknowledgement put it.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session
from starlette.requests import ClientDisconnect

from portal.deps import Deps
from portal.identity.signed_in import SignedIn
from portal.problems import Problem, not_found
from portal.storage.model import Storage, StoredFile
from portal.uploads.checking import CONTENT_ONLY, checked, state_after
from portal.uploads.inspection import Finding, inspect_parts
from portal.uploads.receiving import Checksum, receive
from portal.uploads.tables import Upload, UploadChunk
from portal.uploads.traces import Passed, Passing

MAX_CHUNKS = 4096


@dataclass(frozen=True, slots=True)
class Announcement:
    """What a client says of a file before sending it."""

    length: int
    file_name: str
    sha256: str | None
    metadata_header: str


def max_bytes(deps: Deps) -> int:
    """Return the largest file this portal takes: the setting, or what some procedure's paper allows."""
    papers = (paper.max_bytes for procedure in deps.catalogue.catalogue.procedures for paper in procedure.papers)
    return max([deps.settings.max_upload_bytes, *papers])


async def create(deps: Deps, person: SignedIn, announced: Announcement) -> Upload:
    """Open an upload.

    Raises:
        Problem: ``payload-too-large``; ``uploads-full`` with too many files not yet filed.
    """
    if announced.length > max_bytes(deps):
        raise Problem("payload-too-large")
    now = deps.now()
    upload_id = f"{deps.random.getrandbits(128):032x}"

    def work(session: Session) -> Upload:
        kept = func.sum(Upload.length).filter(Upload.state != "refused")  # of a refused file nothing is stored
        waiting = select(func.count(), func.coalesce(kept, 0))
        of_person = waiting.where(Upload.owner == person.subject, Upload.dossier_id.is_(None))
        count, size = session.execute(of_person).one()
        allowed = deps.settings
        if count >= allowed.open_uploads_per_person or size + announced.length > allowed.open_bytes_per_person:
            raise Problem("uploads-full", headers={"Retry-After": "3600"})
        upload = Upload(
            id=upload_id,
            owner=person.subject,
            length=announced.length,
            received=0,
            declared_sha256=announced.sha256,
            file_name=announced.file_name,
            metadata_header=announced.metadata_header,
            state="incomplete",
            created_at=now,
            expires_at=now + timedelta(hours=deps.settings.upload_expires_after_hours),
        )
        session.add(upload)
        return upload

    upload = await deps.database.write(work)
    return await verified_when_complete(deps, upload)


async def get(deps: Deps, person: SignedIn, upload_id: str) -> Upload:
    """Return the person's upload.

    Raises:
        Problem: ``not-found`` when unknown or somebody else's, ``upload-gone`` when expired.
    """
    upload = await deps.database.read(lambda session: session.get(Upload, upload_id))
    if upload is None or upload.owner != person.subject:
        raise not_found()
    if upload.dossier_id is None and upload.expires_at <= deps.now():
        raise Problem("upload-gone")
    return upload


async def append(
    deps: Deps, upload: Upload, body: AsyncIterator[bytes], *, offset: int, checksum: Checksum | None = None
) -> Upload:
    """Receive bytes from ``offset`` on and return the upload with its new, durable offset.

    When the connection breaks, what arrived is kept, unless a checksum was announced for the whole piece.

    Raises:
        Problem: ``upload-offset`` (another offset), ``payload-too-large`` (beyond the length), ``upload-checksum``.
        ClientDisconnect: when the connection broke.
    """
    if offset != upload.received:
        raise _wrong_offset(upload.received)
    name = f"{upload.id}-{offset}-{deps.random.getrandbits(64):016x}"
    broken: ClientDisconnect | None = None
    passed = _passing(deps).find(upload.id, offset)
    with deps.storage.write_chunk(name) as writer:
        try:
            await receive(writer, body, passed, room=upload.length - offset, checksum=checksum)
        except ClientDisconnect as error:
            if checksum is not None:
                raise
            broken = error
        await asyncio.to_thread(writer.finish)
    if writer.size_bytes:
        upload = await _advance(deps, upload, name, offset=offset, size=writer.size_bytes)
        _passing(deps).keep(upload.id, passed)
    if broken is not None:
        raise broken
    return await verified_when_complete(deps, upload)


def _passing(deps: Deps) -> Passing:
    passing: Passing = deps.extras.setdefault("uploads.passing", Passing())
    return passing


async def _advance(deps: Deps, upload: Upload, name: str, *, offset: int, size: int) -> Upload:
    def work(session: Session) -> Upload | int:
        pieces = select(func.count()).where(UploadChunk.upload_id == upload.id)
        if session.execute(pieces).scalar_one() >= MAX_CHUNKS:
            raise Problem("too-many-requests", {"vi": "Tệp gửi quá vụn.", "en": "The file comes in too many pieces."})
        moved = session.execute(
            update(Upload)
            .where(Upload.id == upload.id, Upload.received == offset, Upload.state == "incomplete")
            .values(received=offset + size)
            .returning(Upload)
        ).scalar_one_or_none()
        if moved is None:
            now_at = session.get(Upload, upload.id)
            return now_at.received if now_at is not None else -1
        session.add(UploadChunk(upload_id=upload.id, start=offset, name=name))
        return moved

    try:
        moved = await deps.database.write(work)
    except BaseException:
        await asyncio.to_thread(deps.storage.delete_chunks, [name])
        raise
    if isinstance(moved, int):
        await asyncio.to_thread(deps.storage.delete_chunks, [name])
        raise not_found() if moved < 0 else _wrong_offset(moved)
    return moved


async def verified_when_complete(deps: Deps, upload: Upload) -> Upload:
    """Check a complete upload's hash and content, once; a portal killed in between does it at the next request."""
    if upload.state != "incomplete" or upload.received < upload.length:
        return upload
    ordered = select(UploadChunk.name).where(UploadChunk.upload_id == upload.id).order_by(UploadChunk.start)
    names = list(await deps.database.read(lambda session: session.execute(ordered).scalars().all()))
    file_id = f"{deps.random.getrandbits(64):016x}"
    passed = _passing(deps).find(upload.id, upload.length)
    try:
        examined = await asyncio.to_thread(
            _examine, deps.storage, names, passed, file_id=file_id, declared_sha256=upload.declared_sha256
        )
    except FileNotFoundError:  # somebody else has just finished it
        return await _reread(deps, upload)
    finding, stored, now = examined.finding, examined.stored, deps.now()

    def work(session: Session) -> Upload | None:
        done = session.execute(
            update(Upload)
            .where(Upload.id == upload.id, Upload.state == "incomplete")
            .values(
                state=state_after(deps, finding),
                problem=finding.refusal,
                checked_by=None if finding.refusal is None and deps.scanner else CONTENT_ONLY,
                checked_at=now,
                sha256=examined.sha256,
                media_type=finding.media_type,
                storage_name=stored.name if stored else None,
            )
            .returning(Upload)
        ).scalar_one_or_none()
        session.execute(delete(UploadChunk).where(UploadChunk.upload_id == upload.id))
        return done

    done = await deps.database.write(work)
    if done is None and stored is not None:
        await asyncio.to_thread(deps.storage.delete, [stored.name])
    await asyncio.to_thread(deps.storage.delete_chunks, names)
    _passing(deps).keep(upload.id, None)
    return await checked(deps, done or await _reread(deps, upload))


@dataclass(frozen=True, slots=True)
class _Examined:
    finding: Finding
    sha256: str
    stored: StoredFile | None


def _examine(
    storage: Storage, chunks: list[str], passed: Passed | None, *, file_id: str, declared_sha256: str | None
) -> _Examined:
    """Look at the whole, and keep it only when nothing speaks against it.

    What ``passed`` tells of the bytes that came stands for the file where the storage holds just those.
    """
    with storage.assemble(chunks, file_id) as whole:
        if passed is None or not whole.is_as_received or passed.size_bytes != whole.size_bytes:
            passed = Passed.over(whole.parts)
        finding = inspect_parts(whole.parts, passed, joined=whole.joined)
        if finding.refusal is None and declared_sha256 not in (None, passed.sha256):
            finding = Finding(finding.media_type, "hash")
        return _Examined(finding, passed.sha256, None if finding.refusal else whole.keep(passed.sha256))


async def _reread(deps: Deps, upload: Upload) -> Upload:
    fresh = await deps.database.read(lambda session: session.get(Upload, upload.id))
    if fresh is None:
        raise not_found()
    return fresh


async def terminate(deps: Deps, upload: Upload) -> None:
    """Throw an upload away.

    Raises:
        Problem: ``state-conflict`` when it already belongs to a dossier.
    """
    condition = (Upload.id == upload.id) & Upload.dossier_id.is_(None)
    if not await _remove(deps, condition):
        raise Problem("state-conflict")


async def expire(deps: Deps, now: datetime) -> None:
    """Throw away every upload past its time."""
    await _remove(deps, (Upload.expires_at <= now) & Upload.dossier_id.is_(None))


async def _remove(deps: Deps, condition: "object") -> int:
    """Delete uploads, then their files: in this order nothing ever refers to a file that is gone."""

    def work(session: Session) -> tuple[int, list[str], list[str]]:
        doomed = list(session.execute(select(Upload).where(condition).with_for_update()).scalars())  # type: ignore[arg-type]  # a SQL expression
        ids = [upload.id for upload in doomed]
        chunks = list(session.execute(select(UploadChunk.name).where(UploadChunk.upload_id.in_(ids))).scalars())
        session.execute(delete(UploadChunk).where(UploadChunk.upload_id.in_(ids)))
        session.execute(delete(Upload).where(Upload.id.in_(ids)))
        return len(ids), chunks, [upload.storage_name for upload in doomed if upload.storage_name]

    count, chunks, files = await deps.database.write(work)
    await asyncio.to_thread(deps.storage.delete_chunks, chunks)
    await asyncio.to_thread(deps.storage.delete, files)
    return count


def _wrong_offset(received: int) -> Problem:
    return Problem("upload-offset", headers={"Upload-Offset": str(received)})
