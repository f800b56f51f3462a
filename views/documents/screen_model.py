"""The papers of a draft without their screen: attach, look at, remove; nothing is sent from here."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

import flet as ft

from app.catalogue.service import CatalogueService
from app.documents.binders import MAX_SOURCE_BYTES, Binders
from app.documents.box import Box
from app.documents.checks import HEAD_BYTES, find_media_type
from app.documents.model import Refused
from app.documents.service import Documents
from app.drafts.errors import DraftLockedError, DraftNotFoundError
from app.drafts.model import Attachment, Draft
from app.drafts.service import Drafts
from app.vault.errors import VaultError
from forms.procedure import Paper
from views.documents.state import Absent, Collecting, KeptFile, Locked, Opening, PaperSlot, PapersState
from views.documents.thumbnails import thumbnail
from views.forms.journey import PAPERS, missing_papers, needed_papers, pages_route, review_route, stops
from views.forms.opening import OpenForm, open_form, today
from views.platform.device import Picked, PickedFile, TooLargeFile, UnreadFile

log = logging.getLogger(__name__)


class PapersModel(ft.Observable):
    """What the papers' page shows, and what a person can intend there."""

    def __init__(
        self,
        draft_id: str,
        *,
        drafts: Drafts,
        documents: Documents,
        binders: Binders,
        box: Box,
        catalogue: CatalogueService,
        clock: Callable[[], datetime],
        has_issued: Callable[[], bool] = lambda: False,
        is_shared: bool = False,
    ) -> None:
        self.state: PapersState = Opening()
        self._draft_id = draft_id
        self._drafts = drafts
        self._documents = documents
        self._binders = binders
        self._box = box
        self._catalogue = catalogue
        self._clock = clock
        self._has_issued = has_issued
        self._is_shared = is_shared
        self._open: OpenForm | None = None
        self._pictures: dict[str, bytes | None] = {}
        self._to_look_at: tuple[str, ...] = ()
        self._busy: frozenset[str] = frozenset()
        self._failed: frozenset[str] = frozenset()
        self._refused: dict[str, Refused] = {}
        self._refusals = 0
        self._gone: frozenset[str] = frozenset()
        self._too_large: dict[str, PickedFile] = {}

    async def open(self) -> None:
        """Show the papers this case needs and what is attached already."""
        draft = self._drafts.find(self._draft_id)
        self._open = await open_form(draft, drafts=self._drafts, catalogue=self._catalogue) if draft else None
        if draft is None or self._open is None:
            self.state = Absent(draft.procedure_code if draft else None)
            return
        if draft.is_locked or draft.dossier_id is not None:
            self.state = Locked(draft_id=draft.id, dossier_id=draft.dossier_id)
            return
        self._drafts.set_step(draft.id, PAPERS)
        self._show()
        self._gone = await self._documents.missing(draft.attachments)
        for attachment in draft.attachments:
            await self._picture(attachment)
        self._show()

    async def attach_all(self, paper: Paper, files: Sequence[Picked]) -> str | None:
        """Keep the files that were chosen; return the way to the paper's pages when they are more than it takes."""
        slot = self._slot_of(paper)
        room = paper.max_files - len(slot.files) if slot is not None else 0
        if len(files) > room and "application/pdf" in paper.accept:
            return await self._to_pages(paper, files)
        for file in files:
            match file:
                case PickedFile():
                    await self.attach(paper, file_name=file.name, data=file.data)
                case TooLargeFile():
                    self._refused[paper.id] = Refused("too_large", file.name, limit=MAX_SOURCE_BYTES)
                    self._show()
                case UnreadFile():
                    self._failed |= {paper.id}
                    self._show()
        return None

    async def shrink(self, paper: Paper) -> str | None:
        """Make a page of the photo that was too large, and return the way to it."""
        file = self._too_large.get(paper.id)
        return await self._to_pages(paper, [file]) if file is not None else None

    async def _to_pages(self, paper: Paper, files: Sequence[Picked]) -> str | None:
        self._refused.pop(paper.id, None)
        self._failed -= {paper.id}
        self._busy |= {paper.id}
        self._show()
        try:
            binder = await self._binders.open(self._draft_id, paper)
            for file in files:
                if not isinstance(file, PickedFile):
                    self._failed |= {paper.id}
                    continue
                added = await self._binders.add(binder, paper, file_name=file.name, data=file.data)
                if isinstance(added, Refused):
                    self._refused[paper.id] = added
                else:
                    binder = added
        except VaultError:
            log.exception("pages could not be stored")
            self._failed |= {paper.id}
        except (DraftLockedError, DraftNotFoundError):
            self.state = Locked(draft_id=self._draft_id, dossier_id=None)
            return None
        finally:
            self._busy -= {paper.id}
        self._show()
        return None if paper.id in self._failed or paper.id in self._refused else pages_route(self._draft_id, paper.id)

    async def attach(self, paper: Paper, *, file_name: str, data: bytes) -> None:
        """Check a file on the device and keep it; say plainly why it is not taken."""
        self._refused.pop(paper.id, None)
        self._too_large.pop(paper.id, None)
        self._failed -= {paper.id}
        self._busy |= {paper.id}
        self._show()
        try:
            kept = await self._drafts.attach(self._draft_id, paper, file_name=file_name, data=data)
            if isinstance(kept, Refused):
                self._refused[paper.id] = kept
                if kept.reason == "too_large" and (find_media_type(data[:HEAD_BYTES]) or "").startswith("image/"):
                    self._too_large[paper.id] = PickedFile(file_name, data)
            else:
                await self._take_in(kept, data)
        except VaultError:
            log.exception("a file could not be stored")
            self._failed |= {paper.id}
        except (DraftLockedError, DraftNotFoundError):
            self.state = Locked(draft_id=self._draft_id, dossier_id=None)
            return
        finally:
            self._busy -= {paper.id}
        self._show()

    def keep(self, attachment_id: str) -> None:
        """Take the person's word that date, name and stamp can be read."""
        self._to_look_at = tuple(one for one in self._to_look_at if one != attachment_id)
        self._show()

    async def remove(self, attachment_id: str) -> None:
        """Take a file out of the draft and off the device."""
        try:
            await self._drafts.detach(self._draft_id, attachment_id)
        except (VaultError, DraftLockedError, DraftNotFoundError):
            log.exception("a file could not be removed")
        self._to_look_at = tuple(one for one in self._to_look_at if one != attachment_id)
        self._show()

    async def keep_in_box(self, attachment_id: str, *, name: str) -> None:
        """Keep a file of this draft among the person's papers, to be used again."""
        draft = self._drafts.find(self._draft_id)
        found = [one for one in draft.attachments if one.id == attachment_id] if draft is not None else []
        for attachment in found:
            try:
                data = await self._documents.read(attachment)
                await self._box.keep(
                    name=name, kind="other", expires_on=None, file_name=attachment.file_name, data=data
                )
            except (KeyError, VaultError):
                log.exception("a paper could not be kept")
                self._failed |= {attachment.paper_id}
        self._show()

    def proceed(self) -> str | None:
        """Return where Continue leads; None when a paper must be attached first."""
        if not isinstance(self.state, Collecting):
            return None
        self._refusals += 1
        self._show()
        if self.state.missing:
            return None
        self._refusals = 0
        return review_route(self._draft_id)

    def back_route(self) -> str | None:
        """Return where Back leads: the last step of the form."""
        if not isinstance(self.state, Collecting) or self.state.number < 2:
            return None
        return self.state.stops[self.state.number - 2].route

    async def _take_in(self, attachment: Attachment, data: bytes) -> None:
        if not attachment.media_type.startswith("image/"):
            return
        self._pictures[attachment.id] = await asyncio.to_thread(thumbnail, data)
        self._to_look_at = (*self._to_look_at, attachment.id)

    async def _picture(self, attachment: Attachment) -> None:
        if attachment.media_type.startswith("image/") and attachment.id not in self._pictures:
            try:
                data = await self._documents.read(attachment)
            except (KeyError, VaultError):
                log.exception("a picture could not be read")
                return
            self._pictures[attachment.id] = await asyncio.to_thread(thumbnail, data)

    def _show(self) -> None:
        draft = self._drafts.find(self._draft_id)
        if draft is None or self._open is None:
            return
        day = today(self._clock)
        form = self._open.form
        needed = needed_papers(form, draft, today=day)
        whole = replace(draft, attachments=tuple(one for one in draft.attachments if one.id not in self._gone))
        missing = {paper.id for paper in missing_papers(form, whole, today=day)}
        way = stops(form, draft, PAPERS, today=day)
        slots = tuple(
            self._slot(draft, n.paper, is_required=n.required, is_missing=n.paper.id in missing)
            for n in needed
            if n.paper.attach
        )
        self.state = Collecting(
            draft_id=draft.id,
            procedure_name=self._open.procedure.name,
            stops=way,
            number=next((i for i, stop in enumerate(way, 1) if stop.id == PAPERS), len(way) - 1),
            slots=slots,
            to_show=tuple(n.paper for n in needed if not n.paper.attach),
            has_box=not self._is_shared and (bool(self._box.list()) or self._has_issued()),
            is_shared=self._is_shared,
            refusals=self._refusals,
        )

    def _slot_of(self, paper: Paper) -> PaperSlot | None:
        slots = self.state.slots if isinstance(self.state, Collecting) else ()
        return next((slot for slot in slots if slot.paper.id == paper.id), None)

    def _slot(self, draft: Draft, paper: Paper, *, is_required: bool, is_missing: bool) -> PaperSlot:
        boxed = {paper.file.sha256 for paper in self._box.list()}
        files = tuple(
            KeptFile(
                attachment=attachment,
                thumbnail=self._pictures.get(attachment.id),
                is_to_look_at=attachment.id in self._to_look_at[:1],
                problem="" if attachment.id in self._gone else attachment.problem,
                is_boxed=attachment.sha256 in boxed,
            )
            for attachment in draft.attachments
            if attachment.paper_id == paper.id
        )
        slot = PaperSlot(paper=paper, is_required=is_required, files=files, refusal=self._refused.get(paper.id))
        return replace(
            slot,
            is_missing=(is_missing or slot.has_useless) and self._refusals > 0,
            is_busy=paper.id in self._busy,
            has_failed=paper.id in self._failed,
            can_shrink=paper.id in self._too_large,
        )
