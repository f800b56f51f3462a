"""What a person can do with one draft as a thing: name it, say for whom it is, duplicate, begin anew, delete."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

import flet as ft

from app.documents.binders import Binders
from app.drafts.errors import DraftLockedError, DraftNotFoundError
from app.drafts.model import Draft, Subject
from app.drafts.service import Drafts
from app.vault.errors import VaultError

T = TypeVar("T")

News = Literal["renamed", "subject_changed", "not_stored"]


@dataclass(frozen=True, slots=True)
class DraftState:
    """The draft as it is now, and what became of the last intent; ``draft`` is None once it is gone or on its way."""

    draft: Draft | None
    size_bytes: int = 0
    news: News | None = None
    is_asking: bool = False
    """Whether to begin anew is asked once more."""


class DraftModel(ft.Observable):
    """One draft of the list."""

    state: DraftState

    def __init__(self, draft_id: str, drafts: Drafts, binders: Binders) -> None:
        self._draft_id = draft_id
        self._drafts = drafts
        self._binders = binders
        self._title = ""
        self.state = self._read()
        if self.state.draft is not None:
            self._title = self.state.draft.title

    def load(self, *_changes: object) -> None:
        """Show the draft as it is now."""
        self.state = self._read()

    def write_title(self, text: str) -> None:
        """Take the name as it is typed."""
        self._title = text

    async def rename(self) -> None:
        """Keep the name typed; an empty one gives it the procedure's name back."""
        await self._do(lambda: self._drafts.shelf.rename(self._draft_id, self._title), news="renamed")

    async def choose_subject(self, subject: Subject) -> None:
        """Say for whom the application is."""

        async def change() -> None:
            self._drafts.set_subject(self._draft_id, subject)
            await self._drafts.flush(self._draft_id)

        await self._do(change, news="subject_changed")

    async def duplicate(self, title: str) -> str | None:
        """Make another draft like it and return its id; None when it could not be stored."""
        copy = await self._do(lambda: self._binders.duplicate(self._draft_id, title=title))
        return copy.id if copy is not None else None

    def ask_to_start_over(self) -> None:
        """Ask once more before the form is emptied."""
        self.state = replace(self.state, is_asking=True, news=None)

    def keep(self) -> None:
        """Leave the draft as it is."""
        self.state = replace(self.state, is_asking=False)

    async def start_over(self) -> str | None:
        """Begin anew with nothing filled in and return the new draft's id."""
        empty = await self._do(lambda: self._drafts.shelf.start_over(self._draft_id))
        return empty.id if empty is not None else None

    async def delete(self) -> bool:
        """Put it among the recently deleted ones and return whether it is there."""

        async def delete() -> bool:
            await self._drafts.shelf.delete(self._draft_id)
            return True

        return bool(await self._do(delete))

    async def _do(self, act: Callable[[], Awaitable[T]], *, news: News | None = None) -> T | None:
        try:
            done = await act()
        except (VaultError, DraftLockedError, DraftNotFoundError) as error:
            self.state = replace(self._read(), news="not_stored" if isinstance(error, VaultError) else None)
            return None
        self.state = replace(self._read(), news=news)
        return done

    def _read(self) -> DraftState:
        draft = self._drafts.find(self._draft_id)
        if draft is None or not draft.is_open:
            return DraftState(None)
        return DraftState(draft, self._drafts.shelf.size_bytes(draft))
