"""Pieces of files out of the vault, each with its hash; the next one is read while the last one is on its way."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

from app.vault.errors import VaultDamagedError
from app.vault.schema import BLOB
from app.vault.vault import CHUNK_BYTES, Vault

KEPT_SECONDS = 120.0
"""What is read ahead is megabytes: nobody wants it any more once its sending rests for so long."""

AT_ONCE_BYTES = 8 * 1024 * 1024
"""What was not read ahead is read while nothing is sent: of much more the line would have to wait."""

BLOCK_BYTES = 4 * CHUNK_BYTES
"""What is read at once of a file that goes in one piece; two of them are held."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes of a file, the first of a memory that may be longer, and their SHA-256."""

    content: memoryview
    sha256: bytes
    memory: bytearray

    def __len__(self) -> int:
        """Return how many bytes it has."""
        return len(self.content)


@dataclass(frozen=True, slots=True)
class _Ahead:
    place: tuple[str, int]
    reading: asyncio.Task[Piece]


class Whole:
    """A whole file, block by block from its beginning whenever it is asked for; a block is read while one is sent."""

    def __init__(self, vault: Vault, blob_id: str, size_bytes: int) -> None:
        self.blob_id = blob_id
        self._vault = vault
        self._size_bytes = size_bytes
        self._memories = [memoryview(bytearray(min(size_bytes, BLOCK_BYTES))) for _ in range(2)]
        self._ahead = (0, _begun(self._read(0)))

    def __len__(self) -> int:
        """Return how many bytes it has."""
        return self._size_bytes

    async def __aiter__(self) -> AsyncIterator[memoryview]:
        """Yield its blocks, each good until the next one is asked for.

        Raises:
            VaultDamagedError: a chunk is missing or was changed, or all of them are gone.
        """
        at = 0
        while at < self._size_bytes:
            if self._ahead[0] != at:
                self._read_ahead(at)
            block = await self._ahead[1]
            if not block:
                raise VaultDamagedError(BLOB)
            at += len(block)
            if at < self._size_bytes:
                self._read_ahead(at)
            yield block

    def forget(self) -> None:
        """Read no more of it."""
        self._ahead[1].cancel()

    def _read_ahead(self, offset: int) -> None:
        self.forget()
        self._memories.reverse()
        self._ahead = (offset, _begun(self._read(offset)))

    async def _read(self, offset: int) -> memoryview:
        memory = self._memories[0][: self._size_bytes - offset]
        try:
            return memory[: await self._vault.read_blob_into(self.blob_id, memory, offset=offset)]
        except KeyError:
            return memory[:0]


class Pieces:
    """Reads one piece ahead. A piece ends where a chunk of the vault does, if it can: no chunk is opened twice.

    The memory of a piece that is given back is filled anew: new memory takes as long as hashing what is put there.
    """

    def __init__(self, vault: Vault, *, kept_seconds: float = KEPT_SECONDS) -> None:
        self._vault = vault
        self._kept_seconds = kept_seconds
        self._ahead: _Ahead | None = None
        self._whole: Whole | None = None
        self._spare: list[bytearray] = []
        self._rest: asyncio.TimerHandle | None = None

    async def take(self, blob_id: str, *, offset: int, size: int) -> Piece:
        """Return at most ``size`` bytes from ``offset`` on, none after the end; up to twice as many if they are read.

        Raises:
            KeyError: there is no such blob.
            VaultDamagedError: a chunk is missing or was changed.
        """
        ahead, self._ahead = self._ahead, None
        if ahead is not None and ahead.place == (blob_id, offset):
            piece = await ahead.reading
            if len(piece) <= 2 * size:
                return piece
            self.give_back(piece)
        return await self._read(blob_id, offset, min(size, AT_ONCE_BYTES))

    def read_ahead(self, blob_id: str, *, offset: int, size: int) -> None:
        """Begin to read what will be wanted next."""
        self.forget()
        self._ahead = _Ahead((blob_id, offset), _begun(self._read(blob_id, offset, size)))
        self._keep_for_a_while()

    def begin_whole(self, blob_id: str, size: int) -> None:
        """Begin to read a file that will go in one piece."""
        self.forget()
        self._whole = Whole(self._vault, blob_id, size)
        self._keep_for_a_while()

    def take_whole(self, blob_id: str, size: int) -> Whole:
        """Return a file that goes in one piece."""
        if self._whole is None or self._whole.blob_id != blob_id:
            self.begin_whole(blob_id, size)
        whole, self._whole = self._whole, None
        assert whole is not None
        return whole

    def give_back(self, piece: Piece) -> None:
        """Let the next piece have the memory of one that nobody reads any more."""
        self._spare.append(piece.memory)
        self._keep_for_a_while()

    def forget(self) -> None:
        """Let go of what was read ahead."""
        if self._ahead is not None:
            self._ahead.reading.cancel()
        if self._whole is not None:
            self._whole.forget()
        self._ahead = self._whole = None

    def _keep_for_a_while(self) -> None:
        if self._rest is not None:
            self._rest.cancel()
        self._rest = asyncio.get_running_loop().call_later(self._kept_seconds, self._let_go)

    def _let_go(self) -> None:
        self.forget()
        self._spare.clear()

    async def _read(self, blob_id: str, offset: int, size: int) -> Piece:
        wanted = _end(offset, size) - offset
        memory = self._memory(wanted)
        length = await self._vault.read_blob_into(blob_id, memoryview(memory)[:wanted], offset=offset)
        content = memoryview(memory)[:length]
        return Piece(content, (await asyncio.to_thread(hashlib.sha256, content)).digest(), memory)

    def _memory(self, size: int) -> bytearray:
        spare = self._spare.pop() if self._spare else bytearray()
        if len(spare) >= size:
            return spare
        del spare  # gone before there is another
        return bytearray(size)


def _begun(reading: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
    task = asyncio.get_running_loop().create_task(reading)
    task.add_done_callback(lambda done: done.cancelled() or done.exception())  # said when it is wanted
    return task


def _end(offset: int, size: int) -> int:
    end = offset + size
    end_of_chunk = end - end % CHUNK_BYTES
    return end_of_chunk if end_of_chunk > offset else end
