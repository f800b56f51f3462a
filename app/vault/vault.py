"""The encrypted store on this device, for the rest of the app: async, one thread, answers after the commit."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Self, TypeVar

from app.changes import Changed, Changes
from app.vault.errors import VaultError
from app.vault.lock import FolderLock
from app.vault.model import AdoptBlob, Delete, Finding, Put, StagedBlob, Write
from app.vault.remains import Remains
from app.vault.sealing import Seal
from app.vault.store import Store

CHUNK_BYTES = 1024 * 1024
CHUNKS_AT_ONCE = 4
"""Read into memory before the vault's thread does something else; each takes it about a millisecond."""

FINDINGS = "findings"
"""The table that ``changes`` names when something was found not to be as it was stored."""

T = TypeVar("T")


class Vault:
    """Records ``(table, id) -> dict`` and blobs ``id -> bytes``, sealed one by one, in one SQLite file.

    What an awaited call has returned survives ``kill -9`` and power loss. After each commit ``changes`` is told, once
    the caller that awaited it has gone on to its next wait: who keeps in memory what it stored brings that up to date
    right after the await, and whoever is told then reads the new state.
    """

    def __init__(
        self, lock: FolderLock, executor: ThreadPoolExecutor, records: Store, *, path: Path, changes: Changes
    ) -> None:
        self._lock = lock
        self._executor = executor
        self._records = records
        self._closed = False
        self._told = 0
        self._syncing = ThreadPoolExecutor(max_workers=1, thread_name_prefix="vault-sync")
        self._one_sync = asyncio.Lock()
        self._next_sync: asyncio.Task[None] | None = None
        """The sync that has not begun: it takes along whatever is written until then."""
        self.path = path
        self.changes = changes

    @classmethod
    async def open(
        cls, path: Path, key: bytes, *, clock: Callable[[], datetime], changes: Changes | None = None
    ) -> Self:
        """Open the vault in the folder ``path``, making it when there is none.

        Args:
            path: A folder of its own.
            key: 32 bytes, see ``app.vault.keys.vault_key``.
            clock: Aware UTC; only for the time of a quarantine.
            changes: Told after each commit; by default a list of its own, at ``vault.changes``.

        Raises:
            VaultLockedError: another instance has it open.
            WrongKeyError: it was made with another key.
            VaultFullError, VaultReadOnlyError, VaultDamagedError, VaultTooNewError: it cannot be used.
        """
        seal = Seal(key)
        lock = FolderLock(path)
        executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="vault")
        opening = asyncio.get_running_loop().run_in_executor(executor, lambda: Store(path, seal, clock=clock))
        try:
            records = await opening
        except BaseException:
            executor.shutdown(wait=False)
            lock.close()
            raise
        return cls(lock, executor, records, path=path, changes=changes or Changes())

    async def close(self) -> None:
        """Finish what was asked before, close the file and free the folder."""
        if self._closed:
            return
        self._closed = True
        await asyncio.get_running_loop().run_in_executor(self._executor, self._records.close)
        self._executor.shutdown(wait=False)
        self._syncing.shutdown(wait=False)
        self._lock.close()

    # --- records ------------------------------------------------------------------------------------------------------

    async def put(self, table: str, id: str, value: Mapping[str, Any]) -> None:  # noqa: A002 - the surface says id
        """Store one record."""
        await self.transact([Put(table, id, value)])

    async def delete(self, table: str, id: str) -> None:  # noqa: A002 - the surface says id
        """Forget one record; fine when it is not there."""
        await self.transact([Delete(table, id)])

    async def get(self, table: str, id: str) -> dict[str, Any] | None:  # noqa: A002 - the surface says id
        """Return one record, None when there is none.

        Raises:
            VaultDamagedError: it was damaged, older than it was, or gone; the next ``get`` finds nothing.
        """
        return await self._run(lambda: self._records.read(table, id))

    async def all(self, table: str) -> list[tuple[str, dict[str, Any]]]:
        """Return every record of a table by id; what is not as it was stored goes to quarantine and is left out."""
        return await self._run(lambda: self._records.read_all(table))

    async def transact(self, writes: Sequence[Write]) -> None:
        """Do all of ``writes`` or none; returns after the commit is on the disk.

        A caller that is cancelled meanwhile may find it done or not done, never half done.

        Raises:
            VaultFullError, VaultReadOnlyError: nothing of it was stored.
        """
        frozen = tuple(writes)
        await self._run(lambda: self._records.write(frozen), changed=_changed_by(frozen))

    async def write(self, writes: Sequence[Write]) -> None:
        """Do all of ``writes`` or none; returns once ``kill -9`` cannot take it any more, power loss until ``sync``.

        For what is typed: a disk that takes seconds to sync does not keep the next keys from being written.

        Raises:
            VaultFullError, VaultReadOnlyError: nothing of it was stored.
        """
        frozen = tuple(writes)
        await self._run(lambda: self._records.write_unsynced(frozen), changed=_changed_by(frozen))

    async def sync(self) -> None:
        """Return once all that was written before is on the disk.

        Raises:
            VaultError: it may not be; it is to be written again.
        """
        if self._next_sync is None or self._next_sync.done():
            self._next_sync = asyncio.get_running_loop().create_task(self._sync())
        await asyncio.shield(self._next_sync)

    async def _sync(self) -> None:
        async with self._one_sync:
            self._next_sync = None  # what is written from here on is the next one's
            if self._closed:
                raise VaultError("the vault is closed")
            await asyncio.get_running_loop().run_in_executor(self._syncing, self._records.sync)

    async def findings(self) -> tuple[Finding, ...]:
        """Return what was found not to be as it was stored, since the vault was made; oldest first."""
        return await self._run(self._records.findings)

    async def remains(self) -> tuple[Remains, ...]:
        """Return the same, and what still opens of it."""
        return await self._run(self._records.remains)

    async def is_set_aside(self, table: str, id: str) -> bool:  # noqa: A002 - the surface says id
        """Tell whether a record is not there because it was not as it was stored: nobody deleted it."""
        return await self._run(lambda: self._records.is_set_aside(table, id))

    async def count_quarantined(self) -> int:
        """Return how many findings there are."""
        return len(await self.findings())

    @property
    def commits(self) -> int:
        """The number of the last commit: an older copy of the whole file has a smaller one."""
        return self._records.number

    async def reseal(self, key: bytes) -> None:
        """Seal everything anew with another key; until this returns the old key opens it, afterwards the new one.

        Raises:
            VaultFullError, VaultReadOnlyError, VaultDamagedError: the old key still opens it.
        """
        seal = Seal(key)
        await self._run(lambda: self._records.reseal(seal))

    # --- blobs --------------------------------------------------------------------------------------------------------

    async def stage_blob(self, id: str, data: bytes | AsyncIterator[bytes]) -> StagedBlob:  # noqa: A002 - as above
        """Store the chunks of a blob and return its size and SHA-256; it exists once ``AdoptBlob`` is committed.

        What is staged and not adopted is gone after the next start, so that no half file is ever referred to.
        """
        digest, size, number = hashlib.sha256(), 0, 0
        async for chunk in _chunks(data):
            digest.update(chunk)
            size += len(chunk)
            await self._stage_chunk(id, number, chunk)
            number += 1
        return StagedBlob(id, size, digest.hexdigest())

    async def _stage_chunk(self, blob_id: str, number: int, chunk: bytes) -> None:
        await self._run(lambda: self._records.stage_chunk(blob_id, number, chunk))

    async def put_blob(self, id: str, data: bytes | AsyncIterator[bytes]) -> StagedBlob:  # noqa: A002 - as above
        """Store a blob, whole or not at all, and return its size and SHA-256."""
        staged = await self.stage_blob(id, data)
        await self.transact([AdoptBlob(id)])
        return staged

    async def read_blob(self, id: str) -> AsyncIterator[bytes]:  # noqa: A002 - as above
        """Yield the bytes of a blob in pieces of at most 1 MiB.

        Raises:
            KeyError: there is no such blob.
            VaultDamagedError: a chunk is missing or was changed.
        """
        number = 0
        while (chunk := await self._read_chunk(id, number)) is not None:
            if chunk:
                yield chunk
            number += 1

    async def _read_chunk(self, blob_id: str, number: int) -> bytes | None:
        return await self._run(lambda: self._records.read_chunk(blob_id, number))

    async def read_blob_into(self, id: str, memory: memoryview, *, offset: int = 0) -> int:  # noqa: A002 - as above
        """Fill ``memory`` with the bytes of a blob from ``offset`` on and return how many there were.

        Raises:
            KeyError: there is no such blob.
            VaultDamagedError: a chunk is missing or was changed.
        """
        filled = 0
        while filled < len(memory):
            first, skip = divmod(offset + filled, CHUNK_BYTES)
            chunks = range(first, first + CHUNKS_AT_ONCE)
            read = partial(self._records.read_chunks_into, id, memory[filled:], chunks=chunks, skip=skip)
            if not (came := await self._run(read)):
                break
            filled += came
        return filled

    async def get_blob(self, id: str) -> bytes:  # noqa: A002 - as above
        """Return a whole blob; see ``read_blob`` for what it raises."""
        return b"".join([chunk async for chunk in self.read_blob(id)])

    async def blob_size(self, id: str) -> int:  # noqa: A002 - as above
        """Return the size of a blob in bytes.

        Raises:
            KeyError: there is no such blob.
        """
        return await self._run(lambda: self._records.blob_size(id))

    # --- the one thread -----------------------------------------------------------------------------------------------

    async def _run(self, job: Callable[[], T], *, changed: Changed = frozenset()) -> T:
        if self._closed:
            raise VaultError("the vault is closed")
        loop = asyncio.get_running_loop()
        future = loop.run_in_executor(self._executor, lambda: self._records.mended(job))
        try:
            result = await asyncio.shield(future)
        except asyncio.CancelledError:
            future.add_done_callback(lambda done: self._tell_of(done, changed))
            raise
        except VaultError:
            loop.call_soon(self.changes.announce, self._newly_found())
            raise
        # runs when this task waits again: the caller has gone on by then
        loop.call_soon(self.changes.announce, changed | self._newly_found())
        return result

    def _newly_found(self) -> Changed:
        """Return what tells listeners that something was set aside since they were last told."""
        found = self._records.found
        if found == self._told:
            return frozenset()
        self._told = found
        return frozenset({(FINDINGS, str(found))})

    def _tell_of(self, done: asyncio.Future[Any], changed: Changed) -> None:
        """Announce what a writer stored that nobody waits for any more."""
        if not done.cancelled() and done.exception() is None:
            self.changes.announce(changed)


def _changed_by(writes: Sequence[Write]) -> Changed:
    return frozenset((write.table, write.id) for write in writes if isinstance(write, Put | Delete))


async def _chunks(data: bytes | AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Yield ``data`` in chunks of exactly ``CHUNK_BYTES``, the last one shorter; an empty blob is one empty chunk."""
    if isinstance(data, bytes):
        for start in range(0, len(data) or 1, CHUNK_BYTES):
            yield data[start : start + CHUNK_BYTES]
        return
    waiting, sent = bytearray(), False
    async for piece in data:
        waiting += piece
        while len(waiting) >= CHUNK_BYTES:
            yield bytes(waiting[:CHUNK_BYTES])
            del waiting[:CHUNK_BYTES]
            sent = True
    if waiting or not sent:
        yield bytes(waiting)
