"""Draws the PDFs of issued documents, outside every transaction, once each.

A document's facts are fixed when it is issued; drawing takes a tenth of a second and more, far too long for the writer.
If the portal is killed in between, the next request for the dossier (or the timed work) draws it.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.deps import Deps
from portal.dossiers.tables import DocumentRow, DossierRow

if TYPE_CHECKING:
    from portal.dossiers.contents import Content

AT_ONCE = 2
"""Drawings at the same time in one process; more would only slow each other."""

BUSY = 8
"""With so many dossiers in hand a submission does not wait for its documents; they come with the next request."""


@dataclass(frozen=True, slots=True)
class _Missing:
    document_id: str
    content: "Content"


@dataclass
class _Desk:
    """What this process is drawing, by dossier."""

    limit: asyncio.Semaphore
    in_hand: dict[str, "asyncio.Task[None]"]


def is_busy(deps: Deps) -> bool:
    """Whether drawing is behind."""
    return len(_desk(deps).in_hand) >= BUSY


async def draw_missing(deps: Deps, dossier_ids: Sequence[str]) -> None:
    """Draw every document of these dossiers that has no PDF yet; one drawing at a time for each dossier."""
    for dossier_id in dossier_ids:
        begun = _desk(deps).in_hand.get(dossier_id)
        if begun is not None:
            await asyncio.shield(begun)  # it may have begun before the newest document was issued, so look again
        await asyncio.shield(_begin(deps, dossier_id))


def _begin(deps: Deps, dossier_id: str) -> "asyncio.Task[None]":
    in_hand = _desk(deps).in_hand
    task = in_hand.get(dossier_id)
    if task is None:
        task = in_hand[dossier_id] = asyncio.create_task(_draw_all(deps, dossier_id))
        task.add_done_callback(lambda _done: in_hand.pop(dossier_id, None))
    return task


def _desk(deps: Deps) -> _Desk:
    desk: _Desk = deps.extras.setdefault("drawing", _Desk(asyncio.Semaphore(AT_ONCE), {}))
    return desk


async def _draw_all(deps: Deps, dossier_id: str) -> None:
    async with _desk(deps).limit:
        for missing in await deps.database.read(lambda session: _missing(deps, session, dossier_id)):
            await _draw(deps, missing)


def _missing(deps: Deps, session: Session, dossier_id: str) -> list[_Missing]:
    from portal.dossiers.contents import content_of

    wanted = select(DocumentRow).where(DocumentRow.dossier_id == dossier_id, DocumentRow.sha256.is_(None))
    found = []
    for document in session.execute(wanted.order_by(DocumentRow.position)).scalars():
        dossier = session.get_one(DossierRow, document.dossier_id)
        procedure = deps.catalogue.find(dossier.procedure_code)
        form = deps.catalogue.find_form(session, dossier.procedure_code, dossier.form_version)
        found.append(_Missing(document.id, content_of(document, dossier, procedure=procedure, form=form)))
    return found


async def _draw(deps: Deps, missing: _Missing) -> None:
    from portal.dossiers.drawing import draw

    data = await asyncio.to_thread(draw, missing.content, sample=deps.signer.sample)
    stored = await asyncio.to_thread(deps.storage.store, data, f"{deps.random.getrandbits(64):016x}")

    def work(session: Session) -> bool:
        first = session.execute(
            update(DocumentRow)
            .where(DocumentRow.id == missing.document_id, DocumentRow.sha256.is_(None))
            .values(sha256=stored.sha256, size_bytes=stored.size_bytes, storage_name=stored.name)
            .returning(DocumentRow.id)
        ).first()
        return first is not None

    if not await deps.database.write(work):
        await asyncio.to_thread(deps.storage.delete, [stored.name])
