"""The parcels of this device, in memory and in the vault, never different for longer than one write."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeVar

from app.outbox.model import Parcel
from app.outbox.store import PARCELS, decode_parcel, put_parcel
from app.vault.model import Delete, Write
from app.vault.vault import Vault

T = TypeVar("T")


class Parcels:
    """Parcels by id; every change is committed before memory shows it, and runs to its end once begun."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._parcels: dict[str, Parcel] = {}
        self._locks: dict[str, asyncio.Lock] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    async def load(self) -> None:
        """Read every parcel from the vault."""
        self._parcels = {id_: decode_parcel(record) for id_, record in await self._vault.all(PARCELS)}

    def find(self, parcel_id: str) -> Parcel | None:
        """Return a parcel, whoever owns it."""
        return self._parcels.get(parcel_id)

    def matching(self, wanted: Callable[[Parcel], bool]) -> tuple[Parcel, ...]:
        """Return the parcels that are wanted, oldest first."""
        found = [parcel for parcel in self._parcels.values() if wanted(parcel)]
        return tuple(sorted(found, key=lambda parcel: (parcel.queued_at, parcel.id)))

    def lock(self, parcel_id: str) -> asyncio.Lock:
        """Return the lock under which a parcel is sent or cancelled, never both."""
        return self._locks.setdefault(parcel_id, asyncio.Lock())

    async def store(self, parcel: Parcel, *, also: Sequence[Write] = ()) -> Parcel:
        """Commit a parcel together with ``also``, then show it.

        Raises:
            VaultError: nothing was stored.
        """
        return await self.unbroken(self._store(parcel, also))

    async def _store(self, parcel: Parcel, also: Sequence[Write]) -> Parcel:
        await self._vault.transact([put_parcel(parcel), *also])
        self._parcels[parcel.id] = parcel
        return parcel

    async def drop(self, parcel_id: str) -> None:
        """Forget a parcel for ever."""
        await self.unbroken(self._drop(parcel_id))

    async def _drop(self, parcel_id: str) -> None:
        await self._vault.transact([Delete(PARCELS, parcel_id)])
        self._parcels.pop(parcel_id, None)

    def show(self, parcel: Parcel) -> None:
        """Put into memory what somebody else's transaction has stored, or what could not be stored, and tell of it."""
        self._parcels[parcel.id] = parcel
        self._vault.changes.announce(frozenset({(PARCELS, parcel.id)}))

    def hide(self, parcel_id: str) -> None:
        """Take out of memory what somebody else's transaction has deleted, and tell of it."""
        self._parcels.pop(parcel_id, None)
        self._vault.changes.announce(frozenset({(PARCELS, parcel_id)}))

    async def unbroken(self, work: Coroutine[Any, Any, T]) -> T:
        """Run ``work`` to its end even when the caller is cancelled."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return await asyncio.shield(task)
