"""Whether the app ended while a draft was being filled in: known by a mark that an orderly end takes away."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime

from app.drafts.keeping import KeptDrafts
from app.drafts.model import Draft
from app.vault.errors import VaultDamagedError, VaultError
from app.vault.model import Put, Write
from app.vault.vault import Vault

RUNNING = "running"
_EDITED = "edited_draft"


class Interruption:
    """Marks the draft being filled in, in the transaction that stores what was typed; ``end`` takes the mark away."""

    def __init__(self, vault: Vault, kept: KeptDrafts, *, clock: Callable[[], datetime]) -> None:
        self._vault = vault
        self._clock = clock
        self._marked: str | None = None
        self.draft_id: str | None = None
        """The draft that was being filled in when the app last ended without being closed."""
        kept.before_save, kept.after_save = self._mark, self._note

    async def load(self) -> None:
        """Read what the last run left."""
        left = None
        with suppress(VaultDamagedError):  # set aside and said; nothing is offered then
            left = await self._vault.get(RUNNING, _EDITED)
        self.draft_id = self._marked = str(left["draft_id"]) if left is not None else None

    async def end(self) -> None:
        """Take the mark away; where that cannot be written, the draft is offered once more."""
        if self._marked is not None:
            with suppress(VaultError):
                await self._vault.delete(RUNNING, _EDITED)
                self._marked = None

    def forget(self) -> str | None:
        """Offer nothing any more and return what was offered."""
        draft_id, self.draft_id = self.draft_id, None
        return draft_id

    def _mark(self, draft: Draft) -> Sequence[Write]:
        """Return what notes that ``draft`` is being filled in; nothing while the mark says so already."""
        if draft.id == self._marked:
            return ()
        return (Put(RUNNING, _EDITED, {"draft_id": draft.id, "at": self._clock().isoformat()}),)

    def _note(self, draft: Draft) -> None:
        self._marked = draft.id
        if draft.id == self.draft_id:  # gone on with
            self.draft_id = None
