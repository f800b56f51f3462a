"""Where storage and records disagree: chunks of no open upload, files that no record names, files that are gone."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.deps import Deps
from portal.identity.signed_in import SignedIn
from portal.uploads.tables import Upload

EVERY = timedelta(hours=1)
SPARED = timedelta(hours=6)
"""A file younger than this may belong to a request that is still at work."""


async def sweep(deps: Deps, now: datetime) -> int:
    """Remove what nothing refers to and return how much that was.

    The names are read before the records, so that nothing written meanwhile can be taken for left over.
    """
    count = await _sweep_chunks(deps)
    batches = deps.storage.file_names(before=now - SPARED)
    while names := await asyncio.to_thread(next, batches, None):
        known = await deps.database.read(lambda session, names=names: _known(session, names))  # type: ignore[misc]  # mypy cannot infer a defaulted lambda
        lost = [name for name in names if name not in known]
        await asyncio.to_thread(deps.storage.delete, lost)
        count += len(lost)
    return count


async def forget_lost(deps: Deps, person: SignedIn, upload_ids: Sequence[str]) -> None:
    """Forget verified uploads whose file is not there whole any more, so that filing asks for the file again.

    A client that is told ``upload-incomplete`` asks for the upload, finds it unknown and sends the file anew.
    """
    own = Upload.id.in_(upload_ids) & (Upload.owner == person.subject) & Upload.dossier_id.is_(None)
    wanted = select(Upload).where(own, Upload.storage_name.is_not(None))
    uploads = await deps.database.read(lambda session: list(session.execute(wanted).scalars())) if upload_ids else []
    lost = [
        upload.id
        for upload in uploads
        if await asyncio.to_thread(deps.storage.find_size, upload.storage_name or "") != upload.length
    ]
    if lost:
        await deps.database.write(lambda session: session.execute(delete(Upload).where(own, Upload.id.in_(lost))))


async def _sweep_chunks(deps: Deps) -> int:
    names = await asyncio.to_thread(deps.storage.chunk_names)
    if not names:
        return 0
    still_open = select(Upload.id).where(Upload.state == "incomplete")
    needed = set(await deps.database.read(lambda session: session.execute(still_open).scalars().all()))
    lost = [name for name in names if name.partition("-")[0] not in needed]
    await asyncio.to_thread(deps.storage.delete_chunks, lost)
    return len(lost)


def _known(session: Session, names: list[str]) -> set[str]:
    """Return those of the names that some record has; every table with a ``storage_name`` counts."""
    from portal.tables import metadata  # here: it imports every feature

    known: set[Any] = set()
    for table in metadata.tables.values():
        if "storage_name" in table.c:
            column = table.c.storage_name
            known.update(session.execute(select(column).where(column.in_(names))).scalars())
    return known
