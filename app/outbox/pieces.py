"""Pieces of files out of the vault, each with its hash; the next one is read while the last one is on its way."""

import asyncio
import hashlib
from dataclasses import dataclass

from app.vault.vault import CHUNK_BYTES, Vault

KEPT_SECONDS = 120.0
"""What is read ahead is megabytes: nobody wants it any more once its sending rests for so long."""

AT_ONCE_BYTES = 8 * 1024 * 1024
"""What was not read ahead is read while nothing is sent: of much more the line would have to wait."""


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


class Pieces:
    """Reads one piece ahead. A piece ends where a chunk of the vault does, if it can: no chunk is opened twice.

    The memory of a piece that is given back is filled anew: new memory takes as long as hashing what is put there.
    """

    def __init__(self, vault: Vault, *, kept_seconds: float = KEPT_SECONDS) -> None:
        self._vault = vault
        self._kept_seconds = kept_seconds
        self._ahead: _Ahead | None = None
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
        reading = asyncio.get_running_loop().create_task(self._read(blob_id, offset, size))
        reading.add_done_callback(lambda done: done.cancelled() or done.exception())  # said when it is wanted
        self.forget()
        self._ahead = _Ahead((blob_id, offset), reading)
        self._keep_for_a_while()

    def give_back(self, piece: Piece) -> None:
        """Let the next piece have the memory of one that nobody reads any more."""
        self._spare.append(piece.memory)
        self._keep_for_a_while()

    def forget(self) -> None:
        """Let go of what was read ahead."""
        if self._ahead is not None:
            self._ahead.reading.cancel()
        self._ahead = None

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


def _end(offset: int, size: int) -> int:
    end = offset + size
    end_of_chunk = end - end % CHUNK_BYTES
    return end_of_chunk if end_of_chunk > offset else end
