"""Drafts in memory and how they come into the vault: a change is in memory at once, on the disk soon, never half."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from app.autosave import Autosave, SaveProblem
from app.drafts.errors import DraftLockedError, DraftNotFoundError
from app.drafts.model import Draft
from app.drafts.store import DRAFTS, decode_draft, put_draft
from app.listeners import Listeners
from app.vault.model import Delete, DeleteBlob, Write
from app.vault.vault import Vault

T = TypeVar("T")


class KeptDrafts:
    """Every draft of this device, whoever owns it; ``app.drafts.service`` decides who may see and change what.

    One write at a time for each draft, and each runs to its end once begun: memory and vault cannot differ.
    """

    def __init__(self, vault: Vault, *, clock: Callable[[], datetime], autosave_seconds: float) -> None:
        self._vault = vault
        self._clock = clock
        self._drafts: dict[str, Draft] = {}
        self._autosave = Autosave(vault, self._write, seconds=autosave_seconds, tell=self.tell)
        self._freezing: set[str] = set()
        self.sharing = asyncio.Lock()
        """Held while bytes of files get another draft that names them, or may lose the last one."""
        self._listeners = Listeners[str]()
        self.before_save: Callable[[Draft], Sequence[Write]] = lambda _draft: ()
        """What the transaction of an autosave stores besides the draft."""
        self.after_save: Callable[[Draft], None] = lambda _draft: None

    async def load(self) -> None:
        """Read every draft from the vault."""
        self._drafts = {id_: decode_draft(id_, record) for id_, record in await self._vault.all(DRAFTS)}

    async def close(self) -> None:
        """Store what is not stored yet and stop the timers; the vault stays open."""
        await self._autosave.close()

    # --- reading ------------------------------------------------------------------------------------------------------

    def __iter__(self) -> Iterator[Draft]:
        """Iterate over every draft."""
        return iter(tuple(self._drafts.values()))

    def find(self, draft_id: str) -> Draft | None:
        """Return a draft, whoever owns it."""
        return self._drafts.get(draft_id)

    def is_saved(self, draft_id: str) -> bool:
        """Tell whether all of the draft, as it is in memory now, is in the vault."""
        return draft_id in self._drafts and self._autosave.is_saved(draft_id)

    def problem(self, draft_id: str) -> SaveProblem | None:
        """Return why the last attempt to store failed."""
        return self._autosave.problem(draft_id)

    def is_closed(self, draft: Draft) -> bool:
        """Tell whether the draft takes no change: frozen in a parcel, or being frozen or deleted just now."""
        return draft.is_locked or draft.id in self._freezing

    def subscribe(self, listener: Callable[[str], None]) -> Callable[[], None]:
        """Call ``listener(draft_id)`` after every change; the returned function ends that."""
        return self._listeners.add(listener)

    def tell(self, draft_id: str) -> None:
        """Tell every listener that a draft changed."""
        self._listeners.tell(draft_id)

    # --- changing -----------------------------------------------------------------------------------------------------

    def change(self, draft: Draft) -> None:
        """Take a changed draft into memory and store it within ``autosave_seconds``."""
        self._drafts[draft.id] = draft
        self._autosave.changed(draft.id)
        self.tell(draft.id)

    def show(self, draft: Draft) -> None:
        """Take a draft into memory that a transaction has stored."""
        self._drafts[draft.id] = draft
        self.tell(draft.id)

    async def flush(self, draft_id: str) -> bool:
        """Store the draft now and return whether all of it is stored; goes on when the caller is cancelled."""
        await self._autosave.flush(draft_id)
        return self.is_saved(draft_id)

    def save_soon(self, draft_id: str) -> None:
        """Store the draft now, without waiting for it."""
        self._autosave.save_soon(draft_id)

    async def flush_all(self) -> None:
        """Store now whatever is not stored yet."""
        await self._autosave.flush_all()

    async def add(self, draft: Draft, *, also: Sequence[Write] = ()) -> Draft:
        """Store a new draft together with ``also``, then show it.

        Raises:
            VaultError: nothing was stored.
        """
        return await self._autosave.unbroken(self._add(draft, also))

    async def update(
        self,
        draft_id: str,
        change: Callable[[Draft], Draft],
        *,
        also: Sequence[Write] | Callable[[Draft], Sequence[Write]] = (),
        freeze: bool = False,
    ) -> Draft:
        """Store a changed draft together with ``also``, all or nothing, and return it as stored.

        Args:
            draft_id: Which draft.
            change: Makes the changed draft; called again on newer answers when some were typed meanwhile.
            also: What else the same transaction stores, or a function of the changed draft that says so. Bytes of a
                file that another draft names too are not deleted.
            freeze: Take no change meanwhile.

        Raises:
            DraftNotFoundError: it was deleted for ever meanwhile.
            VaultError: nothing was stored, the draft is as before.
        """
        return await self._autosave.unbroken(self._update(draft_id, change, also=also, freeze=freeze))

    async def drop(self, draft_id: str, *, also: Callable[[Draft], Sequence[Write]]) -> None:
        """Delete a draft for ever together with what ``also`` says of it.

        Raises:
            DraftLockedError: it was submitted meanwhile.
            VaultError: it is as before.
        """
        await self._autosave.unbroken(self._drop(draft_id, also))

    async def unbroken(self, work: Coroutine[Any, Any, T]) -> T:
        """Run ``work`` to its end even when the caller is cancelled."""
        return await self._autosave.unbroken(work)

    # --- storing ------------------------------------------------------------------------------------------------------

    async def _write(self, draft_id: str) -> Callable[[], bool]:
        draft = self._drafts[draft_id]
        stored = replace(draft, saved_at=self._clock())
        await self._vault.write([put_draft(stored), *self.before_save(stored)])
        self.after_save(stored)
        now = self._drafts[draft_id]
        self._drafts[draft_id] = stored if now is draft else replace(now, saved_at=stored.saved_at)
        return lambda: self._drafts.get(draft_id) is stored

    async def _add(self, draft: Draft, also: Sequence[Write]) -> Draft:
        await self._vault.transact([*also, put_draft(draft)])
        self.show(draft)
        return draft

    async def _update(
        self,
        draft_id: str,
        change: Callable[[Draft], Draft],
        *,
        also: Sequence[Write] | Callable[[Draft], Sequence[Write]],
        freeze: bool,
    ) -> Draft:
        async with self._autosave.one_write(draft_id):
            before = self._drafts.get(draft_id)
            if before is None:  # deleted for ever while this waited for its turn to write
                raise DraftNotFoundError(draft_id)
            stored = replace(change(before), saved_at=self._clock())
            writes = also(stored) if callable(also) else also
            if freeze:
                self._freezing.add(draft_id)
            try:
                await self._transact(draft_id, [put_draft(stored), *writes])
            finally:
                self._freezing.discard(draft_id)
            now = self._drafts[draft_id]
            newer = stored if now is before else replace(change(now), saved_at=stored.saved_at)
            self._stored(before=before, stored=stored, newer=newer)
        self.tell(draft_id)
        return self._drafts[draft_id]

    async def _transact(self, draft_id: str, writes: Sequence[Write]) -> None:
        """Commit, but leave the bytes of files that another draft names too: they go with the last of them."""
        if not any(isinstance(write, DeleteBlob) for write in writes):
            await self._vault.transact(writes)
            return
        async with self.sharing:
            shared = {file.id for other in self._drafts.values() if other.id != draft_id for file in other.attachments}
            spared = [write for write in writes if not (isinstance(write, DeleteBlob) and write.id in shared)]
            await self._vault.transact(spared)

    def _stored(self, *, before: Draft, stored: Draft, newer: Draft) -> None:
        """Note that ``stored``, made of ``before``, is in the vault; what was typed meanwhile is in ``newer``."""
        is_whole = self._drafts[stored.id] is before
        self._drafts[stored.id] = stored if is_whole else newer
        self._autosave.stored(stored.id, is_whole=is_whole)

    async def _drop(self, draft_id: str, also: Callable[[Draft], Sequence[Write]]) -> None:
        async with self._autosave.one_write(draft_id):
            draft = self._drafts.get(draft_id)
            if draft is None:
                return
            if draft.is_locked:
                raise DraftLockedError(draft_id)
            self._freezing.add(draft_id)
            try:
                await self._transact(draft_id, [Delete(DRAFTS, draft_id), *also(draft)])
                self._forget(draft_id)
            finally:
                self._freezing.discard(draft_id)
        self.tell(draft_id)

    def _forget(self, draft_id: str) -> None:
        self._drafts.pop(draft_id, None)
        self._autosave.forget(draft_id)
