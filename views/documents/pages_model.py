"""The pages of one paper without their screen: add, put in order, turn, shrink, look at, bind."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import flet as ft

from app.documents.binders import Binders
from app.documents.drawing import UndrawableError
from app.documents.model import Refused
from app.documents.pages import Binder, Detail, Page
from app.documents.sources import MAX_SOURCE_BYTES
from app.drafts.errors import DraftLockedError, DraftNotFoundError
from app.vault.errors import VaultError
from forms.procedure import Text
from views.documents.holding import Holding, OpenPaper
from views.documents.pages_state import Arranging, Focus, Looking, PagesState, Said
from views.documents.thumbnails import close_up, thumbnail
from views.forms.state import Locked, Opening
from views.platform.device import Picked, PickedFile, TooLargeFile, UnreadFile

log = logging.getLogger(__name__)

LOOK_PX = 1000
_NOT_DRAWN = (KeyError, VaultError, UndrawableError)


class PagesModel(ft.Observable):
    """What the page of one paper's pages shows, and what a person can intend there."""

    def __init__(
        self,
        holding: Holding,
        paper_id: str,
        *,
        binders: Binders,
        name_of: Callable[[Text], str],
    ) -> None:
        self.state: PagesState = Opening()
        self.holding = holding
        self._paper_id = paper_id
        self._binders = binders
        self._name_of = name_of
        self._small: dict[str, bytes | None] = {}
        self._before: Binder | None = None
        self._focused = 0

    async def open(self) -> None:
        """Show the pages the paper has now."""
        opened = await self.holding.open(self._paper_id)
        if not isinstance(opened, OpenPaper):
            self.state = opened
            return
        try:
            binder = await self._binders.open(self.holding.holder_id, opened.paper)
        except (DraftLockedError, DraftNotFoundError):
            await self._lock()
            return
        except VaultError:
            log.exception("the pages could not be read")
            binder = Binder(self.holding.holder_id, opened.paper.id)
        self.state = Arranging(opened.paper, opened.procedure_name, binder)
        await self._draw_small()

    # --- what a person does -------------------------------------------------------------------------------------------

    async def add(self, files: Sequence[Picked]) -> None:
        """Take in the pages of the files that were chosen; say of each file that gives none why."""
        if not isinstance(self.state, Arranging):
            return
        self._show(is_busy=True, refused=(), has_failed=False, said=None)
        before = len(self._arranging.binder.pages)
        for file in files:
            match file:
                case PickedFile():
                    await self._take_in(file)
                case TooLargeFile():
                    self._refuse(Refused("too_large", file.name, limit=MAX_SOURCE_BYTES))
                case UnreadFile():
                    self._show(has_failed=True)
            if not isinstance(self.state, Arranging):
                return
        count = len(self._arranging.binder.pages)
        self._show(is_busy=False, said=Said("added", count - before, count) if count > before else None)
        await self._draw_small()

    async def _take_in(self, file: PickedFile) -> None:
        state = self._arranging
        try:
            added = await self._binders.add(state.binder, state.paper, file_name=file.name, data=file.data)
        except VaultError:
            log.exception("a file could not be stored")
            self._show(has_failed=True)
            return
        except (DraftLockedError, DraftNotFoundError):
            await self._lock()
            return
        if isinstance(added, Refused):
            self._refuse(added)
        else:
            self._show(binder=added, outcome=None)

    async def take_photo(self, data: bytes) -> None:
        """Take in a photo from the camera."""
        await self.add([PickedFile(f"{self._name_of(self._arranging.paper.title)}.jpg", data)])

    def open_camera(self) -> None:
        """Show what the camera sees."""
        self._show(taking_photos=True, refused=(), has_failed=False)

    def close_camera(self) -> None:
        """Put the camera away."""
        self._show(taking_photos=False)

    async def move(self, page_id: str, by: int) -> None:
        """Bring a page one further to the front (-1) or to the back (1)."""
        changed = self._arranging.binder.moved(page_id, by=by)
        number = self._number(changed, page_id)
        self._focused += 1
        is_at_end = number == (1 if by < 0 else len(changed.pages))
        focus = Focus(page_id, "later" if (by < 0) == is_at_end else "earlier", self._focused)
        await self._keep(changed, Said("moved", number, len(changed.pages)), focus=focus)

    async def turn(self, page_id: str) -> None:
        """Turn a page a quarter clockwise."""
        changed = self._arranging.binder.turned(page_id)
        is_kept = await self._keep(changed, Said("turned", self._number(changed, page_id), len(changed.pages)))
        if is_kept and (looking := self._arranging.looking) is not None and looking.page_id == page_id:
            await self.look_at(page_id)

    async def remove(self, page_id: str) -> None:
        """Take a page out; ``put_back`` brings it back."""
        before = self._arranging.binder
        number = self._number(before, page_id)
        changed = before.without(page_id)
        if await self._keep(changed, Said("removed", number, len(changed.pages)), looking=None):
            self._before = before
            self._show(can_undo=True)

    async def put_back(self) -> None:
        """Bring back the page that was taken out last."""
        if self._before is not None:
            before, now = self._before, self._arranging.binder
            known = {page.id for page in before.pages}
            added = tuple(page for page in now.pages if page.id not in known)  # since it was taken out
            whole = replace(before, sources=now.sources, pages=(*before.pages, *added))
            await self._keep(whole, Said("put_back", len(whole.pages), len(whole.pages)))

    async def choose_detail(self, detail: Detail) -> None:
        """Shrink the photos more or less."""
        is_kept = await self._keep(self._arranging.binder.with_detail(detail), None)
        if is_kept and (looking := self._arranging.looking) is not None:
            await self.look_at(looking.page_id)

    async def look_at(self, page_id: str) -> None:
        """Show one page as the office will see it."""
        self._show(looking=Looking(page_id))
        binder = self._arranging.binder
        page = next(page for page in binder.pages if page.id == page_id)
        try:
            picture = await self._binders.picture(binder, page)
        except _NOT_DRAWN:
            self._show(looking=Looking(page_id, is_drawn=True), broken=self._arranging.broken | {page_id})
            return
        if picture is None:
            self._show(looking=Looking(page_id, is_drawn=True))
            return
        whole = await asyncio.to_thread(lambda: thumbnail(picture, side=LOOK_PX))
        close = await asyncio.to_thread(close_up, picture)
        if isinstance(self.state, Arranging) and self.state.binder == binder:
            self._show(looking=Looking(page_id, whole, close, is_drawn=True))

    def look_away(self) -> None:
        """Close the page that was looked at."""
        self._show(looking=None)

    async def weigh(self) -> None:
        """Work out what the office would get; the screen runs this again whenever the pages have changed."""
        if not isinstance(self.state, Arranging) or self.state.outcome is not None:
            return
        state = self.state
        try:
            outcome = await self._binders.outcome(state.binder, state.paper, name=self._name_of(state.paper.title))
        except (*_NOT_DRAWN, ValueError):
            await self._find_broken()
            return
        if isinstance(self.state, Arranging) and self.state.binder == state.binder:
            self._show(outcome=outcome, broken=frozenset())

    async def bind(self) -> str | None:
        """Put the pages with the draft as one file and return where to go on; None when they cannot be used yet."""
        if not isinstance(self.state, Arranging) or not self.state.can_be_used:
            return None
        state, outcome = self.state, self.state.outcome
        assert outcome is not None
        self._show(is_binding=True, has_failed=False)
        try:
            kept = await self._binders.bind(state.binder, state.paper, outcome)
        except VaultError:
            log.exception("the pages could not be bound")
            self._show(is_binding=False, has_failed=True)
            return None
        except (DraftLockedError, DraftNotFoundError):
            await self._lock()
            return None
        self._show(is_binding=False)
        if isinstance(kept, Refused):
            self._refuse(kept)
            return None
        return self.holding.route

    # --- small ones ---------------------------------------------------------------------------------------------------

    @property
    def _arranging(self) -> Arranging:
        assert isinstance(self.state, Arranging)
        return self.state

    def _show(self, **changes: Any) -> None:
        if isinstance(self.state, Arranging):
            self.state = replace(self.state, **changes)

    async def _lock(self) -> None:
        opened = await self.holding.open(self._paper_id)
        self.state = Locked() if isinstance(opened, OpenPaper) else opened

    def _refuse(self, refused: Refused) -> None:
        self._show(refused=(*self._arranging.refused, refused))

    async def _keep(self, changed: Binder, said: Said | None, **more: Any) -> bool:
        """Store another arrangement and show it; say so when it cannot be stored."""
        try:
            await self._binders.keep(changed)
        except VaultError:
            log.exception("the arrangement could not be stored")
            self._show(has_failed=True)
            return False
        except (DraftLockedError, DraftNotFoundError):
            await self._lock()
            return False
        self._before = None
        fresh = {"outcome": None, "said": said, "refused": (), "has_failed": False, "can_undo": False, "focus": None}
        self._show(**{"binder": changed, **fresh, **more})
        await self._draw_small()
        return True

    async def _draw_small(self) -> None:
        """Draw the small pictures that are not there yet, one by one."""
        if not isinstance(self.state, Arranging):
            return
        binder = self.state.binder
        for page in binder.pages:
            if page.id not in self._small:
                self._small[page.id] = await self._small_picture(binder, replace(page, turns=0))
        shown = {page.id: await asyncio.to_thread(_turned, self._small.get(page.id), page) for page in binder.pages}
        if isinstance(self.state, Arranging) and self.state.binder == binder:
            self._show(thumbnails=shown)

    async def _small_picture(self, binder: Binder, page: Page) -> bytes | None:
        try:
            picture = await self._binders.picture(binder, page)
        except _NOT_DRAWN:
            if isinstance(self.state, Arranging):
                self._show(broken=self.state.broken | {page.id})
            return None
        return await asyncio.to_thread(thumbnail, picture) if picture is not None else None

    async def _find_broken(self) -> None:
        broken = set()
        for page in self._arranging.binder.pages:
            try:
                await self._binders.picture(self._arranging.binder, page)
            except _NOT_DRAWN:
                broken.add(page.id)
        self._show(broken=frozenset(broken) or frozenset(page.id for page in self._arranging.binder.pages))

    @staticmethod
    def _number(binder: Binder, page_id: str) -> int:
        return next(number for number, page in enumerate(binder.pages, 1) if page.id == page_id)


def _turned(small: bytes | None, page: Page) -> bytes | None:
    return thumbnail(small, turns=page.turns) if small is not None and page.turns else small
