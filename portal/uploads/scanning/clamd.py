"""ClamAV's daemon over a socket: INSTREAM, in ClamAV's own protocol.

Source:
    ``man 8 clamd``: commands prefixed ``z`` end with NUL, and so does the answer; INSTREAM takes chunks of a 32-bit
    length in network order and their bytes, a chunk of length 0 ends the file. Answers: ``stream: OK``,
    ``stream: <name> FOUND``, ``... ERROR``. VERSION answers ``ClamAV <version>/<signatures>/<date>``.
"""

import asyncio
import struct
from collections.abc import AsyncIterator
from dataclasses import dataclass

from portal.uploads.scanning.scanner import ScannerSilentError, UnscannableError, Verdict

LONGEST_ANSWER = 4096


@dataclass(frozen=True, slots=True)
class Clamd:
    """A clamd that listens on a TCP port or a Unix socket."""

    host: str = ""
    port: int = 3310
    socket_path: str = ""
    seconds: float = 60.0

    async def scan(self, blocks: AsyncIterator[bytes]) -> Verdict:
        """Return clamd's verdict; see ``Scanner``."""
        try:
            async with asyncio.timeout(self.seconds):
                version = await self._ask(b"zVERSION\0")
                answer = await self._ask(b"zINSTREAM\0", blocks)
        except (OSError, TimeoutError, asyncio.LimitOverrunError, asyncio.IncompleteReadError) as error:
            raise ScannerSilentError(type(error).__name__) from error
        return Verdict(malware_in(answer), version_of(version))

    async def _ask(self, command: bytes, blocks: AsyncIterator[bytes] | None = None) -> str:
        reader, writer = await self._connect()
        try:
            writer.write(command)
            if blocks is not None:
                await _stream(writer, blocks)
            await writer.drain()
            return (await reader.readuntil(b"\0"))[:-1].decode("utf-8", "replace")
        finally:
            writer.close()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self.socket_path:
            return await asyncio.open_unix_connection(self.socket_path, limit=LONGEST_ANSWER)
        return await asyncio.open_connection(self.host, self.port, limit=LONGEST_ANSWER)


async def _stream(writer: asyncio.StreamWriter, blocks: AsyncIterator[bytes]) -> None:
    try:
        async for block in blocks:
            if block:
                writer.write(struct.pack(">I", len(block)) + block)
                await writer.drain()
        writer.write(struct.pack(">I", 0))
    except (BrokenPipeError, ConnectionResetError):
        return  # clamd has answered already (its size limit) and hung up: what it said is read


def malware_in(answer: str) -> str | None:
    """Return the malware's name in an answer, None for "OK".

    Raises:
        UnscannableError: for every other answer ("INSTREAM size limit exceeded. ERROR").
    """
    found = answer.strip().removeprefix("stream:").strip()
    if found == "OK":
        return None
    if found.endswith(" FOUND"):
        return found.removesuffix(" FOUND").strip()[:80] or "?"
    raise UnscannableError(found[:120])


def version_of(answer: str) -> str:
    """Return ``ClamAV 1.4.3/27812`` from a VERSION answer, "ClamAV" from anything else."""
    name, _, rest = answer.strip().partition("/")
    if not name.startswith("ClamAV") or not name.isprintable():
        return "ClamAV"
    signatures = rest.partition("/")[0]
    return f"{name}/{signatures}"[:60] if signatures.isdigit() else name[:60]
