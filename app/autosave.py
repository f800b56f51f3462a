"""What is typed is in memory at once and in the vault soon: one write at a time for each thing, never half of one."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Literal, TypeVar

from app.vault.errors import VaultError, VaultFullError, VaultReadOnlyError
from app.vault.vault import Vault

SaveProblem = Literal["full", "read_only", "failed"]

T = TypeVar("T")

_SOON_AGAIN_SECONDS, _RETRY_SECONDS = 0.4, 3.0
"""After the first attempt that failed, so that a disk that refuses once costs no more than I2 allows; after others."""


class Autosave:
    """When things, known by their ids, are stored, and whether all of each is.

    Args:
        vault: Where they are stored.
        write: Writes a thing as it is in memory (``Vault.write``) and returns what tells whether it still is so.
        seconds: How long a change waits.
        tell: Called with the id after every attempt to store.
    """

    def __init__(
        self,
        vault: Vault,
        write: Callable[[str], Awaitable[Callable[[], bool]]],
        *,
        seconds: float,
        tell: Callable[[str], None],
    ) -> None:
        self._vault = vault
        self._write = write
        self._seconds = seconds
        self._tell = tell
        self._unsaved: set[str] = set()
        self._problems: dict[str, SaveProblem] = {}
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._waiting: dict[str, asyncio.Task[bool]] = {}
        """Of each thing the save that waits for its turn: it takes whatever is typed until then."""
        self._writing: dict[str, asyncio.Lock] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    async def close(self) -> None:
        """Store what is not stored yet and stop the timers; the vault stays open."""
        await self.flush_all()
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        if self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def is_saved(self, id_: str) -> bool:
        """Tell whether all of it, as it is in memory now, is in the vault."""
        return id_ not in self._unsaved

    def problem(self, id_: str) -> SaveProblem | None:
        """Return why the last attempt to store it failed."""
        return self._problems.get(id_)

    def changed(self, id_: str) -> None:
        """Store it within ``seconds``."""
        self._unsaved.add(id_)
        self._save_within(self._seconds, id_)

    def stored(self, id_: str, *, is_whole: bool) -> None:
        """Note that something else stored it, and whether as it is in memory now."""
        self._problems.pop(id_, None)
        if is_whole:
            self._unsaved.discard(id_)

    def forget(self, id_: str) -> None:
        """Store it no more: it is gone."""
        self._stop_timer(id_)
        self._unsaved.discard(id_)
        self._problems.pop(id_, None)

    def save_soon(self, id_: str) -> asyncio.Task[bool]:
        """Store it now; who waits for that learns whether all of it is stored.

        One save at most waits for its turn, however slow the disk and however long somebody types.
        """
        self._stop_timer(id_)
        waiting = self._waiting.get(id_)
        if waiting is None or waiting.done():
            waiting = self._waiting[id_] = asyncio.get_running_loop().create_task(self._save(id_))
            self._hold(waiting)
        return waiting

    async def flush(self, id_: str) -> bool:
        """Store it now and return whether all of it is stored; goes on when the caller is cancelled."""
        return await asyncio.shield(self.save_soon(id_))

    async def flush_all(self) -> None:
        """Store now whatever is not stored yet."""
        for id_ in list(self._unsaved):
            await self.flush(id_)

    async def unbroken(self, work: Coroutine[Any, Any, T]) -> T:
        """Run ``work`` to its end even when the caller is cancelled."""
        task = asyncio.get_running_loop().create_task(work)
        self._hold(task)
        return await asyncio.shield(task)

    def one_write(self, id_: str) -> asyncio.Lock:
        """Return the lock that whoever writes it holds."""
        return self._writing.setdefault(id_, asyncio.Lock())

    def _save_within(self, seconds: float, id_: str) -> None:
        """Start the timer unless one ends before: a person who types without a pause is stored all the same."""
        loop = asyncio.get_running_loop()
        running = self._timers.get(id_)
        if running is None or running.when() > loop.time() + seconds:
            self._stop_timer(id_)
            self._timers[id_] = loop.call_later(seconds, self.save_soon, id_)

    def _stop_timer(self, id_: str) -> None:
        if (timer := self._timers.pop(id_, None)) is not None:
            timer.cancel()

    async def _save(self, id_: str) -> bool:
        try:
            async with self.one_write(id_):
                self._waiting.pop(id_, None)  # what is typed from here on is the next one's
                if id_ not in self._unsaved:
                    return True
                is_as_written = await self._write(id_)
            await self._vault.sync()
        except VaultError as error:
            if id_ in self._unsaved:  # nothing else stored it meanwhile
                self._save_within(_RETRY_SECONDS if id_ in self._problems else _SOON_AGAIN_SECONDS, id_)
                self._problems[id_] = _problem(error)
        else:
            self._problems.pop(id_, None)
            if is_as_written():
                self._unsaved.discard(id_)
        self._tell(id_)
        return id_ not in self._unsaved

    def _hold(self, task: asyncio.Task[Any]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _problem(error: VaultError) -> SaveProblem:
    if isinstance(error, VaultFullError):
        return "full"
    return "read_only" if isinstance(error, VaultReadOnlyError) else "failed"
