"""ClamAV's daemon over a socket: INSTREAM, in ClamAV's own protocol.

Source:
    ``man 8 clamd``: commands prefixed ``z`` end with NUL, and so does the answer; INSTREAM takes chunks of a 32-bit
    length in network order and their bytes, a chunk of length 0 ends the file. Answers: ``stream: OK``,
    ``stream: <name> FOUND``, ``... ERROR``. VERSION answers ``ClamAV <version>/<signatures>/<date>``.
"""

import asyncio
import contextlib
import socket
import struct
from collections.abc import AsyncIterator
from dataclasses import dataclass

from portal.uploads.scanning.scanner import ScannerSilentError, Verdict

LONGEST_ANSWER = 4096
TOO_LARGE = "INSTREAM size limit exceeded"
NOT_WHOLLY_SCANNED = "Heuristics.Limits.Exceeded"
"""How clamd's ``AlertExceedsMax`` names a file that it did not scan to its end."""


@dataclass(frozen=True, slots=True)
class Clamd:
    """A clamd that listens on a TCP port or a Unix socket."""

    host: str = ""
    port: int = 3310
    socket_path: str = ""
    greeting_seconds: float = 5.0
    """One that does not even tell its version within this time is away."""

    async def scan(self, blocks: AsyncIterator[bytes], *, seconds: float) -> Verdict:
        """Return clamd's verdict; see ``Scanner``."""
        try:
            async with asyncio.timeout(seconds):
                async with asyncio.timeout(self.greeting_seconds):
                    version = await self._ask(b"zVERSION\0")
                answer = await self._ask(b"zINSTREAM\0", blocks)
        except TimeoutError as error:
            raise ScannerSilentError("no answer in time") from error
        return verdict_in(answer, version_of(version))

    async def _ask(self, command: bytes, blocks: AsyncIterator[bytes] | None = None) -> str:
        """Return the answer, also of a clamd that gave it and hung up while it was still sent to.

        Not by asyncio's streams: when a write fails, they throw away what was not read yet.
        """
        with await self._connected() as connection:
            try:
                await asyncio.get_running_loop().sock_sendall(connection, command)
                if blocks is not None:
                    await _stream(connection, blocks)
            except (BrokenPipeError, ConnectionResetError):
                pass  # what it said before (its size limit) is read
            return await _answer(connection)

    async def _connected(self) -> socket.socket:
        try:
            if self.socket_path:
                return await _connect(socket.AF_UNIX, self.socket_path)
            loop = asyncio.get_running_loop()
            *others, last = await loop.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
            for family, _, _, _, address in others:
                with contextlib.suppress(OSError):
                    return await _connect(family, address)
            return await _connect(last[0], last[4])
        except OSError as error:
            raise ScannerSilentError(type(error).__name__) from error


async def _connect(family: int, address: "str | tuple[object, ...]") -> socket.socket:
    connection = socket.socket(family, socket.SOCK_STREAM)
    connection.setblocking(False)
    try:
        await asyncio.get_running_loop().sock_connect(connection, address)
    except BaseException:
        connection.close()
        raise
    return connection


async def _stream(connection: socket.socket, blocks: AsyncIterator[bytes]) -> None:
    send = asyncio.get_running_loop().sock_sendall
    async for block in blocks:
        if block:
            await send(connection, struct.pack(">I", len(block)) + block)
    await send(connection, struct.pack(">I", 0))


async def _answer(connection: socket.socket) -> str:
    heard = b""
    while b"\0" not in heard:
        try:
            more = await asyncio.get_running_loop().sock_recv(connection, LONGEST_ANSWER)
        except OSError as error:
            raise ScannerSilentError(type(error).__name__) from error
        heard += more
        if not more or len(heard) > LONGEST_ANSWER:
            raise ScannerSilentError("no end of an answer")
    return heard.partition(b"\0")[0].decode("utf-8", "replace")


def verdict_in(answer: str, scanner: str) -> Verdict:
    """Return the verdict in an answer to INSTREAM.

    Raises:
        ScannerSilentError: for an answer that is none ("Can't create temporary file ERROR").
    """
    told = answer.strip().removeprefix("stream:").strip()
    if told == "OK":
        return Verdict(None, scanner)
    if told.startswith((TOO_LARGE, NOT_WHOLLY_SCANNED)):
        return Verdict("unscannable", scanner, told[:80])
    if told.endswith(" FOUND"):
        return Verdict("malware", scanner, told.removesuffix(" FOUND").strip()[:80] or "?")
    raise ScannerSilentError(told[:120])


def version_of(answer: str) -> str:
    """Return ``ClamAV 1.4.3/27812`` from a VERSION answer, "ClamAV" from anything else."""
    name, _, rest = answer.strip().partition("/")
    if not name.startswith("ClamAV") or not name.isprintable():
        return "ClamAV"
    signatures = rest.partition("/")[0]
    return f"{name}/{signatures}"[:60] if signatures.isdigit() else name[:60]
