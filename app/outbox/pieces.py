"""Pieces of files out of the vault, each with its hash; the next one is read while the last one is on its way."""

import asyncio
import hashlib
from dataclasses import dataclass

from app.vault.vault import CHUNK_BYTES, Vault

KEPT_SECONDS = 120.0
"""What is read ahead is megabytes: nobody wants it any more once its sending rests for so long."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes of a file, as the parts they were read in, and their SHA-256."""

    parts: tuple[bytes, ...]
    sha256: bytes

    def __len__(self) -> int:
        """Return how many bytes it has."""
        return sum(map(len, self.parts))


@dataclass(frozen=True, slots=True)
class _Ahead:
    place: tuple[str, int]
    reading: asyncio.Task[Piece]
    end: asyncio.TimerHandle


class Pieces:
    """Reads one piece ahead. A piece ends where a chunk of the vault does, if it can: no chunk is opened twice."""

    def __init__(self, vault: Vault, *, kept_seconds: float = KEPT_SECONDS) -> None:
        self._vault = vault
        self._kept_seconds = kept_seconds
        self._ahead: _Ahead | None = None

    async def take(self, blob_id: str, *, offset: int, size: int) -> Piece:
        """Return at most ``size`` bytes from ``offset`` on, none after the end; up to twice as many if they are read.

        Raises:
            KeyError: there is no such blob.
            VaultDamagedError: a chunk is missing or was changed.
        """
        ahead, self._ahead = self._ahead, None
        if ahead is not None:
            ahead.end.cancel()
        if ahead is None or ahead.place != (blob_id, offset):
            return await self._read(blob_id, offset, size)
        piece = await ahead.reading
        return piece if len(piece) <= 2 * size else await self._read(blob_id, offset, size)

    def read_ahead(self, blob_id: str, *, offset: int, size: int) -> None:
        """Begin to read what will be wanted next."""
        loop = asyncio.get_running_loop()
        reading = loop.create_task(self._read(blob_id, offset, size))
        reading.add_done_callback(lambda done: done.cancelled() or done.exception())  # said when it is wanted
        self.forget()
        self._ahead = _Ahead((blob_id, offset), reading, loop.call_later(self._kept_seconds, self.forget))

    def forget(self) -> None:
        """Let go of what was read ahead."""
        if self._ahead is not None:
            self._ahead.reading.cancel()
            self._ahead.end.cancel()
        self._ahead = None

    async def _read(self, blob_id: str, offset: int, size: int) -> Piece:
        parts: list[bytes] = []
        missing = _end(offset, size) - offset
        async for chunk in self._vault.read_blob(blob_id, offset=offset):
            parts.append(chunk[:missing])
            missing -= len(parts[-1])
            if not missing:
                break
        return Piece(tuple(parts), await asyncio.to_thread(_sha256, parts))


def _sha256(parts: list[bytes]) -> bytes:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.digest()


def _end(offset: int, size: int) -> int:
    end = offset + size
    end_of_chunk = end - end % CHUNK_BYTES
    return end_of_chunk if end_of_chunk > offset else end
