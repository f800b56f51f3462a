"""From "being checked" to a decision: by the scanner, and tried again until there is one.

An upload whose content is in order waits in state ``checking`` while a scanner is configured; it is neither filed nor
served before the scanner called it clean. A silent scanner leaves it waiting: the timed work asks again, and so does a
portal that was killed in between. What is beyond the scanner's limits is refused: to wait would not help the citizen.
"""

import asyncio
import logging

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.deps import Deps
from portal.storage.model import StorageUnreachableError
from portal.uploads.inspection import Finding
from portal.uploads.scanning.scanner import ScannerSilentError
from portal.uploads.tables import Upload

CONTENT_ONLY = "content"
"""Who checked a file where no scanner is configured: this portal, by its content."""

AT_ONCE = 50
"""Uploads looked at in one round of timed work."""

ASKED_SECONDS = 10.0
"""How long who sent the last piece waits for the verdict; the app itself waits 20 s for an answer."""

WAITING_SECONDS = 60.0
"""How long the scanner has for a file that waits; a slow one then gets to its end."""

ROUND_SECONDS = 10.0
"""After so long a round begins no other scan: other timed work waits for it."""

log = logging.getLogger("portal.uploads")


def state_after(deps: Deps, finding: Finding) -> str:
    """Return the state of an upload whose content was inspected."""
    if finding.refusal is not None:
        return "refused"
    return "verified" if deps.scanner is None else "checking"


async def checked(deps: Deps, upload: Upload) -> Upload:
    """Return an upload that waits in ``checking`` as the scanner decides it, unchanged while the scanner is silent."""
    try:
        return await _decided(deps, upload, seconds=ASKED_SECONDS)
    except ScannerSilentError as error:
        log.warning("no verdict of the virus scanner (%s); the file waits and is scanned again", error)
        return upload


async def check_waiting(deps: Deps, *, round_seconds: float = ROUND_SECONDS) -> None:
    """Ask the scanner again about uploads that wait for it, until it is silent or the round is over.

    In no order: a file that the scanner never gets to the end of must not keep those behind it waiting.
    """
    if deps.scanner is None:
        return
    time = asyncio.get_running_loop().time
    began = time()
    waiting = select(Upload).where(Upload.state == "checking").order_by(func.random()).limit(AT_ONCE)
    for upload in await deps.database.read(lambda session: list(session.execute(waiting).scalars())):
        try:
            await _decided(deps, upload, seconds=WAITING_SECONDS)
        except (ScannerSilentError, StorageUnreachableError):
            return
        if time() - began > round_seconds:
            return


async def _decided(deps: Deps, upload: Upload, *, seconds: float) -> Upload:
    if upload.state != "checking" or deps.scanner is None or upload.storage_name is None:
        return upload
    try:
        verdict = await deps.scanner.scan(deps.storage.read(upload.storage_name), seconds=seconds)
    except FileNotFoundError:  # refused or given up meanwhile
        return upload
    is_clean = verdict.refusal is None
    if not is_clean:
        log.warning("upload %s refused as %s by %s: %s", upload.id, verdict.refusal, verdict.scanner, verdict.found)
    now = deps.now()

    def work(session: Session) -> tuple[Upload | None, bool]:
        done = session.execute(
            update(Upload)
            .where(Upload.id == upload.id, Upload.state == "checking")
            .values(
                state="verified" if is_clean else "refused",
                problem=verdict.refusal,
                storage_name=upload.storage_name if is_clean else None,
                checked_by=verdict.scanner,
                checked_at=now,
            )
            .returning(Upload)
        ).scalar_one_or_none()
        return done or session.get(Upload, upload.id), done is not None

    decided, is_ours = await deps.database.write(work)
    if is_ours and not is_clean:
        await asyncio.to_thread(deps.storage.delete, [upload.storage_name])
    return decided or upload
