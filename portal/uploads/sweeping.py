"""What a killed portal left in the storage: chunks of no open upload, files that no record names."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.deps import Deps
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
