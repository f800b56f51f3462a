"""The pages of one paper, put in order over days if need be, then bound into the file that goes to the office."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from app.changes import Changed
from app.documents.binder_store import BINDERS, binder_id, decode_binder, delete_sources, put_binder
from app.documents.drawing import Drawn, draw
from app.documents.holders import Holder, Holders
from app.documents.model import Refused
from app.documents.outcome import File, Outcome
from app.documents.pages import MAX_PAGES, Binder, Page, Source
from app.documents.sources import check_source, scanned_page
from app.documents.staging import display_name, stage_file
from app.drafts.model import Attachment, Draft
from app.drafts.store import DRAFTS
from app.tracking.service import TRACKING
from app.vault.errors import VaultError
from app.vault.model import AdoptBlob, Delete, DeleteBlob, Write
from app.vault.vault import Vault
from forms.procedure import Paper

if TYPE_CHECKING:
    from app.documents.binding import PdfPage

log = logging.getLogger(__name__)


class Binders:
    """The pages of the papers of every draft and answer; each change is in the vault when its call returns.

    Photos stay in their full detail here after they were bound, so that pages can be changed again, until what they go
    with is sent or deleted. Pages of a draft and of its duplicate name the same bytes, which go with the last of them.
    """

    def __init__(
        self,
        vault: Vault,
        holders: Holders,
        *,
        clock: Callable[[], datetime],
        new_id: Callable[[], str] = lambda: uuid4().hex,
    ) -> None:
        self._vault = vault
        self._holders = holders
        self._clock = clock
        self._new_id = new_id
        self._sharing = asyncio.Lock()
        """Held while bytes get other pages that name them, or may lose the last ones."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._drawn: dict[tuple[str, int, str], Drawn] = {}

    async def load(self) -> None:
        """Forget the pages of what is sent or gone, now and whenever that happens; drafts and answers are loaded."""
        await self._tidy()
        self._holders.drafts.subscribe(self._hear)
        self._vault.changes.subscribe(self._hear_of_answers)

    def _hear(self, draft_id: str) -> None:
        if self._holders.of(draft_id).is_over:
            self._tidy_soon()

    def _hear_of_answers(self, changed: Changed) -> None:
        if any(table == TRACKING for table, _id in changed):
            self._tidy_soon()

    def _tidy_soon(self) -> None:
        task = asyncio.get_running_loop().create_task(self._tidy())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _tidy(self) -> None:
        try:
            async with self._sharing:
                for binder in await self._all():
                    if await self._is_over(binder.holder_id):
                        gone = Delete(BINDERS, binder_id(binder.holder_id, binder.paper_id))
                        await self._vault.transact([gone, *await self._deleting(binder.sources, of=binder)])
        except VaultError as error:
            log.warning("pages of what is over are forgotten at the next start: %s", type(error).__name__)

    async def _is_over(self, holder_id: str) -> bool:
        """Tell whether what the pages go with is sent or was deleted; a draft found damaged was not."""
        return self._holders.of(holder_id).is_over and not await self._vault.is_set_aside(DRAFTS, holder_id)

    async def duplicate(self, draft_id: str, *, title: str) -> Draft:
        """Duplicate a draft with its pages, see ``DraftShelf.duplicate``; both name the same bytes.

        Raises:
            DraftNotFoundError
            VaultError: there is no duplicate.
        """
        async with self._sharing:
            held = [binder for binder in await self._all() if binder.holder_id == draft_id]

            def also(copy: Draft) -> list[Write]:
                return [put_binder(replace(binder, holder_id=copy.id)) for binder in held]

            return await self._holders.drafts.shelf.duplicate(draft_id, title=title, also=also)

    async def _all(self) -> list[Binder]:
        return [decode_binder(record) for _id, record in await self._vault.all(BINDERS)]

    async def _deleting(self, sources: Iterable[Source], *, of: Binder) -> list[Write]:
        """Return the writes by which bytes go that no other pages name; ``_sharing`` is held."""
        own = (of.holder_id, of.paper_id)
        others = [binder for binder in await self._all() if (binder.holder_id, binder.paper_id) != own]
        shared = {source.id for binder in others for source in binder.sources}
        return delete_sources(source for source in sources if source.id not in shared)

    async def open(self, holder_id: str, paper: Paper) -> Binder:
        """Return the pages of a paper: those put in order before, and those of files attached since.

        Raises:
            DraftLockedError, DraftNotFoundError, VaultError
        """
        async with self._sharing:
            return await self._open(self._holders.of(holder_id), paper)

    async def _open(self, holder: Holder, paper: Paper) -> Binder:
        attached = [attachment for attachment in holder.files() if attachment.paper_id == paper.id]
        record = await self._vault.get(BINDERS, binder_id(holder.id, paper.id))
        binder = decode_binder(record) if record is not None else Binder(holder.id, paper.id)
        ids = {attachment.id for attachment in attached}
        gone = [s for s in binder.sources if s.attachment_id is not None and s.attachment_id not in ids]
        changed = binder.without_sources(frozenset(source.id for source in gone))
        writes = await self._deleting(gone, of=binder) if gone else []
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
        self._holders.of(binder.holder_id).files()
        name = display_name(file_name)
        taken = await asyncio.to_thread(check_source, data, paper, name)
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
        self._holders.of(binder.holder_id).files()
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
        return await asyncio.to_thread(scanned_page, drawn)

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
            VaultError: nothing was stored; files and pages are as before.
        """
        holder = self._holders.of(binder.holder_id)
        before = [one for one in holder.files() if one.paper_id == paper.id]
        if not outcome.files:
            return Refused("empty")
        refused = outcome.refusal(paper)
        if refused is not None:
            return refused
        stands_for = {source.attachment_id for source in binder.sources}
        replaced = [attachment.id for attachment in before if attachment.id in stands_for]
        kept: list[Attachment] = []
        writes: list[Write] = [DeleteBlob(id_) for id_ in replaced]
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
        async with self._sharing:
            left_out = [s for s in binder.sources if all(s.id != one.id for one in held.sources)]
            writes += [*await self._deleting(left_out, of=binder), put_binder(held)]
            await holder.exchange(replaced, kept, also=writes)
        return tuple(kept)

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


def _bound(pages: "list[Drawn | PdfPage]", now: datetime) -> bytes:
    from app.documents.binding import bind

    return bind(pages, now=now)


def _held_by(binder: Binder, kept: list[Attachment]) -> Binder:
    """Return the binder with each source held by the file its pages went into; sources without pages are gone."""
    holder = {page.source_id: kept[min(at, len(kept) - 1)].id for at, page in enumerate(binder.pages)}
    held = [replace(source, attachment_id=holder[source.id]) for source in binder.sources if source.id in holder]
    return replace(binder, sources=tuple(held))


def _number(number: int, among: list[Drawn]) -> str:
    return f" {number}" if len(among) > 1 else ""
