"""The bytes of a piece on their way into the storage: written, hashed and looked at as they come, never held whole."""

import asyncio
import hashlib
import hmac
from collections.abc import AsyncIterator
from dataclasses import dataclass

from starlette.requests import ClientDisconnect

from portal.problems import Problem
from portal.storage.model import ChunkWriter
from portal.uploads.traces import Passed

BATCH_BYTES, BATCH_PIECES = 1024 * 1024, 64
"""What a thread is given at once; of tiny pieces fewer bytes, for each takes memory besides."""


@dataclass(frozen=True, slots=True)
class Checksum:
    """The ``Upload-Checksum`` of one chunk."""

    algorithm: str
    digest: bytes


async def receive(
    writer: ChunkWriter, body: AsyncIterator[bytes], passed: Passed | None, *, room: int, checksum: Checksum | None
) -> None:
    """Write, hash and look at what comes, in a thread, while more of it comes; two batches are in memory.

    Args:
        writer: Where it goes.
        body: What comes.
        passed: What is known of the bytes before; it goes on with these.
        room: How many bytes may come.
        checksum: What was announced of them.

    Raises:
        Problem: ``payload-too-large``, ``upload-checksum``.
        ClientDisconnect: the connection broke; what came is written, unless a checksum was announced.
    """
    beginning = passed if passed is not None and passed.size_bytes == 0 else None
    digest = None
    if checksum is not None and not (beginning and checksum.algorithm == "sha256"):  # the file's hash is the piece's
        digest = hashlib.new(checksum.algorithm, usedforsecurity=False)

    def take(pieces: list[bytes]) -> None:
        for piece in pieces:
            writer.write(piece)
            if digest is not None:
                digest.update(piece)
            if passed is not None:
                passed.take(piece)

    working: asyncio.Future[None] | None = None
    try:
        async for pieces in _batches(body, room=room, keeps_rest=checksum is None):
            await _finish(working)
            working = asyncio.get_running_loop().run_in_executor(None, take, pieces)
    finally:
        await _finish(working)
    found = digest.digest() if digest else bytes.fromhex(beginning.sha256 if beginning else "")
    if checksum is not None and not hmac.compare_digest(found, checksum.digest):
        raise Problem("upload-checksum")


async def _finish(working: asyncio.Future[None] | None) -> None:
    if working is not None:
        await asyncio.wait([working])
        working.result()


async def _batches(body: AsyncIterator[bytes], *, room: int, keeps_rest: bool) -> AsyncIterator[list[bytes]]:
    pieces: list[bytes] = []
    size = 0
    try:
        async for piece in body:
            room -= len(piece)
            if room < 0:
                raise Problem("payload-too-large")
            pieces.append(piece)
            size += len(piece)
            if size >= BATCH_BYTES or len(pieces) >= BATCH_PIECES:
                yield pieces
                pieces, size = [], 0
    except ClientDisconnect:
        if keeps_rest and size:
            yield pieces
        raise
    if size:
        yield pieces
