"""The files of papers as a person chooses, looks at and removes them, whatever holds them; part of a page's model."""

import asyncio
import logging
from collections.abc import Callable, Collection, Sequence

from app.documents.checks import HEAD_BYTES, find_media_type
from app.documents.model import Refused
from app.documents.sources import MAX_SOURCE_BYTES
from app.drafts.errors import DraftLockedError, DraftNotFoundError
from app.drafts.model import Attachment
from app.vault.errors import VaultError
from forms.procedure import Paper
from views.documents.holding import Holding, box_route, bring_route, pages_route
from views.documents.issued import issued_results
from views.documents.state import KeptFile, PaperSlot
from views.documents.thumbnails import thumbnail
from views.platform.device import Picked, PickedFile, TooLargeFile, UnreadFile
from views.shared.services import Services

log = logging.getLogger(__name__)


class PaperFiles:
    """What stands in the slots of a page's papers, and what a person can intend there; nothing is sent from here."""

    def __init__(
        self, holding: Holding, services: Services, *, show: Callable[[], None], locked: Callable[[], None]
    ) -> None:
        """Begin with nothing looked at.

        Args:
            holding: What the papers belong to.
            services: The app's services.
            show: Called when a slot has changed.
            locked: Called when the holder turned out to be on its way, or gone.
        """
        self.holding = holding
        self._holder = services.holders.of(holding.holder_id)
        self._documents = services.documents
        self._binders = services.binders
        self._box = services.box
        self._tracking = services.tracking
        self.is_shared = services.is_kiosk
        """Whether the device is a terminal used by many, where nobody keeps papers."""
        self._show = show
        self._locked = locked
        self._pictures: dict[str, bytes | None] = {}
        self._to_look_at: tuple[str, ...] = ()
        self._busy: frozenset[str] = frozenset()
        self._failed: frozenset[str] = frozenset()
        self._refused: dict[str, Refused] = {}
        self._too_large: dict[str, PickedFile] = {}
        self.gone: frozenset[str] = frozenset()
        """Ids of files that are no longer whole on this device."""

    @property
    def has_box(self) -> bool:
        """Whether papers are kept on this device that could be used again."""
        return not self.is_shared and (bool(self._box.list()) or bool(issued_results(self._tracking)))

    def pages_route(self, paper: Paper) -> str:
        """Return the way to the pages of a paper."""
        return pages_route(self.holding, paper.id)

    def box_route(self, paper: Paper) -> str:
        """Return the way to the papers kept on this device."""
        return box_route(self.holding, paper.id)

    def bring_route(self, paper: Paper) -> str:
        """Return the way on which a paper comes to a terminal."""
        return bring_route(self.holding, paper.id)

    def slot(self, paper: Paper, attachments: Collection[Attachment], *, is_required: bool = True) -> PaperSlot:
        """Return a paper with those of the holder's files that belong to it, as they stand now."""
        boxed = {kept.file.sha256 for kept in self._box.list()}
        files = tuple(
            KeptFile(
                attachment=attachment,
                thumbnail=self._pictures.get(attachment.id),
                is_to_look_at=attachment.id in self._to_look_at[:1],
                problem="" if attachment.id in self.gone else attachment.problem,
                is_boxed=attachment.sha256 in boxed,
            )
            for attachment in attachments
            if attachment.paper_id == paper.id
        )
        return PaperSlot(
            paper=paper,
            is_required=is_required,
            files=files,
            refusal=self._refused.get(paper.id),
            is_busy=paper.id in self._busy,
            has_failed=paper.id in self._failed,
            can_shrink=paper.id in self._too_large,
        )

    async def look_at_all(self, attachments: Collection[Attachment]) -> None:
        """Find out which files are still whole on this device, and make small pictures of the photos."""
        self.gone = await self._documents.missing(attachments)
        for attachment in attachments:
            if attachment.media_type.startswith("image/") and attachment.id not in self._pictures:
                try:
                    data = await self._documents.read(attachment)
                except (KeyError, VaultError):
                    log.exception("a picture could not be read")
                    continue
                self._pictures[attachment.id] = await asyncio.to_thread(thumbnail, data)
        self._show()

    # --- what a person does -------------------------------------------------------------------------------------------

    async def attach_all(self, paper: Paper, files: Sequence[Picked]) -> str | None:
        """Keep the files that were chosen; return the way to the paper's pages when they are more than it takes."""
        try:
            room = paper.max_files - sum(one.paper_id == paper.id for one in self._holder.files())
        except (DraftLockedError, DraftNotFoundError):
            self._locked()
            return None
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
        self._begin(paper)
        try:
            binder = await self._binders.open(self._holder.id, paper)
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
            self._locked()
            return None
        finally:
            self._busy -= {paper.id}
        self._show()
        return None if paper.id in self._failed or paper.id in self._refused else self.pages_route(paper)

    async def attach(self, paper: Paper, *, file_name: str, data: bytes) -> None:
        """Check a file on the device and keep it; say plainly why it is not taken."""
        self._too_large.pop(paper.id, None)
        self._begin(paper)
        try:
            kept = await self._holder.attach(paper, file_name=file_name, data=data)
            if isinstance(kept, Refused):
                self._refused[paper.id] = kept
                if kept.reason == "too_large" and (find_media_type(data[:HEAD_BYTES]) or "").startswith("image/"):
                    self._too_large[paper.id] = PickedFile(file_name, data)
            elif kept.media_type.startswith("image/"):
                self._pictures[kept.id] = await asyncio.to_thread(thumbnail, data)
                self._to_look_at = (*self._to_look_at, kept.id)
        except VaultError:
            log.exception("a file could not be stored")
            self._failed |= {paper.id}
        except (DraftLockedError, DraftNotFoundError):
            self._locked()
            return
        finally:
            self._busy -= {paper.id}
        self._show()

    def keep(self, attachment_id: str) -> None:
        """Take the person's word that date, name and stamp can be read."""
        self._to_look_at = tuple(one for one in self._to_look_at if one != attachment_id)
        self._show()

    async def remove(self, attachment_id: str) -> None:
        """Take a file out of its holder and off the device."""
        try:
            await self._holder.detach(attachment_id)
        except (VaultError, DraftLockedError, DraftNotFoundError):
            log.exception("a file could not be removed")
        self._to_look_at = tuple(one for one in self._to_look_at if one != attachment_id)
        self._show()

    async def keep_in_box(self, attachment: Attachment, *, name: str) -> None:
        """Keep a file among the person's papers, to be used again."""
        try:
            data = await self._documents.read(attachment)
            kept = await self._box.keep(
                name=name, kind="other", expires_on=None, file_name=attachment.file_name, data=data
            )
            if isinstance(kept, Refused):
                self._refused[attachment.paper_id] = kept
        except (KeyError, VaultError):
            log.exception("a paper could not be kept")
            self._failed |= {attachment.paper_id}
        self._show()

    def _begin(self, paper: Paper) -> None:
        self._refused.pop(paper.id, None)
        self._failed -= {paper.id}
        self._busy |= {paper.id}
        self._show()
