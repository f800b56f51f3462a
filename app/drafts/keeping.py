"""Drafts in memory and how they come into the vault: a change is in memory at once, on the disk soon, never half."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal, TypeVar

from app.drafts.errors import DraftLockedError
from app.drafts.model import Draft
from app.drafts.store import DRAFTS, decode_draft, put_draft
from app.vault.errors import VaultError, VaultFullError, VaultReadOnlyError
from app.vault.model import Delete, DeleteBlob, Write
from app.vault.vault import Vault

SaveProblem = Literal["full", "read_only", "failed"]

T = TypeVar("T")

_RETRY_SECONDS = 3.0


class KeptDrafts:
    """Every draft of this device, whoever owns it; ``app.drafts.service`` decides who may see and change what.

    One write at a time for each draft, and each runs to its end once begun: memory and vault cannot differ.
    """

    def __init__(self, vault: Vault, *, clock: Callable[[], datetime], autosave_seconds: float) -> None:
        self._vault = vault
        self._clock = clock
        self._autosave_seconds = autosave_seconds
        self._drafts: dict[str, Draft] = {}
        self._unsaved: set[str] = set()
        self._problems: dict[str, SaveProblem] = {}
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._writing: dict[str, asyncio.Lock] = {}
        self._freezing: set[str] = set()
        self.sharing = asyncio.Lock()
        """Held while bytes of files get another draft that names them, or may lose the last one."""
        self._tasks: set[asyncio.Task[Any]] = set()
        self._listeners: dict[int, Callable[[str], None]] = {}
        self._next_listener = 0
        self.before_save: Callable[[Draft], Sequence[Write]] = lambda _draft: ()
        """What the transaction of an autosave stores besides the draft."""
        self.after_save: Callable[[Draft], None] = lambda _draft: None

    async def load(self) -> None:
        """Read every draft from the vault."""
        self._drafts = {id_: decode_draft(id_, record) for id_, record in await self._vault.all(DRAFTS)}

    async def close(self) -> None:
        """Store what is not stored yet and stop the timers; the vault stays open."""
        await self.flush_all()
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        if self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    # --- reading ------------------------------------------------------------------------------------------------------

    def __iter__(self) -> Iterator[Draft]:
        """Iterate over every draft."""
        return iter(tuple(self._drafts.values()))

    def find(self, draft_id: str) -> Draft | None:
        """Return a draft, whoever owns it."""
        return self._drafts.get(draft_id)

    def is_saved(self, draft_id: str) -> bool:
        """Tell whether all of the draft, as it is in memory now, is in the vault."""
        return draft_id in self._drafts and draft_id not in self._unsaved

    def problem(self, draft_id: str) -> SaveProblem | None:
        """Return why the last attempt to store failed."""
        return self._problems.get(draft_id)

    def is_closed(self, draft: Draft) -> bool:
        """Tell whether the draft takes no change: frozen in a parcel, or being frozen or deleted just now."""
        return draft.is_locked or draft.id in self._freezing

    def subscribe(self, listener: Callable[[str], None]) -> Callable[[], None]:
        """Call ``listener(draft_id)`` after every change; the returned function ends that."""
        number = self._next_listener
        self._next_listener += 1
        self._listeners[number] = listener

        def unsubscribe() -> None:
            self._listeners.pop(number, None)

        return unsubscribe

    def tell(self, draft_id: str) -> None:
        """Tell every listener that a draft changed."""
        for listener in list(self._listeners.values()):
            listener(draft_id)

    # --- changing -----------------------------------------------------------------------------------------------------

    def change(self, draft: Draft) -> None:
        """Take a changed draft into memory and store it within ``autosave_seconds``."""
        self._drafts[draft.id] = draft
        self._unsaved.add(draft.id)
        self._save_within(self._autosave_seconds, draft.id)
        self.tell(draft.id)

    def show(self, draft: Draft) -> None:
        """Take a draft into memory that a transaction has stored."""
        self._drafts[draft.id] = draft
        self.tell(draft.id)

    def save_soon(self, draft_id: str) -> None:
        """Store a draft now, without waiting for it."""
        self._stop_timer(draft_id)
        self._autosave(draft_id)

    async def flush(self, draft_id: str) -> bool:
        """Store the draft now and return whether all of it is stored; never raises."""
        self._stop_timer(draft_id)
        return await self._save(draft_id)

    async def flush_all(self) -> None:
        """Store now whatever is not stored yet."""
        for draft_id in list(self._unsaved):
            await self.flush(draft_id)

    async def add(self, draft: Draft, *, also: Sequence[Write] = ()) -> Draft:
        """Store a new draft together with ``also``, then show it.

        Raises:
            VaultError: nothing was stored.
        """
        return await self.unbroken(self._add(draft, also))

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
            VaultError: nothing was stored, the draft is as before.
        """
        return await self.unbroken(self._update(draft_id, change, also=also, freeze=freeze))

    async def drop(self, draft_id: str, *, also: Callable[[Draft], Sequence[Write]]) -> None:
        """Delete a draft for ever together with what ``also`` says of it.

        Raises:
            DraftLockedError: it was submitted meanwhile.
            VaultError: it is as before.
        """
        await self.unbroken(self._drop(draft_id, also))

    async def unbroken(self, work: Coroutine[Any, Any, T]) -> T:
        """Run ``work`` to its end even when the caller is cancelled."""
        task = asyncio.get_running_loop().create_task(work)
        self._hold(task)
        return await asyncio.shield(task)

    # --- storing ------------------------------------------------------------------------------------------------------

    def _save_within(self, seconds: float, draft_id: str) -> None:
        """Start the timer unless it runs: a person who types without a pause is stored all the same."""
        if draft_id not in self._timers:
            self._timers[draft_id] = asyncio.get_running_loop().call_later(seconds, self._autosave, draft_id)

    def _stop_timer(self, draft_id: str) -> None:
        if (timer := self._timers.pop(draft_id, None)) is not None:
            timer.cancel()

    def _autosave(self, draft_id: str) -> None:
        self._timers.pop(draft_id, None)
        self._hold(asyncio.get_running_loop().create_task(self._save(draft_id)))

    async def _save(self, draft_id: str) -> bool:
        async with self._one_write(draft_id):
            draft = self._drafts.get(draft_id)
            if draft is None or draft_id not in self._unsaved:
                return draft is not None
            stored = replace(draft, saved_at=self._clock())
            try:
                await self._vault.transact([put_draft(stored), *self.before_save(stored)])
            except VaultError as error:
                self._problems[draft_id] = _problem(error)
                self._save_within(_RETRY_SECONDS, draft_id)
                self.tell(draft_id)
                return False
            self.after_save(stored)
            self._stored(before=draft, stored=stored, newer=replace(self._drafts[draft_id], saved_at=stored.saved_at))
        self.tell(draft_id)
        return self.is_saved(draft_id)

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
        async with self._one_write(draft_id):
            before = self._drafts[draft_id]
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
        self._problems.pop(stored.id, None)
        if self._drafts[stored.id] is before:
            self._drafts[stored.id] = stored
            self._unsaved.discard(stored.id)
        else:
            self._drafts[stored.id] = newer

    async def _drop(self, draft_id: str, also: Callable[[Draft], Sequence[Write]]) -> None:
        async with self._one_write(draft_id):
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
        self._stop_timer(draft_id)
        self._drafts.pop(draft_id, None)
        self._unsaved.discard(draft_id)
        self._problems.pop(draft_id, None)

    def _one_write(self, draft_id: str) -> asyncio.Lock:
        return self._writing.setdefault(draft_id, asyncio.Lock())

    def _hold(self, task: asyncio.Task[Any]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _problem(error: VaultError) -> SaveProblem:
    if isinstance(error, VaultFullError):
        return "full"
    return "read_only" if isinstance(error, VaultReadOnlyError) else "failed"
