"""A small clamd: the daemon's real protocol (``man 8 clamd``) over TCP or a Unix socket, knowing EICAR only."""

import asyncio
import struct
from pathlib import Path

EICAR = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"


class ClamdDouble:
    """Answers VERSION and INSTREAM; ``mood`` is how it fails: ``""``, ``silent``, ``hangs-up``, ``odd`` or ``dead``."""

    def __init__(self, *, stream_limit: int = 25 * 1024 * 1024) -> None:
        self.mood = ""
        self.scanned: list[int] = []
        self._limit = stream_limit
        self._server: asyncio.Server | None = None

    async def listen(self, *, socket_path: Path | None = None) -> str:
        """Begin to listen; return the scanner URL that leads here."""
        if socket_path is not None:
            self._server = await asyncio.start_unix_server(self._serve, str(socket_path))
            return f"clamd://{socket_path}"
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return f"clamd://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def close(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            command = await reader.readuntil(b"\0")
            if self.mood == "silent":
                await reader.read()
            elif self.mood != "hangs-up":
                writer.write(await self._answer(command, reader) + b"\0")
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answer(self, command: bytes, reader: asyncio.StreamReader) -> bytes:
        if command == b"zVERSION\0":
            return b"ClamAV 1.4.3/27812/Sat Nov 21 09:26:12 2026"
        if command != b"zINSTREAM\0" or self.mood == "odd":
            return b"UNKNOWN COMMAND"
        seen = bytearray()
        while length := struct.unpack(">I", await reader.readexactly(4))[0]:
            seen += await reader.readexactly(length)
            if len(seen) > self._limit:
                return b"INSTREAM size limit exceeded. ERROR"
        self.scanned.append(len(seen))
        return b"stream: Eicar-Test-Signature FOUND" if EICAR in seen or b"BAD" in seen else b"stream: OK"
