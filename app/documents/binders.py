"""The pages of one paper, put in order over days if need be, then bound into the file that goes with the draft."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from app.documents.binder_store import BINDERS, binder_id, decode_binder, delete_sources, put_binder
from app.documents.checks import HEAD_BYTES, check_content, check_file, find_media_type
from app.documents.drawing import Drawn, UndrawableError, draw
from app.documents.model import Refused
from app.documents.outcome import File, Outcome
from app.documents.pages import MAX_PAGES, Binder, Page, Source
from app.documents.pictures import NotAPictureError, without_private_data
from app.documents.staging import display_name, stage_file
from app.drafts.errors import DraftLockedError, DraftNotFoundError
from app.drafts.model import Attachment, Draft
from app.drafts.service import Drafts
from app.vault.errors import VaultError
from app.vault.model import AdoptBlob, Delete, DeleteBlob, Write
from app.vault.vault import Vault
from forms.procedure import Paper

if TYPE_CHECKING:
    from app.documents.binding import PdfPage

log = logging.getLogger(__name__)

MAX_SOURCE_BYTES = 60 * 1024 * 1024
"""A photo may be larger than what the office takes: it is shrunk before it goes."""


class Binders:
    """The pages of the papers of every draft; each change is in the vault when its call returns.

    A draft's photos stay in their full detail here after they were bound, so that pages can be changed again, until the
    draft is sent or deleted.
    """

    def __init__(
        self,
        vault: Vault,
        drafts: Drafts,
        *,
        clock: Callable[[], datetime],
        new_id: Callable[[], str] = lambda: uuid4().hex,
    ) -> None:
        self._vault = vault
        self._drafts = drafts
        self._clock = clock
        self._new_id = new_id
        self._tasks: set[asyncio.Task[None]] = set()
        self._drawn: dict[tuple[str, int, str], Drawn] = {}

    async def load(self) -> None:
        """Forget the pages of drafts that are sent or gone, now and whenever that happens; the drafts are loaded."""
        await self._tidy()
        self._drafts.subscribe(self._hear)

    def _hear(self, draft_id: str) -> None:
        if self._is_over(draft_id):
            task = asyncio.get_running_loop().create_task(self._tidy())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _tidy(self) -> None:
        try:
            for id_, record in await self._vault.all(BINDERS):
                binder = decode_binder(record)
                if self._is_over(binder.draft_id):
                    await self._vault.transact([Delete(BINDERS, id_), *delete_sources(binder.sources)])
        except VaultError as error:
            log.warning("pages of drafts that are over are forgotten at the next start: %s", type(error).__name__)

    def _is_over(self, draft_id: str) -> bool:
        draft = self._drafts.held(draft_id)
        return draft is None or draft.dossier_id is not None

    async def open(self, draft_id: str, paper: Paper) -> Binder:
        """Return the pages of a paper: those put in order before, and those of files attached since.

        Raises:
            DraftLockedError, DraftNotFoundError, VaultError
        """
        draft = self._open_draft(draft_id)
        record = await self._vault.get(BINDERS, binder_id(draft_id, paper.id))
        binder = decode_binder(record) if record is not None else Binder(draft_id, paper.id)
        attached = [attachment for attachment in draft.attachments if attachment.paper_id == paper.id]
        ids = {attachment.id for attachment in attached}
        gone = frozenset(s.id for s in binder.sources if s.attachment_id is not None and s.attachment_id not in ids)
        changed, writes = binder.without_sources(gone), delete_sources([s for s in binder.sources if s.id in gone])
        known = {source.attachment_id for source in changed.sources}
        for attachment in attached:
            if attachment.id not in known:
                source = await self._copied(attachment)
                if source is not None:
                    changed, writes = changed.with_source(source), [*writes, AdoptBlob(source.id)]
        if changed != binder:
            await self._vault.transact([*writes, put_binder(changed)])
        return changed

    async def add(self, binder: Binder, paper: Paper, *, file_name: str, data: bytes) -> Binder | Refused:
        """Take the pages of one more file in; a photo may be larger than the paper takes.

        Raises:
            DraftLockedError, DraftNotFoundError
            VaultError: nothing was stored.
        """
        self._open_draft(binder.draft_id)
        name = display_name(file_name)
        taken = await asyncio.to_thread(_checked, data, paper, name)
        if isinstance(taken, Refused):
            return taken
        clean, media_type, page_count = taken
        if len(binder.pages) + page_count > MAX_PAGES:
            return Refused("too_many_pages", name, limit=MAX_PAGES)
        blob = await self._vault.stage_blob(self._new_id(), clean)
        changed = binder.with_source(Source(blob.id, name, media_type, blob.size_bytes, page_count))
        await self._vault.transact([AdoptBlob(blob.id), put_binder(changed)])
        return changed

    async def keep(self, binder: Binder) -> None:
        """Store the pages as they are arranged now.

        Raises:
            DraftLockedError, DraftNotFoundError, VaultError
        """
        self._open_draft(binder.draft_id)
        await self._vault.transact([put_binder(binder)])

    async def read(self, source: Source) -> bytes:
        """Return the bytes of a source.

        Raises:
            KeyError: they are gone.
            VaultError: they cannot be read.
        """
        return await self._vault.get_blob(source.id)

    async def picture(self, binder: Binder, page: Page) -> bytes | None:
        """Return a page as the office would see it, as a JPEG; None for a page of print in a PDF.

        Raises:
            KeyError, VaultError: its file is gone or damaged.
            UndrawableError: it does not decode.
        """
        drawn = await self._draw(page, binder, {page.source_id: await self.read(binder.source_of(page))})
        if isinstance(drawn, Drawn):
            return drawn.jpeg
        return await asyncio.to_thread(_scanned, drawn)

    async def outcome(self, binder: Binder, paper: Paper, *, name: str) -> Outcome:
        """Return what the office would get from these pages: one PDF, or pictures where the paper takes no PDF.

        Raises:
            KeyError, VaultError: a file is gone or damaged.
            UndrawableError, UnreadablePdfError: a page cannot be drawn.
        """
        used = {page.source_id for page in binder.pages}
        sources = [source for source in binder.sources if source.id in used]
        data = {source.id: await self.read(source) for source in sources}
        drawn = {page.id: await self._draw(page, binder, data) for page in binder.pages}
        faint = tuple(id_ for id_, page in drawn.items() if isinstance(page, Drawn) and page.is_faint)
        source_bytes = sum(source.size_bytes for source in sources)
        if not binder.pages:
            return Outcome((), 0)
        if "application/pdf" in paper.accept:
            bound = await asyncio.to_thread(_bound, list(drawn.values()), self._clock())
            return Outcome((File(f"{name}.pdf", bound),), source_bytes, faint)
        pictures = [page for page in drawn.values() if isinstance(page, Drawn)]
        files = [File(f"{name}{_number(n, pictures)}.jpg", picture.jpeg) for n, picture in enumerate(pictures, 1)]
        return Outcome(tuple(files), source_bytes)

    async def bind(self, binder: Binder, paper: Paper, outcome: Outcome) -> tuple[Attachment, ...] | Refused:
        """Put the files in the place of all files the paper had, in one transaction with the pages they are made of.

        Raises:
            DraftLockedError, DraftNotFoundError
            VaultError: nothing was stored; draft and pages are as before.
        """
        self._open_draft(binder.draft_id)
        if not outcome.files:
            return Refused("empty")
        refused = outcome.refusal(paper)
        if refused is not None:
            return refused
        stands_for = {source.attachment_id for source in binder.sources}
        before = [one for one in self._open_draft(binder.draft_id).attachments if one.paper_id == paper.id]
        replaced = [attachment for attachment in before if attachment.id in stands_for]
        kept: list[Attachment] = []
        writes: list[Write] = [DeleteBlob(attachment.id) for attachment in replaced]
        for number, file in enumerate(outcome.files):
            staged = await stage_file(
                self._vault,
                paper,
                file_name=file.name,
                data=file.data,
                already=len(before) - len(replaced) + number,
                now=self._clock(),
                new_id=self._new_id,
            )
            if isinstance(staged, Refused):
                return staged
            kept.append(staged.attachment)
            writes.extend(staged.writes)
        held = _held_by(binder, kept)
        writes += [
            *delete_sources([s for s in binder.sources if all(s.id != one.id for one in held.sources)]),
            put_binder(held),
        ]

        def bound(draft: Draft) -> Draft:
            if draft.is_locked:
                raise DraftLockedError(draft.id)
            others = [attachment for attachment in draft.attachments if attachment.id not in stands_for]
            return replace(draft, attachments=(*others, *kept))

        await self._drafts.update(binder.draft_id, bound, also=writes)
        return tuple(kept)

    def _open_draft(self, draft_id: str) -> Draft:
        draft = self._drafts.find(draft_id)
        if draft is None:
            raise DraftNotFoundError(draft_id)
        if draft.is_locked or draft.dossier_id is not None:
            raise DraftLockedError(draft_id)
        return draft

    async def _copied(self, attachment: Attachment) -> Source | None:
        """Store an attached file a second time, as a source; None when it is gone or has no pages to take out."""
        from app.documents.binding import UnreadablePdfError, count_pages

        try:
            data = await self._vault.get_blob(attachment.id)
            is_pdf = attachment.media_type == "application/pdf"
            page_count = await asyncio.to_thread(count_pages, data) if is_pdf else 1
        except (KeyError, UnreadablePdfError):
            return None
        blob = await self._vault.stage_blob(self._new_id(), data)
        return Source(
            blob.id,
            attachment.file_name,
            attachment.media_type,
            blob.size_bytes,
            page_count,
            attachment_id=attachment.id,
        )

    async def _draw(self, page: Page, binder: Binder, data: Mapping[str, bytes]) -> "Drawn | PdfPage":
        if binder.source_of(page).media_type == "application/pdf":
            from app.documents.binding import PdfPage  # pypdf comes with the first PDF, not with the start

            return PdfPage(data[page.source_id], page.number, turns=page.turns)
        known = (page.source_id, page.turns, binder.detail)
        if known not in self._drawn:
            if len(self._drawn) > 2 * MAX_PAGES:
                self._drawn.clear()
            self._drawn[known] = await asyncio.to_thread(
                draw, data[page.source_id], turns=page.turns, detail=binder.detail
            )
        return self._drawn[known]


def _checked(data: bytes, paper: Paper, name: str) -> tuple[bytes, str, int] | Refused:
    """Return a clean file with its type and its number of pages, or why it gives none."""
    pictures = ("image/jpeg", "image/png")  # whichever it is, what goes to the office is drawn anew
    wide = paper.model_copy(update={"accept": (*paper.accept, *pictures), "max_bytes": MAX_SOURCE_BYTES})
    media_type = find_media_type(data[:HEAD_BYTES]) or ""
    refused = check_file(data[:HEAD_BYTES], len(data), wide) or check_content(data, media_type)
    if refused is not None:
        return replace(refused, file_name=name)
    try:
        if media_type != "application/pdf":
            return without_private_data(data, media_type), media_type, 1
        from app.documents.binding import UnreadablePdfError, count_pages

        try:
            return data, media_type, count_pages(data)
        except UnreadablePdfError:
            return Refused("damaged", name)
    except (NotAPictureError, UndrawableError):
        return Refused("damaged", name)


def _bound(pages: "list[Drawn | PdfPage]", now: datetime) -> bytes:
    from app.documents.binding import bind

    return bind(pages, now=now)


def _scanned(page: "PdfPage") -> bytes | None:
    from app.documents.binding import UnreadablePdfError, find_picture

    try:
        picture = find_picture(page.data, page.number)
        return draw(picture, turns=page.turns, detail="clear").jpeg if picture is not None else None
    except (UnreadablePdfError, UndrawableError):
        return None


def _held_by(binder: Binder, kept: list[Attachment]) -> Binder:
    """Return the binder with each source held by the file its pages went into; sources without pages are gone."""
    holder = {page.source_id: kept[min(at, len(kept) - 1)].id for at, page in enumerate(binder.pages)}
    held = [replace(source, attachment_id=holder[source.id]) for source in binder.sources if source.id in holder]
    return replace(binder, sources=tuple(held))


def _number(number: int, among: list[Drawn]) -> str:
    return f" {number}" if len(among) > 1 else ""
