"""A vault in memory whose process may die right before or right after a commit, for thousands of schedules a minute.

The real vault under the same schedules is ``MortalVault`` around it; that commits survive is proven by the kill and
power suites, not here.
"""

import hashlib
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any

from app.changes import Changes
from app.vault.model import AdoptBlob, Delete, DeleteBlob, Put, StagedBlob, Write
from app.vault.vault import Vault


class Killed(BaseException):
    """The process died here."""


class MemoryVault:
    """Records and blobs as the vault has them, sealed by nothing."""

    def __init__(self) -> None:
        self._records: dict[tuple[str, str], str] = {}
        self._blobs: dict[str, bytes] = {}
        self._staged: dict[str, bytes] = {}
        self.changes = Changes()

    async def transact(self, writes: Sequence[Write]) -> None:
        for write in writes:
            match write:
                case Put(table, id_, value):
                    self._records[table, id_] = json.dumps(value)
                case Delete(table, id_):
                    self._records.pop((table, id_), None)
                case AdoptBlob(id_):
                    self._blobs[id_] = self._staged.pop(id_)
                case DeleteBlob(id_):
                    self._blobs.pop(id_, None)
                case _:
                    raise AssertionError(f"a write this vault does not know: {write}")

    async def write(self, writes: Sequence[Write]) -> None:
        await self.transact(writes)

    async def sync(self) -> None:
        pass

    async def put(self, table: str, id_: str, value: Mapping[str, Any]) -> None:
        await self.transact([Put(table, id_, value)])

    async def delete(self, table: str, id_: str) -> None:
        await self.transact([Delete(table, id_)])

    async def get(self, table: str, id_: str) -> dict[str, Any] | None:
        found = self._records.get((table, id_))
        return json.loads(found) if found is not None else None

    async def all(self, table: str) -> list[tuple[str, dict[str, Any]]]:
        return [(id_, json.loads(text)) for (kind, id_), text in sorted(self._records.items()) if kind == table]

    async def stage_blob(self, id_: str, data: bytes | AsyncIterator[bytes]) -> StagedBlob:
        whole = data if isinstance(data, bytes) else b"".join([piece async for piece in data])
        self._staged[id_] = whole
        return StagedBlob(id_, len(whole), hashlib.sha256(whole).hexdigest())

    async def read_blob(self, id_: str) -> AsyncIterator[bytes]:
        yield self._blobs[id_]

    async def read_blob_into(self, id_: str, memory: memoryview, *, offset: int = 0) -> int:
        came = self._blobs[id_][offset : offset + len(memory)]
        memory[: len(came)] = came
        return len(came)

    async def get_blob(self, id_: str) -> bytes:
        return self._blobs[id_]


class MortalVault:
    """A vault whose process may die right before or right after a commit."""

    def __init__(self, living: Vault | MemoryVault) -> None:
        self.living = living
        self.live()

    def live(self) -> None:
        """Die of nothing, until told otherwise."""
        self.dies_before: Callable[[Sequence[Write]], bool] = lambda _writes: False
        self.dies_after: Callable[[Sequence[Write]], bool] = lambda _writes: False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.living, name)

    async def transact(self, writes: Sequence[Write]) -> None:
        if self.dies_before(writes):
            raise Killed
        await self.living.transact(writes)
        if self.dies_after(writes):
            raise Killed

    async def write(self, writes: Sequence[Write]) -> None:
        if self.dies_before(writes):
            raise Killed
        await self.living.write(writes)
        if self.dies_after(writes):
            raise Killed
